//! One request, from its first try to its last. Here it is decided how long to wait, what is sent again, and where to.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{
    Method, RequestBuilder,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;
use zeroize::Zeroizing;

use crate::domain::{
    access::Access,
    failure::{Failure, FailureKind, Unreachable},
    session::Session,
    traffic::Exchange,
};

use super::{
    Client, address,
    answer::{Body, Head, Unread, read_body},
    failure,
};

/// The release of the API that is spoken (`qlik-cloud-api.md` section 2). It steers warnings, not shapes.
const API_VERSION: &str = "2026-11";
const REQUEST: Duration = Duration::from_secs(30);
const CREATE: Duration = Duration::from_mins(1);
/// How many redirects are followed.
const MOST_HOPS: usize = 3;
/// How often a request is sent in all: over a bad line, and where the tenant told to wait (section 4).
const TRIES: u32 = 3;
const TRIES_TOLD_TO_WAIT: u32 = 5;
/// Longer waits are for the person to decide on.
const LONGEST_SILENT_WAIT: Duration = Duration::from_mins(1);
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// What a request does, which decides what may be done with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Nature {
    /// A GET: may be repeated, and redirected within the tenant.
    Read,
    /// A POST that makes nothing: may be repeated, but its body is never sent on.
    Question,
    /// A POST that may make something: sent once, whatever happens.
    Create,
}

/// A request to be sent.
pub(super) struct Ask<'a> {
    /// What it is for, as in "listing spaces".
    pub asked: &'static str,
    pub nature: Nature,
    pub url: Url,
    /// As whom: none for what is asked without a login.
    pub session: Option<&'a Session>,
    /// The text of the JSON, wiped afterwards; the library's own copy of it lives as long as the try does.
    pub body: Option<Zeroizing<String>>,
}

/// How a request ended, and when, by the other side's clock.
#[derive(Debug)]
pub(super) struct Ended {
    pub result: Result<Value, Failure>,
    pub date: Option<Timestamp>,
}

impl<'a> Ask<'a> {
    /// A GET.
    pub fn read(asked: &'static str, url: Url, session: &'a Session) -> Self {
        Self { asked, nature: Nature::Read, url, session: Some(session), body: None }
    }
}

impl Ended {
    fn failed(failure: Failure) -> Self {
        Self { result: Err(failure), date: None }
    }
}

impl Client {
    /// Sends a request, again where that is safe and makes sense, until there is data or a failure.
    pub(super) async fn send(&self, ask: &Ask<'_>) -> Result<Value, Failure> {
        self.send_dated(ask).await.result
    }

    /// The same, with the time by the other side's clock.
    pub(super) async fn send_dated(&self, ask: &Ask<'_>) -> Ended {
        let token = match ask.session.map(|session| bearer(ask, &session.access)).transpose() {
            Ok(token) => token,
            Err(failure) => return Ended::failed(failure),
        };
        let mut attempt = 1;
        loop {
            let ended = self.follow(ask, token.as_ref(), attempt).await;
            let pause = ended.result.as_ref().err().and_then(|failure| pause(ask.nature, failure, attempt));
            let Some(pause) = pause else { return ended };
            sleep(pause).await;
            attempt += 1;
        }
    }

    /// One try, with the redirects on its way.
    async fn follow(&self, ask: &Ask<'_>, token: Option<&HeaderValue>, attempt: u32) -> Ended {
        let mut url = ask.url.clone();
        for _ in 0..=MOST_HOPS {
            let (head, body) = match self.exchange(ask, &url, token, attempt).await {
                Ok(answer) => answer,
                Err(failure) => return Ended::failed(failure),
            };
            let result = match (head.status, body) {
                (200..=299, Body::Data(value)) => Ok(value),
                (301 | 302 | 303 | 307 | 308, _) => match next(ask, &url, &head) {
                    Ok(to) => {
                        url = to;
                        continue;
                    }
                    Err(failure) => Err(failure),
                },
                (_, body) => Err(failure::of_answer(ask, &head, &body)),
            };
            return Ended { result, date: head.date };
        }
        let words = "The host sends its callers round in circles. Is this the right tenant host?";
        Ended::failed(failure::unexpected(ask, None, words))
    }

    /// One request and its answer, noted for the log however it ends.
    async fn exchange(
        &self,
        ask: &Ask<'_>,
        url: &Url,
        token: Option<&HeaderValue>,
        attempt: u32,
    ) -> Result<(Head, Body), Failure> {
        let (at, begun) = (Timestamp::now(), Instant::now());
        let (head, ended) = self.speak(ask, url, token).await;
        let mut exchange = Exchange {
            at,
            method: if ask.nature == Nature::Read { "GET" } else { "POST" },
            path: url.path().to_owned(),
            status: head.as_ref().map(|head| head.status),
            took: begun.elapsed(),
            attempt,
            trace_id: head.as_ref().and_then(|head| head.trace_id.clone()),
            warning: head.as_ref().and_then(|head| head.warning.clone()),
        };
        if let Ok(body) = &ended {
            exchange.trace_id = body.errors().trace_id.0.or(exchange.trace_id);
        }
        self.observe(exchange);
        match (head, ended) {
            (Some(head), Ok(body)) => Ok((head, body)),
            (head, Err(failure)) => Err(Failure { status: head.map(|head| head.status), ..failure }),
            (None, Ok(_)) => Err(failure::unexpected(ask, None, failure::EMPTY)),
        }
    }

