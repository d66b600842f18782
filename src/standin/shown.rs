//! How the API shows a connection and a credential, and the entries for data files that stand among the connections.

use serde_json::{Map, Value, json};

use super::{
    clock::stamp,
    config::Dialect,
    random::{digest, stable_uuid},
    records::{Connection, Credential},
    sources::{Source, scalar_text},
    tenant::{Store, Tenant},
    users::User,
};

/// Where a connection is shown; the forms differ in small things.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// In the answer to a create: fewer privileges, and links that lack `/api`.
    Created,
    /// Alone, to somebody who may change it or not.
    Alone { changeable: bool },
    /// In a list, with its `qri` only on request.
    Listed { changeable: bool, qri: bool },
}

/// The word for the time of creation, in which the families differ.
pub(super) fn created_key(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::V1 => "created",
        Dialect::Dcaas | Dialect::Connectivity => "createdAt",
    }
}

fn family_path(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::V1 | Dialect::Dcaas => "v1",
        Dialect::Connectivity => "connectivity",
    }
}

impl Connection {
    /// The readable prefix of the source and a hash.
    pub(super) fn qri(&self, source: &Source) -> String {
        format!("{}{}", source.qri_prefix, digest(&self.id))
    }

    /// The connection object: the fields of the schema, and those that only real answers have (`id`, `datasourceID`,
    /// `qri`, `tags`, `tenant`, `version`).
    pub(super) fn view(&self, tenant: &Tenant, source: &Source, dialect: Dialect, shown: Shown) -> Value {
        let privileges: &[&str] = match shown {
            Shown::Created => &["read", "update", "delete"],
            Shown::Alone { changeable: true } | Shown::Listed { changeable: true, .. } => {
                &["list", "update", "delete", "read", "change_owner", "change_space"]
            }
            Shown::Alone { .. } | Shown::Listed { .. } => &["list", "read"],
        };
        let api = if shown == Shown::Created { "" } else { "/api" };
        let href = format!("{}{api}/{}/data-connections/{}", tenant.url, family_path(dialect), self.id);
        let mut view = json!({
            created_key(dialect): stamp(self.created),
            "datasourceID": self.source,
            "id": self.id,
            "links": { "self": { "href": href } },
            "privileges": privileges,
            "qArchitecture": 0,
            "qConnectStatement": self.connect_statement(source),
            "qEngineObjectID": self.id,
            "qID": self.id,
            "qLogOn": 1,
            "qName": self.name,
            "qSeparateCredentials": self.separated,
            "qType": source.provider,
            "tags": self.tags,
            "tenant": tenant.id,
            "updated": stamp(self.updated),
            "user": self.owner,
            "version": "V1",
        });
        if let Some(credential) = &self.credential {
            view["qCredentialsID"] = credential.as_str().into();
        }
        if let Some(space) = &self.space {
            view["space"] = space.as_str().into();
        }
        if !matches!(shown, Shown::Listed { qri: false, .. }) {
            view["qri"] = self.qri(source).into();
        }
        view
    }

    /// What `parseConnection=true` adds: what was sent, what the source defaults to, and no secret.
    pub(super) fn parsed_properties(&self, source: &Source) -> Map<String, Value> {
        let mut properties = self.properties.clone();
        for (name, schema) in &source.properties {
            if let (false, Some(default)) = (properties.contains_key(name), schema.get("default")) {
                properties.insert(name.clone(), default.clone());
            }
        }
        properties
    }

    /// `CUSTOM CONNECT TO "provider=…;…;"`. How a `;` or `"` inside a value is written is not published; none is
    /// escaped here.
    fn connect_statement(&self, source: &Source) -> String {
        let (provider, selector) = match source.provider.as_str() {
            "QvWebStorageProviderConnectorPackage.exe" => ("QvWebConnectorPackage.exe", "sourceType="),
            "QvOdbcConnectorPackage.exe" => (source.provider.as_str(), "driver="),
            other => (other, "sourceType="),
        };
        let mut statement = format!("CUSTOM CONNECT TO \"provider={provider};{selector}{};", self.source);
        for (name, value) in &self.properties {
            statement.extend([name, "=", &statement_value(value), ";"]);
        }
        statement + "\""
    }
}

/// REST lists are joined with `%2` inside and `%1` between pairs.
fn statement_value(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let pair = |item: &Value| {
                let part = |name| item.get(name).and_then(scalar_text).unwrap_or_default();
                format!("{}%2{}", part("name"), part("value"))
            };
            items.iter().map(pair).collect::<Vec<_>>().join("%1")
        }
        other => scalar_text(other).unwrap_or_default(),
    }
}

/// The name that every space's entry for its data files has, and that is reserved to those.
pub(super) const DATA_FILES: &str = "DataFiles";

fn data_files_id(space: Option<&str>, user: &User) -> String {
    let place = space.map_or_else(|| format!("personal {}", user.id), str::to_owned);
    stable_uuid(&format!("data files of {place}"))
}

/// Whether this is the id of an entry for data files, of a space or of this user.
pub(super) fn is_data_files(tenant: &Tenant, user: &User, id: &str) -> bool {
    let mut places = tenant.spaces.iter().map(|space| Some(space.id.as_str())).chain([None]);
    places.any(|place| data_files_id(place, user).eq_ignore_ascii_case(id))
}

/// The built-in entry of a space for its data files, which every list carries unless told otherwise.
pub(super) fn data_files(tenant: &Tenant, space: Option<&str>, user: &User, dialect: Dialect) -> Value {
    let id = data_files_id(space, user);
    let mut view = json!({
        created_key(dialect): "2026-01-05T08:00:00.000Z",
        "id": id,
        "links": { "self": { "href": format!("{}/api/{}/data-connections/{id}", tenant.url, family_path(dialect)) } },
        "privileges": ["list", "read"],
        "qArchitecture": 0,
        "qConnectStatement": "CUSTOM CONNECT TO \"provider=qix-datafiles.exe;path=DataFiles;\"",
        "qEngineObjectID": id,
        "qID": id,
        "qLogOn": 0,
        "qName": DATA_FILES,
        "qType": "qix-datafiles.exe",
        "tenant": tenant.id,
        "updated": "2026-01-05T08:00:00.000Z",
        "user": "",
    });
    if let Some(space) = space {
        view["space"] = space.into();
    }
    view
}

impl Credential {
    /// The credential object, with the fields of real answers (`connectionId`, `qSeparated`, lower-case
    /// `datasourceID`).
    pub(super) fn view(&self, tenant: &Tenant, store: &Store, dialect: Dialect) -> Value {
        json!({
            "connectionId": self.connection.as_deref().unwrap_or_default(),
            created_key(dialect): stamp(self.created),
            "datasourceID": self.source,
            "links": {
                "self": { "href": format!("{}/{}/data-credentials/{}", tenant.url, family_path(dialect), self.id) },
            },
            "qConnCount": store.uses(&self.id),
            "qID": self.id,
            "qName": self.name,
            "qSeparated": u8::from(self.separated),
            "qType": tenant.source(&self.source).map(|source| source.provider.as_str()),
            "updated": stamp(self.updated),
        })
    }
}
