//! What the screens may ask, and what comes back. One request, one answer; a page of a list is a request of its own.

use std::sync::Arc;

use super::{
    connection::{Connection, Created, NameCheck, NewConnection, Sighting, Sought},
    credential::{Credential, CredentialCheck},
    failure::Failure,
    local::{Completion, ReadFile},
    property::Spec,
    session::{Me, Reached, Session},
    source::{DataSource, Gateway, SourceId},
    space::{SpaceId, SpacePage},
    tenant::Tenant,
};

/// A question to the tenant or to this machine. The worker alone answers them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Request {
    /// The tenants used lately, from the state file.
    RecentTenants,
    /// Put a tenant on that list.
    RememberTenant(Tenant),
    /// Put a text on the clipboard. It may carry state and challenge, so it is never logged.
    Copy(Text),
    /// Open an address in the browser.
    Open(Text),
    /// Read a file of this machine, named by its path as it was typed.
    ReadFile(String),
    /// How the beginning of a path can go on.
    CompletePath(String),

    /// Is anybody there, and is it a tenant?
    Reach(Tenant),
    /// Prove the token, and learn who it is.
    SignIn(Session),
    /// A page of spaces: the first without a place, the next at the place the one before named.
    ListSpaces(Session, Option<String>),
    /// Spaces whose name contains this.
    FindSpaces(Session, String),
    /// All data sources, also the switched-off ones.
    ListSources(Session),
    /// The api-specs of a source.
    ReadSpec(Session, SourceId),
    /// The gateways that reach a source.
    ListGateways(Session, SourceId),
    /// Whether the caller has a credential of this name.
    CheckCredential(Session, String),
    /// The caller's separated credentials for this source, as far as they can be found.
    SuggestCredentials(Session, SourceId),
    /// Whether a name is free in a space.
    CheckName(Session, Option<SpaceId>, String),
    /// The first call of interactive OAuth. It may create.
    AskAuthUrl(Session, NewConnection),
    /// The create.
    Create(Session, NewConnection),
    /// Whether a create whose answer never came was carried out.
    LookUp(Session, Sought),
    /// Read a connection back, with its properties.
    ReadBack(Session, String),
}

/// The kind of a request, for what may run once at a time and for the words while it runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Asked {
    /// [`Request::RecentTenants`]
    RecentTenants,
    /// [`Request::RememberTenant`]
    RememberTenant,
    /// [`Request::Copy`]
    Copy,
    /// [`Request::Open`]
    Open,
    /// [`Request::ReadFile`]
    ReadFile,
    /// [`Request::CompletePath`]
    CompletePath,
    /// [`Request::Reach`]
    Reach,
    /// [`Request::SignIn`]
    SignIn,
    /// [`Request::ListSpaces`]
    ListSpaces,
    /// [`Request::FindSpaces`]
    FindSpaces,
    /// [`Request::ListSources`]
    ListSources,
    /// [`Request::ReadSpec`]
    ReadSpec,
    /// [`Request::ListGateways`]
    ListGateways,
    /// [`Request::CheckCredential`]
    CheckCredential,
    /// [`Request::SuggestCredentials`]
    SuggestCredentials,
    /// [`Request::CheckName`]
    CheckName,
    /// [`Request::AskAuthUrl`]
    AskAuthUrl,
    /// [`Request::Create`]
    Create,
    /// [`Request::LookUp`]
    LookUp,
    /// [`Request::ReadBack`]
    ReadBack,
}

impl Request {
    /// Its kind.
    pub fn asked(&self) -> Asked {
        match self {
            Self::RecentTenants => Asked::RecentTenants,
            Self::RememberTenant(_) => Asked::RememberTenant,
            Self::Copy(_) => Asked::Copy,
            Self::Open(_) => Asked::Open,
            Self::ReadFile(_) => Asked::ReadFile,
            Self::CompletePath(_) => Asked::CompletePath,
            Self::Reach(_) => Asked::Reach,
            Self::SignIn(_) => Asked::SignIn,
            Self::ListSpaces(..) => Asked::ListSpaces,
            Self::FindSpaces(..) => Asked::FindSpaces,
            Self::ListSources(_) => Asked::ListSources,
            Self::ReadSpec(..) => Asked::ReadSpec,
            Self::ListGateways(..) => Asked::ListGateways,
            Self::CheckCredential(..) => Asked::CheckCredential,
            Self::SuggestCredentials(..) => Asked::SuggestCredentials,
            Self::CheckName(..) => Asked::CheckName,
            Self::AskAuthUrl(..) => Asked::AskAuthUrl,
            Self::Create(..) => Asked::Create,
            Self::LookUp(..) => Asked::LookUp,
            Self::ReadBack(..) => Asked::ReadBack,
        }
    }
}

impl Asked {
    /// Whether it may make a connection. Such a request outlives its screen, for it cannot be called back.
    pub fn may_create(self) -> bool {
        matches!(self, Self::AskAuthUrl | Self::Create)
    }
}

/// A text whose `Debug` shows only its length: addresses carry state and challenge.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(pub String);

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({} characters)", self.0.chars().count())
    }
}

/// What came back, one variant for every request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// To [`Request::RecentTenants`]: hosts, the latest first, and a word where the state file was broken.
    RecentTenants(Vec<String>, Option<String>),
    /// To [`Request::RememberTenant`]: a word where it could not be written.
    Remembered(Option<String>),
    /// To [`Request::Copy`].
    Copied(Copied),
    /// To [`Request::Open`]: what was tried, or why not.
    Opened(Result<(), String>),
    /// To [`Request::ReadFile`]: for which path, and the file, or a sentence.
    FileRead(String, Result<ReadFile, String>),
    /// To [`Request::CompletePath`]: for which beginning, and how it goes on, or a sentence.
    PathCompleted(String, Result<Completion, String>),
    /// To [`Request::Reach`].
    Reached(Result<Reached, Failure>),
    /// To [`Request::SignIn`].
    SignedIn(Result<Me, Failure>),
    /// To [`Request::ListSpaces`].
    Spaces(Result<SpacePage, Failure>),
    /// To [`Request::FindSpaces`].
    FoundSpaces(Result<SpacePage, Failure>),
    /// To [`Request::ListSources`].
    Sources(Result<Vec<DataSource>, Failure>),
    /// To [`Request::ReadSpec`]: for which source, and its specs.
    Spec(SourceId, Result<Arc<Spec>, Failure>),
    /// To [`Request::ListGateways`]. None at all is an empty list.
    Gateways(Result<Vec<Gateway>, Failure>),
    /// To [`Request::CheckCredential`]: for which name, and what is known of it.
    CredentialChecked(String, Result<CredentialCheck, Failure>),
    /// To [`Request::SuggestCredentials`]. Not being allowed to look is an empty list.
    Suggestions(Result<Vec<Credential>, Failure>),
    /// To [`Request::CheckName`]: for which name, and what is known of it.
    NameChecked(String, Result<NameCheck, Failure>),
    /// To [`Request::AskAuthUrl`].
    AuthUrl(Result<Created, Failure>),
    /// To [`Request::Create`].
    Created(Result<Created, Failure>),
    /// To [`Request::LookUp`]. A look-up that fails is a sighting too: "could not tell".
    LookedUp(Result<Sighting, Failure>),
    /// To [`Request::ReadBack`].
    ReadBack(Result<Box<Connection>, Failure>),
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
