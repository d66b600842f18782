//! How the step Details looks: the form, which scrolls, and below it what belongs to the row with the focus.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    text::{Line as Text, Span},
    widgets::Widget,
};

mod find;
mod input;

use super::{
    State,
    name::{Known, owner},
    rows::Row,
};
use crate::{
    domain::{
        credential::CredentialChoice,
        known::{is_little_known, label},
        request::Asked,
    },
    kit::{
        form_old::{Extra, Logins},
        line::Mask,
    },
    ui::{
        Draw, Look, Seen,
        sheet::{FieldLook, Sheet},
        text::{cut, width, wrap},
    },
};

/// How wide the column of the labels is at most.
const LABELS: usize = 24;
/// How many rows belong to what is said about the row with the focus.
const FOOT: u16 = 3;
/// Below this height the form needs every row itself.
const LOW: u16 = 8;
/// From this height on there is room for one row more of what is said.
const HIGH: u16 = 18;
const BROWSER: &str = "Sign in";

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Seen) {
        let foot = if area.height < LOW { 0 } else { FOOT + u16::from(area.height >= HIGH) };
        let [body, foot] = Layout::vertical([Constraint::Min(0), Constraint::Length(foot)]).areas(area);
        let mut page = Page { sheet: Sheet::new(look.theme, area.width), look, labels: self.labels(area.width) };
        let source = look.shared.draft.here().source.as_ref();
        page.sheet.title(&format!("What should the connection to {} be like?", source.map_or_else(String::new, label)));
        if source.is_some_and(|source| is_little_known(&source.id)) && area.height >= HIGH {
            page.sheet.dim("The tenant alone knows these fields: they stand here as it describes them.");
        }
        if let Some(refusal) = &self.refusal {
            page.sheet.marked(0, "✗", refusal, look.theme.bad());
        }
        page.sheet.gap();
        if let Some(find) = &self.find {
            self.finding(&mut page, find);
            return page.sheet.draw(area, buf, seen);
        }
        for row in self.rows() {
            self.row(&mut page, row);
        }
        page.sheet.draw(body, buf, seen);
        self.foot(foot, buf, look);
    }
}

/// What the rows are drawn with.
struct Page<'a> {
    sheet: Sheet,
    look: &'a Look<'a>,
    /// How wide the column of the labels is.
    labels: usize,
}

impl Page<'_> {
    /// Something wrong, something to look at, something to know: under the value.
    fn bad(&mut self, text: &str) {
        self.sheet.marked(self.labels + 3, "✗", text, self.look.theme.bad());
    }

    fn warn(&mut self, text: &str) {
        self.sheet.marked(self.labels + 3, "!", text, self.look.theme.warn());
    }

    fn plain(&mut self, mark: &str, text: &str) {
        self.sheet.marked(self.labels + 3, mark, text, self.look.theme.dim());
    }

    /// A value that is chosen, not typed, with its place among the others.
    fn picked(&mut self, label: &str, picked: Picked<'_>, here: bool) {
        let theme = self.look.theme;
        let columns = self.labels;
        let label = cut(label, columns);
        let pad = " ".repeat(columns.saturating_sub(width(&label)));
        let (mark, style) = if here { ("▸ ", theme.focus()) } else { ("  ", theme.text()) };
        let room = self.sheet.columns().saturating_sub(columns + 3 + 4);
        let value = cut(picked.value, room);
        let beside = if width(&value) + width(picked.place) < room { picked.place } else { "" };
        let mut spans = vec![Span::styled(format!("{mark}{label}{pad} "), style)];
        spans.push(Span::styled(value, if picked.is_empty { theme.dim() } else { theme.text() }));
        if here {
            spans.push(Span::styled(" ◂▸ ", theme.focus()));
            spans.push(Span::styled(beside.to_owned(), theme.dim()));
        }
        self.sheet.row(Text::from(spans));
    }
}

/// A chosen value.
#[derive(Clone, Copy)]
struct Picked<'a> {
    value: &'a str,
    /// `3 of 30`.
    place: &'a str,
    /// Whether the value only says that nothing is chosen.
    is_empty: bool,
}

impl State {
    /// As wide as the longest label that is shown, within reason.
    fn labels(&self, columns: u16) -> usize {
        let visible = self.form.visible().into_iter();
        let shown = visible.filter_map(|at| self.form.get(at)).map(|input| width(&input.field.label));
        let browser = if self.browser.asked { width(BROWSER) } else { 0 };
        let widest = shown.chain([browser, width("Name")]).max().unwrap_or(0);
        (widest + 1).min(LABELS).min(usize::from(columns) / 3)
    }

