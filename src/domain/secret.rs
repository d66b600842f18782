//! The one type for everything that must not be seen: keys, passwords, codes, key files.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A value that never shows itself: redacted in `Debug`, without `Display` and `Serialize`, wiped when dropped.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// A copy of the text, exactly as long as it is, so that no growing buffer leaves an unwiped copy behind. Wiping the text itself is
    /// the business of whoever has it.
    pub fn new(text: &str) -> Self {
        Self(SecretString::from(Box::<str>::from(text)))
    }

    /// The value itself. The only way to it, so that a search for `expose` finds every use.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }

    /// How many characters it has: what a masked field may say of it.
    pub fn count(&self) -> usize {
        self.expose().chars().count()
    }

    /// Whether two secrets are the same, in a time that depends on their lengths only.
    pub fn matches(&self, other: &Self) -> bool {
        let (a, b) = (self.expose().as_bytes(), other.expose().as_bytes());
        a.len() == b.len() && a.iter().zip(b).fold(0, |acc, (x, y)| acc | (x ^ y)) == 0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(••••)")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.matches(other)
    }
}

impl Eq for Secret {}

/// A text whose `Debug` shows only its length: addresses carry state and challenge.
#[derive(Clone, PartialEq, Eq)]
pub struct HiddenText(pub String);

impl fmt::Debug for HiddenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HiddenText({} characters)", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_value_nor_length() {
        assert_eq!(format!("{:?}", Secret::new("abc")), format!("{:?}", Secret::new("a-longer-one")));
        assert!(!format!("{:?}", Secret::new("abc")).contains("abc"));
    }

    #[test]
    fn secrets_compare_by_value() {
        assert_eq!(Secret::new("a"), Secret::new("a"));
        assert_ne!(Secret::new("a"), Secret::new("b"));
        assert_ne!(Secret::new("a"), Secret::new("ab"));
    }
}
