//! The keys of the step Authorise, one table for each of its two faces. Those of the URL itself are in `address`.

use crate::{
    kit::keys::{Binding, Code, Key, Rank},
    screens::address::SWITCH,
};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Ask for the URL, or take the code and go on.
    Enter,
    /// Between the URL and the code.
    Switch,
    /// Scroll.
    PageUp,
    /// Scroll.
    PageDown,
}

/// Before there is a URL.
pub const ASK: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Enter)],
        command: Command::Enter,
        short: "ask for the URL",
        long: "send this request, which asks for the URL",
        hint: Rank::First,
    },
    PAGE_UP,
    PAGE_DOWN,
];

/// With the URL on the screen, beside the keys of the URL itself.
pub const SHOWN: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Enter)],
        command: Command::Enter,
        short: "next",
        long: "take the code and go on; it is sent with the create only",
        hint: Rank::First,
    },
    Binding {
        keys: SWITCH,
        command: Command::Switch,
        short: "URL or code",
        long: "between the URL and the code",
        hint: Rank::HelpOnly,
    },
    PAGE_UP,
    PAGE_DOWN,
];

const PAGE_UP: Binding<Command> = Binding {
    keys: &[Key::plain(Code::PageUp)],
    command: Command::PageUp,
    short: "scroll up",
    long: "scroll up",
    hint: Rank::HelpOnly,
};

const PAGE_DOWN: Binding<Command> = Binding {
    keys: &[Key::plain(Code::PageDown)],
    command: Command::PageDown,
    short: "scroll",
    long: "scroll down",
    hint: Rank::HelpOnly,
};
