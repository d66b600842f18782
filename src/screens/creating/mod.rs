//! The call that may create something, from the press of a key to one of its outcomes. Review and Authorise share it.
//!
//! How it is settled is decided in `domain::settle`; here the person is told, and the keys that count meanwhile are read.

mod clash;
mod refusal;
#[cfg(test)]
pub mod testing;
pub mod view;

use std::time::{Duration, Instant};

use crate::{
    domain::{
        connection::{Created, NewConnection},
        credential::{Credential, CredentialChoice},
        dialect::{Dialect, Purpose},
        failure::{Failure, FailureKind},
        request::{Answer, Asked, Call, Request},
        settle::{Proof, Stage},
        step::Step,
        write::{Flight, NotDone, Outcome},
        writes::Create,
    },
    kit::{
        keys::{Binding, Hint, Key, KeyTable, hints, lookup},
        notice::{Notice, Tone},
        screen::{Cx, Flow, Settled},
        shared::{CreatedConnection, Instead, Shared},
        writes::WriteId,
    },
};
use clash::{Clash, NameStatus};

/// The call, where it stands.
#[derive(Debug, Default)]
pub struct Creating {
    /// It is about a connection that exists.
    pub is_existing: bool,
    /// The write in the register that this is about.
    write: Option<WriteId>,
    phase: Phase,
    /// The separated credential that is there although its connection is not.
    unused: Option<Credential>,
    /// The tenant was looked at, and nothing was created: in a sentence.
    not_created: Option<String>,
    /// The route of this dialect does not exist.
    no_route: Option<Dialect>,
}

/// What is asked beside the write itself.
#[derive(Debug, Default)]
enum Phase {
    #[default]
    Idle,
    /// The name is taken: which, and what is free?
    Clash(Box<Clash>, Box<NewConnection>, Instant),
}

/// What the screen has to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CreateTurn {
    /// Go where this leads.
    Lead(Flow),
    /// The answer is an authorization URL.
    AuthUrl(String),
    /// The person wants it sent although the outcome of the last one is unknown.
    Again,
}

const STAY: CreateTurn = CreateTurn::Lead(Flow::Stay);

/// What these keys command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Command {
    Stop,
    /// Look once more whether it was made.
    Look,
    /// Send it although that is not known.
    Again,
    /// Go on with the credential that is there.
    Use,
    /// Show the request of the other dialect.
    Dialect,
}

/// While something is awaited.
const WAITING: &[Binding<Command>] =
    &[Binding::first(&[Key::ESC], Command::Stop, "stop waiting", "stop waiting; what was sent already is looked up")];

/// While the outcome is unknown.
const UNKNOWN: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER, Key::char('l')], Command::Look, "look again", "look up again whether it was created"),
    Binding::room(
        &[Key::ctrl('g')],
        Command::Again,
        "send anyway",
        "send the request although the outcome of the last one is unknown",
    ),
];

/// Where the credential is there, and its connection is not.
const UNUSED: &[Binding<Command>] = &[Binding::first(
    &[Key::char('e')],
    Command::Use,
    "use credentials",
    "use the credentials that were created; this sends nothing",
)];

/// Where this dialect's route does not exist.
const NO_ROUTE: &[Binding<Command>] = &[Binding::first(
    &[Key::ctrl('t')],
    Command::Dialect,
    "other --api",
    "show the request of the other --api; this sends nothing",
)];

