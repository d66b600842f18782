//! The keys of the step Authorise, one table for each of its two faces.

use crate::kit::keys::{Binding, Code, Key, Rank};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Ask for the URL, or take the code and go on.
    Enter,
    /// Between the URL and the code.
    Switch,
    /// Put the URL on the clipboard.
    Copy,
    /// Open the URL in a browser.
    Open,
    /// Print the URL outside the full screen.
    Print,
    /// Ask for a new URL.
    New,
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

/// With the URL on the screen.
pub const SHOWN: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Enter)],
        command: Command::Enter,
        short: "next",
        long: "take the code and go on; it is sent with the create only",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('y')],
        command: Command::Copy,
        short: "copy",
        long: "copy the URL; c with the focus on it",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('o')],
        command: Command::Open,
        short: "open",
        long: "open the URL in a browser; o with the focus on it",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('p')],
        command: Command::Print,
        short: "print",
        long: "print the URL on one line outside the full screen; p with the focus on it",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('n')],
        command: Command::New,
        short: "new URL",
        long: "ask for a new URL; n with the focus on it",
        hint: Rank::Room,
    },
    Binding {
        keys: &[Key::plain(Code::Tab), Key::plain(Code::BackTab), Key::plain(Code::Up), Key::plain(Code::Down)],
        command: Command::Switch,
        short: "URL or code",
        long: "between the URL and the code",
        hint: Rank::HelpOnly,
    },
    PAGE_UP,
    PAGE_DOWN,
];

/// With the focus on the URL letters command too. In the field they are text.
pub const LETTERS: &[Binding<Command>] = &[
    letter(&[Key::char('c'), Key::char('C')], Command::Copy),
    letter(&[Key::char('o'), Key::char('O')], Command::Open),
    letter(&[Key::char('p'), Key::char('P')], Command::Print),
    letter(&[Key::char('n'), Key::char('N')], Command::New),
];

const fn letter(keys: &'static [Key], command: Command) -> Binding<Command> {
    Binding { keys, command, short: "", long: "the same, with the focus on the URL", hint: Rank::HelpOnly }
}

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
