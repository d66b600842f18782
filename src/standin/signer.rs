//! The tenant's own signature: a fresh P-384 key at every start, by which API keys and access tokens are signed.

use std::io;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair},
};
use serde_json::{Value, json};

use super::random::Random;

/// Signs with ES384, as the tokens in the published examples are.
pub(super) struct Signer {
    key: EncodingKey,
    kid: String,
}

impl Signer {
    /// A fresh key.
    pub(super) fn new(random: &mut Random) -> io::Result<Self> {
        let system = SystemRandom::new();
        let algorithm = &ECDSA_P384_SHA384_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &system).map_err(|_| no_key())?;
        Ok(Self { key: EncodingKey::from_ec_der(document.as_ref()), kid: random.uuid() })
    }

    /// A signed token with these claims.
    pub(super) fn sign(&self, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = json!({ "alg": "ES384", "kid": self.kid, "typ": "JWT" });
        let message = format!("{}.{}", part(&header), part(claims));
        // Signing fails only for a key that is none, and this one was read back when it was made. A token without a
        // signature would show at once.
        let signature = crypto::sign(message.as_bytes(), &self.key, Algorithm::ES384).unwrap_or_default();
        format!("{message}.{signature}")
    }
}

fn no_key() -> io::Error {
    io::Error::other("no signing key could be made")
}
