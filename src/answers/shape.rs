//! Whether a file has the shape of an answers file: a walk along the schema that goes on after every fault.
//!
//! It knows the few words of JSON Schema that our own schema is written in; a test holds that there are no others.

use std::sync::LazyLock;

use serde_json::Value;

use super::{
    fault::{Faults, did_you_mean, nearest},
    tree::{Member, Node, NodeKind},
};
use crate::domain::text::clean_start;

/// The schema, as `qonnect schema` prints it.
pub const SCHEMA: &str = include_str!("../../assets/answers.schema.json");

static READ: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(SCHEMA).unwrap_or_default());

/// Finds everything that is unknown, missing, or of another type.
pub(super) fn check(node: &Node, faults: &mut Faults<'_>) {
    walk(node, &READ, "the file", faults);
}

fn walk(node: &Node, schema: &Value, what: &str, faults: &mut Faults<'_>) {
    match &node.kind {
        NodeKind::Unquoted => {
            faults.add(&node.span, format!("{what} has a decimal, a date or a very large number; put it in quotes"));
            return;
        }
        NodeKind::Null => {
            faults.add(&node.span, format!("{what} has no value; give it one or leave it out"));
            return;
        }
        NodeKind::Text(_) | NodeKind::Bool(_) | NodeKind::Integer(_) | NodeKind::List(_) | NodeKind::Table(_) => {}
    }
    let all = alternatives(schema);
    let fitting: Vec<&Value> = all.iter().copied().filter(|one| type_of(one) == type_name(node)).collect();
    if fitting.is_empty() {
        let mut words: Vec<&str> = Vec::new();
        for word in all.iter().map(|one| type_word(type_of(one))) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        let words = if words.len() > 2 && is_reference(&all) {
            "text, a number, or a reference".to_owned()
        } else {
            words.join(" or ")
        };
        faults.add(&node.span, format!("{what} has to be {words}"));
        return;
    }
    match &node.kind {
        NodeKind::Text(text) => check_words(node, text, &fitting, what, faults),
        NodeKind::List(items) => {
            for item in items {
                walk(item, &fitting[0]["items"], what, faults);
            }
        }
        NodeKind::Table(members) => {
            if let Some(form) = form_of(node, members, &fitting, what, faults) {
                check_table(node, members, form, what, faults);
            }
        }
        _ => {}
    }
}

/// A text that has to be one of a few words.
fn check_words(node: &Node, text: &str, fitting: &[&Value], what: &str, faults: &mut Faults<'_>) {
    let mut words: Vec<&str> = Vec::new();
    for one in fitting {
        match (one["const"].as_str(), one["enum"].as_array()) {
            (Some(word), _) => words.push(word),
            (None, Some(several)) => words.extend(several.iter().filter_map(Value::as_str)),
            (None, None) => return,
        }
    }
    if !words.contains(&text) {
        let meant = did_you_mean(text, words.iter().copied());
        faults.add(&node.span, format!("{what} is one of {}{meant}", words.join(", ")));
    }
}

/// Which of several forms of a table this one has: told by the key that a form requires.
fn form_of<'a>(
    node: &Node,
    members: &[Member],
    fitting: &[&'a Value],
    what: &str,
    faults: &mut Faults<'_>,
) -> Option<&'a Value> {
    if let [only] = fitting {
        return Some(only);
    }
    let forms = fitting.iter().filter(|form| !required(form).is_empty());
    if let Some(form) = forms.clone().find(|form| required(form).iter().all(|key| node.member(key).is_some())) {
        return Some(form);
    }
    let words: Vec<&str> = forms.flat_map(|form| required(form)).collect();
    let open = fitting.iter().find(|form| required(form).is_empty());
    match (open, members) {
        // A table with one member that is nearly a reference was meant as one.
        (Some(open), [] | [_, _, ..]) => return Some(open),
        (Some(open), [one]) if nearest(&one.key, words.iter().copied()).is_none() => return Some(open),
        _ => {}
    }
    let first = members.first();
    let meant = first.map(|member| did_you_mean(&member.key, words.iter().copied())).unwrap_or_default();
    let place = first.map_or(&node.span, |member| &member.key_span);
    faults.add(place, format!("{what} is a reference: one of {}{meant}", words.join(", ")));
    None
}

fn check_table(node: &Node, members: &[Member], form: &Value, what: &str, faults: &mut Faults<'_>) {
    let known = form["properties"].as_object();
    let other = form.get("additionalProperties").filter(|other| other.is_object());
    for member in members {
        let key = clean_start(&member.key, 60);
        if let Some(schema) = known.and_then(|known| known.get(&member.key)).or(other) {
            walk(&member.value, schema, &format!("`{key}`"), faults);
        } else {
            let keys = known.into_iter().flatten().map(|(key, _)| key.as_str());
            faults.add(&member.key_span, format!("unknown key `{key}`{}", did_you_mean(&member.key, keys)));
        }
    }
    for key in required(form) {
        if node.member(key).is_none() {
            faults.add(&node.span, format!("`{key}` is missing in {what}"));
        }
    }
}

/// All forms that a schema allows, with references followed and nested choices unfolded.
fn alternatives(schema: &Value) -> Vec<&Value> {
    let schema = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|name| name.strip_prefix("#/$defs/"))
        .map_or(schema, |name| &READ["$defs"][name]);
    match schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
        Some(several) => several.iter().flat_map(alternatives).collect(),
        None => vec![schema],
    }
}

fn is_reference(all: &[&Value]) -> bool {
    all.iter().any(|one| required(one) == ["env"])
}

fn required(form: &Value) -> Vec<&str> {
    form["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn type_of(schema: &Value) -> &str {
    schema["type"].as_str().unwrap_or_default()
}

fn type_name(node: &Node) -> &'static str {
    match node.kind {
        NodeKind::Text(_) => "string",
        NodeKind::Bool(_) => "boolean",
        NodeKind::Integer(_) => "integer",
        NodeKind::List(_) => "array",
        NodeKind::Table(_) => "object",
        NodeKind::Unquoted | NodeKind::Null => "",
    }
}

fn type_word(name: &str) -> &str {
    match name {
        "string" => "text in quotes",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "array" => "a list",
        _ => "a table",
    }
}
