//! Signed tokens, the sessions they buy, and what writes with cookies need.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey};
use qonnect::standin::{Config, JwtProfile};
use serde_json::{Value, json};

use crate::{
    client::{Tenant, s3},
    signing::{CERTIFICATE, ISSUER, KID, OTHER_PRIVATE, PRIVATE, PUBLIC, claims, jwt, jwt_with, now, part, rsa, sign},
};

async fn trusting() -> Tenant {
    let tenant = Tenant::start().await;
    tenant.trust_key(CERTIFICATE, 0).await.body(201);
    tenant
}

fn one_line(pem: &str) -> String {
    pem.lines().collect()
}

#[tokio::test]
async fn a_signed_token_buys_four_cookies_and_acts_as_its_subject() {
    let tenant = trusting().await;
    let answer = tenant.open_session(&jwt("new|one")).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, "{}"));
    let cookies: Vec<&str> =
        answer.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.as_str()).collect();
    let names: Vec<&str> = cookies.iter().map(|cookie| cookie.split('=').next().unwrap()).collect();
    assert_eq!(names, ["eas.sid", "eas.sid.sig", "_csrfToken", "_csrfToken.sig"]);
    assert!(cookies[0].contains("path=/; samesite=lax; httponly"));
    assert!(!cookies[2].contains("httponly"), "scripts read it");

    let (cookies, csrf) = tenant.cookies(&jwt("new|one")).await;
    let me = tenant.ask_with(&[("Cookie", &cookies)], "GET", "/api/v1/users/me", None).await;
    let me = tenant.ask_with(&[("Cookie", &cookies)], "GET", me.header("location").unwrap(), None).await.body(200);
    assert_eq!(
        (&me["subject"], &me["name"], &me["email"]),
        (&json!("new|one"), &json!("Jo Token"), &json!("jo@tests.example"))
    );

    let headers = [("Cookie", cookies.as_str()), ("qlik-csrf-token", csrf.as_str())];
    let made = tenant.ask_with(&headers, "POST", "/api/v1/data-connections", Some(s3("by cookie"))).await.body(201);
    let list = tenant.ask_with(&headers, "GET", "/api/v1/data-connections?ownedByMe=true&noDatafiles=true", None).await;
    let list = list.body(200);
    assert_eq!((&list["data"][0]["id"], &list["data"][0]["user"]), (&made["id"], &me["id"]));
}

#[tokio::test]
async fn a_known_subject_is_that_user_and_a_disabled_one_stays_outside() {
    let tenant = trusting().await;
    let find = async |email: &str| {
        let path = format!("/api/v1/users?filter=email%20eq%20%22{email}%22");
        tenant.as_admin("GET", &path, None).await.body(200)["data"][0].clone()
    };
    let creator = find("creator@standin.example").await;
    let (cookies, _) = tenant.cookies(&jwt(creator["subject"].as_str().unwrap())).await;
    let me = tenant.ask_with(&[("Cookie", &cookies)], "GET", "/api/v1/users/me", None).await;
    assert!(me.header("location").unwrap().ends_with(creator["id"].as_str().unwrap()));
    let departed = find("departed@standin.example").await;
    assert_eq!(departed["status"], "disabled");
    assert_eq!(tenant.open_session(&jwt(departed["subject"].as_str().unwrap())).await.status, 401);
}

#[tokio::test]
async fn all_three_forms_of_a_key_let_its_tokens_in() {
    for pem in [CERTIFICATE.to_owned(), one_line(CERTIFICATE), PUBLIC.to_owned(), CERTIFICATE.replace('\n', "\r\n")] {
        let tenant = Tenant::start().await;
        let made = tenant.trust_key(&pem, 0).await.body(201);
        assert_eq!(made["options"]["staticKeys"][0]["pem"], pem.as_str());
        assert_eq!(tenant.open_session(&jwt("new|two")).await.status, 200, "{pem}");
    }
}

