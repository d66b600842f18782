//! TLS: what is not trusted is told as such, `--ca-cert` adds to what the system trusts, and a create behind it still arrives once.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::Arc,
    thread,
};

use qonnect::{
    client::{Client, Options},
    domain::failure::{FailureKind, Unreachable},
};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

use crate::common::{client, made, s3, session};

const ROOT: &[u8] = include_bytes!("tls/ca.pem");

/// A server with a certificate for 127.0.0.1 that only the test's own root vouches for. It answers every request alike.
fn serve() -> String {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/leaf.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/leaf.key")).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
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
    let failure = client().spaces(&session(&url), None).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::Tls));
    let failure = client().create(&session(&url), &s3("n", None)).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::Tls));
}

#[tokio::test]
async fn a_root_that_was_added_is_trusted_but_only_for_its_own_hosts() {
    let url = serve();
    let client = Client::new(Options { ca_cert: Some(ROOT.to_vec()), ..Options::default() }).unwrap();
    client.spaces(&session(&url), None).await.unwrap();
    assert_eq!(made(client.create(&session(&url), &s3("n", None)).await.unwrap()).id, "c");
    let other_name = url.replace("127.0.0.1", "localhost");
    let failure = client.spaces(&session(&other_name), None).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::Tls));
}
