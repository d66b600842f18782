//! The fields of the test: as whom to sign in, to see who that is. One's own subject at first, which makes nobody.

use super::{Page, State, answers::Kind};
use crate::{
    domain::{access::Access, request::Asked, session::Me, user::User},
    kit::{
        keys::Key,
        line::{Edit, Line},
        notice::Notice,
        paste::{self, Kind as Rule, TooMuch},
        screen::Cx,
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
    /// Whether a user may be made by it.
    pub fn may_make(&self) -> bool {
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
    /// Subject, name and address as they were filled in last, of whoever set it up or was found by an address.
    filled: [String; 3],
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
        let was_filled = self.is_filled();
        let Some(line) = self.line() else { return Edit::Pass };
        let edit = line.key(key);
        if edit == Edit::Changed {
            self.changed(was_filled);
        }
        edit
    }

    /// A paste into it.
    pub fn paste(&mut self, text: &str) -> Result<(), TooMuch> {
        let cleaned = paste::clean(text, Rule::OneLine)?;
        let was_filled = self.is_filled();
        if let Some(line) = self.line() {
            line.insert(&cleaned.text);
            self.changed(was_filled);
        }
        Ok(())
    }

    /// Puts a user into the fields.
    pub fn fill(&mut self, subject: &str, name: &str, email: &str) {
        self.subject.set(subject);
        self.name.set(name);
        self.email.set(email);
        email.clone_into(&mut self.settled);
        self.filled = [subject, name, email].map(str::to_owned);
    }

    /// Whether the subject is the one that was filled in.
    fn is_filled(&self) -> bool {
        let [subject, ..] = &self.filled;
        !subject.is_empty() && self.subject.as_str().trim() == subject
    }

    /// The name and the address of one user are nobody else's, and a token that claims them would give them away.
    fn changed(&mut self, was_filled: bool) {
        self.several.clear();
        if was_filled && !self.is_filled() {
            let [_, name, email] = &self.filled;
            // What was typed over them stays.
            if self.name.as_str() == name {
                self.name.clear();
            }
            if self.email.as_str() == email {
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
            trial.fill(&me.subject, &me.name, me.email.as_deref().unwrap_or_default());
            trial.own.clone_from(&me.subject);
        }
        self.trial = trial;
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
