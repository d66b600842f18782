//! What the screens may ask, and what comes back. One request, one answer; a page of a list is a request of its own.

mod answer;

use super::{
    browser::{BrowserAttempt, BrowserPlan},
    connection::{NewConnection, Sought},
    credential::CredentialId,
    local::Target,
    notes::{Amendment, Notes},
    secret::Secret,
    session::Session,
    setup::{KeyPair, KeyPlan, Made, NewImpersonator, NewProvider, NewWebIntegration, Wanted},
    source::SourceId,
    space::SpaceId,
    tenant::Tenant,
};

pub use answer::{Answer, Asked, Copied};

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
    /// How the beginning of a path can go on that is to lead to this.
    CompletePath(String, Target),

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

    /// What is remembered of a tenant.
    TenantNotes(Tenant),
    /// Remember this of a tenant.
    KeepNotes(Tenant, Notes),
    /// Change what is remembered of a tenant, and leave the rest of it.
    AmendNotes(Tenant, Amendment),
    /// The contexts of qlik-cli.
    CliContexts,
    /// Read a private key from the file of this path.
    ReadKey(Text),
    /// Begin a sign-in through the browser: makes the address to open, and sends nothing.
    StartBrowser(BrowserPlan),
    /// Listen for the browser, and exchange what it brings. Runs until it comes, or until it is cancelled.
    AwaitBrowser(BrowserAttempt),
    /// Exchange a code that [`super::browser::read_return`] read out of what was pasted.
    FinishBrowser(BrowserAttempt, Secret),
    /// The users with this e-mail address.
    FindUser(Session, String),
    /// The user with this subject.
    FindSubject(Session, String),

    /// What exists already of a set-up.
    InspectSetUp(Session, Wanted),
    /// The key pair of this plan, if its files exist.
    LoadKeyPair(KeyPlan),
    /// Make a key pair and a self-signed certificate. Takes seconds.
    MakeKeyPair(KeyPlan),
    /// Delete the files of a key pair.
    RemoveKeyPair(KeyPair),
    /// Make an identity provider.
    MakeProvider(Session, NewProvider),
    /// Make a web integration.
    MakeWebIntegration(Session, NewWebIntegration),
    /// Make an OAuth client that may impersonate.
    MakeImpersonator(Session, NewImpersonator),
    /// Make a further secret of an OAuth client, by its id.
    MakeClientSecret(Session, String),
    /// Make the tenant trust an OAuth client, by its id.
    TrustImpersonator(Session, String),
    /// Prove a session other than the person's own, and learn who it is.
    TrySignIn(Session),
    /// Take something of a set-up away.
    Undo(Session, Made),

    /// Credentials that no connection uses.
    ListUnusedCredentials(Session),
    /// A credential by its name or id.
    FindCredential(Session, String),
    /// Delete a credential.
    DeleteCredential(Session, CredentialId),
}

impl Request {
    /// Its kind.
    pub fn asked(&self) -> Asked {
        match self {
            Self::RecentTenants => Asked::RecentTenants,
            Self::RememberTenant(..) => Asked::RememberTenant,
            Self::Copy(..) => Asked::Copy,
            Self::Open(..) => Asked::Open,
            Self::ReadFile(..) => Asked::ReadFile,
            Self::CompletePath(..) => Asked::CompletePath,
            Self::Reach(..) => Asked::Reach,
            Self::SignIn(..) => Asked::SignIn,
            Self::ListSpaces(..) => Asked::ListSpaces,
            Self::FindSpaces(..) => Asked::FindSpaces,
            Self::ListSources(..) => Asked::ListSources,
            Self::ReadSpec(..) => Asked::ReadSpec,
            Self::ListGateways(..) => Asked::ListGateways,
            Self::CheckCredential(..) => Asked::CheckCredential,
            Self::SuggestCredentials(..) => Asked::SuggestCredentials,
            Self::CheckName(..) => Asked::CheckName,
            Self::AskAuthUrl(..) => Asked::AskAuthUrl,
            Self::Create(..) => Asked::Create,
            Self::LookUp(..) => Asked::LookUp,
            Self::ReadBack(..) => Asked::ReadBack,
            Self::TenantNotes(..) => Asked::TenantNotes,
            Self::KeepNotes(..) => Asked::KeepNotes,
            Self::AmendNotes(..) => Asked::AmendNotes,
            Self::CliContexts => Asked::CliContexts,
            Self::ReadKey(..) => Asked::ReadKey,
            Self::StartBrowser(..) => Asked::StartBrowser,
            Self::AwaitBrowser(..) => Asked::AwaitBrowser,
            Self::FinishBrowser(..) => Asked::FinishBrowser,
            Self::FindUser(..) => Asked::FindUser,
            Self::FindSubject(..) => Asked::FindSubject,
            Self::InspectSetUp(..) => Asked::InspectSetUp,
            Self::LoadKeyPair(..) => Asked::LoadKeyPair,
            Self::MakeKeyPair(..) => Asked::MakeKeyPair,
            Self::RemoveKeyPair(..) => Asked::RemoveKeyPair,
            Self::MakeProvider(..) => Asked::MakeProvider,
            Self::MakeWebIntegration(..) => Asked::MakeWebIntegration,
            Self::MakeImpersonator(..) => Asked::MakeImpersonator,
            Self::MakeClientSecret(..) => Asked::MakeClientSecret,
            Self::TrustImpersonator(..) => Asked::TrustImpersonator,
            Self::TrySignIn(..) => Asked::TrySignIn,
            Self::Undo(..) => Asked::Undo,
            Self::ListUnusedCredentials(..) => Asked::ListUnusedCredentials,
            Self::FindCredential(..) => Asked::FindCredential,
            Self::DeleteCredential(..) => Asked::DeleteCredential,
        }
    }
}

impl Request {
    /// At which tenant, and as whom.
    pub fn session(&self) -> Option<&Session> {
        match self {
            Self::SignIn(session)
            | Self::ListSpaces(session, ..)
            | Self::FindSpaces(session, ..)
            | Self::ListSources(session)
            | Self::ReadSpec(session, ..)
            | Self::ListGateways(session, ..)
            | Self::CheckCredential(session, ..)
            | Self::SuggestCredentials(session, ..)
            | Self::CheckName(session, ..)
            | Self::AskAuthUrl(session, ..)
            | Self::Create(session, ..)
            | Self::LookUp(session, ..)
            | Self::ReadBack(session, ..)
            | Self::FindUser(session, ..)
            | Self::FindSubject(session, ..)
            | Self::InspectSetUp(session, ..)
            | Self::MakeProvider(session, ..)
            | Self::MakeWebIntegration(session, ..)
            | Self::MakeImpersonator(session, ..)
            | Self::MakeClientSecret(session, ..)
            | Self::TrustImpersonator(session, ..)
            | Self::TrySignIn(session)
            | Self::Undo(session, ..)
            | Self::ListUnusedCredentials(session)
            | Self::FindCredential(session, ..)
            | Self::DeleteCredential(session, ..) => Some(session),
            _ => None,
        }
    }
}

impl Asked {
    /// Whether it may make something at the tenant.
    pub fn may_create(self) -> bool {
        matches!(
            self,
            Self::AskAuthUrl
                | Self::Create
                | Self::MakeProvider
                | Self::MakeWebIntegration
                | Self::MakeImpersonator
                | Self::MakeClientSecret
        )
    }

    /// Whether it goes on when its screen is left: what may make something, and what is only written down.
    pub fn outlives_its_screen(self) -> bool {
        self.may_create() || matches!(self, Self::RememberTenant | Self::KeepNotes | Self::AmendNotes)
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
