//! How every write is settled: when it is sent, when it is sent again, when it is looked up, and when its outcome is known.
//!
//! This is the one place that decides who repeats and who waits. The client sends a write once and says what came of it; here it
//! is decided what follows. A write that may have arrived is looked up and never sent again, but for what may simply be said
//! again. Time is an argument; nothing here sends.

use std::time::{Duration, Instant};

use super::failure::{Failure, FailureKind, Unreachable};

/// What a look says about the write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LookupResult<D> {
    Done(D),
    NotDone,
    /// This stands there, and need not be ours: looking again would tell no more.
    Other(D),
    /// Nothing clear; with the failure where it could not be looked.
    Unclear(Option<Box<Failure>>),
}

impl<D> LookupResult<D> {
    pub fn failed(failure: &Failure) -> Self {
        Self::Unclear(Some(Box::new(failure.clone())))
    }

    pub fn map<E>(self, change: impl FnOnce(D) -> E) -> LookupResult<E> {
        match self {
            Self::Done(done) => LookupResult::Done(change(done)),
            Self::NotDone => LookupResult::NotDone,
            Self::Other(other) => LookupResult::Other(change(other)),
            Self::Unclear(failure) => LookupResult::Unclear(failure),
        }
    }
}

/// So shortly before a wait ends, stopping it may come too late.
const TOO_LATE: Duration = Duration::from_millis(500);
/// Between two looks: what was cut off may still be at work.
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);
/// So long after nobody waits for its answer any more, the tenant may still carry it out: that it was not done is no proof until then.
const AT_WORK: Duration = Duration::from_secs(30);
/// Before the second try over a bad line; each further one waits twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// What holds for a kind of write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// How often it is sent in all where it did not arrive.
    pub tries: u8,
    /// It may be sent again, within `tries`, also where it may have arrived: it says the same however often it is said.
    pub again: bool,
    /// How many looks that show it done prove it. None at all: no look can tell.
    pub proof: u8,
    /// How many looks that show it not done prove that; as many that tell nothing end the looking.
    pub looks: u8,
    /// It deletes something, so that "not found" is no refusal.
    pub removes: bool,
}

/// What an attempt came to, as far as it matters for what follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Refused, with a reason; it was not done.
    Refused,
    /// What was to be deleted is not there, says the tenant.
    Gone,
    /// Not done; the tenant asks to wait this long.
    Wait(Duration),
    /// It never arrived.
    Unsent,
    /// It may have been done.
    Unknown,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Stage {
    /// Not begun, or ended.
    #[default]
    Idle,
    /// On its way since; in the future while the tenant asks to wait.
    Sent(Instant),
    /// Being looked up since.
    LookingUp(Instant),
    /// Nobody knows whether it was done. It may be looked up again.
    Unknown,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    Send(Duration),
    LookUp(Duration),
    Done(Proof),
    NotDone(Reason),
    Unknown,
}

/// By what it is known that it was done.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Proof {
    Answered,
    LookedUp,
    /// It had been done before: what was to be deleted was not there.
    Before,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reason {
    /// The tenant refused it, or it could not be sent.
    Refused,
    /// It was looked up, and it was not done.
    Absent,
    /// It was stopped before it was sent.
    Stopped,
}

impl Verdict {
    /// What a failure of a write by this rule means.
    pub fn of(failure: &Failure, rule: Rule) -> Self {
        match &failure.kind {
            FailureKind::NotFound if rule.removes => Self::Gone,
            FailureKind::RateLimited(wait) => Self::Wait((*wait).max(Duration::from_secs(1))),
            FailureKind::Unreachable(Unreachable::Refused | Unreachable::Other) => Self::Unsent,
            FailureKind::Unreachable(Unreachable::Proxy(fault)) if fault.may_pass() => Self::Unsent,
            // A redirect or a page in front of the tenant: it never got there.
            FailureKind::Unexpected(_) if failure.status.is_some_and(|status| (300..500).contains(&status)) => {
                Self::Refused
            }
            FailureKind::ConnectorDown | FailureKind::OutcomeUnknown | FailureKind::Unexpected(_) => Self::Unknown,
            FailureKind::Unauthorized
            | FailureKind::Forbidden
            | FailureKind::NotFound
            | FailureKind::NoRoute
            | FailureKind::Conflict
            | FailureKind::Invalid
            | FailureKind::NotSent(_)
            | FailureKind::Unreachable(_) => Self::Refused,
        }
    }
}

/// One write, from its first try to one of the three outcomes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settle {
    rule: Rule,
    /// How many waits it still obeys; none is without end.
    waits: Option<u8>,
    stage: Stage,
    /// When the first try that may have done it was sent.
    first: Option<Instant>,
    tries: u8,
    /// A try may have done it.
    doubt: bool,
    /// When its answer was given up, though it may have been on its way to be done.
    given_up: Option<Instant>,
    /// The last answer was definite, whatever an earlier one was.
    refused: bool,
    gone: bool,
    looks: Looks,
}

/// What was seen so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Looks {
    done: u8,
    not_done: u8,
    nothing: u8,
}

impl Settle {
    /// A write by this rule. `waits`: how often it waits when told to; a person waits without end.
    pub fn new(rule: Rule, waits: Option<u8>) -> Self {
        Self {
            rule,
            waits,
            stage: Stage::Idle,
            first: None,
            tries: 0,
            doubt: false,
            given_up: None,
            refused: false,
            gone: false,
            looks: Looks::default(),
        }
    }

    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Whether nobody waited for an answer, so that it may still be carried out.
    pub fn was_given_up(&self) -> bool {
        self.given_up.is_some()
    }

