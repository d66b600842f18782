//! Going on: from the fields to a way in, from the way in to who it is.

use super::{
    Face, Proving, State,
    field::{Name, Origin},
    methods::{self, Ready, impersonation},
    newcomers,
    people::{LooksBy, Seeking},
    words,
};
use crate::{
    domain::{
        access::{Access, Method},
        advice::advice,
        claims::Claims,
        failure::{Failure, FailureKind},
        request::{Asked, Call, Chore, Request, Text},
        session::{Me, Session},
        setup::KeyFile,
    },
    kit::{
        notice::Notice,
        screen::{Cx, Flow},
        shared::Shared,
        visit::ScreenId,
    },
};

const OVER: &str =
    "The tenant does not accept this sign-in any more. Give another one; Enter once more tries this one all the same.";

impl State {
    /// Enter behind the last field, or on the button.
    pub(super) fn submit(&mut self, method: Method, cx: &mut Cx<'_>) -> Flow {
        let Some(tenant) = cx.shared.draft.tenant().cloned() else { return Flow::Stay };
        if self.done.as_ref().is_some_and(|(done, access)| *done == method && is_done(access, cx.shared)) {
            return self.signed_on();
        }
        self.stop(cx);
        let Some(form) = self.forms.of_mut(method) else { return Flow::Stay };
        if !form.check() {
            return Flow::Stay;
        }
        match methods::ready(form, &tenant) {
            Ready::Access(access) => return self.submit_access(method, access, cx),
            Ready::Read(path) => {
                self.reading = Some(Reading { method, wish: true });
                cx.ask(Request::Here(Chore::ReadKey(Text(path))));
            }
            Ready::Browse(plan) => cx.ask(Request::Here(Chore::StartBrowser(plan))),
            Ready::Find(access, email) => {
                let by = if matches!(access, Access::Token(_)) { LooksBy::Key } else { LooksBy::Client };
                self.seek(Seeking { method, by }, access, email, cx);
            }
            Ready::Wrong => {}
        }
        Flow::Stay
    }

    fn submit_access(&mut self, method: Method, access: Access, cx: &mut Cx<'_>) -> Flow {
        if is_done(&access, cx.shared) {
            return Flow::Next;
        }
        if self.over.take_if(|over| *over == access).is_some() {
            cx.tell(Notice::warn(OVER));
            return Flow::Stay;
        }
        if let Access::Token(token) = &access
            && let Some(other) = self.other_tenant(token, cx.shared)
            && let Some(form) = self.forms.of_mut(method)
            && !form.is_warned
        {
            form.is_warned = true;
            form.refuse(Name::Key, format!("{other} Enter once more tries it all the same."));
            return Flow::Stay;
        }
        if let Access::Signed(signer) = &access
            && self.asks_about(&signer.subject, cx)
        {
            return Flow::Stay;
        }
        self.prove(method, access, cx);
        Flow::Stay
    }

    /// Somebody is signed in: on to the next step, or to the set-up that waits for that.
    fn signed_on(&mut self) -> Flow {
        if std::mem::take(&mut self.wants_set_up) { Flow::Goto(ScreenId::SetUp.into()) } else { Flow::Next }
    }

    /// Asks the tenant who this is.
    pub(super) fn prove(&mut self, method: Method, access: Access, cx: &mut Cx<'_>) {
        let Some(tenant) = cx.shared.draft.tenant().cloned() else { return };
        let session = Session { tenant, access, dialect: cx.shared.dialect };
        let may_make = matches!(&session.access, Access::Signed(signer) if !self.has_met(&signer.subject, cx.shared));
        cx.shared.notice = None;
        self.proving = Some(Proving { method, session: session.clone(), may_make });
        cx.ask(Request::Tenant(session, Call::SignIn));
    }

    pub(super) fn signed_in(&mut self, answer: Result<Me, Failure>, cx: &mut Cx<'_>) -> Flow {
        let Some(Proving { method, session, may_make }) = self.proving.take() else { return Flow::Stay };
        match answer {
            Ok(me) => {
                let mut told: Vec<String> = newcomers::told(&me, cx).filter(|_| may_make).into_iter().collect();
                if me.is_bot() {
                    told.push(format!("{} is a bot: what you make now belongs to it, not to you.", me.name));
                }
                if let Access::Signed(signer) = &session.access {
                    self.meet(&signer.subject);
                }
                self.remember(method, &me, cx);
                self.close_side_pages();
                self.done = Some((method, session.access.clone()));
                let name = me.name.clone();
                if cx.shared.draft.sign_in(session, me) {
                    told.push(format!(
                        "You are {name} now. Space, credential and login were given for the user before: look at them once more. \
                         What you typed still stands."
                    ));
                }
                if !told.is_empty() {
                    cx.tell(Notice::warn(told.join(" ")));
                }
                self.signed_on()
            }
            Err(failure) => {
                if method == Method::Browser {
                    self.close_side_pages();
                }
                refused(&session.access, &failure, cx);
                self.goes_with_it(cx);
                Flow::Stay
            }
        }
    }