#[tokio::test]
async fn a_missing_claim_is_told_by_name() {
    let tenant = trusting().await;
    for claim in ["iss", "aud", "sub", "name", "jti", "iat", "nbf", "exp"] {
        let mut claims = claims("new|three");
        claims.as_object_mut().unwrap().remove(claim);
        let answer = tenant.open_session(&jwt_with(&claims)).await;
        assert_eq!(answer.refusal(400), format!("JWT_LOGIN_VALIDATIONS Missing required claim: {claim}"));
        assert_eq!(answer.error()["code"], "INTERNAL-TOKEN-1");
        assert_eq!(answer.error()["title"], "Invalid token request");
    }
}

#[tokio::test]
async fn the_documented_profile_wants_every_claim_and_the_lenient_one_does_not() {
    let strict = Tenant::with(Config { jwt: JwtProfile::Documented, ..Config::default() }).await;
    strict.trust_key(CERTIFICATE, 0).await.body(201);
    let lenient = trusting().await;
    for claim in ["subType", "email", "email_verified"] {
        let mut claims = claims("new|four");
        claims.as_object_mut().unwrap().remove(claim);
        let token = jwt_with(&claims);
        assert!(strict.open_session(&token).await.refusal(400).ends_with(claim));
        assert_eq!(lenient.open_session(&token).await.status, 200);
    }
    assert_eq!(strict.open_session(&jwt("new|four")).await.status, 200);
    let mut unverified = claims("new|four");
    unverified["email_verified"] = false.into();
    assert_eq!(strict.open_session(&jwt_with(&unverified)).await.status, 401);
}

#[tokio::test]
async fn a_token_that_says_something_wrong_is_unauthorized() {
    let tenant = trusting().await;
    let now = now();
    for (claim, value) in [
        ("iss", json!("elsewhere.example")),
        ("aud", json!("qlik.api")),
        ("aud", json!("qlik.api/login/jwt-session/")),
        ("subType", json!("externalClient")),
        ("sub", json!("")),
        ("exp", json!(now - 1)),
        ("nbf", json!(now + 30)),
        ("iat", json!(now + 30)),
        ("exp", json!(now + 3700)),
        ("exp", json!("tomorrow")),
    ] {
        let mut claims = claims("new|five");
        claims[claim] = value.clone();
        let answer = tenant.open_session(&jwt_with(&claims)).await;
        assert_eq!((answer.status, answer.error()["title"].as_str()), (401, Some("Unauthorized")), "{claim} {value}");
        assert_eq!(answer.error()["status"], "401");
    }
    let mut hour = claims("new|five");
    hour["exp"] = (now + 3590).into();
    assert_eq!(tenant.open_session(&jwt_with(&hour)).await.status, 200);
}

#[tokio::test]
async fn a_wrong_key_algorithm_or_signature_is_unauthorized() {
    let tenant = trusting().await;
    let (claims, key) = (claims("new|six"), rsa(PRIVATE));
    let header = |alg: &str, kid: &str| json!({ "alg": alg, "typ": "JWT", "kid": kid });
    let good = sign(&header("RS256", KID), &claims, &key, Algorithm::RS256);
    let shared = EncodingKey::from_secret(PUBLIC.as_bytes());
    let tampered = {
        let (_, signature) = good.rsplit_once('.').unwrap();
        let mut other = claims.clone();
        other["sub"] = "somebody else".into();
        format!("{}.{}.{signature}", part(&header("RS256", KID)), part(&other))
    };
    for token in [
        sign(&header("RS256", "other-kid"), &claims, &key, Algorithm::RS256),
        sign(&json!({ "alg": "RS256", "typ": "JWT" }), &claims, &key, Algorithm::RS256),
        sign(&header("RS256", KID), &claims, &rsa(OTHER_PRIVATE), Algorithm::RS256),
        sign(&header("HS256", KID), &claims, &shared, Algorithm::HS256),
        sign(&header("RS512", KID), &claims, &key, Algorithm::RS256),
        sign(&header("ES256", KID), &claims, &key, Algorithm::RS256),
        format!("{}.{}.", part(&header("none", KID)), part(&claims)),
        format!("{}.{}.", part(&header("RS256", KID)), part(&claims)),
        tampered,
        "no.token.at all".to_owned(),
    ] {
        assert_eq!(tenant.open_session(&token).await.status, 401, "{token}");
    }
    // None of them used the token up.
    assert_eq!(tenant.open_session(&good).await.status, 200);
    let other = sign(&header("RS512", KID), &crate::signing::claims("new|six"), &key, Algorithm::RS512);
    assert_eq!(tenant.open_session(&other).await.status, 200);
    assert_eq!(tenant.send("POST", "/login/jwt-session", &[], "").await.status, 401);
}

