//! As somebody else, through an OAuth client that may impersonate. An e-mail address is looked up first.

use super::{AuthMethod, Facts, Field, GoOn, Ready, SIGN_IN, admin_key, client_id, client_secret, is_address, text};
use crate::{
    domain::{
        access::{Access, Proof, UserRef},
        failure::FailureKind,
    },
    kit::form::{Ask, Form, Kind, When},
};

/// The user is named by the tenant's own id.
pub const ID: &str = "user id";
/// By the subject at the identity provider.
pub const SUBJECT: &str = "subject";
/// By an e-mail address, which is looked up.
pub const EMAIL: &str = "e-mail, looked up first";

pub const METHOD: AuthMethod = AuthMethod {
    title: |host| format!("Act as another user at {host}"),
    facts: Facts {
        short: "as any existing user",
        acts: "another user: what you make belongs to them",
        needs: "client id and secret; and which user",
        admin: "a trusted web client that may impersonate",
    },
    asks,
    go_on: |form| {
        if looks_up(form) { GoOn { button: "Look the user up", hint: "look up" } } else { SIGN_IN }
    },
    ready: |filled, _| ready(&filled.form),
    refusal: |kind| {
        Some(match kind {
            FailureKind::Unauthorized => {
                "The tenant does not take the client, its secret or the user. A user it does not know is refused like a wrong \
                 secret: check the id or subject, or give the e-mail address, which is looked up first."
            }
            FailureKind::Forbidden => {
                "This client may not act as this user. It has to be trusted and to have the impersonation grant, and the user has \
                 to be active. The set-up for administrators makes such a client."
            }
            _ => return None,
        })
    },
};

fn asks() -> Vec<Ask<Field>> {
    let user = text(
        Field::User,
        "User",
        "user id, subject or e-mail",
        "Whom to act as; the user has to exist. The subject is the identity provider's, as in auth0|… or DOMAIN\\user.",
    );
    let taken_as = Ask::new(Field::TakenAs, "Taken as", Kind::words(&[ID, SUBJECT, EMAIL])).about(
        "Guessed from what stands in User. A tenant impersonates by id or subject only: an e-mail is looked up first.",
    );
    vec![
        client_id(),
        client_secret(),
        user.required("Say whom to act as: a user id, a subject or an e-mail address."),
        taken_as.required("This cannot stay empty.").passed(),
        admin_key("(only if the client may not look users up)").when(When::If(looks_up)),
    ]
}

fn looks_up(form: &Form<Field>) -> bool {
    form.answer(Field::TakenAs) == EMAIL
}

/// Guesses how the user is meant, as long as nobody chose that.
pub fn guess(form: &mut Form<Field>) {
    let user = form.answer(Field::User);
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
    form.propose(Field::TakenAs, word);
}

/// What signs in as this user.
pub fn access(form: &Form<Field>, user: UserRef) -> Access {
    Access::Impersonation {
        client_id: form.answer(Field::ClientId).to_owned(),
        secret: form.secret(Field::ClientSecret),
        user,
    }
}

fn ready(form: &Form<Field>) -> Ready {
    let user = form.answer(Field::User).to_owned();
    match form.answer(Field::TakenAs) {
        ID => Ready::Access(access(form, UserRef::Id(user))),
        SUBJECT => Ready::Access(access(form, UserRef::Subject(user))),
        _ if !user.contains('@') => {
            Ready::Wrong(Field::User, "This is no e-mail address. Choose below how it is meant.")
        }
        _ => {
            let admin = form.secret(Field::AdminKey);
            let looks = if admin.is_empty() {
                // The client's own bot, if it may read users.
                let proof = Proof::Secret(form.secret(Field::ClientSecret));
                Access::Machine { client_id: form.answer(Field::ClientId).to_owned(), proof }
            } else {
                Access::Token(admin)
            };
            Ready::Find(looks, user)
        }
    }
}
