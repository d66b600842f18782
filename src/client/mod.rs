//! The tenant over HTTP: one function for every question, usable without any screen.
//!
//! This is the boundary to the network. What comes in is sanitised here, once; what goes wrong becomes a
//! [`Failure`](crate::domain::failure::Failure) here; and here it is decided what may be sent a second time. No function knows
//! who asks: a script can use the client as the wizard does.
//!
//! | File | Owns |
//! | --- | --- |
//! | `access` | from a session's way in to the headers of a request |
//! | `ask` | a request before it is sent |
//! | `transport` | one request from its first try to its last: time limits, redirects |
//! | `retry` | what is sent again |
//! | `answer` | one HTTP answer: its head, its capped body, whether that is JSON |
//! | `reply` | an answer that succeeded, read by its documented shape |
//! | `told` | what a refusal says, in any of its shapes |
//! | `masks` | the secrets that were sent, masked where they come back |
//! | `failure` | what an error or an answer means to a person |
//! | `tls` | whom to trust |
//! | `sanitise`, `wire` | text and shapes from the network, read leniently |
//! | `address` | names in paths, links of the tenant |
//! | the rest | the calls, by what they are about |

mod access;
mod address;
mod answer;
mod ask;
mod connections;
mod create;
mod credentials;
mod existing;
mod failure;
mod leftovers;
mod lookup;
mod masks;
mod reply;
mod retry;
mod sanitise;
mod setup;
mod sources;
mod spaces;
mod tls;
mod told;
mod transport;
mod users;
mod wire;

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use reqwest::{ClientBuilder, redirect};
use rustls::ClientConfig;
use thiserror::Error;
use url::Url;

use crate::domain::{tenant::is_loopback, traffic::Exchange};

/// Takes note of every exchange with the tenant: for the request log.
pub type Observer = Arc<dyn Fn(Exchange) + Send + Sync>;

/// Tells the calendar's time. Tokens are signed by it, and judged by the tenant's own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How long a connection may take to come about, with name look-up and TLS.
const CONNECT: Duration = Duration::from_secs(10);

/// What can be chosen about a client.
#[derive(Clone, Default)]
pub struct Options {
    /// Further roots to trust, as PEM.
    pub ca_cert: Option<Vec<u8>>,
    /// Who takes note of every exchange.
    pub observer: Option<Observer>,
    /// Whose clock to go by: the machine's, where none is named.
    pub clock: Option<Clock>,
}

/// Why there can be no client. `Display` is the sentence for the person.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum BuildError {
    /// The file of `--ca-cert` holds nothing that could be trusted.
    #[error("The file given with --ca-cert holds no certificate in PEM form.")]
    CaCert,
    /// Without roots nothing can be trusted.
    #[error(
        "This system has no usable certificates to trust, so no tenant can be reached. On Linux install the package ca-certificates, or name a file with --ca-cert."
    )]
    NoRoots,
    /// The TLS library does not work here.
    #[error("Secure connections could not be set up on this system.")]
    Tls,
}

/// Speaks to tenants. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    /// To tenants out there, through the system's proxy where there is one.
    far: HttpClients,
    /// To stand-ins on this machine, where a proxy could only lose the way.
    near: HttpClients,
    /// What was got for the sessions' ways in. Clones share it.
    keyring: access::Keyring,
    /// What was sent and must not be shown where it comes back. Clones share it.
    masks: masks::Masks,
    observer: Option<Observer>,
    clock: Clock,
}

/// The two ways in which a host is spoken to.
#[derive(Clone)]
struct HttpClients {
    /// For everything that may be asked twice: connections are kept and used again.
    asking: reqwest::Client,
    /// For creates: each has a connection of its own, so that none is sent into one the other side has given up already.
    creating: reqwest::Client,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}

impl Client {
    /// Builds a client that trusts what the system trusts, and `ca_cert` besides. Nothing is sent yet.
    pub fn new(options: Options) -> Result<Self, BuildError> {
        let tls = tls::config(options.ca_cert.as_deref())?;
        Ok(Self {
            far: HttpClients::new(|| base(&tls))?,
            near: HttpClients::new(|| base(&tls).no_proxy())?,
            keyring: access::Keyring::default(),
            masks: masks::Masks::default(),
            observer: options.observer,
            clock: options.clock.unwrap_or_else(|| Arc::new(Timestamp::now)),
        })
    }

    /// The clients for an address.
    fn http(&self, to: &Url) -> &HttpClients {
        if is_loopback(to) { &self.near } else { &self.far }
    }

    /// The same client, observed by one more.
    #[must_use]
    pub fn observed_by(mut self, more: Observer) -> Self {
        self.observer = Some(match self.observer.take() {
            None => more,
            Some(first) => Arc::new(move |exchange: Exchange| {
                first(exchange.clone());
                more(exchange);
            }),
        });
        self
    }

    /// Now, by the calendar.
    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    fn observe(&self, exchange: Exchange) {
        if let Some(observer) = &self.observer {
            observer(exchange);
        }
    }
}

impl HttpClients {
    fn new(base: impl Fn() -> ClientBuilder) -> Result<Self, BuildError> {
        let build = |builder: ClientBuilder| builder.build().map_err(|_| BuildError::Tls);
        Ok(Self { asking: build(base())?, creating: build(base().pool_max_idle_per_host(0))? })
    }
}

/// What all of them share. Redirects and retries are decided in `transport`, where it is known what a request does, and never by
/// the library, which does not know.
fn base(tls: &ClientConfig) -> ClientBuilder {
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .user_agent(concat!("qonnect/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_refused_with_its_sentence() {
        for pem in [&b""[..], b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            let built = Client::new(Options { ca_cert: Some(pem.to_vec()), ..Options::default() });
            assert_eq!(built.err(), Some(BuildError::CaCert));
        }
        assert!(BuildError::NoRoots.to_string().contains("ca-certificates"));
    }
}
