//! The contexts of qlik-cli (`qlik-cloud-auth.md` section 7): its file is read, and never written.

use std::{
    collections::BTreeMap,
    fmt,
    fs::File,
    io::{self, Read as _},
    marker::PhantomData,
    path::{Path, PathBuf},
};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;

use crate::domain::{
    access::{Access, Proof},
    people::{CliContext, CliContexts},
    secret::Secret,
    tenant::Tenant,
};

/// What is said of a file that is there but cannot be used.
pub const UNREADABLE: &str = "The contexts of qlik-cli could not be read.";
/// More is no file of contexts.
const LARGEST: u64 = 1024 * 1024;
/// A name is shown, so it is cut.
const MOST_CHARS: usize = 80;

/// Where the file may lie. What `QLIK_CLI_USER_HOME_DIR` names may be the file, a home, or its folder: the vendor says the one and
/// calls it the other.
pub fn places(named: Option<&Path>) -> Vec<PathBuf> {
    match named {
        Some(named) => vec![named.to_owned(), named.join(".qlik").join("contexts.yml"), named.join("contexts.yml")],
        None => etcetera::home_dir().map(|home| home.join(".qlik").join("contexts.yml")).into_iter().collect(),
    }
}

/// The contexts of the first of these files that exists. None of them is no contexts; one that cannot be used is a sentence.
pub fn load(places: &[PathBuf]) -> Result<CliContexts, String> {
    let Some(path) = places.iter().find(|path| path.is_file()) else { return Ok(CliContexts::default()) };
    let shown = path.display();
    let text = read(path).map_err(|error| format!("The contexts in {shown} could not be read ({}).", error.kind()))?;
    let contexts = parse(&text).ok_or_else(|| format!("{shown} is not what qlik-cli writes."))?;
    Ok(CliContexts { path: Some(shown.to_string()), contexts })
}

fn read(path: &Path) -> io::Result<zeroize::Zeroizing<String>> {
    let mut text = zeroize::Zeroizing::new(String::new());
    File::open(path)?.take(LARGEST).read_to_string(&mut text)?;
    Ok(text)
}

/// The file. Whatever else stands in it is passed over.
#[derive(Deserialize)]
#[serde(default, rename_all = "kebab-case", bound = "C: Deserialize<'de>")]
struct Document<C> {
    current_context: Option<String>,
    contexts: Ordered<C>,
}

impl<C> Default for Document<C> {
    fn default() -> Self {
        Self { current_context: None, contexts: Ordered(Vec::new()) }
    }
}

/// A context.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
struct Context {
    server: Option<String>,
    server_type: Option<String>,
    headers: BTreeMap<String, String>,
    oauth_client_id: Option<String>,
    oauth_client_secret: Option<String>,
}

/// A mapping in the order of the file.
struct Ordered<C>(Vec<(String, C)>);

impl<'de, C: Deserialize<'de>> Deserialize<'de> for Ordered<C> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader<C>(PhantomData<C>);
        impl<'de, C: Deserialize<'de>> Visitor<'de> for Reader<C> {
            type Value = Ordered<C>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Ordered(members))
            }
        }
        from.deserialize_map(Reader(PhantomData))
    }
}

/// None where it is no such document at all. The parser's own words may quote the text, so nobody gets to see them.
fn parse(text: &str) -> Option<Vec<CliContext>> {
    // By type first: an id such as 82e0 is a text here, and a number to whoever does not know. One odd context fails all of them
    // so, and then those that can be read are read without their types.
    let typed = || serde_saphyr::from_str::<Option<Document<Context>>>(text).ok();
    let untyped = || {
        let document = serde_saphyr::from_str::<Option<Document<Value>>>(text).ok()?.unwrap_or_default();
        let read = |(name, value)| Some((name, serde_json::from_value(value).ok()?));
        let contexts = document.contexts.0.into_iter().filter_map(read).collect();
        Some(Some(Document { current_context: document.current_context, contexts: Ordered(contexts) }))
    };
    let document = typed().or_else(untyped)?.unwrap_or_default();
    let current = document.current_context;
    let read = |(name, context): (String, Context)| {
        let cloud = context.server_type.as_ref().is_none_or(|kind| kind.eq_ignore_ascii_case("cloud"));
        let host = Tenant::parse(context.server.as_deref()?).ok().filter(|_| cloud)?.host().to_owned();
        Some(CliContext {
            current: current.as_ref() == Some(&name),
            name: name.chars().filter(|c| !c.is_control()).take(MOST_CHARS).collect(),
            host,
            access: access(&context),
        })
    };
    Some(document.contexts.0.into_iter().filter_map(read).collect())
}

