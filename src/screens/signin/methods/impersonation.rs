//! As somebody else, through an OAuth client that may impersonate. An e-mail address is looked up first.

use super::{
    AuthMethod, FieldKey, GoOn, MethodFacts, Ready, SIGN_IN, admin_key, client_id, client_secret, is_address, text,
};
use crate::{
    domain::{
        access::{Access, ClientProof, UserRef},
        failure::FailureKind,
    },
    kit::form::{Ask, Form, Kind, Origin, When},
};

/// The user is named by the tenant's own id.
pub const ID: &str = "user id";
/// By the subject at the identity provider.
pub const SUBJECT: &str = "subject";
/// By an e-mail address, which is looked up.
pub const EMAIL: &str = "e-mail, looked up";

pub const METHOD: AuthMethod = AuthMethod {
    title: "Act as another user",
    facts: MethodFacts {
        short: "as any existing user",
        acts: "another user: what you create belongs to them",
        needs: "client id, secret, and the user",
        admin: "a trusted web client with M2M impersonation",
    },
    asks,
    go_on: |form| {
        if looks_up(form) { GoOn { button: "Look up the user", hint: "look up" } } else { SIGN_IN }
    },
    ready: |form, _, _| ready(form),
    fill: |access, filling| {
        let Access::Impersonation { client_id, secret, user } = access else { return };
        let (user, word) = match user {
            UserRef::Id(id) => (id, ID),
            UserRef::Subject(subject) => (subject, SUBJECT),
        };
        filling.put(FieldKey::ClientId, client_id);
        filling.put(FieldKey::ClientSecret, secret.expose());
        filling.put(FieldKey::User, user);
        filling.form.fill(FieldKey::TakenAs, word, Origin::Proposed);
    },
    refusal: |kind| {
        Some(match kind {
            FailureKind::Unauthorized => {
                "The tenant refused the client id, the secret or the user; it does not say which. Check all three, or enter \
                 the user's e-mail address: it is looked up first."
            }
            FailureKind::Forbidden => {
                "This client cannot act as this user. The client must be trusted and have M2M impersonation, and the user \
                 must be active. The set-up assistant creates such a client."
            }
            _ => return None,
        })
    },
};

fn asks() -> Vec<Ask<FieldKey>> {
    let user = text(
        FieldKey::User,
        "User",
        "user id, subject or e-mail",
        "The user to act as; they must exist. A subject looks like auth0|… or DOMAIN\\user.",
    );
    let taken_as = Ask::new(FieldKey::TakenAs, "Given as", Kind::words(&[ID, SUBJECT, EMAIL])).about(
        "Guessed from User. An e-mail address is looked up first, because the tenant takes only an id or a subject.",
    );
    vec![
        client_id(),
        client_secret(),
        user.required("Enter a user id, a subject or an e-mail address."),
        taken_as.required("Required.").passed(),
        admin_key("if the client cannot look up users").when(When::If(looks_up)),
    ]
}

fn looks_up(form: &Form<FieldKey>) -> bool {
    form.answer(FieldKey::TakenAs) == EMAIL
}

/// Guesses how the user is meant, as long as nobody chose that.
pub fn guess(form: &mut Form<FieldKey>) {
    let user = form.answer(FieldKey::User);
    let id_like = user.len() >= 20 && user.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let word = if is_address(user) {
        EMAIL
    } else if user.contains(['|', '\\', '/']) {
        SUBJECT
    } else if id_like || user.is_empty() {
        ID
    } else {
        SUBJECT
    };
    form.propose(FieldKey::TakenAs, word);
}

/// What signs in as this user.
pub fn access(form: &Form<FieldKey>, user: UserRef) -> Access {
    Access::Impersonation {
        client_id: form.answer(FieldKey::ClientId).to_owned(),
        secret: form.secret(FieldKey::ClientSecret),
        user,
    }
}

fn ready(form: &Form<FieldKey>) -> Ready {
    let user = form.answer(FieldKey::User).to_owned();
    match form.answer(FieldKey::TakenAs) {
        ID => Ready::Access(access(form, UserRef::Id(user))),
        SUBJECT => Ready::Access(access(form, UserRef::Subject(user))),
        _ if !user.contains('@') => {
            Ready::Wrong(FieldKey::User, "Not an e-mail address. Choose below how it is meant.")
        }
        _ => {
            let admin = form.secret(FieldKey::AdminKey);
            let looks = if admin.is_empty() {
                // The client's own bot, if it may read users.
                let proof = ClientProof::Secret(form.secret(FieldKey::ClientSecret));
                Access::Machine { client_id: form.answer(FieldKey::ClientId).to_owned(), proof }
            } else {
                Access::Token(admin)
            };
            Ready::Find(looks, user)
        }
    }
}
