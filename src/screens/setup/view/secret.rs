//! How the secret looks while it is shown: above everything else, on rows of its own that can be marked with the mouse.

use ratatui::{buffer::Buffer, layout::Rect, text::Span, widgets::Widget};

use super::super::State;
use crate::ui::{
    Look,
    sheet::Sheet,
    text::{break_tight, width},
};

const WARNING: &str = "Save it in your password store. It is shown only now, and qonnect neither stores nor copies it.";

impl State {
    /// Draws the secret, if it is shown, at the top of the area. What is left of the area is for the page.
    pub(super) fn draw_shown_secret(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) -> Rect {
        let secret = self.run.secret();
        let Some(secret) = secret.filter(|_| self.secret.is_shown && self.has_secret()) else { return area };
        // Where the steps beside it would break it, it takes their columns too: a line break would be copied along.
        let place = if width(secret.expose()) > usize::from(area.width) { buf.area } else { area };
        let rows = break_tight(secret.expose(), usize::from(place.width));
        let mut head = Sheet::new(look.theme, area.width);
        head.title("Secret");
        let mut foot = Sheet::new(look.theme, area.width);
        foot.warn(WARNING).gap();
        let mut left = head.pin(area, buf);
        for row in &rows {
            if left.height == 0 {
                return left;
            }
            let here = Rect { y: left.y, height: 1, ..place };
            for x in here.left()..here.right() {
                buf[(x, here.y)].reset();
            }
            Span::styled(row.as_str(), look.theme.strong()).render(here, buf);
            left = Rect { y: left.y + 1, height: left.height - 1, ..left };
        }
        foot.pin(left, buf)
    }
}
