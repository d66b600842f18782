//! What is sent again, and after how long.

use std::time::Duration;

use crate::domain::failure::{Failure, FailureKind, Unreachable};

use super::outgoing::Nature;

/// How often a request is sent in all: over a bad line, and where the tenant told to wait (`qlik-cloud-api.md` section 4).
const TRIES: u32 = 3;
const TRIES_TOLD_TO_WAIT: u32 = 5;
/// Longer waits are for the person to decide on.
const LONGEST_SILENT_WAIT: Duration = Duration::from_mins(1);
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// How long to wait before the next try, if there shall be one.
pub(super) fn pause(nature: Nature, failure: &Failure, attempt: u32) -> Option<Duration> {
    if !nature.may_be_repeated() {
        return None;
    }
    let bad_line = match &failure.kind {
        FailureKind::RateLimited(wait) => {
            return (attempt < TRIES_TOLD_TO_WAIT && *wait <= LONGEST_SILENT_WAIT).then_some(*wait);
        }
        // A name, a certificate and a host that keeps silent do not get better within a second.
        FailureKind::Unreachable(why) => {
            failure.status.is_none_or(|status| status < 300)
                && match why {
                    Unreachable::Refused | Unreachable::Cut | Unreachable::Other => true,
                    Unreachable::Proxy(fault) => fault.may_pass(),
                    _ => false,
                }
        }
        FailureKind::Unexpected(_) => match failure.status {
            Some(502 | 504) => true,
            Some(503) => !failure.envelope,
            _ => false,
        },
        _ => false,
    };
    (bad_line && attempt < TRIES).then(|| jittered(FIRST_PAUSE * 2_u32.pow(attempt - 1)))
}

/// Between half and one and a half times as long, so that many callers do not come back at once.
fn jittered(pause: Duration) -> Duration {
    let share = getrandom::u32().map_or(0.5, |random| f64::from(random) / f64::from(u32::MAX));
    pause.mul_f64(0.5 + share)
}
