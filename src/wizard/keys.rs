//! The keys that work on every screen, in the two layers around the screen's own.

use crate::kit::keys::{Binding, Code, Key, Rank};

/// What these keys command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Leave the program.
    Leave,
    /// Show or hide the request log.
    Log,
    /// Show or hide the help.
    Help,
    /// Give the terminal back to the shell for a while.
    Suspend,
    /// To the step before.
    Back,
    /// Scroll what lies over the screen.
    ScrollUp,
    /// Scroll what lies over the screen.
    ScrollDown,
}

/// Asked before the screen.
pub const ALWAYS: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::ctrl('l')],
        command: Command::Log,
        short: "log",
        long: "show or hide the request log",
        hint: Rank::Room,
    },
    Binding {
        keys: &[Key::plain(Code::F(1))],
        command: Command::Help,
        short: "help",
        long: "show or hide this help",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('c')],
        command: Command::Leave,
        short: "leave",
        long: "leave; asks once when something would be lost",
        hint: Rank::HelpOnly,
    },
    Binding {
        keys: &[Key::ctrl('z')],
        command: Command::Suspend,
        short: "suspend",
        long: "back to the shell; fg returns",
        hint: Rank::HelpOnly,
    },
];

/// Asked for what the screen let pass.
pub const OTHERWISE: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Esc)],
        command: Command::Back,
        short: "back",
        long: "close what is open, then back to the step before",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::char('?')],
        command: Command::Help,
        short: "help",
        long: "show or hide this help, where no field has the focus",
        hint: Rank::HelpOnly,
    },
];

/// Asked while help or log lie over the screen.
pub const OVERLAY: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Up), Key::plain(Code::PageUp)],
        command: Command::ScrollUp,
        short: "up",
        long: "scroll up",
        hint: Rank::Room,
    },
    Binding {
        keys: &[Key::plain(Code::Down), Key::plain(Code::PageDown)],
        command: Command::ScrollDown,
        short: "down",
        long: "scroll down",
        hint: Rank::Room,
    },
    Binding {
        keys: &[Key::plain(Code::Esc), Key::plain(Code::Enter), Key::char('q')],
        command: Command::Back,
        short: "close",
        long: "close help or log",
        hint: Rank::First,
    },
];
