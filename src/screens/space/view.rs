//! How the step Space looks.

use ratatui::{buffer::Buffer, layout::Rect};

use super::State;
use crate::{
    domain::{
        request::Asked,
        space::{SpaceChoice, SpaceKind},
    },
    ui::{
        About, BEFORE_REVIEW, Draw, Look, Rendered,
        list::{self, ListLook, Noun, RowBeside},
    },
};

const ONLY_DATA: &str = "data integration only";

const SPACES: Noun = Noun { one: "space", many: "spaces" };

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let is_slow = look.is_slow(Asked::ListSpaces) || look.is_slow(Asked::FindSpaces);
        let list = ListLook {
            theme: look.theme,
            state: &list::state(&self.list, SPACES, is_slow.then(|| look.spinner())),
            empty: &list::nothing(&self.list, SPACES),
            widest: usize::MAX,
            marks: 8,
            least: list::LEAST_WORDS,
            heads: None,
        };
        let frame = list::ListPage { title: "Which space?", note: &self.note(look.shared.acting_as()), lines: 2 };
        list::page(&self.list.picker, |choice| beside(choice, look.shared.acting_as()), frame, list, area, buf, seen);
    }

    fn about(&self) -> About {
        About {
            text: "A space is where the connection is stored, and its members can use it according to their roles. \
                Only you can see your personal space. A data space takes data integration sources only.",
            page: "https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Spaces/manage-data-connections-spaces.htm",
            promise: BEFORE_REVIEW,
        }
    }
}

fn beside(choice: &SpaceChoice, acting_as: Option<&str>) -> RowBeside {
    let (mark, about) = match choice {
        SpaceChoice::Personal => (String::new(), format!("only {} can see it", acting_as.unwrap_or("you"))),
        SpaceChoice::In(space) => {
            let only = (space.kind == SpaceKind::Data).then_some(ONLY_DATA);
            let description = Some(space.description.trim()).filter(|text| !text.is_empty());
            (space.kind.word().to_owned(), only.into_iter().chain(description).collect::<Vec<_>>().join(" · "))
        }
    };
    RowBeside { mark, about, marks: Vec::new(), is_greyed: false }
}

impl State {
    /// Below the list: what there is to know about the space under the cursor.
    fn note(&self, acting_as: Option<&str>) -> String {
        if self.list.pages.is_complete() && self.list.loaded() == 0 {
            let (who, whose, whom) = match acting_as {
                Some(name) => (format!("{name} has"), "Their", "them"),
                None => ("You have".to_owned(), "Your", "you"),
            };
            return format!(
                "{who} no other space in this tenant. {whose} personal space always works. For a shared space, ask its owner to \
                 add {whom}, then press Ctrl+R."
            );
        }
        match self.list.picker.current() {
            // The row says it all.
            None | Some(SpaceChoice::Personal) => String::new(),
            Some(SpaceChoice::In(space)) if space.kind == SpaceKind::Data => {
                format!("{}: a data space, for data integration sources only. {}", space.name, space.description)
            }
            Some(SpaceChoice::In(space)) if space.description.trim().is_empty() => space.name.clone(),
            Some(SpaceChoice::In(space)) => format!("{}: {}", space.name, space.description),
        }
    }
}
