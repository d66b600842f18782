//! What keys do in the form, on the screen that creates a connection as on the one that changes it.

use super::{Row, SourceForm};
use crate::{
    domain::request::{Chore, Request},
    kit::{
        form::{Input, Turn},
        keys::{Binding, Key},
        screen::Cx,
    },
};

/// What keys command in the form, beside those that are for the field with the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FormCommand {
    /// Show or hide the secret that has the focus.
    Reveal,
    /// Take the added property, or the row of a list, away.
    Remove,
    /// One row more in a list.
    AddRow,
    /// Type by hand what is chosen, listed, or read from a file otherwise.
    ByHand,
}

/// The key of one of them, as a command of the screen that has the form.
pub const fn form_binding<C: Copy>(of: FormCommand, command: C) -> Binding<C> {
    match of {
        FormCommand::Reveal => {
            Binding::first(const { &[Key::ctrl('r')] }, command, "show", "show or hide the secret in the field")
        }
        FormCommand::Remove => Binding::first(
            const { &[Key::ctrl('d')] },
            command,
            "remove",
            "remove the added property, or the row of a list",
        ),
        FormCommand::AddRow => Binding::first(const { &[Key::ctrl('n')] }, command, "add a row", "add a row to a list"),
        FormCommand::ByHand => Binding::room(
            const { &[Key::ctrl('t')] },
            command,
            "type it",
            "type the value instead of choosing it or reading it from a file; again: back",
        ),
    }
}

impl SourceForm {
    /// Whether a command does something where the focus is.
    pub fn does(&self, command: FormCommand) -> bool {
        let here = self.form.current();
        match command {
            FormCommand::Reveal => self.form.is_secret_here(),
            FormCommand::Remove => self.form.cell().is_some() || self.extra_here().is_some(),
            FormCommand::AddRow => here.is_some_and(|input| input.rows().is_some()),
            FormCommand::ByHand => here.is_some_and(Input::has_other_way),
        }
    }

    pub fn command(&mut self, command: FormCommand) -> Turn<Row> {
        match (command, self.extra_here()) {
            (FormCommand::Reveal, _) => self.form.reveal(),
            (FormCommand::Remove, None) => self.form.remove_row(),
            (FormCommand::Remove, Some(at)) => {
                self.remove_extra(at);
                Turn::Still
            }
            (FormCommand::AddRow, _) => self.form.add_row(),
            (FormCommand::ByHand, _) => self.form.turn_by_hand(),
        }
    }

    /// What follows in the form from what a key or a paste did in it. Whether the screen goes on from the form.
    pub fn turned(&mut self, turn: &Turn<Row>, cx: &mut Cx<'_>) -> bool {
        match turn {
            Turn::Pass | Turn::Still => {}
            Turn::Changed(row) => {
                if let Row::Key(at) | Row::Value(at) = row {
                    self.form.verify(Row::Key(*at));
                }
                self.arrange();
            }
            Turn::Left(row) => {
                // The name of an added property is left before its value is typed, and its value is the last of it.
                if let Row::Key(at) | Row::Value(at) = row
                    && self.extra_here() != Some(*at)
                {
                    self.judge_extra(*at);
                }
                self.want_files(false);
                self.arrange();
                self.read_files(cx);
            }
            Turn::Pressed(Some(Row::Fold)) => self.turn_fold(),
            Turn::Pressed(Some(Row::Add)) => self.add_extra(),
            Turn::Pressed(_) => return true,
            Turn::Complete(path, target) => cx.ask(Request::Here(Chore::CompletePath(path.clone(), *target))),
        }
        false
    }

    /// The added property with the focus.
    fn extra_here(&self) -> Option<usize> {
        if let Some(Row::Key(at) | Row::Value(at)) = self.form.focus() { Some(at) } else { None }
    }
}
