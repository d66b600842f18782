//! The family of `oauth-clients`.

use serde_json::{Value, json};

use crate::client::{Answer, Tenant, segment};

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

/// The client as the list shows it.
async fn shown(tenant: &Tenant, id: &str) -> Value {
    let path = format!("{CLIENTS}?filter=clientId%20eq%20%22{id}%22");
    tenant.as_admin("GET", &path, None).await.body(200)["data"][0].clone()
}

#[tokio::test]
async fn a_client_is_made_with_a_secret_that_is_shown_once_and_works_once_trusted() {
    let tenant = Tenant::start().await;
    let made = make(&tenant, machine()).await.body(201);
    let (id, secret) = (made["clientId"].as_str().unwrap(), made["clientSecret"].as_str().unwrap());
    assert_eq!((&made["appType"], &made["clientName"], made.get("whatever")), (&json!("web"), &json!("Loader"), None));
    let path = format!("{CLIENTS}/{id}");
    let read = shown(&tenant, id).await;
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
        ("redirectUris", json!((0..6).map(|number| format!("http://a/{number}")).collect::<Vec<_>>())),
        ("allowedOrigins", json!((0..6).map(|number| format!("http://a{number}")).collect::<Vec<_>>())),
        ("connectionConfig", json!({ "consentMethod": "required" })),
        ("allowedGrantTypes", json!(["authorization_code"])),
        ("allowedAuthMethods", json!(["none"])),
        ("publicKeys", json!([{ "kty": "RSA" }])),
    ] {
        let mut body = machine();
        body[name] = value.clone();
        assert_eq!(make(&tenant, body).await.status, 400, "{name} {value}");
    }
    let mut full = machine();
    full["redirectUris"] = json!((0..5).map(|number| format!("http://a/{number}")).collect::<Vec<_>>());
    full["allowedOrigins"] = json!((0..5).map(|number| format!("http://a{number}")).collect::<Vec<_>>());
    make(&tenant, full).await.body(201);
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
        ("DELETE", format!("{CLIENTS}/{id}")),
        ("POST", format!("{CLIENTS}/{id}/client-secrets")),
        ("PATCH", format!("{CLIENTS}/{id}/connection-configs/me")),
    ] {
        assert_eq!(tenant.ask_as("creator", method, &path, Some(json!({}))).await.status, 403, "{method} {path}");
        assert_eq!(tenant.ask_with(&[], method, &path, Some(json!({}))).await.status, 401, "{method} {path}");
    }
}

#[tokio::test]
async fn a_list_is_filtered_sorted_counted_and_paged() {
    let tenant = Tenant::start().await;
    let names = async |query: &str| {
        let list = tenant.as_admin("GET", &format!("{CLIENTS}?{query}"), None).await.body(200);
        let rows = list["data"].as_array().unwrap().iter();
        rows.map(|row| row["clientName"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let native = tenant.standin.client("native").unwrap();
    let own = tenant.tenant_id().await;
    for (filter, count) in [
        (r#"appType eq "native""#.to_owned(), 1),
        (format!(r#"clientId eq "{}""#, native.client_id), 1),
        (r#"clientName sw "Nightly" and appType eq "web""#.to_owned(), 1),
        (format!(r#"tenantId eq "{own}""#), 4),
        (r#"createdByType eq "user""#.to_owned(), 4),
        (r#"createdByType eq "dcr""#.to_owned(), 0),
    ] {
        assert_eq!(names(&format!("filter={}", segment(&filter))).await.len(), count, "{filter}");
    }
    tenant.as_admin("GET", &format!("{CLIENTS}?filter=logoUri%20eq%20%22x%22"), None).await.refusal(400);

    let sorted = names("sort=-clientName").await;
    assert!(sorted.is_sorted_by(|one, other| one >= other), "{sorted:?}");
    assert_eq!(names("sort=%2BclientName").await, sorted.into_iter().rev().collect::<Vec<_>>());
    tenant.as_admin("GET", &format!("{CLIENTS}?sort=logoUri"), None).await.refusal(400);

    let first = tenant.as_admin("GET", &format!("{CLIENTS}?limit=3&totalResults=true"), None).await.body(200);
    assert_eq!(first["totalResults"], 4);
    let next = first["links"]["next"]["href"].as_str().unwrap().strip_prefix(tenant.standin.url()).unwrap();
    assert!(next.contains("next="), "the cursor is called next, not page");
    let second = tenant.as_admin("GET", next, None).await.body(200);
    assert_eq!(second["data"].as_array().unwrap().len(), 1);
    assert!(second["links"]["prev"]["href"].as_str().unwrap().contains("prev="));
    assert!(tenant.as_admin("GET", CLIENTS, None).await.body(200).get("totalResults").is_none());
}

#[tokio::test]
async fn a_tenant_has_at_most_two_hundred_clients() {
    let tenant = Tenant::start().await;
    for _ in 4..200 {
        assert_eq!(make(&tenant, machine()).await.status, 201);
    }
    assert!(make(&tenant, machine()).await.refusal(400).contains("maximum"));
    let id = tenant.standin.client("m2m-untrusted").unwrap().client_id.clone();
    assert_eq!(tenant.as_admin("DELETE", &format!("{CLIENTS}/{id}"), None).await.status, 204);
    make(&tenant, machine()).await.body(201);
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
    let shown = shown(&tenant, &id).await["clientSecrets"].clone();
    assert_eq!((shown.as_array().unwrap().len(), &shown[1]["hint"]), (2, &json!(hint)));
    assert!(shown[1]["createdAt"].is_string() && !shown.to_string().contains(secret));
    assert_eq!((&second["createdAt"], &second["createdBy"]), (&shown[1]["createdAt"], &shown[1]["createdBy"]));
    for _ in 0..3 {
        tenant.as_admin("POST", &path, None).await.body(201);
    }
    tenant.as_admin("POST", &path, None).await.refusal(400);
    assert_eq!(tenant.as_admin("DELETE", &format!("{path}/{hint}"), None).await.status, 204);
    assert_eq!(works(&tenant, &id, secret).await, 401);
    tenant.as_admin("DELETE", &format!("{path}/{hint}"), None).await.refusal(404);
}

#[tokio::test]
async fn a_client_is_deleted_with_what_it_was_granted() {
    let tenant = Tenant::start().await;
    let path = format!("{CLIENTS}/{}", tenant.standin.client("m2m").unwrap().client_id);
    let token = tenant.machine("").await;
    assert_eq!(tenant.as_admin("DELETE", &path, None).await.status, 204);
    tenant.as_admin("DELETE", &path, None).await.refusal(404);
    assert_eq!(tenant.bearer(&token, "GET", "/api/v1/spaces", None).await.status, 401);
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
