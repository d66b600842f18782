//! Key pairs for the tests: made once for each run, by the very function that the set-up uses.

use std::sync::LazyLock;

use qonnect::{
    domain::setup::{KeyPair, KeyPlan, KeySize},
    worker::keys,
};

pub const ISSUER: &str = "tests.example.com";
pub const KEY_ID: &str = "tests-1";

static PAIRS: LazyLock<[KeyPair; 2]> = LazyLock::new(|| {
    let home = tempfile::tempdir().unwrap();
    let make = |key_id: &str| {
        let plan = KeyPlan {
            folder: home.path().display().to_string(),
            key_id: key_id.into(),
            issuer: ISSUER.into(),
            size: KeySize::Short,
        };
        keys::make(&plan).unwrap()
    };
    [make(KEY_ID), make("other")]
});

/// The pair of the identity provider.
pub fn pair() -> &'static KeyPair {
    &PAIRS[0]
}

/// A pair that nobody knows.
pub fn other() -> &'static KeyPair {
    &PAIRS[1]
}
