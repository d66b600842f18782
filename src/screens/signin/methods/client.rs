//! As the bot of an OAuth client, which proves itself by its secret or by its private key.

use super::{AuthMethod, FieldKey, MethodFacts, Ready, SIGN_IN, UNREAD, client_id, client_secret, key_file, key_id};
use crate::domain::{
    access::{Access, ClientProof},
    failure::FailureKind,
};

const SHORT: &str = "as a bot user";
const ACTS: &str = "a bot user: what you create belongs to it";
const NOWHERE: &str = "The tenant knows the client but gives it no access. An administrator must set it to trusted; its bot \
                       user may also be disabled or have too many tokens.";

pub const BY_SECRET: AuthMethod = AuthMethod {
    title: "Sign in with an OAuth client",
    facts: MethodFacts {
        short: SHORT,
        acts: ACTS,
        needs: "the id and the secret of an OAuth client",
        admin: "a trusted web client; its bot user in the space",
    },
    asks: || vec![client_id(), client_secret()],
    go_on: |_| SIGN_IN,
    ready: |form, _, _| {
        let proof = ClientProof::Secret(form.secret(FieldKey::ClientSecret));
        Ready::Access(Access::Machine { client_id: form.answer(FieldKey::ClientId).to_owned(), proof })
    },
    fill: |access, filling| {
        if let Access::Machine { client_id, proof: ClientProof::Secret(secret) } = access {
            filling.put(FieldKey::ClientId, client_id);
            filling.put(FieldKey::ClientSecret, secret.expose());
        }
    },
    refusal: |kind| {
        Some(match kind {
            FailureKind::Unauthorized => {
                "The tenant refused this client id and secret. Check both, and that an administrator set the client to trusted."
            }
            FailureKind::Forbidden => NOWHERE,
            _ => return None,
        })
    },
};

pub const BY_KEY: AuthMethod = AuthMethod {
    title: "Sign in with an OAuth client's key",
    facts: MethodFacts {
        short: SHORT,
        acts: ACTS,
        needs: "client id, key id, file of the private key",
        admin: "the same, and the public key at the client",
    },
    asks: || {
        let about = "The key id that the OAuth client lists for the public key.";
        vec![client_id(), key_id("the kid of the public key", about), key_file()]
    },
    go_on: |_| SIGN_IN,
    ready: |form, key, _| {
        let Some(pem) = key else { return UNREAD };
        let proof = ClientProof::Key { pem, key_id: form.answer(FieldKey::KeyId).to_owned() };
        Ready::Access(Access::Machine { client_id: form.answer(FieldKey::ClientId).to_owned(), proof })
    },
    fill: |access, filling| {
        if let Access::Machine { client_id, proof: ClientProof::Key { pem, key_id } } = access {
            filling.put(FieldKey::ClientId, client_id);
            filling.put(FieldKey::KeyId, key_id);
            filling.put_key(pem);
        }
    },
    refusal: |kind| {
        Some(match kind {
            FailureKind::Unauthorized => {
                "The tenant does not accept this key. Check that the client has its public key under this key id, and that \
                 this machine's clock is right."
            }
            FailureKind::Forbidden => NOWHERE,
            _ => return None,
        })
    },
};
