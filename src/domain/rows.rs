//! What of a value is a secret, row by row: one rule for files, exports, requests and screens; and whether rows that were sent are
//! those that the tenant shows.

use serde_json::Value;

use super::{
    http::{Json, MASK, veiled},
    looks::looks_secret_row,
    secret::Secret,
    shape::plain,
};

/// Whether the value of a row is a secret: it is kept encrypted, or its name says so.
pub fn is_secret_row(name: &str, encrypt: bool) -> bool {
    encrypt || looks_secret_row(name)
}

/// A value with its secrets apart. `all`: every text in it is one, but for the names of rows. What has none stays as it is.
pub fn hide(value: Value, all: bool) -> Json {
    let tree = apart(&value, all);
    if tree.secrets().is_empty() { Json::Plain(value) } else { tree }
}

fn apart(value: &Value, is_secret: bool) -> Json {
    match value {
        Value::String(text) if is_secret => Json::Secret(Secret::new(text)),
        Value::Number(number) if is_secret => Json::Secret(Secret::new(&number.to_string())),
        Value::Array(items) => Json::List(items.iter().map(|item| apart(item, is_secret)).collect()),
        Value::Object(members) => {
            let name = members.get("name").and_then(Value::as_str).unwrap_or_default();
            let is_secret = is_secret || is_secret_row(name, is_encrypted(value));
            let member = |(key, value): (&String, &Value)| {
                let is_open = key == "name" || key == "encrypt";
                (key.clone(), if is_open { Json::Plain(value.clone()) } else { apart(value, is_secret) })
            };
            Json::Object(members.iter().map(member).collect())
        }
        other => Json::Plain(other.clone()),
    }
}

/// A value that the tenant gave back as text, with its secrets apart.
pub fn told(text: &str, all: bool) -> Json {
    match nested(text) {
        Some(value) => match hide(value, all) {
            // It may have been a text that only looks like a list.
            Json::Plain(_) => Json::text(text),
            hidden => hidden,
        },
        None if all && !text.is_empty() => Json::Secret(Secret::new(text)),
        None => Json::text(text),
    }
}

/// A value that the tenant gave back as text, for people.
pub fn shown(text: &str, all: bool) -> String {
    match told(text, all) {
        Json::Plain(_) => veiled(text).into_owned(),
        Json::Secret(_) => MASK.to_owned(),
        hidden => hidden.masked_line(),
    }
}

/// Whether the tenant shows what was sent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Compared {
    Same,
    /// As far as it shows it.
    Partly,
    /// It does not show it.
    Untold,
    Other,
}

/// Compares what was sent, none where it was removed, with what the tenant gives back as text.
pub fn compare(sent: Option<&Json>, back: Option<&str>) -> Compared {
    let text = back.unwrap_or_default();
    let same = |is_same: bool| if is_same { Compared::Same } else { Compared::Other };
    match sent {
        None => same(text.is_empty()),
        // What stands there for a secret may be a placeholder.
        Some(Json::Secret(secret)) => {
            if text == secret.expose() {
                Compared::Same
            } else {
                Compared::Untold
            }
        }
        Some(Json::Plain(value @ (Value::Array(_) | Value::Object(_)))) => match apart(value, false) {
            Json::List(rows) => list(&rows, back),
            _ => same(nested(text).as_ref() == Some(value)),
        },
        Some(Json::Plain(value)) => same(plain(value) == text),
        Some(Json::List(rows)) => list(rows, back),
        Some(tree @ Json::Object(_)) if tree.secrets().is_empty() => {
            same(nested(text).is_some_and(|back| agrees(tree, &back)))
        }
        Some(Json::Object(_)) => Compared::Untold,
    }
}

/// Each row with that of its name. Rows that are kept encrypted the tenant does not show, nor, it may be, other secrets.
fn list(sent: &[Json], back: Option<&str>) -> Compared {
    let mut back: Vec<Value> = match back.map(|text| (text.is_empty(), nested(text))) {
        None | Some((true, _)) => Vec::new(),
        Some((false, Some(Value::Array(rows)))) => rows,
        Some((false, _)) => return Compared::Other,
    };
    back.retain(|row| !is_encrypted(row));
    let (mut same, mut untold, mut other) = (0, 0, 0);
    for row in sent {
        if matches!(row.get("encrypt"), Some(Json::Plain(encrypt)) if plain(encrypt) == "true") {
            untold += 1;
            continue;
        }
        let is_secret = !row.secrets().is_empty();
        let named = back.iter().position(|told| is_same_name(row, told));
        match named.map(|at| back.remove(at)) {
            Some(told) if agrees(row, &told) => same += 1,
            Some(told) if is_secret && is_kept_back(&told) => untold += 1,
            None if is_secret => untold += 1,
            Some(_) | None => other += 1,
        }
    }
    match (same, untold, other + back.len()) {
        (_, 0, 0) => Compared::Same,
        (0, _, 0) => Compared::Untold,
        (_, _, 0) => Compared::Partly,
        _ => Compared::Other,
    }
}

fn is_same_name(row: &Json, told: &Value) -> bool {
    match (row.get("name"), told.get("name")) {
        (Some(name), Some(told)) => agrees(name, told),
        (None, None) => agrees(row, told),
        _ => false,
    }
}

