//! The requests under way: at most one of each kind. An answer that nobody waits for any more finds nobody here.

use std::time::{Duration, Instant};

use crate::{
    domain::request::{Asked, Request},
    kit::{event::RequestId, visit::ScreenId},
};

/// How long a request may take before it is worth a word: a quick answer should not flicker.
pub const QUIET: Duration = Duration::from_millis(150);
/// How long one sign of the spinner stands.
pub const SPIN: Duration = Duration::from_millis(120);

/// The requests under way.
#[derive(Debug, Default)]
pub struct Pending {
    issued: u64,
    slots: Vec<Slot>,
}

#[derive(Debug)]
struct Slot {
    id: RequestId,
    asked: Asked,
    owner: ScreenId,
    due: Instant,
}

/// A request that has just been begun.
pub struct Begun {
    /// Its id.
    pub id: RequestId,
    /// The one of its kind that it took the place of.
    pub superseded: Option<RequestId>,
}

impl Pending {
    /// Begins a request; an older one of the same kind is superseded. `due` is when it will be sent.
    pub fn begin(&mut self, request: &Request, owner: ScreenId, due: Instant) -> Begun {
        let asked = request.asked();
        self.issued += 1;
        let id = RequestId(self.issued);
        let superseded = self.end(asked);
        self.slots.push(Slot { id, asked, owner, due });
        Begun { id, superseded }
    }

    /// Takes a request out because its answer came: the screen that asked, or nobody.
    pub fn answered(&mut self, id: RequestId) -> Option<ScreenId> {
        let index = self.slots.iter().position(|slot| slot.id == id)?;
        Some(self.slots.swap_remove(index).owner)
    }

    /// Takes the request of this kind out because its answer is not wanted any more.
    pub fn end(&mut self, asked: Asked) -> Option<RequestId> {
        let index = self.slots.iter().position(|slot| slot.asked == asked)?;
        Some(self.slots.swap_remove(index).id)
    }

    /// Takes out what a screen asked for and leaves behind, but for what may create: that cannot be called back; and for what
    /// is written down: it is asked for in the moment of leaving.
    pub fn leave(&mut self, owner: ScreenId) -> Vec<RequestId> {
        let (left, kept) =
            self.slots.drain(..).partition(|slot| slot.owner == owner && !slot.asked.outlives_its_screen());
        self.slots = kept;
        left.into_iter().map(|slot: Slot| slot.id).collect()
    }

    /// Whether a request of this kind is under way.
    pub fn has(&self, asked: Asked) -> bool {
        self.slots.iter().any(|slot| slot.asked == asked)
    }

    /// Whether anything is under way that may make a connection, or a look-up of one.
    pub fn is_creating(&self) -> bool {
        self.slots.iter().any(|slot| slot.asked.may_create() || slot.asked == Asked::LookUp)
    }

    /// Whether nothing is under way.
    pub fn is_idle(&self) -> bool {
        self.slots.is_empty()
    }

    /// How long a request of this kind has been on its way; none while it still waits to be sent.
    pub fn waited(&self, asked: Asked, now: Instant) -> Option<Duration> {
        self.slots.iter().find(|slot| slot.asked == asked).and_then(|slot| now.checked_duration_since(slot.due))
    }

    /// When the requests under way were, or will be, sent.
    pub fn dues(&self) -> impl Iterator<Item = (Asked, Instant)> + '_ {
        self.slots.iter().map(|slot| (slot.asked, slot.due))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{step::Step, tenant::Tenant};

    const TENANT: ScreenId = ScreenId::Step(Step::Tenant);
    const SIGN_IN: ScreenId = ScreenId::Step(Step::SignIn);

    #[expect(clippy::disallowed_methods, reason = "any instant will do")]
    fn now() -> Instant {
        Instant::now()
    }

    #[test]
    fn a_request_supersedes_the_older_one_of_its_kind() {
        let mut pending = Pending::default();
        let reach = Request::Reach(Tenant::parse("a.b").unwrap());
        let first = pending.begin(&reach, TENANT, now()).id;
        let second = pending.begin(&reach, TENANT, now());
        assert_eq!(second.superseded, Some(first));
        assert_eq!(pending.answered(first), None);
        assert_eq!(pending.answered(second.id), Some(TENANT));
        assert_eq!(pending.answered(second.id), None);
    }

    #[test]
    fn leaving_a_screen_drops_its_own_requests_only() {
        let mut pending = Pending::default();
        let own = pending.begin(&Request::RecentTenants, TENANT, now()).id;
        let other = pending.begin(&Request::Reach(Tenant::parse("a.b").unwrap()), SIGN_IN, now()).id;
        let kept = pending.begin(&Request::RememberTenant(Tenant::parse("a.b").unwrap()), TENANT, now()).id;
        assert_eq!(pending.leave(TENANT), [own]);
        assert_eq!(pending.answered(kept), Some(TENANT));
        assert_eq!(pending.answered(other), Some(SIGN_IN));
    }
}
