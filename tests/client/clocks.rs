//! What is signed here and judged there by another clock: tokens that are too old, too young, or used already.

use qonnect::{
    client::Client,
    domain::{
        access::{Access, ClientProof},
        advice::advice,
        dialect::Dialect,
        failure::FailureKind,
        session::Session,
        tenant::Tenant,
    },
    standin::Config,
};
use serde_json::Value;

use crate::{
    access::{Stage, claims, signed, signer, token},
    common::{Raw, answer, json, observed, observed_at},
    keys::pair,
};

const HOUR: i64 = 3600;
const LOGIN: &str = "/login/jwt-session";

/// The token that a client sends to open a session.
async fn ticket(client: &Client) -> String {
    let raw = Raw::doing([json("401 Unauthorized", "{}")]).await;
    let session =
        Session { tenant: Tenant::parse(&raw.url).unwrap(), access: signed(signer("new\\ann")), dialect: Dialect::V1 };
    client.sign_in(&session).await.unwrap_err();
    token(&raw.requests()[0]).to_owned()
}

/// What the stand-in says to a token, as often as it is shown.
async fn shown(stage: &Stage, token: &str) -> (u16, Value) {
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let request = reqwest::Client::new().post(format!("{}{LOGIN}", stage.standin.url())).bearer_auth(token);
    let told = request.send().await.unwrap();
    let status = told.status().as_u16();
    (status, serde_json::from_slice(&told.bytes().await.unwrap()).unwrap())
}

#[tokio::test]
async fn a_clock_that_is_an_hour_off_is_forgiven_by_the_tenants_date_and_costs_one_refusal() {
    for ahead in [HOUR, -HOUR] {
        let stage = Stage::with_clock(Config::default(), ahead).await;
        stage.with_provider().await;
        let me = stage.client.sign_in(&stage.session(signed(signer("new\\ann")))).await.unwrap();
        assert_eq!(me.subject, "new\\ann");
        assert_eq!(stage.count("POST", LOGIN), 2, "{ahead}");

        let proof = ClientProof::Key { pem: pair().private.clone(), key_id: "k1".into() };
        let machine = stage.session(Access::Machine { client_id: stage.by_key().await, proof });
        assert!(stage.client.sign_in(&machine).await.unwrap().is_bot());
        assert_eq!(stage.count("POST", "/oauth/token"), 2, "{ahead}");
    }
}

#[tokio::test]
async fn a_clock_that_is_a_little_off_costs_nothing() {
    for ahead in [50, -100] {
        let stage = Stage::with_clock(Config::default(), ahead).await;
        stage.with_provider().await;
        stage.client.sign_in(&stage.session(signed(signer("new\\ann")))).await.unwrap();
        assert_eq!(stage.count("POST", LOGIN), 1, "{ahead}");
    }
}

#[tokio::test]
async fn where_the_clocks_agree_a_refusal_is_no_matter_of_time_and_nothing_is_signed_again() {
    let stage = Stage::start(Config::default()).await;
    let failure = stage.client.sign_in(&stage.session(signed(signer("new\\ann")))).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unauthorized);
    assert_eq!(stage.count("POST", LOGIN), 1);
}

#[tokio::test]
async fn what_is_wrong_beside_the_clock_is_told_after_the_second_try() {
    let stage = Stage::with_clock(Config::default(), HOUR).await;
    let failure = stage.client.sign_in(&stage.session(signed(signer("new\\ann")))).await.unwrap_err();
    assert!(advice(&failure).unwrap().contains("issuer and key id"), "{failure:?}");
    assert_eq!(stage.count("POST", LOGIN), 2, "and never a third time");
}

#[tokio::test]
async fn an_expired_or_too_early_token_is_refused_and_without_a_date_the_person_is_told_of_the_clock() {
    let stage = Stage::start(Config::default()).await;
    stage.with_provider().await;
    for (ahead, words) in [(-HOUR, "expired"), (HOUR, "not valid yet")] {
        let (client, _) = observed_at(ahead);
        let (status, told) = shown(&stage, &ticket(&client).await).await;
        let detail = told["errors"][0]["detail"].as_str().unwrap();
        assert!(status == 401 && detail.contains(words), "{told}");

        // The very answer, through something in between that takes the date out of it.
        let raw = Raw::doing([json("401 Unauthorized", &told.to_string())]).await;
        let tenant = Tenant::parse(&raw.url).unwrap();
        let session = Session { tenant, access: signed(signer("new\\ann")), dialect: Dialect::V1 };
        let failure = client.sign_in(&session).await.unwrap_err();
        assert_eq!(raw.count("POST"), 1, "there is no other clock to go by");
        assert!(advice(&failure).unwrap().contains("this machine's clock"), "{failure:?}");
        assert!(failure.verbatim().contains(words), "the tenant's own words stand beside it: {failure:?}");
    }
}

#[tokio::test]
async fn a_token_opens_one_session_and_the_next_sign_in_signs_another() {
    let stage = Stage::start(Config::default()).await;
    stage.with_provider().await;
    let (client, _) = observed();
    let used = ticket(&client).await;
    assert_eq!(shown(&stage, &used).await.0, 200);
    let (status, told) = shown(&stage, &used).await;
    assert!(status == 401 && told["errors"][0]["detail"] == "The token was already used", "{told}");

    // Where something in between showed it twice, the person is told, and trying again is another token.
    let refused = answer("401 Unauthorized", &["content-type: application/json"], &told.to_string());
    let raw = Raw::doing([crate::common::Act::Say(refused)]).await;
    let tenant = Tenant::parse(&raw.url).unwrap();
    let session = Session { tenant, access: signed(signer("new\\ann")), dialect: Dialect::V1 };
    for _ in 0..2 {
        let failure = client.sign_in(&session).await.unwrap_err();
        assert!(advice(&failure).unwrap().contains("did not accept"), "{failure:?}");
        assert!(failure.verbatim().contains("already used"), "{failure:?}");
    }
    let ids: Vec<Value> = raw.requests().iter().map(|request| claims(request)["jti"].clone()).collect();
    assert!(ids.len() == 2 && ids[0] != ids[1], "{ids:?}");
}

#[tokio::test]
async fn a_token_whose_answer_was_lost_is_not_shown_again() {
    let fault = format!("POST|^{LOGIN}$|cut-after|1").parse().unwrap();
    let stage = Stage::start(Config { faults: vec![fault], ..Config::default() }).await;
    stage.with_provider().await;
    let session = stage.session(signed(signer("new\\ann")));
    let failure = stage.client.sign_in(&session).await.unwrap_err();
    assert!(matches!(failure.kind, FailureKind::Unreachable(_)), "{failure:?}");
    assert_eq!(stage.count("POST", LOGIN), 1);
    // The tenant has used it up; another one gets in.
    stage.client.sign_in(&session).await.unwrap();
    assert_eq!(stage.count("POST", LOGIN), 2);
}
