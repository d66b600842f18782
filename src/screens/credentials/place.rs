//! How the focus moves on the step Credentials: over the three ways, the credentials that could be taken, and the name.

use std::time::Duration;

use super::State;
use crate::{
    domain::credential::{Credential, Mode},
    kit::{
        form::{Ask, Form, Kind, Place, Turn},
        screen::{Cx, Flow},
        shared::Shared,
    },
};

/// What the form asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    /// The three ways.
    Mode,
    /// The credentials that could be taken.
    Listed,
    /// The name in this mode. Embedded credentials have none.
    Name(Mode),
}

pub(super) fn form() -> Form<Row> {
    let name = |mode| Ask::new(Row::Name(mode), "Name", Kind::Text);
    let mut form = Form::new(vec![
        Ask::new(Row::Mode, "", Kind::List(Mode::ALL.len())),
        Ask::new(Row::Listed, "", Kind::List(0)),
        name(Mode::New).placeholder("for example reporting"),
        name(Mode::Existing).placeholder("of credentials not listed here"),
    ]);
    for mode in [Mode::New, Mode::Existing] {
        form.put(Row::Name(mode), Place::LeftOut);
    }
    form
}

impl State {
    /// One of the three ways is chosen.
    pub(super) fn choose(&mut self, mode: Mode, cx: &mut Cx<'_>) {
        if self.mode != mode {
            self.mode = mode;
            self.forgive();
            self.requested = false;
        }
        self.stand_on_mode();
        self.arrange(cx.shared);
        if self.is_open(cx.shared) {
            self.look_up(Duration::ZERO, cx);
            self.suggest(cx);
        }
    }

    pub(super) fn forgive(&mut self) {
        self.form.forgive(Row::Name(self.mode));
    }

    /// Shows what the way that is chosen asks for.
    pub(super) fn arrange(&mut self, shared: &Shared) {
        let is_open = self.is_open(shared);
        for mode in [Mode::New, Mode::Existing] {
            let is_shown = is_open && mode == self.mode;
            self.form.put(Row::Name(mode), if is_shown { Place::Shown } else { Place::LeftOut });
        }
        self.form.set_rows(Row::Listed, if is_open { self.offered().len() } else { 0 });
        if self.form.focus() == Some(Row::Mode) {
            self.stand_on_mode();
        }
    }

    fn stand_on_mode(&mut self) {
        let at = Mode::ALL.iter().position(|mode| *mode == self.mode);
        self.form.go_to_row(Row::Mode, at.unwrap_or(0));
    }

    pub(super) fn stand_on_name(&mut self) {
        self.form.go(Row::Name(self.mode));
    }

    pub(super) fn is_on_name(&self) -> bool {
        self.form.focus() == Some(Row::Name(self.mode))
    }

    /// The credentials that could be taken: those that nothing contradicts.
    pub(super) fn offered(&self) -> &[Credential] {
        if self.mode == Mode::Existing { &self.suggestions } else { &[] }
    }

    /// Whether the list has the focus before the name: where nobody typed a name.
    pub(super) fn is_list_first(&self) -> bool {
        !self.offered().is_empty() && self.form.text(Row::Name(Mode::Existing)).is_empty()
    }

    /// What a key or a paste did to the form.
    pub(super) fn turned(&mut self, turn: &Turn<Row>, cx: &mut Cx<'_>) -> Flow {
        match turn {
            Turn::Pass => return Flow::Pass,
            Turn::Changed(Row::Mode) => {
                let mode = self.form.row(Row::Mode).and_then(|row| Mode::ALL.get(row));
                self.choose(mode.copied().unwrap_or(self.mode), cx);
            }
            Turn::Changed(Row::Name(_)) => {
                self.requested = false;
                self.look_up(super::PAUSE, cx);
            }
            // Whoever comes back to the ways comes back to the one that is chosen.
            Turn::Left(_) if self.form.focus() == Some(Row::Mode) => self.stand_on_mode(),
            _ => {}
        }
        Flow::Stay
    }
}
