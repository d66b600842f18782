//! The call that may make something, from the press of a key to one of its ends. Review and Authorize share it.
//!
//! It is sent once. What may have been carried out is looked for, never sent again by itself; only 429, which says that nothing
//! was done, is followed by the same request, visibly.

mod clash;
mod keys;
mod lookup;
mod refusal;
mod ruling;
#[cfg(test)]
pub mod testing;
pub mod view;

use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::{
    domain::{
        connection::{Connection, Created, NewConnection},
        credential::{Credential, CredentialChoice},
        dialect::{Dialect, Purpose},
        failure::{Failure, FailureKind},
        request::{Answer, Asked, Call, Request},
        session::Session,
        step::Step,
    },
    kit::{
        notice::Notice,
        screen::{Cx, Flow},
        shared::Made,
    },
};
use clash::{Clash, Word};
pub use keys::tables;

/// So shortly before a wait ends, stopping it may come too late.
const TOO_LATE: Duration = Duration::from_millis(500);

/// The call, where it stands.
#[derive(Debug, Default)]
pub struct Creating {
    phase: Phase,
    /// What was sent last.
    sent: Option<Sent>,
    /// The separated credential that is there although its connection is not.
    left_over: Option<Credential>,
    /// The tenant was looked at, and nothing was made.
    not_made: Option<NotMade>,
    /// The route of this dialect does not exist.
    no_route: Option<Dialect>,
}

/// What was sent: every answer is judged by it, whatever is answered anew meanwhile.
#[derive(Debug)]
struct Sent {
    purpose: Purpose,
    session: Session,
    connection: NewConnection,
    /// The name of whom it was sent as, where that is not the person at the keyboard.
    acting_as: Option<String>,
}

impl Sent {
    fn new(purpose: Purpose, connection: NewConnection, cx: &Cx<'_>) -> Option<Self> {
        let acting_as = cx.shared.acting_as().map(str::to_owned);
        Some(Self { purpose, session: cx.session()?, connection, acting_as })
    }
}

/// Where the call stands.
#[derive(Debug, Default)]
enum Phase {
    /// Nothing is under way.
    #[default]
    Idle,
    /// On its way since; in the future while the tenant asks to wait.
    Sending(Instant),
    /// The name is taken: which, and what is free?
    Clash(Clash, Instant),
    /// It may have been carried out: the tenant is looked at.
    Looking(Instant),
    /// The third word.
    Untold(Untold),
}

/// Why it could not be told.
#[derive(Debug)]
struct Untold {
    found: Option<Box<Connection>>,
    at: Option<Timestamp>,
    looked: bool,
}

/// The second word, with the time of the look.
#[derive(Debug)]
struct NotMade {
    name: String,
    at: Option<Timestamp>,
}

/// What the screen has to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Turn {
    /// Go where this leads.
    Lead(Flow),
    /// The answer is an address of consent.
    AuthUrl(String),
    /// The person wants it sent although the outcome of the last one is unknown.
    Again,
}

const STAY: Turn = Turn::Lead(Flow::Stay);

impl Creating {
    /// Whether nothing is under way and nothing is unknown.
    pub fn is_idle(&self) -> bool {
        matches!(self.phase, Phase::Idle)
    }

    /// The screen is shown again.
    pub fn enter(&mut self, cx: &mut Cx<'_>) {
        self.not_made = None;
        self.left_over = None;
        self.no_route = None;
        match self.phase {
            Phase::Sending(_) if self.sent.as_ref().is_some_and(|sent| cx.shared.pending.has(asked(sent.purpose))) => {}
            Phase::Sending(since) => self.lost(since, cx),
            _ if cx.shared.unknown.is_some() => self.look(cx),
            _ => self.phase = Phase::Idle,
        }
    }

    /// Sends it. Only ever called for a key press.
    pub fn send(&mut self, purpose: Purpose, connection: NewConnection, cx: &mut Cx<'_>) {
        self.not_made = None;
        self.left_over = None;
        self.no_route = None;
        cx.shared.notice = None;
        self.sent = Sent::new(purpose, connection, cx);
        self.go(Duration::ZERO, cx);
    }

    /// The connection's name was found taken before anything was sent: looks for a free one.
    pub fn is_taken(&mut self, connection: NewConnection, cx: &mut Cx<'_>) {
        self.phase = Phase::Clash(Clash::propose(&connection, cx), cx.now);
        self.sent = Sent::new(Purpose::AuthUrl, connection, cx);
    }

    fn go(&mut self, after: Duration, cx: &mut Cx<'_>) {
        let Some(sent) = &self.sent else { return };
        let (session, connection) = (sent.session.clone(), sent.connection.clone());
        let request = match sent.purpose {
            Purpose::Create => Request::Tenant(session, Call::Create(connection)),
            Purpose::AuthUrl => Request::Tenant(session, Call::AskAuthUrl(connection)),
        };
        cx.ask_after(request, after);
        self.phase = Phase::Sending(cx.now + after);
    }

    /// The look at the name before the call failed: nothing was sent.
    pub fn not_checked(&mut self, failure: &Failure, cx: &mut Cx<'_>) -> Turn {
        match failure.kind {
            FailureKind::Unauthorized | FailureKind::Forbidden => self.refused(failure, cx.now, cx),
            _ => {
                cx.fail(failure);
                STAY
            }
        }
    }

