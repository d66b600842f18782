//! Connections that exist: listed page by page, changed, copied, moved, deleted (`qlik-cloud-api.md` sections 8.1, 8.5, 8.7, 8.8).

use reqwest::header::HeaderValue;
use serde::Deserialize;
use serde_json::Value;

use crate::domain::{
    connection::{Connection, ConnectionQuery, ItemOutcome, Move},
    existing,
    failure::{Failure, FailureKind, Told},
    http::HttpRequest,
    patch::{self, Change},
    request::PageOf,
    secret::Secret,
    session::Session,
    space::SpaceId,
};

use super::{
    Client, address,
    answer::Body,
    connections::connection,
    failure,
    masks::Masks,
    outgoing::{Nature, Outgoing},
    told,
    wire::{Count, Opaque},
};

const NO_HEADER: &str = "The code contains a character that cannot be sent. Request a new URL and copy the whole code.";
/// The most that a page may hold (section 5).
const LIMIT: &str = "100";

impl Client {
    /// A page of connections, the entries of data files left out: the first, or the one that a page before named in `next`.
    pub async fn connections(
        &self,
        session: &Session,
        listed: &ConnectionQuery,
        page: Option<&str>,
    ) -> Result<PageOf<Connection>, Failure> {
        let url = match page {
            Some(link) => address::same_origin(&session.tenant, link),
            None => address::at(&session.tenant, session.dialect.connections(), &[]).map(|url| {
                let url = address::with(
                    url,
                    &[("noDatafiles", "true"), ("includeDisabled", "true"), ("sort", "+qName"), ("limit", LIMIT)],
                );
                match listed {
                    ConnectionQuery::All => url,
                    ConnectionQuery::InSpace(space) => address::with(url, &[("spaceId", &space.0)]),
                    ConnectionQuery::Personal => address::with(url, &[("personal", "true")]),
                    ConnectionQuery::Named(part) => {
                        address::with(url, &[("filter", &format!("qName co {}", address::quoted(part)))])
                    }
                }
            }),
        };
        self.list_page("listing connections", url, session, connection).await
    }

    /// Changes a connection, in one request. `code` is a fresh authorization code, for a source that signs in through a browser, in the
    /// header `qlik-auth-code`. That the call takes the header is published (section 8.5: reference page of PATCH, changelog 157);
    /// whether the code of a URL that was asked for with a create fits a connection that exists is not, and no live tenant was seen.
    /// A code that is not visible ASCII is not sent. No redirect is followed, and the code is masked wherever words are kept.
    pub async fn change_connection(
        &self,
        session: &Session,
        id: &str,
        changes: &[Change],
        code: Option<&Secret>,
    ) -> Result<(), Failure> {
        let asked = "changing the connection";
        let call = patch::request(session.dialect, id, changes);
        let url = address::at(&session.tenant, session.dialect.connections(), &[id])
            .ok_or_else(|| address::no_address(asked))?;
        let mut ask = Outgoing::bare(asked, Nature::Change, url).of(session).with(&call.body);
        if let Some(code) = code {
            ask.code =
                Some(header(code).ok_or_else(|| Failure::new(FailureKind::NotSent(NO_HEADER.to_owned()), asked))?);
            ask.secrets.push(code.clone());
        }
        self.send(&ask).await.map(drop)
    }

    /// Copies a connection into a space, or into the caller's personal one. Its credentials stay those of the source, so none is
    /// needed (section 23, row 8; whose they are in the separated case is not published).
    pub async fn copy_connection(
        &self,
        session: &Session,
        id: &str,
        name: &str,
        space: Option<&SpaceId>,
    ) -> Result<Connection, Failure> {
        let asked = "copying the connection";
        let call = existing::copy(session.dialect, id, name, space);
        self.send(&action(asked, session, "duplicate", &call)?).await?.one(connection)
    }

    /// Moves a connection to another space or owner, for administrators.
    pub async fn move_connection(&self, session: &Session, wanted: &Move) -> Result<(), Failure> {
        let outcomes = self.move_connections(session, std::slice::from_ref(wanted)).await?;
        match outcomes.into_iter().next() {
            Some(outcome) => outcome.result,
            None => Err(Failure::new(FailureKind::OutcomeUnknown, "moving the connection")),
        }
    }

    /// Moves connections to other spaces or owners, for administrators. One answer for each (207): of those that it does not name
    /// the outcome is unknown.
    pub async fn move_connections(&self, session: &Session, moves: &[Move]) -> Result<Vec<ItemOutcome>, Failure> {
        let asked = "moving the connections";
        let call = existing::relocate(session.dialect, moves);
        let answer = self.send(&action(asked, session, "update", &call)?).await?;
        let told = answer.list("data", Some)?.found;
        Ok(moves.iter().map(|wanted| outcome(asked, &wanted.id, &told, &self.masks)).collect())
    }

    /// Deletes a connection. Whether the tenant refuses while an app uses it is told in two ways (section 8.7).
    pub async fn delete_connection(&self, session: &Session, id: &str) -> Result<(), Failure> {
        self.remove("deleting the connection", session, session.dialect.connections(), &[id]).await
    }
}

fn action<'a>(
    asked: &'static str,
    session: &'a Session,
    name: &str,
    call: &HttpRequest,
) -> Result<Outgoing<'a>, Failure> {
    let url = address::at(&session.tenant, session.dialect.connections(), &["actions", name]);
    let ask = Outgoing::bare(asked, Nature::Create, url.ok_or_else(|| address::no_address(asked))?);
    Ok(ask.of(session).with(&call.body))
}

/// A code as a header: visible ASCII only, and never shown by the library's own `Debug`.
fn header(code: &Secret) -> Option<HeaderValue> {
    let code = code.expose();
    let mut value = HeaderValue::from_str(code).ok().filter(|_| code.bytes().all(|byte| byte.is_ascii_graphic()))?;
    value.set_sensitive(true);
    Some(value)
}

/// What a 207 tells of one item.
#[derive(Deserialize, Default)]
#[serde(default)]
struct ItemTold {
    id: Opaque,
    status: Count,
    error: Value,
}

fn outcome(asked: &'static str, id: &str, told: &[ItemTold], masks: &Masks) -> ItemOutcome {
    let status = |item: &ItemTold| item.status.0.and_then(|status| u16::try_from(status).ok());
    let of = told.iter().find(|item| item.id.0.as_deref() == Some(id)).and_then(|item| Some((item, status(item)?)));
    let result = match of {
        // The answer does not say what became of this one.
        None => Err(Failure::new(FailureKind::OutcomeUnknown, asked)),
        Some((_, 200..=299)) => Ok(()),
        Some((item, status)) => Err(Failure {
            status: Some(status),
            told: reason(item, masks),
            envelope: true,
            ..Failure::new(failure::of_status(status), asked)
        }),
    };
    ItemOutcome { id: id.to_owned(), result }
}

/// The tenant's own words for an item that failed: an error object, a list of them, or a text.
fn reason(item: &ItemTold, masks: &Masks) -> Vec<Told> {
    let error = match &item.error {
        Value::Array(items) => items.first().cloned().unwrap_or_default(),
        error => error.clone(),
    };
    told::words(&Body::Data(error), masks).told
}
