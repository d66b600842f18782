//! Signing in through the browser, with sockets for browsers: the right one, the wrong ones, and several at once.

use std::net::Ipv4Addr;

use qonnect::{
    domain::{
        access::Access,
        browser::{BrowserAttempt, BrowserFault, BrowserPlan, Redirect, ReturnFault, SCOPE, read_return},
        failure::FailureKind,
        request::{Answer, Chore, PublicCall, Request},
        secret::Secret,
        tenant::Tenant,
    },
    standin::Config,
    worker::{desk::Desk, perform},
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, yield_now},
};

use crate::access::{Stage, post};

/// A public client whose redirect address is at a port that is free now.
async fn plan(stage: &Stage) -> BrowserPlan {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let uri = format!("http://localhost:{}/login/callback", free.local_addr().unwrap().port());
    let body = json!({"appType": "native", "clientName": "wizard", "redirectUris": [uri],
        "allowedScopes": ["user_default", "offline_access"]});
    let told = post(stage, "/api/v1/oauth-clients", &body).await;
    BrowserPlan {
        tenant: Tenant::parse(stage.standin.url()).unwrap(),
        client_id: told["clientId"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned(),
        redirect: Redirect::parse(&uri).unwrap(),
        scope: SCOPE.to_owned(),
    }
}

async fn start(stage: &Stage, plan: BrowserPlan) -> BrowserAttempt {
    match perform(&stage.client, &Desk::bare(), &Request::Here(Chore::StartBrowser(plan))).await {
        Answer::StartBrowser(Ok(attempt)) => *attempt,
        other => panic!("{other:?}"),
    }
}

/// Waits for the browser as the worker does.
fn wait(stage: &Stage, attempt: &BrowserAttempt) -> JoinHandle<Result<Access, BrowserFault>> {
    let (client, request) = (stage.client.clone(), Request::Public(PublicCall::AwaitBrowser(attempt.clone())));
    tokio::spawn(async move {
        match perform(&client, &Desk::bare(), &request).await {
            Answer::AwaitBrowser(ended) => ended,
            other => panic!("{other:?}"),
        }
    })
}

/// Asks a listener on this machine, once it is there.
async fn knock(port: u16, request: &str) -> String {
    for _ in 0..10_000 {
        if let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await {
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut told = String::new();
            stream.read_to_string(&mut told).await.unwrap();
            return told;
        }
        // The listener is a task of this very thread: it has not begun yet.
        yield_now().await;
    }
    panic!("nobody listens at {port}");
}

fn get(target: &str, port: u16) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n")
}