impl Creating {
    fn flight<'a>(&self, shared: &'a Shared) -> Option<&'a Flight<Create>> {
        shared.writes.get::<Create>(self.write?)
    }

    fn stage(&self, shared: &Shared) -> Stage {
        self.flight(shared).map_or(Stage::Idle, Flight::stage)
    }

    /// Whether nothing is under way and nothing is unknown.
    pub fn is_idle(&self, shared: &Shared) -> bool {
        matches!(self.phase, Phase::Idle) && self.stage(shared) == Stage::Idle
    }

    fn forget_words(&mut self) {
        (self.not_created, self.unused, self.no_route) = (None, None, None);
    }

    /// The screen is shown again.
    pub fn enter(&mut self, cx: &mut Cx<'_>) {
        self.forget_words();
        self.phase = Phase::Idle;
        match self.stage(cx.shared) {
            Stage::Sent(_) => self.look(cx),
            Stage::Idle | Stage::LookingUp(_) | Stage::Unknown => self.turn_to_unknown(cx),
        }
    }

    /// Looks up what is unknown, where something is: the latest.
    fn turn_to_unknown(&mut self, cx: &mut Cx<'_>) {
        let is_own = |flight: &Flight<Create>| flight.write.existing.is_some() == self.is_existing;
        self.write = cx.shared.writes.all::<Create>().rfind(|(_, flight)| is_own(flight)).map(|(id, _)| id);
        self.look(cx);
    }

    /// Looks it up, unless its answer is still to come.
    fn look(&mut self, cx: &mut Cx<'_>) {
        let Some(purpose) = self.flight(cx.shared).map(|flight| flight.write.purpose) else { return };
        if let Some(id) = self.write {
            cx.resume::<Create>(id, asked(purpose));
        }
    }

    /// Sends it. Only ever called for a key press.
    pub fn send(&mut self, purpose: Purpose, new: NewConnection, cx: &mut Cx<'_>) {
        self.forget_words();
        cx.shared.notice = None;
        let owner = cx.shared.draft.here().me.as_ref().map(|me| me.user_id.clone()).unwrap_or_default();
        let acting_as = cx.shared.acting_as().map(str::to_owned);
        let existing = cx.shared.existing.as_ref().filter(|_| self.is_existing).map(|it| it.connection.id.clone());
        let write = Create { purpose, new, owner, acting_as, existing };
        let same = write.clone();
        // It may have been an earlier try that created it.
        self.write = cx.begin(write, |other| {
            (other.purpose, &other.existing) == (same.purpose, &same.existing) && other.new.is_same(&same.new)
        });
    }

    /// The connection's name was found taken before anything was sent: looks for a free one.
    pub fn is_taken(&mut self, connection: NewConnection, cx: &mut Cx<'_>) {
        self.phase = Phase::Clash(Box::new(Clash::propose(&connection, cx)), Box::new(connection), cx.now);
    }

    /// The look at the name before the call failed: nothing was sent.
    pub fn not_checked(&mut self, failure: &Failure, cx: &mut Cx<'_>) -> CreateTurn {
        match failure.kind {
            FailureKind::Unauthorized | FailureKind::Forbidden => {
                self.refused(failure, (Purpose::AuthUrl, cx.shared.dialect), None, cx)
            }
            _ => {
                cx.fail(failure);
                STAY
            }
        }
    }

    /// An answer came. `None` where it is none of this call's.
    pub fn answer(&mut self, asked: &Request, answer: &Answer, cx: &mut Cx<'_>) -> Option<CreateTurn> {
        match (answer, asked, &mut self.phase) {
            (Answer::CheckName(answer), Request::Tenant(_, Call::CheckName(_, name)), Phase::Clash(clash, sent, _)) => {
                clash.name_checked(name, NameStatus::from(answer), sent, cx);
                return Some(self.clashed(cx));
            }
            (
                Answer::CheckCredential(answer),
                Request::Tenant(_, Call::CheckCredential(name)),
                Phase::Clash(clash, ..),
            ) => {
                clash.credential_checked(name, NameStatus::from(answer), cx);
                return Some(self.clashed(cx));
            }
            _ => {}
        }
        let (id, was_sent) = (self.write?, matches!(self.stage(cx.shared), Stage::Sent(_)));
        if let Some(settled) = cx.settle::<Create>(id, asked, answer)? {
            return Some(self.ended(settled, cx));
        }
        let failure = self.flight(cx.shared).and_then(Flight::failure).cloned();
        if let Some(failure) = failure.filter(|_| was_sent) {
            self.tell_what_follows(&failure, cx);
        }
        Some(STAY)
    }

    /// It is not over: it is sent again after a wait, or looked up.
    fn tell_what_follows(&mut self, failure: &Failure, cx: &mut Cx<'_>) {
        let text = match failure.kind {
            // That is told already.
            FailureKind::RateLimited(_) => None,
            FailureKind::Conflict => Some("The tenant says that this name is taken."),
            _ => Some("No clear answer came."),
        };
        if let Some(text) = text {
            cx.tell(Notice { tone: Tone::Warn, ..Notice::about(failure, text) });
        }
        if let Some(purpose) = self.flight(cx.shared).map(|flight| flight.write.purpose) {
            refusal::note_refused_code(failure, purpose, cx);
        }
    }

    fn ended(&mut self, settled: Settled<Create>, cx: &mut Cx<'_>) -> CreateTurn {
        let Settled { outcome, sentence, flight, .. } = settled;
        self.unused = flight.trace().credential.clone().filter(|_| fits_the_draft(&flight, cx));
        if outcome == Outcome::Unknown {
            return STAY;
        }
        self.write = None;
        let Flight { write, session, .. } = flight;
        match outcome {
            Outcome::Done(Created::Made(connection), proof) => {
                let Create { new: sent, acting_as, .. } = write;
                let made =
                    CreatedConnection::new(session, sent, *connection, acting_as, cx.shared.answers(self.is_existing));
                let turn = self.created(made, cx);
                if proof != Proof::Answered {
                    cx.tell(Notice::good(sentence));
                }
                turn
            }
            Outcome::Done(Created::AuthUrl(url), _) => CreateTurn::AuthUrl(url),
            Outcome::NotDone(NotDone::Refused(failure)) => {
                self.refused(&failure, (write.purpose, session.dialect), Some(write.new), cx)
            }
            Outcome::NotDone(NotDone::Absent) => {
                // What was said while it was unknown is known now.
                cx.shared.notice = None;
                self.not_created = Some(sentence);
                STAY
            }
            Outcome::NotDone(NotDone::Stopped) => {
                cx.tell(Notice::info("Not sent again. Nothing was created."));
                STAY
            }
            Outcome::Unknown => STAY,
        }
    }

    /// It is there, and that is the end of it: nothing is pending, and nothing can be sent from here any more.
    fn created(&mut self, made: CreatedConnection, cx: &mut Cx<'_>) -> CreateTurn {
        let is_existing = self.is_existing;
        *self = Self { is_existing, ..Self::default() };
        let shared = &mut *cx.shared;
        // Of the same name there can be one only; about another one this tells nothing.
        let same: Vec<WriteId> = shared.writes.same(&made.session, &made.sent).map(|(id, _)| id).collect();
        for id in same {
            shared.writes.take::<Create>(id);
        }
        let connection = made.connection.clone();
        shared.made.push(made);
        shared.draft.of_mut().code_refused = None;
        shared.notice = None;
        match &mut shared.existing {
            Some(existing) if is_existing => {
                existing.instead = Some(Instead::Made(Box::new(connection)));
                CreateTurn::Lead(Flow::Next)
            }
            _ => {
                shared.draft.of_mut().is_typed = false;
                CreateTurn::Lead(Flow::Goto(Step::Done.into()))
            }
        }
    }

    /// Stops waiting. What may be on its way already cannot be called back.
    fn stop(&mut self, cx: &mut Cx<'_>) -> CreateTurn {
        if let Phase::Clash(..) = self.phase {
            Clash::drop_questions(cx);
            self.phase = Phase::Idle;
            return STAY;
        }
        let stage = self.stage(cx.shared);
        let purpose = self.flight(cx.shared).map(|flight| flight.write.purpose);
        let (Some(id), Some(purpose)) = (self.write, purpose) else { return STAY };
        let asked = match stage {
            Stage::Sent(_) => asked(purpose),
            Stage::LookingUp(_) => Asked::LookUp,
            Stage::Idle | Stage::Unknown => return CreateTurn::Lead(Flow::Pass),
        };
        cx.stop::<Create>(id, asked).map_or(STAY, |settled| self.ended(settled, cx))
    }

    /// Goes on with the credential that is there already. Nothing is sent by it.
    fn use_unused_credential(&mut self, cx: &mut Cx<'_>) -> CreateTurn {
        let Some(credential) = self.unused.take() else { return STAY };
        cx.tell(Notice::info(format!("Continues with your credentials {}. Nothing was sent.", credential.name)));
        cx.shared.draft.of_mut().credential = Some(CredentialChoice::Existing(credential));
        self.not_created = None;
        CreateTurn::Lead(if cx.screen == Step::Review.into() { Flow::Stay } else { Flow::Goto(Step::Review.into()) })
    }

    /// Shows the request of the other dialect. Nothing is sent by it.
    fn use_other_dialect(&mut self, cx: &mut Cx<'_>) -> CreateTurn {
        let Some(old) = self.no_route.take() else { return STAY };
        cx.shared.dialect = old.other();
        keep_dialect(cx);
        cx.tell(Notice::info(format!(
            "This is now the request of --api {}. Check it again; nothing was sent.",
            cx.shared.dialect.word()
        )));
        STAY
    }

    /// When the words about it change.
    pub fn due(&self, shared: &Shared, now: Instant) -> Option<Instant> {
        match self.phase {
            Phase::Clash(.., since) => Some(since + Duration::from_secs((now - since).as_secs() + 1)),
            Phase::Idle => self.flight(shared)?.due(now),
        }
    }

    /// The tables that count now.
    fn tables(&self, shared: &Shared) -> impl Iterator<Item = &'static [Binding<Command>]> {
        let is_idle = self.is_idle(shared);
        let is_unknown = matches!(self.phase, Phase::Idle) && self.stage(shared) == Stage::Unknown;
        let at_rest = is_idle || is_unknown;
        [
            (!at_rest, WAITING),
            (is_unknown, UNKNOWN),
            (at_rest && self.unused.is_some(), UNUSED),
            (is_idle && self.no_route.is_some(), NO_ROUTE),
        ]
        .into_iter()
        .filter_map(|(counts, table)| counts.then_some(table))
    }

    /// The keys that matter now.
    pub fn hints(&self, shared: &Shared) -> Vec<Hint> {
        self.tables(shared).flat_map(hints).collect()
    }

    /// A key was pressed. `None` where the screen's own keys count.
    pub fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Option<CreateTurn> {
        let command = self.tables(cx.shared).find_map(|table| lookup(table, key));
        let turn = match command {
            Some(Command::Stop) => self.stop(cx),
            // Held down, they would ask or send again and again.
            Some(Command::Look | Command::Again) if !cx.fresh => STAY,
            Some(Command::Look) => {
                self.look(cx);
                STAY
            }
            Some(Command::Again) => CreateTurn::Again,
            Some(Command::Use) => self.use_unused_credential(cx),
            Some(Command::Dialect) => self.use_other_dialect(cx),
            None if self.is_idle(cx.shared) => return None,
            None => CreateTurn::Lead(Flow::Pass),
        };
        Some(turn)
    }
}

