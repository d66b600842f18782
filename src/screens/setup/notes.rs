//! What of a set-up is remembered of the tenant: what Sign in asks for the next time and is no secret. Where the key lies, never
//! the key.

use super::State;
use crate::{
    domain::{
        access::Method,
        notes::{Amendment, Facts},
        setup::Part,
    },
    kit::screen::Cx,
    screens::signin::{Name, fact},
};

impl State {
    /// What Sign in asks for and follows from this part of the set-up.
    fn facts_of(&self, part: Part) -> Facts {
        let plan = self.answers.key_plan();
        let id = |part| self.run.stands.get(&part).map(|thing| thing.id.clone());
        let (method, texts) = match part {
            Part::Key => {
                (Method::Signed, vec![(Name::KeyFile, self.run.key.as_ref().map(|pair| pair.key_path.clone()))])
            }
            Part::Provider => {
                let texts = id(part).map(|_| (plan.issuer, plan.key_id)).unzip();
                (Method::Signed, vec![(Name::Issuer, texts.0), (Name::KeyId, texts.1)])
            }
            Part::WebIntegration => (Method::Signed, vec![(Name::WebIntegration, id(part))]),
            Part::Client => (Method::Impersonation, vec![(Name::ClientId, id(part))]),
            Part::Secret | Part::Trust => return Facts::new(),
        };
        // A name that may not be remembered has no word.
        let named = texts.into_iter().filter_map(|(name, text)| Some((fact(method, name.word()?), text?)));
        named.filter(|(_, text)| !text.is_empty()).collect()
    }

    /// All of it stands: the next run offers it at Sign in.
    pub(super) fn remember(&self, cx: &mut Cx<'_>) {
        let parts = super::run::Run::plan(&self.answers);
        let facts: Facts = parts.iter().flat_map(|part| self.facts_of(*part)).collect();
        cx.amend_notes(Amendment::Remember(facts));
    }

    /// A part of it is about to be gone.
    pub(super) fn note_removal(&mut self, part: Part) {
        let facts = self.facts_of(part);
        if let Some(removal) = &mut self.removal {
            removal.untrue.extend(facts);
        }
    }

    /// What is gone is not offered any more.
    pub(super) fn forget_removed(&mut self, cx: &mut Cx<'_>) {
        let facts = self.removal.as_mut().map(|removal| std::mem::take(&mut removal.untrue)).unwrap_or_default();
        cx.amend_notes(Amendment::Forget(facts));
    }
}
