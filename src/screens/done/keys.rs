//! The keys of the step Done.

use crate::kit::keys::{Binding, Code, Key, Rank};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Copy the id.
    Copy,
    /// Another connection.
    Another,
    /// Another connection with the same credential.
    SameCredential,
    /// To the credentials that are left over.
    Leftovers,
    /// Show or hide what the tenant added.
    Unfold,
    /// Leave the program.
    Leave,
    /// There is no way back into what is made.
    Back,
    /// Scroll.
    Up,
    /// Scroll.
    Down,
}

const LEAVE: Binding<Command> = Binding {
    keys: &[Key::plain(Code::Enter), Key::char('q')],
    command: Command::Leave,
    short: "leave",
    long: "leave; a summary stays in the terminal",
    hint: Rank::First,
};

const ANOTHER: Binding<Command> = Binding {
    keys: &[Key::char('a')],
    command: Command::Another,
    short: "another one",
    long: "another connection: same tenant, space and source, a new name",
    hint: Rank::First,
};

const COPY: Binding<Command> = Binding {
    keys: &[Key::char('y')],
    command: Command::Copy,
    short: "copy the id",
    long: "copy the id of the connection",
    hint: Rank::First,
};

/// The keys of this screen.
pub const KEYS: &[Binding<Command>] = &[
    LEAVE,
    ANOTHER,
    COPY,
    Binding {
        keys: &[Key::char('m')],
        command: Command::Unfold,
        short: "what was added",
        long: "show or hide what the tenant added",
        hint: Rank::Room,
    },
    Binding {
        keys: &[Key::plain(Code::Esc)],
        command: Command::Back,
        short: "no way back",
        long: "nothing: the connection exists",
        hint: Rank::HelpOnly,
    },
    Binding {
        keys: &[Key::plain(Code::Up), Key::plain(Code::PageUp)],
        command: Command::Up,
        short: "up",
        long: "scroll up",
        hint: Rank::HelpOnly,
    },
    Binding {
        keys: &[Key::plain(Code::Down), Key::plain(Code::PageDown)],
        command: Command::Down,
        short: "down",
        long: "scroll down",
        hint: Rank::HelpOnly,
    },
];

/// Where the credential is one of its own.
pub const SEPARATED: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::char('c')],
        command: Command::SameCredential,
        short: "same credential",
        long: "another connection with the same credential",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::char('l')],
        command: Command::Leftovers,
        short: "leftovers",
        long: "separated credentials that nothing uses any more",
        hint: Rank::Room,
    },
];
