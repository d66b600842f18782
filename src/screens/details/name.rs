//! The connection's name: looked up in its space while it is typed.

use std::time::Duration;

use crate::{
    domain::{
        connection::{Connection, NameCheck},
        failure::Failure,
        request::{Asked, Request},
        space::SpaceId,
        text::next_name,
    },
    kit::{line::Line, notice::Notice, screen::Cx, visit::Taken},
};

/// How long the typing has to pause before a name is looked up.
pub const PAUSE: Duration = Duration::from_millis(300);

/// The connection's name, and what is known about it.
#[derive(Debug, Default)]
pub struct Name {
    /// What was typed.
    pub line: Line,
    /// What is wrong with it as it stands.
    pub fault: Option<&'static str>,
    known: Known,
    /// A name that the tenant refused when the connection was to be made.
    refused: Option<Taken>,
}

/// What is known about the name.
#[derive(Debug, Default)]
pub enum Known {
    /// Nothing was asked.
    #[default]
    Nothing,
    /// This one is being looked up.
    Asked(String),
    /// It is free.
    Free,
    /// This connection has it.
    Taken(Box<Connection>),
    /// It could not be checked, for this reason.
    Unchecked(String),
}

impl Name {
    /// The name as it is sent.
    pub fn text(&self) -> &str {
        self.line.as_str().trim()
    }

    /// What is known about it.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// Asks about it; a question about an older name is superseded.
    pub fn look_up(&mut self, after: Duration, cx: &mut Cx<'_>) {
        let name = self.text().to_owned();
        let Some(session) = cx.session().filter(|_| !name.is_empty()) else {
            self.known = Known::Nothing;
            cx.drop_question(Asked::CheckName);
            return;
        };
        let space = cx.shared.draft.here().space.as_ref().and_then(|space| space.id().cloned());
        self.known = Known::Asked(name.clone());
        cx.ask_after(Request::CheckName(session, space, name), after);
    }

    /// It was typed into.
    pub fn changed(&mut self, cx: &mut Cx<'_>) {
        self.fault = None;
        self.look_up(PAUSE, cx);
    }

    /// The answer. A late one, for a name that does not stand there any more, changes nothing. Says whether it was this name's.
    pub fn looked_up(&mut self, name: &str, answer: Result<NameCheck, Failure>) -> bool {
        if !matches!(&self.known, Known::Asked(asked) if asked == name) || name != self.text() {
            return false;
        }
        self.known = match answer {
            Ok(NameCheck::Free) => Known::Free,
            Ok(NameCheck::Taken(connection)) => Known::Taken(connection),
            Ok(NameCheck::Unchecked) => Known::Unchecked("the tenant gave no clear answer".to_owned()),
            Err(failure) => Known::Unchecked(Notice::of(&failure).text),
        };
        if matches!(self.known, Known::Free) {
            self.refused = None;
        }
        true
    }

    /// The tenant refused it: something has it already.
    pub fn refuse(&mut self, taken: Taken) {
        if self.text() != taken.name {
            self.line.set(&taken.name);
        }
        self.refused = Some(taken);
    }

    /// The tenant's refusal, as long as the name that it refused stands there.
    fn refused(&self) -> Option<&Taken> {
        self.refused.as_ref().filter(|taken| taken.name.trim() == self.text())
    }

    /// Whether something has it already.
    pub fn is_taken(&self) -> bool {
        matches!(self.known, Known::Taken(_)) || self.refused().is_some()
    }

    /// The name that is offered instead of a taken one.
    pub fn proposal(&self) -> Option<String> {
        let proposed = self.refused().map(|taken| taken.proposal.clone());
        proposed.or_else(|| self.is_taken().then(|| next_name(self.text())))
    }

    /// Why it cannot be used as it stands.
    pub fn check(&mut self) -> bool {
        self.fault = self.text().is_empty().then_some("The connection needs a name.");
        self.fault.is_none()
    }
}

/// Who has a name: what the tenant tells of them.
pub fn owner(connection: &Connection, me: Option<&str>, space: Option<&SpaceId>) -> String {
    let place = if space.is_some() { "in this space" } else { "in your personal space" };
    let by = match connection.owner.as_deref() {
        Some(owner) if Some(owner) == me => " by a connection of yours",
        Some(_) => " by a colleague's connection",
        None => "",
    };
    let since = connection.created.as_deref().map(|at| at.split_once('T').map_or(at, |(day, _)| day));
    let since = since.map(|day| format!(", since {day}")).unwrap_or_default();
    format!("taken {place}{by}{since}")
}
