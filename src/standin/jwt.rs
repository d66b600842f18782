//! Tokens that others have signed: taking one apart, public keys in the forms they are handed in, and whether key and
//! signature belong together. What the claims must say is for `assertion` and `login`.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::{Map, Value};

/// Bytes of the shortest RSA modulus that is let in, 2048 bit.
const SHORTEST: usize = 256;

/// A token that was taken apart, and not believed yet.
pub(super) struct Token<'a> {
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
    message: &'a str,
    signature: &'a str,
}

impl<'a> Token<'a> {
    /// Three parts, of which the first two are JSON objects in base64url.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (message, signature) = text.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        Some(Self { header: object(header)?, claims: object(claims)?, message, signature })
    }

    /// The name of the algorithm, as the header has it.
    pub(super) fn algorithm(&self) -> &str {
        self.header.get("alg").and_then(Value::as_str).unwrap_or_default()
    }

    /// The id of the key, as the header has it.
    pub(super) fn key_id(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }

    /// A claim that is text with something in it.
    pub(super) fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// A claim that is a moment, in seconds; a fraction is cut off.
    pub(super) fn moment(&self, claim: &str) -> Option<i64> {
        let value = self.claims.get(claim)?;
        // A moment outside of any calendar is as good as one at its edge.
        #[expect(clippy::cast_possible_truncation, reason = "a float that is too large becomes the largest integer")]
        value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
    }

    /// Whether the token is meant for this audience, alone or among others.
    pub(super) fn is_for(&self, audience: &str) -> bool {
        match self.claims.get("aud") {
            Some(Value::String(one)) => one == audience,
            Some(Value::Array(several)) => several.iter().any(|one| one == audience),
            _ => false,
        }
    }

    /// Whether this key signed it.
    pub(super) fn signed_by(&self, key: &PublicKey) -> bool {
        // Only the algorithms of this kind of key: a shared-secret algorithm must never meet a public key.
        let algorithm = match (key.kind, self.algorithm()) {
            (Kind::Rsa, "RS256") => Algorithm::RS256,
            (Kind::Rsa, "RS384") => Algorithm::RS384,
            (Kind::Rsa, "RS512") => Algorithm::RS512,
            (Kind::Rsa, "PS256") => Algorithm::PS256,
            (Kind::Rsa, "PS384") => Algorithm::PS384,
            (Kind::Rsa, "PS512") => Algorithm::PS512,
            (Kind::Ec, "ES256") => Algorithm::ES256,
            (Kind::Ec, "ES384") => Algorithm::ES384,
            _ => return false,
        };
        crypto::verify(self.signature, self.message.as_bytes(), &key.key, algorithm).unwrap_or(false)
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// A key to check signatures with.
#[derive(Clone)]
pub(super) struct PublicKey {
    kind: Kind,
    key: DecodingKey,
}

#[derive(Clone, Copy)]
enum Kind {
    Rsa,
    Ec,
}

impl PublicKey {
    /// A certificate or a bare public key in PEM, with or without line breaks. A private key is refused: it must never
    /// be handed in. Whether a certificate's own dates are looked at is not published; here they are not.
    pub(super) fn from_pem(text: &str) -> Option<Self> {
        let (_, rest) = text.trim().split_once("-----BEGIN ")?;
        let (label, rest) = rest.split_once("-----")?;
        if !matches!(label, "CERTIFICATE" | "PUBLIC KEY") {
            return None;
        }
        let (body, rest) = rest.split_once(&format!("-----END {label}-----"))?;
        if !rest.trim().is_empty() {
            return None;
        }
        let body: String = body.split_whitespace().collect();
        STANDARD.decode(&body).ok()?;
        // The library wants short lines, so they are made here, whatever came.
        let lines: Vec<&str> = body.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
        let pem = format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"));
        let rsa = DecodingKey::from_rsa_pem(pem.as_bytes()).map(|key| Self { kind: Kind::Rsa, key });
        rsa.or_else(|_| DecodingKey::from_ec_pem(pem.as_bytes()).map(|key| Self { kind: Kind::Ec, key })).ok()
    }

    /// A JSON web key: RSA with `n` and `e`, or EC on P-384 with `x` and `y`.
    pub(super) fn from_jwk(jwk: &Map<String, Value>) -> Option<Self> {
        let part = |name: &str| jwk.get(name).and_then(Value::as_str);
        match part("kty")? {
            "RSA" => {
                let (modulus, exponent) = (part("n")?, part("e")?);
                URL_SAFE_NO_PAD.decode(modulus).ok().filter(|modulus| modulus.len() >= SHORTEST)?;
                let key = DecodingKey::from_rsa_components(modulus, exponent).ok()?;
                Some(Self { kind: Kind::Rsa, key })
            }
            "EC" if part("crv") == Some("P-384") => {
                let key = DecodingKey::from_ec_components(part("x")?, part("y")?).ok()?;
                Some(Self { kind: Kind::Ec, key })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_public_key_is_refused() {
        for text in [
            "",
            "MIIB",
            "-----BEGIN CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----!!!-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----",
            "-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----",
            "-----BEGIN PUBLIC KEY-----AAAA-----END CERTIFICATE-----",
        ] {
            assert!(PublicKey::from_pem(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_is_no_token_is_not_read() {
        for text in ["", "a", "a.b", "a.b.c", "e30.e30", "W10.e30.x", "e30.e30.x.y"] {
            assert!(Token::read(text).is_none(), "{text}");
        }
        assert!(Token::read("e30.e30.").is_some());
    }
}
