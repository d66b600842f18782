//! The one form engine: questions, what stands in their fields, where the focus is, and what is wrong.
//!
//! A form is generic over the key by which its screen calls the fields. It knows no session, step, wire or terminal: keys and
//! pastes go in, and a [`Turn`] says what that did. What other people say of a value (a tenant of a name, the disk of a path) is
//! asked by the screen and comes back through [`Form::judge`].
//!
//! What the person sees is what is answered: a proposal counts as it stands there, and a field whose condition is not met has no
//! answer, whatever stands in it.

mod ask;
mod choice;
mod focus;
mod input;
mod path;
mod row;
mod rows;

use std::cell::Cell as Counter;

pub use ask::{Ask, FieldCheck, Kind, Need, Note, Origin, Place, When, Words};
pub use choice::Spread;
pub use input::Input;
pub use path::path_in;
pub use row::{FormRow, RowCell, RowPart};

use path::Completing;

use crate::{
    domain::{local::PathTarget, secret::Secret},
    kit::paste::TooMuch,
};

/// A chain of conditions is never longer in practice; a circle of them must end.
const DEPTH: u8 = 8;

#[derive(Debug)]
pub struct Form<K> {
    inputs: Vec<Input<K>>,
    /// What was typed into fields that an older form had and this one has not, or cannot hold.
    parked: Vec<Input<K>>,
    focus: Option<K>,
    /// The part of a row that has the focus, in a field that holds rows.
    cell: Option<RowCell>,
    completing: Completing,
    depth: Counter<u8>,
}

impl<K> Default for Form<K> {
    fn default() -> Self {
        Self {
            inputs: Vec::new(),
            parked: Vec::new(),
            focus: None,
            cell: None,
            completing: Completing::default(),
            depth: Counter::new(0),
        }
    }
}

/// What a key or a paste did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Turn<K> {
    /// It is none of the form's.
    Pass,
    /// It was taken, and everything is what it was.
    Still,
    /// Something else stands in this field.
    Changed(K),
    /// The focus left this field for another one.
    Left(K),
    /// This button was pressed; without one, Enter was pressed on the last field: go on.
    Pressed(Option<K>),
    /// The path that is typed shall be completed.
    Complete(String, PathTarget),
}

/// Whether a form can be handed on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Check<K> {
    Good,
    /// This field is the first that is wrong; it says why, and has the focus now.
    Wrong(K),
    /// Nothing is wrong so far, but what was asked about this field has not come back.
    Waits(K),
}

impl<K: Copy + Eq> Form<K> {
    /// A form with the focus on its first field.
    pub fn new(asks: Vec<Ask<K>>) -> Self {
        let mut form = Self::default();
        form.reset(asks);
        form
    }

    /// Other questions. What a person typed into fields of the same key stays, and comes back with a later form that can hold it.
    pub fn reset(&mut self, asks: Vec<Ask<K>>) {
        let mut older: Vec<Input<K>> = self.inputs.drain(..).chain(self.parked.drain(..)).collect();
        for ask in asks {
            let mut input = Input::new(ask);
            let held = older.iter().position(|old| old.key() == input.key() && input.can_hold(old));
            if let Some(at) = held {
                input.take(older.remove(at));
            }
            self.inputs.push(input);
        }
        self.parked = older.into_iter().filter(Input::is_touched).collect();
        self.settle_focus();
    }

    /// A question more, before this one.
    pub fn add(&mut self, ask: Ask<K>, before: K) {
        let at = self.inputs.iter().position(|input| input.key() == before).unwrap_or(self.inputs.len());
        self.inputs.insert(at, Input::new(ask));
    }

    /// A question less, with what stands in its field.
    pub fn remove(&mut self, key: K) {
        self.inputs.retain(|input| input.key() != key);
        self.settle_focus();
    }

    pub fn get(&self, key: K) -> Option<&Input<K>> {
        self.inputs.iter().find(|input| input.key() == key)
    }

