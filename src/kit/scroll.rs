//! Scrolling what is longer than its room.
//!
//! Only who draws knows how long that is: what was drawn says so, and a key moves on from what is to be seen. So no key is dead,
//! and nobody guesses.

use crate::kit::keys::{Code, Key};

/// A page of so few rows is read whole: a row of it kept would be a third of the next one.
const FEW: u16 = 4;

/// What of it was to be seen when it was drawn last, in rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Extent {
    /// How many rows there is room for.
    pub page: u16,
    /// The first row that was shown.
    pub top: u16,
    /// The first row when its end is in view; zero if all of it fits.
    pub last: u16,
}

impl Extent {
    /// Whether the end is, or was, on the screen.
    pub fn is_at_end(self) -> bool {
        self.top >= self.last
    }
}

/// Where somebody scrolled to, if anybody did: otherwise the view shows what has the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Scroll(Option<u16>);

impl Scroll {
    /// The first row to show; `own` is where the view would begin by itself.
    pub fn row(self, own: usize) -> usize {
        self.0.map_or(own, usize::from)
    }

    /// Moves so many rows down, or up.
    pub fn rows(&mut self, rows: i32, extent: Extent) {
        let to = i32::from(extent.top).saturating_add(rows).clamp(0, i32::from(extent.last));
        self.0 = u16::try_from(to).ok();
    }

    /// Moves as the key says; one that says nothing of it moves nothing.
    pub fn by_key(&mut self, key: Key, extent: Extent) {
        match key.code {
            Code::PageUp => self.pages(-1, extent),
            Code::PageDown => self.pages(1, extent),
            Code::Up => self.rows(-1, extent),
            Code::Down => self.rows(1, extent),
            _ => {}
        }
    }

    /// Moves so many pages down, or up. One row of the page before stays in view, where there are more than a few.
    pub fn pages(&mut self, pages: i32, extent: Extent) {
        let kept = u16::from(extent.page > FEW);
        self.rows(pages * i32::from(extent.page.saturating_sub(kept).max(1)), extent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_on_from_what_is_to_be_seen_and_never_past_the_ends() {
        let extent = |top| Extent { page: 5, top, last: 7 };
        let mut scroll = Scroll::default();
        assert_eq!(scroll.row(3), 3, "nobody scrolled yet");
        for (top, pages, row) in [(3, 1, 7), (7, 1, 7), (7, -1, 3), (3, -1, 0), (0, -1, 0)] {
            scroll.pages(pages, extent(top));
            assert_eq!(scroll.row(99), row, "{pages} from {top}");
        }
        scroll.rows(1, extent(0));
        assert_eq!(scroll.row(99), 1);
        for (key, top, row) in [(Key::PAGE_DOWN, 1, 5), (Key::UP, 5, 4)] {
            scroll.by_key(key, extent(top));
            assert_eq!(scroll.row(99), row, "{key}");
        }
        for (page, row) in [(3, 3), (4, 4), (5, 4), (1, 1), (0, 1)] {
            scroll.pages(1, Extent { page, top: 0, last: 7 });
            assert_eq!(scroll.row(99), row, "a page of {page}");
        }
        scroll.pages(1, Extent { page: 9, top: 0, last: 0 });
        assert_eq!(scroll.row(99), 0, "all of it fits");
    }
}