/// Whether what is unknown belongs to the answers that are shown.
fn fits_the_draft(flight: &Flight<Create>, cx: &Cx<'_>) -> bool {
    let source = cx.shared.draft.here().source.as_ref().map(|source| &source.id);
    source == Some(&flight.write.new.source) && cx.shared.draft.tenant() == Some(&flight.session.tenant)
}

/// Every key there is while something is being created.
pub fn tables() -> Vec<KeyTable> {
    vec![
        ("while the request is under way", hints(WAITING)),
        ("where the outcome is unknown", hints(UNKNOWN)),
        ("where the credentials were created alone", hints(UNUSED)),
        ("where the tenant does not have the path of --api", hints(NO_ROUTE)),
    ]
}

/// The draft's session speaks the dialect that is spoken now: a code is good for one dialect only.
pub fn keep_dialect(cx: &mut Cx<'_>) {
    let dialect = cx.shared.dialect;
    for is_existing in [false, true] {
        if let Some(session) = &mut cx.shared.answers_mut(is_existing).here_mut().session {
            session.dialect = dialect;
        }
    }
}

fn asked(purpose: Purpose) -> Asked {
    match purpose {
        Purpose::Create => Asked::Create,
        Purpose::AuthUrl => Asked::AskAuthUrl,
    }
}
