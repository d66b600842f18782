//! The keys of the step Details.

use crate::kit::keys::{Binding, Code, Key, Rank};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// To the next row; on a button, press it.
    Next,
    /// To the row above or below.
    Move,
    /// The value before or after the chosen one.
    Turn,
    /// Show or hide the secret that has the focus.
    Reveal,
    /// Take the name that is proposed.
    Propose,
    /// Take the added property, or the row of a list, away.
    Remove,
    /// One row more in a list.
    AddRow,
    /// Type by hand what is chosen, listed, or read from a file otherwise.
    ByHand,
    /// This text is the authorization code.
    Mark,
    /// Look for a field.
    Find,
    /// To the name, or to the button that goes on.
    Ends,
}

/// The keys of this screen. What is typed belongs to the field with the focus.
pub const KEYS: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Enter)],
        command: Command::Next,
        short: "next",
        long: "to the next field; on a button, press it",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::plain(Code::Up), Key::plain(Code::Down)],
        command: Command::Move,
        short: "move",
        long: "to the field above or below; Tab and Shift+Tab do the same",
        hint: Rank::Room,
    },
    Binding {
        keys: &[Key::plain(Code::Tab), Key::plain(Code::BackTab)],
        command: Command::Move,
        short: "move",
        long: "to the field below or above; in a path, Tab goes on with it",
        hint: Rank::HelpOnly,
    },
    Binding {
        keys: &[Key::plain(Code::Left), Key::plain(Code::Right)],
        command: Command::Turn,
        short: "choose",
        long: "choose a value; typing its first letters does the same",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('r')],
        command: Command::Reveal,
        short: "show",
        long: "show or hide the secret in the field",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('f')],
        command: Command::Propose,
        short: "other name",
        long: "use the proposed name instead of a taken one",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('d')],
        command: Command::Remove,
        short: "remove",
        long: "remove the added property, or the row of a list",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('n')],
        command: Command::AddRow,
        short: "add a row",
        long: "add a row to a list",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('t')],
        command: Command::ByHand,
        short: "type it",
        long: "type the value instead of choosing it or reading it from a file; again: back",
        hint: Rank::Room,
    },
    Binding {
        keys: &[Key::ctrl('g')],
        command: Command::Mark,
        short: "is the code",
        long: "this field takes the authorization code, which the step Authorize gets",
        hint: Rank::HelpOnly,
    },
    Binding {
        keys: &[Key::char('/')],
        command: Command::Find,
        short: "find",
        long: "find a field, where no field has the focus",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::plain(Code::PageDown), Key::plain(Code::PageUp)],
        command: Command::Ends,
        short: "to the end",
        long: "to the button Next, and back to the name",
        hint: Rank::Room,
    },
];
