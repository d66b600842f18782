//! What the screens may ask, and what comes back. One request, one answer; a page of a list is a request of its own.
//!
//! To add a call: its line with its manner in the list of [`Call`] (or [`Chore`]) below, a variant of [`Answer`] of the same name, the
//! function of the client, and the arm of the worker.

mod answer;

use super::{
    browser::{BrowserAttempt, BrowserFault, BrowserPlan},
    connection::{ConnectionQuery, Move, NewConnection, Sought},
    credential::CredentialId,
    failure::Failure,
    local::{NewFiles, PathTarget},
    notes::{Amendment, Notes},
    patch::Change,
    secret::Secret,
    session::Session,
    setup::{KeyPair, KeyPlan, MadePart, NewPart, WantedParts},
    source::SourceId,
    space::SpaceId,
    tenant::Tenant,
};

pub use answer::{Answer, Copied, PageOf};

pub use super::secret::HiddenText;

/// A question to the tenant or to this machine. The worker alone answers them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Request {
    /// At which tenant and as whom, and what.
    Tenant(Session, Call),
    /// At a tenant, but as nobody yet.
    Public(PublicCall),
    /// On this machine.
    Here(Chore),
}

impl Request {
    pub fn asked(&self) -> Asked {
        match self {
            Self::Tenant(_, call) => call.asked(),
            Self::Public(call) => call.asked(),
            Self::Here(chore) => chore.asked(),
        }
    }
}

/// How a request is waited for, and what leaving its screen does to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Manner {
    /// A spinner turns while it runs, and leaving the screen drops it.
    Ask,
    /// Changes something at the tenant, so it cannot be called back: it goes on when its screen is left, and its outcome counts.
    Write,
    /// No spinner turns, and leaving the screen drops it.
    Aside,
    /// No spinner turns, and it goes on when its screen is left: leaving is often when something is written down, and what is read
    /// there helps the next screen too.
    Note,
}

