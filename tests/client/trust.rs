//! TLS: what is not trusted is told as such, `--ca-cert` adds to what the system trusts, and a create behind it still arrives once.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::Arc,
    thread,
};

use qonnect::{
    client::{BuildError, Client, ClientOptions},
    domain::failure::{FailureKind, TlsCause, TlsFault, Unreachable},
};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

use crate::common::{client, made, s3, session};

const ROOT: &[u8] = include_bytes!("tls/ca.pem");

/// A server with a certificate for 127.0.0.1 that only the test's own root vouches for. It answers every request alike.
fn serve() -> String {
    serve_with(include_bytes!("tls/leaf.pem"), include_bytes!("tls/leaf.key"))
}

pub fn server_config(certificate: &[u8], key: &[u8]) -> ServerConfig {
    let certificate = CertificateDer::from_pem_slice(certificate).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key).unwrap();
    ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap()
}

/// A server with this certificate.
pub fn serve_with(certificate: &[u8], key: &[u8]) -> String {
    let mut config = server_config(certificate, key);
    // As every tenant does: whoever offers HTTP/2 gets it, and must not be surprised.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream.unwrap());
            // A client that does not trust us ends the handshake.
            if stream.read(&mut [0; 4096]).is_ok() {
                assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
                let body = r#"{"qID":"c","data":[]}"#;
                let _ = write!(stream, "HTTP/1.1 201 Created\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            }
        }
    });
    url
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_told_as_such_and_nothing_was_sent() {
    let url = serve();
    let unknown = FailureKind::Unreachable(tls(TlsCause::UnknownIssuer, false));
    assert_eq!(client().spaces(&session(&url), None).await.unwrap_err().kind, unknown);
    assert_eq!(client().create(&session(&url), &s3("n", None)).await.unwrap_err().kind, unknown);
}

#[tokio::test]
async fn a_root_that_was_added_is_trusted_but_only_for_its_own_hosts() {
    let url = serve();
    let client = trusting(ROOT);
    client.spaces(&session(&url), None).await.unwrap();
    assert_eq!(made(client.create(&session(&url), &s3("n", None)).await.unwrap()).id, "c");
    let other_name = url.replace("127.0.0.1", "localhost");
    let failure = client.spaces(&session(&other_name), None).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(tls(TlsCause::OtherHost, true)));
}

fn trusting(pem: &[u8]) -> Client {
    Client::new(ClientOptions { ca_cert: Some(pem.to_vec()), ..ClientOptions::default() }).unwrap()
}

fn tls(cause: TlsCause, has_ca_cert: bool) -> Unreachable {
    Unreachable::Tls(TlsFault { cause, has_ca_cert })
}

/// A root, and a certificate of it for 127.0.0.1 that is good in these years: both as PEM, and the key of the second.
pub fn issued(host: &str, from: i32, to: i32) -> (String, String, String) {
    let key = KeyPair::generate().unwrap();
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root_pem = root.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(root, key);
    let mut leaf = CertificateParams::new(vec![host.to_owned()]).unwrap();
    (leaf.not_before, leaf.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(to, 1, 1));
    let leaf_key = KeyPair::generate().unwrap();
    (root_pem, leaf.signed_by(&leaf_key, &issuer).unwrap().pem(), leaf_key.serialize_pem())
}

#[tokio::test]
async fn the_causes_of_a_failure_of_tls_are_told_apart() {
    for (from, to, cause) in [(2010, 2020, TlsCause::Expired), (2090, 2095, TlsCause::NotYetValid)] {
        let (root, leaf, key) = issued("127.0.0.1", from, to);
        let url = serve_with(leaf.as_bytes(), key.as_bytes());
        let failure = trusting(root.as_bytes()).spaces(&session(&url), None).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Unreachable(tls(cause, true)));
    }
    // A file that does not help is not named as the remedy once more.
    let failure =
        trusting(issued("127.0.0.1", 2020, 2090).0.as_bytes()).spaces(&session(&serve()), None).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(tls(TlsCause::UnknownIssuer, true)));
}

/// A server that answers whatever comes with these bytes.
fn answers(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _first = stream.read(&mut [0; 4096]);
            let _gone = stream.write_all(bytes);
        }
    });
    address
}

#[tokio::test]
async fn http_where_tls_was_due_and_the_other_way_round_are_called_what_they_are() {
    let plain = answers(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    let failure = client().spaces(&session(&format!("https://{plain}")), None).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(tls(TlsCause::NoTls, false)));
    let silent = answers(b"");
    let failure = client().spaces(&session(&format!("https://{silent}")), None).await.unwrap_err();
    assert!(matches!(failure.kind, FailureKind::Unreachable(Unreachable::Tls(_))), "{failure:?}");
    // A server that speaks TLS answers with an alert.
    let alert = answers(b"\x15\x03\x03\x00\x02\x02\x46");
    let failure = client().spaces(&session(&format!("http://{alert}")), None).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::NotHttp));
    let failure = client().spaces(&session(&serve().replace("https", "http")), None).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::NotHttp));
}

/// The system's certificates are named by the environment, which belongs to a whole process.
#[test]
fn certificates_of_the_system_are_needed_for_tls_alone_and_those_that_were_added_suffice() {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "trust::inner_without_roots"]);
    command.envs([("SSL_CERT_FILE", "/nonexistent"), ("SSL_CERT_DIR", "/nonexistent")]);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[tokio::test]
#[ignore = "started by another test"]
async fn inner_without_roots() {
    let plain = answers(b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\":[]}");
    client().spaces(&session(&format!("http://{plain}")), None).await.unwrap();
    if cfg!(any(target_os = "macos", windows)) {
        return;
    }
    let failure = client().reach(&session("https://acme.eu.qlikcloud.com").tenant).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotSent(BuildError::NoRoots.to_string()));
    trusting(ROOT).spaces(&session(&serve()), None).await.unwrap();
}
