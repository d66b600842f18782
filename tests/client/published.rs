//! The bodies that change what exists, held against the published types of the API (`data-connections`, as of November 2026): each
//! with the members that these know, and no others.
//!
//! What the published types do not know: which paths a change takes, so neither that of separated credentials
//! (`selectedCredentials`) nor those of the parts of a file; what an array holds; and what an empty `spaceId` means to a copy.

use qonnect::domain::{
    connection::{Connection, Move},
    credential::CredentialId,
    dialect::Dialect,
    existing,
    http::{HttpRequest, Json},
    patch::{self, Change, Wanted},
    property::SELECTED_CREDENTIALS,
    reauthorize,
    secret::Secret,
    source::SourceId,
    space::{Space, SpaceChoice, SpaceId, SpaceKind},
};
use serde_json::{Value, json};

/// `PatchRequest`.
fn patch_request() -> Value {
    let value = json!({"oneOf": [{"type": "string"}, {"type": "boolean"}, {"type": "integer"}, {"type": "array"}]});
    json!({"type": "array", "items": {"type": "object", "required": ["op", "path"], "additionalProperties": false,
        "properties": {"op": {"type": "string", "enum": ["add", "replace", "remove"]}, "path": {"type": "string"},
        "value": value}}})
}

/// `ActionDuplicateRequest`.
fn duplicate_request() -> Value {
    let text = json!({"type": "string"});
    json!({"type": "object", "required": ["id"], "additionalProperties": false, "properties":
        {"id": text, "name": text, "spaceId": text, "qUsername": text, "qPassword": text}})
}

/// `ActionUpdateRequest`. That `spaceType` is required beside `spaceId` is said in its words.
fn update_request() -> Value {
    let text = json!({"type": "string"});
    let kind = json!({"type": "string", "enum": ["personal", "shared", "managed", "data"]});
    json!({"type": "object", "required": ["connections"], "additionalProperties": false, "properties":
        {"connections": {"type": "array", "items": {"type": "object", "required": ["id"], "additionalProperties": false,
        "dependentRequired": {"spaceId": ["spaceType"]}, "properties":
        {"id": text, "name": text, "ownerId": text, "spaceId": text, "spaceType": kind}}}}})
}

fn hold(call: &HttpRequest, schema: &Value) -> Value {
    let body: Value = serde_json::from_str(&call.body.wire()).unwrap();
    let faults: Vec<String> =
        jsonschema::validator_for(schema).unwrap().iter_errors(&body).map(|fault| fault.to_string()).collect();
    assert_eq!(faults, [""; 0], "{body}");
    body
}

fn now() -> Connection {
    let properties = [("host", "h"), ("port", "1433"), ("OAuthMechanism", "1"), ("KeyFilePath", "[…]"), ("a/b~c", "x")];
    Connection {
        name: "Sales".into(),
        credential: Some("k-1".into()),
        properties: properties.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        ..Connection::default()
    }
}

fn file(name: &str) -> Json {
    let value = Json::Secret(Secret::new("e30="));
    Json::List(vec![Json::Object(vec![("name".into(), Json::text(name)), ("value".into(), value)])])
}

fn changes() -> Vec<Change> {
    let properties = vec![
        ("host".into(), Json::text("new")),
        ("Encrypt".into(), Json::flag(true)),
        ("timeout".into(), Json::Plain(30.into())),
        ("scopes".into(), Json::Plain(json!(["a", "b"]))),
        ("password".into(), Json::Secret(Secret::new("p"))),
        ("KeyFilePath".into(), file("k.json")),
        ("OtherFile".into(), file("o.json")),
    ];
    let (name, tags) = (Some("Sales EU".into()), Some(vec!["a".into()]));
    let wanted = Wanted { name, tags, properties, removed: vec!["a/b~c".into()] };
    patch::changes(&now(), &wanted)
}

#[test]
fn every_kind_of_change_is_a_published_one() {
    for dialect in Dialect::ALL {
        let body = hold(&patch::request(dialect, "c-1", &changes()), &patch_request());
        assert_eq!(body.as_array().unwrap().len(), 11, "{body}");
    }
    // The schema is one that refuses: an object is no value of a change.
    let object = Change { value: Some(Json::Plain(json!({"a": 1}))), ..changes().remove(0) };
    assert!(!patch::is_taken(&object));
    let body = patch::request(Dialect::V1, "c-1", &[object]).body.wire();
    let body: Value = serde_json::from_str(&body).unwrap();
    assert!(!jsonschema::validator_for(&patch_request()).unwrap().is_valid(&body));
}

#[test]
fn a_new_address_goes_with_the_credentials_chosen_again() {
    let mut all =
        patch::changes(&now(), &Wanted { properties: vec![("host".into(), Json::text("new"))], ..Wanted::default() });
    all.push(patch::select(&now(), &CredentialId("k-1".into())));
    let body = hold(&patch::request(Dialect::V1, "c-1", &all), &patch_request());
    assert_eq!(
        body[1],
        json!({"op": "add", "path": format!("/connectionProperties/{SELECTED_CREDENTIALS}"), "value": "k-1"})
    );
}

#[test]
fn what_brings_a_new_code_is_a_published_change() {
    let text = json!({"type": "string"});
    let answer = json!({"connectorProvider": "p", "connectorVersion": "1", "connectionProperties":
        {"properties": {"OAuthMechanism": text, "authCode": text}}});
    let spec = qonnect::domain::property::Spec::read(&answer).unwrap();
    let change = reauthorize::change(&SourceId("gbq".into()), &spec, &now()).unwrap();
    hold(&patch::request(Dialect::V1, "c-1", &[change]), &patch_request());
}

#[test]
fn a_copy_and_a_move_are_published_requests() {
    for dialect in Dialect::ALL {
        let space = SpaceId("s-1".into());
        let body = hold(&existing::copy(dialect, "c-1", "Sales", Some(&space)), &duplicate_request());
        assert_eq!(body, json!({"id": "c-1", "name": "Sales", "spaceId": "s-1"}));
        // Without a space a copy stays in that of the original.
        let body = hold(&existing::copy(dialect, "c-1", "Sales", None), &duplicate_request());
        assert_eq!(body["spaceId"], "");
        let kinds = [SpaceKind::Shared, SpaceKind::Managed, SpaceKind::Data];
        let spaces = kinds.map(|kind| {
            Some(SpaceChoice::In(Space { id: space.clone(), name: String::new(), kind, description: String::new() }))
        });
        let moves = spaces.into_iter().chain([Some(SpaceChoice::Personal), None]);
        let moves: Vec<Move> =
            moves.map(|space| Move { id: "c-1".into(), owner: space.is_none().then(|| "u-1".into()), space }).collect();
        hold(&existing::relocate(dialect, &moves), &update_request());
    }
}
