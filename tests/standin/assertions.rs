//! Clients that prove themselves with their private key.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

use crate::{
    client::Tenant,
    signing::{OTHER_PRIVATE, PRIVATE, now, rsa, rsa_jwk, sign},
};

const MACHINE: &str = "client_credentials";

/// The body of a client with `publicKeys`.
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

#[tokio::test]
async fn a_client_that_proves_itself_by_key_must_register_one() {
    let tenant = Tenant::start().await;
    let answer = tenant.as_admin("POST", "/api/v1/oauth-clients", Some(keyed("publicKeys", json!([])))).await;
    assert!(answer.refusal(400).contains("needs publicKeys"));
}
