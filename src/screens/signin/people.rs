//! Who has an e-mail address: shown before anybody acts as them, for only the subject says who it really is.

use super::{
    Face, State,
    field::Name,
    keys::{Command, PEOPLE, moved},
    methods::impersonation,
};
use crate::{
    domain::{
        access::{Method, UserRef},
        failure::{Failure, FailureKind},
        people::User,
    },
    kit::{
        keys::{Key, lookup},
        notice::Notice,
        screen::{Cx, Flow},
    },
};

/// The users that were found.
#[derive(Debug)]
pub struct People {
    /// The address.
    pub email: String,
    /// Who has it.
    pub users: Vec<User>,
    /// Which one has the focus.
    pub row: usize,
}

const NOBODY: &str =
    "Nobody at this tenant has this e-mail address. The user has to exist; a subject or a user id works too.";

impl State {
    pub(super) fn found(&mut self, email: String, answer: Result<Vec<User>, Failure>, cx: &mut Cx<'_>) {
        let Some(form) = self.forms.of_mut(Method::Impersonation) else { return };
        match answer {
            Ok(users) if users.is_empty() => form.refuse(Name::User, NOBODY),
            Ok(users) => {
                self.people = Some(People { email, users, row: 0 });
                self.face = Face::People;
            }
            Err(failure) => {
                let by_client = form.text(Name::AdminKey).is_empty();
                let text = match (&failure.kind, by_client) {
                    (FailureKind::Unauthorized | FailureKind::Invalid, true) => {
                        "The client could not sign in by itself to look the address up: its id or secret is wrong, or it lacks the \
                         grant client_credentials. Check them, or give an administrator's key for the look-up."
                    }
                    (FailureKind::Forbidden, true) => {
                        "This client may not look users up. Give an administrator's key for the look-up, or name the user by id \
                         or subject."
                    }
                    (FailureKind::Unauthorized | FailureKind::Forbidden, false) => {
                        "This key may not look users up: that takes an administrator's. Give another one, or name the user by id \
                         or subject."
                    }
                    _ => return cx.fail(&failure),
                };
                form.go_to(Name::AdminKey);
                cx.tell(Notice::about(&failure, text));
            }
        }
    }

    pub(super) fn people_key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let Some(people) = &mut self.people else {
            self.face = Face::Form(Method::Impersonation);
            return Flow::Stay;
        };
        match lookup(PEOPLE, key) {
            Some(Command::Move) => {
                people.row = moved(people.row, people.users.len(), key);
                self.stop(cx);
            }
            Some(Command::Enter) if cx.fresh => {
                let user = people.users.get(people.row).map(meant);
                if let Some((user, form)) = user.zip(self.forms.of(Method::Impersonation)) {
                    let access = impersonation::access(form, user);
                    self.prove(Method::Impersonation, access, cx);
                }
            }
            Some(Command::Close) => {
                self.stop(cx);
                self.face = Face::Form(Method::Impersonation);
            }
            Some(_) => {}
            None => return Flow::Pass,
        }
        Flow::Stay
    }
}

/// By the subject, which was shown; by the id where the tenant told none.
fn meant(user: &User) -> UserRef {
    if user.subject.is_empty() { UserRef::Id(user.id.clone()) } else { UserRef::Subject(user.subject.clone()) }
}
