//! Signing in to the tenant in a browser: the page, the ways back, the codes, and refreshing what they buy.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use crate::{
    client::{Answer, Tenant},
    signing::{encoded, parameter},
};

const BROWSER: (&str, &str) = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
const VERIFIER: &str = "an-unguessable.verifier_of~at-least-43-characters";
const BACK: &str = "http://localhost:8123/callback";

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()))
}

/// The address of a sign-in, some parameters changed, or left out where they are empty.
fn address(tenant: &Tenant, changes: &[(&str, &str)]) -> String {
    let client = tenant.standin.client("native").unwrap().client_id.clone();
    let challenge = challenge();
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", &client),
        ("redirect_uri", BACK),
        ("scope", "user_default offline_access"),
        ("state", "the state & more"),
        ("code_challenge_method", "S256"),
        ("code_challenge", &challenge),
    ];
    for change in changes {
        pairs.retain(|(name, _)| *name != change.0);
        pairs.push(*change);
    }
    pairs.retain(|(_, value)| !value.is_empty());
    format!("/oauth/authorize?{}", encoded(&pairs))
}

async fn open(tenant: &Tenant, changes: &[(&str, &str)]) -> Answer {
    tenant.send("GET", &address(tenant, changes), &[], "").await
}

async fn code(tenant: &Tenant, changes: &[(&str, &str)]) -> String {
    let answer = press(tenant, changes, "allow").await;
    assert_eq!(answer.status, 303, "{answer:?}");
    parameter(answer.header("location").unwrap(), "code").unwrap()
}

async fn exchange(tenant: &Tenant, code: &str, changes: &[(&str, Value)]) -> Answer {
    let mut body = json!({
        "grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER, "redirect_uri": BACK,
        "description": "a test", "deviceType": "terminal",
    });
    for (name, value) in changes {
        body[*name] = value.clone();
    }
    if body.get("client_id").is_some() { tenant.token(body).await } else { tenant.token_of("native", body).await }
}

async fn refresh(tenant: &Tenant, token: &str) -> Answer {
    tenant.token(json!({ "grant_type": "refresh_token", "refresh_token": token })).await
}

fn text(body: &Value, name: &str) -> String {
    body[name].as_str().unwrap_or_else(|| panic!("no {name}: {body}")).to_owned()
}

async fn press(tenant: &Tenant, changes: &[(&str, &str)], decision: &str) -> Answer {
    let request = waiting(tenant, changes).await;
    decide(tenant, &request, decision).await
}

