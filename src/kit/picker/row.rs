//! A row on its way into a list: what it is called, what it is found by, where it stands.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A row on its way into a [`Picker`](super::Picker).
pub struct PickerRow<T> {
    pub(super) item: T,
    pub(super) key: u64,
    pub(super) label: String,
    pub(super) also: String,
    pub(super) tier: Tier,
    pub(super) heading: &'static str,
}

/// Where a row stands among the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tier {
    /// Before all others, as long as nothing is filtered.
    First,
    /// As it arrived, or as it matches.
    Usual,
    /// Behind all others, filtered or not.
    Last,
}

/// Not seeded: the same rows behave the same in every run.
pub(super) fn hash(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

impl<T> PickerRow<T> {
    /// What tells it from the others.
    pub fn key(&self) -> u64 {
        self.key
    }

    /// A row. Of two rows with the same key the list keeps the one that came first.
    pub fn new(key: impl Hash, label: impl Into<String>, item: T) -> Self {
        Self { item, key: hash(key), label: label.into(), also: String::new(), tier: Tier::Usual, heading: "" }
    }

    /// A text that is matched in one piece, but neither shown nor marked by the list: an id, another name.
    #[must_use]
    pub fn also(mut self, text: impl Into<String>) -> Self {
        self.also = text.into();
        self
    }

    /// Stands under a heading as long as nothing is filtered. The heading is shown above the first of all neighbours that
    /// have it, so rows of one heading should come together.
    #[must_use]
    pub fn under(mut self, heading: &'static str) -> Self {
        self.heading = heading;
        self
    }

    /// Stands before all others as long as nothing is filtered.
    #[must_use]
    pub fn pinned(mut self) -> Self {
        self.tier = Tier::First;
        self
    }

    /// Stands behind all others, filtered or not.
    #[must_use]
    pub fn last(mut self) -> Self {
        self.tier = Tier::Last;
        self
    }
}
