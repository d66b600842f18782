//! API keys: one's own, those of others, and the limits.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    client::{Answer, Tenant},
    signing::{CERTIFICATE, jwt},
};

const KEYS: &str = "/api/v1/api-keys";

async fn make(tenant: &Tenant, body: Value) -> Answer {
    tenant.post(KEYS, body).await
}

async fn id_of(tenant: &Tenant, role: &str) -> String {
    let me = tenant.ask_as(role, "GET", "/api/v1/users/me", None).await;
    me.header("location").unwrap().rsplit('/').next().unwrap().to_owned()
}

async fn config(tenant: &Tenant) -> String {
    format!("{KEYS}/configs/{}", tenant.tenant_id().await)
}

fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

/// How long a key lives, in days.
fn days(key: &Value) -> i64 {
    let end: Timestamp = key["expiry"].as_str().unwrap().parse().unwrap();
    end.duration_since(key["created"].as_str().unwrap().parse().unwrap()).as_hours() / 24
}

#[tokio::test]
async fn a_made_key_is_a_signed_token_that_works_as_bearer_and_is_shown_once() {
    let tenant = Tenant::start().await;
    let key = make(&tenant, json!({ "description": "my tool", "expiry": "P7D" })).await.body(201);
    let token = key["token"].as_str().unwrap();
    let own = id_of(&tenant, "creator").await;
    let read = claims(token);
    for (claim, value) in [
        ("aud", json!("qlik.api")),
        ("iss", json!("qlik.api/api-keys")),
        ("jti", key["id"].clone()),
        ("sub", json!(own)),
        ("subType", json!("user")),
        ("tenantId", key["tenantId"].clone()),
    ] {
        assert_eq!(read[claim], value, "{claim}");
    }
    assert!(read["exp"].is_i64());
    assert_eq!(
        (&key["sub"], &key["createdByUser"], &key["status"], days(&key)),
        (&json!(own), &json!(own), &json!("active"), 7)
    );
    assert_eq!(tenant.me(token).await["id"], own);
    let read = tenant.get(&format!("{KEYS}/{}", key["id"].as_str().unwrap())).await.body(200);
    assert_eq!((read.get("token"), &read["description"]), (None, &json!("my tool")));

    let key = make(&tenant, json!({ "description": "no end told" })).await.body(201);
    assert!(claims(key["token"].as_str().unwrap()).get("exp").is_none());
    assert_eq!(days(&key), 365);
}

#[tokio::test]
async fn nobody_makes_a_key_for_somebody_else_and_a_viewer_makes_none() {
    let tenant = Tenant::start().await;
    let creator = id_of(&tenant, "creator").await;
    let body = json!({ "description": "x", "sub": creator });
    let answer = tenant.as_admin("POST", KEYS, Some(body.clone())).await;
    answer.refusal(403);
    assert_eq!(answer.error()["status"], 403, "a number here");
    assert!(answer.json()["traceId"].is_string());
    make(&tenant, body).await.body(201);
    tenant.ask_as("viewer", "POST", KEYS, Some(json!({ "description": "x" }))).await.refusal(403);
    // The permission is no scope that a token could have.
    let token = tenant.machine("").await;
    tenant.bearer(&token, "POST", KEYS, Some(json!({ "description": "x" }))).await.refusal(403);
}

#[tokio::test]
async fn a_session_of_a_signed_token_makes_a_key_of_its_own() {
    let tenant = Tenant::start().await;
    tenant.trust_key(CERTIFICATE, 0).await.body(201);
    let (cookies, csrf) = tenant.cookies(&jwt("new|key")).await;
    let headers = [("Cookie", cookies.as_str()), ("qlik-csrf-token", csrf.as_str())];
    let key = tenant.ask_with(&headers, "POST", KEYS, Some(json!({ "description": "x" }))).await.body(201);
    assert_eq!(tenant.me(key["token"].as_str().unwrap()).await["subject"], "new|key");
}

