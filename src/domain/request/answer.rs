//! What comes back: one variant for every kind of request.

use std::sync::Arc;

use strum::EnumDiscriminants;

use crate::domain::{
    access::{Access, CliContexts},
    browser::{BrowserAttempt, BrowserFault},
    connection::{Connection, ConnectionLookup, Created, NameCheck},
    credential::{Credential, CredentialCheck, OwnedCredential},
    failure::Failure,
    local::{Completion, ReadFile, Unwritten},
    notes::Notes,
    property::Spec,
    session::{Me, Reached, User},
    setup::{ExistingParts, KeyFault, KeyFile, KeyPair, Thing},
    source::{DataSource, Gateway},
    space::Space,
};

/// A page of a list that the tenant tells page by page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageOf<T> {
    /// In the order of the tenant.
    pub items: Vec<T>,
    /// Where the next page is: opaque, to be followed as it came.
    pub next: Option<String>,
    /// There is more that the tenant gives no way to, or that could not be read.
    pub is_cut: bool,
    /// How many there are in all, where the tenant tells it.
    pub total: Option<usize>,
}

/// What came back. Each variant is named as its question. Whoever asked keeps that, so no answer repeats it.
///
/// An error that is a `String` is a sentence for the person.
#[derive(Clone, PartialEq, Eq, Debug, EnumDiscriminants)]
#[allow(missing_docs, reason = "each is the answer to the request of its name")]
#[strum_discriminants(
    name(Asked),
    derive(Hash, PartialOrd, Ord),
    doc = "The kind of a request and of its answer: what may run once at a time, and what is said while it runs.",
    allow(missing_docs, reason = "each is the kind of the request of its name")
)]
pub enum Answer {
    /// Hosts, the latest first, and a sentence where the state file was broken.
    RecentTenants(Vec<String>, Option<String>),
    /// A sentence where it could not be written.
    RememberTenant(Option<String>),
    Copy(Copied),
    Open(Result<(), String>),
    ReadFile(Result<ReadFile, String>),
    CompletePath(Result<Completion, String>),
    /// Nothing remembered is empty notes.
    TenantNotes(Notes),
    /// A sentence where they could not be written.
    KeepNotes(Option<String>),
    /// A sentence where they could not be written.
    AmendNotes(Option<String>),
    CliContexts(Result<CliContexts, String>),
    ReadKey(Result<KeyFile, String>),
    StartBrowser(Result<Box<BrowserAttempt>, String>),
    /// None where neither file exists.
    LoadKeyPair(Result<Option<KeyPair>, KeyFault>),
    MakeKeyPair(Result<KeyPair, KeyFault>),
    RemoveKeyPair(Result<(), String>),
    /// Where they lie, from the root on.
    WriteFiles(Result<String, Unwritten>),

    Reach(Result<Reached, Failure>),
    AwaitBrowser(Result<Access, BrowserFault>),
    FinishBrowser(Result<Access, Failure>),

    SignIn(Result<Me, Failure>),
    ListSpaces(Result<PageOf<Space>, Failure>),
    FindSpaces(Result<PageOf<Space>, Failure>),
    ListSources(Result<Vec<DataSource>, Failure>),
    ReadSpec(Result<Arc<Spec>, Failure>),
    /// None at all is an empty list.
    ListGateways(Result<Vec<Gateway>, Failure>),
    CheckCredential(Result<CredentialCheck, Failure>),
    /// Not being allowed to look is an empty list.
    SuggestCredentials(Result<Vec<Credential>, Failure>),
    CheckName(Result<NameCheck, Failure>),
    AskAuthUrl(Result<Created, Failure>),
    Create(Result<Created, Failure>),
    /// A look-up that fails is a lookup too: "could not tell".
    LookUp(Result<ConnectionLookup, Failure>),
    ReadBack(Result<Box<Connection>, Failure>),
    ChangeConnection(Result<(), Failure>),

    /// Several may have one address, and nobody is an empty list.
    FindUser(Result<Vec<User>, Failure>),
    FindSubject(Result<Option<User>, Failure>),
    /// Whoever the tenant does not tell of is not among them.
    NameUsers(Result<Vec<User>, Failure>),

    /// What could not be looked for says so itself.
    InspectSetUp(Result<Box<ExistingParts>, Failure>),
    /// A secret is told this once.
    MakePart(Result<Thing, Failure>),
    TrySignIn(Result<Me, Failure>),
    RemovePart(Result<(), Failure>),
    /// Whether it stands.
    FindPart(Result<bool, Failure>),

