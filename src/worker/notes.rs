//! What is remembered of a tenant, in the state file: the way in that was used last, and what of it is no secret.

use std::{io, path::Path};

use serde_json::{Map, Value};

use super::files::{Fault, VERSION, is_host, read, write_whole};
use crate::domain::{
    access::Method,
    people::{Amendment, Notes},
};

/// So many tenants, facts of each, and characters of each fact are kept.
const TENANTS: usize = 32;
const FACTS: usize = 24;
const MOST_CHARS: usize = 400;

/// What is remembered of a host. A file that cannot be read is told of elsewhere, and remembers nothing.
pub fn load(path: &Path, host: &str) -> Notes {
    let Ok(document) = read(path) else { return Notes::default() };
    let Some(own) = document.get("notes").and_then(|notes| notes.get(host)) else { return Notes::default() };
    let text = |value: &Value| value.as_str().map(fit).filter(|text| !text.is_empty());
    let facts = own.get("facts").and_then(Value::as_object).into_iter().flatten();
    Notes {
        tenant_id: own.get("tenantId").and_then(text),
        method: own.get("method").and_then(Value::as_str).and_then(Method::of_word),
        facts: facts.filter_map(|(name, value)| Some((fit(name), text(value)?))).take(FACTS).collect(),
    }
}

/// Remembers this of a host. What else the file holds stays as it is; a newer program's file is not touched.
pub fn keep(path: &Path, host: &str, notes: &Notes) -> io::Result<()> {
    let mut document = match read(path) {
        Ok(document) => document,
        Err(Fault::Broken) => Map::new(),
        Err(Fault::Newer) => return Ok(()),
        Err(Fault::Unreadable(error)) => return Err(error),
    };
    if !is_host(host) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a host"));
    }
    let mut own = Map::new();
    if let Some(id) = &notes.tenant_id {
        own.insert("tenantId".to_owned(), fit(id).into());
    }
    if let Some(method) = notes.method {
        own.insert("method".to_owned(), method.word().into());
    }
    let facts: Map<String, Value> =
        notes.facts.iter().take(FACTS).map(|(name, value)| (fit(name), fit(value).into())).collect();
    own.insert("facts".to_owned(), facts.into());
    let mut all = match document.remove("notes") {
        Some(Value::Object(all)) => all,
        _ => Map::new(),
    };
    all.remove(host);
    while all.len() >= TENANTS {
        let Some(oldest) = all.keys().next().cloned() else { break };
        all.remove(&oldest);
    }
    all.insert(host.to_owned(), own.into());
    document.insert("version".to_owned(), VERSION.into());
    document.insert("notes".to_owned(), all.into());
    write_whole(path, &serde_json::to_vec_pretty(&document)?)
}

/// Changes what is remembered of a host.
pub fn amend(path: &Path, host: &str, amendment: &Amendment) -> io::Result<()> {
    let mut notes = load(path, host);
    notes.amend(amendment);
    keep(path, host, &notes)
}

/// The file may have been edited, and what it says ends up on the screen.
fn fit(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MOST_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::files;

    #[test]
    fn notes_come_back_beside_the_recent_tenants() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("state.json");
        assert_eq!(load(&path, "a.b"), Notes::default());
        files::remember(&path, "a.b").unwrap();
        let notes = Notes {
            tenant_id: Some("T1".into()),
            method: Some(Method::Signed),
            facts: [("issuer".to_owned(), "me\u{1b}[2J".to_owned())].into(),
        };
        keep(&path, "a.b", &notes).unwrap();
        keep(&path, "c.d", &Notes::default()).unwrap();
        files::remember(&path, "c.d").unwrap();
        let back = load(&path, "a.b");
        assert_eq!((back.tenant_id, back.method), (Some("T1".into()), Some(Method::Signed)));
        assert_eq!(back.facts["issuer"], "me[2J");
        assert_eq!(files::load(&path).tenants, ["c.d", "a.b"]);
    }

    #[test]
    fn a_change_leaves_the_rest_of_what_is_remembered() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("state.json");
        let notes = Notes {
            tenant_id: Some("T1".into()),
            method: Some(Method::Token),
            facts: [("browser.client-id".to_owned(), "c".to_owned())].into(),
        };
        keep(&path, "a.b", &notes).unwrap();
        let made = [("signed.key-file".to_owned(), "/k.pem".to_owned())];
        amend(&path, "a.b", &Amendment::Remember(made.clone().into())).unwrap();
        let back = load(&path, "a.b");
        assert_eq!((back.tenant_id.as_deref(), back.method, back.facts.len()), (Some("T1"), Some(Method::Token), 2));
        amend(&path, "a.b", &Amendment::Forget(made.into())).unwrap();
        assert_eq!(load(&path, "a.b"), notes);
    }

    #[test]
    fn the_oldest_notes_make_room() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("state.json");
        let notes = Notes { tenant_id: Some("T".into()), ..Notes::default() };
        for index in 0..=TENANTS {
            keep(&path, &format!("h{index}.x"), &notes).unwrap();
        }
        assert_eq!(load(&path, "h0.x"), Notes::default());
        assert_eq!(load(&path, "h1.x"), notes);
    }
}