    /// An answer came. `None` where it is none of this call's.
    pub fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Option<Turn> {
        match (answer, asked, &mut self.phase) {
            (Answer::Create(answer), _, Phase::Sending(since)) if self.sent.as_ref()?.purpose == Purpose::Create => {
                let since = *since;
                Some(self.answered(answer, since, cx))
            }
            (Answer::AskAuthUrl(answer), _, Phase::Sending(since))
                if self.sent.as_ref()?.purpose == Purpose::AuthUrl =>
            {
                let since = *since;
                Some(self.answered(answer, since, cx))
            }
            (Answer::LookUp(answer), _, Phase::Looking(_)) => Some(self.looked_up(answer, cx)),
            (Answer::CheckName(answer), Request::Tenant(_, Call::CheckName(_, name)), Phase::Clash(clash, _)) => {
                clash.name_checked(name, Word::from(&answer), &self.sent.as_ref()?.connection, cx);
                Some(self.clashed(cx))
            }
            (
                Answer::CheckCredential(answer),
                Request::Tenant(_, Call::CheckCredential(name)),
                Phase::Clash(clash, _),
            ) => {
                clash.credential_checked(name, Word::from(&answer), cx);
                Some(self.clashed(cx))
            }
            _ => None,
        }
    }

    fn answered(&mut self, answer: Result<Created, Failure>, since: Instant, cx: &mut Cx<'_>) -> Turn {
        match answer {
            Ok(Created::Made(connection)) => {
                let Some(sent) = self.sent.take() else { return STAY };
                let Sent { session, connection: sent, acting_as, .. } = sent;
                self.made(Made { session, sent, connection: *connection, acting_as }, cx)
            }
            Ok(Created::AuthUrl(url)) => {
                self.phase = Phase::Idle;
                Turn::AuthUrl(url)
            }
            Err(failure) => self.refused(&failure, since, cx),
        }
    }

    /// The first word, and the end of it: nothing is pending, and nothing can be sent from here any more.
    fn made(&mut self, made: Made, cx: &mut Cx<'_>) -> Turn {
        *self = Self::default();
        let shared = &mut *cx.shared;
        // Of the same name there can be one only; about another one this tells nothing.
        let before = shared.unknown.take().filter(|before| !before.is(&made.session, &made.sent));
        shared.never_known.extend(before);
        shared.made.push(made);
        shared.draft.of_mut().code_refused = None;
        shared.notice = None;
        Turn::Lead(Flow::Goto(Step::Done.into()))
    }

    /// Stops waiting. What may be on its way already cannot be called back.
    fn stop(&mut self, cx: &mut Cx<'_>) -> Turn {
        match self.phase {
            Phase::Sending(since) => {
                if let Some(sent) = &self.sent {
                    cx.drop_question(asked(sent.purpose));
                }
                if cx.now + TOO_LATE < since {
                    self.phase = Phase::Idle;
                    cx.tell(Notice::info("Not sent again. Nothing was made."));
                } else {
                    cx.tell(Notice::warn("It was sent already, so it is looked for now."));
                    self.lost(since.min(cx.now), cx);
                }
            }
            Phase::Clash(..) => {
                Clash::drop_questions(cx);
                self.phase = Phase::Idle;
            }
            Phase::Looking(_) => {
                cx.drop_question(Asked::LookUp);
                self.phase = Phase::Untold(Untold { found: None, at: None, looked: false });
            }
            Phase::Idle | Phase::Untold(_) => return Turn::Lead(Flow::Pass),
        }
        STAY
    }

    /// Goes on with the credential that is there already. Nothing is sent by it.
    fn use_left_over(&mut self, cx: &mut Cx<'_>) -> Turn {
        let Some(credential) = self.left_over.take() else { return STAY };
        cx.tell(Notice::info(format!("Goes on with your credential {}. Nothing was sent.", credential.name)));
        cx.shared.draft.of_mut().credential = Some(CredentialChoice::Existing(credential));
        self.not_made = None;
        Turn::Lead(if cx.screen == Step::Review.into() { Flow::Stay } else { Flow::Goto(Step::Review.into()) })
    }

    /// Shows the request of the other dialect. Nothing is sent by it.
    fn use_other_dialect(&mut self, cx: &mut Cx<'_>) -> Turn {
        let Some(old) = self.no_route.take() else { return STAY };
        cx.shared.dialect = old.other();
        keep_dialect(cx);
        cx.tell(Notice::info(format!(
            "The request is now that of --api {}. Look at it once more; nothing was sent.",
            cx.shared.dialect.word()
        )));
        STAY
    }

    /// When the words about it change.
    pub fn due(&self, now: Instant) -> Option<Instant> {
        let second = Duration::from_secs(1);
        match self.phase {
            Phase::Sending(since) if since > now => Some(now + second.min(since - now)),
            Phase::Sending(since) | Phase::Clash(_, since) | Phase::Looking(since) => {
                Some(since + Duration::from_secs((now - since).as_secs() + 1))
            }
            Phase::Idle | Phase::Untold(_) => None,
        }
    }
}

/// The draft's session speaks the dialect that is spoken now: a code is good for one dialect only.
pub fn keep_dialect(cx: &mut Cx<'_>) {
    let dialect = cx.shared.dialect;
    if let Some(session) = &mut cx.shared.draft.here_mut().session {
        session.dialect = dialect;
    }
}

fn asked(purpose: Purpose) -> Asked {
    match purpose {
        Purpose::Create => Asked::Create,
        Purpose::AuthUrl => Asked::AskAuthUrl,
    }
}
