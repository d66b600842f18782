//! A write: what is sent, how it is looked up, and the sentences of its three outcomes.
//!
//! [`Write`] says what is particular to a kind of write, [`Flight`] drives one of them through [`Settle`]. The screens and the
//! runner without a screen drive the same flight: they send what it asks for and hand it what comes back.

use std::{
    fmt::Debug,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::{
    failure::{Failure, FailureKind},
    request::{Answer, Call},
    session::Session,
    settle::{LookupResult, Next, Proof, Reason, Rule, Settle, Stage, Verdict},
    text::capitalised,
};

pub trait Write: Clone + PartialEq + Debug {
    /// What the tenant answers where it is done.
    type Done: Clone + PartialEq + Debug;
    /// What a look can show besides.
    type Trace: Clone + PartialEq + Debug + Default;

    fn rule(&self) -> Rule;

    fn deed(&self) -> Deed;

    /// What is said to whoever leaves while its outcome is not known.
    fn leaving(&self) -> Leaving;

    /// What it is done to, as people call it.
    fn name(&self) -> &str;

    /// What was done, once it was: `Created Orders`.
    fn done(&self) -> String {
        format!("{} {}", capitalised(self.deed().done), self.name())
    }

    fn send(&self) -> Call;

    /// The look. `sent`: when the first try that may have done it was sent.
    fn look(&self, sent: Instant) -> Call;

    /// What an answer to the write says; none where it is no answer to it.
    fn answered(&self, answer: &Answer) -> Option<Result<Self::Done, Failure>>;

    /// What an answer to the look shows; none where it is no answer to it.
    fn seen(&self, asked: &Call, answer: &Answer) -> Option<Sight<Self::Done, Self::Trace>>;
}

/// The words for a kind of write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deed {
    /// What is done to the thing: `created`.
    pub done: &'static str,
    /// How the tenant shows that it was done: `the tenant has it`.
    pub shown: &'static str,
    /// How the tenant shows that it was not done: `the tenant has no connection of this name`.
    pub not_shown: &'static str,
}

/// What is said to whoever leaves a write behind whose outcome is not known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaving {
    /// Before: that it is under way, in a sentence.
    pub loss: &'static str,
    /// Afterwards: what it is not known of, as in `the connection "Orders" was created`, and a sentence how to look it up. None
    /// where its screen says that itself.
    pub unknown: Option<(String, &'static str)>,
}

/// What a look showed, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sight<D, T> {
    pub result: LookupResult<D>,
    /// When the tenant was looked at, by its own clock, where it told the time.
    pub at: Option<Timestamp>,
    pub trace: T,
}

