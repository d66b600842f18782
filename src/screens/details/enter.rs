//! What happens when the step Details is shown, and what is asked of others for its form: gateways, files, paths.

use std::{sync::Arc, time::Duration};

use super::{State, form::Row};
use crate::{
    domain::{
        credential::Mode,
        failure::Failure,
        field::{code_condition, code_property},
        property::GATEWAY,
        request::{Call, Request},
        source::Gateway,
    },
    kit::{
        form::Note,
        notice::Notice,
        screen::Cx,
        shared::Shared,
        visit::{FieldFault, Visit},
    },
};

impl State {
    /// The screen is shown, for the first time or again.
    pub(super) fn prepare(&mut self, visit: Visit, cx: &mut Cx<'_>) {
        self.requested = false;
        let source = cx.shared.draft.here().source.as_ref().map(|source| &source.id);
        // What an answers file says goes into the form, once.
        let given = cx.shared.prefilled.take_if(|(id, _)| Some(&*id) == source);
        if given.is_some() {
            // Nothing of what stood there before, a secret above all, goes into what is filled in.
            self.built = None;
        }
        self.build(cx);
        let is_asked = is_browser_asked(cx.shared);
        self.fields.set_login(cx.shared.draft.mode() == Mode::Existing, is_asked);
        if let Some((_, details)) = given {
            self.fields.fill(&details);
        }
        self.find = None;
        self.fields.want_files(true);
        self.fields.read_files(cx);
        self.fields.form.hide_secrets();
        self.propose_name(cx);
        match visit {
            Visit::NameTaken(taken) => self.refuse_name(taken),
            Visit::Another(name) => self.begin_anew(&name),
            Visit::Field(fault) => self.show_fault(fault),
            _ => {}
        }
        // The space may be another one by now.
        self.look_up(Duration::ZERO, cx);
        self.ask_gateways(cx);
    }

    /// Builds the form anew when the tenant's description of the source is another one.
    fn build(&mut self, cx: &Cx<'_>) {
        let draft = &cx.shared.draft;
        let (Some(source), Some(spec)) = (&draft.here().source, &draft.of().spec) else { return };
        if self.built.as_ref().is_some_and(|built| Arc::ptr_eq(built, spec) || built == spec) {
            return;
        }
        self.fields.build(&source.id, spec);
        self.built = Some(Arc::clone(spec));
        self.has_gateways = false;
        self.fields.form.go(Row::Name);
    }

    fn ask_gateways(&mut self, cx: &mut Cx<'_>) {
        if self.has_gateways || self.fields.find(GATEWAY).is_none() {
            return;
        }
        if let (Some(session), Some(source)) = (cx.session(), cx.shared.draft.here().source.clone()) {
            cx.ask(Request::Tenant(session, Call::ListGateways(source.id)));
        }
    }

    /// The gateways become what can be chosen. Without them the field stays a text.
    pub(super) fn gateways(&mut self, answer: Result<Vec<Gateway>, Failure>) {
        let Some(row) = self.fields.find(GATEWAY) else { return };
        let sentence = match answer {
            Ok(gateways) if gateways.is_empty() => {
                "This tenant has no gateway for this source. Ask an administrator to install one, or type the id of one."
                    .to_owned()
            }
            Ok(gateways) => {
                self.fields.offer(row, gateways);
                self.has_gateways = true;
                return;
            }
            Err(failure) => {
                format!("The gateways could not be listed: {} Type the id of one.", Notice::of(&failure).text)
            }
        };
        self.fields.form.note(row, Some(Note::Warn(sentence)));
    }

    /// What the tenant refused stands under the field that it names, and that field gets the focus.
    fn show_fault(&mut self, fault: FieldFault) {
        if !self.fields.refuse(fault.field.as_deref(), &fault.text) {
            self.refusal = Some(fault.text);
        }
    }
}

/// Whether only the person can say if a browser is needed: there is a code, no credential holds it already, and no other field
/// is known to decide it.
fn is_browser_asked(shared: &Shared) -> bool {
    let draft = &shared.draft;
    let (Some(source), Some(spec)) = (&draft.here().source, &draft.of().spec) else { return false };
    draft.mode() != Mode::Existing
        && code_property(&source.id, spec).is_some()
        && code_condition(&source.id, spec).is_none()
}
