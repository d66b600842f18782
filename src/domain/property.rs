//! What a tenant says about the properties of a data source: its api-specs, read leniently.
//!
//! The only published example is a JSON Schema object with `type`, `default`, `enum` and `description`
//! (`qlik-cloud-api.md` section 7). Whatever else may come degrades to a text or a JSON field, never to a lost one.

use serde_json::{Map, Value};

pub use super::shape::{Choice, Rows, Shape, Wholeness};
use super::shape::{Constants, Limits, plain, strings};

/// The api-specs of a data source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spec {
    /// `connectorProvider`.
    pub provider: String,
    /// `connectorVersion`.
    pub version: String,
    /// The properties, in the order of the document, which is the order of the form.
    pub properties: Vec<Property>,
}

/// One property, as the tenant describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Property {
    /// The key, never normalised: connectors are case-sensitive.
    pub name: String,
    pub title: Option<String>,
    pub description: Option<String>,
    pub shape: Shape,
    /// `default`, as it would be typed.
    pub default: Option<String>,
    /// Whether the tenant lists it under `required`.
    pub required: bool,
    /// What can be chosen, with what of it is no string.
    pub constants: Constants,
    /// What the tenant advises about a value.
    pub limits: Limits,
}

/// The three keys of separated credentials, which belong to the step Credentials (`qlik-cloud-api.md` section 12).
pub const SEPARATE: &str = "separateCredentials";
/// The name of a new separated credential.
pub const CREDENTIALS_NAME: &str = "credentialsName";
/// The id of an existing one.
pub const SELECTED_CREDENTIALS: &str = "selectedCredentials";
/// The name of the authorization code at `gbq`, and the best guess elsewhere (section 13).
pub const AUTH_CODE: &str = "authCode";
/// The property that takes the id of a gateway (section 17).
pub const GATEWAY: &str = "gatewayInstance";

impl Spec {
    /// Reads an api-specs answer. `connectionProperties` is an object in practice and a string of JSON in the published
    /// example; both are read. `None` where neither makes sense.
    pub fn read(answer: &Value) -> Option<Self> {
        let text = |key: &str| answer.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let parsed;
        let schema = match answer.get("connectionProperties")? {
            Value::String(json) => {
                parsed = serde_json::from_str::<Value>(json).ok()?;
                &parsed
            }
            other => other,
        };
        let schema = schema.as_object()?;
        // Without the wrapping schema the object itself maps names to descriptions.
        let (members, required) = match schema.get("properties") {
            None => (schema, None),
            Some(Value::Null) => (&Map::new(), None),
            Some(inner) => (inner.as_object()?, schema.get("required")),
        };
        let is_names = |list: &Value| list.as_array().is_some_and(|names| names.iter().all(Value::is_string));
        if required.is_some_and(|required| !required.is_null() && !is_names(required)) {
            return None;
        }
        let required: Vec<&str> = strings(required);
        let properties = members
            .iter()
            .map(|(name, about)| Property::read(name, about, required.contains(&name.as_str())))
            .collect();
        Some(Self { provider: text("connectorProvider"), version: text("connectorVersion"), properties })
    }

