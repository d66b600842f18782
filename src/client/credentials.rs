//! Credentials: by name, by id, and those that may be the caller's for a source (`qlik-cloud-api.md` sections 11 and 12).

use std::collections::HashSet;

use futures_util::future::{join, join_all};
use serde_json::json;

use crate::domain::{
    credential::{Credential, CredentialCheck, CredentialId},
    failure::{Failure, FailureKind},
    http::Json,
    session::Session,
    source::SourceId,
};

use super::{
    Client, address,
    connections::connection,
    outgoing::{Nature, Outgoing},
    wire,
};

/// How many credentials are looked up one by one for the suggestions.
const MOST_RESOLVED: usize = 20;
const SUGGESTING: &str = "looking up your credentials";

impl Client {
    /// Whether the caller has a credential of this name. Only the tenant's own word counts as "free": a name that cannot travel in
    /// a path, or an answer of something in front, leaves it unchecked.
    pub async fn credential_by_name(&self, session: &Session, name: &str) -> Result<CredentialCheck, Failure> {
        let Some(url) = address::at(&session.tenant, session.dialect.credentials(), &[name]) else {
            return Ok(CredentialCheck::Unchecked);
        };
        let url = address::with(url, &[("byCredentialName", "true")]);
        match self.send(&Outgoing::read("looking up the credentials", url, session)).await {
            Ok(answer) => Ok(match answer.one(credential) {
                Ok(found) if found.name == name => CredentialCheck::Taken(found),
                Ok(_) | Err(_) => CredentialCheck::Unchecked,
            }),
            Err(failure) => match (&failure.kind, failure.envelope) {
                (FailureKind::NotFound, _) => Ok(CredentialCheck::Free),
                (FailureKind::NoRoute, _) | (FailureKind::Invalid, false) => Ok(CredentialCheck::Unchecked),
                _ => Err(failure),
            },
        }
    }

    /// The caller's separated credentials for a source, as far as they can be found: there is no list of them. They are gathered
    /// from the caller's own connections and from the unused ones. Not being allowed to look is the same as finding none.
    pub async fn suggest_credentials(&self, session: &Session, source: &SourceId) -> Result<Vec<Credential>, Failure> {
        let (used, unused) = join(self.used_credentials(session, source), self.unused(session, source)).await;
        let none = |found: &Vec<Credential>| found.is_empty();
        let (used, unused) = match (allowed(used), allowed(unused)) {
            // That there are none can be said only where both could look.
            (Err(failure), Err(_)) => return Err(failure),
            (Err(failure), Ok(found)) | (Ok(found), Err(failure)) if none(&found) => return Err(failure),
            (used, unused) => (used.unwrap_or_default(), unused.unwrap_or_default()),
        };
        let mut seen = HashSet::new();
        let mut found: Vec<Credential> = used.into_iter().chain(unused).collect();
        found.retain(|credential| {
            let fits = credential.source.as_deref().is_none_or(|id| source.is(id));
            fits && credential.separated != Some(false) && seen.insert(credential.id.clone())
        });
        found.sort_by_cached_key(|credential| (credential.name.to_lowercase(), credential.name.clone()));
        Ok(found)
    }

    /// Those that the caller's connections to the source use.
    async fn used_credentials(&self, session: &Session, source: &SourceId) -> Result<Vec<Credential>, Failure> {
        let url = address::at(&session.tenant, session.dialect.connections(), &[])
            .ok_or_else(|| address::no_address(SUGGESTING))?;
        let url = address::with(url, &[("ownedByMe", "true"), ("noDatafiles", "true"), ("limit", "100")]);
        let page = self.send(&Outgoing::read(SUGGESTING, url, session)).await?.list("data", connection)?;
        let mut seen = HashSet::new();
        let ids = page.found.into_iter().filter_map(|connection| {
            let fits = connection.source.is_none_or(|id| source.is(&id)) && connection.separated != Some(false);
            connection.credential.filter(|id| fits && seen.insert(id.clone()))
        });
        let looks = ids.take(MOST_RESOLVED).map(|id| self.credential_by_id(session, id));
        Ok(join_all(looks).await.into_iter().flatten().collect())
    }

    /// One of them. What cannot be read is no suggestion.
    async fn credential_by_id(&self, session: &Session, id: String) -> Option<Credential> {
        let url = address::at(&session.tenant, session.dialect.credentials(), &[&id])?;
        let answer = self.send(&Outgoing::read(SUGGESTING, url, session)).await.ok()?;
        answer.one(credential).ok()
    }

    /// Those that no connection uses.
    async fn unused(&self, session: &Session, source: &SourceId) -> Result<Vec<Credential>, Failure> {
        let place = address::at(&session.tenant, session.dialect.credentials(), &["actions", "filter-orphan"]);
        let ask = Outgoing::bare(SUGGESTING, Nature::Question, place.ok_or_else(|| address::no_address(SUGGESTING))?);
        let body = Json::Plain(json!({"datasourceID": source.0, "qSeparated": 1}));
        let page = self.send(&ask.of(session).with(&body)).await?.list("data", credential)?;
        // Asked for as separated, so that is what they are where they do not say.
        let separated = |found: Credential| Credential { separated: found.separated.or(Some(true)), ..found };
        Ok(page.found.into_iter().map(separated).collect())
    }
}

fn allowed(found: Result<Vec<Credential>, Failure>) -> Result<Vec<Credential>, Failure> {
    match found {
        Err(failure) if failure.kind == FailureKind::Forbidden => Ok(Vec::new()),
        other => other,
    }
}

pub(super) fn credential(told: wire::Credential) -> Option<Credential> {
    let id = told.id.0?;
    Some(Credential {
        name: told.name.0.unwrap_or_else(|| id.clone()),
        id: CredentialId(id),
        source: told.source.0.or(told.source_too.0),
        separated: told.separated.0,
        connections: told.connections.0,
        created: told.created.0.or(told.created_too.0),
    })
}
