//! The keys of the step Sign in, one table for each of its faces. Those of an address to be opened are in `address`.

use crate::{
    kit::keys::{Binding, Code, Key, Rank},
    screens::address::SWITCH,
};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Take what has the focus.
    Enter,
    /// To the row above or below.
    Move,
    /// Take the row of this number.
    Digit,
    /// The value before or after the chosen one.
    Turn,
    /// To the first row, or to the last.
    Ends,
    /// Why there is no API key for somebody else.
    Explain,
    /// Sign in once more, though somebody is signed in.
    Anew,
    /// Find the subject of a user by the e-mail address.
    FindUser,
    /// Close what is open.
    Close,
    /// Between the address and the field below it.
    Switch,
    /// Scroll.
    Scroll,
}

/// With the ways to sign in on the screen.
pub const LIST: &[Binding<Command>] = &[enter("choose", "open this way to sign in"), MOVE, TAB, DIGIT];

/// With the fields of a way on the screen. What is typed belongs to the field with the focus.
pub const FORM: &[Binding<Command>] = &[
    enter("next", "to the next field; behind the last one, sign in"),
    Binding { hint: Rank::Room, ..MOVE },
    Binding { long: "to the field below or above; in a path, Tab goes on with it", ..TAB },
    Binding {
        keys: &[Key::plain(Code::Left), Key::plain(Code::Right)],
        command: Command::Turn,
        short: "choose",
        long: "choose a value",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::plain(Code::F(2))],
        command: Command::Explain,
        short: "for another user",
        long: "why there is no API key for somebody else, and what works instead",
        hint: Rank::Room,
    },
    Binding {
        keys: &[Key::ctrl('n')],
        command: Command::Anew,
        short: "anew",
        long: "sign in once more, though you are signed in",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::ctrl('f')],
        command: Command::FindUser,
        short: "find user",
        long: "find the subject of the user with this e-mail address, for a signed token",
        hint: Rank::First,
    },
    close("other ways", "stop what is under way, and back to the ways to sign in"),
    Binding {
        keys: &[Key::plain(Code::PageUp), Key::plain(Code::PageDown)],
        command: Command::Ends,
        short: "to the end",
        long: "to the first field, and to the button that signs in",
        hint: Rank::HelpOnly,
    },
];

/// With the address to be opened on the screen, beside the keys of the address itself.
pub const PAGE: &[Binding<Command>] = &[
    enter("next", "take the address that was pasted, and sign in"),
    close("stop", "stop waiting for the browser"),
    Binding {
        keys: SWITCH,
        command: Command::Switch,
        short: "URL or field",
        long: "between the URL and the field below it",
        hint: Rank::HelpOnly,
    },
    Binding {
        keys: &[Key::plain(Code::PageUp), Key::plain(Code::PageDown)],
        command: Command::Scroll,
        short: "scroll",
        long: "scroll up or down",
        hint: Rank::HelpOnly,
    },
];

/// With the users of an e-mail address on the screen.
pub const PEOPLE: &[Binding<Command>] =
    &[enter("act as this user", "sign in as this user"), MOVE, TAB, close("change", "back to the fields")];

/// The same, where a signed token wants to know the subject.
pub const SUBJECTS: &[Binding<Command>] = &[
    enter("take it over", "take this user's subject, name and e-mail address over into the fields"),
    MOVE,
    TAB,
    close("change", "back to the fields"),
];

/// With the contexts of qlik-cli on the screen.
pub const CONTEXTS: &[Binding<Command>] =
    &[enter("use", "sign in by this context"), MOVE, TAB, close("other ways", "back to the ways to sign in")];

/// With the explanation on the screen.
pub const EXPLAIN: &[Binding<Command>] =
    &[enter("choose", "open this way"), MOVE, TAB, DIGIT, close("close", "close the explanation")];

const DIGIT: Binding<Command> = Binding {
    keys: DIGITS,
    command: Command::Digit,
    short: "open",
    long: "open the way of this number",
    hint: Rank::HelpOnly,
};

const DIGITS: &[Key] = &[
    Key::char('1'),
    Key::char('2'),
    Key::char('3'),
    Key::char('4'),
    Key::char('5'),
    Key::char('6'),
    Key::char('7'),
    Key::char('8'),
    Key::char('9'),
];

const MOVE: Binding<Command> = Binding {
    keys: &[Key::plain(Code::Up), Key::plain(Code::Down)],
    command: Command::Move,
    short: "move",
    long: "to the row above or below",
    hint: Rank::First,
};

const TAB: Binding<Command> = Binding {
    keys: &[Key::plain(Code::Tab), Key::plain(Code::BackTab)],
    command: Command::Move,
    short: "move",
    long: "to the row below or above",
    hint: Rank::HelpOnly,
};

const ENTER: &[Key] = &[Key::plain(Code::Enter)];
const ESC: &[Key] = &[Key::plain(Code::Esc)];

const fn enter(short: &'static str, long: &'static str) -> Binding<Command> {
    Binding { keys: ENTER, command: Command::Enter, short, long, hint: Rank::First }
}

const fn close(short: &'static str, long: &'static str) -> Binding<Command> {
    Binding { keys: ESC, command: Command::Close, short, long, hint: Rank::First }
}

/// The place, from zero, that a digit names.
pub fn place(key: Key) -> Option<usize> {
    let digit = key.typed()?.to_digit(10)?;
    usize::try_from(digit).ok()?.checked_sub(1)
}

/// Whether a key moves down.
pub fn is_down(key: Key) -> bool {
    matches!(key.code, Code::Down | Code::Tab | Code::PageDown)
}

/// A row above or below this one.
pub fn moved(row: usize, rows: usize, key: Key) -> usize {
    if is_down(key) { (row + 1).min(rows.saturating_sub(1)) } else { row.saturating_sub(1) }
}
