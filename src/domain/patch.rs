//! Changing a connection that exists: what is different becomes one JSON Patch, sent in one request.
//!
//! `qlik-cloud-api.md` section 8.5 (`PATCH data-connections/{id}`) has the operations and the rules of July 2026; `repeatable.md`
//! section 4 says which of them qonnect uses. Nothing is sent that did not change, and a secret only where a person gave a new one.

use serde_json::Value;

use super::{
    connection::Connection,
    credential::CredentialId,
    dialect::Dialect,
    http::{HttpRequest, Json, MASK, veiled},
    looks::{looks_credential, looks_file, looks_secret},
    property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS, SEPARATE},
    rows::{self, Compared, agrees, compare},
    settle::LookupResult,
    shape::plain,
};

/// A change of one of these moves the connection to another server, and needs credentials in the same request (section 8.5).
const ADDRESSES: [&str; 3] = ["host", "server", "url"];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    /// For a key that the tenant did not give back.
    Add,
    /// For a key that it did, and for a secret, which it never gives back.
    Replace,
    /// For a key that was emptied.
    Remove,
}

impl Op {
    fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Replace => "replace",
            Self::Remove => "remove",
        }
    }
}

/// One change: an operation of the patch, and what stood there before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The property, or `qName` or `tags`.
    pub key: String,
    pub op: Op,
    /// The path as JSON Pointer (RFC 6901).
    pub path: String,
    /// Text, yes or no, a whole number, or a list; an object is not among the types of the published description.
    pub value: Option<Json>,
    /// What stands there now, as the tenant tells it, secrets of rows and all; none where nothing does, or where it is a secret. For
    /// people: [`Change::was`].
    pub before: Option<String>,
}

impl Change {
    /// What stands there now, for people: as far as the tenant tells, its secrets as [`MASK`].
    pub fn was(&self) -> Option<String> {
        self.before.as_deref().map(|before| self.shown(before))
    }

    /// What will stand there, for people, secrets as [`MASK`]; none where it is removed.
    pub fn after(&self) -> Option<String> {
        self.value.as_ref().map(|value| match value {
            Json::Plain(value) => veiled(&plain(value)).into_owned(),
            Json::Secret(_) => MASK.to_owned(),
            Json::List(_) | Json::Object(_) => value.masked_line(),
        })
    }

    /// What the tenant tells of it, for people.
    pub fn shown(&self, told: &str) -> String {
        let is_hidden = |item: &Json| !item.secrets().is_empty();
        // What is secret in all of its rows now, was so before.
        let is_hidden = match &self.value {
            Some(Json::List(items)) => !items.is_empty() && items.iter().all(is_hidden),
            Some(Json::Secret(_)) => true,
            _ => false,
        };
        let is_file = told.starts_with('[') && looks_file(&self.key);
        rows::shown(told, is_hidden || is_file || looks_secret(&self.key))
    }

    /// Whether the tenant shows it as it was sent. It has tags of its own, so these are not compared; nor are the parts of a file,
    /// which it keeps.
    pub fn compared(&self, now: &Connection) -> Compared {
        let sent = self.value.as_ref();
        match self.key.as_str() {
            "qName" => compare(sent, Some(&now.name)),
            "tags" => Compared::Same,
            SELECTED_CREDENTIALS => compare(sent, now.credential.as_deref()),
            CREDENTIALS_NAME => Compared::Untold,
            _ if !self.is_whole() => Compared::Untold,
            key => compare(sent, now.property(key)),
        }
    }

    /// Whether it is about a property as a whole, and not about a part of a file.
    pub fn is_whole(&self) -> bool {
        self.path == pointer(&self.key)
    }

    /// Whether it changes the rows of a list.
    pub fn has_rows(&self) -> bool {
        let is_row = |item: &Json| matches!(item, Json::Object(_) | Json::Plain(Value::Object(_)));
        match &self.value {
            Some(Json::Plain(Value::Array(items))) => items.iter().any(Value::is_object),
            Some(Json::List(items)) => items.iter().any(is_row) && !looks_file(&self.key),
            _ => false,
        }
    }
}

