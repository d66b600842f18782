//! Interactive OAuth: the URL at which a person consents, and the code they bring back (`qlik-cloud-api.md` section 13).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use thiserror::Error;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::{
    claims::Claims,
    secret::Secret,
    tenant::is_loopback,
    text::{bare_token, clean_start, seen},
};

/// What a provider says is shown, so it is cut.
const MOST_CHARS: usize = 160;

/// The URL of a provider's consent page. It carries state and challenge, so it is shown, but never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthUrl {
    text: String,
    host: String,
    state: Option<Secret>,
}

impl std::fmt::Debug for AuthUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AuthUrl({})", self.host)
    }
}

/// A URL that must not be opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error(
    "The tenant answered with an address that is neither https nor on this machine, so it is not offered for opening."
)]
pub struct UnsafeUrl;

impl AuthUrl {
    /// Takes what the tenant sent. Only https, or this machine.
    pub fn parse(text: &str) -> Result<Self, UnsafeUrl> {
        let url = Url::parse(text.trim()).map_err(|_| UnsafeUrl)?;
        let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
        let host = url.host_str().filter(|_| safe).ok_or(UnsafeUrl)?;
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let state = url.query_pairs().find(|(key, _)| key == "state").map(|(_, value)| Secret::new(&value));
        Ok(Self { host, state, text: url.into() })
    }

    /// For who has only the state of an address, or not even that.
    pub fn of_state(state: Option<&str>) -> Self {
        Self { text: String::new(), host: String::new(), state: state.map(Secret::new) }
    }

    /// What comes back with the code.
    pub fn state(&self) -> Option<&Secret> {
        self.state.as_ref()
    }

    /// The whole of it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whose page will be opened.
    pub fn host(&self) -> &str {
        &self.host
    }
}

/// How the state of a pasted code compares with the state of the URL.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StateCheck {
    Matches,
    /// One of the two has none, so nothing could be compared.
    Unchecked,
}

/// A code, as it was understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuthCode {
    pub value: Secret,
    pub state: StateCheck,
}

impl AuthCode {
    /// What was understood, for the screen. Only the state tells that it is a code of this attempt; of a text without one its length
    /// is all that is known.
    pub fn summary(&self) -> String {
        let count = self.value.count();
        let count = format!("{count} character{}", if count == 1 { "" } else { "s" });
        match self.state {
            StateCheck::Matches => format!("Code received: {count} (state matches)."),
            StateCheck::Unchecked => format!("{count}. The tenant will check the code."),
        }
    }
}

/// Why a text holds no usable code. `Display` is the sentence for the screen, short enough to stand whole below the URL at 60 x 18.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum CodeFault {
    #[error("Paste the code that the page shows after you signed in.")]
    Empty,
    #[error("Access was denied on the provider's page. Request a new URL.")]
    Denied,
    #[error("The provider answered with an error instead of a code: {0}. Request a new URL.")]
    Provider(String),
    #[error("This code belongs to an earlier attempt. Use the URL shown here, or request a new one.")]
    ForeignState,
    #[error("This is the authorization URL itself. Paste what the page shows after you signed in.")]
    NoCodeInUrl,
    #[error("This is a Qlik Cloud key, not the code. Paste what the page shows after you signed in.")]
    Key,
    #[error("There are blanks inside the code. Copy the whole code again.")]
    Blanks,
}

/// Reads a code out of whatever was pasted: a bare code, `code=…`, a query or what stands behind `code=` in one, a whole address,
/// `code#state`, an object of JSON; with quotes around it or without.
///
/// Line breaks and blanks around it go, for terminals and mail programs put them there. A bare code is opaque, and decoded only where
/// it cannot be anything but a part of an address.
pub fn read_code(pasted: &str, url: &AuthUrl) -> Result<AuthCode, CodeFault> {
    let text = seen(pasted);
    let text = unquoted(&text);
    if text.is_empty() {
        return Err(CodeFault::Empty);
    }
    if is_key(text) {
        return Err(CodeFault::Key);
    }
    let (value, state) = if let Some(query) = query_of(text) {
        from_query(query)?
    } else if let Some(query) = query_behind_code(text) {
        from_query(&query)?
    } else if let Some(answer) = from_json(text) {
        answer
    } else if let Some((code, state)) = text.split_once('#') {
        (bare(code), (!state.is_empty()).then(|| Secret::new(state)))
    } else {
        (bare(text), None)
    };
    if value.is_empty() {
        return Err(CodeFault::Empty);
    }
    if value.expose().chars().any(char::is_whitespace) {
        return Err(CodeFault::Blanks);
    }
    let state = match (state, &url.state) {
        (Some(pasted), Some(expected)) if pasted.matches(expected) => StateCheck::Matches,
        (Some(_), Some(_)) => return Err(CodeFault::ForeignState),
        (Some(_), None) | (None, _) => StateCheck::Unchecked,
    };
    Ok(AuthCode { value, state })
}

