//! The requests under way: at most one of each kind. An answer that nobody waits for any more finds nobody here.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    domain::request::{Asked, Manner, Request},
    kit::{event::RequestId, visit::ScreenId},
};

/// How long a request may take before it is worth a word: a quick answer should not flicker.
pub const QUIET: Duration = Duration::from_millis(150);
/// How long one sign of the spinner stands.
pub const SPIN: Duration = Duration::from_millis(120);

#[derive(Debug, Default)]
pub struct Pending {
    issued: u64,
    slots: Vec<Slot>,
}

#[derive(Debug)]
struct Slot {
    id: RequestId,
    request: Arc<Request>,
    owner: ScreenId,
    due: Instant,
}

impl Slot {
    fn asked(&self) -> Asked {
        self.request.asked()
    }

    fn manner(&self) -> Manner {
        self.asked().manner()
    }
}

pub struct Begun {
    pub id: RequestId,
    /// The one of its kind that it took the place of.
    pub superseded: Option<RequestId>,
}

impl Pending {
    /// Begins a request; an older one of the same kind is superseded. `due` is when it will be sent.
    pub fn begin(&mut self, request: Arc<Request>, owner: ScreenId, due: Instant) -> Begun {
        self.issued += 1;
        let id = RequestId(self.issued);
        let superseded = self.end(request.asked());
        self.slots.push(Slot { id, request, owner, due });
        Begun { id, superseded }
    }

    /// Takes a request out because its answer came: the screen that asked, or nobody, and what it asked.
    pub fn answered(&mut self, id: RequestId) -> Option<(ScreenId, Arc<Request>)> {
        let index = self.slots.iter().position(|slot| slot.id == id)?;
        let slot = self.slots.swap_remove(index);
        Some((slot.owner, slot.request))
    }

    /// Takes the request of this kind out because its answer is not wanted any more.
    pub fn end(&mut self, asked: Asked) -> Option<RequestId> {
        let index = self.slots.iter().position(|slot| slot.asked() == asked)?;
        Some(self.slots.swap_remove(index).id)
    }

    /// Takes out what a screen asked for and leaves behind, but for what changes something at the
    /// tenant, and what is written down.
    pub fn leave(&mut self, owner: ScreenId) -> Vec<RequestId> {
        let (left, kept) = self
            .slots
            .drain(..)
            .partition(|slot| slot.owner == owner && matches!(slot.manner(), Manner::Ask | Manner::Aside));
        self.slots = kept;
        left.into_iter().map(|slot: Slot| slot.id).collect()
    }

    pub fn has(&self, asked: Asked) -> bool {
        self.slots.iter().any(|slot| slot.asked() == asked)
    }

    pub fn is_idle(&self) -> bool {
        self.slots.is_empty()
    }

    /// How long a request of this kind has been on its way; none while it still waits to be sent.
    pub fn waited(&self, asked: Asked, now: Instant) -> Option<Duration> {
        self.slots.iter().find(|slot| slot.asked() == asked).and_then(|slot| now.checked_duration_since(slot.due))
    }

    /// When the requests under way were, or will be, sent.
    pub fn dues(&self) -> impl Iterator<Item = Instant> + '_ {
        self.slots.iter().map(|slot| slot.due)
    }

    /// The same of those that a spinner shows.
    pub fn shown_dues(&self) -> impl Iterator<Item = Instant> + '_ {
        self.slots.iter().filter(|slot| matches!(slot.manner(), Manner::Ask | Manner::Write)).map(|slot| slot.due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        access::Access,
        connection::NewConnection,
        dialect::Dialect,
        http::Json,
        request::{Call, Chore, HiddenText, PublicCall},
        secret::Secret,
        session::Session,
        source::SourceId,
        step::Step,
        tenant::Tenant,
    };

    const TENANT: ScreenId = ScreenId::Step(Step::Tenant);
    const SIGN_IN: ScreenId = ScreenId::Step(Step::SignIn);

    #[expect(clippy::disallowed_methods, reason = "any instant will do")]
    fn now() -> Instant {
        Instant::now()
    }

    #[test]
    fn a_request_supersedes_the_older_one_of_its_kind() {
        let mut pending = Pending::default();
        let reach = |host| Arc::new(Request::Public(PublicCall::Reach(Tenant::parse(host).unwrap())));
        let first = pending.begin(reach("a.b"), TENANT, now()).id;
        let second = pending.begin(reach("c.d"), TENANT, now());
        assert_eq!(second.superseded, Some(first));
        assert_eq!(pending.answered(first), None);
        assert_eq!(pending.answered(second.id), Some((TENANT, reach("c.d"))));
        assert_eq!(pending.answered(second.id), None);
    }

    #[test]
    fn leaving_a_screen_drops_its_own_requests_only() {
        let mut pending = Pending::default();
        let own = pending.begin(Arc::new(Request::Here(Chore::RecentTenants)), TENANT, now()).id;
        let other = pending
            .begin(Arc::new(Request::Public(PublicCall::Reach(Tenant::parse("a.b").unwrap()))), SIGN_IN, now())
            .id;
        let kept = pending
            .begin(Arc::new(Request::Here(Chore::RememberTenant(Tenant::parse("a.b").unwrap()))), TENANT, now())
            .id;
        assert_eq!(pending.leave(TENANT), [own]);
        assert_eq!(pending.answered(kept).map(|(owner, _)| owner), Some(TENANT));
        assert_eq!(pending.answered(other).map(|(owner, _)| owner), Some(SIGN_IN));
    }

    #[test]
    fn a_kept_request_shows_no_secret() {
        let access = Access::Token(Secret::new("marker-key-0123456789"));
        let session = Session { tenant: Tenant::parse("a.b").unwrap(), access, dialect: Dialect::V1 };
        let connection = NewConnection {
            name: "n".into(),
            source: SourceId("s".into()),
            space: None,
            tags: vec![],
            properties: vec![("password".into(), Json::Secret(Secret::new("marker-password")))],
        };
        let mut pending = Pending::default();
        pending.begin(Arc::new(Request::Tenant(session, Call::Create(connection))), TENANT, now());
        pending.begin(Arc::new(Request::Here(Chore::Copy(HiddenText("marker-state".into())))), TENANT, now());
        assert!(!format!("{pending:?}").contains("marker"), "{pending:?}");
    }
}
