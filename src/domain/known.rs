//! What is known about sources beforehand: labels, secrets, what is required in practice, when a browser is needed.
//!
//! The tenant always wins: this decorates what api-specs return, and never adds a source or a field. The facts stand in
//! `assets/known-sources.json`.

use std::{collections::BTreeMap, sync::LazyLock};

use indexmap::IndexMap;
use serde::Deserialize;

use super::{
    property::{AUTH_CODE, GATEWAY},
    source::{DataSource, SourceId},
};

#[derive(Clone, Deserialize, Debug, Default)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The human label, where the tenant sends none.
    pub label: String,
    /// Which group of the picker it stands in.
    #[serde(default)]
    pub group: String,
    /// Other names people search it by.
    #[serde(default)]
    pub names: Vec<String>,
    /// How it differs from one that is called alike, in a few words.
    pub about: Option<String>,
    /// Whether credentials can be separated, where it is documented; api-specs decide.
    pub separable: Option<bool>,
    /// What of this entry nobody has published or confirmed yet.
    #[serde(default)]
    pub unverified: Vec<EntryPart>,
    /// Interactive OAuth: which property takes the code, and when it is needed.
    pub oauth: Option<KnownOAuth>,
    /// Sets of fields of which one has to be filled.
    #[serde(default, rename = "one-of")]
    pub one_of: Vec<OneOf>,
    /// What is known about its fields, in the order that a person expects them in.
    #[serde(default)]
    pub fields: IndexMap<String, KnownField>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum EntryPart {
    Id,
    Fields,
    /// The property that takes the authorization code.
    Code,
    /// The value that selects the sign-in through the browser.
    SignIn,
}

/// Sets of fields of which one has to be filled.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct OneOf {
    /// When it applies; always, without it.
    pub when: Option<Condition>,
    pub fields: Vec<Vec<String>>,
    /// What is asked for, in words that can follow "Enter".
    pub say: String,
}

/// Something about a value that a person should know before it is sent.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// The values it is about, as a regular expression; without it, it stands at the field whatever the value is.
    pub like: Option<String>,
    /// Those among them that it is not about.
    pub unlike: Option<String>,
    pub say: String,
}

impl Warning {
    pub fn concerns(&self, value: &str) -> bool {
        let Some(like) = &self.like else { return true };
        let matches = |pattern: &String| regex_lite::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(value));
        !value.is_empty() && matches(like) && !self.unlike.as_ref().is_some_and(matches)
    }
}

#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct KnownOAuth {
    /// The property that takes the code.
    pub code: String,
    /// The property and the values that select it; without it, whether a browser is needed has to be asked.
    pub when: Option<Condition>,
}

/// A property, and the values of it that make something apply.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub field: String,
    /// The values, any of which will do; none at all stands for any value.
    #[serde(default)]
    pub is: Vec<String>,
    /// The values that will not do.
    #[serde(default)]
    pub not: Vec<String>,
}

impl Condition {
    /// Whether a value meets it. Values that are no strings are compared as they would be typed.
    pub fn holds(&self, value: &str) -> bool {
        let among = |values: &[String]| values.iter().any(|one| one == value);
        (self.is.is_empty() || among(&self.is)) && !among(&self.not)
    }
}

/// What a property is, where the tenant says no more of it than that it is a text or a list.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum KnownKind {
    /// A file, sent with its content.
    File,
    /// A list of names and values.
    Pairs,
    Headers,
    Gateway,
}

#[derive(Clone, Deserialize, Debug, Default)]
#[serde(default, deny_unknown_fields)]
pub struct KnownField {
    /// The label, where the tenant sends no title.
    pub label: Option<String>,
    /// One line of explanation, where the tenant sends no description.
    pub help: Option<String>,
    /// Where the value is found in the provider's console.
    pub found: Option<String>,
    /// What it is, where the tenant does not say.
    pub kind: Option<KnownKind>,
    /// Whether values beside those of an enumeration are known to exist.
    pub open: bool,
    /// Needed in practice: warned about once, never blocking.
    pub required: bool,
    /// Masked. Without it the name decides.
    pub secret: Option<bool>,
    /// Part of the login: left out where an existing credential is used.
    pub credential: bool,
    /// Labels for values of an enumeration.
    pub values: BTreeMap<String, String>,
    /// Values to choose from where the tenant lists none, the best first.
    pub offers: Vec<String>,
    /// What to propose where the tenant has no default.
    pub propose: Option<String>,
    /// What to say about a value before it is sent.
    pub warn: Vec<Warning>,
    /// Asked for only when another field has one of these values.
    pub when: Option<Condition>,
    pub example: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    sources: BTreeMap<String, Known>,
}

