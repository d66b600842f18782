//! How waiting for the browser looks: the address, who listens, and the field for what the browser ended on.

use ratatui::{buffer::Buffer, layout::Rect};

use super::under_way;
use crate::{
    screens::{address::view::rows, signin::State},
    ui::{Look, Rendered, form::FormLook, sheet::Sheet},
};

/// Below so many rows there is no room for gaps.
const ROOMY: u16 = 16;
impl State {
    pub(super) fn draw_browser(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let Some(waiting) = &self.waiting else { return };
        let roomy = area.height >= ROOMY;
        let mut sheet = Sheet::new(look.theme, area.width);
        sheet.title(&format!("Open this URL in a browser to sign in at {}", waiting.attempt.url.host()));
        if roomy {
            sheet.gap();
        }
        rows(&mut sheet, waiting.attempt.url.as_str(), &waiting.form, look);
        if roomy {
            sheet.gap();
        }
        sheet.form(&waiting.form, FormLook::steady(&waiting.form, area.width), |_, _, _| {});
        under_way(&mut sheet, 0, look);
        if roomy {
            sheet.gap();
        }
        if let Some(why) = &waiting.not_listening {
            sheet.marked(0, "!", why, look.theme.warn());
        } else {
            let port = waiting.attempt.plan.redirect.port();
            let text = format!(
                "A browser on this machine returns here by itself (port {port}). On another machine it ends on an error page: \
                 paste that page's address."
            );
            sheet.marked(0, "•", &text, look.theme.dim());
        }
        let row = sheet.top(usize::from(area.height));
        sheet.draw_from(waiting.scroll.row(row), area, buf, seen);
    }
}
