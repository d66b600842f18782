//! The bytes of the terminal as keys and pasted text.
//!
//! Bytes come in pieces of any size, late, and not only from a person. So there are rules, and most of them are about time:
//!
//! * An ESC is held for [`ESC`]: a sequence that was cut behind it is no press of Esc. Two of them and a sequence are the sequence
//!   with Alt, which is how some terminals send it.
//! * What began and does not go on within [`REST`] is over: an introducer alone was a key with Alt, anything else is nothing.
//! * What the terminal answers to questions of others is swallowed up to its end. A control character ends it as well, so that
//!   Ctrl+C and Enter are heard at any time.
//! * A paste ends with its bracket; else with [`SILENCE`], or with a Ctrl+C that comes by itself.
//! * A byte that is no UTF-8 is dropped, and only that one.
//!
//! All buffers are wiped: any text may be a secret.

use std::{
    mem,
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

use super::{
    input::{TerminalInput, pasted},
    sequences::{self, Meaning},
};
use crate::kit::{
    keys::{Code, Key},
    paste::LIMIT,
};

/// How long an ESC may wait for what belongs to it.
const ESC: Duration = Duration::from_millis(50);
/// How long the rest of a sequence may take. No hand is as fast, so nothing that is typed ends up in it.
const REST: Duration = Duration::from_millis(150);
/// How long a paste may pause: as long as a line over which a packet has to be sent again.
const SILENCE: Duration = Duration::from_secs(1);
/// A byte that comes so long after the one before did not come with it.
const APART: Duration = Duration::from_millis(50);

/// No sequence that means a key is longer.
const LONGEST: usize = 32;
/// What ends a paste.
const END: &[u8] = b"\x1b[201~";

const BELL: u8 = 0x07;
const CTRL_C: u8 = 0x03;
const ESCAPE: u8 = 0x1b;

/// Reads the terminal's bytes, one after the other, and keeps what is not complete yet.
#[derive(Default)]
pub(super) struct Decoder {
    state: State,
    /// When the last bytes came, while something is incomplete.
    last: Option<Instant>,
}

/// What is not complete may be a secret, so nothing of it shows.
impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Decoder(•)")
    }
}

#[derive(Default)]
enum State {
    #[default]
    Ground,
    /// The beginning of a character, and how long it will be. `alt`: an ESC stands before it.
    Character { bytes: [u8; 4], have: usize, want: usize, alt: bool },
    /// So many ESC.
    Escapes(usize),
    /// Behind `ESC [`. `escapes`: how many stood there before that one.
    Control { parameters: Vec<u8>, escapes: usize },
    /// Behind `ESC O`.
    Single { parameters: Vec<u8>, escapes: usize },
    /// Behind `ESC ]` and its like: an answer, up to its end.
    Answer { introducer: u8, is_empty: bool, has_escape: bool },
    /// Behind `ESC [ 200 ~`.
    Paste(Paste),
}

/// A paste that is not over yet: its text, up to a little more than a field takes, and how much came.
struct Paste {
    text: Zeroizing<Vec<u8>>,
    all: usize,
    /// How many bytes of its end stand at the end of the text.
    ending: usize,
}

impl Decoder {
    /// Takes what came, and adds what it amounts to.
    pub(super) fn take(&mut self, bytes: &[u8], now: Instant, out: &mut Vec<TerminalInput>) {
        if self.due().is_some_and(|due| due <= now) {
            self.finish(out);
        }
        let since = self.last.map(|last| now.saturating_duration_since(last));
        if let (State::Paste(_), [CTRL_C]) = (&self.state, bytes)
            && since.is_some_and(|since| since >= APART)
        {
            self.finish(out);
        }
        for &byte in bytes {
            self.byte(byte, out);
        }
        self.last = (!matches!(self.state, State::Ground)).then_some(now);
    }

    /// When what is incomplete will be taken as it is, if nothing more comes.
    pub(super) fn due(&self) -> Option<Instant> {
        let wait = match &self.state {
            State::Ground => return None,
            State::Escapes(_) => ESC,
            State::Character { .. } | State::Control { .. } | State::Single { .. } | State::Answer { .. } => REST,
            State::Paste(_) => SILENCE,
        };
        self.last.map(|last| last + wait)
    }

