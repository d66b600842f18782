//! Proxies of the environment: for tenants out there, never for stand-ins on this machine.
//!
//! The environment belongs to a whole process, so these tests start themselves once more with another one.

use std::{
    io::{Read as _, Write as _},
    process::Command,
    sync::Arc,
};

use qonnect::{
    client::{Client, ClientOptions},
    domain::{
        failure::{Failure, FailureKind, ProxyFault, ProxyTrouble, TlsCause, Unreachable},
        proxy::Proxies,
    },
    kit::notice::Notice,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

use crate::{
    common::{Act, Raw, client, json as says, s3, session},
    trust::{issued, serve_with, server_config},
};

const TENANT: &str = "acme.eu.qlikcloud.com";

fn behind(variable: &'static str, proxy: &str, except: Option<&str>, ca_cert: Option<&str>) -> Client {
    let proxies = Proxies::read(|name| match name {
        name if name == variable => Some(Ok(proxy.to_owned())),
        "NO_PROXY" => except.map(|except| Ok(except.to_owned())),
        _ => None,
    });
    let ca_cert = ca_cert.map(|pem| pem.as_bytes().to_vec());
    Client::new(ClientOptions { proxies: proxies.unwrap(), ca_cert, ..ClientOptions::default() }).unwrap()
}

fn fault(failure: &Failure) -> &ProxyFault {
    match &failure.kind {
        FailureKind::Unreachable(Unreachable::Proxy(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_fault_of_the_proxy_names_the_proxy_and_its_status() {
    for (status, code, step) in [
        ("407 Proxy Authentication Required", 407, "requires a user name and password"),
        ("403 Forbidden", 403, "refuses to connect to this host"),
        ("503 Service Unavailable", 503, "could not reach the host"),
    ] {
        let proxy = Raw::doing([says(status, "")]).await;
        let client = behind("HTTPS_PROXY", &proxy.url.replace("//", "//me:marker-pw@"), None, None);
        let failure = client.create(&session(TENANT), &s3("n", None)).await.unwrap_err();
        let address = proxy.url.trim_start_matches("http://").to_owned();
        let expected = ProxyFault {
            address: Some(address.clone()),
            variable: Some("HTTPS_PROXY"),
            why: ProxyTrouble::Status(code),
        };
        assert_eq!(fault(&failure), &expected);
        let said = Notice::of(&failure).text;
        assert!(said.contains(&address) && said.contains(&code.to_string()) && said.contains(step), "{said}");
        assert!(!format!("{failure:?}").contains("marker"), "{failure:?}");
        let asked = proxy.requests();
        assert!(asked.iter().all(|text| text.starts_with("CONNECT acme.eu.qlikcloud.com:443 ")), "{asked:?}");
        assert!(asked.iter().all(|text| text.to_lowercase().contains("proxy-authorization: basic ")), "{asked:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_dead_proxy_and_one_without_a_host_are_told_apart() {
    for (variable, proxy, why) in [
        ("HTTPS_PROXY", "http://127.0.0.1:1", ProxyTrouble::NothingThere),
        ("all_proxy", "socks5h://127.0.0.1:1", ProxyTrouble::NothingThere),
        ("ALL_PROXY", "http://nobody.invalid:8080", ProxyTrouble::Unknown),
    ] {
        let failure = behind(variable, proxy, None, None).spaces(&session(TENANT), None).await.unwrap_err();
        assert_eq!((fault(&failure).why, fault(&failure).variable), (why, Some(variable)), "{proxy}");
        assert!(Notice::of(&failure).text.contains(variable));
    }
    let failure =
        behind("HTTPS_PROXY", "https://127.0.0.1:1", None, None).spaces(&session(TENANT), None).await.unwrap_err();
    assert_eq!(fault(&failure).why, ProxyTrouble::NothingThere);
}

/// A SOCKS5 proxy (RFC 1928) with a login or without (RFC 1929), which connects to one place whatever is asked of it; what was asked.
async fn socks(
    to: String,
    login: Option<&'static str>,
    answer: u8,
) -> (String, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (asked, wanted) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = [0; 2];
            stream.read_exact(&mut head).await.unwrap();
            let mut methods = vec![0; head[1].into()];
            stream.read_exact(&mut methods).await.unwrap();
            if let Some(login) = login {
                stream.write_all(&[5, 2]).await.unwrap();
                let mut parts = Vec::new();
                stream.read_u8().await.unwrap();
                for _ in 0..2 {
                    let mut part = vec![0; stream.read_u8().await.unwrap().into()];
                    stream.read_exact(&mut part).await.unwrap();
                    parts.push(String::from_utf8(part).unwrap());
                }
                let is_good = parts.join(":") == login;
                stream.write_all(&[1, u8::from(!is_good)]).await.unwrap();
                if !is_good {
                    continue;
                }
            } else {
                stream.write_all(&[5, 0]).await.unwrap();
            }
            let mut head = [0; 4];
            stream.read_exact(&mut head).await.unwrap();
            let length = if head[3] == 3 { stream.read_u8().await.unwrap().into() } else { 4 };
            let mut name = vec![0; length];
            stream.read_exact(&mut name).await.unwrap();
            let port = stream.read_u16().await.unwrap();
            asked.send(format!("{}:{port}", String::from_utf8_lossy(&name))).unwrap();
            stream.write_all(&[5, answer, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap();
            if answer == 0 {
                let mut there = TcpStream::connect(&to).await.unwrap();
                let _until_one_leaves = copy_bidirectional(&mut stream, &mut there).await;
            }
        }
    });
    (address, wanted)
}

#[tokio::test]
async fn a_socks_proxy_is_the_way_to_the_tenant_with_its_login_and_its_own_names() {
    let (root, leaf, key) = issued(TENANT, 2020, 2090);
    let server = serve_with(leaf.as_bytes(), key.as_bytes()).replace("https://", "");
    for (variable, login, text) in
        [("ALL_PROXY", None, ""), ("HTTPS_PROXY", Some("CORP\\al:p@ss"), "CORP%5Cal:p%40ss@"), ("all_proxy", None, "")]
    {
        let (address, mut asked) = socks(server.clone(), login, 0).await;
        let client = behind(variable, &format!("socks5h://{text}{address}"), None, Some(&root));
        client.spaces(&session(TENANT), None).await.unwrap();
        assert_eq!(asked.recv().await.unwrap(), "acme.eu.qlikcloud.com:443", "its name is looked up there");
    }
    let (address, _asked) = socks(server.clone(), Some("al:right"), 0).await;
    let client = behind("ALL_PROXY", &format!("socks5h://al:wrong@{address}"), None, None);
    let failure = client.create(&session(TENANT), &s3("n", None)).await.unwrap_err();
    assert_eq!(fault(&failure).why, ProxyTrouble::Login);
    let (address, _asked) = socks(server, None, 2).await;
    let client = behind("ALL_PROXY", &format!("socks5h://{address}"), None, None);
    let failure = client.create(&session(TENANT), &s3("n", None)).await.unwrap_err();
    assert_eq!(fault(&failure).why, ProxyTrouble::Reply(2));
    let said = Notice::of(&failure).text;
    assert!(said.contains(&address) && said.contains("does not allow this host (SOCKS reply 2)"), "{said}");
}

#[tokio::test]
async fn the_status_of_a_proxy_behind_tls_is_told_too() {
    let (root, leaf, key) = issued("127.0.0.1", 2020, 2090);
    let address = refuse_over_tls(leaf.as_bytes(), key.as_bytes());
    let client = behind("HTTPS_PROXY", &format!("https://me:marker-pw@{address}"), None, Some(&root));
    let failure = client.create(&session(TENANT), &s3("n", None)).await.unwrap_err();
    assert_eq!((fault(&failure).why, &fault(&failure).address), (ProxyTrouble::Status(403), &Some(address)));
    let client = behind("HTTPS_PROXY", &format!("https://{}", fault(&failure).address.as_ref().unwrap()), None, None);
    let failure = client.create(&session(TENANT), &s3("n", None)).await.unwrap_err();
    assert!(
        matches!(fault(&failure).why, ProxyTrouble::Tls(tls) if tls.cause == TlsCause::UnknownIssuer),
        "{failure:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn silence_behind_a_proxy_names_the_proxy() {
    let proxy = Raw::doing([Act::Hang]).await;
    let address = proxy.url.trim_start_matches("http://").to_owned();
    for scheme in ["http", "https", "socks5h"] {
        let client = behind("HTTPS_PROXY", &format!("{scheme}://{address}"), None, None);
        let creating = client.create(&session(TENANT), &s3("n", None)).await.unwrap_err();
        let asking = client.spaces(&session(TENANT), None).await.unwrap_err();
        for failure in [creating, asking] {
            assert_eq!(fault(&failure).why, ProxyTrouble::TimedOut, "{scheme}");
            let said = Notice::of(&failure).text;
            assert!(said.contains(&format!("proxy {address} (HTTPS_PROXY) in time")), "{said}");
        }
    }
}

/// A proxy behind TLS that refuses every tunnel.
fn refuse_over_tls(certificate: &[u8], key: &[u8]) -> String {
    let config = Arc::new(server_config(certificate, key));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream.unwrap());
            let mut asked = [0; 4096];
            if stream.read(&mut asked).is_ok() {
                assert!(asked.starts_with(b"CONNECT acme.eu.qlikcloud.com:443 "));
                let _gone = stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
            }
        }
    });
    address
}

#[tokio::test]
async fn a_certificate_behind_a_proxy_is_the_hosts_and_not_the_proxys() {
    let (_, leaf, key) = issued(TENANT, 2010, 2020);
    let server = serve_with(leaf.as_bytes(), key.as_bytes()).replace("https://", "");
    let (address, _asked) = socks(server, None, 0).await;
    let client = behind("ALL_PROXY", &format!("socks5h://{address}"), None, None);
    let failure = client.spaces(&session(TENANT), None).await.unwrap_err();
    let FailureKind::Unreachable(Unreachable::Tls(fault)) = failure.kind else { panic!("{failure:?}") };
    assert_eq!(fault.cause, TlsCause::Expired);
}

#[tokio::test]
async fn a_host_of_no_proxy_is_spoken_to_without_it() {
    let proxy = Raw::doing([says("403 Forbidden", "")]).await;
    let client = behind("HTTPS_PROXY", &proxy.url, Some("example.com, .invalid"), None);
    let failure = client.create(&session("https://tenant.invalid"), &s3("n", None)).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::Dns));
    assert!(proxy.requests().is_empty());
}

/// Runs one ignored test of this file with every request of the environment's going to a proxy.
fn run_with_proxy(test: &str, proxy: &str) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", &format!("proxy::{test}")]);
    for name in ["no_proxy", "NO_PROXY"] {
        command.env_remove(name);
    }
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"] {
        command.env(name, proxy);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn this_machine_is_spoken_to_without_the_proxy() {
    run_with_proxy("inner_here", "http://127.0.0.1:1");
}

#[tokio::test]
#[ignore = "started by another test"]
async fn inner_here() {
    let server = Raw::doing([says("200 OK", "{\"data\":[]}")]).await;
    client().spaces(&session(&server.url), None).await.unwrap();
    client().spaces(&session(&server.url.replace("127.0.0.1", "localhost")), None).await.unwrap();
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_and_has_passed_nothing_on() {
    let proxy = Raw::doing([says("407 Proxy Authentication Required", "")]).await;
    let url = proxy.url.clone();
    tokio::task::spawn_blocking(move || run_with_proxy("inner_there", &url)).await.unwrap();
    let asked = proxy.requests();
    assert!(asked.iter().all(|text| text.starts_with("CONNECT acme.eu.qlikcloud.com:443 ")), "{asked:?}");
    assert!(!asked.is_empty() && !asked.iter().any(|text| text.contains("marker-")));
}

#[tokio::test]
#[ignore = "started by another test"]
async fn inner_there() {
    let failure = client().create(&session("acme.eu.qlikcloud.com"), &s3("n", None)).await.unwrap_err();
    let FailureKind::Unreachable(Unreachable::Proxy(fault)) = failure.kind else { panic!("{failure:?}") };
    assert_eq!(fault.why, ProxyTrouble::Status(407));
}
