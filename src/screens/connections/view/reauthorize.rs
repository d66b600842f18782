//! How authorizing a connection again looks, from the code on.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    domain::{
        http::MASK,
        patch::{self, Change},
    },
    screens::{
        connections::{
            State,
            card::ConnectionCard,
            reauthorize::{ReauthorizeStep, Reauthorizing},
        },
        creating::view::{reviewed, under_way},
    },
    ui::{
        Look, Rendered, json,
        sheet::{ChoiceState, Sheet},
    },
};

impl State {
    pub(super) fn draw_reauthorizing(
        card: &ConnectionCard,
        reauthorizing: &Reauthorizing,
        area: Rect,
        buf: &mut Buffer,
        look: &Look<'_>,
        seen: &mut Rendered,
    ) {
        let name = card.name();
        if reauthorizing.step == ReauthorizeStep::Refused {
            let mut sheet = Sheet::new(look.theme, area.width);
            sheet.title(&format!("The tenant did not authorize {name} again")).gap();
            let refused = if reauthorizing.why.is_some() { "Two different codes were refused. " } else { "" };
            sheet.text(&format!(
                "Nothing was changed. {refused}Qlik does not document how to authorize an existing connection again, so it may not work \
                 at this tenant."
            ));
            if let Some(why) = reauthorizing.why.as_ref().filter(|why| !why.is_empty()) {
                sheet.marked(0, "✗", &format!("The tenant said: {why}"), look.theme.bad());
            }
            sheet.gap().text("If nothing else helps, you can delete it and create it anew under the same name:");
            sheet.marked(2, "•", "load scripts keep working: they use its space and its name", look.theme.text());
            sheet.marked(2, "•", "its id changes: update whatever uses the id", look.theme.text());
            sheet.marked(2, "•", "until you have created it, there is no such connection", look.theme.warn());
            sheet.gap();
            for (at, way) in reauthorizing.ways_out().into_iter().enumerate() {
                let is_current = at == reauthorizing.cursor.row();
                let state = if is_current { ChoiceState::Current } else { ChoiceState::Open };
                sheet.choice(way.label(), "", usize::from(area.width), state);
            }
            let own = sheet.top(usize::from(area.height));
            return sheet.draw_from(reauthorizing.reading.scroll.row(own), area, buf, seen);
        }
        let facts = |sheet: &mut Sheet| {
            sheet.title(&format!("Review: authorize {name} again")).gap().marked(
                0,
                "!",
                "Experimental: Qlik documents that a change takes a new code, but not whether it takes one requested this way. \
                 The connection keeps its properties; only its credentials are renewed.",
                look.theme.warn(),
            );
        };
        let request = |sheet: &mut Sheet| {
            if let Some(change) = &reauthorizing.change {
                request(card, change, sheet, look);
            }
        };
        let end = |sheet: &mut Sheet| sending(name, reauthorizing, sheet, look);
        reviewed([&facts, &request, &end], reauthorizing.reading.scroll.row(0), area, buf, look, seen);
    }
}

/// The change, and the header that brings the code.
fn request(card: &ConnectionCard, change: &Change, sheet: &mut Sheet, look: &Look<'_>) {
    let call = patch::request(look.shared.dialect, &card.connection.id, std::slice::from_ref(change));
    sheet.title("Request (the code is hidden)");
    let mut rows = json::request(&call, None, sheet.columns(), look.theme);
    let body = rows.iter().position(|row| row.to_string().trim_start().starts_with('[')).unwrap_or(rows.len());
    let header = Span::styled(format!("qlik-auth-code: {MASK}"), look.theme.text());
    rows.insert(body, Line::from(header));
    for row in rows {
        sheet.row(row);
    }
}

/// The button, or what is under way.
fn sending(name: &str, reauthorizing: &Reauthorizing, sheet: &mut Sheet, look: &Look<'_>) {
    match reauthorizing.step {
        ReauthorizeStep::Rereading => {
            sheet.marked(0, look.spinner(), "reading it once more before the code is sent", look.theme.dim());
        }
        ReauthorizeStep::Sending => {
            under_way(sheet, reauthorizing.write, &format!("authorizing {name} again"), look);
        }
        ReauthorizeStep::Unknown => {
            let text = "The code was sent, and no clear answer came. A code works once, so it is not sent again.";
            sheet.marked(0, "?", text, look.theme.warn());
            sheet.button("Look it up again", true.into());
        }
        ReauthorizeStep::Review | ReauthorizeStep::Refused => {
            sheet.button(&format!("Authorize {name} again"), true.into());
        }
    }
}
