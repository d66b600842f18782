//! The keys of the assistant, by what a page consists of.

use crate::kit::keys::{Binding, Code, Key, Rank};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Choose, go on, or press the button.
    Enter,
    /// To what stands above.
    Up,
    /// To what stands below.
    Down,
    /// Scroll.
    PageUp,
    /// Scroll.
    PageDown,
    /// Show or hide the secret.
    Reveal,
    /// Nothing: it is under way.
    Wait,
    /// Find a user by the e-mail address.
    FindUser,
    /// To the page before.
    Back,
    /// Away from the assistant.
    Leave,
}

/// The two things that can be set up.
pub const CHOICES: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Enter)],
        command: Command::Enter,
        short: "set it up",
        long: "go on with what is chosen; nothing is made yet",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::plain(Code::Up), Key::plain(Code::BackTab)],
        command: Command::Up,
        short: "up",
        long: "choose what stands above, or scroll up",
        hint: Rank::HelpOnly,
    },
    Binding {
        keys: &[Key::plain(Code::Down), Key::plain(Code::Tab)],
        command: Command::Down,
        short: "the other",
        long: "choose what stands below, or scroll down",
        hint: Rank::Room,
    },
    SCROLL_DOWN,
    SCROLL_UP,
    LEAVE,
];

/// Fields.
pub const FORM: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Enter)],
        command: Command::Enter,
        short: "see the plan",
        long: "see what exists already, and what would be made; nothing is made yet",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::plain(Code::Down), Key::plain(Code::Tab)],
        command: Command::Down,
        short: "next field",
        long: "to the next field; in a path, Tab goes on with it; ← → change a choice",
        hint: Rank::Room,
    },
    Binding {
        keys: &[Key::plain(Code::Up), Key::plain(Code::BackTab)],
        command: Command::Up,
        short: "field before",
        long: "to the field before",
        hint: Rank::HelpOnly,
    },
    Binding { hint: Rank::HelpOnly, ..SCROLL_DOWN },
    SCROLL_UP,
    BACK,
];

/// The fields of the test.
pub const TRIAL: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Enter)],
        command: Command::Enter,
        short: "press",
        long: "to the button, and there: press it; in E-mail: find the user",
        hint: Rank::First,
    },
    Binding {
        keys: &[Key::plain(Code::Down), Key::plain(Code::Tab)],
        command: Command::Down,
        short: "down",
        long: "to the next field or button",
        hint: Rank::Room,
    },
    Binding {
        keys: &[Key::plain(Code::Up), Key::plain(Code::BackTab)],
        command: Command::Up,
        short: "up",
        long: "to the field or button before",
        hint: Rank::HelpOnly,
    },
    Binding {
        keys: &[Key::ctrl('f')],
        command: Command::FindUser,
        short: "find by e-mail",
        long: "find the subject of the user with this e-mail address",
        hint: Rank::Room,
    },
    Binding { hint: Rank::HelpOnly, ..SCROLL_DOWN },
    SCROLL_UP,
    Binding {
        keys: &[Key::plain(Code::Esc)],
        command: Command::Back,
        short: "no test",
        long: "go on without a test",
        hint: Rank::First,
    },
];

/// Buttons below something to read.
pub const BUTTONS: &[Binding<Command>] = &[
    Binding {
        keys: &[Key::plain(Code::Enter)],
        command: Command::Enter,
        short: "press",
        long: "read on, then to the buttons, and there: press the one that has the focus",
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
    SCROLL_DOWN,
    SCROLL_UP,
    BACK,
    LEAVE,
];

/// While something is under way that cannot be called back. Nothing of it is for the footer.
pub const BUSY: &[Binding<Command>] = &[Binding {
    keys: &[Key::plain(Code::Esc)],
    command: Command::Wait,
    short: "wait",
    long: "nothing, while something is being made or removed: its answer is awaited",
    hint: Rank::HelpOnly,
}];

/// Where a secret is shown that is told only once.
pub const SECRET: &[Binding<Command>] = &[Binding {
    keys: &[Key::ctrl('r')],
    command: Command::Reveal,
    short: "show the secret",
    long: "show or hide the secret of the client; it is never copied",
    hint: Rank::First,
}];

const SCROLL_DOWN: Binding<Command> = Binding {
    keys: &[Key::plain(Code::PageDown)],
    command: Command::PageDown,
    short: "scroll",
    long: "scroll down",
    hint: Rank::Room,
};

const SCROLL_UP: Binding<Command> = Binding {
    keys: &[Key::plain(Code::PageUp)],
    command: Command::PageUp,
    short: "scroll up",
    long: "scroll up",
    hint: Rank::HelpOnly,
};

const BACK: Binding<Command> = Binding {
    keys: &[Key::plain(Code::Esc)],
    command: Command::Back,
    short: "back",
    long: "to the page before",
    hint: Rank::First,
};

const LEAVE: Binding<Command> = Binding {
    keys: &[Key::char('q')],
    command: Command::Leave,
    short: "leave",
    long: "leave the assistant; what was made stays",
    hint: Rank::HelpOnly,
};
