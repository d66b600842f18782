//! The shapes of answers (`qlik-cloud-api.md`). A member that is missing or `null` is not told. A value may be of another type than
//! the documented one; but where a list or an object is due and something else stands, the answer cannot be read. `serde` would
//! read a struct from an array as well, by position, so no struct is read here but through [`object`].
//!
//! The field types carry the boundary's rule: a string from the network is either [`Text`], which is sanitised, or [`Opaque`],
//! which is taken unaltered or not at all.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};
use serde_json::{Map, Value};

use zeroize::Zeroizing;

use crate::domain::{secret::Secret, text::clean};

use super::sanitise;

/// Texts for the eye.
#[derive(Default, Deserialize)]
#[serde(from = "Value")]
pub(super) struct Text(pub Option<String>);

/// A value that goes back to the tenant as it came: an id, a link.
#[derive(Default, Deserialize)]
#[serde(from = "Value")]
pub(super) struct Opaque(pub Option<String>);

/// Yes or no, in any of the spellings of section 9.
#[derive(Default, Deserialize)]
#[serde(from = "Value")]
pub(super) struct Flag(pub Option<bool>);

#[derive(Default, Deserialize)]
#[serde(from = "Value")]
pub(super) struct Count(pub Option<u64>);

#[derive(Default, Deserialize)]
#[serde(try_from = "Value", bound = "T: DeserializeOwned")]
pub(super) struct Items<T>(pub Vec<T>);

/// A member that is a list of words for the eye.
#[derive(Default, Deserialize)]
#[serde(try_from = "Value")]
pub(super) struct Texts(pub Vec<String>);

impl Opaque {
    /// The value as a secret; what it came in is wiped.
    pub(super) fn secret(self) -> Option<Secret> {
        self.0.map(|text| Secret::new(&Zeroizing::new(text)))
    }
}

impl Text {
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

impl From<Value> for Text {
    fn from(value: Value) -> Self {
        Self(scalar(value).map(|raw| clean(&raw)).filter(|text| !text.is_empty()))
    }
}

impl From<Value> for Opaque {
    fn from(value: Value) -> Self {
        Self(scalar(value).filter(|raw| !raw.is_empty() && sanitise::is_clean(raw)))
    }
}

impl From<Value> for Flag {
    fn from(value: Value) -> Self {
        Self(match scalar(value).map(|word| word.to_ascii_lowercase()).as_deref() {
            Some("true" | "1") => Some(true),
            Some("false" | "0") => Some(false),
            _ => None,
        })
    }
}

impl From<Value> for Count {
    fn from(value: Value) -> Self {
        Self(scalar(value).and_then(|text| text.parse().ok()))
    }
}

impl<T: DeserializeOwned> TryFrom<Value> for Items<T> {
    type Error = &'static str;

    fn try_from(list: Value) -> Result<Self, Self::Error> {
        items(list, object).map(Self).ok_or("no list of objects")
    }
}

impl TryFrom<Value> for Texts {
    type Error = &'static str;

    fn try_from(list: Value) -> Result<Self, Self::Error> {
        let word = |item: Value| (!item.is_array() && !item.is_object()).then(|| Text::from(item).0);
        Ok(Self(items(list, word).ok_or("no list of words")?.into_iter().flatten().collect()))
    }
}

/// The items of a list, if it is one and each of them can be read.
fn items<T>(list: Value, read: impl Fn(Value) -> Option<T>) -> Option<Vec<T>> {
    match list {
        Value::Null => Some(Vec::new()),
        Value::Array(items) => items.into_iter().map(read).collect(),
        _ => None,
    }
}

/// Reads a shape from an object, and from nothing else.
pub(super) fn object<T: DeserializeOwned>(value: Value) -> Option<T> {
    if value.is_object() { serde_json::from_value(value).ok() } else { None }
}

/// A member that is an object of its own.
pub(super) fn inner<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(from: D) -> Result<T, D::Error> {
    match Value::deserialize(from)? {
        Value::Null => Ok(T::default()),
        value => object(value).ok_or_else(|| D::Error::custom("no object")),
    }
}

/// A list that the published examples show as a broken string in places (section 8.1): a string counts as not told.
fn unless_string<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Texts>, D::Error> {
    match Value::deserialize(from)? {
        Value::String(_) => Ok(None),
        value => serde_json::from_value(value).map_err(D::Error::custom),
    }
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
    pub errors: Option<Vec<Value>>,
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
    #[serde(deserialize_with = "unless_string")]
    pub tags: Option<Texts>,
    pub created: Text,
    #[serde(rename = "createdAt")]
    pub created_too: Text,
    pub updated: Text,
    #[serde(deserialize_with = "unless_string")]
    pub privileges: Option<Texts>,
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
    pub assigned_roles: Option<Items<Role>>,
    pub roles: Option<Texts>,
}

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
        let page: Page = object(json!({"links": null, "meta": {"count": "12"}, "errors": null})).unwrap();
        assert_eq!((page.meta.count.0, page.links.next.href.0), (Some(12), None));
        let user: User = object(json!({"id": "1", "roles": null})).unwrap();
        assert!(user.assigned_roles.is_none() && user.roles.is_none());
        let words: Connection = object(json!({"tags": "[\"a\"", "privileges": ["read", null, 7]})).unwrap();
        assert!(words.tags.is_none());
        assert_eq!(words.privileges.unwrap().0, ["read", "7"]);
    }

    #[test]
    fn no_struct_is_read_from_an_array_and_no_list_from_anything_else() {
        assert!(object::<Space>(json!(["1", "n"])).is_none() && object::<Space>(json!(null)).is_none());
        for page in
            [json!({"links": "x"}), json!({"links": {"next": ["/next"]}}), json!({"meta": [7]}), json!({"errors": {}})]
        {
            assert!(object::<Page>(page.clone()).is_none(), "{page}");
        }
        for roles in [json!("TenantAdmin"), json!({}), json!(7), json!(["TenantAdmin"]), json!([["TenantAdmin"]])] {
            assert!(object::<User>(json!({"id": "1", "assignedRoles": roles})).is_none(), "{roles}");
        }
        for words in [json!({}), json!(7), json!([{"name": "x"}]), json!([["x"]])] {
            assert!(object::<User>(json!({"id": "1", "roles": words})).is_none(), "{words}");
            assert!(object::<Connection>(json!({"id": "1", "tags": words})).is_none(), "{words}");
        }
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
