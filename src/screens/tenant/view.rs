//! How the step Tenant looks.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Row, State};
use crate::{
    domain::{request::Asked, tenant::Tenant},
    kit::{form::Input, shared::Goal},
    ui::{
        About, BEFORE_REVIEW, Draw, Look, Rendered,
        form::{FormLook, Spot},
        sheet::{ChoiceState, Sheet},
    },
};

/// From this height on there is room for what one needs.
const ROOMY: u16 = 10;

impl Draw for State {
    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>, seen: &mut Rendered) {
        let theme = look.theme;
        let mut sheet = Sheet::new(theme, area.width);
        sheet.title("Which tenant?");
        let can_demo = cfg!(feature = "demo") && !look.shared.launch.demo;
        let is_low = area.height < ROOMY;
        if is_low {
            // Few rows, so one line in the place of the gap.
            sheet.dim(match look.shared.launch.goal {
                _ if look.shared.launch.demo => "Demo: nothing leaves this machine.",
                Goal::SetUp => "You need the role Tenant Admin.",
                Goal::Connection | Goal::UnusedCredentials | Goal::Connections if can_demo => {
                    "You need a way to sign in, or --demo."
                }
                Goal::Connection | Goal::UnusedCredentials | Goal::Connections => "You need a way to sign in.",
            });
        } else {
            sheet.dim(match look.shared.launch.goal {
                Goal::Connection => "You need the tenant's host and one way to sign in, for example an API key.",
                Goal::SetUp => "You need the tenant's host and the role Tenant Admin.",
                Goal::UnusedCredentials | Goal::Connections => "You need the tenant's host and one way to sign in.",
            });
            if can_demo {
                sheet.dim("To try it without a tenant, start qonnect --demo.");
            }
            sheet.gap();
        }
        let form = FormLook::steady(&self.form, area.width);
        sheet.form(&self.form, form, |sheet, input, spot| match (input.key(), spot) {
            (Row::Host, Spot::Above) => {}
            (Row::Host, Spot::Below) => self.below(sheet, input, form.indent(), look),
            (Row::Recent, _) => self.recent(sheet),
        });
        if look.shared.launch.demo && !is_low {
            sheet
                .gap()
                .dim("Demo: this tenant runs inside qonnect, so you can try everything. Nothing leaves this machine.");
        }
        sheet.draw(area, buf, seen);
    }

    fn about(&self) -> About {
        About {
            text: "A tenant is your company's own Qlik Cloud. Its host is in the address of the browser when you use \
                Qlik Cloud, for example acme.eu.qlikcloud.com. qonnect checks that the host answers; it sends no key \
                yet.",
            page: "https://qlik.dev/manage/",
            promise: BEFORE_REVIEW,
        }
    }
}

impl State {
    fn recent(&self, sheet: &mut Sheet) {
        sheet.gap().dim("Recent tenants");
        let current = self.form.row(Row::Recent);
        for (row, host) in self.recent.iter().enumerate() {
            sheet.choice(host, "", 0, ChoiceState::at(current == Some(row)));
        }
    }

    /// What is known of the host, where nothing is wrong with it.
    fn below(&self, sheet: &mut Sheet, host: &Input<Row>, indent: usize, look: &Look<'_>) {
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
        } else if let Some(tenant) = Tenant::parse(host.text()).ok().filter(|tenant| !is_as_typed(tenant, host.value()))
        {
            sheet.marked(indent, "→", tenant.origin(), look.theme.dim());
        }
    }
}

/// Whether what was typed is the host itself, so that there is nothing to add.
fn is_as_typed(tenant: &Tenant, typed: &str) -> bool {
    [tenant.host(), tenant.origin()].contains(&typed)
}
