//! Signing in through the browser: the address to open, and reading what the browser comes back with
//! (`qlik-cloud-auth.md` section 4.6). Where the randomness comes from, and who listens, is not decided here.

use thiserror::Error;
use url::Url;

use super::{
    failure::Failure,
    oauth::{AuthCode, AuthUrl, StateCheck, bare, from_json, is_key, query_behind_code, unquoted, value_of},
    secret::Secret,
    tenant::{Tenant, is_loopback},
    text::{clean_start, seen},
};

/// What comes back in an address is shown, so it is cut.
const MOST_CHARS: usize = 160;

/// The scopes that are asked for unless a person says otherwise: what the user may do, and a refresh token.
pub const SCOPE: &str = "user_default offline_access";

/// The address to which the browser comes back. It has to be registered with the client letter by letter, port included, so it
/// is kept as it was typed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Redirect {
    text: String,
    port: u16,
    path: String,
}

/// Why an address cannot be listened at. `Display` is the sentence for the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum RedirectFault {
    #[error("Enter an address, for example http://localhost:8123/callback.")]
    Unreadable,
    #[error("The address must be on this machine: http://localhost or http://127.0.0.1.")]
    Elsewhere,
    /// It is https, which nobody here has a certificate for.
    #[error("qonnect cannot listen with https. Register the address with http.")]
    Https,
    #[error("The address needs a port, for example http://localhost:8123/callback.")]
    NoPort,
    #[error("The address must end after its path: no question mark, no #.")]
    Trailing,
}

impl Redirect {
    /// What is proposed at first.
    pub const PROPOSED: &'static str = "http://localhost:8123/callback";

    /// Reads the address as it is registered with the client.
    pub fn parse(text: &str) -> Result<Self, RedirectFault> {
        let text = text.trim();
        let url = Url::parse(text).map_err(|_| RedirectFault::Unreadable)?;
        if !is_loopback(&url) || !url.username().is_empty() || url.password().is_some() {
            return Err(RedirectFault::Elsewhere);
        }
        match url.scheme() {
            "http" => {}
            "https" => return Err(RedirectFault::Https),
            _ => return Err(RedirectFault::Unreadable),
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(RedirectFault::Trailing);
        }
        let port = url.port().filter(|port| *port != 0).ok_or(RedirectFault::NoPort)?;
        Ok(Self { text: text.to_owned(), port, path: url.path().to_owned() })
    }

    /// The address, as it was typed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn path(&self) -> &str {
        &self.path
    }
}

/// What a sign-in through the browser begins with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BrowserPlan {
    pub tenant: Tenant,
    /// The public OAuth client.
    pub client_id: String,
    /// Where the browser comes back to.
    pub redirect: Redirect,
    /// The scopes, separated by blanks; [`SCOPE`] unless a person says otherwise.
    pub scope: String,
}

/// One attempt to sign in: the address, and what its answer has to fit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BrowserAttempt {
    pub plan: BrowserPlan,
    /// The address to open. It carries state and challenge, so it is shown, but never logged.
    pub url: AuthUrl,
    /// What the answer has to carry.
    pub state: Secret,
    /// What the code is exchanged with.
    pub verifier: Secret,
}

impl BrowserAttempt {
    /// Makes the address. State, verifier and challenge come from whoever has randomness. `None` where the tenant's address is
    /// not fit to be opened, which a tenant that was parsed always is.
    pub fn new(plan: BrowserPlan, state: Secret, verifier: Secret, challenge: &str) -> Option<Self> {
        let mut url = Url::parse(plan.tenant.origin()).ok()?;
        url.set_path("/oauth/authorize");
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &plan.client_id)
            .append_pair("redirect_uri", plan.redirect.as_str())
            .append_pair("scope", &plan.scope)
            .append_pair("state", state.expose())
            .append_pair("code_challenge", challenge)
            .append_pair("code_challenge_method", "S256");
        let url = AuthUrl::parse(url.as_str()).ok()?;
        Some(Self { plan, url, state, verifier })
    }
}

