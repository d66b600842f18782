//! Fetching the key set of an OAuth client (`jwksUri`), from this machine only: the stand-in is for trying things out, and
//! must not be a way to make requests into a network. So no name is looked up, no redirect followed and no proxy asked.
//! A real tenant fetches from the internet, by https; how often it does is not published, and here every proof does it
//! anew, so that an exchanged key counts at once.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use url::{Host, Url};

use super::jwt::PublicKey;

const PATIENCE: Duration = Duration::from_secs(2);
const LARGEST: u64 = 64 * 1024;

/// Where a key set is.
#[derive(Debug, PartialEq)]
pub struct Place {
    addresses: Vec<SocketAddr>,
    host: String,
    path: String,
}

impl Place {
    /// Reads an address: plain http, on this machine.
    pub fn read(uri: &str) -> Option<Self> {
        let url = Url::parse(uri).ok()?;
        let machine: Vec<IpAddr> = match url.host()? {
            Host::Domain("localhost") => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            Host::Ipv4(address) if address.is_loopback() => vec![address.into()],
            Host::Ipv6(address) if address.is_loopback() => vec![address.into()],
            Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_) => return None,
        };
        if url.scheme() != "http" || !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let port = url.port_or_known_default()?;
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        Some(Self {
            addresses: machine.into_iter().map(|address| (address, port).into()).collect(),
            host: format!("{}:{port}", url.host_str()?),
            path: format!("{}{query}", url.path()),
        })
    }

    /// Fetches the key set. None where it does not come soon, is too large, or is no JSON.
    pub async fn fetch(&self) -> Option<KeySet> {
        timeout(PATIENCE, self.ask()).await.ok()?
    }

    /// HTTP/1.0: the answer comes in one piece and ends with the connection.
    async fn ask(&self) -> Option<KeySet> {
        let mut stream = TcpStream::connect(&self.addresses[..]).await.ok()?;
        let request = format!("GET {} HTTP/1.0\r\nHost: {}\r\nAccept: application/json\r\n\r\n", self.path, self.host);
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = Vec::new();
        stream.take(LARGEST).read_to_end(&mut answer).await.ok()?;
        let (head, body) = std::str::from_utf8(&answer).ok()?.split_once("\r\n\r\n")?;
        if head.split(' ').nth(1) != Some("200") {
            return None;
        }
        serde_json::from_str(body).ok().map(KeySet)
    }
}

/// A fetched JSON web key set.
pub struct KeySet(Value);

impl KeySet {
    /// The key for signatures that has this id.
    pub fn key(&self, kid: &str) -> Option<PublicKey> {
        let keys = self.0.get("keys")?.as_array()?.iter().filter_map(Value::as_object);
        let mut keys = keys.filter(|key| {
            key.get("kid").is_some_and(|own| own == kid) && key.get("use").is_none_or(|purpose| purpose == "sig")
        });
        PublicKey::from_jwk(keys.next()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_are_read() {
        let place = Place::read("http://127.0.0.1:8400/keys?of=me").unwrap();
        assert_eq!((place.host.as_str(), place.path.as_str()), ("127.0.0.1:8400", "/keys?of=me"));
        for uri in ["http://localhost/jwks.json", "http://[::1]:1/", "http://127.8.8.8/"] {
            let place = Place::read(uri).unwrap();
            assert!(place.addresses.iter().all(|address| address.ip().is_loopback()), "{uri}");
        }
        for uri in [
            "",
            "/jwks.json",
            "https://127.0.0.1/jwks.json",
            "http://keys.example/jwks.json",
            "http://localhost.example/",
            "http://127.0.0.1.example/",
            "http://10.0.0.1/",
            "http://169.254.169.254/latest",
            "http://[::ffff:10.0.0.1]/",
            "http://0.0.0.0/",
            "http://user@127.0.0.1/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
        ] {
            assert_eq!(Place::read(uri), None, "{uri}");
        }
    }
}
