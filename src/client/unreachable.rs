//! Why a host could not be spoken to, by the chain of causes of the library's error: DNS, the port, the five causes of a failure of
//! TLS, and a proxy on the way.

use std::{error::Error, io, sync::Arc, time::Duration};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use percent_encoding::percent_decode_str;
use rustls::{CertificateError, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use url::Url;
use zeroize::Zeroizing;

use crate::domain::{
    failure::{ProxyFault, ProxyTrouble, TlsCause, TlsFault, Unreachable},
    proxy::Proxy,
    tenant::is_loopback,
};

use super::Client;

/// How long a proxy is asked for its status.
const PROBE: Duration = Duration::from_secs(5);

impl Client {
    /// Why this error came about on the way to this address.
    pub(super) async fn why(&self, error: &reqwest::Error, to: &Url) -> Unreachable {
        let has_ca_cert = self.lines.has_extra();
        let proxy = self.proxy_to(to);
        let mut why = why(error, has_ca_cert, proxy);
        // The library keeps the proxy's status to itself. What asks for it may hold a session of TLS, for which not every request
        // makes room.
        if let (Unreachable::Proxy(fault), Some(proxy)) = (&mut why, proxy)
            && fault.why == ProxyTrouble::Refused
            && let Ok(Some(status)) = timeout(PROBE, Box::pin(self.status(proxy, to))).await
        {
            fault.why = ProxyTrouble::Status(status);
        }
        why
    }

    /// Why nothing came in time from this address.
    pub(super) fn silence(&self, to: &Url) -> Unreachable {
        silent(self.proxy_to(to))
    }

    /// The proxy that the environment names for this address.
    fn proxy_to(&self, to: &Url) -> Option<&Proxy> {
        let is_far = to.scheme() == "https" && !is_loopback(to);
        self.lines.proxies.to(to.host_str().filter(|_| is_far)?)
    }

    /// What a proxy answers to the request for a tunnel: asked once more by hand, without anything of the tenant's. One of SOCKS is
    /// not asked, for its reply is known.
    async fn status(&self, proxy: &Proxy, to: &Url) -> Option<u16> {
        let secure = match proxy.scheme.as_str() {
            "http" => None,
            "https" => Some(self.lines.tls().ok()?.clone()),
            _ => return None,
        };
        let home = Url::parse(&format!("{}://{}/", proxy.scheme, proxy.address)).ok()?;
        let host = home.host_str()?.trim_matches(['[', ']']);
        let ask = tunnel_request(proxy, to)?;
        let stream = TcpStream::connect((host, home.port_or_known_default()?)).await.ok()?;
        let line = match secure {
            None => first_line(stream, &ask).await?,
            Some(config) => {
                let name = ServerName::try_from(host.to_owned()).ok()?;
                first_line(TlsConnector::from(Arc::new(config)).connect(name, stream).await.ok()?, &ask).await?
            }
        };
        let line = String::from_utf8_lossy(&line);
        let code: u16 = line.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.trim().parse().ok()?;
        (!(200..300).contains(&code)).then_some(code)
    }
}

fn silent(proxy: Option<&Proxy>) -> Unreachable {
    if proxy.is_some() { through(proxy, ProxyTrouble::TimedOut) } else { Unreachable::TimedOut }
}

/// The library keeps the number of a SOCKS reply to itself, and tells its name.
const REPLIES: [(&str, u8); 8] = [
    ("general server failure", 1),
    ("connection not allowed", 2),
    ("network unreachable", 3),
    ("host unreachable", 4),
    ("connection refused", 5),
    ("ttl expired", 6),
    ("command not supported", 7),
    ("address type not supported", 8),
];

fn why(error: &reqwest::Error, has_ca_cert: bool, proxy: Option<&Proxy>) -> Unreachable {
    let chain = || std::iter::successors(Some(error as &dyn Error), |cause| (*cause).source());
    let says = |words: &str| chain().any(|cause| cause.to_string().to_ascii_lowercase().contains(words));
    let is_refused = || {
        let io = chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
        io.into_iter().any(|error| error.kind() == io::ErrorKind::ConnectionRefused)
    };
    let is_unknown = || error.is_dns() || says("dns error");
    let tls = || {
        let found = chain().find_map(|cause| {
            let direct = cause.downcast_ref::<rustls::Error>();
            direct.or_else(|| cause.downcast_ref::<io::Error>().and_then(inner_tls)).map(tls_cause)
        });
        let cause = found.or_else(|| says("tls handshake").then_some(TlsCause::Broken))?;
        Some(TlsFault { cause, has_ca_cert })
    };
    // The library keeps its types of these two to itself.
    if says("tunnel error") {
        let why = match tls() {
            _ if says("proxy authorization required") => ProxyTrouble::Status(407),
            _ if says("tunnel error: unsuccessful") => ProxyTrouble::Refused,
            Some(fault) => ProxyTrouble::Tls(fault),
            None if is_unknown() => ProxyTrouble::Unknown,
            None if is_refused() => ProxyTrouble::NothingThere,
            None => ProxyTrouble::Broken,
        };
        return through(proxy, why);
    }
    if says("socks") {
        let why = match () {
            () if says("error resolving for socks proxy") => return Unreachable::Dns,
            () if says("credentials not accepted") || says("user/pass authentication") => ProxyTrouble::Login,
            () if says("failed to create underlying connection") => ProxyTrouble::NothingThere,
            () if says("io error") || says("failed parsing") => ProxyTrouble::Broken,
            () => {
                let reply = REPLIES.into_iter().find(|(name, _)| says(&format!("socks error: {name}")));
                reply.map_or(ProxyTrouble::Refused, |(_, reply)| ProxyTrouble::Reply(reply))
            }
        };
        return through(proxy, why);
    }
    if is_unknown() {
        Unreachable::Dns
    } else if let Some(fault) = tls() {
        Unreachable::Tls(fault)
    } else if is_refused() {
        Unreachable::Refused
    } else if error.is_timeout() {
        silent(proxy)
    } else if says("invalid http version") {
        Unreachable::NotHttp
    } else if error.is_connect() || error.is_builder() {
        Unreachable::Other
    } else {
        Unreachable::Cut
    }
}

fn through(proxy: Option<&Proxy>, why: ProxyTrouble) -> Unreachable {
    let (address, variable) = proxy.map_or((None, None), |proxy| (Some(proxy.address.clone()), Some(proxy.variable)));
    Unreachable::Proxy(Box::new(ProxyFault { address, variable, why }))
}

/// An I/O error does not name what it wraps as its source, and here one wraps another that wraps the error of TLS.
fn inner_tls(error: &io::Error) -> Option<&rustls::Error> {
    let inner = error.get_ref()?;
    inner.downcast_ref::<rustls::Error>().or_else(|| inner.downcast_ref::<io::Error>().and_then(inner_tls))
}

fn tls_cause(error: &rustls::Error) -> TlsCause {
    use CertificateError as Bad;
    match error {
        rustls::Error::InvalidCertificate(bad) => match bad {
            Bad::Expired | Bad::ExpiredContext { .. } => TlsCause::Expired,
            Bad::NotValidYet | Bad::NotValidYetContext { .. } => TlsCause::NotYetValid,
            Bad::NotValidForName | Bad::NotValidForNameContext { .. } => TlsCause::OtherHost,
            Bad::UnknownIssuer | Bad::BadSignature => TlsCause::UnknownIssuer,
            // A certificate that vouches for itself, and is marked as one that vouches for others.
            other if format!("{other:?}").contains("CaUsedAsEndEntity") => TlsCause::UnknownIssuer,
            Bad::Revoked => TlsCause::Revoked,
            _ => TlsCause::Unusable,
        },
        // What came is no record of TLS at all.
        rustls::Error::InvalidMessage(_) => TlsCause::NoTls,
        _ => TlsCause::Broken,
    }
}

/// The request for a tunnel, with the login of the proxy where it has one.
fn tunnel_request(proxy: &Proxy, to: &Url) -> Option<Zeroizing<String>> {
    let target = format!("{}:{}", to.host_str()?, to.port_or_known_default()?);
    let login = proxy.login.as_ref().map(|(user, password)| {
        let decoded = |text: &str| Zeroizing::new(percent_decode_str(text).decode_utf8_lossy().into_owned());
        let both = Zeroizing::new(format!("{}:{}", *decoded(user), *decoded(password.expose())));
        Zeroizing::new(format!("Proxy-Authorization: Basic {}\r\n", BASE64_STANDARD.encode(both.as_bytes())))
    });
    let login = login.as_ref().map_or("", |login| login.as_str());
    Some(Zeroizing::new(format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{login}\r\n")))
}

/// Long enough for the status.
const MOST_LINE: usize = 64;

/// What is answered to this, up to the end of its first line.
async fn first_line(mut stream: impl AsyncRead + AsyncWrite + Unpin, ask: &str) -> Option<Vec<u8>> {
    stream.write_all(ask.as_bytes()).await.ok()?;
    stream.flush().await.ok()?;
    let mut line = Vec::new();
    while line.len() < MOST_LINE && !line.contains(&b'\n') {
        match stream.read_buf(&mut line).await {
            Ok(count) if count > 0 => {}
            // What ends without a word of TLS has said what it had to say.
            Ok(_) | Err(_) => break,
        }
    }
    Some(line)
}
