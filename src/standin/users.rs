//! The people of the tenant, and the API keys by which they are known. Keys are new at every start, so a key of another
//! start, or of another tenant, opens nothing.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    clock,
    random::{Random, object_id},
};

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `TenantAdmin`: everything, everywhere.
    Admin,
    /// Creates connections, in the personal space and in most shared ones.
    Creator,
    /// Reads; lacks the permission to create connections, so every create is a 403.
    Viewer,
    /// A machine-to-machine client, `qlikbot\…`: creates like the creator, and owns what it creates.
    Bot,
}

impl Role {
    /// The word for it in announcements.
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Creator => "creator",
            Self::Viewer => "viewer",
            Self::Bot => "bot",
        }
    }
}

/// One user.
#[derive(Clone)]
pub struct User {
    pub id: String,
    pub name: &'static str,
    pub role: Role,
    pub key: String,
    subject: String,
    tenant: String,
}

impl User {
    /// The address; a bot has none.
    fn email(&self) -> Option<String> {
        (self.role != Role::Bot).then(|| format!("{}@standin.example", self.role.name()))
    }

    /// The name as a provider's page shows it.
    pub fn account(&self) -> String {
        self.email().map_or_else(|| self.name.to_owned(), |email| format!("{} ({email})", self.name))
    }

    /// The user object of `GET users/{id}` (`users.v1`, schema `User`).
    pub fn view(&self, url: &str) -> Value {
        let roles: &[&str] = match self.role {
            Role::Admin => &["TenantAdmin"],
            Role::Creator => &["SharedSpaceCreator"],
            Role::Viewer | Role::Bot => &[],
        };
        let assigned: Vec<Value> = roles
            .iter()
            .map(|role| {
                let level = if *role == "TenantAdmin" { "admin" } else { "user" };
                json!({ "id": object_id(role), "name": role, "type": "default", "level": level })
            })
            .collect();
        let mut user = json!({
            "id": self.id,
            "tenantId": self.tenant,
            "status": "active",
            "subject": self.subject,
            "name": self.name,
            "assignedRoles": assigned,
            "assignedGroups": [],
            "roles": roles,
            "locale": "en-US",
            "zoneinfo": "Europe/Berlin",
            "createdAt": "2026-01-05T08:00:00.000Z",
            "lastUpdatedAt": "2026-10-01T09:30:00.000Z",
            "links": { "self": { "href": format!("{url}/api/v1/users/{}", self.id) } },
        });
        match self.email() {
            Some(email) => user["email"] = email.into(),
            None => user["clientId"] = self.subject.trim_start_matches("qlikbot\\").into(),
        }
        user
    }
}

/// The four users of a fresh tenant, the creator not first, so that nobody counts on the order.
pub fn population(tenant: &str, random: &mut Random) -> Vec<User> {
    [
        ("Alva Admin", Role::Admin),
        ("Cleo Creator", Role::Creator),
        ("Vito Viewer", Role::Viewer),
        ("Nightly loader", Role::Bot),
    ]
    .into_iter()
    .map(|(name, role)| {
        let id = object_id(name);
        let subject = match role {
            Role::Bot => format!("qlikbot\\{}", object_id("client of the bot")),
            _ => format!("auth0|{}", object_id(&format!("subject of {name}"))),
        };
        let key = api_key(tenant, &id, role, random);
        User { id, name, role, key, subject, tenant: tenant.to_owned() }
    })
    .collect()
}

/// A key in the form of a real one: a JWT with the six claims seen in real keys. No public source shows an `exp`;
/// the admin's key carries one, so that both forms can be met.
fn api_key(tenant: &str, user: &str, role: Role, random: &mut Random) -> String {
    let header = json!({ "alg": "ES384", "kid": random.uuid(), "typ": "JWT" });
    let mut claims = json!({
        "subType": "user",
        "tenantId": tenant,
        "jti": random.uuid(),
        "aud": "qlik.api",
        "iss": "qlik.api/api-keys",
        "sub": user,
    });
    if role == Role::Admin {
        claims["exp"] = (clock::wall().as_second() + 90 * 24 * 60 * 60).into();
    }
    let signature = [random.bytes(), random.bytes(), random.bytes()].concat();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{}", part(&header), part(&claims), URL_SAFE_NO_PAD.encode(signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_jwt_that_names_its_user_and_tenant() {
        let users = population("tenant", &mut Random::new().unwrap());
        for user in users {
            let claims = user.key.split('.').nth(1).unwrap();
            let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
            assert_eq!(claims["sub"], user.id.as_str());
            assert_eq!(claims["tenantId"], "tenant");
            assert_eq!(claims.get("exp").is_some(), user.role == Role::Admin);
        }
    }
}
