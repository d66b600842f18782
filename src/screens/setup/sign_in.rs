//! Signing in to test it: what is looked up before, what is sent, and what came of it. The users that it made, or may have made,
//! stay named, whatever is tested or removed afterwards.

use super::{
    State,
    answers::{Row, SetUpKind},
    trial::{Before, Proved, Trying},
};
use crate::{
    domain::{
        access::{Access, Signer, UserRef, groups_in},
        failure::{Failure, FailureKind, Unreachable},
        request::{Asked, Call, Request},
        session::{Me, Session},
        setup::Part,
    },
    kit::{notice::Notice, screen::Cx, scroll::Scroll},
};

/// A user that a test made, or may have made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MadeUser {
    pub subject: String,
    /// What the tenant told of the subject before.
    pub before: Before,
    /// The id of the user; none as long as nobody knows what came of the sign-in.
    pub id: Option<String>,
}

impl MadeUser {
    /// What became of it, in a sentence.
    pub fn told(&self) -> String {
        let subject = &self.subject;
        match (&self.id, self.before) {
            (None, _) => format!("It is unknown whether the user {subject} was created."),
            (Some(id), Before::NotTold) => {
                format!("If the tenant did not know {subject} before, this test created that user: id {id}.")
            }
            (Some(id), Before::Known | Before::Unknown) => {
                format!("This test created a new user: {subject}, id {id}.")
            }
        }
    }

    /// How it is undone. Somebody who may have been there before is nobody's to delete.
    pub fn undo(&self, origin: &str) -> Option<String> {
        let at = format!("{origin}/api/v1/users");
        match (&self.id, self.before) {
            (Some(id), Before::Unknown) => Some(format!("DELETE {at}/{id} (the user that the test created)")),
            (None, Before::Unknown) => Some(format!(
                "look for the subject {} at GET {at}; if it is there, DELETE {at}/ and its id",
                self.subject
            )),
            (_, Before::Known | Before::NotTold) => None,
        }
    }
}

impl State {
    /// What was set up to sign in by, for whoever stands in the fields.
    pub(super) fn access(&self) -> Option<Access> {
        let subject = self.trial.answer(Row::Subject).to_owned();
        if subject.is_empty() || !self.can_sign() {
            return None;
        }
        match self.answers.kind {
            SetUpKind::Signed => {
                let plan = self.answers.key_plan();
                Some(Access::Signed(Box::new(Signer {
                    issuer: plan.issuer,
                    key_id: plan.key_id,
                    key: self.run.key.as_ref()?.private.clone(),
                    subject,
                    name: self.trial.answer(Row::Name).to_owned(),
                    email: self.trial.answer(Row::Email).to_owned(),
                    groups: groups_in(self.trial.answer(Row::Groups)),
                    web_integration: self.run.stands.get(&Part::WebIntegration).map(|web| web.id.clone()),
                })))
            }
            SetUpKind::Client => Some(Access::Impersonation {
                client_id: self.run.stands.get(&Part::Client)?.id.clone(),
                secret: self.run.secret()?.clone(),
                user: UserRef::Subject(subject),
            }),
        }
    }

    /// Signs in as whoever stands in the fields. Where that may make a user, it is looked up first whether there is one.
    pub(super) fn try_sign_in(&mut self, cx: &mut Cx<'_>) {
        // For a client the address is there to find the subject by, and for nothing else.
        if self.answers.kind == SetUpKind::Client && self.trial.has_new_email() {
            self.trial.form.go(Row::Email);
            return self.find_user(cx);
        }
        let (Some(access), Some(session)) = (self.access(), self.session.clone()) else {
            self.trial.form.go(Row::Subject);
            cx.tell(Notice::bad("Enter the subject of a user. Ctrl+F finds it by e-mail address."));
            return;
        };
        // Whom it finds would be somebody else than the one that is signed in as.
        cx.drop_question(Asked::FindUser);
        let subject = self.trial.answer(Row::Subject).to_owned();
        let before = self.trial.before();
        let trying = Trying { access, subject: subject.clone(), before, names: false };
        if before.is_none() {
            self.trial.trying = Some(trying);
            cx.ask(Request::Tenant(session, Call::FindSubject(subject)));
        } else {
            self.send(trying, cx);
        }
    }

