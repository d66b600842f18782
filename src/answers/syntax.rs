//! From the text of a file to its tree: TOML and JSON, with every fault that can be found in one run.

use std::{borrow::Cow, fmt, ops::Range};

use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;
use toml::de::{DeTable, DeValue};

use super::{
    fault::Faults,
    tree::{Member, Node, NodeKind},
};

/// How deep a file may be nested. Answers need six.
const DEEPEST: usize = 32;

/// Reads a file in the format that it is in. `None` where nothing can be said about what stands in it.
pub(super) fn read(file: &str, text: &str, faults: &mut Faults<'_>) -> Option<Node> {
    // Windows' editors put a mark before the text.
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let start = text[mark..].find(|c: char| !c.is_whitespace()).map_or(text.len(), |at| at + mark);
    let ends = |ending: &str| file.to_lowercase().ends_with(ending);
    if ends(".yaml") || ends(".yml") || text[start..].starts_with("---") {
        faults.add(&(start..start), "this is YAML; convert it to JSON first");
        return None;
    }
    if text[start..].is_empty() {
        faults.add(&(0..0), "the file is empty; `qonnect template SOURCE` writes one to begin with");
        return None;
    }
    if ends(".json") || (!ends(".toml") && text[start..].starts_with('{')) {
        return json(&text[mark..], mark, faults);
    }
    let before = faults.found.len();
    let node = toml(&text[mark..], mark, faults);
    if faults.found.len() > before && looks_yaml(&text[start..]) {
        faults.found.truncate(before);
        faults.add(&(start..start), "this is neither TOML nor JSON; if it is YAML, convert it to JSON first");
        return None;
    }
    Some(node)
}

/// Whether the first line that says something is a `key: value`.
fn looks_yaml(text: &str) -> bool {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    line.split_once(':').is_some_and(|(key, rest)| {
        !key.contains(['=', '[', '{', '"'])
            && key.chars().all(|c| c.is_alphanumeric() || "-_ ".contains(c))
            && (rest.is_empty() || rest.starts_with(' '))
    })
}

fn toml(text: &str, offset: usize, faults: &mut Faults<'_>) -> Node {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        faults.add(&(span.start + offset..span.end + offset), plain(error.message()));
    }
    let span = table.span();
    toml_node(&DeValue::Table(table.into_inner()), span, offset, 0, faults)
}

fn toml_node(value: &DeValue<'_>, span: Range<usize>, offset: usize, depth: usize, faults: &mut Faults<'_>) -> Node {
    let span = span.start + offset..span.end + offset;
    let kind = match value {
        DeValue::String(text) => NodeKind::Text(text.to_string()),
        DeValue::Boolean(yes) => NodeKind::Bool(*yes),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(NodeKind::Unquoted, NodeKind::Integer)
        }
        DeValue::Float(_) | DeValue::Datetime(_) => NodeKind::Unquoted,
        DeValue::Array(_) | DeValue::Table(_) if depth >= DEEPEST => {
            faults.add(&span, TOO_DEEP);
            NodeKind::Null
        }
        DeValue::Array(items) => {
            let items = items.iter().map(|item| toml_node(item.get_ref(), item.span(), offset, depth + 1, faults));
            NodeKind::List(items.collect())
        }
        DeValue::Table(table) => {
            let members = table.iter().map(|(key, value)| Member {
                key: key.get_ref().to_string(),
                key_span: key.span().start + offset..key.span().end + offset,
                value: toml_node(value.get_ref(), value.span(), offset, depth + 1, faults),
            });
            NodeKind::Table(members.collect())
        }
    };
    Node { span, kind }
}

const TOO_DEEP: &str = "this is nested too deeply";

/// The sentence of a parser. It names what it expected, never what stands there; on one line, in any case.
fn plain(message: &str) -> String {
    message.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}

fn json(text: &str, offset: usize, faults: &mut Faults<'_>) -> Option<Node> {
    match serde_json::from_str::<&RawValue>(text) {
        Ok(raw) => Some(json_node(raw.get(), text, offset, 0, faults)),
        Err(error) => {
            // Line and column are its own; only the words before them are taken.
            let words = error.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let at = start + error.column().saturating_sub(1) + offset;
            faults.add(&(at..at), format!("this is no JSON: {}", plain(words)));
            None
        }
    }
}

fn json_node(raw: &str, whole: &str, offset: usize, depth: usize, faults: &mut Faults<'_>) -> Node {
    let span = place(raw, whole, offset);
    let kind = match raw.as_bytes().first() {
        Some(b'"') => {
            if let Ok(text) = serde_json::from_str(raw) {
                NodeKind::Text(text)
            } else {
                faults.add(&span, "this text has an escape that stands for no character");
                NodeKind::Null
            }
        }
        Some(b't' | b'f') => NodeKind::Bool(raw == "true"),
        Some(b'n') => NodeKind::Null,
        Some(b'[' | b'{') if depth >= DEEPEST => {
            faults.add(&span, TOO_DEEP);
            NodeKind::Null
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(raw).unwrap_or_default();
            NodeKind::List(
                items.into_iter().map(|item| json_node(item.get(), whole, offset, depth + 1, faults)).collect(),
            )
        }
        Some(b'{') => {
            let pairs: Pairs<'_> = serde_json::from_str(raw).unwrap_or_default();
            let mut members: Vec<Member> = Vec::new();
            for (key, value) in pairs.0 {
                let key_span = place(key.get(), whole, offset);
                let key = serde_json::from_str::<Cow<'_, str>>(key.get()).unwrap_or_default().into_owned();
                // An editor's pointer to the schema; TOML has a comment for it.
                if depth == 0 && key == "$schema" {
                    continue;
                }
                if members.iter().any(|member| member.key == key) {
                    faults.add(&key_span, "duplicate key");
                    continue;
                }
                members.push(Member { key, key_span, value: json_node(value.get(), whole, offset, depth + 1, faults) });
            }
            NodeKind::Table(members)
        }
        _ => raw.parse().map_or(NodeKind::Unquoted, NodeKind::Integer),
    };
    Node { span, kind }
}

/// Where a part of the text stands in it: the parser hands out pieces of the text itself.
fn place(part: &str, whole: &str, offset: usize) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize) + offset;
    start..start + part.len()
}

/// The members of an object as they stand there, with those that stand there twice.
#[derive(Default)]
struct Pairs<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        from.deserialize_map(Visitor)
    }
}
