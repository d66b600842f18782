//! Step Sign in: who is asking, and by what. A list of the ways to sign in, and the fields of the one that was chosen.
//!
//! A way in is proved by asking the tenant who it is. Secrets stay in their fields; what is remembered of a tenant holds none.

mod contexts;
mod field;
mod form;
mod keys;
mod list;
mod memory;
mod methods;
mod newcomers;
mod page;
mod paths;
mod people;
mod press;
mod prove;
mod view;
mod words;

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
        keys::{Hint, Key, hints, hints_now},
        notice::Notice,
        paste::TooMuch,
        path::Completing,
        screen::{Cx, Flow, Screen},
        shared::{Goal, Shared},
        visit::Visit,
    },
    screens::address,
};
use contexts::Contexts;
pub use field::Name;
use field::Sort;
use form::Forms;
pub use form::fact;
use keys::{CONTEXTS, Command, EXPLAIN, FORM, LIST, PAGE, PEOPLE, SUBJECTS};
use page::Page;
use people::{People, Seeking};
use press::NOWHERE;
use prove::Reading;

/// What was typed, chosen, found and remembered.
#[derive(Debug, Default)]
pub struct State {
    face: Face,
    /// The row of the list that has the focus.
    row: usize,
    /// The row of the explanation that has the focus.
    way_out: usize,
    forms: Forms,
    contexts: Contexts,
    /// What the key says of itself.
    claims: Option<Claims>,
    page: Option<Page>,
    people: Option<People>,
    seeking: Option<Seeking>,
    notes: Notes,
    /// The session that is being proved.
    proving: Option<Proving>,
    reading: Option<Reading>,
    completing: Completing,
    /// The way that led to the session there is, as long as its fields are what they were.
    done: Option<(Method, Access)>,
    /// The subjects that this tenant is known to have a user for.
    met: BTreeSet<String>,
    was_offered: bool,
    /// What the tenant accepted once and does not accept any more: it is not tried again without a word.
    over: Option<Access>,
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
    /// The ways to sign in.
    #[default]
    List,
    /// The fields of one of them.
    Form(Method),
    /// The contexts of qlik-cli.
    Contexts,
    /// The address to be opened in the browser.
    Page,
    /// The users that have an e-mail address.
    People,
    /// Why there is no API key for somebody else; and what lies below.
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
                self.over = cx.shared.draft.here().session.as_ref().map(|session| session.access.clone());
                self.done = None;
            }
            Visit::Given(_) => {
                self.submit(Method::Token, cx);
            }
            _ if self.face == Face::Contexts => self.contexts.ask(cx),
            _ => {}
        }
        if let Some(tenant) = cx.shared.draft.tenant().cloned().filter(|_| !cx.shared.launch.demo) {
            cx.ask(Request::Here(Chore::TenantNotes(tenant)));
        }
    }

    fn hints(&self, _shared: &Shared) -> Vec<Hint> {
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
            Face::Page => {
                let mut all = hints(PAGE);
                // Between taking what was pasted and the rest.
                all.splice(1..1, hints(address::KEYS));
                all
            }
            Face::Form(method) => {
                let picks = self.current().is_some_and(|field| matches!(field.spec.sort, Sort::Choice(_)));
                let done = self.done.as_ref().is_some_and(|(done, _)| *done == method);
                let many = self.forms.of(method).is_some_and(form::Form::has_button);
                let last = self.forms.of(method).filter(|form| form.is_last()).map(|form| methods::way_on(form).hint);
                hints_now(FORM, |command, hint| {
                    let shown = match command {
                        // Somebody is signed in by what stands there: it leads on.
                        Command::Enter if done => return Some(hint),
                        Command::Enter => return Some(Hint { short: last.unwrap_or(hint.short), ..hint }),
                        Command::Turn => picks,
                        Command::Anew => done,
                        Command::FindUser => self.seeks_subject(method),
                        Command::Explain => method == Method::Token,
                        Command::Move | Command::Ends => many,
                        _ => true,
                    };
                    shown.then_some(hint)
                })
            }
        }
    }

    fn tables(&self) -> Vec<Vec<Hint>> {
        vec![
            hints(LIST),
            hints(FORM),
            [hints(PAGE), hints(address::KEYS)].concat(),
            hints(CONTEXTS),
            hints(PEOPLE),
            hints(SUBJECTS),
            hints(EXPLAIN),
        ]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        self.is_touched = true;
        match self.face {
            Face::List => self.list_key(key, cx),
            Face::Form(method) => self.form_key(method, key, cx),
            Face::Contexts => self.contexts_key(key, cx),
            Face::Page => self.page_key(key, cx),
            Face::People => self.people_key(key, cx),
            Face::Explain(from) => self.explain_key(from, key, cx),
        }
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        self.is_touched = true;
        // Nine of ten times what is pasted onto the list is an API key.
        if self.face == Face::List {
            self.open(Method::Token, cx);
        }
        match self.face {
            Face::Page => self.page_paste(text.expose(), cx),
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
        self.forms.all().any(form::Form::is_filled)
    }
}

#[cfg(test)]
mod tests;
