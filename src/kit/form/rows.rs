//! A field that holds rows: texts, names with values, or headers.

use super::{
    ask::Kind,
    input::Input,
    row::{FormRow, RowCell, RowPart},
};
use crate::{
    domain::property::Rows,
    kit::{
        keys::Key,
        line::{Edit, Mask},
        paste::{self, TooMuch, clean},
    },
};

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
        item.is_secret(self.hides_rows())
    }

    fn hides_rows(&self) -> bool {
        matches!(self.kind(), Kind::Rows { hidden: true, .. })
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
        let edit = item.key(part, key);
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
        let hidden = self.hides_rows();
        if let Some(item) = self.items.get_mut(at) {
            if is_headers && !item.has_decided {
                item.encrypt = hidden || item.sounds_secret();
            }
            item.value.keep_all(item.is_secret(hidden));
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
