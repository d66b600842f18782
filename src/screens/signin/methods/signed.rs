//! As anybody, by a token that is signed here and exchanged for a session.

use super::{AuthMethod, Facts, Field, Ready, SIGN_IN, UNREAD, admin_key, is_address, key_file, key_id, text};
use crate::{
    domain::{
        access::{Access, Signer, groups_in},
        failure::FailureKind,
    },
    kit::form::{Ask, Form, When},
};

pub const METHOD: AuthMethod = AuthMethod {
    title: |host| format!("Act as a user of {host} by a signed token"),
    facts: Facts {
        short: "as any user",
        acts: "any user; an unknown subject becomes a new one",
        needs: "issuer, key id, key file; the user's subject",
        admin: "a JWT identity provider; the set-up makes one",
    },
    asks,
    go_on: |_| SIGN_IN,
    ready: |filled, _| {
        let Some(key) = filled.pem() else { return UNREAD };
        let text = |key| filled.form.answer(key).to_owned();
        Ready::Access(Access::Signed(Box::new(Signer {
            issuer: text(Field::Issuer),
            key_id: text(Field::KeyId),
            key,
            subject: text(Field::Subject),
            name: text(Field::UserName),
            email: text(Field::Email),
            groups: groups_in(filled.form.answer(Field::Groups)),
            web_integration: Some(text(Field::WebIntegration)).filter(|id| !id.is_empty()),
        })))
    },
    refusal: |kind| {
        Some(match kind {
            FailureKind::Unauthorized => {
                "The tenant does not take the signed token. Issuer, key id and key have to be those of its JWT identity provider, \
                 and the clock of this machine has to be right."
            }
            FailureKind::Forbidden => {
                "The tenant took the token, but this user may do nothing: disabled, or not invited any more. Ask an administrator."
            }
            FailureKind::Invalid => {
                "The tenant finds something missing in the signed token. Its own words say what; check name, e-mail and subject."
            }
            _ => return None,
        })
    },
};

fn asks() -> Vec<Ask<Field>> {
    const THEIRS: &str = "as the identity provider has it";
    let subject = text(
        Field::Subject,
        "Subject",
        "of the user, as in auth0|… or DOMAIN\\user",
        "An existing subject is that user. An unknown one makes a new user at the tenant, who may take a licence. Ctrl+F finds the \
         subject by an e-mail address.",
    );
    let about = "The user's e-mail address: the token has to claim it.";
    let email = text(Field::Email, "E-mail", "of the user", about)
        .required("The e-mail address of the user is needed.")
        .rule(|text| (!text.contains('@')).then(|| "This is no e-mail address.".to_owned()));
    let about = "The issuer of the JWT identity provider, letter by letter.";
    let name = "optional: the subject stands for it";
    let groups = "The user's groups, with commas between them.";
    let web = "The id of a web integration. A program needs none.";
    vec![
        text(Field::Issuer, "Issuer", THEIRS, about).required("The issuer of the identity provider is needed."),
        key_id(THEIRS, "The key id (kid) of the JWT identity provider."),
        key_file(),
        subject.required("The subject of the user is needed."),
        admin_key("(optional: else who is signed in looks)").when(When::If(|form| address(form).is_some())),
        text(Field::UserName, "Name", name, "The user's name, as the token claims it."),
        email,
        text(Field::Groups, "Groups", "optional: one, two, three", groups),
        text(Field::WebIntegration, "Web integration", "optional: only web pages need its id", web),
    ]
}

/// The e-mail address whose subject can be looked for: what stands in Subject, if it looks like one, else the user's address.
pub fn address(form: &Form<Field>) -> Option<&str> {
    let subject = form.answer(Field::Subject);
    let text = if subject.is_empty() { form.answer(Field::Email) } else { subject };
    is_address(text).then_some(text)
}
