//! Where the focus is, and how keys move it. Enter goes to the next field that is filled in, and on the last one goes on: buttons
//! and folds are no stations of it.
//!
//! This is no [`Cursor`](crate::kit::cursor::Cursor): the focus stands on a key, which stays where it is when fields come and go above
//! it; a list is one stop of Tab, and behind its last row the arrows go on to the next field; and the values of a choice go round.

use super::{Form, Input, RowCell, RowPart, Turn};
use crate::kit::{
    keys::{Code, Key},
    line::Edit,
};

/// A place that can have the focus: a field, or a part of a row of it.
type Stop<K> = (K, Option<RowCell>);

impl<K: Copy + Eq> Form<K> {
    pub fn focus(&self) -> Option<K> {
        self.focus
    }

    pub fn cell(&self) -> Option<RowCell> {
        self.cell
    }

    /// The row of a list that has the focus.
    pub fn row(&self, list: K) -> Option<usize> {
        self.cell.filter(|(_, part)| *part == RowPart::Whole && self.focus == Some(list)).map(|(row, _)| row)
    }

    pub fn current(&self) -> Option<&Input<K>> {
        self.focus.and_then(|key| self.get(key))
    }

    /// The focus goes nowhere: what stands beside the form has it.
    pub fn blur(&mut self) -> Turn<K> {
        let Some(key) = self.focus.take() else { return Turn::Still };
        self.cell = None;
        self.leave(key);
        Turn::Left(key)
    }

    /// To a field, as if the person had gone there.
    pub fn go(&mut self, key: K) -> Turn<K> {
        if self.visible().any(|input| input.key() == key) { self.move_to((key, None)) } else { Turn::Pass }
    }

    /// To a row of a list.
    pub fn go_to_row(&mut self, list: K, row: usize) -> Turn<K> {
        let stop = (list, Some((row, RowPart::Whole)));
        if self.stops().contains(&stop) { self.move_to(stop) } else { Turn::Pass }
    }

    /// To a field, without anything being said of the one that had the focus: nobody left it.
    pub fn begin_at(&mut self, key: K) {
        if self.focus != Some(key) {
            (self.focus, self.cell) = self.landing((key, None));
        }
    }

    /// Whether Enter goes on from here, instead of to another field.
    pub fn is_last(&self) -> bool {
        self.station().is_none()
    }

    /// To the next field or the one before, button or not. A list is one stop, wherever in it the focus is.
    pub fn step(&mut self, down: bool) -> Turn<K> {
        let is_stop = |(key, cell): &Stop<K>| match cell {
            Some((row, RowPart::Whole)) => *row == 0 && self.focus != Some(*key),
            _ => true,
        };
        let to = self.nearest(down, is_stop);
        to.map_or(Turn::Still, |stop| self.move_to(stop))
    }

    pub fn key(&mut self, key: Key) -> Turn<K> {
        if let Some(turn) = self.complete(key) {
            return turn;
        }
        match key.code {
            _ if key.ctrl || key.alt => self.edit(key),
            Code::Enter => self.enter(),
            Code::Tab => self.step(true),
            Code::BackTab => self.step(false),
            Code::Down => self.hop(true),
            Code::Up => self.hop(false),
            Code::PageDown => self.stops().last().map_or(Turn::Still, |stop| self.move_to(*stop)),
            Code::PageUp => self.stops().first().map_or(Turn::Still, |stop| self.move_to(*stop)),
            _ => self.edit(key),
        }
    }

    /// A key that is for the text of this field, wherever the focus is: it follows, unless the key edits no text.
    pub fn key_into(&mut self, field: K, key: Key) -> Turn<K> {
        let from = (self.focus, self.cell);
        self.go(field);
        let turn = self.edit(key);
        if turn == Turn::Pass {
            (self.focus, self.cell) = from;
        }
        turn
    }

    fn edit(&mut self, key: Key) -> Turn<K> {
        let Some(at) = self.focus else { return Turn::Pass };
        // A list is filled by typing: its first letter begins a row.
        if let Some(c) = key.typed()
            && self.begins_row()
        {
            let turn = self.add_row();
            if c == ' ' {
                return turn;
            }
        }
        let cell = self.cell;
        let Some(input) = self.get_mut(at) else { return Turn::Pass };
        let edit = match cell {
            Some(cell) => input.item_key(cell, key),
            None => input.type_key(key),
        };
        match edit {
            Edit::Pass => Turn::Pass,
            Edit::Moved => Turn::Still,
            Edit::Changed => Turn::Changed(at),
        }
    }

