//! What drawing is made of: theme, sheets of text and fields, lists. Nothing here decides; it only draws.

pub mod form;
pub mod json;
pub mod link;
pub mod list;
pub mod sheet;
pub mod symbols;
pub mod text;
pub mod theme;

use std::time::Instant;

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Position, Rect},
    text::Span,
    widgets::Widget as _,
};

use crate::{
    domain::{connection::NewConnection, request::Asked},
    kit::{
        pending::{QUIET, SPIN},
        scroll::Extent,
        shared::Shared,
    },
    ui::theme::Theme,
};

/// What a view may look at beside its own state.
pub struct Look<'a> {
    pub theme: Theme,
    pub shared: &'a Shared,
    pub now: Instant,
    /// How wide the whole terminal is.
    pub columns: u16,
}

/// From this width on, the request stands beside the answers.
const BESIDE: u16 = 110;

/// From this width on the steps stand beside the screen; below, they are one line above it.
const WIDE: u16 = 80;

impl Look<'_> {
    /// Whether the steps stand beside the screen. Otherwise the line above the screen is its name, which then needs no row of its own.
    pub fn has_rail(&self) -> bool {
        self.columns >= WIDE
    }

    /// The two columns of a body in which the request stands beside the answers, where the terminal is wide enough.
    pub fn beside(&self, area: Rect) -> Option<[Rect; 2]> {
        (self.columns >= BESIDE).then(|| {
            let [left, _, right] =
                Layout::horizontal([Constraint::Fill(11), Constraint::Length(3), Constraint::Fill(9)]).areas(area);
            [left, right]
        })
    }

    /// The line between these columns, two before the right one.
    pub fn divide(&self, right: Rect, buf: &mut Buffer) {
        for y in right.y..right.bottom() {
            Span::styled("│", self.theme.dim()).render(Rect { x: right.x - 2, y, width: 1, height: 1 }, buf);
        }
    }

    /// Whether a request has been under way for so long that it is worth a word.
    pub fn is_slow(&self, asked: Asked) -> bool {
        self.shared.pending.waited(asked, self.now).is_some_and(|waited| waited >= QUIET)
    }

    /// The sign that stands beside those words.
    pub fn spinner(&self) -> &'static str {
        const SIGNS: [&str; 4] = ["◐", "◓", "◑", "◒"];
        let longest = self.shared.pending.dues().filter_map(|due| self.now.checked_duration_since(due)).max();
        let turn = longest.map_or(0, |waited| waited.as_millis() / SPIN.as_millis());
        usize::try_from(turn).ok().and_then(|turn| SIGNS.get(turn % SIGNS.len())).unwrap_or(&SIGNS[0])
    }
}

/// What drawing found out: handed back because a view changes nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rendered {
    pub cursor: Option<Position>,
    pub extent: Extent,
}

/// The request as it grows, and what of it comes from where the focus is.
pub struct Growing {
    pub connection: NewConnection,
    /// The key whose lines are marked.
    pub marked: Option<String>,
}

/// What F1 says of a screen before it lists the keys.
pub struct About {
    /// What it is about, in two or three sentences.
    pub text: &'static str,
    /// The address of Qlik's page that says more.
    pub page: &'static str,
    /// What it does not do.
    pub promise: &'static str,
}

/// The promise of the steps.
pub const BEFORE_REVIEW: &str = "Nothing is created before the step Review.";
/// The promise of the screens that change what exists.
pub const BEFORE_BUTTON: &str = "Nothing is created, changed or deleted before you press a button that says so.";

pub trait Draw {
    /// Draws into this area and no further.
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered);

    fn about(&self) -> About;

    /// What the request would be if this screen were left now, for the column beside it. A screen that adds nothing to it, or that
    /// shows it itself, has none.
    fn growing(&self, _shared: &Shared) -> Option<Growing> {
        None
    }
}
