//! The keys of a step that is a list to choose from.

use crate::kit::keys::{Binding, Code, Key};

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
pub struct KeyWords {
    /// Up and down.
    pub rows: &'static str,
    pub choose: (&'static str, &'static str),
    pub clear: (&'static str, &'static str),
    pub again: &'static str,
}

const ROWS: &[Key] = &[Key::plain(Code::Up), Key::plain(Code::Down)];
const PAGES: &[Key] = &[Key::plain(Code::PageUp), Key::plain(Code::PageDown)];
const ENTER: &[Key] = &[Key::plain(Code::Enter)];
const ESC: &[Key] = &[Key::plain(Code::Esc)];
const CTRL_R: &[Key] = &[Key::ctrl('r')];

/// The keys of such a step, in its words.
pub const fn table(words: &KeyWords) -> [Binding<Command>; 5] {
    [
        Binding::room(ROWS, Command::Move, "choose", words.rows),
        Binding::help(
            PAGES,
            Command::Move,
            "page",
            "a page up or down; Home and End go to the ends while the filter is empty",
        ),
        Binding::first(ENTER, Command::Choose, words.choose.0, words.choose.1),
        Binding::first(ESC, Command::Clear, words.clear.0, words.clear.1),
        Binding::room(CTRL_R, Command::Again, "load again", words.again),
    ]
}
