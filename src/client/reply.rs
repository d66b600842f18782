//! An answer that succeeded, read by its documented shape: an object is never read from an array, a list never from `null` or a
//! string. What cannot be read is unclear, which is a failure; it is never empty, absent or made.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, value::RawValue};
use zeroize::Zeroizing;

use crate::domain::{
    failure::{Failure, FailureKind, SignInStep},
    request::PageOf,
    session::Session,
};

use super::{
    Client, address,
    answer::{self, Head},
    jar::Jar,
    outgoing::{Nature, Outgoing},
    wire::{self, Page},
};

/// What is said of an answer of another shape than the documented one.
pub(super) const UNCLEAR: &str = "The answer is unclear: it is not what Qlik documents for this request. Try again.";

/// The data of an answer, and what is needed to call it unclear.
#[derive(Debug)]
pub(super) struct Reply {
    /// The document; nothing where the answer was empty.
    text: Zeroizing<String>,
    asked: &'static str,
    step: Option<SignInStep>,
    nature: Nature,
    status: u16,
    trace_id: Option<String>,
}

/// How a request ended, and when, by the other side's clock.
#[derive(Debug)]
pub(super) struct Received {
    pub result: Result<Reply, Failure>,
    pub date: Option<Timestamp>,
    /// The cookies that came, and the word against forgery.
    pub jar: Jar,
}

impl Received {
    pub(super) fn failed(failure: Failure) -> Self {
        Self { result: Err(failure), date: None, jar: Jar::default() }
    }
}

impl Client {
    /// Deletes what stands below this path. What is not there is `NotFound`: what that means is for whoever asked.
    pub(super) async fn remove(
        &self,
        asked: &'static str,
        session: &Session,
        path: &str,
        segments: &[&str],
    ) -> Result<(), Failure> {
        self.send(&Outgoing::to(asked, Nature::Remove, session, path, segments)?).await.map(drop)
    }

    /// A page of a list: the first, or the one that a page before named. A link that leads elsewhere, or to itself, ends it: the one
    /// would lose the key, the other would never end.
    pub(super) async fn list_page<W: DeserializeOwned, T>(
        &self,
        session: &Session,
        first: Outgoing<'_>,
        page: Option<&str>,
        read: impl Fn(W) -> Option<T>,
    ) -> Result<PageOf<T>, Failure> {
        let ask = match page {
            None => first,
            Some(link) => first.follow(session, link)?,
        };
        let page = self.send(&ask).await?.list("data", read)?;
        let leads_on = |link: &String| address::same_origin(&session.tenant, link).is_some_and(|next| next != ask.url);
        let goes_on = page.next.is_some();
        let next = page.next.filter(leads_on);
        Ok(PageOf {
            items: page.found,
            is_cut: goes_on && next.is_none() || !page.is_whole,
            next,
            total: page.total.and_then(|count| usize::try_from(count).ok()),
        })
    }
}

pub(super) struct Listed<T> {
    pub found: Vec<T>,
    /// Everything on the page could be read, and the tenant named no item that it left out.
    pub is_whole: bool,
    /// The link to the next page, as it came.
    pub next: Option<String>,
    /// How many there are on all pages, where the tenant tells it.
    pub total: Option<u64>,
}

impl Reply {
    pub(super) fn new(ask: &Outgoing<'_>, text: Zeroizing<String>, head: &Head) -> Self {
        let (status, trace_id) = (head.status, head.trace_id.clone());
        Self { text, asked: ask.asked, step: ask.step, nature: ask.nature, status, trace_id }
    }

    /// The document as it came, for what has no fixed shape.
    pub(super) fn document(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// One thing. `read` says what makes it one: its id, at least.
    pub(super) fn one<W: DeserializeOwned, T>(self, read: impl FnOnce(W) -> Option<T>) -> Result<T, Failure> {
        wire::object(self.document()).and_then(read).ok_or_else(|| self.unclear())
    }

    /// The list under this key. Items that cannot be read are left out, but where there is nothing else, nothing was read.
    pub(super) fn list<W: DeserializeOwned, T>(
        self,
        key: &str,
        read: impl Fn(W) -> Option<T>,
    ) -> Result<Listed<T>, Failure> {
        let parts = self.parts(key);
        let (items, around) = parts.ok_or_else(|| self.unclear())?;
        let count = items.len();
        // One after another, so that the page never is one tree.
        let read_one = |item: &RawValue| read(wire::object(serde_json::from_str(item.get()).ok()?)?);
        let found: Vec<T> = items.into_iter().filter_map(read_one).collect();
        if found.is_empty() && count > 0 {
            return Err(self.unclear());
        }
        let page: Page = wire::object(Value::Object(around)).ok_or_else(|| self.unclear())?;
        Ok(Listed {
            is_whole: found.len() == count && page.errors.is_none_or(|errors| errors.is_empty()),
            found,
            next: page.links.next.href.0,
            total: page.meta.count.0,
        })
    }

    /// The items of the list under this key, not taken apart, and what stands around them.
    fn parts(&self, key: &str) -> Option<(Vec<&RawValue>, Map<String, Value>)> {
        let mut members = answer::members(&self.text)?;
        let items = serde_json::from_str(members.remove(key)?.get()).ok()?;
        let around = members.into_iter().map(|(name, raw)| Some((name, serde_json::from_str(raw.get()).ok()?)));
        Some((items, around.collect::<Option<_>>()?))
    }

    /// The failure that an answer of the wrong shape is. After a write it says nothing about whether it was done.
    pub(super) fn unclear(&self) -> Failure {
        let kind = match self.nature {
            nature if nature.writes() => FailureKind::OutcomeUnknown,
            _ => FailureKind::Unexpected(UNCLEAR.to_owned()),
        };
        let (status, trace_id) = (Some(self.status), self.trace_id.clone());
        Failure { step: self.step, status, trace_id, ..Failure::new(kind, self.asked) }
    }
}