static FILE: LazyLock<BTreeMap<String, Known>> = LazyLock::new(|| {
    let file: Option<File> = serde_json::from_str(include_str!("../../assets/known-sources.json")).ok();
    file.filter(|file| file.version == 1).map(|file| file.sources).unwrap_or_default()
});

/// The property that takes the authorization code of a source, by what is known about it.
pub fn code_name(about: Option<&Known>) -> &str {
    about.and_then(|about| about.oauth.as_ref()).map_or(AUTH_CODE, |oauth| oauth.code.as_str())
}

/// What is known about a source. A Direct Access source is its plain twin behind a gateway, so the twin's facts serve.
pub fn known(id: &SourceId) -> Option<&'static Known> {
    FILE.get(&id.0).or_else(|| FILE.get(id.0.strip_prefix("DG_")?))
}

/// What a data source is called of which nothing but its id was told.
pub fn label_of(id: &str) -> String {
    known(&SourceId(id.to_owned())).map_or_else(|| id.to_owned(), |known| known.label.clone())
}

#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static Known)> {
    FILE.iter().map(|(id, known)| (id.as_str(), known))
}

/// How a source is called: by the tenant's own label, else a known one, else name and id.
pub fn label(source: &DataSource) -> String {
    if let Some(title) = source.title.as_deref().filter(|title| !title.is_empty()) {
        return title.to_owned();
    }
    match known(&source.id) {
        Some(known) if source.id.needs_gateway() => format!("{} (gateway)", known.label),
        Some(known) => known.label.clone(),
        None => format!("{} ({})", source.provider_name, source.id.0),
    }
}

/// The data source of this id. Where the tenant has none, a sentence with the ids of those that the word finds, and with all ids
/// where it finds none.
pub fn find<'a>(wanted: &str, sources: &'a [DataSource]) -> Result<&'a DataSource, String> {
    if let Some(source) = sources.iter().find(|source| source.id.is(wanted)) {
        return Ok(source);
    }
    let word = wanted.to_lowercase();
    let is_found = |source: &DataSource| {
        let names = known(&source.id).map(|known| known.names.as_slice()).unwrap_or_default();
        let called = |text: &str| text.to_lowercase().contains(&word);
        !word.is_empty() && (called(&source.id.0) || called(&label(source)) || names.iter().any(|name| called(name)))
    };
    let found: Vec<String> = sources
        .iter()
        .filter(|source| is_found(source))
        .map(|source| format!("{} ({})", source.id.0, label(source)))
        .collect();
    let rest = match found.as_slice() {
        [] if sources.is_empty() => "it lists none for you".to_owned(),
        [] => format!("it has {}", sources.iter().map(|one| one.id.0.as_str()).collect::<Vec<_>>().join(", ")),
        found => format!("similar: {}", found.join(", ")),
    };
    Err(format!("this tenant has no data source {wanted}; {rest}"))
}

/// What is said where that a source signs in through the browser is a guess.
pub const BROWSER_GUESS: &str = "Qlik's documentation does not confirm this sign-in.";

/// Whether it is a guess that a source signs in through the browser.
pub fn is_browser_guess(source: &SourceId) -> bool {
    known(source).is_some_and(|known| known.unverified.contains(&EntryPart::Code))
}

