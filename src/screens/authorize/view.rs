//! How the step Authorize looks: the request, then the URL and the field for its code.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Page, Phase, Said, State};
use crate::{
    domain::{dialect::Purpose, draft::Consent, known},
    kit::line::Mask,
    screens::{
        address::{Focus, view::rows as address_rows},
        creating::view::{call, pinned, request},
    },
    ui::{
        Draw, Look, Seen,
        sheet::{FieldLook, Focus as Here, Sheet},
    },
};

/// From so many minutes on the age of a URL is a warning: codes commonly live for ten.
const OLD: u64 = 8;
/// Below so many rows there is no room for explanations above the URL.
const ROOMY: u16 = 16;
/// From so many rows on there is room for explanations above the request.
const SPACIOUS: u16 = 22;
/// Where what is said of the code begins: under the code.
const INDENT: usize = 8;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Seen) {
        match self.phase(look.shared) {
            Phase::Shown(page) => {
                let sheet = self.shown(page, area, look);
                let row = sheet.top(usize::from(area.height));
                sheet.draw_from(self.scroll.row(row), area, buf, seen);
            }
            Phase::Ask | Phase::Waiting => {
                let mut foot = Sheet::new(look.theme, area.width);
                self.foot(&mut foot, look);
                let (sheet, request_row) = self.before(area, look);
                // Whoever is about to press the button sees the request rather than the title.
                let room = usize::from(area.height).saturating_sub(foot.len() + 1);
                let row = if sheet.len() > room && self.dropped.is_none() { request_row } else { 0 };
                pinned(sheet, foot, self.scroll.row(row), area, buf, seen);
            }
        }
    }
}

impl State {
    /// What will be asked, and the row at which the request begins.
    fn before(&self, area: Rect, look: &Look<'_>) -> (Sheet, usize) {
        let mut sheet = Sheet::new(look.theme, area.width);
        let draft = &look.shared.draft;
        let source = draft.here().source.as_ref().map_or_else(|| "This source".to_owned(), known::label);
        if draft.consent() != Consent::Needed {
            sheet.title(&format!("{source} needs no consent in a browser")).gap();
            sheet.text("The answers so far choose another way to sign in. Enter goes on.");
            return (sheet, 0);
        }
        sheet.title(&format!("{source} wants your consent in a browser"));
        if let Some(dropped) = self.dropped {
            sheet.marked(0, "!", dropped, look.theme.warn());
        }
        if area.height >= SPACIOUS {
            sheet
                .gap()
                .text("This request asks the tenant for the URL of the page. It is sent when you press Enter.")
                .gap();
        }
        let row = sheet.len();
        if let Some(connection) = draft.connection_without_code() {
            request(&mut sheet, &call(&connection, Purpose::AuthUrl, look), look);
        }
        (sheet, row)
    }

    fn foot(&self, sheet: &mut Sheet, look: &Look<'_>) {
        self.creating.draw(sheet, look);
        if let Some((connection, since)) = &self.checking {
            let seconds = look.now.saturating_duration_since(*since).as_secs();
            let text = format!("looking whether {} is free, before anything is sent · {seconds} s", connection.name);
            sheet.marked(0, look.spinner(), &text, look.theme.text());
        } else if self.creating.is_idle(look.shared) {
            let needed = look.shared.draft.consent() == Consent::Needed;
            if needed {
                let source = look.shared.draft.here().source.as_ref();
                let is_guess = source
                    .and_then(|source| known::known(&source.id))
                    .is_some_and(|known| known.unverified.contains(&known::Part::Code));
                let guess =
                    if is_guess { "That it signs in so is not confirmed by Qlik's documentation. " } else { "" };
                let text = format!(
                    "{guess}If the source does not sign in through a browser after all, the tenant creates the connection outright."
                );
                sheet.marked(0, "!", &text, look.theme.warn());
            }
            sheet.button(if needed { "Ask for the URL" } else { "Go on" }, Here::Here);
        }
    }

    fn shown(&self, page: &Page, area: Rect, look: &Look<'_>) -> Sheet {
        let theme = look.theme;
        let roomy = area.height >= ROOMY;
        let mut sheet = Sheet::new(theme, area.width);
        if roomy {
            sheet.title(&format!("Allow access at {} and bring back the code", page.url.host()));
            sheet.text("Open this URL in a browser:");
        } else {
            sheet.title(&format!("Allow access at {}: open this URL", page.url.host()));
        }
        address_rows(&mut sheet, page.url.as_str(), self.focus, look);
        self.field(&mut sheet, roomy, look);
        self.creating.draw(&mut sheet, look);
        let minutes = page.minutes(look.now);
        let age = match minutes {
            0 => "The URL was asked for just now.".to_owned(),
            1 => "The URL was asked for 1 minute ago.".to_owned(),
            _ => format!("The URL was asked for {minutes} minutes ago."),
        };
        if minutes >= OLD {
            let text = format!("{age} Codes live for about ten minutes: Ctrl+N asks for a new one.");
            sheet.marked(0, "!", &text, theme.warn());
        } else {
            sheet.dim(&age);
        }
        if look.shared.launch.demo {
            sheet.dim("Demo without a browser: curl with this URL in quotes brings the code as plain text.");
        }
        sheet.dim(
            "If the page says that an administrator must approve: ask for consent to the Qlik application in your identity \
             provider.",
        );
        sheet
    }

    fn field(&self, sheet: &mut Sheet, roomy: bool, look: &Look<'_>) {
        if roomy {
            sheet.gap();
        }
        sheet.field(FieldLook {
            label: "Code",
            columns: 5,
            line: &self.line,
            placeholder: "(paste the code, or the address the page ended on)",
            mask: Mask::Hidden,
            focus: (self.focus == Focus::Field).into(),
        });
        match &self.said {
            Some(Said::Understood(text)) => sheet.marked(INDENT, "✓", text, look.theme.good()),
            Some(Said::Fault(text)) => sheet.marked(INDENT, "✗", text, look.theme.bad()),
            None if self.line.is_empty() => sheet,
            None => sheet.marked(INDENT, "•", &format!("{} characters", self.line.count()), look.theme.dim()),
        };
        if roomy {
            sheet.gap();
        }
    }
}
