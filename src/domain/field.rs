//! A field of the details form: what the tenant says of a property, with what is known about it, and how it travels.

use serde_json::Value;

use super::{
    call::Json,
    known::{Condition, KnownField, known, looks_credential, looks_secret},
    property::{AUTH_CODE, CREDENTIALS_NAME, Property, SELECTED_CREDENTIALS, SEPARATE, Shape, Spec, Wholeness},
    secret::Secret,
    source::SourceId,
};

/// A field of the details form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// The property's key.
    pub name: String,
    /// What stands before it.
    pub label: String,
    /// One line about it.
    pub help: Option<String>,
    /// What can be entered.
    pub shape: Shape,
    /// What stands in it at first.
    pub default: Option<String>,
    /// How needed it is.
    pub need: Need,
    /// Masked on the screen.
    pub secret: bool,
    /// Part of the login, so left out where an existing credential is used.
    pub credential: bool,
    /// Asked for only under this condition.
    pub when: Option<Condition>,
    /// An example of a value.
    pub example: Option<String>,
    /// Whether yes and no travel as words or as JSON booleans.
    booleans: Booleans,
}

/// How needed a field is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// May stay empty.
    Optional,
    /// Needed in practice, as far as is known: warned about once.
    Known,
    /// The tenant says so: blocks.
    Tenant,
}

/// How yes and no travel (`qlik-cloud-api.md` section 9).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Booleans {
    /// `"true"`, as in the official creates.
    Words,
    /// `true`, as the data integration sources have it.
    Real,
}

/// The property that takes the authorisation code of a source, if the tenant's specs have it.
pub fn code_property(source: &SourceId, spec: &Spec) -> Option<String> {
    let name = known(source).and_then(|known| known.oauth.as_ref()).map_or(AUTH_CODE, |oauth| oauth.code.as_str());
    spec.get(name).map(|property| property.name.clone())
}

/// When the code is needed: the condition on another property, where one is known.
pub fn code_condition(source: &SourceId) -> Option<Condition> {
    known(source)?.oauth.as_ref()?.when.clone()
}

/// The fields of a source, in the order of its api-specs, without those that belong to other steps.
pub fn fields(source: &SourceId, spec: &Spec) -> Vec<Field> {
    let code = code_property(source, spec);
    let elsewhere = |name: &str| {
        [SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS].contains(&name) || code.as_deref() == Some(name)
    };
    let facts = known(source).map(|known| &known.fields);
    let booleans = if source.is_data_integration() { Booleans::Real } else { Booleans::Words };
    spec.properties
        .iter()
        .filter(|property| !elsewhere(&property.name))
        .map(|property| Field::new(property, facts.and_then(|facts| facts.get(&property.name)), booleans))
        .collect()
}

impl Field {
    fn new(property: &Property, fact: Option<&KnownField>, booleans: Booleans) -> Self {
        let name = &property.name;
        let mut shape = property.shape.clone();
        if let (Shape::Choice(choices), Some(fact)) = (&mut shape, fact) {
            for choice in choices {
                if let Some(label) = fact.values.get(&choice.value) {
                    choice.label.clone_from(label);
                }
            }
        }
        let need = match (property.required, fact.is_some_and(|fact| fact.required)) {
            (true, _) => Need::Tenant,
            (false, true) => Need::Known,
            (false, false) => Need::Optional,
        };
        Self {
            label: property
                .title
                .clone()
                .or_else(|| fact.and_then(|fact| fact.label.clone()))
                .unwrap_or_else(|| name.clone()),
            help: property.description.clone().or_else(|| fact.and_then(|fact| fact.help.clone())),
            shape,
            default: property.default.clone(),
            need,
            secret: fact.and_then(|fact| fact.secret).unwrap_or_else(|| looks_secret(name)),
            credential: fact.map_or_else(|| looks_credential(name), |fact| fact.credential),
            when: fact.and_then(|fact| fact.when.clone()),
            example: fact.and_then(|fact| fact.example.clone()),
            booleans,
            name: name.clone(),
        }
    }

