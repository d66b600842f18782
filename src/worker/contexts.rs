//! The contexts of qlik-cli (`qlik-cloud-auth.md` section 7): its file is read, and never written.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde::Deserialize;
use serde_json::{Map, Value};
use zeroize::Zeroize as _;

use super::named::{self, UnreadFile};
use crate::domain::{
    access::{Access, CliContext, CliContexts, ClientProof},
    secret::Secret,
    tenant::Tenant,
    text::clean_start,
};

/// What is said of a file that is there but cannot be used.
pub(super) const UNREADABLE: &str = "The contexts of qlik-cli could not be read.";
/// More is no file of contexts.
const LARGEST: u64 = 1024 * 1024;
/// Deeper than this is no file of contexts.
const DEEPEST: usize = 32;
/// A name is shown, so it is cut.
const MOST_CHARS: usize = 80;

/// Where the file may lie. What `QLIK_CLI_USER_HOME_DIR` names may be the file, a home, or its folder: the vendor says the one and
/// calls it the other.
pub(crate) fn places(named: Option<&Path>) -> Vec<PathBuf> {
    match named {
        Some(named) => vec![named.to_owned(), named.join(".qlik").join("contexts.yml"), named.join("contexts.yml")],
        None => etcetera::home_dir().map(|home| home.join(".qlik").join("contexts.yml")).into_iter().collect(),
    }
}

/// The contexts of the first of these files that exists. None of them is no contexts; one that cannot be used is a sentence.
pub(crate) fn load(places: &[PathBuf]) -> Result<CliContexts, String> {
    let Some(path) = places.iter().find(|path| path.is_file()) else { return Ok(CliContexts::default()) };
    let shown = path.display();
    let odd = || format!("{shown} is not what qlik-cli writes.");
    let text = named::read_text(path, LARGEST).map_err(|fault| match fault {
        UnreadFile::Failed(error) => format!("The contexts in {shown} could not be read ({}).", error.kind()),
        UnreadFile::Folder | UnreadFile::Odd | UnreadFile::TooLarge(_) | UnreadFile::NoText => odd(),
    })?;
    let contexts = parse(&text).ok_or_else(odd)?;
    Ok(CliContexts { path: Some(shown.to_string()), contexts })
}

/// A document, wiped when dropped. What the parser copied on its own way is out of reach.
struct Wiped(Value);

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A context, as it stands in the document.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
struct Context<'a> {
    server: Option<&'a str>,
    server_type: Option<&'a str>,
    oauth_client_id: Option<&'a str>,
    oauth_client_secret: Option<&'a str>,
}

/// None where it is no such document at all. The parser's own words may quote the text, so nobody gets to see them.
fn parse(text: &str) -> Option<Vec<CliContext>> {
    let document = Wiped(document(text)?);
    if !document.0.is_object() && !document.0.is_null() {
        return None;
    }
    let current = document.0.get("current-context").and_then(Value::as_str);
    let contexts = match document.0.get("contexts") {
        Some(Value::Object(contexts)) => contexts,
        Some(Value::Null) | None => return Some(Vec::new()),
        Some(_) => return None,
    };
    let read = |(name, value): (&String, &Value)| {
        // An odd one is none, and in nobody's way.
        // A list would be read by position.
        let context = Context::deserialize(value).ok().filter(|_| value.is_object())?;
        let kind = context.server_type.map(str::trim).filter(|kind| !kind.is_empty());
        let cloud = kind.is_none_or(|kind| kind.eq_ignore_ascii_case("cloud"));
        let host = Tenant::parse(&web(context.server?)).ok().filter(|_| cloud)?.host().to_owned();
        Some(CliContext {
            current: current == Some(name),
            name: clean_start(name, MOST_CHARS),
            host,
            access: access(&context, value.get("headers")),
        })
    };
    Some(contexts.iter().filter_map(read).collect())
}

/// Old versions of qlik-cli wrote the address of the engine, which is spoken to by web sockets on the same host.
fn web(server: &str) -> Cow<'_, str> {
    match server.split_at_checked("wss://".len()) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("wss://") => format!("https://{rest}").into(),
        _ => server.into(),
    }
}

/// The first document, with every scalar as the text that stands there: an id such as 82e0 is no number here. Aliases, which
/// qlik-cli does not write and which can blow a small file up, make it none of ours; so do odd keys and deep nests.
fn document(text: &str) -> Option<Value> {
    let mut events = Parser::new_from_str(text).map(|event| event.ok().map(|(event, _)| event));
    loop {
        match events.next()?? {
            Event::DocumentStart(_) => {
                let event = events.next()??;
                return node(event, &mut events, DEEPEST);
            }
            Event::StreamEnd => return Some(Value::Null),
            _ => {}
        }
    }
}

