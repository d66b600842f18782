//! Placeholders of the contract.
#![expect(clippy::unused_async, reason = "placeholders")]

use crate::domain::{
    access::Access,
    browser::BrowserAttempt,
    credential::{CredentialId, Leftover},
    failure::{Failure, FailureKind},
    people::User,
    secret::Secret,
    session::Session,
    setup::{
        Existing, Look, Made, NewImpersonator, NewProvider, NewWebIntegration, OauthClient, Provider, Wanted,
        WebIntegration,
    },
};

use super::Client;

fn not_yet<T>() -> Result<T, Failure> {
    Err(Failure::new(FailureKind::Unexpected("This is not there yet.".to_owned()), "this"))
}

impl Client {
    /// Exchanges the code that the browser came back with.
    pub async fn exchange_code(&self, _: &BrowserAttempt, _: &Secret) -> Result<Access, Failure> {
        not_yet()
    }
    /// Users by e-mail.
    pub async fn users_by_email(&self, _: &Session, _: &str) -> Result<Vec<User>, Failure> {
        not_yet()
    }
    /// What exists of a set-up.
    pub async fn inspect_set_up(&self, _: &Session, _: &Wanted) -> Existing {
        Existing { provider: Look::Unasked, same_issuer: vec![], web_integration: Look::Unasked, client: Look::Unasked }
    }
    /// Makes an identity provider.
    pub async fn make_provider(&self, _: &Session, _: &NewProvider) -> Result<Provider, Failure> {
        not_yet()
    }
    /// Makes a web integration.
    pub async fn make_web_integration(&self, _: &Session, _: &NewWebIntegration) -> Result<WebIntegration, Failure> {
        not_yet()
    }
    /// Makes an OAuth client.
    pub async fn make_impersonator(&self, _: &Session, _: &NewImpersonator) -> Result<OauthClient, Failure> {
        not_yet()
    }
    /// Trusts an OAuth client.
    pub async fn trust_impersonator(&self, _: &Session, _: &str) -> Result<(), Failure> {
        not_yet()
    }
    /// Takes something away.
    pub async fn undo(&self, _: &Session, _: &Made) -> Result<(), Failure> {
        not_yet()
    }
    /// Orphans.
    pub async fn leftovers(&self, _: &Session) -> Result<Vec<Leftover>, Failure> {
        not_yet()
    }
    /// By name or id.
    pub async fn find_credential(&self, _: &Session, _: &str) -> Result<Option<Leftover>, Failure> {
        not_yet()
    }
    /// Deletes one.
    pub async fn delete_credential(&self, _: &Session, _: &CredentialId) -> Result<(), Failure> {
        not_yet()
    }
}
