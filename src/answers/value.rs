//! From what a file says of a property to what travels, by the same fields as in the wizard.

use std::collections::HashMap;

use super::file::{Given, Reference};
use crate::domain::{field::Field, http::Json, looks::looks_secret, rows::is_secret_row, secret::Secret};

/// What references stand for, once they are resolved.
#[derive(Debug, Default)]
pub struct Resolved(pub HashMap<Reference, Content>);

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    Text(Secret),
    /// A file: its name, and its content in base64.
    File {
        /// The name without its folders.
        name: String,
        content: Secret,
    },
}

/// Stands for every secret while only a plan is made.
const UNRESOLVED: &str = "••••";

impl Resolved {
    /// What a reference stands for; while a plan is made nothing is resolved, and `UNRESOLVED` stands for it.
    fn json(&self, reference: &Reference) -> Json {
        let file = |name: &str, content: Secret| {
            Json::List(vec![Json::Object(vec![
                ("name".to_owned(), Json::text(name)),
                ("value".to_owned(), Json::Secret(content)),
            ])])
        };
        match (self.0.get(reference), reference) {
            (Some(Content::Text(secret)), _) => Json::Secret(secret.clone()),
            (Some(Content::File { name, content }), _) => file(name, content.clone()),
            (None, Reference::File { file: path, form: Some(_) }) => file(last_part(path), Secret::new(UNRESOLVED)),
            (None, _) => Json::Secret(Secret::new(UNRESOLVED)),
        }
    }
}

/// What travels for a property. `field` is what the tenant says of it, none where it says nothing. The error is a sentence
/// without the value.
pub(super) fn wire(key: &str, given: &Given, field: Option<&Field>, resolved: &Resolved) -> Result<Json, String> {
    if let Some(reference) = given.reference() {
        let json = resolved.json(&reference);
        let Json::Secret(secret) = &json else { return Ok(json) };
        // The tenant may want a number or a yes where a secret store has only texts.
        return match field {
            Some(field) if resolved.0.contains_key(&reference) => match field.wire(secret.expose())? {
                Json::Plain(serde_json::Value::String(_)) => Ok(json),
                other => Ok(other),
            },
            _ => Ok(json),
        };
    }
    let text = match given {
        Given::Text(text) => text.clone(),
        Given::Bool(yes) => yes.to_string(),
        Given::Integer(number) => number.to_string(),
        Given::Reference(_) | Given::List(_) | Given::Table(_) => return Ok(tree(given, resolved)),
    };
    match field {
        Some(field) => field.wire(&text),
        None if looks_secret(key) => Ok(Json::Secret(Secret::new(&text))),
        None => Ok(Json::text(text)),
    }
}

/// Rows travel as they stand in the file; a secret in plain text among them is one from here on.
fn tree(given: &Given, resolved: &Resolved) -> Json {
    if let Some(reference) = given.reference() {
        return resolved.json(&reference);
    }
    match given {
        Given::Text(text) => Json::text(text),
        Given::Bool(yes) => Json::flag(*yes),
        Given::Integer(number) => Json::Plain((*number).into()),
        Given::List(items) => Json::List(items.iter().map(|item| tree(item, resolved)).collect()),
        Given::Table(members) => {
            let name = if let Some(Given::Text(name)) = members.get("name") { name.as_str() } else { "" };
            let is_secret = is_secret_row(name, members.get("encrypt") == Some(&Given::Bool(true)));
            let member = |key: &str, value: &Given| match value {
                Given::Text(text) if is_secret && key != "name" && key != "encrypt" => Json::Secret(Secret::new(text)),
                value => tree(value, resolved),
            };
            Json::Object(members.iter().map(|(key, value)| (key.clone(), member(key, value))).collect())
        }
        Given::Reference(reference) => resolved.json(reference),
    }
}

fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