/// Whether a tree, secrets and all, is this value. A row that is not kept encrypted may leave that out.
pub fn agrees(tree: &Json, value: &Value) -> bool {
    match (tree, value) {
        (Json::Plain(tree), value) => plain(tree) == plain(value),
        (Json::Secret(secret), value) => secret.expose() == plain(value),
        (Json::List(items), Value::Array(values)) => {
            items.len() == values.len() && items.iter().zip(values).all(|(item, value)| agrees(item, value))
        }
        (Json::Object(members), Value::Object(values)) => {
            let no = Value::Bool(false);
            let value_of = |key: &str| values.get(key).or((key == "encrypt").then_some(&no));
            let is_known = |key: &String| key == "encrypt" || members.iter().any(|(name, _)| name == key);
            values.keys().all(is_known)
                && members.iter().all(|(key, member)| value_of(key).is_some_and(|value| agrees(member, value)))
        }
        _ => false,
    }
}

/// Whether the tenant left the value of a row out, or put something in its place.
pub fn is_kept_back(row: &Value) -> bool {
    let value = row.get("value").and_then(Value::as_str).unwrap_or_default();
    is_encrypted(row) || value.chars().all(|c| "*•●".contains(c))
}

/// The same of any row of a list that the tenant gave back as text.
pub fn keeps_rows_back(told: &str) -> bool {
    let rows = nested(told);
    rows.as_ref()
        .and_then(Value::as_array)
        .is_some_and(|rows| rows.iter().any(|row| row.is_object() && is_kept_back(row)))
}

pub fn is_encrypted(row: &Value) -> bool {
    row.get("encrypt").is_some_and(|encrypt| plain(encrypt) == "true")
}

fn nested(text: &str) -> Option<Value> {
    if text.trim_start().starts_with(['[', '{']) { serde_json::from_str(text).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_of_rows_are_known_by_their_names_and_by_encrypt() {
        for (row, is_hidden) in [
            (json!({"name": "X-Api-Key", "value": "S3CRET", "encrypt": false}), true),
            (json!({"name": "token", "value": "S3CRET"}), true),
            (json!({"name": "Authorization", "value": "S3CRET"}), true),
            (json!({"name": "X-Team", "value": "S3CRET", "encrypt": true}), true),
            (json!({"name": "X-Team", "value": "S3CRET", "encrypt": "true"}), true),
            (json!({"name": "token", "value": 4711}), true),
            (json!({"name": "Accept", "value": "text/csv", "encrypt": false}), false),
        ] {
            let text = json!([row, {"name": "sort", "value": "+name"}]).to_string();
            let shown = shown(&text, false);
            assert_eq!(shown.contains(MASK), is_hidden, "{row}: {shown}");
            assert!(!shown.contains("S3CRET") && !shown.contains("4711") && shown.contains("+name"), "{shown}");
        }
        assert_eq!(shown(r#"[{"name":"k.json","value":"c2Vj"}]"#, true), r#"[{"name":"k.json","value":"••••"}]"#);
        assert_eq!([shown("p", true), shown("", true), shown("[a", false)], [MASK, "", "[a"]);
        assert_eq!(shown("https://u:pw@h/a?b=c", false), "https://u:••••@h/a?b=c");
    }

    #[test]
    fn rows_are_compared_with_what_the_tenant_shows_of_them() {
        let row = |name: &str, value: &str, encrypt: bool| {
            let value = if is_secret_row(name, encrypt) { Json::Secret(Secret::new(value)) } else { Json::text(value) };
            Json::Object(vec![
                ("name".into(), Json::text(name)),
                ("value".into(), value),
                ("encrypt".into(), Json::flag(encrypt)),
            ])
        };
        let plainly = || row("Accept", "csv", false);
        for (sent, back, found) in [
            (vec![plainly()], Some(json!([{"name": "Accept", "value": "csv"}])), Compared::Same),
            (vec![plainly()], Some(json!([{"encrypt": "false", "value": "csv", "name": "Accept"}])), Compared::Same),
            (vec![plainly()], Some(json!([{"name": "Accept", "value": "old"}])), Compared::Other),
            (vec![plainly()], None, Compared::Other),
            (vec![], Some(json!([{"name": "Accept", "value": "old"}])), Compared::Other),
            (vec![], None, Compared::Same),
            (vec![row("token", "new", false)], Some(json!([{"name": "token", "value": "new"}])), Compared::Same),
            (vec![row("token", "new", false)], Some(json!([{"name": "token", "value": "old"}])), Compared::Other),
            (vec![row("token", "new", false)], Some(json!([{"name": "token", "value": "***"}])), Compared::Untold),
            (vec![row("token", "new", false)], Some(json!([{"name": "token"}])), Compared::Untold),
            (vec![row("token", "new", false)], None, Compared::Untold),
            (vec![row("X", "new", true)], None, Compared::Untold),
            (
                vec![row("X", "new", true), plainly()],
                Some(json!([{"name": "Accept", "value": "csv"}])),
                Compared::Partly,
            ),
            (vec![row("X", "new", true), plainly()], Some(json!([{"name": "Accept", "value": "x"}])), Compared::Other),
        ] {
            let back = back.map(|back| back.to_string());
            assert_eq!(compare(Some(&Json::List(sent.clone())), back.as_deref()), found, "{sent:?} {back:?}");
        }
        let plain = Json::Plain(json!([{"name": "Accept", "value": "csv"}]));
        assert_eq!(compare(Some(&plain), Some(r#"[{"value":"csv","name":"Accept"}]"#)), Compared::Same);
        assert_eq!(compare(Some(&Json::Plain(1433.into())), Some("1433")), Compared::Same);
        assert_eq!(compare(Some(&Json::Secret(Secret::new("p"))), None), Compared::Untold);
        assert_eq!(compare(None, None), Compared::Same);
    }
}
