//! How the step Space looks.

use ratatui::{buffer::Buffer, layout::Rect};

use super::State;
use crate::{
    domain::{
        request::Asked,
        space::{SpaceChoice, SpaceKind},
    },
    ui::{
        Draw, Look, Seen,
        list::{self, Beside, ListLook},
        text::count,
    },
};

const ONLY_DATA: &str = "data integration only";

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Seen) {
        let list = ListLook {
            theme: look.theme,
            state: &self.state_text(look),
            empty: &self.empty_text(),
            widest: usize::MAX,
            marks: 8,
        };
        let frame = list::Page {
            title: "Where should the connection live?",
            note: &self.note(look.shared.acting_as()),
            lines: 2,
        };
        list::page(&self.picker, |choice| beside(choice, look.shared.acting_as()), frame, list, area, buf, seen);
    }
}

fn beside(choice: &SpaceChoice, acting_as: Option<&str>) -> Beside {
    let (mark, about) = match choice {
        SpaceChoice::Personal => {
            let who = if acting_as.is_some() { "only they see it" } else { "only you see it" };
            (String::new(), who.to_owned())
        }
        SpaceChoice::In(space) => {
            let only = (space.kind == SpaceKind::Data).then_some(ONLY_DATA);
            let description = Some(space.description.trim()).filter(|text| !text.is_empty());
            (space.kind.word().to_owned(), only.into_iter().chain(description).collect::<Vec<_>>().join(" · "))
        }
    };
    Beside { mark, about, marks: Vec::new(), is_greyed: false }
}

impl State {
    /// To the right of the filter: how many were found, and how many of all are here.
    fn state_text(&self, look: &Look<'_>) -> String {
        let mut parts = Vec::new();
        if !self.picker.filter().as_str().trim().is_empty() {
            parts.push(format!("{} found", count(self.picker.hits())));
        }
        if self.pages.is_complete() && parts.is_empty() {
            parts.push(spaces(self.loaded()));
        } else if self.pages.is_complete() {
            parts = vec![format!("{} of {}", count(self.picker.hits()), count(self.picker.len()))];
        } else if self.pages.is_first() && self.loaded() == 0 {
            parts.push(if self.pages.has_failed { "not loaded" } else { "" }.to_owned());
        } else {
            parts.push(self.so_far());
        }
        parts.retain(|part| !part.is_empty());
        let is_slow = look.is_slow(Asked::ListSpaces) || look.is_slow(Asked::FindSpaces);
        let words = parts.join(" · ");
        match (is_slow, words.is_empty()) {
            (true, true) => format!("{} loading spaces", look.spinner()),
            (true, false) => format!("{} {words}", look.spinner()),
            (false, _) => words,
        }
    }

    /// `120 of 4,300 loaded`.
    fn so_far(&self) -> String {
        match self.pages.total.filter(|total| *total >= self.loaded()) {
            Some(total) => format!("{} of {} loaded", count(self.loaded()), count(total)),
            None => format!("{} loaded, not all", count(self.loaded())),
        }
    }

    /// In place of the rows where the filter leaves none. "No match" would mislead while not all is here.
    fn empty_text(&self) -> String {
        let filter = self.picker.filter().as_str().trim();
        if self.pages.is_complete() {
            "No space matches. Esc shows all of them again.".to_owned()
        } else if self.seeking.is_some() {
            format!("None among the spaces loaded so far ({}); asking the tenant.", count(self.loaded()))
        } else if self.is_sought(filter) {
            "The tenant has no space with this in its name. Esc shows all of them again.".to_owned()
        } else {
            format!(
                "None among the spaces loaded so far ({}), and these are not all. Ctrl+R asks again.",
                count(self.loaded())
            )
        }
    }

    /// Below the list: what there is to know about the space under the cursor.
    fn note(&self, acting_as: Option<&str>) -> String {
        if self.pages.is_complete() && self.loaded() == 0 {
            return "You see no other space in this tenant. The personal space always works; for a shared one ask its owner to \
                    let you in, then press Ctrl+R."
                .to_owned();
        }
        match self.picker.current() {
            None => String::new(),
            Some(SpaceChoice::Personal) => {
                let whose = acting_as.map_or_else(|| "yours".to_owned(), |name| format!("{name}’s"));
                format!("The connection is {whose} alone; the request then names no space.")
            }
            Some(SpaceChoice::In(space)) if space.kind == SpaceKind::Data => {
                format!("{}: a data space, for data integration sources only. {}", space.name, space.description)
            }
            Some(SpaceChoice::In(space)) if space.description.trim().is_empty() => space.name.clone(),
            Some(SpaceChoice::In(space)) => format!("{}: {}", space.name, space.description),
        }
    }
}

fn spaces(number: usize) -> String {
    match number {
        0 => "no spaces".to_owned(),
        1 => "1 space".to_owned(),
        _ => format!("{} spaces", count(number)),
    }
}
