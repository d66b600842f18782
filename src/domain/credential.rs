//! Credentials: how the connection's login is kept.

use serde::Deserialize;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CredentialId(pub String);

/// Embedded, or separated.
// What is said here in `///` is said by the schema of answers files. Separated: everybody brings a login of their own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Stored in the connection.
    #[default]
    Embedded,
    /// Separated, and created with the first connection that names them.
    New,
    /// Separated, and there already.
    Existing,
}

impl Mode {
    /// In the order of the screen.
    pub const ALL: [Self; 3] = [Self::Embedded, Self::New, Self::Existing];

    pub fn label(self) -> &'static str {
        match self {
            Self::Embedded => "Embedded",
            Self::New => "Separated, new",
            Self::Existing => "Separated, existing",
        }
    }
}

/// A credential of the caller (`qlik-cloud-api.md` section 11). Everything but id and name may be missing from an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credential {
    /// `qID`.
    pub id: CredentialId,
    /// `qName`.
    pub name: String,
    /// `datasourceID`: the data source it was made for.
    pub source: Option<String>,
    /// `qSeparated`: 1 is separated, 0 embedded.
    pub separated: Option<bool>,
    /// `qConnCount`.
    pub connections: Option<u64>,
    /// `created`, as the tenant wrote it.
    pub created: Option<String>,
}

/// A credential with whose it is, where the tenant tells that.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnedCredential {
    pub credential: Credential,
    /// The id of its owner.
    pub owner: Option<String>,
}

/// What the person decided about the login.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CredentialChoice {
    Embedded,
    New(String),
    Existing(Credential),
}

impl CredentialChoice {
    pub fn mode(&self) -> Mode {
        match self {
            Self::Embedded => Mode::Embedded,
            Self::New(_) => Mode::New,
            Self::Existing(_) => Mode::Existing,
        }
    }
}

/// What looking a credential up by name told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CredentialCheck {
    /// The tenant itself says that the caller has none of this name.
    Free,
    /// The caller has this one.
    Taken(Credential),
    /// No word of the tenant's own: the name cannot travel in a path, or something in front answered. Never read as free.
    Unchecked,
}
