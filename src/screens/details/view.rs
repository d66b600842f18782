//! How the step Details looks: the form, which scrolls, and below it what belongs to the field with the focus.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::Widget,
};

use super::{State, find::Find, form::Row};
use crate::{
    domain::{
        credential::CredentialChoice,
        known::{BROWSER_GUESS, is_browser_guess, is_little_known, label},
        property::GATEWAY,
        request::Asked,
    },
    kit::{
        form::{FieldCheck, Input},
        shared::Shared,
    },
    ui::{
        Draw, Growing, Look, Rendered,
        form::{FormLook, Spot},
        sheet::Sheet,
        text::{cut, wrap},
    },
};

/// How wide the column of the labels is at most.
const LABELS: usize = 24;
/// How many rows belong to what is said about the field with the focus.
const FOOT: u16 = 3;
/// Below this height the form needs every row itself.
const LOW: u16 = 8;
/// From these heights on there is room for one row more of what is said.
const HIGH: [u16; 2] = [18, 30];

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let foot = if area.height < LOW {
            0
        } else {
            FOOT + u16::from(area.height >= HIGH[0]) + u16::from(area.height >= HIGH[1])
        };
        let [body, foot] = Layout::vertical([Constraint::Min(0), Constraint::Length(foot)]).areas(area);
        let mut sheet = Sheet::new(look.theme, area.width);
        let source = look.shared.draft.here().source.as_ref();
        sheet.title(&format!("{} connection", source.map_or_else(String::new, label)));
        if source.is_some_and(|source| is_little_known(&source.id)) && area.height >= HIGH[0] {
            sheet.dim("These are the fields as the tenant describes them.");
        }
        if let Some(refusal) = &self.refusal {
            sheet.marked(0, "✗", refusal, look.theme.bad());
        }
        sheet.gap();
        if let Some(find) = &self.find {
            self.finding(&mut sheet, find, look);
            return sheet.draw(area, buf, seen);
        }
        let form = FormLook::new(&self.fields.form, area.width, LABELS);
        sheet.form(&self.fields.form, form, |sheet, input, spot| match spot {
            Spot::Above if input.key() == Row::Add => self.above_buttons(sheet, look),
            Spot::Above => {}
            Spot::Below => self.below(sheet, input, form, look),
        });
        sheet.draw(body, buf, seen);
        self.foot(foot, buf, look);
    }

    fn growing(&self, shared: &Shared) -> Option<Growing> {
        let credential = shared.draft.of().credential.as_ref();
        let connection = shared.draft.so_far(credential, Some(&self.details()))?;
        Some(Growing { connection, marked: self.fields.key_here().map(str::to_owned) })
    }
}

impl State {
    /// What is said of a field beside what the form says itself.
    fn below(&self, sheet: &mut Sheet, input: &Input<Row>, form: FormLook, look: &Look<'_>) {
        let theme = look.theme;
        let indent = form.indent();
        let here = self.fields.form.focus() == Some(input.key());
        let is_asked = *input.verdict() == FieldCheck::Asked;
        if let Some(source) = look.shared.draft.here().source.as_ref()
            && is_browser_guess(&source.id)
            && self.fields.chooses_browser(input.key(), &source.id)
        {
            sheet.marked(indent, "•", BROWSER_GUESS, theme.dim());
        }
        match input.key() {
            Row::Name => {
                if is_asked && (self.requested || look.is_slow(Asked::CheckName)) {
                    sheet.marked(indent, look.spinner(), "checking the name", theme.dim());
                }
                if let Some(name) = self.other_name() {
                    if !matches!(input.verdict(), FieldCheck::Bad(_)) {
                        sheet.marked(indent, "✗", "the tenant says that this name is taken", theme.bad());
                    }
                    sheet.marked(indent, "→", &format!("Ctrl+F uses the name {name}"), theme.dim());
                }
                sheet.gap();
            }
            Row::Field(_) => {
                let Some(field) = self.fields.field(input.key()) else { return };
                if let Some(advice) = field.advice(input.text()).filter(|_| is_advised(input)) {
                    // While it is typed, it may still become right.
                    if here {
                        sheet.marked(indent, "•", &advice, theme.dim());
                    } else {
                        sheet.marked(indent, "!", &advice, theme.warn());
                    }
                }
                if is_asked && look.is_slow(Asked::ReadFile) {
                    sheet.marked(indent, look.spinner(), "reading the file", theme.dim());
                }
                if field.name == GATEWAY && look.is_slow(Asked::ListGateways) {
                    sheet.marked(indent, look.spinner(), "loading the gateways", theme.dim());
                }
            }
            Row::Key(at) if self.fields.drops(at) => {
                let text = "This looks like a part of the credentials. It is not sent, because your existing credentials are used.";
                sheet.marked(indent, "!", text, theme.warn());
            }
            Row::Next if self.requested => {
                let is_name =
                    matches!(self.fields.form.get(Row::Name), Some(name) if *name.verdict() == FieldCheck::Asked);
                let what = if is_name { "checking the name" } else { "reading the file" };
                sheet.marked(2, look.spinner(), &format!("{what}, then going on"), theme.dim());
            }
            Row::Tags | Row::Key(_) | Row::Value(_) | Row::Browser | Row::Fold | Row::Add | Row::Next => {}
        }
    }

    fn above_buttons(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let left_out = self.fields.left_out();
        if left_out > 0 {
            let held = match &look.shared.draft.of().credential {
                Some(CredentialChoice::Existing(credential)) => format!("“{}”", credential.name),
                Some(CredentialChoice::Embedded | CredentialChoice::New(_)) | None => "your credentials".to_owned(),
            };
            let fields = if left_out == 1 { "1 field is".to_owned() } else { format!("{left_out} fields are") };
            // Under the labels, whose marks take two columns.
            sheet.marked(0, " ", &format!("{fields} left out: they are in {held}."), look.theme.dim());
        }
        sheet.gap();
    }