impl<D, T: Default> From<LookupResult<D>> for Sight<D, T> {
    fn from(result: LookupResult<D>) -> Self {
        Self { result, at: None, trace: T::default() }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome<D> {
    Done(D, Proof),
    NotDone(NotDone),
    Unknown,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotDone {
    Refused(Failure),
    Absent,
    Stopped,
}

/// What follows for whoever drives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WriteTurn<D> {
    /// Send this, after this long, and hand over its answer.
    Ask(Box<Call>, Duration),
    /// It is settled, or unknown for now.
    Ended(Outcome<D>),
}

/// One write under way, or of unknown outcome.
#[derive(Clone, PartialEq, Debug)]
pub struct Flight<W: Write> {
    pub write: W,
    /// At which tenant, and by whom: it is looked for there, whatever is answered anew meanwhile.
    pub session: Session,
    /// The id of whoever sends it, where that is known.
    pub by: Option<String>,
    settle: Settle,
    failure: Option<Failure>,
    look_failure: Option<Failure>,
    done: Option<W::Done>,
    at: Option<Timestamp>,
    trace: W::Trace,
}

impl<W: Write> Flight<W> {
    /// A write that is not sent yet. `waits`: how often it waits when told to; a person waits without end.
    pub fn new(write: W, session: Session, waits: Option<u8>) -> Self {
        let settle = Settle::new(write.rule(), waits);
        Self {
            write,
            session,
            by: None,
            settle,
            failure: None,
            look_failure: None,
            done: None,
            at: None,
            trace: W::Trace::default(),
        }
    }

    /// Whether it is sent by this person at this tenant: with the same key, or with another one of theirs.
    pub fn is_of(&self, session: &Session, by: Option<&str>) -> bool {
        let same_person = by.is_some() && self.by.as_deref() == by;
        self.session.tenant == session.tenant && (same_person || self.session.access == session.access)
    }

    pub fn stage(&self) -> Stage {
        self.settle.stage()
    }

    #[cfg(test)]
    pub fn first_sent(&self) -> Option<Instant> {
        self.settle.first_sent()
    }

    /// When it was looked up last, by the tenant's clock.
    pub fn looked_at(&self) -> Option<Timestamp> {
        self.at
    }

    pub fn trace(&self) -> &W::Trace {
        &self.trace
    }

    /// Why the last look showed nothing, where it failed.
    pub fn look_failure(&self) -> Option<&Failure> {
        self.look_failure.as_ref()
    }

    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// Whether it is sent again by itself because the tenant asked to wait.
    pub fn was_told_to_wait(&self) -> bool {
        let is_limited = |failure: &Failure| matches!(failure.kind, FailureKind::RateLimited(_));
        matches!(self.stage(), Stage::Sent(_)) && self.failure().is_some_and(is_limited)
    }

    pub fn due(&self, now: Instant) -> Option<Instant> {
        self.settle.due(now)
    }

    pub fn send(&mut self, now: Instant) -> WriteTurn<W::Done> {
        self.at = None;
        let next = self.settle.send(now);
        self.turn(next)
    }

    /// Its answer will not come.
    pub fn lost(&mut self, now: Instant) -> WriteTurn<W::Done> {
        let next = self.settle.lost(now);
        self.turn(next)
    }

    pub fn look(&mut self, now: Instant) -> WriteTurn<W::Done> {
        let next = self.settle.look(now);
        self.turn(next)
    }

    pub fn stop(&mut self, now: Instant) -> Option<WriteTurn<W::Done>> {
        let next = self.settle.stop(now)?;
        Some(self.turn(next))
    }

    /// An answer came. None where it is not one that is awaited.
    pub fn answer(&mut self, asked: &Call, answer: &Answer, now: Instant) -> Option<WriteTurn<W::Done>> {
        let next = match self.settle.stage() {
            Stage::Sent(_) => match self.write.answered(answer)? {
                Ok(done) => {
                    self.done = Some(done);
                    self.settle.done()
                }
                Err(failure) => {
                    let verdict = Verdict::of(&failure, self.write.rule());
                    self.failure = Some(failure);
                    self.settle.failed(verdict, now)
                }
            },
            Stage::LookingUp(_) => {
                let sight = self.write.seen(asked, answer)?;
                (self.at, self.trace, self.look_failure) = (sight.at, sight.trace, None);
                let next = self.settle.looked_up(&sight.result, now);
                match sight.result {
                    LookupResult::Done(done) => self.done = Some(done),
                    LookupResult::Unclear(failure) => self.look_failure = failure.map(|failure| *failure),
                    LookupResult::NotDone | LookupResult::Other(_) => {}
                }
                next
            }
            Stage::Idle | Stage::Unknown => return None,
        };
        Some(self.turn(next))
    }

    fn turn(&mut self, next: Next) -> WriteTurn<W::Done> {
        WriteTurn::Ended(match next {
            Next::Send(after) => return WriteTurn::Ask(Box::new(self.write.send()), after),
            Next::LookUp(after) => match self.settle.first_sent() {
                Some(sent) => return WriteTurn::Ask(Box::new(self.write.look(sent)), after),
                None => Outcome::Unknown,
            },
            Next::Done(proof) => match self.done.take() {
                Some(done) => Outcome::Done(done, proof),
                None => Outcome::Unknown,
            },
            Next::NotDone(Reason::Refused) => match self.failure.clone() {
                Some(failure) => Outcome::NotDone(NotDone::Refused(failure)),
                None => Outcome::NotDone(NotDone::Absent),
            },
            Next::NotDone(Reason::Absent) => Outcome::NotDone(NotDone::Absent),
            Next::NotDone(Reason::Stopped) => Outcome::NotDone(NotDone::Stopped),
            Next::Unknown => Outcome::Unknown,
        })
    }

    /// The sentence of an outcome of this write.
    pub fn sentence(&self, outcome: &Outcome<W::Done>) -> String {
        let told = sentence(self.write.deed(), (self.write.name(), &self.write.done()), outcome, self.at);
        let is_open = *outcome == Outcome::Unknown && self.settle.was_given_up();
        if is_open { format!("{told} It may still be carried out.") } else { told }
    }
}

/// The sentences of the three outcomes. `whole`: [`Write::done`]; `at`: when it was looked up.
fn sentence<D>(deed: Deed, (name, whole): (&str, &str), outcome: &Outcome<D>, at: Option<Timestamp>) -> String {
    let Deed { done, shown, not_shown, .. } = deed;
    let at = checked(at);
    match outcome {
        Outcome::Done(_, Proof::Answered) => format!("{whole}."),
        Outcome::Done(_, Proof::LookedUp) => {
            format!("{whole}. No clear answer came, but {shown}{at}.")
        }
        Outcome::Done(_, Proof::Before) => format!("Nothing was {done}: the tenant no longer finds {name}{at}."),
        Outcome::NotDone(NotDone::Refused(failure)) => match failure.verbatim() {
            told if told.is_empty() => not_done(deed, name),
            told => format!("{} The tenant said: {told}", not_done(deed, name)),
        },
        Outcome::NotDone(NotDone::Absent) => format!("{} {}{at}.", not_done(deed, name), capitalised(not_shown)),
        Outcome::NotDone(NotDone::Stopped) => format!("{} It was stopped before it was sent.", not_done(deed, name)),
        Outcome::Unknown => format!("Unknown whether {name} was {done}{at}."),
    }
}

/// That it was not done, without the reason: for whoever says that in their own words.
pub fn not_done(deed: Deed, name: &str) -> String {
    format!("Not {}: {name}.", deed.done)
}

/// ` (checked at 10:04:05 UTC)`.
pub fn checked(at: Option<Timestamp>) -> String {
    at.map(|at| format!(" (checked at {} UTC)", at.strftime("%H:%M:%S"))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATE: Deed =
        Deed { done: "created", shown: "the tenant has it", not_shown: "the tenant has no connection of this name" };

    #[test]
    fn every_outcome_has_its_sentence_with_name_and_time() {
        let at: Timestamp = "2026-01-01T10:04:05Z".parse().unwrap();
        let refused = Failure { status: Some(403), ..Failure::new(FailureKind::Forbidden, "creating the connection") };
        for (outcome, words) in [
            (Outcome::Done((), Proof::Answered), "Created Orders."),
            (
                Outcome::Done((), Proof::LookedUp),
                "Created Orders. No clear answer came, but the tenant has it (checked at 10:04:05 UTC).",
            ),
            (
                Outcome::NotDone(NotDone::Absent),
                "Not created: Orders. The tenant has no connection of this name (checked at 10:04:05 UTC).",
            ),
            (Outcome::NotDone(NotDone::Refused(refused)), "Not created: Orders. The tenant said: HTTP 403"),
            (Outcome::NotDone(NotDone::Stopped), "Not created: Orders. It was stopped before it was sent."),
            (Outcome::Unknown, "Unknown whether Orders was created (checked at 10:04:05 UTC)."),
        ] {
            assert_eq!(sentence(CREATE, ("Orders", "Created Orders"), &outcome, Some(at)), words);
        }
    }
}
