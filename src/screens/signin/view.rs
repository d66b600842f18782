//! How the step Sign in looks.

use jiff::Timestamp;
use ratatui::{buffer::Buffer, layout::Rect};

use super::State;
use crate::{
    domain::{claims::Claims, request::Asked},
    kit::line::Mask,
    ui::{
        Draw, Look, Seen,
        sheet::{FieldLook, Focus, Sheet},
    },
};

/// Where what is said of the key begins: under the key.
const INDENT: usize = 7;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Seen) {
        let mut sheet = Sheet::new(look.theme, area.width);
        let host = look.shared.draft.tenant().map_or("the tenant", |tenant| tenant.host());
        sheet.title(&format!("Which key should be used at {host}?")).gap();
        sheet.field(FieldLook {
            label: "Key",
            columns: 4,
            line: &self.line,
            placeholder: "paste an API key or an access token",
            mask: Mask::Hidden,
            focus: Focus::Here,
        });
        if !self.line.is_empty() {
            sheet.marked(INDENT, "•", &self.shape(), look.theme.dim());
        }
        if let Some(from) = &self.from {
            sheet.marked(INDENT, "•", &format!("from {from}"), look.theme.dim());
        }
        if let Some(fault) = self.fault {
            sheet.marked(INDENT, "✗", fault, look.theme.bad());
        } else if look.is_slow(Asked::SignIn) {
            sheet.marked(INDENT, look.spinner(), "asking the tenant who this is", look.theme.dim());
        }
        if let Some(claims) = &self.claims {
            about(&mut sheet, claims, look);
        }
        sheet.gap().dim("The key is kept in memory only, and wiped when the program ends.");
        sheet.draw(area, buf, seen);
    }
}

impl State {
    /// `1,024 characters, ending in …aB3d`: enough to see that the paste is whole, and that it is the right key.
    fn shape(&self) -> String {
        const SHOWN: usize = 4;
        let text = self.line.as_str().trim();
        let count = text.chars().count();
        // Of a short text four characters would be too much.
        if count < 5 * SHOWN {
            return format!("{count} characters");
        }
        let last: String = text.chars().skip(count - SHOWN).collect();
        format!("{count} characters, ending in …{last}")
    }
}

/// What the token says of itself. Nothing of it is proved before the tenant answers.
fn about(sheet: &mut Sheet, claims: &Claims, look: &Look<'_>) {
    const LABELS: usize = 10;
    sheet.gap().dim("The key says of itself");
    if let Some(issuer) = &claims.issuer {
        sheet.fact("issuer", LABELS, issuer);
    }
    if let Some(tenant) = &claims.tenant_id {
        sheet.fact("tenant id", LABELS, tenant);
    }
    if let Some(subject) = &claims.subject {
        sheet.fact("user", LABELS, subject);
    }
    let now = look.shared.launch.wall(look.now);
    match claims.expires {
        Some(at) if now.is_some_and(|now| now > at) => {
            sheet.marked(0, "!", &format!("expired on {}", day(at)), look.theme.warn());
        }
        Some(at) => {
            sheet.fact("expires", LABELS, &day(at));
        }
        None => {
            sheet.fact("expires", LABELS, "expiry unknown");
        }
    }
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
