//! As anybody, by a token that is signed here and exchanged for a session.

use super::{ADMIN_KEY, Form, KEY_FILE, Name, Ready, Spec, is_address, needed, optional, path};
use crate::domain::access::{Access, Signer, groups_in};

pub const FIELDS: &[Spec] = &[
    needed(
        Name::Issuer,
        "Issuer",
        "as the identity provider has it",
        "The issuer of the JWT identity provider, letter by letter.",
    ),
    needed(Name::KeyId, "Key id", "as the identity provider has it", "The key id (kid) of the JWT identity provider."),
    KEY_FILE,
    needed(
        Name::Subject,
        "Subject",
        "of the user, as in auth0|… or DOMAIN\\user",
        "An existing subject is that user. An unknown one makes a new user at the tenant, who may take a licence. Ctrl+F finds the \
         subject by an e-mail address.",
    ),
    Spec { placeholder: "(optional: else who is signed in looks)", ..ADMIN_KEY },
    optional(Name::Called, "Name", "optional: the subject stands for it", "The user's name, as the token claims it."),
    needed(Name::Email, "E-mail", "of the user", "The user's e-mail address: the token has to claim it."),
    optional(Name::Groups, "Groups", "optional: one, two, three", "The user's groups, with commas between them."),
    optional(
        Name::WebIntegration,
        "Web integration",
        "optional: only web pages need its id",
        "The id of a web integration. A program needs none.",
    ),
];

/// The e-mail address whose subject can be looked for: what stands in Subject, if it looks like one, else the user's address.
pub fn address(form: &Form) -> Option<&str> {
    let subject = form.text(Name::Subject);
    let text = if subject.is_empty() { form.text(Name::Email) } else { subject };
    is_address(text).then_some(text)
}

pub fn ready(form: &mut Form) -> Ready {
    let email = form.text(Name::Email);
    if !email.contains('@') {
        form.refuse(Name::Email, "This is no e-mail address.");
        return Ready::Wrong;
    }
    let Some(key) = &form.key else { return Ready::Read(path(form)) };
    let text = |name| form.text(name).to_owned();
    Ready::Access(Access::Signed(Box::new(Signer {
        issuer: text(Name::Issuer),
        key_id: text(Name::KeyId),
        key: key.pem.clone(),
        subject: text(Name::Subject),
        name: text(Name::Called),
        email: text(Name::Email),
        groups: groups_in(form.text(Name::Groups)),
        web_integration: Some(text(Name::WebIntegration)).filter(|id| !id.is_empty()),
    })))
}
