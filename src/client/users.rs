//! Whether anybody is there, and who is asking (`qlik-cloud-api.md` section 16).

use futures_util::future::join;

use crate::domain::{
    failure::{Failure, FailureKind},
    session::{self, Me, Reached, Session},
    tenant::Tenant,
};

use super::{
    Client, address, failure,
    outgoing::{Nature, Outgoing},
    reply::{Listed, UNCLEAR},
    wire::{Items, Role, TenantInfo, Texts, User},
};

const USER: &str = "/api/v1/users/me";
const USERS: &str = "/api/v1/users";
/// The role that administers a tenant.
const ADMIN: &str = "TenantAdmin";
const TENANT: &str = "/api/v1/tenants/me";

impl Client {
    /// Whether anybody is there, asked without a key: a tenant answers 401 in its own words. Any other answer is odd, which is
    /// worth a warning; only no answer at all is a failure.
    pub async fn reach(&self, tenant: &Tenant) -> Result<Reached, Failure> {
        let asked = "reaching the tenant";
        match self.send(&Outgoing::bare(asked, Nature::Read, tenant, USER, &[])?).await {
            Err(failure) if matches!(failure.kind, FailureKind::Unreachable(_) | FailureKind::NotSent(_)) => {
                Err(failure)
            }
            Err(failure) if failure.status == Some(401) && failure.envelope => Ok(Reached::Tenant),
            Ok(_) | Err(_) => Ok(Reached::Odd),
        }
    }

    /// Proves the token, and learns who it is. `users/me` may answer directly or redirect to the user; what the tenant says of
    /// itself is welcome but not needed.
    pub async fn sign_in(&self, session: &Session) -> Result<Me, Failure> {
        let asked = "signing in";
        let user = Outgoing::read(asked, session, USER, &[])?;
        let tenant = Outgoing::read(asked, session, TENANT, &[])?;
        // A login that is refused is refused once: both questions would try to get it.
        self.carry(&user, None).await?;
        let (user_reply, tenant_reply) = join(self.send(&user), self.send(&tenant)).await;
        let (user_id, told) = user_reply?.one(|mut told: User| Some((told.id.0.take()?, told)))?;
        let info: TenantInfo = tenant_reply.and_then(|reply| reply.one(Some)).unwrap_or_default();
        Ok(Me {
            name: told.name.0.clone().unwrap_or_else(|| user_id.clone()),
            user_id,
            email: told.email.0,
            subject: told.subject.0.unwrap_or_default(),
            tenant_id: told.tenant_id.0.or(info.id.0),
            tenant_name: info.name.0,
            created: told.created_too.0.or(told.created.0).and_then(|at| at.parse().ok()),
            is_admin: is_admin(told.assigned_roles.as_ref(), told.roles.as_ref()),
        })
    }

    /// The users with this e-mail address (`qlik-cloud-auth.md` section 4.5). Several may have it, for e-mail is not unique.
    pub async fn users_by_email(&self, session: &Session, email: &str) -> Result<Vec<session::User>, Failure> {
        let asked = "looking up the user";
        let page = self.filtered(asked, session, &format!("email eq {}", address::quoted(email.trim()))).await?;
        // A host that does not know the filter would answer with everybody.
        let meant = |user: &session::User| user.email.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(email.trim()));
        let users: Vec<session::User> = page.found.into_iter().filter(meant).collect();
        if users.is_empty() && !page.is_whole { Err(failure::odd(asked, UNCLEAR)) } else { Ok(users) }
    }

    /// The users that a person means by this word: an e-mail address, or else the id of a user.
    pub async fn find_users(&self, session: &Session, word: &str) -> Result<Vec<session::User>, Failure> {
        if word.contains('@') {
            return self.users_by_email(session, word).await;
        }
        self.users_by_id(session, &[word.trim().to_owned()]).await
    }

    /// The users of these ids, as far as the tenant tells of them (`GET users`, whose description names `id eq` joined by `or`).
    pub async fn users_by_id(&self, session: &Session, ids: &[String]) -> Result<Vec<session::User>, Failure> {
        let filter: Vec<String> = ids.iter().map(|id| format!("id eq {}", address::quoted(id))).collect();
        let page = self.filtered("looking up the users", session, &filter.join(" or ")).await?;
        // A host that does not know the filter would answer with everybody.
        Ok(page.found.into_iter().filter(|user| ids.contains(&user.id)).collect())
    }

    /// The user with this subject, if there is one. Subjects are unique.
    pub async fn user_by_subject(&self, session: &Session, subject: &str) -> Result<Option<session::User>, Failure> {
        let asked = "looking up the subject";
        let page = self.filtered(asked, session, &format!("subject eq {}", address::quoted(subject.trim()))).await?;
        let others = !page.found.is_empty();
        match page.found.into_iter().find(|user| user.subject == subject.trim()) {
            Some(user) => Ok(Some(user)),
            // A host that does not know the filter answers with anybody: that says nothing of this one.
            None if others => Err(failure::odd(asked, "The answer was about other users.")),
            None if !page.is_whole => Err(failure::odd(asked, UNCLEAR)),
            None => Ok(None),
        }
    }

    async fn filtered(
        &self,
        asked: &'static str,
        session: &Session,
        filter: &str,
    ) -> Result<Listed<session::User>, Failure> {
        let ask = Outgoing::read(asked, session, USERS, &[])?.query(&[("filter", filter), ("limit", "100")]);
        self.send(&ask).await?.list("data", found)
    }
}

fn found(told: User) -> Option<session::User> {
    let id = told.id.0?;
    Some(session::User {
        name: told.name.0.unwrap_or_else(|| id.clone()),
        subject: told.subject.0.unwrap_or_default(),
        email: told.email.0,
        status: told.status.0,
        id,
    })
}

/// Whether these are the roles of an administrator; nobody knows where the tenant tells of none.
fn is_admin(assigned: Option<&Items<Role>>, roles: Option<&Texts>) -> Option<bool> {
    let assigned = assigned.map(|all| all.0.iter().filter_map(|role| role.name.0.as_deref()).any(|name| name == ADMIN));
    let roles = roles.map(|all| all.0.iter().any(|name| name == ADMIN));
    match (assigned, roles) {
        (None, None) => None,
        (assigned, roles) => Some(assigned == Some(true) || roles == Some(true)),
    }
}