    fn get_mut(&mut self, key: K) -> Option<&mut Input<K>> {
        self.inputs.iter_mut().find(|input| input.key() == key)
    }

    /// The field with the focus.
    fn current_mut(&mut self) -> Option<&mut Input<K>> {
        self.focus.and_then(|key| self.get_mut(key))
    }

    /// All fields in their order, shown or not.
    pub fn inputs(&self) -> &[Input<K>] {
        &self.inputs
    }

    /// The fields that are in view, in order.
    pub fn visible(&self) -> impl DoubleEndedIterator<Item = &Input<K>> {
        self.inputs
            .iter()
            .filter(|input| input.place == Place::Shown && *input.kind() != Kind::List(0) && self.applies(input))
    }

    /// The fields that have answers: in view, or behind a fold.
    pub fn answered(&self) -> impl Iterator<Item = &Input<K>> {
        self.inputs.iter().filter(|input| self.counts(input))
    }

    fn counts(&self, input: &Input<K>) -> bool {
        input.place != Place::LeftOut && self.applies(input)
    }

    /// Whether a field is asked: its condition is met, and it is not left out.
    pub fn is_asked(&self, key: K) -> bool {
        self.get(key).is_some_and(|input| self.counts(input))
    }

    /// Whether the condition of a field is met.
    pub fn applies(&self, input: &Input<K>) -> bool {
        let depth = self.depth.get();
        if depth >= DEPTH {
            return true;
        }
        self.depth.set(depth + 1);
        let applies = match &input.ask.when {
            When::Always => true,
            When::If(holds) => holds(self),
            When::Holds(key, condition) => {
                // What is known beforehand may not hide what is asked: a field that is not there meets every condition.
                self.get(*key).is_none_or(|other| condition.holds(other.text()) && self.applies(other))
            }
        };
        self.depth.set(depth);
        applies
    }

    /// What stands in a field, to the letter, asked or not.
    pub fn text(&self, key: K) -> &str {
        self.get(key).map_or("", Input::text)
    }

    /// The answer of a field: nothing while it is not asked, without blanks around it where they cannot belong to it.
    pub fn answer(&self, key: K) -> &str {
        self.get(key).filter(|input| self.counts(input)).map_or("", Input::value)
    }

    /// The answer of a field that holds a secret.
    pub fn secret(&self, key: K) -> Secret {
        Secret::new(self.answer(key))
    }

    /// Puts something in that was proposed or remembered, where a person has not typed.
    pub fn propose(&mut self, key: K, text: &str) {
        if let Some(input) = self.get_mut(key).filter(|input| !input.is_touched() || input.is_empty()) {
            input.fill(text, Origin::Proposed);
        }
    }

    /// Puts something in that nobody typed, in place of whatever stands there.
    pub fn fill(&mut self, key: K, text: &str, origin: Origin) {
        if let Some(input) = self.get_mut(key) {
            input.fill(text, origin);
        }
    }

    /// Another text, as if it had been typed.
    pub fn set(&mut self, key: K, text: &str) {
        if let Some(input) = self.get_mut(key) {
            input.set(text);
        }
    }

    /// Rows in place of those of a field, as its default brings them.
    pub fn fill_rows(&mut self, key: K, items: Vec<FormRow>) {
        if let Some(input) = self.get_mut(key).filter(|input| !input.is_touched()) {
            input.items = items;
        }
    }

    /// What goes into a field is of another kind from now on; what stands in it stays.
    pub fn set_kind(&mut self, key: K, kind: Kind) {
        if let Some(input) = self.get_mut(key) {
            input.ask.kind = kind;
        }
    }

    /// How many rows there are to go to in a list. The focus does not stay on one that has gone.
    pub fn set_rows(&mut self, key: K, rows: usize) {
        self.set_kind(key, Kind::List(rows));
        self.settle_focus();
    }

    /// From now on a field is chosen from these values; while it is empty, this one is.
    pub fn offer(&mut self, key: K, kind: Kind, preferred: Option<&str>) {
        if let Some(input) = self.get_mut(key) {
            input.offer(kind, preferred);
        }
    }

