//! How a form looks, the same on every screen: each field with its label, what stands in it, and below it what is said of it.

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use crate::{
    domain::property::{Choice, Rows},
    kit::{
        form::{FieldCheck, Form, FormRow, Input, Kind, Origin, RowPart, Spread},
        line::{LineEdit, Mask},
    },
    ui::{
        sheet::Sheet,
        text::{cut, width},
        theme::Theme,
    },
};

/// What stands beside the value of a header, as wide in both cases.
const ENCRYPT: [&str; 2] = ["encrypt no ", "encrypt yes"];

#[derive(Clone, Copy)]
pub struct FormLook {
    pub labels: usize,
}

impl FormLook {
    /// Labels as wide as the widest that may be in view, asked now or not, within reason. Buttons stand for themselves.
    pub fn new<K: Copy + Eq>(form: &Form<K>, columns: impl Into<usize>, most: usize) -> Self {
        let fields = form.inputs().iter().filter(|input| input.has_place() && !input.kind().is_button());
        let widest = fields.map(|input| width(input.label())).max();
        let labels = (widest.unwrap_or(0) + 1).min(most).min(columns.into() / 3);
        Self { labels }
    }

    /// Labels as wide as the widest of all, in view or not: nothing moves when one more field is asked.
    pub fn steady<K: Copy + Eq>(form: &Form<K>, columns: impl Into<usize>) -> Self {
        let widest =
            form.inputs().iter().filter(|input| !input.kind().is_button()).map(|input| width(input.label())).max();
        Self { labels: (widest.unwrap_or(0) + 1).min(columns.into() / 3) }
    }

    /// Where what is said of a field begins.
    pub fn indent(self) -> usize {
        self.labels + 3
    }
}

/// A place beside a field, where a screen has something to add.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spot {
    /// Before the field; for a list, in its place.
    Above,
    /// Below its value and what is wrong with it.
    Below,
}

impl Sheet {
    /// All fields that are in view. `beside` adds what only the screen knows.
    pub fn form<K: Copy + Eq>(
        &mut self,
        form: &Form<K>,
        look: FormLook,
        mut beside: impl FnMut(&mut Self, &Input<K>, Spot),
    ) -> &mut Self {
        for input in form.visible() {
            beside(self, input, Spot::Above);
            if input.is_list() {
                continue;
            }
            let here = form.focus() == Some(input.key());
            let cell = form.cell().filter(|_| here);
            let before = self.len();
            self.value(input, look, here && cell.is_none());
            self.said(input, look, here, &mut beside);
            if here && cell.is_none() {
                self.focus_last(self.len() - before);
            }
            for (at, item) in input.items().iter().enumerate() {
                let part = cell.filter(|(row, _)| *row == at).map(|(_, part)| part);
                self.item(input, item, look, part);
            }
        }
        self
    }

    fn value<K: Copy + Eq>(&mut self, input: &Input<K>, look: FormLook, here: bool) {
        let theme = self.theme();
        match (input.kind(), input.instead()) {
            (Kind::Button, _) => {
                self.button(input.label(), here.into());
            }
            (Kind::Fold, _) => self.fold(input, here),
            (_, Some(words)) => {
                self.labelled(input, look, here, vec![Span::styled(words.to_owned(), theme.dim())]);
            }
            (Kind::Rows { .. }, None) => self.rows_head(input, look, here),
            (Kind::Choice { .. }, None) if !input.is_free() => self.picked(input, look, here),
            (_, None) => self.text_value(input, look, here),
        }
    }

    /// Mark and label, and behind them what is given.
    fn labelled<K: Copy + Eq>(&mut self, input: &Input<K>, look: FormLook, here: bool, value: Vec<Span<'static>>) {
        let mut spans = vec![label(input.label(), look.labels, here, self.theme())];
        spans.extend(value);
        self.row(Line::from(spans));
    }

    fn text_value<K: Copy + Eq>(&mut self, input: &Input<K>, look: FormLook, here: bool) {
        let theme = self.theme();
        let room = self.room(look);
        // A default that nobody touched is left to others: it stands back.
        let stands_back = input.stands_back() && !here && !input.is_secret();
        let shown = if here {
            input.line().visible(column(room), input.mask())
        } else {
            input.line().beginning(column(room), input.mask())
        };
        let value = match () {
            () if input.text().is_empty() => Span::styled(cut(input.placeholder(), room), theme.dim()),
            () if stands_back => Span::styled(shown.text, theme.dim()),
            () if here && input.is_selected() => Span::styled(shown.text, theme.selected()),
            () => Span::styled(shown.text, if here { theme.text() } else { Style::new() }),
        };
        if here {
            let place = look.indent() + usize::from(shown.cursor);
            let label = label(input.label(), look.labels, here, theme);
            self.row_with_cursor(Line::from(vec![label, value]), column(place));
        } else {
            self.labelled(input, look, here, vec![value]);
        }
    }

