//! API keys: which there are, and as whom they sign in. A key is a signed token with the six claims seen in real keys. Keys
//! are new at every start, so a key of another start, or of another tenant, opens nothing.

use jiff::SignedDuration;
use serde_json::json;

use super::{
    clock,
    random::Random,
    signer::Signer,
    users::{Role, User},
};

/// What the keys say of their end, where they say it.
const LIFETIME: SignedDuration = SignedDuration::from_hours(90 * 24);

/// One key. The token itself is kept only so that it can be found.
pub(super) struct ApiKey {
    /// The id of the user as whom the key signs in.
    pub user: String,
    token: String,
}

#[derive(Default)]
pub(super) struct ApiKeys(Vec<ApiKey>);

impl ApiKeys {
    /// A new key of a user. No public source shows an `exp`, so there are keys with one (the administrator's) and keys
    /// without.
    pub(super) fn make(&mut self, tenant: &str, user: &User, signer: &Signer, random: &mut Random) {
        let mut claims = json!({
            "subType": "user",
            "tenantId": tenant,
            "jti": random.uuid(),
            "aud": "qlik.api",
            "iss": "qlik.api/api-keys",
            "sub": user.id,
        });
        if user.role == Role::Admin {
            let end = clock::wall().checked_add(LIFETIME).unwrap_or(jiff::Timestamp::MAX);
            claims["exp"] = end.as_second().into();
        }
        self.0.push(ApiKey { user: user.id.clone(), token: signer.sign(&claims) });
    }

    /// The key that this token is.
    pub(super) fn of_token(&self, token: &str) -> Option<&ApiKey> {
        self.0.iter().find(|key| key.token == token)
    }

    /// The first key of a user, for announcements.
    pub(super) fn first_of(&self, user: &str) -> Option<&str> {
        self.0.iter().find(|key| key.user == user).map(|key| key.token.as_str())
    }
}
