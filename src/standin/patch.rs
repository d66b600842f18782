//! JSON Patch, as far as connections and credentials use it: reading the operations, and applying one to a document.

use serde_json::{Map, Value};

use super::{
    input::{member, text_member},
    refusal::Refusal,
};

pub(super) struct Operation {
    kind: Kind,
    /// The path without its first slash, split and unescaped.
    pub path: Vec<String>,
    /// Null for `remove`.
    pub value: Value,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Add,
    Replace,
    Remove,
}

/// Reads a body. The object form `{"patchData": […]}` has been refused since 2025.
pub(super) fn read(body: Value) -> Result<Vec<Operation>, Refusal> {
    let Value::Array(operations) = body else {
        return Err(Refusal::invalid("The body must be a list of patch operations"));
    };
    operations
        .iter()
        .map(|operation| operation.as_object().ok_or_else(|| Refusal::invalid("An operation must be an object")))
        .map(|operation| operation.and_then(read_one))
        .collect()
}

fn read_one(operation: &Map<String, Value>) -> Result<Operation, Refusal> {
    let kind = match text_member(operation, "op").as_deref() {
        Some("add") => Kind::Add,
        Some("replace") => Kind::Replace,
        Some("remove") => Kind::Remove,
        _ => return Err(Refusal::invalid("op must be add, replace or remove")),
    };
    let path = text_member(operation, "path").ok_or_else(|| Refusal::missing("path"))?;
    let path = path.strip_prefix('/').ok_or_else(|| Refusal::invalid("path must begin with a slash"))?;
    let value = match (kind, member(operation, "value")) {
        (Kind::Remove, _) => Value::Null,
        // The published type of a value: text, boolean, integer or list.
        (_, Some(Value::Object(_) | Value::Null)) => return Err(Refusal::invalid("value must not be an object")),
        (_, Some(Value::Number(number))) if !(number.is_i64() || number.is_u64()) => {
            return Err(Refusal::invalid("value must be a whole number"));
        }
        (_, Some(value)) => value.clone(),
        (_, None) => return Err(Refusal::missing("value")),
    };
    let path = path.split('/').map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
    Ok(Operation { kind, path, value })
}

impl Operation {
    /// The path as short strings, for matching.
    pub(super) fn parts(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// Changes a document. Replacing a member that is not there adds it, since secrets are never shown and so can only
    /// be replaced unseen.
    pub(super) fn apply(&self, document: &mut Value) -> Result<(), Refusal> {
        let refuse = || Refusal::invalid(format!("Path /{} cannot be patched", self.path.join("/")));
        let (last, parents) = self.path.split_last().ok_or_else(refuse)?;
        let mut place = document;
        for part in parents {
            place = match place {
                Value::Array(items) => part.parse().ok().and_then(|at: usize| items.get_mut(at)),
                Value::Object(members) => members.get_mut(part),
                _ => None,
            }
            .ok_or_else(refuse)?;
        }
        match (place, self.kind) {
            (Value::Object(members), Kind::Remove) => members.shift_remove(last).map(drop).ok_or_else(refuse),
            (Value::Object(members), Kind::Add | Kind::Replace) => {
                members.insert(last.clone(), self.value.clone());
                Ok(())
            }
            (Value::Array(items), kind) => {
                let end = items.len();
                let at = if last == "-" { Some(end) } else { last.parse().ok() };
                match (at, kind) {
                    (Some(at), Kind::Add) if at <= end => items.insert(at, self.value.clone()),
                    (Some(at), Kind::Replace) if at < end => items[at] = self.value.clone(),
                    (Some(at), Kind::Remove) if at < end => drop(items.remove(at)),
                    _ => return Err(refuse()),
                }
                Ok(())
            }
            _ => Err(refuse()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn patched(operations: Value) -> Result<Value, Refusal> {
        let mut document = json!({ "qName": "n", "tags": ["a", "b"], "a/b": { "~": 1 } });
        for operation in read(operations)? {
            operation.apply(&mut document)?;
        }
        Ok(document)
    }

    #[test]
    fn operations_reach_into_lists_and_escaped_names() {
        let document = patched(json!([
            { "op": "add", "path": "/tags/0", "value": "z" },
            { "op": "add", "path": "/tags/-", "Value": "c" },
            { "op": "remove", "path": "/tags/1" },
            { "op": "replace", "path": "/a~1b/~0", "value": 2 },
            { "op": "replace", "path": "/new", "value": false },
            { "op": "remove", "path": "/qName" },
        ]));
        assert_eq!(document.unwrap(), json!({ "tags": ["z", "b", "c"], "a/b": { "~": 2 }, "new": false }));
    }

    #[test]
    fn operations_that_lead_nowhere_are_refused() {
        for operation in [
            json!({ "op": "replace", "path": "/tags/2", "value": "x" }),
            json!({ "op": "add", "path": "/tags/3", "value": "x" }),
            json!({ "op": "remove", "path": "/tags/-" }),
            json!({ "op": "remove", "path": "/gone" }),
            json!({ "op": "replace", "path": "/qName/0", "value": "x" }),
            json!({ "op": "replace", "path": "qName", "value": "x" }),
            json!({ "op": "move", "path": "/qName", "value": "x" }),
            json!({ "op": "replace", "path": "/qName", "value": { "a": 1 } }),
            json!({ "op": "replace", "path": "/qName", "value": null }),
            json!({ "op": "replace", "path": "/qName", "value": 0.5 }),
            json!("remove"),
        ] {
            assert!(patched(json!([operation])).is_err(), "{operation}");
        }
    }
}