#[tokio::test]
async fn a_token_works_once() {
    let tenant = trusting().await;
    let token = jwt("new|seven");
    assert_eq!(tenant.open_session(&token).await.status, 200);
    assert!(tenant.open_session(&token).await.refusal(401).contains("already used"));
}

#[tokio::test]
async fn the_tolerance_of_the_provider_bridges_wrong_clocks() {
    let tenant = Tenant::start().await;
    tenant.trust_key(CERTIFICATE, 60).await.body(201);
    let ahead = |seconds: i64| {
        let mut claims = claims("new|eight");
        for claim in ["iat", "nbf", "exp"] {
            claims[claim] = (claims[claim].as_i64().unwrap() + seconds).into();
        }
        jwt_with(&claims)
    };
    assert_eq!(tenant.open_session(&ahead(40)).await.status, 200);
    assert_eq!(tenant.open_session(&ahead(-340)).await.status, 200);
    assert_eq!(tenant.open_session(&ahead(90)).await.status, 401);
    assert_eq!(tenant.open_session(&ahead(-390)).await.status, 401);
}

#[tokio::test]
async fn a_web_integration_may_be_named_if_it_exists() {
    let tenant = trusting().await;
    let body = json!({ "name": "Portal", "validOrigins": ["https://portal.example"] });
    let made = tenant.as_admin("POST", "/api/v1/web-integrations", Some(body)).await.body(201);
    let id = made["id"].as_str().unwrap();
    let open = async |id: &str| {
        let bearer = format!("Bearer {}", jwt("new|nine"));
        let headers = [("Authorization", bearer.as_str()), ("qlik-web-integration-id", id)];
        tenant.ask_with(&headers, "POST", "/login/jwt-session", Some(json!({}))).await.status
    };
    assert_eq!(open(id).await, 200);
    assert_eq!(open("tests").await, 401);
    let path = format!("/login/jwt-session?qlik-web-integration-id={id}");
    assert_eq!(tenant.bearer(&jwt("new|nine"), "POST", &path, None).await.status, 200);
}

#[tokio::test]
async fn a_signed_token_is_no_bearer_but_does_no_harm_beside_cookies() {
    let tenant = trusting().await;
    let token = jwt("new|ten");
    assert_eq!(tenant.bearer(&token, "GET", "/api/v1/spaces", None).await.status, 401);
    let (cookies, _) = tenant.cookies(&token).await;
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Cookie", cookies.as_str())];
    assert_eq!(tenant.ask_with(&headers, "GET", "/api/v1/spaces", None).await.status, 200);
}

#[tokio::test]
async fn the_csrf_token_is_for_cookies_only() {
    let tenant = trusting().await;
    let path = "/api/v1/csrf-token";
    assert_eq!(tenant.send("GET", path, &[], "").await.status, 401);
    let bearer = tenant.get(path).await;
    assert_eq!(bearer.error()["code"], "CSRF-TOKEN-4");
    assert!(bearer.refusal(400).contains("not supported for the auth mechanism"));
    let (cookies, csrf) = tenant.cookies(&jwt("new|eleven")).await;
    let answer = tenant.ask_with(&[("Cookie", &cookies)], "GET", path, None).await;
    assert_eq!((answer.status, answer.header("qlik-csrf-token")), (204, Some(csrf.as_str())));
}