    /// Another label and another hint, for a field whose words follow from others: a fold says how many it hides.
    pub fn relabel(&mut self, key: K, label: impl Into<Words>, placeholder: impl Into<Words>) {
        if let Some(input) = self.get_mut(key) {
            (input.ask.label, input.ask.placeholder) = (label.into(), placeholder.into());
        }
    }

    /// Whether a field is in view. The focus does not stay on one that is not.
    pub fn put(&mut self, key: K, place: Place) {
        if let Some(input) = self.get_mut(key) {
            input.place = place;
        }
        self.settle_focus();
    }

    /// Something stands in the place of a field, because another step brings its value; or no more.
    pub fn replace(&mut self, key: K, instead: Option<Words>) {
        if let Some(input) = self.get_mut(key).filter(|input| input.instead != instead) {
            input.instead = instead;
            input.fault = None;
        }
    }

    /// Somebody is asked about a field: the form waits for what they say.
    pub fn ask(&mut self, key: K) {
        if let Some(input) = self.get_mut(key) {
            input.check = FieldCheck::Asked;
        }
    }

    /// Nobody is asked about a field any more. Whoever drops a question says so, or the form waits for ever.
    pub fn unask(&mut self, key: K) {
        if let Some(input) = self.get_mut(key).filter(|input| input.check == FieldCheck::Asked) {
            input.check = FieldCheck::Nothing;
        }
    }

    /// What somebody said about this text in a field. Of another text than stands there it changes nothing; says whether it did.
    pub fn judge(&mut self, key: K, text: &str, check: FieldCheck) -> bool {
        let Some(input) = self.get_mut(key).filter(|input| input.value() == text) else { return false };
        input.check = check;
        true
    }

    /// The tenant refuses what stands in a field. That is said until it changes, or until the person insists by going on.
    pub fn refuse(&mut self, key: K, text: impl Into<String>) {
        if let Some(input) = self.get_mut(key) {
            input.told = Some(text.into());
        }
        self.go(key);
    }

    /// What was wrong with a field is wrong no more, because another field changed.
    pub fn forgive(&mut self, key: K) {
        if let Some(input) = self.get_mut(key) {
            (input.fault, input.told) = (None, None);
        }
    }

    /// Something is wrong with a field in the light of others, where nothing is wrong with it alone.
    pub fn blame(&mut self, key: K, text: impl Into<String>) {
        if let Some(input) = self.get_mut(key).filter(|input| input.fault.is_none()) {
            input.fault = Some(text.into());
        }
    }

    /// Something to know about what stands in a field, until it changes.
    pub fn note(&mut self, key: K, note: Option<Note>) {
        if let Some(input) = self.get_mut(key) {
            input.note = note;
        }
    }

    /// Looks at every field that is asked, and says whether the form can be handed on. What is wrong is said at its field, and
    /// the first wrong field gets the focus.
    pub fn check(&mut self) -> Check<K> {
        let asked: Vec<K> = self.answered().map(Input::key).collect();
        let (mut wrong, mut waits) = (None, None);
        for input in &mut self.inputs {
            input.told = None;
            input.tidy_items();
            if !asked.contains(&input.ask.key) {
                continue;
            }
            let is_right = input.verify();
            match input.check {
                _ if !is_right => wrong = wrong.or(Some(input.ask.key)),
                FieldCheck::Bad(_) if input.instead.is_none() => wrong = wrong.or(Some(input.ask.key)),
                FieldCheck::Asked => waits = waits.or(Some(input.ask.key)),
                _ => {}
            }
        }
        self.settle_focus();
        if let Some(key) = wrong {
            self.begin_at(key);
            return Check::Wrong(key);
        }
        waits.map_or(Check::Good, Check::Waits)
    }

    pub fn verify(&mut self, key: K) -> bool {
        self.get_mut(key).is_none_or(Input::verify)
    }

