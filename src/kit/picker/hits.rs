//! Which rows a query finds, and in which order they stand.
//!
//! It knows the rows as numbers and folded texts; labels, items and the cursor are the picker's.

use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::fold::{Folded, Text, widen};
use super::query::Query;
use super::row::Tier;

/// So many rows are brought into order at once; nobody scrolls further without typing more.
pub(super) const BEST: usize = 1000;

/// The texts of all rows, ready for matching.
#[derive(Default)]
pub(super) struct Index {
    folded: Folded,
    rows: Vec<Entry>,
}

struct Entry {
    /// The label, and what is matched beside it.
    texts: [Text; 2],
    tier: Tier,
}

/// The rows that a query finds.
pub(super) struct Hits {
    /// In the order of arrival.
    found: Vec<Hit>,
    matcher: Matcher,
}

/// A row and how it stands among the others, in one number, for numbers sort fastest. From the top: whether it is
/// always last, how far it is from the best score, when it arrived.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hit(u64);

impl Hit {
    const WORST: u32 = u32::MAX >> 1;

    fn new(row: u32, score: u32, tier: Tier) -> Self {
        let behind = Self::WORST.saturating_sub(score);
        Self(u64::from(tier == Tier::Last) << 63 | u64::from(behind) << 32 | u64::from(row))
    }

    fn row(self) -> u32 {
        u32::try_from(self.0 & u64::from(u32::MAX)).unwrap_or(u32::MAX)
    }
}

impl Index {
    /// Takes a row in.
    pub(super) fn push(&mut self, label: &str, also: &str, tier: Tier) {
        let texts = [label, also].map(|text| self.folded.push(text));
        self.rows.push(Entry { texts, tier });
    }

    /// How many rows there are, as the end of their numbers.
    pub(super) fn end(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// The folded label of a row.
    pub(super) fn label(&self, row: u32) -> Utf32Str<'_> {
        let text = self.rows.get(widen(row)).map(|entry| entry.texts[0]);
        self.folded.get(text.unwrap_or_default().span)
    }

    /// All rows as they stand without a query: pinned ones, the others, and those that are always last.
    pub(super) fn in_tiers(&self) -> Vec<u32> {
        let of = |tier| (0..).zip(&self.rows).filter(move |(_, entry)| entry.tier == tier).map(|(row, _)| row);
        of(Tier::First).chain(of(Tier::Usual)).chain(of(Tier::Last)).collect()
    }

    fn hit(&self, row: u32, query: &Query, matcher: &mut Matcher) -> Option<Hit> {
        let entry = self.rows.get(widen(row))?;
        let score = query.score(&entry.texts, &self.folded, matcher)?;
        Some(Hit::new(row, score, entry.tier))
    }
}

impl Hits {
    /// No hits.
    pub(super) fn new() -> Self {
        Self { found: Vec::new(), matcher: matcher() }
    }

    /// How many rows were found.
    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// Forgets what was found.
    pub(super) fn clear(&mut self) {
        self.found.clear();
    }

    /// Looks through the rows from `first` on and adds what it finds.
    pub(super) fn scan(&mut self, index: &Index, query: &Query, first: u32) {
        let matcher = &mut self.matcher;
        self.found.extend((first..index.end()).filter_map(|row| index.hit(row, query, matcher)));
    }

    /// Keeps of what was found what this query finds too.
    pub(super) fn narrow(&mut self, index: &Index, query: &Query) {
        self.found.retain_mut(|hit| {
            let found = index.hit(hit.row(), query, &mut self.matcher);
            *hit = found.unwrap_or(*hit);
            found.is_some()
        });
    }

    /// The best rows, in order: those that are always last behind the others, then by score, then by arrival.
    /// Only the first [`BEST`] unless `all` are asked for, because sorting costs more than finding.
    pub(super) fn ranked(&self, all: bool) -> Vec<u32> {
        let mut hits = self.found.clone();
        if !all && hits.len() > BEST {
            hits.select_nth_unstable(BEST);
            hits.truncate(BEST);
        }
        hits.sort_unstable();
        hits.into_iter().map(Hit::row).collect()
    }
}

/// A matcher that takes texts as they are, for both sides come folded.
pub(super) fn matcher() -> Matcher {
    let mut config = Config::DEFAULT;
    config.ignore_case = false;
    config.normalize = false;
    Matcher::new(config)
}
