//! How the line of the optional fields looks, and what is found instead of the form.

use ratatui::text::{Line as Text, Span};

use super::Page;
use crate::{
    kit::{form_old::Fold, line::Mask},
    screens::details::{State, find::Find},
    ui::{
        sheet::FieldLook,
        text::{cut, width},
    },
};

impl State {
    /// The line of the optional fields.
    pub(super) fn fold(page: &mut Page<'_>, fold: Fold, here: bool) {
        let theme = page.look.theme;
        let (sign, verb) = if fold.is_open { ("−", "hides") } else { ("+", "shows") };
        let defaults = match fold.defaults {
            0 => String::new(),
            count => format!(", {count} with a default"),
        };
        let text =
            format!("{sign} {} optional {}{defaults}", fold.count, if fold.count == 1 { "field" } else { "fields" });
        let (before, style) = if here { ("▸ ", theme.button()) } else { ("  ", theme.dim()) };
        let room = page.sheet.columns().saturating_sub(2);
        let mut spans = vec![Span::raw(before), Span::styled(cut(&text, room), style)];
        let hint = format!("  Enter {verb} them");
        if here && width(&text) + width(&hint) < room {
            spans.push(Span::styled(hint, theme.dim()));
        }
        page.sheet.row(Text::from(spans));
    }

    /// What was found, instead of the form.
    pub(super) fn finding(&self, page: &mut Page<'_>, find: &Find) {
        let theme = page.look.theme;
        page.sheet.field(FieldLook {
            label: "Find a field",
            columns: width("Find a field"),
            line: &find.line,
            placeholder: "some letters of its name",
            mask: Mask::Open,
            focus: true.into(),
        });
        page.sheet.gap();
        let found = self.found(find.line.as_str());
        if found.is_empty() {
            page.sheet.dim("No field here has these letters. Esc goes back.");
        }
        for (at, (_, label)) in found.iter().enumerate() {
            let here = at == find.at;
            let (mark, style) = if here { ("▸ ", theme.focus()) } else { ("  ", theme.text()) };
            let room = page.sheet.columns().saturating_sub(2);
            page.sheet.row(Text::from(Span::styled(format!("{mark}{}", cut(label, room)), style)));
            if here && at > 0 {
                page.sheet.focus_last(at + 3);
            }
        }
    }
}
