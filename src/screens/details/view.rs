//! How the step Details looks: the form, which scrolls, and below it what belongs to the field with the focus.

mod fields;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use super::{State, find::Find, form::Row};
use crate::{
    domain::{
        credential::CredentialChoice,
        known::{is_little_known, label},
        request::Asked,
    },
    kit::{
        form::{FieldCheck, Input},
        shared::Shared,
    },
    ui::{
        About, BEFORE_REVIEW, Draw, Growing, Look, Rendered,
        form::{FormLook, Spot},
        sheet::Sheet,
        text::cut,
    },
};

/// From this height on there is room to say where the fields come from.
const HIGH: u16 = 18;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let [body, foot] = self.fields.over_help(area);
        let mut sheet = Sheet::new(look.theme, area.width);
        let source = look.shared.draft.here().source.as_ref();
        // Where rows are few, the step line above says what this is.
        let is_low = area.height < fields::LOW;
        if !is_low {
            sheet.title(&format!("{} connection", source.map_or_else(String::new, label)));
        }
        if source.is_some_and(|source| is_little_known(&source.id)) && area.height >= HIGH {
            sheet.dim("These are the fields as the tenant describes them.");
        }
        if let Some(refusal) = &self.refusal {
            sheet.marked(0, "✗", refusal, look.theme.bad());
        }
        if !is_low {
            sheet.gap();
        }
        if let Some(find) = &self.find {
            self.finding(&mut sheet, find, look);
            return sheet.draw(area, buf, seen);
        }
        self.fields.draw(&mut sheet, look, |sheet, input, (spot, form)| match spot {
            Spot::Above if input.key() == Row::Add => {
                self.above_buttons(sheet, look);
                if !is_low {
                    sheet.gap();
                }
            }
            Spot::Above => {}
            Spot::Below => {
                self.below(sheet, input, form, look);
                if input.key() == Row::Name && !is_low {
                    sheet.gap();
                }
            }
        });
        sheet.draw(body, buf, seen);
        self.fields.draw_help(foot, buf, look.theme);
    }

    fn growing(&self, shared: &Shared) -> Option<Growing> {
        let credential = shared.draft.of().credential.as_ref();
        let connection = shared.draft.so_far(credential, Some(&self.details()))?;
        Some(Growing { connection, marked: self.fields.key_here().map(str::to_owned) })
    }

    fn about(&self) -> About {
        About {
            text: "These are the connection's name and the fields of the data source. Required fields come first. \
                Empty optional fields are not sent, so the tenant uses its defaults.",
            page: "https://qlik.dev/manage/data-connections/create-data-connections",
            promise: BEFORE_REVIEW,
        }
    }
}

impl State {
    /// What is said of a field beside what the form says itself.
    fn below(&self, sheet: &mut Sheet, input: &Input<Row>, form: FormLook, look: &Look<'_>) {
        let (theme, indent) = (look.theme, form.indent());
        let is_asked = *input.verdict() == FieldCheck::Asked;
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
            }
            Row::Next if self.requested => {
                let is_name =
                    matches!(self.fields.form.get(Row::Name), Some(name) if *name.verdict() == FieldCheck::Asked);
                let what = if is_name { "checking the name" } else { "reading the file" };
                sheet.marked(2, look.spinner(), &format!("{what}, then going on"), theme.dim());
            }
            _ => {}
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
}
