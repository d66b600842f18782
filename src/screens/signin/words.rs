//! What a refused sign-in is told with: one sentence for each way in, with the next step.

use super::people::LooksBy;
use crate::domain::{
    access::{Access, Method, Proof},
    advice::advice,
    browser::ReturnFault,
    failure::{Failure, FailureKind, Told},
};

/// The sentence about a refusal; none where the general one says all there is to say.
pub fn refusal(access: &Access, failure: &Failure) -> Option<&'static str> {
    if matches!(failure.kind, FailureKind::Forbidden | FailureKind::Invalid) && failure.is_from_elsewhere() {
        return None;
    }
    Some(match (&failure.kind, access) {
        (FailureKind::Unauthorized, Access::Token(_)) => {
            "The tenant does not accept this key: it may be expired, revoked, cut short, or of another tenant. A new one is made \
             under your profile, API keys; where that is missing, ask an administrator for the permission Manage API keys."
        }
        (FailureKind::Forbidden, Access::Token(_)) => {
            "The tenant knows this key but lets it do nothing. Ask an administrator for the permission Manage API keys."
        }
        (FailureKind::Unauthorized, Access::Machine { proof: Proof::Secret(_), .. }) => {
            "The tenant does not take this client id and secret. Check both; an administrator can give the client another secret, \
             and has to set it to trusted."
        }
        (FailureKind::Unauthorized, Access::Machine { proof: Proof::Key { .. }, .. }) => {
            "The tenant does not take what this key signed. The client has to know its public half under this key id, and the \
             clock of this machine has to be right."
        }
        (FailureKind::Forbidden, Access::Machine { .. }) => {
            "The tenant knows the client, but lets it in nowhere. An administrator has to set it to trusted; its bot may also be \
             disabled, or have too many tokens."
        }
        (FailureKind::Unauthorized, Access::Impersonation { .. }) => {
            "The tenant does not take the client, its secret or the user. A user it does not know is refused like a wrong secret: \
             check the id or subject, or give the e-mail address, which is looked up first."
        }
        (FailureKind::Forbidden, Access::Impersonation { .. }) => {
            "This client may not act as this user. It has to be trusted and to have the impersonation grant, and the user has to \
             be active. The set-up for administrators makes such a client."
        }
        (FailureKind::Unauthorized, Access::Browser { .. }) => {
            "The tenant does not take what the browser brought. Sign in there once more; if that does not help, check the client \
             and its redirect address."
        }
        (FailureKind::Forbidden, Access::Browser { .. }) => {
            "You are known, but may do nothing here: the client lacks scopes, or you are no member of this tenant. Ask an \
             administrator."
        }
        (FailureKind::Unauthorized, Access::Signed(_)) => {
            "The tenant does not take the signed token. Issuer, key id and key have to be those of its JWT identity provider, and \
             the clock of this machine has to be right."
        }
        (FailureKind::Forbidden, Access::Signed(_)) => {
            "The tenant took the token, but this user may do nothing: disabled, or not invited any more. Ask an administrator."
        }
        (FailureKind::Invalid, Access::Signed(_)) => {
            "The tenant finds something missing in the signed token. Its own words say what; check name, e-mail and subject."
        }
        _ => return None,
    })
}

/// What is said where nobody has an e-mail address.
pub fn nobody(method: Method) -> &'static str {
    match method {
        Method::Signed => {
            "No user that this look-up may see has this e-mail address. If the user is new, type the subject that they shall have."
        }
        _ => "Nobody at this tenant has this e-mail address. The user has to exist; a subject or a user id works too.",
    }
}

/// The sentence about a look-up that was refused; none where the general one says all there is to say.
pub fn look_up(by: LooksBy, failure: &Failure) -> Option<&'static str> {
    Some(match (&failure.kind, by) {
        (FailureKind::Unauthorized | FailureKind::Invalid, LooksBy::Client) => {
            "The client could not sign in by itself to look the address up: its id or secret is wrong, or it lacks the grant \
             client_credentials. Check them, or give an administrator's key for the look-up."
        }
        (FailureKind::Forbidden, LooksBy::Client) => {
            "This client may not look users up. Give an administrator's key for the look-up, or name the user by id or subject."
        }
        (FailureKind::Unauthorized | FailureKind::Forbidden, LooksBy::Key) => {
            "This key may not look users up: that takes an administrator's. Give another one, or name the user by the subject."
        }
        (FailureKind::Unauthorized | FailureKind::Forbidden, LooksBy::Session) => {
            "Who is signed in here may not look users up: that takes an administrator. Give an administrator's key for the look-up, \
             or name the user by the subject."
        }
        _ => return None,
    })
}

/// What the browser came back with instead of a code. The tenant's own code may tell what to do; it stands there in any case.
pub fn returned(fault: &ReturnFault) -> String {
    let ReturnFault::Refused { words, code: Some(code) } = fault else { return fault.to_string() };
    let told = Told { code: code.clone(), title: String::new(), detail: words.clone() };
    let failure =
        Failure { told: vec![told], ..Failure::new(FailureKind::Unauthorized, "signing in through the browser") };
    match advice(&failure) {
        Some(text) => format!("{text} The tenant says: {}", failure.verbatim()),
        None => format!("{fault} ({code})"),
    }
}

/// The same before there is a way in: the browser brought a code that could not be exchanged.
pub fn exchange(failure: &Failure) -> Option<&'static str> {
    Some(match failure.kind {
        FailureKind::Unauthorized | FailureKind::Invalid => {
            "The tenant does not take the code of the browser. It works once and for a short time, and for a public client with \
             this very redirect address. Ctrl+N begins anew."
        }
        FailureKind::Forbidden => {
            "The tenant refuses a token for you: your user is disabled, or has too many of them. Ask an administrator."
        }
        _ => return None,
    })
}