/// Where the tenant sends the browser after "Allow": the request that the page in plain text names allows it.
async fn allowed(stage: &Stage, attempt: &BrowserAttempt) -> String {
    let host = stage.standin.url().strip_prefix("http://").unwrap();
    let ask = async |request: String| {
        let mut stream = TcpStream::connect(host).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut told = String::new();
        stream.read_to_string(&mut told).await.unwrap();
        told
    };
    let url = attempt.url.as_str().strip_prefix(stage.standin.url()).unwrap();
    let page = ask(format!("GET {url} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\nConnection: close\r\n\r\n")).await;
    let request = page.split_once("request=").unwrap().1.split(' ').next().unwrap();
    let body = format!("request={request}&decision=allow");
    let told = ask(format!(
        "POST /oauth/authorize HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ))
    .await;
    let line = told.lines().find(|line| line.to_ascii_lowercase().starts_with("location: ")).unwrap();
    line["location: ".len()..].to_owned()
}

/// The path and query of an address.
fn target(address: &str) -> &str {
    let after = address.strip_prefix("http://").unwrap();
    &after[after.find('/').unwrap()..]
}

#[tokio::test]
async fn the_browser_comes_back_and_the_session_is_the_users() {
    let stage = Stage::start(Config::default()).await;
    let attempt = start(&stage, plan(&stage).await).await;
    let port = attempt.plan.redirect.port();
    let waiting = wait(&stage, &attempt);
    let back = allowed(&stage, &attempt).await;

    // Before the right one: the icon, another page, another verb, another name for this machine, another attempt.
    for (request, status) in [
        (get("/favicon.ico", port), "404"),
        (get("/login/callback/", port), "404"),
        (get("/login/callback", port), "400"),
        (get("/login/callback?code=stolen&state=foreign", port), "400"),
        (get("/login/callback?error=access_denied&state=foreign", port), "400"),
        (get(target(&back), port).replace("GET", "POST"), "405"),
        (get(target(&back), port).replace("localhost:", "evil.example:"), "400"),
        ("garbage\r\n\r\n".to_owned(), "400"),
    ] {
        let told = knock(port, &request).await;
        assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{request}: {told}");
        assert!(!waiting.is_finished());
    }
    // A connection that a browser opens in advance, and says nothing on, is in nobody's way.
    let idle = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();

    let told = knock(port, &get(target(&back), port)).await;
    assert!(told.contains("You can close this window") && told.contains("Content-Security-Policy: default-src 'none'"));
    assert!(!told.contains("{{") && !told.contains("code="), "{told}");
    let access = waiting.await.unwrap().unwrap();
    drop(idle);
    assert!(matches!(&access, Access::Browser { tokens, .. } if tokens.refresh.is_some() && tokens.expires.is_some()));
    let creator = stage.client.sign_in(&stage.creator()).await.unwrap();
    assert_eq!(stage.client.sign_in(&stage.session(access)).await.unwrap().user_id, creator.user_id);
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err(), "the listener has closed");
}

#[tokio::test]
async fn a_refusal_in_the_browser_ends_the_waiting_with_its_words_escaped() {
    let stage = Stage::start(Config::default()).await;
    let plan = plan(&stage).await;
    for (query, fault) in [
        ("error=access_denied", ReturnFault::Denied),
        (
            "error=invalid_scope&error_description=%3Cscript%3E&error_code=OAUTH-9",
            ReturnFault::Refused { words: "<script>".into(), code: Some("OAUTH-9".into()) },
        ),
    ] {
        let attempt = start(&stage, plan.clone()).await;
        let waiting = wait(&stage, &attempt);
        let port = plan.redirect.port();
        let query = format!("/login/callback?{query}&state={}", attempt.state.expose());
        let told = knock(port, &get(&query, port)).await;
        assert!(told.contains("Not signed in") && !told.contains("<script>"), "{told}");
        assert_eq!(waiting.await.unwrap(), Err(BrowserFault::Returned(fault)));
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_named_on_either_address() {
    let stage = Stage::start(Config::default()).await;
    let attempt = start(&stage, plan(&stage).await).await;
    let port = attempt.plan.redirect.port();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    assert_eq!(wait(&stage, &attempt).await.unwrap(), Err(BrowserFault::PortTaken(port)));
    drop(taken);
    if let Ok(_taken) = TcpListener::bind((std::net::Ipv6Addr::LOCALHOST, port)).await {
        assert_eq!(wait(&stage, &attempt).await.unwrap(), Err(BrowserFault::PortTaken(port)));
    }
}

#[tokio::test]
async fn a_cancelled_waiting_closes_the_port_at_once() {
    let stage = Stage::start(Config::default()).await;
    let attempt = start(&stage, plan(&stage).await).await;
    let port = attempt.plan.redirect.port();
    let waiting = wait(&stage, &attempt);
    knock(port, &get("/", port)).await;
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    assert!(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.is_ok());
    // And a new attempt may begin there.
    let next = start(&stage, attempt.plan.clone()).await;
    assert_ne!(next.state, attempt.state);
    let waiting = wait(&stage, &next);
    let back = allowed(&stage, &next).await;
    knock(port, &get(target(&back), port)).await;
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn two_browsers_bring_one_session_and_the_second_is_answered_while_it_lasts() {
    let stage =
        Stage::start(Config { faults: vec!["POST|^/oauth/token$|delay=400|1".parse().unwrap()], ..Config::default() })
            .await;
    let attempt = start(&stage, plan(&stage).await).await;
    let port = attempt.plan.redirect.port();
    let waiting = wait(&stage, &attempt);
    let (one, two) = (allowed(&stage, &attempt).await, allowed(&stage, &attempt).await);
    assert!(knock(port, &get(target(&one), port)).await.contains("Back to the terminal"));
    assert!(knock(port, &get(target(&two), port)).await.contains("Back to the terminal"));
    waiting.await.unwrap().unwrap();
    assert_eq!(stage.count("POST", "/oauth/token"), 1);
}

#[tokio::test]
async fn the_address_can_be_pasted_instead_and_a_code_is_good_once() {
    let stage = Stage::start(Config::default()).await;
    let attempt = start(&stage, plan(&stage).await).await;
    let code = read_return(&format!(" {}\n", allowed(&stage, &attempt).await), &attempt).unwrap().value;
    let finish = async |attempt: &BrowserAttempt, code: &Secret| match perform(
        &stage.client,
        &Desk::bare(),
        &Request::Public(PublicCall::FinishBrowser(attempt.clone(), code.clone())),
    )
    .await
    {
        Answer::FinishBrowser(ended) => ended,
        other => panic!("{other:?}"),
    };
    let other = start(&stage, attempt.plan.clone()).await;
    let foreign = allowed(&stage, &other).await;
    assert_eq!(read_return(&foreign, &attempt), Err(ReturnFault::ForeignState));
    let code_of_other = read_return(&foreign, &other).unwrap().value;
    let failure = finish(&attempt, &code_of_other).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unauthorized, "the verifier of one attempt opens no code of another");

    let access = finish(&attempt, &code).await.unwrap();
    stage.client.sign_in(&stage.session(access)).await.unwrap();
    let failure = finish(&attempt, &code).await.unwrap_err();
    assert!(qonnect::domain::advice::advice(&failure).unwrap().contains("Start again"), "{failure:?}");
    let told = format!("{attempt:?}{:?}", stage.lines.lock().unwrap());
    assert!(!told.contains(attempt.state.expose()) && !told.contains(attempt.verifier.expose()));
}
