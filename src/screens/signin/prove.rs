//! Going on: from the form to what signs in, from that to who it is.

use super::{
    Face, Proving, State,
    methods::{self, FieldKey, Ready},
    newcomers,
    people::{LooksBy, Seeking},
};
use crate::{
    domain::{
        access::{Access, Method},
        advice::advice,
        claims::Claims,
        failure::{Failure, FailureKind},
        request::{Asked, Call, Chore, Request},
        session::{Me, Session},
    },
    kit::{
        form::Check,
        notice::Notice,
        screen::{Cx, Flow},
        shared::Shared,
        visit::ScreenId,
    },
};

const ENDED: &str =
    "The tenant no longer accepts this sign-in. Sign in again, or press Enter again to try this one anyway.";

impl State {
    /// Enter behind the last field, or on the button.
    pub(super) fn submit(&mut self, method: Method, cx: &mut Cx<'_>) -> Flow {
        let Some(tenant) = cx.shared.draft.tenant().cloned() else { return Flow::Stay };
        if self.done.as_ref().is_some_and(|(done, access)| *done == method && is_done(access, cx.shared)) {
            return self.signed_on();
        }
        self.stop(cx);
        let filled = &mut self.forms[method];
        // Anew where it could not be read before: it may be another file by now.
        filled.want_key();
        match filled.form.check() {
            Check::Wrong(_) => return Flow::Stay,
            Check::Waits(_) => {
                self.read_key(method, true, cx);
                return Flow::Stay;
            }
            Check::Good => {}
        }
        match (methods::of(method).ready)(&filled.form, filled.pem(), &tenant) {
            Ready::Access(access) => return self.submit_access(method, access, cx),
            Ready::Browse(plan) => cx.ask(Request::Here(Chore::StartBrowser(plan))),
            Ready::Find(access, email) => {
                let by = if matches!(access, Access::Token(_)) { LooksBy::Key } else { LooksBy::Client };
                self.seek(Seeking { method, by }, access, email, cx);
            }
            Ready::Wrong(field, why) => filled.form.refuse(field, why),
        }
        Flow::Stay
    }

    fn submit_access(&mut self, method: Method, access: Access, cx: &mut Cx<'_>) -> Flow {
        if is_done(&access, cx.shared) {
            return Flow::Next;
        }
        if self.ended.take_if(|ended| *ended == access).is_some() {
            cx.tell(Notice::warn(ENDED));
            return Flow::Stay;
        }
        if let Access::Token(token) = &access
            && let Some(other) = self.other_tenant(token, cx.shared)
            && !self.forms[method].is_warned
        {
            let filled = &mut self.forms[method];
            filled.is_warned = true;
            filled.form.refuse(FieldKey::Key, format!("{other} Press Enter again to try it anyway."));
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
        let may_make = matches!(&session.access, Access::Signed(signer) if !self.has_seen(&signer.subject, cx.shared));
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
                    told.push(format!("{} is a bot user: what you create belongs to it, not to you.", me.name));
                }
                if let Access::Signed(signer) = &session.access {
                    self.note_subject(&signer.subject);
                }
                self.remember(method, &me, cx);
                self.close_side_pages();
                self.done = Some((method, session.access.clone()));
                let name = me.name.clone();
                if cx.shared.draft.sign_in(session, me) {
                    told.push(format!(
                        "You are {name} now. Space, credentials and details were chosen as another user: check them again. \
                         What you typed is kept."
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
                self.keep_told(cx);
                Flow::Stay
            }
        }
    }

    /// What lies over the form of a method gives way to it.
    pub(super) fn close_side_pages(&mut self) {
        self.waiting = None;
        let people = self.people.take();
        self.face = match self.face {
            Face::Browser => Face::Form(Method::Browser),
            Face::People => people.map_or(Face::List, |people| Face::Form(people.method)),
            other => other,
        };
    }

    /// What was told last is about what stands here now, and goes with it.
    pub(super) fn keep_told(&mut self, cx: &Cx<'_>) {
        self.told.clone_from(&cx.shared.notice);
    }

    /// What it was about is another thing now.
    pub(super) fn take_back(&mut self, cx: &mut Cx<'_>) {
        if self.told.take().is_some_and(|told| cx.shared.notice.as_ref() == Some(&told)) {
            cx.shared.notice = None;
        }
    }

    pub(super) fn read_claims(&mut self) {
        self.claims = Claims::read(&self.forms[Method::Token].form.secret(FieldKey::Key));
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
        self.seeking = None;
        if let Some(reading) = self.reading.take() {
            self.forms[reading.method].form.unask(FieldKey::KeyFile);
        }
    }
}

/// Whether somebody is signed in by this very access already.
pub(super) fn is_done(access: &Access, shared: &Shared) -> bool {
    let here = shared.draft.here();
    here.me.is_some() && here.session.as_ref().is_some_and(|session| session.access == *access)
}

/// A refusal is explained with what to ask an administrator for, and with the tenant that the key was made for.
fn refused(access: &Access, failure: &Failure, cx: &mut Cx<'_>) {
    let Some(text) = advice(failure).or_else(|| methods::refusal(access, failure)) else { return cx.fail(failure) };
    let mut text = text.to_owned();
    if let Access::Token(token) = access
        && matches!(failure.kind, FailureKind::Unauthorized | FailureKind::Forbidden)
        && let Some(id) = Claims::read(token).and_then(|claims| claims.tenant_id)
    {
        text = format!("{text} This key is for the tenant with the id {id}.");
    }
    cx.tell(Notice::about(failure, text));
}
