//! What to do about the refusals that a tenant names by a code of its own (`qlik-cloud-auth.md` section 9).

use super::failure::{Failure, FailureKind, Told};

/// What the client was doing when a way in was refused. A failure carries one of these as what was asked.
pub const GETTING_TOKEN: &str = "getting an access token";
/// The same, for somebody else.
pub const IMPERSONATING: &str = "getting an access token for that user";
/// The same, for a refresh token.
pub const RENEWING: &str = "renewing the sign-in";
/// The same, for a code out of the browser.
pub const EXCHANGING_CODE: &str = "exchanging the code";
/// Exchanging a signed token for a session.
pub const OPENING_SESSION: &str = "opening a session";

/// A sentence that names the next step, where more is known than the status tells. It stands before the general sentence of the
/// notice line, and the tenant's own words stand beside it as ever.
pub fn advice(failure: &Failure) -> Option<&'static str> {
    failure.told.iter().find_map(|told| by_code(told, failure.asked)).or_else(|| by_place(failure))
}

/// By the tenant's own code.
fn by_code(told: &Told, asked: &str) -> Option<&'static str> {
    let says = |word: &str| format!("{} {}", told.title, told.detail).to_ascii_lowercase().contains(word);
    Some(match told.code.as_str() {
        "INTERNAL-TOKEN-1" if says("email") => {
            "The tenant wants an e-mail address in the token. Fill in the user's e-mail address and sign in again."
        }
        "INTERNAL-TOKEN-1" => {
            "The tenant misses something in the signed token, or does not like its times. Fill in name and e-mail address, and \
             check this machine's clock."
        }
        "LOGIN-2" => "No tenant answers to this host name. Check its spelling and its region.",
        "LOGIN-8" => {
            "The tenant does not take the address to return to. Check the web integration, or leave its id empty: a program needs none."
        }
        "LOGIN-10" => {
            "The web integration does not list this origin. Leave its id empty, which a program may, or have the origin added."
        }
        "LOGIN-12" => {
            "More than one active user has this e-mail address. Ask an administrator to remove the duplicate, or a pending invitation."
        }
        "USER_INVITE_EXPIRED" => "The invitation of this user has expired. Ask an administrator to send a new one.",
        "AUTH-5" => {
            "This identity is good, but not a member of this tenant. Check the tenant's host, or have the user invited there."
        }
        "OAUTH-1" => {
            "The redirect address is not registered with this client. Register it letter by letter, port included; after a renaming of \
             the tenant, use its first host name."
        }
        "OAUTH-14" => {
            "This client may not be used at this tenant. Ask an administrator to set it to Trusted and to approve it; after a renaming \
             of the tenant, use its first host name."
        }
        "OAUTH-5" if asked == IMPERSONATING && says("client credentials") => NO_CLIENT,
        "OAUTH-5" if asked == IMPERSONATING && says("user") && says("not found") => NO_USER,
        "OAUTH-5" => oauth_5(asked),
        "CSRF-TOKEN-2" => "The tenant does not take the session's CSRF token, though it was renewed. Sign in again.",
        _ if says("not a member of the space") || (says("insufficient permission") && says("space")) => {
            "Whoever acts here is no member of that space. A bot needs a role in the space, whatever its scopes: have it added there."
        }
        _ if says("insufficient permission") => {
            "Whoever acts here lacks a permission. Ask an administrator for it; a bot needs a role in the space as well, whatever its \
             scopes."
        }
        _ => return None,
    })
}

/// The one code that says only "no".
fn oauth_5(asked: &str) -> &'static str {
    match asked {
        EXCHANGING_CODE => {
            "The code was not taken: it is used up or too old, or the client is no public one. Ctrl+N begins anew, with a new URL."
        }
        RENEWING => "The sign-in in the browser has ended. Go back to Sign in and sign in again.",
        IMPERSONATING => NO_IMPERSONATION,
        _ => NO_CLIENT,
    }
}