/// What a connection is to be. What is not named here stays as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    pub name: Option<String>,
    /// All its tags: a tag by its index may be another one by the time the request arrives, so they go as a whole.
    pub tags: Option<Vec<String>>,
    /// Properties by key, letter case kept.
    pub properties: Vec<(String, Json)>,
    pub removed: Vec<String>,
}

/// What is different between a connection, read with its properties, and what it is to be. Compared as text: a port comes back as
/// `"1433"`. A secret counts as different always, for it does not come back.
pub fn changes(now: &Connection, wanted: &Wanted) -> Vec<Change> {
    let mut all = Vec::new();
    if let Some(name) = wanted.name.as_ref().filter(|name| **name != now.name) {
        all.push(change("qName", Op::Replace, "/qName".to_owned(), Json::text(name), Some(now.name.clone())));
    }
    if let Some(tags) = wanted.tags.as_ref().filter(|tags| **tags != now.tags) {
        let list = Json::Plain(Value::from(tags.clone()));
        all.push(change("tags", Op::Replace, "/tags".to_owned(), list, Some(now.tags.join(", "))));
    }
    for (key, value) in &wanted.properties {
        all.extend(property(key, value, now.property(key).map(str::to_owned)));
    }
    for key in &wanted.removed {
        if let Some(before) = now.property(key) {
            let (path, before) = (pointer(key), Some(before.to_owned()));
            all.push(Change { key: key.clone(), op: Op::Remove, path, value: None, before });
        }
    }
    all
}

fn property(key: &str, value: &Json, before: Option<String>) -> Vec<Change> {
    let path = pointer(key);
    if let Json::Plain(plainly) = value
        && before.as_deref() == Some(plain(plainly).as_str())
    {
        return Vec::new();
    }
    if let (Json::Secret(_), _) = (value, &before) {
        return vec![change(key, Op::Replace, path, value.clone(), None)];
    }
    let old = before.as_deref().and_then(|before| serde_json::from_str::<Value>(before).ok());
    if let (Json::List(_), Some(old)) = (value, &old)
        && agrees(value, old)
    {
        return Vec::new();
    }
    let file = only_file(value).filter(|_| !has_values(old.as_ref()));
    let list = if let Json::List(_) = value { open(value).filter(|_| file.is_none()) } else { None };
    if let Some(list) = list {
        let op = if before.is_some() { Op::Replace } else { Op::Add };
        return vec![change(key, op, path, Json::Plain(list), before)];
    }
    match (file, &before) {
        // Of a file that is there, name and content are replaced, each by its own path, as the vendor's page on updating does.
        (Some(parts), Some(_)) => parts
            .iter()
            .map(|(part, value)| change(key, Op::Replace, format!("{path}/0/{part}"), value.clone(), None))
            .collect(),
        (_, None) => vec![change(key, Op::Add, path, value.clone(), None)],
        (None, Some(_)) => vec![change(key, Op::Replace, path, value.clone(), before)],
    }
}

fn change(key: &str, op: Op, path: String, value: Json, before: Option<String>) -> Change {
    Change { key: key.to_owned(), op, path, value: Some(value), before }
}

/// A value without any secret in it.
fn open(value: &Json) -> Option<Value> {
    match value {
        Json::Plain(value) => Some(value.clone()),
        Json::Secret(_) => None,
        Json::List(items) => items.iter().map(open).collect::<Option<Vec<_>>>().map(Value::Array),
        Json::Object(members) => {
            let member = |(name, value): &(String, Json)| Some((name.clone(), open(value)?));
            members.iter().map(member).collect::<Option<serde_json::Map<_, _>>>().map(Value::Object)
        }
    }
}

/// Whether the published description takes such a value: text, yes or no, a whole number or a list, and no object.
pub fn is_taken(change: &Change) -> bool {
    !matches!(change.value, Some(Json::Object(_) | Json::Plain(Value::Object(_))))
}