/// The text without blanks and quotes around it, as it stands in a page's source or in a log.
pub(super) fn unquoted(text: &str) -> &str {
    const QUOTES: [(char, char); 5] = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’')];
    let text = text.trim();
    let inside = |(open, close)| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    QUOTES.into_iter().find_map(inside).map_or(text, str::trim)
}

/// Whether it is a key or a token of Qlik Cloud, which its claims or the word before it tell. No provider's code has either.
pub(super) fn is_key(text: &str) -> bool {
    let token = bare_token(text);
    let is_bearer = token.len() < text.len();
    // The issuer of API keys, and the id of the tenant: `qlik-cloud-auth.md` section 2.
    let is_of_qlik =
        |claims: Claims| claims.tenant_id.is_some() || claims.issuer.is_some_and(|issuer| issuer.contains("qlik"));
    is_bearer || token.starts_with("eyJ") && Claims::read(&Secret::new(token)).is_some_and(is_of_qlik)
}

/// What was copied from behind `code=` on: its query, made whole again.
pub(super) fn query_behind_code(text: &str) -> Option<Zeroizing<String>> {
    let (code, rest) = text.split_once('&')?;
    let is_query = !code.is_empty() && rest.split('&').all(|pair| pair.contains('=')) && !text.contains(['{', ' ']);
    is_query.then(|| {
        let mut whole = Zeroizing::new(String::with_capacity("code=".len() + text.len()));
        whole.push_str("code=");
        whole.push_str(text.split('#').next().unwrap_or(text));
        whole
    })
}

/// The code and the state in an object of JSON, which some pages show.
pub(super) fn from_json(text: &str) -> Option<(Secret, Option<Secret>)> {
    /// Borrowed where nothing in it is escaped, so that no copy is left behind.
    #[derive(Deserialize)]
    struct CodePage<'a> {
        #[serde(borrow, alias = "authCode", alias = "authorization_code")]
        code: Cow<'a, str>,
        #[serde(borrow, default)]
        state: Option<Cow<'a, str>>,
    }
    // A structure is read from a list as well, which no page shows.
    let shown: CodePage<'_> = text.starts_with('{').then(|| serde_json::from_str(text).ok()).flatten()?;
    Some((Secret::new(&shown.code), shown.state.map(|state| Secret::new(&state))))
}

/// A code that stands alone. If each of its characters is one that stays as it is in an address, and others are encoded, then it was
/// copied out of one.
pub(super) fn bare(text: &str) -> Secret {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '*');
    let is_encoded = |part: &str| part.get(..2).is_some_and(|hex| hex.chars().all(|c| c.is_ascii_hexdigit()));
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default();
    let is_whole = text.contains('%')
        && first.chars().all(is_plain)
        && parts.all(|part| is_encoded(part) && part.chars().skip(2).all(is_plain));
    match percent_decode_str(text).decode_utf8() {
        Ok(decoded) if is_whole => Secret::new(&Zeroizing::new(decoded.into_owned())),
        _ => Secret::new(text),
    }
}

/// The query of an address, or a text that is a query by itself.
fn query_of(text: &str) -> Option<&str> {
    let is_address = text.starts_with("https://") || text.starts_with("http://");
    let named = |query: &str| query.split('&').any(|pair| pair.starts_with("code=") || pair.starts_with("error="));
    let bare = text.trim_start_matches('?');
    if is_address {
        // Some pages carry their answer behind the `#`.
        let after = text.split_once('?').or_else(|| text.split_once('#')).map_or("", |(_, query)| query);
        Some(after.split_once('#').map_or(after, |(query, fragment)| if named(query) { query } else { fragment }))
    } else {
        named(bare).then(|| bare.split('#').next().unwrap_or(bare))
    }
}

/// A value of a query, which may be a code or a state.
pub(super) fn value_of(query: &str, name: &str) -> Option<Secret> {
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| Secret::new(&value))
}

