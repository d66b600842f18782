//! Who speaks to which tenant, and what the tenant says of them and of other users.

use jiff::Timestamp;

use super::{access::Access, dialect::Dialect, tenant::Tenant};

/// Everything a call needs: the tenant, the access, the dialect of the paths and bodies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    pub tenant: Tenant,
    pub access: Access,
    pub dialect: Dialect,
}

/// What `users/me` and `tenants/me` said (`qlik-cloud-api.md` section 16).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Me {
    /// The user's id, as connections carry it in `user`.
    pub user_id: String,
    pub name: String,
    pub email: Option<String>,
    /// The subject; `qlikbot\…` for a bot.
    pub subject: String,
    pub tenant_id: Option<String>,
    pub tenant_name: Option<String>,
    pub created: Option<Timestamp>,
    /// Whether the user administers the tenant, where the tenant tells the roles.
    pub is_admin: Option<bool>,
}

impl Me {
    /// A bot of an OAuth client: what it makes belongs to it, not to a person.
    pub fn is_bot(&self) -> bool {
        self.subject.starts_with("qlikbot\\")
    }
}

/// A user of the tenant, as a look-up by e-mail tells of them (`qlik-cloud-auth.md` section 4.5).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    pub id: String,
    /// The subject at the identity provider: the same user is reused by the same subject.
    pub subject: String,
    pub name: String,
    pub email: Option<String>,
    /// `active`, `invited`, `disabled`, …, where the tenant tells it.
    pub status: Option<String>,
}

/// What reaching a host without a key told about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reached {
    /// It answered as a tenant does.
    Tenant,
    /// Something answered, but not as a tenant does: worth a warning, never a refusal.
    Odd,
}
