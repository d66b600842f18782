//! The tenant's own signature: a fresh P-384 key at every start, by which API keys and access tokens are signed, and the
//! key set by which anybody can check them.

use std::io;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

use super::random::Random;

/// Signs with ES384, as the tokens in the published examples are.
pub struct Signer {
    key: EncodingKey,
    kid: String,
    x: String,
    y: String,
}

impl Signer {
    /// A fresh key.
    pub fn new(random: &mut Random) -> io::Result<Self> {
        let system = SystemRandom::new();
        let algorithm = &ECDSA_P384_SHA384_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &system).map_err(|_| no_key())?;
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &system).map_err(|_| no_key())?;
        // An uncompressed point: a byte that says so, then both coordinates.
        let (x, y) = pair.public_key().as_ref().get(1..).ok_or_else(no_key)?.split_at(48);
        Ok(Self {
            key: EncodingKey::from_ec_der(document.as_ref()),
            kid: random.uuid(),
            x: URL_SAFE_NO_PAD.encode(x),
            y: URL_SAFE_NO_PAD.encode(y),
        })
    }

    /// A signed token with these claims.
    pub fn sign(&self, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = json!({ "alg": "ES384", "kid": self.kid, "typ": "JWT" });
        let message = format!("{}.{}", part(&header), part(claims));
        // Signing fails only for a key that is none, and this one was read back when it was made. A token without a
        // signature would show at once.
        let signature = crypto::sign(message.as_bytes(), &self.key, Algorithm::ES384).unwrap_or_default();
        format!("{message}.{signature}")
    }

    /// The key set of `/.well-known/jwks.json`.
    pub fn key_set(&self) -> Value {
        let key = json!({ "kty": "EC", "use": "sig", "alg": "ES384", "kid": self.kid, "crv": "P-384", "x": self.x, "y": self.y });
        json!({ "keys": [key] })
    }
}

fn no_key() -> io::Error {
    io::Error::other("no signing key could be made")
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::DecodingKey;

    use super::*;

    #[test]
    fn what_is_signed_can_be_checked_with_the_key_set() {
        let signer = Signer::new(&mut Random::new().unwrap()).unwrap();
        let token = signer.sign(&json!({ "sub": "a" }));
        let (message, signature) = token.rsplit_once('.').unwrap();
        let key = signer.key_set()["keys"][0].clone();
        let key = DecodingKey::from_ec_components(key["x"].as_str().unwrap(), key["y"].as_str().unwrap()).unwrap();
        assert!(crypto::verify(signature, message.as_bytes(), &key, Algorithm::ES384).unwrap());
        assert!(!crypto::verify(signature, b"other", &key, Algorithm::ES384).unwrap());
    }
}
