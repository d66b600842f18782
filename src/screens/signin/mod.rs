//! Step Sign in: who is asking, and by what. A list of the authentication methods, and the form of the one that was chosen.
//!
//! Whoever signs in is proved by asking the tenant who it is. Secrets stay in their fields; what is remembered of a tenant holds
//! none.

mod browser;
mod contexts;
mod form;
mod list;
mod memory;
mod methods;
mod newcomers;
mod people;
mod prove;
mod view;

use std::collections::BTreeSet;

use crate::{
    domain::{
        access::{Access, Method},
        claims::Claims,
        notes::Notes,
        request::{Answer, Call, Chore, Request},
        secret::Secret,
        session::Session,
    },
    kit::{
        cursor::Cursor,
        form::Input,
        keys::{Binding, Code, Hint, Key, KeyTable, hints, hints_now},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Flow, Screen},
        shared::{Goal, Shared},
        visit::Visit,
    },
    screens::address,
};
use browser::Waiting;
use contexts::Contexts;
use form::{Forms, MethodForm};
pub use memory::fact;
pub use methods::FieldKey;
use people::{FoundUsers, Seeking};

/// What is said of a paste that no field can take.
const NOWHERE: &str = "Nothing was pasted: no field has the focus.";

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Take what has the focus.
    Enter,
    /// To the row above or below.
    Move,
    /// Take the row of this number.
    Digit,
    /// The value before or after the chosen one.
    Turn,
    /// To the first row, or to the last.
    Ends,
    /// Why there is no API key for another user.
    Explain,
    /// Sign in once more, though somebody is signed in.
    Anew,
    /// Find the subject of a user by the e-mail address.
    FindUser,
    /// Close what is open.
    Close,
    /// Between the address and the field below it.
    Switch,
    Scroll,
}

const MOVE: Binding<Command> =
    Binding::room(&[Key::UP, Key::DOWN], Command::Move, "choose", "to the row above or below");
const TAB: Binding<Command> =
    Binding::help(&[Key::TAB, Key::BACK_TAB], Command::Move, "move", "to the row below or above");
const ENDS: Binding<Command> = Binding::help(
    &[Key::plain(Code::Home), Key::plain(Code::End)],
    Command::Move,
    "ends",
    "to the first row, or to the last",
);
const DIGIT: Binding<Command> = Binding::help(DIGITS, Command::Digit, "open", "choose the method of this number");
const DIGITS: &[Key] = &[
    Key::char('1'),
    Key::char('2'),
    Key::char('3'),
    Key::char('4'),
    Key::char('5'),
    Key::char('6'),
    Key::char('7'),
    Key::char('8'),
    Key::char('9'),
];

const fn enter(short: &'static str, long: &'static str) -> Binding<Command> {
    Binding::first(&[Key::ENTER], Command::Enter, short, long)
}

const fn close(short: &'static str, long: &'static str) -> Binding<Command> {
    Binding::first(&[Key::ESC], Command::Close, short, long)
}

/// With the list on the screen.
const LIST: &[Binding<Command>] = &[MOVE, enter("next", "choose this method"), TAB, ENDS, DIGIT];

/// With a form on the screen. What is typed belongs to the field with the focus.
const FORM: &[Binding<Command>] = &[
    enter("next", "to the next field; on the last one, sign in"),
    Binding { short: "move", ..MOVE },
    Binding { long: "to the field below or above; in a path, Tab completes it", ..TAB },
    Binding::first(&[Key::LEFT, Key::RIGHT], Command::Turn, "choose", "choose a value"),
    Binding::room(
        &[Key::plain(Code::F(2))],
        Command::Explain,
        "for another user",
        "why there is no API key for another user, and what works instead",
    ),
    Binding::first(&[Key::ctrl('n')], Command::Anew, "sign in again", "sign in again"),
    Binding::first(
        &[Key::ctrl('f')],
        Command::FindUser,
        "find user",
        "find the subject of the user with this e-mail address, for a signed token",
    ),
    close("methods", "stop what is under way, and back to the authentication methods"),
    Binding::help(
        &[Key::PAGE_UP, Key::PAGE_DOWN],
        Command::Ends,
        "to the end",
        "to the first field, and to the button that signs in",
    ),
];

