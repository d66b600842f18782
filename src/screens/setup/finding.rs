//! Who the test is about: a user found by the address, and whether the tenant knows a subject.

use super::{
    State,
    trial::{Before, EMAIL, SIGNING_IN, Trying},
};
use crate::{
    domain::{
        failure::Failure,
        request::{Asked, Call, Request},
        user::User,
    },
    kit::{notice::Notice, screen::Cx, scroll::Scroll},
};

impl State {
    /// Whether Enter looks for a user: an address was typed, and nobody has looked who has it.
    pub(super) fn asks_for_user(&self) -> bool {
        self.trial.at == Some(EMAIL) && self.trial.has_new_email()
    }

    /// Whether the tenant knows the subject. If it does, signing in makes nobody, and goes on; otherwise a person decides.
    pub(super) fn subject_found(&mut self, subject: &str, answer: &Result<Option<User>, Failure>, cx: &mut Cx<'_>) {
        let before = match answer {
            Ok(Some(_)) => Before::Known,
            Ok(None) => Before::Unknown,
            Err(_) => Before::Untold,
        };
        if let Ok(Some(user)) = answer {
            self.user_stands(subject, &user.id);
        }
        self.trial.looked = Some((subject.to_owned(), before));
        // Only for the subject that was asked about, whatever stands in the field by now.
        if self.trial.trying.as_ref().is_none_or(|trying| trying.subject != subject || trying.before.is_some()) {
            return;
        }
        let Some(trying) = self.trial.trying.take() else { return };
        if before == Before::Known {
            return self.send(Trying { before: Some(before), ..trying }, cx);
        }
        self.scroll = Scroll::default();
        self.was_read = false;
        // No button has the focus: what is to be read now comes first.
        self.trial.at = None;
        self.at = None;
    }

    /// Finds a subject by the e-mail address, or by what was typed as a subject and looks like one.
    pub(super) fn find_user(&mut self, cx: &mut Cx<'_>) {
        if self.is_signing_in() {
            return cx.tell(Notice::info(SIGNING_IN));
        }
        let (subject, email) = (self.trial.subject.as_str().trim(), self.trial.email.as_str().trim());
        let by_subject = subject.contains('@') && !self.trial.is_own() && self.trial.at != Some(EMAIL);
        let wanted = if by_subject { subject } else { email };
        let Some(session) = self.session.clone().filter(|_| !wanted.is_empty()) else {
            self.trial.at = Some(EMAIL);
            self.at = None;
            cx.tell(Notice::info("Type the e-mail address of the user, then Ctrl+F."));
            return;
        };
        let wanted = wanted.to_owned();
        // Whoever is found may be somebody else than the subject that is being looked up.
        self.stop_trying();
        cx.drop_question(Asked::FindSubject);
        cx.ask(Request::Tenant(session, Call::FindUser(wanted)));
    }

    pub(super) fn users_found(&mut self, email: &str, answer: Result<Vec<User>, Failure>, cx: &mut Cx<'_>) {
        // Something else was typed since: what was found is not about that.
        if self.is_signing_in()
            || ![&self.trial.subject, &self.trial.email].iter().any(|it| it.as_str().trim() == email)
        {
            return;
        }
        // Whoever goes on with it all the same has been told.
        email.clone_into(&mut self.trial.settled);
        let users = match answer {
            Ok(users) => users,
            Err(failure) => return cx.fail(&failure),
        };
        match users.as_slice() {
            [] => cx.tell(Notice::warn(format!("No user of the tenant has the address {email}."))),
            [user] if user.subject.trim().is_empty() => {
                cx.tell(Notice::warn(format!(
                    "{} has this address, but the tenant tells no subject of that user. Type the subject.",
                    user.name
                )));
            }
            [user] => {
                self.trial.fill(&user.subject, &user.name, email);
                self.trial.looked = Some((user.subject.clone(), Before::Known));
                self.trial.several.clear();
                cx.tell(Notice::good(format!("{} has the subject {}.", user.name, user.subject)));
            }
            several => {
                self.trial.several = several.to_vec();
                cx.tell(Notice::warn(format!(
                    "{} users have this address. Type the subject of the one you mean.",
                    several.len()
                )));
            }
        }
    }
}
