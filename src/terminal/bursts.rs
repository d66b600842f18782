//! Telling pastes that arrive as keys from typing.
//!
//! On Windows, and wherever the brackets around a paste get lost, pasted text comes as a burst of keys, in which a line break
//! looks like Enter and a letter like a command. Such a burst is text. What tells it apart is time alone, so there are rules:
//!
//! * Four keys or more that type something, each within [`GAP`] of the one before, are one paste. Enter and Tab count where
//!   more text follows.
//! * Enter or Tab at the end of a paste is taken for its trailing line break, and dropped. Who types needs longer for that.
//! * Fewer keys are typing, Enter included: on a slow line two or three quick keys may well come together.
//! * One key over and over is a key held down, unless it is more than a keyboard repeats. So are keys that the terminal calls held. Arrows and Backspace are never text.

use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::input::{TerminalInput, pasted};
use crate::kit::keys::{Code, Key};
use crate::kit::paste::LIMIT;

/// Keys that come faster than this after each other were not pressed one by one.
const GAP: Duration = Duration::from_millis(10);

/// How many such keys make a paste.
const FEWEST: usize = 4;

/// So often at once no key repeats, not even on a line that stood still for seconds.
const REPEATS: usize = 200;

/// Turns bursts of keys into pasted text. It holds a burst back until it is over, and nothing else.
#[derive(Default)]
pub(crate) struct Bursts(State);

#[derive(Default)]
enum State {
    /// No text key within the last gap.
    #[default]
    Quiet,
    /// That many keys came, this one last, and were passed on as keys.
    Typing { keys: usize, key: Key, last: Instant },
    /// A paste that may go on.
    Pasting { text: Zeroizing<String>, last: Instant },
}

impl Bursts {
    /// Takes what was ready at once, and gives what it amounts to. Called with nothing when [`due`](Self::due).
    pub(crate) fn take(&mut self, batch: impl IntoIterator<Item = TerminalInput>, now: Instant) -> Vec<TerminalInput> {
        let mut out = Vec::new();
        if self.last().is_some_and(|last| now.saturating_duration_since(last) >= GAP) {
            self.close(&mut out);
        }
        let mut run = Vec::new();
        for input in batch {
            match input {
                TerminalInput::Key(key) if text_of(key).is_some() => run.push(key),
                // A resize says nothing about the keys around it.
                TerminalInput::Resized => out.push(TerminalInput::Resized),
                other => {
                    self.feed(&mut run, now, &mut out);
                    self.close(&mut out);
                    out.push(other);
                }
            }
        }
        self.feed(&mut run, now, &mut out);
        out
    }

    /// When a paste that is held back will be over, if nothing more comes.
    pub(crate) fn due(&self) -> Option<Instant> {
        match &self.0 {
            State::Pasting { last, .. } => Some(*last + GAP),
            State::Quiet | State::Typing { .. } => None,
        }
    }

    fn last(&self) -> Option<Instant> {
        match &self.0 {
            State::Typing { last, .. } | State::Pasting { last, .. } => Some(*last),
            State::Quiet => None,
        }
    }

