//! How waiting for the browser looks: the address, who listens, and the field for what the browser ended on.

use ratatui::{buffer::Buffer, layout::Rect};

use super::under_way;
use crate::{
    kit::line::Mask,
    screens::{
        address::{Focus, view::rows},
        signin::{
            State,
            browser::{Ended, LABEL, Waiting},
        },
    },
    ui::{
        Look, Seen,
        sheet::{FieldLook, Sheet},
    },
};

/// Below so many rows there is no room for gaps.
const ROOMY: u16 = 16;
/// Under the text of the field.
const INDENT: usize = COLUMNS + 3;
/// One column more than the label has sets off what could stand in the field.
const COLUMNS: usize = LABEL.len() + 1;

impl State {
    pub(super) fn draw_browser(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Seen) {
        let Some(waiting) = &self.waiting else { return };
        let roomy = area.height >= ROOMY;
        let mut sheet = Sheet::new(look.theme, area.width);
        sheet.title(&format!("Open this URL in a browser to sign in at {}", waiting.attempt.url.host()));
        if roomy {
            sheet.gap();
        }
        rows(&mut sheet, waiting.attempt.url.as_str(), waiting.focus, look);
        if roomy {
            sheet.gap();
        }
        sheet.field(FieldLook {
            label: LABEL,
            columns: COLUMNS,
            line: &waiting.line,
            placeholder: "(or paste the address where it ended)",
            mask: Mask::Hidden,
            focus: (waiting.focus == Focus::Field).into(),
        });
        ended(&mut sheet, waiting, look);
        under_way(&mut sheet, 0, look);
        if roomy {
            sheet.gap();
        }
        if let Some(why) = &waiting.not_listening {
            sheet.marked(0, "!", why, look.theme.warn());
        } else {
            let port = waiting.attempt.plan.redirect.port();
            let text = format!(
                "Listening at port {port} of this machine: a browser here comes back by itself. One on another machine ends on \
                 an error page; the address of that is what to paste."
            );
            sheet.marked(0, "•", &text, look.theme.dim());
        }
        let row = sheet.top(usize::from(area.height));
        sheet.draw_from(waiting.scroll.row(row), area, buf, seen);
    }
}

fn ended(sheet: &mut Sheet, waiting: &Waiting, look: &Look<'_>) {
    match &waiting.read {
        Some(Ended::Code(count)) => {
            let text = format!("a code, {count} characters, of this attempt. Enter signs in.");
            sheet.marked(INDENT, "✓", &text, look.theme.good());
        }
        Some(Ended::Fault(fault)) => {
            sheet.marked(INDENT, "✗", fault, look.theme.bad());
        }
        None if waiting.line.is_empty() => {}
        None => {
            sheet.marked(INDENT, "•", &format!("{} characters", waiting.line.count()), look.theme.dim());
        }
    }
}
