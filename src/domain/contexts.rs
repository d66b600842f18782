//! The contexts of qlik-cli, as far as they lead into a tenant of Qlik Cloud.

use super::access::Access;

/// What the file of qlik-cli holds for us (section 7). It is read, and never written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CliContexts {
    /// Where it lies; none where there is no such file.
    pub path: Option<String>,
    /// The contexts of Qlik Cloud, as the file orders them.
    pub contexts: Vec<CliContext>,
}

/// A context of qlik-cli.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CliContext {
    pub name: String,
    /// The host, as [`super::tenant::Tenant::host`] has it.
    pub host: String,
    /// Whether qlik-cli itself uses it at the moment.
    pub current: bool,
    /// How it signs in; none where the context holds no login.
    pub access: Option<Access>,
}
