//! How the step Authorize looks: the request, then the URL and the field for its code.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Page, Phase, State};
use crate::{
    domain::{dialect::Purpose, draft::Consent, known},
    screens::{
        address::view::rows as address_rows,
        creating::view::{call, pinned, request},
    },
    ui::{
        About, BEFORE_BUTTON, Draw, Look, Rendered,
        form::{FormLook, Spot},
        sheet::{Focus, Sheet},
    },
};

/// From so many minutes on the age of a URL is a warning: codes commonly live for ten.
const OLD: u64 = 8;
/// Below so many rows every one counts.
const LOW: u16 = 8;
const OTHERWISE: &str = "If no sign-in is needed, the tenant creates the connection right away.";
const EXPERIMENTAL: &str = "Experimental: Qlik does not document this. The request is a create under the connection's \
                            own name, which is taken, so it cannot create a second connection.";
/// Below so many rows there is no room for explanations above the URL.
const ROOMY: u16 = 16;
/// From so many rows on there is room for empty ones around the explanations.
const SPACIOUS: u16 = 22;

const ABOUT: About = About {
    text: "This source takes an authorization code instead of a password. The tenant gives a URL; you sign in there \
        in a browser, and the page shows the code. A code works once and expires after about ten minutes.",
    page: "https://qlik.dev/manage/data-connections/create-data-connections",
    promise: "Nothing is created before the step Review, unless the tenant needs no sign-in for it.",
};
const ABOUT_EXISTING: About = About {
    text: "Experimental. A connection that signs in through a browser needs a new sign-in from time to time. Qlik \
        documents that a change takes a new authorization code, but not how to ask for the URL. qonnect asks as a \
        create does, with the name that is taken, so no second connection is created. The code is sent from the \
        review only.",
    page: "https://qlik.dev/apis/rest/data-connections/",
    promise: BEFORE_BUTTON,
};

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        match self.phase(look.shared) {
            Phase::Shown(page) => {
                // Which host it is stays in view, whatever is scrolled.
                let mut head = Sheet::new(look.theme, area.width);
                let host = page.url.host();
                let then = if area.height < LOW { "" } else { ", then paste the code" };
                head.title(&format!("Sign in at {host}{then}"));
                let below = head.pin(area, buf);
                let sheet = self.shown(page, area, look);
                let row = sheet.top(usize::from(below.height));
                sheet.draw_from(self.scroll.row(row), below, buf, seen);
            }
            Phase::Ask | Phase::Waiting => {
                let mut foot = Sheet::new(look.theme, area.width);
                self.foot(&mut foot, area.height >= LOW, look);
                pinned(self.before(area, look), foot, self.scroll.row(0), area, buf, seen);
            }
        }
    }

    fn about(&self) -> About {
        if self.is_existing { ABOUT_EXISTING } else { ABOUT }
    }
}

impl State {
    fn otherwise(&self) -> &'static str {
        if self.is_existing { EXPERIMENTAL } else { OTHERWISE }
    }

    /// What will be asked, and why.
    fn before(&self, area: Rect, look: &Look<'_>) -> Sheet {
        let mut sheet = Sheet::new(look.theme, area.width);
        let draft = look.shared.answers(self.is_existing);
        let source = draft.here().source.as_ref().map_or_else(|| "This source".to_owned(), known::label);
        if draft.consent() != Consent::Needed {
            sheet.title(&format!("{source} needs no sign-in in a browser")).gap();
            sheet.text("You chose another authentication method. Enter goes on.");
            return sheet;
        }
        let is_low = area.height < LOW;
        // Where rows are few, the step line above says what this is.
        if !is_low {
            match look.shared.existing.as_ref().filter(|_| self.is_existing) {
                Some(existing) => sheet.title(&format!("Authorize {} again", existing.connection.name)),
                None => sheet.title(&format!("Sign in to {source} in your browser")),
            };
        }
        if let Some(dropped) = self.dropped {
            sheet.marked(0, "!", dropped, look.theme.warn());
        }
        if area.height >= SPACIOUS {
            sheet.gap();
        }
        sheet.text("Enter sends this request, which asks the tenant for the authorization URL.");
        if is_low {
            sheet.dim(self.otherwise());
        }
        if area.height >= SPACIOUS {
            sheet.gap();
        }
        if let Some(connection) = draft.connection_without_code() {
            request(&mut sheet, &call(&connection, Purpose::AuthUrl, look), look);
        }
        sheet
    }

    fn foot(&self, sheet: &mut Sheet, has_room: bool, look: &Look<'_>) {
        self.creating.draw(sheet, look);
        if let Some((connection, since)) = &self.checking {
            let seconds = look.now.saturating_duration_since(*since).as_secs();
            let text = format!("checking the name {} before anything is sent · {seconds} s", connection.name);
            sheet.marked(0, look.spinner(), &text, look.theme.text());
        } else if self.creating.is_idle(look.shared) {
            let draft = look.shared.answers(self.is_existing);
            let needed = draft.consent() == Consent::Needed;
            if needed && has_room {
                let source = draft.here().source.as_ref();
                let is_guess = source.is_some_and(|source| known::is_browser_guess(&source.id));
                let guess = if is_guess { format!("{} ", known::BROWSER_GUESS) } else { String::new() };
                sheet.marked(0, "!", &format!("{guess}{}", self.otherwise()), look.theme.warn());
            }
            sheet.button(if needed { "Request the URL" } else { "Go on" }, Focus::Here);
        }
    }

    fn shown(&self, page: &Page, area: Rect, look: &Look<'_>) -> Sheet {
        let theme = look.theme;
        let roomy = area.height >= ROOMY;
        let mut sheet = Sheet::new(theme, area.width);
        if area.height >= SPACIOUS {
            sheet.gap();
        }
        if roomy {
            sheet.text("Open this URL in a browser:");
        }
        address_rows(&mut sheet, page.url.as_str(), &self.form, look);
        self.field(&mut sheet, roomy, look);
        self.creating.draw(&mut sheet, look);
        let minutes = page.minutes(look.now);
        let age = match minutes {
            0 => "URL requested just now.".to_owned(),
            1 => "URL requested 1 minute ago.".to_owned(),
            _ => format!("URL requested {minutes} minutes ago."),
        };
        if minutes >= OLD {
            let text = format!("{age} Codes expire after about ten minutes. Ctrl+N requests a new URL.");
            sheet.marked(0, "!", &text, theme.warn());
        } else {
            sheet.dim(&age);
        }
        if look.shared.launch.demo {
            sheet.dim("Demo without a browser: curl 'URL' prints the code.");
        }
        sheet.dim(
            "If the page says that an administrator must approve, ask the administrator of your identity provider to allow the \
             Qlik application.",
        );
        sheet
    }

    fn field(&self, sheet: &mut Sheet, roomy: bool, look: &Look<'_>) {
        if roomy {
            sheet.gap();
        }
        let form = FormLook::steady(&self.form, sheet.columns());
        let refused = self.refused(look.shared).filter(|refused| !refused.is_final());
        sheet.form(&self.form, form, |sheet, _, spot| {
            let Some(refused) = refused.filter(|_| spot == Spot::Below) else { return };
            // The notice says why, as long as it stands there.
            let is_told = look.shared.notice.as_ref().and_then(|notice| notice.detail.as_ref()).is_some();
            let why = if is_told { String::new() } else { format!(": {}", refused.text) };
            sheet.marked(form.indent(), "✗", &format!("Refused by the tenant{why}"), look.theme.bad());
        });
        if roomy {
            sheet.gap();
        }
    }
}
