//! How the end of the assistant looks: the test, and where everything is.

use super::super::{
    State,
    answers::{Row, SetUpKind},
    run::SetUpRun,
    trial::Before,
};
use crate::{
    domain::{request::Asked, setup::Part},
    ui::{
        Look,
        form::{FormLook, Spot},
        sheet::Sheet,
    },
};

/// How wide the column of the labels is.
const LABELS: usize = 12;
/// The same for the form of the test.
const CLAIMS: usize = 7;

impl State {
    pub(super) fn draw_trial(&self, sheet: &mut Sheet, look: &Look<'_>) {
        if self.trial.proved.is_none() {
            sheet.good("Set up. Test it: sign in as a user.");
        } else {
            sheet.title("Test it: sign in as a user");
        }
        sheet.gap();
        let form = &self.trial.form;
        let form_look = FormLook::new(form, sheet.columns(), CLAIMS);
        sheet.form(form, form_look, |sheet, input, spot| {
            if let (Row::Email, Spot::Below, Some(email)) = (input.key(), spot, &look.shared.launch.demo_user) {
                let text = format!("Demo: for example {email}");
                sheet.marked(form_look.indent(), "•", &text, look.theme.dim());
            }
        });
        sheet.gap();
        if look.is_slow(Asked::TrySignIn) {
            sheet.marked(0, look.spinner(), "signing in", look.theme.dim());
        } else if look.is_slow(Asked::FindUser) || look.is_slow(Asked::FindSubject) {
            sheet.marked(0, look.spinner(), "looking up the user", look.theme.dim());
        }
        for user in &self.trial.several {
            sheet.marked(0, "•", &format!("{}: subject {}", user.name, user.subject), look.theme.text());
        }
        for text in self.users_told() {
            sheet.warn(&text);
        }
        // What came of it is told as long as it is about whoever stands in the fields.
        let proved = self.trial.proved.as_ref().filter(|proved| self.access().as_ref() == Some(&proved.access));
        if let Some(proved) = proved {
            let me = &proved.me;
            let mail = me.email.as_ref().map(|mail| format!(", {mail}")).unwrap_or_default();
            let who = format!("{}{mail}. Subject {}, user id {}.", me.name, me.subject, me.user_id);
            sheet.good(&format!("It works. Signed in as {who}"));
        } else {
            self.draw_prospect(sheet);
        }
    }

    /// What signing in would do.
    fn draw_prospect(&self, sheet: &mut Sheet) {
        let subject = self.trial.answer(Row::Subject);
        match (self.answers.kind, self.trial.before()) {
            _ if self.trial.is_own() => sheet.dim("This is your own subject: the test creates nothing."),
            (SetUpKind::Client, _) => sheet.dim("The user must exist: the tenant refuses an unknown subject."),
            (SetUpKind::Signed, Some(Before::Known)) => {
                sheet.dim("The tenant knows this subject: the test creates no user.")
            }
            (SetUpKind::Signed, None) => {
                sheet.warn("An unknown subject becomes a new user. qonnect looks it up first and asks you.")
            }
            (SetUpKind::Signed, Some(Before::Unknown)) => sheet.warn(&format!(
                "The tenant does not know {subject}. Signing in creates this user: {}",
                self.new_user()
            )),
            (SetUpKind::Signed, Some(Before::NotTold)) => sheet.warn(&format!(
                "{subject} could not be looked up. If the tenant does not know it, signing in creates a user: {}",
                self.new_user()
            )),
        };
        if self.answers.kind == SetUpKind::Signed && !self.trial.answer(Row::Groups).is_empty() {
            sheet.dim("The tenant may be set to create unknown groups at the sign-in.");
        }
    }

    /// What the tenant would make of a subject that it does not know.
    fn new_user(&self) -> String {
        let or = |claim, otherwise: &str| match self.trial.answer(claim) {
            "" => otherwise.to_owned(),
            text => text.to_owned(),
        };
        format!(
            "name {}, e-mail {}, groups {}, with the roles of every new user. The user may take a license.",
            or(Row::Name, self.trial.answer(Row::Subject)),
            or(Row::Email, "none"),
            or(Row::Groups, "none")
        )
    }

    pub(super) fn draw_done(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let whole = self.run.next(&self.answers).is_none();
        match (self.answers.kind, whole) {
            (_, false) => sheet.warn("Partly set up"),
            (SetUpKind::Client, true) => sheet.good("The OAuth client can act as any user"),
            (SetUpKind::Signed, true) => sheet.good("Signed tokens can sign in any user"),
        };
        sheet.gap();
        if let Some(pair) = &self.run.key {
            sheet.fact("Private key", LABELS, &pair.key_path);
            sheet.fact("Certificate", LABELS, &pair.certificate_path);
            let plan = self.answers.key_plan();
            sheet.fact("Issuer", LABELS, &plan.issuer);
            sheet.fact("Key id", LABELS, &plan.key_id);
        }
        if let Some(web) = self.run.stands.get(&Part::WebIntegration) {
            sheet.fact("Web", LABELS, &format!("{} ({})", web.name, web.id));
        }
        if self.run.has(Part::Client) {
            sheet.fact("Client id", LABELS, self.run.id(Part::Client));
            self.draw_secret(sheet, look);
        }
        if let Some(proved) = &self.trial.proved {
            sheet.fact("Tested", LABELS, &format!("signed in as {}", proved.me.name));
        }
        for text in self.users_told() {
            sheet.warn(&text);
        }
        let what = if self.answers.kind == SetUpKind::Signed { "the private key" } else { "the secret" };
        let text = format!("Whoever holds {what} can become any user of the tenant, administrators included.");
        sheet.gap().warn(&text);
        let origin = look.shared.draft.tenant().map(|tenant| tenant.origin().to_owned()).unwrap_or_default();
        sheet.gap().dim("To undo it, as an administrator (this stays in the terminal when you leave):");
        for line in self.undo_lines(&origin) {
            sheet.marked(2, "•", &line, look.theme.text());
        }
        if SetUpRun::plan(&self.answers).contains(&Part::WebIntegration)
            && !self.run.made.contains(&Part::WebIntegration)
        {
            sheet.dim("The web integration was there before; others may use it.");
        }
    }

    fn draw_secret(&self, sheet: &mut Sheet, look: &Look<'_>) {
        if self.run.secret().is_none() {
            sheet.fact("Secret", LABELS, "shown only when the client was created");
        } else if self.secret.is_shown {
            sheet.fact("Secret", LABELS, "shown above");
        } else {
            sheet.fact("Secret", LABELS, "••••");
            let text = "Ctrl+R shows it, this once. Save it in your password store; qonnect does not store it.";
            sheet.marked(LABELS + 1, "!", text, look.theme.warn());
        }
    }
}
