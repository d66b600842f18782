//! The keys of the step Credentials.

use crate::kit::keys::{Binding, Code, Key, Rank};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// To the row above or below.
    Move,
    /// Choose, take, or go on.
    Next,
    /// Use the credential that has the name already.
    UseIt,
    /// Take the name that is proposed.
    Propose,
    /// To the next part of the screen, or to the part before.
    Part,
}

/// The keys of this screen. The digits 1 to 3 choose, too, as long as no text has the focus.
pub const KEYS: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Up), Key::plain(Code::Down)],
        command: Command::Move,
        short: "choose",
        long: "choose; 1, 2 and 3 do the same. Further down: your credentials, and the name",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::plain(Code::Enter)],
        command: Command::Next,
        short: "next",
        long: "to your credentials or the name, and on to the next step",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('t')],
        command: Command::UseIt,
        short: "use it",
        long: "use the credentials that already have this name",
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
        keys: &[Key::plain(Code::Tab), Key::plain(Code::BackTab)],
        command: Command::Part,
        short: "move",
        long: "between the choices, your credentials and the name",
        hint: Rank::HelpOnly,
    },
];