/// With the address to be opened on the screen, beside the keys of the address itself.
const BROWSER: &[Binding<Command>] = &[
    enter("next", "sign in with the pasted address"),
    close("stop", "stop waiting for the browser"),
    Binding::help(address::SWITCH, Command::Switch, "URL or field", "between the URL and the field below it"),
    Binding::help(&[Key::PAGE_UP, Key::PAGE_DOWN], Command::Scroll, "scroll", "scroll up or down"),
];

/// With the users of an e-mail address on the screen.
const PEOPLE: &[Binding<Command>] =
    &[MOVE, enter("act as this user", "sign in as this user"), TAB, ENDS, close("change", "back to the fields")];

/// The same, where a signed token wants to know the subject.
const SUBJECTS: &[Binding<Command>] = &[
    MOVE,
    enter("fill it in", "fill in this user's subject, name and e-mail address"),
    TAB,
    ENDS,
    close("change", "back to the fields"),
];

/// With the contexts of qlik-cli on the screen.
const CONTEXTS: &[Binding<Command>] = &[
    MOVE,
    enter("use", "sign in with this context"),
    TAB,
    ENDS,
    close("methods", "back to the authentication methods"),
];

/// With the explanation on the screen.
const EXPLAIN: &[Binding<Command>] =
    &[MOVE, enter("next", "choose this method"), TAB, ENDS, DIGIT, close("close", "close the explanation")];

/// What was typed, chosen, found and remembered.
#[derive(Debug, Default)]
pub struct State {
    face: Face,
    /// In the list.
    cursor: Cursor,
    /// In the explanation.
    alternative: Cursor,
    forms: Forms,
    contexts: Contexts,
    /// The details of the key.
    claims: Option<Claims>,
    /// The attempt to sign in through the browser that is waited for.
    waiting: Option<Waiting>,
    people: Option<FoundUsers>,
    seeking: Option<Seeking>,
    notes: Notes,
    /// The session that is being proved.
    proving: Option<Proving>,
    reading: Option<KeyReading>,
    /// The method that led to the session there is, as long as its fields are what they were.
    done: Option<(Method, Access)>,
    /// The subjects that this tenant is known to have a user for.
    subjects: BTreeSet<String>,
    was_offered: bool,
    /// What the tenant accepted once and does not accept any more: it is not tried again without a word.
    ended: Option<Access>,
    /// What was told about what stands in the fields, or about the row with the focus: it goes with that.
    told: Option<Notice>,
    /// A key was pressed here: from now on nothing opens by itself.
    is_touched: bool,
    /// The set-up was asked for, and waits for an administrator's sign-in.
    wants_set_up: bool,
}

/// What this screen shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Face {
    /// The authentication methods.
    #[default]
    List,
    /// The form of one of them.
    Form(Method),
    /// The contexts of qlik-cli.
    Contexts,
    /// The address to be opened in the browser.
    Browser,
    /// The users that have an e-mail address.
    People,
    /// Why there is no API key for another user; and what lies below.
    Explain(Option<Method>),
}

/// A session that is being proved.
#[derive(Debug)]
struct Proving {
    method: Method,
    session: Session,
    /// The subject was never seen here, so that this may make a user.
    may_make: bool,
}

/// A key file that is being read.
#[derive(Clone, Copy, Debug)]
struct KeyReading {
    method: Method,
    /// Whether somebody wants to sign in as soon as it is read.
    requested: bool,
}

impl Screen for State {
    fn enter(&mut self, visit: Visit, cx: &mut Cx<'_>) {
        // Whatever was under way was dropped with the screen.
        self.stop(cx);
        self.close_side_pages();
        self.wants_set_up |= matches!(visit, Visit::ForSetUp) || cx.shared.launch.goal == Goal::SetUp;
        if !self.was_offered {
            self.was_offered = true;
            self.offer(cx);
        }
        match visit {
            Visit::Prepared(prepared) => self.prepared(*prepared, cx),
            Visit::Context { host, name } if cx.shared.draft.tenant().is_some_and(|tenant| tenant.host() == host) => {
                self.open(Method::CliContext, cx);
                self.contexts.wanted = Some(name);
                self.is_touched = true;
            }
            Visit::SessionOver => {
                self.ended = cx.shared.draft.here().session.as_ref().map(|session| session.access.clone());
                self.done = None;
            }
            Visit::Given(_) => {
                let method = cx.shared.launch.tried().map_or(Method::Token, |found| found.access.method());
                self.submit(method, cx);
            }
            _ if self.face == Face::Contexts => self.contexts.ask(cx),
            _ => {}
        }
        if let Some(tenant) = cx.shared.draft.tenant().cloned().filter(|_| !cx.shared.launch.demo) {
            cx.ask(Request::Here(Chore::TenantNotes(tenant)));
        }
    }

