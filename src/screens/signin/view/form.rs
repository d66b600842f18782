//! How the fields of a way to sign in look: the form, which scrolls, and below it what belongs to the field with the focus.

use jiff::Timestamp;
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line as Text, Span},
};

use super::{host, stacked, under_way};
use crate::{
    domain::{access::Method, claims::Claims, request::Asked},
    screens::signin::{
        State,
        field::{Field, Name, Sort, Spec},
        form::Form,
        methods::{is_address, way_on},
        newcomers::question,
        prove::is_done,
    },
    ui::{
        Look, Seen,
        sheet::{FieldLook, Sheet},
        text::{cut, width, wrap},
    },
};

/// What is said of a subject that looks like an e-mail address. At some tenants it is one, so nothing is guessed.
const ADDRESS: &str =
    "An e-mail address? Ctrl+F finds the subject of whoever has it. As it stands, it is taken as the subject itself.";

const FOR_ANOTHER: &str = "It acts as whoever made it. For somebody else: F2.";
/// From this width on there is room for long labels.
const WIDE: u16 = 62;

/// Whether empty rows set parts off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gaps {
    Some,
    None,
}

impl State {
    pub(super) fn draw_form(&self, method: Method, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Seen) {
        let Some(form) = self.forms.of(method) else { return };
        let about = form.current().map_or("", |field| field.spec.about);
        let other = if method == Method::Token { FOR_ANOTHER } else { "" };
        let words = [about, other].into_iter().filter(|text| !text.is_empty());
        let mut words: Vec<String> = words.flat_map(|text| wrap(text, usize::from(area.width))).collect();
        let height = usize::from(area.height);
        let mut sheet = self.fields(form, Gaps::Some, area.width, look);
        if sheet.len() + words.len() > height {
            sheet = self.fields(form, Gaps::None, area.width, look);
        }
        shorten(&mut words, height.saturating_sub(sheet.len()).max(1), usize::from(area.width));
        let mut foot = Sheet::new(look.theme, area.width);
        for row in &words {
            foot.dim(row);
        }
        stacked(sheet, foot, 1, area, buf, seen);
    }

    /// The fields and the button, with what is said of them.
    fn fields(&self, form: &Form, gaps: Gaps, columns: u16, look: &Look<'_>) -> Sheet {
        let mut sheet = Sheet::new(look.theme, columns);
        let gap = |sheet: &mut Sheet| {
            if gaps == Gaps::Some {
                sheet.gap();
            }
        };
        sheet.title(&title(form.method, host(look)));
        gap(&mut sheet);
        // Of all fields, so that nothing moves when one more is shown. One more column sets off what could stand there.
        let labels = form.fields().iter().map(|field| width(label(field.spec, columns))).max().unwrap_or(0) + 1;
        for at in form.shown() {
            let Some(field) = form.fields().get(at) else { continue };
            let here = form.at == Some(at);
            let before = sheet.len();
            row(&mut sheet, field, labels, here, look);
            self.below(&mut sheet, form, field, labels + 3, look);
            if here {
                let rows = sheet.len() - before;
                sheet.focus_last(rows);
            }
        }
        let before = sheet.len();
        if form.has_button() {
            gap(&mut sheet);
            sheet.button(way_on(form).button, form.at.is_none().into());
            if form.method == Method::Signed && form.is_warned && !self.has_met(form.text(Name::Subject), look.shared) {
                sheet.marked(2, "!", &question(form.text(Name::Subject)), look.theme.warn());
            }
        }
        under_way(&mut sheet, if form.has_button() { 2 } else { labels + 3 }, look);
        self.signed_in_by(form.method, &mut sheet, look);
        if form.at.is_none() {
            let rows = sheet.len() - before;
            sheet.focus_last(rows);
        }
        if let (Method::Token, Some(claims)) = (form.method, &self.claims) {
            gap(&mut sheet);
            about(&mut sheet, claims);
        }
        sheet
    }

