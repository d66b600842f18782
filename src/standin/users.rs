//! The people of the tenant, bots included: who is there from the start, and who comes later, by signing in with a signed
//! token, by `POST users` or as the bot of a client. How they sign in is for `keys`, `tokens` and `sessions`.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    clock::{self, stamp},
    random::{Random, object_id},
};

/// When the users of a fresh tenant came: 2026-01-05 08:00 UTC.
const FOUNDED: Timestamp = Timestamp::constant(1_767_600_000, 0);

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// `TenantAdmin`: everything, everywhere.
    Admin,
    /// Creates connections, in the personal space and in most shared ones.
    Creator,
    /// Reads; lacks the permission to create connections, so every create is a 403.
    Viewer,
    /// A machine-to-machine client, `qlikbot\…`: administers, and owns what it creates; in spaces only as a member.
    Bot,
}

impl Role {
    /// The word for it in announcements.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Creator => "creator",
            Self::Viewer => "viewer",
            Self::Bot => "bot",
        }
    }

    /// The names of the tenant's roles.
    fn assigned(self) -> &'static [&'static str] {
        match self {
            Self::Admin | Self::Bot => &["TenantAdmin"],
            Self::Creator => &["SharedSpaceCreator"],
            Self::Viewer => &[],
        }
    }
}

#[derive(Clone)]
pub(super) struct User {
    pub id: String,
    pub name: String,
    pub role: Role,
    pub subject: String,
    pub email: Option<String>,
    /// `active` or `disabled`, of the published ones.
    pub status: &'static str,
    /// Whether the user may administer. A token without the scope for it takes that away from the caller.
    pub admin: bool,
    created: Timestamp,
    tenant: String,
}

impl User {
    /// Whether this user may sign in at all.
    pub(super) fn active(&self) -> bool {
        self.status == "active"
    }

    /// The id of the group that the user is in. That bots are in none is ours.
    fn group(&self) -> Option<String> {
        (self.role != Role::Bot).then(|| object_id(EVERYBODY))
    }

    /// The client whose bot this is.
    fn client(&self) -> Option<&str> {
        self.subject.strip_prefix("qlikbot\\")
    }

    /// The name as a page shows it.
    pub(super) fn account(&self) -> String {
        match &self.email {
            Some(email) => format!("{} ({email})", self.name),
            None => self.name.clone(),
        }
    }

    /// What a list of users can be filtered by.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        match name {
            "id" => Some(self.id.clone()),
            "name" => Some(self.name.clone()),
            "email" => self.email.clone(),
            "subject" => Some(self.subject.clone()),
            "status" => Some(self.status.to_owned()),
            "clientId" => self.client().map(str::to_owned),
            _ => None,
        }
    }

    /// The user object of `GET users/{id}` (`users.v1`, schema `User`).
    pub(super) fn view(&self, url: &str) -> Value {
        let roles = self.role.assigned();
        let assigned: Vec<Value> = roles
            .iter()
            .map(|role| {
                let level = if *role == "TenantAdmin" { "admin" } else { "user" };
                json!({ "id": object_id(role), "name": role, "type": "default", "level": level })
            })
            .collect();
        let groups: Vec<Value> = self
            .group()
            .into_iter()
            .map(|id| json!({ "id": id, "name": EVERYBODY, "providerType": "custom" }))
            .collect();
        let mut user = json!({
            "id": self.id,
            "tenantId": self.tenant,
            "status": self.status,
            "subject": self.subject,
            "name": self.name,
            "assignedRoles": assigned,
            "assignedGroups": groups,
            "roles": roles,
            "locale": "en-US",
            "zoneinfo": "Europe/Berlin",
            "createdAt": stamp(self.created),
            "lastUpdatedAt": "2026-10-01T09:30:00.000Z",
            "links": { "self": { "href": format!("{url}/api/v1/users/{}", self.id) } },
        });
        match (&self.email, self.client()) {
            (Some(email), _) => user["email"] = email.as_str().into(),
            (None, Some(client)) => user["clientId"] = client.into(),
            (None, None) => {}
        }
        user
    }
}

pub(super) struct Users {
    tenant: String,
    all: Vec<User>,
}

/// The name of the group that all people are in.
const EVERYBODY: &str = "Everybody";

/// The client whose bot has been there from the start.
pub(super) const BOT_CLIENT: &str = "client of the bot";

impl Users {
    /// The users of a fresh tenant, the creator not first, so that nobody counts on the order.
    pub(super) fn new(tenant: &str) -> Self {
        let mut users = Self { tenant: tenant.to_owned(), all: Vec::new() };
        for (name, role, email, status) in [
            ("Alva Admin", Role::Admin, "admin", "active"),
            ("Cleo Creator", Role::Creator, "creator", "active"),
            ("Vito Viewer", Role::Viewer, "viewer", "active"),
            ("Nightly loader", Role::Bot, "", "active"),
            ("Dora Departed", Role::Creator, "departed", "disabled"),
        ] {
            let subject = match role {
                Role::Bot => format!("qlikbot\\{}", object_id(BOT_CLIENT)),
                _ => format!("auth0|{}", object_id(&format!("subject of {name}"))),
            };
            let email = (!email.is_empty()).then(|| format!("{email}@standin.example"));
            let user = users.user(object_id(name), name, role, subject, email);
            users.all.push(User { status, created: FOUNDED, ..user });
        }
        users
    }

    fn user(&self, id: String, name: &str, role: Role, subject: String, email: Option<String>) -> User {
        User {
            id,
            name: name.to_owned(),
            role,
            subject,
            email,
            status: "active",
            admin: matches!(role, Role::Admin | Role::Bot),
            created: clock::wall(),
            tenant: self.tenant.clone(),
        }
    }

    /// In the order in which they came.
    pub(super) fn all(&self) -> &[User] {
        &self.all
    }

    /// The first user of a role.
    pub(super) fn of_role(&self, role: Role) -> Option<&User> {
        self.all.iter().find(|user| user.role == role)
    }

    /// A user by id.
    pub(super) fn get(&self, id: &str) -> Option<&User> {
        self.all.iter().find(|user| user.id == id)
    }

    /// A user by the subject of the identity provider.
    pub(super) fn of_subject(&self, subject: &str) -> Option<&User> {
        self.all.iter().find(|user| user.subject == subject)
    }

    /// A user by address.
    pub(super) fn of_email(&self, email: &str) -> Option<&User> {
        self.all.iter().find(|user| user.email.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(email)))
    }

    /// A new user. Which roles a new user has in a real tenant, the tenant decides; here it is those of a creator.
    pub(super) fn add(
        &mut self,
        subject: &str,
        name: &str,
        email: Option<String>,
        role: Role,
        random: &mut Random,
    ) -> User {
        let user = self.user(object_id(&random.text()), name, role, subject.to_owned(), email);
        self.all.push(user.clone());
        user
    }

    /// The bot of a client, made at its first use.
    pub(super) fn bot(&mut self, client: &str, name: &str, random: &mut Random) -> User {
        let subject = format!("qlikbot\\{client}");
        if let Some(bot) = self.of_subject(&subject) {
            return bot.clone();
        }
        let id = object_id(&random.text());
        let bot = self.user(id, name, Role::Bot, subject, None);
        self.all.push(bot.clone());
        bot
    }
}
