//! A field that is chosen from a few values: by arrows, or by typing or pasting how a value or its label begins.
//!
//! Where nothing begins like that, the text stays: an open list takes it as it stands, a closed one marks it and does not let the
//! form go on, so that nothing is ever sent that the person did not mean.

use unicode_width::UnicodeWidthStr as _;

use super::{
    ask::{Kind, Note},
    input::Input,
};
use crate::{
    domain::property::Choice,
    kit::{
        keys::{Code, Key},
        line::Edit,
    },
};

/// Of so few values all are shown.
const FEW: usize = 3;
/// How many columns a value takes beside its label: the mark before it, the gap behind it.
const MARK: usize = 2;
const GAP: usize = 2;
/// Values that take no more columns stand in one row, in any but a small window.
const NARROW: usize = 39;

/// How the values of a choice stand on the screen. That hangs on the values alone; only in a small window are they one under the
/// other though they would have room in one row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spread {
    /// The chosen one alone: there are too many to show all of them.
    Chosen,
    /// All of them in one row, where there is room.
    Beside,
    /// All of them, one under the other.
    Below,
}

impl<K: Copy + Eq> Input<K> {
    /// Whether it is chosen from a few values instead of typed.
    pub fn picks(&self) -> bool {
        matches!(self.kind(), Kind::Choice { .. })
    }

    /// Its values, without the empty one that stands for "not chosen".
    pub fn choices(&self) -> impl Iterator<Item = &Choice> {
        self.kind().options().iter().filter(|option| !option.value.is_empty())
    }

    pub fn spread(&self) -> Spread {
        let labels: Vec<&str> = self.choices().map(|option| option.label.as_str()).collect();
        let columns: usize = labels.iter().map(|label| MARK + label.width() + GAP).sum();
        match labels.len() {
            2..=FEW if columns <= NARROW + GAP => Spread::Beside,
            2..=FEW => Spread::Below,
            _ => Spread::Chosen,
        }
    }

    /// The place of what is chosen among these values.
    pub fn chosen(&self) -> Option<usize> {
        self.choices().position(|option| option.value == self.text())
    }

    /// How what is chosen is called.
    pub fn chosen_label(&self) -> Option<&str> {
        self.choices().find(|option| option.value == self.text()).map(|option| option.label.as_str())
    }

    /// Whether what stands in it is none of its values.
    pub fn is_free(&self) -> bool {
        self.picks() && !self.text().is_empty() && self.chosen().is_none()
    }

    pub fn typed_ahead(&self) -> &str {
        &self.ahead
    }

    fn is_open(&self) -> bool {
        matches!(self.kind(), Kind::Choice { open: true, .. })
    }

    /// Whether what stands in it is none of its values, and has to be one.
    pub fn is_misfit(&self) -> bool {
        self.is_free() && !self.is_open()
    }

    pub(super) fn choice_fault(&self) -> Option<String> {
        self.is_misfit().then(|| format!("No value begins with \u{201c}{}\u{201d}. ←→ chooses one.", self.text()))
    }

    pub(super) fn pick(&mut self, key: Key) -> Edit {
        let is_free = self.is_free();
        if let Some(c) = key.typed() {
            if c == ' ' && self.ahead.is_empty() && !is_free {
                return self.turn(true);
            }
            let longer = format!("{}{c}", if is_free { self.text() } else { &self.ahead });
            return self.look_for(&longer);
        }
        if is_free && self.is_open() && key.code != Code::Backspace {
            // A text of one's own is edited like any other.
            return self.line.key(key);
        }
        match key.code {
            _ if key.ctrl || key.alt => Edit::Pass,
            Code::Left => self.turn(false),
            Code::Right => self.turn(true),
            Code::Home => self.choose_at(0),
            Code::End => self.choose_at(self.kind().options().len().saturating_sub(1)),
            Code::Backspace if is_free || !self.ahead.is_empty() => {
                let mut shorter = if is_free { self.text().to_owned() } else { self.ahead.clone() };
                shorter.pop();
                if shorter.is_empty() {
                    self.ahead.clear();
                    return self.choose_at(0);
                }
                self.look_for(&shorter)
            }
            Code::Delete | Code::Backspace => self.choose(""),
            _ => Edit::Pass,
        }
    }

