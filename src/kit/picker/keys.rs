//! The keys of a step that is a list to choose from.

use crate::kit::keys::{Binding, Key};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    Choose,
    Move,
    /// Take the filter away; where something is waited for, stop waiting.
    Clear,
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

const CTRL_R: &[Key] = &[Key::ctrl('r')];

/// The keys of such a step, in its words.
pub const fn table(words: &KeyWords) -> [Binding<Command>; 5] {
    [
        Binding::room(&[Key::UP, Key::DOWN], Command::Move, "choose", words.rows),
        Binding::help(
            &[Key::PAGE_UP, Key::PAGE_DOWN],
            Command::Move,
            "page",
            "a page up or down; Home and End go to the ends while the filter is empty",
        ),
        Binding::first(&[Key::ENTER], Command::Choose, words.choose.0, words.choose.1),
        Binding::first(&[Key::ESC], Command::Clear, words.clear.0, words.clear.1),
        Binding::room(CTRL_R, Command::Again, "load again", words.again),
    ]
}
