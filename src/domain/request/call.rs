//! What is asked of the tenant: with a session, or before there is one.

use crate::domain::{
    browser::BrowserAttempt,
    connection::{ConnectionQuery, Move, NewConnection, Sought},
    credential::CredentialId,
    patch::Change,
    secret::Secret,
    setup::{MadePart, NewPart, WantedParts},
    source::SourceId,
    space::SpaceId,
    tenant::Tenant,
};

/// A question to the tenant that needs a session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Call {
    /// Prove the token, and learn who it is.
    SignIn,
    /// A page of spaces: the first without a place, the next at the place the one before named.
    ListSpaces(Option<String>),
    /// Spaces whose name contains this.
    FindSpaces(String),
    /// All data sources, also the switched-off ones.
    ListSources,
    ReadSpec(SourceId),
    /// The gateways that reach a source.
    ListGateways(SourceId),
    /// Whether the caller has a credential of this name.
    CheckCredential(String),
    /// The caller's separated credentials for this source, as far as they can be found.
    SuggestCredentials(SourceId),
    /// Whether a name is free in a space.
    CheckName(Option<SpaceId>, String),
    /// The first call of interactive OAuth. It may create.
    AskAuthUrl(NewConnection),
    Create(NewConnection),
    /// Whether a create whose answer never came was carried out.
    LookUp(Sought),
    /// Read a connection back, with its properties.
    ReadBack(String),
    /// Change a connection, by its id; with an authorization code where its source signs in through a browser.
    ChangeConnection(String, Vec<Change>, Option<Secret>),
    /// The users with this e-mail address.
    FindUser(String),
    FindSubject(String),
    NameUsers(Vec<String>),
    /// What exists already of a set-up.
    InspectSetUp(WantedParts),
    MakePart(NewPart),
    /// Prove a session other than the person's own, and learn who it is.
    TrySignIn,
    RemovePart(MadePart),
    /// Whether a part of a set-up stands.
    FindPart(MadePart),
    ListUnusedCredentials,
    /// A credential by its name or id.
    FindCredential(String),
    DeleteCredential(CredentialId),
    /// A page of connections: the first without a place, the next at the place the one before named.
    ListConnections(ConnectionQuery, Option<String>),
    /// Connections whose name contains this.
    FindConnections(String),
    /// Copy the connection of this id, under this name, into this space or the caller's personal one.
    CopyConnection(String, String, Option<SpaceId>),
    /// Move a connection into another space, or to another owner.
    MoveConnection(Move),
    /// Delete the connection of this id.
    DeleteConnection(String),
}

/// A question to a tenant that needs no session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PublicCall {
    /// Is anybody there, and is it a tenant?
    Reach(Tenant),
    /// Listen for the browser, and exchange what it brings. Runs until it comes, or until it is cancelled.
    AwaitBrowser(BrowserAttempt),
    /// Exchange a code that [`crate::domain::browser::read_return`] read out of what was pasted.
    FinishBrowser(BrowserAttempt, Secret),
}
