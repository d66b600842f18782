//! The state file: one JSON document with a version, of which other modules own the members.
//!
//! It never holds a secret, and is a convenience: nothing that is wrong with it may keep anybody from working. Whoever changes
//! it waits for who is at it already, so no change of this program is lost to another one of it. Of two programs that change it in the
//! same moment the later one wins, whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use etcetera::BaseStrategy as _;
use serde_json::{Map, Value};

use super::files::{How, private_folder, with_ending, write_whole};
use super::named::{self, UnreadFile};

/// What stands in the file.
pub(super) type StateDocument = Map<String, Value>;

/// The version of the state file that this program writes and understands.
const VERSION: u64 = 1;

/// More than this is no state file of ours.
const LARGEST: u64 = 1024 * 1024;

/// Where the state file is: in `folder` if one was named, else where the system keeps such files, if it has a place.
pub(crate) fn path(folder: Option<&Path>) -> Option<PathBuf> {
    let folder = if let Some(folder) = folder {
        folder.to_owned()
    } else {
        let places = etcetera::choose_base_strategy().ok()?;
        places.state_dir().unwrap_or_else(|| places.data_dir()).join("qonnect")
    };
    Some(folder.join("state.json"))
}

#[derive(Debug)]
pub(super) struct StateFile {
    path: PathBuf,
    /// Held while it is read and written.
    turn: Mutex<()>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    /// The document; an empty one where there is none.
    pub document: StateDocument,
    /// What was wrong with the file, for the notice line.
    pub notice: Option<String>,
}

impl StateFile {
    /// The file at this place, which need not be there yet.
    pub(super) fn at(path: PathBuf) -> Self {
        Self { path, turn: Mutex::new(()) }
    }

    /// Reads it. A broken file is set aside as `….broken`, so that it is not in the way, and can be looked at; the one that was set aside last stays.
    pub(super) fn read(&self) -> Read {
        let _turn = self.turn();
        let notice = match read(&self.path) {
            Ok(document) => return Read { document, notice: None },
            Err(Fault::Newer) => "The state file is from a newer qonnect, and is left alone.".to_owned(),
            Err(Fault::Unreadable(error)) => format!("The state file could not be read ({}).", error.kind()),
            Err(Fault::Broken) => {
                self.set_aside().unwrap_or_else(|_| "The state file is damaged, and could not be set aside.".to_owned())
            }
        };
        Read { document: StateDocument::new(), notice: Some(notice) }
    }

    /// Changes it; what else it holds stays as it is. A newer program's file is not touched, and a broken one is set aside first,
    /// which the notice tells.
    pub(super) fn change(&self, change: impl FnOnce(&mut StateDocument)) -> io::Result<Option<String>> {
        let _turn = self.turn();
        let (mut document, notice) = match read(&self.path) {
            Ok(document) => (document, None),
            Err(Fault::Broken) => (StateDocument::new(), Some(self.set_aside()?)),
            Err(Fault::Newer) => return Ok(None),
            Err(Fault::Unreadable(error)) => return Err(error),
        };
        document.insert("version".to_owned(), VERSION.into());
        change(&mut document);
        private_folder(self.path.parent().unwrap_or(Path::new("")))?;
        write_whole(&self.path, &serde_json::to_vec_pretty(&document)?, How { replaces: true, is_script: false })?;
        Ok(notice)
    }

    /// Nothing in the file hangs on what whoever broke off was about to write.
    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_aside(&self) -> io::Result<String> {
        let aside = with_ending(&self.path, "broken");
        fs::rename(&self.path, &aside)?;
        Ok(format!("The state file was damaged; it was moved to {}.", aside.display()))
    }
}

enum Fault {
    /// It cannot be read, whatever stands in it.
    Unreadable(io::Error),
    /// It is not what we write.
    Broken,
    /// It is what a later program writes.
    Newer,
}