    fn hints(&self, shared: &Shared) -> Vec<Hint> {
        match self.face {
            Face::List => hints(LIST),
            Face::Contexts => {
                let some = !self.contexts.all().is_empty();
                hints_now(CONTEXTS, |command, hint| (some || command == Command::Close).then_some(hint))
            }
            Face::People if self.people.as_ref().is_some_and(|people| people.method == Method::Signed) => {
                hints(SUBJECTS)
            }
            Face::People => hints(PEOPLE),
            Face::Explain(_) => hints(EXPLAIN),
            Face::Browser => {
                let mut all = hints(BROWSER);
                // Between taking what was pasted and the rest.
                all.splice(1..1, address::hints(shared, None));
                all
            }
            Face::Form(method) => {
                let filled = &self.forms[method];
                let picks = filled.form.current().is_some_and(Input::picks);
                let done = self.done.as_ref().is_some_and(|(done, _)| *done == method);
                let last = filled.form.is_last().then(|| filled.go_on().hint);
                hints_now(FORM, |command, hint| {
                    let shown = match command {
                        // Somebody is signed in by what stands there: it leads on.
                        Command::Enter if done => return Some(hint),
                        Command::Enter => return Some(Hint { short: last.unwrap_or(hint.short), ..hint }),
                        Command::Turn => picks,
                        Command::Anew => done,
                        Command::FindUser => self.seeks_subject(method),
                        Command::Explain => method == Method::Token,
                        Command::Move | Command::Ends => filled.has_button(),
                        _ => true,
                    };
                    shown.then_some(hint)
                })
            }
        }
    }

    fn tables(&self) -> Vec<KeyTable> {
        vec![
            ("the list of methods", hints(LIST)),
            ("the fields of a method", hints(FORM)),
            ("the URL to open", [hints(BROWSER), hints(address::KEYS)].concat()),
            ("the qlik-cli contexts", hints(CONTEXTS)),
            ("the user to act as", hints(PEOPLE)),
            ("the user whose subject was found", hints(SUBJECTS)),
            ("API key for another user", hints(EXPLAIN)),
        ]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        self.is_touched = true;
        match self.face {
            Face::List | Face::Contexts | Face::People | Face::Explain(_) => self.row_key(key, cx),
            Face::Form(method) => self.form_key(method, key, cx),
            Face::Browser => self.browser_key(key, cx),
        }
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        self.is_touched = true;
        // Nine of ten times what is pasted onto the list is an API key.
        if self.face == Face::List {
            self.open(Method::Token, cx);
        }
        match self.face {
            Face::Browser => self.browser_paste(text.expose(), cx),
            Face::Form(method) => self.form_paste(method, text.expose(), cx),
            Face::List | Face::Contexts | Face::People | Face::Explain(_) => {
                cx.tell(Notice::info(NOWHERE));
                Ok(())
            }
        }
    }

    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        match (answer, asked) {
            (Answer::SignIn(answer), _) => return self.signed_in(answer, cx),
            (Answer::ReadKey(answer), _) => return self.key_read(answer, cx),
            (Answer::CompletePath(answer), Request::Here(Chore::CompletePath(begun, _))) => {
                self.path_completed(begun, answer, cx);
            }
            (Answer::TenantNotes(notes), _) => self.recall(notes, cx),
            (Answer::KeepNotes(fault), _) => {
                if let Some(fault) = fault {
                    cx.tell(Notice::warn(fault));
                }
            }
            (Answer::CliContexts(answer), _) => self.contexts.read(answer, cx.shared),
            (Answer::StartBrowser(answer), _) => self.started(answer, cx),
            (Answer::AwaitBrowser(answer), _) => self.returned(answer, cx),
            (Answer::FinishBrowser(answer), _) => self.finished(answer, cx),
            (Answer::FindUser(answer), Request::Tenant(_, Call::FindUser(email))) => {
                self.found(email.clone(), answer, cx);
            }
            (other, _) => match address::told(&other) {
                Some(notice) => cx.tell(notice),
                None => return Flow::Pass,
            },
        }
        Flow::Stay
    }

    fn is_filled(&self) -> bool {
        self.forms.all().any(|filled: &MethodForm| filled.form.is_filled())
    }
}

#[cfg(test)]
mod tests;
