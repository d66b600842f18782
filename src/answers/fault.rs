//! What is wrong with an answers file: a place and a sentence. Never a value and never a line of the file, for a secret may
//! stand there.

use std::{fmt, ops::Range};

use strsim::osa_distance;

/// Something that is wrong, or odd, in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fault {
    /// The name of the file, as it was given.
    pub file: String,
    /// The line, counted from one.
    pub line: usize,
    /// The column, counted in characters from one.
    pub column: usize,
    /// The sentence, without a full stop.
    pub text: String,
    pub is_warning: bool,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let warning = if self.is_warning { "warning: " } else { "" };
        write!(f, "{}:{}:{}: {warning}{}", self.file, self.line, self.column, self.text)
    }
}

pub(super) struct Faults<'a> {
    file: &'a str,
    text: &'a str,
    pub found: Vec<Fault>,
}

impl<'a> Faults<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, found: Vec::new() }
    }

    pub(super) fn add(&mut self, span: &Range<usize>, text: impl Into<String>) {
        self.push(span, text.into(), false);
    }

    pub(super) fn push(&mut self, span: &Range<usize>, text: String, is_warning: bool) {
        let (line, column) = self.position(span.start);
        self.found.push(Fault { file: self.file.to_owned(), line, column, text, is_warning });
    }

    fn position(&self, at: usize) -> (usize, usize) {
        let mut end = at.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &self.text[..end];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
    }
}

/// `; did you mean `word`?`, where one of these words is near to what stands there.
pub(super) fn did_you_mean<'a>(typed: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    nearest(typed, words).map(|word| format!("; did you mean `{word}`?")).unwrap_or_default()
}

/// The word that is nearest to what was typed, if it is near enough to have been meant.
pub fn nearest<'a>(typed: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    // Nobody means a word that is longer; and the time goes with the square.
    if typed.chars().count() >= 64 {
        return None;
    }
    let distances = words.into_iter().map(|word| {
        let lower = word.to_lowercase();
        // `api_key`, `apikey` and `key` are all near to `api-key`.
        let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let distance = if plain(&lower) == plain(&typed) { 0 } else { osa_distance(&typed, &lower) };
        (distance, word)
    });
    let (distance, word) = distances.min_by_key(|(distance, _)| *distance)?;
    let most = word.chars().count().div_ceil(3);
    (distance <= most).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_named_where_one_is_near() {
        let words = ["tenant", "api", "sign-in", "connection"];
        for (typed, near) in [
            ("tennant", Some("tenant")),
            ("TENANT", Some("tenant")),
            ("sign_in", Some("sign-in")),
            ("signin", Some("sign-in")),
            ("conection", Some("connection")),
            ("cnonection", Some("connection")),
            ("zebra", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, words), near, "{typed}");
        }
        assert!(nearest(&"x".repeat(10_000_000), words).is_none());
    }

    #[test]
    fn a_place_is_counted_in_characters() {
        let mut faults = Faults::new("f", "a\näö = 1\n");
        faults.add(&(4..5), "x");
        faults.add(&(6..7), "y");
        faults.add(&(999..1000), "z");
        let places: Vec<_> = faults.found.iter().map(|fault| (fault.line, fault.column)).collect();
        assert_eq!(places, [(2, 2), (2, 3), (3, 1)]);
    }
}
