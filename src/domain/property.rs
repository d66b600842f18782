//! What a tenant says about the properties of a data source: its api-specs, read leniently.
//!
//! The only published example is a JSON Schema object with `type`, `default`, `enum` and `description`
//! (`qlik-cloud-api.md` section 7). Whatever else may come degrades to a text or a JSON field, never to a lost one.

use serde_json::{Map, Value};

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
    /// `title`, where there is one.
    pub title: Option<String>,
    /// `description`, where there is one.
    pub description: Option<String>,
    /// What can be entered.
    pub shape: Shape,
    /// `default`, as it would be typed.
    pub default: Option<String>,
    /// Whether the tenant lists it under `required`.
    pub required: bool,
}

/// What can be entered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Any text.
    Text,
    /// One of these.
    Choice(Vec<Choice>),
    /// Yes or no.
    YesNo,
    /// A number; `true` for whole ones only.
    Number(Wholeness),
    /// Anything, typed as JSON: the fallback for shapes this program does not know.
    Json,
}

/// Whether a number may have a fraction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wholeness {
    /// `integer`.
    Whole,
    /// `number`.
    Any,
}

/// One of the values of an enumeration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
}

/// The three keys of separated credentials, which belong to the step Credentials (`qlik-cloud-api.md` section 12).
pub const SEPARATE: &str = "separateCredentials";
/// The name of a new separated credential.
pub const CREDENTIALS_NAME: &str = "credentialsName";
/// The id of an existing one.
pub const SELECTED_CREDENTIALS: &str = "selectedCredentials";
/// The name of the authorisation code at `gbq`, and the best guess elsewhere (section 13).
pub const AUTH_CODE: &str = "authCode";

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
        let members = schema.get("properties").and_then(Value::as_object).unwrap_or(schema);
        let required: Vec<&str> = strings(schema.get("required"));
        let properties = members
            .iter()
            .map(|(name, about)| Property::read(name, about, required.contains(&name.as_str())))
            .collect();
        Some(Self { provider: text("connectorProvider"), version: text("connectorVersion"), properties })
    }

    /// The property of this name.
    pub fn get(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
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
        Self {
            name: name.to_owned(),
            title: text("title"),
            description: text("description"),
            shape: Shape::read(about),
            default: about.get("default").filter(|value| !value.is_null()).map(plain),
            required: required || about.get("required") == Some(&Value::Bool(true)),
        }
    }
}

impl Shape {
    fn read(about: &Map<String, Value>) -> Self {
        if let Some(choices) = choices(about) {
            return Self::Choice(choices);
        }
        // `type` may be a list, as in `["string", "null"]`.
        let kinds = match about.get("type") {
            Some(Value::String(one)) => vec![one.as_str()],
            list => strings(list),
        };
        let is = |kind: &str| kinds.contains(&kind);
        if is("array") || is("object") {
            Self::Json
        } else if is("string") {
            Self::Text
        } else if is("boolean") {
            Self::YesNo
        } else if is("integer") {
            Self::Number(Wholeness::Whole)
        } else if is("number") {
            Self::Number(Wholeness::Any)
        } else if about.contains_key("properties") || about.contains_key("items") {
            Self::Json
        } else {
            Self::Text
        }
    }
}

/// An `enum`, or constants by `oneOf` or `anyOf`.
fn choices(about: &Map<String, Value>) -> Option<Vec<Choice>> {
    if let Some(values) = about.get("enum").and_then(Value::as_array).filter(|values| !values.is_empty()) {
        return values.iter().map(|value| scalar(value).map(|value| Choice { label: value.clone(), value })).collect();
    }
    let variants = about.get("oneOf").or_else(|| about.get("anyOf"))?.as_array().filter(|all| !all.is_empty())?;
    variants
        .iter()
        .map(|variant| {
            let value = scalar(variant.get("const")?)?;
            let label = variant.get("title").and_then(Value::as_str).unwrap_or(&value).to_owned();
            Some(Choice { value, label })
        })
        .collect()
}

fn scalar(value: &Value) -> Option<String> {
    (!value.is_array() && !value.is_object() && !value.is_null()).then(|| plain(value))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn strings(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).map(|all| all.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
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
}