    /// To the value beside it, and round from the last one to the first.
    fn turn(&mut self, forward: bool) -> Edit {
        let options = self.kind().options();
        let count = options.len().max(1);
        let to = match options.iter().position(|option| option.value == self.text()) {
            Some(at) => (at + if forward { 1 } else { count - 1 }) % count,
            None if forward => 0,
            None => count - 1,
        };
        self.ahead.clear();
        self.choose_at(to)
    }

    fn choose_at(&mut self, at: usize) -> Edit {
        let value = self.kind().options().get(at).map(|option| option.value.clone());
        value.map_or(Edit::Moved, |value| self.choose(&value))
    }

    /// A value that cannot be chosen (no empty one where there is a default) changes nothing.
    fn choose(&mut self, value: &str) -> Edit {
        if value == self.text() || self.kind().options().iter().all(|option| option.value != value) {
            return Edit::Moved;
        }
        self.line.set(value);
        Edit::Changed
    }

    /// The values that begin with a text, the one that is the text first.
    fn beginning_with(&self, text: &str) -> Vec<String> {
        let text = text.to_lowercase();
        let is = |one: &str| one.to_lowercase() == text;
        let begins = |one: &str| one.to_lowercase().starts_with(&text);
        let mut found: Vec<&Choice> =
            self.choices().filter(|option| begins(&option.value) || begins(&option.label)).collect();
        found.sort_by_key(|option| !(is(&option.value) || is(&option.label)));
        found.into_iter().map(|option| option.value.clone()).collect()
    }

    /// Typed letters lead to the first value that begins with them. The same letter again leads to the next one, and so does a first
    /// letter with which the chosen value begins: no key that fits is without effect.
    fn look_for(&mut self, letters: &str) -> Edit {
        let mut found = self.beginning_with(letters);
        let mut all = letters.chars();
        if self.ahead.is_empty() && !self.is_free() && !self.is_called(letters) {
            self.turn_on(&mut found);
        }
        if let (true, Some(first)) = (found.is_empty() && !self.is_free(), all.next())
            && all.all(|c| c == first)
        {
            found = self.beginning_with(&first.to_string());
            self.turn_on(&mut found);
            if !found.is_empty() {
                self.ahead = first.to_string();
            }
        } else {
            letters.clone_into(&mut self.ahead);
        }
        if let Some(value) = found.first() {
            return self.choose(value);
        }
        self.ahead.clear();
        self.line.set(letters);
        Edit::Changed
    }

    /// Whether what is chosen has this value or label.
    fn is_called(&self, text: &str) -> bool {
        let is_label = self.chosen_label().is_some_and(|label| label.eq_ignore_ascii_case(text));
        is_label || self.text().eq_ignore_ascii_case(text)
    }

    /// Begins with the value after the chosen one.
    fn turn_on(&self, found: &mut [String]) {
        let at = found.iter().position(|value| value == self.text()).map_or(0, |at| at + 1);
        let turn = at % found.len().max(1);
        found.rotate_left(turn);
    }

    /// A pasted text stands for a value or a label, as a whole or by its beginning.
    pub(super) fn paste_choice(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let found = self.beginning_with(text);
        self.ahead.clear();
        self.line.set(found.first().map_or(text, String::as_str));
        self.changed();
        self.fault = self.choice_fault();
        let is_sure = found.len() <= 1 || self.is_called(text);
        self.note = self
            .chosen_label()
            .filter(|_| !is_sure)
            .map(|label| Note::Warn(format!("{} values begin like this; {label} is chosen.", found.len())));
    }
}
