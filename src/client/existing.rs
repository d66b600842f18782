//! Connections that exist: listed page by page, changed, copied, moved, deleted (`qlik-cloud-api.md` sections 8.1, 8.5, 8.7, 8.8).

use serde::Deserialize;
use serde_json::Value;

use crate::domain::{
    connection::{Connection, ConnectionQuery, Move},
    existing,
    failure::{Failure, FailureKind, Told},
    patch::{self, Change},
    request::PageOf,
    secret::Secret,
    session::Session,
    space::SpaceId,
};

use super::{
    Client, address,
    connections::connection,
    failure,
    headers::sensitive,
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
        let first = Outgoing::read("listing connections", session, session.dialect.connections(), &[])?;
        let first =
            first.query(&[("noDatafiles", "true"), ("includeDisabled", "true"), ("sort", "+qName"), ("limit", LIMIT)]);
        let first = match listed {
            ConnectionQuery::All => first,
            ConnectionQuery::InSpace(space) => first.query(&[("spaceId", &space.0)]),
            ConnectionQuery::Personal => first.query(&[("personal", "true")]),
            ConnectionQuery::Named(part) => first.query(&[("filter", &format!("qName co {}", address::quoted(part)))]),
        };
        self.list_page(session, first, page, connection).await
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
        let path = session.dialect.connections();
        let mut ask = Outgoing::to(asked, Nature::Change, session, path, &[id])?.with(&call.body);
        if let Some(code) = code {
            let is_visible = code.expose().bytes().all(|byte| byte.is_ascii_graphic());
            let header = sensitive(code.expose()).filter(|_| is_visible);
            ask.code = Some(header.ok_or_else(|| Failure::new(FailureKind::NotSent(NO_HEADER.to_owned()), asked))?);
            ask.secrets.push(code.clone());
        }
        self.send(&ask).await.map(drop)
    }

    /// Copies a connection into a space, or into the caller's personal one. Its credentials go with it, so none is needed
    /// (section 23, row 8; what becomes of separated ones is not published).
    pub async fn copy_connection(
        &self,
        session: &Session,
        id: &str,
        name: &str,
        space: Option<&SpaceId>,
    ) -> Result<Connection, Failure> {
        let call = existing::copy(session.dialect, id, name, space);
        self.send(&Outgoing::create("copying the connection", session, &call)?).await?.one(connection)
    }

    /// Moves a connection to another space or owner, for administrators. The answer has an item for each that was named (207): where
    /// there is none for it, the outcome is unknown.
    pub async fn move_connection(&self, session: &Session, wanted: &Move) -> Result<(), Failure> {
        let asked = "moving the connection";
        let call = existing::relocate(session.dialect, std::slice::from_ref(wanted));
        let told = self.send(&Outgoing::create(asked, session, &call)?).await?.list("data", Some)?.found;
        let of = told.into_iter().find(|item: &ItemTold| item.id.0.as_deref() == Some(&wanted.id));
        let of = of.and_then(|item| Some((u16::try_from(item.status.0?).ok()?, item.error)));
        match of {
            None => Err(Failure::new(FailureKind::OutcomeUnknown, asked)),
            Some((200..=299, _)) => Ok(()),
            Some((status, error)) => Err(Failure {
                status: Some(status),
                told: reason(error, &self.masks),
                envelope: true,
                ..Failure::new(failure::of_status(status), asked)
            }),
        }
    }

    /// Deletes a connection. Whether the tenant refuses while an app uses it is told in two ways (section 8.7).
    pub async fn delete_connection(&self, session: &Session, id: &str) -> Result<(), Failure> {
        self.remove("deleting the connection", session, session.dialect.connections(), &[id]).await
    }
}

/// What a 207 tells of one item.
#[derive(Deserialize, Default)]
#[serde(default)]
struct ItemTold {
    id: Opaque,
    status: Count,
    error: Value,
}

/// The tenant's own words for an item that failed: an error object, a list of them, or a text.
fn reason(error: Value, masks: &Masks) -> Vec<Told> {
    let error = match error {
        Value::Array(items) => items.into_iter().next().unwrap_or_default(),
        error => error,
    };
    told::in_data(&error, masks).told
}
