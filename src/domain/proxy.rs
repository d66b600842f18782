//! The proxy on the way to the tenant, as the environment names it: read strictly, for a setting that is there and cannot be read
//! must not become a way around the proxy.

use thiserror::Error;
use url::{Host, Url};

use super::{secret::Secret, text::unquoted};

/// The variables that name the proxy for https, the first that is set wins; then those that are only checked: plain http goes to this
/// machine alone, and never through a proxy.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const CHECKED: [&str; 2] = ["HTTP_PROXY", "http_proxy"];
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// What the environment says about proxies.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Proxies {
    /// The way to the tenant; none where no variable names one, and then the system's own settings count.
    pub proxy: Option<Proxy>,
    /// The hosts that are spoken to without it, as the variable lists them.
    pub except: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proxy {
    /// The variable that named it.
    pub variable: &'static str,
    /// Its scheme: http, https or one of SOCKS.
    pub scheme: String,
    /// Host and port, for the eye.
    pub address: String,
    /// The whole of it with its login, percent-encoded as it came, for the library.
    pub url: Secret,
    /// User and password as they came.
    pub login: Option<(String, Secret)>,
}

/// Why a setting cannot be read. Never with a part of what stood there but the scheme, for the rest may be a password.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{variable} cannot be read: {why} Correct it, or unset it to connect without a proxy")]
pub struct ProxySettingFault {
    variable: &'static str,
    why: Why,
}

#[derive(Clone, PartialEq, Eq, Debug, Error)]
enum Why {
    #[error("it is not UTF-8 text.")]
    NoText,
    #[error("it contains a blank or a control character.")]
    Blank,
    #[error("\"{0}\" is not a supported kind of proxy. Use http, https, socks5 or socks5h.")]
    Scheme(String),
    #[error("it has no readable host and port. It should look like http://proxy.example.com:8080.")]
    Address,
    #[error(
        "the user name or password holds a character that has to be percent-encoded there, as %5C for \\, %5E for ^, %40 for @, %23 for #, %2F for / and %25 for %."
    )]
    Login,
}

impl Proxies {
    /// The proxy on the way to a host: none where the exceptions name it, or a domain above it.
    pub fn to(&self, host: &str) -> Option<&Proxy> {
        let is_spared = |name: &str| {
            let name = name.trim().trim_start_matches('.').to_ascii_lowercase();
            let host = host.to_ascii_lowercase();
            name == "*" || !name.is_empty() && (host == name || host.ends_with(&format!(".{name}")))
        };
        let is_spared = self.except.iter().flat_map(|except| except.split(',')).any(is_spared);
        self.proxy.as_ref().filter(|_| !is_spared)
    }

    /// Reads the variables. `lookup` tells a value, or that there is one that is no text.
    pub fn read(lookup: impl Fn(&str) -> Option<Result<String, ()>>) -> Result<Self, ProxySettingFault> {
        let mut proxy = None;
        for variable in PROXIES.into_iter().chain(CHECKED) {
            let fault = |why| ProxySettingFault { variable, why };
            let Some(raw) = lookup(variable) else { continue };
            let raw = raw.map_err(|()| fault(Why::NoText))?;
            let text = unquoted(&raw);
            if text.is_empty() {
                continue;
            }
            let read = Proxy::read(variable, text).map_err(fault)?;
            if proxy.is_none() && !CHECKED.contains(&variable) {
                proxy = Some(read);
            }
        }
        let mut except = None;
        for variable in EXCEPTIONS {
            match lookup(variable) {
                Some(Ok(text)) if except.is_none() && !unquoted(&text).is_empty() => {
                    except = Some(unquoted(&text).to_owned());
                }
                Some(Err(())) => return Err(ProxySettingFault { variable, why: Why::NoText }),
                _ => {}
            }
        }
        Ok(Self { proxy, except })
    }
}

impl Proxy {
    fn read(variable: &'static str, text: &str) -> Result<Self, Why> {
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Why::Blank);
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h") {
            // What is no word may be a part of a password.
            let is_word = scheme.len() <= 10 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
            return Err(if is_word { Why::Scheme(scheme) } else { Why::Login });
        }
        let (login, address) = match rest.rsplit_once('@') {
            Some((login, address)) => (Some(login), address),
            None => (None, rest),
        };
        if login.is_some_and(|login| !is_encoded(login)) {
            return Err(Why::Login);
        }
        let address = address.strip_suffix('/').unwrap_or(address);
        let is_plain = address.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte));
        // Only schemes of the web have their host checked by the parser, so all are read as one.
        let url = Url::parse(&format!("http://{address}/")).ok().filter(|_| is_plain && !address.ends_with(':'));
        let host = url.as_ref().and_then(Url::host).ok_or(Why::Address)?;
        if matches!(host, Host::Domain(name) if name.is_empty()) {
            return Err(Why::Address);
        }
        let (before, at) = login.map_or(("", ""), |login| (login, "@"));
        let url = Secret::new(&zeroize::Zeroizing::new(format!("{scheme}://{before}{at}{address}")));
        let login = login.map(|login| {
            let (user, password) = login.split_once(':').unwrap_or((login, ""));
            (user.to_owned(), Secret::new(password))
        });
        Ok(Self { variable, scheme, address: address.to_owned(), url, login })
    }
}