/// Why what came back holds no usable code. `Display` is the sentence for the screen.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ReturnFault {
    #[error("Paste the whole address that the browser ended on; it begins with the redirect URL.")]
    Empty,
    #[error("The sign-in was declined in the browser. Start again with a new URL.")]
    Denied,
    /// The tenant reported something else, with its own code where it told one.
    #[error(
        "The tenant answered with an error instead of a code: {words}. Check the client, its scopes and its redirect URL."
    )]
    Refused {
        words: String,
        /// Its own code, as `OAUTH-14`.
        code: Option<String>,
    },
    #[error("This belongs to another attempt: its state differs. Use the address shown here, in one browser only.")]
    ForeignState,
    #[error("This is not where the sign-in ends: that address begins with {0}.")]
    Elsewhere(String),
    #[error(
        "This is a key or a token, not where the sign-in ended. Paste the whole address that the browser ended on."
    )]
    Key,
    #[error(
        "This contains no code. Sign in at the address shown here, then paste the address that the browser ends on."
    )]
    NoCode,
    /// A word that is neither an address nor long enough for a code.
    #[error(
        "This is neither an address nor a code. Paste the whole address that the browser ended on; it begins with the redirect URL."
    )]
    TooShort,
}

/// What is shorter is no code that a tenant gives out.
const SHORTEST_CODE: usize = 16;

/// Reads the code out of a whole address, or of a query, that came back. A code without the right state is not taken, but for a
/// bare code that a person pasted: the verifier protects that one.
pub fn read_return(came: &str, attempt: &BrowserAttempt) -> Result<AuthCode, ReturnFault> {
    let alone = |value| AuthCode { value, state: StateCheck::Unchecked };
    let matched = |value| AuthCode { value, state: StateCheck::Matches };
    let text = seen(came);
    let text = unquoted(&text);
    if text.is_empty() {
        return Err(ReturnFault::Empty);
    }
    if is_key(text) {
        return Err(ReturnFault::Key);
    }
    if let Some((code, state)) = from_json(text) {
        return match state {
            Some(state) if !state.matches(&attempt.state) => Err(ReturnFault::ForeignState),
            Some(_) => Ok(matched(code)),
            None => Ok(alone(code)),
        };
    }
    if let Some(query) = query_behind_code(text).filter(|_| !text.contains(['?', '/']) && !text.starts_with("code=")) {
        return read_query(&query, attempt).map(matched);
    }
    let query = match text.split_once('?') {
        Some((_, query)) => query,
        None if text.contains("code=") || text.contains("error=") => text,
        None if text.contains('/') => return Err(ReturnFault::NoCode),
        None if text.chars().count() < SHORTEST_CODE || text.contains(char::is_whitespace) => {
            return Err(ReturnFault::TooShort);
        }
        None => return Ok(alone(bare(text))),
    };
    match read_query(query.split('#').next().unwrap_or(query), attempt) {
        // The right state is proof enough: the port may have been forwarded. With another one the address says more than the state.
        Err(ReturnFault::ForeignState) if !leads_back(text, &attempt.plan.redirect) => {
            Err(ReturnFault::Elsewhere(attempt.plan.redirect.as_str().to_owned()))
        }
        read => read.map(matched),
    }
}

/// Whether a text may be the address that the browser comes back to. Some browsers leave the scheme out.
fn leads_back(text: &str, redirect: &Redirect) -> bool {
    match Url::parse(text) {
        Ok(url) if url.has_host() => {
            is_loopback(&url) && url.port() == Some(redirect.port()) && url.path() == redirect.path()
        }
        _ => true,
    }
}

/// Reads the query of a request that the browser came back with. Without the right state nothing of it counts.
pub fn read_query(query: &str, attempt: &BrowserAttempt) -> Result<Secret, ReturnFault> {
    let value = |name| value_of(query, name);
    let (code, error) = (value("code").filter(|code| !code.is_empty()), value("error"));
    if code.is_none() && error.is_none() {
        return Err(ReturnFault::NoCode);
    }
    if !value("state").is_some_and(|state| state.matches(&attempt.state)) {
        return Err(ReturnFault::ForeignState);
    }
    if let Some(error) = error {
        if error.expose() == "access_denied" {
            return Err(ReturnFault::Denied);
        }
        let words = value("error_detail").or_else(|| value("error_description")).unwrap_or(error);
        return Err(ReturnFault::Refused { words: short(&words), code: value("error_code").map(|code| short(&code)) });
    }
    code.ok_or(ReturnFault::NoCode)
}

/// Words out of an address are anybody's words.
fn short(words: &Secret) -> String {
    clean_start(words.expose(), MOST_CHARS)
}

