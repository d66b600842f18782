//! The form of the test: as whom to sign in. One's own subject at first, which makes nobody; anybody else is found by the e-mail
//! address, or typed.

use super::{
    Page, State,
    answers::{Row, SetUpKind},
};
use crate::{
    domain::{
        access::Access,
        failure::Failure,
        request::{Asked, Call, Request},
        session::{Me, User},
    },
    kit::{
        form::{Ask, Form, Kind},
        notice::Notice,
        screen::Cx,
        scroll::Scroll,
    },
};

/// Said where the fields would be changed under a sign-in.
pub const SIGNING_IN: &str = "Still signing in: you can change the fields afterwards. Esc continues without it.";

/// The stops of a page that asks for nothing: its text, and so many buttons.
pub fn stops(buttons: usize) -> Form<Row> {
    let list = |stop, rows| Ask::new(stop, "", Kind::List(rows));
    Form::new(vec![list(Row::Text, 1), list(Row::Buttons, buttons)])
}

/// Whether the tenant knew a subject before anybody signed in as it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Before {
    /// It did, or signing in as it makes nobody.
    Known,
    /// It did not: signing in makes a new user.
    Unknown,
    /// It did not tell.
    NotTold,
}

impl Before {
    /// Whether signing in may make a user.
    pub fn may_make(self) -> bool {
        self != Self::Known
    }
}

/// Who it was, and by what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proved {
    pub me: Me,
    pub access: Access,
}

/// A sign-in on its way, or waiting for the look-up of its subject. What it is about is kept here: the fields may hold something
/// else by the time of its answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trying {
    pub access: Access,
    pub subject: String,
    /// What was known of the subject when it was sent; none while that is being looked up.
    pub before: Option<Before>,
    /// Whether this was the first sign-in that named the user as perhaps made.
    pub names: bool,
}

/// Whom to sign in as, and what came of it.
#[derive(Debug, Default)]
pub struct Trial {
    /// Its text is a stop only while there is something to read before the buttons.
    pub form: Form<Row>,
    pub proved: Option<Proved>,
    /// Whether the tenant knows the subject that was looked up last.
    pub looked: Option<(String, Before)>,
    /// What is being tried.
    pub trying: Option<Trying>,
    /// Several users have the e-mail address.
    pub several: Vec<User>,
    /// Which of the two is tested.
    kind: SetUpKind,
    /// The subject of whoever set it up.
    own: String,
    /// Subject, name and address of whoever set it up or was found by an address, while the subject stands as it was filled in.
    filled: Option<[String; 3]>,
    /// The address that the subject was found by, or that was looked up already.
    settled: String,
}

impl Trial {
    /// Whoever set it up stands in the fields at first; a bot has no subject to sign in by. An OAuth client needs the subject
    /// only, and the address finds it.
    pub fn new(kind: SetUpKind, by: Option<&Me>) -> Self {
        let mut asks = vec![
            Ask::new(Row::Subject, "Subject", Kind::Text)
                .placeholder("auth0|…, DOMAIN\\user: as in the tenant's user list"),
            Ask::new(Row::Name, "Name", Kind::Text).placeholder("the subject if empty"),
            Ask::new(Row::Email, "E-mail", Kind::Text).placeholder("Enter finds the subject by it"),
            Ask::new(Row::Groups, "Groups", Kind::Text).placeholder("optional: one, two, three"),
        ];
        asks.retain(|ask| kind == SetUpKind::Signed || matches!(ask.key, Row::Subject | Row::Email));
        asks.push(Ask::new(Row::Text, "", Kind::List(0)));
        asks.push(Ask::new(Row::Buttons, "", Kind::List(0)));
        let mut trial = Self { form: Form::new(asks), kind, ..Self::default() };
        if let Some(me) = by.filter(|me| !me.is_bot()) {
            let user = [&me.subject, &me.name, me.email.as_deref().unwrap_or_default()].map(str::to_owned);
            for (claim, text) in FILLED.into_iter().zip(&user) {
                trial.form.propose(claim, text);
            }
            trial.own.clone_from(&me.subject);
            trial.fill(user);
        }
        trial
    }

    pub fn answer(&self, claim: Row) -> &str {
        self.form.answer(claim)
    }

    /// Whether it is the subject of whoever set it up.
    pub fn is_own(&self) -> bool {
        !self.own.is_empty() && self.answer(Row::Subject) == self.own
    }

    /// Whether an address was typed and nobody has looked who has it.
    pub fn has_new_email(&self) -> bool {
        let email = self.answer(Row::Email);
        !email.is_empty() && email != self.settled
    }

    /// What is known of the subject that stands in its field. A client signs in as nobody whom the tenant does not know.
    pub fn before(&self) -> Option<Before> {
        if self.is_own() || self.kind == SetUpKind::Client {
            return Some(Before::Known);
        }
        self.looked.as_ref().filter(|(subject, _)| subject == self.answer(Row::Subject)).map(|(_, before)| *before)
    }

    /// Whether signing in as this subject makes a new user, or may make one, as far as that was looked up.
    pub fn makes_user(&self) -> bool {
        self.before().is_some_and(Before::may_make)
    }

