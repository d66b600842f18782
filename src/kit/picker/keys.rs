//! The keys of a step that is a list to choose from.

use crate::kit::keys::{Binding, Code, Key, Rank};

/// What the keys of such a step command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Choose the row under the cursor.
    Choose,
    /// Move in the list.
    Move,
    /// Take the filter away; where something is waited for, stop waiting.
    Clear,
    /// Load the list again.
    Again,
}

/// What the keys are called in one step.
pub struct Words {
    /// Up and down.
    pub rows: &'static str,
    pub choose: &'static str,
    pub clear: (&'static str, &'static str),
    pub again: &'static str,
}

const ROWS: &[Key] = &[Key::plain(Code::Up), Key::plain(Code::Down)];
const PAGES: &[Key] = &[Key::plain(Code::PageUp), Key::plain(Code::PageDown)];
const ENTER: &[Key] = &[Key::plain(Code::Enter)];
const ESC: &[Key] = &[Key::plain(Code::Esc)];
const CTRL_R: &[Key] = &[Key::ctrl('r')];

/// The keys of such a step, in its words.
pub const fn table(words: &Words) -> [Binding<Command>; 5] {
    [
        Binding { keys: ROWS, command: Command::Move, short: "choose", long: words.rows, hint: Rank::Room },
        Binding {
            keys: PAGES,
            command: Command::Move,
            short: "page",
            long: "a page up or down; Home and End go to the ends while the filter is empty",
            hint: Rank::HelpOnly,
        },
        Binding { keys: ENTER, command: Command::Choose, short: "next", long: words.choose, hint: Rank::First },
        Binding { keys: ESC, command: Command::Clear, short: words.clear.0, long: words.clear.1, hint: Rank::First },
        Binding { keys: CTRL_R, command: Command::Again, short: "load again", long: words.again, hint: Rank::Room },
    ]
}
