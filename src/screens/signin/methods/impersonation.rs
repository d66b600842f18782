//! As somebody else, through an OAuth client that may impersonate. An e-mail address is looked up first.

use super::{ADMIN_KEY, CLIENT_ID, CLIENT_SECRET, Form, Name, Ready, Sort, Spec, is_address, needed};
use crate::{
    domain::access::{Access, Proof, UserRef},
    screens::signin::field::Origin,
};

/// The user is named by the tenant's own id.
pub const ID: &str = "user id";
/// By the subject at the identity provider.
pub const SUBJECT: &str = "subject";
/// By an e-mail address, which is looked up.
pub const EMAIL: &str = "e-mail, looked up first";

pub const FIELDS: &[Spec] = &[
    CLIENT_ID,
    CLIENT_SECRET,
    needed(
        Name::User,
        "User",
        "user id, subject or e-mail",
        "Whom to act as; the user has to exist. The subject is the identity provider's, as in auth0|… or DOMAIN\\user.",
    ),
    Spec {
        sort: Sort::Choice(&[ID, SUBJECT, EMAIL]),
        ..needed(
            Name::TakenAs,
            "Taken as",
            "",
            "Guessed from what stands in User. A tenant impersonates by id or subject only: an e-mail is looked up first.",
        )
    },
    ADMIN_KEY,
];

/// Guesses how the user is meant, as long as nobody chose that.
pub fn guess(form: &mut Form) {
    let user = form.text(Name::User);
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
    if let Some(field) = form.get_mut(Name::TakenAs)
        && field.origin == Origin::Proposed
    {
        field.fill(word, Origin::Proposed);
    }
}

/// The way in as this user.
pub fn access(form: &Form, user: UserRef) -> Access {
    Access::Impersonation {
        client_id: form.text(Name::ClientId).to_owned(),
        secret: form.secret(Name::ClientSecret),
        user,
    }
}

pub fn ready(form: &mut Form) -> Ready {
    let user = form.text(Name::User).to_owned();
    match form.text(Name::TakenAs) {
        ID => Ready::Access(access(form, UserRef::Id(user))),
        SUBJECT => Ready::Access(access(form, UserRef::Subject(user))),
        _ if !user.contains('@') => {
            form.refuse(Name::User, "This is no e-mail address. Choose below how it is meant.");
            Ready::Wrong
        }
        _ => {
            let admin = form.secret(Name::AdminKey);
            let looks = if admin.is_empty() {
                // The client's own bot, if it may read users.
                let proof = Proof::Secret(form.secret(Name::ClientSecret));
                Access::Machine { client_id: form.text(Name::ClientId).to_owned(), proof }
            } else {
                Access::Token(admin)
            };
            Ready::Find(looks, user)
        }
    }
}
