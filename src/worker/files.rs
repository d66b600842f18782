//! Files of our own: the state file with the recent tenants, and the request log.
//!
//! Both are readable by their owner only, and neither ever holds a secret. The state file is a convenience: nothing that is
//! wrong with it may keep anybody from working. The calls block, and are short.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use serde_json::{Map, Value};

/// The version of the state file that this program writes and understands.
pub(super) const VERSION: u64 = 1;

/// How many tenants are remembered.
const REMEMBERED: usize = 8;

/// More than this is no state file of ours.
const LARGEST: u64 = 1024 * 1024;

/// Where the state file is: in `folder` if one was named, else where the system keeps such files, if it has a place.
pub fn state_path(folder: Option<&Path>) -> Option<PathBuf> {
    let folder = if let Some(folder) = folder {
        folder.to_owned()
    } else {
        let places = etcetera::choose_base_strategy().ok()?;
        places.state_dir().unwrap_or_else(|| places.data_dir()).join("qonnect")
    };
    Some(folder.join("state.json"))
}

/// What the state file had to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The hosts of recent tenants, the last used first.
    pub tenants: Vec<String>,
    /// What was wrong with the file, for the notice line.
    pub notice: Option<String>,
}

/// Reads the recent tenants. A broken file is set aside as `….broken`, so that it is neither lost nor in the way.
pub fn load(path: &Path) -> Loaded {
    match read(path) {
        Ok(document) => Loaded { tenants: tenants(&document), notice: None },
        Err(Fault::Newer) => {
            notice("The list of recent tenants is from a newer qonnect, and is left alone.".to_owned())
        }
        Err(Fault::Unreadable(error)) => {
            notice(format!("The list of recent tenants could not be read ({}).", error.kind()))
        }
        Err(Fault::Broken) => {
            let aside = with_ending(path, "broken");
            notice(match fs::rename(path, &aside) {
                Ok(()) => format!("The list of recent tenants was damaged; it now lies in {}.", aside.display()),
                Err(_) => "The list of recent tenants is damaged, and could not be set aside.".to_owned(),
            })
        }
    }
}

/// Puts `host` first among the recent tenants. What else the file holds stays as it is; a newer program's file is not touched.
pub fn remember(path: &Path, host: &str) -> io::Result<()> {
    let mut document = match read(path) {
        Ok(document) => document,
        Err(Fault::Broken) => Map::new(),
        Err(Fault::Newer) => return Ok(()),
        Err(Fault::Unreadable(error)) => return Err(error),
    };
    if !is_host(host) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a host"));
    }
    let mut hosts = vec![host.to_owned()];
    hosts.extend(tenants(&document).into_iter().filter(|known| known != host));
    hosts.truncate(REMEMBERED);
    document.insert("version".to_owned(), VERSION.into());
    document.insert("tenants".to_owned(), hosts.into());
    write_whole(path, &serde_json::to_vec_pretty(&document)?)
}

fn notice(text: String) -> Loaded {
    Loaded { tenants: Vec::new(), notice: Some(text) }
}

/// Why there is no document.
pub(super) enum Fault {
    /// It cannot be read, whatever stands in it.
    Unreadable(io::Error),
    /// It is not what we write.
    Broken,
    /// It is what a later program writes.
    Newer,
}

/// The document; an empty one where there is no file yet.
pub(super) fn read(path: &Path) -> Result<Map<String, Value>, Fault> {
    let mut bytes = Vec::new();
    match File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut bytes)) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Map::new()),
        Err(error) => return Err(Fault::Unreadable(error)),
    }
    let document: Map<String, Value> = serde_json::from_slice(&bytes).map_err(|_| Fault::Broken)?;
    match document.get("version").and_then(Value::as_u64) {
        Some(VERSION) if document.get("tenants").is_none_or(Value::is_array) => Ok(document),
        Some(later) if later > VERSION => Err(Fault::Newer),
        _ => Err(Fault::Broken),
    }
}

/// Only what looks like a host: the file may have been edited, and what it says ends up on the screen.
fn tenants(document: &Map<String, Value>) -> Vec<String> {
    let listed = document.get("tenants").and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(Value::as_str).filter(|host| is_host(host)).take(REMEMBERED).map(str::to_owned).collect()
}

/// A host with perhaps a port, and for the stand-in a scheme.
pub(super) fn is_host(text: &str) -> bool {
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")).unwrap_or(text);
    !host.is_empty() && host.len() <= 262 && host.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:[]".contains(c))
}

/// Replaces the file as a whole: whoever reads it, after a crash too, finds the old one or the new one.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    private_folder(folder)?;
    let fresh = with_ending(path, &format!("{}.new", std::process::id()));
    let written = private_file(OpenOptions::new().write(true).create(true).truncate(true), &fresh)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&fresh, path));
    if written.is_err() {
        // Best effort: what failed is reported, the left-over is not.
        let _ = fs::remove_file(&fresh);
    }
    written?;
    // The new name lasts only once the folder is on disk as well. Windows cannot open a folder, and need not.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

