//! In the browser: a public OAuth client, and the address to which the browser comes back.

use super::{CLIENT_ID, Form, Name, Ready, Spec, needed};
use crate::domain::{
    browser::{BrowserPlan, Redirect, SCOPE},
    tenant::Tenant,
};

pub const FIELDS: &[Spec] = &[
    CLIENT_ID,
    needed(
        Name::Redirect,
        "Comes back to",
        Redirect::PROPOSED,
        "Letter by letter as it is registered with the client, the port included.",
    ),
];

pub fn ready(form: &mut Form, tenant: &Tenant) -> Ready {
    match Redirect::parse(form.text(Name::Redirect)) {
        Ok(redirect) => Ready::Browse(BrowserPlan {
            tenant: tenant.clone(),
            client_id: form.text(Name::ClientId).to_owned(),
            redirect,
            scope: SCOPE.to_owned(),
        }),
        Err(fault) => {
            form.refuse(Name::Redirect, fault.to_string());
            Ready::Wrong
        }
    }
}