    fn enter(&mut self) -> Turn<K> {
        if let Some(button) = self.current().filter(|input| input.kind().is_button()) {
            return Turn::Pressed(Some(button.key()));
        }
        if let Some(stop) = self.station() {
            return self.move_to(stop);
        }
        if let Some(key) = self.focus {
            self.leave(key);
        }
        Turn::Pressed(None)
    }

    /// Where Enter goes from here.
    fn station(&self) -> Option<Stop<K>> {
        if self.current().is_some_and(|input| input.kind().is_button()) {
            return None;
        }
        self.nearest(true, |(key, _)| {
            self.get(*key).is_some_and(|input| !input.kind().is_button() && !input.ask.is_passed)
        })
    }

    /// The nearest stop of the wanted, behind the focus or before it; from nowhere the first or the last one.
    fn nearest(&self, down: bool, is_wanted: impl Fn(&Stop<K>) -> bool) -> Option<Stop<K>> {
        let stops = self.stops();
        let at = stops.iter().position(|stop| Some(*stop) == self.here());
        if down {
            stops.into_iter().skip(at.map_or(0, |at| at + 1)).find(is_wanted)
        } else {
            let before = at.unwrap_or(stops.len());
            stops.into_iter().take(before).rev().find(is_wanted)
        }
    }

    fn here(&self) -> Option<Stop<K>> {
        self.focus.map(|key| (key, self.cell))
    }

    fn stops(&self) -> Vec<Stop<K>> {
        let mut stops = Vec::new();
        for input in self.visible() {
            if !input.is_list() {
                stops.push((input.key(), None));
            }
            for at in 0..input.row_count() {
                stops.extend(input.parts().iter().map(|part| (input.key(), Some((at, *part)))));
            }
        }
        stops
    }

    /// One line further, up or down: the parts of a row stand side by side. Past a choice too: only a key that does nothing else
    /// changes what is chosen.
    fn hop(&mut self, down: bool) -> Turn<K> {
        let line = |(key, cell): &Stop<K>| (*key, cell.map(|(row, _)| row));
        let Some(here) = self.here() else { return self.step(down) };
        let Some((key, cell)) = self.nearest(down, |stop| line(stop) != line(&here)) else { return Turn::Still };
        // Along the rows of a list one stays in the column; from outside a row is entered at its beginning.
        let part = here.1.map(|(_, part)| part).filter(|_| here.0 == key);
        let first = self.get(key).and_then(|input| input.parts().first().copied());
        self.move_to((key, cell.and_then(|(row, _)| Some((row, part.or(first)?)))))
    }

    /// The one that is left says what is wrong with it, and hides what was shown.
    fn move_to(&mut self, stop: Stop<K>) -> Turn<K> {
        let before = self.here();
        let left = self.focus.filter(|key| *key != stop.0);
        if let Some(key) = left {
            self.leave(key);
        } else if let Some(input) = self.get_mut(stop.0).filter(|input| input.rows().is_some()) {
            input.hide();
        }
        (self.focus, self.cell) = self.landing(stop);
        match left {
            Some(key) => Turn::Left(key),
            None if self.row(stop.0).is_some() && before.is_some() && before != self.here() => Turn::Changed(stop.0),
            None => Turn::Still,
        }
    }

    /// A list is stood on by a row of it.
    fn landing(&self, (key, cell): Stop<K>) -> (Option<K>, Option<RowCell>) {
        let is_list = self.get(key).is_some_and(Input::is_list);
        (Some(key), cell.or(is_list.then_some((0, RowPart::Whole))))
    }

    fn leave(&mut self, key: K) {
        if let Some(input) = self.get_mut(key) {
            input.hide();
            input.verify();
        }
    }

    /// The focus stands on a field that is in view; on the first one where its own has gone.
    pub(super) fn settle_focus(&mut self) {
        if self.inputs.is_empty() || !self.visible().any(|input| Some(input.key()) == self.focus) {
            let first = self.visible().next().map(Input::key);
            (self.focus, self.cell) = first.map_or((None, None), |key| self.landing((key, None)));
        }
        let rows = self.current().map_or(0, Input::row_count);
        self.cell = match self.cell {
            Some((at, RowPart::Whole)) if at >= rows => rows.checked_sub(1).map(|last| (last, RowPart::Whole)),
            cell => cell.filter(|(at, _)| *at < rows),
        };
    }
}
