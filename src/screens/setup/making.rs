//! Making the parts, one after the other: what is sent, and what follows from its answer. Nothing that makes something is sent
//! twice by itself.

use super::{
    Page, State,
    answers::SetUpKind,
    plan::{ADMIN, blind, key_fault},
    run::RunAt,
    trial::Trial,
};
use crate::{
    domain::{
        failure::{Failure, FailureKind},
        request::{Answer, Asked, Chore, Request},
        session::Session,
        setup::{KeyFault, KeyPair, Part, Thing},
        write::{NotDone, Outcome},
        writes::MakePart,
    },
    kit::{
        notice::Notice,
        screen::{Cx, Settled},
    },
};

impl State {
    /// Whether something is under way that cannot be called back.
    pub(super) fn is_busy(&self) -> bool {
        self.removal.running || matches!(self.run.at, RunAt::Making(_))
    }

    /// Begins, or goes on, with what exists taken over.
    pub(super) fn begin(&mut self, cx: &mut Cx<'_>) {
        self.sign_for_it(cx);
        self.found.adopt(&mut self.run, &self.answers);
        self.show(Page::Run);
        self.make_next(cx);
    }

    /// By whose sign-in it is made, and undone.
    pub(super) fn sign_for_it(&mut self, cx: &Cx<'_>) {
        if self.session.is_none() {
            self.session = cx.session();
            self.by.clone_from(&cx.shared.draft.here().me);
        }
    }

    /// Goes on by the session of now where the one before is over.
    pub(super) fn sign_anew(&mut self, cx: &mut Cx<'_>) {
        let here = cx.shared.draft.here();
        if !self.is_refused || self.session.is_none() || here.me.is_none() {
            return;
        }
        self.is_refused = false;
        self.by.clone_from(&here.me);
        self.session = cx.session();
        let Some(session) = self.session.clone() else { return };
        if let Some(flight) = self.run.write.and_then(|id| cx.shared.writes.get_mut::<MakePart>(id)) {
            flight.session = session;
        }
    }

    /// Asks for what is to be made next; the end where there is nothing.
    fn make_next(&mut self, cx: &mut Cx<'_>) {
        let Some(session) = self.session.clone() else { return };
        let Some(part) = self.run.next(&self.answers) else {
            return self.finished(cx);
        };
        self.run.at = RunAt::Making(part);
        // Whoever leaves now shall know what may have been made.
        self.record(cx);
        let certificate = self.run.key.as_ref().map_or("", |pair| pair.certificate.as_str());
        match self.answers.new_part(part, self.by.as_ref(), certificate, self.run.id(Part::Client)) {
            None => cx.ask(Request::Here(Chore::MakeKeyPair(self.answers.key_plan()))),
            Some(new) => {
                let write = MakePart { new: new.clone(), name: self.called(part) };
                self.run.write = cx.begin_by(self.signed(session), write, |other| other.new == new);
            }
        }
    }

    /// A session with the id of whom it is.
    pub(super) fn signed(&self, session: Session) -> (Session, Option<String>) {
        (session, self.by.as_ref().map(|by| by.user_id.clone()))
    }

    fn finished(&mut self, cx: &mut Cx<'_>) {
        self.run.at = RunAt::Idle;
        self.record(cx);
        self.remember(cx);
        if self.can_sign() {
            self.trial = Trial::new(self.answers.kind, self.by.as_ref());
            self.show(Page::Trial);
        } else {
            self.show(Page::Done);
        }
    }

    /// The person wants to go on after it stopped.
    pub(super) fn go_on(&mut self, cx: &mut Cx<'_>) {
        let RunAt::Halted(part, _) = self.run.at else { return };
        let Some(id) = self.run.write else {
            return self.make_next(cx);
        };
        self.run.at = RunAt::Making(part);
        let settled = cx.look::<MakePart>(id);
        self.part_turned(settled, cx);
    }

    /// An answer to the part under way, or to a look for it. Whether it was one.
    pub(super) fn part_answered(&mut self, asked: &Request, answer: &Answer, cx: &mut Cx<'_>) -> bool {
        let Some(id) = self.run.write else { return false };
        let Some(settled) = cx.settle::<MakePart>(id, asked, answer) else { return false };
        self.part_turned(settled, cx);
        true
    }

    pub(super) fn stop_making(&mut self, cx: &mut Cx<'_>) {
        let Some(id) = self.run.write else { return };
        let settled = cx.stop::<MakePart>(id, Asked::MakePart);
        self.part_turned(settled, cx);
    }

