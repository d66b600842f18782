//! The test: signing in as somebody, to see who that is. As one's own subject at first, which makes nothing.

use super::{Page, State, answers::Kind};
use crate::{
    domain::{
        access::{Access, Signer, UserRef, groups_in},
        failure::{Failure, FailureKind, Unreachable},
        request::{Asked, Request},
        session::{Me, Session},
        user::User,
    },
    kit::{
        keys::Key,
        line::{Edit, Line},
        notice::Notice,
        paste::{self, Kind as Rule, TooMuch},
        screen::Cx,
        scroll::Scroll,
    },
};

/// The place of the e-mail address among the fields.
pub const EMAIL: usize = 2;

/// Said where the fields would be changed under a sign-in.
pub const SIGNING_IN: &str =
    "The sign-in is still under way: the fields can be changed once its answer is there. Esc goes on without it.";

/// Whether the tenant knew a subject before anybody signed in as it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Before {
    /// It did, or signing in as it makes nobody.
    Known,
    /// It did not: signing in makes a new user.
    Unknown,
    /// It did not tell.
    Untold,
}

/// Who it was, and by what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proved {
    /// Who.
    pub me: Me,
    /// By what.
    pub access: Access,
    /// Whether there was such a user before.
    pub before: Before,
}

/// A sign-in on its way, or waiting for the look-up of its subject. What it is about is kept here: the fields may hold something
/// else by the time of its answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trying {
    /// By what.
    pub access: Access,
    /// As whom.
    pub subject: String,
    /// What was known of the subject when it was sent; none while that is being looked up.
    pub before: Option<Before>,
    /// Whether this was the first sign-in that named the user as perhaps made.
    pub names: bool,
}

impl Trying {
    fn may_make(&self) -> bool {
        matches!(self.before, Some(Before::Unknown | Before::Untold))
    }
}

/// Whom to sign in as, and what came of it.
#[derive(Debug, Default)]
pub struct Trial {
    /// The subject.
    pub subject: Line,
    /// The name, for a signed token.
    pub name: Line,
    /// The e-mail address: for a signed token, and to find a subject by.
    pub email: Line,
    /// The groups, for a signed token, with commas between them.
    pub groups: Line,
    /// Which of them has the focus; none is the buttons.
    pub at: Option<usize>,
    /// What came of it.
    pub proved: Option<Proved>,
    /// Whether the tenant knows the subject that was looked up last.
    pub looked: Option<(String, Before)>,
    /// What is being tried.
    pub trying: Option<Trying>,
    /// Several users have the e-mail address.
    pub several: Vec<User>,
    /// The subject of whoever set it up.
    own: String,
    /// Their name and address, as they stood in the fields at first.
    own_name: String,
    own_email: String,
    /// The address that the subject was found by, or that was looked up already.
    pub settled: String,
}

impl Trial {
    /// The fields: label, text.
    pub fn fields(&self) -> [(&'static str, &Line); 4] {
        [("Subject", &self.subject), ("Name", &self.name), ("E-mail", &self.email), ("Groups", &self.groups)]
    }

    fn line(&mut self) -> Option<&mut Line> {
        match self.at? {
            0 => Some(&mut self.subject),
            1 => Some(&mut self.name),
            2 => Some(&mut self.email),
            _ => Some(&mut self.groups),
        }
    }

    /// Whether it is the subject of whoever set it up.
    pub fn is_own(&self) -> bool {
        !self.own.is_empty() && self.subject.as_str().trim() == self.own
    }

    /// Whether an address was typed and nobody has looked who has it.
    pub fn has_new_email(&self) -> bool {
        let email = self.email.as_str().trim();
        !email.is_empty() && email != self.settled
    }

    /// What is known of the subject that stands in its field.
    pub fn before(&self) -> Option<Before> {
        if self.is_own() {
            return Some(Before::Known);
        }
        self.looked.as_ref().filter(|(subject, _)| subject == self.subject.as_str().trim()).map(|(_, before)| *before)
    }

    /// A key for the field that has the focus.
    pub fn key(&mut self, key: Key) -> Edit {
        let at = self.at;
        let own = self.is_own();
        let Some(line) = self.line() else { return Edit::Pass };
        let edit = line.key(key);
        if edit == Edit::Changed {
            self.changed(at == Some(0) && own);
        }
        edit
    }

    /// A paste into it.
    pub fn paste(&mut self, text: &str) -> Result<(), TooMuch> {
        let cleaned = paste::clean(text, Rule::OneLine)?;
        let (at, own) = (self.at, self.is_own());
        if let Some(line) = self.line() {
            line.insert(&cleaned.text);
            self.changed(at == Some(0) && own);
        }
        Ok(())
    }

    /// One's own name and address are nobody else's.
    fn changed(&mut self, was_own: bool) {
        self.several.clear();
        if was_own && !self.is_own() {
            // What was typed over them is no more one's own, and stays.
            if self.name.as_str() == self.own_name {
                self.name.clear();
            }
            if self.email.as_str() == self.own_email {
                self.email.clear();
            }
        }
    }
}

impl State {
    /// Whoever set it up stands in the fields at first.
    pub(super) fn begin_trial(&mut self) {
        let mut trial = Trial { at: Some(0), ..Trial::default() };
        if let Some(me) = self.by.as_ref().filter(|me| !me.is_bot()) {
            trial.subject.set(&me.subject);
            trial.name.set(&me.name);
            trial.email.set(me.email.as_deref().unwrap_or_default());
            trial.own.clone_from(&me.subject);
            trial.own_name.clone_from(&me.name);
            trial.own_email = me.email.clone().unwrap_or_default();
            trial.settled = me.email.clone().unwrap_or_default();
        }
        self.trial = trial;
    }