    /// The first field that must not stay empty and is.
    pub fn gap(&self) -> Option<K> {
        let is_gap = |input: &&Input<K>| matches!(input.need(), Need::Required(_)) && input.is_empty();
        self.answered().find(is_gap).map(Input::key)
    }

    /// The fields that are empty though they are required, by whoever says so.
    pub fn missing(&self) -> impl Iterator<Item = &Input<K>> {
        self.answered().filter(|input| *input.need() != Need::Optional && input.is_empty() && input.instead.is_none())
    }

    /// Whether something was typed that leaving would lose.
    pub fn is_filled(&self) -> bool {
        self.inputs.iter().chain(&self.parked).any(Input::is_filled)
    }

    /// No secret is shown any more.
    pub fn hide_secrets(&mut self) {
        self.inputs.iter_mut().for_each(Input::hide);
    }

    /// Types the field with the focus by hand, or goes back to the easier way.
    pub fn turn_by_hand(&mut self) -> Turn<K> {
        let Some(key) = self.focus else { return Turn::Pass };
        if !self.get_mut(key).is_some_and(Input::turn_by_hand) {
            return Turn::Pass;
        }
        self.cell = None;
        Turn::Changed(key)
    }

    /// Shows or hides the secret with the focus.
    pub fn reveal(&mut self) -> Turn<K> {
        if !self.is_secret_here() {
            return Turn::Pass;
        }
        let cell = self.cell;
        let Some(input) = self.current_mut() else { return Turn::Pass };
        let revealed = match cell.and_then(|(at, _)| input.items.get_mut(at)) {
            Some(item) => &mut item.revealed,
            None => &mut input.revealed,
        };
        *revealed = !*revealed;
        Turn::Still
    }

    /// Whether what has the focus is a secret.
    pub fn is_secret_here(&self) -> bool {
        let Some(input) = self.current() else { return false };
        match self.cell {
            Some((at, RowPart::Value)) => input.items.get(at).is_some_and(|item| input.is_secret_item(item)),
            Some(_) => false,
            None => input.is_secret(),
        }
    }

    /// Whether the next letter begins a row: a list is filled by typing and by pasting, too.
    fn begins_row(&self) -> bool {
        let is_ready = |input: &Input<K>| input.rows().is_some() && input.instead.is_none();
        self.cell.is_none() && self.current().is_some_and(is_ready)
    }

    /// A row more in the list with the focus.
    pub fn add_row(&mut self) -> Turn<K> {
        let after = self.cell.map(|(at, _)| at);
        let Some(input) = self.current_mut().filter(|input| input.rows().is_some()) else { return Turn::Pass };
        let (key, at) = (input.key(), input.add_item(after));
        self.cell = input.parts().first().map(|part| (at, *part));
        Turn::Changed(key)
    }

    /// The row with the focus less.
    pub fn remove_row(&mut self) -> Turn<K> {
        let Some((at, part)) = self.cell else { return Turn::Pass };
        let Some(input) = self.current_mut().filter(|input| input.rows().is_some()) else { return Turn::Pass };
        let key = input.key();
        input.remove_item(at);
        let last = input.items.len().checked_sub(1);
        self.cell = last.map(|last| (at.min(last), part));
        Turn::Changed(key)
    }

    /// A text was pasted into the field with the focus.
    ///
    /// # Errors
    ///
    /// Where it is more than a field takes; then nothing of it is taken.
    pub fn paste(&mut self, text: &str) -> Result<Turn<K>, TooMuch> {
        if self.begins_row() {
            self.add_row();
        }
        let cell = self.cell;
        let Some(input) = self.current_mut() else { return Ok(Turn::Pass) };
        let key = input.key();
        match cell {
            Some((_, RowPart::Whole)) => Ok(Turn::Pass),
            Some(cell) => input.item_paste(cell, text).map(|()| Turn::Changed(key)),
            None if input.kind().is_button() => Ok(Turn::Pass),
            None => input.paste(text).map(|changed| if changed { Turn::Changed(key) } else { Turn::Still }),
        }
    }
}

#[cfg(test)]
mod tests;
