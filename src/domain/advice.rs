//! What to do about the refusals that a tenant names by a code of its own (`qlik-cloud-auth.md` section 9). It is decided by that code
//! and by the step of the sign-in, never by a sentence: those are the tenant's, and change.

use super::failure::{Failure, FailureKind, SignInStep, Told};

/// A sentence that names the next step, where more is known than the status tells. It stands before the general sentence of the
/// notice line, and the tenant's own words stand beside it as ever.
pub fn advice(failure: &Failure) -> Option<&'static str> {
    failure.told.iter().find_map(|told| by_code(told, failure.step)).or_else(|| by_step(failure))
}

/// By the tenant's own code.
fn by_code(told: &Told, step: Option<SignInStep>) -> Option<&'static str> {
    Some(match told.code.as_str() {
        "INTERNAL-TOKEN-1" => {
            "The signed token lacks something, or its times are wrong; the tenant's message says which. Fill in name and \
             e-mail address, and check this machine's clock."
        }
        "LOGIN-2" => "No tenant answers to this host name. Check its spelling and its region.",
        "LOGIN-8" => {
            "The tenant does not accept the return address. Check the web integration, or leave its id empty: a program needs none."
        }
        "LOGIN-10" => "The web integration does not list this origin. Leave its id empty, or have the origin added.",
        "LOGIN-12" => {
            "More than one active user has this e-mail address. Ask an administrator to remove the duplicate, or a pending invitation."
        }
        "USER_INVITE_EXPIRED" => "The invitation of this user has expired. Ask an administrator to send a new one.",
        "AUTH-5" => {
            "This identity is valid, but not a member of this tenant. Check the tenant's host, or have the user invited."
        }
        "OAUTH-1" => {
            "The redirect URL is not registered with this client. Register it exactly, with the port. If the tenant was renamed, \
             use its first host name."
        }
        "OAUTH-14" => {
            "This client may not be used in this tenant. Ask an administrator to set it to Trusted and to approve it. If the tenant \
             was renamed, use its first host name."
        }
        "OAUTH-5" => refused(step.unwrap_or(SignInStep::Token)),
        "CSRF-TOKEN-2" => "The tenant does not accept the session's CSRF token, though it was renewed. Sign in again.",
        _ => return None,
    })
}

/// A refusal that says only "no".
fn refused(step: SignInStep) -> &'static str {
    match step {
        SignInStep::Code => {
            "The tenant did not accept the code: it was used already or has expired, or the client is not public. Start again with a new URL."
        }
        SignInStep::Renewal => "The sign-in in the browser has ended. Go back to Sign in and sign in again.",
        SignInStep::Impersonation => {
            "The tenant does not let this client act as that user. Check the secret, and the user's id or subject (an e-mail address is \
             neither). The client must be Trusted and have the impersonation grant."
        }
        SignInStep::Token => {
            "The client was not accepted. Check client id and secret or key, and that an administrator has set the client to Trusted."
        }
        SignInStep::Session => {
            "The tenant did not accept the signed token. Check that issuer and key id are those of an identity provider of this tenant, \
             that the key belongs to its certificate, that the user is not disabled, and this machine's clock."
        }
    }
}

/// By what was being done.
fn by_step(failure: &Failure) -> Option<&'static str> {
    let step = failure.step?;
    Some(match (step, &failure.kind) {
        (SignInStep::Session, FailureKind::Unauthorized | FailureKind::Forbidden) => refused(step),
        (SignInStep::Session, FailureKind::Invalid) => {
            "Something in the signed token is missing or wrong. Fill in name and e-mail address, and check this machine's clock."
        }
        (_, FailureKind::Forbidden) => {
            "The user is disabled, or has reached the limit of tokens. Ask an administrator to check the user and to revoke old tokens."
        }
        (_, FailureKind::Unauthorized | FailureKind::Invalid) => refused(step),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(step: Option<SignInStep>, kind: FailureKind, code: &str, detail: &str) -> Failure {
        let told = Told { code: code.into(), title: String::new(), detail: detail.into() };
        Failure { told: vec![told], step, ..Failure::new(kind, "listing spaces") }
    }

    #[test]
    fn every_named_refusal_has_a_sentence_of_its_own_that_names_a_step() {
        let codes = [
            "INTERNAL-TOKEN-1",
            "LOGIN-2",
            "LOGIN-8",
            "LOGIN-10",
            "LOGIN-12",
            "USER_INVITE_EXPIRED",
            "AUTH-5",
            "OAUTH-1",
            "OAUTH-5",
            "OAUTH-14",
            "CSRF-TOKEN-2",
        ];
        let mut seen = Vec::new();
        for code in codes {
            let words = advice(&failure(None, FailureKind::Unauthorized, code, "")).unwrap_or_else(|| panic!("{code}"));
            assert!(words.ends_with('.') && !words.contains("Ctrl+") && !seen.contains(&words), "{code}");
            seen.push(words);
        }
    }

    #[test]
    fn a_bare_refusal_is_explained_by_what_was_being_done() {
        let of = |step, kind| advice(&failure(Some(step), kind, "", "")).unwrap_or_default();
        assert!(of(SignInStep::Token, FailureKind::Unauthorized).contains("Trusted"));
        assert!(of(SignInStep::Impersonation, FailureKind::Unauthorized).contains("an e-mail address"));
        assert!(of(SignInStep::Token, FailureKind::Forbidden).contains("limit of tokens"));
        assert!(of(SignInStep::Session, FailureKind::Unauthorized).contains("issuer and key id"));
        assert!(of(SignInStep::Renewal, FailureKind::Unauthorized).contains("sign in again"));
        assert_eq!(advice(&failure(None, FailureKind::Unauthorized, "", "")), None);
    }

    #[test]
    fn a_sentence_of_the_tenant_decides_nothing() {
        for detail in ["", "Invalid client credentials", "The user was not found", "insufficient permission in space"] {
            for (step, code) in
                [(None, "X-1"), (None, "INTERNAL-TOKEN-1"), (Some(SignInStep::Impersonation), "OAUTH-5")]
            {
                let of = |detail| advice(&failure(step, FailureKind::Unauthorized, code, detail));
                assert_eq!(of(detail), of(""), "{detail}");
            }
        }
    }
}