    /// Text keys that came together, and no gap after those before them, if there were any.
    fn feed(&mut self, run: &mut Vec<Key>, now: Instant, out: &mut Vec<TerminalInput>) {
        let mut run = std::mem::take(run).into_iter().peekable();
        let (typed, before) = match std::mem::take(&mut self.0) {
            State::Pasting { mut text, .. } => {
                append(&mut text, run);
                self.0 = State::Pasting { text, last: now };
                return;
            }
            State::Typing { keys, key, .. } => (keys, Some(key)),
            State::Quiet => {
                // A paste begins with text: an Enter or Tab before it was pressed.
                while let Some(key) = run.next_if(|&key| is_break(key)) {
                    out.push(TerminalInput::Key(key));
                }
                (0, None)
            }
        };
        let keys: Vec<Key> = run.collect();
        let Some(&latest) = keys.last() else { return };
        let trailing = keys.iter().rev().take_while(|&&key| is_break(key)).count();
        let held = typed + keys.len() < REPEATS && before.iter().chain(&keys).all(|&key| key == latest);
        if typed + keys.len() - trailing < FEWEST || held {
            self.0 = State::Typing { keys: typed + keys.len(), key: latest, last: now };
            out.extend(keys.into_iter().map(TerminalInput::Key));
            return;
        }
        let mut run = keys.into_iter().peekable();
        // The beginning has been passed on already. Fields trim a paste, so a blank in the middle must not begin one.
        while let Some(blank) = run.next_if(|&key| typed > 0 && text_of(key) == Some(' ')) {
            out.push(TerminalInput::Key(blank));
        }
        // All its room at once, for growing would leave copies of what may be a secret.
        let mut text = Zeroizing::new(String::with_capacity(LIMIT + 4));
        append(&mut text, run);
        self.0 = State::Pasting { text, last: now };
    }

    /// Nothing more belongs to what was.
    fn close(&mut self, out: &mut Vec<TerminalInput>) {
        if let State::Pasting { text, .. } = std::mem::take(&mut self.0) {
            // Too long is judged by all that came: behind a break at the limit, text is missing.
            let kept = if text.len() > LIMIT { &text } else { text.trim_end_matches(['\n', '\t']) };
            if !kept.is_empty() {
                out.push(pasted(kept));
            }
        }
    }
}

/// Adds what the keys type, up to one character more than is allowed, which is how an excess is recognised.
fn append(text: &mut String, keys: impl Iterator<Item = Key>) {
    for c in keys.filter_map(text_of) {
        if text.len() <= LIMIT {
            text.push(c);
        }
    }
}

/// The character that a key would be in a paste.
fn text_of(key: Key) -> Option<char> {
    match key.code {
        _ if key.ctrl || key.alt || key.held => None,
        Code::Char(c) => Some(c),
        Code::Enter => Some('\n'),
        Code::Tab => Some('\t'),
        _ => None,
    }
}

