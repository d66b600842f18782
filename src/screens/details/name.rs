//! The connection's name: proposed from the source's label, and looked up in its space while it is typed.

use std::time::Duration;

use super::{State, form::Row};
use crate::{
    domain::{
        connection::{Connection, NameCheck},
        draft::AtTenant,
        failure::Failure,
        known::label,
        request::{Asked, Call, Request},
        text::next_name,
    },
    kit::{
        form::{FieldCheck, Origin},
        notice::Notice,
        screen::Cx,
        visit::Taken,
    },
};

/// How long the typing has to pause before a name is looked up.
pub const PAUSE: Duration = Duration::from_millis(300);
/// How many proposals are looked up before the person is asked.
const TRIES: u8 = 9;

/// What is known of the name beside what the tenant said last.
#[derive(Debug, Default)]
pub struct Name {
    /// A name that the tenant refused when the connection was to be created.
    refused: Option<Taken>,
    /// How many proposals were taken.
    tries: u8,
}

impl State {
    /// The name as it is sent.
    pub(super) fn name(&self) -> &str {
        self.fields.form.answer(Row::Name)
    }

    /// Proposes a name where none was typed.
    pub(super) fn propose_name(&mut self, cx: &Cx<'_>) {
        let Some(source) = &cx.shared.draft.here().source else { return };
        if self.name().is_empty() {
            self.name.tries = 0;
            self.fields.form.propose(Row::Name, &label(source));
        }
    }

    /// Looks the name up; a question about an older name is superseded.
    pub(super) fn look_up(&mut self, after: Duration, cx: &mut Cx<'_>) {
        let name = self.name().to_owned();
        let Some(session) = cx.session().filter(|_| !name.is_empty()) else {
            self.fields.form.unask(Row::Name);
            cx.drop_question(Asked::CheckName);
            return;
        };
        let space = cx.shared.draft.here().space.as_ref().and_then(|space| space.id().cloned());
        self.fields.form.ask(Row::Name);
        cx.ask_after(Request::Tenant(session, Call::CheckName(space, name)), after);
    }

    /// The answer. A late one, for a name that does not stand there any more, changes nothing. Says whether it was this name's.
    pub(super) fn looked_up(&mut self, name: &str, answer: Result<NameCheck, Failure>, cx: &mut Cx<'_>) -> bool {
        let is_asked = self
            .fields
            .form
            .get(Row::Name)
            .is_some_and(|input| *input.verdict() == FieldCheck::Asked && input.value() == name);
        if !is_asked {
            return false;
        }
        let is_taken = matches!(answer, Ok(NameCheck::Taken(_)));
        if matches!(answer, Ok(NameCheck::Free)) {
            self.name.refused = None;
        }
        if is_taken && self.is_proposed() && self.name.tries < TRIES {
            // Nobody typed it, so nobody needs to hear that it is taken.
            self.name.tries += 1;
            self.fields.form.fill(Row::Name, &next_name(name), Origin::Proposed);
            self.look_up(Duration::ZERO, cx);
            return false;
        }
        let check = match answer {
            Ok(NameCheck::Free) => FieldCheck::Good("free".to_owned()),
            Ok(NameCheck::Taken(connection)) => {
                let here = cx.shared.draft.here();
                let me = here.me.as_ref().map(|me| me.user_id.as_str());
                FieldCheck::Bad(owner(&connection, me, here))
            }
            Ok(NameCheck::Unchecked) => unchecked("the tenant's answer is unclear"),
            Err(failure) => unchecked(&Notice::of(&failure).text),
        };
        self.fields.form.judge(Row::Name, name, check)
    }

    fn is_proposed(&self) -> bool {
        self.fields.form.get(Row::Name).is_some_and(|input| *input.origin() == Origin::Proposed)
    }

    /// Another connection like the last one: this name is proposed for it.
    pub(super) fn begin_anew(&mut self, name: &str) {
        self.name.tries = 0;
        self.fields.form.fill(Row::Name, name, Origin::Proposed);
        self.fields.form.go(Row::Name);
    }

    /// The tenant refused the name: something has it already.
    pub(super) fn refuse_name(&mut self, taken: Taken) {
        if self.name() != taken.name {
            self.fields.form.set(Row::Name, &taken.name);
        }
        self.name.refused = Some(taken);
        self.fields.form.go(Row::Name);
    }

    /// The tenant's refusal, as long as the name that it refused stands there.
    pub(super) fn refused(&self) -> Option<&Taken> {
        self.name.refused.as_ref().filter(|taken| taken.name.trim() == self.name())
    }

    /// The name that is offered instead of a taken one.
    pub(super) fn other_name(&self) -> Option<String> {
        let proposed = self.refused().map(|taken| taken.proposal.clone());
        let is_taken =
            || self.fields.form.get(Row::Name).is_some_and(|input| matches!(input.verdict(), FieldCheck::Bad(_)));
        proposed.or_else(|| is_taken().then(|| next_name(self.name())))
    }

    pub(super) fn take_other_name(&mut self, cx: &mut Cx<'_>) {
        if let Some(name) = self.other_name() {
            self.fields.form.set(Row::Name, &name);
            self.fields.form.go(Row::Name);
            self.changed(Row::Name, cx);
        }
    }
}

fn unchecked(reason: &str) -> FieldCheck {
    FieldCheck::Unknown(format!("could not be checked: {reason}"))
}

/// Who has a name: what the tenant tells of them.
fn owner(connection: &Connection, me: Option<&str>, here: &AtTenant) -> String {
    let is_in_space = here.space.as_ref().is_some_and(|space| space.id().is_some());
    let place = if is_in_space { "this space".to_owned() } else { here.personal_space() };
    let by = match connection.owner.as_deref() {
        Some(owner) if Some(owner) == me => " by a connection of yours",
        Some(_) => " by another user's connection",
        None => "",
    };
    let since = connection.created.as_deref().map(|at| at.split_once('T').map_or(at, |(day, _)| day));
    let since = since.map(|day| format!(", created {day}")).unwrap_or_default();
    format!("taken in {place}{by}{since}")
}
