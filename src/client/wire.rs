//! The shapes of answers (`qlik-cloud-api.md`). A member that is missing, unknown or of another type becomes "not told", and never
//! makes the whole answer unreadable; but what is due as an object is read from nothing else. `serde` would read a struct from an
//! array as well, by position, so no struct is read here but through [`object`].
//!
//! The field types carry the boundary's rule: a string from the network is either [`Text`], which is sanitised, or [`Opaque`],
//! which is taken unaltered or not at all.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Map, Value};

use zeroize::Zeroizing;

use crate::domain::{secret::Secret, text::clean};

use super::sanitise;

/// Words for the eye.
#[derive(Default)]
pub(super) struct Text(pub Option<String>);

/// A value that goes back to the tenant as it came: an id, a link.
#[derive(Default)]
pub(super) struct Opaque(pub Option<String>);

/// Yes or no, in any of the spellings of section 9.
#[derive(Default)]
pub(super) struct Flag(pub Option<bool>);

#[derive(Default)]
pub(super) struct Count(pub Option<u64>);

/// The items of a member that could be read. Items that are lists themselves are none: a struct would be read from one by position.
pub(super) struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl Opaque {
    /// The value as a secret; what it came in is wiped.
    pub(super) fn secret(self) -> Option<Secret> {
        self.0.map(|text| Secret::new(&Zeroizing::new(text)))
    }
}

impl Text {
    /// The words, or none.
    pub(super) fn or_empty(self) -> String {
        self.0.unwrap_or_default()
    }
}

/// A scalar as text; numbers and booleans are taken too, for types drift.
fn scalar(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let clean = scalar(Value::deserialize(from)?).map(|raw| clean(&raw));
        Ok(Self(clean.filter(|text| !text.is_empty())))
    }
}

impl<'de> Deserialize<'de> for Opaque {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = scalar(Value::deserialize(from)?);
        Ok(Self(raw.filter(|raw| !raw.is_empty() && sanitise::is_clean(raw))))
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = scalar(Value::deserialize(from)?).map(|word| word.to_ascii_lowercase());
        Ok(Self(match word.as_deref() {
            Some("true" | "1") => Some(true),
            Some("false" | "0") => Some(false),
            _ => None,
        }))
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(scalar(Value::deserialize(from)?).and_then(|text| text.parse().ok())))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let Value::Array(items) = Value::deserialize(from)? else { return Ok(Self::default()) };
        let items = items.into_iter().filter(|item| !item.is_array());
        Ok(Self(items.filter_map(|item| serde_json::from_value(item).ok()).collect()))
    }
}

/// Reads a shape from an object, and from nothing else.
pub(super) fn object<T: DeserializeOwned>(value: Value) -> Option<T> {
    if value.is_object() { serde_json::from_value(value).ok() } else { None }
}

/// A member that is an object of its own; of any other type it is empty.
pub(super) fn inner<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(from: D) -> Result<T, D::Error> {
    Ok(object(Value::deserialize(from)?).unwrap_or_default())
}

/// A member that is a list; of any other type it is not told.
fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<List<T>>, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(if value.is_array() { serde_json::from_value(value).ok() } else { None })
}

