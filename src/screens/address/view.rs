//! How an address looks: all of it, in rows that can be put together again.

use ratatui::text::Line;

use super::{EndField, is_on_url};
use crate::{
    kit::form::Form,
    ui::{Look, sheet::Sheet, text::break_tight},
};

/// Adds the rows of an address: nothing is cut, and nothing added.
pub fn rows(sheet: &mut Sheet, url: &str, form: &Form<EndField>, look: &Look<'_>) {
    let here = is_on_url(form);
    let style = if here { look.theme.focus() } else { look.theme.text() };
    let rows = break_tight(url, sheet.columns().saturating_sub(2));
    for (index, row) in rows.iter().enumerate() {
        let mark = if here && index == 0 { "▸ " } else { "  " };
        sheet.row(Line::styled(format!("{mark}{row}"), style));
    }
    sheet.link_last(rows.len(), 2, url);
    if here {
        sheet.focus_last(rows.len());
        let open = if look.shared.launch.no_browser.is_some() { "" } else { " · o open" };
        sheet.dim(&format!("  c copy{open} · p print on one line · n new URL"));
    }
}
