//! Whether credentials are complete, where no single field can say so: one of several sets of fields has to be filled.

use super::{
    known::{OneOf, known},
    source::SourceId,
};

/// A field that is asked for now, and what stands in it.
#[derive(Clone, Copy, Debug)]
pub struct AskedField<'a> {
    /// The property's key.
    pub name: &'a str,
    /// What stands in it; for a file or a list any text that is not empty will do.
    pub value: &'a str,
    pub credential: bool,
    pub secret: bool,
}

/// Something of which nothing is filled in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gap {
    /// The empty fields that would fill it, in the order of the form.
    pub fields: Vec<String>,
    /// What is asked for, in words that can follow "Enter".
    pub say: String,
}

/// What is missing of the credentials, and of everything else that can be given in several ways. Fields that are not asked
/// for (hidden by a condition, or held by existing credentials) are not missed.
///
/// `required` fields are not looked at here: each of them speaks for itself. Whoever signs in through the browser is going to
/// bring the code: it then counts as a field with something in it, else as one that is not asked for.
pub fn missing(source: &SourceId, asked: &[AskedField<'_>]) -> Vec<Gap> {
    let Some(known) = known(source).filter(|known| known.fields.values().any(|field| field.credential)) else {
        return unknown(asked).into_iter().collect();
    };
    known.one_of.iter().filter_map(|rule| gap(rule, asked)).collect()
}

fn gap(rule: &OneOf, asked: &[AskedField<'_>]) -> Option<Gap> {
    let of = |name: &str| asked.iter().find(|field| field.name == name);
    // A condition on a field that is not asked for is not met: nothing says that the rule applies.
    if rule.when.as_ref().is_some_and(|when| !of(&when.field).is_some_and(|field| when.holds(field.value))) {
        return None;
    }
    let sets: Vec<_> = rule.fields.iter().filter(|set| set.iter().all(|name| of(name).is_some())).collect();
    let empty = |name: &str| of(name).is_some_and(|field| field.value.is_empty());
    if sets.is_empty() || sets.iter().any(|set| !set.iter().any(|name| empty(name))) {
        return None;
    }
    let wanted = |name: &str| sets.iter().any(|set| set.iter().any(|one| one == name)) && empty(name);
    Some(Gap { fields: names(asked, |field| wanted(field.name)), say: rule.say.clone() })
}

/// For a source of which nobody knows how it signs in: it has fields for secrets, and all of them are empty.
fn unknown(asked: &[AskedField<'_>]) -> Option<Gap> {
    let secrets = names(asked, |field| field.credential && field.secret);
    let is_filled = asked.iter().any(|field| field.credential && field.secret && !field.value.is_empty());
    (!secrets.is_empty() && !is_filled).then(|| Gap { fields: secrets, say: "the credentials".to_owned() })
}

fn names(asked: &[AskedField<'_>], is_meant: impl Fn(&AskedField<'_>) -> bool) -> Vec<String> {
    asked.iter().filter(|field| is_meant(field)).map(|field| field.name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{
        super::{
            known::{Known, all},
            looks::looks_secret,
        },
        *,
    };

    fn gaps(id: &str, values: &[(&str, &str)]) -> Vec<String> {
        let asked: Vec<_> = values
            .iter()
            .map(|(name, value)| AskedField { name, value, credential: looks_secret(name), secret: looks_secret(name) })
            .collect();
        missing(&SourceId(id.into()), &asked).into_iter().map(|gap| gap.fields.join(" ")).collect()
    }

    #[test]
    fn one_of_several_ways_is_enough_and_none_is_missed() {
        for (id, values, missed) in [
            (
                "File_FileTransferConnector",
                &[("username", "u"), ("password", ""), ("privateKey", "")][..],
                &["password privateKey"][..],
            ),
            ("File_FileTransferConnector", &[("username", "u"), ("password", "p"), ("privateKey", "")], &[]),
            ("File_FileTransferConnector", &[("username", "u"), ("password", ""), ("privateKey", "~/id")], &[]),
            (
                "File_FileTransferConnector",
                &[("publicKey", ""), ("publicKeyFingerprint", "")],
                &["publicKey publicKeyFingerprint"],
            ),
            // Existing credentials hold the login, so the form does not ask for it.
            ("File_FileTransferConnector", &[("host", "h")], &[]),
            ("rest", &[("authSchema", "basic"), ("username", "u"), ("password", "")], &["password"]),
            ("rest", &[("authSchema", "anonymous")], &[]),
            ("rest", &[("url", "https://h"), ("authSchema", ""), ("username", ""), ("password", "")], &[]),
            ("azure_sql", &[("host", "h"), ("username", "u"), ("password", "")], &["password"]),
            ("azure_sql", &[("username", ""), ("password", ""), ("authCode", "to come")], &[]),
            // Nobody knows these: whatever holds a secret.
            ("invented", &[("host", "h"), ("username", "u"), ("apiToken", "")], &["apiToken"]),
            ("invented", &[("host", "h"), ("apiToken", "t"), ("password", "")], &[]),
            ("oracle", &[("username", "u"), ("password", "")], &["password"]),
            ("DG_oracle", &[("gatewayInstance", "g")], &[]),
        ] {
            assert_eq!(gaps(id, values), missed, "{id} {values:?}");
        }
    }

    /// What is said of a known source whose fields are all empty, but for those that decide about the others.
    fn says_something(id: &str, known: &Known, chosen: &BTreeMap<&str, &str>) -> bool {
        let value = |name: &str| chosen.get(name).copied().unwrap_or_default();
        let is_shown = |name: &str| known.fields[name].when.as_ref().is_none_or(|when| when.holds(value(&when.field)));
        let shown: Vec<_> = known.fields.iter().filter(|(name, _)| is_shown(name)).collect();
        let is_code = |name: &str| known.oauth.as_ref().is_some_and(|oauth| oauth.code == name);
        let asks = |name: &str, required: bool| required || is_code(name);
        let asked: Vec<_> = shown
            .iter()
            .filter(|(name, _)| !is_code(name))
            .map(|(name, field)| AskedField {
                name,
                value: value(name),
                credential: field.credential,
                secret: field.secret == Some(true),
            })
            .collect();
        shown.iter().any(|(name, field)| field.credential && asks(name, field.required))
            || !missing(&SourceId(id.to_owned()), &asked).is_empty()
    }

    #[test]
    fn no_known_source_is_ready_without_its_credentials() {
        for (id, known) in all() {
            let has_login = known.fields.values().any(|field| field.credential);
            // A service may want no sign-in at all.
            if !has_login || id == "rest" {
                continue;
            }
            let mut choices = vec![BTreeMap::new()];
            for (name, field) in &known.fields {
                let decides = |other: &super::super::known::KnownField| {
                    other.credential && other.when.as_ref().is_some_and(|when| when.field == *name)
                };
                if known.fields.values().any(decides) {
                    choices.extend(field.values.keys().map(|value| BTreeMap::from([(name.as_str(), value.as_str())])));
                }
            }
            for chosen in choices {
                // BigQuery's own sign-in is required, and without it nothing else can be asked for.
                let undecided = id == "gbq" && chosen.is_empty();
                assert!(undecided || says_something(id, known, &chosen), "{id} {chosen:?}");
            }
        }
    }
}