/// The members of a value that is one file: `[{"name":…,"value":…}]`.
fn only_file(value: &Json) -> Option<&[(String, Json)]> {
    match value {
        Json::List(items) => match items.as_slice() {
            [Json::Object(members)] if members.iter().map(|(name, _)| name.as_str()).eq(["name", "value"]) => {
                Some(members)
            }
            _ => None,
        },
        Json::Plain(_) | Json::Secret(_) | Json::Object(_) => None,
    }
}

/// Whether these are rows with values, which the tenant gives back: of a file it does not.
fn has_values(old: Option<&Value>) -> bool {
    let rows = old.and_then(Value::as_array);
    rows.is_some_and(|rows| rows.iter().any(|row| !rows::is_kept_back(row)))
}

/// The path of a property, as JSON Pointer (RFC 6901).
pub fn pointer(key: &str) -> String {
    format!("/connectionProperties/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Whether one of these changes moves the connection to another server: the tenant then needs the credentials in the same request,
/// and drops the association of separated ones.
pub fn moves_server(changes: &[Change]) -> bool {
    changes.iter().any(|change| ADDRESSES.iter().any(|key| change.key.eq_ignore_ascii_case(key)))
}

/// Chooses these separated credentials for a connection. Its path is nowhere shown, only that `selectedCredentials` does it in a create
/// (section 12; `repeatable.md` section 4.1), so what comes of it is read back.
pub fn select(now: &Connection, credential: &CredentialId) -> Change {
    let value = Json::text(&credential.0);
    change(SELECTED_CREDENTIALS, Op::Add, pointer(SELECTED_CREDENTIALS), value, now.credential.clone())
}

/// Whether credentials are among the changes. `is_credential` tells it of a property.
pub fn brings_credentials(changes: &[Change], is_credential: impl Fn(&str) -> bool) -> bool {
    changes.iter().any(|change| {
        matches!(change.value, Some(Json::Secret(_)))
            || [CREDENTIALS_NAME, SELECTED_CREDENTIALS].contains(&change.key.as_str())
            || is_credential(&change.key)
    })
}

/// Whether the tenant gives back what this changes. It gives no secret back, no file, and not the name of credentials.
pub fn comes_back(change: &Change) -> bool {
    let is_whole = match change.key.as_str() {
        "qName" | "tags" => true,
        CREDENTIALS_NAME => false,
        key => change.path == pointer(key),
    };
    is_whole && matches!(change.value, None | Some(Json::Plain(_)))
}

/// Whether nothing stands there now, as far as the tenant tells: it would have given the value back with the others.
pub fn is_absent(now: &Connection, change: &Change, is_credential: impl Fn(&str) -> bool) -> bool {
    let is_told = comes_back(change) && !is_credential(&change.key) && !looks_credential(&change.key);
    change.op == Op::Add && change.before.is_none() && is_told && !now.properties.is_empty()
}

/// Whether these changes were made, by how the connection was read before they were sent and how it is now.
pub fn look(before: &Connection, changes: &[Change], now: &Connection) -> LookupResult<()> {
    let told = changes.iter().filter(|change| comes_back(change)).filter_map(|change| is_done(before, change, now));
    match told.fold((false, false), |(new, old), done| (new || done, old || !done)) {
        (true, false) => LookupResult::Done(()),
        (false, true) => LookupResult::NotDone,
        // Some are and some are not, or none of them is among what comes back.
        _ => LookupResult::Unclear(None),
    }
}

/// None where what is there is neither of the two.
fn is_done(before: &Connection, change: &Change, now: &Connection) -> Option<bool> {
    let (old, new, now) = match change.key.as_str() {
        "qName" => (Some(before.name.clone()), change.after(), Some(now.name.clone())),
        // The service has tags of its own, and may add one.
        "tags" => {
            let Some(Json::Plain(Value::Array(wanted))) = &change.value else { return None };
            let is_wanted = |tag: &String| wanted.iter().any(|wanted| wanted == tag.as_str());
            let has_all = wanted.iter().all(|tag| now.tags.iter().any(|has| tag == has.as_str()));
            let has_old = before.tags.iter().any(|tag| !is_wanted(tag) && now.tags.contains(tag));
            return if has_all && !has_old { Some(true) } else { (now.tags == before.tags).then_some(false) };
        }
        SELECTED_CREDENTIALS => (before.credential.clone(), change.after(), now.credential.clone()),
        SEPARATE => {
            let text = |separated: Option<bool>| separated.map(|separated| separated.to_string());
            (text(before.separated), change.after(), text(now.separated))
        }
        key => {
            let now = now.property(key).map(str::to_owned);
            if change.op == Op::Remove {
                // A default may stand there now.
                return Some(now != change.before);
            }
            (change.before.clone(), change.after(), now)
        }
    };
    match now {
        // It stays as it was, so it tells nothing.
        _ if new == old => None,
        Some(_) if now == new => Some(true),
        Some(_) if now == old => Some(false),
        _ => None,
    }
}

/// The request for these changes. By id only: a name may stand in two spaces, and this call takes no space (section 23, row 9).
pub fn request(dialect: Dialect, id: &str, changes: &[Change]) -> HttpRequest {
    let operation = |change: &Change| {
        let mut members =
            vec![("op".to_owned(), Json::text(change.op.word())), ("path".to_owned(), Json::text(&change.path))];
        members.extend(change.value.clone().map(|value| ("value".to_owned(), value)));
        Json::Object(members)
    };
    HttpRequest {
        method: "PATCH",
        path: format!("{}/{id}", dialect.connections()).into(),
        body: Json::List(changes.iter().map(operation).collect()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::secret::Secret;

    fn now() -> Connection {
        Connection {
            name: "Sales".into(),
            tags: vec!["a".into()],
            properties: [("host", "h"), ("port", "1433"), ("Encrypt", "true"), ("a/b~c", "x"), ("KeyFilePath", "[…]")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
            ..Connection::default()
        }
    }

    fn body(wanted: &Wanted) -> Value {
        let call = request(Dialect::V1, "id-1", &changes(&now(), wanted));
        assert_eq!((call.method, call.path.as_ref()), ("PATCH", "/api/v1/data-connections/id-1"));
        serde_json::from_str(&call.body.wire()).unwrap()
    }

    fn set(properties: Vec<(&str, Json)>) -> Wanted {
        let properties = properties.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Wanted { properties, ..Wanted::default() }
    }

    #[test]
    fn what_agrees_as_text_is_not_sent() {
        let same = Wanted {
            name: Some("Sales".into()),
            tags: Some(vec!["a".into()]),
            properties: vec![
                ("port".into(), Json::Plain(1433.into())),
                ("Encrypt".into(), Json::flag(true)),
                ("host".into(), Json::text("h")),
            ],
            removed: vec!["gone already".into()],
        };
        assert_eq!(body(&same), json!([]));
    }

    #[test]
    fn each_change_is_one_operation_of_its_kind() {
        let secret = Json::Secret(Secret::new("p"));
        let wanted = Wanted {
            name: Some("Sales EU".into()),
            tags: Some(vec!["a".into(), "b".into()]),
            removed: vec!["a/b~c".into()],
            ..set(vec![("host", Json::text("new")), ("timeout", Json::text("5")), ("password", secret)])
        };
        assert_eq!(
            body(&wanted),
            json!([
                {"op": "replace", "path": "/qName", "value": "Sales EU"},
                {"op": "replace", "path": "/tags", "value": ["a", "b"]},
                {"op": "replace", "path": "/connectionProperties/host", "value": "new"},
                {"op": "add", "path": "/connectionProperties/timeout", "value": "5"},
                {"op": "replace", "path": "/connectionProperties/password", "value": "p"},
                {"op": "remove", "path": "/connectionProperties/a~1b~0c"},
            ])
        );
    }

    #[test]
    fn a_file_that_is_there_is_replaced_by_its_parts_and_added_whole_otherwise() {
        let file = Json::List(vec![Json::Object(vec![
            ("name".into(), Json::text("k.json")),
            ("value".into(), Json::Secret(Secret::new("e30="))),
        ])]);
        assert_eq!(
            body(&set(vec![("KeyFilePath", file.clone()), ("Other", file)])),
            json!([
                {"op": "replace", "path": "/connectionProperties/KeyFilePath/0/name", "value": "k.json"},
                {"op": "replace", "path": "/connectionProperties/KeyFilePath/0/value", "value": "e30="},
                {"op": "add", "path": "/connectionProperties/Other", "value": [{"name": "k.json", "value": "e30="}]},
            ])
        );
    }

    #[test]
    fn another_server_needs_credentials_in_the_same_request() {
        for (key, moves) in [("host", true), ("Server", true), ("url", true), ("database", false)] {
            let changed = changes(&now(), &set(vec![(key, Json::text("other"))]));
            assert_eq!(moves_server(&changed), moves, "{key}");
            assert!(!brings_credentials(&changed, |key| key == "username"));
        }
        let with = |key: &str, value| changes(&now(), &set(vec![(key, value)]));
        assert!(brings_credentials(&with("password", Json::Secret(Secret::new("p"))), |_| false));
        assert!(brings_credentials(&with("selectedCredentials", Json::text("id")), |_| false));
        assert!(brings_credentials(&with("username", Json::text("u")), |key| key == "username"));
    }

    #[test]
    fn a_connection_that_is_read_again_shows_whether_it_was_changed() {
        let secret = || Json::Secret(Secret::new("p"));
        let wanted = Wanted {
            name: Some("Sales EU".into()),
            tags: Some(vec!["b".into()]),
            removed: vec!["Encrypt".into()],
            ..set(vec![
                ("port", Json::Plain(1434.into())),
                ("timeout", Json::text("5")),
                ("password", secret()),
                ("separateCredentials", Json::flag(true)),
                ("selectedCredentials", Json::text("new")),
                ("credentialsName", Json::text("mine")),
            ])
        };
        let before = Connection { separated: Some(false), credential: Some("old".into()), ..now() };
        let all = changes(&before, &wanted);
        let mut done = Connection {
            name: "Sales EU".into(),
            tags: vec!["DcaasAPI:1".into(), "b".into()],
            separated: Some(true),
            credential: Some("new".into()),
            ..before.clone()
        };
        done.properties.retain(|(key, _)| key != "Encrypt" && key != "port");
        done.properties.extend([("port".to_owned(), "1434".to_owned()), ("timeout".to_owned(), "5".to_owned())]);
        assert_eq!(look(&before, &all, &done), LookupResult::Done(()));
        assert_eq!(look(&before, &all, &before), LookupResult::NotDone);
        // Credentials that are only chosen again tell nothing.
        let mut moved = changes(&before, &set(vec![("host", Json::text("new"))]));
        moved.push(select(&before, &CredentialId("old".into())));
        assert_eq!(look(&before, &moved, &before), LookupResult::NotDone);
        let half = Connection { name: before.name.clone(), ..done };
        assert_eq!(look(&before, &all, &half), LookupResult::Unclear(None));
        for (key, value, comes) in [
            ("password", secret(), false),
            ("credentialsName", Json::text("x"), false),
            ("KeyFilePath", Json::List(vec![secret()]), false),
            ("headers", Json::List(vec![Json::text("x")]), true),
            ("username", Json::text("x"), true),
        ] {
            let all = changes(&before, &set(vec![(key, value)]));
            assert_eq!(all.iter().any(comes_back), comes, "{key}");
            assert_eq!(look(&before, &all, &before), LookupResult::Unclear(None), "{key}");
        }
    }

    #[test]
    fn old_and_new_are_shown_without_secrets() {
        let all =
            changes(&now(), &set(vec![("host", Json::text("new")), ("password", Json::Secret(Secret::new("p")))]));
        let shown: Vec<_> = all.iter().map(|change| (change.before.as_deref(), change.after())).collect();
        assert_eq!(shown, [(Some("h"), Some("new".into())), (None, Some(MASK.into()))]);
        assert!(!format!("{all:?}").contains("\"p\""));
    }
}
