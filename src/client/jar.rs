//! The cookies of a session, and the word against forgery that goes with them.

use jiff::Timestamp;
use reqwest::{
    RequestBuilder,
    header::{COOKIE, HeaderName},
};

use super::headers::{http_date, joined, sensitive};
use crate::domain::secret::Secret;

/// The word against forgery, in both directions (`qlik-cloud-auth.md` section 5.5).
pub(super) const CSRF_HEADER: HeaderName = HeaderName::from_static("qlik-csrf-token");
/// The cookie in which the same word may come.
const CSRF_COOKIE: &str = "_csrfToken";
/// More cookies than this, or larger ones, are no session.
const MOST_COOKIES: usize = 32;
const MOST_BYTES: usize = 4096;

/// Cookies by name, and the word against forgery. Attributes are not kept: a session is spoken with one origin, over one kind of
/// line, for a short time.
#[derive(Clone, Default, Debug)]
pub(super) struct Jar {
    /// None is a cookie that was taken away: what comes with an answer may take away what is held.
    cookies: Vec<(String, Option<Secret>)>,
    csrf: Option<Secret>,
}

impl Jar {
    /// Takes a `Set-Cookie` down, at this time by the other side's clock; what is none is left out. An empty value takes the
    /// cookie away, and so does an end that has passed.
    pub(super) fn take(&mut self, set_cookie: &str, now: Timestamp) {
        let (pair, attributes) = set_cookie.split_once(';').unwrap_or((set_cookie, ""));
        let Some((name, value)) = pair.split_once('=') else { return };
        let (name, value) = (name.trim(), value.trim());
        let is_name =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
        let is_value = value.bytes().all(|b| b.is_ascii_graphic() && b != b',');
        if !is_name || !is_value || pair.len() > MOST_BYTES {
            return;
        }
        let is_gone = value.is_empty() || has_ended(attributes, now);
        self.put(name.to_owned(), (!is_gone).then(|| Secret::new(value)));
    }

    fn put(&mut self, name: String, value: Option<Secret>) {
        self.cookies.retain(|(known, _)| *known != name);
        if self.cookies.len() >= MOST_COOKIES {
            self.cookies.retain(|(_, value)| value.is_some());
        }
        if self.cookies.len() < MOST_COOKIES {
            self.cookies.push((name, value));
        }
    }

    /// Takes the word against forgery down, as a header told it.
    pub(super) fn take_csrf(&mut self, word: &str) {
        if !word.is_empty() && word.bytes().all(|b| b.is_ascii_graphic()) {
            self.csrf = Some(Secret::new(word));
        }
    }

    /// What came later replaces what was there, or takes it away.
    pub(super) fn merge(&mut self, later: Self) {
        for (name, value) in later.cookies {
            self.put(name, value);
        }
        self.csrf = later.csrf.or(self.csrf.take());
    }

    /// Whether it changes nothing of what it is merged into.
    pub(super) fn says_nothing(&self) -> bool {
        self.cookies.is_empty() && self.csrf.is_none()
    }

    /// Without the word against forgery, wherever it stood.
    pub(super) fn forget_csrf(&mut self) {
        self.csrf = None;
        self.cookies.retain(|(name, _)| name != CSRF_COOKIE);
    }

    /// Whether there is no cookie at all.
    pub(super) fn is_empty(&self) -> bool {
        self.live().next().is_none()
    }

