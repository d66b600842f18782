//! Step Authorize: the tenant names the URL at which a person consents, and the person brings back the code.
//!
//! The first call may create, so it is treated like a create: shown before, sent once, looked for when no answer comes.

mod shown;
mod view;

use std::time::{Duration, Instant};

use crate::{
    domain::{
        connection::{NameCheck, NewConnection},
        dialect::{Dialect, Purpose},
        draft::Consent,
        failure::Failure,
        oauth::{AuthCode, AuthUrl, CodeFault, read_code},
        request::{Answer, Asked, Call, Request},
        secret::Secret,
        step::Step,
    },
    kit::{
        form::Form,
        keys::{Binding, Hint, Key, KeyTable, hints, hints_now, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Flow, Screen},
        scroll::Scroll,
        shared::Shared,
        visit::{ScreenId, Visit},
    },
    screens::{
        address::{self, EndField},
        creating::{self, CreateTurn, Creating, keep_dialect},
    },
};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Command {
    /// Ask for the URL, or take the code and go on.
    Enter,
    /// Between the URL and the code.
    Switch,
    Scroll,
}

/// Before there is a URL.
const ASK: &[Binding<Command>] = &[
    Binding::first(
        &[Key::ENTER],
        Command::Enter,
        "ask for the URL",
        "send this request, which asks for the authorization URL",
    ),
    Binding::help(&[Key::PAGE_UP], Command::Scroll, "scroll up", "scroll up"),
    Binding::help(&[Key::PAGE_DOWN], Command::Scroll, "scroll", "scroll down"),
];

/// With the URL on the screen, beside the keys of the URL itself.
const SHOWN: &[Binding<Command>] = &[
    Binding::first(
        &[Key::ENTER],
        Command::Enter,
        "next",
        "open the URL, or copy it where no browser opens; with a code: go on. The code is sent from Review only",
    ),
    Binding::help(address::SWITCH, Command::Switch, "URL or code", "between the URL and the code"),
    Binding::help(&[Key::PAGE_UP], Command::Scroll, "scroll up", "scroll up"),
    Binding::help(&[Key::PAGE_DOWN], Command::Scroll, "scroll", "scroll down"),
];

const MINUTE: Duration = Duration::from_mins(1);
const CHANGED: &str = "Your answers have changed since the URL was requested, so the URL and its code no longer work. Request a new \
                       one.";
const SPENT: &str = "A code works once, and the last one created a connection. Request a new URL for this connection.";
const TWICE: &str = "The tenant refused this code twice. Paste another one, or press Ctrl+N for a new URL.";

/// The URL, the code, and the call that asks for the URL.
#[derive(Debug)]
pub struct State {
    creating: Creating,
    /// It is about a connection that exists, with answers of its own.
    is_existing: bool,
    /// The name is looked at just before the call.
    checking: Option<(NewConnection, Instant)>,
    page: Option<Page>,
    form: Form<EndField>,
    /// Why the URL that stood here is gone.
    dropped: Option<&'static str>,
    /// A new URL was asked for although a code stands there: once more to mean it.
    wants_new: bool,
    scroll: Scroll,
}

impl Default for State {
    fn default() -> Self {
        Self {
            creating: Creating::default(),
            is_existing: false,
            checking: None,
            page: None,
            form: address::form("Code", "paste the code, or the address the page ended on"),
            dropped: None,
            wants_new: false,
            scroll: Scroll::default(),
        }
    }
}

/// The page of consent, with what it was asked for.
#[derive(Debug)]
struct Page {
    url: AuthUrl,
    asked: NewConnection,
    dialect: Dialect,
    /// The id of the user who asked: the code is for them.
    user: Option<String>,
    at: Instant,
    /// How many connections had been made by then: a code makes one.
    made: usize,
    /// What this session signs in by: never the code, whatever it looks like.
    own: Vec<Secret>,
}

/// What this screen shows.
enum Phase<'a> {
    /// The request, before it is sent.
    Ask,
    /// Something is awaited, or an outcome is unknown.
    Waiting,
    Shown(&'a Page),
}

impl Page {
    /// The code in what was pasted or typed.
    fn read(&self, text: &str) -> Result<AuthCode, CodeFault> {
        let code = read_code(text, &self.url)?;
        if self.own.contains(&code.value) { Err(CodeFault::Key) } else { Ok(code) }
    }

    fn minutes(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.at).as_secs() / MINUTE.as_secs()
    }
}

