//! The three generations of the create call, and all that differs between them.
//!
//! Paths, field names, the spelling of `authUrlOnly`: here and nowhere else (`qlik-cloud-api.md` sections 1, 2.2, 8.3 and 13.1).

use serde::Deserialize;
use serde_json::Value;

use super::{
    connection::NewConnection,
    http::{HttpRequest, Json},
    secret::Secret,
};

/// The release of the API that is spoken (`qlik-cloud-api.md` section 2). It steers warnings, not shapes.
pub const API_VERSION: &str = "2026-11";

/// A Qlik API.
// What is said here in `///` is said by the schema of answers files.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Api"))]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// The published one, /api/v1.
    #[default]
    V1,
    /// Its newer twin, /api/connectivity.
    Connectivity,
    // Withdrawn in 2024, and still in the tutorial. Only its create call is used.
    /// The withdrawn one, /api/v1/dcaas.
    Dcaas,
}

/// What a create call is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    Create,
    /// To get the URL at which a person consents. A source without interactive sign-in ignores this **and creates**.
    AuthUrl,
}

impl Dialect {
    pub const ALL: [Self; 3] = [Self::V1, Self::Dcaas, Self::Connectivity];

    /// The word for `--api`, and for the screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::Dcaas => "dcaas",
            Self::Connectivity => "connectivity",
        }
    }

    /// The one to offer where this one's route is missing. The withdrawn dialect is never offered to those who did not ask for it.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::V1 => Self::Connectivity,
            Self::Dcaas | Self::Connectivity => Self::V1,
        }
    }

    pub fn connections(self) -> &'static str {
        match self {
            Self::V1 | Self::Dcaas => "/api/v1/data-connections",
            Self::Connectivity => "/api/connectivity/data-connections",
        }
    }

    pub fn credentials(self) -> &'static str {
        match self {
            Self::V1 | Self::Dcaas => "/api/v1/data-credentials",
            Self::Connectivity => "/api/connectivity/data-credentials",
        }
    }

    pub fn sources(self) -> &'static str {
        match self {
            Self::V1 | Self::Dcaas => "/api/v1/data-sources",
            Self::Connectivity => "/api/connectivity/data-sources",
        }
    }

    fn create_path(self) -> &'static str {
        match self {
            Self::Dcaas => "/api/v1/dcaas/actions/data-connections",
            Self::V1 | Self::Connectivity => self.connections(),
        }
    }

    /// The create call for a connection. Where a person brings a code, that is a secret of it, and another call before it asks for the
    /// URL.
    pub fn requests(self, connection: NewConnection, code: Option<&str>) -> (HttpRequest, Option<HttpRequest>) {
        let Some(code) = code else { return (self.create(&connection, Purpose::Create), None) };
        let first = self.create(&connection, Purpose::AuthUrl);
        (self.create(&connection.with(code, Json::Secret(Secret::new(""))), Purpose::Create), Some(first))
    }

    /// One call for a connection.
    pub fn create(self, connection: &NewConnection, purpose: Purpose) -> HttpRequest {
        let (name, space) = match self {
            Self::V1 | Self::Connectivity => ("qName", "space"),
            Self::Dcaas => ("connectionName", "spaceId"),
        };
        // The schema and the tutorials spell this key differently; the tenant takes both, and each dialect gets its own.
        let source = match self {
            Self::V1 | Self::Connectivity => "datasourceID",
            Self::Dcaas => "dataSourceId",
        };
        let mut body = vec![(source.to_owned(), Json::text(&connection.source.0))];
        // Only while the request grows it has no name yet.
        if !connection.name.is_empty() {
            body.push((name.to_owned(), Json::text(&connection.name)));
        }
        if let Some(id) = &connection.space {
            body.push((space.to_owned(), Json::text(&id.0)));
        }
        if !connection.tags.is_empty() {
            body.push(("tags".to_owned(), Json::Plain(connection.tags.clone().into())));
        }
        if purpose == Purpose::AuthUrl {
            let only = match self {
                Self::V1 | Self::Connectivity => Json::Plain(Value::Bool(true)),
                Self::Dcaas => Json::text("true"),
            };
            body.push(("authUrlOnly".to_owned(), only));
        }
        body.push(("connectionProperties".to_owned(), Json::Object(connection.properties.clone())));
        HttpRequest { method: "POST", path: self.create_path().into(), body: Json::Object(body) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::{source::SourceId, space::SpaceId};

    fn sample() -> NewConnection {
        NewConnection {
            name: "n".into(),
            space: Some(SpaceId("s".into())),
            source: SourceId("gbq".into()),
            tags: vec![],
            properties: vec![("OAuthMechanism".into(), Json::text("1")), ("authCode".into(), Json::text(""))],
        }
    }

    #[test]
    fn each_dialect_asks_for_the_url_in_its_own_words() {
        let body = |dialect: Dialect| {
            serde_json::from_str::<Value>(&dialect.create(&sample(), Purpose::AuthUrl).body.wire()).unwrap()
        };
        let properties = json!({"OAuthMechanism": "1", "authCode": ""});
        let current = json!({"datasourceID": "gbq", "qName": "n", "space": "s", "authUrlOnly": true,
            "connectionProperties": properties});
        assert_eq!(body(Dialect::V1), current);
        assert_eq!(body(Dialect::Connectivity), current);
        assert_eq!(
            body(Dialect::Dcaas),
            json!({"dataSourceId": "gbq", "connectionName": "n", "spaceId": "s", "authUrlOnly": "true",
                "connectionProperties": properties})
        );
    }

    #[test]
    fn the_personal_space_is_the_absence_of_a_space() {
        let call = Dialect::V1.create(&NewConnection { space: None, ..sample() }, Purpose::Create);
        assert_eq!(call.path, "/api/v1/data-connections");
        assert!(call.body.get("space").is_none());
        assert!(call.body.get("authUrlOnly").is_none());
    }
}
