//! Who has an e-mail address: shown before anybody acts as them, for only the subject says who it really is.
//!
//! Two methods ask. The one that impersonates goes on as the user; a signed token takes the user's subject over into its fields, so that
//! it does not make a second user of the same person (`qlik-cloud-auth.md` section 10).

use super::{
    Face, State,
    methods::{FieldKey, impersonation, signed},
};
use crate::{
    domain::{
        access::{Access, Method, UserRef},
        failure::{Failure, FailureKind},
        request::{Call, Request},
        session::{Session, User},
    },
    kit::{cursor::Cursor, notice::Notice, screen::Cx},
};

/// The users that were found.
#[derive(Debug)]
pub struct FoundUsers {
    /// For which authentication method.
    pub method: Method,
    pub email: String,
    /// Who has it.
    pub users: Vec<User>,
    pub cursor: Cursor,
}

/// A look-up that is under way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seeking {
    /// For which authentication method.
    pub method: Method,
    /// Who looks.
    pub by: LooksBy,
}

/// Who looks users up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LooksBy {
    /// The bot of the client that impersonates.
    Client,
    /// The administrator whose key was given for that.
    Key,
    /// Who is signed in already.
    Session,
}

const NO_ADDRESS: &str = "Enter the user's e-mail address at Subject, then press Ctrl+F.";
const NOBODY_LOOKS: &str = "Only an administrator can look up users. Enter an administrator's key here, then press Ctrl+F; or \
                            sign in as an administrator first.";
const NO_SUBJECT: &str = "The tenant does not show this user's subject. Ask an administrator for it.";

impl State {
    /// Looks for the user of this e-mail address.
    pub(super) fn seek(&mut self, seeking: Seeking, access: Access, email: String, cx: &mut Cx<'_>) {
        let Some(tenant) = cx.shared.draft.tenant().cloned() else { return };
        cx.shared.notice = None;
        self.seeking = Some(seeking);
        cx.ask(Request::Tenant(Session { tenant, access, dialect: cx.shared.dialect }, Call::FindUser(email)));
    }

    /// Looks for the subject of the user whose address stands where the subject should, by whoever may look.
    pub(super) fn find_subject(&mut self, cx: &mut Cx<'_>) {
        self.stop(cx);
        let signed_in = cx.session().filter(|_| cx.shared.draft.here().me.is_some());
        let filled = &mut self.forms[Method::Signed];
        let form = &mut filled.form;
        let Some(email) = signed::address(form).map(str::to_owned) else {
            form.go(FieldKey::Subject);
            cx.tell(Notice::info(NO_ADDRESS));
            return self.keep_told(cx);
        };
        let admin = form.secret(FieldKey::AdminKey);
        let (access, by) = match signed_in {
            // What is wrong with it stands below it.
            _ if !form.verify(FieldKey::AdminKey) => {
                form.go(FieldKey::AdminKey);
                return;
            }
            _ if !admin.is_empty() => (Access::Token(admin), LooksBy::Key),
            Some(session) => (session.access, LooksBy::Session),
            None => {
                form.go(FieldKey::AdminKey);
                cx.tell(Notice::info(NOBODY_LOOKS));
                return self.keep_told(cx);
            }
        };
        self.seek(Seeking { method: Method::Signed, by }, access, email, cx);
    }

    pub(super) fn found(&mut self, email: String, answer: Result<Vec<User>, Failure>, cx: &mut Cx<'_>) {
        let Some(Seeking { method, by }) = self.seeking.take() else { return };
        let filled = &mut self.forms[method];
        let form = &mut filled.form;
        match answer {
            Ok(users) if users.is_empty() => {
                let at = [FieldKey::User, FieldKey::Subject].into_iter().find(|field| !form.answer(*field).is_empty());
                form.refuse(at.unwrap_or(FieldKey::Email), nobody(method));
            }
            Ok(users) => {
                for user in &users {
                    self.subjects.insert(user.subject.clone());
                }
                self.people = Some(FoundUsers { method, email, users, cursor: Cursor::default() });
                self.face = Face::People;
            }
            Err(failure) => {
                match look_up_refusal(by, &failure) {
                    Some(text) => {
                        // What is wrong decides where to go: the client's own login, or who else may look.
                        let own = by == LooksBy::Client && failure.kind != FailureKind::Forbidden;
                        form.go(if own { FieldKey::ClientSecret } else { FieldKey::AdminKey });
                        cx.tell(Notice::about(&failure, text));
                    }
                    None => cx.fail(&failure),
                }
                self.keep_told(cx);
            }
        }
    }

    pub(super) fn use_user(&mut self, cx: &mut Cx<'_>) {
        let Some(people) = &self.people else { return };
        match people.users.get(people.cursor.row()).cloned() {
            Some(user) if people.method == Method::Signed => self.take_over(user, cx),
            Some(user) => self.act_as(&user, cx),
            None => {}
        }
    }

    fn act_as(&mut self, user: &User, cx: &mut Cx<'_>) {
        let access = impersonation::access(&self.forms[Method::Impersonation].form, meant(user));
        self.prove(Method::Impersonation, access, cx);
    }

    /// The fields of a signed token become those of a user that exists.
    fn take_over(&mut self, user: User, cx: &mut Cx<'_>) {
        if user.subject.is_empty() {
            cx.tell(Notice::warn(NO_SUBJECT));
            return self.keep_told(cx);
        }
        let email = user.email.or_else(|| self.people.take().map(|people| people.email)).unwrap_or_default();
        self.people = None;
        self.face = Face::Form(Method::Signed);
        let filled = &mut self.forms[Method::Signed];
        for (field, text) in
            [(FieldKey::Subject, &user.subject), (FieldKey::UserName, &user.name), (FieldKey::Email, &email)]
        {
            filled.form.set(field, text);
        }
        self.changed(Method::Signed, FieldKey::Subject, cx);
        self.forms[Method::Signed].go_to_gap();
        cx.tell(Notice::good(format!("{} has the subject {}.", user.name, user.subject)));
    }
}

/// By the subject, which was shown; by the id where the tenant told none.
fn meant(user: &User) -> UserRef {
    if user.subject.is_empty() { UserRef::Id(user.id.clone()) } else { UserRef::Subject(user.subject.clone()) }
}

/// What is said where nobody has an e-mail address.
fn nobody(method: Method) -> &'static str {
    match method {
        Method::Signed => "No user you can see has this e-mail address. For a new user, enter their subject.",
        _ => "No user of this tenant has this e-mail address. A subject or a user id works too.",
    }
}

/// The sentence about a look-up that was refused; none where the general one says all there is to say.
fn look_up_refusal(by: LooksBy, failure: &Failure) -> Option<&'static str> {
    Some(match (&failure.kind, by) {
        (FailureKind::Unauthorized | FailureKind::Invalid, LooksBy::Client) => {
            "The client could not sign in to look up the address: its id or secret is wrong, or it lacks the grant \
             client_credentials. Check them, or enter an administrator's key for the look-up."
        }
        (FailureKind::Forbidden, LooksBy::Client) => {
            "This client cannot look up users. Enter an administrator's key, or the user's id or subject."
        }
        (FailureKind::Unauthorized | FailureKind::Forbidden, LooksBy::Key) => {
            "This key cannot look up users; an administrator's key can. Enter one, or enter the user's subject."
        }
        (FailureKind::Unauthorized | FailureKind::Forbidden, LooksBy::Session) => {
            "You may not look up users here: only an administrator can. Enter an administrator's key for the look-up, or the \
             user's subject."
        }
        _ => return None,
    })
}
