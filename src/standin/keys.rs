//! API keys: which there are, what they open, and until when. A key is a signed token with the six claims seen in real
//! keys. Keys are new at every start, so a key of another start, or of another tenant, opens nothing.

use std::time::Duration;

use jiff::{SignedDuration, Span, Timestamp, tz::TimeZone};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    clock::{self, stamp},
    random::Random,
    signer::Signer,
};

/// One key. The token itself is kept only so that it can be found.
#[derive(Clone)]
pub struct ApiKey {
    pub id: String,
    /// The id of the user as whom the key signs in.
    pub user: String,
    pub description: String,
    pub revoked: bool,
    token: String,
    expiry: Timestamp,
    dies: Option<Instant>,
    created: Timestamp,
    updated: Timestamp,
}

/// What an administrator can set. The real defaults are not published; these are ours.
pub struct Limits {
    pub max_expiry: String,
    pub per_user: usize,
    pub scim_expiry: String,
}

/// All keys.
pub struct ApiKeys {
    pub limits: Limits,
    keys: Vec<ApiKey>,
}

impl Default for ApiKeys {
    fn default() -> Self {
        let limits = Limits { max_expiry: "P365D".to_owned(), per_user: 5, scim_expiry: "P365D".to_owned() };
        Self { limits, keys: Vec::new() }
    }
}

/// What a new key is to be.
pub struct Wanted<'a> {
    pub tenant: &'a str,
    pub user: &'a str,
    pub description: &'a str,
    /// How long it lives.
    pub lifetime: Duration,
    /// Whether the end is written into the key. No public source shows an `exp`, so there are keys with one (those for
    /// which a lifetime was asked) and keys without.
    pub tell: bool,
}

impl ApiKeys {
    /// A new key, and the token that is shown this once.
    pub fn make(&mut self, wanted: &Wanted<'_>, signer: &Signer, random: &mut Random) -> (ApiKey, String) {
        let now = clock::wall();
        let expiry = now.checked_add(SignedDuration::try_from(wanted.lifetime).unwrap_or(SignedDuration::MAX));
        let expiry = expiry.unwrap_or(Timestamp::MAX);
        let id = random.uuid();
        // That the id of a key is also its `jti` is only probable for real ones.
        let mut claims = json!({
            "subType": "user",
            "tenantId": wanted.tenant,
            "jti": id,
            "aud": "qlik.api",
            "iss": "qlik.api/api-keys",
            "sub": wanted.user,
        });
        if wanted.tell {
            claims["exp"] = expiry.as_second().into();
        }
        let token = signer.sign(&claims);
        let key = ApiKey {
            id,
            user: wanted.user.to_owned(),
            description: wanted.description.to_owned(),
            revoked: false,
            token: token.clone(),
            expiry,
            dies: clock::monotonic().checked_add(wanted.lifetime),
            created: now,
            updated: now,
        };
        self.keys.push(key.clone());
        (key, token)
    }

    /// The key that this token is, as long as it opens anything.
    pub fn of_token(&self, token: &str) -> Option<&ApiKey> {
        self.keys.iter().find(|key| key.token == token && key.status() == "active")
    }

    /// The first key of a user, for announcements.
    pub fn first_of(&self, user: &str) -> Option<&str> {
        self.keys.iter().find(|key| key.user == user).map(|key| key.token.as_str())
    }

    /// A key by id.
    pub fn get(&self, id: &str) -> Option<&ApiKey> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// All keys, in the order in which they were made.
    pub fn all(&self) -> &[ApiKey] {
        &self.keys
    }

    /// How many keys of a user count against the limit.
    pub fn active_of(&self, user: &str) -> usize {
        self.keys.iter().filter(|key| key.user == user && key.status() == "active").count()
    }

    /// Writes another description.
    pub fn describe(&mut self, id: &str, description: &str) {
        if let Some(key) = self.keys.iter_mut().find(|key| key.id == id) {
            description.clone_into(&mut key.description);
            key.updated = clock::wall();
        }
    }

    /// Takes a key away altogether.
    pub fn remove(&mut self, id: &str) {
        self.keys.retain(|key| key.id != id);
    }

    /// Keeps a key, but lets it open nothing any more.
    pub fn revoke(&mut self, id: &str) {
        if let Some(key) = self.keys.iter_mut().find(|key| key.id == id) {
            key.revoked = true;
            key.updated = clock::wall();
        }
    }
}

impl ApiKey {
    /// `active`, `expired` or `revoked`.
    pub fn status(&self) -> &'static str {
        if self.revoked {
            "revoked"
        } else if self.dies.is_some_and(|dies| clock::monotonic() >= dies) {
            "expired"
        } else {
            "active"
        }
    }

    /// When it was made, for sorting.
    pub fn created(&self) -> Timestamp {
        self.created
    }

    /// The key object (`api-keys`), without the token.
    pub fn view(&self, tenant: &str) -> Value {
        json!({
            "id": self.id,
            "sub": self.user,
            "subType": "user",
            "description": self.description,
            "expiry": stamp(self.expiry),
            "status": self.status(),
            "created": stamp(self.created),
            "lastUpdated": stamp(self.updated),
            "createdByUser": self.user,
            "tenantId": tenant,
        })
    }
}

/// Reads an ISO 8601 duration such as `P7D` or `PT12H`, calendar units counted from now. Nothing and less is none.
pub fn duration(text: &str) -> Option<Duration> {
    // The library's friendlier notations are none of the tenant's.
    let span: Span = text.starts_with('P').then(|| text.parse().ok())??;
    let now = clock::wall().to_zoned(TimeZone::UTC);
    let end = now.checked_add(span).ok()?;
    Duration::try_from(end.timestamp().duration_since(now.timestamp())).ok().filter(|length| !length.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_iso_8601_has_them() {
        const DAY: Duration = Duration::from_hours(24);
        assert_eq!(duration("P7D"), Some(7 * DAY));
        assert_eq!(duration("PT12H"), Some(DAY / 2));
        assert_eq!(duration("P1W"), Some(7 * DAY));
        assert!(duration("P1Y").unwrap() >= 365 * DAY);
        for text in ["", "7", "7 days", "P", "PT0S", "-P1D", "P-1D", "P99999999999D"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
