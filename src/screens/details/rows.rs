//! The rows of the step Details, and how the focus moves over them.

use super::State;
use crate::kit::{form_old::Part, line::Line, screen::Cx};

/// A row that can have the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Row {
    /// The connection's name.
    #[default]
    Name,
    /// A field of the source.
    Field(usize),
    /// A part of a row of a field that is a list.
    Item(usize, usize, Part),
    /// The line behind which optional fields wait.
    Fold,
    /// How to sign in.
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
        let mut rows = vec![Row::Name];
        let fold = self.form.fold();
        if fold.is_some_and(|fold| fold.behind.is_none()) {
            rows.push(Row::Fold);
        }
        let visible = self.form.visible();
        for at in visible.iter().copied().filter(|at| !self.form.is_code(*at)) {
            self.field_rows(at, &mut rows);
            if fold.is_some_and(|fold| fold.behind == Some(at)) {
                rows.push(Row::Fold);
            }
        }
        if self.browser.asked {
            rows.push(Row::Browser);
        }
        for at in visible.into_iter().filter(|at| self.form.is_code(*at)) {
            self.field_rows(at, &mut rows);
        }
        if fold.is_some() && !rows.contains(&Row::Fold) {
            rows.push(Row::Fold);
        }
        rows.extend((0..self.form.extras.len()).flat_map(|at| [Row::Key(at), Row::Value(at)]));
        rows.extend([Row::Add, Row::Next]);
        rows
    }

    fn field_rows(&self, at: usize, rows: &mut Vec<Row>) {
        rows.push(Row::Field(at));
        if let Some(input) = self.form.get(at) {
            let items = 0..input.items().len();
            rows.extend(items.flat_map(|item| input.parts().iter().map(move |part| Row::Item(at, item, *part))));
        }
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

    /// One line further, up or down: the parts of a list's row stand side by side.
    pub(super) fn hop(&mut self, down: bool) {
        let Row::Item(field, item, part) = self.row else { return self.step_over(down) };
        let to = if down { Some(item + 1) } else { item.checked_sub(1) };
        match to.filter(|to| self.form.get(field).is_some_and(|input| *to < input.items().len())) {
            Some(to) => self.go(Row::Item(field, to, part)),
            None => self.step_over(down),
        }
    }

    fn step_over(&mut self, down: bool) {
        let line = |row: Row| match row {
            Row::Item(field, item, _) => Some((field, item)),
            _ => None,
        };
        let rows = self.rows();
        let at = rows.iter().position(|row| *row == self.row).unwrap_or(0);
        let other = |row: &&Row| line(**row).is_none() || line(**row) != line(self.row);
        let to = if down { rows.iter().skip(at + 1).find(other) } else { rows.iter().take(at).rev().find(other) };
        match to.copied() {
            // From below, a row of a list is entered at its beginning.
            Some(Row::Item(field, item, _)) => {
                let part = self.form.get(field).and_then(|input| input.parts().first().copied());
                self.go(part.map_or(Row::Field(field), |part| Row::Item(field, item, part)));
            }
            Some(row) => self.go(row),
            None => {}
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
            // A list is left as a whole.
            Row::Item(at, ..) if matches!(row, Row::Item(to, ..) if to == at) => {
                if let Some(input) = self.form.get_mut(at) {
                    input.cover();
                }
            }
            Row::Field(at) | Row::Item(at, ..) => {
                let marked = self.is_marked(at);
                if let Some(input) = self.form.get_mut(at) {
                    if marked { input.cover() } else { input.leave() }
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
            Row::Browser | Row::Fold | Row::Add | Row::Next => {}
        }
        if let Row::Field(at) = row {
            self.form.uncover(at);
        }
        self.row = row;
    }

    /// Whether the person named a field as the one that takes the code.
    pub(super) fn is_marked(&self, at: usize) -> bool {
        self.form.get(at).is_some_and(|input| self.form.is_marked(&input.field.name))
    }

    /// The text with the focus, where it is a plain one.
    pub(super) fn line(&mut self) -> Option<&mut Line> {
        match self.row {
            Row::Name => Some(&mut self.name.line),
            Row::Key(at) => self.form.extras.get_mut(at).map(|extra| &mut extra.name),
            Row::Value(at) => self.form.extras.get_mut(at).map(|extra| &mut extra.value),
            Row::Field(_) | Row::Item(..) | Row::Fold | Row::Browser | Row::Add | Row::Next => None,
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
            Row::Browser => self.form.brings_code = self.browser.brings_code(),
            Row::Field(_) | Row::Item(..) | Row::Fold | Row::Add | Row::Next => {}
        }
    }
}
