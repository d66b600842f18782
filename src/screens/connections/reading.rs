//! Reading what will be sent to its end, before a press of its own sends it.

use std::time::{Duration, Instant};

use crate::kit::{screen::Cx, scroll::Scroll};

/// A key that comes sooner after it was shown was meant for what stood there before.
const MEANT: Duration = Duration::from_millis(200);

/// How far it is read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub scroll: Scroll,
    /// Its end was on the screen.
    is_read: bool,
    shown: Option<Instant>,
}

impl Reading {
    /// It is shown from its top.
    pub fn begin(now: Instant) -> Self {
        Self { shown: Some(now), ..Self::default() }
    }

    fn is_soon(&self, cx: &Cx<'_>) -> bool {
        self.shown.and_then(|shown| cx.now.checked_duration_since(shown)).is_none_or(|since| since < MEANT)
    }

    /// A key came: what was drawn last says what was to be seen.
    fn note(&mut self, cx: &Cx<'_>) {
        self.is_read |= !self.is_soon(cx) && cx.fresh && cx.extent.top >= cx.extent.last;
    }

    pub fn pages(&mut self, pages: i32, cx: &Cx<'_>) {
        self.note(cx);
        self.scroll.pages(pages, cx.extent);
    }

    /// Enter: whether it sends. A page on where the end was not to be seen yet.
    pub fn press(&mut self, cx: &Cx<'_>) -> bool {
        self.note(cx);
        if self.is_soon(cx) || !cx.fresh {
            return false;
        }
        if !self.is_read {
            self.scroll.pages(1, cx.extent);
        }
        self.is_read
    }
}
