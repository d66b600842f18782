//! How the step Sign in looks: which of its faces is drawn, and what they have in common.

mod browser;
mod form;
mod list;

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
};

use super::{Face, State};
use crate::{
    domain::request::Asked,
    ui::{About, BEFORE_REVIEW, Draw, Look, Rendered, sheet::Sheet, text::cut},
};

/// Below this height a face needs every row itself.
const LOW: u16 = 9;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        match self.face {
            Face::List => self.draw_list(area, buf, look, seen),
            Face::Explain(_) => self.draw_explanation(area, buf, look, seen),
            Face::Contexts => self.draw_contexts(area, buf, look, seen),
            Face::People => self.draw_people(area, buf, look, seen),
            Face::Form(method) => self.draw_form(method, area, buf, look, seen),
            Face::Browser => self.draw_browser(area, buf, look, seen),
        }
    }

    fn about(&self) -> About {
        About {
            text: "qonnect needs to act as a user of the tenant. An API key is the simplest: create it in your Qlik \
                Cloud profile, which takes the permission Manage API keys. The other methods need an OAuth client or \
                an identity provider.",
            page: "https://qlik.dev/authenticate/api-key/generate-your-first-api-key",
            promise: BEFORE_REVIEW,
        }
    }
}

/// Draws what scrolls, and right under it what stands still. That has the rows that are left, and `least` of them in any case:
/// no row stays empty while another one is hidden.
fn stacked(sheet: Sheet, foot: Sheet, least: usize, area: Rect, buf: &mut Buffer, seen: &mut Rendered) {
    let height = usize::from(area.height);
    let least = if area.height < LOW { 0 } else { least };
    let below = foot.len().min(height.saturating_sub(sheet.len()).max(least));
    let body = sheet.len().min(height - below);
    let gap = usize::from(body + below < height);
    let rows = |rows: usize| u16::try_from(rows).unwrap_or(u16::MAX);
    let [body, _, below, _] = Layout::vertical([
        Constraint::Length(rows(body)),
        Constraint::Length(rows(gap)),
        Constraint::Length(rows(below)),
        Constraint::Min(0),
    ])
    .areas(area);
    sheet.draw(body, buf, seen);
    foot.draw(below, buf, &mut Rendered::default());
}

/// What is under way, where it takes long enough to be worth a word.
fn under_way(sheet: &mut Sheet, indent: usize, look: &Look<'_>) {
    let words = [
        (Asked::SignIn, "signing in"),
        (Asked::FindUser, "looking up the user"),
        (Asked::FinishBrowser, "exchanging the code"),
        (Asked::CliContexts, "reading the qlik-cli contexts"),
    ];
    for (asked, words) in words {
        if look.is_slow(asked) {
            sheet.marked(indent, look.spinner(), words, look.theme.dim());
        }
    }
}

/// Who is signed in already, and by what.
fn signed_in(sheet: &mut Sheet, look: &Look<'_>) {
    let here = look.shared.draft.here();
    if let Some((me, session)) = here.me.as_ref().zip(here.session.as_ref()) {
        let name = cut(&me.name, 40);
        sheet.marked(0, "✓", &format!("Signed in as {name}, {}.", session.access.words()), look.theme.good());
    }
}

/// The host, for titles.
fn host<'a>(look: &'a Look<'_>) -> &'a str {
    look.shared.draft.tenant().map_or("the tenant", |tenant| tenant.host())
}
