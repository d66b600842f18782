//! The keys that work on every screen, in the two layers around the screen's own.

use crate::kit::keys::{Binding, Code, Key};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    Leave,
    Log,
    Help,
    /// Give the terminal back to the shell for a while.
    Suspend,
    Back,
    /// Scroll what lies over the screen.
    Scroll,
}

/// Asked before the screen.
pub const ALWAYS: &[Binding<Command>] = &[
    Binding::room(&[Key::ctrl('l')], Command::Log, "log", "show or hide the request log"),
    Binding::first(&[Key::plain(Code::F(1))], Command::Help, "help", "show or hide this help"),
    Binding::help(&[Key::ctrl('c')], Command::Leave, "leave", "leave; asks once when something would be lost"),
    Binding::help(&[Key::ctrl('z')], Command::Suspend, "suspend", "back to the shell; fg returns"),
];

/// Asked for what the screen let pass.
pub const OTHERWISE: &[Binding<Command>] = &[
    Binding::first(&[Key::ESC], Command::Back, "back", "close what is open, then back to the step before"),
    Binding::help(&[Key::char('?')], Command::Help, "help", "the same as F1, except in a field"),
];

/// Asked while help or log lie over the screen.
pub const OVERLAY: &[Binding<Command>] = &[
    Binding::room(&[Key::UP, Key::DOWN], Command::Scroll, "scroll", "scroll up or down"),
    Binding::help(&[Key::PAGE_UP, Key::PAGE_DOWN], Command::Scroll, "page", "a page up or down"),
    Binding::first(&[Key::ESC, Key::ENTER, Key::char('q')], Command::Back, "close", "close help or log"),
];
