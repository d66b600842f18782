//! `/oauth/token` by client credentials and impersonation; what the tokens open, and until when.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    client::{Tenant, s3, segment},
    signing::encoded,
};

const V1: &str = "/api/v1/data-connections";
const MACHINE: &str = "client_credentials";
const IMPERSONATION: &str = "urn:qlik:oauth:user-impersonation";

#[tokio::test]
async fn a_machine_gets_a_token_by_json_form_and_basic_alike() {
    let tenant = Tenant::start().await;
    let card = tenant.standin.client("m2m").unwrap().clone();
    let secret = card.secret.unwrap();
    let json = json!({ "grant_type": MACHINE, "client_id": card.client_id, "client_secret": secret }).to_string();
    let form = encoded(&[("grant_type", MACHINE), ("client_id", &card.client_id), ("client_secret", &secret)]);
    let bare = encoded(&[("grant_type", MACHINE), ("scope", "user_default")]);
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{secret}", card.client_id)));
    let form_type = ("Content-Type", "application/x-www-form-urlencoded");
    for answer in [
        tenant.send("POST", "/oauth/token", &[("Content-Type", "application/json")], &json).await,
        tenant.send("POST", "/oauth/token", &[form_type], &form).await,
        tenant.send("POST", "/oauth/token", &[form_type, ("Authorization", &basic)], &bare).await,
    ] {
        let body = answer.body(200);
        assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("bearer"), &json!(21600)));
        assert!(body["expires_at"].as_str().unwrap().ends_with('Z'));
        assert!(body.get("refresh_token").is_none());
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let me = tenant.me(body["access_token"].as_str().unwrap()).await;
        assert_eq!(me["subject"], format!("qlikbot\\{}", card.client_id));
        assert_eq!(me["clientId"], card.client_id);
    }
    let both = [("Content-Type", "application/json"), ("Authorization", basic.as_str())];
    tenant.send("POST", "/oauth/token", &both, &json).await.refusal(400);
    assert_eq!(tenant.send("POST", "/oauth/token", &[], &json).await.status, 400);
}

#[tokio::test]
async fn bad_clients_and_secrets_are_unauthorized_in_the_envelope() {
    let tenant = Tenant::start().await;
    let id = tenant.standin.client("m2m").unwrap().client_id.clone();
    for body in [
        json!({ "grant_type": MACHINE, "client_id": id, "client_secret": "wrong" }),
        json!({ "grant_type": MACHINE, "client_id": id }),
        json!({ "grant_type": MACHINE, "client_id": "nobody", "client_secret": "x" }),
    ] {
        let answer = tenant.token(body).await;
        assert_eq!(answer.status, 401);
        let error = answer.error();
        assert_eq!(
            (&error["code"], &error["title"], &error["status"]),
            (&json!("OAUTH-5"), &json!("Unauthorized"), &json!("401"))
        );
        assert!(answer.json().get("error").is_none(), "no answer in the form of RFC 6749");
        assert!(answer.json()["traceId"].is_string());
    }
    let other = tenant.token_of("native", json!({ "grant_type": MACHINE })).await;
    assert_eq!(other.refusal(401), "Cannot perform exchange with given Oauth configuration.");
    tenant.token_of("m2m", json!({})).await.refusal(400);
    tenant.token_of("m2m", json!({ "grant_type": "password" })).await.refusal(400);
    tenant.token(json!({ "grant_type": MACHINE })).await.refusal(400);
}

#[tokio::test]
async fn a_machine_that_nobody_vouched_for_is_refused_until_somebody_does() {
    let tenant = Tenant::start().await;
    let body = json!({ "grant_type": MACHINE });
    let answer = tenant.token_of("m2m-untrusted", body.clone()).await;
    assert_eq!((answer.status, &answer.error()["code"]), (401, &json!("OAUTH-14")));
    let id = tenant.standin.client("m2m-untrusted").unwrap().client_id.clone();
    let path = format!("/api/v1/oauth-clients/{id}/connection-configs/me");
    let trust = json!([{ "op": "replace", "path": "/consentMethod", "value": "trusted" }]);
    assert_eq!(tenant.as_admin("PATCH", &path, Some(trust)).await.status, 204);
    tenant.token_of("m2m-untrusted", body).await.body(200);
}

