//! Rate limits: two tiers per user, judged over a window, so that bursts pass.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use axum::http::Method;
use tokio::time::Instant;

use super::refusal::Refusal;

/// Which requests count together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Tier {
    /// Reading.
    One,
    /// Everything that changes something, and `filter-orphan`.
    Two,
}

/// How much each user may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// Reads in one window.
    pub reads: usize,
    /// Writes in one window.
    pub writes: usize,
    /// How long a request counts.
    pub window: Duration,
    /// Whether a refusal says how long to wait, as is documented; answers without it are known from the field.
    pub tells_wait: bool,
}

/// 1000 reads and 100 writes a minute, on average over five minutes.
impl Default for Tiers {
    fn default() -> Self {
        Self { reads: 5000, writes: 500, window: Duration::from_mins(5), tells_wait: true }
    }
}

impl Tier {
    /// The tier of a request.
    pub(super) fn of(method: &Method) -> Self {
        if method.is_safe() { Self::One } else { Self::Two }
    }
}

/// The recent requests of everybody.
pub(super) struct Limits {
    tiers: Tiers,
    recent: HashMap<(String, Tier), VecDeque<Instant>>,
}

impl Limits {
    /// Nobody has asked anything yet.
    pub(super) fn new(tiers: Tiers) -> Self {
        Self { tiers, recent: HashMap::new() }
    }

    /// Counts a request, or refuses it for as many whole seconds as the whole tier of this user stays closed.
    pub(super) fn admit(&mut self, user: &str, tier: Tier, now: Instant) -> Result<(), Refusal> {
        self.count(user, tier, now).map_err(|wait| Refusal::limited(wait, self.tiers.tells_wait))
    }

    fn count(&mut self, user: &str, tier: Tier, now: Instant) -> Result<(), u64> {
        let Tiers { reads, writes, window, .. } = self.tiers;
        let recent = self.recent.entry((user.to_owned(), tier)).or_default();
        while recent.front().is_some_and(|first| now.duration_since(*first) >= window) {
            recent.pop_front();
        }
        let allowed = if tier == Tier::One { reads } else { writes };
        match recent.front() {
            Some(first) if recent.len() >= allowed => {
                let wait = window.saturating_sub(now.duration_since(*first));
                Err(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
            }
            _ => {
                recent.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_full_window_closes_one_tier_of_one_user_until_it_empties() {
        let mut limits = Limits::new(Tiers::default());
        let start = Instant::now();
        for _ in 0..500 {
            assert_eq!(limits.count("a", Tier::Two, start), Ok(()));
        }
        assert_eq!(limits.count("a", Tier::Two, start + Duration::from_millis(1500)), Err(299));
        assert_eq!(limits.count("a", Tier::One, start), Ok(()));
        assert_eq!(limits.count("b", Tier::Two, start), Ok(()));
        assert_eq!(limits.count("a", Tier::Two, start + Duration::from_mins(5)), Ok(()));
    }
}