/// What stands around the items of a list (section 5).
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Page {
    #[serde(deserialize_with = "inner")]
    pub links: Links,
    #[serde(deserialize_with = "inner")]
    pub meta: Meta,
    /// Present where some items could not be read, also with status 200.
    pub errors: List<Value>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Links {
    #[serde(deserialize_with = "inner")]
    pub next: Link,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Link {
    pub href: Opaque,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Meta {
    pub count: Count,
}

/// A space (section 15).
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Space {
    pub id: Opaque,
    pub name: Text,
    #[serde(rename = "type")]
    pub kind: Text,
    pub description: Text,
}

/// A data source (section 6.1).
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Source {
    pub data_source_id: Opaque,
    pub data_source_name: Text,
    pub name: Text,
    pub provider: Text,
    pub provider_name: Text,
    pub disabled: Flag,
}

/// A gateway of a source (section 6.3).
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Gateway {
    pub id: Opaque,
    pub name: Text,
    pub default: Flag,
}

/// What the token endpoint grants (`qlik-cloud-auth.md` section 4.2). Either of the two expiries may come.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Token {
    #[serde(rename = "access_token")]
    pub access: Opaque,
    #[serde(rename = "refresh_token")]
    pub refresh: Opaque,
    pub expires_in: Count,
    pub expires_at: Text,
}

/// A credential (section 11), in the spellings of both generations.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Credential {
    #[serde(rename = "qID")]
    pub id: Opaque,
    #[serde(rename = "qName")]
    pub name: Text,
    #[serde(rename = "datasourceID")]
    pub source: Opaque,
    #[serde(rename = "dataSourceId")]
    pub source_too: Opaque,
    #[serde(rename = "qSeparated")]
    pub separated: Flag,
    #[serde(rename = "qConnCount")]
    pub connections: Count,
    pub user: Opaque,
    pub created: Text,
    #[serde(rename = "createdAt")]
    pub created_too: Text,
}

/// A connection, as `data-connections` (section 8.2) and as the withdrawn `dcaas` (section 13.1) tell of it. Real answers
/// carry several spellings of one thing side by side, so each has a field of its own.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Connection {
    #[serde(rename = "qID")]
    pub id: Opaque,
    #[serde(rename = "id")]
    pub id_too: Opaque,
    #[serde(rename = "connectionId")]
    pub id_dcaas: Opaque,
    #[serde(rename = "qName")]
    pub name: Text,
    #[serde(rename = "connectionName")]
    pub name_dcaas: Text,
    pub space: Opaque,
    #[serde(rename = "spaceId")]
    pub space_dcaas: Opaque,
    #[serde(rename = "datasourceID")]
    pub source: Opaque,
    #[serde(rename = "dataSourceId")]
    pub source_dcaas: Opaque,
    #[serde(rename = "qCredentialsID")]
    pub credential: Opaque,
    #[serde(rename = "credentialsId")]
    pub credential_dcaas: Opaque,
    #[serde(rename = "qSeparateCredentials")]
    pub separated: Flag,
    pub user: Opaque,
    #[serde(rename = "userId")]
    pub user_dcaas: Opaque,
    pub tags: List<Text>,
    pub created: Text,
    #[serde(rename = "createdAt")]
    pub created_too: Text,
    pub updated: Text,
    /// The published examples show it as a broken string in places; then it counts as not told.
    #[serde(deserialize_with = "list")]
    pub privileges: Option<List<Text>>,
    #[serde(rename = "connectionProperties", deserialize_with = "inner")]
    pub properties: Map<String, Value>,
    /// Of a create that asked for the URL of consent (section 13).
    #[serde(rename = "authUrl")]
    pub auth_url: Opaque,
}

/// `users/me` (section 16).
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct User {
    pub id: Opaque,
    pub name: Text,
    pub email: Text,
    pub subject: Opaque,
    pub status: Text,
    pub tenant_id: Text,
    pub created: Text,
    #[serde(rename = "createdAt")]
    pub created_too: Text,
    /// Left out where the tenant does not tell them: an empty list says more than none.
    #[serde(deserialize_with = "list")]
    pub assigned_roles: Option<List<Role>>,
    #[serde(deserialize_with = "list")]
    pub roles: Option<List<Text>>,
}

/// A role of a user.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Role {
    pub name: Text,
}

/// `tenants/me` (section 16).
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TenantInfo {
    pub id: Text,
    pub name: Text,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_of_odd_types_are_read_as_not_told() {
        let space: Space =
            object(json!({"id": "1", "name": 7, "type": null, "description": ["x"], "more": {}})).unwrap();
        assert_eq!((space.name.0.as_deref(), &space.kind.0, &space.description.0), (Some("7"), &None, &None));
        assert!(object::<Space>(json!({"id": {"deep": true}})).unwrap().id.0.is_none());
        let page: Page = object(json!({"links": "none", "meta": {"count": "12"}})).unwrap();
        assert_eq!((page.meta.count.0, page.links.next.href.0), (Some(12), None));
        let user: User = object(json!({"id": "1", "assignedRoles": "TenantAdmin", "roles": null})).unwrap();
        assert!(user.assigned_roles.is_none() && user.roles.is_none());
    }

    #[test]
    fn no_struct_is_read_from_an_array_not_even_inside_another() {
        assert!(object::<Space>(json!(["1", "n"])).is_none() && object::<Space>(json!(null)).is_none());
        let page: Page = object(json!({"links": [["/next"]], "meta": [7]})).unwrap();
        assert!(page.links.next.href.0.is_none() && page.meta.count.0.is_none());
        let user: User = object(json!({"id": "1", "assignedRoles": [["TenantAdmin"], {"name": "x"}]})).unwrap();
        assert_eq!(user.assigned_roles.unwrap().0.len(), 1);
    }

    #[test]
    fn flags_are_read_in_every_spelling() {
        let flag = |value: Value| serde_json::from_value::<Flag>(value).unwrap().0;
        assert_eq!([json!(true), json!("true"), json!(1), json!("True")].map(flag), [Some(true); 4]);
        assert_eq!([json!(false), json!("false"), json!(0)].map(flag), [Some(false); 3]);
        assert_eq!([json!(null), json!("yes"), json!({}), json!(2)].map(flag), [None; 4]);
    }

    #[test]
    fn both_spellings_may_stand_side_by_side() {
        let both: Connection = object(json!({"qID": "a", "id": "b", "created": "x", "createdAt": "y",
            "datasourceID": "p", "dataSourceId": "q"}))
        .unwrap();
        assert_eq!((both.id.0.as_deref(), both.id_too.0.as_deref()), (Some("a"), Some("b")));
    }
}