fn node<'a>(event: Event<'a>, events: &mut impl Iterator<Item = Option<Event<'a>>>, deeper: usize) -> Option<Value> {
    let deeper = deeper.checked_sub(1)?;
    match event {
        Event::Scalar(text, ScalarStyle::Plain, ..) if matches!(&*text, "" | "~" | "null" | "Null" | "NULL") => {
            Some(Value::Null)
        }
        Event::Scalar(text, ..) => Some(Value::String(text.into_owned())),
        Event::SequenceStart(..) => {
            let mut items = Vec::new();
            loop {
                match events.next()?? {
                    Event::SequenceEnd => return Some(Value::Array(items)),
                    event => items.push(node(event, events, deeper)?),
                }
            }
        }
        Event::MappingStart(..) => {
            let mut members = Map::new();
            loop {
                let name = match events.next()?? {
                    Event::MappingEnd => return Some(Value::Object(members)),
                    Event::Scalar(name, ..) => name.into_owned(),
                    _ => return None,
                };
                let event = events.next()??;
                members.insert(name, node(event, events, deeper)?);
            }
        }
        _ => None,
    }
}

fn access(context: &Context<'_>, headers: Option<&Value>) -> Option<Access> {
    let mut headers = headers.and_then(Value::as_object).into_iter().flatten();
    let header = headers.find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    if let Some(header) = header.and_then(|(_, value)| value.as_str()) {
        let (scheme, token) = header.trim().split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| Access::Token(Secret::new(token.trim())));
    }
    let (id, secret) = (context.oauth_client_id?, context.oauth_client_secret?);
    let filled = !id.is_empty() && !secret.is_empty();
    filled.then(|| Access::Machine { client_id: id.to_owned(), proof: ClientProof::Secret(Secret::new(secret)) })
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
  untyped:
    server: https://u.eu.qlikcloud.com
    server-type: \"\"
  old:
    server: wss://o.eu.qlikcloud.com/app/engineData
    headers: { Authorization: \"Bearer marker-old\" }
  listed: [https://l.eu.qlikcloud.com, cloud, id, marker-listed]
  noserver: {}
insecure: true
";
    const ODD: &str = "
contexts:
  broken: { server: [not, a, server] }
  none:
  bare: { server: https://b.eu.qlikcloud.com, headers: , oauth-client-id: [x] }
  headless: { server: https://h.eu.qlikcloud.com, headers: }
  good: { server: https://g.eu.qlikcloud.com, headers: { Authorization: Bearer marker } }
";

    #[test]
    fn contexts_of_the_cloud_are_read_whatever_else_there_is() {
        let contexts = parse(FILE).unwrap();
        assert!(!format!("{contexts:?}").contains("marker"));
        let names: Vec<_> = contexts.iter().map(|context| (context.name.as_str(), context.current)).collect();
        assert_eq!(
            names,
            [
                ("prod", false),
                ("ci", true),
                ("numeric", false),
                ("lower", false),
                ("empty", false),
                ("untyped", false),
                ("old", false)
            ]
        );
        assert_eq!([&*contexts[5].host, &*contexts[6].host], ["u.eu.qlikcloud.com", "o.eu.qlikcloud.com"]);
        assert_eq!(contexts[6].access, Some(Access::Token(Secret::new("marker-old"))));
        assert_eq!(contexts[0].host, "mytenant.eu.qlikcloud.com");
        assert_eq!(contexts[0].access, Some(Access::Token(Secret::new("marker-key"))));
        assert_eq!(contexts[3].access, Some(Access::Token(Secret::new("marker-lower"))));
        assert_eq!(contexts[4].access, None);
        let machine =
            Access::Machine { client_id: "82e0".into(), proof: ClientProof::Secret(Secret::new("marker-secret")) };
        assert_eq!(contexts[1].access, Some(machine));
    }

    #[test]
    fn an_empty_file_has_none_and_another_document_is_said_to_be_one() {
        assert_eq!(parse(""), Some(vec![]));
        assert_eq!(parse("contexts: {}"), Some(vec![]));
        let odd = parse(ODD).unwrap();
        assert_eq!(odd.iter().map(|context| context.name.as_str()).collect::<Vec<_>>(), ["headless", "good"]);
        assert!(odd[0].access.is_none() && odd[1].access.is_some());
        assert_eq!(parse(&format!("contexts: {}", "[".repeat(100_000))), None);
        assert_eq!(parse(&format!("contexts: {}{}", "[".repeat(99), "]".repeat(99))), None);
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
        assert_eq!(load(&places(Some(named))).unwrap().contexts.len(), 7);
        assert_eq!(load(&places(Some(&file))).unwrap().path, Some(file.display().to_string()));
        fs::create_dir(named.join(".qlik")).unwrap();
        fs::write(named.join(".qlik").join("contexts.yml"), "secret: [marker").unwrap();
        let fault = load(&places(Some(named))).unwrap_err();
        assert!(fault.contains("not what qlik-cli writes") && !fault.contains("marker"), "{fault}");
    }

    #[test]
    fn a_document_is_wiped_all_through() {
        let mut value = document(FILE).unwrap();
        wipe(&mut value);
        let text = value.to_string();
        assert!(text.contains("oauth-client-secret") && !text.contains("marker") && !text.contains("0815"), "{text}");
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_a_fault_of_the_program(text in "[\\PC\n\t]{0,200}|[-:?\\[\\]{},&*!|>'\"%@` a0\n\t#]{0,80}") {
            let _whatever = parse(&text);
        }
    }
}