    /// A value that is chosen: all values of few, of many the chosen one alone.
    fn picked<K: Copy + Eq>(&mut self, input: &Input<K>, look: FormLook, here: bool) {
        let spread = input.spread();
        if spread == Spread::Chosen {
            self.one_of_many(input, look, here);
        } else {
            let mut rows = self.options(input, look, here);
            let columns: usize = rows.iter().map(|row| spans_width(row) + 2).sum();
            if spread == Spread::Beside && columns <= self.room(look) + 2 {
                let gap = |row: Vec<Span<'static>>| [Span::raw("  ")].into_iter().chain(row);
                let in_one: Vec<Span<'static>> = rows.drain(..).flat_map(gap).skip(1).collect();
                rows.push(in_one);
            }
            let hint = format!("   {}", input.placeholder());
            let first = rows.iter_mut().take(1).find(|_| input.chosen().is_none() && !input.placeholder().is_empty());
            if let Some(first) = first.filter(|row| spans_width(row) + width(&hint) <= self.room(look)) {
                first.push(Span::styled(hint, self.theme().dim()));
            }
            for (at, row) in rows.into_iter().enumerate() {
                if at == 0 {
                    self.labelled(input, look, here, row);
                } else {
                    let before = Span::raw(" ".repeat(look.indent()));
                    self.row([before].into_iter().chain(row).collect::<Line<'_>>());
                }
            }
        }
        if here && !input.typed_ahead().is_empty() {
            self.marked(look.indent(), "…", &format!("typed: {}", input.typed_ahead()), self.theme().dim());
        }
    }

    /// Each value of a choice, with a mark that tells whether it is chosen.
    fn options<K: Copy + Eq>(&self, input: &Input<K>, look: FormLook, here: bool) -> Vec<Vec<Span<'static>>> {
        let theme = self.theme();
        let room = self.room(look).saturating_sub(2);
        let chosen = input.chosen();
        let option = |(at, option): (usize, &Choice)| {
            let (mark, style) = match (chosen == Some(at), here) {
                (true, true) => ("● ", theme.focus()),
                (true, false) if input.stands_back() => ("● ", theme.dim()),
                (true, false) => ("● ", theme.text()),
                (false, _) => ("○ ", theme.dim()),
            };
            vec![Span::styled(format!("{mark}{}", cut(&option.label, room)), style)]
        };
        input.choices().enumerate().map(option).collect()
    }

    /// The chosen value, with its place among the others.
    fn one_of_many<K: Copy + Eq>(&mut self, input: &Input<K>, look: FormLook, here: bool) {
        let theme = self.theme();
        let count = input.choices().count();
        let room = self.room(look).saturating_sub(4);
        let place = match input.chosen() {
            Some(at) => format!("{} of {count}", at + 1),
            None => format!("{count} to choose from"),
        };
        let value = input.chosen_label();
        let stands_back = value.is_none() || input.stands_back();
        let value = cut(value.unwrap_or(&hinted("nothing chosen", input.placeholder())), room);
        let beside = if width(&value) + width(&place) < room { place } else { String::new() };
        let mut spans = vec![Span::styled(value, if stands_back { theme.dim() } else { theme.text() })];
        if here {
            spans.push(Span::styled(" ◂▸ ", theme.focus()));
            spans.push(Span::styled(beside, theme.dim()));
        }
        self.labelled(input, look, here, spans);
    }

    /// The head of a list; its rows follow.
    fn rows_head<K: Copy + Eq>(&mut self, input: &Input<K>, look: FormLook, here: bool) {
        let theme = self.theme();
        let count = match input.items().len() {
            0 => hinted("none", input.placeholder()),
            1 => "1 row".to_owned(),
            count => format!("{count} rows"),
        };
        let mut spans = vec![Span::styled(count, theme.dim())];
        if here {
            spans.push(Span::styled("   Ctrl+N adds one", theme.dim()));
        }
        self.labelled(input, look, here, spans);
    }

