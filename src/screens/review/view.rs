//! How the step Review looks: the answers, the request, and below them, in view where rows are not few, the button and what became of
//! it.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Focus, State, answers, missing};
use crate::{
    domain::{
        credential::{CredentialChoice, Mode},
        dialect::Purpose,
        draft::Entered,
        field::{called, chosen, fields},
        known,
        space::{SpaceChoice, SpaceKind},
        step::Step,
    },
    kit::shared::Shared,
    screens::creating::view::{abreast, call, over_foot, request},
    ui::{
        About, BEFORE_REVIEW, Draw, Look, Rendered,
        sheet::{Focus as Focused, Sheet},
        text::width,
    },
};

/// How wide the column of the labels is, at least and at most.
const LABELS: [usize; 2] = [14, 24];
/// Below so many rows every one counts: the step line says where one is.
const LOW: u16 = 8;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let columns = look.beside(area);
        let left = columns.map_or(area, |[left, _]| left);
        let mut sheet = Sheet::new(look.theme, left.width);
        let is_low = area.height < LOW;
        if look.has_rail() && !is_low {
            sheet.title("Review");
        }
        if !is_low {
            sheet.gap();
        }
        self.overview(&mut sheet, is_low, look);
        if is_low && columns.is_none() && self.has_button(look) {
            return self.draw_low(sheet, area, buf, look, seen);
        }
        let mut foot = Sheet::new(look.theme, left.width);
        self.foot(&mut foot, false, look);
        let [above, below] = over_foot(foot.len(), left);
        let own = match self.focus {
            Focus::Answer(_) => sheet.top(usize::from(above.height)),
            Focus::Reading | Focus::Before | Focus::Create => 0,
        };
        let row = self.scroll.row(own);
        match columns {
            None => {
                Self::request_of(&mut sheet, is_low, look);
                sheet.draw_from(row, above, buf, seen);
            }
            Some([_, right]) => {
                let mut beside = Sheet::new(look.theme, right.width);
                Self::request_of(&mut beside, is_low, look);
                abreast([sheet, beside], row, [above, right], buf, look, seen);
            }
        }
        let is_read = self.is_read || seen.extent.top >= seen.extent.last;
        let mut foot = Sheet::new(look.theme, left.width);
        self.foot(&mut foot, is_read, look);
        foot.draw(below, buf, &mut Rendered::default());
    }

    fn about(&self) -> About {
        About {
            text: "This is everything that will be created, and the exact request. Choose an answer to change it. \
                Create gets the focus when the end of the request has been on the screen.",
            page: "https://qlik.dev/apis/rest/data-connections/",
            promise: BEFORE_REVIEW,
        }
    }
}

impl State {
    /// Where rows are few the button stands at the end of the request, which has the row of it until then.
    fn draw_low(&self, mut sheet: Sheet, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        Self::request_of(&mut sheet, true, look);
        let height = usize::from(area.height);
        let last = (sheet.len() + 1).saturating_sub(height);
        let is_read = self.is_read || self.scroll.row(0) >= last;
        self.foot(&mut sheet, is_read, look);
        let own = match self.focus {
            Focus::Answer(_) | Focus::Create => sheet.top(height),
            Focus::Reading | Focus::Before => 0,
        };
        sheet.draw_from(self.scroll.row(own), area, buf, seen);
    }

    /// Whether there is nothing to be said below the request but what sends it.
    fn has_button(&self, look: &Look<'_>) -> bool {
        let mut said = Sheet::new(look.theme, look.columns);
        self.creating.draw(&mut said, look);
        said.is_empty() && self.creating.is_idle(look.shared) && missing(look.shared).is_none()
    }

    fn overview(&self, sheet: &mut Sheet, is_low: bool, look: &Look<'_>) {
        let columns = labels(look.shared).clamp(LABELS[0], LABELS[1]).min(sheet.columns() / 3 + 1);
        for step in answers(look.shared) {
            let here = self.focus == Focus::Answer(step) && self.creating.is_idle(look.shared);
            sheet.answer(label(step), columns, &value(step, is_low, look.shared), here.into());
            if step == Step::Details {
                details(sheet, columns, is_low, look.shared);
            }
        }
        if !is_low {
            sheet.gap();
        }
    }

    fn request_of(sheet: &mut Sheet, is_low: bool, look: &Look<'_>) {
        let draft = &look.shared.draft;
        // Without its code the request can still be looked at; it cannot be sent.
        let whole = draft.connection();
        let title = match &whole {
            Some(_) => "Request (secrets hidden)",
            None => "Request so far (secrets hidden)",
        };
        sheet.title(title);
        if !is_low {
            sheet.gap();
        }
        match whole.or_else(|| draft.connection_without_code()) {
            Some(connection) => request(sheet, &call(&connection, Purpose::Create, look), look),
            None => {
                sheet.dim("The request is shown here once every step has an answer.");
            }
        }
    }

