//! How every family says no, and the limits of the endpoints for which nobody is signed in yet.

use serde_json::{Value, json};

use crate::{
    client::{Answer, Tenant},
    signing::encoded,
};

/// What an error item says about its status.
#[derive(Clone, Copy, Debug)]
enum Status {
    Number,
    Text,
    Absent,
}

#[tokio::test]
async fn every_family_refuses_in_its_own_form_and_with_a_trace_id() {
    use Status::{Absent, Number, Text};
    let tenant = Tenant::start().await;
    let gone = "00000000-0000-4000-8000-000000000000";
    for (role, method, path, refused, form) in [
        ("creator", "GET", format!("/api/v1/data-connections/{gone}"), 404, Number),
        ("creator", "POST", "/api/connectivity/data-connections".to_owned(), 400, Number),
        ("creator", "GET", format!("/api/v1/data-credentials/{gone}"), 404, Number),
        ("creator", "GET", "/api/v1/data-sources/gone/api-specs".to_owned(), 404, Absent),
        ("creator", "GET", "/api/v1/dcaas/actions/data-connections/api-specs".to_owned(), 400, Absent),
        ("creator", "GET", "/api/v1/spaces?limit=0".to_owned(), 400, Absent),
        ("creator", "GET", "/api/v1/users/gone".to_owned(), 404, Text),
        ("creator", "GET", "/api/v1/identity-providers".to_owned(), 403, Number),
        ("admin", "DELETE", format!("/api/v1/identity-providers/{gone}"), 404, Number),
        ("creator", "GET", "/api/v1/web-integrations".to_owned(), 403, Text),
        ("admin", "DELETE", format!("/api/v1/web-integrations/{gone}"), 404, Text),
        ("creator", "GET", "/api/v1/oauth-clients".to_owned(), 403, Absent),
        ("admin", "DELETE", "/api/v1/oauth-clients/gone".to_owned(), 404, Absent),
        ("creator", "GET", "/api/v1/csrf-token".to_owned(), 400, Text),
        ("creator", "POST", "/oauth/token".to_owned(), 400, Text),
        ("creator", "GET", "/oauth/authorize".to_owned(), 400, Text),
        // The key is a signed token too, only not one of a customer.
        ("creator", "POST", "/login/jwt-session".to_owned(), 400, Text),
    ] {
        let answer = tenant.ask_as(role, method, &path, (method == "POST").then(|| json!({}))).await;
        assert_eq!(answer.status, refused, "{path}: {answer:?}");
        let (error, body) = (answer.error(), answer.json());
        assert!(error["code"].is_string() && error["title"].is_string(), "{path}");
        assert_eq!(body["traceId"].as_str().unwrap().len(), 32, "{path}");
        let expected = match form {
            Number => json!(refused),
            Text => json!(refused.to_string()),
            Absent => Value::Null,
        };
        assert_eq!(error["status"], expected, "{path}");
    }
}

async fn post(tenant: &Tenant, path: &str, pairs: &[(&str, &str)]) -> Answer {
    tenant.send("POST", path, &[("Content-Type", "application/x-www-form-urlencoded")], &encoded(pairs)).await
}

fn assert_limited(answer: &Answer) {
    assert_eq!(answer.status, 429, "{answer:?}");
    assert!(answer.header("retry-after").unwrap().parse::<u64>().is_ok_and(|wait| (1..=300).contains(&wait)));
    assert_eq!(answer.error()["code"], "HTTP-429");
    assert!(answer.json()["traceId"].is_string());
}

#[tokio::test]
async fn the_token_endpoint_closes_after_five_hundred_requests_of_nobody_in_particular() {
    let tenant = Tenant::start().await;
    for _ in 0..500 {
        assert_ne!(post(&tenant, "/oauth/token", &[("token", "x"), ("client_id", "made-up")]).await.status, 429);
    }
    assert_limited(&post(&tenant, "/oauth/token", &[("grant_type", "refresh_token")]).await);
    // Whoever is known has a tier of their own.
    tenant.machine("").await;
    assert_eq!(tenant.get("/api/v1/spaces").await.status, 200);
}

#[tokio::test]
async fn a_client_that_asks_too_often_closes_the_token_endpoint_for_itself_only() {
    let tenant = Tenant::start().await;
    let id = tenant.standin.client("m2m").unwrap().client_id.clone();
    for _ in 0..500 {
        assert_ne!(post(&tenant, "/oauth/token", &[("client_id", &id)]).await.status, 429);
    }
    assert_limited(&tenant.token_of("m2m", json!({ "grant_type": "client_credentials" })).await);
    tenant.token_of("impersonation", json!({ "grant_type": "client_credentials" })).await.body(200);
}

#[tokio::test]
async fn sessions_close_after_five_hundred_requests() {
    let tenant = Tenant::start().await;
    let ask = async || tenant.ask_with(&[], "POST", "/login/jwt-session", Some(json!({}))).await;
    for _ in 0..500 {
        assert_ne!(ask().await.status, 429);
    }
    assert_limited(&ask().await);
}