fn from_query(query: &str) -> Result<(Secret, Option<Secret>), CodeFault> {
    let value_of = |name| value_of(query, name);
    if let Some(error) = value_of("error") {
        if error.expose() == "access_denied" {
            return Err(CodeFault::Denied);
        }
        let words = value_of("error_description").unwrap_or(error);
        return Err(CodeFault::Provider(clean_start(words.expose(), MOST_CHARS)));
    }
    let code = value_of("code").ok_or(CodeFault::NoCodeInUrl)?;
    Ok((code, value_of("state")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url() -> AuthUrl {
        AuthUrl::parse("https://accounts.example.com/auth?client_id=a&state=S%201&code_challenge=c").unwrap()
    }

    #[test]
    fn a_code_is_understood_in_every_form() {
        for (pasted, code, state) in [
            ("4/0Ab_c-d.e%2F", "4/0Ab_c-d.e%2F", StateCheck::Unchecked),
            ("  4/0Ab\r\n_c-d\n", "4/0Ab_c-d", StateCheck::Unchecked),
            ("code=4%2F0Ab", "4/0Ab", StateCheck::Unchecked),
            ("?state=S+1&code=4%2F0Ab", "4/0Ab", StateCheck::Matches),
            (
                "https://connector.example.com/auth/v2.htm?code=4%2F0Ab&state=S%201&scope=x",
                "4/0Ab",
                StateCheck::Matches,
            ),
            ("https://connector.example.com/auth/v2.htm#code=4%2F0Ab&state=S%201", "4/0Ab", StateCheck::Matches),
            ("https://connector.example.com/?code=x&state=S%201#_=_", "x", StateCheck::Matches),
            ("4/0Ab#S 1", "4/0Ab", StateCheck::Matches),
            ("ABCDEF&scope=https%3A%2F%2Fx&state=S%201", "ABCDEF", StateCheck::Matches),
            ("4%2F0Ab&state=S+1#frag", "4/0Ab", StateCheck::Matches),
            ("ABCDEF&scope=x", "ABCDEF", StateCheck::Unchecked),
            ("4%2F0Ab-cd", "4/0Ab-cd", StateCheck::Unchecked),
            ("4%2f0Ab%3D", "4/0Ab=", StateCheck::Unchecked),
            ("100%of%2F", "100%of%2F", StateCheck::Unchecked),
            ("\"4/0Ab\"", "4/0Ab", StateCheck::Unchecked),
            (" '4/0Ab'\n", "4/0Ab", StateCheck::Unchecked),
            ("“4/0Ab”", "4/0Ab", StateCheck::Unchecked),
            ("\"code=4%2F0Ab&state=S%201\"", "4/0Ab", StateCheck::Matches),
            (r#"{"code":"ABC"}"#, "ABC", StateCheck::Unchecked),
            (r#"{"state":"S 1","code":"A\/C","scope":"x"}"#, "A/C", StateCheck::Matches),
            (
                "eyJhbGciOiJIUzI1NiJ9.eyJjb2RlIjoxfQ.c2ln",
                "eyJhbGciOiJIUzI1NiJ9.eyJjb2RlIjoxfQ.c2ln",
                StateCheck::Unchecked,
            ),
        ] {
            let read = read_code(pasted, &url()).unwrap();
            assert_eq!((read.value.expose(), read.state), (code, state), "{pasted}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused_with_its_reason() {
        for (pasted, fault) in [
            ("  \n", CodeFault::Empty),
            ("code=", CodeFault::Empty),
            ("https://c.example.com/?error=access_denied&state=S%201", CodeFault::Denied),
            ("error=server_error&error_description=try%20later", CodeFault::Provider("try later".into())),
            ("abc#other", CodeFault::ForeignState),
            ("?code=abc&state=other", CodeFault::ForeignState),
            (url().as_str(), CodeFault::NoCodeInUrl),
            ("two words", CodeFault::Blanks),
            ("ABCDEF&scope=x&state=other", CodeFault::ForeignState),
            (r#"{"code":"ABC","state":"other"}"#, CodeFault::ForeignState),
            (r#"{"code":""}"#, CodeFault::Empty),
            ("\"\"", CodeFault::Empty),
            // {"iss":"qlik.api","tenantId":"T1"}
            ("eyJh.eyJpc3MiOiJxbGlrLmFwaSIsInRlbmFudElkIjoiVDEifQ.sig", CodeFault::Key),
            ("Bearer eyJh.eyJpc3MiOiJxbGlrLmFwaSJ9.sig", CodeFault::Key),
            ("bearer opaque", CodeFault::Key),
        ] {
            assert_eq!(read_code(pasted, &url()), Err(fault), "{pasted}");
        }
    }

    #[test]
    fn only_https_or_this_machine_may_be_opened() {
        assert!(AuthUrl::parse("http://127.0.0.1:4010/auth").is_ok());
        for text in ["http://accounts.example.com/", "file:///etc/passwd", "javascript:alert(1)", "nothing"] {
            assert_eq!(AuthUrl::parse(text), Err(UnsafeUrl), "{text}");
        }
    }

    #[test]
    fn the_summary_says_what_was_understood_without_the_code() {
        let code = read_code("abcdef#S 1", &url()).unwrap();
        assert_eq!(code.summary(), "Code received: 6 characters (state matches).");
        for text in ["hello", "code=hello"] {
            assert_eq!(read_code(text, &url()).unwrap().summary(), "5 characters. The tenant will check the code.");
        }
    }
}
