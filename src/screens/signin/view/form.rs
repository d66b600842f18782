//! How the form of an authentication method looks: the form, which scrolls, and below it what belongs to the field with the focus.

use jiff::Timestamp;
use ratatui::{buffer::Buffer, layout::Rect};

use super::{stacked, under_way};
use crate::{
    domain::{access::Method, claims::Claims, request::Asked},
    kit::form::Input,
    screens::signin::{
        State,
        form::MethodForm,
        methods::{self, FieldKey, is_address},
        newcomers::question,
        prove::is_done,
    },
    ui::{
        Look, Rendered,
        form::{FormLook, Spot},
        sheet::Sheet,
        text::{cut, wrap},
    },
};

/// What is said of a subject that looks like an e-mail address. At some tenants it is one, so nothing is guessed.
const ADDRESS: &str =
    "This is used as the subject itself. If it is an e-mail address, Ctrl+F finds the user's subject.";

const FOR_ANOTHER: &str = "Acts as the key's owner. F2: another user.";

/// Whether empty rows set parts off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gaps {
    Some,
    None,
}

impl State {
    pub(super) fn draw_form(&self, method: Method, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let filled = &self.forms[method];
        let about = filled.form.current().map_or("", Input::about);
        let other = if method == Method::Token { FOR_ANOTHER } else { "" };
        let words = [about, other].into_iter().filter(|text| !text.is_empty());
        let mut words: Vec<String> = words.flat_map(|text| wrap(text, usize::from(area.width))).collect();
        let height = usize::from(area.height);
        let mut sheet = self.fields(filled, Gaps::Some, area.width, look);
        if sheet.len() + words.len() > height {
            sheet = self.fields(filled, Gaps::None, area.width, look);
        }
        shorten(&mut words, height.saturating_sub(sheet.len()).max(1), usize::from(area.width));
        let mut foot = Sheet::new(look.theme, area.width);
        for row in &words {
            foot.dim(row);
        }
        stacked(sheet, foot, 1, area, buf, seen);
    }

    /// The fields and the button, with what is said of them.
    fn fields(&self, filled: &MethodForm, gaps: Gaps, columns: u16, look: &Look<'_>) -> Sheet {
        let mut sheet = Sheet::new(look.theme, columns);
        let gap = |sheet: &mut Sheet| {
            if gaps == Gaps::Some {
                sheet.gap();
            }
        };
        sheet.title(methods::of(filled.method).title);
        gap(&mut sheet);
        let form = FormLook::steady(&filled.form, columns);
        sheet.form(&filled.form, form, |sheet, input, spot| match spot {
            Spot::Above if input.key() == FieldKey::SignIn => gap(sheet),
            Spot::Above => {}
            Spot::Below => self.below(sheet, filled, input, form.indent(), look),
        });
        if !filled.has_button() {
            self.at_the_end(&mut sheet, filled.method, form.indent(), look);
        }
        if let (Method::Token, Some(claims)) = (filled.method, &self.claims) {
            gap(&mut sheet);
            about(&mut sheet, claims);
        }
        sheet
    }

    /// What is said of a field beside what the form says itself.
    fn below(&self, sheet: &mut Sheet, filled: &MethodForm, input: &Input<FieldKey>, indent: usize, look: &Look<'_>) {
        let theme = look.theme;
        match input.key() {
            FieldKey::ClientId if input.text().is_empty() => {
                if let Some(var) = look.shared.launch.without_tenant {
                    let text = format!("{var} is set, but no variable names its tenant, so it is not used.");
                    sheet.marked(indent, "•", &text, theme.dim());
                }
            }
            FieldKey::KeyFile if self.reading.is_some() && look.is_slow(Asked::ReadKey) => {
                sheet.marked(indent, look.spinner(), "reading the file", theme.dim());
            }
            FieldKey::Subject if input.fault().is_none() && is_address(input.value()) => {
                sheet.marked(indent, "!", ADDRESS, theme.warn());
            }
            FieldKey::User | FieldKey::Subject if input.text().is_empty() => {
                if let Some(email) = &look.shared.launch.demo_user {
                    sheet.marked(indent, "•", &format!("Demo: for example {email}"), theme.dim());
                }
            }
            FieldKey::Key => {
                let expires = self.claims.as_ref().and_then(|claims| claims.expires);
                let now = look.shared.launch.wall(look.now);
                if let Some(at) = expires.filter(|at| now.is_some_and(|now| now > *at)) {
                    let text = format!(
                        "This key expired on {} by this machine's clock. Create a new one, or check the clock.",
                        day(at)
                    );
                    sheet.marked(indent, "!", &text, theme.warn());
                }
            }
            FieldKey::SignIn => {
                let subject = filled.form.answer(FieldKey::Subject);
                if filled.method == Method::Signed && filled.is_warned && !self.has_seen(subject, look.shared) {
                    sheet.marked(2, "!", &question(subject), theme.warn());
                }
                self.at_the_end(sheet, filled.method, 2, look);
            }
            _ => {}
        }
    }

    /// What is under way, or who is signed in.
    fn at_the_end(&self, sheet: &mut Sheet, method: Method, indent: usize, look: &Look<'_>) {
        under_way(sheet, indent, look);
        self.signed_in_by(method, sheet, look);
    }

    fn signed_in_by(&self, method: Method, sheet: &mut Sheet, look: &Look<'_>) {
        let done = self.done.as_ref().is_some_and(|(done, access)| *done == method && is_done(access, look.shared));
        let Some(me) = look.shared.draft.here().me.as_ref().filter(|_| done) else { return };
        let text = format!("Signed in as {}. Enter goes on, Ctrl+N signs in again.", cut(&me.name, 40));
        sheet.marked(2, "✓", &text, look.theme.good());
    }
}

/// At most so many rows of a text, with a sign where the rest is missing.
fn shorten(rows: &mut Vec<String>, most: usize, columns: usize) {
    if rows.len() > most {
        rows.truncate(most);
        if let Some(last) = rows.last_mut() {
            *last = cut(&format!("{last} …"), columns);
        }
    }
}

/// What the token says of itself. Nothing of it is proved before the tenant answers.
fn about(sheet: &mut Sheet, claims: &Claims) {
    const LABELS: usize = 10;
    sheet.dim("Key details");
    if let Some(issuer) = &claims.issuer {
        sheet.fact("issuer", LABELS, issuer);
    }
    if let Some(tenant) = &claims.tenant_id {
        sheet.fact("tenant id", LABELS, tenant);
    }
    if let Some(subject) = &claims.subject {
        sheet.fact("user", LABELS, subject);
    }
    let expires = claims.expires.map_or_else(|| "unknown".to_owned(), day);
    sheet.fact("expiry", LABELS, &expires);
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
