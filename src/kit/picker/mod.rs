//! A list to choose from, with a fuzzy filter: quick with a hundred thousand rows that arrive in pages.
//!
//! It owns the rows, the filter and the cursor. Where rows come from is the screen's, how they look the view's.
//! Matching runs right here, inside a key press: rows are folded once on arrival (`fold`), a growing query only
//! looks through what it has found so far, and of what is found only the best are sorted (`hits`). While nothing is
//! filtered rows may stand under headings (`headings`), which only scrolling and drawing know of (`window`).

mod fold;
mod headings;
mod hits;
pub mod keys;
mod query;
mod row;
mod window;

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use self::fold::widen;
use self::headings::Headings;
use self::hits::{BEST, Hits, Index};
use self::query::Query;
pub use self::row::PickerRow;
pub use self::window::{ListLine, Visible};
use super::cursor::Cursor;
use super::keys::{Code, Key};
use super::line::{Edit, LineEdit};
use super::paste::{self, TooMuch};

/// What a key did to a [`Picker`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Picked {
    /// The key is none of the list's.
    Pass,
    /// The key was taken; another row may be the current one.
    Moved,
    /// The filter is another one.
    Filtered,
}

pub struct Picker<T> {
    items: Vec<T>,
    /// The labels one after another, and where each ends.
    labels: String,
    ends: Vec<usize>,
    /// Hashes of the rows' keys: 64 bits are enough to tell some 100,000 rows apart, and the keys need not be kept.
    keys: HashSet<u64>,
    index: Index,
    filter: LineEdit,
    query: Query,
    hits: Hits,
    /// The rows in the order they are shown: all, or the best of the hits.
    order: Vec<u32>,
    headings: Headings,
    /// The position of the current row in `order`.
    cursor: Cursor,
    /// How many lines, rows and headings, are above the screen.
    top: usize,
    page: usize,
}

impl<T> Default for Picker<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            labels: String::new(),
            ends: Vec::new(),
            keys: HashSet::new(),
            index: Index::default(),
            filter: LineEdit::default(),
            query: Query::default(),
            hits: Hits::new(),
            order: Vec::new(),
            headings: Headings::default(),
            cursor: Cursor::default(),
            top: 0,
            page: 1,
        }
    }
}

/// A hundred thousand rows help nobody.
impl<T> fmt::Debug for Picker<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picker({} rows, {} found)", self.len(), self.hits())
    }
}

impl<T> Picker<T> {
    /// Takes rows in. The current row stays the current one and where it is on the screen, whatever comes before it.
    pub fn extend(&mut self, rows: impl IntoIterator<Item = PickerRow<T>>) {
        let first = self.index.end();
        for row in rows {
            if self.keys.insert(row.key) {
                self.headings.push(self.index.end(), row.heading);
                self.index.push(&row.label, &row.also, row.tier);
                self.labels.push_str(&row.label);
                self.ends.push(self.labels.len());
                self.items.push(row.item);
            }
        }
        if self.index.end() == first {
            return;
        }
        let current = self.order.get(self.cursor.row()).copied();
        let place = self.line().saturating_sub(self.top);
        if !self.query.is_empty() {
            self.hits.scan(&self.index, &self.query, first);
        }
        self.arrange(self.order.len() > BEST);
        if let Some(row) = current {
            self.go_to_row(row);
            self.top = self.line().saturating_sub(place);
        }
    }

    /// Takes all rows out, in the order in which they came; the filter stays.
    pub fn take_rows(&mut self) -> Vec<T> {
        let items = std::mem::take(&mut self.items);
        self.labels.clear();
        self.ends.clear();
        self.keys.clear();
        self.index = Index::default();
        self.headings = Headings::default();
        self.hits.clear();
        self.restart();
        items
    }

