//! How the assistant looks: what there is to read, and below it, always in view, the buttons.

mod ending;
mod review;
mod secret;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    Page, State,
    answers::{SetUpAnswers, SetUpKind},
};
use crate::{
    domain::request::Asked,
    screens::creating::view::pinned,
    ui::{
        About, BEFORE_BUTTON, Draw, Look, Rendered,
        form::{FormLook, Spot},
        sheet::Sheet,
    },
};

/// Below this many rows the buttons scroll along.
const LEAST: u16 = 9;
/// How wide the column of the labels is at most.
const LABELS: usize = 16;
/// What there is to know of each choice: a person compares before choosing.
const ABOUT: [&str; 2] = [
    "OAuth client: M2M impersonation, as Qlik recommends. No key file; users must exist.",
    "JWT identity provider: a key pair on this machine. An unknown subject becomes a new user.",
];

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let area = self.draw_shown_secret(area, buf, look);
        let mut sheet = Sheet::new(look.theme, area.width);
        match self.page {
            Page::Intro => intro(&mut sheet, &self.answers, look),
            Page::Answers => self.draw_answers(&mut sheet, look),
            Page::Review => self.draw_review(&mut sheet, look),
            Page::Run => self.draw_run(&mut sheet, look),
            Page::Removal => self.draw_removal(&mut sheet, look),
            Page::Trial => self.draw_trial(&mut sheet, look),
            Page::Done => self.draw_done(&mut sheet, look),
        }
        if self.buttons().is_empty() {
            let top = sheet.top(usize::from(area.height));
            return sheet.draw_from(self.scroll.row(top), area, buf, seen);
        }
        if area.height < LEAST {
            // Fields and buttons scroll as one: whatever has the focus is in view.
            let first = sheet.gap().len();
            self.draw_buttons(&mut sheet);
            let room = usize::from(area.height);
            let top = sheet.top(room);
            let row = self.scroll.row(top);
            // A button that Enter would press is never out of view.
            let button = self.at().filter(|_| !self.wants_reading()).map(|at| first + at);
            let hidden = button.is_some_and(|button| !(row..row + room).contains(&button));
            return sheet.draw_from(if hidden { top } else { row }, area, buf, seen);
        }
        let mut foot = Sheet::new(look.theme, area.width);
        self.draw_buttons(&mut foot);
        // The fields of the test have to stay in view, and its buttons follow them. Other pages have the focus below alone.
        let top = sheet.top(usize::from(area.height).saturating_sub(foot.len() + 1));
        pinned(sheet, foot, self.scroll.row(top), area, buf, seen);
    }

    fn about(&self) -> About {
        About {
            text: "Separated credentials can be created only by the user they belong to. This assistant sets up what \
                lets qonnect act as another user: an OAuth client with M2M impersonation, or a JWT identity provider. \
                You need the role Tenant Admin.",
            page: "https://qlik.dev/authenticate/oauth/guiding-principles-oauth-impersonation",
            promise: BEFORE_BUTTON,
        }
    }
}

fn intro(sheet: &mut Sheet, answers: &SetUpAnswers, look: &Look<'_>) {
    sheet.title("Acting as another user").gap();
    let what = match answers.kind {
        SetUpKind::Client => "the secret of this client",
        SetUpKind::Signed => "the private key",
    };
    sheet.warn(&format!("Whoever holds {what} can become any user of the tenant, administrators included."));
    if let Some(me) = look.shared.draft.here().me.as_ref().filter(|me| me.is_admin == Some(false)) {
        let name = &me.name;
        sheet.warn(&format!("{name} does not appear to be an administrator; the tenant will probably refuse this."));
    }
    sheet.gap();
    let form = FormLook::steady(&answers.what, sheet.columns());
    sheet.form(&answers.what, form, |sheet, _, spot| {
        if spot == Spot::Below {
            for about in ABOUT {
                // From the margin on, where labels begin: they are long.
                sheet.marked(2, "•", about, look.theme.dim());
            }
        }
    });
    let me = look.shared.draft.here().me.as_ref();
    let who = me.map_or("nobody yet", |me| me.name.as_str());
    sheet.gap().dim(&format!("You need the role Tenant Admin. You are signed in as {who}."));
    sheet.dim("Nothing is created before you have seen every request.");
    sheet.gap().dim(
        "Set it up once. Then qonnect can sign in as any user, and what it creates belongs to that user. The tenant refuses \
         to create an API key for another user.",
    );
}

impl State {
    fn draw_buttons(&self, sheet: &mut Sheet) {
        for (at, (_, label)) in self.buttons().iter().enumerate() {
            sheet.button(label, (self.at() == Some(at)).into());
        }
    }

    fn draw_answers(&self, sheet: &mut Sheet, look: &Look<'_>) {
        sheet.title(match self.answers.kind {
            SetUpKind::Client => "Name the OAuth client",
            SetUpKind::Signed => "Issuer and key",
        });
        sheet.gap();
        let form = &self.answers.form;
        let look_of = FormLook::new(form, sheet.columns(), LABELS);
        sheet.form(form, look_of, |sheet, input, spot| {
            if spot == Spot::Below && form.focus() == Some(input.key()) {
                let change = if input.picks() { "← → change it; " } else { "" };
                sheet.marked(look_of.indent(), "•", &format!("{change}{}", input.about()), look.theme.dim());
            }
        });
        sheet.gap();
        if look.is_slow(Asked::InspectSetUp) || look.is_slow(Asked::LoadKeyPair) {
            sheet.marked(0, look.spinner(), "looking up what exists", look.theme.dim());
        } else {
            sheet.dim("Enter looks up what exists and shows what would be created.");
        }
    }
}
