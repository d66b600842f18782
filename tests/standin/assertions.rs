//! Clients that prove themselves with their private key, registered or kept where the tenant fetches it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{
    client::Tenant,
    signing::{OTHER_PRIVATE, PRIVATE, now, rsa, rsa_jwk, sign},
};

const MACHINE: &str = "client_credentials";

/// The body of a client with `publicKeys` or `jwksUri`.
fn keyed(field: &str, value: Value) -> Value {
    let mut body = json!({
        "appType": "web", "clientName": "Keyed", "allowedScopes": ["user_default"], "allowedGrantTypes": [MACHINE],
        "allowedAuthMethods": ["private_key_jwt"], "connectionConfig": { "consentMethod": "trusted" },
    });
    body[field] = value;
    body
}

async fn client_with(tenant: &Tenant, field: &str, value: Value) -> String {
    let body = keyed(field, value);
    let made = tenant.as_admin("POST", "/api/v1/oauth-clients", Some(body)).await.body(201);
    assert!(made.get("clientSecret").is_none(), "a client with keys needs no secret");
    made["clientId"].as_str().unwrap().to_owned()
}

fn assertion_claims(tenant: &Tenant, client: &str, jti: &str) -> Value {
    let now = now();
    json!({
        "iss": client, "sub": client, "aud": format!("{}/oauth/token", tenant.standin.url()), "jti": jti,
        "iat": now, "exp": now + 300,
    })
}

async fn assert_with(tenant: &Tenant, assertion: &str) -> crate::client::Answer {
    tenant
        .token(json!({
            "grant_type": MACHINE,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion,
        }))
        .await
}

#[tokio::test]
async fn a_client_proves_itself_with_its_private_key() {
    let tenant = Tenant::start().await;
    let system = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &system).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, document.as_ref(), &system).unwrap();
    let (x, y) = pair.public_key().as_ref()[1..].split_at(48);
    let ec = json!({
        "kty": "EC", "crv": "P-384", "alg": "ES384", "use": "sig", "kid": "ec-1",
        "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
    });
    let client = client_with(&tenant, "publicKeys", json!([rsa_jwk(), ec])).await;
    for (algorithm, name, kid, key) in [
        (Algorithm::RS256, "RS256", "rsa-1", rsa(PRIVATE)),
        (Algorithm::RS512, "RS512", "rsa-1", rsa(PRIVATE)),
        (Algorithm::ES384, "ES384", "ec-1", EncodingKey::from_ec_der(document.as_ref())),
    ] {
        let claims = assertion_claims(&tenant, &client, name);
        let assertion = sign(&json!({ "alg": name, "kid": kid }), &claims, &key, algorithm);
        let token = assert_with(&tenant, &assertion).await.body(200)["access_token"].as_str().unwrap().to_owned();
        assert_eq!(tenant.me(&token).await["clientId"], client);
        assert!(assert_with(&tenant, &assertion).await.refusal(401).contains("already used"));
    }
}

#[tokio::test]
async fn an_assertion_that_is_not_in_order_is_refused() {
    let tenant = Tenant::start().await;
    let client = client_with(&tenant, "publicKeys", json!([rsa_jwk()])).await;
    let header = json!({ "alg": "RS256", "kid": "rsa-1" });
    let good = assertion_claims(&tenant, &client, "x");
    let now = now();
    for (claim, value, words) in [
        ("aud", json!(format!("{}/oauth/token/", tenant.standin.url())), "invalid audience"),
        ("iss", json!("other"), "iss and sub"),
        ("exp", json!(now - 1), "not valid now"),
        ("exp", json!(now + 310), "for too long"),
        ("iat", json!(now + 60), "not valid now"),
        ("iat", json!(i64::MIN), "for too long"),
        ("iat", Value::Null, "lacks iat"),
        ("jti", Value::Null, "lacks jti"),
    ] {
        let mut claims = good.clone();
        claims[claim] = value;
        let answer = assert_with(&tenant, &sign(&header, &claims, &rsa(PRIVATE), Algorithm::RS256)).await;
        assert!(answer.refusal(401).contains(words), "{claim}: {answer:?}");
    }
    for (header, key, algorithm) in [
        (header.clone(), rsa(OTHER_PRIVATE), Algorithm::RS256),
        (json!({ "alg": "RS256", "kid": "gone" }), rsa(PRIVATE), Algorithm::RS256),
        (json!({ "alg": "RS256" }), rsa(PRIVATE), Algorithm::RS256),
        (json!({ "alg": "RS384", "kid": "rsa-1" }), rsa(PRIVATE), Algorithm::RS384),
        (json!({ "alg": "HS256", "kid": "rsa-1" }), EncodingKey::from_secret(b"x"), Algorithm::HS256),
        (json!({ "alg": "none", "kid": "rsa-1" }), rsa(PRIVATE), Algorithm::RS256),
    ] {
        assert_with(&tenant, &sign(&header, &good, &key, algorithm)).await.refusal(401);
    }
    let assertion = sign(&header, &good, &rsa(PRIVATE), Algorithm::RS256);
    let odd = json!({ "grant_type": MACHINE, "client_assertion_type": "other", "client_assertion": assertion });
    assert_eq!(tenant.token(odd).await.refusal(400), "unsupported_client_assertion_type");
    assert_with(&tenant, &assertion).await.body(200);
}