/// Why waiting for the browser ended without a session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BrowserFault {
    /// Another program listens at this port. The way by pasting stays open.
    PortTaken(u16),
    /// Nobody can listen there, for this reason.
    CannotListen(String),
    /// The browser came back with a refusal.
    Returned(ReturnFault),
    /// The code could not be exchanged.
    Exchange(Failure),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt() -> BrowserAttempt {
        let plan = BrowserPlan {
            tenant: Tenant::parse("acme.eu.qlikcloud.com").unwrap(),
            client_id: "c 1".into(),
            redirect: Redirect::parse("http://localhost:8123").unwrap(),
            scope: SCOPE.into(),
        };
        BrowserAttempt::new(plan, Secret::new("st&1"), Secret::new("marker-verifier"), "chal").unwrap()
    }

    #[test]
    fn the_address_carries_what_the_tenant_asks_for_and_the_redirect_as_typed() {
        assert_eq!(
            attempt().url.as_str(),
            "https://acme.eu.qlikcloud.com/oauth/authorize?response_type=code&client_id=c+1\
             &redirect_uri=http%3A%2F%2Flocalhost%3A8123&scope=user_default+offline_access&state=st%261\
             &code_challenge=chal&code_challenge_method=S256"
        );
        assert!(!format!("{:?}", attempt()).contains("marker"));
    }

    #[test]
    fn only_addresses_of_this_machine_can_be_listened_at() {
        for (text, expected) in [
            ("http://localhost:8123", Ok((8123, "/"))),
            (" http://127.0.0.1:3000/login/callback ", Ok((3000, "/login/callback"))),
            ("http://[::1]:3000/x", Ok((3000, "/x"))),
            ("http://localhost/x", Err(RedirectFault::NoPort)),
            ("http://localhost:0/x", Err(RedirectFault::NoPort)),
            ("https://localhost:8123", Err(RedirectFault::Https)),
            ("http://acme.com:8123", Err(RedirectFault::Elsewhere)),
            ("http://localhost.evil.com:8123", Err(RedirectFault::Elsewhere)),
            ("http://me@localhost:8123", Err(RedirectFault::Elsewhere)),
            ("http://localhost:8123/x?y", Err(RedirectFault::Trailing)),
            ("localhost:8123", Err(RedirectFault::Elsewhere)),
            ("", Err(RedirectFault::Unreadable)),
        ] {
            let read = Redirect::parse(text);
            assert_eq!(
                read.as_ref().map(|read| (read.port(), read.path())).map_err(|fault| *fault),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_code_comes_with_its_own_state_or_as_a_bare_code_of_a_person() {
        for came in [
            "http://localhost:8123/?code=C%2F1&state=st%261",
            " http://localhost:8123/?state=st%261&code=C%2F1#frag \n",
            "code=C%2F1&state=st%261",
            "C%2F1&scope=x&state=st%261",
            r#"{"code":"C/1","state":"st&1"}"#,
            "'http://localhost:8123/?code=C%2F1&state=st%261'",
        ] {
            let code = AuthCode { value: Secret::new("C/1"), state: StateCheck::Matches };
            assert_eq!(read_return(came, &attempt()), Ok(code), "{came}");
        }
        let bare = "C1-._~0123456789";
        let code = AuthCode { value: Secret::new(bare), state: StateCheck::Unchecked };
        assert_eq!(read_return(bare, &attempt()), Ok(code));
    }

    #[test]
    fn what_is_no_code_of_this_attempt_is_refused_with_its_reason() {
        for (came, fault) in [
            ("  ", ReturnFault::Empty),
            ("http://localhost:8123/?code=C&state=other", ReturnFault::ForeignState),
            ("http://localhost:8123/?code=C", ReturnFault::ForeignState),
            ("?error=access_denied&state=other", ReturnFault::ForeignState),
            ("https://example.com/foo?code=abc", ReturnFault::Elsewhere("http://localhost:8123".into())),
            ("http://localhost:8123/?code=abc&state=other", ReturnFault::ForeignState),
            ("?error=access_denied&state=st%261", ReturnFault::Denied),
            ("http://localhost:8123/?code=&state=st%261", ReturnFault::NoCode),
            (attempt().url.as_str(), ReturnFault::NoCode),
            ("http://localhost:8123/", ReturnFault::NoCode),
            ("C1234567&scope=x&state=other", ReturnFault::ForeignState),
            ("C1234567&scope=x", ReturnFault::ForeignState),
            (r#"{"code":"C","state":"other"}"#, ReturnFault::ForeignState),
            ("eyJh.eyJpc3MiOiJxbGlrLmFwaSJ9.sig", ReturnFault::Key),
            ("hello", ReturnFault::TooShort),
            ("hello to whom it may concern", ReturnFault::TooShort),
            (
                "?error=invalid_scope&error_code=OAUTH-14&error_description=no%1b%5B2J&state=st%261",
                ReturnFault::Refused { words: "no".into(), code: Some("OAUTH-14".into()) },
            ),
        ] {
            assert_eq!(read_return(came, &attempt()), Err(fault), "{came}");
        }
    }
}