    /// What is said of a field, under its value.
    fn below(&self, sheet: &mut Sheet, form: &Form, field: &Field, indent: usize, look: &Look<'_>) {
        let theme = look.theme;
        let from = self.origin(form.method, field.spec.name).filter(|from| *from != field.line.as_str());
        let from = from.map(|from| format!("from {from}"));
        let shape = (field.spec.sort == Sort::Secret && !field.line.is_empty()).then(|| shape(field));
        let known: Vec<String> = [shape, from].into_iter().flatten().collect();
        if !known.is_empty() {
            sheet.marked(indent, "•", &known.join(" · "), theme.dim());
        }
        if field.spec.name == Name::ClientId
            && field.line.is_empty()
            && let Some(var) = look.shared.launch.without_tenant
        {
            let text = format!("{var} is set, but no variable names its tenant, so it is not used.");
            sheet.marked(indent, "•", &text, theme.dim());
        }
        if field.spec.name == Name::KeyFile {
            if let Some(key) = &form.key {
                sheet.marked(indent, "✓", &key.kind, theme.good());
                if let Some(warning) = &key.warning {
                    sheet.marked(indent, "!", warning, theme.warn());
                }
            } else if self.reading.is_some() && look.is_slow(Asked::ReadKey) {
                sheet.marked(indent, look.spinner(), "reading the file", theme.dim());
            }
        }
        if field.spec.name == Name::Subject && field.fault.is_none() && is_address(field.text()) {
            sheet.marked(indent, "!", ADDRESS, theme.warn());
        }
        if field.spec.name == Name::Key
            && let Some(at) = self.claims.as_ref().and_then(|claims| claims.expires)
            && look.shared.launch.wall(look.now).is_some_and(|now| now > at)
        {
            let text =
                format!("This key expired on {} by this machine's clock. Make a new one, or check the clock.", day(at));
            sheet.marked(indent, "!", &text, theme.warn());
        }
        if let Some(note) = &field.note {
            sheet.note(indent, note);
        }
        if let Some(fault) = &field.fault {
            sheet.marked(indent, "✗", fault, theme.bad());
        }
    }

    fn signed_in_by(&self, method: Method, sheet: &mut Sheet, look: &Look<'_>) {
        let done = self.done.as_ref().is_some_and(|(done, access)| *done == method && is_done(access, look.shared));
        let Some(me) = look.shared.draft.here().me.as_ref().filter(|_| done) else { return };
        let text = format!("Signed in as {}. Enter goes on, Ctrl+N signs in anew.", cut(&me.name, 40));
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

fn title(method: Method, host: &str) -> String {
    match method {
        Method::Token => format!("Which key should be used at {host}?"),
        Method::Browser => format!("Sign in at {host} in the browser"),
        Method::Machine => format!("Sign in at {host} as the bot of an OAuth client"),
        Method::MachineKey => format!("Sign in at {host} as a bot, by its private key"),
        Method::Impersonation => format!("Act as another user at {host}"),
        Method::Signed => format!("Act as a user of {host} by a signed token"),
        Method::CliContext => format!("Sign in at {host} by a context of qlik-cli"),
    }
}

/// The label of a field. A long one is written out where there is room for it.
fn label(spec: &Spec, columns: u16) -> &'static str {
    if spec.name == Name::WebIntegration && columns < WIDE { "Web integr." } else { spec.label }
}

fn row(sheet: &mut Sheet, field: &Field, labels: usize, here: bool, look: &Look<'_>) {
    let columns = u16::try_from(sheet.columns()).unwrap_or(u16::MAX);
    let label = label(field.spec, columns);
    if matches!(field.spec.sort, Sort::Choice(_)) {
        let (mark, style) = if here { ("▸ ", look.theme.focus()) } else { ("  ", look.theme.text()) };
        let label = cut(label, labels.min(sheet.columns() / 2));
        let pad = " ".repeat(labels.saturating_sub(width(&label)));
        let mut spans = vec![Span::styled(format!("{mark}{label}{pad} "), style)];
        spans.push(Span::styled(field.line.as_str().to_owned(), look.theme.text()));
        if here {
            spans.push(Span::styled(" ◂▸", look.theme.focus()));
        }
        sheet.row(Text::from(spans));
        return;
    }
    sheet.field(FieldLook {
        label,
        columns: labels,
        line: &field.line,
        placeholder: field.spec.placeholder,
        mask: field.mask(),
        focus: here.into(),
    });
}

/// `1,024 characters, ending in …aB3d`: enough to see that the paste is whole, and that it is the right key. Of other secrets
/// only the count is told.
fn shape(field: &Field) -> String {
    const SHOWN: usize = 4;
    let text = field.text();
    let count = text.chars().count();
    // Of a short text four characters would be too much.
    if field.spec.name != Name::Key || count < 5 * SHOWN {
        return format!("{count} character{}", if count == 1 { "" } else { "s" });
    }
    let last: String = text.chars().skip(count - SHOWN).collect();
    format!("{count} characters, ending in …{last}")
}

/// What the token says of itself. Nothing of it is proved before the tenant answers.
fn about(sheet: &mut Sheet, claims: &Claims) {
    const LABELS: usize = 10;
    sheet.dim("The key says of itself");
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
