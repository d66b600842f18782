//! One field being filled in: its text, what keys and pastes do to it, and what is wrong with it.
//!
//! Whatever the kind of a field, its value is the text of one [`Line`]: that keeps what was typed when the kind changes, wipes
//! it when it is given up, and shows no more than a count in `Debug`.

use super::{file::Content, list::Item, paste_rule, pick::options};
use crate::{
    domain::{
        call::Json,
        field::{Field, Need},
        property::{Choice, Shape},
    },
    kit::{
        form::Note,
        keys::Key,
        line::{Edit, Line, Mask},
        paste::{Kind, TooMuch, clean},
        path::path_in,
    },
};

/// A field with what stands in it.
#[derive(Debug)]
pub struct Input {
    /// What the field is.
    pub field: Field,
    pub(super) line: Line,
    /// What can be chosen; an empty value stands for "not chosen". Empty for fields that take text.
    pub(super) options: Vec<Choice>,
    /// The letters typed so far to find one of the options.
    pub(super) ahead: String,
    /// What is known of its file.
    pub(super) content: Content,
    /// Its rows.
    pub(super) items: Vec<Item>,
    /// Whether it is typed by hand although there is an easier way.
    pub(super) by_hand: bool,
    /// What stands in it in the other of these two ways.
    pub(super) other: Line,
    touched: bool,
    revealed: bool,
    fault: Option<String>,
    told: Option<String>,
    pub(super) note: Option<Note>,
}

impl Input {
    /// A field at its start, with its default in it.
    pub fn new(field: Field) -> Self {
        let mut input = Self {
            options: options(&field),
            field,
            line: Line::multi(),
            ahead: String::new(),
            content: Content::Unknown,
            items: Vec::new(),
            by_hand: false,
            other: Line::multi(),
            touched: false,
            revealed: false,
            fault: None,
            told: None,
            note: None,
        };
        input.restore_default();
        input
    }

    fn restore_default(&mut self) {
        let default = self.field.default.clone().unwrap_or_default();
        if matches!(self.field.shape, Shape::List(_)) {
            self.default_items();
        } else if !self.picks() || self.options.iter().any(|option| option.value == default) {
            self.line.set(&default);
        }
    }

    /// What stands in it.
    pub fn text(&self) -> &str {
        self.line.as_str()
    }