    /// When the first try that may have done it was sent: what is found must not be older.
    pub fn first_sent(&self) -> Option<Instant> {
        self.first
    }

    /// Sends it: for the first time, or because a person decided to although an earlier try may have done it.
    pub fn send(&mut self, now: Instant) -> Next {
        self.tries = 0;
        self.go(Duration::ZERO, now)
    }

    fn go(&mut self, after: Duration, now: Instant) -> Next {
        (self.refused, self.gone) = (false, false);
        self.tries = self.tries.saturating_add(1);
        let at = now + after;
        if !self.doubt {
            self.first = Some(at);
        }
        self.stage = Stage::Sent(at);
        Next::Send(after)
    }

    /// The tenant said that it is done.
    pub fn done(&mut self) -> Next {
        self.end(Next::Done(Proof::Answered))
    }

    /// An attempt came to something else.
    pub fn failed(&mut self, verdict: Verdict, now: Instant) -> Next {
        let may_retry = self.tries < self.rule.tries;
        match verdict {
            Verdict::Wait(wait) if self.waits != Some(0) => {
                self.waits = self.waits.map(|left| left - 1);
                self.tries = self.tries.saturating_sub(1);
                self.go(wait, now)
            }
            Verdict::Unsent if may_retry => self.go(self.pause(), now),
            Verdict::Unknown if may_retry && self.rule.again => {
                self.doubt = true;
                self.go(self.pause(), now)
            }
            Verdict::Unknown => {
                self.doubt = true;
                self.look(now)
            }
            Verdict::Gone if self.rule.proof == 0 => self.end(Next::NotDone(Reason::Refused)),
            Verdict::Gone => {
                let next = self.look(now);
                (self.gone, self.looks.done) = (true, 1);
                next
            }
            // What may simply be said again is refused now as it would have been before.
            Verdict::Refused if self.doubt && !self.rule.again => {
                self.refused = true;
                self.look(now)
            }
            Verdict::Wait(_) | Verdict::Unsent if self.doubt => self.look(now),
            Verdict::Refused | Verdict::Wait(_) | Verdict::Unsent => self.end(Next::NotDone(Reason::Refused)),
        }
    }

    fn pause(&self) -> Duration {
        FIRST_PAUSE * 2_u32.pow(u32::from(self.tries.saturating_sub(1).min(8)))
    }

    /// Nobody waits for its answer any more: it may have been done, or be done any moment.
    pub fn lost(&mut self, now: Instant) -> Next {
        self.given_up = Some(now);
        self.failed(Verdict::Unknown, now)
    }

    /// Looks it up, for the first time or once more.
    pub fn look(&mut self, now: Instant) -> Next {
        self.looks = Looks::default();
        self.gone = false;
        if self.rule.proof == 0 {
            return self.unknown();
        }
        self.stage = Stage::LookingUp(now);
        Next::LookUp(Duration::ZERO)
    }

    /// A look showed something. One that shows nothing new for sure is followed by another.
    pub fn looked_up<D>(&mut self, result: &LookupResult<D>, now: Instant) -> Next {
        let looks = &mut self.looks;
        match result {
            LookupResult::Done(_) => looks.done += 1,
            LookupResult::NotDone => looks.not_done += 1,
            LookupResult::Unclear(_) => looks.nothing += 1,
            LookupResult::Other(_) => return self.unclear(),
        }
        let told_by_the_refusal = u8::from(self.gone);
        let is_at_work = self.given_up.is_some_and(|at| now < at + AT_WORK);
        if looks.done >= self.rule.proof {
            self.end(Next::Done(if self.gone { Proof::Before } else { Proof::LookedUp }))
        } else if looks.not_done >= self.rule.looks && looks.done > told_by_the_refusal {
            // Gone, and there again: nothing of that is proof.
            self.unclear()
        } else if looks.not_done >= self.rule.looks && is_at_work {
            self.unknown()
        } else if looks.not_done >= self.rule.looks {
            let refused = self.refused || self.gone;
            self.end(Next::NotDone(if refused { Reason::Refused } else { Reason::Absent }))
        } else if looks.nothing >= self.rule.looks {
            self.unclear()
        } else {
            Next::LookUp(BETWEEN_LOOKS)
        }
    }

    /// The looks do not tell. What was refused without ever having been in doubt is refused.
    fn unclear(&mut self) -> Next {
        if self.doubt { self.unknown() } else { self.end(Next::NotDone(Reason::Refused)) }
    }

    fn unknown(&mut self) -> Next {
        self.stage = Stage::Unknown;
        Next::Unknown
    }

    /// Stops it. What may be on its way already cannot be called back, so it is looked up.
    pub fn stop(&mut self, now: Instant) -> Option<Next> {
        match self.stage {
            Stage::Sent(at) if now + TOO_LATE < at && !self.doubt => Some(self.end(Next::NotDone(Reason::Stopped))),
            Stage::Sent(_) => {
                (self.doubt, self.given_up) = (true, Some(now));
                Some(self.look(now))
            }
            Stage::LookingUp(_) => Some(self.unclear()),
            Stage::Idle | Stage::Unknown => None,
        }
    }

    fn end(&mut self, next: Next) -> Next {
        *self = Self { first: self.first, ..Self::new(self.rule, self.waits) };
        next
    }

    /// When what is said about it changes: a second of a countdown, or of a wait.
    pub fn due(&self, now: Instant) -> Option<Instant> {
        let second = Duration::from_secs(1);
        match self.stage {
            Stage::Sent(at) if at > now => Some(now + second.min(at - now)),
            Stage::Sent(since) | Stage::LookingUp(since) => {
                Some(since + Duration::from_secs(now.saturating_duration_since(since).as_secs() + 1))
            }
            Stage::Idle | Stage::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests;