/// What the page calls the request that it shows.
async fn waiting(tenant: &Tenant, changes: &[(&str, &str)]) -> String {
    let page = tenant.send("GET", &address(tenant, changes), &[BROWSER], "").await;
    let (_, rest) = page.text.split_once("name=\"request\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn decide(tenant: &Tenant, request: &str, decision: &str) -> Answer {
    let form = [("Content-Type", "application/x-www-form-urlencoded"), BROWSER];
    tenant.send("POST", "/oauth/authorize", &form, &encoded(&[("request", request), ("decision", decision)])).await
}

#[tokio::test]
async fn without_a_browser_the_page_is_text_and_only_its_request_brings_a_code() {
    let tenant = Tenant::start().await;
    let told = open(&tenant, &[]).await;
    assert_eq!((told.status, told.header("location")), (200, None));
    for words in ["Terminal wizard", "Cleo Creator", "user_default", "curl -d request=", "/oauth/authorize"] {
        assert!(told.text.contains(words), "{words}: {}", told.text);
    }
    let request = told.text.split_once("request=").unwrap().1.split(' ').next().unwrap();
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let body = format!("request={request}&decision=allow");
    let foreign = [form, ("Origin", "https://evil.example")];
    assert_eq!(tenant.send("POST", "/oauth/authorize", &foreign, &body).await.status, 403);
    let answer = tenant.send("POST", "/oauth/authorize", &[form], &body).await;
    let location = answer.header("location").unwrap();
    assert!(answer.status == 303 && location.starts_with(&format!("{BACK}?")));
    assert_eq!(answer.text.trim_end(), location);
    assert_eq!(parameter(location, "state").as_deref(), Some("the state & more"));
    let body = exchange(&tenant, &parameter(location, "code").unwrap(), &[]).await.body(200);
    assert_eq!((&body["scope"], &body["expires_in"]), (&json!("user_default offline_access"), &json!(21600)));
    assert_eq!(tenant.me(&text(&body, "access_token")).await["email"], "creator@standin.example");
}

#[tokio::test]
async fn the_page_names_client_and_user_and_both_buttons_lead_back() {
    let tenant = Tenant::start().await;
    let page = tenant.send("GET", &address(&tenant, &[]), &[BROWSER], "").await;
    assert_eq!(page.status, 200);
    for words in ["Terminal wizard", "Cleo Creator (creator@standin.example)", "user_default", ">Allow<", ">Deny<"] {
        assert!(page.text.contains(words), "{words}");
    }
    // Browsers follow the form's redirect only where the policy names its end.
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self' http://localhost:8123;"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"));

    let allowed = press(&tenant, &[], "allow").await;
    let location = allowed.header("location").unwrap();
    assert_eq!((allowed.status, parameter(location, "state").as_deref()), (303, Some("the state & more")));
    exchange(&tenant, &parameter(location, "code").unwrap(), &[]).await.body(200);

    let denied = press(&tenant, &[], "deny").await;
    let location = denied.header("location").unwrap();
    assert_eq!(parameter(location, "error").as_deref(), Some("access_denied"));
    assert!(parameter(location, "error_code").is_some() && parameter(location, "code").is_none());
    assert_eq!(parameter(location, "state").as_deref(), Some("the state & more"));
}

#[tokio::test(start_paused = true)]
async fn a_page_is_decided_once_and_soon() {
    let tenant = Tenant::start().await;
    let (first, second) = (waiting(&tenant, &[]).await, waiting(&tenant, &[]).await);
    assert_eq!(decide(&tenant, &first, "allow").await.status, 303);
    let again = decide(&tenant, &first, "allow").await;
    assert!(again.status == 400 && again.text.contains("decided before"));
    tokio::time::advance(Duration::from_secs(601)).await;
    assert_eq!(decide(&tenant, &second, "allow").await.status, 400);
}

#[tokio::test]
async fn the_hint_chooses_who_signs_in() {
    let tenant = Tenant::start().await;
    let page = tenant.send("GET", &address(&tenant, &[("login_hint", "admin@standin.example")]), &[BROWSER], "").await;
    assert!(page.text.contains("Alva Admin"));
    let admin = [("login_hint", "admin@standin.example"), ("scope", "admin_classic")];
    let body = exchange(&tenant, &code(&tenant, &admin).await, &[]).await.body(200);
    assert_eq!(body["scope"], "admin_classic");
    assert!(body.get("refresh_token").is_none(), "offline_access was not asked for");
    let answer = tenant.bearer(&text(&body, "access_token"), "GET", "/api/v1/oauth-clients", None).await;
    assert_eq!(answer.status, 200);
    let stranger = exchange(&tenant, &code(&tenant, &[("login_hint", "nobody@x.example")]).await, &[]).await.body(200);
    assert_eq!(tenant.me(&text(&stranger, "access_token")).await["name"], "Cleo Creator");
    let departed = open(&tenant, &[("login_hint", "departed@standin.example")]).await;
    assert_eq!(parameter(departed.header("location").unwrap(), "error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn prompts_and_ages_are_accepted() {
    let tenant = Tenant::start().await;
    for change in [("prompt", "login"), ("prompt", "consent"), ("max_age", "0"), ("max_age", "60")] {
        let bought = exchange(&tenant, &code(&tenant, &[change]).await, &[]).await.body(200);
        assert!(bought["access_token"].is_string(), "{change:?}");
    }
    for prompt in ["login", "consent"] {
        let page = tenant.send("GET", &address(&tenant, &[("prompt", prompt)]), &[BROWSER], "").await;
        assert_eq!(page.status, 200, "{prompt}");
    }
}

#[tokio::test]
async fn an_unknown_client_or_address_is_refused_without_a_redirect() {
    let tenant = Tenant::start().await;
    for back in [
        "",
        "http://localhost:8124/callback",
        "http://localhost:8123/callback/",
        "http://localhost:8123",
        "http://LOCALHOST:8123/callback",
        "https://evil.example/",
    ] {
        let answer = open(&tenant, &[("redirect_uri", back)]).await;
        assert_eq!((answer.status, &answer.error()["code"]), (400, &json!("OAUTH-1")), "{back}");
        assert_eq!(answer.error()["detail"], "redirect_uri is not registered");
        assert_eq!(answer.header("location"), None);
    }
    for back in ["http://127.0.0.1:8123/callback", "http://localhost:3000/callback", "http://127.0.0.1:3000/callback"] {
        assert_eq!(open(&tenant, &[("redirect_uri", back)]).await.status, 200, "{back}");
    }
    let machine = tenant.standin.client("m2m").unwrap().client_id.clone();
    for client in ["", "nobody", machine.as_str()] {
        let answer = open(&tenant, &[("client_id", client)]).await;
        assert_eq!((answer.status, answer.header("location")), (400, None), "{client}");
    }
}

#[tokio::test]
async fn later_faults_come_back_by_redirect() {
    let tenant = Tenant::start().await;
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("prompt", "select_account", "invalid_request"),
        ("max_age", "soon", "invalid_request"),
        ("scope", "", "invalid_request"),
        ("scope", "openid user_default", "invalid_scope"),
        ("scope", "mcp:execute", "invalid_scope"),
    ] {
        let answer = open(&tenant, &[(name, value)]).await;
        let location = answer.header("location").unwrap();
        assert_eq!(answer.status, 302);
        assert_eq!(parameter(location, "error").as_deref(), Some(error), "{name} {value}");
        assert!(parameter(location, "error_code").is_some());
        assert_eq!(parameter(location, "state").as_deref(), Some("the state & more"));
    }
    let answer = open(&tenant, &[("state", "")]).await;
    assert_eq!(parameter(answer.header("location").unwrap(), "error").as_deref(), Some("invalid_request"));
    let silent = tenant.send("GET", &address(&tenant, &[("prompt", "none")]), &[BROWSER], "").await;
    assert_eq!(parameter(silent.header("location").unwrap(), "error").as_deref(), Some("consent_required"));
}

#[tokio::test]
async fn a_wrong_verifier_address_client_or_code_buys_nothing() {
    let tenant = Tenant::start().await;
    let good = code(&tenant, &[]).await;
    let other = "another-verifier-that-is-long-enough-for-the-rules";
    for changes in [
        vec![("code_verifier", json!(other))],
        vec![("redirect_uri", json!("http://127.0.0.1:8123/callback"))],
        vec![("code", json!("made-up"))],
    ] {
        let answer = exchange(&tenant, &good, &changes).await;
        assert_eq!((answer.status, &answer.error()["code"]), (401, &json!("OAUTH-5")), "{changes:?}");
    }
    let machine = tenant.standin.client("m2m").unwrap();
    let foreign = [("client_id", json!(machine.client_id)), ("client_secret", json!(machine.secret))];
    assert_eq!(exchange(&tenant, &good, &foreign).await.status, 401);
    for verifier in ["", "short", &"x".repeat(129), &format!("{VERIFIER}+/=")] {
        assert_eq!(exchange(&tenant, &good, &[("code_verifier", json!(verifier))]).await.status, 400);
    }
    exchange(&tenant, &good, &[]).await.body(200);
}

#[tokio::test(start_paused = true)]
async fn a_code_works_once_and_soon_and_takes_everything_back_when_used_again() {
    let tenant = Tenant::start().await;
    let first = code(&tenant, &[]).await;
    let body = exchange(&tenant, &first, &[]).await.body(200);
    let token = text(&body, "access_token");
    assert_eq!(tenant.bearer(&token, "GET", "/api/v1/spaces", None).await.status, 200);
    assert_eq!(exchange(&tenant, &first, &[]).await.status, 401);
    assert_eq!(tenant.bearer(&token, "GET", "/api/v1/spaces", None).await.status, 401);
    assert_eq!(refresh(&tenant, &text(&body, "refresh_token")).await.status, 401);

    let late = code(&tenant, &[]).await;
    tokio::time::advance(Duration::from_secs(601)).await;
    assert_eq!(exchange(&tenant, &late, &[]).await.status, 401);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_is_replaced_at_every_use_and_lives_thirty_days() {
    let tenant = Tenant::start().await;
    let body = exchange(&tenant, &code(&tenant, &[]).await, &[]).await.body(200);
    let old = text(&body, "refresh_token");
    tokio::time::advance(Duration::from_hours(7)).await;
    assert_eq!(tenant.bearer(&text(&body, "access_token"), "GET", "/api/v1/spaces", None).await.status, 401);

    let next = refresh(&tenant, &old).await.body(200);
    assert_ne!(text(&next, "refresh_token"), old);
    assert_eq!(next["scope"], body["scope"]);
    assert_eq!(tenant.bearer(&text(&next, "access_token"), "GET", "/api/v1/spaces", None).await.status, 200);
    let again = refresh(&tenant, &old).await;
    assert_eq!((again.status, &again.error()["code"]), (401, &json!("OAUTH-5")));
    // The replaced one does not take the new one with it.
    let last = refresh(&tenant, &text(&next, "refresh_token")).await.body(200);
    tokio::time::advance(Duration::from_hours(30 * 24)).await;
    assert_eq!(refresh(&tenant, &text(&last, "refresh_token")).await.status, 401);
}

#[tokio::test]
async fn a_refresh_token_belongs_to_its_client() {
    let tenant = Tenant::start().await;
    let body = exchange(&tenant, &code(&tenant, &[]).await, &[]).await.body(200);
    let token = text(&body, "refresh_token");
    let request = json!({ "grant_type": "refresh_token", "refresh_token": token });
    assert_eq!(tenant.token_of("m2m", request.clone()).await.status, 401);
    let next = tenant.token_of("native", request).await.body(200);
    assert_eq!(tenant.bearer(&text(&next, "access_token"), "GET", "/api/v1/spaces", None).await.status, 200);
}

#[tokio::test]
async fn a_web_client_exchanges_with_its_secret_only() {
    let tenant = Tenant::start().await;
    let body = json!({
        "appType": "web", "clientName": "<b>Site</b>", "redirectUris": [BACK], "allowedScopes": ["user_default"],
    });
    let made = tenant.as_admin("POST", "/api/v1/oauth-clients", Some(body)).await.body(201);
    let id = text(&made, "clientId");
    let site = [("client_id", id.as_str()), ("scope", "user_default")];
    let page = tenant.send("GET", &address(&tenant, &site), &[BROWSER], "").await;
    assert!(page.text.contains("&lt;b&gt;Site"), "names are escaped");
    let code = code(&tenant, &site).await;
    assert_eq!(exchange(&tenant, &code, &[("client_id", json!(id))]).await.status, 401);
    let proven = [("client_id", json!(id)), ("client_secret", made["clientSecret"].clone())];
    exchange(&tenant, &code, &proven).await.body(200);
}
