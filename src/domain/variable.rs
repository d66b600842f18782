//! What stands for a secret in a file or a script: the name of a variable, made from where the secret stands.

use serde_json::Value;

use super::{http::Json, text::password};

/// A step on the way to a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PathStep {
    Key(String),
    Item(usize),
}

/// Where the secrets of a request or of its properties stand, in their order.
pub fn paths(tree: &Json) -> Vec<Vec<PathStep>> {
    let mut found = Vec::new();
    collect(tree, &mut Vec::new(), &mut found);
    found
}

fn collect(tree: &Json, steps: &mut Vec<PathStep>, found: &mut Vec<Vec<PathStep>>) {
    let mut below = |step, tree| {
        steps.push(step);
        collect(tree, steps, found);
        steps.pop();
    };
    match tree {
        Json::Plain(_) => {}
        Json::Secret(_) => found.push(steps.clone()),
        Json::List(items) => items.iter().enumerate().for_each(|(at, item)| below(PathStep::Item(at), item)),
        Json::Object(members) => members.iter().for_each(|(key, value)| below(PathStep::Key(key.clone()), value)),
    }
}

/// Where URLs with a password stand: that is part of a text, so no variable can stand for it.
pub fn passwords(tree: &Json) -> Vec<String> {
    fn found(tree: &Json, steps: &mut Vec<PathStep>, all: &mut Vec<String>) {
        let mut below = |step, tree: &Json| {
            steps.push(step);
            found(tree, steps, all);
            steps.pop();
        };
        match tree {
            Json::Plain(Value::String(text)) if password(text).is_some() => all.push(joined(steps, ".")),
            Json::Plain(_) | Json::Secret(_) => {}
            Json::List(items) => items.iter().enumerate().for_each(|(at, item)| below(PathStep::Item(at), item)),
            Json::Object(members) => members.iter().for_each(|(key, value)| below(PathStep::Key(key.clone()), value)),
        }
    }
    let mut all = Vec::new();
    found(tree, &mut Vec::new(), &mut all);
    all.iter().map(|path| path.strip_prefix("connectionProperties.").unwrap_or(path).to_owned()).collect()
}

/// That passwords stand in what is written, which names their places; none where there are none.
pub fn password_warning(tree: &Json) -> Option<String> {
    let places = passwords(tree);
    let holds = if places.len() == 1 { "holds a password" } else { "hold passwords" };
    (!places.is_empty()).then(|| format!("{} {holds} in plain text: keep it secret.", places.join(", ")))
}

/// The way to a secret as one text.
pub fn joined(steps: &[PathStep], by: &str) -> String {
    let word = |step: &PathStep| match step {
        PathStep::Key(key) => key.clone(),
        PathStep::Item(at) => at.to_string(),
    };
    steps.iter().map(word).collect::<Vec<_>>().join(by)
}

/// The names for the secrets of a request or of its properties, in the order in which they stand there; each name once.
pub fn variables(tree: &Json) -> Vec<String> {
    let mut names = Vec::new();
    for steps in paths(tree) {
        let name = variable(&joined(&steps, "_"));
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !names.contains(name));
        names.extend(free);
    }
    names
}

/// The name for the value of a property.
pub fn variable(path: &str) -> String {
    let path = path.strip_prefix("connectionProperties_").unwrap_or(path);
    let word = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("QONNECT_{}", path.chars().map(word).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::secret::Secret;

    #[test]
    fn each_secret_has_a_name_of_its_own_made_from_its_place() {
        let secret = || Json::Secret(Secret::new("x"));
        let header = Json::Object(vec![("name".into(), Json::text("Authorization")), ("value".into(), secret())]);
        let properties = Json::Object(vec![
            ("secretKey".into(), secret()),
            ("SecretKey".into(), secret()),
            ("pass-wörd".into(), secret()),
            ("queryHeaders".into(), Json::List(vec![header])),
        ]);
        let names = ["QONNECT_SECRETKEY", "QONNECT_SECRETKEY_2", "QONNECT_PASS_W_RD", "QONNECT_QUERYHEADERS_0_VALUE"];
        assert_eq!(variables(&properties), names);
        let body = Json::Object(vec![("qName".into(), Json::text("n")), ("connectionProperties".into(), properties)]);
        assert_eq!(variables(&body), names);
    }
}
