//! How filling in looks: the connections of the file, or what is under way.

use ratatui::{buffer::Buffer, layout::Rect};

use super::State;
use crate::{
    domain::request::Asked,
    ui::{
        About, BEFORE_REVIEW, Draw, Look, Rendered,
        sheet::{ChoiceState, Sheet},
    },
};

/// How wide the column of the names is.
const NAMES: usize = 36;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let mut sheet = Sheet::new(look.theme, area.width);
        let Some(given) = &look.shared.given else { return };
        if self.is_chosen {
            let asked =
                [Asked::FindSpaces, Asked::ListSources, Asked::ReadSpec, Asked::CheckCredential, Asked::CheckName];
            if asked.into_iter().any(|asked| look.is_slow(asked)) {
                let text = format!("filling in from {}", given.document.name);
                sheet.marked(0, look.spinner(), &text, look.theme.dim());
            }
            return sheet.draw(area, buf, seen);
        }
        sheet.title(&format!("Which connection of {}?", given.document.name)).gap();
        for (at, item) in given.document.items().iter().enumerate() {
            let state = if at == self.cursor.row() { ChoiceState::Current } else { ChoiceState::Open };
            sheet.choice(&item.label(), &item.connection.source, NAMES, state);
            if at == self.cursor.row() {
                sheet.focus_last(1);
            }
        }
        sheet.draw(area, buf, seen);
    }

    fn about(&self) -> About {
        About {
            text: "This fills in the answers of a file, so that you can check and complete them step by step. Nothing \
                is created before Review.",
            page: "https://qlik.dev/manage/data-connections/create-data-connections",
            promise: BEFORE_REVIEW,
        }
    }
}
