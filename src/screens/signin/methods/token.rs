//! An API key, or an access token from elsewhere.

use super::{AuthMethod, FieldKey, MethodFacts, Ready, SIGN_IN};
use crate::{
    domain::{access::Access, failure::FailureKind},
    kit::form::{Ask, Kind},
};

pub const METHOD: AuthMethod = AuthMethod {
    title: "Your API key",
    facts: MethodFacts {
        short: "as yourself",
        acts: "the owner of the key",
        needs: "a key from your profile, or an access token",
        admin: "the permission Manage API keys",
    },
    asks: || {
        let key = Ask::new(FieldKey::Key, "Key", Kind::Token)
            .placeholder("paste an API key or an access token")
            .about("Kept in memory only, and wiped when the program ends.")
            .required("Paste an API key or an access token of this tenant.");
        vec![key]
    },
    go_on: |_| SIGN_IN,
    ready: |form, _, _| Ready::Access(Access::Token(form.secret(FieldKey::Key))),
    fill: |access, filling| {
        if let Access::Token(token) = access {
            filling.put(FieldKey::Key, token.expose());
        }
    },
    refusal: |kind| {
        Some(match kind {
            FailureKind::Unauthorized => {
                "The tenant refused this key: it may be expired, revoked, incomplete, or for another tenant. Create a new one \
                 in your profile under API keys; if that is missing, ask an administrator for the permission Manage API keys."
            }
            FailureKind::Forbidden => {
                "The tenant knows this key, but it has no access. Ask an administrator for the permission Manage API keys."
            }
            _ => return None,
        })
    },
};