    /// Nothing more came: what is incomplete is what it is.
    pub(super) fn finish(&mut self, out: &mut Vec<TerminalInput>) {
        self.last = None;
        match mem::take(&mut self.state) {
            State::Ground | State::Character { .. } => {}
            State::Escapes(count) => escapes(count, out),
            State::Control { parameters, escapes: before } => introducer(b'[', parameters.is_empty(), before, out),
            State::Single { parameters, escapes: before } => introducer(b'O', parameters.is_empty(), before, out),
            State::Answer { introducer: byte, is_empty, .. } => introducer(byte, is_empty, 0, out),
            State::Paste(paste) => out.push(paste.end()),
        }
    }

    fn byte(&mut self, byte: u8, out: &mut Vec<TerminalInput>) {
        self.state = match mem::take(&mut self.state) {
            State::Ground => ground(byte, false, out),
            State::Character { bytes, have, want, alt } => character(bytes, have, want, alt, byte, out),
            State::Escapes(count) => escaped(count, byte, out),
            State::Control { parameters, escapes } => control(parameters, escapes, byte, out),
            State::Single { mut parameters, escapes: before } => match byte {
                b'0'..=b'9' | b';' if parameters.len() < LONGEST => {
                    parameters.push(byte);
                    State::Single { parameters, escapes: before }
                }
                b' '..=b'~' => meant(sequences::single(&parameters, byte), before, out),
                _ => ground(byte, false, out),
            },
            State::Answer { introducer, has_escape, .. } => match byte {
                // Of the characters that may end it, only the standard's own ends any of them.
                b'\\' if has_escape => State::Ground,
                BELL if matches!(introducer, b']' | 0x9d) => State::Ground,
                // In text of UTF-8 it may be a part of a letter.
                0x9c if introducer >= 0x80 => State::Ground,
                ESCAPE => State::Answer { introducer, is_empty: false, has_escape: true },
                // It was broken off, and something else has begun.
                _ if has_escape => escaped(1, byte, out),
                ..ESCAPE => ground(byte, false, out),
                _ => State::Answer { introducer, is_empty: false, has_escape: false },
            },
            State::Paste(mut paste) => {
                if paste.add(byte) {
                    out.push(paste.end());
                    State::Ground
                } else {
                    State::Paste(paste)
                }
            }
        };
    }
}

/// Where nothing is incomplete.
fn ground(byte: u8, alt: bool, out: &mut Vec<TerminalInput>) -> State {
    let key = |code, ctrl| TerminalInput::Key(Key { code, ctrl, alt, held: false });
    let want = match byte {
        ESCAPE => return State::Escapes(1),
        // A line feed is how Enter arrives where somebody translates it on the way.
        b'\r' | b'\n' => return push(key(Code::Enter, false), out),
        b'\t' => return push(key(Code::Tab, false), out),
        // Backspace, as either kind of terminal sends it.
        0x08 | 0x7f => return push(key(Code::Backspace, false), out),
        0 => return push(key(Code::Char(' '), true), out),
        0x01..=0x1a => return push(key(Code::Char(char::from(byte - 1 + b'a')), true), out),
        0x1c..=0x1f => return push(key(Code::Char(char::from(byte - 0x1c + b'4')), true), out),
        b' '..=b'~' => return push(key(Code::Char(char::from(byte)), false), out),
        // What begins a sequence in one byte, as a terminal that was told to answer in eight bits sends it.
        0x8f => return State::Single { parameters: Vec::new(), escapes: 0 },
        0x9b => return State::Control { parameters: Vec::new(), escapes: 0 },
        0x90 | 0x98 | 0x9d..=0x9f => return State::Answer { introducer: byte, is_empty: true, has_escape: false },
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        0x80..=0x8e | 0x91..=0x97 | 0x99..=0x9a | 0x9c | 0xa0..=0xc1 | 0xf5.. => return State::Ground,
    };
    State::Character { bytes: [byte, 0, 0, 0], have: 1, want, alt }
}

fn push(input: TerminalInput, out: &mut Vec<TerminalInput>) -> State {
    out.push(input);
    State::Ground
}

/// One more byte of a character. If it is none, the beginning is dropped, and it stands for itself.
fn character(mut bytes: [u8; 4], have: usize, want: usize, alt: bool, byte: u8, out: &mut Vec<TerminalInput>) -> State {
    if !matches!(byte, 0x80..=0xbf) {
        return ground(byte, false, out);
    }
    if let Some(place) = bytes.get_mut(have) {
        *place = byte;
    }
    let have = have + 1;
    if have < want {
        return State::Character { bytes, have, want, alt };
    }
    let read = bytes.get(..want).and_then(|bytes| str::from_utf8(bytes).ok()).and_then(|text| text.chars().next());
    // The C1 controls are two bytes each.
    if let Some(c) = read.filter(|c| !c.is_control()) {
        out.push(TerminalInput::Key(Key { code: Code::Char(c), ctrl: false, alt, held: false }));
    }
    State::Ground
}

