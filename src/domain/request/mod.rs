//! What the screens may ask, and what comes back. One request, one answer; a page of a list is a request of its own.
//!
//! To add a call: a variant of [`Call`] (or [`Chore`]), one of [`Answer`] of the same name, its line in the table below, the function
//! of the client, and the arm of the worker.

mod answer;
mod call;
mod chore;

use super::{browser::BrowserFault, failure::Failure, session::Session};

pub use answer::{Answer, Copied, PageOf};
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

/// What each is asked of, and its manner. Whatever is missing here does not compile: a call without its answer or its manner, or an
/// answer that could end the session and is not looked at.
macro_rules! requests {
    ($chores:ident { $($chore:ident: $note:ident,)* } $($calls:ident { $($call:ident: $manner:ident,)* })*) => {
        /// The kind of a request and of its answer: what may run once at a time, and what is said while it runs.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Asked { $($chore,)* $($($call,)*)* }

        impl Asked {
            pub fn manner(self) -> Manner {
                match self { $(Self::$chore => Manner::$note,)* $($(Self::$call => Manner::$manner,)*)* }
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
    Chore {
        RecentTenants: Aside,
        RememberTenant: Note,
        Copy: Aside,
        Open: Aside,
        ReadFile: Ask,
        CompletePath: Ask,
        TenantNotes: Note,
        KeepNotes: Note,
        AmendNotes: Note,
        CliContexts: Ask,
        ReadKey: Ask,
        StartBrowser: Ask,
        LoadKeyPair: Ask,
        MakeKeyPair: Ask,
        RemoveKeyPair: Ask,
        WriteFiles: Ask,
    }
    PublicCall {
        Reach: Ask,
        AwaitBrowser: Aside,
        FinishBrowser: Ask,
    }
    Call {
        SignIn: Ask,
        ListSpaces: Ask,
        FindSpaces: Ask,
        ListSources: Ask,
        ReadSpec: Ask,
        ListGateways: Ask,
        CheckCredential: Ask,
        SuggestCredentials: Ask,
        CheckName: Ask,
        AskAuthUrl: Write,
        Create: Write,
        LookUp: Ask,
        ReadBack: Ask,
        ChangeConnection: Write,
        FindUser: Ask,
        FindSubject: Ask,
        NameUsers: Aside,
        InspectSetUp: Ask,
        MakePart: Write,
        TrySignIn: Ask,
        RemovePart: Write,
        FindPart: Ask,
        ListUnusedCredentials: Ask,
        FindCredential: Ask,
        DeleteCredential: Write,
        ListConnections: Ask,
        FindConnections: Ask,
        CopyConnection: Write,
        MoveConnection: Write,
        DeleteConnection: Write,
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
