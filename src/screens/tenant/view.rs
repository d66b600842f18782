//! How the step Tenant looks.

use ratatui::{buffer::Buffer, layout::Rect};

use super::State;
use crate::{
    domain::{request::Asked, tenant::Tenant},
    kit::{line::Mask, shared::Goal},
    ui::{
        Draw, Look, Seen,
        sheet::{ChoiceState, FieldLook, Sheet},
    },
};

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Seen) {
        let theme = look.theme;
        let mut sheet = Sheet::new(theme, area.width);
        sheet.title(match look.shared.launch.goal {
            Goal::Connection => "Which tenant should the connection be made in?",
            Goal::SetUp => "At which tenant do you want to act as another user?",
            Goal::UnusedCredentials => "At which tenant are the credentials?",
            Goal::Connections => "At which tenant are the connections?",
        });
        sheet.gap();
        sheet.field(FieldLook {
            label: "Tenant",
            columns: 7,
            line: &self.line,
            placeholder: "acme.eu.qlikcloud.com",
            mask: Mask::Open,
            focus: self.row.is_none().into(),
        });
        self.below_the_field(&mut sheet, look);
        if look.shared.launch.demo {
            sheet.gap().dim(
                "This is the stand-in tenant inside the program: a place to try everything. Nothing leaves this machine.",
            );
        }
        if !self.recent.is_empty() {
            sheet.gap().dim("Used lately");
            for (row, host) in self.recent.iter().enumerate() {
                let state = if self.row == Some(row) { ChoiceState::Current } else { ChoiceState::Open };
                sheet.choice(host, "", 0, state);
            }
        }
        sheet.draw(area, buf, seen);
    }
}

impl State {
    fn below_the_field(&self, sheet: &mut Sheet, look: &Look<'_>) {
        const INDENT: usize = 10;
        if let Some(fault) = &self.fault {
            sheet.marked(INDENT, "✗", fault, look.theme.bad());
        } else if let Some(tenant) = &self.reaching {
            if look.is_slow(Asked::Reach) {
                sheet.marked(INDENT, look.spinner(), &format!("reaching {}", tenant.host()), look.theme.dim());
            }
        } else if let Some(tenant) = &self.odd {
            let text = format!(
                "{} answers, but not as a Qlik Cloud tenant does. If it is the right host, press Enter once more.",
                tenant.host()
            );
            sheet.marked(INDENT, "!", &text, look.theme.warn());
        } else if let Ok(tenant) = Tenant::parse(self.line.as_str()) {
            sheet.marked(INDENT, "→", tenant.origin(), look.theme.dim());
        }
    }
}
