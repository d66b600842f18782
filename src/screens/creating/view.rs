//! How the call looks: the request before it, what is said while it runs, and its outcome.

use std::time::Instant;

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    style::Style,
};

use super::{Creating, Phase};
use crate::{
    domain::{
        connection::{Connection, NewConnection},
        dialect::Purpose,
        http::HttpRequest,
        settle::Stage,
        write::{Outcome, Write as _},
    },
    kit::writes::WriteId,
    ui::{Look, Rendered, json, sheet::Sheet, text::minute},
};

/// The request as it will travel, with the secrets masked.
pub fn request(sheet: &mut Sheet, call: &HttpRequest, look: &Look<'_>) {
    for row in json::request(call, None, sheet.columns(), look.theme) {
        sheet.row(row);
    }
}

/// The call that would be sent.
pub fn call(connection: &NewConnection, purpose: Purpose, look: &Look<'_>) -> HttpRequest {
    look.shared.dialect.create(connection, purpose)
}

/// Draws a sheet from this row on, and below it, always in view, what can be done.
pub fn pinned(sheet: Sheet, foot: Sheet, row: usize, area: Rect, buf: &mut Buffer, seen: &mut Rendered) {
    let [above, below] = over_foot(foot.len(), area);
    foot.draw(below, buf, &mut Rendered::default());
    sheet.draw_from(row, above, buf, seen);
}

/// Below so many rows a title stays in view, for it would be the first to be scrolled away.
pub const LOW: u16 = 8;

/// A sheet under this title, and the room for it.
pub fn titled(title: &str, area: Rect, buf: &mut Buffer, look: &Look<'_>) -> (Sheet, Rect) {
    let mut sheet = Sheet::new(look.theme, area.width);
    sheet.title(title);
    if area.height >= LOW {
        return (sheet, area);
    }
    let below = sheet.pin(area, buf);
    (Sheet::new(look.theme, area.width), below)
}

/// Draws what there is to know from this row on, and its request: beside it where there is room, else at its end. What follows both
/// stands below the facts.
pub fn reviewed(
    [facts, request, end]: [&dyn Fn(&mut Sheet); 3],
    row: usize,
    area: Rect,
    buf: &mut Buffer,
    look: &Look<'_>,
    seen: &mut Rendered,
) {
    let columns = look.beside(area);
    let mut sheet = Sheet::new(look.theme, columns.map_or(area, |[left, _]| left).width);
    facts(&mut sheet);
    match columns {
        None => {
            request(sheet.gap());
            end(sheet.gap());
            sheet.draw_from(row, area, buf, seen);
        }
        Some([left, right]) => {
            end(sheet.gap());
            let mut beside = Sheet::new(look.theme, right.width);
            request(&mut beside);
            abreast([sheet, beside], row, [left, right], buf, look, seen);
        }
    }
}

/// Draws two sheets beside each other. Both scroll together, and the end is in view where the end of the longer one is.
pub fn abreast(
    [sheet, beside]: [Sheet; 2],
    row: usize,
    [left, right]: [Rect; 2],
    buf: &mut Buffer,
    look: &Look<'_>,
    seen: &mut Rendered,
) {
    look.divide(right, buf);
    let mut other = Rendered::default();
    sheet.draw_from(row, left, buf, seen);
    beside.draw_from(row, right, buf, &mut other);
    if other.extent.last > seen.extent.last {
        seen.extent = other.extent;
    }
}

/// The room for a sheet, and below it for a foot of so many rows. Where rows are few, none of them is empty.
pub fn over_foot(foot: usize, area: Rect) -> [Rect; 2] {
    let gap = u16::from(area.height >= 8);
    let foot = u16::try_from(foot).unwrap_or(u16::MAX).clamp(1, area.height.saturating_sub(gap + 1).max(1));
    let [above, _, below] =
        Layout::vertical([Constraint::Min(1), Constraint::Length(gap), Constraint::Length(foot)]).areas(area);
    [above, below]
}

/// In how many seconds a write is sent again, where the tenant asked to wait.
pub fn seconds_left(stage: Stage, look: &Look<'_>) -> Option<u128> {
    let Stage::Sent(at) = stage else { return None };
    at.checked_duration_since(look.now).map(|left| left.as_millis().div_ceil(1000)).filter(|left| *left > 0)
}

