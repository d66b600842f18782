//! How the fields of a source look, in the step Details as in the form that changes a connection: below each what is doubted about
//! it, and below them all what there is to know about the one with the focus.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    text::Span,
    widgets::Widget,
};

use crate::{
    domain::{
        known::{BROWSER_GUESS, is_browser_guess},
        property::GATEWAY,
        request::Asked,
        text::capitalised,
    },
    kit::form::{FieldCheck, Input},
    screens::details::form::{Row, SourceForm},
    ui::{
        Look,
        form::{FormLook, Spot},
        sheet::Sheet,
        text::{cut, wrap},
        theme::Theme,
    },
};

/// How wide the column of the labels is at most.
const LABELS: usize = 24;
/// How many rows belong to what is said about the field with the focus.
const FOOT: u16 = 3;
/// Below this height the form needs every row itself.
pub const LOW: u16 = 8;
/// From these heights on there is room for one row more of what is said.
const HIGH: [u16; 2] = [18, 30];

impl SourceForm {
    /// The room for the form, and below it for what there is to know about the field with the focus.
    pub fn over_help(&self, area: Rect) -> [Rect; 2] {
        let foot = match area.height {
            ..LOW => 0,
            // What is missing has a row of its own; of a connection that exists nothing is.
            height => {
                FOOT + u16::from(height >= HIGH[0]) + u16::from(height >= HIGH[1]) - u16::from(self.is_existing())
            }
        };
        Layout::vertical([Constraint::Min(0), Constraint::Length(foot)]).areas(area)
    }

    /// All fields that are in view, with what is doubted about each. `beside` adds what only the screen knows.
    pub fn draw(
        &self,
        sheet: &mut Sheet,
        look: &Look<'_>,
        mut beside: impl FnMut(&mut Sheet, &Input<Row>, (Spot, FormLook)),
    ) {
        let form = FormLook::new(&self.form, sheet.columns(), LABELS);
        sheet.form(&self.form, form, |sheet, input, spot| {
            if spot == Spot::Below {
                self.below(sheet, input, form, look);
            }
            beside(sheet, input, (spot, form));
        });
    }

    fn below(&self, sheet: &mut Sheet, input: &Input<Row>, form: FormLook, look: &Look<'_>) {
        let (theme, indent) = (look.theme, form.indent());
        if let Some(source) = self.source().filter(|source| is_browser_guess(source))
            && self.chooses_browser(input.key(), source)
        {
            sheet.marked(indent, "•", BROWSER_GUESS, theme.dim());
        }
        match input.key() {
            Row::Field(_) => {
                let Some(field) = self.field(input.key()) else { return };
                if let Some(advice) = field.advice(input.text()).filter(|_| is_advised(input)) {
                    // While it is typed, it may still become right.
                    if self.form.focus() == Some(input.key()) {
                        sheet.marked(indent, "•", &advice, theme.dim());
                    } else {
                        sheet.marked(indent, "!", &advice, theme.warn());
                    }
                }
                if input.is_free() && self.form.focus() != Some(input.key()) {
                    sheet.marked(indent, "•", "not in the list", theme.dim());
                }
                if *input.verdict() == FieldCheck::Asked && look.is_slow(Asked::ReadFile) {
                    sheet.marked(indent, look.spinner(), "reading the file", theme.dim());
                }
                if field.name == GATEWAY && look.is_slow(Asked::ListGateways) {
                    sheet.marked(indent, look.spinner(), "loading the gateways", theme.dim());
                }
            }
            Row::Key(at) if self.drops(at) => {
                let text = "This looks like a part of the credentials. It is not sent, because your existing credentials are used.";
                sheet.marked(indent, "!", text, theme.warn());
            }
            _ => {}
        }
    }

    /// What belongs to the field with the focus, and what is missing: always in view.
    pub fn draw_help(&self, area: Rect, buf: &mut Buffer, theme: Theme) {
        let Some(last) = area.rows().next_back() else { return };
        let help = wrap(&self.help(), usize::from(area.width));
        let (status, is_ready) = self.status();
        let room = usize::from(area.height) - usize::from(!status.is_empty());
        let more = help.len() > room;
        // Directly above what is missing, so that the form ends before an empty row where there is one.
        let above = room.saturating_sub(help.len());
        for (at, (line, place)) in help.into_iter().zip(area.rows().skip(above).take(room)).enumerate() {
            let line = if more && at + 1 == room { cut(&format!("{line} …"), usize::from(area.width)) } else { line };
            Span::styled(line, theme.dim()).render(place, buf);
        }
        let style = if is_ready { theme.dim() } else { theme.warn() };
        Span::styled(cut(&status, usize::from(area.width)), style).render(last, buf);
    }

    /// What there is to know about the field with the focus.
    fn help(&self) -> String {
        let words = match self.form.focus() {
            Some(Row::Name) => "Must be unique in this space.",
            Some(row @ Row::Field(_)) => return self.about(row),
            Some(Row::Fold) if self.is_existing() => {
                "A field that you empty is removed; an empty secret stays as it is."
            }
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
        let (Some(input), Some(field)) = (self.form.get(row), self.field(row)) else {
            return String::new();
        };
        let how = match () {
            () if input.path().is_some() => "Path of a file. Tab completes it.",
            () if input.rows().is_some() => "Ctrl+N adds a row, Ctrl+D removes one.",
            () if input.picks() && field.open => {
                "←→ or type to choose. You can type another value; the tenant may refuse it."
            }
            () if input.picks() => "←→ or type to choose.",
            () if input.stands_back() && !input.is_empty() => "Leave empty to use the tenant's default.",
            () => "",
        };
        let found = field.found.as_ref().map(|found| format!("Found in: {found}.")).unwrap_or_default();
        let parts = [field.help.as_deref().unwrap_or_default(), &found, how];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The fields with a known mistake, and what is said of it. What only the tenant expects is advised below the field.
    pub fn odd(&self) -> impl Iterator<Item = (&Input<Row>, String)> {
        let mistake = |input: &Input<Row>| self.field(input.key())?.mistake(input.text());
        let inputs = self.form.answered().filter(|input| is_advised(input));
        inputs.filter_map(move |input| Some((input, mistake(input)?)))
    }

    /// What is missing; the flag says that nothing is.
    fn status(&self) -> (String, bool) {
        let is_wrong = |input: &&Input<Row>| input.fault().is_some() || input.is_misfit();
        // While it is typed, it may still become right.
        let is_odd = |(input, _): &(&Input<Row>, String)| self.form.focus() != Some(input.key());
        let counted = [
            (self.form.missing().count(), "required field is empty", "required fields are empty"),
            (self.form.answered().filter(is_wrong).count(), "field must be corrected", "fields must be corrected"),
            (self.odd().filter(is_odd).count(), "value looks wrong", "values look wrong"),
        ];
        let [missing, wrong, odd] = counted.map(|(count, one, many)| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        });
        let gaps = self.gaps().into_iter().map(|gap| format!("enter {}", gap.say));
        let parts: Vec<String> = missing.into_iter().chain(wrong).chain(gaps).chain(odd).collect();
        match parts.join("; ") {
            // What exists needs nothing: it is what the review makes of it.
            text if text.is_empty() && self.is_existing() => (String::new(), true),
            text if text.is_empty() => ("Ready".to_owned(), true),
            text => (capitalised(&text), false),
        }
    }
}

/// What is a fault says so itself, and what was chosen is one of the tenant's values.
fn is_advised(input: &Input<Row>) -> bool {
    (input.kind().is_text() || input.is_free()) && input.fault().is_none()
}