/// The document; an empty one where there is no file yet.
fn read(path: &Path) -> Result<StateDocument, Fault> {
    let bytes = match named::read(path, LARGEST) {
        Ok(bytes) => bytes,
        Err(UnreadFile::Failed(error)) if error.kind() == io::ErrorKind::NotFound => return Ok(StateDocument::new()),
        Err(UnreadFile::Failed(error)) => return Err(Fault::Unreadable(error)),
        Err(UnreadFile::Folder) => return Err(Fault::Unreadable(io::ErrorKind::IsADirectory.into())),
        // A pipe would be waited for, and is not what we write either.
        Err(UnreadFile::Odd | UnreadFile::TooLarge(_) | UnreadFile::NoText) => return Err(Fault::Broken),
    };
    let document: StateDocument = serde_json::from_slice(&bytes).map_err(|_| Fault::Broken)?;
    match document.get("version").and_then(Value::as_u64) {
        Some(VERSION) if document.get("tenants").is_none_or(Value::is_array) => Ok(document),
        Some(later) if later > VERSION => Err(Fault::Newer),
        _ => Err(Fault::Broken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: &tempfile::TempDir) -> (StateFile, PathBuf) {
        let path = folder.path().join("qonnect/state.json");
        (StateFile::at(path.clone()), path)
    }

    fn put(state: &StateFile, name: &str) -> io::Result<Option<String>> {
        state.change(|document| {
            document.insert(name.to_owned(), 1.into());
        })
    }

    #[test]
    fn two_writers_at_once_lose_nothing_of_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let (state, _) = file(&folder);
        std::thread::scope(|scope| {
            for writer in ["a", "b"] {
                let state = &state;
                scope.spawn(move || {
                    for number in 0..25 {
                        put(state, &format!("{writer}{number}")).unwrap();
                        assert_eq!(state.read().notice, None);
                    }
                });
            }
        });
        assert_eq!(state.read().document.len(), 51);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (state, path) = file(&folder);
        put(&state, "x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }

    #[test]
    fn a_broken_file_is_set_aside_with_a_notice_by_who_reads_and_by_who_writes() {
        for broken in ["", "{", "[]", "{}", r#"{"version":"1"}"#, r#"{"version":1,"tenants":"a"}"#, "\u{0}\u{1}"] {
            for writes in [false, true] {
                let folder = tempfile::tempdir().unwrap();
                let (state, path) = file(&folder);
                fs::create_dir(path.parent().unwrap()).unwrap();
                fs::write(&path, broken).unwrap();
                let notice = if writes { put(&state, "x").unwrap() } else { state.read().notice };
                assert!(notice.unwrap().contains("state.json.broken"), "{broken:?}");
                assert_eq!(fs::read_to_string(with_ending(&path, "broken")).unwrap(), broken);
                assert_eq!(path.exists(), writes);
                assert_eq!(put(&state, "x").unwrap(), None);
                assert_eq!(state.read().notice, None);
            }
        }
    }

    #[test]
    fn what_a_later_program_added_is_kept_and_its_own_version_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (state, path) = file(&folder);
        fs::create_dir(path.parent().unwrap()).unwrap();
        fs::write(&path, r#"{"version":1,"theme":"dark"}"#).unwrap();
        put(&state, "x").unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains(r#""theme": "dark""#));

        let newer = r#"{"version":2,"tenants":{"a":1}}"#;
        fs::write(&path, newer).unwrap();
        put(&state, "x").unwrap();
        assert!(state.read().notice.is_some());
        assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_an_error_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let (state, path) = file(&folder);
        fs::create_dir_all(&path).unwrap();
        assert!(state.read().notice.is_some());
        assert!(put(&state, "x").is_err());
        assert!(path.is_dir());
    }

    #[test]
    fn a_named_folder_decides_where_the_file_is() {
        assert_eq!(super::path(Some(Path::new("/x"))), Some("/x/state.json".into()));
    }
}
