//! How the step Space looks.

use ratatui::{buffer::Buffer, layout::Rect};

use super::State;
use crate::ui::{Draw, Look, Seen, sheet::Sheet};

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Seen) {
        Sheet::new(look.theme, area.width).draw(area, buf, seen);
    }
}
