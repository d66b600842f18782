//! What is signed here: the assertion of an OAuth client (`qlik-cloud-auth.md` section 4.4) and the token that is exchanged for
//! a session (section 5.4).

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Map, Value, json};

use crate::domain::{
    access::{Signer, unusable_key},
    failure::{Failure, FailureKind},
    secret::Secret,
};

/// The audience of a token that is exchanged for a session.
const SESSION_AUDIENCE: &str = "qlik.api/login/jwt-session";
/// From so long ago a token is good, for clocks differ.
const BACK: i64 = 30;
/// So long from now it is good. Together no more than the five minutes of section 4.4.
const AHEAD: i64 = 120;
/// A clock that differs more than this is worth another try by the other's time.
const TOLERATED: i64 = 20;

/// The assertion of an OAuth client.
pub(super) fn assertion(
    client_id: &str,
    key_id: &str,
    pem: &Secret,
    audience: &str,
    now: Timestamp,
) -> Result<Secret, Failure> {
    let mut claims = times(now)?;
    claims.insert("iss".into(), client_id.into());
    claims.insert("sub".into(), client_id.into());
    claims.insert("aud".into(), audience.into());
    sign(key_id, pem, &claims)
}

/// The token of a user, for a session.
pub(super) fn ticket(signer: &Signer, now: Timestamp) -> Result<Secret, Failure> {
    let mut claims = times(now)?;
    let name = if signer.name.is_empty() { &signer.subject } else { &signer.name };
    for (claim, value) in [
        ("iss", signer.issuer.as_str()),
        ("aud", SESSION_AUDIENCE),
        ("sub", &signer.subject),
        ("subType", "user"),
        ("name", name),
    ] {
        claims.insert(claim.into(), value.into());
    }
    if !signer.email.is_empty() {
        claims.insert("email".into(), signer.email.as_str().into());
        claims.insert("email_verified".into(), true.into());
    }
    if !signer.groups.is_empty() {
        claims.insert("groups".into(), json!(signer.groups));
    }
    sign(&signer.key_id, &signer.key, &claims)
}

/// How the other side's clock differs, where that is too much: then its time is the one to sign by.
pub(super) fn other_clock(date: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    date.filter(|date| (date.as_second() - now.as_second()).abs() > TOLERATED)
}

/// The times, and an id that no other token has: the tenant takes each once.
fn times(now: Timestamp) -> Result<Map<String, Value>, Failure> {
    let now = now.as_second();
    let mut claims = Map::new();
    claims.insert("jti".into(), unique()?.into());
    claims.insert("iat".into(), (now - BACK).into());
    claims.insert("nbf".into(), (now - BACK).into());
    claims.insert("exp".into(), (now + AHEAD).into());
    Ok(claims)
}

/// A UUID of version 4 (RFC 9562).
fn unique() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|_| unsigned("This system provides no random numbers, so the token cannot be signed."))?;
    let number = u128::from_be_bytes(bytes) & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{number:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    Ok(format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)))
}

/// RS256 for an RSA key, ES384 for one on P-384: of what the tenant takes, what such keys can do.
fn sign(key_id: &str, pem: &Secret, claims: &Map<String, Value>) -> Result<Secret, Failure> {
    let bytes = pem.expose().trim().as_bytes();
    let (algorithm, key) = EncodingKey::from_rsa_pem(bytes)
        .map(|key| (Algorithm::RS256, key))
        .or_else(|_| EncodingKey::from_ec_pem(bytes).map(|key| (Algorithm::ES384, key)))
        .map_err(|_| unsigned(unusable_key(pem.expose())))?;
    let header = Header { kid: Some(key_id.to_owned()), ..Header::new(algorithm) };
    let token = encode(&header, claims, &key).map_err(|_| {
        unsigned("This private key cannot sign tokens. Use RSA with 2048 bits or more, or EC on P-384.")
    })?;
    Ok(Secret::new(&zeroize::Zeroizing::new(token)))
}

fn unsigned(words: &str) -> Failure {
    Failure::new(FailureKind::NotSent(words.to_owned()), "signing a token")
}
