//! As anybody, by a token that is signed here and exchanged for a session.

use super::{AuthMethod, FieldKey, MethodFacts, Ready, SIGN_IN, UNREAD, admin_key, is_address, key_file, key_id, text};
use crate::{
    domain::{
        access::{Access, Signer, groups_in},
        failure::FailureKind,
    },
    kit::form::{Ask, Form, When},
};

pub const METHOD: AuthMethod = AuthMethod {
    title: "Act as a user with a signed token",
    facts: MethodFacts {
        short: "as any user",
        acts: "any user; an unknown subject becomes a new user",
        needs: "issuer, key id, key file, the user's subject",
        admin: "a JWT identity provider; the set-up creates one",
    },
    asks,
    go_on: |_| SIGN_IN,
    ready: |form, key, _| {
        let Some(key) = key else { return UNREAD };
        let text = |key| form.answer(key).to_owned();
        Ready::Access(Access::Signed(Box::new(Signer {
            issuer: text(FieldKey::Issuer),
            key_id: text(FieldKey::KeyId),
            key,
            subject: text(FieldKey::Subject),
            name: text(FieldKey::UserName),
            email: text(FieldKey::Email),
            groups: groups_in(form.answer(FieldKey::Groups)),
            web_integration: Some(text(FieldKey::WebIntegration)).filter(|id| !id.is_empty()),
        })))
    },
    fill: |access, filling| {
        let Access::Signed(signer) = access else { return };
        let groups = signer.groups.join(", ");
        for (field, text) in [
            (FieldKey::Issuer, signer.issuer.as_str()),
            (FieldKey::KeyId, &signer.key_id),
            (FieldKey::Subject, &signer.subject),
            (FieldKey::UserName, &signer.name),
            (FieldKey::Email, &signer.email),
            (FieldKey::Groups, &groups),
            (FieldKey::WebIntegration, signer.web_integration.as_deref().unwrap_or_default()),
        ] {
            filling.put(field, text);
        }
        filling.put_key(&signer.key);
    },
    refusal: |kind| {
        Some(match kind {
            FailureKind::Unauthorized => {
                "The tenant refused the signed token. Check issuer, key id and key against its JWT identity provider, and the \
                 clock of this machine."
            }
            FailureKind::Forbidden => {
                "The tenant accepted the token, but this user has no access: disabled, or no longer invited. Ask an \
                 administrator."
            }
            FailureKind::Invalid => "Something is missing in the signed token. Check name, e-mail address and subject.",
            _ => return None,
        })
    },
};

fn asks() -> Vec<Ask<FieldKey>> {
    const THEIRS: &str = "as the identity provider has it";
    let subject = text(
        FieldKey::Subject,
        "Subject",
        "of the user, as in auth0|… or DOMAIN\\user",
        "An unknown subject becomes a new user of the tenant, who may take a license. Ctrl+F finds the subject by e-mail \
         address.",
    );
    let about = "The user's e-mail address; the token must have it.";
    let email = text(FieldKey::Email, "E-mail", "of the user", about)
        .required("Enter the user's e-mail address.")
        .rule(|text| (!text.contains('@')).then(|| "Not an e-mail address.".to_owned()));
    let about = "The issuer of the JWT identity provider, exactly as registered.";
    let name = "optional; the subject if empty";
    let groups = "The user's groups, separated by commas.";
    let web = "The id of a web integration. qonnect needs none.";
    vec![
        text(FieldKey::Issuer, "Issuer", THEIRS, about).required("Enter the issuer of the identity provider."),
        key_id(THEIRS, "The key id (kid) of the JWT identity provider."),
        key_file(),
        subject.required("Enter the user's subject."),
        admin_key("optional; to look up the user").when(When::If(|form| address(form).is_some())),
        text(FieldKey::UserName, "Name", name, "The user's name, as the token has it."),
        email,
        text(FieldKey::Groups, "Groups", "optional: one, two, three", groups),
        text(FieldKey::WebIntegration, "Web integration", "optional; only web pages need it", web),
    ]
}

/// The e-mail address whose subject can be looked for: what stands in Subject, if it looks like one, else the user's address.
pub fn address(form: &Form<FieldKey>) -> Option<&str> {
    let subject = form.answer(FieldKey::Subject);
    let text = if subject.is_empty() { form.answer(FieldKey::Email) } else { subject };
    is_address(text).then_some(text)
}
