//! Reading what will be sent to its end, before a press of its own sends it.

use std::time::Instant;

use crate::kit::{
    keys::{Binding, Key, lookup},
    screen::{Cx, MEANT},
    scroll::Scroll,
};

/// What the keys command while it is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Command {
    Send,
    PageUp,
    PageDown,
    Close,
}

/// The keys of a review: what Enter does before and at the end, the same for the help, and where Esc leads.
pub(super) const fn keys([before, at_end, send]: [&'static str; 3], back: &'static str) -> [Binding<Command>; 4] {
    [
        Binding::first(&[Key::ENTER], Command::Send, before, send).at_end(at_end),
        Binding::room(&[Key::PAGE_DOWN, Key::DOWN], Command::PageDown, "page down", "a page down").at_end(""),
        Binding::help(&[Key::PAGE_UP, Key::UP], Command::PageUp, "page up", "a page up"),
        Binding::first(&[Key::ESC], Command::Close, "back", back),
    ]
}

/// What a key did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Read {
    Pass,
    Stay,
    /// It is sent.
    Send,
    Close,
}

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

    /// Whether an Enter was meant for what is shown.
    pub fn is_meant(&self, cx: &Cx<'_>) -> bool {
        cx.fresh && !self.is_soon(cx)
    }

    /// A key came: what was drawn last says what was to be seen.
    fn note(&mut self, cx: &Cx<'_>) {
        self.is_read |= !self.is_soon(cx) && cx.fresh && cx.extent.is_at_end();
    }

    pub fn key(&mut self, key: Key, table: &[Binding<Command>], cx: &Cx<'_>) -> Read {
        match lookup(table, key) {
            Some(Command::Send) if self.press(cx) => return Read::Send,
            Some(Command::Send) => {}
            Some(Command::PageUp) => self.pages(-1, cx),
            Some(Command::PageDown) => self.pages(1, cx),
            Some(Command::Close) => return Read::Close,
            None => return Read::Pass,
        }
        Read::Stay
    }

    fn pages(&mut self, pages: i32, cx: &Cx<'_>) {
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
