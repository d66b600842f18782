//! Which screen is shown, and why it is visited: what one screen has to tell the next travels with the visit.

use std::fmt;

use crate::domain::{access::Access, step::Step};

/// The screens that lie over the steps, one line each: its variant, how rail, step line and help call it, and the step that has
/// to have its answer before.
macro_rules! screens_over {
    ($($(#[$doc:meta])* $screen:ident: $label:literal, after $needed:ident;)*) => {
        /// A screen: one of the steps, or one that lies over them.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum ScreenId {
            Step(Step),
            $($(#[$doc])* $screen,)*
        }

        impl ScreenId {
            /// Those that lie over the steps.
            pub const OVER: &[Self] = &[$(Self::$screen,)*];

            /// How rail, step line and help call it.
            pub fn label(self) -> &'static str {
                match self {
                    Self::Step(step) => step.label(),
                    $(Self::$screen => $label,)*
                }
            }

            /// The step that has to have its answer before this screen, which lies over the steps, can be shown.
            pub fn needed(self) -> Option<Step> {
                match self {
                    Self::Step(_) => None,
                    $(Self::$screen => Some(Step::$needed),)*
                }
            }
        }
    };
}

screens_over! {
    /// The assistant that sets up acting as another user.
    SetUp: "Impersonation", after SignIn;
    UnusedCredentials: "Unused credentials", after SignIn;
    /// Saving what Review and Done show, as an answers file or a script.
    Save: "Save and export", after Details;
    /// What exists already.
    Connections: "Connections", after SignIn;
    /// The step Authorize once more, for a connection that exists. Connections lies under it.
    Reauthorize: "Authorize", after SignIn;
    /// Filling in from an answers file.
    Fill: "Answers file", after SignIn;
}

impl From<Step> for ScreenId {
    fn from(step: Step) -> Self {
        Self::Step(step)
    }
}

/// A screen to go to, with what it is gone to for.
#[derive(Clone, PartialEq, Eq)]
pub enum Visit {
    Plain(ScreenId),
    /// Tenant, with this host in its field.
    Host(String),
    /// Sign in, with this context of qlik-cli: it is of use at its own host only.
    Context {
        host: String,
        name: String,
    },
    /// Sign in, as an administrator: the set-up follows.
    ForSetUp,
    /// Sign in, because the tenant does not accept the session any more.
    SessionOver,
    /// Tenant or Sign in, to go on with what the environment gives, without a key press and without being shown.
    Given(ScreenId),
    /// Sign in, by the access that the set-up made.
    Prepared(Box<Prepared>),
    /// Credentials, whose name turned out taken.
    CredentialTaken(Taken),
    /// Credentials, for new ones beside those that exist already: this name is proposed.
    AnotherCredential(String),
    /// Details, where the connection's name turned out taken.
    NameTaken(Taken),
    /// Details, for another connection like the last one: this name is proposed.
    Another(String),
    /// Details, about a field that the tenant refused.
    Field(FieldFault),
    /// Save, for a connection that exists.
    SaveExisting,
}

impl Visit {
    pub fn screen(&self) -> ScreenId {
        match self {
            Self::Plain(screen) | Self::Given(screen) => *screen,
            Self::Host(_) => Step::Tenant.into(),
            Self::Context { .. } | Self::ForSetUp | Self::SessionOver | Self::Prepared(_) => Step::SignIn.into(),
            Self::CredentialTaken(_) | Self::AnotherCredential(_) => Step::Credentials.into(),
            Self::NameTaken(_) | Self::Another(_) | Self::Field(_) => Step::Details.into(),
            Self::SaveExisting => ScreenId::Save,
        }
    }

    /// Whether it still makes sense once another tenant or another source was chosen.
    pub fn outlives_a_switch(&self) -> bool {
        matches!(self, Self::Plain(ScreenId::Step(_)) | Self::Context { .. })
    }
}

impl From<ScreenId> for Visit {
    fn from(screen: ScreenId) -> Self {
        Self::Plain(screen)
    }
}

impl From<Step> for Visit {
    fn from(step: Step) -> Self {
        Self::Plain(step.into())
    }
}

/// Names the kind of visit and its screen. What it carries may hold keys, or a tenant's words about what was typed.
impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Plain(_) => "Plain",
            Self::Host(_) => "Host",
            Self::Context { .. } => "Context",
            Self::ForSetUp => "ForSetUp",
            Self::SessionOver => "SessionOver",
            Self::Given(_) => "Given",
            Self::Prepared(_) => "Prepared",
            Self::CredentialTaken(_) => "CredentialTaken",
            Self::AnotherCredential(_) => "AnotherCredential",
            Self::NameTaken(_) => "NameTaken",
            Self::Another(_) => "Another",
            Self::Field(_) => "Field",
            Self::SaveExisting => "SaveExisting",
        };
        write!(f, "{kind}({:?})", self.screen())
    }
}

/// An access that the set-up made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prepared {
    pub access: Access,
    /// The file of its private key, where it has one.
    pub key_path: Option<String>,
    /// Whether the tenant is known to have the user, so that signing in makes nobody.
    pub is_known: bool,
}

/// What the tenant said about a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldFault {
    /// The property it named, if it named one.
    pub field: Option<String>,
    pub text: String,
}

/// A name that something else has already.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    pub name: String,
    pub proposal: String,
    /// Whether the tenant says that nothing has that one. Otherwise nobody knows, and nobody is told that it is free.
    pub is_free: bool,
}

/// What the program was started for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Goal {
    /// A connection: all steps.
    #[default]
    Connection,
    /// After signing in, the set-up assistant; leaving it ends the program.
    SetUp,
    /// After signing in, the unused credentials; leaving them ends the program.
    UnusedCredentials,
    /// After signing in, the connections that exist; leaving them ends the program.
    Connections,
}

impl Goal {
    /// The screen that stands in place of the steps after Sign in.
    pub fn screen(self) -> Option<ScreenId> {
        match self {
            Self::Connection => None,
            Self::SetUp => Some(ScreenId::SetUp),
            Self::UnusedCredentials => Some(ScreenId::UnusedCredentials),
            Self::Connections => Some(ScreenId::Connections),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::secret::Secret;

    #[test]
    fn debug_shows_nothing_that_a_visit_carries() {
        let access = Access::Token(Secret::new("marker"));
        let prepared = Prepared { access, key_path: Some("marker".into()), is_known: true };
        let taken = Taken { name: "marker".into(), proposal: "marker".into(), is_free: true };
        for visit in [
            Visit::Host("marker".into()),
            Visit::Context { host: "marker".into(), name: "marker".into() },
            Visit::Prepared(Box::new(prepared)),
            Visit::CredentialTaken(taken.clone()),
            Visit::AnotherCredential("marker".into()),
            Visit::NameTaken(taken),
            Visit::Another("marker".into()),
            Visit::Field(FieldFault { field: Some("marker".into()), text: "marker".into() }),
        ] {
            assert!(!format!("{visit:?}").contains("marker"), "{visit:?}");
        }
    }
}