    /// Sends, and reads head and body within one limit of time. The head is told also where the body was not to be had.
    async fn speak(
        &self,
        ask: &Ask<'_>,
        url: &Url,
        token: Option<&HeaderValue>,
    ) -> (Option<Head>, Result<Body, Failure>) {
        let limit = if ask.nature == Nature::Create { CREATE } else { REQUEST };
        let deadline = Instant::now() + limit;
        let response = match timeout_at(deadline, self.request(ask, url, token).send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return (None, Err(failure::without_answer(ask, &error.without_url()))),
            Err(_elapsed) => return (None, Err(failure::too_late(ask))),
        };
        let head = Head::read(&response);
        let body = match timeout_at(deadline, read_body(response)).await {
            Ok(Ok(bytes)) => Ok(head.sort(&bytes)),
            Ok(Err(unread)) => Err(unread_body(ask, &head, &unread)),
            Err(_elapsed) => Err(failure::too_late(ask)),
        };
        (Some(head), body)
    }

    fn request(&self, ask: &Ask<'_>, url: &Url, token: Option<&HeaderValue>) -> RequestBuilder {
        let (client, method) = match ask.nature {
            Nature::Read => (&self.asking, Method::GET),
            Nature::Question => (&self.asking, Method::POST),
            Nature::Create => (&self.creating, Method::POST),
        };
        let mut request = client
            .request(method, url.clone())
            .header(ACCEPT, "application/json")
            .header("qlik-api-version", API_VERSION);
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, token.clone());
        }
        if let Some(body) = &ask.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.as_bytes().to_vec());
        }
        request
    }
}

/// The header for a token. Bytes that no header can carry are refused before anything is sent.
fn bearer(ask: &Ask<'_>, access: &Access) -> Result<HeaderValue, Failure> {
    let Access::Token(token) = access else {
        return Err(failure::unexpected(ask, None, "This way of signing in is not there yet."));
    };
    let fits = !token.is_empty() && token.expose().bytes().all(|byte| byte.is_ascii_graphic());
    let header = Zeroizing::new(format!("Bearer {}", token.expose()));
    let value = HeaderValue::from_str(&header).ok().filter(|_| fits);
    let mut value = value.ok_or_else(|| {
        let words = "The key is empty, or holds a blank, a line break or another character that no key has. Copy it once more, from its first to its last character.";
        failure::unexpected(ask, None, words)
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// A body that could not be read: the head came, so a create may have been carried out unless the head denies it.
fn unread_body(ask: &Ask<'_>, head: &Head, unread: &Unread) -> Failure {
    let by_status = failure::of_answer(ask, head, &Body::Garbage);
    if ask.nature == Nature::Create || head.status >= 300 {
        return by_status;
    }
    match unread {
        Unread::TooLarge => failure::unexpected(ask, Some(head.status), failure::TOO_LARGE),
        Unread::Broken(error) => failure::without_answer(ask, error),
    }
}

/// Where a redirect leads: within the tenant, and only for a request that carries nothing but a question.
fn next(ask: &Ask<'_>, from: &Url, head: &Head) -> Result<Url, Failure> {
    let refuse = |words: String| failure::unexpected(ask, Some(head.status), words);
    let to = head
        .location
        .as_deref()
        .and_then(|location| from.join(location).ok())
        .ok_or_else(|| refuse("The host answered with a redirect to nowhere.".to_owned()))?;
    let here = from.host_str().unwrap_or_default();
    if !address::is_same(from, &to) {
        // The parser has turned the host into plain ASCII, so it needs no sanitising.
        let there = to.host_str().unwrap_or("another address");
        return Err(refuse(format!(
            "{here} sent this request on to {there}, where no key is sent. Is {here} the right tenant host?"
        )));
    }
    match ask.nature {
        Nature::Read => Ok(to),
        Nature::Question | Nature::Create => {
            Err(refuse(format!("{here} answered with a redirect, and a request with a body is never sent on.")))
        }
    }
}

/// How long to wait before the next try, if there shall be one.
fn pause(nature: Nature, failure: &Failure, attempt: u32) -> Option<Duration> {
    if nature == Nature::Create {
        return None;
    }
    let bad_line = match &failure.kind {
        FailureKind::RateLimited(wait) => {
            return (attempt < TRIES_TOLD_TO_WAIT && *wait <= LONGEST_SILENT_WAIT).then_some(*wait);
        }
        // A name, a certificate and a host that keeps silent do not get better within a second.
        FailureKind::Unreachable(why) => {
            failure.status.is_none_or(|status| status < 300)
                && matches!(why, Unreachable::Refused | Unreachable::Cut | Unreachable::Other | Unreachable::Proxy)
        }
        FailureKind::Unexpected(_) => match failure.status {
            Some(502 | 504) => true,
            Some(503) => failure.told.is_empty(),
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
