//! How changing a connection looks: its form, and old and new beside the request.

use ratatui::{buffer::Buffer, layout::Rect};
use serde_json::Value;

use super::tasks::request;
use crate::{
    domain::{
        connection::is_service_tag,
        http::Json,
        patch::{self, Change},
        property::SELECTED_CREDENTIALS,
        request::Asked,
    },
    screens::{
        connections::{
            State,
            card::ConnectionCard,
            change::{Changing, Phase},
        },
        creating::view::{reviewed, titled, under_way},
        details::form::{Only, Row},
    },
    ui::{Look, Rendered, form::Spot, sheet::Sheet, text::width},
};

/// How wide the column of the labels is at most.
const LABELS: usize = 24;
/// So many of the properties that the source does not describe are shown.
const SHOWN: usize = 8;

impl State {
    pub(super) fn draw_changing(
        &self,
        card: &ConnectionCard,
        changing: &Changing,
        area: Rect,
        buf: &mut Buffer,
        look: &Look<'_>,
        seen: &mut Rendered,
    ) {
        match changing.step {
            Phase::Opening => {
                let mut sheet = Sheet::new(look.theme, area.width);
                sheet.title(&format!("Change {}", self.placed(card))).gap();
                if look.is_slow(Asked::ReadSpec) {
                    sheet.marked(0, look.spinner(), "asking for the fields of its data source", look.theme.dim());
                }
                sheet.draw(area, buf, seen);
            }
            Phase::Fields | Phase::Naming => {
                let title = match changing.only {
                    Only::All => format!("Change {}", self.placed(card)),
                    Only::Login => format!("New credentials for {}", self.placed(card)),
                    Only::Name => format!("Rename {}", self.placed(card)),
                };
                let [body, foot] = changing.fields.over_help(area);
                let (mut sheet, body) = titled(&title, body, buf, look);
                self.draw_fields(card, changing, &mut sheet, look);
                sheet.draw(body, buf, seen);
                changing.fields.draw_help(foot, buf, look.theme);
            }
            Phase::Review | Phase::Rereading | Phase::Sending => {
                let facts = |sheet: &mut Sheet| self.review(card, changing, sheet, look);
                let call = patch::request(look.shared.dialect, &card.connection.id, &changing.changes);
                let request = |sheet: &mut Sheet| request(sheet, "Request (secrets hidden)", &call, look);
                let end = |sheet: &mut Sheet| sending(card, changing, sheet, look);
                reviewed([&facts, &request, &end], changing.review.scroll.row(0), area, buf, look, seen);
            }
        }
    }

    fn draw_fields(&self, card: &ConnectionCard, changing: &Changing, sheet: &mut Sheet, look: &Look<'_>) {
        match changing.only {
            Only::All => {
                sheet.dim("Stored secrets are not shown and stay if left empty. Any other field you empty is removed.");
                for label in changing.fields.hiding(&changing.now) {
                    let text =
                        format!("{label}: encrypted rows are not shown. A change here replaces all rows, also those.");
                    sheet.dim(&text);
                }
            }
            Only::Login => {
                sheet.dim("Only what you type is sent; everything else stays as it is.");
                self.whose(card, sheet, look);
                if let Some(text) = self.shared_by(card) {
                    sheet.marked(0, "!", &text, look.theme.warn());
                    let text = "If they do not, create each anew: Another one like this. qonnect cannot give existing ones other credentials.";
                    sheet.marked(0, "•", text, look.theme.dim());
                }
            }
            Only::Name => {
                sheet.dim("Load scripts that use the old name must be changed.");
            }
        }
        if let Some(why) = &changing.without_fields {
            sheet.marked(0, "!", why, look.theme.warn());
        }
        sheet.gap();
        changing.fields.draw(sheet, look, |sheet, input, (spot, _)| {
            if spot == Spot::Above && input.key() == Row::Next {
                let unknown: Vec<(&str, &str)> = changing.unknown().collect();
                if changing.only == Only::All && !unknown.is_empty() {
                    sheet.gap().dim("The source does not describe these. They are kept as they are:");
                    for (key, value) in unknown.iter().take(SHOWN) {
                        let value = changing.fields.shown(key, value);
                        sheet.marked(2, "·", &format!("{key}: {}", or_empty(&value)), look.theme.dim());
                    }
                    if unknown.len() > SHOWN {
                        sheet.marked(2, "·", &format!("and {} more", unknown.len() - SHOWN), look.theme.dim());
                    }
                }
                if changing.step == Phase::Naming {
                    sheet.marked(2, look.spinner(), "checking the name, then going on", look.theme.dim());
                }
                sheet.gap();
            }
        });
    }

