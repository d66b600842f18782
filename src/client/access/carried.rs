//! What a request carries to show who sends it.

use reqwest::{
    RequestBuilder,
    header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue},
};
use zeroize::Zeroizing;

use crate::domain::secret::Secret;

/// The word against forgery, in both directions (`qlik-cloud-auth.md` section 5.5).
pub(in crate::client) const CSRF_HEADER: HeaderName = HeaderName::from_static("qlik-csrf-token");
const WEB_INTEGRATION: HeaderName = HeaderName::from_static("qlik-web-integration-id");
/// The cookie in which the same word may come.
const CSRF_COOKIE: &str = "_csrfToken";
/// More cookies than this, or larger ones, are no session.
const MOST_COOKIES: usize = 32;
const MOST_BYTES: usize = 4096;

/// The headers of a request. All of them are marked sensitive, so that no `Debug` of the library shows them.
#[derive(Clone)]
pub(in crate::client) enum Carried {
    /// A token, whoever issued it.
    Bearer(HeaderValue),
    /// A token signed here, on its way to be exchanged.
    Ticket {
        /// The token.
        token: HeaderValue,
        /// The id of a web integration.
        web_integration: Option<HeaderValue>,
    },
    /// A session of cookies.
    Cookies(Jar),
}

impl Carried {
    /// The header for a token; none where it holds bytes that no header can carry.
    pub fn bearer(token: &Secret) -> Option<Self> {
        bearer(token).map(Self::Bearer)
    }

    /// The header for a token on its way to be exchanged.
    pub fn ticket(token: &Secret, web_integration: Option<&str>) -> Option<Self> {
        let web_integration = match web_integration {
            Some(id) => Some(HeaderValue::from_str(id).ok()?),
            None => None,
        };
        Some(Self::Ticket { token: bearer(token)?, web_integration })
    }

    /// The request with these headers.
    pub fn on(&self, request: RequestBuilder, looks: bool) -> RequestBuilder {
        match self {
            Self::Bearer(token) => request.header(AUTHORIZATION, token.clone()),
            Self::Ticket { token, web_integration } => {
                let request = request.header(AUTHORIZATION, token.clone());
                match web_integration {
                    Some(id) => request.header(WEB_INTEGRATION, id.clone()),
                    None => request,
                }
            }
            Self::Cookies(jar) => jar.on(request, looks),
        }
    }
}

fn bearer(token: &Secret) -> Option<HeaderValue> {
    let fits = !token.is_empty() && token.expose().bytes().all(|byte| byte.is_ascii_graphic());
    sensitive(&joined(&["Bearer ", token.expose()])).filter(|_| fits)
}

/// The parts as one text, in room for all of it: a text that grew would leave unwiped copies behind.
fn joined(parts: &[&str]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(parts.iter().map(|part| part.len()).sum()));
    text.extend(parts.iter().copied());
    text
}

fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Cookies by name, and the word against forgery. Attributes are not kept: a session is spoken with one origin, over one kind of
/// line, for a short time.
#[derive(Clone, Default, Debug)]
pub(in crate::client) struct Jar {
    cookies: Vec<(String, Secret)>,
    csrf: Option<Secret>,
}

impl Jar {
    /// Takes a `Set-Cookie` down; what is none is left out, and an empty value takes the cookie away.
    pub fn take(&mut self, set_cookie: &str) {
        let pair = set_cookie.split(';').next().unwrap_or_default();
        let Some((name, value)) = pair.split_once('=') else { return };
        let (name, value) = (name.trim(), value.trim());
        let is_name =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
        let is_value = value.bytes().all(|b| b.is_ascii_graphic() && b != b',');
        if !is_name || !is_value || pair.len() > MOST_BYTES {
            return;
        }
        self.cookies.retain(|(known, _)| known != name);
        if !value.is_empty() && self.cookies.len() < MOST_COOKIES {
            self.cookies.push((name.to_owned(), Secret::new(value)));
        }
    }

    /// Takes the word against forgery down, as a header told it.
    pub fn take_csrf(&mut self, word: &str) {
        if !word.is_empty() && word.bytes().all(|b| b.is_ascii_graphic()) {
            self.csrf = Some(Secret::new(word));
        }
    }

    /// What came later replaces what was there.
    pub fn merge(&mut self, later: Self) {
        for (name, value) in later.cookies {
            self.cookies.retain(|(known, _)| *known != name);
            self.cookies.push((name, value));
        }
        self.csrf = later.csrf.or(self.csrf.take());
    }

