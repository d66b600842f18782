//! How the step Data source looks.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Item, Listing, State, mismatch};
use crate::{
    domain::{known, request::Asked},
    ui::{
        Draw, Look, Seen,
        list::{self, Beside, ListLook},
        text::count,
    },
};

const OFF: &str = "switched off by an administrator";
/// From this width on two marks stand beside each other.
const WIDE: u16 = 90;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Seen) {
        let list = ListLook {
            theme: look.theme,
            state: &self.state_text(look),
            empty: self.empty_text(),
            widest: self.widest,
            marks: if area.width < WIDE { 9 } else { 17 },
        };
        let page = list::Page { title: "What should it connect to?", note: &self.note(look) };
        list::page(&self.picker, beside, page, list, area, buf, seen);
    }
}

fn beside(item: &Item) -> Beside {
    let id = item.source.id.0.as_str();
    if item.source.disabled {
        return Beside { mark: "off".to_owned(), about: format!("{OFF} · {id}"), is_greyed: true };
    }
    let about = if item.group.is_empty() { id.to_owned() } else { format!("{id} · {}", item.group) };
    Beside { mark: item.marks.join(" "), about, is_greyed: false }
}

impl State {
    /// To the right of the filter: how many were found, and how many there are.
    fn state_text(&self, look: &Look<'_>) -> String {
        let all = self.picker.len();
        let words = match self.listing {
            Listing::Waited if all == 0 => "loading data sources".to_owned(),
            Listing::Failed => return "not loaded".to_owned(),
            Listing::Waited | Listing::Here if self.picker.filter().as_str().trim().is_empty() => {
                if all == 1 {
                    "1 data source".to_owned()
                } else {
                    format!("{} data sources", count(all))
                }
            }
            Listing::Waited | Listing::Here => format!("{} of {}", count(self.picker.hits()), count(all)),
        };
        match (look.is_slow(Asked::ListSources), all == 0 && self.listing == Listing::Waited) {
            (true, _) => format!("{} {words}", look.spinner()),
            // A quick answer should not flicker.
            (false, true) => String::new(),
            (false, false) => words,
        }
    }

    /// In place of the rows where there is none.
    fn empty_text(&self) -> &'static str {
        match self.listing {
            Listing::Waited if self.picker.is_empty() => "",
            Listing::Failed => "The data sources could not be loaded. Ctrl+R tries again.",
            Listing::Here if self.picker.is_empty() => {
                "The tenant lists no data source for you. Ask an administrator whether data sources are switched on and whether you \
                 may create connections, then press Ctrl+R."
            }
            Listing::Waited | Listing::Here => "No data source matches. Esc shows all of them again.",
        }
    }

    /// Below the list: what is being waited for, else what there is to know about the source under the cursor.
    fn note(&self, look: &Look<'_>) -> String {
        if let Some(source) = self.wanted.as_ref().filter(|_| look.is_slow(Asked::ReadSpec)) {
            return format!("{} reading what {} needs", look.spinner(), known::label(source));
        }
        if let Some((source, _)) = self.doubted.as_ref().filter(|_| look.is_slow(Asked::ListSources)) {
            return format!("{} looking whether {} is still there", look.spinner(), known::label(source));
        }
        let Some(item) = self.picker.current() else { return String::new() };
        let mut words = vec![known::label(&item.source), item.source.id.0.clone()];
        if item.source.disabled {
            words.push(OFF.to_owned());
            return words.join(" · ");
        }
        words.extend((!item.group.is_empty()).then(|| item.group.to_owned()));
        words.extend(item.marks.iter().map(|mark| explained(mark).to_owned()));
        match look.shared.draft.here().space.as_ref().and_then(|space| mismatch(&item.source, space)) {
            Some(warning) => format!("! {warning}"),
            None => words.join(" · "),
        }
    }
}

/// A mark in a few words more.
fn explained(mark: &'static str) -> &'static str {
    match mark {
        "separable" => "login can be separated",
        "browser" => "sign-in through a browser",
        "gateway" => "through a gateway",
        other => other,
    }
}
