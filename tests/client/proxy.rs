//! Proxies of the environment: for tenants out there, never for stand-ins on this machine.
//!
//! The environment belongs to a whole process, so these tests start themselves once more with another one.

use std::process::Command;

use qonnect::domain::failure::{FailureKind, Unreachable};

use crate::common::{Raw, client, json as says, s3, session};

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
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::Proxy));
}
