//! The secrets that were sent, so that a tenant, a proxy or a log that quotes one back does not show it.

use std::{
    cmp::Reverse,
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::domain::{http::MASK, secret::Secret, text::clean};

/// How many are remembered; a walk of the wizard sends a dozen.
const MOST: usize = 64;
/// From this length on a secret is no ordinary word, so it is masked wherever it stands.
const LONG: usize = 8;
/// From this length on it is masked where it is a word of its own; a shorter one only in quotation marks, else masking the letter
/// "a" everywhere would tell it.
const SHORT: usize = 4;

/// The secrets, newest last. Clones share them.
#[derive(Clone, Default)]
pub(super) struct Masks(Arc<Mutex<VecDeque<Secret>>>);

impl std::fmt::Debug for Masks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Masks")
    }
}

impl Masks {
    /// Remembers a secret that is about to be sent.
    pub(super) fn note(&self, secret: &Secret) {
        if secret.expose().trim().is_empty() {
            return;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|one| one != secret);
        if known.len() == MOST {
            known.pop_front();
        }
        known.push_back(secret.clone());
    }

    /// The text with every one of them masked, in the spellings in which an answer may quote it.
    pub(super) fn hide_secrets(&self, text: &str) -> String {
        self.replace(text, 0)
    }

    /// The same for data, where only what cannot be an ordinary value is masked.
    pub(super) fn hide_long_secrets(&self, text: &str) -> String {
        self.replace(text, LONG)
    }

    fn replace(&self, text: &str, least: usize) -> String {
        let mut text = text.to_owned();
        if text.is_empty() {
            return text;
        }
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut spellings: Vec<_> = known.iter().flat_map(|secret| spellings(secret.expose())).collect();
        // The longest first: where one secret is a part of another, what is left of that would be shown.
        spellings.sort_by_key(|spelling| Reverse(spelling.len()));
        for spelling in spellings.iter().filter(|spelling| spelling.chars().count() >= least) {
            text = masked(&text, spelling).unwrap_or(text);
        }
        text
    }
}

/// As it is, on one line, line by line, escaped as in JSON, encoded as in an address.
fn spellings(secret: &str) -> Vec<Zeroizing<String>> {
    let mut all: Vec<Zeroizing<String>> = Vec::new();
    let mut add = |text: String| {
        let text = Zeroizing::new(text);
        if !text.is_empty() && !all.contains(&text) {
            all.push(text);
        }
    };
    add(secret.to_owned());
    let on_one_line = Zeroizing::new(clean(secret));
    add(on_one_line.trim().to_owned());
    let quoted = Zeroizing::new(serde_json::Value::from(secret).to_string());
    add(quoted.trim_matches('"').to_owned());
    add(utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string());
    if secret.contains('\n') {
        // The first and last lines of a PEM are no secret, and masking them would hide what is meant.
        let lines = secret.lines().map(str::trim).filter(|line| line.len() >= 2 * LONG && !line.starts_with("-----"));
        lines.for_each(|line| add(line.to_owned()));
    }
    all
}

/// The text with a secret masked; none where it does not hold it.
fn masked(text: &str, secret: &str) -> Option<String> {
    let length = secret.chars().count();
    let stands = |start: usize| {
        let before = text.get(..start).and_then(|text| text.chars().next_back());
        let after = text.get(start + secret.len()..).and_then(|text| text.chars().next());
        let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let is_quote = |c: Option<char>| c.is_some_and(|c| "\"'`“”‘’«»".contains(c));
        match length {
            LONG.. => true,
            SHORT.. => is_apart(before) && is_apart(after),
            _ => is_quote(before) && is_quote(after),
        }
    };
    let places: Vec<usize> = text.match_indices(secret).map(|(at, _)| at).filter(|at| stands(*at)).collect();
    if places.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in places {
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push_str(MASK);
        from = at + secret.len();
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_masked_in_every_spelling_and_an_ordinary_word_is_not() {
        let masks = Masks::default();
        for secret in [
            "marker-key-9f2c",
            "p\"w/1 ü",
            "tiny",
            "ab",
            "-----BEGIN X-----\nMIIEvQIBADANBgkqhkiG\n-----END X-----\n",
            " ",
        ] {
            masks.note(&Secret::new(secret));
        }
        for (said, shown) in [
            ("Bearer marker-key-9f2c.", "Bearer ••••."),
            ("xmarker-key-9f2cx", "x••••x"),
            ("got \"p\\\"w/1 ü\"", "got \"••••\""),
            ("?p=p%22w%2F1%20%C3%BC&x", "?p=••••&x"),
            ("tiny or destiny", "•••• or destiny"),
            ("about 'ab'", "about '••••'"),
            ("MIIEvQIBADANBgkqhkiG", "••••"),
            ("-----BEGIN X----- MIIEvQIBADANBgkqhkiG -----END X-----", "••••"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(masks.hide_secrets(said), shown, "{said}");
        }
        assert_eq!(masks.hide_long_secrets("tiny marker-key-9f2c"), "tiny ••••");
    }

    #[test]
    fn of_a_secret_that_holds_another_one_nothing_is_shown() {
        for secrets in [["marker-9", "marker-9-f2c"], ["marker-9-f2c", "marker-9"], ["mark", "mark-er-9-f2c"]] {
            let masks = Masks::default();
            for secret in secrets {
                masks.note(&Secret::new(secret));
            }
            let said = format!("{} or {}", secrets[0], secrets[1]);
            assert_eq!(masks.hide_secrets(&said), "•••• or ••••", "{said}");
        }
    }

    #[test]
    fn only_so_many_are_remembered_and_none_is_shown() {
        let masks = Masks::default();
        for number in 0..1000 {
            masks.note(&Secret::new(&format!("marker-{number:04}")));
        }
        assert_eq!(masks.0.lock().unwrap().len(), MOST);
        assert_eq!(masks.hide_secrets("marker-0999 marker-0000"), "•••• marker-0000");
        assert!(!format!("{masks:?}").contains("marker"));
    }
}
