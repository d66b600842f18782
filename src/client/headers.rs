//! Values of headers: read from an answer, made for a request.

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822};
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}

/// How long `Retry-After` means, at this time by the other side's clock: it has seconds or a date. One that has passed tells
/// nothing.
pub(super) fn wait(told: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = told.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let left = http_date(told)?.duration_since(now);
    left.is_positive().then_some(left.unsigned_abs())
}

/// The parts as one text, in room for all of it: a text that grew would leave unwiped copies behind.
pub(super) fn joined(parts: &[&str]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(parts.iter().map(|part| part.len()).sum()));
    text.extend(parts.iter().copied());
    text
}

/// A header that no `Debug` of the library shows.
pub(super) fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_to_wait_is_told_in_seconds_or_as_a_date() {
        let now = http_date("Wed, 21 Oct 2015 07:28:00 GMT").unwrap();
        for (told, seconds) in [
            ("13", Some(13)),
            ("0", Some(0)),
            ("Wed, 21 Oct 2015 07:28:42 GMT", Some(42)),
            ("Wed, 21 Oct 2015 07:27:00 GMT", None),
            ("soon", None),
            ("-1", None),
        ] {
            assert_eq!(wait(told, now), seconds.map(Duration::from_secs), "{told}");
        }
    }

    #[test]
    fn what_is_joined_lies_in_one_buffer_that_does_not_grow() {
        let value = "v".repeat(4000);
        let text = joined(&["a=", &value, "; ", "b=", &value]);
        assert_eq!((text.len(), text.capacity()), (8006, 8006));
    }
}
