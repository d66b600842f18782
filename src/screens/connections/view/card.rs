//! How one connection looks: facts, what can be done, properties.

use ratatui::{buffer::Buffer, layout::Rect};

use super::kind;
use crate::{
    domain::{
        connection::{Connection, in_load_script},
        field::{called, chosen, shown},
        property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS, SEPARATE},
        request::Asked,
    },
    kit::notice::Notice,
    screens::connections::{
        State,
        card::{CardAction, ConnectionCard, LoadState, Uses, Whose},
        entry::Entry,
        list,
    },
    ui::{
        Look, Rendered,
        sheet::{ChoiceState, Sheet},
        text::{minute, width},
    },
};

/// How wide the column of the labels is.
const LABELS: usize = 12;
/// How wide the column of the actions is.
const ACTIONS: usize = 24;
/// So many of the connections that share credentials are named.
const NAMED: usize = 3;

impl State {
    pub(super) fn draw_card(
        &self,
        card: &ConnectionCard,
        area: Rect,
        buf: &mut Buffer,
        look: &Look<'_>,
        seen: &mut Rendered,
    ) {
        let columns = look.beside(area);
        let left = columns.map_or(area, |[left, _]| left);
        let mut sheet = Sheet::new(look.theme, left.width);
        self.facts(card, &mut sheet, look);
        let (source, fields) = (card.source(), card.fields());
        for (key, sent, there) in &card.not_as_sent {
            let label = called(source.as_ref(), &fields, key);
            let [sent, there] = [sent, there].map(|value| chosen(&fields, key, value));
            let there = if there.is_empty() { "none" } else { there };
            let text = if sent == there {
                format!("{label}: the tenant has another secret than was sent")
            } else {
                format!("{label}: {sent} was sent, the tenant has {there}")
            };
            sheet.marked(0, "!", &text, look.theme.warn());
        }
        sheet.gap();
        let mut told = None;
        for (at, action) in CardAction::ALL.into_iter().enumerate() {
            let refusal = card.refusal(action, &self.list, look.shared);
            let state = match (at == card.cursor.row(), refusal.is_some()) {
                (true, false) => ChoiceState::Current,
                (true, true) => ChoiceState::CurrentGreyed,
                (false, false) => ChoiceState::Open,
                (false, true) => ChoiceState::Greyed,
            };
            // A reason that several in a row have is told once; Enter tells it of each.
            let reason = match &refusal {
                Some(_) if refusal == told => "As above",
                Some(reason) => reason,
                None => "",
            };
            sheet.choice(action.label(), reason, ACTIONS, state);
            told = refusal;
        }
        if let Some([_, right]) = columns {
            look.divide(right, buf);
            let mut beside = Sheet::new(look.theme, right.width);
            properties(card, &mut beside, look);
            let mut other = Rendered::default();
            beside.draw_from(card.scroll.row(0), right, buf, &mut other);
            let left = named(card, sheet.len(), left, buf, look);
            sheet.draw(left, buf, seen);
            seen.extent = other.extent;
            return;
        }
        sheet.gap();
        properties(card, &mut sheet, look);
        let left = named(card, sheet.len(), left, buf, look);
        let own = sheet.top(usize::from(left.height));
        sheet.draw_from(card.scroll.row(own), left, buf, seen);
    }

    fn facts(&self, card: &ConnectionCard, sheet: &mut Sheet, look: &Look<'_>) {
        let it = &card.connection;
        let space = self.list.space(it.space.as_deref());
        sheet.fact("Space", LABELS, if it.space.is_none() { "personal space" } else { space });
        sheet.fact("Data source", LABELS, &self.list.source(it.source.as_deref()));
        if let Some(gone) = card.gone_source(&self.list) {
            sheet.marked(LABELS + 1, "!", &gone, look.theme.warn());
        }
        let owner = self.list.owner(it.owner.as_deref(), look.shared);
        if !owner.is_empty() {
            sheet.fact("Owner", LABELS, &owner);
        }
        sheet.fact("Credentials", LABELS, &self.credentials(card, look));
        let [created, mut changed] = [&it.created, &it.updated].map(|time| time.as_deref().map(minute));
        // One that nobody changed since has one time.
        changed.take_if(|changed| created.as_ref() == Some(changed));
        let both =
            created.as_ref().zip(changed.as_ref()).map(|(created, changed)| format!("{created}, changed {changed}"));
        let facts = match both.filter(|both| LABELS + 1 + both.len() <= sheet.columns()) {
            Some(both) => [("Created", Some(both)), ("Changed", None)],
            None => [("Created", created), ("Changed", changed)],
        };
        for (label, time) in facts {
            if let Some(time) = time {
                sheet.fact(label, LABELS, &time);
            }
        }
        let tags: Vec<&str> = it.own_tags().collect();
        if !tags.is_empty() {
            sheet.fact("Tags", LABELS, &tags.join(", "));
        }
        sheet.fact(
            "Load script",
            LABELS,
            &in_load_script(it.source.as_deref(), it.space.as_ref().map(|_| space), list::name(it)),
        );
        sheet.fact("Id", LABELS, &it.id);
    }