#[tokio::test]
async fn a_write_with_cookies_needs_the_token_of_its_session() {
    let tenant = trusting().await;
    let (cookies, csrf) = tenant.cookies(&jwt("new|twelve")).await;
    let (_, foreign) = tenant.cookies(&jwt("new|twelve")).await;
    for token in [None, Some(""), Some("made-up"), Some(foreign.as_str())] {
        let mut headers = vec![("Cookie", cookies.as_str())];
        headers.extend(token.map(|token| ("qlik-csrf-token", token)));
        for (method, path) in [
            ("POST", "/api/v1/data-connections"),
            ("PATCH", "/api/v1/data-connections/7c9e6679-7425-40de-944b-e07fc1f90ae7"),
            ("DELETE", "/api/connectivity/data-connections/7c9e6679-7425-40de-944b-e07fc1f90ae7"),
            ("POST", "/api/v1/web-integrations"),
        ] {
            let answer = tenant.ask_with(&headers, method, path, Some(s3("never"))).await;
            assert_eq!(answer.status, 403, "{method} {path}");
            assert_eq!(
                (&answer.json()["code"], &answer.error()["code"]),
                (&json!("CSRF-TOKEN-2"), &json!("CSRF-TOKEN-2"))
            );
        }
    }
    let headers = [("Cookie", cookies.as_str()), ("qlik-csrf-token", csrf.as_str())];
    tenant.ask_with(&headers, "POST", "/api/v1/data-connections", Some(s3("now"))).await.body(201);
}

#[tokio::test(start_paused = true)]
async fn a_stale_csrf_token_is_exchanged_for_a_fresh_one() {
    let tenant = trusting().await;
    let (cookies, stale) = tenant.cookies(&jwt("new|thirteen")).await;
    tokio::time::advance(Duration::from_mins(31)).await;
    let create = async |csrf: &str| {
        let headers = [("Cookie", cookies.as_str()), ("qlik-csrf-token", csrf)];
        tenant.ask_with(&headers, "POST", "/api/v1/data-connections", Some(s3("fresh"))).await
    };
    assert_eq!(create(&stale).await.json()["code"], "CSRF-TOKEN-2");
    let answer = tenant.ask_with(&[("Cookie", &cookies)], "GET", "/api/v1/csrf-token", None).await;
    let fresh = answer.header("qlik-csrf-token").unwrap();
    assert_ne!(fresh, stale);
    create(fresh).await.body(201);
}

#[tokio::test(start_paused = true)]
async fn a_session_ends_when_the_tenant_says_so() {
    let session = Duration::from_mins(10);
    let tenant = Tenant::with(Config { session, ..Config::default() }).await;
    tenant.trust_key(CERTIFICATE, 0).await.body(201);
    let (cookies, _) = tenant.cookies(&jwt("new|fourteen")).await;
    let ask = async || tenant.ask_with(&[("Cookie", &cookies)], "GET", "/api/v1/spaces", None).await.status;
    tokio::time::advance(Duration::from_secs(590)).await;
    assert_eq!(ask().await, 200);
    tokio::time::advance(Duration::from_secs(20)).await;
    assert_eq!(ask().await, 401);
}

#[tokio::test]
async fn cookies_count_only_with_their_signature() {
    let tenant = trusting().await;
    let (cookies, _) = tenant.cookies(&jwt("new|fifteen")).await;
    let bare = cookies.split("; ").next().unwrap();
    for cookies in [bare.to_owned(), format!("{bare}; eas.sid.sig=made-up")] {
        assert_eq!(tenant.ask_with(&[("Cookie", &cookies)], "GET", "/api/v1/spaces", None).await.status, 401);
    }
    let two = cookies.split("; ").take(2).collect::<Vec<_>>().join("; ");
    assert_eq!(tenant.ask_with(&[("Cookie", &two)], "GET", "/api/v1/spaces", None).await.status, 200);
}

#[tokio::test]
async fn a_deleted_provider_lets_nobody_in() {
    let tenant = Tenant::start().await;
    let made = tenant.trust_key(CERTIFICATE, 0).await.body(201);
    assert_eq!((&made["options"]["issuer"], &made["protocol"]), (&json!(ISSUER), &json!("jwtAuth")));
    let path = format!("/api/v1/identity-providers/{}", made["id"].as_str().unwrap());
    assert_eq!(tenant.as_admin("DELETE", &path, None).await.status, 204);
    assert_eq!(tenant.open_session(&jwt("new|sixteen")).await.status, 401);
    let gone: Value = tenant.as_admin("DELETE", &path, None).await.body(404);
    assert_eq!(gone["errors"][0]["status"], 404);
}
