//! How the step Tenant looks.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Host, State};
use crate::{
    domain::{request::Asked, tenant::Tenant},
    kit::{form::Input, shared::Goal},
    ui::{
        Draw, Look, Seen,
        form::{FormLook, Spot},
        sheet::{ChoiceState, Sheet},
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
        let form = FormLook::steady(&self.form, area.width);
        sheet.form(&self.form, form, |sheet, host, spot| {
            if spot == Spot::Below {
                self.below(sheet, host, form.indent(), look);
            }
        });
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
    /// What is known of the host, where nothing is wrong with it.
    fn below(&self, sheet: &mut Sheet, host: &Input<Host>, indent: usize, look: &Look<'_>) {
        if host.fault().is_some() {
            return;
        }
        if let Some(tenant) = &self.reaching {
            if look.is_slow(Asked::Reach) {
                sheet.marked(indent, look.spinner(), &format!("reaching {}", tenant.host()), look.theme.dim());
            }
        } else if let Some(tenant) = &self.odd {
            let text = format!(
                "{} answers, but not as a Qlik Cloud tenant does. If it is the right host, press Enter once more.",
                tenant.host()
            );
            sheet.marked(indent, "!", &text, look.theme.warn());
        } else if let Ok(tenant) = Tenant::parse(host.text()) {
            sheet.marked(indent, "→", tenant.origin(), look.theme.dim());
        }
    }
}