#[tokio::test]
async fn scopes_are_those_of_the_client_and_decide_what_a_token_opens() {
    let tenant = Tenant::start().await;
    let ask = async |scope: &str| tenant.token_of("m2m", json!({ "grant_type": MACHINE, "scope": scope })).await;
    assert_eq!(ask("").await.body(200)["scope"], "user_default admin_classic");
    assert_eq!(ask("user_default mcp:execute").await.body(200)["scope"], "user_default");
    ask("mcp:execute").await.refusal(400);
    assert!(ask("openid user_default").await.refusal(400).contains("openid"));

    let plain = tenant.machine("user_default").await;
    let admin = tenant.machine("admin_classic").await;
    let idps = "/api/v1/identity-providers";
    assert_eq!(tenant.bearer(&plain, "GET", idps, None).await.status, 403);
    assert_eq!(tenant.bearer(&admin, "GET", idps, None).await.status, 200);
    assert_eq!(tenant.bearer(&plain, "GET", V1, None).await.status, 200);
    assert_eq!(tenant.bearer(&admin, "GET", V1, None).await.status, 403);
    let creator =
        tenant.get("/api/v1/users/me").await.header("location").unwrap().rsplit('/').next().unwrap().to_owned();
    let others = format!("{V1}?userId={creator}");
    assert_eq!(tenant.bearer(&plain, "GET", &others, None).await.status, 403);
    assert_eq!(tenant.bearer(&tenant.machine("").await, "GET", &others, None).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn an_access_token_opens_everything_for_six_hours() {
    let tenant = Tenant::start().await;
    let token = tenant.machine("").await;
    tokio::time::advance(Duration::from_secs(21590)).await;
    assert_eq!(tenant.bearer(&token, "GET", V1, None).await.status, 200);
    tokio::time::advance(Duration::from_secs(20)).await;
    assert_eq!(tenant.bearer(&token, "GET", V1, None).await.status, 401);
}

#[tokio::test]
async fn what_a_machine_makes_belongs_to_its_bot_which_needs_to_be_a_member_of_spaces() {
    let tenant = Tenant::start().await;
    let token = tenant.machine("").await;
    let bot = tenant.me(&token).await;
    tenant.bearer(&token, "POST", V1, Some(s3("its own"))).await.body(201);
    let list = tenant.bearer(&token, "GET", &format!("{V1}?ownedByMe=true&noDatafiles=true"), None).await.body(200);
    assert_eq!(list["data"][0]["user"], bot["id"]);

    let mut body = s3("shared");
    body["space"] = tenant.space(0).await.into();
    tenant.bearer(&token, "POST", V1, Some(body.clone())).await.body(201);
    let fresh = tenant.token_of("impersonation", json!({ "grant_type": MACHINE })).await.body(200);
    let fresh = fresh["access_token"].as_str().unwrap();
    body["qName"] = "of another bot".into();
    tenant.bearer(fresh, "POST", V1, Some(body)).await.refusal(403);
    tenant.bearer(fresh, "POST", V1, Some(s3("personal"))).await.body(201);
}

async fn impersonate(tenant: &Tenant, field: &str, value: &str) -> crate::client::Answer {
    let lookup = json!({ "field": field, "value": value });
    tenant
        .token_of(
            "impersonation",
            json!({ "grant_type": IMPERSONATION, "scope": "user_default", "user_lookup": lookup }),
        )
        .await
}

async fn person(tenant: &Tenant, email: &str) -> Value {
    let filter = segment(&format!("email eq \"{email}\""));
    tenant.get(&format!("/api/v1/users?filter={filter}")).await.body(200)["data"][0].clone()
}

#[tokio::test]
async fn impersonation_acts_as_the_user_who_was_looked_up() {
    let tenant = Tenant::start().await;
    let creator = person(&tenant, "creator@standin.example").await;
    for (field, key) in [("userId", "id"), ("subject", "subject")] {
        let body = impersonate(&tenant, field, creator[key].as_str().unwrap()).await.body(200);
        assert_eq!((&body["scope"], body.get("refresh_token")), (&json!("user_default"), None));
        let token = body["access_token"].as_str().unwrap().to_owned();
        assert_eq!(tenant.me(&token).await["id"], creator["id"]);
        let made = tenant.bearer(&token, "POST", V1, Some(s3(field))).await.body(201);
        let read = tenant.get(&format!("{V1}/{}", made["id"].as_str().unwrap())).await.body(200);
        assert_eq!(read["user"], creator["id"]);
    }
}

#[tokio::test]
async fn impersonation_refuses_emails_strangers_disabled_users_and_other_clients() {
    let tenant = Tenant::start().await;
    impersonate(&tenant, "email", "creator@standin.example").await.refusal(400);
    impersonate(&tenant, "subject", "creator@standin.example").await.refusal(401);
    let departed = person(&tenant, "departed@standin.example").await;
    impersonate(&tenant, "userId", departed["id"].as_str().unwrap()).await.refusal(403);
    let lookup = json!({ "field": "userId", "value": departed["id"] });
    tenant.token_of("m2m", json!({ "grant_type": IMPERSONATION, "user_lookup": lookup })).await.refusal(401);
    tenant.token_of("impersonation", json!({ "grant_type": IMPERSONATION })).await.refusal(400);
    // A role that the user lacks is not granted, whatever the client may.
    let creator = person(&tenant, "creator@standin.example").await;
    let lookup = json!({ "field": "userId", "value": creator["id"] });
    let all = json!({ "grant_type": IMPERSONATION, "user_lookup": lookup });
    assert_eq!(tenant.token_of("impersonation", all).await.body(200)["scope"], "user_default");
}