/// Whether a user and a password are written as an address has them (RFC 3986, section 3.2.1).
fn is_encoded(login: &str) -> bool {
    let bytes = login.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| match byte {
        b'%' => bytes.get(at + 1..at + 3).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit)),
        byte => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:".contains(byte),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&'static str, &str)]) -> Result<Proxies, ProxySettingFault> {
        Proxies::read(|name| {
            let value = variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            value.map(|value| if value == "\u{fffd}" { Err(()) } else { Ok(value) })
        })
    }

    #[test]
    fn a_proxy_is_read_with_its_login_or_without() {
        for (text, scheme, address, url) in [
            ("http://proxy:8080", "http", "proxy:8080", "http://proxy:8080"),
            ("proxy.corp", "http", "proxy.corp", "http://proxy.corp"),
            ("alice:pw@proxy:1", "http", "proxy:1", "http://alice:pw@proxy:1"),
            ("HTTPS://proxy/", "https", "proxy", "https://proxy"),
            ("socks5://127.0.0.1:1080", "socks5", "127.0.0.1:1080", "socks5://127.0.0.1:1080"),
            ("socks5h://a%40b:p%5Ew@[::1]:1080", "socks5h", "[::1]:1080", "socks5h://a%40b:p%5Ew@[::1]:1080"),
            ("\"http://proxy:8080\"", "http", "proxy:8080", "http://proxy:8080"),
        ] {
            let proxy = read(&[("ALL_PROXY", text)]).unwrap().proxy.unwrap();
            assert_eq!((&*proxy.scheme, &*proxy.address, proxy.url.expose()), (scheme, address, url), "{text}");
            assert!(!format!("{proxy:?}").contains("pw"), "{proxy:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_names_its_variable_and_fault_and_no_password() {
        for (text, fault) in [
            ("http://CORP\\alice:marker@127.0.0.1:9", "percent-encoded"),
            ("http://us^er:marker@ss^#w@127.0.0.1:9", "percent-encoded"),
            ("http://user:marker/x@127.0.0.1:9", "percent-encoded"),
            ("http://user:marker%zz@127.0.0.1:9", "percent-encoded"),
            ("user:marker://@127.0.0.1:9", "percent-encoded"),
            ("ftp://marker@host:1", "\"ftp\" is not a supported kind of proxy"),
            ("http://user:marker@", "no readable host"),
            ("http://", "no readable host"),
            ("http://proxy:port", "no readable host"),
            ("http://proxy:99999", "no readable host"),
            ("http://proxy:", "no readable host"),
            ("http://proxy/marker?x", "no readable host"),
            ("http://user:mar ker@proxy", "a blank"),
            ("\u{fffd}", "UTF-8"),
        ] {
            for variable in PROXIES.into_iter().chain(CHECKED) {
                let said = read(&[(variable, text)]).unwrap_err().to_string();
                assert!(said.starts_with(variable) && said.contains(fault), "{text}: {said}");
                assert!(!said.contains("marker") && !said.contains("user:"), "{said}");
            }
        }
    }

    #[test]
    fn a_host_or_its_domain_may_be_spared() {
        for (except, is_used) in [
            ("", true),
            ("example.com", true),
            ("qlikcloud.com", false),
            (" .QlikCloud.com , x", false),
            ("cloud.com", true),
            ("acme.eu.qlikcloud.com", false),
            ("*", false),
        ] {
            let proxies = read(&[("HTTPS_PROXY", "a"), ("NO_PROXY", except)]).unwrap();
            assert_eq!(proxies.to("acme.eu.qlikcloud.com").is_some(), is_used, "{except}");
        }
    }

    #[test]
    fn the_first_variable_that_is_set_wins_and_plain_http_names_no_way() {
        let used = |variables: &[(&'static str, &str)]| read(variables).unwrap().proxy.map(|proxy| proxy.variable);
        assert_eq!(used(&[("https_proxy", "a"), ("ALL_PROXY", "b")]), Some("https_proxy"));
        assert_eq!(used(&[("HTTPS_PROXY", ""), ("ALL_PROXY", "b")]), Some("ALL_PROXY"));
        assert_eq!(used(&[("HTTP_PROXY", "a")]), None);
        let except = |variables: &[(&'static str, &str)]| read(variables).unwrap().except;
        assert_eq!(except(&[("NO_PROXY", " "), ("no_proxy", "x, y")]), Some("x, y".into()));
    }
}