    /// The cookies that are there.
    fn live(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.cookies.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_ref()?)))
    }

    pub(super) fn secrets(&self) -> Vec<Secret> {
        self.live().map(|(_, value)| value).chain(&self.csrf).cloned().collect()
    }

    pub(super) fn has_csrf(&self) -> bool {
        self.csrf().is_some()
    }

    /// The word: from the header, else straight from its cookie.
    fn csrf(&self) -> Option<&Secret> {
        let cookie = || self.live().find(|(name, _)| *name == CSRF_COOKIE).map(|(_, value)| value);
        self.csrf.as_ref().or_else(cookie)
    }

    /// The request with them; a look needs no word.
    pub(super) fn on(&self, request: RequestBuilder, looks: bool) -> RequestBuilder {
        let cookies = self.live().enumerate();
        let parts =
            cookies.flat_map(|(index, (name, value))| [if index == 0 { "" } else { "; " }, name, "=", value.expose()]);
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

/// Whether a cookie with these attributes is one no more. An age goes before a date, and what cannot be read says nothing.
fn has_ended(attributes: &str, now: Timestamp) -> bool {
    let mut until = None;
    for (name, value) in attributes.split(';').filter_map(|attribute| attribute.split_once('=')) {
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("max-age") {
            // More seconds than there are numbers for are very many.
            let digits = value.strip_prefix('-').unwrap_or(value);
            if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
                return value.starts_with('-') || digits.bytes().all(|b| b == b'0');
            }
        } else if name.eq_ignore_ascii_case("expires") {
            // An old spelling has hyphens in the date.
            until = http_date(&value.replace('-', " ")).or(until);
        }
    }
    until.is_some_and(|until| until <= now)
}

#[cfg(test)]
pub(super) fn jar(lines: &[&str]) -> Jar {
    let mut jar = Jar::default();
    for line in lines {
        jar.take(line, tests::now());
    }
    jar
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn now() -> Timestamp {
        http_date("Wed, 21 Oct 2026 07:28:00 GMT").unwrap()
    }

    #[test]
    fn a_cookie_is_taken_away_by_an_empty_value_an_age_of_nothing_or_an_end_that_has_passed() {
        for (line, stays) in [
            ("a=", false),
            ("a=2; Max-Age=0", false),
            ("a=2; path=/; max-age = -1", false),
            ("a=2; Expires=Thu, 01 Jan 1970 00:00:00 GMT", false),
            ("a=2; Expires=Wed, 21-Oct-2026 07:28:00 GMT; Path=/", false),
            ("a=2; Expires=Wed, 21 Oct 2026 07:28:01 GMT", true),
            ("a=2; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", true),
            ("a=2; Max-Age=0; Expires=Thu, 01 Jan 2037 00:00:00 GMT", false),
            ("a=2; Max-Age=99999999999999999999999", true),
            ("a=2; Max-Age=soon; Expires=never", true),
            ("a=2; Max-Age; Expires", true),
        ] {
            let mut held = jar(&["a=1", "b=1"]);
            let came = jar(&[line]);
            assert!(!came.says_nothing() && came.is_empty() != stays, "{line}");
            held.merge(came);
            let expected = if stays { vec!["b", "a"] } else { vec!["b"] };
            assert_eq!(held.live().map(|(name, _)| name).collect::<Vec<_>>(), expected, "{line}");
        }
    }

    #[test]
    fn what_came_with_one_answer_and_the_next_adds_up_and_stays_small() {
        let mut came = jar(&["a=1; Max-Age=0"]);
        came.merge(jar(&["b=1"]));
        let mut held = jar(&["a=1", "c=1"]);
        held.merge(came);
        assert_eq!(held.live().map(|(name, _)| name).collect::<Vec<_>>(), ["c", "b"]);
        for number in 0..1000 {
            held.merge(jar(&[&format!("gone{number}="), &format!("{number}=1")]));
        }
        assert_eq!((held.cookies.len(), held.live().count()), (MOST_COOKIES, MOST_COOKIES));
    }

    #[test]
    fn a_header_goes_before_the_cookie() {
        let mut jar = jar(&["_csrfToken=old"]);
        jar.forget_csrf();
        assert!(!jar.has_csrf() && jar.is_empty());
        let mut later = Jar::default();
        later.take("_csrfToken=newer", now());
        later.take_csrf("newest");
        jar.merge(later);
        assert_eq!(jar.csrf(), Some(&Secret::new("newest")));
    }
}
