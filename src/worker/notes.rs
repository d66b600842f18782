//! What is remembered of a tenant, in the state file: the authentication method that was used last, and what of it is no secret.

use std::io;

use serde_json::{Map, Value};

use super::{
    recent::check,
    state::{StateDocument, StateFile},
};
use crate::domain::{
    access::Method,
    notes::{Amendment, Notes},
    text::clean_start,
};

/// So many tenants, facts of each, and characters of each fact are kept.
const TENANTS: usize = 32;
const FACTS: usize = 24;
const MOST_CHARS: usize = 400;

const NOTES: &str = "notes";

/// What is remembered of a host. A file that cannot be read is told of elsewhere, and remembers nothing.
pub(super) fn load(state: &StateFile, host: &str) -> Notes {
    of(&state.read().document, host)
}

/// Remembers this of a host, as the latest. A notice where the file was broken.
pub(super) fn keep(state: &StateFile, host: &str, notes: &Notes) -> io::Result<Option<String>> {
    check(host)?;
    state.change(|document| put(document, host, notes))
}

/// Changes what is remembered of a host. A notice where the file was broken.
pub(super) fn amend(state: &StateFile, host: &str, amendment: &Amendment) -> io::Result<Option<String>> {
    check(host)?;
    state.change(|document| {
        let mut notes = of(document, host);
        notes.amend(amendment);
        put(document, host, &notes);
    })
}

fn of(document: &StateDocument, host: &str) -> Notes {
    let Some(own) = document.get(NOTES).and_then(|notes| notes.get(host)) else { return Notes::default() };
    let text = |value: &Value| value.as_str().map(fit).filter(|text| !text.is_empty());
    let facts = own.get("facts").and_then(Value::as_object).into_iter().flatten();
    Notes {
        tenant_id: own.get("tenantId").and_then(text),
        method: own.get("method").and_then(Value::as_str).and_then(Method::of_word),
        facts: facts.filter_map(|(name, value)| Some((fit(name), text(value)?))).take(FACTS).collect(),
    }
}

fn put(document: &mut StateDocument, host: &str, notes: &Notes) {
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
    let mut all = match document.get_mut(NOTES).map(Value::take) {
        Some(Value::Object(all)) => all,
        _ => Map::new(),
    };
    // Their order is their age. Plain `remove` would put the newest into the gap.
    all.shift_remove(host);
    while all.len() >= TENANTS {
        let Some(oldest) = all.keys().next().cloned() else { break };
        all.shift_remove(&oldest);
    }
    all.insert(host.to_owned(), own.into());
    document.insert(NOTES.to_owned(), all.into());
}

/// The file may have been edited, and what it says ends up on the screen.
fn fit(text: &str) -> String {
    clean_start(text, MOST_CHARS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::recent;

    fn state(home: &tempfile::TempDir) -> StateFile {
        StateFile::at(home.path().join("state.json"))
    }

    fn some() -> Notes {
        Notes { tenant_id: Some("T".into()), ..Notes::default() }
    }

    #[test]
    fn notes_come_back_beside_the_recent_tenants() {
        let home = tempfile::tempdir().unwrap();
        let state = state(&home);
        assert_eq!(load(&state, "a.b"), Notes::default());
        recent::remember(&state, "a.b").unwrap();
        let notes = Notes {
            tenant_id: Some("T1".into()),
            method: Some(Method::Signed),
            facts: [("issuer".to_owned(), "me\u{1b}[2J".to_owned())].into(),
        };
        keep(&state, "a.b", &notes).unwrap();
        keep(&state, "c.d", &Notes::default()).unwrap();
        recent::remember(&state, "c.d").unwrap();
        let back = load(&state, "a.b");
        assert_eq!((back.tenant_id, back.method), (Some("T1".into()), Some(Method::Signed)));
        assert_eq!(back.facts["issuer"], "me");
        assert_eq!(recent::load(&state).0, ["c.d", "a.b"]);
    }

    #[test]
    fn a_change_leaves_the_rest_of_what_is_remembered() {
        let home = tempfile::tempdir().unwrap();
        let state = state(&home);
        let notes = Notes {
            tenant_id: Some("T1".into()),
            method: Some(Method::Token),
            facts: [("browser.client-id".to_owned(), "c".to_owned())].into(),
        };
        keep(&state, "a.b", &notes).unwrap();
        let made = [("signed.key-file".to_owned(), "/k.pem".to_owned())];
        amend(&state, "a.b", &Amendment::Remember(made.clone().into())).unwrap();
        let back = load(&state, "a.b");
        assert_eq!((back.tenant_id.as_deref(), back.method, back.facts.len()), (Some("T1"), Some(Method::Token), 2));
        amend(&state, "a.b", &Amendment::Forget(made.into())).unwrap();
        assert_eq!(load(&state, "a.b"), notes);
    }

    #[test]
    fn the_oldest_notes_make_room() {
        let home = tempfile::tempdir().unwrap();
        let state = state(&home);
        for index in 0..=TENANTS {
            keep(&state, &format!("h{index}.x"), &some()).unwrap();
        }
        assert_eq!(load(&state, "h0.x"), Notes::default());
        assert_eq!(load(&state, "h1.x"), some());
    }

    #[test]
    fn notes_kept_once_more_become_the_latest_and_the_others_stay_in_their_order() {
        let home = tempfile::tempdir().unwrap();
        let state = state(&home);
        for host in ["a.x", "b.x", "c.x", "d.x", "a.x"] {
            keep(&state, host, &some()).unwrap();
        }
        let document = state.read().document;
        let hosts: Vec<_> = document[NOTES].as_object().unwrap().keys().collect();
        assert_eq!(hosts, ["b.x", "c.x", "d.x", "a.x"]);
        for index in 0..TENANTS {
            keep(&state, &format!("h{index}.x"), &some()).unwrap();
        }
        assert_eq!(load(&state, "a.x"), Notes::default());
        assert_eq!(load(&state, "h0.x"), some());
    }
}