    /// This user stands in the fields.
    fn fill(&mut self, user: [String; 3]) {
        user[2].clone_into(&mut self.settled);
        self.filled = Some(user).filter(|[subject, ..]| !subject.is_empty());
    }

    /// The name and the address of one user are nobody else's, and a token that claims them would give them away.
    fn changed(&mut self) {
        self.several.clear();
        let stands = self.form.answer(Row::Subject);
        if let Some(user) = self.filled.take_if(|[subject, ..]| subject != stands) {
            for (claim, text) in FILLED.into_iter().zip(&user).skip(1) {
                // What was typed over them stays.
                if self.form.text(claim) == text {
                    self.form.set(claim, "");
                }
            }
        }
    }
}

/// What a user who is known fills in.
const FILLED: [Row; 3] = [Row::Subject, Row::Name, Row::Email];

impl State {
    /// What was told and what was asked was about what stood there before.
    pub(super) fn trial_changed(&mut self, cx: &mut Cx<'_>) {
        self.trial.changed();
        self.trial.form.set_rows(Row::Text, 0);
        cx.shared.notice = None;
        self.stop_trying();
        cx.drop_question(Asked::FindSubject);
        cx.drop_question(Asked::FindUser);
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

    /// Whether Enter looks for a user: an address was typed, and nobody has looked who has it.
    pub(super) fn asks_for_user(&self) -> bool {
        self.trial.form.focus() == Some(Row::Email) && self.trial.has_new_email()
    }

    /// Whether the tenant knows the subject. If it does, signing in makes nobody, and goes on; otherwise a person decides.
    pub(super) fn subject_found(&mut self, subject: &str, answer: &Result<Option<User>, Failure>, cx: &mut Cx<'_>) {
        let before = match answer {
            Ok(Some(_)) => Before::Known,
            Ok(None) => Before::Unknown,
            Err(_) => Before::NotTold,
        };
        if let Ok(Some(user)) = answer {
            self.user_stands(subject, &user.id);
        }
        self.trial.looked = Some((subject.to_owned(), before));
        // Only for the subject that was asked about, whatever stands in the field by now.
        let is_awaited = |trying: &mut Trying| trying.subject == subject && trying.before.is_none();
        let Some(trying) = self.trial.trying.take_if(is_awaited) else { return };
        if before == Before::Known {
            return self.send(Trying { before: Some(before), ..trying }, cx);
        }
        self.scroll = Scroll::default();
        self.was_read = false;
        // What is to be read now comes first.
        self.trial.form.set_rows(Row::Text, 1);
        self.trial.form.go(Row::Text);
    }

    /// Finds a subject by the e-mail address, or by what was typed as a subject and looks like one.
    pub(super) fn find_user(&mut self, cx: &mut Cx<'_>) {
        if self.is_signing_in() {
            return cx.tell(Notice::info(SIGNING_IN));
        }
        let (subject, email) = (self.trial.answer(Row::Subject), self.trial.answer(Row::Email));
        let by_subject = subject.contains('@') && !self.trial.is_own() && self.trial.form.focus() != Some(Row::Email);
        let wanted = if by_subject { subject } else { email }.to_owned();
        let Some(session) = self.session.clone().filter(|_| !wanted.is_empty()) else {
            self.trial.form.go(Row::Email);
            return cx.tell(Notice::info("Enter the user's e-mail address, then press Ctrl+F."));
        };
        // Whoever is found may be somebody else than the subject that is being looked up.
        self.stop_trying();
        cx.drop_question(Asked::FindSubject);
        cx.ask(Request::Tenant(session, Call::FindUser(wanted)));
    }

    pub(super) fn users_found(&mut self, email: &str, answer: Result<Vec<User>, Failure>, cx: &mut Cx<'_>) {
        // Something else was typed since: what was found is not about that.
        if self.is_signing_in() || ![Row::Subject, Row::Email].iter().any(|at| self.trial.answer(*at) == email) {
            return;
        }
        // Whoever goes on with it all the same has been told.
        email.clone_into(&mut self.trial.settled);
        let users = match answer {
            Ok(users) => users,
            Err(failure) => return cx.fail(&failure),
        };
        cx.tell(match users.as_slice() {
            [] => Notice::warn(format!("No user of the tenant has the address {email}.")),
            [user] if user.subject.trim().is_empty() => Notice::warn(format!(
                "{} has this address, but the tenant does not show their subject. Enter the subject.",
                user.name
            )),
            [user] => {
                let found = [&user.subject, &user.name, email].map(str::to_owned);
                for (claim, text) in FILLED.into_iter().zip(&found) {
                    self.trial.form.set(claim, text);
                }
                self.trial.fill(found);
                self.trial.looked = Some((user.subject.clone(), Before::Known));
                self.trial.several.clear();
                Notice::good(format!("{} has the subject {}.", user.name, user.subject))
            }
            several => {
                self.trial.several = several.to_vec();
                let count = several.len();
                Notice::warn(format!("{count} users have this address. Enter the subject of the one you mean."))
            }
        });
    }
}