impl State {
    fn phase(&self, shared: &Shared) -> Phase<'_> {
        match &self.page {
            _ if !self.creating.is_idle(shared) || self.checking.is_some() => Phase::Waiting,
            Some(page) => Phase::Shown(page),
            None => Phase::Ask,
        }
    }

    /// Looks at the name, then asks for the URL.
    fn ask(&mut self, cx: &mut Cx<'_>) -> Flow {
        let draft = cx.shared.answers(self.is_existing);
        if draft.consent() != Consent::Needed {
            return Flow::Next;
        }
        let Some((connection, session)) = draft.connection_without_code().zip(cx.session()) else {
            let step = Step::Authorize.earlier().filter(|step| !cx.shared.draft.is_done(*step)).last();
            return Flow::Goto(step.unwrap_or(Step::Details).into());
        };
        self.scroll = Scroll::default();
        self.wants_new = false;
        cx.shared.notice = None;
        if self.is_existing {
            // That its name is taken is the point: a tenant that takes this for a create refuses it.
            self.creating.send(Purpose::AuthUrl, connection, cx);
            return Flow::Stay;
        }
        cx.ask(Request::Tenant(session, Call::CheckName(connection.space.clone(), connection.name.clone())));
        self.checking = Some((connection, cx.now));
        Flow::Stay
    }

    fn name_checked(&mut self, answer: Result<NameCheck, Failure>, connection: NewConnection, cx: &mut Cx<'_>) -> Flow {
        match answer {
            Ok(NameCheck::Free | NameCheck::Unchecked) => {
                self.creating.send(Purpose::AuthUrl, connection, cx);
                Flow::Stay
            }
            Ok(NameCheck::Taken(_)) => {
                self.creating.is_taken(connection, cx);
                Flow::Stay
            }
            Err(failure) => {
                let turn = self.creating.not_checked(&failure, cx);
                self.turn(turn, cx)
            }
        }
    }

    fn turn(&mut self, turn: CreateTurn, cx: &mut Cx<'_>) -> Flow {
        match turn {
            // Sign in leads back to where authorizing again begins.
            CreateTurn::Lead(Flow::Goto(visit)) if self.is_existing && visit.screen() < Step::Authorize.into() => {
                Flow::Detour(visit, ScreenId::Connections.into())
            }
            CreateTurn::Lead(flow) => flow.and_back_to(Step::Authorize),
            CreateTurn::Again => self.ask(cx),
            CreateTurn::AuthUrl(text) => {
                self.show(&text, cx);
                Flow::Stay
            }
        }
    }
}

impl Screen for State {
    fn enter(&mut self, _visit: Visit, cx: &mut Cx<'_>) {
        let is_existing = cx.screen == ScreenId::Reauthorize;
        if let Some(existing) = cx.shared.existing.as_mut().filter(|it| is_existing && it.is_new) {
            existing.is_new = false;
            *self = Self::default();
        }
        (self.is_existing, self.creating.is_existing) = (is_existing, is_existing);
        keep_dialect(cx);
        self.checking = None;
        self.wants_new = false;
        self.scroll = Scroll::default();
        self.dropped = None;
        self.drop_stale(cx.shared);
        self.creating.enter(cx);
        self.say_refused(cx.shared);
    }

    fn hints(&self, shared: &Shared) -> Vec<Hint> {
        let mut all = self.creating.hints(shared);
        match self.phase(shared) {
            Phase::Ask => all.extend(hints(ASK)),
            Phase::Shown(_) => {
                // Between going on and the rest: where the keys of the URL always stood.
                // On the empty field Enter does what one of those keys does.
                let same = self.form.text(EndField).is_empty().then(|| address::easiest(shared));
                let enter = match same {
                    Some(address::Command::Copy) => "copy",
                    Some(_) => "open",
                    None => "next",
                };
                let mut own = hints_now(SHOWN, |command, hint| {
                    Some(if command == Command::Enter { Hint { short: enter, ..hint } } else { hint })
                });
                own.splice(1..1, address::hints(shared, same));
                all.extend(own);
            }
            Phase::Waiting => {}
        }
        all
    }

    fn tables(&self) -> Vec<KeyTable> {
        let shown = [hints(SHOWN), hints(address::KEYS)].concat();
        [vec![("before there is a URL", hints(ASK)), ("the URL and its code", shown)], creating::tables()].concat()
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        if self.checking.is_some() {
            if key.is(Key::ESC) {
                self.checking = None;
                cx.drop_question(Asked::CheckName);
                return Flow::Stay;
            }
            return Flow::Pass;
        }
        if let Some(turn) = self.creating.key(key, cx) {
            self.drop_stale(cx.shared);
            return self.turn(turn, cx);
        }
        if self.page.is_some() {
            return self.shown_key(key, cx);
        }
        match lookup(ASK, key) {
            Some(Command::Enter) if cx.fresh => return self.ask(cx),
            Some(Command::Scroll) => self.scroll.by_key(key, cx.extent),
            Some(_) => {}
            None => return Flow::Pass,
        }
        Flow::Stay
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        if !matches!(self.phase(cx.shared), Phase::Shown(_)) {
            cx.tell(Notice::info("There is no field for a code yet. Press Enter to request the URL first."));
            return Ok(());
        }
        self.form.go(EndField);
        self.form.paste(text.expose())?;
        self.wants_new = false;
        // What was said of the URL has done its part, and what is said of the code needs the room.
        cx.shared.notice = None;
        self.read(true);
        Ok(())
    }

    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        match (answer, asked, self.checking.take()) {
            (Answer::CheckName(answer), Request::Tenant(_, Call::CheckName(_, name)), Some((connection, _)))
                if *name == connection.name =>
            {
                self.name_checked(answer, connection, cx)
            }
            (answer @ (Answer::Copy(_) | Answer::Open(_)), _, checking) => {
                self.checking = checking;
                cx.shared.notice = address::told(&answer).or_else(|| cx.shared.notice.take());
                Flow::Stay
            }
            (answer, _, checking) => {
                self.checking = checking;
                match self.creating.answer(asked, &answer, cx) {
                    Some(turn) => self.turn(turn, cx),
                    None => Flow::Pass,
                }
            }
        }
    }

    fn is_filled(&self) -> bool {
        !self.form.text(EndField).is_empty()
    }

    fn due(&self, shared: &Shared, now: Instant) -> Option<Instant> {
        if let Some((_, since)) = self.checking {
            return Some(since + Duration::from_secs((now - since).as_secs() + 1));
        }
        self.creating.due(shared, now).or_else(|| {
            let page = self.page.as_ref()?;
            let minutes = u32::try_from(page.minutes(now) + 1).ok()?;
            Some(page.at + MINUTE * minutes)
        })
    }
}

#[cfg(test)]
mod tests;