    /// Pages that lie over the fields of a method give way to them.
    pub(super) fn close_side_pages(&mut self) {
        self.page = None;
        let people = self.people.take();
        self.face = match self.face {
            Face::Page => Face::Form(Method::Browser),
            Face::People => people.map_or(Face::List, |people| Face::Form(people.method)),
            other => other,
        };
    }

    /// The key file was read, perhaps because somebody wants to go on.
    pub(super) fn key_read(&mut self, answer: Result<KeyFile, String>, cx: &mut Cx<'_>) -> Flow {
        let Some(Reading { method, wish }) = self.reading.take() else { return Flow::Stay };
        let Some(form) = self.forms.of_mut(method) else { return Flow::Stay };
        match answer {
            Ok(key) => {
                form.key = Some(key);
                if wish { self.submit(method, cx) } else { Flow::Stay }
            }
            Err(why) => {
                if wish {
                    form.refuse(Name::KeyFile, why);
                } else if let Some(field) = form.get_mut(Name::KeyFile) {
                    field.fault = Some(why);
                }
                Flow::Stay
            }
        }
    }

    /// Reads the key file already while the person goes on with the other fields.
    pub(super) fn peek(&mut self, method: Method, cx: &mut Cx<'_>) {
        let is_on_it = |form: &super::form::Form| form.current().is_some_and(|field| field.spec.name == Name::KeyFile);
        let Some(form) = self.forms.of(method).filter(|form| !is_on_it(form)) else { return };
        if form.get(Name::KeyFile).is_none_or(|field| field.fault.is_some()) || self.reading.is_some() {
            return;
        }
        if let Some(path) = methods::unread(form) {
            self.reading = Some(Reading { method, wish: false });
            cx.ask(Request::Here(Chore::ReadKey(Text(path))));
        }
    }

    /// Something in the fields is another thing now: what was asked with the old one is dropped.
    pub(super) fn changed(&mut self, method: Method, cx: &mut Cx<'_>) {
        self.stop(cx);
        self.take_back(cx);
        if self.done.as_ref().is_some_and(|(done, _)| *done == method) {
            self.done = None;
        }
        if let Some(form) = self.forms.of_mut(method) {
            form.is_warned = false;
            match form.current().map(|field| field.spec.name) {
                Some(Name::KeyFile) => form.key = None,
                Some(Name::User) => impersonation::guess(form),
                // Another way to read the same words is no fault of the words.
                Some(Name::TakenAs) => {
                    if let Some(field) = form.get_mut(Name::User) {
                        field.fault = None;
                    }
                }
                Some(_) | None => {}
            }
        }
        if method == Method::Token {
            self.read_claims();
            self.warn_of_other_tenant(cx.shared);
        }
    }

    /// What was told last is about what stands here now.
    pub(super) fn goes_with_it(&mut self, cx: &Cx<'_>) {
        self.told.clone_from(&cx.shared.notice);
    }

    /// What it was about is another thing now.
    pub(super) fn take_back(&mut self, cx: &mut Cx<'_>) {
        if self.told.take().is_some_and(|told| cx.shared.notice.as_ref() == Some(&told)) {
            cx.shared.notice = None;
        }
    }

    pub(super) fn read_claims(&mut self) {
        self.claims = self.forms.of(Method::Token).and_then(|form| Claims::read(&form.secret(Name::Key)));
    }

    /// Drops everything that is asked on the way to a sign-in; whoever listens for the browser stops.
    pub(super) fn stop(&mut self, cx: &mut Cx<'_>) {
        for asked in [
            Asked::SignIn,
            Asked::ReadKey,
            Asked::StartBrowser,
            Asked::AwaitBrowser,
            Asked::FinishBrowser,
            Asked::FindUser,
        ] {
            cx.drop_question(asked);
        }
        self.proving = None;
        self.reading = None;
        self.seeking = None;
    }

    /// Where what stands in the secret of a form came from, as long as it is that.
    pub(super) fn origin(&self, method: Method, name: Name) -> Option<&str> {
        match &self.forms.of(method)?.get(name)?.origin {
            Origin::Found(from) => Some(from),
            Origin::Typed | Origin::Proposed => None,
        }
    }
}

/// Whether somebody is signed in by this very way already.
pub(super) fn is_done(access: &Access, shared: &Shared) -> bool {
    let here = shared.draft.here();
    here.me.is_some() && here.session.as_ref().is_some_and(|session| session.access == *access)
}

/// A refusal is explained with what to ask an administrator for, and with the tenant that the key was made for.
fn refused(access: &Access, failure: &Failure, cx: &mut Cx<'_>) {
    let Some(text) = advice(failure).or_else(|| words::refusal(access, failure)) else { return cx.fail(failure) };
    let mut text = text.to_owned();
    if let Access::Token(token) = access
        && matches!(failure.kind, FailureKind::Unauthorized | FailureKind::Forbidden)
        && let Some(id) = Claims::read(token).and_then(|claims| claims.tenant_id)
    {
        text = format!("{text} This key says it is for the tenant with the id {id}.");
    }
    cx.tell(Notice::about(failure, text));
}

/// A key file that is being read.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// For which method.
    pub method: Method,
    /// Whether somebody wants to go on as soon as it is read.
    pub wish: bool,
}
