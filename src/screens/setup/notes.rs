//! What of a set-up is remembered of the tenant: what Sign in asks for the next time and is no secret. Where the key lies, never
//! the key.

use super::{State, progress::Task};
use crate::{
    domain::{
        access::Method,
        notes::{Amendment, Facts},
    },
    kit::screen::Cx,
    screens::signin::{Name, fact},
};

impl State {
    /// What Sign in asks for and follows from this part of the set-up.
    fn facts_of(&self, task: Task) -> Facts {
        let plan = self.answers.key_plan();
        let progress = &self.progress;
        let (method, texts) = match task {
            Task::Key => {
                (Method::Signed, vec![(Name::KeyFile, progress.key.as_ref().map(|pair| pair.key_path.clone()))])
            }
            Task::Provider => {
                let texts = progress.provider.as_ref().map(|_| (plan.issuer, plan.key_id)).unzip();
                (Method::Signed, vec![(Name::Issuer, texts.0), (Name::KeyId, texts.1)])
            }
            Task::Web => {
                (Method::Signed, vec![(Name::WebIntegration, progress.web.as_ref().map(|web| web.id.clone()))])
            }
            Task::Client => (
                Method::Impersonation,
                vec![(Name::ClientId, progress.client.as_ref().map(|client| client.id.clone()))],
            ),
            Task::Secret | Task::Trust => return Facts::new(),
        };
        // A name that may not be remembered has no word.
        let named = texts.into_iter().filter_map(|(name, text)| Some((fact(method, name.word()?), text?)));
        named.filter(|(_, text)| !text.is_empty()).collect()
    }

    /// All of it stands: the next run offers it at Sign in.
    pub(super) fn remember(&self, cx: &mut Cx<'_>) {
        let tasks = super::progress::Progress::tasks(&self.answers);
        let facts: Facts = tasks.iter().flat_map(|task| self.facts_of(*task)).collect();
        cx.amend_notes(Amendment::Remember(facts));
    }

    /// A part of it is about to be gone.
    pub(super) fn note_removal(&mut self, task: Task) {
        let facts = self.facts_of(task);
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