    /// How many rows there are, found or not.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn hits(&self) -> usize {
        if self.query.is_empty() { self.len() } else { self.hits.len() }
    }

    pub fn filter(&self) -> &LineEdit {
        &self.filter
    }

    /// The parts of a text beside a label that the filter matches in one piece, as [`PickerRow::also`] is matched.
    pub fn marks_in(&self, text: &str) -> Vec<Range<usize>> {
        self.query.whole_marks(text)
    }

    /// Another filter. The cursor goes to the best row.
    pub fn set_filter(&mut self, text: &str) {
        self.filter.set(text);
        self.refilter();
    }

    /// Takes the filter away. The cursor stays on its row.
    pub fn clear_filter(&mut self) {
        let row = self.order.get(self.cursor.row()).copied();
        self.set_filter("");
        if let Some(row) = row {
            self.go_to_row(row);
        }
    }

    pub fn paste(&mut self, text: &str) -> Result<(), TooMuch> {
        let cleaned = paste::clean(text, paste::PasteKind::OneLine)?;
        self.filter.insert(&cleaned.text);
        self.refilter();
        Ok(())
    }

    /// Moves the cursor or edits the filter. Home and End belong to whichever of them is in use.
    pub fn key(&mut self, key: Key) -> Picked {
        let (mut to, hits) = (self.cursor, self.hits());
        let plain = !key.ctrl && !key.alt;
        match key.code {
            Code::Up | Code::Down if plain => to.key(key, hits),
            // Onto a heading is onto the row below it, which may be this very one.
            Code::PageUp if plain => {
                let above = self.headings.row_at(self.line().saturating_sub(self.page));
                to.go(Some(above.min(to.row().saturating_sub(1))), hits);
            }
            Code::PageDown if plain => to.go(Some(self.headings.row_at(self.line() + self.page)), hits),
            Code::Home | Code::End if plain && self.filter.is_empty() => to.key(key, hits),
            _ => {
                return match self.filter.key(key) {
                    Edit::Pass => Picked::Pass,
                    Edit::Moved => Picked::Moved,
                    Edit::Changed => {
                        self.refilter();
                        Picked::Filtered
                    }
                };
            }
        }
        self.go(to.row());
        Picked::Moved
    }

    /// How many rows stand above the current one.
    pub fn position(&self) -> usize {
        self.cursor.row()
    }

    /// All items, in the order in which they came.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    pub fn current(&self) -> Option<&T> {
        self.items.get(widen(*self.order.get(self.cursor.row())?))
    }

    /// Puts the cursor on the item that is meant, if the filter leaves it.
    pub fn select(&mut self, is_meant: impl Fn(&T) -> bool) -> bool {
        let meant = (0..).zip(&self.items).find(|(_, item)| is_meant(item)).map(|(row, _)| row);
        meant.is_some_and(|row| self.go_to_row(row))
    }

    fn label(&self, row: u32) -> &str {
        let row = widen(row);
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(row).copied().unwrap_or(start);
        self.labels.get(start..end).unwrap_or_default()
    }

    /// The filter's text is another one. Blanks alone change nothing.
    fn refilter(&mut self) {
        let query = Query::new(self.filter.as_str());
        if query == self.query {
            return;
        }
        let narrows = !self.query.is_empty() && query.narrows(&self.query);
        self.query = query;
        if narrows {
            self.hits.narrow(&self.index, &self.query);
        } else {
            self.hits.clear();
            if !self.query.is_empty() {
                self.hits.scan(&self.index, &self.query, 0);
            }
        }
        self.restart();
    }

    /// The rows in their order, and the cursor on the first of them.
    fn restart(&mut self) {
        self.arrange(false);
        self.cursor = Cursor::default();
        self.top = 0;
    }

    fn arrange(&mut self, all: bool) {
        if self.query.is_empty() {
            self.order = self.index.in_tiers();
            self.headings.place(&self.order);
        } else {
            self.order = self.hits.ranked(&self.index, &self.query, all);
            self.headings.hide();
        }
    }

    /// Moves the cursor to a place, or to the last row before it, and brings all hits into order when it leaves the best behind.
    pub fn go(&mut self, to: usize) {
        self.top = self.top_for(self.page);
        if to + BEST / 2 > self.order.len() && self.order.len() < self.hits() {
            self.arrange(true);
        }
        self.cursor.go(Some(to), self.hits());
        self.top = self.top_for(self.page);
    }

    fn go_to_row(&mut self, row: u32) -> bool {
        let find = |order: &[u32]| order.iter().position(|shown| *shown == row);
        let mut found = find(&self.order);
        if found.is_none() && self.order.len() < self.hits() {
            self.arrange(true);
            found = find(&self.order);
        }
        if let Some(position) = found {
            self.go(position);
        }
        found.is_some()
    }
}

#[cfg(test)]
mod tests;
