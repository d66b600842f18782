//! How much of a tenant's list of spaces is here, and when the next page is wanted.

use std::collections::HashSet;

use crate::domain::space::{SpaceId, SpacePage};

/// So many rows are loaded without being asked for: nearly every tenant has fewer.
pub(super) const AHEAD: usize = 1_000;
/// Beyond that a page is loaded when the cursor comes this near to the end of what is here.
pub(super) const NEAR: usize = 100;

/// How far the list was followed.
#[derive(Debug, Default)]
pub(super) struct Pages {
    position: Position,
    /// What the pages brought so far: one that brings nothing of its own would be followed by another such for ever.
    seen: HashSet<SpaceId>,
    /// How many spaces there are in all, where the tenant told it.
    pub(super) total: Option<usize>,
    /// A page is under way.
    pub(super) is_asked: bool,
    /// The last page failed, and is not asked for again by itself.
    pub(super) has_failed: bool,
}

/// Where the list goes on.
#[derive(Debug, Default, PartialEq, Eq)]
enum Position {
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
    pub(super) fn is_first(&self) -> bool {
        self.position == Position::First
    }

    /// Whether all spaces are here.
    pub(super) fn is_complete(&self) -> bool {
        self.position == Position::End
    }

    /// Whether the next page is wanted now.
    pub(super) fn is_wanted(&self, loaded: usize, is_near: bool) -> bool {
        let goes_on = match &self.position {
            Position::First => true,
            Position::At(_) => loaded < AHEAD || is_near,
            Position::End | Position::Cut => false,
        };
        goes_on && !self.is_asked && !self.has_failed
    }

    /// Where the next page is; the first is nowhere in particular.
    pub(super) fn next(&self) -> Option<String> {
        match &self.position {
            Position::At(next) => Some(next.clone()),
            Position::First | Position::End | Position::Cut => None,
        }
    }

    /// Whether the list ended where it should have gone on.
    pub(super) fn is_cut(&self) -> bool {
        self.position == Position::Cut
    }

    /// A page came.
    pub(super) fn took(&mut self, page: &SpacePage) {
        self.total = page.total.or(self.total);
        let before = self.seen.len();
        self.seen.extend(page.spaces.iter().map(|space| space.id.clone()));
        let brought = self.seen.len() > before;
        self.position = match &page.next {
            // A page that names itself as the next would be followed for ever.
            Some(next) if brought && self.position != Position::At(next.clone()) => Position::At(next.clone()),
            None if !page.is_cut => Position::End,
            Some(_) | None => Position::Cut,
        };
    }
}
