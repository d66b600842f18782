//! A user of the tenant, as somebody who is looked up.

/// A user of the tenant, as a look-up by e-mail tells of them (`qlik-cloud-auth.md` section 4.5).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// The user's id.
    pub id: String,
    /// The subject at the identity provider: the same user is reused by the same subject.
    pub subject: String,
    /// The user's name.
    pub name: String,
    /// The user's e-mail address, where the tenant tells it.
    pub email: Option<String>,
    /// `active`, `invited`, `disabled`, …, where the tenant tells it.
    pub status: Option<String>,
}