    /// `is_read`: the end of the request is, or was, on the screen.
    fn foot(&self, sheet: &mut Sheet, is_read: bool, look: &Look<'_>) {
        self.creating.draw(sheet, look);
        if !self.creating.is_idle(look.shared) {
            return;
        }
        if let Some(step) = missing(look.shared) {
            let text = format!("{} Press Enter to go there.", what_is_missing(step));
            sheet.marked(0, "!", &text, look.theme.warn());
        } else {
            let focus = is_read && matches!(self.focus, Focus::Reading | Focus::Create);
            sheet.button("Create", focus.into());
        }
    }
}

/// What of Details is sent.
fn sent(shared: &Shared) -> impl Iterator<Item = &Entered> {
    let existing = shared.draft.mode() == Mode::Existing;
    let details = shared.draft.of().details.iter();
    details.flat_map(|details| &details.entered).filter(move |entered| !(existing && entered.credential))
}

/// How wide the widest label is.
fn labels(shared: &Shared) -> usize {
    let (Some(source), Some(spec)) = (&shared.draft.here().source, &shared.draft.of().spec) else { return 0 };
    let fields = fields(&source.id, spec);
    sent(shared).map(|entered| width(called(Some(&source.id), &fields, &entered.name))).max().unwrap_or(0)
}

/// Every value of Details with its label, as far as it may be shown. Where rows are few, a doubt has its mark alone.
fn details(sheet: &mut Sheet, columns: usize, is_low: bool, shared: &Shared) {
    let (Some(source), Some(spec)) = (&shared.draft.here().source, &shared.draft.of().spec) else { return };
    let fields = fields(&source.id, spec);
    for entered in sent(shared) {
        let (label, value) = (called(Some(&source.id), &fields, &entered.name), entered.value.brief());
        // A choice is called as Details calls it; the request below has what travels.
        let shown = chosen(&fields, &entered.name, &value);
        let field = fields.iter().find(|field| field.name == entered.name);
        match field.and_then(|field| field.doubt(&entered.value)) {
            Some(doubt) => sheet.doubted(label, columns, shown, if is_low { "" } else { &doubt }),
            None => sheet.answer(label, columns, shown, Focused::Elsewhere),
        };
    }
    let left = shared.draft.left_empty();
    if !left.is_empty() {
        sheet.answer("Left empty", columns, &left.join(", "), Focused::Elsewhere);
    }
}

fn what_is_missing(step: Step) -> String {
    match step {
        Step::Authorize => {
            "The code is missing, or your answers have changed since. Get a new one at Authorize.".to_owned()
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
        Step::Authorize => "Authorization",
    }
}

/// `is_low`: rows are few, and so are the words.
fn value(step: Step, is_low: bool, shared: &Shared) -> String {
    let (here, of) = (shared.draft.here(), shared.draft.of());
    let answer = match step {
        Step::Tenant => shared.draft.tenant().map(|tenant| tenant.host().to_owned()),
        Step::SignIn => here.me.as_ref().map(|me| match (&me.email, me.is_bot()) {
            (_, true) => format!("{}, a bot user: it will own the connection", me.name),
            _ if is_low => me.name.clone(),
            (Some(email), false) => format!("{} ({email})", me.name),
            (None, false) => me.name.clone(),
        }),
        Step::Space => here.space.as_ref().map(|space| match space {
            SpaceChoice::Personal => here.personal_space(),
            SpaceChoice::In(space) => match &space.kind {
                SpaceKind::Other(word) if word.is_empty() => space.name.clone(),
                kind => format!("{} ({})", space.name, kind.word()),
            },
        }),
        Step::Source => here.source.as_ref().map(known::label),
        Step::Credentials => of.credential.as_ref().map(|choice| match choice {
            CredentialChoice::Embedded if is_low => "embedded".to_owned(),
            CredentialChoice::Embedded => "embedded: stored in the connection".to_owned(),
            CredentialChoice::New(name) => format!("separated, new: {name}"),
            CredentialChoice::Existing(credential) => format!("separated, existing: {}", credential.name),
        }),
        Step::Details | Step::Review | Step::Done => of.details.as_ref().map(|details| details.name.clone()),
        Step::Authorize => {
            shared.draft.authorized().map(|authorized| format!("code, {} characters", authorized.code.count()))
        }
    };
    answer.unwrap_or_else(|| "missing".to_owned())
}