/// A write under way: in how many seconds it is sent again where the tenant asked to wait, and that this can be stopped.
pub fn under_way(sheet: &mut Sheet, write: Option<WriteId>, what: &str, look: &Look<'_>) {
    under_way_in(look.theme.text(), sheet, write, what, look);
}

/// The same in a list, where it stands out from what is done and what is still to come.
pub fn under_way_in(style: Style, sheet: &mut Sheet, write: Option<WriteId>, what: &str, look: &Look<'_>) {
    let waiting = write.and_then(|id| look.shared.writes.waiting(id));
    match waiting.and_then(|write| seconds_left(write.stage(), look)) {
        Some(left) => sheet.marked(0, "◷", &format!("{what}: sent again in {left} s; Esc stops it"), look.theme.warn()),
        None => sheet.marked(0, look.spinner(), what, style),
    };
}

impl Creating {
    /// What is awaited, or what came of it.
    pub fn draw(&self, sheet: &mut Sheet, look: &Look<'_>) {
        if let Phase::Clash(.., since) = &self.phase {
            return waiting(sheet, "looking up which name is taken", *since, look);
        }
        let Some(flight) = self.flight(look.shared) else { return self.draw_idle(sheet) };
        let name = flight.write.name();
        match flight.stage() {
            Stage::Idle => self.draw_idle(sheet),
            Stage::Sent(since) => {
                if let Some(left) = seconds_left(flight.stage(), look) {
                    let text = format!("sent again in {left} s; Esc stops that. Nothing was created yet");
                    sheet.marked(0, "◷", &text, look.theme.warn());
                    return;
                }
                let what = match flight.write.purpose {
                    Purpose::AuthUrl => "requesting the authorization URL",
                    Purpose::Create => "creating the connection",
                };
                waiting(sheet, what, since, look);
            }
            Stage::LookingUp(since) => {
                waiting(sheet, &format!("looking up whether {name} was created"), since, look);
            }
            Stage::Unknown => {
                let mut text = flight.sentence(&Outcome::Unknown);
                if let Some(other) = &flight.trace().other {
                    let whose = about(other, look);
                    text = format!("{text} A connection of that name exists, {whose}. It may be another one.");
                }
                sheet.marked(0, "?", &text, look.theme.warn());
                sheet.marked(
                    0,
                    "•",
                    "Enter looks it up again, Esc goes back. Ctrl+G sends it again: only if you know that it did not arrive.",
                    look.theme.dim(),
                );
                self.draw_unused(sheet);
            }
        }
    }

    fn draw_idle(&self, sheet: &mut Sheet) {
        if let Some(not_created) = &self.not_created {
            sheet.good(&format!("{not_created} It can be sent again."));
        }
        self.draw_unused(sheet);
        if let Some(dialect) = self.no_route {
            let text = format!(
                "The tenant does not have the path of --api {}. Ctrl+T shows the request of --api {}.",
                dialect.word(),
                dialect.other().word()
            );
            sheet.warn(&text);
        }
    }

    fn draw_unused(&self, sheet: &mut Sheet) {
        if let Some(credential) = &self.unused {
            let text = format!(
                "Your credentials {} were created although the connection was not. e uses them as existing credentials.",
                credential.name
            );
            sheet.warn(&text);
        }
    }
}

fn waiting(sheet: &mut Sheet, what: &str, since: Instant, look: &Look<'_>) {
    let seconds = look.now.saturating_duration_since(since).as_secs();
    sheet.marked(0, look.spinner(), &format!("{what} · {seconds} s"), look.theme.text());
}

fn about(found: &Connection, look: &Look<'_>) -> String {
    let me = look.shared.draft.here().me.as_ref();
    let owner = match &found.owner {
        Some(owner) if me.is_some_and(|me| me.user_id == *owner) => {
            look.shared.acting_as().map_or_else(|| "owned by you".to_owned(), |name| format!("owned by {name}"))
        }
        Some(owner) => format!("owned by {owner}"),
        None => "of an owner the tenant does not name".to_owned(),
    };
    let since = found.created.as_ref().map(|created| format!(", created {}", minute(created))).unwrap_or_default();
    format!("{owner}{since}")
}
