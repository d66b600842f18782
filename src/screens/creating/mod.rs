//! The call that may make something, from the press of a key to one of its ends. Review and Authorise share it.
//!
//! It is sent once. What may have been carried out is looked for, never sent again by itself; only 429, which says that nothing
//! was done, is followed by the same request, visibly.

mod clash;
mod keys;
mod ruling;
pub mod view;

use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::{
    domain::{
        call::Call,
        connection::{Connection, Created, NewConnection, Outcome, Sighting, Sought},
        credential::{Credential, CredentialChoice},
        dialect::{Dialect, Purpose},
        draft::Consent,
        failure::{Failure, FailureKind},
        request::{Answer, Asked, Request},
        session::Session,
        step::Step,
    },
    kit::{
        notice::{Notice, Tone},
        screen::{Cx, Flow},
        shared::{CodeRefused, FieldFault},
    },
};
pub use clash::another;
use clash::{Clash, Word, credential_name};
use ruling::{Ruling, judge};

/// So shortly before a wait ends, stopping it may come too late.
const TOO_LATE: Duration = Duration::from_millis(500);

/// The call, where it stands.
#[derive(Debug, Default)]
pub struct Creating {
    phase: Phase,
    /// What was sent last, with its purpose.
    sent: Option<(Purpose, NewConnection)>,
    /// The separated credential that is there although its connection is not.
    left_over: Option<Credential>,
    /// The tenant was looked at, and nothing was made.
    not_made: Option<NotMade>,
    /// The route of this dialect does not exist.
    no_route: Option<Dialect>,
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
            Phase::Sending(_) if self.sent.as_ref().is_some_and(|(what, _)| cx.shared.pending.has(asked(*what))) => {}
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
        self.sent = Some((purpose, connection));
        self.go(Duration::ZERO, cx);
    }

    /// The connection's name was found taken before anything was sent: looks for a free one.
    pub fn is_taken(&mut self, connection: NewConnection, cx: &mut Cx<'_>) {
        self.phase = Phase::Clash(Clash::propose(&connection, cx), cx.now);
        self.sent = Some((Purpose::AuthUrl, connection));
    }

    fn go(&mut self, after: Duration, cx: &mut Cx<'_>) {
        let (Some((purpose, connection)), Some(session)) = (self.sent.clone(), cx.session()) else { return };
        let request = match purpose {
            Purpose::Create => Request::Create(session, connection),
            Purpose::AuthUrl => Request::AskAuthUrl(session, connection),
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
    pub fn answer(&mut self, answer: Answer, cx: &mut Cx<'_>) -> Option<Turn> {
        match (answer, &mut self.phase) {
            (Answer::Created(answer), Phase::Sending(since)) if self.sent.as_ref()?.0 == Purpose::Create => {
                let since = *since;
                Some(self.answered(answer, since, cx))
            }
            (Answer::AuthUrl(answer), Phase::Sending(since)) if self.sent.as_ref()?.0 == Purpose::AuthUrl => {
                let since = *since;
                Some(self.answered(answer, since, cx))
            }
            (Answer::LookedUp(answer), Phase::Looking(_)) => Some(self.looked_up(answer, cx)),
            (Answer::NameChecked(name, answer), Phase::Clash(clash, _)) => {
                clash.name_checked(&name, Word::from(&answer), &self.sent.as_ref()?.1, cx);
                Some(self.clashed(cx))
            }
            (Answer::CredentialChecked(name, answer), Phase::Clash(clash, _)) => {
                clash.credential_checked(&name, Word::from(&answer), cx);
                Some(self.clashed(cx))
            }
            _ => None,
        }
    }

    fn answered(&mut self, answer: Result<Created, Failure>, since: Instant, cx: &mut Cx<'_>) -> Turn {
        match answer {
            Ok(Created::Made(connection)) => {
                let sent = self.sent.take().map(|(_, sent)| sent);
                self.made(*connection, sent, cx)
            }
            Ok(Created::AuthUrl(url)) => {
                self.phase = Phase::Idle;
                Turn::AuthUrl(url)
            }
            Err(failure) => self.refused(&failure, since, cx),
        }
    }

    /// The first word, and the end of it: nothing is pending, and nothing can be sent from here any more.
    fn made(&mut self, connection: Connection, sent: Option<NewConnection>, cx: &mut Cx<'_>) -> Turn {
        *self = Self::default();
        let shared = &mut *cx.shared;
        shared.made.push(connection);
        shared.sent = sent;
        shared.unknown = None;
        shared.unknown_sent = None;
        shared.code_refused = None;
        shared.notice = None;
        Turn::Lead(Flow::Jump(Step::Done))
    }

    fn refused(&mut self, failure: &Failure, since: Instant, cx: &mut Cx<'_>) -> Turn {
        self.phase = Phase::Idle;
        let ruling = judge(failure, &cx.shared.draft, cx.shared.dialect);
        self.note_refused_code(failure, &ruling, cx);
        let tell = |cx: &mut Cx<'_>, text: &str| cx.tell(Notice::about(failure, text));
        match ruling {
            Ruling::Wait(wait) => {
                self.go(wait, cx);
                let text = "The tenant asks to wait: too many requests in a short time. Nothing was made yet.";
                cx.tell(Notice { tone: Tone::Warn, ..Notice::about(failure, text) });
                return STAY;
            }
            Ruling::Unknown => {
                tell(cx, "No clear answer came, so it is not known whether it was made.");
                self.lost(since, cx);
                return STAY;
            }
            // What was sent before may be what has the name now.
            Ruling::Clash if cx.shared.unknown.is_none() => {
                tell(cx, "The tenant says that something of this name exists already. Nothing was made.");
                if let Some((_, sent)) = &self.sent {
                    self.phase = Phase::Clash(Clash::begin(sent, cx), cx.now);
                }
                return STAY;
            }
            Ruling::Clash => tell(cx, "The tenant says that something of this name exists already."),
            Ruling::NoRoute(text) => {
                self.no_route = Some(cx.shared.dialect);
                tell(cx, &text);
            }
            Ruling::Stay(text) => tell(cx, &text),
            Ruling::Mend(step, text) => {
                tell(cx, &text);
                if step == Step::SignIn {
                    // The key has to be proved again; it stays in its field.
                    cx.shared.draft.here_mut().me = None;
                }
                return Turn::Lead(Flow::Jump(step));
            }
            Ruling::Field(field, text) => {
                tell(cx, &text);
                let told = failure.verbatim();
                cx.shared.field_fault = Some(FieldFault { field, text: if told.is_empty() { text } else { told } });
                return Turn::Lead(Flow::Jump(Step::Details));
            }
            Ruling::Code(text) => {
                tell(cx, &text);
                return Turn::Lead(Flow::Jump(Step::Authorise));
            }
        }
        if cx.shared.unknown.is_some() {
            // An earlier one is still unknown, and this answer did not change that.
            self.look(cx);
        }
        STAY
    }

    /// A code that came back refused may be tried once more, but not a third time.
    fn note_refused_code(&self, failure: &Failure, ruling: &Ruling, cx: &mut Cx<'_>) {
        let refused = matches!(
            failure.kind,
            FailureKind::Invalid | FailureKind::Forbidden | FailureKind::NotFound | FailureKind::Conflict
        );
        let sent = self.sent.as_ref().is_some_and(|(purpose, _)| *purpose == Purpose::Create);
        if !refused || !sent || *ruling == Ruling::Unknown {
            return;
        }
        let Some(authorised) = cx.shared.draft.authorised().filter(|_| cx.shared.draft.consent() == Consent::Needed)
        else {
            return;
        };
        let code = authorised.code.clone();
        let before = cx.shared.code_refused.as_ref().filter(|before| before.code == code).map_or(0, |one| one.times);
        cx.shared.code_refused = Some(CodeRefused { code, times: before.saturating_add(1), text: failure.verbatim() });
    }

    fn clashed(&mut self, cx: &mut Cx<'_>) -> Turn {
        let Phase::Clash(clash, _) = &self.phase else { return STAY };
        let Some(found) = clash.found() else { return STAY };
        self.phase = Phase::Idle;
        let detail = cx.shared.notice.take().and_then(|notice| notice.detail);
        let tell = |cx: &mut Cx<'_>, text: String| cx.tell(Notice { tone: Tone::Bad, text, detail });
        let (connection, credential) = (found.connection, found.credential);
        cx.shared.taken = connection.clone();
        cx.shared.credential_taken = credential.clone();
        match (connection, credential) {
            (Some(taken), _) => {
                let (name, proposal) = (taken.name, taken.proposal);
                tell(cx, format!("A connection named {name} exists in this space already. “{proposal}” is free."));
                Turn::Lead(Flow::Jump(Step::Details))
            }
            (None, Some(taken)) => {
                let (name, proposal) = (taken.name, taken.proposal);
                tell(
                    cx,
                    format!(
                        "You have a credential named {name} already. “{proposal}” is free; or use the existing one."
                    ),
                );
                Turn::Lead(Flow::Jump(Step::Credentials))
            }
            (None, None) => {
                tell(
                    cx,
                    "The tenant says that the name is taken, but shows you nothing of that name: it may belong to somebody \
                     else. Choose another name."
                        .into(),
                );
                STAY
            }
        }
    }

    /// It may have been carried out: notes what to look for, and looks.
    fn lost(&mut self, since: Instant, cx: &mut Cx<'_>) {
        if let (Some((_, sent)), Some(session)) = (&self.sent, cx.session()) {
            let before = cx.shared.unknown.take();
            let same = |one: &&Sought| one.name == sent.name && one.space == sent.space && one.source == sent.source;
            let since = before.as_ref().filter(same).map_or(since, |before| before.sent.min(since));
            cx.shared.unknown = Some(Sought {
                name: sent.name.clone(),
                space: sent.space.clone(),
                source: sent.source.clone(),
                owner: cx.shared.draft.here().me.as_ref().map(|me| me.user_id.clone()).unwrap_or_default(),
                sent: since,
                credential: credential_name(sent),
            });
            cx.shared.unknown_sent = Some((session, sent.clone()));
        }
        self.look(cx);
    }

    fn look(&mut self, cx: &mut Cx<'_>) {
        let Some(sought) = cx.shared.unknown.clone() else {
            self.phase = Phase::Idle;
            return;
        };
        let Some(session) = session_for(&sought, cx) else {
            self.phase = Phase::Untold(Untold { found: None, at: None, looked: false });
            return;
        };
        cx.ask(Request::LookUp(session, sought));
        self.phase = Phase::Looking(cx.now);
    }

    fn looked_up(&mut self, answer: Result<Sighting, Failure>, cx: &mut Cx<'_>) -> Turn {
        let now = cx.shared.launch.wall(cx.now);
        let Sighting { outcome, at, credential } = match answer {
            Ok(sighting) => sighting,
            Err(failure) => {
                cx.fail(&failure);
                Sighting { outcome: Outcome::CouldNotTell(None), at: None, credential: None }
            }
        };
        let at = at.or(now);
        self.left_over = credential.filter(|_| fits_the_draft(cx));
        match outcome {
            Outcome::Created(connection) => {
                let sent = cx.shared.unknown_sent.take().map(|(_, sent)| sent);
                let turn = self.made(*connection, sent, cx);
                cx.tell(Notice::good("Created: the tenant has it, although its answer never came."));
                turn
            }
            Outcome::NotCreated => {
                let name = cx.shared.unknown.take().map(|sought| sought.name).unwrap_or_default();
                cx.shared.unknown_sent = None;
                self.phase = Phase::Idle;
                self.not_made = Some(NotMade { name, at });
                STAY
            }
            Outcome::CouldNotTell(found) => {
                self.phase = Phase::Untold(Untold { found, at, looked: true });
                STAY
            }
        }
    }

    /// Stops waiting. What may be on its way already cannot be called back.
    fn stop(&mut self, cx: &mut Cx<'_>) -> Turn {
        match self.phase {
            Phase::Sending(since) => {
                if let Some((purpose, _)) = &self.sent {
                    cx.drop_question(asked(*purpose));
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
        Turn::Lead(if cx.step == Step::Review { Flow::Stay } else { Flow::Jump(Step::Review) })
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

/// With whose key to look: the newest one of whoever sent it.
fn session_for(sought: &Sought, cx: &Cx<'_>) -> Option<Session> {
    let (then, _) = cx.shared.unknown_sent.as_ref()?;
    let same_person = cx.shared.draft.here().me.as_ref().is_some_and(|me| me.user_id == sought.owner);
    let now = cx.session().filter(|now| now.tenant == then.tenant && same_person);
    Some(now.unwrap_or_else(|| then.clone()))
}

/// Whether what is unknown belongs to the answers that are shown.
fn fits_the_draft(cx: &Cx<'_>) -> bool {
    let source = cx.shared.draft.here().source.as_ref().map(|source| &source.id);
    let tenant = cx.shared.unknown_sent.as_ref().map(|(session, _)| &session.tenant);
    cx.shared.unknown.as_ref().map(|sought| &sought.source) == source && tenant == cx.shared.draft.tenant()
}

/// About how many rows the shown call takes: enough to keep its scrolling within bounds.
pub fn rows_of(call: &Call) -> i32 {
    let rows: usize = call.body.masked().lines().map(|line| 1 + line.chars().count() / 36).sum();
    i32::try_from(rows + 1).unwrap_or(i32::MAX)
}

fn asked(purpose: Purpose) -> Asked {
    match purpose {
        Purpose::Create => Asked::Create,
        Purpose::AuthUrl => Asked::AskAuthUrl,
    }
}
