//! Escape sequences as keys: those of xterm and its kin, of rxvt, of the Linux console, and of terminals that name keys by number.
//!
//! What is no key is a report that the terminal sends by itself or late, for somebody who asked before us: it means nothing here.

use crate::kit::keys::{Code, Key};

/// What the sequence between `ESC [` and its last byte amounts to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    Key(Key),
    /// Pasted text follows.
    PasteBegins,
    /// A report, or a key that nothing is bound to.
    Nothing,
}

/// The bits of a modifier, one less than the number that travels.
const SHIFT: u16 = 1;
const ALT: u16 = 2;
const CTRL: u16 = 4;
/// Keys of the desktop, which are no business of ours.
const DESKTOP: u16 = 8 | 16;
const META: u16 = 32;

/// `ESC [`, parameters, and a last byte.
pub(super) fn control(parameters: &[u8], last: u8) -> Meaning {
    // With a sign before the numbers it is an answer: what terminal it is, its colours, its modes.
    if parameters.first().is_some_and(|first| matches!(first, b'<'..=b'?')) {
        return Meaning::Nothing;
    }
    if parameters == b"[" {
        // The function keys of the Linux console.
        return key(linux(last), 0, 0);
    }
    let numbers = Numbers::read(parameters);
    let modifiers = numbers.all[1].saturating_sub(1);
    match last {
        b'~' if numbers.all[0] == 200 => Meaning::PasteBegins,
        // A key by the number of its character, the way xterm sends those that have no sequence of their own.
        b'~' if numbers.all[0] == 27 => named(numbers.all[2], modifiers, 0),
        b'~' => key(numbered(numbers.all[0]), modifiers, numbers.event),
        // rxvt says by the last byte what was held down.
        b'^' => key(numbered(numbers.all[0]), CTRL, 0),
        b'$' => key(numbered(numbers.all[0]), SHIFT, 0),
        b'@' => key(numbered(numbers.all[0]), CTRL | SHIFT, 0),
        b'a'..=b'd' if parameters.is_empty() => key(arrow(last.to_ascii_uppercase()), SHIFT, 0),
        b'u' => named(numbers.all[0], modifiers, numbers.event),
        b'Z' => key(Some(Code::BackTab), modifiers & !SHIFT, numbers.event),
        // Where the cursor is: numbers that no key has.
        b'R' if numbers.all[0] > 1 => Meaning::Nothing,
        b'A'..=b'H' | b'P'..=b'S' => key(arrow(last).or_else(|| function(last)), modifiers, numbers.event),
        _ => Meaning::Nothing,
    }
}

/// `ESC O`, at times a modifier, and a last byte.
pub(super) fn single(parameters: &[u8], last: u8) -> Meaning {
    let modifiers = Numbers::read(parameters).all[0].saturating_sub(1);
    match last {
        b'M' => key(Some(Code::Enter), 0, 0),
        // The digits beside the main keys.
        b'p'..=b'y' => key(Some(Code::Char(char::from(last - b'p' + b'0'))), 0, 0),
        // rxvt with Control.
        b'a'..=b'd' => key(arrow(last.to_ascii_uppercase()), CTRL, 0),
        _ => key(arrow(last).or_else(|| function(last)), modifiers, 0),
    }
}

/// The numbers of a sequence, of which no key has more than three; and what happened to the key, behind a colon of the second.
#[derive(Default)]
struct Numbers {
    all: [u16; 3],
    event: u16,
}

impl Numbers {
    fn read(parameters: &[u8]) -> Self {
        let mut numbers = Self::default();
        for (at, part) in parameters.split(|&byte| byte == b';').take(3).enumerate() {
            let mut parts = part.split(|&byte| byte == b':').map(number);
            numbers.all[at] = parts.next().unwrap_or_default();
            if at == 1 {
                numbers.event = parts.next().unwrap_or_default();
            }
        }
        numbers
    }
}

fn number(digits: &[u8]) -> u16 {
    digits
        .iter()
        .filter(|byte| byte.is_ascii_digit())
        .fold(0_u16, |number, digit| number.saturating_mul(10).saturating_add(u16::from(digit - b'0')))
}

/// A key of this code, unless it was let go, or belongs to the desktop.
fn key(code: Option<Code>, modifiers: u16, event: u16) -> Meaning {
    const HELD: u16 = 2;
    const RELEASED: u16 = 3;
    let Some(code) = code.filter(|_| modifiers & DESKTOP == 0 && event != RELEASED) else { return Meaning::Nothing };
    let code = if code == Code::Tab && modifiers & SHIFT > 0 { Code::BackTab } else { code };
    Meaning::Key(Key {
        code,
        ctrl: modifiers & CTRL > 0 && code != Code::Enter,
        alt: modifiers & (ALT | META) > 0,
        held: event == HELD,
    })
}

/// A key that goes by the number of its character.
fn named(number: u16, modifiers: u16, event: u16) -> Meaning {
    let code = match number {
        9 => Code::Tab,
        13 | 57414 => Code::Enter,
        27 => Code::Esc,
        8 | 127 => Code::Backspace,
        // Numbers in Unicode's private area stand for keys that type nothing.
        57344..=63743 => return Meaning::Nothing,
        _ => match char::from_u32(u32::from(number)) {
            Some(c) if c.is_control() => return Meaning::Nothing,
            Some(c) if modifiers & CTRL > 0 => Code::Char(c.to_ascii_lowercase()),
            Some(c) if modifiers & SHIFT > 0 => Code::Char(c.to_uppercase().next().unwrap_or(c)),
            Some(c) => Code::Char(c),
            None => return Meaning::Nothing,
        },
    };
    key(Some(code), modifiers, event)
}

fn arrow(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        _ => return None,
    })
}

fn function(last: u8) -> Option<Code> {
    matches!(last, b'P'..=b'S').then(|| Code::F(last - b'P' + 1))
}

fn linux(last: u8) -> Option<Code> {
    matches!(last, b'A'..=b'E').then(|| Code::F(last - b'A' + 1))
}

fn numbered(number: u16) -> Option<Code> {
    let function = |past: u16| u8::try_from(number - past).ok().map(Code::F);
    match number {
        1 | 7 => Some(Code::Home),
        3 => Some(Code::Delete),
        4 | 8 => Some(Code::End),
        5 => Some(Code::PageUp),
        6 => Some(Code::PageDown),
        11..=15 => function(10),
        17..=21 => function(11),
        23..=26 => function(12),
        28..=29 => function(13),
        31..=34 => function(14),
        _ => None,
    }
}
