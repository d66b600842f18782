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

/// From this height on there is room for what one needs.
const ROOMY: u16 = 10;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Seen) {
        let theme = look.theme;
        let mut sheet = Sheet::new(theme, area.width);
        sheet.title("Which tenant?");
        // On a later visit, or where there are few rows, the fields are what counts.
        if area.height >= ROOMY {
            sheet.dim(match look.shared.launch.goal {
                Goal::Connection => "You need the tenant's host and one way to sign in, for example an API key.",
                Goal::SetUp => "You need the tenant's host and a Tenant Admin who signs in.",
                Goal::UnusedCredentials | Goal::Connections => "You need the tenant's host and one way to sign in.",
            });
            if cfg!(feature = "demo") && !look.shared.launch.demo {
                sheet.dim("To try it without a tenant, start qonnect --demo.");
            }
        }
        sheet.gap();
        let form = FormLook::steady(&self.form, area.width);
        sheet.form(&self.form, form, |sheet, host, spot| {
            if spot == Spot::Below {
                self.below(sheet, host, form.indent(), look);
            }
        });
        if look.shared.launch.demo {
            sheet
                .gap()
                .dim("Demo: this tenant runs inside qonnect, so you can try everything. Nothing leaves this machine.");
        }
        if !self.recent.is_empty() {
            sheet.gap().dim("Recent tenants");
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
                "{} does not answer like a Qlik Cloud tenant. If it is the right host, press Enter again.",
                tenant.host()
            );
            sheet.marked(indent, "!", &text, look.theme.warn());
        } else if let Ok(tenant) = Tenant::parse(host.text()) {
            sheet.marked(indent, "→", tenant.origin(), look.theme.dim());
        }
    }
}