    /// A row of a list: its parts side by side, the value where other fields have theirs.
    fn item<K: Copy + Eq>(&mut self, input: &Input<K>, item: &FormRow, look: FormLook, here: Option<RowPart>) {
        let theme = self.theme();
        let style = |part: RowPart| if here == Some(part) { theme.focus() } else { theme.text() };
        let labels = look.labels;
        let has = |part: RowPart| input.parts().contains(&part);
        let beside = if has(RowPart::Encrypt) { width(ENCRYPT[0]) + 1 } else { 0 };
        let room = self.columns().saturating_sub(labels + 3 + beside);
        let mark = if here.is_some() { "▸ " } else { "  " };
        let mut cursor = None;
        let mut spans = vec![Span::styled(mark, style(here.unwrap_or(RowPart::Name)))];
        if has(RowPart::Name) {
            let (text, place) = cell((&item.name, Mask::Open), "name", labels.saturating_sub(1));
            cursor = cursor.or((here == Some(RowPart::Name)).then_some(3 + place));
            let shown = if item.name.is_empty() { theme.dim() } else { style(RowPart::Name) };
            spans.push(Span::styled(format!(" {text} "), shown));
        } else {
            spans.push(Span::raw(" ".repeat(labels + 1)));
        }
        let (text, place) = cell((&item.value, input.item_mask(item)), "value", room);
        cursor = cursor.or((here == Some(RowPart::Value)).then_some(labels + 3 + place));
        spans.push(Span::styled(text, if item.value.is_empty() { theme.dim() } else { style(RowPart::Value) }));
        if has(RowPart::Encrypt) {
            let shown = if here == Some(RowPart::Encrypt) { theme.focus() } else { theme.dim() };
            spans.push(Span::styled(format!(" {}", ENCRYPT[usize::from(item.encrypt)]), shown));
        }
        match (cursor, here) {
            (Some(place), _) => self.row_with_cursor(Line::from(spans), column(place)),
            (None, Some(_)) => self.row(Line::from(spans)).focus_last(1),
            (None, None) => self.row(Line::from(spans)),
        };
        let is_secret = input.is_secret_item(item) && !item.value.is_empty();
        if here == Some(RowPart::Value) && is_secret {
            let text = format!("{} characters, not shown", item.value.count());
            self.marked(look.indent(), "•", &text, theme.dim()).focus_last(2);
        }
        if input.rows() == Some(Rows::Headers) && is_secret && !item.encrypt {
            let text = "The tenant would store this secret unencrypted: set encrypt to yes.";
            self.marked(look.indent(), "!", text, theme.warn());
            if here.is_some() {
                self.focus_last(2);
            }
        }
    }

    fn fold<K: Copy + Eq>(&mut self, input: &Input<K>, here: bool) {
        let theme = self.theme();
        let (before, style) = if here { ("▸ ", theme.button()) } else { ("  ", theme.dim()) };
        let room = self.columns().saturating_sub(2);
        let text = cut(input.label(), room);
        let hint = format!("  {}", input.placeholder());
        let is_hinted = here && width(&text) + width(&hint) < room;
        let mut spans = vec![Span::raw(before), Span::styled(text, style)];
        if is_hinted {
            spans.push(Span::styled(hint, theme.dim()));
        }
        self.row(Line::from(spans));
    }

    /// What is said of a field, below its value.
    fn said<K: Copy + Eq>(
        &mut self,
        input: &Input<K>,
        look: FormLook,
        here: bool,
        beside: &mut impl FnMut(&mut Self, &Input<K>, Spot),
    ) {
        let theme = self.theme();
        let indent = look.indent();
        if let Some(fault) = input.fault() {
            self.marked(indent, "✗", fault, theme.bad());
        }
        let verdict = match input.verdict() {
            FieldCheck::Nothing | FieldCheck::Asked => None,
            FieldCheck::Plain(text) => Some(("•", text, theme.dim())),
            FieldCheck::Good(text) => Some(("✓", text, theme.good())),
            FieldCheck::Bad(text) => Some(("✗", text, theme.bad())),
            FieldCheck::Unknown(text) => Some(("!", text, theme.warn())),
        };
        if let Some((mark, text, style)) = verdict {
            self.marked(indent, mark, text, style);
        }
        beside(self, input, Spot::Below);
        let from = match input.origin() {
            Origin::Found(from) if from != input.text() => Some(format!("from {from}")),
            _ => None,
        };
        // A secret of ours tells its shape always, one of a data source while it is filled in.
        let is_told = here || matches!(input.kind(), Kind::Token | Kind::Secret | Kind::Code);
        let shape = input.shape().filter(|_| is_told && input.note().is_none());
        let known: Vec<String> = [shape, from].into_iter().flatten().collect();
        if !known.is_empty() {
            self.marked(indent, "•", &known.join(" · "), theme.dim());
        }
        if let Some(note) = input.note() {
            self.note(indent, note);
        }
        if let Some(oddity) = input.oddity() {
            self.marked(indent, "!", &oddity, theme.warn());
        }
    }

    fn room(&self, look: FormLook) -> usize {
        self.columns().saturating_sub(look.indent())
    }
}

fn label(text: &str, columns: usize, here: bool, theme: Theme) -> Span<'static> {
    let text = cut(text, columns);
    let pad = " ".repeat(columns.saturating_sub(width(&text)));
    let (mark, style) = if here { ("▸ ", theme.focus()) } else { ("  ", theme.text()) };
    Span::styled(format!("{mark}{text}{pad} "), style)
}

/// What stands where nothing is given, with what could be.
fn hinted(nothing: &str, hint: &str) -> String {
    if hint.is_empty() { nothing.to_owned() } else { format!("{nothing}, {hint}") }
}

fn spans_width(spans: &[Span<'_>]) -> usize {
    spans.iter().map(Span::width).sum()
}

fn column(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}

/// A text, or what could stand there, in exactly so many columns; and the column of the cursor in it.
fn cell((line, mask): (&LineEdit, Mask), placeholder: &str, columns: usize) -> (String, usize) {
    let shown = line.visible(column(columns), mask);
    let text = if line.is_empty() { cut(placeholder, columns) } else { shown.text };
    let pad = " ".repeat(columns.saturating_sub(width(&text)));
    (format!("{text}{pad}"), usize::from(shown.cursor))
}