    fn review(&self, card: &ConnectionCard, changing: &Changing, sheet: &mut Sheet, look: &Look<'_>) {
        sheet.title(&format!("Review the change of {}", self.placed(card))).gap();
        if !changing.meanwhile.is_empty() {
            sheet.marked(0, "!", "Changed in the meantime:", look.theme.warn());
            for (key, before, now) in &changing.meanwhile {
                let [before, now] = [before, now].map(|value| changing.fields.shown(key, value));
                let label = changing.fields.called(key);
                let text = if before == now {
                    format!("{label}: a secret value")
                } else {
                    format!("{label}: {} → {}", or_empty(&before), or_empty(&now))
                };
                sheet.marked(2, "•", &text, look.theme.warn());
            }
            sheet.gap();
        }
        let labels: Vec<String> = changing.changes.iter().map(|change| label(changing, change)).collect();
        let widest = labels.iter().map(|label| width(label)).max().unwrap_or(0).min(LABELS).min(sheet.columns() / 3);
        let own = card.own(look.shared).map(|credential| credential.name);
        for (change, label) in changing.changes.iter().zip(&labels) {
            sheet.fact(label, widest + 1, &old_and_new(changing, change, own.as_deref()));
            if change.path == patch::pointer(&change.key) {
                sheet.key(label, &change.key);
            }
        }
        if patch::moves_server(&changing.changes) && card.connection.separated == Some(true) {
            let all = "The address changes, so every user's own credentials are dropped from this connection: each has to choose or add theirs again.";
            let yours = if changing.changes.iter().any(|change| change.key == SELECTED_CREDENTIALS) {
                " Yours are chosen again in the same request. That the tenant takes both together is not published; it is read back."
            } else {
                ""
            };
            sheet.gap().marked(0, "!", &format!("{all}{yours}"), look.theme.warn());
        }
        let hiding = changing.fields.hiding(&changing.now);
        let is_changed =
            |label: &&&str| changing.changes.iter().any(|change| changing.fields.called(&change.key) == **label);
        for label in hiding.iter().filter(is_changed) {
            let text = format!(
                "All rows of {label} are replaced. Those that the tenant does not show, such as encrypted ones, are removed unless you entered them again."
            );
            sheet.gap().marked(0, "!", &text, look.theme.warn());
        }
        if changing.only == Only::Login {
            self.whose(card, sheet, look);
        }
        if let Some(text) = self.shared_by(card).filter(|_| changing.only == Only::Login) {
            sheet.gap().marked(0, "!", &text, look.theme.warn());
        }
    }
}

impl State {
    /// What the connection is called, with its space: others may have its name in other spaces.
    fn placed(&self, card: &ConnectionCard) -> String {
        let space = card.connection.space.as_deref();
        let place = space.map_or("a personal space", |_| self.list.space(space));
        format!("{} in {place}", card.name())
    }

    /// Whose credentials are to get a new secret, where they are not those of who is signed in.
    fn whose(&self, card: &ConnectionCard, sheet: &mut Sheet, look: &Look<'_>) {
        if let Some(whose) = card.not_mine(&self.list, look.shared) {
            let text = format!("{whose} What you enter may replace theirs.");
            sheet.marked(0, "!", &text, look.theme.warn());
        }
    }
}

/// The button, or what is under way.
fn sending(card: &ConnectionCard, changing: &Changing, sheet: &mut Sheet, look: &Look<'_>) {
    match changing.step {
        Phase::Rereading => {
            sheet.marked(0, look.spinner(), "reading it once more before it is changed", look.theme.dim());
        }
        Phase::Sending => {
            under_way(sheet, changing.write, &format!("changing {}", card.name()), look);
        }
        _ => {
            sheet.button(&format!("Change {}", card.name()), true.into());
        }
    }
}

/// What is changed, as the form calls it. Of a file its name and its content are changed each by itself.
fn label(changing: &Changing, change: &Change) -> String {
    let label = changing.fields.called(&change.key);
    match change.path.rsplit('/').next() {
        Some("name") if change.path != patch::pointer(&change.key) => format!("{label}: name"),
        Some("value") if change.path != patch::pointer(&change.key) => format!("{label}: content"),
        _ => label.to_owned(),
    }
}

/// What stands there now, as far as the tenant tells, and what will. `own`: what the credentials are called that are chosen again.
fn old_and_new(changing: &Changing, change: &Change, own: Option<&str>) -> String {
    let now = &changing.now;
    match (change.key.as_str(), &change.value) {
        (SELECTED_CREDENTIALS, Some(value)) if change.before == change.after() => {
            return format!("{}, chosen again", own.map_or_else(|| value.masked(), str::to_owned));
        }
        // Those of the service are sent along and stay.
        ("tags", Some(Json::Plain(Value::Array(all)))) => {
            let new: Vec<&str> = all.iter().filter_map(Value::as_str).filter(|tag| !is_service_tag(tag)).collect();
            let old: Vec<&str> = now.own_tags().collect();
            let [old, new] = [old, new].map(|tags| if tags.is_empty() { "(none)".to_owned() } else { tags.join(", ") });
            return format!("{old} → {new}");
        }
        _ => {}
    }
    let is_login = |key: &str| changing.fields.is_login(key);
    let was = change.was();
    let before = match &was {
        Some(before) => or_empty(changing.fields.chosen(&change.key, before)),
        None if patch::is_absent(now, change, is_login) => "(not set)",
        None => "(not told)",
    };
    let after = change.value.as_ref().map(Json::brief);
    let after = after.as_deref().map_or("(removed)", |after| or_empty(changing.fields.chosen(&change.key, after)));
    format!("{before} → {after}")
}

fn or_empty(text: &str) -> &str {
    if text.is_empty() { "(empty)" } else { text }
}
