//! Credentials: by name, by id, those that may be the caller's for a source, and those that connections left behind
//! (`qlik-cloud-api.md` sections 11 and 12).

use std::collections::HashSet;

use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::domain::{
    credential::{Credential, CredentialCheck, CredentialId, OwnedCredential},
    failure::{Failure, FailureKind},
    http::Json,
    session::Session,
    source::SourceId,
};

use super::{
    Client,
    connections::connection,
    outgoing::{Nature, Outgoing},
    wire,
};

/// How many credentials are looked up one by one for the suggestions.
const MOST_RESOLVED: usize = 20;
const SUGGESTING: &str = "looking up your credentials";
const FINDING: &str = "looking up the credentials";

impl Client {
    /// Whether the caller has a credential of this name. Only the tenant's own word counts as "free": a name that cannot travel in
    /// a path, or an answer of something in front, leaves it unchecked.
    pub async fn credential_by_name(&self, session: &Session, name: &str) -> Result<CredentialCheck, Failure> {
        let Ok(ask) = Outgoing::read(FINDING, session, session.dialect.credentials(), &[name]) else {
            return Ok(CredentialCheck::Unchecked);
        };
        match self.send(&ask.query(&[("byCredentialName", "true")])).await {
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
        let ask = Outgoing::read(SUGGESTING, session, session.dialect.connections(), &[])?;
        let ask = ask.query(&[("ownedByMe", "true"), ("noDatafiles", "true"), ("limit", "100")]);
        let page = self.send(&ask).await?.list("data", connection)?;
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
        let ask = Outgoing::read(SUGGESTING, session, session.dialect.credentials(), &[&id]).ok()?;
        self.send(&ask).await.ok()?.one(credential).ok()
    }

    /// Those that no connection uses.
    async fn unused(&self, session: &Session, source: &SourceId) -> Result<Vec<Credential>, Failure> {
        let found = self.orphans(SUGGESTING, session, json!({"datasourceID": source.0, "qSeparated": 1})).await?;
        // Asked for as separated, so that is what they are where they do not say.
        let separated = |found: Credential| Credential { separated: found.separated.or(Some(true)), ..found };
        Ok(found.into_iter().map(|found| separated(found.credential)).collect())
    }

    /// The credentials that no connection uses, as far as the caller may see them.
    pub async fn unused_credentials(&self, session: &Session) -> Result<Vec<OwnedCredential>, Failure> {
        let mut found = self.orphans("listing unused credentials", session, json!({})).await?;
        found.sort_by_cached_key(|found| (found.credential.name.to_lowercase(), found.credential.id.0.clone()));
        Ok(found)
    }

    async fn orphans(
        &self,
        asked: &'static str,
        session: &Session,
        body: Value,
    ) -> Result<Vec<OwnedCredential>, Failure> {
        let path = session.dialect.credentials();
        let ask = Outgoing::to(asked, Nature::Question, session, path, &["actions", "filter-orphan"])?;
        Ok(self.send(&ask.with(&Json::Plain(body))).await?.list("data", owned)?.found)
    }

    /// The credential of this name, or else of this id. Of two answers the name's goes first: it is what people know.
    pub async fn find_credential(&self, session: &Session, word: &str) -> Result<Option<OwnedCredential>, Failure> {
        for by_name in [true, false] {
            // A word that cannot travel in a path is neither.
            let Ok(ask) = Outgoing::read(FINDING, session, session.dialect.credentials(), &[word]) else {
                return Ok(None);
            };
            match self.send(&if by_name { ask.query(&[("byCredentialName", "true")]) } else { ask }).await {
                Ok(answer) => return answer.one(owned).map(Some),
                // The tenant refuses what is no id as such; only its own word counts as "there is none".
                Err(failure) if failure.kind == FailureKind::NotFound => {}
                Err(failure) if failure.kind == FailureKind::Invalid && failure.envelope => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(None)
    }

    /// Deletes a credential. One that is not there is `NotFound`.
    pub async fn delete_credential(&self, session: &Session, id: &CredentialId) -> Result<(), Failure> {
        self.remove("deleting the credentials", session, session.dialect.credentials(), &[&id.0]).await
    }
}

fn allowed(found: Result<Vec<Credential>, Failure>) -> Result<Vec<Credential>, Failure> {
    match found {
        Err(failure) if failure.kind == FailureKind::Forbidden => Ok(Vec::new()),
        other => other,
    }
}

fn owned(mut told: wire::Credential) -> Option<OwnedCredential> {
    let owner = told.user.0.take();
    Some(OwnedCredential { credential: credential(told)?, owner })
}

fn credential(told: wire::Credential) -> Option<Credential> {
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
