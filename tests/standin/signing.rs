//! Signing as a customer or a client would, with the keys in `tests/fixtures`, and asking with what comes of it.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};

use crate::client::{Answer, Tenant};

pub const PRIVATE: &str = include_str!("../fixtures/jwt-private.pem");
pub const OTHER_PRIVATE: &str = include_str!("../fixtures/other-private.pem");
pub const CERTIFICATE: &str = include_str!("../fixtures/jwt-certificate.pem");
pub const PUBLIC: &str = include_str!("../fixtures/jwt-public.pem");

pub const ISSUER: &str = "tests.example";
pub const KID: &str = "tests-2026";

pub fn now() -> i64 {
    Timestamp::now().as_second()
}

pub fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

pub fn rsa(pem: &str) -> EncodingKey {
    EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap()
}

/// A token with exactly this header and these claims.
pub fn sign(header: &Value, claims: &Value, key: &EncodingKey, algorithm: Algorithm) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    let signature = crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

/// Claims that every profile is content with; a fresh `jti` each time.
pub fn claims(subject: &str) -> Value {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let now = now();
    json!({
        "iss": ISSUER, "aud": "qlik.api/login/jwt-session", "sub": subject, "subType": "user", "name": "Jo Token",
        "email": "jo@tests.example", "email_verified": true, "jti": format!("jti-{}", NEXT.fetch_add(1, Ordering::Relaxed)),
        "iat": now, "nbf": now, "exp": now + 300,
    })
}

pub fn jwt_with(claims: &Value) -> String {
    sign(&json!({ "alg": "RS256", "typ": "JWT", "kid": KID }), claims, &rsa(PRIVATE), Algorithm::RS256)
}

pub fn jwt(subject: &str) -> String {
    jwt_with(&claims(subject))
}

/// The numbers of an RSA public key, read from the end of its PEM.
pub fn rsa_jwk() -> Value {
    let der = STANDARD.decode(PUBLIC.lines().filter(|line| !line.starts_with('-')).collect::<String>()).unwrap();
    // A 2048-bit key ends with its 256 bytes of modulus, then the exponent as an integer of three bytes.
    let (rest, exponent) = der.split_at(der.len() - 3);
    let modulus = &rest[rest.len() - 2 - 256..rest.len() - 2];
    json!({
        "kty": "RSA", "alg": "RS256", "use": "sig", "kid": "rsa-1",
        "n": URL_SAFE_NO_PAD.encode(modulus), "e": URL_SAFE_NO_PAD.encode(exponent),
    })
}

/// The parameters of an address.
pub fn parameter(address: &str, name: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

pub fn encoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl Tenant {
    pub async fn as_admin(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.ask_as("admin", method, path, body).await
    }

    /// Asks with any headers, and JSON if there is a body.
    pub async fn ask_with(&self, headers: &[(&str, &str)], method: &str, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| body.to_string());
        let mut headers = headers.to_vec();
        if body.is_some() {
            headers.push(("Content-Type", "application/json"));
        }
        self.send(method, path, &headers, &body.unwrap_or_default()).await
    }

    pub async fn bearer(&self, token: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.ask_with(&[("Authorization", &format!("Bearer {token}"))], method, path, body).await
    }

    /// Who a bearer is.
    pub async fn me(&self, token: &str) -> Value {
        let me = self.bearer(token, "GET", "/api/v1/users/me", None).await;
        assert_eq!(me.status, 301, "{me:?}");
        self.bearer(token, "GET", me.header("location").unwrap(), None).await.body(200)
    }

    pub async fn token(&self, body: Value) -> Answer {
        self.ask_with(&[], "POST", "/oauth/token", Some(body)).await
    }

    /// A request for tokens by one of the clients of the start.
    pub async fn token_of(&self, kind: &str, mut body: Value) -> Answer {
        let client = self.standin.client(kind).unwrap();
        body["client_id"] = client.client_id.as_str().into();
        if let Some(secret) = &client.secret {
            body["client_secret"] = secret.as_str().into();
        }
        self.token(body).await
    }

    /// The access token of the machine-to-machine client.
    pub async fn machine(&self, scope: &str) -> String {
        let answer = self.token_of("m2m", json!({ "grant_type": "client_credentials", "scope": scope })).await;
        answer.body(200)["access_token"].as_str().unwrap().to_owned()
    }

    pub async fn tenant_id(&self) -> String {
        self.get("/api/v1/tenants/me").await.body(200)["id"].as_str().unwrap().to_owned()
    }

    /// Registers the test key; the answer is the provider.
    pub async fn trust_key(&self, pem: &str, tolerance: i64) -> Answer {
        let body = provider(&self.tenant_id().await, pem, tolerance);
        self.as_admin("POST", "/api/v1/identity-providers", Some(body)).await
    }

    pub async fn open_session(&self, token: &str) -> Answer {
        self.bearer(token, "POST", "/login/jwt-session", None).await
    }

    /// The cookies that an exchange of this token buys, as a `Cookie` header, and the CSRF token among them.
    pub async fn cookies(&self, token: &str) -> (String, String) {
        let answer = self.open_session(token).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let pairs: Vec<String> = answer
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
            .map(|(_, value)| value.split(';').next().unwrap().to_owned())
            .collect();
        let csrf = pairs.iter().find_map(|pair| pair.strip_prefix("_csrfToken=")).unwrap().to_owned();
        (pairs.join("; "), csrf)
    }
}

pub fn provider(tenant: &str, pem: &str, tolerance: i64) -> Value {
    json!({
        "tenantIds": [tenant], "provider": "external", "protocol": "jwtAuth", "interactive": false, "active": true,
        "description": "for tests", "clockToleranceSec": tolerance,
        "options": { "jwtLoginEnabled": true, "issuer": ISSUER, "staticKeys": [{ "kid": KID, "pem": pem }] },
    })
}
