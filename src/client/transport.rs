//! One request, from its first try to its last. Here it is decided how long to wait, what is sent again, and where to.

use std::time::Duration;

use reqwest::{
    RequestBuilder,
    header::{ACCEPT, CONTENT_TYPE},
};
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;
use zeroize::Zeroizing;

use crate::domain::{
    dialect::API_VERSION,
    failure::{Failure, FailureKind, Unreachable},
    traffic::Exchange,
};

use super::{
    BuildError, Client,
    access::{self, Carried},
    address,
    answer::{Body, Head, Unread, read_body},
    failure,
    jar::Jar,
    outgoing::{Nature, Outgoing},
    reply::{Received, Reply},
    retry,
};

const REQUEST: Duration = Duration::from_secs(30);
const CREATE: Duration = Duration::from_mins(1);
const MOST_HOPS: usize = 3;

/// A line of the log, written when it is dropped: also where a request is given up halfway.
struct LogLine<'a> {
    client: &'a Client,
    begun: Instant,
    exchange: Exchange,
}

impl<'a> LogLine<'a> {
    fn begin(client: &'a Client, nature: Nature, url: &Url, attempt: u32) -> Self {
        let exchange = Exchange {
            at: client.now(),
            method: nature.word(),
            path: client.masks.hide_secrets(url.path()),
            status: None,
            took: Duration::ZERO,
            attempt,
            trace_id: None,
            warning: None,
        };
        Self { client, begun: Instant::now(), exchange }
    }
}

impl Drop for LogLine<'_> {
    fn drop(&mut self) {
        self.exchange.took = self.begun.elapsed();
        self.client.observe(self.exchange.clone());
    }
}

impl Client {
    /// Sends a request, again where that is safe and makes sense, until there is data or a failure.
    pub(super) async fn send(&self, ask: &Outgoing<'_>) -> Result<Reply, Failure> {
        self.send_dated(ask).await.result
    }

    /// The same, with the time by the other side's clock. What the session's access brings is renewed once where it is refused,
    /// its login and its word against forgery each.
    pub(super) async fn send_dated(&self, ask: &Outgoing<'_>) -> Received {
        let mut renewed = Vec::new();
        let mut held = match self.carry(ask, None).await {
            Ok(held) => held,
            Err(failure) => return Received::failed(before(ask, failure)),
        };
        loop {
            let ended = self.try_all(ask, held.as_deref().map(|held| &held.carried)).await;
            if let Some(held) = &held {
                self.keep_cookies(ask, held, &ended.jar).await;
            }
            let (Some(refused), Err(failure)) = (&held, &ended.result) else { return ended };
            let stale = access::refused(ask, refused, failure).filter(|stale| !renewed.contains(stale));
            let Some(stale) = stale else { return ended };
            renewed.push(stale);
            held = match self.carry(ask, Some((refused, stale))).await {
                Ok(held) => held,
                Err(failure) => return Received::failed(before(ask, failure)),
            };
        }
    }

    /// Every try that makes sense, carrying this.
    pub(super) async fn try_all(&self, ask: &Outgoing<'_>, carried: Option<&Carried>) -> Received {
        let mut attempt = 1;
        loop {
            let ended = self.follow(ask, carried, attempt).await;
            let Err(failure) = &ended.result else { return ended };
            let Some(pause) = retry::pause(ask.nature, failure, attempt) else { return ended };
            sleep(pause).await;
            attempt += 1;
        }
    }

    /// One try, with the redirects on its way.
    async fn follow(&self, ask: &Outgoing<'_>, carried: Option<&Carried>, attempt: u32) -> Received {
        let mut url = ask.url.clone();
        let mut jar = Jar::default();
        for _ in 0..=MOST_HOPS {
            let (head, body) = match self.exchange(ask, &url, carried, attempt).await {
                Ok(answer) => answer,
                Err(failure) => return Received { jar, ..Received::failed(failure) },
            };
            jar.merge(head.jar.clone());
            let result = match (head.status, body) {
                (200..=299, Body::Data(text)) => Ok(Reply::new(ask, text, &head)),
                (200..=299, Body::Empty) if ask.nature.may_be_empty() => {
                    Ok(Reply::new(ask, Zeroizing::default(), &head))
                }
                // What was made is often shown elsewhere, so this is no refusal.
                (301..=303, body) if ask.nature.writes() => Err(failure::of_answer(ask, &head, &body, &self.masks)),
                (301..=303 | 307 | 308, _) => match self.next(ask, &url, &head) {
                    Ok(to) => {
                        url = to;
                        continue;
                    }
                    Err(failure) => Err(failure),
                },
                (_, body) => Err(failure::of_answer(ask, &head, &body, &self.masks)),
            };
            return Received { result, date: head.date, jar };
        }
        let words = "The host redirects in a circle. Check that this is the right tenant host.";
        Received { jar, ..Received::failed(failure::unexpected(ask, None, words)) }
    }

