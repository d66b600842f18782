//! Judges one value against the JSON Schema of its property, as far as the fixtures use it. Scalars may arrive as
//! string, number or boolean whatever the schema says, since the official examples send them so.

use regex_lite::Regex;
use serde_json::Value;

use super::sources::scalar_text;

/// Whether a value that was given fits; the error is a sentence that names the field.
pub(super) fn check(name: &str, schema: &Value, value: &Value) -> Result<(), String> {
    let kind = schema.get("type").and_then(Value::as_str).unwrap_or("string");
    if kind == "array" {
        return check_list(name, schema, value);
    }
    let text = scalar_text(value).ok_or_else(|| format!("Field {name} must be a single value"))?;
    match kind {
        "boolean" if !matches!(text.as_str(), "true" | "false") => {
            return Err(format!("Field {name} must be true or false"));
        }
        "number" | "integer" => check_number(name, schema, kind, &text)?,
        _ => check_text(name, schema, &text)?,
    }
    let listed = schema.get("enum").and_then(Value::as_array).map(|values| values.iter().collect::<Vec<_>>());
    let consts = ["oneOf", "anyOf"].into_iter().find_map(|key| {
        let options = schema.get(key)?.as_array()?;
        Some(options.iter().filter_map(|option| option.get("const")).collect())
    });
    match listed.or(consts) {
        Some(allowed) if !allowed.iter().any(|allowed| scalar_text(allowed).as_ref() == Some(&text)) => {
            Err(format!("Field {name} has a value that is not in the list"))
        }
        _ => Ok(()),
    }
}

/// Files, and lists of name and value, are lists of objects; other lists hold scalars.
fn check_list(name: &str, schema: &Value, value: &Value) -> Result<(), String> {
    let items = value.as_array().ok_or_else(|| format!("Field {name} must be a list"))?;
    let item_schema = schema.get("items");
    let of_objects = item_schema.and_then(|items| items.get("properties")).is_some();
    for item in items {
        if of_objects {
            let has = |part: &str| item.get(part).is_some_and(Value::is_string);
            if !has("name") || !has("value") {
                return Err(format!("Each entry of {name} must have a name and a value"));
            }
        } else if let Some(item_schema) = item_schema {
            check(name, item_schema, item)?;
        }
    }
    Ok(())
}

fn check_number(name: &str, schema: &Value, kind: &str, text: &str) -> Result<(), String> {
    let number = text.parse::<f64>().ok().filter(|number| kind == "number" || number.fract() == 0.0);
    let number = number.ok_or_else(|| format!("Field {name} must be a number"))?;
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    match (bound("minimum"), bound("maximum")) {
        (Some(least), _) if number < least => Err(format!("Field {name} must be at least {least}")),
        (_, Some(most)) if number > most => Err(format!("Field {name} must be at most {most}")),
        _ => Ok(()),
    }
}

fn check_text(name: &str, schema: &Value, text: &str) -> Result<(), String> {
    let length = text.chars().count() as u64;
    let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
    if bound("minLength").is_some_and(|least| length < least) {
        return Err(format!("Field {name} is too short"));
    }
    if bound("maxLength").is_some_and(|most| length > most) {
        return Err(format!("Field {name} is too long"));
    }
    let pattern = schema.get("pattern").and_then(Value::as_str).and_then(|pattern| Regex::new(pattern).ok());
    match pattern {
        Some(pattern) if !pattern.is_match(text) => Err(format!("Field {name} has the wrong form")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scalars_pass_in_any_of_their_forms() {
        for value in [json!(true), json!("true")] {
            assert_eq!(check("b", &json!({ "type": "boolean" }), &value), Ok(()));
        }
        for value in [json!(5), json!("5")] {
            assert_eq!(check("n", &json!({ "type": "integer", "minimum": 5, "maximum": 5 }), &value), Ok(()));
        }
        assert_eq!(check("port", &json!({ "type": "string" }), &json!(1433)), Ok(()));
    }

    #[test]
    fn every_keyword_can_refuse() {
        for (schema, value) in [
            (json!({ "type": "boolean" }), json!("maybe")),
            (json!({ "type": "integer" }), json!(1.5)),
            (json!({ "type": "number", "minimum": 0 }), json!("-1")),
            (json!({ "type": "number", "maximum": 1 }), json!(2)),
            (json!({ "type": "string", "minLength": 3 }), json!("äö")),
            (json!({ "type": "string", "maxLength": 3 }), json!("abcd")),
            (json!({ "type": "string", "pattern": "^https://" }), json!("http://x")),
            (json!({ "type": "string", "enum": ["a"] }), json!("A")),
            (json!({ "oneOf": [{ "const": "a" }] }), json!("b")),
            (json!({ "anyOf": [{ "const": "a" }] }), json!("b")),
            (json!({ "type": "string" }), json!({})),
            (json!({ "type": "array" }), json!("x")),
            (json!({ "type": "array", "items": { "properties": {} } }), json!([{ "name": "k.json" }])),
            (json!({ "type": "array", "items": { "enum": ["read"] } }), json!(["write"])),
        ] {
            assert!(check("f", &schema, &value).is_err(), "{schema} {value}");
        }
    }
}
