//! The tenant over HTTP: one function for every question, usable without any screen.
//!
//! This is the boundary to the network. What comes in is sanitised here, once; what goes wrong becomes a
//! [`Failure`](crate::domain::failure::Failure) here; and here it is decided what may be sent a second time. No function knows
//! who asks: a script can use the client as the wizard does.
//!
//! | File | Owns |
//! | --- | --- |
//! | `access` | from a session's access to the headers of a request |
//! | `ask` | a request before it is sent |
//! | `transport` | one request from its first try to its last: time limits, redirects |
//! | `retry` | what is sent again |
//! | `answer` | one HTTP answer: its head, its capped body, whether that is JSON |
//! | `headers` | values of headers, read and made |
//! | `jar` | the cookies of a session |
//! | `reply` | an answer that succeeded, read by its documented shape |
//! | `told` | what a refusal says, in any of its shapes |
//! | `masks` | the secrets that were sent, masked where they come back |
//! | `failure` | what an error or an answer means to a person |
//! | `lines` | the ways to hosts: proxies, TLS or none, built when they are needed |
//! | `unreachable` | why a host could not be spoken to |
//! | `tls` | whom to trust |
//! | `sanitise`, `wire` | text and shapes from the network, read leniently |
//! | `address` | names in paths, links of the tenant |
//! | the rest | the calls, by what they are about |

mod access;
mod address;
mod answer;
mod connections;
mod create;
mod credentials;
mod existing;
mod failure;
mod headers;
mod jar;
mod lines;
mod lookup;
mod masks;
mod outgoing;
mod reply;
mod retry;
mod sanitise;
mod setup;
mod sources;
mod spaces;
mod tls;
mod told;
mod transport;
mod unreachable;
mod users;
mod wire;

use std::sync::Arc;

use jiff::Timestamp;
use thiserror::Error;

use crate::domain::{proxy::Proxies, traffic::Exchange};

/// Takes note of every exchange with the tenant: for the request log.
pub type Observer = Arc<dyn Fn(Exchange) + Send + Sync>;

/// Tells the calendar's time. Tokens are signed by it, and judged by the tenant's own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

#[derive(Clone, Default)]
pub struct ClientOptions {
    /// Further roots to trust, as PEM.
    pub ca_cert: Option<Vec<u8>>,
    pub proxies: Proxies,
    pub observer: Option<Observer>,
    /// Whose clock to go by: the machine's, where none is named.
    pub clock: Option<Clock>,
}

/// Why there can be no client. `Display` is the sentence for the person.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum BuildError {
    /// The file of `--ca-cert` holds nothing that could be trusted.
    #[error("The file given with --ca-cert contains no certificate in PEM format.")]
    CaCert,
    /// Without roots nothing can be trusted.
    #[error(
        "This system has no usable certificates to trust, so no tenant can be reached. On Linux install the package ca-certificates, or name a file with --ca-cert."
    )]
    NoRoots,
    /// The library does not take the proxy.
    #[error("The proxy that the environment names cannot be used.")]
    Proxy,
    /// The TLS library does not work here.
    #[error("Secure connections could not be set up on this system.")]
    Tls,
}

/// Speaks to tenants. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    /// The ways to hosts. Clones share them.
    lines: Arc<lines::Lines>,
    /// What was got for the sessions' accesses. Clones share it.
    keyring: access::Keyring,
    /// What was sent and must not be shown where it comes back. Clones share it.
    masks: masks::Masks,
    observer: Option<Observer>,
    clock: Clock,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}

impl Client {
    /// Makes a client that trusts what the system trusts, and `ca_cert` besides. Nothing is sent yet, and of the system nothing is
    /// read: that waits for the first host that needs it.
    pub fn new(options: ClientOptions) -> Result<Self, BuildError> {
        let masks = masks::Masks::default();
        if let Some((_, password)) = options.proxies.proxy.as_ref().and_then(|proxy| proxy.login.as_ref()) {
            masks.note(password);
        }
        Ok(Self {
            lines: Arc::new(lines::Lines::new(options.ca_cert.as_deref(), options.proxies)?),
            keyring: access::Keyring::default(),
            masks,
            observer: options.observer,
            clock: options.clock.unwrap_or_else(|| Arc::new(Timestamp::now)),
        })
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

    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    fn observe(&self, exchange: Exchange) {
        if let Some(observer) = &self.observer {
            observer(exchange);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_refused_with_its_sentence() {
        for pem in [&b""[..], b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            let built = Client::new(ClientOptions { ca_cert: Some(pem.to_vec()), ..ClientOptions::default() });
            assert_eq!(built.err(), Some(BuildError::CaCert));
        }
        assert!(BuildError::NoRoots.to_string().contains("ca-certificates"));
    }
}