    /// What was found, instead of the form.
    fn finding(&self, sheet: &mut Sheet, find: &Find, look: &Look<'_>) {
        sheet.form(&find.form, FormLook::steady(&find.form, sheet.columns()), |_, _, _| {});
        sheet.gap();
        let found = self.found(find.letters());
        if found.is_empty() {
            sheet.dim("No field matches. Esc goes back.");
        }
        for (at, (_, label)) in found.iter().enumerate() {
            let here = at == find.cursor.row();
            let (mark, style) = if here { ("▸ ", look.theme.focus()) } else { ("  ", look.theme.text()) };
            let room = sheet.columns().saturating_sub(2);
            sheet.row(Line::from(Span::styled(format!("{mark}{}", cut(label, room)), style)));
            if here && at > 0 {
                sheet.focus_last(at + 3);
            }
        }
    }

    /// What belongs to the field with the focus, and what is missing: always in view.
    fn foot(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let Some(status) = area.rows().next_back() else { return };
        let help = wrap(&self.help(), usize::from(area.width));
        let room = usize::from(area.height) - 1;
        let more = help.len() > room;
        // Directly above what is missing, so that the form ends before an empty row where there is one.
        let above = room.saturating_sub(help.len());
        for (at, (line, place)) in help.into_iter().zip(area.rows().skip(above).take(room)).enumerate() {
            let line = if more && at + 1 == room { cut(&format!("{line} …"), usize::from(area.width)) } else { line };
            Span::styled(line, look.theme.dim()).render(place, buf);
        }
        let (text, is_ready) = self.status();
        let style = if is_ready { look.theme.dim() } else { look.theme.warn() };
        Span::styled(cut(&text, usize::from(area.width)), style).render(status, buf);
    }

    /// What there is to know about the field with the focus.
    fn help(&self) -> String {
        let words = match self.fields.form.focus() {
            Some(Row::Name) => "Must be unique in this space.",
            Some(row @ Row::Field(_)) => return self.about(row),
            Some(Row::Fold) => "Leave them empty to use the tenant's defaults.",
            Some(Row::Browser) => {
                "In your browser: the step Authorize gets the code. With a code you have: enter it here. ←→ or type to choose."
            }
            Some(Row::Key(_)) => "Name of a property that the tenant does not list.",
            Some(Row::Value(_)) => "Its value, sent as text. Ctrl+D removes the property.",
            Some(Row::Add) => "For a property that the tenant does not list.",
            Some(Row::Next) => "Nothing is sent yet.",
            Some(Row::Tags) | None => "",
        };
        words.to_owned()
    }

    /// What there is to know about a property, and how it is filled in.
    fn about(&self, row: Row) -> String {
        let (Some(input), Some(field)) = (self.fields.form.get(row), self.fields.field(row)) else {
            return String::new();
        };
        let how = match () {
            () if input.path().is_some() => "Path of a file. Tab completes it.",
            () if input.rows().is_some() => "Ctrl+N adds a row, Ctrl+D removes one.",
            () if input.picks() && field.open => {
                "←→ or type to choose. You can type another value; the tenant may refuse it."
            }
            () if input.is_below() => "↑↓ or type to choose.",
            () if input.picks() => "←→ or type to choose.",
            () if input.stands_back() && !input.is_empty() => "Leave empty to use the tenant's default.",
            () => "",
        };
        let found = field.found.as_ref().map(|found| format!("Found in: {found}.")).unwrap_or_default();
        let parts = [field.help.as_deref().unwrap_or_default(), &found, how];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The fields with a known mistake, and what is said of it. What only the tenant expects is advised below the field.
    pub(super) fn odd(&self) -> impl Iterator<Item = (&Input<Row>, String)> {
        let mistake = |input: &Input<Row>| self.fields.field(input.key())?.mistake(input.text());
        let inputs = self.fields.form.answered().filter(|input| is_advised(input));
        inputs.filter_map(move |input| Some((input, mistake(input)?)))
    }

    /// What is missing; the flag says that nothing is.
    fn status(&self) -> (String, bool) {
        let missing = match self.fields.form.missing().count() {
            0 => None,
            1 => Some("1 required field is empty".to_owned()),
            count => Some(format!("{count} required fields are empty")),
        };
        let wrong =
            match self.fields.form.answered().filter(|input| input.fault().is_some() || input.is_misfit()).count() {
                0 => None,
                1 => Some("1 field must be corrected".to_owned()),
                count => Some(format!("{count} fields must be corrected")),
            };
        let gaps = self.fields.gaps().into_iter().map(|gap| format!("enter {}", gap.say));
        // While it is typed, it may still become right.
        let odd = match self.odd().filter(|(input, _)| self.fields.form.focus() != Some(input.key())).count() {
            0 => None,
            1 => Some("1 value looks wrong".to_owned()),
            count => Some(format!("{count} values look wrong")),
        };
        let parts: Vec<String> = missing.into_iter().chain(wrong).chain(gaps).chain(odd).collect();
        match parts.join("; ") {
            text if text.is_empty() => ("Ready".to_owned(), true),
            text => {
                let mut chars = text.chars();
                let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
                (format!("{first}{}", chars.as_str()), false)
            }
        }
    }
}

/// What is a fault says so itself, and what was chosen is one of the tenant's values.
fn is_advised(input: &Input<Row>) -> bool {
    (input.kind().is_text() || input.is_free()) && input.fault().is_none()
}
