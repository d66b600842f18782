//! Looking whether it was made, and the three words: created, not created, could not tell.

use std::time::Instant;

use super::{Creating, NotMade, Phase, STAY, Turn, Untold, clash::credential_name};
use crate::{
    domain::{
        connection::{Outcome, Sighting, Sought},
        failure::Failure,
        request::Request,
        session::Session,
    },
    kit::{notice::Notice, screen::Cx},
};

impl Creating {
    /// It may have been carried out: notes what to look for, and looks.
    pub(super) fn lost(&mut self, since: Instant, cx: &mut Cx<'_>) {
        if let (Some((_, sent)), Some(session)) = (&self.sent, cx.session()) {
            let before = cx.shared.unknown.take();
            let same = |one: &&Sought| one.name == sent.name && one.space == sent.space && one.source == sent.source;
            let since = before.as_ref().filter(same).map_or(since, |before| before.sent.min(since));
            cx.shared.unknown = Some(Sought {
                name: sent.name.clone(),
                space: sent.space.clone(),
                source: sent.source.clone(),
                owner: cx.shared.draft.here().me.as_ref().map(|me| me.user_id.clone()).unwrap_or_default(),
                sent: since,
                credential: credential_name(sent),
            });
            cx.shared.unknown_sent = Some((session, sent.clone()));
        }
        self.look(cx);
    }

    pub(super) fn look(&mut self, cx: &mut Cx<'_>) {
        let Some(sought) = cx.shared.unknown.clone() else {
            self.phase = Phase::Idle;
            return;
        };
        let Some(session) = session_for(&sought, cx) else {
            self.phase = Phase::Untold(Untold { found: None, at: None, looked: false });
            return;
        };
        cx.ask(Request::LookUp(session, sought));
        self.phase = Phase::Looking(cx.now);
    }

    pub(super) fn looked_up(&mut self, answer: Result<Sighting, Failure>, cx: &mut Cx<'_>) -> Turn {
        let now = cx.shared.launch.wall(cx.now);
        let Sighting { outcome, at, credential } = match answer {
            Ok(sighting) => sighting,
            Err(failure) => {
                cx.fail(&failure);
                Sighting { outcome: Outcome::CouldNotTell(None), at: None, credential: None }
            }
        };
        let at = at.or(now);
        self.left_over = credential.filter(|_| fits_the_draft(cx));
        match outcome {
            Outcome::Created(connection) => {
                let sent = cx.shared.unknown_sent.take().map(|(_, sent)| sent);
                let turn = self.made(*connection, sent, cx);
                cx.tell(Notice::good("Created: the tenant has it, although its answer never came."));
                turn
            }
            Outcome::NotCreated => {
                let name = cx.shared.unknown.take().map(|sought| sought.name).unwrap_or_default();
                cx.shared.unknown_sent = None;
                self.phase = Phase::Idle;
                self.not_made = Some(NotMade { name, at });
                STAY
            }
            Outcome::CouldNotTell(found) => {
                self.phase = Phase::Untold(Untold { found, at, looked: true });
                STAY
            }
        }
    }
}

/// With whose key to look: the newest one of whoever sent it.
fn session_for(sought: &Sought, cx: &Cx<'_>) -> Option<Session> {
    let (then, _) = cx.shared.unknown_sent.as_ref()?;
    let same_person = cx.shared.draft.here().me.as_ref().is_some_and(|me| me.user_id == sought.owner);
    let now = cx.session().filter(|now| now.tenant == then.tenant && same_person);
    Some(now.unwrap_or_else(|| then.clone()))
}

/// Whether what is unknown belongs to the answers that are shown.
fn fits_the_draft(cx: &Cx<'_>) -> bool {
    let source = cx.shared.draft.here().source.as_ref().map(|source| &source.id);
    let tenant = cx.shared.unknown_sent.as_ref().map(|(session, _)| &session.tenant);
    cx.shared.unknown.as_ref().map(|sought| &sought.source) == source && tenant == cx.shared.draft.tenant()
}
