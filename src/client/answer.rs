//! One HTTP answer: the few headers that matter, and a body that is small enough, read, and sorted into data or something else.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use reqwest::{
    Response,
    header::{CONTENT_TYPE, DATE, LOCATION, RETRY_AFTER, SET_COOKIE},
};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::domain::text::clean;

use super::{
    headers::{http_date, wait},
    jar::{CSRF_HEADER, Jar},
    masks::Masks,
    wire::Text,
};

/// The largest body that is read.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// So much is made room for at once, whatever length is told.
const USUAL_BYTES: usize = 512 * 1024;
/// The longest wait that is believed.
const LONGEST_WAIT: Duration = Duration::from_hours(1);
/// Headers in which a trace id may come; a body's `traceId` goes before them.
const TRACE_HEADERS: [&str; 5] = ["x-trace-id", "trace-id", "x-request-id", "x-correlation-id", "traceparent"];
/// Headers in which a tenant announces the end of a route.
const WARNING_HEADERS: [&str; 3] = ["deprecation", "sunset", "warning"];
/// What of a trace id or a warning is kept.
const MOST_CHARS: usize = 200;
/// What of a text is looked at: more than all the secrets of a request, for what is cut off is cut before they are masked.
const MOST_TEXT: usize = 256 * 1024;

#[derive(Debug, Default)]
pub(super) struct Head {
    pub status: u16,
    /// The other side's clock.
    pub date: Option<Timestamp>,
    /// How long to wait, as told with 429.
    pub retry_after: Option<Duration>,
    /// Where a redirect leads. Not sanitised, for it is only ever parsed.
    pub location: Option<String>,
    /// The one of the body goes before that of a header.
    pub trace_id: Option<String>,
    /// Deprecation and the like, in one line.
    pub warning: Option<String>,
    /// Whether it calls itself a web page.
    pub html: bool,
    /// Cookies, and the word against forgery.
    pub jar: Jar,
}

/// A body that was read to its end.
#[derive(Debug)]
pub(super) enum Body {
    /// JSON, not taken apart yet: a page of a list as one tree is five times its text, and memory that was needed once stays
    /// taken. It may hold a token, so it is wiped.
    Data(Zeroizing<String>),
    /// A web page: never the tenant's API.
    Page,
    Empty,
    /// Words, as they came.
    Text(String),
    Garbage,
}

/// A body that was not read to its end.
#[derive(Debug)]
pub(super) enum Unread {
    TooLarge,
    TooLate,
    Broken,
}

impl Head {
    /// What is shown of it has every secret masked that was sent, wherever the other side wrote it.
    pub(super) fn read(response: &Response, masks: &Masks) -> Self {
        let headers = response.headers();
        let text = |name: &str| Some(clean(&String::from_utf8_lossy(headers.get(name)?.as_bytes())));
        let shown = |name: &&str| text(name).and_then(|text| shown(&text, masks));
        let warnings: Vec<String> =
            WARNING_HEADERS.iter().filter_map(|name| Some(format!("{name}: {}", shown(name)?))).collect();
        let date = text(DATE.as_str()).and_then(|date| http_date(&date));
        let now = date.unwrap_or_else(Timestamp::now);
        let mut jar = Jar::default();
        headers.get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok()).for_each(|line| jar.take(line, now));
        if let Some(word) = headers.get(CSRF_HEADER).and_then(|word| word.to_str().ok()) {
            jar.take_csrf(word);
        }
        Self {
            jar,
            status: response.status().as_u16(),
            date,
            retry_after: text(RETRY_AFTER.as_str())
                .and_then(|told| wait(told.trim(), now))
                .map(|wait| wait.min(LONGEST_WAIT)),
            location: headers.get(LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned),
            trace_id: TRACE_HEADERS.iter().find_map(shown),
            warning: (!warnings.is_empty()).then(|| warnings.join(", ")),
            html: text(CONTENT_TYPE.as_str()).is_some_and(|kind| kind.to_ascii_lowercase().contains("html")),
        }
    }

    pub(super) fn sort(&self, bytes: Vec<u8>) -> Body {
        let first = bytes.trim_ascii_start().first().copied();
        let text = String::from_utf8(bytes).ok();
        match (first, text) {
            (_, Some(text)) if serde_json::from_str::<&RawValue>(&text).is_ok() => Body::Data(Zeroizing::new(text)),
            (None, _) => Body::Empty,
            (Some(b'<'), _) => Body::Page,
            (Some(_), _) if self.html => Body::Page,
            // Broken JSON is no sentence.
            (Some(b'{' | b'['), _) => Body::Garbage,
            (Some(_), Some(text)) if !clean(&text).trim().is_empty() => {
                Body::Text(text.chars().take(MOST_TEXT).collect())
            }
            (Some(_), _) => Body::Garbage,
        }
    }
}