/// Whether no more is known of a source than that it goes through a gateway: the tenant alone knows its fields.
pub fn is_little_known(id: &SourceId) -> bool {
    known(id).is_some_and(|known| {
        known.unverified.contains(&EntryPart::Fields) || known.fields.keys().all(|name| name == GATEWAY)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::looks::{looks_credential, looks_secret};

    #[test]
    fn the_file_reads_and_knows_the_sources_of_the_tutorials() {
        for id in ["File_AmazonS3Connector", "File_AmazonS3ConnectorV2", "gbq", "DG_mssql", "rest"] {
            assert!(known(&SourceId(id.into())).is_some(), "{id}");
        }
        let gbq = known(&SourceId("gbq".into())).and_then(|known| known.oauth.as_ref()).unwrap();
        assert_eq!((gbq.code.as_str(), gbq.when.as_ref().unwrap().is.as_slice()), ("authCode", &["1".to_owned()][..]));
    }

    #[test]
    fn fields_know_their_place_in_the_file() {
        let known = known(&SourceId("File_AmazonS3Connector".into())).unwrap();
        let names: Vec<_> = known.fields.keys().collect();
        assert_eq!(names, ["accessKey", "secretKey", "region", "bucketName"]);
    }

    #[test]
    fn every_source_has_a_label_and_stands_in_a_group_of_the_picker() {
        const GROUPS: [&str; 6] =
            ["file storage", "database", "web service", "gateway", "data integration", "analytics"];
        for (id, source) in FILE.iter() {
            assert!(!source.label.is_empty(), "{id}");
            assert!(GROUPS.contains(&source.group.as_str()), "{id}: {}", source.group);
            for name in &source.names {
                assert_eq!(*name, name.to_lowercase(), "{id}");
            }
        }
    }

    #[test]
    fn conditions_name_another_field_of_their_source() {
        for (id, source) in FILE.iter() {
            let holds = |name: &str, condition: &Condition| {
                assert!(source.fields.contains_key(&condition.field), "{id}: {name}");
                let values = condition.is.len() + condition.not.len();
                assert!(condition.field != name && values > 0, "{id}: {name}");
            };
            source.one_of.iter().filter_map(|rule| rule.when.as_ref()).for_each(|when| holds("one-of", when));
            for (name, field) in &source.fields {
                field.when.iter().for_each(|condition| holds(name, condition));
            }
            if let Some(oauth) = &source.oauth {
                assert!(source.fields.get(&oauth.code).is_some_and(|code| code.credential), "{id}: {}", oauth.code);
                oauth.when.iter().for_each(|condition| holds(&oauth.code, condition));
            }
        }
    }

    #[test]
    fn fields_are_explained_in_one_line() {
        for (id, source) in FILE.iter() {
            for (name, field) in &source.fields {
                assert!(
                    field.label.as_ref().is_some_and(|label| (1..=30).contains(&label.chars().count())),
                    "{id}: {name}"
                );
                let help = field.help.as_deref().unwrap_or_default();
                assert!((1..=90).contains(&help.chars().count()) && !help.contains('\n'), "{id}: {name}: {help}");
            }
        }
    }

    #[test]
    fn whatever_looks_like_a_login_is_known_as_one() {
        for (id, source) in FILE.iter() {
            for (name, field) in &source.fields {
                assert!(field.credential || !looks_credential(name), "{id}: {name}");
                assert!(field.secret != Some(false) || !looks_secret(name), "{id}: {name}");
            }
        }
    }

    #[test]
    fn a_gateway_source_has_the_facts_of_its_twin_or_its_own() {
        let of = |id: &str| known(&SourceId(id.into())).unwrap();
        assert_eq!(of("DG_gbq").oauth.as_ref().unwrap().code, "authCode");
        assert_eq!((of("DG_mongo").label.as_str(), of("DG_mongo").group.as_str()), ("MongoDB", "gateway"));
        for id in ["DG_mssql", "DG_postgres", "DG_rest", "DG_mongo"] {
            assert!(of(id).fields["gatewayInstance"].required, "{id}");
        }
    }

    #[test]
    fn a_way_to_sign_in_that_is_not_chosen_hides_only_what_belongs_to_another() {
        let shows = |id: &str, name: &str, value: &str| {
            let known = known(&SourceId(id.into())).unwrap();
            known.fields[name].when.as_ref().unwrap().holds(value)
        };
        for (id, name, shown, hidden) in [
            ("gbq", "KeyFilePath", "0", "1"),
            ("snowflake", "PRIV_KEY_FILE", "snowflake_jwt", ""),
            ("snowflake", "password", "", "snowflake_jwt"),
            ("snowflake", "username", "snowflake_jwt", "oauth"),
            ("repsrc_mssql", "password", "false", "true"),
            ("reptgt_qdidatabricks", "password", "PERSONAL_ACCESS_TOKEN", "OAUTH"),
            ("rest", "username", "basic", "anonymous"),
            ("databricks", "password", "3", "0"),
            ("athena", "password", "IAM Credentials", "Instance Profile"),
        ] {
            assert!(shows(id, name, shown), "{id}: {name}");
            assert!(!shows(id, name, hidden), "{id}: {name}");
        }
        // A way that nobody here has heard of hides no login.
        assert!(shows("rest", "password", "hmac") && shows("athena", "username", "Okta"));
    }

    #[test]
    fn what_is_a_file_or_a_list_is_known_as_one_and_found_places_are_short() {
        let kind = |id: &str, name: &str| known(&SourceId(id.into())).unwrap().fields[name].kind;
        assert_eq!(kind("DG_gbq", "KeyFilePath"), Some(KnownKind::File));
        assert_eq!(kind("rest", "queryParameters"), Some(KnownKind::Pairs));
        assert_eq!(kind("rest", "queryHeaders"), Some(KnownKind::Headers));
        assert_eq!(kind("DG_oracle", "gatewayInstance"), Some(KnownKind::Gateway));
        for (id, source) in FILE.iter() {
            for (name, field) in &source.fields {
                let found = field.found.as_deref().unwrap_or("x");
                assert!((1..=90).contains(&found.chars().count()) && !found.ends_with('.'), "{id}: {name}");
            }
        }
        assert!(is_little_known(&SourceId("DG_oracle".into())) && !is_little_known(&SourceId("mssql".into())));
    }

    #[test]
    fn offered_and_proposed_values_have_words_and_warnings_read() {
        for (id, source) in FILE.iter() {
            for (name, field) in &source.fields {
                assert!(field.offers.iter().all(|value| field.values.contains_key(value)), "{id}: {name}");
                assert!(field.offers.is_empty() || field.open, "{id}: {name}");
                for warning in &field.warn {
                    assert!(warning.say.ends_with('.'), "{id}: {name}");
                    assert!(
                        warning.like.iter().chain(&warning.unlike).all(|like| regex_lite::Regex::new(like).is_ok()),
                        "{id}: {name}"
                    );
                }
            }
        }
        let ports =
            [("mssql", "1433"), ("mysql", "3306"), ("snowflake", "443"), ("teradata", "1025"), ("postgres", "5432")];
        for (id, port) in ports {
            let known = known(&SourceId(id.into())).unwrap();
            assert_eq!(known.fields["port"].propose.as_deref(), Some(port), "{id}");
        }
    }

    #[test]
    fn aws_keys_in_each_others_field_are_warned_of() {
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        let id = "AKIAIOSFODNN7EXAMPLE";
        for (source, access_key, secret_key) in [
            ("File_AmazonS3Connector", "accessKey", "secretKey"),
            ("File_AmazonS3ConnectorV2", "accessKey", "secretKey"),
            ("AmazonS3ConnectorV2", "accessKey", "secretKey"),
            ("athena", "username", "password"),
            ("reptgt_qdis3", "s3AccessKey", "s3SecretKey"),
        ] {
            let known = known(&SourceId(source.into())).unwrap();
            let said = |field: &str, value: &str| {
                let warning = known.fields[field].warn.iter().find(|warning| warning.concerns(value));
                warning.map_or("", |warning| warning.say.as_str())
            };
            let in_clear = "This looks like the secret key; here it is shown in clear.";
            assert_eq!(said(access_key, secret), in_clear, "{source}");
            assert_eq!(said(secret_key, id), "This looks like the access key.", "{source}");
            assert_eq!(said(secret_key, "ASIAIOSFODNN7EXAMPLE"), "This looks like the access key.", "{source}");
            let long_id = format!("ASIA{}", "A".repeat(36));
            for fine in [id, "", &secret[1..], &long_id] {
                assert_eq!(said(access_key, fine), "", "{source}: {fine}");
            }
            for fine in [secret, "", "AKIA", "AKIA/OSFODNN7EXAMPLE"] {
                assert_eq!(said(secret_key, fine), "", "{source}: {fine}");
            }
        }
    }

    #[test]
    fn sources_whose_sign_in_is_interactive_have_an_entry_that_says_what_is_not_confirmed() {
        for id in [
            "File_OneDriveConnector",
            "File_GoogleDriveConnector",
            "File_Office365SharepointConnector",
            "File_AzureStorageConnector",
            "azure_sql",
            "snowflake",
        ] {
            let known = known(&SourceId(id.into())).unwrap();
            assert_eq!(known.oauth.as_ref().unwrap().code, "authCode", "{id}");
            assert!(known.unverified.contains(&EntryPart::Code), "{id}");
        }
    }

    #[test]
    fn every_value_of_rest_that_changes_what_is_asked_has_words_of_its_own() {
        let rest = known(&SourceId("rest".into())).unwrap();
        for (field, value, words) in [
            ("serverCertificateValidation", "None", "Not checked"),
            ("serverCertificateValidation", "Custom", "Against your own root certificates"),
            ("PaginationType", "None", "None"),
            ("PaginationType", "Custom", "By a script of your own"),
        ] {
            assert_eq!(rest.fields[field].values.get(value).map(String::as_str), Some(words), "{field} {value}");
        }
        assert!(rest.fields["serverCertificateValidation"].warn.iter().any(|warning| warning.concerns("None")));
    }
}
