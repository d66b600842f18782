//! How much of a list that the tenant tells page by page is here, and when the next page is wanted.

use std::collections::HashSet;

use crate::domain::request::PageOf;

/// So many rows are loaded without being asked for: nearly every tenant has fewer.
pub const AHEAD: usize = 1_000;
/// Beyond that a page is loaded when the cursor comes this near to the end of what is here.
pub const NEAR: usize = 100;

#[derive(Debug, Default)]
pub struct Pages {
    position: NextPage,
    /// The keys of the rows that the pages brought: one that brings nothing of its own would be followed by another such for ever.
    seen: HashSet<u64>,
    /// How many there are in all, where the tenant told it.
    pub total: Option<usize>,
    /// A page is under way.
    pub is_asked: bool,
    /// The last page failed, and is not asked for again by itself.
    pub has_failed: bool,
}

/// Where the list goes on.
#[derive(Debug, Default, PartialEq, Eq)]
enum NextPage {
    /// Nothing has come yet.
    #[default]
    First,
    /// At the place that the last page named.
    At(String),
    /// Nowhere: this is all.
    End,
    /// Nowhere, though there may be more.
    Cut,
}

impl Pages {
    /// Whether nothing has come yet.
    pub fn is_first(&self) -> bool {
        self.position == NextPage::First
    }

    pub fn is_complete(&self) -> bool {
        self.position == NextPage::End
    }

    /// Whether the next page is wanted now.
    pub fn is_wanted(&self, loaded: usize, is_near: bool) -> bool {
        let goes_on = match &self.position {
            NextPage::First => true,
            NextPage::At(_) => loaded < AHEAD || is_near,
            NextPage::End | NextPage::Cut => false,
        };
        goes_on && !self.is_asked && !self.has_failed
    }

    /// Where the next page is; the first is nowhere in particular.
    pub fn next(&self) -> Option<String> {
        match &self.position {
            NextPage::At(next) => Some(next.clone()),
            NextPage::First | NextPage::End | NextPage::Cut => None,
        }
    }

    /// Whether the list ended where it should have gone on.
    pub fn is_cut(&self) -> bool {
        self.position == NextPage::Cut
    }

    /// A page came, whose rows have these keys.
    pub fn took<T>(&mut self, page: &PageOf<T>, keys: impl IntoIterator<Item = u64>) {
        self.total = page.total.or(self.total);
        let before = self.seen.len();
        self.seen.extend(keys);
        let brought = self.seen.len() > before;
        self.position = match &page.next {
            // A page that names itself as the next would be followed for ever.
            Some(next) if brought && self.position != NextPage::At(next.clone()) => NextPage::At(next.clone()),
            None if !page.is_cut => NextPage::End,
            Some(_) | None => NextPage::Cut,
        };
    }
}
