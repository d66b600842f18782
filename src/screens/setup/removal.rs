//! Taking away what was made: the last first, after a button that follows its names, and only what was named there.

use super::{Page, State, answers::SetUpKind};
use crate::{
    domain::{
        failure::FailureKind,
        notes::Facts,
        request::{Answer, Asked, Chore, Request},
        session::Session,
        setup::{MadePart, Part, PartLookup},
        write::{Flight, NotDone, Outcome},
        writes::RemovePart,
    },
    kit::{
        notice::Notice,
        screen::{Cx, Settled},
        shared::Shared,
        writes::WriteId,
    },
};

/// What is to be taken away.
#[derive(Clone, PartialEq, Eq, Debug)]
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
    write: Option<WriteId>,
}

impl Removal {
    /// The write that waits because the tenant asks to wait.
    pub fn waiting<'a>(&self, shared: &'a Shared) -> Option<&'a Flight<RemovePart>> {
        shared.writes.get::<RemovePart>(self.write?).filter(|it| it.was_told_to_wait())
    }
}

impl State {
    /// Whether something is being taken away at this moment.
    pub(super) fn is_removing(&self) -> bool {
        self.removal.as_ref().is_some_and(|removal| removal.running)
    }

    /// Asks whether these shall go.
    pub(super) fn ask_removal(&mut self, parts: Vec<Part>, stays: Option<String>) {
        if !parts.is_empty() {
            self.removal = Some(Removal {
                parts,
                went: Vec::new(),
                is_stale: false,
                running: false,
                fault: None,
                from: self.page,
                untrue: Facts::new(),
                stays,
                write: None,
            });
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
        let Some(removal) = self.removal.take() else { return };
        if removal.from == Page::Review && removal.is_stale {
            // The plan names what may be gone by now: it is looked for anew.
            self.back_to_answers();
            return self.inspect(cx);
        }
        if removal.from == Page::Review && self.run.made.is_empty() {
            self.run = super::run::SetUpRun::default();
            self.session = None;
        }
        self.show(removal.from);
    }

    pub(super) fn remove(&mut self, cx: &mut Cx<'_>) {
        let Some(session) = self.session.clone() else { return };
        let Some(removal) = &mut self.removal else { return };
        let Some(part) = removal.parts.first().copied() else {
            return self.all_gone(cx);
        };
        removal.running = true;
        removal.fault = None;
        match (self.run.at_tenant(part), &self.run.key) {
            (Some(made), _) => self.remove_at_tenant(RemovePart { made, name: self.run.name(part) }, session, cx),
            (None, Some(pair)) if part == Part::Key => cx.ask(Request::Here(Chore::RemoveKeyPair(pair.clone()))),
            (None, _) => self.gone(cx),
        }
    }

    fn remove_at_tenant(&mut self, write: RemovePart, session: Session, cx: &mut Cx<'_>) {
        let made = write.made.clone();
        let id = cx.begin_by(self.signed(session), write, |other| other.made == made);
        if let Some(removal) = &mut self.removal {
            removal.write = id;
        }
    }

    /// An answer to the removal under way, or to a look for it. Whether it was one.
    pub(super) fn removal_answered(&mut self, asked: &Request, answer: &Answer, cx: &mut Cx<'_>) -> bool {
        let Some(id) = self.removal.as_ref().and_then(|removal| removal.write) else { return false };
        let Some(settled) = cx.settle::<RemovePart>(id, asked, answer) else { return false };
        if let Some(settled) = settled {
            self.removed(&settled, cx);
        }
        true
    }

    pub(super) fn stop_removing(&mut self, cx: &mut Cx<'_>) {
        let Some(id) = self.removal.as_ref().and_then(|removal| removal.write) else { return };
        if let Some(settled) = cx.stop::<RemovePart>(id, Asked::RemovePart) {
            self.removed(&settled, cx);
        }
    }

    fn removed(&mut self, settled: &Settled<RemovePart>, cx: &mut Cx<'_>) {
        let Settled { outcome, sentence, flight, .. } = settled;
        if let Some(removal) = &mut self.removal {
            removal.write = None;
            removal.is_stale |= *outcome == Outcome::Unknown;
        }
        let text = match outcome {
            Outcome::Done((), _) => return self.gone(cx),
            Outcome::NotDone(NotDone::Refused(failure)) => {
                let text = match failure.kind {
                    // It cannot be looked up, and the tenant does not know it.
                    FailureKind::NotFound if matches!(flight.write.made, MadePart::ClientSecret(..)) => {
                        return self.gone(cx);
                    }
                    FailureKind::NotFound => "The tenant refused and still has it.".to_owned(),
                    FailureKind::Forbidden => super::plan::ADMIN.to_owned(),
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
                cx.tell(flight.failure().map_or_else(
                    || Notice::warn(sentence.clone()),
                    |failure| Notice::about(failure, sentence.clone()),
                ));
                format!("{sentence} You can remove it again: what is already gone counts as removed.")
            }
        };
        self.not_removed(text, cx);
    }

    /// The first of them is gone.
    fn gone(&mut self, cx: &mut Cx<'_>) {
        let Some(removal) = &mut self.removal else { return };
        if !removal.parts.is_empty() {
            let part = removal.parts.remove(0);
            removal.went.push(part);
            removal.is_stale = true;
            self.note_removal(part);
            self.run.forget(part);
        }
        self.record(cx);
        self.remove(cx);
    }

    fn not_removed(&mut self, text: String, cx: &mut Cx<'_>) {
        if let Some(removal) = &mut self.removal {
            removal.running = false;
            removal.fault = Some(text);
        }
        self.form_mut().go(super::trial::Stop::Text);
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
        let elsewhere = self.removal.as_ref().is_some_and(|removal| removal.from == Page::Review);
        let went = self.removal.as_ref().map(|removal| removal.went.as_slice()).unwrap_or_default();
        let kind = match self.answers.kind {
            SetUpKind::Client if self.run.has(Part::Client) => "The new secret was removed; the client stays.",
            SetUpKind::Client => "The OAuth client was removed.",
            SetUpKind::Signed if went.contains(&Part::Provider) => {
                "The set-up was removed. Nobody can sign in with that key anymore."
            }
            // With the identity provider still there, its key lets anybody in as before.
            SetUpKind::Signed if self.run.has(Part::Provider) => {
                "What was created was removed. The identity provider was there before and stays."
            }
            SetUpKind::Signed => "What was created was removed.",
        };
        let stays = self.removal.as_mut().and_then(|removal| removal.stays.take());
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
