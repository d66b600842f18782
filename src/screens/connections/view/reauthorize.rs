//! How authorizing a connection again looks, from the code on.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line as Row, Span},
};

use crate::{
    domain::{http::MASK, patch},
    screens::connections::{
        State,
        card::Card,
        reauthorize::{Reauthorizing, Step},
    },
    ui::{Look, Seen, json, sheet::Sheet},
};

impl State {
    pub(super) fn draw_reauthorizing(
        card: &Card,
        reauthorizing: &Reauthorizing,
        area: Rect,
        buf: &mut Buffer,
        look: &Look<'_>,
        seen: &mut Seen,
    ) {
        let mut sheet = Sheet::new(look.theme, area.width);
        let name = card.name();
        if reauthorizing.step == Step::Refused {
            sheet.title(&format!("The tenant did not authorize {name} again")).gap();
            sheet.text(
                "Nothing was changed. How a connection that exists is authorized again is not published, so this may not work at this \
                 tenant.",
            );
            sheet.gap().text("What works is to delete it and to create it anew under the same name:");
            sheet.marked(2, "•", "load scripts go on, for they name the space and the connection", look.theme.text());
            sheet.marked(2, "•", "its id changes: what names it by its id finds it no more", look.theme.text());
            sheet.marked(2, "•", "until you have created it, it does not exist", look.theme.warn());
            sheet.gap().button("Delete and create anew", true.into());
            return sheet.draw_from(reauthorizing.reading.scroll.row(0), area, buf, seen);
        }
        sheet.title(&format!("Review: authorize {name} again")).gap();
        sheet.marked(
            0,
            "!",
            "Experimental: that a change takes a new code is published, that it takes this one is not. The connection keeps its \
             properties; only its credentials become new.",
            look.theme.warn(),
        );
        sheet.gap();
        if let Some(change) = &reauthorizing.change {
            let call = patch::request(look.shared.dialect, &card.connection.id, std::slice::from_ref(change));
            sheet.dim("Request (the code is hidden)");
            let mut rows = json::request(&call, None, sheet.columns(), look.theme);
            let body = rows.iter().position(|row| row.to_string().trim_start().starts_with('[')).unwrap_or(rows.len());
            let header = Span::styled(format!("qlik-auth-code: {MASK}"), look.theme.text());
            rows.insert(body, Row::from(header));
            for row in rows {
                sheet.row(row);
            }
            sheet.gap();
        }
        match reauthorizing.step {
            Step::Rereading => {
                sheet.marked(0, look.spinner(), "reading it once more before the code is sent", look.theme.dim());
            }
            Step::Sending => {
                sheet.marked(0, look.spinner(), &format!("authorizing {name} again"), look.theme.text());
            }
            Step::Unknown => {
                let text = "The code was sent, and no clear answer came. A code works once, so it is not sent again.";
                sheet.marked(0, "?", text, look.theme.warn());
                sheet.button("Look it up again", true.into());
            }
            Step::Review | Step::Refused => {
                sheet.button(&format!("Authorize {name} again"), true.into());
            }
        }
        sheet.draw_from(reauthorizing.reading.scroll.row(0), area, buf, seen);
    }
}
