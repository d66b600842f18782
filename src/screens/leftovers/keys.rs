//! The keys of the leftovers: those of the list, and those of a credential that is looked at.

use crate::kit::keys::{Binding, Code, Key, Rank};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Look up what was typed, look at the row, or press the button.
    Enter,
    /// To the row or the button above.
    Up,
    /// To the row or the button below.
    Down,
    /// Ask for the list anew.
    Refresh,
    /// Away from this screen, or from the credential.
    Close,
}

/// While the list is shown.
pub const LIST: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Enter)],
        command: Command::Enter,
        short: "look at it",
        long: "look up the name or id that was typed, or look at the row",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::plain(Code::Down), Key::plain(Code::Tab)],
        command: Command::Down,
        short: "to the list",
        long: "to the list, and down in it",
        hint: Rank::Room,
    },
    Binding {
        keys: &[Key::plain(Code::Up), Key::plain(Code::BackTab)],
        command: Command::Up,
        short: "up",
        long: "up in the list, and to the field",
        hint: Rank::HelpOnly,
    },
    Binding {
        keys: &[Key::ctrl('r')],
        command: Command::Refresh,
        short: "look again",
        long: "ask the tenant for the list anew",
        hint: Rank::Room,
    },
];

/// On a row, where letters are no text.
pub const ROW: &[Binding<Command>] = &[Binding {
    keys: &[Key::char('q')],
    command: Command::Close,
    short: "leave",
    long: "leave the leftovers",
    hint: Rank::Room,
}];

/// While a credential is looked at.
pub const CARD: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Enter)],
        command: Command::Enter,
        short: "press",
        long: "press the button that has the focus",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::plain(Code::Down), Key::plain(Code::Tab), Key::plain(Code::Right)],
        command: Command::Down,
        short: "next button",
        long: "to the next button",
        hint: Rank::Room,
    },
    Binding {
        keys: &[Key::plain(Code::Up), Key::plain(Code::BackTab), Key::plain(Code::Left)],
        command: Command::Up,
        short: "button before",
        long: "to the button before",
        hint: Rank::HelpOnly,
    },
    Binding {
        keys: &[Key::plain(Code::Esc)],
        command: Command::Close,
        short: "keep it",
        long: "keep it, and back to the list",
        hint: Rank::First,
    },
];
