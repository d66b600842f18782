//! The grant by which a browser gets tokens for where it cannot set a header.

use serde_json::{Value, json};

use crate::{
    authorize::{BACK, code, exchange},
    client::{Answer, Tenant},
    signing::encoded,
};

const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// A client for pages, and the token of somebody who signed in through it.
async fn page(tenant: &Tenant) -> (String, String) {
    let body = json!({ "appType": "spa", "clientName": "Page", "redirectUris": [BACK], "allowedScopes": ["user_default"],
        "allowedOrigins": ["http://localhost:8123"] });
    let made = tenant.as_admin("POST", "/api/v1/oauth-clients", Some(body)).await.body(201);
    let client = made["clientId"].as_str().unwrap().to_owned();
    let code = code(tenant, &[("client_id", &client), ("scope", "user_default")]).await;
    let bought = exchange(tenant, &code, &[("client_id", json!(client))]).await.body(200);
    (client, bought["access_token"].as_str().unwrap().to_owned())
}

/// What the vendor's library sends.
fn request(client: &str, token: &str, purpose: &str) -> Value {
    json!({
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": token,
        "subject_token_type": ACCESS_TOKEN,
        "purpose": purpose,
        "redirect_uri": "http://localhost:8123/a/page",
        "client_id": client,
    })
}

async fn ask(tenant: &Tenant, client: &str, token: &str, purpose: &str) -> Answer {
    tenant.token(request(client, token, purpose)).await
}

#[tokio::test]
async fn a_page_exchanges_its_token_for_short_lived_ones_that_are_no_bearers() {
    let tenant = Tenant::start().await;
    let (client, token) = page(&tenant).await;
    for purpose in ["websocket", "webresource"] {
        let body = ask(&tenant, &client, &token, purpose).await.body(200);
        assert_eq!((&body["token_type"], &body["issued_token_type"]), (&json!("bearer"), &json!(ACCESS_TOKEN)));
        assert_eq!((&body["scope"], &body["expires_in"]), (&json!("user_default"), &json!(300)));
        assert!(body["expires_at"].is_string() && body.get("refresh_token").is_none());
        let temporary = body["access_token"].as_str().unwrap();
        assert_ne!(temporary, token);
        assert_eq!(tenant.bearer(temporary, "GET", "/api/v1/spaces", None).await.status, 401);
        assert_eq!(ask(&tenant, &client, temporary, purpose).await.status, 401, "nor can it be exchanged again");
    }
    assert_eq!(tenant.bearer(&token, "GET", "/api/v1/spaces", None).await.status, 200);
    let fields = request(&client, &token, "websocket");
    let pairs: Vec<(&str, &str)> =
        fields.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    tenant.send("POST", "/oauth/token", &form, &encoded(&pairs)).await.body(200);
}

#[tokio::test]
async fn clients_that_do_not_run_in_browsers_may_not_exchange() {
    let tenant = Tenant::start().await;
    let token = tenant.machine("").await;
    for kind in ["m2m", "impersonation", "native"] {
        let answer = tenant.token_of(kind, request("", &token, "websocket")).await;
        assert_eq!(answer.refusal(401), "Cannot perform exchange with given Oauth configuration.", "{kind}");
        assert_eq!(answer.error()["code"], "OAUTH-5");
    }
}

#[tokio::test]
async fn an_exchange_that_is_not_in_order_is_refused() {
    let tenant = Tenant::start().await;
    let (client, token) = page(&tenant).await;
    for (field, value) in [
        ("subject_token", json!("")),
        ("subject_token_type", json!("urn:ietf:params:oauth:token-type:refresh_token")),
        ("subject_token_type", Value::Null),
        ("purpose", json!("curiosity")),
        ("purpose", Value::Null),
        ("client_id", Value::Null),
    ] {
        let mut body = request(&client, &token, "websocket");
        body[field] = value;
        assert_eq!(tenant.token(body.clone()).await.status, 400, "{body}");
    }
    let (_, foreign) = page(&tenant).await;
    for token in [foreign, tenant.machine("").await, tenant.key("creator"), "made-up".to_owned()] {
        let answer = ask(&tenant, &client, &token, "websocket").await;
        assert_eq!((answer.status, &answer.error()["code"]), (401, &json!("OAUTH-5")), "{token}");
    }
    let revoke = json!({ "token": token });
    assert_eq!(tenant.ask_with(&[], "POST", "/oauth/revoke", Some(revoke)).await.status, 200);
    assert_eq!(ask(&tenant, &client, &token, "websocket").await.status, 401);
}
