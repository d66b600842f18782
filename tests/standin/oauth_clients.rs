//! The family of `oauth-clients`.

use serde_json::{Value, json};

use crate::client::{Answer, Tenant};

const CLIENTS: &str = "/api/v1/oauth-clients";

fn machine() -> Value {
    json!({
        "appType": "web", "clientName": "Loader", "allowedScopes": ["user_default"], "description": "x",
        "allowedGrantTypes": ["client_credentials"], "whatever": 1,
    })
}

async fn make(tenant: &Tenant, body: Value) -> Answer {
    tenant.as_admin("POST", CLIENTS, Some(body)).await
}

async fn works(tenant: &Tenant, id: &str, secret: &str) -> u16 {
    let body = json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret });
    tenant.token(body).await.status
}

#[tokio::test]
async fn a_client_is_made_with_a_secret_that_is_shown_once_and_works_once_trusted() {
    let tenant = Tenant::start().await;
    let made = make(&tenant, machine()).await.body(201);
    let (id, secret) = (made["clientId"].as_str().unwrap(), made["clientSecret"].as_str().unwrap());
    assert_eq!((&made["appType"], &made["clientName"], made.get("whatever")), (&json!("web"), &json!("Loader"), None));
    let path = format!("{CLIENTS}/{id}");
    let read = tenant.as_admin("GET", &path, None).await.body(200);
    assert_eq!((read.get("clientSecret"), &read["connectionConfig"]["consentMethod"]), (None, &json!("required")));
    assert_eq!(works(&tenant, id, secret).await, 401);
    let trust = json!([{ "op": "replace", "path": "/consentMethod", "value": "trusted" }]);
    assert_eq!(tenant.as_admin("PATCH", &format!("{path}/connection-configs/me"), Some(trust)).await.status, 204);
    assert_eq!(works(&tenant, id, secret).await, 200);
    let mut trusted = machine();
    trusted["connectionConfig"] = json!({ "consentMethod": "trusted" });
    let made = make(&tenant, trusted).await.body(201);
    assert_eq!(works(&tenant, made["clientId"].as_str().unwrap(), made["clientSecret"].as_str().unwrap()).await, 200);
}

#[tokio::test]
async fn bodies_that_make_no_client_are_refused() {
    let tenant = Tenant::start().await;
    for (name, value) in [
        ("appType", json!("desktop")),
        ("appType", Value::Null),
        ("clientName", json!("")),
        ("allowedScopes", json!("user_default")),
        ("redirectUris", json!(["/callback"])),
        ("redirectUris", json!(["http://a/1", "http://a/2", "http://a/3", "http://a/4", "http://a/5", "http://a/6"])),
        ("allowedGrantTypes", json!(["authorization_code"])),
        ("allowedAuthMethods", json!(["none"])),
        ("publicKeys", json!([{ "kty": "RSA" }])),
    ] {
        let mut body = machine();
        body[name] = value.clone();
        let answer = make(&tenant, body).await;
        answer.refusal(400);
        assert_eq!(answer.error()["status"], "400", "{name} {value}");
    }
    let mut native = machine();
    native["appType"] = "native".into();
    make(&tenant, native.clone()).await.refusal(400);
    native.as_object_mut().unwrap().remove("allowedGrantTypes");
    assert!(make(&tenant, native).await.body(201).get("clientSecret").is_none(), "a public client has no secret");
}

#[tokio::test]
async fn clients_are_for_administrators() {
    let tenant = Tenant::start().await;
    let id = tenant.standin.client("m2m").unwrap().client_id.clone();
    for (method, path) in [
        ("GET", CLIENTS.to_owned()),
        ("POST", CLIENTS.to_owned()),
        ("GET", format!("{CLIENTS}/{id}")),
        ("PATCH", format!("{CLIENTS}/{id}")),
        ("DELETE", format!("{CLIENTS}/{id}")),
        ("POST", format!("{CLIENTS}/{id}/client-secrets")),
        ("POST", format!("{CLIENTS}/{id}/actions/publish")),
        ("PATCH", format!("{CLIENTS}/{id}/connection-configs/me")),
    ] {
        assert_eq!(tenant.ask_as("creator", method, &path, Some(json!({}))).await.status, 403, "{method} {path}");
        assert_eq!(tenant.ask_with(&[], method, &path, Some(json!({}))).await.status, 401, "{method} {path}");
    }
}

