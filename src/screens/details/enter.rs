//! What happens when the step Details is shown: the form follows the answers given before, and the tenant's refusals are shown
//! where they belong.

use std::{sync::Arc, time::Duration};

use super::{
    State,
    browser::{Way, is_asked},
    rows::Row,
};
use crate::{
    domain::{
        credential::Mode,
        failure::Failure,
        field::{code_condition, code_field, code_property, fields},
        property::{Choice, GATEWAY},
        request::Request,
        source::Gateway,
    },
    kit::{
        form::Note,
        form_old::Logins,
        notice::Notice,
        screen::Cx,
        visit::{FieldFault, Visit},
    },
};

impl State {
    /// The screen is shown, for the first time or again.
    pub(super) fn prepare(&mut self, visit: Visit, cx: &mut Cx<'_>) {
        self.wish = false;
        self.build(cx);
        let existing = cx.shared.draft.mode() == Mode::Existing;
        self.form.set_logins(if existing { Logins::LeftOut } else { Logins::Asked });
        self.browser.asked = is_asked(cx.shared);
        self.browser.has_fields = self.form.has_logins();
        if self.browser.asked && !self.browser.has_fields {
            // There is hardly another way to sign in; the answer stands there to be changed.
            self.browser.answer.get_or_insert(Way::Browser);
        }
        self.form.brings_code = self.browser.brings_code();
        self.find = None;
        self.read_again();
        self.read_files(cx);
        self.form.cover();
        if !self.rows().contains(&self.row) {
            self.row = Row::Name;
        }
        match visit {
            Visit::NameTaken(taken) => {
                self.name.refuse(taken);
                self.row = Row::Name;
            }
            Visit::Field(fault) => self.show_fault(fault),
            _ => {}
        }
        // The space may be another one by now.
        self.name.look_up(Duration::ZERO, cx);
        self.ask_gateways(cx);
    }

    /// Builds the form anew when the tenant's description of the source is another one.
    fn build(&mut self, cx: &Cx<'_>) {
        let draft = &cx.shared.draft;
        let (Some(source), Some(spec)) = (&draft.here().source, &draft.of().spec) else { return };
        if self.built.as_ref().is_some_and(|built| Arc::ptr_eq(built, spec) || built == spec) {
            return;
        }
        let mut all = fields(&source.id, spec);
        if code_condition(&source.id, spec).is_none() {
            all.extend(code_field(&source.id, spec));
        }
        self.form.rebuild(all, code_property(&source.id, spec));
        self.built = Some(Arc::clone(spec));
        self.has_gateways = false;
        self.row = Row::Name;
    }

    fn ask_gateways(&mut self, cx: &mut Cx<'_>) {
        if self.has_gateways || self.form.find(GATEWAY).is_none() {
            return;
        }
        if let (Some(session), Some(source)) = (cx.session(), cx.shared.draft.here().source.clone()) {
            cx.ask(Request::ListGateways(session, source.id));
        }
    }

    /// The gateways become what can be chosen. Without them the field stays a text.
    pub(super) fn gateways(&mut self, answer: Result<Vec<Gateway>, Failure>) {
        let Some(input) = self.form.find(GATEWAY).and_then(|at| self.form.get_mut(at)) else { return };
        match answer {
            Ok(gateways) if gateways.is_empty() => input.tell(Note::Warn(
                "This tenant has no gateway for it: an administrator has to install one. If you know the id of one, type it."
                    .to_owned(),
            )),
            Ok(gateways) => {
                let preferred = match gateways.as_slice() {
                    [only] => Some(only),
                    all => all.iter().find(|gateway| gateway.default),
                };
                let preferred = preferred.map(|gateway| gateway.id.clone());
                let choices = gateways.into_iter().map(|gateway| Choice { value: gateway.id, label: gateway.name });
                input.offer(choices.collect(), preferred.as_deref());
                self.has_gateways = true;
            }
            Err(failure) => {
                let reason = Notice::of(&failure).text;
                input.tell(Note::Warn(format!("The gateways could not be listed: {reason} Type the id of one.")));
            }
        }
    }

    /// What the tenant refused stands under the field that it names, and that field gets the focus.
    fn show_fault(&mut self, fault: FieldFault) {
        let named = fault.field.as_deref().and_then(|name| self.form.find(name));
        let named = named.or_else(|| self.form.named_in(&fault.text)).filter(|at| self.form.is_shown(*at));
        match named.and_then(|at| self.form.get_mut(at).map(|input| (at, input))) {
            Some((at, input)) => {
                input.refuse(fault.text);
                self.row = Row::Field(at);
                self.form.uncover(at);
            }
            None => self.refusal = Some(fault.text),
        }
    }
}
