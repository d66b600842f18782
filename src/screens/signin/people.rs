//! Who has an e-mail address: shown before anybody acts as them, for only the subject says who it really is.
//!
//! Two ways ask. One that impersonates goes on as the user; a signed token takes the user's subject over into its fields, so that
//! it does not make a second user of the same person (`qlik-cloud-auth.md` section 10).

use super::{
    Face, State,
    field::Name,
    keys::{Command, PEOPLE, moved},
    methods::{impersonation, signed},
    words,
};
use crate::{
    domain::{
        access::{Access, Method, UserRef},
        failure::{Failure, FailureKind},
        request::{Call, Request},
        session::Session,
        user::User,
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
    /// For which way to sign in.
    pub method: Method,
    /// The address.
    pub email: String,
    /// Who has it.
    pub users: Vec<User>,
    /// Which one has the focus.
    pub row: usize,
}

/// A look-up that is under way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seeking {
    /// For which way to sign in.
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

const NO_ADDRESS: &str = "Type the e-mail address of the user into Subject, then Ctrl+F.";
const NOBODY_LOOKS: &str = "Looking users up takes an administrator. Give an administrator's key here, then Ctrl+F; or sign in as one first, and come back.";
const NO_SUBJECT: &str =
    "The tenant does not tell the subject of this user, so there is nothing to take over. Ask an administrator for it.";

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
        let Some(form) = self.forms.of_mut(Method::Signed) else { return };
        let Some(email) = signed::address(form).map(str::to_owned) else {
            form.go_to(Name::Subject);
            cx.tell(Notice::info(NO_ADDRESS));
            return self.goes_with_it(cx);
        };
        let admin = form.secret(Name::AdminKey);
        let broken = form.get_mut(Name::AdminKey).is_some_and(|field| field.broken || !field.check());
        let (access, by) = match signed_in {
            // What is wrong with it stands below it.
            _ if broken => return form.go_to(Name::AdminKey),
            _ if !admin.is_empty() => (Access::Token(admin), LooksBy::Key),
            Some(session) => (session.access, LooksBy::Session),
            None => {
                form.go_to(Name::AdminKey);
                cx.tell(Notice::info(NOBODY_LOOKS));
                return self.goes_with_it(cx);
            }
        };
        self.seek(Seeking { method: Method::Signed, by }, access, email, cx);
    }

    pub(super) fn found(&mut self, email: String, answer: Result<Vec<User>, Failure>, cx: &mut Cx<'_>) {
        let Some(Seeking { method, by }) = self.seeking.take() else { return };
        let Some(form) = self.forms.of_mut(method) else { return };
        match answer {
            Ok(users) if users.is_empty() => {
                let at = [Name::User, Name::Subject].into_iter().find(|name| !form.text(*name).is_empty());
                form.refuse(at.unwrap_or(Name::Email), words::nobody(method));
            }
            Ok(users) => {
                for user in &users {
                    self.met.insert(user.subject.clone());
                }
                self.people = Some(People { method, email, users, row: 0 });
                self.face = Face::People;
            }
            Err(failure) => {
                match words::look_up(by, &failure) {
                    Some(text) => {
                        // What is wrong decides where to go: the client's own login, or who else may look.
                        let own = by == LooksBy::Client && failure.kind != FailureKind::Forbidden;
                        form.go_to(if own { Name::ClientSecret } else { Name::AdminKey });
                        cx.tell(Notice::about(&failure, text));
                    }
                    None => cx.fail(&failure),
                }
                self.goes_with_it(cx);
            }
        }
    }

    pub(super) fn people_key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let Some(people) = &mut self.people else {
            self.face = Face::List;
            return Flow::Stay;
        };
        match lookup(PEOPLE, key) {
            Some(Command::Move) => {
                people.row = moved(people.row, people.users.len(), key);
                self.stop(cx);
                self.take_back(cx);
            }
            Some(Command::Enter) if cx.fresh => {
                if let Some(user) = people.users.get(people.row).cloned() {
                    match people.method {
                        Method::Signed => self.take_over(user, cx),
                        _ => self.act_as(&user, cx),
                    }
                }
            }
            Some(Command::Close) => {
                self.face = Face::Form(people.method);
                self.stop(cx);
            }
            Some(_) => {}
            None => return Flow::Pass,
        }
        Flow::Stay
    }

    fn act_as(&mut self, user: &User, cx: &mut Cx<'_>) {
        if let Some(form) = self.forms.of(Method::Impersonation) {
            let access = impersonation::access(form, meant(user));
            self.prove(Method::Impersonation, access, cx);
        }
    }

    /// The fields of a signed token become those of a user that exists.
    fn take_over(&mut self, user: User, cx: &mut Cx<'_>) {
        if user.subject.is_empty() {
            cx.tell(Notice::warn(NO_SUBJECT));
            return self.goes_with_it(cx);
        }
        let email = user.email.or_else(|| self.people.take().map(|people| people.email)).unwrap_or_default();
        self.people = None;
        self.face = Face::Form(Method::Signed);
        let Some(form) = self.forms.of_mut(Method::Signed) else { return };
        for (name, text) in [(Name::Subject, &user.subject), (Name::Called, &user.name), (Name::Email, &email)] {
            if let Some(field) = form.get_mut(name) {
                field.retype(text);
            }
        }
        form.go_to(Name::Subject);
        self.changed(Method::Signed, cx);
        if let Some(form) = self.forms.of_mut(Method::Signed) {
            form.go_to_gap();
        }
        cx.tell(Notice::good(format!("{} has the subject {}.", user.name, user.subject)));
    }
}

/// By the subject, which was shown; by the id where the tenant told none.
fn meant(user: &User) -> UserRef {
    if user.subject.is_empty() { UserRef::Id(user.id.clone()) } else { UserRef::Subject(user.subject.clone()) }
}
