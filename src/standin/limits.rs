//! Rate limits: two tiers per user, judged over a window of five minutes, so that bursts pass.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use axum::http::Method;
use tokio::time::Instant;

/// Which requests count together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tier {
    /// Reading: 1000 a minute.
    One,
    /// Everything that changes something, and `filter-orphan`: 100 a minute.
    Two,
}

const MINUTES: usize = 5;
const WINDOW: Duration = Duration::from_secs(60 * MINUTES as u64);

impl Tier {
    /// The tier of a request.
    pub fn of(method: &Method) -> Self {
        if method.is_safe() { Self::One } else { Self::Two }
    }

    fn allowed(self) -> usize {
        match self {
            Self::One => 1000 * MINUTES,
            Self::Two => 100 * MINUTES,
        }
    }
}

/// The recent requests of everybody.
#[derive(Default)]
pub struct Limits(HashMap<(String, Tier), VecDeque<Instant>>);

impl Limits {
    /// Counts a request, or tells how many whole seconds the whole tier of this user stays closed.
    pub fn admit(&mut self, user: &str, tier: Tier, now: Instant) -> Result<(), u64> {
        let recent = self.0.entry((user.to_owned(), tier)).or_default();
        while recent.front().is_some_and(|first| now.duration_since(*first) >= WINDOW) {
            recent.pop_front();
        }
        match recent.front() {
            Some(first) if recent.len() >= tier.allowed() => {
                let wait = WINDOW.saturating_sub(now.duration_since(*first));
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
        let mut limits = Limits::default();
        let start = Instant::now();
        for _ in 0..500 {
            assert_eq!(limits.admit("a", Tier::Two, start), Ok(()));
        }
        assert_eq!(limits.admit("a", Tier::Two, start + Duration::from_millis(1500)), Err(299));
        assert_eq!(limits.admit("a", Tier::One, start), Ok(()));
        assert_eq!(limits.admit("b", Tier::Two, start), Ok(()));
        assert_eq!(limits.admit("a", Tier::Two, start + WINDOW), Ok(()));
    }
}