    /// What travels for a text in this field. The error is the sentence under the field.
    pub fn wire(&self, text: &str) -> Result<Json, String> {
        match &self.shape {
            Shape::Text | Shape::Choice(_) => Ok(self.string(text)),
            Shape::YesNo => match (text, self.booleans) {
                ("true" | "false", Booleans::Words) => Ok(Json::text(text)),
                ("true" | "false", Booleans::Real) => Ok(Json::Plain(Value::Bool(text == "true"))),
                _ => Err("Choose yes or no.".to_owned()),
            },
            Shape::Number(wholeness) => number(text, *wholeness),
            Shape::Json => {
                let value: Value = serde_json::from_str(text).map_err(|fault| {
                    format!("This is not JSON yet (line {}, column {}).", fault.line(), fault.column())
                })?;
                Ok(if self.secret { hide(value) } else { Json::Plain(value) })
            }
        }
    }

    fn string(&self, text: &str) -> Json {
        if self.secret { Json::Secret(Secret::new(text)) } else { Json::text(text) }
    }
}

fn number(text: &str, wholeness: Wholeness) -> Result<Json, String> {
    let text = text.trim();
    let whole = text.parse::<i64>().map(Value::from);
    match wholeness {
        Wholeness::Whole => whole.map(Json::Plain).map_err(|_| "Type a whole number, such as 30.".to_owned()),
        Wholeness::Any => whole
            .ok()
            .or_else(|| text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from))
            .map(Json::Plain)
            .ok_or_else(|| "Type a number, such as 30 or 0.5.".to_owned()),
    }
}

/// Inside a secret JSON value every string is a secret.
fn hide(value: Value) -> Json {
    match value {
        Value::String(text) => Json::Secret(Secret::new(&text)),
        Value::Array(items) => Json::List(items.into_iter().map(hide).collect()),
        Value::Object(members) => Json::Object(members.into_iter().map(|(key, value)| (key, hide(value))).collect()),
        other => Json::Plain(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn spec(properties: &Value) -> Spec {
        Spec::read(&json!({"connectionProperties": {"properties": properties}})).unwrap()
    }

    fn names(fields: &[Field]) -> Vec<&str> {
        fields.iter().map(|field| field.name.as_str()).collect()
    }

    #[test]
    fn invented_keys_keep_their_order_and_other_steps_keep_their_fields() {
        let spec = spec(
            &json!({"z": {"type": "string"}, "separateCredentials": {"type": "boolean"}, "a": {"type": "string"},
            "credentialsName": {}, "m": {"type": "boolean"}, "selectedCredentials": {}, "authCode": {"type": "string"}}),
        );
        assert_eq!(names(&fields(&SourceId("invented".into()), &spec)), ["z", "a", "m"]);
        assert_eq!(code_property(&SourceId("invented".into()), &spec).as_deref(), Some("authCode"));
    }

    #[test]
    fn values_travel_in_the_form_their_property_has() {
        let spec = spec(&json!({"port": {"type": "string"}, "rows": {"type": "integer"}, "ratio": {"type": "number"},
            "flag": {"type": "boolean"}, "password": {"type": "string"}, "KeyFilePath": {"type": "array"}}));
        let plain = fields(&SourceId("x".into()), &spec);
        let wire = |index: usize, text: &str| plain[index].wire(text);
        assert_eq!(wire(0, "1433"), Ok(Json::text("1433")));
        assert_eq!(wire(1, "30"), Ok(Json::Plain(json!(30))));
        assert!(wire(1, "30.5").is_err() && wire(2, "inf").is_err());
        assert_eq!(wire(2, "0.5"), Ok(Json::Plain(json!(0.5))));
        assert_eq!(wire(3, "true"), Ok(Json::text("true")));
        assert_eq!(wire(4, " p;=\" "), Ok(Json::Secret(Secret::new(" p;=\" "))));
        let file = wire(5, r#"[{"name":"k","value":"c2VjcmV0"}]"#).unwrap();
        assert!(!file.masked().contains("c2VjcmV0"));
        assert!(wire(5, "[").is_err());
        let integration = fields(&SourceId("repsrc_x".into()), &spec);
        assert_eq!(integration[3].wire("false"), Ok(Json::Plain(json!(false))));
    }
}
