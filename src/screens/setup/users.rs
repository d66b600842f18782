//! The users that the tests made, or may have made: they stay named, whatever is tested or removed afterwards.

use super::{State, trial::Before};

/// A user that a test made, or may have made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MadeUser {
    /// The subject that was signed in as.
    pub subject: String,
    /// What the tenant told of the subject before.
    pub before: Before,
    /// The id of the user; none as long as nobody knows what came of the sign-in.
    pub id: Option<String>,
}

impl MadeUser {
    /// What became of it, in a sentence.
    fn told(&self) -> String {
        let subject = &self.subject;
        match (&self.id, self.before) {
            (None, _) => format!("It is not known whether the user {subject} was made."),
            (Some(id), Before::Untold) => {
                format!("If the tenant did not know {subject} before, this test has made that user: id {id}.")
            }
            (Some(id), Before::Known | Before::Unknown) => {
                format!("This test made a new user: {subject}, id {id}.")
            }
        }
    }

    /// How it is undone. Somebody who may have been there before is nobody's to delete.
    fn undo(&self, origin: &str) -> Option<String> {
        let at = format!("{origin}/api/v1/users");
        match (&self.id, self.before) {
            (Some(id), Before::Unknown) => Some(format!("DELETE {at}/{id} (the user that the test made)")),
            (None, Before::Unknown) => Some(format!(
                "look for the subject {} at GET {at}; if it is there, DELETE {at}/ and its id",
                self.subject
            )),
            (_, Before::Known | Before::Untold) => None,
        }
    }
}

impl State {
    /// A sign-in is about to be sent that may make this user: from now on it is named. Whether it had not been named so far.
    pub(super) fn expect_user(&mut self, subject: &str, before: Before) -> bool {
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

    /// The sign-in was refused before anybody could be made.
    pub(super) fn user_not_made(&mut self, subject: &str) {
        self.made_users.retain(|user| user.subject != subject || user.id.is_some());
    }

    /// What there is to tell of them; what is under way at this moment is not awaited in vain yet.
    pub(super) fn users_told(&self) -> Vec<String> {
        let awaited = self.trial.trying.as_ref().map(|trying| trying.subject.as_str());
        let settled = self.made_users.iter().filter(|user| user.id.is_some() || Some(user.subject.as_str()) != awaited);
        settled.map(MadeUser::told).collect()
    }

    /// The same for the scrollback, where an answer that never came is one that is not known.
    pub(super) fn users_recorded(&self) -> impl Iterator<Item = String> + '_ {
        self.made_users.iter().map(MadeUser::told)
    }

    /// How they are undone.
    pub(super) fn users_undone<'a>(&'a self, origin: &'a str) -> impl Iterator<Item = String> + 'a {
        self.made_users.iter().filter_map(|user| user.undo(origin))
    }
}
