//! The keys of the step Data source.

use crate::kit::keys::{Binding, Code, Key, Rank};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Choose the source under the cursor.
    Choose,
    /// Move in the list.
    Move,
    /// Stop waiting, or take the filter away.
    Clear,
    /// Load the list again.
    Again,
}

/// The keys of this screen.
pub const KEYS: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Up), Key::plain(Code::Down)],
        command: Command::Move,
        short: "choose",
        long: "to the data source above or below",
        hint: Rank::Room,
    },
    Binding {
        keys: &[Key::plain(Code::PageUp), Key::plain(Code::PageDown)],
        command: Command::Move,
        short: "page",
        long: "a page up or down; Home and End go to the ends while nothing is typed",
        hint: Rank::HelpOnly,
    },
    Binding {
        keys: &[Key::plain(Code::Enter)],
        command: Command::Choose,
        short: "next",
        long: "take the marked data source and go on",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::plain(Code::Esc)],
        command: Command::Clear,
        short: "clear",
        long: "stop waiting, or show all data sources again; once more goes back",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('r')],
        command: Command::Again,
        short: "load again",
        long: "load the data sources again",
        hint: Rank::Room,
    },
];