/// Behind one ESC or several.
fn escaped(count: usize, byte: u8, out: &mut Vec<TerminalInput>) -> State {
    let before = count.saturating_sub(1);
    match byte {
        ESCAPE => {
            // Two may belong to what follows, no more do.
            escapes(count.saturating_sub(1), out);
            State::Escapes(count.min(1) + 1)
        }
        b'[' => State::Control { parameters: Vec::new(), escapes: before },
        b'O' => State::Single { parameters: Vec::new(), escapes: before },
        b']' | b'P' | b'X' | b'^' | b'_' => {
            escapes(before, out);
            State::Answer { introducer: byte, is_empty: true, has_escape: false }
        }
        _ => {
            escapes(before, out);
            ground(byte, true, out)
        }
    }
}

/// Behind `ESC [`.
fn control(mut parameters: Vec<u8>, before: usize, byte: u8, out: &mut Vec<TerminalInput>) -> State {
    let is_linux = parameters == b"[";
    // With rxvt a `$` behind the number of a key is the end; in an answer it stands before it.
    let is_shifted = byte == b'$' && parameters.iter().all(u8::is_ascii_digit) && !parameters.is_empty();
    match byte {
        b'[' if parameters.is_empty() => parameters.push(byte),
        b' '..=b'?' if !is_shifted && !is_linux => {
            // However long it is, it is read to its end; longer than any key it means nothing.
            if parameters.len() < LONGEST {
                parameters.push(byte);
            }
        }
        b' '..=b'~' if parameters.len() < LONGEST => return meant(sequences::control(&parameters, byte), before, out),
        b' '..=b'~' => return State::Ground,
        _ => return ground(byte, false, out),
    }
    State::Control { parameters, escapes: before }
}

/// A whole sequence, behind so many ESC.
fn meant(meaning: Meaning, before: usize, out: &mut Vec<TerminalInput>) -> State {
    match meaning {
        Meaning::Key(key) if before > 0 => {
            escapes(before - 1, out);
            out.push(TerminalInput::Key(Key { alt: true, ..key }));
        }
        Meaning::Key(key) => out.push(TerminalInput::Key(key)),
        Meaning::PasteBegins => {
            escapes(before, out);
            return State::Paste(Paste::new());
        }
        Meaning::Nothing => escapes(before, out),
    }
    State::Ground
}

/// An introducer that nothing followed was pressed together with Alt.
fn introducer(byte: u8, is_alone: bool, before: usize, out: &mut Vec<TerminalInput>) {
    escapes(before, out);
    if is_alone && byte.is_ascii() {
        out.push(TerminalInput::Key(Key { code: Code::Char(char::from(byte)), ctrl: false, alt: true, held: false }));
    }
}

fn escapes(count: usize, out: &mut Vec<TerminalInput>) {
    out.extend((0..count).map(|_| TerminalInput::Key(Key::plain(Code::Esc))));
}

impl Paste {
    fn new() -> Self {
        // All its room at once: growing would leave copies of what may be a secret.
        Self { text: Zeroizing::new(Vec::with_capacity(LIMIT + END.len() + 1)), all: 0, ending: 0 }
    }

    /// Takes a byte, and says whether the paste is over.
    fn add(&mut self, byte: u8) -> bool {
        self.all += 1;
        // Beyond the limit none of it is kept in the end, so the rest need not be. The end is counted all the same.
        if self.text.len() < LIMIT + END.len() + 1 {
            self.text.push(byte);
        }
        self.ending = match END.get(self.ending) {
            Some(&next) if next == byte => self.ending + 1,
            _ => usize::from(byte == ESCAPE),
        };
        self.ending == END.len()
    }

    /// The text, without its end or what is there of it.
    fn end(mut self) -> TerminalInput {
        let length = self.all - self.ending;
        if length > LIMIT {
            return TerminalInput::PastedTooMuch;
        }
        self.text.truncate(length);
        // Bytes of another encoding are dropped, as they are where they are typed. It only gets shorter, so nothing is left behind.
        let mut text = Zeroizing::new(String::with_capacity(self.text.len()));
        text.extend(self.text.utf8_chunks().map(|chunk| chunk.valid()));
        pasted(&text)
    }
}

#[cfg(test)]
mod tests;