    ListUnusedCredentials(Result<Vec<OwnedCredential>, Failure>),
    FindCredential(Result<Option<OwnedCredential>, Failure>),
    DeleteCredential(Result<(), Failure>),

    ListConnections(Result<PageOf<Connection>, Failure>),
    FindConnections(Result<PageOf<Connection>, Failure>),
    CopyConnection(Result<Box<Connection>, Failure>),
    MoveConnection(Result<(), Failure>),
    DeleteConnection(Result<(), Failure>),
}

impl Answer {
    pub fn asked(&self) -> Asked {
        self.into()
    }

    /// Why it came to nothing, where a tenant was asked. There is no wildcard here: a 401 to a new call ends the session too.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Reach(Err(failure))
            | Self::FinishBrowser(Err(failure))
            | Self::SignIn(Err(failure))
            | Self::ListSpaces(Err(failure))
            | Self::FindSpaces(Err(failure))
            | Self::ListSources(Err(failure))
            | Self::ReadSpec(Err(failure))
            | Self::ListGateways(Err(failure))
            | Self::CheckCredential(Err(failure))
            | Self::SuggestCredentials(Err(failure))
            | Self::CheckName(Err(failure))
            | Self::AskAuthUrl(Err(failure))
            | Self::Create(Err(failure))
            | Self::LookUp(Err(failure))
            | Self::ReadBack(Err(failure))
            | Self::ChangeConnection(Err(failure))
            | Self::FindUser(Err(failure))
            | Self::FindSubject(Err(failure))
            | Self::NameUsers(Err(failure))
            | Self::InspectSetUp(Err(failure))
            | Self::MakePart(Err(failure))
            | Self::TrySignIn(Err(failure))
            | Self::RemovePart(Err(failure))
            | Self::FindPart(Err(failure))
            | Self::ListUnusedCredentials(Err(failure))
            | Self::FindCredential(Err(failure))
            | Self::DeleteCredential(Err(failure))
            | Self::ListConnections(Err(failure))
            | Self::FindConnections(Err(failure))
            | Self::CopyConnection(Err(failure))
            | Self::MoveConnection(Err(failure))
            | Self::DeleteConnection(Err(failure)) => Some(failure),
            Self::InspectSetUp(Ok(existing)) => existing.refused(),
            Self::Reach(Ok(_))
            | Self::FinishBrowser(Ok(_))
            | Self::SignIn(Ok(_))
            | Self::ListSpaces(Ok(_))
            | Self::FindSpaces(Ok(_))
            | Self::ListSources(Ok(_))
            | Self::ReadSpec(Ok(_))
            | Self::ListGateways(Ok(_))
            | Self::CheckCredential(Ok(_))
            | Self::SuggestCredentials(Ok(_))
            | Self::CheckName(Ok(_))
            | Self::AskAuthUrl(Ok(_))
            | Self::Create(Ok(_))
            | Self::LookUp(Ok(_))
            | Self::ReadBack(Ok(_))
            | Self::ChangeConnection(Ok(()))
            | Self::FindUser(Ok(_))
            | Self::FindSubject(Ok(_))
            | Self::NameUsers(Ok(_))
            | Self::MakePart(Ok(_))
            | Self::TrySignIn(Ok(_))
            | Self::RemovePart(Ok(()))
            | Self::FindPart(Ok(_))
            | Self::ListUnusedCredentials(Ok(_))
            | Self::FindCredential(Ok(_))
            | Self::DeleteCredential(Ok(()))
            | Self::ListConnections(Ok(_))
            | Self::FindConnections(Ok(_))
            | Self::CopyConnection(Ok(_))
            | Self::MoveConnection(Ok(()))
            | Self::DeleteConnection(Ok(()))
            // No tenant was asked, or what it said came through the browser.
            | Self::RecentTenants(..)
            | Self::RememberTenant(_)
            | Self::Copy(_)
            | Self::Open(_)
            | Self::ReadFile(_)
            | Self::CompletePath(_)
            | Self::TenantNotes(_)
            | Self::KeepNotes(_)
            | Self::AmendNotes(_)
            | Self::CliContexts(_)
            | Self::ReadKey(_)
            | Self::StartBrowser(_)
            | Self::LoadKeyPair(_)
            | Self::MakeKeyPair(_)
            | Self::RemoveKeyPair(_)
            | Self::WriteFiles(_)
            | Self::AwaitBrowser(_) => None,
        }
    }
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
