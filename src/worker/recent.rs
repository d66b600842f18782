//! The recent tenants, in the state file.

use std::io;

use serde_json::Value;

use super::state::{StateDocument, StateFile};

const REMEMBERED: usize = 8;

const TENANTS: &str = "tenants";

/// The hosts of recent tenants, the last used first, and what was wrong with the file.
pub(super) fn load(state: &StateFile) -> (Vec<String>, Option<String>) {
    let read = state.read();
    (tenants(&read.document), read.notice)
}

/// Puts `host` first among the recent tenants. A notice where the file was broken.
pub(super) fn remember(state: &StateFile, host: &str) -> io::Result<Option<String>> {
    check(host)?;
    state.change(|document| {
        let mut hosts = vec![host.to_owned()];
        hosts.extend(tenants(document).into_iter().filter(|known| known != host));
        hosts.truncate(REMEMBERED);
        document.insert(TENANTS.to_owned(), hosts.into());
    })
}

/// Refuses what is no host: the file holds nothing else of what was typed.
pub(super) fn check(host: &str) -> io::Result<()> {
    if is_host(host) { Ok(()) } else { Err(io::Error::new(io::ErrorKind::InvalidInput, "not a host")) }
}

/// Only what looks like a host: the file may have been edited, and what it says ends up on the screen.
fn tenants(document: &StateDocument) -> Vec<String> {
    let listed = document.get(TENANTS).and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(Value::as_str).filter(|host| is_host(host)).take(REMEMBERED).map(str::to_owned).collect()
}

/// A host with perhaps a port, and for the stand-in a scheme.
fn is_host(text: &str) -> bool {
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")).unwrap_or(text);
    !host.is_empty() && host.len() <= 262 && host.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:[]".contains(c))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use super::*;

    fn file(folder: &tempfile::TempDir) -> (StateFile, PathBuf) {
        let path = folder.path().join("state.json");
        (StateFile::at(path.clone()), path)
    }

    #[test]
    fn the_last_used_tenant_comes_first_and_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/state.json");
        let state = StateFile::at(path.clone());
        assert_eq!(load(&state), (vec![], None));
        for host in ["a.example", "b.example", "http://127.0.0.1:8080", "a.example"] {
            remember(&state, host).unwrap();
        }
        assert_eq!(load(&state).0, ["a.example", "http://127.0.0.1:8080", "b.example"]);
        for number in 0..20 {
            remember(&state, &format!("t{number}.example")).unwrap();
        }
        let tenants = load(&state).0;
        assert_eq!((tenants.len(), tenants[0].as_str()), (REMEMBERED, "t19.example"));
        let names: Vec<_> =
            fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["state.json"], "no left-overs");
    }

    #[test]
    fn only_hosts_are_taken_from_it_and_written_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let (state, path) = file(&folder);
        fs::write(&path, r#"{"version":1,"tenants":["ok.example:8443","a\u001b[31m","a b","",7,"x/y?key=1"]}"#)
            .unwrap();
        assert_eq!(load(&state).0, ["ok.example:8443"]);
        assert!(remember(&state, "ok.example/?apiKey=secret").is_err());
        assert!(!fs::read_to_string(&path).unwrap().contains("secret"));
    }
}
