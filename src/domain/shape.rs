//! What can be entered into a property, and what the tenant advises about it: the keywords of JSON Schema that shape a form.
//!
//! Type, `enum`, constants and `items` shape; lengths, `pattern`, ranges and `format` advise and never block; anything else
//! degrades to a text or to JSON.

use serde_json::{Map, Value};

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shape {
    Text,
    /// One of these.
    Choice(Vec<Choice>),
    YesNo,
    Number(Wholeness),
    /// A file of this machine, sent with its content.
    File,
    /// Rows that are added and taken away.
    List(Rows),
    /// Anything, typed as JSON: the fallback for shapes this program does not know.
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rows {
    Values,
    /// A name and a value.
    Pairs,
    /// A name, a value, and whether the value is kept encrypted.
    Headers,
}

/// Whether a number may have a fraction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wholeness {
    /// `integer`.
    Whole,
    /// `number`.
    Any,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// What a tenant says can be chosen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Constants {
    pub(super) choices: Vec<Choice>,
    /// Those that are no strings, as they travel.
    pub(super) typed: Vec<Value>,
    /// Whether other values are welcome, too.
    pub(super) open: bool,
}

impl Shape {
    /// The shape of a property, its choices taken from `constants`.
    pub(super) fn read(about: &Map<String, Value>, constants: &Constants) -> Self {
        if !constants.choices.is_empty() {
            return Self::Choice(constants.choices.clone());
        }
        // `type` may be a list, as in `["string", "null"]`.
        let kinds = match about.get("type") {
            Some(Value::String(one)) => vec![one.as_str()],
            list => strings(list),
        };
        let is = |kind: &str| kinds.contains(&kind);
        if is("array") {
            list(about.get("items"))
        } else if is("object") {
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

/// A list of texts, of names and values, or of files (which are names and values, the value being the encoded content).
fn list(items: Option<&Value>) -> Shape {
    let Some(items) = items.and_then(Value::as_object) else { return Shape::Json };
    if items.get("type").and_then(Value::as_str) == Some("string") {
        return Shape::List(Rows::Values);
    }
    let Some(members) = items.get("properties").and_then(Value::as_object) else { return Shape::Json };
    let known = members.keys().all(|key| ["name", "value", "encrypt"].contains(&key.as_str()));
    let (Some(_), Some(value), true) = (members.get("name"), members.get("value"), known) else { return Shape::Json };
    let of = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    if of("contentEncoding") == "base64" || ["byte", "binary"].contains(&of("format")) {
        Shape::File
    } else if members.contains_key("encrypt") {
        Shape::List(Rows::Headers)
    } else {
        Shape::List(Rows::Pairs)
    }
}

impl Constants {
    /// An `enum`, a `const`, or constants by `oneOf` or `anyOf`. A null among them stands for "not chosen".
    pub(super) fn read(about: &Map<String, Value>) -> Self {
        let mut found = Self::default();
        if let Some(values) = about.get("enum").and_then(Value::as_array) {
            found.add_all(values);
        } else if let Some(value) = about.get("const") {
            found.add(value, None);
        } else if let Some(variants) = about.get("oneOf").or_else(|| about.get("anyOf")).and_then(Value::as_array) {
            for variant in variants {
                let title = variant.get("title").and_then(Value::as_str);
                match (variant.get("const"), variant.get("enum").and_then(Value::as_array)) {
                    (Some(value), _) => found.add(value, title),
                    (None, Some(values)) => found.add_all(values),
                    (None, None) if variant.get("type").and_then(Value::as_str) == Some("null") => {}
                    (None, None) => found.open = true,
                }
            }
        }
        found
    }

    fn add_all(&mut self, values: &[Value]) {
        for value in values {
            self.add(value, None);
        }
    }

    fn add(&mut self, value: &Value, title: Option<&str>) {
        match value {
            Value::Null => {}
            // What is no scalar cannot be chosen from a line; it can still be typed.
            Value::Array(_) | Value::Object(_) => self.open = true,
            Value::String(_) | Value::Bool(_) | Value::Number(_) => {
                let text = plain(value);
                if self.choices.iter().any(|choice| choice.value == text) {
                    return;
                }
                self.choices.push(Choice { label: title.map_or_else(|| text.clone(), str::to_owned), value: text });
                if !value.is_string() {
                    self.typed.push(value.clone());
                }
            }
        }
    }
}

/// A value as it would be typed.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub(super) fn strings(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).map(|all| all.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// What the tenant says about a value without which it may still be good: it advises.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Limits {
    /// `minLength`, `maxLength`: characters.
    pub length: (Option<u64>, Option<u64>),
    /// `minimum`, `maximum`.
    pub range: (Option<f64>, Option<f64>),
    /// `pattern`, as it was sent.
    pub pattern: Option<String>,
    pub format: Option<String>,
}

// No NaN can come from JSON, so equality is total.
impl Eq for Limits {}

impl Limits {
    pub(super) fn read(about: &Map<String, Value>) -> Self {
        let count = |key: &str| about.get(key).and_then(Value::as_u64);
        let number = |key: &str| about.get(key).and_then(Value::as_f64);
        let text = |key: &str| about.get(key).and_then(Value::as_str).map(str::to_owned);
        Self {
            length: (count("minLength"), count("maxLength")),
            range: (number("minimum"), number("maximum")),
            pattern: text("pattern"),
            format: text("format"),
        }
    }

    /// What is odd about a text, in one sentence. It never holds the text, which may be a secret.
    pub fn advice(&self, text: &str) -> Option<String> {
        let length = text.chars().count() as u64;
        match self.length {
            (Some(least), _) if length < least => {
                return Some(format!("The tenant expects {least} characters at least; this has {length}."));
            }
            (_, Some(most)) if length > most => {
                return Some(format!("The tenant expects {most} characters at most; this has {length}."));
            }
            _ => {}
        }
        let number = text.trim().parse::<f64>().ok();
        match (self.range, number) {
            ((Some(least), _), Some(number)) if number < least => {
                return Some(format!("The tenant expects {least} or more."));
            }
            ((_, Some(most)), Some(number)) if number > most => {
                return Some(format!("The tenant expects {most} or less."));
            }
            _ => {}
        }
        // A pattern that this engine does not read (look-ahead, for one) says nothing; no pattern takes more than linear time.
        let pattern = self.pattern.as_ref().and_then(|pattern| regex_lite::Regex::new(pattern).ok());
        if pattern.is_some_and(|pattern| !pattern.is_match(text)) {
            let shown = self.pattern.as_deref().unwrap_or_default();
            return Some(format!("The tenant expects another form: {shown}"));
        }
        let kind = self.format.as_deref().and_then(|format| odd(format, text))?;
        Some(format!("The tenant expects {kind}."))
    }
}

/// What a text of this format should be, if it plainly is not. Formats that nobody knows say nothing.
fn odd(format: &str, text: &str) -> Option<&'static str> {
    let (fits, kind) = match format {
        "uri" | "url" => (url::Url::parse(text).is_ok(), "an address such as https://example.com"),
        "email" => {
            let parts = text.split_once('@');
            (parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.')), "an e-mail address")
        }
        "date" => (text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok(), "a date such as 2026-01-31"),
        "date-time" => (text.parse::<jiff::Timestamp>().is_ok(), "a time such as 2026-01-31T12:00:00Z"),
        "hostname" => (
            text.chars().all(|c| c.is_alphanumeric() || ".-_".contains(c)),
            "the name of a host, without a scheme or a port",
        ),
        "ipv4" => (matches!(url::Host::parse(text), Ok(url::Host::Ipv4(_))), "an address such as 192.0.2.1"),
        "ipv6" => (url::Host::parse(&format!("[{text}]")).is_ok(), "an address such as 2001:db8::1"),
        "uuid" => (text.len() == 36 && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit()), "a UUID"),
        _ => return None,
    };
    (!fits).then_some(kind)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn limits(about: &Value) -> Limits {
        Limits::read(about.as_object().unwrap())
    }

    #[test]
    fn every_keyword_advises_and_a_fitting_value_is_left_in_peace() {
        for (about, good, odd) in [
            (json!({"minLength": 3}), "äöü", "äö"),
            (json!({"maxLength": 2}), "äö", "äöü"),
            (json!({"minimum": 0}), "0", "-1"),
            (json!({"maximum": 1.5}), "1.5", "2"),
            (json!({"pattern": "^[A-Z]{2}[0-9]+$"}), "AB1", "ab1"),
            (json!({"format": "uri"}), "https://h/p", "h p"),
            (json!({"format": "email"}), "a@b.example", "a.example"),
            (json!({"format": "date"}), "2026-01-31", "31.1.2026"),
            (json!({"format": "date-time"}), "2026-01-31T12:00:00Z", "noon"),
            (json!({"format": "hostname"}), "db.example.com", "https://db"),
            (json!({"format": "ipv4"}), "192.0.2.1", "300.1.1.1"),
            (json!({"format": "ipv6"}), "::1", "1"),
            (json!({"format": "uuid"}), "00000000-0000-4000-8000-000000000001", "x"),
        ] {
            assert_eq!(limits(&about).advice(good), None, "{about}");
            assert!(limits(&about).advice(odd).is_some(), "{about}");
        }
    }

    #[test]
    fn what_cannot_be_judged_says_nothing() {
        for about in [
            json!({"pattern": "(?=x)y"}),
            json!({"pattern": "["}),
            json!({"format": "moon"}),
            json!({"minLength": "3"}),
        ] {
            assert_eq!(limits(&about).advice("anything"), None, "{about}");
        }
        assert_eq!(limits(&json!({"minimum": 5})).advice("a word"), None);
    }
}
