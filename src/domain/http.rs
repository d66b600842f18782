//! A request as it will travel, in one shape for the eye and for the wire.
//!
//! Review shows exactly what is sent because both are made from the same tree; only the secrets differ.

use std::{
    borrow::Cow,
    fmt::{self, Write},
};

use serde_json::Value;
use zeroize::Zeroizing;

use super::{secret::Secret, shape::plain, text::password};

/// What stands on the screen in place of a secret; it does not tell the length.
pub const MASK: &str = "••••";

/// A text for the screen: without the password of a URL.
pub fn veiled(text: &str) -> Cow<'_, str> {
    match password(text) {
        Some(range) => Cow::Owned(format!("{}{MASK}{}", &text[..range.start], &text[range.end..])),
        None => Cow::Borrowed(text),
    }
}

/// A JSON value that may hold secrets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Json {
    /// Anything that may be seen.
    Plain(Value),
    /// A string that may not be seen.
    Secret(Secret),
    List(Vec<Json>),
    /// An object, in the order it was built.
    Object(Vec<(String, Json)>),
}

impl Json {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Plain(Value::String(text.into()))
    }

    /// A real yes or no.
    pub fn flag(yes: bool) -> Self {
        Self::Plain(Value::Bool(yes))
    }

    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            Self::Plain(_) | Self::Secret(_) | Self::List(_) => None,
        }
    }

    /// In one line: a secret hidden, a list counted, a file by its name.
    pub fn brief(&self) -> String {
        match self {
            Self::Plain(value) => veiled(&plain(value)).into_owned(),
            Self::Secret(_) => MASK.to_owned(),
            Self::List(items) => match items.as_slice() {
                [file @ Self::Object(_)]
                    if matches!(file.get("name"), Some(Self::Plain(_))) && file.get("encrypt").is_none() =>
                {
                    file.get("name").map(Self::brief).unwrap_or_default()
                }
                [_] => "1 row".to_owned(),
                rows => format!("{} rows", rows.len()),
            },
            Self::Object(_) => self.masked(),
        }
    }

    pub fn secrets(&self) -> Vec<Secret> {
        match self {
            Self::Plain(_) => Vec::new(),
            Self::Secret(secret) => vec![secret.clone()],
            Self::List(items) => items.iter().flat_map(Self::secrets).collect(),
            Self::Object(members) => members.iter().flat_map(|(_, value)| value.secrets()).collect(),
        }
    }

    /// The text for the wire, with the secrets; wiped when dropped.
    pub fn wire(&self) -> Zeroizing<String> {
        // Measured before it is written: a text that grew would leave unwiped copies behind.
        let mut length = Length(0);
        let _infallible = self.write(&mut length, None, Secret::expose);
        let mut out = Zeroizing::new(String::with_capacity(length.0));
        let _infallible = self.write(&mut *out, None, Secret::expose);
        out
    }

    /// The text for the screen: indented by two, every secret and the password of a URL as [`MASK`].
    pub fn masked(&self) -> String {
        self.veiled().indented()
    }

    /// The same on one line.
    pub fn masked_line(&self) -> String {
        let mut out = String::new();
        let _infallible = self.veiled().write(&mut out, None, |_| MASK);
        out
    }

    /// The text for a file: indented by two, every secret as [`MASK`].
    pub fn indented(&self) -> String {
        let mut out = String::new();
        let _infallible = self.write(&mut out, Some(0), |_| MASK);
        out
    }

    fn veiled(&self) -> Self {
        match self {
            Self::Plain(value) => Self::Plain(veiled_value(value)),
            Self::Secret(secret) => Self::Secret(secret.clone()),
            Self::List(items) => Self::List(items.iter().map(Self::veiled).collect()),
            Self::Object(members) => {
                Self::Object(members.iter().map(|(key, value)| (key.clone(), value.veiled())).collect())
            }
        }
    }

    /// Writes the tree; `depth` is `None` for the dense form.
    fn write(&self, out: &mut dyn Write, depth: Option<usize>, show: fn(&Secret) -> &str) -> fmt::Result {
        match self {
            Self::Plain(value) => match depth {
                Some(depth) => out.write_str(&pretty(value, depth)),
                None => write!(out, "{value}"),
            },
            Self::Secret(secret) => write_string(out, show(secret)),
            Self::List(items) => {
                write_all(out, depth, ('[', ']'), items, |out, depth, item| item.write(out, depth, show))
            }
            Self::Object(members) => write_all(out, depth, ('{', '}'), members, |out, depth, (key, value)| {
                write_string(out, key)?;
                out.write_str(if depth.is_some() { ": " } else { ":" })?;
                value.write(out, depth, show)
            }),
        }
    }
}

