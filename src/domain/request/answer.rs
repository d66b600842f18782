//! What comes back: one variant for every kind of request.

use std::sync::Arc;

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
#[derive(Clone, PartialEq, Eq, Debug)]
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