pub(super) fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

pub(super) fn private_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(path)
}

/// The request log of `--log-file`.
#[derive(Debug)]
pub struct Log(File);

impl Log {
    /// Opens the file to append to it. A file that others could read until now becomes private.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = private_file(OpenOptions::new().append(true).create(true), path)?;
        #[cfg(unix)]
        if file.metadata()?.is_file() {
            file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        }
        Ok(Self(file))
    }

    /// Appends one line, in one write, so that two programs may share the file. Whatever the text holds, it stays one line.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        let mut line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        line.push('\n');
        self.0.write_all(line.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_last_used_tenant_comes_first_and_once() {
        let folder = folder();
        let path = folder.path().join("deep/er/state.json");
        assert_eq!(load(&path), Loaded::default());
        for host in ["a.example", "b.example", "http://127.0.0.1:8080", "a.example"] {
            remember(&path, host).unwrap();
        }
        assert_eq!(load(&path).tenants, ["a.example", "http://127.0.0.1:8080", "b.example"]);
        for number in 0..20 {
            remember(&path, &format!("t{number}.example")).unwrap();
        }
        let tenants = load(&path).tenants;
        assert_eq!((tenants.len(), tenants[0].as_str()), (REMEMBERED, "t19.example"));
        let names: Vec<_> =
            fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["state.json"], "no left-overs");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        let folder = folder();
        let path = folder.path().join("qonnect/state.json");
        remember(&path, "a.example").unwrap();
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }

    #[test]
    fn a_broken_file_is_set_aside_with_a_notice() {
        for broken in ["", "{", "[]", "{}", r#"{"version":"1"}"#, r#"{"version":1,"tenants":"a"}"#, "\u{0}\u{1}"] {
            let folder = folder();
            let path = folder.path().join("state.json");
            fs::write(&path, broken).unwrap();
            let loaded = load(&path);
            assert!(loaded.tenants.is_empty() && loaded.notice.is_some(), "{broken:?}");
            assert!(!path.exists());
            assert_eq!(fs::read_to_string(folder.path().join("state.json.broken")).unwrap(), broken);
            remember(&path, "a.example").unwrap();
            assert_eq!(load(&path), Loaded { tenants: vec!["a.example".to_owned()], notice: None });
        }
    }

    #[test]
    fn what_a_later_program_added_is_kept_and_its_own_version_is_left_alone() {
        let folder = folder();
        let path = folder.path().join("state.json");
        fs::write(&path, r#"{"version":1,"tenants":["a.example"],"theme":"dark"}"#).unwrap();
        remember(&path, "b.example").unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains(r#""theme": "dark""#));
        assert_eq!(load(&path).tenants, ["b.example", "a.example"]);

        let newer = r#"{"version":2,"tenants":{"a":1}}"#;
        fs::write(&path, newer).unwrap();
        remember(&path, "c.example").unwrap();
        assert!(load(&path).notice.is_some());
        assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    }

    #[test]
    fn only_hosts_are_taken_from_it_and_written_to_it() {
        let folder = folder();
        let path = folder.path().join("state.json");
        fs::write(&path, r#"{"version":1,"tenants":["ok.example:8443","a\u001b[31m","a b","",7,"x/y?key=1"]}"#)
            .unwrap();
        assert_eq!(load(&path).tenants, ["ok.example:8443"]);
        assert!(remember(&path, "ok.example/?apiKey=secret").is_err());
        assert!(!fs::read_to_string(&path).unwrap().contains("secret"));
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_error_and_nothing_else() {
        let folder = folder();
        let path = folder.path().join("state.json");
        fs::create_dir(&path).unwrap();
        assert!(load(&path).notice.is_some());
        assert!(remember(&path, "a.example").is_err());
        assert!(path.is_dir());
    }

    #[test]
    fn a_named_folder_decides_where_the_file_is() {
        assert_eq!(state_path(Some(Path::new("/x"))), Some("/x/state.json".into()));
    }

    #[test]
    fn the_log_grows_by_lines_that_stay_lines() {
        let folder = folder();
        let path = folder.path().join("log");
        fs::write(&path, "before\n").unwrap();
        let mut log = Log::open(&path).unwrap();
        log.line("GET /api/v1/spaces 200").unwrap();
        log.line("GET /x\r\n\u{1b}[2Jforged 200").unwrap();
        let expected = "before\nGET /api/v1/spaces 200\nGET /x   [2Jforged 200\n";
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        #[cfg(unix)]
        assert_eq!(mode(&path), 0o600);
    }
}