    /// The editor, to be drawn.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        if self.rows().is_some() { !self.has_items() } else { self.line.is_empty() }
    }

    /// Whether a person changed what stood in it at first.
    pub fn is_touched(&self) -> bool {
        self.touched
    }

    /// Whether it is chosen from a few values instead of typed.
    pub fn picks(&self) -> bool {
        !self.options.is_empty() && !self.by_hand
    }

    /// Whether its text is a secret. The content of a file is one, whatever the file; its path is none.
    pub fn is_secret(&self) -> bool {
        if self.field.shape == Shape::File { self.by_hand } else { self.field.secret && self.rows().is_none() }
    }

    /// Whether its text may be seen now.
    pub fn mask(&self) -> Mask {
        if self.is_secret() && !self.revealed { Mask::Hidden } else { Mask::Open }
    }

    /// What is wrong with it: found here, or told by the tenant.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref().or(self.told.as_deref())
    }

    /// What there is to know about it.
    pub fn note(&self) -> Option<&Note> {
        self.note.as_ref()
    }

    /// Says something about what stands in it, until it changes.
    pub fn tell(&mut self, note: Note) {
        self.note = Some(note);
    }

    /// The tenant refuses what stands in it. That is said until the text changes or the person insists.
    pub fn refuse(&mut self, text: String) {
        self.told = Some(text);
    }

    /// The label of what is chosen, and its place among what can be chosen, counted from one; an empty choice has none.
    pub fn chosen(&self) -> (&str, Option<(usize, usize)>) {
        let real = || self.options.iter().filter(|option| !option.value.is_empty());
        let at = real().position(|option| option.value == self.text());
        let label = at.and_then(|at| real().nth(at)).map_or("", |option| option.label.as_str());
        (label, at.map(|at| (at + 1, real().count())))
    }

    /// How many values there are to choose from.
    pub fn choices(&self) -> usize {
        self.options.iter().filter(|option| !option.value.is_empty()).count()
    }

    /// The letters typed so far to find a value.
    pub fn ahead(&self) -> &str {
        &self.ahead
    }

    /// Shows or hides a secret. Says whether it is one.
    pub fn reveal(&mut self) -> bool {
        self.revealed = self.is_secret() && !self.revealed;
        self.is_secret()
    }

    /// It loses the focus: a secret is hidden again, and what is wrong is said.
    pub fn leave(&mut self) {
        self.cover();
        self.check();
    }

    /// A secret is hidden again.
    pub fn cover(&mut self) {
        self.revealed = false;
        self.ahead.clear();
        self.cover_items();
    }

    /// What the tenant told is forgotten: a person who insists may try it once more.
    pub fn insist(&mut self) {
        self.told = None;
    }

    /// Finds what is wrong with it.
    pub fn check(&mut self) -> bool {
        self.fault = match (self.is_empty(), self.field.need) {
            (true, Need::Tenant) if self.picks() => Some("The tenant needs this: choose one.".to_owned()),
            (true, Need::Tenant) => Some("The tenant needs this: it cannot stay empty.".to_owned()),
            (true, Need::Known | Need::Optional) => None,
            (false, _) if self.is_file() => self.file_fault(),
            (false, _) => self.wire().err(),
        };
        self.fault.is_none()
    }

    /// What travels for it.
    pub fn wire(&self) -> Result<Json, String> {
        match self.rows() {
            Some(rows) => self.list_wire(rows),
            None if self.is_file() => self.file_wire(),
            None => self.field.wire(self.text()),
        }
    }

    /// A key was pressed while it has the focus.
    pub fn key(&mut self, key: Key) -> Edit {
        let edit = if self.picks() { self.pick(key) } else { self.line.key(key) };
        if self.by_hand && self.line.is_empty() && self.field.open && !self.options.is_empty() {
            self.by_hand = false;
        }
        if edit == Edit::Changed {
            self.changed();
        }
        edit
    }

    /// A text was pasted into it.
    pub fn paste(&mut self, text: &str) -> Result<(), TooMuch> {
        if self.picks() {
            let text = clean(text, Kind::OneLine)?.text;
            self.paste_choice(&text);
            return Ok(());
        }
        if self.is_file() {
            return self.paste_path(text);
        }
        let kind = paste_rule::kind(&self.field, text);
        let cleaned = clean(text, kind)?;
        self.line.insert(&cleaned.text);
        self.changed();
        self.note = paste_rule::answer(&self.field, kind, &cleaned);
        Ok(())
    }

    /// A path is taken; the content of a file is not, for it would be in view.
    fn paste_path(&mut self, text: &str) -> Result<(), TooMuch> {
        if text.trim().contains(['\n', '\r', '{']) {
            let words = "Nothing was pasted: this takes the path of a file, not what stands in the file.";
            self.note = Some(Note::Warn(words.to_owned()));
            return Ok(());
        }
        let cleaned = clean(text, Kind::OneLine)?;
        self.line.insert(&path_in(&cleaned.text));
        self.changed();
        Ok(())
    }

    /// Another text, as if it had been typed.
    pub fn set(&mut self, text: &str) {
        self.line.set(text);
        self.changed();
    }

    /// Takes over what a person typed into the same field of an older form. What this one cannot hold comes back.
    pub fn take(&mut self, older: Self) -> Option<Self> {
        let plain = |input: &Self| !matches!(input.field.shape, Shape::File | Shape::List(_));
        let alike = self.field.shape == older.field.shape || (plain(self) && plain(&older));
        let fits = older.by_hand || !self.picks() || self.options.iter().any(|option| option.value == older.text());
        if !(older.touched && alike && fits) {
            return Some(older);
        }
        self.by_hand = older.by_hand && self.field.by_hand().is_some();
        (self.line, self.other, self.items, self.content) = (older.line, older.other, older.items, older.content);
        self.touched = true;
        None
    }

    /// From now on it is chosen from these values; while it is empty, this one is. What was typed stays among them.
    pub fn offer(&mut self, mut choices: Vec<Choice>, preferred: Option<&str>) {
        if self.is_empty() {
            self.line.set(preferred.unwrap_or_default());
        } else if choices.iter().all(|choice| choice.value != self.text()) {
            choices.push(Choice { value: self.text().to_owned(), label: self.text().to_owned() });
        }
        self.field.shape = Shape::Choice(choices);
        self.options = options(&self.field);
        self.fault = None;
        self.note = None;
    }

    pub(super) fn changed(&mut self) {
        self.touched = true;
        self.content = Content::Unknown;
        self.fault = None;
        self.told = None;
        self.note = None;
    }
}
