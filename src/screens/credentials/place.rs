//! Where the focus is on the step Credentials, and how it moves.

use std::time::Duration;

use super::State;
use crate::{
    domain::credential::{Credential, Mode},
    kit::{screen::Cx, shared::Shared},
};

/// What has the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Place {
    /// The three ways.
    #[default]
    Choices,
    /// A credential that could be taken.
    Suggestion(usize),
    /// The name.
    Name,
}

impl State {
    /// One of the three ways is chosen.
    pub(super) fn choose(&mut self, mode: Mode, cx: &mut Cx<'_>) {
        if self.mode != mode {
            self.mode = mode;
            self.fault = None;
            self.requested = false;
        }
        self.place = Place::Choices;
        if self.is_open(cx.shared) {
            self.look_up(Duration::ZERO, cx);
            self.suggest(cx);
        }
    }

    /// The credentials that could be taken: those that nothing contradicts.
    pub(super) fn offered(&self) -> &[Credential] {
        if self.mode == Mode::Existing { &self.suggestions } else { &[] }
    }

    /// Whether the list has the focus before the name: where nobody typed a name.
    pub(super) fn is_list_first(&self) -> bool {
        !self.offered().is_empty() && self.existing.is_empty()
    }

    pub(super) fn step(&mut self, down: bool, cx: &mut Cx<'_>) {
        let has_name = self.mode != Mode::Embedded && self.is_open(cx.shared);
        let at = Mode::ALL.iter().position(|mode| *mode == self.mode).unwrap_or(0);
        match (self.place, down) {
            (Place::Choices, true) if at + 1 == Mode::ALL.len() && has_name => {
                self.place = if self.offered().is_empty() { Place::Name } else { Place::Suggestion(0) };
            }
            (Place::Choices, _) => {
                let to = if down { at + 1 } else { at.saturating_sub(1) };
                if let Some(mode) = Mode::ALL.get(to) {
                    self.choose(*mode, cx);
                }
            }
            (Place::Suggestion(row), true) if row + 1 < self.offered().len() => self.place = Place::Suggestion(row + 1),
            (Place::Suggestion(_), true) => self.place = Place::Name,
            (Place::Name, true) => {}
            (Place::Name, false) => {
                self.place = self.offered().len().checked_sub(1).map_or(Place::Choices, Place::Suggestion);
            }
            (Place::Suggestion(0), false) => self.place = Place::Choices,
            (Place::Suggestion(row), false) => self.place = Place::Suggestion(row - 1),
        }
    }

    pub(super) fn part(&mut self, forward: bool, shared: &Shared) {
        let has_name = self.mode != Mode::Embedded && self.is_open(shared);
        self.place = match (self.place, forward) {
            (Place::Choices, true) | (Place::Name, false) if !self.offered().is_empty() => Place::Suggestion(0),
            (Place::Choices, true) if has_name => Place::Name,
            (Place::Suggestion(_), true) => Place::Name,
            (place, true) => place,
            (_, false) => Place::Choices,
        };
    }
}
