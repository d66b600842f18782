//! Signing in to test it: what is looked up before, what is sent, and what came of it.

use super::{
    State,
    answers::Kind,
    trial::{Before, EMAIL, Proved, Trying},
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

impl State {
    /// The way in that was set up, for whoever stands in the fields.
    pub(super) fn access(&self) -> Option<Access> {
        let subject = self.trial.subject.as_str().trim().to_owned();
        if subject.is_empty() || !self.can_sign() {
            return None;
        }
        match self.answers.kind {
            Kind::Signed => {
                let plan = self.answers.key_plan();
                Some(Access::Signed(Box::new(Signer {
                    issuer: plan.issuer,
                    key_id: plan.key_id,
                    key: self.run.key.as_ref()?.private.clone(),
                    subject,
                    name: self.trial.name.as_str().trim().to_owned(),
                    email: self.trial.email.as_str().trim().to_owned(),
                    groups: groups_in(self.trial.groups.as_str()),
                    web_integration: self.run.stands.get(&Part::WebIntegration).map(|web| web.id.clone()),
                })))
            }
            Kind::Client => Some(Access::Impersonation {
                client_id: self.run.stands.get(&Part::Client)?.id.clone(),
                secret: self.run.secret()?.clone(),
                user: UserRef::Subject(subject),
            }),
        }
    }

    /// Whether signing in as this subject makes a new user, or may make one, as far as that was looked up.
    pub(super) fn makes_user(&self) -> bool {
        let before = self.trial.before();
        self.answers.kind == Kind::Signed && matches!(before, Some(Before::Unknown | Before::Untold))
    }

    /// Signs in as whoever stands in the fields. Where that may make a user, it is looked up first whether there is one.
    pub(super) fn try_sign_in(&mut self, cx: &mut Cx<'_>) {
        // For a client the address is there to find the subject by, and for nothing else.
        if self.answers.kind == Kind::Client && self.trial.has_new_email() {
            self.trial.at = Some(EMAIL);
            self.at = None;
            return self.find_user(cx);
        }
        let (Some(access), Some(session)) = (self.access(), self.session.clone()) else {
            self.trial.at = Some(0);
            self.at = None;
            cx.tell(Notice::bad("Type the subject of a user. Ctrl+F finds it by an e-mail address."));
            return;
        };
        // Whom it finds would be somebody else than the one that is signed in as.
        cx.drop_question(Asked::FindUser);
        let subject = self.trial.subject.as_str().trim().to_owned();
        let before = if self.answers.kind == Kind::Client { Some(Before::Known) } else { self.trial.before() };
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
        if let Some(before) = trying.before.filter(|_| trying.may_make()) {
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
        if self.trial.trying.take().is_some_and(|trying| trying.may_make()) {
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
            self.user_not_made(subject);
        }
    }

    pub(super) fn tried(&mut self, answer: Result<Me, Failure>, cx: &mut Cx<'_>) {
        let Some(Trying { access, subject, before, names }) = self.trial.trying.take() else { return };
        let before = before.unwrap_or(Before::Untold);
        match answer {
            Ok(me) => {
                self.user_stands(&subject, &me.user_id);
                // From now on there is one.
                self.trial.looked = Some((subject, Before::Known));
                self.trial.proved = Some(Proved { me, access, before });
                self.trial.at = None;
                self.at = Some(1);
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
                    (FailureKind::Unauthorized, Kind::Signed) => {
                        "The tenant does not take the token. Right after the set-up, try again in a moment. Else check this machine's \
                         clock, and the key of the identity provider."
                    }
                    (FailureKind::Unauthorized, Kind::Client) => {
                        "The client may not act as this user. Most often the tenant knows no such subject; Ctrl+F finds it by the e-mail \
                         address."
                    }
                    (FailureKind::Forbidden, _) => {
                        "The tenant knows this user but lets them do nothing: the user may be disabled, or not invited any more."
                    }
                    _ => return cx.fail(&failure),
                };
                cx.tell(Notice::about(&failure, text));
            }
        }
    }
}
