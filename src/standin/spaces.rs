//! The spaces of the tenant: generated, stable from start to start, with the awkward names that real tenants have.

use serde_json::{Value, json};

use super::{
    members::Members,
    random::object_id,
    users::{Role, User},
};

/// One space. The personal space is none of these: it has no id.
pub(super) struct Space {
    pub id: String,
    pub name: String,
    pub kind: &'static str,
    pub created: String,
    description: String,
    /// Everybody may look; at the start only an administrator may create here.
    read_only: bool,
}

impl Space {
    /// The role that everybody has here from the start.
    pub(super) fn usual_role(&self) -> &'static str {
        match (self.read_only, self.kind) {
            (true, _) => "consumer",
            (false, "managed") => "publisher",
            (false, _) => "producer",
        }
    }

    /// The roles that exist in a space of this type.
    fn assignable(&self) -> &'static [&'static str] {
        match self.kind {
            "managed" => &["consumer", "contributor", "dataconsumer", "facilitator", "publisher", "basicconsumer"],
            "data" => &["consumer", "dataconsumer", "datapreview", "facilitator", "operator", "producer", "publisher"],
            _ => &["codeveloper", "consumer", "dataconsumer", "facilitator", "producer"],
        }
    }

    /// The space object as this user sees it (`spaces.v1`, schema `Space`).
    pub(super) fn view(&self, user: &User, members: &Members, owner: &str, tenant: &str, url: &str) -> Value {
        let href = format!("{url}/api/v1/spaces/{}", self.id);
        let actions: &[&str] = match (user.role, members.open_to(&self.id, user)) {
            (Role::Admin, _) => &["change_owner", "create", "read", "update", "delete"],
            (_, true) => &["create", "read", "update"],
            (_, false) => &["read"],
        };
        let roles = if user.id == owner {
            self.assignable().to_vec()
        } else {
            members.role(&self.id, user).into_iter().collect()
        };
        json!({
            "id": self.id,
            "type": self.kind,
            "ownerId": owner,
            "tenantId": tenant,
            "name": self.name,
            "description": self.description,
            "createdAt": self.created,
            "createdBy": owner,
            "updatedAt": self.created,
            "meta": { "actions": actions, "roles": roles, "assignableRoles": self.assignable() },
            "links": {
                "self": { "href": href },
                "assignments": { "href": format!("{href}/assignments") },
            },
        })
    }
}

const TEAMS: [&str; 12] = [
    "Finance",
    "Marketing",
    "Supply chain",
    "Sales EMEA",
    "People",
    "Manufacturing",
    "Customer care",
    "Risk",
    "Logistics",
    "Product analytics",
    "Sales APAC",
    "Research",
];
const TOPICS: [&str; 8] =
    ["", "reporting", "sandbox", "forecasts", "master data", "archive 2025", "experiments", "board pack"];

/// Names that break careless screens: wide characters, a right-to-left override, an escape sequence, all the signs that
/// mean something in a URL. They stand at fixed places among the ordinary ones.
const AWKWARD: [(usize, &str); 5] = [
    (3, "東京営業データ 🗼"),
    (5, "Invoices \u{202e}fdp.exe"),
    (7, "Ops \u{1b}[31malert\u{1b}[0m"),
    (9, "R&D 50% / a+b #1?"),
    (10, "المبيعات"),
];

/// The first `count` spaces of all three types; every fourth is for reading only. The first `twins` have a second one each of the
/// same name.
pub(super) fn generate(count: usize, twins: usize) -> Vec<Space> {
    let twin = |index| Space { id: object_id(&format!("twin {index}")), ..space(index) };
    (0..count).map(space).chain((0..twins.min(count)).map(twin)).collect()
}

fn space(index: usize) -> Space {
    let kind = match index % 6 {
        2 => "managed",
        4 => "data",
        _ => "shared",
    };
    let (team, round) = (TEAMS[index % TEAMS.len()], index / TEAMS.len());
    let topic = TOPICS[round % TOPICS.len()];
    let name = match AWKWARD.iter().find(|(place, _)| *place == index) {
        Some((_, name)) => (*name).to_owned(),
        None if round < TOPICS.len() => format!("{team} {topic}").trim_end().to_owned(),
        None => format!("{team} {topic} {}", round / TOPICS.len() + 1).replace("  ", " "),
    };
    let description = match index % 5 {
        0 => format!("{team}: everything that is shared with the whole department."),
        1 => String::new(),
        2 => format!(
            "Curated connections of {team}. Ask the space owner before adding one: every connection here is reviewed \
             each quarter, its credentials are rotated by the platform team, and anything that nobody has used for \
             ninety days is removed without further notice. (長い説明もあります。)"
        ),
        3 => "Nur zum Ausprobieren, wird monatlich geleert.".to_owned(),
        _ => format!("Work in progress of {team}"),
    };
    Space {
        id: object_id(&format!("space {index}")),
        name,
        kind,
        created: format!("2026-{:02}-{:02}T{:02}:00:00.000Z", index % 10 + 1, index % 28 + 1, index % 24),
        description,
        read_only: index % 4 == 3,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ten_thousand_spaces_have_ten_thousand_names_and_ids() {
        let spaces = generate(10_000, 0);
        assert_eq!(spaces.iter().map(|space| &space.name).collect::<HashSet<_>>().len(), 10_000);
        assert_eq!(spaces.iter().map(|space| &space.id).collect::<HashSet<_>>().len(), 10_000);
    }
}
