//! Which rows a query finds, and in which order they stand.
//!
//! It knows the rows as numbers and folded texts; labels, items and the cursor are the picker's.

use std::collections::HashMap;

use nucleo_matcher::Utf32Str;

use super::fold::{Folded, FoldedText, widen};
use super::query::Query;
use super::row::{Tier, hash};

/// So many rows are brought into order at once; nobody scrolls further without typing more.
pub(super) const BEST: usize = 1000;

/// The texts of all rows, ready for matching.
#[derive(Default)]
pub(super) struct Index {
    folded: Folded,
    /// The texts beside labels, by their hashes: rows often have the same one, which is longer than their labels.
    beside: HashMap<u64, FoldedText>,
    rows: Vec<Entry>,
}

struct Entry {
    /// The label, and what is matched beside it.
    texts: [FoldedText; 2],
    tier: Tier,
}

/// The rows that a query finds.
///
/// A short query finds most of the rows, and scoring them all takes longer than a key press should. Rows are looked through
/// in the order of arrival, so as soon as [`BEST`] of them match as well as a row can, none that comes later stands before
/// these: it is only asked whether it matches, and scored when someone scrolls that far.
pub(super) struct Hits {
    /// In the order of arrival.
    found: Vec<Hit>,
    /// How many of them match as well as a row can and are not always last.
    perfect: usize,
    /// How many of those are enough.
    enough: usize,
}

/// A row and how it stands among the others, in one number, for numbers sort fastest. From the top: whether it is
/// always last, how far it is from the best score, when it arrived.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hit(u64);

impl Hit {
    const WORST: u32 = u32::MAX >> 1;
    /// Behind all that are scored, for a match always has a score.
    const UNSCORED: u32 = 0;

    fn new(row: u32, score: u32, tier: Tier) -> Self {
        let behind = Self::WORST.saturating_sub(score);
        Self(u64::from(tier == Tier::Last) << 63 | u64::from(behind) << 32 | u64::from(row))
    }

    fn is_scored(self) -> bool {
        self.0 >> 32 & u64::from(Self::WORST) != u64::from(Self::WORST - Self::UNSCORED)
    }

    fn row(self) -> u32 {
        u32::try_from(self.0 & u64::from(u32::MAX)).unwrap_or(u32::MAX)
    }
}

impl Index {
    pub(super) fn push(&mut self, label: &str, also: &str, tier: Tier) {
        let label = self.folded.push(label);
        let also = *self.beside.entry(hash(also)).or_insert_with(|| self.folded.push(also));
        self.rows.push(Entry { texts: [label, also], tier });
    }

    /// How many rows there are, as the end of their numbers.
    pub(super) fn end(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn label(&self, row: u32) -> Utf32Str<'_> {
        let text = self.rows.get(widen(row)).map(|entry| entry.texts[0]);
        self.folded.get(text.unwrap_or_default().span)
    }

    /// All rows as they stand without a query: pinned ones, the others, and those that are always last.
    pub(super) fn in_tiers(&self) -> Vec<u32> {
        let of = |tier| (0..).zip(&self.rows).filter(move |(_, entry)| entry.tier == tier).map(|(row, _)| row);
        of(Tier::First).chain(of(Tier::Usual)).chain(of(Tier::Last)).collect()
    }
}

impl Hits {
    pub(super) fn new() -> Self {
        Self { found: Vec::new(), perfect: 0, enough: BEST }
    }

    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    pub(super) fn clear(&mut self) {
        self.found.clear();
        self.perfect = 0;
    }

    /// Looks through the rows from `first` on and adds what it finds.
    pub(super) fn scan(&mut self, index: &Index, query: &Query, first: u32) {
        for row in first..index.end() {
            let hit = self.hit(row, index, query);
            self.found.extend(hit);
        }
    }

    /// Keeps of what was found what this query finds too.
    pub(super) fn narrow(&mut self, index: &Index, query: &Query) {
        let mut found = std::mem::take(&mut self.found);
        self.perfect = 0;
        found.retain_mut(|hit| {
            let found = self.hit(hit.row(), index, query);
            *hit = found.unwrap_or(*hit);
            found.is_some()
        });
        self.found = found;
    }

    fn hit(&mut self, row: u32, index: &Index, query: &Query) -> Option<Hit> {
        let entry = index.rows.get(widen(row))?;
        if self.perfect >= self.enough {
            return query.finds(&entry.texts, &index.folded).then(|| Hit::new(row, Hit::UNSCORED, entry.tier));
        }
        let score = query.score(&entry.texts, &index.folded)?;
        self.perfect += usize::from(score == query.most() && entry.tier != Tier::Last);
        Some(Hit::new(row, score, entry.tier))
    }

    /// Scores what was only found so far.
    fn score_all(&mut self, index: &Index, query: &Query) {
        for hit in self.found.iter_mut().filter(|hit| !hit.is_scored()) {
            let Some(entry) = index.rows.get(widen(hit.row())) else { continue };
            let score = query.score(&entry.texts, &index.folded);
            *hit = Hit::new(hit.row(), score.unwrap_or(Hit::UNSCORED), entry.tier);
        }
    }

    /// The best rows, in order: those that are always last behind the others, then by score, then by arrival.
    /// Only the first [`BEST`] unless `all` are asked for, because sorting costs more than finding.
    pub(super) fn ranked(&mut self, index: &Index, query: &Query, all: bool) -> Vec<u32> {
        if all {
            self.score_all(index, query);
        }
        let mut hits = self.found.clone();
        if !all && hits.len() > BEST {
            hits.select_nth_unstable(BEST);
            hits.truncate(BEST);
        }
        hits.sort_unstable();
        hits.into_iter().map(Hit::row).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn label() -> impl Strategy<Value = String> {
        let parts = ["sa", "s", "a", "les", " ", " ", "-", "/", "1", "É", "漢", "b"];
        prop::collection::vec(prop::sample::select(parts.to_vec()), 0..8).prop_map(|parts| parts.concat())
    }

    fn hits(enough: usize) -> Hits {
        Hits { enough, ..Hits::new() }
    }

    proptest! {
        #[test]
        fn rows_that_are_not_scored_are_none_of_the_best(
            rows in prop::collection::vec((label(), label(), prop::bool::weighted(0.2)), 0..60),
            queries in prop::sample::subsequence(vec!["s", "sa", "sa a", "sal-", "-s", "é", "a 漢", "1"], 1..4),
            enough in 0_usize..8,
        ) {
            let mut index = Index::default();
            for (label, also, last) in &rows {
                index.push(label, also, if *last { Tier::Last } else { Tier::Usual });
            }
            for text in queries {
                let query = Query::new(text);
                let [mut lazy, mut eager, mut narrowed] = [enough, usize::MAX, enough].map(hits);
                lazy.scan(&index, &query, 0);
                eager.scan(&index, &query, 0);
                narrowed.scan(&index, &Query::new(&text[..text.chars().next().map_or(0, char::len_utf8)]), 0);
                narrowed.narrow(&index, &query);
                prop_assert!(eager.found.iter().all(|hit| hit.is_scored()));
                let all = eager.ranked(&index, &query, true);
                for mut hits in [lazy, narrowed] {
                    let best = hits.ranked(&index, &query, false);
                    prop_assert_eq!(&best[..enough.min(best.len())], &all[..enough.min(all.len())]);
                    prop_assert_eq!(&hits.ranked(&index, &query, true), &all);
                }
            }
        }
    }
}