#[tokio::test]
async fn lifetimes_are_durations_and_capped() {
    let tenant = Tenant::start().await;
    for expiry in ["7", "7 days", "P", "PT0S", "-P1D", "tomorrow"] {
        make(&tenant, json!({ "description": "x", "expiry": expiry })).await.refusal(400);
    }
    make(&tenant, json!({ "description": "x", "expiry": 7 })).await.refusal(400);
    make(&tenant, json!({ "expiry": "P7D" })).await.refusal(400);
    make(&tenant, json!({ "description": "x", "subType": "externalClient" })).await.refusal(400);
    let key = make(&tenant, json!({ "description": "x", "expiry": "P10Y" })).await.body(201);
    assert_eq!(days(&key), 365);
    let path = config(&tenant).await;
    let limits = tenant.get(&path).await.body(200);
    assert_eq!(
        limits,
        json!({ "max_api_key_expiry": "P365D", "max_keys_per_user": 5, "scim_externalClient_expiry": "P365D" })
    );
    let change = json!([
        { "op": "replace", "path": "/max_api_key_expiry", "value": "P30D" },
        { "op": "replace", "path": "/max_keys_per_user", "value": 3 },
    ]);
    tenant.ask_as("creator", "PATCH", &path, Some(change.clone())).await.refusal(403);
    assert_eq!(tenant.as_admin("PATCH", &path, Some(change)).await.status, 204);
    let odd = json!([{ "op": "replace", "path": "/max_api_key_expiry", "value": "soon" }]);
    tenant.as_admin("PATCH", &path, Some(odd)).await.refusal(400);
    let key = make(&tenant, json!({ "description": "x" })).await.body(201);
    assert_eq!(days(&key), 30);
    // With the one of the start that makes three.
    make(&tenant, json!({ "description": "one too many" })).await.refusal(403);
    tenant.get(&format!("{KEYS}/configs/elsewhere")).await.refusal(404);
}

#[tokio::test(start_paused = true)]
async fn a_key_expires() {
    let tenant = Tenant::start().await;
    let key = make(&tenant, json!({ "description": "x", "expiry": "PT2H" })).await.body(201);
    let token = key["token"].as_str().unwrap();
    let path = format!("{KEYS}/{}", key["id"].as_str().unwrap());
    tokio::time::advance(Duration::from_secs(2 * 3600 - 10)).await;
    tenant.me(token).await;
    tokio::time::advance(Duration::from_secs(20)).await;
    assert_eq!(tenant.bearer(token, "GET", "/api/v1/spaces", None).await.status, 401);
    assert_eq!(tenant.get(&path).await.body(200)["status"], "expired");
    let end: Timestamp = key["expiry"].as_str().unwrap().parse().unwrap();
    assert!(end.duration_since(Timestamp::now()) < SignedDuration::from_hours(3));
}

#[tokio::test]
async fn lists_show_ones_own_and_administrators_everything() {
    let tenant = Tenant::start().await;
    make(&tenant, json!({ "description": "second" })).await.body(201);
    let own = tenant.get(KEYS).await.body(200);
    let names: Vec<&str> =
        own["data"].as_array().unwrap().iter().map(|key| key["description"].as_str().unwrap()).collect();
    assert_eq!(names, ["second", "Printed at the start"]);
    let all = tenant.as_admin("GET", &format!("{KEYS}?limit=100"), None).await.body(200);
    assert_eq!(all["data"].as_array().unwrap().len(), 5);
    let (admin, creator) = (id_of(&tenant, "admin").await, id_of(&tenant, "creator").await);
    tenant.get(&format!("{KEYS}?sub={admin}")).await.refusal(403);
    let some = tenant.as_admin("GET", &format!("{KEYS}?sub={creator}&status=active"), None).await.body(200);
    assert_eq!(some["data"].as_array().unwrap().len(), 2);
    let page = tenant.get(&format!("{KEYS}?limit=1")).await.body(200);
    let next = page["links"]["next"]["href"].as_str().unwrap().strip_prefix(tenant.standin.url()).unwrap();
    assert_eq!(tenant.get(next).await.body(200)["data"][0]["description"], "Printed at the start");
    let foreign = all["data"].as_array().unwrap().iter().find(|key| key["sub"] == admin).unwrap();
    tenant.get(&format!("{KEYS}/{}", foreign["id"].as_str().unwrap())).await.refusal(403);
    tenant.get(&format!("{KEYS}/gone")).await.refusal(404);
}

#[tokio::test]
async fn an_owner_removes_and_an_administrator_revokes() {
    let tenant = Tenant::start().await;
    let key = make(&tenant, json!({ "description": "one" })).await.body(201);
    let path = format!("{KEYS}/{}", key["id"].as_str().unwrap());
    let changing = |field: &str| json!([{ "op": "replace", "path": field, "value": "other" }]);
    assert_eq!(tenant.ask_as("creator", "PATCH", &path, Some(changing("/description"))).await.status, 204);
    tenant.ask_as("creator", "PATCH", &path, Some(changing("/expiry"))).await.refusal(400);
    tenant.as_admin("PATCH", &path, Some(changing("/description"))).await.refusal(403);
    assert_eq!(tenant.get(&path).await.body(200)["description"], "other");

    assert_eq!(tenant.as_admin("DELETE", &path, None).await.status, 204);
    assert_eq!(tenant.get(&path).await.body(200)["status"], "revoked");
    assert_eq!(tenant.bearer(key["token"].as_str().unwrap(), "GET", "/api/v1/spaces", None).await.status, 401);
    assert_eq!(tenant.ask_as("creator", "DELETE", &path, None).await.status, 204);
    tenant.get(&path).await.refusal(404);
}