impl Body {
    /// The trace id in it, beside the data or the errors.
    pub(super) fn trace_id(&self, masks: &Masks) -> Option<String> {
        let Self::Data(text) = self else { return None };
        let id: Text = serde_json::from_str(members(text)?.get("traceId")?.get()).ok()?;
        shown(&id.0?, masks)
    }
}

/// Masked before it is cut: what is left of half a secret nobody would know.
fn shown(text: &str, masks: &Masks) -> Option<String> {
    let text: String = masks.hide_secrets(text.trim()).chars().take(MOST_CHARS).collect();
    (!text.is_empty()).then_some(text)
}

/// The members of an object, not taken apart.
pub(super) fn members(text: &str) -> Option<BTreeMap<String, &RawValue>> {
    serde_json::from_str(text).ok()
}

/// Reads a body, and stops where it is larger than can be meant.
pub(super) async fn read_body(mut response: Response) -> Result<Vec<u8>, Unread> {
    // In one piece where its length is told: growing leaves holes in memory that stay.
    let told = response.content_length().and_then(|length| usize::try_from(length).ok());
    let mut bytes = Vec::with_capacity(told.unwrap_or_default().min(USUAL_BYTES));
    while let Some(chunk) = response.chunk().await.map_err(|_| Unread::Broken)? {
        if bytes.len() + chunk.len() > MOST_BYTES {
            return Err(Unread::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{client::told, domain::secret::Secret};

    #[test]
    fn a_secret_is_masked_before_a_trace_id_is_cut() {
        let key = "marker-".repeat(MOST_CHARS);
        let masks = Masks::default();
        masks.note(&Secret::new(&key));
        let body = Body::Data(json!({ "traceId": format!(" of {key}") }).to_string().into());
        assert_eq!(body.trace_id(&masks).as_deref(), Some("of ••••"));
        assert_eq!(shown(&"x".repeat(MOST_CHARS + 1), &masks).map(|text| text.len()), Some(MOST_CHARS));
    }

    #[test]
    fn of_a_text_that_is_all_secrets_nothing_is_shown() {
        let key = "marker-".repeat(MOST_CHARS);
        let masks = Masks::default();
        masks.note(&Secret::new(&key));
        let text = Head::default().sort(format!("{key} {key} {key} {key}").into_bytes());
        assert_eq!(told::words(&text, &masks).told[0].detail, "•••• •••• •••• ••••");
    }

    #[test]
    fn a_body_is_data_or_something_that_has_a_name() {
        let json = Head::default();
        let html = Head { html: true, ..Head::default() };
        assert!(matches!(json.sort(b" {\"a\":1}".to_vec()), Body::Data(_)));
        assert!(matches!(html.sort(b"[]".to_vec()), Body::Data(_)), "a wrong content type alone is forgiven");
        assert!(matches!(json.sort(b"\n<!DOCTYPE html>".to_vec()), Body::Page));
        assert!(matches!(html.sort(b"Sign in".to_vec()), Body::Page));
        assert!(matches!(json.sort(b" \r\n".to_vec()), Body::Empty));
        assert!(matches!(json.sort(b"{\"a\":".to_vec()), Body::Garbage));
        assert!(matches!(json.sort(b"RBAC: access denied".to_vec()), Body::Text(_)));
        assert!(
            matches!(json.sort(b"\x01\x02".to_vec()), Body::Garbage)
                && matches!(json.sort(b"\xff\xfe".to_vec()), Body::Garbage)
        );
    }
}
