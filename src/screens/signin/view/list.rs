//! How the lists look: the authentication methods, the explanation, the contexts of qlik-cli, the users of an e-mail address.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{host, signed_in, stacked, under_way};
use crate::{
    domain::{access::CliContext, access::Method},
    screens::signin::{
        State,
        list::{ALTERNATIVES, Row, rows},
    },
    ui::{
        Look, Rendered,
        sheet::{ChoiceState, Sheet},
        text::{cut, width},
    },
};

/// From this width on there is room for a word beside the label.
const WIDE: u16 = 54;
/// From this height on there is room for gaps.
const ROOMY: u16 = 18;
/// How many facts there are; each fits into one row of a small window.
const FACTS: usize = 3;
/// How wide the names of contexts may be: at least, at most.
const NAMES: (usize, usize) = (12, 24);
/// How wide the column of the facts' labels is.
const LABELS: usize = 7;

impl State {
    pub(super) fn draw_list(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let roomy = area.height >= ROOMY;
        let mut sheet = Sheet::new(look.theme, area.width);
        sheet.title("Choose an authentication method");
        signed_in(&mut sheet, look);
        if self.wants_set_up {
            let text = "Sign in as an administrator first; then the set-up opens.";
            sheet.marked(0, "→", text, look.theme.focus());
        }
        if roomy {
            sheet.gap();
        }
        let rows = rows(look.shared);
        let columns = rows.iter().map(|row| width(row.label()) + 2).max().unwrap_or(0);
        for (at, row) in rows.iter().enumerate() {
            if *row == Row::KeyForAnother && roomy {
                sheet.gap();
            }
            let label = format!("{} {}", at + 1, row.label());
            let short = if area.width >= WIDE { row.facts().short } else { "" };
            sheet.choice(&label, short, columns, state(at == self.cursor.row()));
        }
        let foot = facts(rows.get(self.cursor.row()), area, look);
        stacked(sheet, foot, FACTS, area, buf, seen);
    }

    pub(super) fn draw_explanation(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let mut sheet = Sheet::new(look.theme, area.width);
        sheet.title("There is no API key for another user");
        if area.height >= ROOMY {
            sheet
                .gap()
                .text(
                    "The tenant creates an API key only for the user who asks for it. For another user it answers 403, to \
                     administrators too.",
                )
                .gap()
                .text("Two methods work, and what you create belongs to that user:")
                .gap();
        } else {
            sheet.text("The tenant answers 403, to administrators too. Two methods work:");
        }
        let columns = ALTERNATIVES.into_iter().map(|row| width(row.label()) + 2).max().unwrap_or(0);
        for (at, row) in ALTERNATIVES.into_iter().enumerate() {
            let about = match at {
                0 => "simpler: no key file",
                1 => "also for new users",
                _ => "sets up either",
            };
            let about = if area.width >= WIDE { about } else { "" };
            sheet.choice(&format!("{} {}", at + 1, row.label()), about, columns, state(at == self.alternative.row()));
        }
        let foot = facts(ALTERNATIVES.get(self.alternative.row()), area, look);
        stacked(sheet, foot, FACTS, area, buf, seen);
    }

    pub(super) fn draw_contexts(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let mut sheet = Sheet::new(look.theme, area.width);
        sheet.title("Which qlik-cli context?").gap();
        match &self.contexts.known {
            None => {}
            Some(Err(why)) => {
                sheet.marked(0, "!", why, look.theme.warn());
            }
            Some(Ok(known)) if known.contexts.is_empty() => {
                sheet.text(&match &known.path {
                    Some(path) => format!("{path} has no Qlik Cloud context."),
                    None => "No qlik-cli contexts were found. They are usually in ~/.qlik/contexts.yml.".to_owned(),
                });
            }
            Some(Ok(known)) => {
                let about = |context: &CliContext| {
                    let way = context.access.as_ref().map_or("no credentials", |access| access.words());
                    format!("{} · {way}", context.host)
                };
                let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
                let beside = widest(&mut known.contexts.iter().map(|context| width(&about(context))));
                // A long name gives way to host and login, which tell the contexts apart.
                let most = usize::from(area.width).saturating_sub(beside + 8).clamp(NAMES.0, NAMES.1);
                let names = widest(&mut known.contexts.iter().map(|context| width(&context.name))).min(most);
                for (at, context) in known.contexts.iter().enumerate() {
                    let here = at == self.contexts.cursor.row();
                    let mark = if context.current { " *" } else { "" };
                    let usable = context.access.is_some() && context.host == host(look);
                    let state = match (here, usable) {
                        (true, true) => ChoiceState::Current,
                        (true, false) => ChoiceState::CurrentGreyed,
                        (false, true) => ChoiceState::Open,
                        (false, false) => ChoiceState::Greyed,
                    };
                    sheet.choice(&format!("{}{mark}", cut(&context.name, names)), &about(context), names + 2, state);
                }
                if let Some(path) = &known.path {
                    sheet.gap().dim(&format!("From {path}, which is only read. * is the current context."));
                }
            }
        }
        under_way(&mut sheet, 0, look);
        let mut foot = Sheet::new(look.theme, area.width);
        if let Some(context) = self.contexts.current().filter(|context| context.host != host(look)) {
            let text =
                format!("{} is for {}, not for {}. Enter goes to that tenant.", context.name, context.host, host(look));
            foot.marked(0, "!", &text, look.theme.warn());
        }
        stacked(sheet, foot, FACTS, area, buf, seen);
    }

    pub(super) fn draw_people(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        const COLUMNS: usize = 8;
        let Some(people) = &self.people else { return };
        let mut sheet = Sheet::new(look.theme, area.width);
        match people.users.len() {
            1 if people.method == Method::Signed => sheet.title("Is this the user?"),
            1 => sheet.title("Act as this user?"),
            several => sheet.title(&format!("{several} users have the address {}. Which one?", people.email)),
        };
        sheet.gap();
        for (at, user) in people.users.iter().enumerate() {
            let here = at == people.cursor.row();
            sheet.choice(&user.name, "", 0, state(here));
            let from = sheet.len();
            let facts = [
                ("  e-mail", user.email.as_deref().unwrap_or(&people.email)),
                ("  subject", user.subject.as_str()),
                ("  id", user.id.as_str()),
                ("  status", user.status.as_deref().unwrap_or_default()),
            ];
            for (label, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
                sheet.fact(label, COLUMNS + 2, value);
            }
            if here && user.status.as_deref().is_some_and(|status| status != "active") {
                sheet.marked(2, "!", "You can act as an active user only.", look.theme.warn());
            }
            if here {
                sheet.focus_last(sheet.len() - from + 1);
            }
        }
        sheet.gap().dim("The connections and credentials you create will belong to this user.");
        under_way(&mut sheet, 0, look);
        sheet.draw(area, buf, seen);
    }
}

fn state(here: bool) -> ChoiceState {
    if here { ChoiceState::Current } else { ChoiceState::Open }
}

/// What helps to choose this row.
fn facts(row: Option<&Row>, area: Rect, look: &Look<'_>) -> Sheet {
    let mut sheet = Sheet::new(look.theme, area.width);
    if let Some(facts) = row.map(|row| row.facts()) {
        for (label, value) in [("Acts as", facts.acts), ("Needs", facts.needs), ("Set-up", facts.admin)] {
            sheet.fact(label, LABELS, value);
        }
    }
    sheet
}
