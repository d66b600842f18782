//! The rows of the step Details, and how the focus moves over them.

use super::State;
use crate::kit::{line::Line, screen::Cx};

/// A row that can have the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Row {
    /// The connection's name.
    #[default]
    Name,
    /// A field of the source.
    Field(usize),
    /// Whether to sign in through the browser.
    Browser,
    /// The name of an added property.
    Key(usize),
    /// Its value.
    Value(usize),
    /// The button that adds one.
    Add,
    /// The button that goes on.
    Next,
}

impl State {
    /// The rows that are shown, in order.
    pub(super) fn rows(&self) -> Vec<Row> {
        let fields = self.form.shown().map(Row::Field);
        let browser = self.browser.asked.then_some(Row::Browser);
        let extras = (0..self.form.extras.len()).flat_map(|at| [Row::Key(at), Row::Value(at)]);
        [Row::Name].into_iter().chain(fields).chain(browser).chain(extras).chain([Row::Add, Row::Next]).collect()
    }

    /// One row further, up or down.
    pub(super) fn step(&mut self, down: bool) {
        let rows = self.rows();
        let at = rows.iter().position(|row| *row == self.row).unwrap_or(0);
        let to = if down { at + 1 } else { at.saturating_sub(1) };
        if let Some(row) = rows.get(to) {
            self.go(*row);
        }
    }

    /// To a row. The one that is left says what is wrong with it, and hides what was shown.
    pub(super) fn go(&mut self, row: Row) {
        if row == self.row {
            return;
        }
        match self.row {
            Row::Name => {
                self.name.check();
            }
            Row::Field(at) => {
                if let Some(input) = self.form.get_mut(at) {
                    input.leave();
                }
            }
            Row::Key(at) | Row::Value(at) => {
                if let Some(extra) = self.form.extras.get_mut(at) {
                    extra.revealed = false;
                }
                // Its name is left before its value is typed, and its value is the last of it.
                if row != Row::Value(at) {
                    self.form.check_extra(at);
                }
            }
            Row::Browser | Row::Add | Row::Next => {}
        }
        self.row = row;
    }

    /// The text with the focus, where it is a plain one.
    pub(super) fn line(&mut self) -> Option<&mut Line> {
        match self.row {
            Row::Name => Some(&mut self.name.line),
            Row::Key(at) => self.form.extras.get_mut(at).map(|extra| &mut extra.name),
            Row::Value(at) => self.form.extras.get_mut(at).map(|extra| &mut extra.value),
            Row::Field(_) | Row::Browser | Row::Add | Row::Next => None,
        }
    }

    /// The text with the focus was changed.
    pub(super) fn changed(&mut self, cx: &mut Cx<'_>) {
        self.wish = false;
        if std::mem::take(&mut self.is_warning) {
            cx.shared.notice = None;
        }
        match self.row {
            Row::Name => self.name.changed(cx),
            Row::Key(at) | Row::Value(at) => {
                if let Some(extra) = self.form.extras.get_mut(at) {
                    extra.fault = None;
                }
            }
            Row::Field(_) | Row::Browser | Row::Add | Row::Next => {}
        }
    }
}
