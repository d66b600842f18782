//! How a field of the form looks: a text, a choice, a file, a list with its rows.

use ratatui::text::{Line as Text, Span};

use super::{Page, Picked};
use crate::{
    domain::{
        property::{GATEWAY, Shape},
        request::Asked,
    },
    kit::{
        form::Note,
        form_old::{Input, Item, Part},
        line::{Line, Mask},
    },
    screens::details::{State, rows::Row, words::placeholder},
    ui::{
        sheet::FieldLook,
        text::{cut, width},
    },
};

/// What stands beside the value of a header, as wide in both cases.
const ENCRYPT: [&str; 2] = ["encrypt no ", "encrypt yes"];

impl State {
    pub(super) fn input(&self, page: &mut Page<'_>, input: &Input, here: bool) {
        let field = &input.field;
        if self.form.is_marked(&field.name) {
            let value = "the authorisation code, brought in Authorise";
            return page.picked(&field.label, Picked { value, place: "", is_empty: true }, here);
        }
        if input.rows().is_some() {
            Self::list(page, input, here);
        } else if input.picks() {
            Self::choice(page, input, here);
        } else {
            // A default that nobody touched is the tenant's own: it is not sent, and stands back.
            let untouched = field.may_wait() && !input.is_touched() && !here && !input.is_secret();
            let nothing = Line::default();
            let line = if untouched { &nothing } else { input.line() };
            let placeholder = match field.by_hand() {
                _ if untouched && !input.is_empty() => input.text().to_owned(),
                Some("JSON") if input.is_by_hand() => r#"as JSON: [{"name":"…","value":"…"}]"#.to_owned(),
                _ => placeholder(field, ""),
            };
            page.sheet.field(FieldLook {
                label: &field.label,
                columns: page.labels,
                line,
                placeholder: &placeholder,
                mask: input.mask(),
                focus: here.into(),
            });
        }
        if let Some(fault) = input.fault() {
            page.bad(fault);
        } else if let Some(advice) = input.advice() {
            // While it is typed, it may still become right.
            if here { page.plain("•", &advice) } else { page.warn(&advice) }
        }
        match input.note() {
            Some(Note::Plain(text)) => page.plain("•", text),
            Some(Note::Warn(text)) => page.warn(text),
            None if here && input.is_secret() && !input.is_empty() => {
                page.plain("•", &format!("{} characters", input.line().count()));
            }
            None if input.wants_file() && page.look.is_slow(Asked::ReadFile) => {
                page.plain(page.look.spinner(), "reading the file");
            }
            None => {}
        }
        if field.name == GATEWAY && page.look.is_slow(Asked::ListGateways) {
            page.plain(page.look.spinner(), "asking for the gateways");
        }
    }

    fn choice(page: &mut Page<'_>, input: &Input, here: bool) {
        let field = &input.field;
        let (value, place) = input.chosen();
        let empty = placeholder(field, "nothing chosen");
        let place = match place {
            Some((at, of)) => format!("{at} of {of}"),
            None => format!("{} to choose from", input.choices()),
        };
        let is_empty = value.is_empty();
        let value = if is_empty { &empty } else { value };
        let stands_back = is_empty || (field.may_wait() && !input.is_touched());
        page.picked(&field.label, Picked { value, place: &place, is_empty: stands_back }, here);
        if here && !input.ahead().is_empty() {
            page.plain("…", &format!("typed: {}", input.ahead()));
        }
    }

    /// The head of a list; its rows follow.
    fn list(page: &mut Page<'_>, input: &Input, here: bool) {
        let count = match input.items().len() {
            0 => placeholder(&input.field, "none"),
            1 => "1 row".to_owned(),
            count => format!("{count} rows"),
        };
        let theme = page.look.theme;
        let label = cut(&input.field.label, page.labels);
        let pad = " ".repeat(page.labels.saturating_sub(width(&label)));
        let (mark, style) = if here { ("▸ ", theme.focus()) } else { ("  ", theme.text()) };
        let mut spans = vec![Span::styled(format!("{mark}{label}{pad} "), style), Span::styled(count, theme.dim())];
        if here {
            spans.push(Span::styled("   Ctrl+N adds one", theme.dim()));
        }
        page.sheet.row(Text::from(spans));
    }

    /// A row of a list: its parts side by side, the value where other fields have theirs.
    pub(super) fn item(&self, page: &mut Page<'_>, input: &Input, (at, index): (usize, usize)) {
        let Some(item) = input.items().get(index) else { return };
        let theme = page.look.theme;
        let here = match self.row {
            Row::Item(field, row, part) if (field, row) == (at, index) => Some(part),
            _ => None,
        };
        let style = |part: Part| if here == Some(part) { theme.focus() } else { theme.text() };
        let labels = page.labels;
        let has = |part: Part| input.parts().contains(&part);
        let beside = if has(Part::Encrypt) { width(ENCRYPT[0]) + 1 } else { 0 };
        let room = page.sheet.columns().saturating_sub(labels + 3 + beside);
        let mark = if here.is_some() { "▸ " } else { "  " };
        let mut cursor = None;
        let mut spans = vec![Span::styled(mark, style(here.unwrap_or(Part::Name)))];
        if has(Part::Name) {
            let (text, place) = cell((&item.name, Mask::Open), "name", labels.saturating_sub(1));
            cursor = cursor.or((here == Some(Part::Name)).then_some(3 + place));
            spans.push(Span::styled(
                format!(" {text} "),
                if item.name.is_empty() { theme.dim() } else { style(Part::Name) },
            ));
        } else {
            spans.push(Span::raw(" ".repeat(labels + 1)));
        }
        let (text, place) = cell((&item.value, input.item_mask(item)), "value", room);
        cursor = cursor.or((here == Some(Part::Value)).then_some(labels + 3 + place));
        spans.push(Span::styled(text, if item.value.is_empty() { theme.dim() } else { style(Part::Value) }));
        if has(Part::Encrypt) {
            let word = ENCRYPT[usize::from(item.encrypt)];
            let shown = if here == Some(Part::Encrypt) { theme.focus() } else { theme.dim() };
            spans.push(Span::styled(format!(" {word}"), shown));
        }
        match (cursor, here) {
            (Some(column), _) => {
                page.sheet.row_with_cursor(Text::from(spans), u16::try_from(column).unwrap_or(u16::MAX));
            }
            (None, Some(_)) => {
                page.sheet.row(Text::from(spans)).focus_last(1);
            }
            (None, None) => {
                page.sheet.row(Text::from(spans));
            }
        }
        Self::item_notes(page, input, item, here);
    }

    fn item_notes(page: &mut Page<'_>, input: &Input, item: &Item, here: Option<Part>) {
        let is_hidden = input.is_secret_item(item) && !item.value.is_empty();
        if here == Some(Part::Value) && is_hidden && matches!(input.field.shape, Shape::List(_)) {
            page.plain("•", &format!("{} characters, not shown", item.value.count()));
            page.sheet.focus_last(2);
        }
    }
}

/// A text, or what could stand there, in exactly so many columns; and the column of the cursor in it.
fn cell((line, mask): (&Line, Mask), placeholder: &str, columns: usize) -> (String, usize) {
    let shown = line.visible(u16::try_from(columns).unwrap_or(u16::MAX), mask);
    let text = if line.is_empty() { cut(placeholder, columns) } else { shown.text };
    let pad = " ".repeat(columns.saturating_sub(width(&text)));
    (format!("{text}{pad}"), usize::from(shown.cursor))
}
