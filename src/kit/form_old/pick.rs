//! A field that is chosen from a few values: by arrows, or by typing the first letters of a value.

use super::input::Input;
use crate::{
    domain::{
        field::Field,
        property::{Choice, Shape},
    },
    kit::{
        form::Note,
        keys::{Code, Key},
        line::Edit,
    },
};

impl Input {
    pub(super) fn pick(&mut self, key: Key) -> Edit {
        match key.code {
            Code::Left => self.turn(false),
            Code::Right => self.turn(true),
            Code::Char(' ') if self.ahead.is_empty() && key.typed().is_some() => self.turn(true),
            Code::Home => self.choose(self.options.first().map(|option| option.value.clone())),
            Code::End => self.choose(self.options.last().map(|option| option.value.clone())),
            Code::Backspace if self.ahead.pop().is_some() => self.choose(self.found(&self.ahead)),
            Code::Delete | Code::Backspace => self.choose(Some(String::new())),
            Code::Char(c) if key.typed().is_some() => self.type_ahead(c),
            _ => Edit::Pass,
        }
    }

    fn turn(&mut self, forward: bool) -> Edit {
        let count = self.options.len();
        let at = self.options.iter().position(|option| option.value == self.text());
        let to = match (at, forward) {
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => (at + count - 1) % count,
            (None, true) => 0,
            (None, false) => count - 1,
        };
        self.ahead.clear();
        self.choose(self.options.get(to).map(|option| option.value.clone()))
    }

    /// Typed letters lead to the first value that begins with them, else to the first that has them somewhere. The same
    /// letter again leads to the next value that begins with it.
    fn type_ahead(&mut self, c: char) -> Edit {
        let longer = format!("{}{c}", self.ahead);
        if let Some(value) = self.found(&longer) {
            self.ahead = longer;
            return self.choose(Some(value));
        }
        let letter = c.to_string();
        if self.field.open {
            return self.type_freely(&longer);
        }
        let Some(first) = self.found(&letter) else { return Edit::Pass };
        let begins: Vec<&Choice> = self.options.iter().filter(|option| begins_with(option, &letter)).collect();
        let at = begins.iter().position(|option| option.value == self.text());
        let next = at.and_then(|at| begins.get(at + 1)).map_or(first, |option| option.value.clone());
        self.ahead = letter;
        self.choose(Some(next))
    }

    /// A value that is none of those to choose from, where others are known to exist.
    fn type_freely(&mut self, text: &str) -> Edit {
        self.ahead.clear();
        self.by_hand = true;
        self.line.set(text);
        Edit::Changed
    }

    fn found(&self, letters: &str) -> Option<String> {
        if letters.is_empty() {
            return None;
        }
        let letters = letters.to_lowercase();
        let has = |option: &&Choice| {
            option.value.to_lowercase().contains(&letters) || option.label.to_lowercase().contains(&letters)
        };
        let real = || self.options.iter().filter(|option| !option.value.is_empty());
        real()
            .find(|option| begins_with(option, &letters))
            .or_else(|| real().find(has))
            .map(|found| found.value.clone())
    }

    pub(super) fn paste_choice(&mut self, text: &str) {
        let same =
            |option: &&Choice| option.value == text || option.label == text || option.label.eq_ignore_ascii_case(text);
        let found = self.options.iter().filter(|option| !option.value.is_empty()).find(same);
        if let Some(value) = found.map(|option| option.value.clone()) {
            self.choose(Some(value));
            self.changed();
        } else if self.field.open && !text.is_empty() {
            self.type_freely(text);
            self.changed();
        } else {
            self.note = Some(Note::Warn("What was pasted is none of the values to choose from.".to_owned()));
        }
    }

    /// A value that cannot be chosen (no empty one where there is a default) changes nothing.
    fn choose(&mut self, value: Option<String>) -> Edit {
        let Some(value) = value.filter(|value| self.options.iter().any(|option| option.value == *value)) else {
            return Edit::Moved;
        };
        if value == self.text() {
            return Edit::Moved;
        }
        self.line.set(&value);
        Edit::Changed
    }
}

fn begins_with(option: &Choice, letters: &str) -> bool {
    let letters = letters.to_lowercase();
    let begins = |text: &str| text.to_lowercase().starts_with(&letters);
    !option.value.is_empty() && (begins(&option.label) || begins(&option.value))
}

/// What can be chosen. Without a default of the tenant's, not choosing is one of the ways.
pub(super) fn options(field: &Field) -> Vec<Choice> {
    let option = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned() };
    let values = match &field.shape {
        Shape::Choice(choices) => choices.clone(),
        Shape::YesNo => vec![option("true", "yes"), option("false", "no")],
        Shape::Text | Shape::Number(_) | Shape::File | Shape::List(_) | Shape::Json => return Vec::new(),
    };
    let has_default = field.default.as_ref().is_some_and(|default| values.iter().any(|one| one.value == *default));
    let needs_empty = !has_default && values.iter().all(|one| !one.value.is_empty());
    let empty = needs_empty.then(|| option("", ""));
    empty.into_iter().chain(values).collect()
}
