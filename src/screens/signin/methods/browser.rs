//! In the browser: a public OAuth client, and the address to which the browser comes back.

use super::{AuthMethod, FieldKey, GoOn, MethodFacts, Ready, client_id, text};
use crate::domain::{
    access::Access,
    browser::{BrowserPlan, Redirect, SCOPE},
    failure::FailureKind,
};

const NO_REDIRECT: &str = "Enter the redirect URL.";

pub const METHOD: AuthMethod = AuthMethod {
    title: "Sign in with your browser",
    facts: MethodFacts {
        short: "as yourself",
        acts: "you; you sign in on the tenant's own page",
        needs: "an OAuth client's id, no secret; works over SSH",
        admin: "a public OAuth client with a redirect URL",
    },
    asks: || {
        let about = "Exactly as registered with the OAuth client, including the port.";
        let redirect = text(FieldKey::Redirect, "Redirect URL", Redirect::PROPOSED, about)
            .required(NO_REDIRECT)
            .rule(|text| Redirect::parse(text).err().map(|fault| fault.to_string()))
            .default(Redirect::PROPOSED);
        vec![client_id(), redirect]
    },
    go_on: |_| GoOn { button: "Open the browser", hint: "open the browser" },
    ready: |form, _, tenant| {
        let Ok(redirect) = Redirect::parse(form.answer(FieldKey::Redirect)) else {
            return Ready::Wrong(FieldKey::Redirect, NO_REDIRECT);
        };
        Ready::Browse(BrowserPlan {
            tenant: tenant.clone(),
            client_id: form.answer(FieldKey::ClientId).to_owned(),
            redirect,
            scope: SCOPE.to_owned(),
        })
    },
    fill: |access, filling| {
        if let Access::Browser { client_id, .. } = access {
            filling.put(FieldKey::ClientId, client_id);
        }
    },
    refusal: |kind| {
        Some(match kind {
            FailureKind::Unauthorized => {
                "The tenant refused this sign-in. Sign in again; if that fails too, check the OAuth client and its redirect \
                 URL."
            }
            FailureKind::Forbidden => {
                "You signed in, but have no access: the OAuth client lacks scopes, or you are not a user of this tenant. Ask \
                 an administrator."
            }
            _ => return None,
        })
    },
};
