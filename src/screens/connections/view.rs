//! How the connections look: the list, and what is drawn over it.

mod card;
mod change;
mod reauthorize;
mod tasks;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{State, card::ConnectionCard, entry::Entry, own::Own, task::Task};
use crate::{
    domain::request::Asked,
    screens::creating::view::titled,
    ui::{
        About, BEFORE_BUTTON, Draw, Look, Rendered,
        list::{Heads, LEAST_WORDS, ListLook, ListPage, Noun, RowBeside, Widths, nothing, page, state},
        sheet::Sheet,
        text::{cut, day, width},
    },
};

pub(super) const CONNECTIONS: Noun = Noun { one: "connection", many: "connections" };
/// What a column of names, of spaces, of sources and owners is never cut below.
const LEAST_NAME: usize = 27;
const LEAST_SPACE: usize = 14;
const LEAST_OTHER: usize = 12;
/// How wide `personal` is.
const PERSONAL: usize = 8;
/// How wide the two kinds of credentials are, and a day.
const KINDS: usize = 11;
const DAYS: usize = 10;
const HEADS: [&str; 4] = ["data source", "credentials", "owner", "changed"];

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        match &self.card {
            Some(card) => match &card.task {
                None => self.draw_card(card, area, buf, look, seen),
                Some(Task::Change(changing)) => self.draw_changing(card, changing, area, buf, look, seen),
                Some(Task::Copy(copies)) => self.draw_copies(card, copies, area, buf, look, seen),
                Some(Task::Move(moving)) => self.draw_moving(card, moving, area, buf, look, seen),
                Some(Task::Delete(deletion)) => self.draw_deletion(card, deletion, area, buf, look, seen),
                Some(Task::Reauthorize(it)) => Self::draw_reauthorizing(card, it, area, buf, look, seen),
                Some(Task::Own(own)) => draw_own(card, own, area, buf, look, seen),
            },
            None => self.draw_list(area, buf, look, seen),
        }
    }

    fn about(&self) -> About {
        About {
            text: "These are the connections that you can see in the tenant, space by space. Open one to change, \
                copy, move or delete it, to authorize it again, to make another one like it, or to save it as a file; \
                each change is shown before it is sent.",
            page: "https://qlik.dev/apis/rest/data-connections/",
            promise: BEFORE_BUTTON,
        }
    }
}

impl State {
    fn draw_list(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let rows = &self.list.rows;
        if self.list.is_forbidden && rows.loaded() == 0 {
            let mut sheet = Sheet::new(look.theme, area.width);
            if look.has_rail() {
                sheet.title("Connections");
            }
            sheet.gap().marked(
                0,
                "!",
                "The tenant does not list connections for you. Ask an administrator of the tenant, then press Ctrl+R.",
                look.theme.warn(),
            );
            return sheet.draw(area, buf, seen);
        }
        let is_slow = look.is_slow(Asked::ListConnections) || look.is_slow(Asked::FindConnections);
        let frame =
            ListPage { title: if look.has_rail() { "Connections" } else { "" }, note: &self.note(look), lines: 2 };
        let widths = self.widths(area.width, look);
        let heads: Vec<String> =
            HEADS.iter().zip(&widths.about).map(|(text, columns)| column(text, *columns)).collect();
        let heads = heads.join("  ");
        let list = ListLook {
            theme: look.theme,
            state: &state(rows, CONNECTIONS, is_slow.then(|| look.spinner())),
            empty: &self.empty(),
            widest: widths.label,
            marks: widths.mark,
            least: LEAST_WORDS,
            heads: Some(Heads { mark: "space", about: &heads }),
        };
        page(&rows.picker, |row| self.beside(row, &widths.about, look), frame, list, area, buf, seen);
    }

