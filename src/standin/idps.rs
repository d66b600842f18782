//! JWT identity providers, the signed tokens they have let in, and web integrations.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{clock::stamp, jwt::PublicKey};

/// An identity provider of protocol `jwtAuth`.
#[derive(Clone)]
pub(super) struct IdentityProvider {
    pub id: String,
    pub issuer: String,
    pub kid: String,
    pub pem: String,
    pub key: PublicKey,
    pub tenants: Vec<String>,
    pub description: String,
    pub tolerance: i64,
    pub created: Timestamp,
    pub updated: Timestamp,
}

/// All identity providers.
#[derive(Default)]
pub(super) struct IdentityProviders {
    pub all: Vec<IdentityProvider>,
    /// Ids of the tokens that have signed somebody in, each with the issuer that must not repeat it.
    seen: HashSet<(String, String)>,
}

impl IdentityProviders {
    /// The provider of an issuer and a key id.
    pub(super) fn of(&self, issuer: &str, kid: &str) -> Option<&IdentityProvider> {
        self.all.iter().find(|idp| idp.issuer == issuer && idp.kid == kid)
    }

    /// Whether this token is met for the first time, which is so once.
    pub(super) fn first_time(&mut self, issuer: &str, jti: &str) -> bool {
        self.seen.insert((issuer.to_owned(), jti.to_owned()))
    }
}

impl IdentityProvider {
    /// The object of the API. The `pem` comes back as it was given.
    pub(super) fn view(&self) -> Value {
        json!({
            "id": self.id,
            "active": true,
            "created": stamp(self.created),
            "lastUpdated": stamp(self.updated),
            "protocol": "jwtAuth",
            "provider": "external",
            "tenantIds": self.tenants,
            "description": self.description,
            "interactive": false,
            "clockToleranceSec": self.tolerance,
            "options": {
                "jwtLoginEnabled": true,
                "issuer": self.issuer,
                "staticKeys": [{ "kid": self.kid, "pem": self.pem }],
            },
        })
    }
}

/// A web integration: the origins from which browsers may call.
#[derive(Clone)]
pub(super) struct WebIntegration {
    pub id: String,
    pub name: String,
    pub origins: Vec<String>,
    pub created_by: String,
    pub created: Timestamp,
    pub updated: Timestamp,
}

impl WebIntegration {
    /// The object of the API.
    pub(super) fn view(&self, tenant: &str, url: &str) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "tenantId": tenant,
            "createdBy": self.created_by,
            "created": stamp(self.created),
            "lastUpdated": stamp(self.updated),
            "validOrigins": self.origins,
            "links": { "self": { "href": format!("{url}/api/v1/web-integrations/{}", self.id) } },
        })
    }
}
