//! Keys as the screens know them, and the tables that bind them to commands.
//!
//! The translation from the terminal library lives in `terminal`; here is no terminal.

use std::fmt;

/// A key press. Releases never get this far.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Key {
    pub code: Code,
    pub ctrl: bool,
    /// Alt was down. AltGr with a character arrives as the plain character.
    pub alt: bool,
    /// The terminal said that this is the key being held down, not pressed anew. Few terminals do.
    pub held: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// A character as typed, shift applied.
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    /// A function key, from 1.
    F(u8),
}

impl Key {
    pub const ENTER: Self = Self::plain(Code::Enter);
    pub const ESC: Self = Self::plain(Code::Esc);
    pub const TAB: Self = Self::plain(Code::Tab);
    pub const BACK_TAB: Self = Self::plain(Code::BackTab);
    pub const UP: Self = Self::plain(Code::Up);
    pub const DOWN: Self = Self::plain(Code::Down);
    pub const LEFT: Self = Self::plain(Code::Left);
    pub const RIGHT: Self = Self::plain(Code::Right);
    pub const PAGE_UP: Self = Self::plain(Code::PageUp);
    pub const PAGE_DOWN: Self = Self::plain(Code::PageDown);

    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, held: false }
    }

    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    pub const fn ctrl(c: char) -> Self {
        Self { code: Code::Char(c), ctrl: true, alt: false, held: false }
    }

    /// The character this key types into a field, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// Whether a binding for `self` is meant by `pressed`: held or not makes no difference to a binding.
    pub fn is(self, pressed: Self) -> bool {
        self.code == pressed.code && self.ctrl == pressed.ctrl && self.alt == pressed.alt
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl+")?;
        }
        if self.alt {
            f.write_str("Alt+")?;
        }
        match self.code {
            Code::Char(' ') => f.write_str("Space"),
            Code::Char(c) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            Code::Char(c) => write!(f, "{c}"),
            Code::Enter => f.write_str("Enter"),
            Code::Esc => f.write_str("Esc"),
            Code::Tab => f.write_str("Tab"),
            Code::BackTab => f.write_str("Shift+Tab"),
            Code::Backspace => f.write_str("Backspace"),
            Code::Delete => f.write_str("Delete"),
            Code::Up => f.write_str("↑"),
            Code::Down => f.write_str("↓"),
            Code::Left => f.write_str("←"),
            Code::Right => f.write_str("→"),
            Code::Home => f.write_str("Home"),
            Code::End => f.write_str("End"),
            Code::PageUp => f.write_str("PgUp"),
            Code::PageDown => f.write_str("PgDn"),
            Code::F(n) => write!(f, "F{n}"),
        }
    }
}

/// What is typed may be a secret, so a character key shows only that it is one.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.typed() {
            Some(_) => f.write_str("Key(•)"),
            None => write!(f, "Key({self})"),
        }
    }
}

/// One row of a key table: which keys, what they command, and how that is told to people.
pub struct Binding<C: 'static> {
    /// The keys, the first being the one that hints name.
    pub keys: &'static [Key],
    pub command: C,
    /// One or two words, for the footer.
    pub short: &'static str,
    /// The same once the end of what is scrolled is on the screen, where they do something else there; empty where they do nothing.
    pub at_end: Option<&'static str>,
    /// A few words more, for the help and the README.
    pub long: &'static str,
    pub hint: Rank,
}

impl<C> Binding<C> {
    pub const fn first(keys: &'static [Key], command: C, short: &'static str, long: &'static str) -> Self {
        Self { keys, command, short, at_end: None, long, hint: Rank::First }
    }

    pub const fn room(keys: &'static [Key], command: C, short: &'static str, long: &'static str) -> Self {
        Self { keys, command, short, at_end: None, long, hint: Rank::Room }
    }

    pub const fn help(keys: &'static [Key], command: C, short: &'static str, long: &'static str) -> Self {
        Self { keys, command, short, at_end: None, long, hint: Rank::HelpOnly }
    }

    /// With other words for the footer once the end is on the screen.
    #[must_use]
    pub const fn at_end(mut self, short: &'static str) -> Self {
        self.at_end = Some(short);
        self
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Rank {
    /// In the footer, and the first to stay when it is narrow.
    First,
    /// In the footer where there is room.
    Room,
    HelpOnly,
}

/// The command that a table has for a key.
pub fn lookup<C: Copy>(table: &[Binding<C>], pressed: Key) -> Option<C> {
    table.iter().find(|row| row.keys.iter().any(|key| key.is(pressed))).map(|row| row.command)
}

/// A row of a key table without its command: what footer, help and README are made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    /// The keys themselves.
    pub all: &'static [Key],
    /// The keys, as `Enter` or `↑↓`.
    pub keys: String,
    pub short: &'static str,
    /// The same once the end of what is scrolled is on the screen; empty where there is nothing more to do.
    pub at_end: Option<&'static str>,
    pub long: &'static str,
    pub rank: Rank,
}

/// The hints of a table with the name of the part of the screen that it is for; the name is empty where the screen has no parts.
pub type KeyTable = (&'static str, Vec<Hint>);

pub fn hints<C>(table: &[Binding<C>]) -> Vec<Hint> {
    table
        .iter()
        .map(|row| Hint {
            all: row.keys,
            keys: key_names(row.keys),
            short: row.short,
            at_end: row.at_end,
            long: row.long,
            rank: row.hint,
        })
        .collect()
}

/// The hints of a table as they are now: `now` leaves one out, or changes it.
pub fn hints_now<C: Copy>(table: &[Binding<C>], now: impl Fn(C, Hint) -> Option<Hint>) -> Vec<Hint> {
    hints(table).into_iter().zip(table).filter_map(|(hint, row)| now(row.command, hint)).collect()
}

/// Single signs stand together (`↑↓`), digits as a range (`1–9`), words are set apart (`Enter, Tab`).
fn key_names(keys: &[Key]) -> String {
    let names: Vec<String> = keys.iter().map(Key::to_string).collect();
    if let [first, .., last] = names.as_slice()
        && keys.iter().all(|key| key.typed().is_some_and(|typed| typed.is_ascii_digit()))
    {
        return format!("{first}–{last}");
    }
    let arrows = names.iter().all(|name| name.chars().count() == 1);
    names.join(if arrows { "" } else { ", " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_as_people_name_them() {
        assert_eq!(Key::ctrl('l').to_string(), "Ctrl+L");
        assert_eq!(Key::plain(Code::BackTab).to_string(), "Shift+Tab");
        assert_eq!(key_names(&[Key::plain(Code::Up), Key::plain(Code::Down)]), "↑↓");
        assert_eq!(key_names(&[Key::plain(Code::F(1)), Key::char('?')]), "F1, ?");
        assert_eq!(key_names(&[Key::char('1'), Key::char('2'), Key::char('3')]), "1–3");
    }

    #[test]
    fn a_typed_character_is_not_in_debug() {
        assert_eq!(format!("{:?}", Key::char('s')), "Key(•)");
        assert_eq!(format!("{:?}", Key::ctrl('c')), "Key(Ctrl+C)");
    }

    #[test]
    fn a_held_key_finds_the_binding_of_the_pressed_one() {
        const TABLE: &[Binding<u8>] = &[Binding::first(&[Key::plain(Code::Enter)], 1, "", "")];
        assert_eq!(lookup(TABLE, Key { held: true, ..Key::plain(Code::Enter) }), Some(1));
        assert_eq!(lookup(TABLE, Key::plain(Code::Esc)), None);
    }
}
