//! Who has which role in which space, for good: everybody by their group, and the bot of the start by itself, since bots
//! belong to no group.

use std::collections::HashMap;

use super::users::{Role, User, Users};

/// The roles with which somebody creates and changes connections in a space: "Can manage", "Can edit" and, as in managed
/// spaces nobody can edit, "Can publish". That it is these is inferred from their names; the table is not published.
const MAKERS: [&str; 3] = ["facilitator", "producer", "publisher"];

/// The members of all spaces. The owner of a space is none: owners have every role.
pub(super) struct Members {
    /// The role that members have, by space.
    usual: HashMap<String, &'static str>,
    bot: Option<String>,
}

impl Members {
    /// The members of a fresh tenant, by the role that everybody has in each of its spaces.
    pub(super) fn new(usual: HashMap<String, &'static str>, users: &Users) -> Self {
        Self { usual, bot: users.of_role(Role::Bot).map(|bot| bot.id.clone()) }
    }

    /// The role of a user in a space.
    pub(super) fn role(&self, space: &str, user: &User) -> Option<&'static str> {
        let is_member = user.role != Role::Bot || self.bot.as_ref() == Some(&user.id);
        self.usual.get(space).copied().filter(|_| is_member)
    }

    /// Whether a user may create and change connections in a space. Administrators may everywhere, but for bots: those
    /// see all spaces, and act in those of which they are members.
    pub(super) fn open_to(&self, space: &str, user: &User) -> bool {
        match user.role {
            Role::Admin => true,
            Role::Creator | Role::Bot => self.role(space, user).is_some_and(|role| MAKERS.contains(&role)),
            Role::Viewer => false,
        }
    }
}