    /// The way in that was set up, for whoever stands in the fields.
    pub(super) fn access(&self) -> Option<Access> {
        let subject = self.trial.subject.as_str().trim().to_owned();
        if subject.is_empty() || !self.can_sign() {
            return None;
        }
        let progress = &self.progress;
        match self.answers.kind {
            Kind::Signed => {
                let plan = self.answers.key_plan();
                Some(Access::Signed(Box::new(Signer {
                    issuer: plan.issuer,
                    key_id: plan.key_id,
                    key: progress.key.as_ref()?.private.clone(),
                    subject,
                    name: self.trial.name.as_str().trim().to_owned(),
                    email: self.trial.email.as_str().trim().to_owned(),
                    groups: groups_in(self.trial.groups.as_str()),
                    web_integration: progress.web.as_ref().map(|web| web.id.clone()),
                })))
            }
            Kind::Client => {
                let client = progress.client.as_ref()?;
                Some(Access::Impersonation {
                    client_id: client.id.clone(),
                    secret: client.secret.clone()?,
                    user: UserRef::Subject(subject),
                })
            }
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
            cx.ask(Request::FindSubject(session, subject));
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
        cx.ask(Request::TrySignIn(Session { access, ..session }));
    }

    /// Whether a sign-in is on its way, so that the fields are not to be changed.
    pub(super) fn is_signing_in(&self) -> bool {
        self.trial.trying.as_ref().is_some_and(|trying| trying.before.is_some())
    }

    /// A key for the fields of the test.
    pub(super) fn trial_key(&mut self, key: Key, cx: &mut Cx<'_>) -> Edit {
        if !self.is_signing_in() {
            return self.trial.key(key);
        }
        let Some(line) = self.trial.line() else { return Edit::Pass };
        let text = line.as_str().to_owned();
        match line.key(key) {
            Edit::Changed => {
                line.set(&text);
                cx.tell(Notice::info(SIGNING_IN));
                Edit::Moved
            }
            other => other,
        }
    }

    /// A paste into them.
    pub(super) fn trial_paste(&mut self, text: &str, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        if self.trial.at.is_none() {
            return Ok(());
        }
        if self.is_signing_in() {
            cx.tell(Notice::info(SIGNING_IN));
            return Ok(());
        }
        self.trial.paste(text)?;
        self.trial_edited(cx);
        Ok(())
    }

    /// Something else stands in the fields: what was told and what was asked was about what stood there before.
    pub(super) fn trial_edited(&mut self, cx: &mut Cx<'_>) {
        cx.shared.notice = None;
        self.stop_trying();
        cx.drop_question(Asked::FindSubject);
        cx.drop_question(Asked::FindUser);
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
                | FailureKind::Unreachable(Unreachable::Dns | Unreachable::Refused | Unreachable::Tls)
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

    /// The fields of the test stand above its buttons. An OAuth client needs the subject only; the address finds it.
    pub(super) fn step_in_trial(&mut self, down: bool) {
        let stops = self.trial_stops();
        let buttons = self.buttons().len();
        let place = match (self.trial.at, self.at) {
            (Some(field), _) => stops.iter().position(|stop| *stop == field).unwrap_or(0),
            (None, Some(at)) => stops.len() + at,
            // Between the fields and the buttons.
            (None, None) => {
                if down {
                    stops.len().saturating_sub(1)
                } else {
                    stops.len()
                }
            }
        };
        let last = (stops.len() + buttons).saturating_sub(1);
        let to = if down { (place + 1).min(last) } else { place.saturating_sub(1) };
        self.trial.at = stops.get(to).copied();
        self.at = to.checked_sub(stops.len());
    }

    /// The fields of the test that apply.
    pub(super) fn trial_stops(&self) -> &'static [usize] {
        if self.answers.kind == Kind::Signed { &[0, 1, 2, 3] } else { &[0, 2] }
    }

    /// The test is left; what was asked for it is not awaited any more.
    pub(super) fn end_trial(&mut self, cx: &mut Cx<'_>) {
        self.stop_trying();
        // What was told of the test is not told of where everything is.
        cx.shared.notice = None;
        cx.drop_question(Asked::FindSubject);
        cx.drop_question(Asked::TrySignIn);
        cx.drop_question(Asked::FindUser);
        self.show(Page::Done);
    }
}
