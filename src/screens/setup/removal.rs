//! Taking away what was made: the last first, after a button that follows its names, and only what was named there.

use super::{Page, State, answers::Kind, progress::Task};
use crate::{
    domain::{
        failure::{Failure, FailureKind},
        notes::Facts,
        request::{Call, Chore, Request},
    },
    kit::{notice::Notice, screen::Cx},
};

/// What is to be taken away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Removal {
    /// What is left to be taken away, in this order.
    pub tasks: Vec<Task>,
    /// What went already.
    pub went: Vec<Task>,
    /// Whether anything went or may have gone, so that what was found holds no more.
    pub is_stale: bool,
    /// Whether the button was pressed and its answer is awaited.
    pub running: bool,
    /// Why it stopped.
    pub fault: Option<String>,
    /// Where keeping it leads back to.
    pub from: Page,
    /// What is remembered of it and holds no more.
    pub untrue: Facts,
}

impl State {
    /// Whether something is being taken away at this moment.
    pub(super) fn is_removing(&self) -> bool {
        self.removal.as_ref().is_some_and(|removal| removal.running)
    }

    /// Asks whether these shall go.
    pub(super) fn ask_removal(&mut self, tasks: Vec<Task>) {
        if !tasks.is_empty() {
            self.removal = Some(Removal {
                tasks,
                went: Vec::new(),
                is_stale: false,
                running: false,
                fault: None,
                from: self.page,
                untrue: Facts::new(),
            });
            self.show(Page::Removal);
        }
    }

    /// What was found is asked about: it is taken over for that.
    pub(super) fn ask_removal_of_found(&mut self, cx: &mut Cx<'_>) {
        if self.session.is_none() {
            self.session = cx.session();
            self.by.clone_from(&cx.shared.draft.here().me);
        }
        if let Some(existing) = &self.found.existing {
            self.progress.adopt(existing, self.found.pair());
        }
        self.ask_removal(self.progress.own());
    }

    /// It shall stay.
    pub(super) fn keep(&mut self, cx: &mut Cx<'_>) {
        let Some(removal) = self.removal.take() else { return };
        if removal.from == Page::Review && removal.is_stale {
            // The plan names what may be gone by now: it is looked for anew.
            self.back_to_answers();
            return self.inspect(cx);
        }
        if removal.from == Page::Review && self.progress.made.is_empty() {
            self.progress = super::progress::Progress::default();
            self.session = None;
        }
        self.show(removal.from);
    }

    /// It shall go.
    pub(super) fn remove(&mut self, cx: &mut Cx<'_>) {
        let Some(session) = self.session.clone() else { return };
        let Some(removal) = &mut self.removal else { return };
        let Some(task) = removal.tasks.first().copied() else {
            return self.all_gone(cx);
        };
        removal.running = true;
        removal.fault = None;
        match (self.progress.at_tenant(task), &self.progress.key) {
            (Some(made), _) => cx.ask(Request::Tenant(session, Call::Undo(made))),
            (None, Some(pair)) if task == Task::Key => cx.ask(Request::Here(Chore::RemoveKeyPair(pair.clone()))),
            (None, _) => self.gone(cx),
        }
    }

    /// The first of them is gone.
    fn gone(&mut self, cx: &mut Cx<'_>) {
        let Some(removal) = &mut self.removal else { return };
        if !removal.tasks.is_empty() {
            let task = removal.tasks.remove(0);
            removal.went.push(task);
            removal.is_stale = true;
            self.note_removal(task);
            self.progress.forget(task);
        }
        self.record(cx);
        self.remove(cx);
    }

    fn stays(&mut self, text: String, cx: &mut Cx<'_>) {
        if let Some(removal) = &mut self.removal {
            removal.running = false;
            removal.fault = Some(text);
        }
        self.at = None;
        self.record(cx);
        self.forget_removed(cx);
    }

    /// The tenant answered.
    pub(super) fn undone(&mut self, answer: Result<(), Failure>, cx: &mut Cx<'_>) {
        match answer {
            Ok(()) => self.gone(cx),
            Err(failure) => {
                if let Some(removal) = self.removal.as_mut().filter(|_| failure.kind == FailureKind::OutcomeUnknown) {
                    removal.is_stale = true;
                }
                let text = match failure.kind {
                    FailureKind::Forbidden => super::found::ADMIN.to_owned(),
                    FailureKind::OutcomeUnknown => {
                        "No answer came. Removing it once more does no harm: what is gone already counts as removed."
                            .to_owned()
                    }
                    _ => Notice::of(&failure).text,
                };
                cx.tell(Notice::about(&failure, "It could not be removed."));
                self.stays(text, cx);
            }
        }
    }

    /// This machine answered.
    pub(super) fn key_removed(&mut self, answer: Result<(), String>, cx: &mut Cx<'_>) {
        match answer {
            Ok(()) => self.gone(cx),
            Err(sentence) => self.stays(sentence, cx),
        }
    }

    /// Nothing of it is left: back to the beginning.
    fn all_gone(&mut self, cx: &mut Cx<'_>) {
        let elsewhere = self.removal.as_ref().is_some_and(|removal| removal.from == Page::Review);
        let went = self.removal.as_ref().map(|removal| removal.went.as_slice()).unwrap_or_default();
        let kind = match self.answers.kind {
            Kind::Client if self.progress.client.is_some() => "The new secret is removed; the client stays.",
            Kind::Client => "The OAuth client is removed.",
            Kind::Signed if went.contains(&Task::Provider) => {
                "What was set up is removed, and nobody can sign in with that key any more."
            }
            // With the identity provider still there, its key lets anybody in as before.
            Kind::Signed if self.progress.provider.is_some() => {
                "What was made is removed. The identity provider had been there before and stays."
            }
            Kind::Signed => "What was made is removed.",
        };
        cx.tell(Notice::good(kind));
        self.forget_removed(cx);
        if self.open_task().is_some() {
            // What may have been made beside it was not removed, and stays told.
            self.close_record();
        }
        self.start_over();
        self.record(cx);
        if elsewhere {
            self.show(Page::Answers);
        }
    }
}
