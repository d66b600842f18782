//! How the step Data source looks.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    Listing, SourceItem, State,
    about::{OFF, about},
    mismatch,
};
use crate::{
    domain::{known, request::Asked},
    kit::picker::ListLine,
    ui::{
        About, BEFORE_REVIEW, Draw, Look, Rendered,
        list::{self, ListLook, RowBeside},
        text::count,
    },
};

/// From this width on two marks stand beside each other.
const WIDE: u16 = 56;
/// From this width on an id is not cut. Below it, labels get the room: the id of the current row stands below the list.
const ROOMY: u16 = 80;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let list = ListLook {
            theme: look.theme,
            state: &self.state_text(look),
            empty: self.empty_text(),
            widest: self.widest,
            marks: if area.width < WIDE { 9 } else { 17 },
            least: if area.width >= ROOMY || self.needs_ids(area) { list::LEAST_WORDS } else { usize::MAX },
            heads: Some(list::Heads { mark: "supports", about: "id" }),
        };
        let page = list::ListPage { title: "Choose a data source", note: &self.note(look), lines: 3 };
        list::page(&self.picker, |item| self.beside(item), page, list, area, buf, seen);
    }

    fn about(&self) -> About {
        About {
            text: "A data source is the kind of system to connect to, for example Amazon S3 or Google BigQuery. The \
                tenant says which there are and which fields each has; an administrator can switch some off. The \
                marks say what a source offers: separated credentials, a sign-in in your browser, or a way through a \
                gateway.",
            page: "https://qlik.dev/apis/rest/data-sources",
            promise: BEFORE_REVIEW,
        }
    }
}

impl State {
    /// Whether labels do not tell enough: two are the same, or the filter found a row by something else.
    fn needs_ids(&self, area: Rect) -> bool {
        let is_found_beside =
            |line: ListLine<'_, SourceItem>| matches!(line, ListLine::Row(row) if row.marks.is_empty());
        self.has_twins || (self.is_filtered() && self.picker.shown(usize::from(area.height)).any(is_found_beside))
    }

    /// What stands beside a label. A heading tells the group, and that is all a gateway's mark would tell.
    fn beside(&self, item: &SourceItem) -> RowBeside {
        let id = item.source.id.0.as_str();
        if item.source.disabled {
            let about = format!("{OFF} · {id}");
            return RowBeside { mark: "off".to_owned(), marks: Vec::new(), about, is_greyed: true };
        }
        let (about, told) = if self.is_filtered() {
            let found = self.found_by(item).map(|name| format!("{name} · ")).unwrap_or_default();
            (format!("{found}{id} · {}", item.group), "")
        } else {
            (id.to_owned(), item.group)
        };
        let mark: Vec<_> = item.marks.iter().copied().filter(|mark| *mark != told).collect();
        // The group is no part of what is searched.
        let searched = about.strip_suffix(item.group).unwrap_or(&about);
        RowBeside { mark: mark.join(" "), marks: self.picker.marks_in(searched), about, is_greyed: false }
    }

    /// The other name by which the filter found a source, where neither its label nor its id tells why it is here.
    fn found_by(&self, item: &SourceItem) -> Option<&'static str> {
        let is_in = |text: &str| !self.picker.marks_in(text).is_empty();
        let id = &item.source.id;
        if is_in(&known::label(&item.source)) || is_in(&id.0) {
            return None;
        }
        known::known(id)?.names.iter().map(String::as_str).find(|name| is_in(name))
    }

    fn is_filtered(&self) -> bool {
        !self.picker.filter().as_str().trim().is_empty()
    }

    /// To the right of the filter: how many were found, and how many there are.
    fn state_text(&self, look: &Look<'_>) -> String {
        let all = self.picker.len();
        let words = match self.listing {
            Listing::Waited if all == 0 => "loading data sources".to_owned(),
            Listing::Failed => return "not loaded".to_owned(),
            Listing::Waited | Listing::Here if !self.is_filtered() => {
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
                "The tenant lists no data sources for you. Ask an administrator to switch data sources on and to let you create \
                 connections, then press Ctrl+R."
            }
            Listing::Waited | Listing::Here => "No data source matches. Esc clears the filter.",
        }
    }

    /// Below the list: what is being waited for, else what there is to know about the source under the cursor.
    fn note(&self, look: &Look<'_>) -> String {
        if let Some(source) = self.wanted.as_ref().filter(|_| look.is_slow(Asked::ReadSpec)) {
            return format!("{} loading the fields of {}", look.spinner(), known::label(source));
        }
        if let Some((source, _)) = self.doubted.as_ref().filter(|_| look.is_slow(Asked::ListSources)) {
            return format!("{} looking up whether {} still exists", look.spinner(), known::label(source));
        }
        let Some(item) = self.picker.current() else { return String::new() };
        let space = look.shared.draft.here().space.as_ref();
        let warning = space.and_then(|space| mismatch(&item.source, space)).filter(|_| !item.source.disabled);
        about(item, self.specs.of(&item.source.id).as_deref(), warning)
    }
}