fn veiled_value(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(veiled(text).into_owned()),
        Value::Array(items) => Value::Array(items.iter().map(veiled_value).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(key, value)| (key.clone(), veiled_value(value))).collect())
        }
        other => other.clone(),
    }
}

struct Length(usize);

impl Write for Length {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}

fn write_all<T>(
    out: &mut dyn Write,
    depth: Option<usize>,
    (open, close): (char, char),
    items: &[T],
    write: impl Fn(&mut dyn Write, Option<usize>, &T) -> fmt::Result,
) -> fmt::Result {
    out.write_char(open)?;
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.write_char(',')?;
        }
        new_line(out, depth.map(|depth| depth + 1))?;
        write(out, depth.map(|depth| depth + 1), item)?;
    }
    if !items.is_empty() {
        new_line(out, depth)?;
    }
    out.write_char(close)
}

fn new_line(out: &mut dyn Write, depth: Option<usize>) -> fmt::Result {
    match depth {
        Some(depth) => write!(out, "\n{:width$}", "", width = depth * 2),
        None => Ok(()),
    }
}

/// A plain value, indented like its surroundings.
fn pretty(value: &Value, depth: usize) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string());
    text.replace('\n', &format!("\n{:width$}", "", width = depth * 2))
}

/// Escapes in place: the JSON library would leave an unwiped copy of a secret behind.
fn write_string(out: &mut dyn Write, text: &str) -> fmt::Result {
    out.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            c if c < ' ' => write!(out, "\\u{:04x}", u32::from(c))?,
            c => out.write_char(c)?,
        }
    }
    out.write_char('"')
}

/// A request with a body, ready to be shown and to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HttpRequest {
    pub method: &'static str,
    /// The path, from the tenant's origin on.
    pub path: Cow<'static, str>,
    pub body: Json,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Json {
        Json::Object(vec![
            ("name".into(), Json::text("a\"b")),
            ("flag".into(), Json::Plain(Value::Bool(true))),
            ("key".into(), Json::Secret(Secret::new("top\nsecret\u{1}"))),
            ("list".into(), Json::List(vec![Json::Object(vec![("value".into(), Json::Secret(Secret::new("x")))])])),
            ("raw".into(), Json::Plain(serde_json::json!({"a": [1, 2]}))),
            ("none".into(), Json::Object(vec![])),
        ])
    }

    #[test]
    fn the_wire_form_is_json_with_the_secrets() {
        let value: Value = serde_json::from_str(&sample().wire()).unwrap();
        assert_eq!(value["key"], "top\nsecret\u{1}");
        assert_eq!(value["name"], "a\"b");
        assert_eq!(value["raw"]["a"][1], 2);
    }

    #[test]
    fn the_wire_form_is_written_into_one_buffer_that_does_not_grow() {
        let long = Json::Object(vec![
            ("before".into(), Json::text("x".repeat(700))),
            ("key".into(), Json::Secret(Secret::new(&"se\n\u{1}ä".repeat(2000)))),
        ]);
        for tree in [sample(), long] {
            let wire = tree.wire();
            assert_eq!(wire.capacity(), wire.len());
        }
    }

    #[test]
    fn the_masked_form_is_the_same_json_without_them() {
        let value: Value = serde_json::from_str(&sample().masked()).unwrap();
        assert_eq!(value["key"], MASK);
        assert_eq!(value["list"][0]["value"], MASK);
        assert_eq!(value["name"], "a\"b");
        assert!(sample().masked().contains("\n  \"flag\": true"));
    }
}
