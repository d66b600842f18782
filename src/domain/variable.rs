//! What stands for a secret in a file or a script: the name of a variable, made from where the secret stands.

use super::http::Json;

/// The names for the secrets of a request or of its properties, in the order in which they stand there; each name once.
pub fn variables(tree: &Json) -> Vec<String> {
    let mut names = Vec::new();
    collect(tree, "", &mut names);
    names
}

/// The name for the value of a property.
pub fn variable(path: &str) -> String {
    let path = path.strip_prefix("connectionProperties_").unwrap_or(path);
    let word = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("QONNECT_{}", path.chars().map(word).collect::<String>())
}

fn collect(tree: &Json, path: &str, names: &mut Vec<String>) {
    let below = |part: &str| if path.is_empty() { part.to_owned() } else { format!("{path}_{part}") };
    match tree {
        Json::Plain(_) => {}
        Json::Secret(_) => {
            let name = variable(path);
            let numbered = (2..).map(|number| format!("{name}_{number}"));
            let free = std::iter::once(name.clone()).chain(numbered).find(|name| !names.contains(name));
            names.extend(free);
        }
        Json::List(items) => {
            items.iter().enumerate().for_each(|(at, item)| collect(item, &below(&at.to_string()), names));
        }
        Json::Object(members) => members.iter().for_each(|(key, value)| collect(value, &below(key), names)),
    }
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
