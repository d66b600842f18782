//! Looking whether it was made, and the three words: created, not created, could not tell.

use std::time::Instant;

use super::{Creating, NotMade, Phase, STAY, Sent, Turn, Untold};
use crate::{
    domain::{
        connection::{Outcome, Sighting, Sought},
        failure::Failure,
        request::{Call, Request},
        session::Session,
    },
    kit::{
        notice::Notice,
        screen::Cx,
        shared::{Made, Unknown},
    },
};

impl Creating {
    /// It may have been carried out: notes what to look for, and looks.
    pub(super) fn lost(&mut self, since: Instant, cx: &mut Cx<'_>) {
        if let Some(Sent { session, connection: sent, acting_as, .. }) = &self.sent {
            let mut sought = Sought {
                name: sent.name.clone(),
                space: sent.space.clone(),
                source: sent.source.clone(),
                owner: cx.shared.draft.here().me.as_ref().map(|me| me.user_id.clone()).unwrap_or_default(),
                sent: since,
                credential: sent.credential_name(),
            };
            match cx.shared.unknown.take() {
                // It may have been the first try that made it.
                Some(before) if before.is(session, sent) => sought.sent = before.sought.sent.min(since),
                before => cx.shared.never_known.extend(before),
            }
            let (session, sent, acting_as) = (session.clone(), sent.clone(), acting_as.clone());
            cx.shared.unknown = Some(Unknown { session, sent, sought, acting_as });
        }
        self.look(cx);
    }

    pub(super) fn look(&mut self, cx: &mut Cx<'_>) {
        let Some(unknown) = &cx.shared.unknown else {
            self.phase = Phase::Idle;
            return;
        };
        let (session, sought) = (session_for(unknown, cx), unknown.sought.clone());
        cx.ask(Request::Tenant(session, Call::LookUp(sought)));
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
                let Some(unknown) = cx.shared.unknown.take() else { return STAY };
                let (session, sent) = (session_for(&unknown, cx), unknown.sent);
                let (connection, acting_as) = (*connection, unknown.acting_as);
                let turn = self.made(Made { session, sent, connection, acting_as }, cx);
                cx.tell(Notice::good("Created: the tenant has it, although its answer never came."));
                turn
            }
            Outcome::NotCreated => {
                let name = cx.shared.unknown.take().map(|unknown| unknown.sought.name).unwrap_or_default();
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
fn session_for(unknown: &Unknown, cx: &Cx<'_>) -> Session {
    let same_person = cx.shared.draft.here().me.as_ref().is_some_and(|me| me.user_id == unknown.sought.owner);
    let now = cx.session().filter(|now| now.tenant == unknown.session.tenant && same_person);
    now.unwrap_or_else(|| unknown.session.clone())
}

/// Whether what is unknown belongs to the answers that are shown.
fn fits_the_draft(cx: &Cx<'_>) -> bool {
    let source = cx.shared.draft.here().source.as_ref().map(|source| &source.id);
    let unknown = cx.shared.unknown.as_ref();
    unknown.map(|unknown| &unknown.sought.source) == source
        && unknown.map(|unknown| &unknown.session.tenant) == cx.shared.draft.tenant()
}