    /// One request and its answer, head and body within one limit of time. It is noted for the log however it ends.
    async fn exchange(
        &self,
        ask: &Outgoing<'_>,
        url: &Url,
        carried: Option<&Carried>,
        attempt: u32,
    ) -> Result<(Head, Body), Failure> {
        ask.secrets.iter().for_each(|secret| self.masks.note(secret));
        if let Some(carried) = carried {
            carried.secrets().iter().for_each(|secret| self.masks.note(secret));
        }
        let mut line = LogLine::begin(self, ask.nature, url, attempt);
        let limit = if ask.nature == Nature::Create { CREATE } else { REQUEST };
        let deadline = line.begun + limit;
        let request = self.request(ask, url, carried)?;
        let response = match timeout_at(deadline, request.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                let error = error.without_url();
                let may_have_arrived = !error.is_connect() && !error.is_builder();
                return Err(failure::without_answer(ask, may_have_arrived, self.why(&error, url).await));
            }
            Err(_elapsed) => return Err(failure::without_answer(ask, true, self.silence(url))),
        };
        let mut head = Head::read(&response, &self.masks);
        line.exchange.status = Some(head.status);
        line.exchange.warning.clone_from(&head.warning);
        line.exchange.trace_id.clone_from(&head.trace_id);
        match timeout_at(deadline, read_body(response)).await.unwrap_or(Err(Unread::TooLate)) {
            Ok(bytes) => {
                let body = head.sort(bytes);
                head.trace_id = body.trace_id(&self.masks).or(head.trace_id);
                line.exchange.trace_id.clone_from(&head.trace_id);
                Ok((head, body))
            }
            Err(unread) => Err(self.unread_body(ask, url, &head, &unread)),
        }
    }

    fn request(&self, ask: &Outgoing<'_>, url: &Url, carried: Option<&Carried>) -> Result<RequestBuilder, Failure> {
        let unusable = |fault: BuildError| Failure::new(FailureKind::NotSent(fault.to_string()), ask.asked);
        let lines = self.lines.to(url).map_err(unusable)?;
        let client = if ask.nature.may_be_repeated() { &lines.asking } else { &lines.creating };
        let mut request = client
            .request(ask.nature.method(), url.clone())
            .header(ACCEPT, "application/json")
            .header("qlik-api-version", API_VERSION);
        if let Some(carried) = carried {
            request = carried.on(request, ask.nature.is_look());
        }
        if let Some(code) = &ask.code {
            request = request.header("qlik-auth-code", code.clone());
        }
        if let Some(body) = &ask.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.as_bytes().to_vec());
        }
        Ok(request)
    }

    /// A body that could not be read: the head came, so a write may have been carried out unless the head denies it.
    fn unread_body(&self, ask: &Outgoing<'_>, url: &Url, head: &Head, unread: &Unread) -> Failure {
        if ask.nature.writes() || head.status >= 300 {
            return failure::of_answer(ask, head, &Body::Garbage, &self.masks);
        }
        let kind = match unread {
            Unread::TooLarge => FailureKind::Unexpected(failure::TOO_LARGE.to_owned()),
            Unread::TooLate => FailureKind::Unreachable(self.silence(url)),
            Unread::Broken => FailureKind::Unreachable(Unreachable::Cut),
        };
        Failure { status: Some(head.status), ..ask.failed(kind) }
    }

    /// Where a redirect leads: within the tenant, and only for a request that carries nothing but a question.
    fn next(&self, ask: &Outgoing<'_>, from: &Url, head: &Head) -> Result<Url, Failure> {
        let refuse = |words: String| failure::unexpected(ask, Some(head.status), words);
        let to = head
            .location
            .as_deref()
            .and_then(|location| from.join(location).ok())
            .ok_or_else(|| refuse("The host answered with a redirect that names no address.".to_owned()))?;
        let here = from.host_str().unwrap_or_default();
        if !address::is_same(from, &to) {
            // The parser has turned the host into plain ASCII, so it needs no sanitising.
            let there = self.masks.hide_secrets(to.host_str().unwrap_or("another address"));
            return Err(refuse(format!(
                "{here} redirected to {there}, and qonnect sends no key there. Check that {here} is the right tenant host."
            )));
        }
        if ask.nature.is_look() {
            return Ok(to);
        }
        Err(refuse(format!(
            "{here} answered with a redirect, which qonnect does not follow for this request. Check the tenant host."
        )))
    }
}

/// A failure of signing in. To a write it says that nothing was done, whatever it was on that way.
fn before(ask: &Outgoing<'_>, failure: Failure) -> Failure {
    let kind = match failure.kind {
        kind if !ask.nature.writes() => kind,
        kind @ (FailureKind::Unauthorized
        | FailureKind::RateLimited(_)
        | FailureKind::Unreachable(_)
        | FailureKind::NotSent(_)) => kind,
        FailureKind::Forbidden | FailureKind::Invalid => FailureKind::Unauthorized,
        FailureKind::Unexpected(words) => FailureKind::NotSent(words),
        _ => FailureKind::NotSent("The sign-in could not be renewed, so nothing was sent.".to_owned()),
    };
    Failure { kind, ..failure }
}