    /// How the credentials are kept, whose they are, and what else uses them, as far as the tenant tells.
    fn credentials(&self, card: &ConnectionCard, look: &Look<'_>) -> String {
        let is_separated = card.is_separated();
        let told = match &card.uses {
            Uses::Asking if look.is_slow(Asked::FindCredential) || look.is_slow(Asked::ReadBack) => {
                format!("{} looking them up", look.spinner())
            }
            Uses::Asking => String::new(),
            Uses::None if is_separated => "you have none for it: you must add yours before you can use it".to_owned(),
            Uses::None => "the tenant names none".to_owned(),
            Uses::Hidden if is_separated => "not yours, so the tenant does not show them to you".to_owned(),
            Uses::Hidden => "the tenant does not show them to you".to_owned(),
            Uses::NotTold => "could not be looked up".to_owned(),
            Uses::Told(owned) => {
                let credential = &owned.credential;
                let named = match card.whose(look.shared) {
                    _ if !is_separated => "stored in the connection".to_owned(),
                    Some(Whose::Mine | Whose::NotTold) | None => credential.name.clone(),
                    Some(Whose::Another(None)) => format!("{}, not yours", credential.name),
                    Some(Whose::Another(Some(id))) => {
                        format!("{} of {}", credential.name, self.list.owner(Some(&id), look.shared))
                    }
                };
                match (credential.connections, self.others(&card.connection)) {
                    (Some(0 | 1), _) => format!("{named}, used by this connection only"),
                    (Some(count), others) => format!("{named}, used by {count} connections{others}"),
                    (None, others) if others.is_empty() => named,
                    (None, others) => format!("{named}, used also{others}"),
                }
            }
        };
        [kind(card.connection.separated), &told]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(": ")
    }

    /// Who else uses separated credentials that are to get a new secret. None where nobody is known to.
    pub(super) fn shared_by(&self, card: &ConnectionCard) -> Option<String> {
        if !card.is_separated() {
            return None;
        }
        let others = self.others(&card.connection);
        let used = match card.used_by() {
            Some(count) if count > 1 => format!("{count} connections use these credentials{others}."),
            _ if !others.is_empty() => format!("Other connections use these credentials{others}."),
            _ => return None,
        };
        Some(format!("{used} They share them by name, so they should follow; that is not verified."))
    }

    /// ` (also by Orders, Stock)`: of the connections that are here. Those that are called alike, or like this one, stand with their
    /// spaces, as in a load script: `Finance:Orders`.
    fn others(&self, connection: &Connection) -> String {
        let others: Vec<&Entry> = self.list.sharing(connection).collect();
        let is_shared = |name: &str| {
            name == list::name(connection) || others.iter().filter(|other| other.name() == name).count() > 1
        };
        let called = |other: &&Entry| match other.space() {
            Some(space) if is_shared(other.name()) => format!("{}:{}", self.list.space(Some(space)), other.name()),
            _ => other.name().to_owned(),
        };
        let names: Vec<String> = others.iter().map(called).collect();
        match names.as_slice() {
            [] => String::new(),
            few if few.len() <= NAMED => format!(" (also by {})", few.join(", ")),
            many => format!(" (also by {} and {} more)", many[..NAMED].join(", "), many.len() - NAMED),
        }
    }
}

/// The name of the connection, which stays in view, and the room below it for so many rows.
fn named(card: &ConnectionCard, rows: usize, area: Rect, buf: &mut Buffer, look: &Look<'_>) -> Rect {
    let mut title = Sheet::new(look.theme, area.width);
    title.title(card.name());
    if usize::from(area.height) > title.len() + rows {
        title.gap();
    }
    title.pin(area, buf)
}

/// The properties as the tenant gives them back: secrets never are.
fn properties(card: &ConnectionCard, sheet: &mut Sheet, look: &Look<'_>) {
    sheet.title("Properties").gap();
    let own = [SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS];
    match &card.read {
        LoadState::Asking if look.is_slow(Asked::ReadBack) => {
            sheet.marked(0, look.spinner(), "reading the connection", look.theme.dim());
        }
        LoadState::Asking => {}
        LoadState::Failed(failure) => {
            let told = Notice::of(failure);
            let text = format!("It could not be read. {} Ctrl+R reads it again.", told.text);
            sheet.marked(0, "!", &text, look.theme.warn());
            if let Some(detail) = told.detail {
                sheet.dim(&detail);
            }
        }
        LoadState::Read => {
            let all: Vec<_> =
                card.connection.properties.iter().filter(|(key, _)| !own.contains(&key.as_str())).collect();
            if all.is_empty() {
                sheet.dim("The tenant lists none.");
            }
            let (source, fields) = (card.source(), card.fields());
            let label = |key| called(source.as_ref(), &fields, key);
            let widest = all.iter().map(|(key, _)| width(label(key))).max().unwrap_or(0);
            let columns = widest.clamp(LABELS, 24).min(sheet.columns() / 2);
            for (key, value) in all {
                let value = shown(source.as_ref(), &fields, key, value);
                let value = if value.is_empty() { "(empty)" } else { &value };
                sheet.fact(label(key), columns, value).key(label(key), key);
            }
            sheet.gap().dim("The tenant never shows stored secrets.");
            if let Some(field) = fields.iter().find(|field| field.may_hide_rows()) {
                sheet.dim(&format!("{} may have encrypted rows that are not shown here.", field.label));
            }
        }
    }
}