fn access(context: &Context) -> Option<Access> {
    let header = context.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    if let Some((_, header)) = header {
        let (scheme, token) = header.trim().split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| Access::Token(Secret::new(token.trim())));
    }
    let (id, secret) = (context.oauth_client_id.as_ref()?, context.oauth_client_secret.as_ref()?);
    let filled = !id.is_empty() && !secret.is_empty();
    filled.then(|| Access::Machine { client_id: id.clone(), proof: Proof::Secret(Secret::new(secret)) })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const FILE: &str = "
current-context: ci
contexts:
  prod:
    server: https://mytenant.eu.qlikcloud.com
    server-type: cloud
    headers: { Authorization: \"Bearer marker-key\" }
    future: { deep: [1, 2] }
  ci:
    server: https://mytenant.eu.qlikcloud.com/
    server-type: Cloud
    oauth-client-id: 82e0
    oauth-client-secret: marker-secret
    comment: for the pipeline
  numeric:
    server: https://n.eu.qlikcloud.com
    oauth-client-id: \"4711\"
    oauth-client-secret: \"0815\"
  lower:
    server: https://l.eu.qlikcloud.com
    server-type: cloud
    headers:
      authorization: bearer   marker-lower
  empty:
    server: https://e.eu.qlikcloud.com
    server-type: cloud
  onprem:
    server: https://sense.example.com
    server-type: Windows
  noserver: {}
insecure: true
";
    const ODD: &str = "
contexts:
  broken: { server: [not, a, server] }
  none:
  good: { server: https://g.eu.qlikcloud.com, headers: { Authorization: Bearer marker } }
";

    #[test]
    fn contexts_of_the_cloud_are_read_whatever_else_there_is() {
        let contexts = parse(FILE).unwrap();
        assert!(!format!("{contexts:?}").contains("marker"));
        let names: Vec<_> = contexts.iter().map(|context| (context.name.as_str(), context.current)).collect();
        assert_eq!(names, [("prod", false), ("ci", true), ("numeric", false), ("lower", false), ("empty", false)]);
        assert_eq!(contexts[0].host, "mytenant.eu.qlikcloud.com");
        assert_eq!(contexts[0].access, Some(Access::Token(Secret::new("marker-key"))));
        assert_eq!(contexts[3].access, Some(Access::Token(Secret::new("marker-lower"))));
        assert_eq!(contexts[4].access, None);
        let machine = Access::Machine { client_id: "82e0".into(), proof: Proof::Secret(Secret::new("marker-secret")) };
        assert_eq!(contexts[1].access, Some(machine));
    }

    #[test]
    fn an_empty_file_has_none_and_another_document_is_said_to_be_one() {
        assert_eq!(parse(""), Some(vec![]));
        assert_eq!(parse("contexts: {}"), Some(vec![]));
        let odd = parse(ODD).unwrap();
        assert_eq!(odd.iter().map(|context| context.name.as_str()).collect::<Vec<_>>(), ["good"]);
        assert!(odd[0].access.is_some());
        for text in ["- a\n- b", "contexts: [1]", "contexts: text", "a: b: c", "\t{", "&a [*a, *a]"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_place_may_be_named_as_a_file_a_home_or_a_folder() {
        let home = tempfile::tempdir().unwrap();
        let named = home.path();
        assert_eq!(load(&places(Some(named))), Ok(CliContexts::default()));
        let file = named.join("contexts.yml");
        fs::write(&file, FILE).unwrap();
        assert_eq!(load(&places(Some(named))).unwrap().contexts.len(), 5);
        assert_eq!(load(&places(Some(&file))).unwrap().path, Some(file.display().to_string()));
        fs::create_dir(named.join(".qlik")).unwrap();
        fs::write(named.join(".qlik").join("contexts.yml"), "secret: [marker").unwrap();
        let fault = load(&places(Some(named))).unwrap_err();
        assert!(fault.contains("not what qlik-cli writes") && !fault.contains("marker"), "{fault}");
    }
}
