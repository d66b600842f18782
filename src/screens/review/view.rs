//! How the step Review looks: the answers, the request, and below them, always in view, the button and what became of it.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Focus, State, answers, missing};
use crate::{
    domain::{
        credential::CredentialChoice,
        dialect::Purpose,
        known,
        space::{SpaceChoice, SpaceKind},
        step::Step,
    },
    kit::shared::Shared,
    screens::creating::view::{call, pinned, request},
    ui::{Draw, Look, Seen, sheet::Sheet},
};

/// How wide the column of the labels is.
const LABELS: usize = 12;
/// Below this many rows the button scrolls along.
const LEAST: u16 = 8;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Seen) {
        let mut sheet = Sheet::new(look.theme, area.width);
        self.overview(&mut sheet, look);
        let request_row = sheet.len();
        Self::request_of(&mut sheet, look);
        let mut foot = Sheet::new(look.theme, area.width);
        self.foot(&mut foot, look);
        if area.height < LEAST {
            return if self.focus == Focus::Create || !self.creating.is_idle() {
                foot.draw(area, buf, seen);
            } else {
                sheet.draw(area, buf, seen);
            };
        }
        let room = usize::from(area.height).saturating_sub(foot.len() + 1);
        // Whoever is about to press the button sees the request, even where the answers do not fit above it.
        let row = match self.focus {
            Focus::Create if sheet.len() > room => request_row,
            Focus::Overview | Focus::Answer(_) | Focus::Create => sheet.top(room),
        };
        pinned(sheet, foot, self.scroll.row(row), area, buf, seen);
    }
}

impl State {
    fn overview(&self, sheet: &mut Sheet, look: &Look<'_>) {
        sheet.title("This is what will be made").gap();
        for step in answers(look.shared) {
            let here = self.focus == Focus::Answer(step) && self.creating.is_idle();
            sheet.answer(label(step), LABELS, &value(step, look.shared), here.into());
        }
        sheet.gap();
    }

    fn request_of(sheet: &mut Sheet, look: &Look<'_>) {
        let draft = &look.shared.draft;
        // Without its code the request can still be looked at; it cannot be sent.
        let whole = draft.connection();
        let about = match &whole {
            Some(_) => "and this is exactly what will be sent; •••• stands for a secret",
            None => "what will be sent, as far as it stands; •••• stands for a secret",
        };
        match whole.or_else(|| draft.connection_without_code()) {
            Some(connection) => {
                sheet.dim(about).gap();
                request(sheet, &call(&connection, Purpose::Create, look), look);
            }
            None => {
                sheet.dim("The request stands here once every step has its answer.");
            }
        }
    }

    fn foot(&self, sheet: &mut Sheet, look: &Look<'_>) {
        self.creating.draw(sheet, look);
        if !self.creating.is_idle() {
            return;
        }
        match missing(look.shared) {
            Some(step) => {
                let text = format!("{} Enter leads there.", what_is_missing(step));
                sheet.marked(0, "!", &text, look.theme.warn());
            }
            None => {
                sheet.button("Create the connection", (self.focus == Focus::Create).into());
            }
        }
    }
}

fn what_is_missing(step: Step) -> String {
    match step {
        Step::Authorise => {
            "The code is missing, or what it was asked for has changed since: Authorise brings a new one.".to_owned()
        }
        other => format!("{} has no answer yet.", other.label()),
    }
}

fn label(step: Step) -> &'static str {
    match step {
        Step::Tenant => "Tenant",
        Step::SignIn => "Owner",
        Step::Space => "Space",
        Step::Source => "Data source",
        Step::Credentials => "Credentials",
        Step::Details | Step::Review | Step::Done => "Name",
        Step::Authorise => "Consent",
    }
}

fn value(step: Step, shared: &Shared) -> String {
    let (here, of) = (shared.draft.here(), shared.draft.of());
    let answer = match step {
        Step::Tenant => shared.draft.tenant().map(|tenant| tenant.host().to_owned()),
        Step::SignIn => here.me.as_ref().map(|me| match (&me.email, me.is_bot()) {
            (_, true) => format!("{}, a bot: it will own what is made", me.name),
            (Some(email), false) => format!("{} ({email})", me.name),
            (None, false) => me.name.clone(),
        }),
        Step::Space => here.space.as_ref().map(|space| match space {
            SpaceChoice::Personal => "your personal space".to_owned(),
            SpaceChoice::In(space) => match &space.kind {
                SpaceKind::Other(word) if word.is_empty() => space.name.clone(),
                kind => format!("{} ({})", space.name, kind.word()),
            },
        }),
        Step::Source => here.source.as_ref().map(known::label),
        Step::Credentials => of.credential.as_ref().map(|choice| match choice {
            CredentialChoice::Embedded => "embedded: one login, kept in the connection".to_owned(),
            CredentialChoice::New(name) => format!("separated, new: {name}"),
            CredentialChoice::Existing(credential) => format!("separated, existing: {}", credential.name),
        }),
        Step::Details | Step::Review | Step::Done => of.details.as_ref().map(|details| details.name.clone()),
        Step::Authorise => shared
            .draft
            .authorised()
            .map(|authorised| format!("given in the browser, code of {} characters", authorised.code.count())),
    };
    answer.unwrap_or_else(|| "missing".to_owned())
}
