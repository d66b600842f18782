//! In the browser: a public OAuth client, and the address to which the browser comes back.

use super::{AuthMethod, Facts, Field, GoOn, Ready, client_id, text};
use crate::domain::{
    browser::{BrowserPlan, Redirect, SCOPE},
    failure::FailureKind,
};

const NO_REDIRECT: &str = "The address to which the browser comes back is needed.";

pub const METHOD: AuthMethod = AuthMethod {
    title: |host| format!("Sign in at {host} in the browser"),
    facts: Facts {
        short: "as yourself",
        acts: "you, as you sign in on the tenant's own page",
        needs: "an OAuth client's id, no secret; works over SSH",
        admin: "a public client with an address on this machine",
    },
    asks: || {
        let about = "Letter by letter as it is registered with the client, the port included.";
        let redirect = text(Field::Redirect, "Comes back to", Redirect::PROPOSED, about)
            .required(NO_REDIRECT)
            .rule(|text| Redirect::parse(text).err().map(|fault| fault.to_string()))
            .default(Redirect::PROPOSED);
        vec![client_id(), redirect]
    },
    go_on: |_| GoOn { button: "Go to the browser", hint: "go to the browser" },
    ready: |filled, tenant| {
        let Ok(redirect) = Redirect::parse(filled.form.answer(Field::Redirect)) else {
            return Ready::Wrong(Field::Redirect, NO_REDIRECT);
        };
        Ready::Browse(BrowserPlan {
            tenant: tenant.clone(),
            client_id: filled.form.answer(Field::ClientId).to_owned(),
            redirect,
            scope: SCOPE.to_owned(),
        })
    },
    refusal: |kind| {
        Some(match kind {
            FailureKind::Unauthorized => {
                "The tenant does not take what the browser brought. Sign in there once more; if that does not help, check the \
                 client and its redirect address."
            }
            FailureKind::Forbidden => {
                "You are known, but may do nothing here: the client lacks scopes, or you are no member of this tenant. Ask an \
                 administrator."
            }
            _ => return None,
        })
    },
};
