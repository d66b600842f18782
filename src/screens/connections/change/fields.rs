//! The fields of a change: what their keys do, and what stands in the way of its review.

use super::{Changing, Phase};
use crate::{
    domain::{
        connection::NameCheck,
        failure::Failure,
        patch,
        request::{Call, Request},
        space::SpaceId,
    },
    kit::{
        form::{Check, Turn},
        keys::{Binding, Code, Key, lookup},
        notice::Notice,
        screen::Cx,
    },
    screens::{
        connections::turn::TaskTurn,
        details::form::{FormCommand, Row, form_binding},
    },
};

/// What the keys command in the form, beside those of its fields.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::screens::connections) enum InFields {
    Next,
    Move,
    Form(FormCommand),
    Close,
}

pub(in crate::screens::connections) const FIELDS: &[Binding<InFields>] = &[
    Binding::first(
        &[Key::ENTER],
        InFields::Next,
        "next",
        "to the next field; on the last one, or on the button, to the review",
    ),
    Binding::room(
        &[Key::UP, Key::DOWN],
        InFields::Move,
        "move",
        "to the field above or below; Tab and Shift+Tab do the same",
    ),
    form_binding(FormCommand::Reveal, InFields::Form(FormCommand::Reveal)),
    form_binding(FormCommand::AddRow, InFields::Form(FormCommand::AddRow)),
    form_binding(FormCommand::Remove, InFields::Form(FormCommand::Remove)),
    form_binding(FormCommand::ByHand, InFields::Form(FormCommand::ByHand)),
    Binding::first(
        &[Key::plain(Code::Esc)],
        InFields::Close,
        "leave it",
        "leave it as it is, and back to the connection",
    ),
];

impl Changing {
    pub(super) fn field_key(&mut self, key: Key, cx: &mut Cx<'_>) -> TaskTurn {
        let was_leaving = std::mem::take(&mut self.is_leaving);
        let turn = match lookup(FIELDS, key) {
            Some(InFields::Close) if self.fields.form.is_filled() && !was_leaving => {
                self.is_leaving = true;
                let text = "You changed something here, and leaving forgets it. Esc again leaves.";
                cx.tell(Notice::warn(text).until_key());
                return TaskTurn::Stay;
            }
            Some(InFields::Close) => return TaskTurn::Close,
            Some(InFields::Form(command)) => self.fields.command(command),
            // The Enter that opened the form, held down, goes nowhere.
            Some(InFields::Next) if !cx.fresh => return TaskTurn::Stay,
            Some(InFields::Next | InFields::Move) | None => self.fields.form.key(key),
        };
        self.turned(&turn, cx)
    }

    pub(super) fn turned(&mut self, turn: &Turn<Row>, cx: &mut Cx<'_>) -> TaskTurn {
        if self.fields.turned(turn, cx) {
            self.next(cx);
        }
        if *turn == Turn::Pass { TaskTurn::Pass } else { TaskTurn::Stay }
    }

    /// To the review, if nothing stands in the way.
    fn next(&mut self, cx: &mut Cx<'_>) {
        let check = self.fields.check();
        self.fields.read_files(cx);
        match check {
            Check::Wrong(_) => return,
            Check::Waits(_) => return cx.tell(Notice::info("One moment: the file is being read.").until_key()),
            Check::Good => {}
        }
        self.compare();
        if self.changes.is_empty() {
            return cx.tell(Notice::info("You have not changed anything.").until_key());
        }
        if let Some(change) = self.changes.iter().find(|change| !patch::is_taken(change)) {
            let text = "An object cannot be changed: only text, yes or no, whole numbers and lists can.";
            if let Some(row) = self.fields.find(&change.key) {
                self.fields.form.refuse(row, text);
            }
            return cx.tell(Notice::warn(format!("{}: {text}", self.fields.called(&change.key))).until_key());
        }
        if self.lacks_credentials() {
            if let Some(row) = self.fields.first_login() {
                self.fields.form.refuse(row, "A new server address needs the credentials again: enter them.");
            }
            let text = "You changed the address, so the tenant needs the credentials in the same request.";
            return cx.tell(Notice::warn(text).until_key());
        }
        let is_renamed = self.changes.iter().any(|change| change.key == "qName");
        if is_renamed && let Some(session) = cx.session() {
            let space = self.now.space.clone().map(SpaceId);
            let name = self.fields.form.answer(Row::Name).to_owned();
            self.step = Phase::Naming;
            return cx.ask(Request::Tenant(session, Call::CheckName(space, name)));
        }
        self.review(cx);
    }

    pub(super) fn name_checked(&mut self, answer: &Result<NameCheck, Failure>, cx: &mut Cx<'_>) {
        self.step = Phase::Fields;
        match answer {
            Ok(NameCheck::Taken(other)) if other.id != self.now.id => {
                self.fields.form.refuse(Row::Name, "Another connection in this space has this name.");
            }
            _ => self.review(cx),
        }
    }

    pub(super) fn compare(&mut self) {
        self.changes = patch::changes(&self.now, &self.fields.wanted(&self.now));
        // Separated credentials are dropped with the old address, so they are chosen again in the same request.
        if self.lacks_credentials()
            && let Some(own) = &self.own
        {
            self.changes.push(patch::select(&self.now, own));
        }
    }

    /// Whether the changes move it to another server without the credentials that the tenant then wants.
    fn lacks_credentials(&self) -> bool {
        patch::moves_server(&self.changes) && !patch::brings_credentials(&self.changes, |key| self.fields.is_login(key))
    }

    /// Whether a key does something in the field with the focus.
    pub(super) fn does(&self, command: InFields) -> bool {
        match command {
            InFields::Form(command) => self.fields.does(command),
            InFields::Next | InFields::Move | InFields::Close => true,
        }
    }
}
