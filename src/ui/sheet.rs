//! A sheet: rows of text, fields and choices from top to bottom, of which the part with the focus is always in view.
//!
//! Screens write a sheet without knowing how much room there is; a small terminal scrolls it.

use std::ops::Range;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    text::{Line, Span},
    widgets::Widget,
};

use crate::{
    kit::{form::Note, scroll::Extent},
    ui::{
        Rendered,
        link::link,
        text::{cut, width, wrap},
        theme::Theme,
    },
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Focus {
    Here,
    /// Something else has.
    Elsewhere,
}

impl From<bool> for Focus {
    fn from(here: bool) -> Self {
        if here { Self::Here } else { Self::Elsewhere }
    }
}

pub struct Sheet {
    theme: Theme,
    columns: usize,
    rows: Vec<Line<'static>>,
    /// The rows that have to be in view: from, to.
    focus: Option<(usize, usize)>,
    cursor: Option<(usize, u16)>,
    link: Option<Link>,
}

/// Rows that lead to an address, from a column on.
struct Link {
    rows: Range<usize>,
    column: u16,
    url: String,
}

impl Sheet {
    pub fn new(theme: Theme, columns: u16) -> Self {
        Self { theme, columns: usize::from(columns), rows: Vec::new(), focus: None, cursor: None, link: None }
    }

    pub(super) fn theme(&self) -> Theme {
        self.theme
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn gap(&mut self) -> &mut Self {
        self.rows.push(Line::default());
        self
    }

    /// A question or a heading.
    pub fn title(&mut self, text: &str) -> &mut Self {
        let style = self.theme.strong();
        self.styled(text, style)
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        let style = self.theme.text();
        self.styled(text, style)
    }

    /// Text that stands back, wrapped.
    pub fn dim(&mut self, text: &str) -> &mut Self {
        let style = self.theme.dim();
        self.styled(text, style)
    }

    pub fn styled(&mut self, text: &str, style: Style) -> &mut Self {
        for line in wrap(text, self.columns) {
            self.rows.push(Line::styled(line, style));
        }
        self
    }

    /// A mark and a sentence, wrapped behind the mark.
    pub fn marked(&mut self, indent: usize, mark: &str, text: &str, style: Style) -> &mut Self {
        let behind = indent + width(mark) + 1;
        for (index, line) in wrap(text, self.columns.saturating_sub(behind)).into_iter().enumerate() {
            let before = if index == 0 { format!("{:indent$}{mark} ", "") } else { " ".repeat(behind) };
            self.rows.push(Line::from(vec![Span::styled(before, style), Span::styled(line, style)]));
        }
        self
    }

    /// Something to heed before going on.
    pub fn warn(&mut self, text: &str) -> &mut Self {
        self.marked(0, "!", text, self.theme.warn())
    }

    /// That something is there, or went well.
    pub fn good(&mut self, text: &str) -> &mut Self {
        self.marked(0, "✓", text, self.theme.good())
    }

    /// What there is to know about what stands above it.
    pub fn note(&mut self, indent: usize, note: &Note) -> &mut Self {
        match note {
            Note::Plain(text) => self.marked(indent, "•", text, self.theme.dim()),
            Note::Warn(text) => self.marked(indent, "!", text, self.theme.warn()),
        }
    }

    /// A row made elsewhere, cut where the sheet ends by whoever draws it.
    pub fn row(&mut self, row: Line<'static>) -> &mut Self {
        self.rows.push(row);
        self
    }

    /// A row made elsewhere that has the focus, with the cursor in this column.
    pub fn row_with_cursor(&mut self, row: Line<'static>, column: u16) -> &mut Self {
        self.rows.push(row);
        self.focus_last(1);
        self.cursor = Some((self.rows.len() - 1, column));
        self
    }

    /// What was last added has the focus: these many rows of it have to be in view.
    pub fn focus_last(&mut self, rows: usize) -> &mut Self {
        let end = self.rows.len();
        self.focus = Some((end.saturating_sub(rows), end));
        self
    }

    /// What was last added leads to this address: these many rows of it, from this column on.
    pub fn link_last(&mut self, rows: usize, column: u16, url: &str) -> &mut Self {
        let end = self.rows.len();
        self.link = Some(Link { rows: end.saturating_sub(rows)..end, column, url: url.to_owned() });
        self
    }

    /// A fact: `label` in a column of its own, then what it is.
    pub fn fact(&mut self, label: &str, columns: usize, value: &str) -> &mut Self {
        self.beside_label("", label, columns, value, [self.theme.dim(), self.theme.text()])
    }

    /// An answer that is doubted: what is said of it beside it where there is room, else below it.
    pub fn doubted(&mut self, label: &str, columns: usize, value: &str, doubt: &str) -> &mut Self {
        let (warn, indent) = (self.theme.warn(), columns + 3);
        self.beside_label("  ", label, columns, &format!("! {value}"), [self.theme.dim(), warn]);
        let room = self.columns.saturating_sub(width(doubt) + 3);
        match self.rows.last_mut().filter(|last| last.width() <= room) {
            _ if doubt.is_empty() => {}
            Some(last) => last.push_span(Span::styled(format!("   {doubt}"), warn)),
            None => {
                self.marked(indent, " ", doubt, warn);
            }
        }
        self
    }

    fn beside_label(
        &mut self,
        mark: &str,
        label: &str,
        columns: usize,
        value: &str,
        [style, of_value]: [Style; 2],
    ) -> &mut Self {
        let before = width(mark) + columns + 1;
        let label = format!("{mark}{}", cut(label, columns));
        let pad = " ".repeat(before.saturating_sub(width(&label)));
        for (index, line) in wrap(value, self.columns.saturating_sub(before)).into_iter().enumerate() {
            let before = if index == 0 { format!("{label}{pad}") } else { " ".repeat(before) };
            self.rows.push(Line::from(vec![Span::styled(before, style), Span::styled(line, of_value)]));
        }
        self
    }

    /// What was last added has this beside its end, standing back, where there is room.
    pub fn beside_last(&mut self, text: &str) -> &mut Self {
        let theme = self.theme;
        if let Some(last) = self.rows.last_mut().filter(|last| last.width() + width(text) + 3 <= self.columns) {
            last.push_span(Span::styled(format!("   {text}"), theme.dim()));
        }
        self
    }

    /// The fact that was last added is called this in the request: said where there is room, and where the label does not say it.
    pub fn key(&mut self, label: &str, key: &str) -> &mut Self {
        let letters = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        if letters(label) == letters(key) { self } else { self.beside_last(key) }
    }

    /// An answer that leads back to its step: like a fact, but it can have the focus.
    pub fn answer(&mut self, label: &str, columns: usize, value: &str, focus: Focus) -> &mut Self {
        let (mark, style) = match focus {
            Focus::Here => ("▸ ", self.theme.focus()),
            Focus::Elsewhere => ("  ", self.theme.dim()),
        };
        let from = self.rows.len();
        self.beside_label(mark, label, columns, value, [style, self.theme.text()]);
        if focus == Focus::Here {
            self.focus = Some((from, self.rows.len()));
        }
        self
    }

    /// One of several things to choose from: a mark where the cursor is, the key that chooses it, its label, an explanation.
    pub fn choice(&mut self, label: &str, about: &str, columns: usize, state: ChoiceState) -> &mut Self {
        let (mark, style) = match state {
            ChoiceState::Current => ("▸ ", self.theme.focus()),
            ChoiceState::Open => ("  ", self.theme.text()),
            ChoiceState::Greyed => ("  ", self.theme.dim()),
            ChoiceState::CurrentGreyed => ("▸ ", self.theme.dim()),
            ChoiceState::Chosen => ("● ", self.theme.strong()),
        };
        let label = cut(label, self.columns.saturating_sub(2));
        let beside = columns + 4;
        let about_room = self.columns.saturating_sub(beside);
        let pad = " ".repeat(columns.saturating_sub(width(&label)) + 2);
        let from = self.rows.len();
        // Below the label where there is no room beside it.
        if about.is_empty() || about_room < 16 || width(&label) > columns {
            self.rows.push(Line::styled(format!("{mark}{label}"), style));
            if !about.is_empty() {
                for line in wrap(about, self.columns.saturating_sub(4)) {
                    self.rows.push(Line::styled(format!("    {line}"), self.theme.dim()));
                }
            }
        } else {
            for (index, line) in wrap(about, about_room).into_iter().enumerate() {
                let before = if index == 0 { format!("{mark}{label}{pad}") } else { " ".repeat(beside) };
                self.rows.push(Line::from(vec![Span::styled(before, style), Span::styled(line, self.theme.dim())]));
            }
        }
        if matches!(state, ChoiceState::Current | ChoiceState::CurrentGreyed) {
            self.focus = Some((from, self.rows.len()));
        }
        self
    }

    pub fn button(&mut self, label: &str, focus: Focus) -> &mut Self {
        let (mark, style) = match focus {
            Focus::Here => ("▸ ", self.theme.button()),
            Focus::Elsewhere => ("  ", self.theme.text()),
        };
        let label = cut(label, self.columns.saturating_sub(6));
        self.rows.push(Line::from(vec![Span::raw(mark), Span::styled(format!("[ {label} ]"), style)]));
        if focus == Focus::Here {
            self.focus_last(1);
        }
        self
    }

    /// Draws what fits, with the focus in view.
    pub fn draw(self, area: Rect, buf: &mut Buffer, seen: &mut Rendered) {
        let top = self.top(usize::from(area.height));
        self.draw_at(top, area, buf, seen);
    }

    /// Draws it at the top of an area, where it stays whatever is scrolled below, and leaves the rest.
    pub fn pin(self, area: Rect, buf: &mut Buffer) -> Rect {
        let rows = u16::try_from(self.rows.len()).unwrap_or(u16::MAX).min(area.height);
        self.draw_at(0, Rect { height: rows, ..area }, buf, &mut Rendered::default());
        Rect { y: area.y + rows, height: area.height - rows, ..area }
    }

    /// Draws what fits from this row on, or from above it where the end would leave rows empty.
    pub fn draw_from(self, row: usize, area: Rect, buf: &mut Buffer, seen: &mut Rendered) {
        let last = self.rows.len().saturating_sub(usize::from(area.height));
        self.draw_at(row.min(last), area, buf, seen);
    }

    fn draw_at(self, top: usize, area: Rect, buf: &mut Buffer, seen: &mut Rendered) {
        let height = usize::from(area.height);
        for ((index, row), y) in self.rows.iter().enumerate().skip(top).zip(area.y..area.bottom()) {
            let area = Rect { y, height: 1, ..area };
            row.render(area, buf);
            if let Some(Link { column, url, .. }) = self.link.as_ref().filter(|link| link.rows.contains(&index)) {
                let width = u16::try_from(row.width()).unwrap_or(u16::MAX).min(area.width);
                link(Rect { x: area.x + column, width: width.saturating_sub(*column), ..area }, url, buf);
            }
        }
        if self.rows.len() > top + height && height > 1 {
            more_mark(area, area.bottom() - 1, "↓", self.theme, buf);
        }
        if top > 0 && height > 1 {
            more_mark(area, area.y, "↑", self.theme, buf);
        }
        let row = |row: usize| u16::try_from(row).unwrap_or(u16::MAX);
        let last = self.rows.len().saturating_sub(height);
        seen.extent = Extent { page: area.height, top: row(top), last: row(last) };
        if let Some((row, column)) = self.cursor
            && let Some(row) = row.checked_sub(top).filter(|row| *row < height)
        {
            let x = area.x.saturating_add(column).min(area.right().saturating_sub(1));
            seen.cursor = Some(Position { x, y: area.y.saturating_add(u16::try_from(row).unwrap_or(0)) });
        }
    }

    /// The first row to show: the focus in view, and from the very top where that is possible.
    pub fn top(&self, height: usize) -> usize {
        let Some((from, to)) = self.focus else { return 0 };
        if to <= height {
            return 0;
        }
        // One row of what follows helps to see that there is more.
        let last = self.rows.len().saturating_sub(height);
        (to + 1).saturating_sub(height).min(from).min(last)
    }
}

/// Says that there is more than fits: in the margin on the right, where there is one.
pub(super) fn more_mark(area: Rect, y: u16, mark: &'static str, theme: Theme, buf: &mut Buffer) {
    let x = area.right().min(buf.area.right().saturating_sub(1));
    Span::styled(mark, theme.dim()).render(Rect { x, y, width: 1, height: 1 }.intersection(buf.area), buf);
}

/// How a choice is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChoiceState {
    /// The cursor is on it.
    Current,
    /// It can be chosen.
    Open,
    /// It cannot be chosen.
    Greyed,
    /// The cursor is on it, and it cannot be chosen.
    CurrentGreyed,
    /// It is chosen, and the cursor is elsewhere.
    Chosen,
}

impl ChoiceState {
    /// One that can be chosen, with the cursor on it or not.
    pub fn at(is_current: bool) -> Self {
        if is_current { Self::Current } else { Self::Open }
    }
}
