//! What a screen shows of a list: so many lines from the one on top, always with the current row among them.

use std::ops::Range;

use super::Picker;
use super::fold::widen;

/// A line of a list, as the view draws it.
pub enum ListLine<'a, T> {
    /// What the rows below it have in common. The cursor never stands on it.
    Heading(&'static str),
    Row(Visible<'a, T>),
}

/// A row as the view draws it.
pub struct Visible<'a, T> {
    pub item: &'a T,
    pub label: &'a str,
    pub current: bool,
    /// The parts of the label that matched: byte ranges of whole graphemes, in order, none touching the next.
    pub marks: Vec<Range<usize>>,
}

impl<T> Picker<T> {
    /// How many lines the screen shows, as the view says after drawing.
    pub fn set_page(&mut self, height: u16) {
        let page = usize::from(height).max(1);
        if page != self.page {
            self.page = page;
            // A screen that grew shows lines above rather than nothing below.
            self.top = self.top_for(page).min(self.lines().saturating_sub(page));
        }
    }

    /// How many lines there are: the rows that the filter leaves, and the headings.
    pub fn lines(&self) -> usize {
        self.hits() + self.headings.len()
    }

    /// The lines that a screen of this height shows.
    pub fn shown(&self, height: usize) -> impl Iterator<Item = ListLine<'_, T>> {
        let top = self.top_for(height);
        (top..top + height).map_while(move |line| {
            if let Some(heading) = self.headings.at(line) {
                return Some(ListLine::Heading(heading));
            }
            let position = self.headings.row_at(line);
            let row = *self.order.get(position)?;
            let label = self.label(row);
            let (current, marks) = (position == self.cursor.row(), self.query.marks(label, self.index.label(row)));
            Some(ListLine::Row(Visible { item: self.items.get(widen(row))?, label, current, marks }))
        })
    }

    pub fn window(&self, height: usize) -> impl Iterator<Item = Visible<'_, T>> {
        self.shown(height).filter_map(|line| match line {
            ListLine::Row(row) => Some(row),
            ListLine::Heading(_) => None,
        })
    }

    pub(super) fn line(&self) -> usize {
        self.headings.line_of(self.cursor.row())
    }

    /// The line on top of a screen of this height, so many are left out: as it was, or as far from it as the current row asks for. A
    /// heading right above that row is seen with it.
    pub fn top_for(&self, height: usize) -> usize {
        let line = self.line();
        let lowest = (line + 1).saturating_sub(height.max(1));
        let heading = usize::from(height > 1 && self.headings.is_above(self.cursor.row()));
        self.top.clamp(lowest, line.saturating_sub(heading).max(lowest))
    }
}
