//! What comes back: one variant for every request.

use std::sync::Arc;

use crate::domain::{
    access::Access,
    browser::{BrowserAttempt, BrowserFault},
    connection::{Connection, Created, NameCheck, Sighting},
    contexts::CliContexts,
    credential::{Credential, CredentialCheck, OwnedCredential},
    failure::Failure,
    local::{Completion, ReadFile},
    notes::Notes,
    property::Spec,
    session::{Me, Reached},
    setup::{ClientSecret, Existing, KeyFault, KeyFile, KeyPair, Made, OauthClient, Provider, WebIntegration},
    source::{DataSource, Gateway, SourceId},
    space::SpacePage,
    user::User,
};

/// What came back, one variant for every request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// To [`super::Request::RecentTenants`]: hosts, the latest first, and a word where the state file was broken.
    RecentTenants(Vec<String>, Option<String>),
    /// To [`super::Request::RememberTenant`]: a word where it could not be written.
    Remembered(Option<String>),
    /// To [`super::Request::Copy`].
    Copied(Copied),
    /// To [`super::Request::Open`]: what was tried, or why not.
    Opened(Result<(), String>),
    /// To [`super::Request::ReadFile`]: for which path, and the file, or a sentence.
    FileRead(String, Result<ReadFile, String>),
    /// To [`super::Request::CompletePath`]: for which beginning, and how it goes on, or a sentence.
    PathCompleted(String, Result<Completion, String>),
    /// To [`super::Request::Reach`].
    Reached(Result<Reached, Failure>),
    /// To [`super::Request::SignIn`].
    SignedIn(Result<Me, Failure>),
    /// To [`super::Request::ListSpaces`].
    Spaces(Result<SpacePage, Failure>),
    /// To [`super::Request::FindSpaces`].
    FoundSpaces(Result<SpacePage, Failure>),
    /// To [`super::Request::ListSources`].
    Sources(Result<Vec<DataSource>, Failure>),
    /// To [`super::Request::ReadSpec`]: for which source, and its specs.
    Spec(SourceId, Result<Arc<Spec>, Failure>),
    /// To [`super::Request::ListGateways`]. None at all is an empty list.
    Gateways(Result<Vec<Gateway>, Failure>),
    /// To [`super::Request::CheckCredential`]: for which name, and what is known of it.
    CredentialChecked(String, Result<CredentialCheck, Failure>),
    /// To [`super::Request::SuggestCredentials`]. Not being allowed to look is an empty list.
    Suggestions(Result<Vec<Credential>, Failure>),
    /// To [`super::Request::CheckName`]: for which name, and what is known of it.
    NameChecked(String, Result<NameCheck, Failure>),
    /// To [`super::Request::AskAuthUrl`].
    AuthUrl(Result<Created, Failure>),
    /// To [`super::Request::Create`].
    Created(Result<Created, Failure>),
    /// To [`super::Request::LookUp`]. A look-up that fails is a sighting too: "could not tell".
    LookedUp(Result<Sighting, Failure>),
    /// To [`super::Request::ReadBack`].
    ReadBack(Result<Box<Connection>, Failure>),

    /// To [`super::Request::TenantNotes`]. Nothing remembered is empty notes.
    TenantNotes(Notes),
    /// To [`super::Request::KeepNotes`] and [`super::Request::AmendNotes`]: a word where they could not be written.
    NotesKept(Option<String>),
    /// To [`super::Request::CliContexts`]: the error is a sentence.
    CliContexts(Result<CliContexts, String>),
    /// To [`super::Request::ReadKey`]: the error is a sentence.
    KeyRead(Result<KeyFile, String>),
    /// To [`super::Request::StartBrowser`]: the error is a sentence.
    BrowserStarted(Result<Box<BrowserAttempt>, String>),
    /// To [`super::Request::AwaitBrowser`].
    BrowserReturned(Result<Access, BrowserFault>),
    /// To [`super::Request::FinishBrowser`].
    BrowserFinished(Result<Access, Failure>),
    /// To [`super::Request::FindUser`]: for which address, and who has it. Several may, and nobody is an empty list.
    UsersFound(String, Result<Vec<User>, Failure>),
    /// To [`super::Request::FindSubject`]: for which subject, and who has it.
    SubjectFound(String, Result<Option<User>, Failure>),

    /// To [`super::Request::InspectSetUp`]. What could not be looked for says so itself.
    SetUpInspected(Result<Box<Existing>, Failure>),
    /// To [`super::Request::LoadKeyPair`]: none where neither file exists.
    KeyPairLoaded(Result<Option<KeyPair>, KeyFault>),
    /// To [`super::Request::MakeKeyPair`].
    KeyPairMade(Result<KeyPair, KeyFault>),
    /// To [`super::Request::RemoveKeyPair`]: the error is a sentence.
    KeyPairRemoved(Result<(), String>),
    /// To [`super::Request::MakeProvider`].
    ProviderMade(Result<Provider, Failure>),
    /// To [`super::Request::MakeWebIntegration`].
    WebIntegrationMade(Result<WebIntegration, Failure>),
    /// To [`super::Request::MakeImpersonator`]: with the secret, which is told this once.
    ImpersonatorMade(Result<OauthClient, Failure>),
    /// To [`super::Request::MakeClientSecret`]: told this once.
    ClientSecretMade(Result<ClientSecret, Failure>),
    /// To [`super::Request::TrustImpersonator`].
    ImpersonatorTrusted(Result<(), Failure>),
    /// To [`super::Request::TrySignIn`].
    TriedSignIn(Result<Me, Failure>),
    /// To [`super::Request::Undo`]: what was to go, and whether it is gone. What was not there any more is gone.
    Undone(Made, Result<(), Failure>),

    /// To [`super::Request::ListOrphans`].
    Orphans(Result<Vec<OwnedCredential>, Failure>),
    /// To [`super::Request::FindCredential`]: for which name or id, and what it is.
    CredentialFound(String, Result<Option<OwnedCredential>, Failure>),
    /// To [`super::Request::DeleteCredential`]. What was not there any more is gone.
    CredentialDeleted(Result<(), Failure>),
}

/// What was really done with a text for the clipboard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Copied {
    /// The clipboard of this machine has it.
    Native,
    /// These bytes were sent to the terminal, which may or may not pass them on.
    Terminal(Vec<u8>),
    /// It could not be copied, for this reason.
    Failed(String),
}
