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

use crate::domain::{access::Access, failure::Failure, session::Session, traffic::Exchange};

use super::{
    Client, address,
    answer::{Body, Head, Unread, read_body},
    failure, retry,
};

/// The release of the API that is spoken (`qlik-cloud-api.md` section 2). It steers warnings, not shapes.
const API_VERSION: &str = "2026-11";
const REQUEST: Duration = Duration::from_secs(30);
const CREATE: Duration = Duration::from_mins(1);
/// How many redirects are followed.
const MOST_HOPS: usize = 3;

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

/// A line of the log, written when it is dropped: also where a request is given up halfway.
struct Line<'a> {
    client: &'a Client,
    begun: Instant,
    exchange: Exchange,
}

impl<'a> Line<'a> {
    fn begin(client: &'a Client, nature: Nature, url: &Url, attempt: u32) -> Self {
        let exchange = Exchange {
            at: Timestamp::now(),
            method: if nature == Nature::Read { "GET" } else { "POST" },
            path: url.path().to_owned(),
            status: None,
            took: Duration::ZERO,
            attempt,
            trace_id: None,
            warning: None,
        };
        Self { client, begun: Instant::now(), exchange }
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        self.exchange.took = self.begun.elapsed();
        self.client.observe(self.exchange.clone());
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
            let pause = ended.result.as_ref().err().and_then(|failure| retry::pause(ask.nature, failure, attempt));
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

    /// One request and its answer, head and body within one limit of time. It is noted for the log however it ends.
    async fn exchange(
        &self,
        ask: &Ask<'_>,
        url: &Url,
        token: Option<&HeaderValue>,
        attempt: u32,
    ) -> Result<(Head, Body), Failure> {
        let mut line = Line::begin(self, ask.nature, url, attempt);
        let limit = if ask.nature == Nature::Create { CREATE } else { REQUEST };
        let deadline = line.begun + limit;
        let response = match timeout_at(deadline, self.request(ask, url, token).send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(failure::without_answer(ask, &error.without_url())),
            Err(_elapsed) => return Err(failure::too_late(ask)),
        };
        let head = Head::read(&response);
        line.exchange.status = Some(head.status);
        line.exchange.warning.clone_from(&head.warning);
        line.exchange.trace_id.clone_from(&head.trace_id);
        let failure = match timeout_at(deadline, read_body(response)).await {
            Ok(Ok(bytes)) => {
                let body = head.sort(&bytes);
                line.exchange.trace_id = body.errors().trace_id.0.or(line.exchange.trace_id.take());
                return Ok((head, body));
            }
            Ok(Err(unread)) => unread_body(ask, &head, &unread),
            Err(_elapsed) => unread_body(ask, &head, &Unread::TooLate),
        };
        Err(Failure { status: Some(head.status), ..failure })
    }

    fn request(&self, ask: &Ask<'_>, url: &Url, token: Option<&HeaderValue>) -> RequestBuilder {
        let lines = self.lines(url);
        let (client, method) = match ask.nature {
            Nature::Read => (&lines.asking, Method::GET),
            Nature::Question => (&lines.asking, Method::POST),
            Nature::Create => (&lines.creating, Method::POST),
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
        Unread::TooLate => failure::too_late(ask),
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