fn is_break(key: Key) -> bool {
    matches!(key.code, Code::Enter | Code::Tab)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One key for each character; `<` is the left arrow, `!` is Ctrl+Y, and `%` a resize.
    fn batch(script: &str) -> Vec<TerminalInput> {
        let one = |c| match c {
            '\r' => TerminalInput::Key(Key::plain(Code::Enter)),
            '\t' => TerminalInput::Key(Key::plain(Code::Tab)),
            '<' => TerminalInput::Key(Key::plain(Code::Left)),
            '!' => TerminalInput::Key(Key::ctrl('y')),
            '%' => TerminalInput::Resized,
            c => TerminalInput::Key(Key::char(c)),
        };
        script.chars().map(one).collect()
    }

    /// What comes out: keys by name, pastes in brackets.
    fn told(inputs: &[TerminalInput]) -> String {
        let one = |input: &TerminalInput| match input {
            TerminalInput::Key(key) if key.typed().is_some() => key.typed().unwrap().to_string(),
            TerminalInput::Key(key) => format!("<{key}>"),
            TerminalInput::Pasted(text) => format!("[{}]", text.expose()),
            TerminalInput::PastedTooMuch => "[too much]".to_owned(),
            TerminalInput::Resized => "%".to_owned(),
            other => format!("{other:?}"),
        };
        inputs.iter().map(one).collect()
    }

    /// Runs batches at their milliseconds, and lets what is held back come due in between and at the end.
    fn run(batches: &[(u64, &str)]) -> String {
        let start = moment();
        let mut bursts = Bursts::default();
        let mut out = Vec::new();
        for &(at, script) in batches {
            let now = start + Duration::from_millis(at);
            if let Some(due) = bursts.due().filter(|due| *due <= now) {
                out.extend(bursts.take([], due));
            }
            out.extend(bursts.take(batch(script), now));
        }
        if let Some(due) = bursts.due() {
            out.extend(bursts.take([], due));
        }
        assert_eq!(bursts.due(), None);
        told(&out)
    }

    #[expect(clippy::disallowed_methods, reason = "some moment to count from; the time that passes is in the table")]
    fn moment() -> Instant {
        Instant::now()
    }

    #[test]
    fn bursts_are_text_and_typing_is_keys() {
        for (what, batches, expected) in [
            ("typed", &[(0, "a"), (90, "b"), (170, "c"), (300, "d"), (420, "\r")][..], "abcd<Enter>"),
            ("a slow line", &[(0, "ab"), (200, "c\r")], "abc<Enter>"),
            ("three and Enter at once", &[(0, "abc\r")], "abc<Enter>"),
            ("one write of a script", &[(0, "serviceAccount123")], "[serviceAccount123]"),
            ("with a trailing break", &[(0, "bucket\r")], "[bucket]"),
            ("and Enter pressed afterwards", &[(0, "bucket\r"), (150, "\r")], "[bucket]<Enter>"),
            ("several lines", &[(0, "one\rtwo\r\rthree\r")], "[one\ntwo\n\nthree]"),
            ("short lines", &[(0, "a\rb\rc")], "[a\nb\nc]"),
            ("columns", &[(0, "id\tkey\t")], "[id\tkey]"),
            ("in two batches", &[(0, "-----BEGIN\rMII"), (4, "abc\r-----END\r")], "[-----BEGIN\nMIIabc\n-----END]"),
            ("cut at the break", &[(0, "first\r"), (3, "second")], "[first\nsecond]"),
            ("cut at the blank", &[(0, "my "), (3, "key")], "my [key]"),
            ("cut before the blank", &[(0, "the"), (3, " key")], "the [key]"),
            ("one by one", &[(0, "b"), (1, "u"), (2, "c"), (3, "k"), (4, "s"), (5, "\r")], "buc[ks]"),
            ("after a pause it is another one", &[(0, "first"), (10, "second")], "[first][second]"),
            ("a key that is no text ends it", &[(0, "first!second")], "[first]<Ctrl+Y>[second]"),
            ("Enter before text was pressed", &[(0, "\rfirst")], "<Enter>[first]"),
            ("a resize changes nothing", &[(0, "fi%rst\r")], "%[first]"),
            ("held arrows", &[(0, "<<<<<<")], "<←><←><←><←><←><←>"),
            ("a held letter", &[(0, "jjjjjj")], "jjjjjj"),
            ("a held Enter", &[(0, "\r\r\r\r\r")], "<Enter><Enter><Enter><Enter><Enter>"),
            ("a held Tab after typing", &[(0, "a\t\t\t\t")], "a<Tab><Tab><Tab><Tab>"),
        ] {
            assert_eq!(run(batches), expected, "{what}");
        }
    }

    #[test]
    fn held_keys_are_never_text() {
        let held = |c| TerminalInput::Key(Key { held: true, ..Key::char(c) });
        let mut bursts = Bursts::default();
        let out = bursts.take("abcdef".chars().map(held), moment());
        assert_eq!((out.len(), bursts.due()), (6, None));
    }

    #[test]
    fn one_letter_more_often_than_a_keyboard_repeats_is_a_paste() {
        let many = "j".repeat(300_000);
        assert_eq!(run(&[(0, &many)]), "[too much]");
        assert_eq!(run(&[(0, &many[..1000])]), format!("[{}]", &many[..1000]));
        assert_eq!(run(&[(0, &many[..60])]), &many[..60]);
    }

    #[test]
    fn typing_is_never_held_back() {
        let mut bursts = Bursts::default();
        assert_eq!(bursts.take(batch("a"), moment()).len(), 1);
        assert_eq!(bursts.due(), None);
    }

    #[test]
    fn a_burst_beyond_the_limit_is_refused() {
        assert_eq!(run(&[(0, &"ab".repeat(LIMIT))]), "[too much]");
        assert_eq!(run(&[(0, &"ab".repeat(LIMIT / 2))]).len(), LIMIT + 2);
    }
}