#[tokio::test]
async fn a_list_is_filtered_and_paged() {
    let tenant = Tenant::start().await;
    let native = tenant.as_admin("GET", &format!("{CLIENTS}?filter=appType%20eq%20%22native%22"), None).await.body(200);
    assert_eq!(native["data"].as_array().unwrap().len(), 1);
    assert_eq!(native["data"][0]["clientId"], tenant.standin.client("native").unwrap().client_id);
    let first = tenant.as_admin("GET", &format!("{CLIENTS}?limit=3"), None).await.body(200);
    let next = first["links"]["next"]["href"].as_str().unwrap().strip_prefix(tenant.standin.url()).unwrap();
    assert_eq!(tenant.as_admin("GET", next, None).await.body(200)["data"].as_array().unwrap().len(), 1);
    tenant.as_admin("GET", &format!("{CLIENTS}?filter=logoUri%20eq%20%22x%22"), None).await.refusal(400);
}

#[tokio::test]
async fn a_client_has_up_to_five_secrets_and_each_can_go() {
    let tenant = Tenant::start().await;
    let mut body = machine();
    body["connectionConfig"] = json!({ "consentMethod": "trusted" });
    let id = make(&tenant, body).await.body(201)["clientId"].as_str().unwrap().to_owned();
    let path = format!("{CLIENTS}/{id}/client-secrets");
    let second = tenant.as_admin("POST", &path, None).await.body(201);
    let (secret, hint) = (second["clientSecret"].as_str().unwrap(), second["hint"].as_str().unwrap());
    assert_eq!(works(&tenant, &id, secret).await, 200);
    for _ in 0..3 {
        tenant.as_admin("POST", &path, None).await.body(201);
    }
    tenant.as_admin("POST", &path, None).await.refusal(400);
    assert_eq!(tenant.as_admin("DELETE", &format!("{path}/{hint}"), None).await.status, 204);
    assert_eq!(works(&tenant, &id, secret).await, 401);
    tenant.as_admin("DELETE", &format!("{path}/{hint}"), None).await.refusal(404);
}

#[tokio::test]
async fn a_client_is_changed_published_and_deleted_with_what_it_was_granted() {
    let tenant = Tenant::start().await;
    let id = tenant.standin.client("m2m").unwrap().client_id.clone();
    let path = format!("{CLIENTS}/{id}");
    let changing = |path: &str, value: Value| Some(json!([{ "op": "replace", "path": path, "value": value }]));
    assert_eq!(tenant.as_admin("PATCH", &path, changing("/clientName", json!("Renamed"))).await.status, 204);
    assert_eq!(tenant.as_admin("PATCH", &path, changing("/allowedScopes", json!(["user_default"]))).await.status, 204);
    tenant.as_admin("PATCH", &path, changing("/appType", json!("spa"))).await.refusal(400);
    tenant.as_admin("PATCH", &path, changing("/redirectUris", json!(["nowhere"]))).await.refusal(400);
    let read = tenant.as_admin("GET", &path, None).await.body(200);
    assert_eq!((&read["clientName"], &read["allowedScopes"]), (&json!("Renamed"), &json!(["user_default"])));
    let published = tenant.as_admin("POST", &format!("{path}/actions/publish"), None).await.body(201);
    assert!(published["publishedAt"].is_string());

    let token = tenant.machine("").await;
    assert_eq!(tenant.as_admin("DELETE", &path, None).await.status, 204);
    tenant.as_admin("GET", &path, None).await.refusal(404);
    assert_eq!(tenant.bearer(&token, "GET", "/api/v1/spaces", None).await.status, 401);
}

#[tokio::test]
async fn a_secret_made_necessary_by_a_change_comes_with_it() {
    let tenant = Tenant::start().await;
    let mut body = machine();
    body["allowedAuthMethods"] = json!(["private_key_jwt"]);
    let id = make(&tenant, body).await.body(201)["clientId"].as_str().unwrap().to_owned();
    let changing = json!([{ "op": "replace", "path": "/allowedAuthMethods", "value": ["client_secret"] }]);
    let answer = tenant.as_admin("PATCH", &format!("{CLIENTS}/{id}"), Some(changing)).await.body(202);
    assert!(answer["clientSecret"].is_string());
}

#[tokio::test]
async fn the_announcement_names_the_clients() {
    let tenant = Tenant::start().await;
    let line: Value = serde_json::from_str(&tenant.standin.announcement(true)).unwrap();
    let kinds: Vec<&str> =
        line["clients"].as_array().unwrap().iter().map(|client| client["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["m2m", "m2m-untrusted", "impersonation", "native"]);
    for (shown, card) in line["clients"].as_array().unwrap().iter().zip(tenant.standin.clients()) {
        assert_eq!((&shown["clientId"], &shown["name"]), (&json!(card.client_id), &json!(card.name)));
        assert_eq!((&shown["clientSecret"], &shown["redirectUris"]), (&json!(card.secret), &json!(card.redirect_uris)));
        let words = tenant.standin.announcement(false);
        assert!(words.contains(&card.client_id) && card.secret.as_ref().is_none_or(|secret| words.contains(secret)));
        assert!(!format!("{card:?}").contains(card.secret.as_deref().unwrap_or("no secret")));
    }
}