const NO_CLIENT: &str = "The client was not accepted. Check client id and secret or key, and that an administrator has set the client to Trusted.";
const NO_USER: &str = "The tenant knows no such user. Check the user's id or subject (no e-mail address), and whether it was taken as the right one \
                       of the two.";
const NO_IMPERSONATION: &str = "The tenant does not let this client act as that user: the secret is wrong, or the user's id or subject is (an e-mail address \
                                is neither). Else the client has to be Trusted, and to have the impersonation grant.";

/// By what was being done.
fn by_place(failure: &Failure) -> Option<&'static str> {
    Some(match (failure.asked, &failure.kind) {
        (GETTING_TOKEN, FailureKind::Unauthorized | FailureKind::Invalid) => NO_CLIENT,
        (IMPERSONATING, FailureKind::Unauthorized | FailureKind::Invalid) => NO_IMPERSONATION,
        (GETTING_TOKEN | IMPERSONATING | EXCHANGING_CODE | RENEWING, FailureKind::Forbidden) => {
            "The user is disabled, or has reached the limit of tokens. Ask an administrator to look at the user, and to revoke old tokens."
        }
        (EXCHANGING_CODE, FailureKind::Unauthorized | FailureKind::Invalid) => oauth_5(EXCHANGING_CODE),
        (RENEWING, FailureKind::Unauthorized | FailureKind::Invalid) => oauth_5(RENEWING),
        (OPENING_SESSION, FailureKind::Unauthorized | FailureKind::Forbidden) => {
            "The signed token was not taken. Check that issuer and key id are those of an identity provider of this tenant, that the key \
             fits its certificate, that the user is not disabled, and this machine's clock."
        }
        (OPENING_SESSION, FailureKind::Invalid) => {
            "Something in the signed token is missing or wrong. Fill in name and e-mail address, and check this machine's clock."
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(asked: &'static str, kind: FailureKind, code: &str, detail: &str) -> Failure {
        let told = Told { code: code.into(), title: String::new(), detail: detail.into() };
        Failure { told: vec![told], ..Failure::new(kind, asked) }
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
            let words = advice(&failure("x", FailureKind::Unauthorized, code, "")).unwrap_or_else(|| panic!("{code}"));
            assert!(words.ends_with('.') && !seen.contains(&words), "{code}");
            seen.push(words);
        }
    }

    #[test]
    fn a_bare_refusal_is_explained_by_what_was_being_done() {
        let of = |asked, kind| advice(&failure(asked, kind, "", "")).unwrap_or_default();
        assert!(of(GETTING_TOKEN, FailureKind::Unauthorized).contains("Trusted"));
        assert!(of(IMPERSONATING, FailureKind::Unauthorized).contains("an e-mail address"));
        assert!(of(GETTING_TOKEN, FailureKind::Forbidden).contains("limit of tokens"));
        assert!(of(OPENING_SESSION, FailureKind::Unauthorized).contains("issuer and key id"));
        assert!(of(RENEWING, FailureKind::Unauthorized).contains("sign in again"));
        assert_eq!(advice(&failure("listing spaces", FailureKind::Unauthorized, "", "")), None);
    }

    #[test]
    fn a_wrong_secret_and_an_unknown_user_are_told_apart_where_the_tenant_does() {
        let of =
            |detail| advice(&failure(IMPERSONATING, FailureKind::Unauthorized, "OAUTH-5", detail)).unwrap_or_default();
        assert!(of("Invalid client credentials").starts_with("The client was not accepted."));
        assert!(of("The user was not found").starts_with("The tenant knows no such user."));
        let both = of("");
        assert!(both.contains("does not let this client act") && both.contains("secret") && both.contains("subject"));
    }

    #[test]
    fn a_bot_outside_a_space_is_told_what_it_lacks() {
        let refused =
            failure("creating the connection", FailureKind::Forbidden, "X-1", "Bot is not a member of the space");
        assert!(advice(&refused).unwrap_or_default().contains("role in the space"));
        let bare = failure("x", FailureKind::Forbidden, "X-1", "insufficient permissions");
        assert!(advice(&bare).unwrap_or_default().contains("a bot needs a role in the space"));
    }
}
