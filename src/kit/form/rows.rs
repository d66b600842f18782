//! A field that holds rows: texts, names with values, or headers.

use super::{ask::Kind, input::Input};
use crate::{
    domain::{looks::looks_secret, property::Rows},
    kit::{
        keys::{Code, Key},
        line::{Edit, LineEdit, Mask},
        paste::{self, TooMuch, clean},
    },
};

#[derive(Debug, Default)]
pub struct FormRow {
    /// Its name; empty in a list of texts.
    pub name: LineEdit,
    pub value: LineEdit,
    /// Whether the value is to be kept encrypted.
    pub encrypt: bool,
    /// Whether a person decided about that: else it follows from the name.
    pub(super) has_decided: bool,
    /// Whether the value is shown though it is a secret.
    pub(super) revealed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowPart {
    Name,
    Value,
    /// Whether the value is to be kept encrypted.
    Encrypt,
    /// All of it: the row of a list.
    Whole,
}

/// A part of a row of the field with the focus: the place of the row, and the part.
pub type RowCell = (usize, RowPart);

impl FormRow {
    /// A row as a default brings it.
    pub fn with(name: &str, value: &str, encrypt: bool) -> Self {
        Self { name: LineEdit::with(name), value: LineEdit::with(value), encrypt, has_decided: true, revealed: false }
    }

    pub fn is_empty(&self) -> bool {
        self.name.is_empty() && self.value.is_empty()
    }

    /// Whether its name says that the value is a secret.
    pub fn sounds_secret(&self) -> bool {
        let name = self.name.as_str().trim();
        name.eq_ignore_ascii_case("authorization") || looks_secret(name)
    }
}

impl<K: Copy + Eq> Input<K> {
    pub fn rows(&self) -> Option<Rows> {
        if let Kind::Rows { rows, .. } = self.kind() { Some(*rows) } else { None }
    }

    pub fn is_list(&self) -> bool {
        matches!(self.kind(), Kind::List(_))
    }

    pub fn items(&self) -> &[FormRow] {
        if self.rows().is_some() { &self.items } else { &[] }
    }

    /// How many rows the focus can go to.
    pub(super) fn row_count(&self) -> usize {
        if let Kind::List(rows) = self.kind() { *rows } else { self.items().len() }
    }

    pub fn parts(&self) -> &'static [RowPart] {
        match self.rows() {
            None if self.is_list() => &[RowPart::Whole],
            None => &[],
            Some(Rows::Values) => &[RowPart::Value],
            Some(Rows::Pairs) => &[RowPart::Name, RowPart::Value],
            Some(Rows::Headers) => &[RowPart::Name, RowPart::Value, RowPart::Encrypt],
        }
    }

    pub fn is_secret_item(&self, item: &FormRow) -> bool {
        matches!(self.kind(), Kind::Rows { hidden: true, .. }) || item.encrypt || item.sounds_secret()
    }

    pub fn item_mask(&self, item: &FormRow) -> Mask {
        if self.is_secret_item(item) && !item.revealed { Mask::Hidden } else { Mask::Open }
    }

    /// A row more, behind this one or at the end; its place.
    pub(super) fn add_item(&mut self, after: Option<usize>) -> usize {
        let at = after.map_or(self.items.len(), |at| (at + 1).min(self.items.len()));
        self.items.insert(at, FormRow::default());
        self.changed();
        at
    }

    pub(super) fn remove_item(&mut self, at: usize) {
        if at < self.items.len() {
            self.items.remove(at);
            self.changed();
        }
    }

    pub(super) fn has_items(&self) -> bool {
        self.items.iter().any(|item| !item.is_empty())
    }

    pub(super) fn item_key(&mut self, (at, part): RowCell, key: Key) -> Edit {
        let Some(item) = self.items.get_mut(at) else { return Edit::Pass };
        let edit = match part {
            RowPart::Name => item.name.key(key),
            RowPart::Value => item.value.key(key),
            RowPart::Whole => return Edit::Pass,
            RowPart::Encrypt => {
                item.encrypt = match key.code {
                    Code::Left | Code::Right => !item.encrypt,
                    Code::Char(' ') if key.typed().is_some() => !item.encrypt,
                    Code::Char('y' | 'Y') if key.typed().is_some() => true,
                    Code::Char('n' | 'N') if key.typed().is_some() => false,
                    _ => return Edit::Pass,
                };
                item.has_decided = true;
                Edit::Changed
            }
        };
        if edit == Edit::Changed {
            self.item_changed(at);
        }
        edit
    }

    pub(super) fn item_paste(&mut self, (at, part): RowCell, text: &str) -> Result<(), TooMuch> {
        let is_secret = self.items.get(at).is_some_and(|item| part == RowPart::Value && self.is_secret_item(item));
        let cleaned = clean(text, if is_secret { paste::PasteKind::Secret } else { paste::PasteKind::OneLine })?;
        let Some(item) = self.items.get_mut(at) else { return Ok(()) };
        match part {
            RowPart::Name => item.name.insert(&cleaned.text),
            RowPart::Value => {
                item.value.keep_all(is_secret);
                item.value.insert(&cleaned.text);
            }
            RowPart::Encrypt | RowPart::Whole => return Ok(()),
        }
        self.item_changed(at);
        Ok(())
    }

    /// A header whose value is masked here is kept encrypted there, unless a person says otherwise.
    fn item_changed(&mut self, at: usize) {
        let is_headers = self.rows() == Some(Rows::Headers);
        let hidden = matches!(self.kind(), Kind::Rows { hidden: true, .. });
        if let Some(item) = self.items.get_mut(at) {
            if is_headers && !item.has_decided {
                item.encrypt = hidden || item.sounds_secret();
            }
            let is_secret = hidden || item.encrypt || item.sounds_secret();
            item.value.keep_all(is_secret);
        }
        self.changed();
    }

    /// Rows that were never filled in are forgotten.
    pub(super) fn tidy_items(&mut self) {
        self.items.retain(|item| !item.is_empty());
    }

    /// The first row that has no name though it needs one.
    pub(super) fn rows_fault(&self, rows: Rows) -> Option<String> {
        let nameless = |item: &FormRow| !item.is_empty() && item.name.is_empty();
        let at = self.items.iter().position(nameless).filter(|_| rows != Rows::Values)?;
        Some(format!("Row {} needs a name.", at + 1))
    }
}
