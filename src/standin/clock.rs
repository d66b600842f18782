//! The stand-in's two clocks: wall time for what it writes into answers, tokio time for what ages. Nothing else here
//! reads one.

use jiff::Timestamp;
use tokio::time::Instant;

/// Wall time, for `created`, `updated` and the `exp` of keys.
pub(super) fn wall() -> Timestamp {
    Timestamp::now()
}

/// The clock by which codes age and rates are counted. Under paused time a test moves it.
pub(super) fn monotonic() -> Instant {
    Instant::now()
}

/// RFC 3339 with milliseconds, as the real answers carry it.
pub(super) fn stamp(time: Timestamp) -> String {
    format!("{time:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_has_three_digits_of_fraction() {
        assert_eq!(stamp(Timestamp::UNIX_EPOCH), "1970-01-01T00:00:00.000Z");
    }
}