/// The enums of the requests out of their lists below, and what is asked of every request. Whatever is missing does not compile: a
/// call without its answer or its manner, or an answer that could end the session and is not looked at.
macro_rules! requests {
    (
        $(#[$about_chores:meta])* $chores:ident { $($(#[$note:meta])* $chore:ident $(($($with:ty),+))? => $chore_manner:ident,)* }
        $($(#[$about_calls:meta])* $calls:ident { $($(#[$doc:meta])* $call:ident $(($($of:ty),+))? => $manner:ident,)* })*
    ) => {
        $(#[$about_chores])*
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum $chores { $($(#[$note])* $chore $(($($with),+))?,)* }

        $($(#[$about_calls])*
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum $calls { $($(#[$doc])* $call $(($($of),+))?,)* })*

        /// The kind of a request and of its answer: what may run once at a time, and what is said while it runs.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Asked { $($chore,)* $($($call,)*)* }

        impl Asked {
            pub fn manner(self) -> Manner {
                match self { $(Self::$chore => Manner::$chore_manner,)* $($(Self::$call => Manner::$manner,)*)* }
            }
        }

        impl $chores {
            pub fn asked(&self) -> Asked {
                match self { $(Self::$chore { .. } => Asked::$chore,)* }
            }
        }

        $(impl $calls {
            pub fn asked(&self) -> Asked {
                match self { $(Self::$call { .. } => Asked::$call,)* }
            }
        })*

        impl Answer {
            pub fn asked(&self) -> Asked {
                match self { $(Self::$chore { .. } => Asked::$chore,)* $($(Self::$call(_) => Asked::$call,)*)* }
            }

            /// Why it came to nothing, where a tenant was asked: a 401 to a new call ends the session too.
            pub fn failure(&self) -> Option<&Failure> {
                match self {
                    Self::InspectSetUp(Ok(existing)) => existing.refused(),
                    $($(Self::$call(answer) => answer.failure(),)*)*
                    $(Self::$chore { .. } => None,)*
                }
            }
        }
    };
}

requests! {
    /// What is asked of this machine.
    Chore {
        /// The tenants used lately, from the state file.
        RecentTenants => Aside,
        /// Put a tenant on that list.
        RememberTenant(Tenant) => Note,
        /// Put a text on the clipboard. It may carry state and challenge, so it is never logged.
        Copy(HiddenText) => Aside,
        /// Open an address in the browser.
        Open(HiddenText) => Aside,
        /// Read a file of this machine, named by its path as it was typed.
        ReadFile(String) => Ask,
        /// How the beginning of a path can go on that is to lead to this.
        CompletePath(String, PathTarget) => Ask,
        /// What is remembered of a tenant.
        TenantNotes(Tenant) => Note,
        /// Remember this of a tenant.
        KeepNotes(Tenant, Notes) => Note,
        /// Change what is remembered of a tenant, and leave the rest of it.
        AmendNotes(Tenant, Amendment) => Note,
        CliContexts => Ask,
        /// Read a private key from the file of this path.
        ReadKey(HiddenText) => Ask,
        /// Begin a sign-in through the browser: makes the address to open, and sends nothing.
        StartBrowser(BrowserPlan) => Ask,
        /// The key pair of this plan, if its files exist.
        LoadKeyPair(KeyPlan) => Ask,
        /// Make a key pair and a self-signed certificate. Takes seconds.
        MakeKeyPair(KeyPlan) => Ask,
        /// Delete the files of a key pair.
        RemoveKeyPair(KeyPair) => Ask,
        /// Write files that the person keeps.
        WriteFiles(NewFiles) => Ask,
    }

    /// A question to a tenant that needs no session.
    PublicCall {
        /// Is anybody there, and is it a tenant?
        Reach(Tenant) => Ask,
        /// Listen for the browser, and exchange what it brings. Runs until it comes, or until it is cancelled.
        AwaitBrowser(BrowserAttempt) => Aside,
        /// Exchange a code that [`super::browser::read_return`] read out of what was pasted.
        FinishBrowser(BrowserAttempt, Secret) => Ask,
    }

    /// A question to the tenant that needs a session.
    Call {
        /// Prove the token, and learn who it is.
        SignIn => Ask,
        /// A page of spaces: the first without a place, the next at the place the one before named.
        ListSpaces(Option<String>) => Ask,
        /// Spaces whose name contains this.
        FindSpaces(String) => Ask,
        /// All data sources, also the switched-off ones.
        ListSources => Ask,
        ReadSpec(SourceId) => Ask,
        /// The gateways that reach a source.
        ListGateways(SourceId) => Ask,
        /// Whether the caller has a credential of this name.
        CheckCredential(String) => Ask,
        /// The caller's separated credentials for this source, as far as they can be found.
        SuggestCredentials(SourceId) => Ask,
        /// Whether a name is free in a space.
        CheckName(Option<SpaceId>, String) => Ask,
        /// The first call of interactive OAuth. It may create.
        AskAuthUrl(NewConnection) => Write,
        Create(NewConnection) => Write,
        /// Whether a create whose answer never came was carried out.
        LookUp(Sought) => Ask,
        /// Read a connection back, with its properties.
        ReadBack(String) => Ask,
        /// Change a connection, by its id; with an authorization code where its source signs in through a browser.
        ChangeConnection(String, Vec<Change>, Option<Secret>) => Write,
        /// The users with this e-mail address.
        FindUser(String) => Ask,
        FindSubject(String) => Ask,
        NameUsers(Vec<String>) => Aside,
        /// What exists already of a set-up.
        InspectSetUp(WantedParts) => Ask,
        MakePart(NewPart) => Write,
        /// Prove a session other than the person's own, and learn who it is.
        TrySignIn => Ask,
        RemovePart(MadePart) => Write,
        /// Whether a part of a set-up stands.
        FindPart(MadePart) => Ask,
        ListUnusedCredentials => Ask,
        /// A credential by its name or id.
        FindCredential(String) => Ask,
        DeleteCredential(CredentialId) => Write,
        /// A page of connections: the first without a place, the next at the place the one before named.
        ListConnections(ConnectionQuery, Option<String>) => Ask,
        /// Connections whose name contains this.
        FindConnections(String) => Ask,
        /// Copy the connection of this id, under this name, into this space or the caller's personal one.
        CopyConnection(String, String, Option<SpaceId>) => Write,
        /// Move a connection into another space, or to another owner.
        MoveConnection(Move) => Write,
        /// Delete the connection of this id.
        DeleteConnection(String) => Write,
    }
}

/// What a call came to.
trait CallResult {
    fn failure(&self) -> Option<&Failure>;
}

impl<T> CallResult for Result<T, Failure> {
    fn failure(&self) -> Option<&Failure> {
        self.as_ref().err()
    }
}

/// What the tenant said came through the browser.
impl<T> CallResult for Result<T, BrowserFault> {
    fn failure(&self) -> Option<&Failure> {
        None
    }
}
