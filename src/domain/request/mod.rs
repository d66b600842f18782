//! What the screens may ask, and what comes back. One request, one answer; a page of a list is a request of its own.
//!
//! To add a call: a variant of [`Call`] (or [`Chore`]), one of [`Answer`] of the same name, the function of the client, and the
//! arms that the compiler then asks for: kind, manner, and who answers it.

mod answer;
mod call;
mod chore;

use super::session::Session;

pub use answer::{Answer, Asked, Copied, PageOf};
pub use call::{Call, PublicCall};
pub use chore::Chore;

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

impl Asked {
    /// The manner of every kind. There is no wildcard here, so that a new one has to choose.
    pub fn manner(self) -> Manner {
        match self {
            Self::AskAuthUrl
            | Self::Create
            | Self::ChangeConnection
            | Self::MakePart
            | Self::RemovePart
            | Self::DeleteCredential
            | Self::CopyConnection
            | Self::MoveConnection
            | Self::DeleteConnection => Manner::Write,
            Self::RecentTenants | Self::Copy | Self::Open | Self::AwaitBrowser | Self::NameUsers => Manner::Aside,
            Self::TenantNotes | Self::RememberTenant | Self::KeepNotes | Self::AmendNotes => Manner::Note,
            Self::ReadFile
            | Self::CompletePath
            | Self::CliContexts
            | Self::ReadKey
            | Self::StartBrowser
            | Self::LoadKeyPair
            | Self::MakeKeyPair
            | Self::RemoveKeyPair
            | Self::WriteFiles
            | Self::Reach
            | Self::FinishBrowser
            | Self::SignIn
            | Self::ListSpaces
            | Self::FindSpaces
            | Self::ListSources
            | Self::ReadSpec
            | Self::ListGateways
            | Self::CheckCredential
            | Self::SuggestCredentials
            | Self::CheckName
            | Self::LookUp
            | Self::ReadBack
            | Self::FindUser
            | Self::FindSubject
            | Self::InspectSetUp
            | Self::FindPart
            | Self::TrySignIn
            | Self::ListUnusedCredentials
            | Self::FindCredential
            | Self::ListConnections
            | Self::FindConnections => Manner::Ask,
        }
    }
}