/// A server that answers one connection after another with these, and listens no more.
async fn keeper(answers: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/keys.json", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 256];
            let length = stream.read(&mut request).await.unwrap();
            assert!(request[..length].starts_with(b"GET /keys.json HTTP/1.0\r\n"));
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    address
}

fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\n\r\n{body}")
}

fn key_set(keys: &Value) -> String {
    answer("200 OK", &json!({ "keys": keys }).to_string())
}

/// The status of a proof with a key of this id, freshly signed.
async fn prove(tenant: &Tenant, client: &str, kid: &str, jti: &str) -> u16 {
    let header = json!({ "alg": "RS256", "kid": kid });
    let claims = assertion_claims(tenant, client, jti);
    assert_with(tenant, &sign(&header, &claims, &rsa(PRIVATE), Algorithm::RS256)).await.status
}

#[tokio::test]
async fn keys_are_fetched_anew_from_where_the_client_keeps_them() {
    let tenant = Tenant::start().await;
    let mut renamed = rsa_jwk();
    renamed["kid"] = "rsa-2".into();
    let address = keeper(vec![key_set(&json!([rsa_jwk()])), key_set(&json!([renamed])), key_set(&json!([renamed]))]);
    let client = client_with(&tenant, "jwksUri", address.await.into()).await;
    assert_eq!(prove(&tenant, &client, "rsa-1", "one").await, 200);
    assert_eq!(prove(&tenant, &client, "rsa-1", "two").await, 401, "the key was exchanged meanwhile");
    assert_eq!(prove(&tenant, &client, "rsa-2", "three").await, 200);
    assert_eq!(prove(&tenant, &client, "rsa-2", "four").await, 401, "nobody listens any more");
}

#[tokio::test]
async fn a_registered_key_needs_no_fetching() {
    let tenant = Tenant::start().await;
    let mut body = keyed("jwksUri", "http://127.0.0.1:9/nobody/listens".into());
    body["publicKeys"] = json!([rsa_jwk()]);
    let made = tenant.as_admin("POST", "/api/v1/oauth-clients", Some(body)).await.body(201);
    assert_eq!(made["jwksUri"], "http://127.0.0.1:9/nobody/listens");
    assert_eq!(prove(&tenant, made["clientId"].as_str().unwrap(), "rsa-1", "one").await, 200);
}

#[tokio::test]
async fn what_is_fetched_and_is_no_key_set_proves_nothing() {
    let tenant = Tenant::start().await;
    let mut for_encryption = rsa_jwk();
    for_encryption["use"] = "enc".into();
    let large = format!("{{\"keys\":[{}],\"more\":\"{}\"}}", rsa_jwk(), "x".repeat(70_000));
    let elsewhere = "302 Found\r\nLocation: http://127.0.0.1:9/";
    let answers = vec![
        answer("404 Not Found", &json!({ "keys": [rsa_jwk()] }).to_string()),
        answer(elsewhere, ""),
        answer("200 OK", "no JSON"),
        answer("200 OK", "[]"),
        answer("200 OK", &large),
        key_set(&json!([])),
        key_set(&json!([for_encryption])),
        key_set(&json!([{ "kid": "rsa-1", "kty": "RSA" }])),
        String::new(),
        key_set(&json!([rsa_jwk()])),
    ];
    let count = answers.len();
    let client = client_with(&tenant, "jwksUri", keeper(answers).await.into()).await;
    for number in 1..count {
        assert_eq!(prove(&tenant, &client, "rsa-1", &number.to_string()).await, 401, "answer {number}");
    }
    assert_eq!(prove(&tenant, &client, "rsa-1", "at last").await, 200);
}

#[tokio::test(start_paused = true)]
async fn a_keeper_that_stays_silent_is_not_waited_for() {
    let tenant = Tenant::start().await;
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/keys.json", silent.local_addr().unwrap());
    let client = client_with(&tenant, "jwksUri", address.into()).await;
    assert_eq!(prove(&tenant, &client, "rsa-1", "one").await, 401);
}

#[tokio::test]
async fn keys_elsewhere_than_on_this_machine_are_refused_when_the_client_is_made() {
    let tenant = Tenant::start().await;
    for address in ["https://keys.example/jwks.json", "http://10.0.0.1/jwks.json", "https://127.0.0.1/", "keys.json"] {
        let answer = tenant.as_admin("POST", "/api/v1/oauth-clients", Some(keyed("jwksUri", address.into()))).await;
        assert!(answer.refusal(400).contains("this machine only"), "{address}");
    }
    let answer = tenant.as_admin("POST", "/api/v1/oauth-clients", Some(keyed("publicKeys", json!([])))).await;
    assert!(answer.refusal(400).contains("publicKeys or jwksUri"));
}