    /// What is called by its id until its name comes has the room that a short name takes.
    fn widths(&self, total: u16, look: &Look<'_>) -> Widths {
        let widest = self.list.widest;
        let column = |widest: usize| (widest.max(LEAST_OTHER), LEAST_OTHER);
        let me = look.shared.draft.here().me.as_ref().map(|me| me.user_id.as_str());
        let owners = widest.owner.max(width(&self.list.owner(me, look.shared)));
        Widths::within(
            total,
            (widest.name, widest.name.min(LEAST_NAME)),
            (widest.space.max(PERSONAL), widest.space.clamp(PERSONAL, LEAST_SPACE)),
            &[column(widest.source), (KINDS, KINDS), column(owners), (DAYS, DAYS)],
        )
    }

    /// In place of the rows where there is none.
    fn empty(&self) -> String {
        let rows = &self.list.rows;
        if rows.pages.is_first() {
            return if rows.pages.has_failed {
                "The connections could not be listed. Ctrl+R tries again.".to_owned()
            } else {
                String::new()
            };
        }
        if rows.pages.is_complete() && rows.loaded() == 0 {
            return "You can see no connections in this tenant yet. Esc goes back.".to_owned();
        }
        nothing(rows, CONNECTIONS)
    }

    fn beside(&self, row: &Entry, columns: &[usize], look: &Look<'_>) -> RowBeside {
        let texts = [
            self.list.source(row.source()),
            kind(row.separated()).to_owned(),
            self.list.owner(row.owner(), look.shared),
            row.updated().map(day).unwrap_or_default().to_owned(),
        ];
        let shown: Vec<String> = texts.iter().zip(columns).map(|(text, columns)| column(text, *columns)).collect();
        let is_greyed = self.list.source_of(row.source()).is_some_and(|source| source.disabled);
        RowBeside {
            mark: self.list.space(row.space()).to_owned(),
            about: shown.join("  "),
            marks: Vec::new(),
            is_greyed,
        }
    }

    /// Below the list: what of the current row the columns cut off.
    fn note(&self, look: &Look<'_>) -> String {
        let Some(row) = self.list.current() else { return String::new() };
        let mut parts = vec![format!("{} in {}", self.list.source(row.source()), self.list.space(row.space()))];
        if !kind(row.separated()).is_empty() {
            parts.push(format!("{} credentials", kind(row.separated())));
        }
        let owner = self.list.owner(row.owner(), look.shared);
        if !owner.is_empty() {
            parts.push(format!("owner {owner}"));
        }
        parts.extend(row.updated().map(|at| format!("changed {}", day(at))));
        if self.list.source_of(row.source()).is_some_and(|source| source.disabled) {
            parts.push("its data source is switched off".to_owned());
        }
        parts.join(" · ")
    }
}

/// Where one adds one's own credentials: the web page of the space (`qlik-cloud-api.md` section 23, rows 22 and 23).
fn draw_own(card: &ConnectionCard, own: &Own, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
    let (mut sheet, area) = titled(&format!("Add your credentials to {}", card.name()), area, buf, look);
    if !sheet.is_empty() {
        sheet.gap();
    }
    if let Some(whose) = &own.whose {
        sheet.marked(0, "!", whose, look.theme.warn());
    }
    sheet.text(
        "Qlik publishes no API call for this. Do it on the web page of the space: edit the connection's credentials there, which it \
         calls user defined credentials.",
    );
    let before = sheet.gap().len();
    sheet.text(&own.url);
    let rows = sheet.len() - before;
    sheet.link_last(rows, 0, &own.url);
    sheet.draw_from(own.scroll.row(0), area, buf, seen);
}

fn column(text: &str, columns: usize) -> String {
    let text = cut(text, columns);
    let pad = columns.saturating_sub(width(&text));
    format!("{text}{:pad$}", "")
}

/// How the credentials are kept, where the tenant tells it.
pub(super) fn kind(separated: Option<bool>) -> &'static str {
    match separated {
        Some(true) => "separated",
        Some(false) => "embedded",
        None => "",
    }
}
