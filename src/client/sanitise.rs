//! Text from the network, made fit for a terminal once, where it comes in.

use serde_json::{Map, Value};

use crate::domain::text::{clean, is_joiner};

/// Whether a text is fit as it came. Ids and links go back to the tenant, so they are taken whole or not at all.
pub(super) fn is_clean(raw: &str) -> bool {
    clean(raw) == raw && !raw.contains(is_joiner)
}

/// All the strings of a document. Members whose names are unfit are left out: a changed name would be another property.
pub(super) fn tree(value: Value) -> Value {
    match value {
        Value::String(raw) => Value::String(clean(&raw)),
        Value::Array(items) => Value::Array(items.into_iter().map(tree).collect()),
        Value::Object(members) => {
            let fit = members.into_iter().filter(|(name, _)| is_clean(name));
            Value::Object(fit.map(|(name, value)| (name, tree(value))).collect::<Map<_, _>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_keeps_its_shape_and_loses_unfit_names() {
        let clean = tree(json!({"a\u{1b}[m": 1, "b": ["x\u{202e}", {"c\u{200b}": 2, "d": "y\n"}], "e": null}));
        assert_eq!(clean, json!({"b": ["x", {"d": "y "}], "e": null}));
    }

    #[test]
    fn an_opaque_value_is_taken_whole_or_not_at_all() {
        assert!(is_clean("637390ef6541614d3a88d6c3") && is_clean("a b/ü?=%0A"));
        for raw in ["a\nb", "a\u{202e}", "a\u{200d}b", "\u{7f}", "a\u{1b}[0m"] {
            assert!(!is_clean(raw), "{raw:?}");
        }
    }
}