    /// How it ended; none while it goes on.
    fn part_turned(&mut self, settled: Option<Settled<MakePart>>, cx: &mut Cx<'_>) {
        let Some(settled) = settled else {
            return self.record(cx);
        };
        let warning = settled.warning();
        let Settled { outcome, sentence, not_done, flight } = settled;
        let part = flight.write.new.part();
        // A secret that nobody has harms nobody, and trusting twice is trusting: neither has to be looked up.
        let is_open = outcome == Outcome::Unknown && flight.write.new.wanted().is_some();
        self.run.write = self.run.write.filter(|_| is_open);
        match outcome {
            Outcome::Done(thing, _) => {
                // What was told of it while it was under way.
                cx.shared.notice = None;
                self.made(part, thing, cx);
            }
            Outcome::NotDone(NotDone::Refused(failure)) => {
                cx.tell(Notice::about(&failure, not_done));
                self.refused(part, &failure, cx);
            }
            Outcome::NotDone(NotDone::Stopped) => self.halt(part, sentence, cx),
            Outcome::NotDone(NotDone::Absent) => {
                // What was told while it was not known.
                cx.shared.notice = None;
                self.halt(part, with_answer(&sentence, flight.failure()), cx);
            }
            Outcome::Unknown => {
                cx.tell(warning);
                let told = with_answer(&sentence, flight.failure());
                let next = match flight.look_failure() {
                    _ if !is_open => "You can send it again.".to_owned(),
                    why => why.map(blind).unwrap_or_default(),
                };
                self.halt(part, format!("{told} {next}").trim_end().to_owned(), cx);
            }
        }
    }

    fn halt(&mut self, part: Part, text: String, cx: &mut Cx<'_>) {
        self.run.at = RunAt::Halted(part, text);
        self.show(Page::Run);
        self.record(cx);
    }

    fn made(&mut self, part: Part, thing: Thing, cx: &mut Cx<'_>) {
        self.run.put(part, thing);
        self.run.made.push(part);
        if part == Part::Client && self.run.needs_secret() {
            return self.halt(Part::Secret, NO_SECRET.to_owned(), cx);
        }
        self.record(cx);
        self.make_next(cx);
    }

    fn refused(&mut self, part: Part, failure: &Failure, cx: &mut Cx<'_>) {
        let told = failure.verbatim();
        let at_tenant = self.run.made.iter().any(|made| *made != Part::Key);
        let text = match failure.kind {
            FailureKind::Invalid if part == Part::Secret => {
                format!("{} A client has five secrets at most: delete one in the administration first.", said(failure))
            }
            FailureKind::Invalid => said(failure),
            // Whoever was just let make something is an administrator.
            FailureKind::Forbidden if at_tenant => {
                format!("The tenant refused the {}, but accepted what you sent before: {told}", part.noun())
            }
            FailureKind::Forbidden if part == Part::Provider => {
                format!("{ADMIN} It is also refused where the tenant's id is not the one of your own sign-in.")
            }
            FailureKind::Forbidden => ADMIN.to_owned(),
            _ => Notice::of(failure).text,
        };
        self.halt(part, text, cx);
    }

    pub(super) fn key_made(&mut self, answer: Result<KeyPair, KeyFault>, cx: &mut Cx<'_>) {
        match answer {
            Ok(pair) => {
                self.run.key = Some(pair);
                self.run.made.push(Part::Key);
                self.record(cx);
                self.make_next(cx);
            }
            Err(fault) => self.halt(Part::Key, key_fault(&fault), cx),
        }
    }

    /// Whether there is what signing in as somebody else takes.
    pub(super) fn can_sign(&self) -> bool {
        match self.answers.kind {
            SetUpKind::Signed => self.run.has(Part::Key) && self.run.has(Part::Provider),
            SetUpKind::Client => self.run.has(Part::Trust) && self.run.secret().is_some(),
        }
    }

    /// What a part is called by the answers, before it stands.
    pub(super) fn called(&self, part: Part) -> String {
        let (plan, wanted) = (self.answers.key_plan(), self.answers.wanted());
        match part {
            Part::Key => format!("the key pair {}", plan.stem()),
            Part::Provider => format!("the identity provider {}, key id {}", plan.issuer, plan.key_id),
            Part::WebIntegration => format!("the web integration {}", wanted.web_integration.unwrap_or_default()),
            Part::Client | Part::Trust => format!("the OAuth client {}", wanted.client.unwrap_or_default()),
            Part::Secret => "a new secret".to_owned(),
        }
    }
}

const NO_SECRET: &str = "The OAuth client was created, but its secret did not arrive, and the tenant shows it only once. Create a \
                         new secret, or remove the client.";

/// What the tenant said of a request that it refused, or what a refusal means where it said nothing.
fn said(failure: &Failure) -> String {
    let told = failure.first().is_some();
    if told { format!("The tenant says: {}.", failure.verbatim()) } else { Notice::of(failure).text }
}

/// The sentence of an outcome, with what the tenant answered in place of a clear one.
fn with_answer(sentence: &str, failure: Option<&Failure>) -> String {
    match failure.filter(|failure| failure.status.is_some()) {
        Some(failure) => format!("{sentence} The tenant answered: {}.", failure.verbatim()),
        None => sentence.to_owned(),
    }
}