    /// Signs in. Whoever may be made by it is named first: leaving before the answer would make them nobody's.
    pub(super) fn send(&mut self, mut trying: Trying, cx: &mut Cx<'_>) {
        let Some(session) = self.session.clone() else { return };
        if let Some(before) = trying.before.filter(|before| before.may_make()) {
            trying.names = self.expect_user(&trying.subject, before);
            self.record(cx);
        }
        let access = trying.access.clone();
        self.trial.trying = Some(trying);
        cx.ask(Request::Tenant(Session { access, ..session }, Call::TrySignIn));
    }

    /// Whether a sign-in is on its way, so that the fields are not to be changed.
    pub(super) fn is_signing_in(&self) -> bool {
        self.trial.trying.as_ref().is_some_and(|trying| trying.before.is_some())
    }

    /// Nothing is tried any more. A sign-in that was sent may have made its user: what was looked up before holds no more.
    pub(super) fn stop_trying(&mut self) {
        if self.trial.trying.take().and_then(|trying| trying.before).is_some_and(Before::may_make) {
            self.trial.looked = None;
        }
    }

    /// A sign-in that may have made its user has failed. Only what never got past the door made nobody.
    fn not_signed_in(&mut self, subject: &str, names: bool, failure: &Failure) {
        let nobody = matches!(
            failure.kind,
            FailureKind::Unauthorized
                | FailureKind::NotSent(_)
                | FailureKind::Unreachable(
                    Unreachable::Dns | Unreachable::Refused | Unreachable::Tls(_) | Unreachable::Proxy(_)
                )
        );
        if !nobody {
            // It is looked up anew before it is tried once more.
            self.trial.looked = None;
        } else if names {
            self.made_users.retain(|user| user.subject != subject || user.id.is_some());
        }
    }

    pub(super) fn tried(&mut self, answer: Result<Me, Failure>, cx: &mut Cx<'_>) {
        let Some(Trying { access, subject, before, names }) = self.trial.trying.take() else { return };
        let before = before.unwrap_or(Before::NotTold);
        match answer {
            Ok(me) => {
                self.user_stands(&subject, &me.user_id);
                // From now on there is one.
                self.trial.looked = Some((subject, Before::Known));
                self.trial.proved = Some(Proved { me, access });
                self.focus_on_button(1);
                self.scroll = Scroll::default();
                cx.shared.notice = None;
                self.record(cx);
            }
            Err(failure) => {
                if before != Before::Known {
                    self.not_signed_in(&subject, names, &failure);
                    self.record(cx);
                }
                let text = match (&failure.kind, self.answers.kind) {
                    (FailureKind::Unauthorized, SetUpKind::Signed) => {
                        "The tenant does not accept the token. Right after the set-up, try again in a moment. Else \
                         check this machine's clock, and the key of the identity provider."
                    }
                    (FailureKind::Unauthorized, SetUpKind::Client) => {
                        "The client may not act as this user. Most often the tenant knows no such subject; Ctrl+F \
                         finds it by the e-mail address."
                    }
                    (FailureKind::Forbidden, _) => {
                        "The tenant knows this user, but they have no access: disabled, or no longer invited."
                    }
                    _ => return cx.fail(&failure),
                };
                cx.tell(Notice::about(&failure, text));
            }
        }
    }

    /// A sign-in is about to be sent that may make this user: from now on it is named. Whether it had not been named so far.
    fn expect_user(&mut self, subject: &str, before: Before) -> bool {
        let named = self.made_users.iter_mut().find(|user| user.subject == subject && user.id.is_none());
        if let Some(user) = named {
            // That the tenant once did not know the subject stays true.
            if before == Before::Unknown {
                user.before = before;
            }
            return false;
        }
        self.made_users.push(MadeUser { subject: subject.to_owned(), before, id: None });
        true
    }

    /// There is such a user now, so what was not known of it is known.
    pub(super) fn user_stands(&mut self, subject: &str, id: &str) {
        for user in self.made_users.iter_mut().filter(|user| user.subject == subject && user.id.is_none()) {
            user.id = Some(id.to_owned());
        }
    }

    /// What there is to tell of them; what is under way at this moment is not awaited in vain yet.
    pub(super) fn users_told(&self) -> Vec<String> {
        let awaited = self.trial.trying.as_ref().map(|trying| trying.subject.as_str());
        let settled = self.made_users.iter().filter(|user| user.id.is_some() || Some(user.subject.as_str()) != awaited);
        settled.map(MadeUser::told).collect()
    }
}
