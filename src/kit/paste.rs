//! What a field keeps of a pasted text: one rule for each kind of field.
//!
//! It cleans and refuses; what is said about a fault, and where the text goes, is up to the screen.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

pub use crate::domain::text::bare_token;
use crate::domain::text::is_unseen;

/// The most that a field takes, in bytes. A key file has a few thousand; more than this is the wrong clipboard.
pub const LIMIT: usize = 64 * 1024;

/// Which rule a field has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PasteKind {
    /// A name, a host, an address: line breaks and surrounding blanks are accidents.
    OneLine,
    /// A key or a password: whatever stands in it may belong to it, but for line breaks at its end.
    Secret,
    /// A key file: its lines are part of it.
    Pem,
}

/// What is left of a paste.
pub struct Cleaned {
    /// The text for the field.
    pub text: Zeroizing<String>,
    /// Line breaks stood inside the text, which no one-line field shows: taken out, but for a secret, where they are kept. A sign that
    /// the paste is not what was meant.
    pub had_breaks: bool,
}

/// What is pasted may be a secret, so only its size shows.
impl fmt::Debug for Cleaned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cleaned({} bytes, had_breaks: {})", self.text.len(), self.had_breaks)
    }
}

/// The paste is larger than [`LIMIT`].
#[derive(Error, Clone, Copy, PartialEq, Eq, Debug)]
#[error(
    "The pasted text has {} KiB, and a field takes {} KiB at most: copy only the value itself",
    .bytes.div_ceil(1024),
    LIMIT / 1024
)]
pub struct TooMuch {
    pub bytes: usize,
}

/// Whether a text is a key or token, which no field that shows its text may hold: with the word of a header before it, or three
/// parts with dots between them, the first of which begins as every header of a token does.
pub fn looks_like_a_token(text: &str) -> bool {
    let text = text.trim_start();
    let bare = bare_token(text);
    !bare.is_empty() && bare.len() < text.len() || bare.starts_with("eyJ") && bare.matches('.').count() == 2
}

/// The pasted text as a field of this kind keeps it, or the refusal of one that is too large.
pub fn clean(text: &str, kind: PasteKind) -> Result<Cleaned, TooMuch> {
    if text.len() > LIMIT {
        return Err(TooMuch { bytes: text.len() });
    }
    let text = match kind {
        PasteKind::OneLine => text.trim_matches(|c: char| c.is_whitespace() || is_unseen(c)),
        PasteKind::Secret => text.trim_end_matches(is_break),
        PasteKind::Pem => text,
    };
    // No character grows, so the buffer never moves and leaves no copy behind.
    let mut kept = Zeroizing::new(String::with_capacity(text.len()));
    let mut had_breaks = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if kind == PasteKind::Secret {
            had_breaks |= is_break(c);
            kept.push(c);
        } else if is_break(c) {
            if c == '\r' {
                chars.next_if_eq(&'\n');
            }
            match kind {
                PasteKind::Pem => kept.push('\n'),
                PasteKind::OneLine | PasteKind::Secret => had_breaks = true,
            }
        } else if c == '\t' {
            kept.push(' ');
        } else if !is_unseen(c) {
            kept.push(c);
        }
    }
    Ok(Cleaned { text: kept, had_breaks })
}

/// The signs that end a line, here and elsewhere.
fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_keeps_what_belongs_to_it() {
        use PasteKind::{OneLine, Pem, Secret};
        #[rustfmt::skip]
        let table: &[(PasteKind, &str, &str, bool)] = &[
            (OneLine, "acme.eu.qlikcloud.com",   "acme.eu.qlikcloud.com", false),
            (OneLine, " \t name \r\n",           "name",                  false),
            (OneLine, "https://a.example/\nb",   "https://a.example/b",   true),
            (OneLine, "a\u{2028}b",              "ab",                    true),
            (OneLine, "two  words\tthree",       "two  words three",      false),
            (OneLine, "\u{feff}name",            "name",                  false),
            (OneLine, "e\u{301} \u{1f469}\u{200d}\u{1f467}", "e\u{301} \u{1f469}\u{200d}\u{1f467}", false),
            (Secret,  " pass word ",             " pass word ",           false),
            (Secret,  "key\r\n\n",               "key",                   false),
            (Secret,  "key \n",                  "key ",                  false),
            (Secret,  "first\nsecond\n",         "first\nsecond",         true),
            (Secret,  "a\r\nb\u{2028}c",        "a\r\nb\u{2028}c",      true),
            (Secret,  "\nkey",                   "\nkey",                 true),
            // What is odd about a secret is kept, and said where it was pasted.
            (Secret,  "\u{1b}[201~key\u{202e}",  "\u{1b}[201~key\u{202e}", false),
            (Secret,  "k\u{200b}\te\u{2060}y\u{ad}", "k\u{200b}\te\u{2060}y\u{ad}", false),
            (Pem,     "A\r\nB\rC\n",             "A\nB\nC\n",             false),
            (Pem,     "A\r\n\r\nB",              "A\n\nB",                false),
            (Pem,     "A\u{0}\u{200f}\n B",      "A\n B",                 false),
            (OneLine, "",                        "",                      false),
            (OneLine, "\n\n",                    "",                      false),
            (Secret,  "\n",                      "",                      false),
        ];
        for (kind, pasted, text, had_breaks) in table {
            let cleaned = clean(pasted, *kind).unwrap();
            assert_eq!(cleaned.text.as_str(), *text, "{kind:?} {pasted:?}");
            assert_eq!(cleaned.had_breaks, *had_breaks, "{kind:?} {pasted:?}");
        }
    }

    #[test]
    fn a_token_is_known_by_its_form_or_by_the_word_before_it() {
        for (text, is_token, bare) in [
            ("eyJh.b.c", true, "eyJh.b.c"),
            (" Bearer eyJh.b.c", true, "eyJh.b.c"),
            ("bEARER  opaque", true, "opaque"),
            ("Bearer ", false, ""),
            ("bearer.eu.qlikcloud.com", false, "bearer.eu.qlikcloud.com"),
            ("acme.eu.qlikcloud.com", false, "acme.eu.qlikcloud.com"),
            ("eyjafjalla.example.com", false, "eyjafjalla.example.com"),
            ("", false, ""),
            ("ключи", false, "ключи"),
        ] {
            assert_eq!((looks_like_a_token(text), bare_token(text)), (is_token, bare), "{text}");
        }
    }

    #[test]
    fn more_than_the_limit_is_refused_with_the_next_step() {
        assert_eq!(clean(&"x".repeat(LIMIT), PasteKind::Pem).unwrap().text.len(), LIMIT);
        let refusal = clean(&"x".repeat(LIMIT + 1), PasteKind::Secret).unwrap_err();
        assert_eq!(refusal, TooMuch { bytes: LIMIT + 1 });
        assert_eq!(
            refusal.to_string(),
            "The pasted text has 65 KiB, and a field takes 64 KiB at most: copy only the value itself"
        );
    }

    #[test]
    fn debug_shows_no_text() {
        assert_eq!(
            format!("{:?}", clean("hunter2", PasteKind::Secret).unwrap()),
            "Cleaned(7 bytes, had_breaks: false)"
        );
    }
}
