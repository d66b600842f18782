//! What is kept of a connection and of a credential. Secrets are not kept at all: nothing here ever needs them again.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::users::User;

/// A data connection.
#[derive(Clone)]
pub(super) struct Connection {
    pub id: String,
    pub name: String,
    pub source: String,
    /// None is the personal space of the owner.
    pub space: Option<String>,
    pub owner: String,
    /// Without credential fields and secrets.
    pub properties: Map<String, Value>,
    pub credential: Option<String>,
    pub separated: bool,
    pub tags: Vec<String>,
    pub created: Timestamp,
    pub updated: Timestamp,
}

/// A credential, embedded in one connection or separated from all.
#[derive(Clone)]
pub(super) struct Credential {
    pub id: String,
    pub name: String,
    pub source: String,
    pub owner: String,
    pub separated: bool,
    /// The one connection of an embedded credential.
    pub connection: Option<String>,
    pub created: Timestamp,
    pub updated: Timestamp,
}

impl Connection {
    /// Whether this user may see it: everything in spaces, and what is personal to its owner.
    pub(super) fn visible_to(&self, user: &User) -> bool {
        self.space.is_some() || self.owned_by(user) || user.admin
    }

    /// Whether this user made it.
    pub(super) fn owned_by(&self, user: &User) -> bool {
        self.owner == user.id
    }
}
