//! The tenant: from what a person types to the one address that is spoken to.

use thiserror::Error;
use url::{Host, Url};

use super::text::{clean_start, unquoted};

/// No address that somebody pastes is longer. Something else was on the clipboard.
const LONGEST: usize = 4096;

/// The address of a tenant: scheme, host and port, never a path, a query or a user name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Tenant {
    origin: String,
    host: String,
}

/// Why a text is not the address of a tenant. `Display` is the sentence for the screen.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum TenantFault {
    #[error("Enter the host of your tenant, for example acme.eu.qlikcloud.com")]
    Empty,
    #[error("Enter the full host, for example acme.eu.qlikcloud.com (not \"{0}\")")]
    NoHost(String),
    /// Plain http to somewhere else: the key would travel in the open.
    #[error("Plain http would send your key unencrypted. Use https.")]
    PlainHttp,
    /// ftp, file and the like.
    #[error("\"{0}\" is not a web address. Enter the host alone, for example acme.eu.qlikcloud.com")]
    Scheme(String),
    /// `user:password@host`: never what a tenant's address looks like, and a secret in the open.
    #[error("The address contains a user name. Enter the host alone; the key comes in the next step.")]
    UserInfo,
}

impl Tenant {
    /// Reads what people paste: a host, a whole address with a path, upper case, blanks and quotation marks around it, a line of a
    /// file of variables.
    pub fn parse(text: &str) -> Result<Self, TenantFault> {
        let text = bare(text);
        if text.is_empty() {
            return Err(TenantFault::Empty);
        }
        let no_host = || TenantFault::NoHost(shorten(text));
        // Not worth reading: it would be done anew with every frame.
        if text.len() > LONGEST {
            return Err(no_host());
        }
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("{}{text}", scheme_for(text)) };
        let url = Url::parse(&with_scheme).map_err(|_| no_host())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TenantFault::UserInfo);
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(TenantFault::Scheme(shorten(text)));
        }
        let loopback = is_loopback(&url);
        if url.scheme() == "http" && !loopback {
            return Err(TenantFault::PlainHttp);
        }
        let name = url.host_str().filter(|name| !name.is_empty()).ok_or_else(no_host)?;
        // A bare word is a typing error far more often than a host; the tenants of the service have dots in their names.
        if !loopback && !name.contains('.') && !name.starts_with('[') {
            return Err(no_host());
        }
        // A bare number is an address to a browser; here it is the beginning of something else.
        if matches!(url.host(), Some(Host::Ipv4(ip)) if !text.contains(&ip.to_string())) {
            return Err(no_host());
        }
        let host = url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
        Ok(Self { origin: format!("{}://{host}", url.scheme()), host })
    }

    /// `https://acme.eu.qlikcloud.com`, to which paths are added.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// `acme.eu.qlikcloud.com`, with the port where it is not the usual one.
    pub fn host(&self) -> &str {
        &self.host
    }
}

/// The address without quotation marks around it, and without the name of a variable before it: no host has a `=` in it.
pub fn bare(text: &str) -> &str {
    let text = unquoted(text);
    let is_name = |name: &str| {
        let name = name.strip_prefix("export ").unwrap_or(name).trim();
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    match text.split_once('=') {
        Some((name, rest)) if is_name(name) => unquoted(rest),
        _ => text,
    }
}

/// Whether an address is on this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Without a scheme: https, but for addresses on this machine, where only a stand-in listens.
fn scheme_for(text: &str) -> &'static str {
    let local = Url::parse(&format!("http://{text}")).is_ok_and(|url| is_loopback(&url));
    if local { "http://" } else { "https://" }
}

fn shorten(text: &str) -> String {
    const MOST: usize = 40;
    let mut short = clean_start(text, MOST);
    if text.chars().count() > MOST {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_becomes_one_address() {
        for (typed, origin) in [
            ("acme.eu.qlikcloud.com", "https://acme.eu.qlikcloud.com"),
            ("  ACME.eu.QlikCloud.com/ ", "https://acme.eu.qlikcloud.com"),
            ("https://acme.eu.qlikcloud.com/hub/personal?x=1#y", "https://acme.eu.qlikcloud.com"),
            ("\"acme.eu.qlikcloud.com\"", "https://acme.eu.qlikcloud.com"),
            ("'https://acme.eu.qlikcloud.com/'", "https://acme.eu.qlikcloud.com"),
            ("TENANT=acme.eu.qlikcloud.com", "https://acme.eu.qlikcloud.com"),
            ("export QLIK_TENANT=\"https://acme.eu.qlikcloud.com\"", "https://acme.eu.qlikcloud.com"),
            ("acme.eu.qlikcloud.com///", "https://acme.eu.qlikcloud.com"),
            ("https://acme.eu.qlikcloud.com:443", "https://acme.eu.qlikcloud.com"),
            ("acme.eu.qlikcloud.com:8443", "https://acme.eu.qlikcloud.com:8443"),
            ("http://127.0.0.1:4010/", "http://127.0.0.1:4010"),
            ("localhost:4010", "http://localhost:4010"),
            ("[::1]:4010", "http://[::1]:4010"),
        ] {
            assert_eq!(Tenant::parse(typed).map(|tenant| tenant.origin), Ok(origin.to_owned()), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_a_tenant_is_refused_with_its_reason() {
        for (typed, fault) in [
            ("   ", TenantFault::Empty),
            ("acme", TenantFault::NoHost("acme".into())),
            ("7", TenantFault::NoHost("7".into())),
            ("127.1", TenantFault::NoHost("127.1".into())),
            ("https://", TenantFault::NoHost("https://".into())),
            ("two words.com", TenantFault::NoHost("two words.com".into())),
            (&"a.".repeat(2049), TenantFault::NoHost(format!("{}…", "a.".repeat(20)))),
            ("http://acme.eu.qlikcloud.com", TenantFault::PlainHttp),
            ("ftp://acme.eu.qlikcloud.com", TenantFault::Scheme("ftp://acme.eu.qlikcloud.com".into())),
            ("https://me:key@acme.eu.qlikcloud.com", TenantFault::UserInfo),
        ] {
            assert_eq!(Tenant::parse(typed).map(|tenant| tenant.origin), Err(fault), "{typed}");
        }
    }
}
