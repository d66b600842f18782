//! Where ids, keys and codes come from: one draw from the system at start, stretched by SHA-256, so that nothing
//! after the start can fail. Not for anything but a stand-in.

use std::io;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// A stream of unguessable values.
pub(super) struct Random {
    seed: [u8; 32],
    drawn: u64,
}

impl Random {
    /// Draws the seed from the system.
    pub(super) fn new() -> io::Result<Self> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| io::Error::other(format!("no random numbers: {error}")))?;
        Ok(Self { seed, drawn: 0 })
    }

    /// Thirty-two fresh bytes.
    pub(super) fn bytes(&mut self) -> [u8; 32] {
        self.drawn += 1;
        Sha256::new().chain_update(self.seed).chain_update(self.drawn.to_be_bytes()).finalize().into()
    }

    /// Forty-three characters of base64url.
    pub(super) fn text(&mut self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes())
    }

    /// Sixty-four hexadecimal characters, the form of client secrets.
    pub(super) fn hex(&mut self) -> String {
        hex(&self.bytes())
    }

    /// A version 4 UUID, the form of connection, credential and key ids.
    pub(super) fn uuid(&mut self) -> String {
        let mut bytes = self.bytes();
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        hyphened(&hex(&bytes[..16]))
    }
}

/// A stable id of 24 hexadecimal characters, the form of user and space ids.
pub(super) fn object_id(of: &str) -> String {
    hex(&Sha256::digest(of.as_bytes())[..12])
}

/// A stable UUID.
pub(super) fn stable_uuid(of: &str) -> String {
    hyphened(&hex(&Sha256::digest(of.as_bytes())[..16]))
}

/// SHA-256 in base64url: the S256 challenge of PKCE, and the unreadable part of a `qri`.
pub(super) fn digest(of: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(of.as_bytes()))
}

/// Whether a path segment has the form of an id: only then it is looked up as one.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn hyphened(hex: &str) -> String {
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..32]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_form_of_ids_and_differ() {
        let mut random = Random::new().unwrap();
        let (one, two) = (random.uuid(), random.uuid());
        assert!(is_uuid(&one) && is_uuid(&two));
        assert_ne!(one, two);
        assert_eq!(object_id("x").len(), 24);
        assert!(is_uuid(&stable_uuid("x")));
        assert!(!is_uuid("7c9e6679-7425-40de-944b_e07fc1f90ae7"));
    }
}