    fn row(&self, page: &mut Page<'_>, row: Row) {
        let before = page.sheet.len();
        let here = self.row == row;
        match row {
            Row::Name => self.name(page, here),
            Row::Field(at) => {
                if let Some(input) = self.form.get(at) {
                    self.input(page, input, here);
                }
            }
            // A row of a list is drawn with its first part.
            Row::Item(at, item, part) => {
                if let Some(input) = self.form.get(at).filter(|input| input.parts().first() == Some(&part)) {
                    self.item(page, input, (at, item));
                }
                return;
            }
            Row::Fold => {
                if let Some(fold) = self.form.fold() {
                    Self::fold(page, fold, here);
                }
            }
            Row::Browser => self.browser(page, here),
            Row::Key(at) => {
                if let Some(extra) = self.form.extras.get(at) {
                    self.key(page, extra, here);
                }
            }
            Row::Value(at) => {
                if let Some(extra) = self.form.extras.get(at) {
                    Self::value(page, extra, here);
                }
            }
            Row::Add => self.add(page, here),
            Row::Next => {
                page.sheet.button("Next", here.into());
                if self.wish {
                    let what =
                        if matches!(self.name.known(), Known::Asked(_)) { "looking the name up" } else { "reading" };
                    page.sheet.marked(2, page.look.spinner(), &format!("{what}, then on"), page.look.theme.dim());
                }
            }
        }
        if here {
            page.sheet.focus_last(page.sheet.len() - before);
        }
    }

    fn name(&self, page: &mut Page<'_>, here: bool) {
        page.sheet.field(FieldLook {
            label: "Name",
            columns: page.labels,
            line: &self.name.line,
            placeholder: "needed: how people will find the connection",
            mask: Mask::Open,
            focus: here.into(),
        });
        if let Some(fault) = self.name.fault {
            page.bad(fault);
        }
        let shared = page.look.shared;
        match self.name.known() {
            Known::Asked(_) if self.wish || page.look.is_slow(Asked::CheckName) => {
                page.plain(page.look.spinner(), "looking the name up");
            }
            Known::Nothing | Known::Asked(_) => {}
            Known::Free => {
                page.sheet.marked(page.labels + 3, "✓", "free", page.look.theme.good());
            }
            Known::Taken(connection) => {
                let here = shared.draft.here();
                let me = here.me.as_ref().map(|me| me.user_id.as_str());
                page.bad(&owner(connection, me, here.space.as_ref().and_then(|space| space.id())));
            }
            Known::Unchecked(reason) => page.warn(&format!("could not be checked: {reason}")),
        }
        if let Some(proposal) = self.name.proposal() {
            if !matches!(self.name.known(), Known::Taken(_)) {
                page.bad("the tenant says that this name is taken");
            }
            page.plain("→", &format!("Ctrl+F takes the name {proposal}"));
        }
        page.sheet.gap();
    }

    fn browser(&self, page: &mut Page<'_>, here: bool) {
        page.picked(
            BROWSER,
            Picked { value: self.browser.word(), place: "", is_empty: self.browser.answer.is_none() },
            here,
        );
        if self.browser.fault {
            page.bad("Choose one: ←→, or the first letter of a way.");
        }
    }

    fn key(&self, page: &mut Page<'_>, extra: &Extra, here: bool) {
        page.sheet.field(FieldLook {
            label: "+ property",
            columns: page.labels,
            line: &extra.name,
            placeholder: "the name, exactly as the tenant spells it",
            mask: Mask::Open,
            focus: here.into(),
        });
        if let Some(fault) = &extra.fault {
            page.bad(fault);
        }
        if self.form.is_marked(extra.key()) {
            page.plain("•", "takes the authorisation code, which is brought in the step Authorise");
        }
        if self.form.drops(extra) {
            page.warn("It looks like part of the login, so it is not sent: the credential holds the login.");
        }
    }

    fn value(page: &mut Page<'_>, extra: &Extra, here: bool) {
        page.sheet.field(FieldLook {
            label: "  its value",
            columns: page.labels,
            line: &extra.value,
            placeholder: "empty: sent as an empty text",
            mask: extra.mask(),
            focus: here.into(),
        });
    }

    fn add(&self, page: &mut Page<'_>, here: bool) {
        let left_out = self.form.left_out();
        if self.form.logins() == Logins::LeftOut && left_out > 0 {
            let held = match &page.look.shared.draft.of().credential {
                Some(CredentialChoice::Existing(credential)) => format!("the credential {}", credential.name),
                Some(CredentialChoice::Embedded | CredentialChoice::New(_)) | None => "the credential".to_owned(),
            };
            let fields = if left_out == 1 { "1 field is".to_owned() } else { format!("{left_out} fields are") };
            page.sheet.dim(&format!("  {fields} left out: {held} holds the login."));
        }
        page.sheet.gap().button("Add a property", here.into());
    }

    /// What belongs to the row with the focus, and what is missing: always in view.
    fn foot(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let Some(status) = area.rows().next_back() else { return };
        let help = wrap(&self.help(), usize::from(area.width));
        let room = usize::from(area.height) - 1;
        let more = help.len() > room;
        for (at, (line, place)) in help.into_iter().zip(area.rows().take(room)).enumerate() {
            let line = if more && at + 1 == room { cut(&format!("{line} …"), usize::from(area.width)) } else { line };
            Span::styled(line, look.theme.dim()).render(place, buf);
        }
        let (text, style) = self.status();
        let style = if style { look.theme.warn() } else { look.theme.dim() };
        Span::styled(cut(&text, usize::from(area.width)), style).render(status, buf);
    }
}
