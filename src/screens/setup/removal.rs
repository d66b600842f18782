//! Taking away what was made: the last first, after a button that follows its names, and only what was named there.

use super::{
    Page, State,
    answers::{Row, SetUpKind},
    plan::ADMIN,
    run::SetUpRun,
};
use crate::{
    domain::{
        failure::FailureKind,
        notes::Facts,
        request::{Answer, Asked, Chore, Request},
        setup::{MadePart, Part, PartLookup},
        write::{NotDone, Outcome},
        writes::RemovePart,
    },
    kit::{
        notice::Notice,
        screen::{Cx, Settled},
        writes::WriteId,
    },
};

/// What is to be taken away.
#[derive(Debug, Default)]
pub struct Removal {
    /// What is left to be taken away, in this order.
    pub parts: Vec<Part>,
    pub went: Vec<Part>,
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
    /// What stays at the tenant, and how it is removed by hand.
    pub stays: Option<String>,
    /// The write in the register that is under way, or unknown.
    pub write: Option<WriteId>,
}

impl State {
    /// Asks whether these shall go.
    pub(super) fn ask_removal(&mut self, parts: Vec<Part>, stays: Option<String>) {
        if !parts.is_empty() {
            self.removal = Removal { parts, from: self.page, stays, ..Removal::default() };
            self.show(Page::Removal);
        }
    }

    /// What was found is asked about: it is taken over for that.
    pub(super) fn ask_removal_of_found(&mut self, cx: &mut Cx<'_>) {
        self.sign_for_it(cx);
        self.found.adopt(&mut self.run, &self.answers);
        // One that an earlier run made, whether the answers of now want it or not.
        if let Some(PartLookup::Found(web)) = self.found.existing.as_ref().map(|it| it.lookup(Part::WebIntegration))
            && self.run.owns_web
        {
            self.run.stands.entry(Part::WebIntegration).or_insert(web);
        }
        let origin = cx.shared.draft.tenant().map(|tenant| tenant.origin().to_owned()).unwrap_or_default();
        let stays = self.stays(&origin);
        self.ask_removal(self.run.own(), stays);
    }

    pub(super) fn keep(&mut self, cx: &mut Cx<'_>) {
        let removal = std::mem::take(&mut self.removal);
        if removal.from == Page::Review && removal.is_stale {
            // The plan names what may be gone by now: it is looked for anew.
            self.back_to_answers();
            return self.inspect(cx);
        }
        if removal.from == Page::Review && self.run.made.is_empty() {
            self.run = SetUpRun::default();
            self.session = None;
        }
        self.show(removal.from);
    }

    pub(super) fn remove(&mut self, cx: &mut Cx<'_>) {
        let Some(session) = self.session.clone() else { return };
        let Some(part) = self.removal.parts.first().copied() else {
            return self.all_gone(cx);
        };
        self.removal.running = true;
        self.removal.fault = None;
        match (self.run.at_tenant(part), &self.run.key) {
            (Some(made), _) => {
                let write = RemovePart { made: made.clone(), name: self.run.name(part) };
                self.removal.write = cx.begin_by(self.signed(session), write, |other| other.made == made);
            }
            (None, Some(pair)) if part == Part::Key => cx.ask(Request::Here(Chore::RemoveKeyPair(pair.clone()))),
            (None, _) => self.gone(cx),
        }
    }

    /// An answer to the removal under way, or to a look for it. Whether it was one.
    pub(super) fn removal_answered(&mut self, asked: &Request, answer: &Answer, cx: &mut Cx<'_>) -> bool {
        let Some(id) = self.removal.write else { return false };
        let Some(settled) = cx.settle::<RemovePart>(id, asked, answer) else { return false };
        if let Some(settled) = settled {
            self.removed(&settled, cx);
        }
        true
    }

    pub(super) fn stop_removing(&mut self, cx: &mut Cx<'_>) {
        let Some(id) = self.removal.write else { return };
        if let Some(settled) = cx.stop::<RemovePart>(id, Asked::RemovePart) {
            self.removed(&settled, cx);
        }
    }

    fn removed(&mut self, settled: &Settled<RemovePart>, cx: &mut Cx<'_>) {
        let Settled { outcome, sentence, flight, .. } = settled;
        self.removal.write = None;
        self.removal.is_stale |= *outcome == Outcome::Unknown;
        let text = match outcome {
            Outcome::Done((), _) => return self.gone(cx),
            Outcome::NotDone(NotDone::Refused(failure)) => {
                let text = match failure.kind {
                    // It cannot be looked up, and the tenant does not know it.
                    FailureKind::NotFound if matches!(flight.write.made, MadePart::ClientSecret(..)) => {
                        return self.gone(cx);
                    }
                    FailureKind::NotFound => "The tenant refused and still has it.".to_owned(),
                    FailureKind::Forbidden => ADMIN.to_owned(),
                    _ => Notice::of(failure).text,
                };
                cx.tell(Notice::about(failure, "It could not be removed."));
                text
            }
            Outcome::NotDone(NotDone::Stopped) => sentence.clone(),
            Outcome::NotDone(NotDone::Absent) => {
                cx.tell(Notice::warn("It could not be removed."));
                sentence.clone()
            }
            Outcome::Unknown => {
                cx.tell(settled.warning());
                format!("{sentence} You can remove it again: what is already gone counts as removed.")
            }
        };
        self.not_removed(text, cx);
    }

    /// The first of them is gone.
    fn gone(&mut self, cx: &mut Cx<'_>) {
        if !self.removal.parts.is_empty() {
            let part = self.removal.parts.remove(0);
            self.removal.went.push(part);
            self.removal.is_stale = true;
            self.removal.untrue.extend(self.facts_of(part));
            self.run.forget(part);
        }
        self.record(cx);
        self.remove(cx);
    }

    fn not_removed(&mut self, text: String, cx: &mut Cx<'_>) {
        self.removal.running = false;
        self.removal.fault = Some(text);
        self.form_mut().go(Row::Text);
        self.record(cx);
        self.forget_removed(cx);
    }

    pub(super) fn key_removed(&mut self, answer: Result<(), String>, cx: &mut Cx<'_>) {
        match answer {
            Ok(()) => self.gone(cx),
            Err(sentence) => self.not_removed(sentence, cx),
        }
    }

    /// Nothing of it is left: back to the beginning.
    fn all_gone(&mut self, cx: &mut Cx<'_>) {
        let elsewhere = self.removal.from == Page::Review;
        let kind = match self.answers.kind {
            SetUpKind::Client if self.run.has(Part::Client) => "The new secret was removed; the client stays.",
            SetUpKind::Client => "The OAuth client was removed.",
            SetUpKind::Signed if self.removal.went.contains(&Part::Provider) => {
                "The set-up was removed. Nobody can sign in with that key anymore."
            }
            // With the identity provider still there, its key lets anybody in as before.
            SetUpKind::Signed if self.run.has(Part::Provider) => {
                "What was created was removed. The identity provider was there before and stays."
            }
            SetUpKind::Signed => "What was created was removed.",
        };
        let stays = self.removal.stays.take();
        cx.tell(Notice::good(stays.map_or_else(|| kind.to_owned(), |stays| format!("{kind} {stays}"))));
        self.forget_removed(cx);
        if self.run.open_part().is_some() {
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
