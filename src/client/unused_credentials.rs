//! Credentials that connections left behind (`qlik-cloud-api.md` sections 11 and 12): found, looked up, deleted.

use crate::domain::{
    credential::{CredentialId, OwnedCredential},
    failure::{Failure, FailureKind},
    http::Json,
    session::Session,
};

use super::{
    Client, address,
    credentials::credential,
    outgoing::{Nature, Outgoing},
    wire,
};

const LISTING: &str = "listing unused credentials";
const FINDING: &str = "looking up the credentials";

impl Client {
    /// The credentials that no connection uses, as far as the caller may see them.
    pub async fn unused_credentials(&self, session: &Session) -> Result<Vec<OwnedCredential>, Failure> {
        let url = address::at(&session.tenant, session.dialect.credentials(), &["actions", "filter-orphan"]);
        let ask = Outgoing::bare(LISTING, Nature::Question, url.ok_or_else(|| address::no_address(LISTING))?);
        let answer = self.send(&ask.of(session).with(&Json::Object(Vec::new()))).await?;
        let mut found = answer.list("data", owned)?.found;
        found.sort_by_cached_key(|found| (found.credential.name.to_lowercase(), found.credential.id.0.clone()));
        Ok(found)
    }

    /// The credential of this name, or else of this id. Of two answers the name's goes first: it is what people know.
    pub async fn find_credential(&self, session: &Session, word: &str) -> Result<Option<OwnedCredential>, Failure> {
        // A word that cannot travel in a path is neither.
        let Some(url) = address::at(&session.tenant, session.dialect.credentials(), &[word]) else { return Ok(None) };
        let by_name = address::with(url.clone(), &[("byCredentialName", "true")]);
        match self.one(session, by_name).await? {
            Some(found) => Ok(Some(found)),
            None => self.one(session, url).await,
        }
    }

    /// Deletes a credential. One that is not there is `NotFound`.
    pub async fn delete_credential(&self, session: &Session, id: &CredentialId) -> Result<(), Failure> {
        self.remove("deleting the credentials", session, session.dialect.credentials(), &[&id.0]).await
    }

    async fn one(&self, session: &Session, url: url::Url) -> Result<Option<OwnedCredential>, Failure> {
        match self.send(&Outgoing::read(FINDING, url, session)).await {
            Ok(answer) => answer.one(owned).map(Some),
            // The tenant refuses what is no id as such; only its own word counts as "there is none".
            Err(failure) if failure.kind == FailureKind::NotFound => Ok(None),
            Err(failure) if failure.kind == FailureKind::Invalid && failure.envelope => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}

fn owned(mut told: wire::Credential) -> Option<OwnedCredential> {
    let owner = told.user.0.take();
    Some(OwnedCredential { credential: credential(told)?, owner })
}
