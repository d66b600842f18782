//! Credentials that connections left behind (`qlik-cloud-api.md` sections 11 and 12): found, looked up, deleted.

use serde_json::json;

use crate::domain::{
    credential::{CredentialId, Leftover},
    failure::{Failure, FailureKind},
    session::Session,
};

use super::{
    Client, address,
    credentials::credential,
    transport::{Ask, Nature},
    users::no_address,
    wire::{self, Opaque, Page},
};

const LISTING: &str = "listing leftover credentials";
const FINDING: &str = "looking the credential up";

impl Client {
    /// The credentials that no connection uses, as far as the caller may see them.
    pub async fn leftovers(&self, session: &Session) -> Result<Vec<Leftover>, Failure> {
        let url = address::at(&session.tenant, session.dialect.credentials(), &["actions", "filter-orphan"]);
        let ask = Ask {
            asked: LISTING,
            nature: Nature::Question,
            url: url.ok_or_else(|| no_address(LISTING))?,
            session: Some(session),
            body: Some(json!({}).to_string().into()),
            code: None,
        };
        let page: Page<serde_json::Value> = wire::read(self.send(&ask).await?);
        let mut found: Vec<Leftover> = page.data.0.into_iter().filter_map(leftover).collect();
        found.sort_by_cached_key(|found| (found.credential.name.to_lowercase(), found.credential.id.0.clone()));
        Ok(found)
    }

    /// The credential of this name, or else of this id. Of two answers the name's goes first: it is what people know.
    pub async fn find_credential(&self, session: &Session, word: &str) -> Result<Option<Leftover>, Failure> {
        // A word that cannot travel in a path is neither.
        let Some(url) = address::at(&session.tenant, session.dialect.credentials(), &[word]) else { return Ok(None) };
        let by_name = address::with(url.clone(), &[("byCredentialName", "true")]);
        match self.one(session, by_name).await? {
            Some(found) => Ok(Some(found)),
            None => self.one(session, url).await,
        }
    }

    /// Deletes a credential. What is not there any more is gone.
    pub async fn delete_credential(&self, session: &Session, id: &CredentialId) -> Result<(), Failure> {
        self.remove("deleting the credential", session, session.dialect.credentials(), &[&id.0]).await
    }

    async fn one(&self, session: &Session, url: url::Url) -> Result<Option<Leftover>, Failure> {
        match self.send(&Ask::read(FINDING, url, session)).await {
            Ok(answer) => Ok(leftover(answer)),
            // The tenant refuses what is no id as such; only its own word counts as "there is none".
            Err(failure) if failure.kind == FailureKind::NotFound => Ok(None),
            Err(failure) if failure.kind == FailureKind::Invalid && !failure.told.is_empty() => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Owner {
    user: Opaque,
}

fn leftover(told: serde_json::Value) -> Option<Leftover> {
    let owner: Owner = wire::read(told.clone());
    Some(Leftover { credential: credential(wire::read(told))?, owner: owner.user.0 })
}
