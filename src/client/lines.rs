//! The ways to a host: straight or through a proxy, with TLS or without. Each is built when it is needed first: nobody who stays on
//! this machine needs the system's certificates.

use std::{sync::OnceLock, time::Duration};

use reqwest::{ClientBuilder, NoProxy, redirect};
use rustls::{ClientConfig, pki_types::CertificateDer};
use url::Url;

use super::{BuildError, tls};
use crate::domain::{proxy::Proxies, tenant::is_loopback};

/// How long a connection may take to come about, with name look-up and TLS.
const CONNECT: Duration = Duration::from_secs(10);

pub(super) struct Lines {
    extra: Vec<CertificateDer<'static>>,
    pub proxies: Proxies,
    tls: OnceLock<Result<ClientConfig, BuildError>>,
    /// To stand-ins on this machine, where a proxy could only lose the way.
    plain: OnceLock<Result<HttpClients, BuildError>>,
    near: OnceLock<Result<HttpClients, BuildError>>,
    /// To tenants out there, through the proxy where there is one.
    far: OnceLock<Result<HttpClients, BuildError>>,
}

/// The two ways in which a host is spoken to.
pub(super) struct HttpClients {
    /// For everything that may be asked twice: connections are kept and used again.
    pub asking: reqwest::Client,
    /// For creates: each has a connection of its own, so that none is sent into one the other side has given up already.
    pub creating: reqwest::Client,
}

impl Lines {
    /// Looks at what is to be trusted besides the system's roots; nothing else is read yet.
    pub(super) fn new(ca_cert: Option<&[u8]>, proxies: Proxies) -> Result<Self, BuildError> {
        Ok(Self {
            extra: ca_cert.map(tls::certificates).transpose()?.unwrap_or_default(),
            proxies,
            tls: OnceLock::new(),
            plain: OnceLock::new(),
            near: OnceLock::new(),
            far: OnceLock::new(),
        })
    }

    pub(super) fn has_extra(&self) -> bool {
        !self.extra.is_empty()
    }

    pub(super) fn to(&self, to: &Url) -> Result<&HttpClients, BuildError> {
        let line = match (to.scheme(), is_loopback(to)) {
            ("http", _) => self.plain.get_or_init(|| HttpClients::new(|| Ok(base(&tls::none()?).no_proxy()))),
            (_, true) => self.near.get_or_init(|| HttpClients::new(|| Ok(base(self.tls()?).no_proxy()))),
            (_, false) => self.far.get_or_init(|| HttpClients::new(|| self.through(base(self.tls()?)))),
        };
        line.as_ref().map_err(|fault| *fault)
    }

    pub(super) fn tls(&self) -> Result<&ClientConfig, BuildError> {
        self.tls.get_or_init(|| tls::config(self.extra.clone())).as_ref().map_err(|fault| *fault)
    }

    /// Where no variable names a proxy, the library asks the system.
    fn through(&self, builder: ClientBuilder) -> Result<ClientBuilder, BuildError> {
        let Some(named) = &self.proxies.proxy else { return Ok(builder) };
        let proxy = reqwest::Proxy::https(named.url.expose()).map_err(|_| BuildError::Proxy)?;
        let except = self.proxies.except.as_deref().and_then(NoProxy::from_string);
        Ok(builder.proxy(proxy.no_proxy(except)))
    }
}

impl HttpClients {
    fn new(base: impl Fn() -> Result<ClientBuilder, BuildError>) -> Result<Self, BuildError> {
        let build = |builder: ClientBuilder| builder.build().map_err(|_| BuildError::Tls);
        Ok(Self { asking: build(base()?)?, creating: build(base()?.pool_max_idle_per_host(0))? })
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
