//! The data sources of the tenant: read from `assets/standin/sources-*.json`, and what each of them asks of a create.

use std::io;

use serde::Deserialize;
use serde_json::{Map, Value};

/// The fixtures. Property lists are the public ones; where nothing public exists (files, name and value lists, which
/// fields belong to a login, which property takes a code anywhere but at BigQuery) they follow conventions of our own. The `standin_…` sources are invented.
const FIXTURES: [&str; 6] = [
    include_str!("../../assets/standin/sources-files.json"),
    include_str!("../../assets/standin/sources-databases.json"),
    include_str!("../../assets/standin/sources-interactive.json"),
    include_str!("../../assets/standin/sources-gateway.json"),
    include_str!("../../assets/standin/sources-integration.json"),
    include_str!("../../assets/standin/sources-odd.json"),
];

/// One data source.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Source {
    #[serde(rename = "dataSourceId")]
    pub id: String,
    /// The human label.
    pub data_source_name: String,
    /// The provider's display name.
    pub name: String,
    pub provider: String,
    pub connector_version: String,
    pub capabilities: Vec<String>,
    pub data_source_property_name: Option<String>,
    pub qri_prefix: String,
    /// Fields without which a create is refused in practice, although api-specs mark nothing as required.
    pub needs: Vec<String>,
    /// The ways to sign in; one that applies must be complete.
    pub logins: Vec<Login>,
    /// Fields that live in the credential, not in the connection.
    pub credential: Vec<String>,
    /// Fields that never come back.
    pub secret: Vec<String>,
    /// The JSON Schema properties, in the order of the form.
    pub properties: Map<String, Value>,
    /// The JSON Schema `required`, on the one source that has it.
    pub required: Option<Vec<String>>,
    /// For `DG_` sources: whether the tenant has gateways for it.
    #[serde(default)]
    pub gateways: bool,
    /// Switched off by an administrator.
    #[serde(default)]
    pub disabled: bool,
    /// Its connector cannot be reached.
    #[serde(default)]
    pub down: bool,
}

/// One way to sign in to a source.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    /// Properties that must have these values; none means always.
    #[serde(default)]
    pub when: Map<String, Value>,
    pub fields: Vec<String>,
    /// Whether the single field is the code of an interactive sign-in.
    #[serde(default)]
    pub browser: bool,
}

impl Source {
    /// Whether users may bring credentials of their own: the key is in api-specs, or not.
    pub(super) fn separable(&self) -> bool {
        self.properties.contains_key("separateCredentials")
    }

    /// A property as text: what was sent, else the declared default. Scalars may come as string, number or boolean.
    pub(super) fn value(&self, sent: &Map<String, Value>, name: &str) -> Option<String> {
        sent.get(name)
            .or_else(|| self.properties.get(name).and_then(|schema| schema.get("default")))
            .and_then(scalar_text)
    }

    /// The ways to sign in that the sent values select.
    pub(super) fn logins<'a>(&'a self, sent: &'a Map<String, Value>) -> impl Iterator<Item = &'a Login> {
        self.logins
            .iter()
            .filter(|login| login.when.iter().all(|(name, wanted)| self.value(sent, name) == scalar_text(wanted)))
    }

    /// The name of the code's field, when the sent values select an interactive sign-in.
    pub(super) fn browser_code<'a>(&'a self, sent: &'a Map<String, Value>) -> Option<&'a str> {
        self.logins(sent).find(|login| login.browser)?.fields.first().map(String::as_str)
    }

    /// `connectionProperties` of api-specs, in the published form.
    pub(super) fn schema(&self) -> Value {
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "object".into());
        schema.insert("properties".to_owned(), Value::Object(self.properties.clone()));
        if let Some(required) = &self.required {
            schema.insert("required".to_owned(), required.clone().into());
        }
        Value::Object(schema)
    }
}

/// A scalar as text; nothing for null, lists and objects.
pub(super) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whether a value was really given: present, not null, not empty.
pub(super) fn given(sent: &Map<String, Value>, name: &str) -> bool {
    match sent.get(name) {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(_) => true,
    }
}

/// Reads the fixtures.
pub(super) fn load() -> io::Result<Vec<Source>> {
    let mut sources = Vec::new();
    for fixture in FIXTURES {
        sources.extend(serde_json::from_str::<Vec<Source>>(fixture)?);
    }
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_a_source_speaks_of_is_one_of_its_properties() {
        let sources = load().unwrap();
        assert!(sources.len() >= 40);
        for source in &sources {
            let logins = source.logins.iter().flat_map(|login| login.fields.iter().chain(login.when.keys()));
            let named = source.needs.iter().chain(&source.credential).chain(&source.secret).chain(logins);
            for name in named.chain(source.required.iter().flatten()) {
                assert!(source.properties.contains_key(name), "{}: {name}", source.id);
            }
            assert!(source.logins.iter().flat_map(|login| &login.fields).all(|name| source.credential.contains(name)));
        }
    }

    #[test]
    fn the_mechanism_selects_the_login() {
        let sources = load().unwrap();
        let gbq = sources.iter().find(|source| source.id == "gbq").unwrap();
        let sent = |mechanism: Value| Map::from_iter([("OAuthMechanism".to_owned(), mechanism)]);
        assert_eq!(gbq.browser_code(&sent("1".into())), Some("authCode"));
        assert_eq!(gbq.browser_code(&sent(1.into())), Some("authCode"));
        assert_eq!(gbq.browser_code(&sent("0".into())), None);
        assert_eq!(gbq.browser_code(&Map::new()), None);
    }
}
