//! The test: signing in as somebody, to see who that is. As one's own subject at first, which makes nothing.

use super::{Page, State, answers::Kind};
use crate::{
    domain::{
        access::{Access, Signer, UserRef, groups_in},
        failure::{Failure, FailureKind},
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
    pub trying: Option<Access>,
    /// Several users have the e-mail address.
    pub several: Vec<User>,
    /// The subject of whoever set it up.
    own: String,
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
        self.subject.as_str().trim() == self.own
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
            self.name.clear();
            self.email.clear();
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
        self.trial.trying = Some(access.clone());
        if self.answers.kind == Kind::Signed && self.trial.before().is_none() {
            let subject = self.trial.subject.as_str().trim().to_owned();
            cx.ask(Request::FindSubject(session, subject));
        } else {
            cx.ask(Request::TrySignIn(Session { access, ..session }));
        }
    }

    /// The user that the test made, or may have made.
    pub(super) fn made_user(&self) -> Option<String> {
        let proved = self.trial.proved.as_ref()?;
        let (subject, id) = (&proved.me.subject, &proved.me.user_id);
        match proved.before {
            Before::Known => None,
            Before::Unknown => Some(format!("This test made a new user: {subject}, id {id}.")),
            Before::Untold => {
                Some(format!("If the tenant did not know {subject} before, this test has made that user: id {id}."))
            }
        }
    }

    pub(super) fn tried(&mut self, answer: Result<Me, Failure>, cx: &mut Cx<'_>) {
        let Some(access) = self.trial.trying.take() else { return };
        match answer {
            Ok(me) => {
                let before = match self.answers.kind {
                    Kind::Client => Before::Known,
                    Kind::Signed => self.trial.before().unwrap_or(Before::Untold),
                };
                // From now on there is one.
                self.trial.looked = Some((self.trial.subject.as_str().trim().to_owned(), Before::Known));
                self.trial.proved = Some(Proved { me, access, before });
                self.trial.at = None;
                self.at = Some(1);
                self.scroll = Scroll::default();
                cx.shared.notice = None;
                self.record(cx);
            }
            Err(failure) => {
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
        self.trial.trying = None;
        // What was told of the test is not told of where everything is.
        cx.shared.notice = None;
        cx.drop_question(Asked::FindSubject);
        cx.drop_question(Asked::TrySignIn);
        cx.drop_question(Asked::FindUser);
        self.show(Page::Done);
    }
}