    /// Without the word against forgery, wherever it stood.
    pub fn forget_csrf(&mut self) {
        self.csrf = None;
        self.cookies.retain(|(name, _)| name != CSRF_COOKIE);
    }

    /// Whether there is no cookie at all.
    pub fn is_empty(&self) -> bool {
        self.cookies.is_empty()
    }

    /// Whether the word against forgery is there.
    pub fn has_csrf(&self) -> bool {
        self.csrf().is_some()
    }

    /// The word: from the header, else straight from its cookie.
    fn csrf(&self) -> Option<&Secret> {
        let cookie = || self.cookies.iter().find(|(name, _)| name == CSRF_COOKIE).map(|(_, value)| value);
        self.csrf.as_ref().or_else(cookie)
    }

    fn on(&self, request: RequestBuilder, looks: bool) -> RequestBuilder {
        let cookies = self.cookies.iter().enumerate();
        let parts = cookies.flat_map(|(index, (name, value))| {
            [if index == 0 { "" } else { "; " }, name.as_str(), "=", value.expose()]
        });
        let line = joined(&parts.collect::<Vec<_>>());
        // Names and values were checked when they were taken, so both are fit for a header.
        let request = match sensitive(&line) {
            Some(cookies) => request.header(COOKIE, cookies),
            None => request,
        };
        match self.csrf().filter(|_| !looks).and_then(|word| sensitive(word.expose())) {
            Some(word) => request.header(CSRF_HEADER, word),
            None => request,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jar(lines: &[&str]) -> Jar {
        let mut jar = Jar::default();
        for line in lines {
            jar.take(line);
        }
        jar
    }

    fn headers(carried: &Carried, looks: bool) -> Vec<(String, String)> {
        // The provider may be there already, from another test.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let request = carried.on(reqwest::Client::new().get("http://127.0.0.1/"), looks).build().unwrap();
        let shown = format!("{request:?}");
        assert!(!shown.contains("marker"), "{shown}");
        request.headers().iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect()
    }

    #[test]
    fn cookies_are_kept_by_name_and_sent_without_their_attributes() {
        let jar = jar(&[
            "eas.sid=marker1; Path=/; HttpOnly; Secure",
            "eas.sid.sig=marker2",
            "_csrfToken=marker3; SameSite=None",
            "eas.sid=marker4; Path=/",
            "no cookie",
            "=x",
            "a b=x",
            "odd=a\u{1}b",
        ]);
        assert!(!format!("{jar:?}").contains("marker"));
        let carried = Carried::Cookies(jar);
        let cookie = ("cookie".to_owned(), "eas.sid.sig=marker2; _csrfToken=marker3; eas.sid=marker4".to_owned());
        assert_eq!(headers(&carried, true), std::slice::from_ref(&cookie));
        assert_eq!(headers(&carried, false), [cookie, ("qlik-csrf-token".to_owned(), "marker3".to_owned())]);
    }

    #[test]
    fn what_is_joined_lies_in_one_buffer_that_does_not_grow() {
        let value = "v".repeat(4000);
        let text = joined(&["a=", &value, "; ", "b=", &value]);
        assert_eq!((text.len(), text.capacity()), (8006, 8006));
    }

    #[test]
    fn a_cookie_that_is_taken_away_is_gone_and_a_header_goes_before_the_cookie() {
        let mut jar = jar(&["a=1", "_csrfToken=old"]);
        jar.take("a=; Max-Age=0");
        jar.forget_csrf();
        assert!(!jar.has_csrf() && jar.is_empty());
        let mut later = Jar::default();
        later.take("_csrfToken=newer");
        later.take_csrf("newest");
        jar.merge(later);
        assert_eq!(jar.csrf(), Some(&Secret::new("newest")));
    }

    #[test]
    fn a_token_is_carried_or_refused_but_never_shown() {
        let token = Carried::bearer(&Secret::new("marker.token")).unwrap();
        assert_eq!(headers(&token, true), [("authorization".to_owned(), "Bearer marker.token".to_owned())]);
        for bad in ["", "two words", "line\nbreak", "ü"] {
            assert!(Carried::bearer(&Secret::new(bad)).is_none(), "{bad:?}");
        }
        let ticket = Carried::ticket(&Secret::new("marker"), Some("web-1")).unwrap();
        assert_eq!(headers(&ticket, false)[1], ("qlik-web-integration-id".to_owned(), "web-1".to_owned()));
        assert!(Carried::ticket(&Secret::new("marker"), Some("a\nb")).is_none());
    }
}
