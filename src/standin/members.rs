//! Who is a member of which space, and with which roles: what `spaces/{id}/assignments` shows and changes.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    clock::stamp,
    random::object_id,
    spaces::Space,
    users::{EVERYBODY, Role, User, Users},
};

/// The roles with which somebody creates and changes connections in a space: "Can manage", "Can edit" and, as in managed
/// spaces nobody can edit, "Can publish". That it is these is inferred from their names; the table is not published.
const MAKERS: [&str; 3] = ["facilitator", "producer", "publisher"];

/// The roles of one user, bot or group in one space.
#[derive(Clone)]
pub struct Assignment {
    /// `user`, `group` or `bot`.
    pub kind: &'static str,
    pub assignee: String,
    pub roles: Vec<String>,
    pub created: Timestamp,
    pub created_by: String,
    pub updated: Timestamp,
    pub updated_by: String,
}

impl Assignment {
    /// The roles that this user gives to somebody, from now on.
    pub fn new(kind: &'static str, assignee: &str, roles: Vec<String>, by: &str, now: Timestamp) -> Self {
        let (assignee, by) = (assignee.to_owned(), by.to_owned());
        Self { kind, assignee, roles, created: now, created_by: by.clone(), updated: now, updated_by: by }
    }

    /// Stable and unique, since nobody has two assignments in one space.
    pub fn id(&self, space: &str) -> String {
        object_id(&format!("{} in {space}", self.assignee))
    }

    /// The assignment object (`spaces.v1`, schema `Assignment`).
    pub fn view(&self, space: &str, tenant: &str, url: &str) -> Value {
        let (id, href) = (self.id(space), format!("{url}/api/v1/spaces/{space}"));
        json!({
            "id": id,
            "type": self.kind,
            "assigneeId": self.assignee,
            "roles": self.roles,
            "spaceId": space,
            "tenantId": tenant,
            "createdAt": stamp(self.created),
            "createdBy": self.created_by,
            "updatedAt": stamp(self.updated),
            "updatedBy": self.updated_by,
            "links": { "self": { "href": format!("{href}/assignments/{id}") }, "space": { "href": href } },
        })
    }
}

/// All assignments, by space. The owner of a space has none: owners have every role.
#[derive(Default)]
pub struct Members(HashMap<String, Vec<Assignment>>);

impl Members {
    /// The members of a fresh tenant: everybody by a group, and the bot of the start by itself, since bots belong to no
    /// group. They create in all spaces but those for reading only.
    pub fn new(spaces: &[Space], users: &Users, founder: &str, now: Timestamp) -> Self {
        let (bot, everybody) = (users.of_role(Role::Bot), object_id(EVERYBODY));
        let members = |space: &Space| {
            let roles = || vec![space.usual_role().to_owned()];
            let group = Assignment::new("group", &everybody, roles(), founder, now);
            let bot = bot.map(|bot| Assignment::new("bot", &bot.id, roles(), founder, now));
            (space.id.clone(), [group].into_iter().chain(bot).collect())
        };
        Self(spaces.iter().map(members).collect())
    }

    /// The assignments of a space.
    pub fn of(&self, space: &str) -> &[Assignment] {
        self.0.get(space).map_or(&[], Vec::as_slice)
    }

    /// The same, to be changed.
    pub fn of_mut(&mut self, space: &str) -> &mut Vec<Assignment> {
        self.0.entry(space.to_owned()).or_default()
    }

    /// The roles of a user in a space, own ones and those of groups.
    pub fn roles(&self, space: &str, user: &User) -> Vec<&str> {
        let mut roles: Vec<&str> = Vec::new();
        let groups: Vec<String> = user.groups().collect();
        let covers = |one: &&Assignment| one.assignee == user.id || groups.contains(&one.assignee);
        for role in self.of(space).iter().filter(covers).flat_map(|one| &one.roles) {
            if !roles.contains(&role.as_str()) {
                roles.push(role);
            }
        }
        roles
    }

    /// Whether a user may create and change connections in a space. Administrators may everywhere, but for bots: those
    /// see all spaces, and act in those of which they are members.
    pub fn open_to(&self, space: &str, user: &User) -> bool {
        match user.role {
            Role::Admin => true,
            Role::Creator | Role::Bot => self.roles(space, user).iter().any(|role| MAKERS.contains(role)),
            Role::Viewer => false,
        }
    }
}
