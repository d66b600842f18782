//! Clients that register themselves.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    client::{Answer, Tenant},
    signing::{encoded, parameter},
};

const BACK: &str = "http://127.0.0.1:8123/callback";

async fn willing() -> Tenant {
    allowing(&["none"]).await
}

async fn allowing(methods: &[&str]) -> Tenant {
    let tenant = Tenant::start().await;
    let change = json!([
        { "op": "replace", "path": "/dynamicClientRegistrationEnabled", "value": true },
        { "op": "replace", "path": "/dcrAllowedAuthenticationMethods", "value": methods },
    ]);
    assert_eq!(tenant.as_admin("PATCH", "/api/core/auth-settings", Some(change)).await.status, 204);
    tenant
}

fn body() -> Value {
    json!({
        "client_name": "Self-made", "client_uri": "https://self.example", "redirect_uris": [BACK],
        "token_endpoint_auth_method": "none", "scope": "user_default offline_access admin_classic",
    })
}

async fn register(tenant: &Tenant, body: Value) -> Answer {
    tenant.ask_with(&[], "POST", "/oauth/register", Some(body)).await
}

/// The error or the code that a sign-in as this user ends with.
async fn sign_in(tenant: &Tenant, client: &str, email: &str) -> Answer {
    let pairs = [
        ("response_type", "code"),
        ("client_id", client),
        ("redirect_uri", BACK),
        ("scope", "user_default"),
        ("state", "s"),
        ("code_challenge_method", "S256"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("login_hint", email),
    ];
    tenant.send("GET", &format!("/oauth/authorize?{}", encoded(&pairs)), &[], "").await
}

#[tokio::test]
async fn registering_is_off_until_it_is_switched_on() {
    let tenant = Tenant::start().await;
    register(&tenant, body()).await.refusal(400);
    let tenant = willing().await;
    let made = register(&tenant, body()).await.body(201);
    assert_eq!((&made["scope"], made.get("client_secret")), (&json!("user_default"), None));
    assert!(made["client_id_issued_at"].is_i64());
    let mut other = body();
    other["token_endpoint_auth_method"] = "client_secret_basic".into();
    register(&tenant, other).await.refusal(400);
    for field in ["client_name", "client_uri", "redirect_uris"] {
        let mut body = body();
        body.as_object_mut().unwrap().remove(field);
        register(&tenant, body).await.refusal(400);
    }
    let list = "/api/v1/oauth-clients?filter=createdByType%20eq%20%22dcr%22";
    let list = tenant.as_admin("GET", list, None).await.body(200);
    assert_eq!(list["data"][0]["clientId"], made["client_id"]);
}

#[tokio::test]
async fn a_client_with_a_secret_may_stay_signed_in_and_a_public_one_may_not() {
    let tenant = allowing(&["client_secret"]).await;
    register(&tenant, body()).await.refusal(400);
    for method in ["client_secret_basic", "client_secret_post"] {
        let mut body = body();
        body["token_endpoint_auth_method"] = method.into();
        let made = register(&tenant, body).await.body(201);
        assert_eq!((&made["scope"], &made["redirect_uris"]), (&json!("user_default offline_access"), &json!([BACK])));
        assert_eq!(
            (&made["token_endpoint_auth_method"], &made["client_secret_expires_at"]),
            (&json!(method), &json!(0))
        );
        // A secret does not replace the administrator who has to come first.
        let request = json!({ "grant_type": "client_credentials", "client_id": made["client_id"],
            "client_secret": made["client_secret"] });
        assert_eq!(tenant.token(request).await.status, 401);
    }
    let mut odd = body();
    odd["token_endpoint_auth_method"] = "private_key_jwt".into();
    register(&tenant, odd).await.refusal(400);
}

#[tokio::test(start_paused = true)]
async fn a_client_waits_an_hour_for_an_administrator() {
    let tenant = willing().await;
    let ids = [register(&tenant, body()).await.body(201), register(&tenant, body()).await.body(201)];
    let [approved, forgotten] = ids.map(|made| made["client_id"].as_str().unwrap().to_owned());
    let early = sign_in(&tenant, &approved, "creator@standin.example").await;
    assert_eq!(parameter(early.header("location").unwrap(), "error").as_deref(), Some("access_denied"));
    let admin = sign_in(&tenant, &approved, "admin@standin.example").await;
    assert!(parameter(admin.header("location").unwrap(), "code").is_some());
    tokio::time::advance(Duration::from_mins(61)).await;
    let creator = sign_in(&tenant, &approved, "creator@standin.example").await;
    assert!(parameter(creator.header("location").unwrap(), "code").is_some());
    assert_eq!(sign_in(&tenant, &forgotten, "admin@standin.example").await.status, 400);
}