    pub fn get(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Whether the tenant says which properties are required: real ones do not (section 7).
    pub fn marks_required(&self) -> bool {
        self.properties.iter().any(|property| property.required)
    }

    /// Whether the source supports separated credentials: the presence of the key says so (section 7).
    pub fn is_separable(&self) -> bool {
        self.get(SEPARATE).is_some()
    }
}

impl Property {
    fn read(name: &str, about: &Value, required: bool) -> Self {
        let empty = Map::new();
        let about = about.as_object().unwrap_or(&empty);
        let text =
            |key: &str| about.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        let constants = Constants::read(about);
        Self {
            name: name.to_owned(),
            title: text("title"),
            description: text("description"),
            shape: Shape::read(about, &constants),
            default: about.get("default").filter(|value| !value.is_null()).map(plain),
            required: required || about.get("required") == Some(&Value::Bool(true)),
            limits: Limits::read(about),
            constants,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(properties: &Value) -> Spec {
        let answer = json!({"connectorProvider": "p", "connectorVersion": "1", "connectionProperties": properties});
        Spec::read(&answer).unwrap()
    }

    #[test]
    fn the_published_form_keeps_its_order() {
        let spec = read(&json!({"type": "object", "properties": {
            "z": {"type": "string", "default": "x", "description": "Last first."},
            "a": {"type": "boolean", "default": false},
            "m": {"type": "string", "enum": ["p", "q"]},
            "separateCredentials": {"type": "boolean"}}}));
        assert_eq!(
            spec.properties.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(),
            ["z", "a", "m", "separateCredentials"]
        );
        assert!(spec.is_separable());
        assert_eq!(spec.properties[0].default.as_deref(), Some("x"));
        assert_eq!(spec.properties[1].shape, Shape::YesNo);
        assert!(matches!(&spec.properties[2].shape, Shape::Choice(all) if all.len() == 2));
    }

    #[test]
    fn a_string_of_json_is_read_too() {
        let spec = read(&json!(r#"{"properties":{"host":{"type":"string"}},"required":["host"]}"#));
        assert!(spec.properties[0].required);
    }

    #[test]
    fn unknown_shapes_degrade_and_nothing_is_lost() {
        let spec = read(&json!({"properties": {
            "list": {"type": "array", "items": {}}, "thing": {"properties": {}}, "bare": {}, "odd": 7,
            "maybe": {"type": ["null", "integer"]}, "mixed": {"oneOf": [{"const": "a", "title": "A"}, {"const": 2}]},
            "deep": {"oneOf": [{"type": "string"}]}}}));
        let shapes: Vec<&Shape> = spec.properties.iter().map(|p| &p.shape).collect();
        assert_eq!(
            shapes[..5],
            [&Shape::Json, &Shape::Json, &Shape::Text, &Shape::Text, &Shape::Number(Wholeness::Whole)]
        );
        assert!(matches!(shapes[5], Shape::Choice(all) if all[0].label == "A" && all[1].value == "2"));
        assert_eq!(shapes[6], &Shape::Text);
    }

    #[test]
    fn lists_are_told_apart_by_their_items() {
        let pair = json!({"name": {"type": "string"}, "value": {"type": "string"}});
        let file = json!({"name": {}, "value": {"type": "string", "contentEncoding": "base64"}});
        let header = json!({"name": {}, "value": {}, "encrypt": {"type": "boolean"}});
        let other = json!({"name": {}, "value": {}, "weight": {}});
        let of = |items: Value| json!({"type": "array", "items": {"type": "object", "properties": items}});
        let spec = read(&json!({"properties": {"a": of(pair), "b": of(file), "c": of(header), "d": of(other),
            "e": {"type": "array", "items": {"type": "string", "enum": ["x"]}}, "f": {"type": "array"},
            "g": {"type": "array", "items": {"type": "integer"}}}}));
        let shapes: Vec<&Shape> = spec.properties.iter().map(|p| &p.shape).collect();
        assert_eq!(shapes[..3], [&Shape::List(Rows::Pairs), &Shape::File, &Shape::List(Rows::Headers)]);
        assert_eq!(shapes[3..], [&Shape::Json, &Shape::List(Rows::Values), &Shape::Json, &Shape::Json]);
    }

    #[test]
    fn a_null_is_no_choice_and_a_variant_without_a_constant_leaves_room_for_other_values() {
        let spec = read(&json!({"properties": {"a": {"enum": ["x", null, 1, true]}, "b": {"const": "only"},
            "c": {"anyOf": [{"const": "x"}, {"type": "string"}]}, "d": {"oneOf": [{"enum": [1, 2]}, {"type": "null"}]}}}));
        let of = |at: usize| {
            let property: &Property = &spec.properties[at];
            let Shape::Choice(all) = &property.shape else { panic!("{property:?}") };
            (all.iter().map(|one| one.value.as_str()).collect::<Vec<_>>(), property.constants.open)
        };
        assert_eq!(of(0), (vec!["x", "1", "true"], false));
        assert_eq!(of(1), (vec!["only"], false));
        assert_eq!(of(2), (vec!["x"], true));
        assert_eq!(of(3), (vec!["1", "2"], false));
    }
}
