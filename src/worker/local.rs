//! Files for the form: a key file to be sent, a path to be completed. The calls block, and are short.

use std::{
    fs,
    io::{self, ErrorKind},
    path::{MAIN_SEPARATOR, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::named::{self, UnreadFile};
use crate::domain::{
    local::{Completion, FILE_LIMIT, PathTarget, ReadFile},
    secret::Secret,
    text::is_unseen,
};

const TOLD: usize = 40;

/// Reads a file as it travels.
pub(crate) fn read(typed: &str) -> Result<ReadFile, String> {
    let path = named::path(typed)?;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let bytes = named::read(&path, FILE_LIMIT).map_err(|fault| match fault {
        UnreadFile::Folder => "This is a folder. Enter the path of a file in it.".to_owned(),
        UnreadFile::Odd | UnreadFile::NoText => "This is not an ordinary file.".to_owned(),
        UnreadFile::TooLarge(bytes) => {
            let (whole, limit) = (bytes.div_ceil(1024), FILE_LIMIT / 1024);
            format!("This file has {whole} KiB; at most {limit} KiB are sent. Check that it is the right file.")
        }
        UnreadFile::Failed(error) => sentence(&error),
    })?;
    if bytes.is_empty() {
        return Err("This file is empty.".to_owned());
    }
    let content = Zeroizing::new(STANDARD.encode(&*bytes));
    let place = std::path::absolute(&path).unwrap_or(path);
    let path = place.to_str().unwrap_or(typed).to_owned();
    Ok(ReadFile { name, path, bytes: bytes.len() as u64, content: Secret::new(&content) })
}

/// Goes on with a path as far as there is only one way to go on. A folder that does not exist yet may still be made.
pub(super) fn complete(typed: &str, target: PathTarget) -> Result<Completion, String> {
    let at = typed.rfind(['/', MAIN_SEPARATOR]).map_or(0, |at| at + 1);
    let (folder, begun) = typed.split_at_checked(at).unwrap_or(("", typed));
    if typed == "~" {
        return Ok(Completion { path: format!("~{MAIN_SEPARATOR}"), ..Completion::default() });
    }
    let read = if folder.is_empty() { PathBuf::from(".") } else { named::path(folder)? };
    let entries = match fs::read_dir(read) {
        Ok(entries) => entries,
        Err(error) if target == PathTarget::Folder && error.kind() == ErrorKind::NotFound => {
            return Ok(Completion { path: typed.to_owned(), ..Completion::default() });
        }
        Err(error) => return Err(sentence(&error)),
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            // What cannot be typed into the field cannot be offered for it. Hidden files are meant by who types the dot.
            let fits = name.starts_with(begun) && (begun.starts_with('.') || !name.starts_with('.'));
            let is_folder = || fs::metadata(entry.path()).is_ok_and(|about| about.is_dir());
            if !fits || name.chars().any(is_unseen) {
                return None;
            }
            match (is_folder(), target) {
                (true, _) => Some(format!("{name}{MAIN_SEPARATOR}")),
                (false, PathTarget::File | PathTarget::NewFile) => Some(name),
                (false, PathTarget::Folder) => None,
            }
        })
        .collect();
    names.sort_unstable();
    let common = common(&names);
    let path = if common.len() > begun.len() { format!("{folder}{common}") } else { typed.to_owned() };
    let more = names.len().saturating_sub(TOLD);
    names.truncate(TOLD);
    Ok(Completion { path, names, more })
}

/// What all the names begin with.
fn common(names: &[String]) -> &str {
    let (Some(first), Some(last)) = (names.first(), names.last()) else { return "" };
    // They are sorted, so what the outermost two share, all share.
    let same = first.char_indices().zip(last.chars()).take_while(|((_, a), b)| a == b);
    let end = same.last().map_or(0, |((at, c), _)| at + c.len_utf8());
    first.get(..end).unwrap_or_default()
}

fn sentence(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "No such file or folder.".to_owned(),
        ErrorKind::PermissionDenied => "You do not have permission to read this.".to_owned(),
        ErrorKind::NotADirectory => "A part of this path is a file, not a folder.".to_owned(),
        other => format!("This cannot be read ({other})."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in [("key.p12", "k"), ("key.pem", "-----BEGIN\nä\n"), ("empty", ""), (".hidden", "h")] {
            fs::write(folder.path().join(name), content).unwrap();
        }
        fs::create_dir(folder.path().join("keys")).unwrap();
        fs::write(folder.path().join("large"), vec![b'x'; 1024 * 1024 + 1]).unwrap();
        folder
    }

    fn at(folder: &tempfile::TempDir, name: &str) -> String {
        folder.path().join(name).to_str().unwrap().to_owned()
    }

    #[test]
    fn a_file_is_read_with_its_name_and_never_shown() {
        let folder = folder();
        let file = read(&at(&folder, "key.pem")).unwrap();
        assert_eq!((file.name.as_str(), file.bytes), ("key.pem", 14));
        assert_eq!(STANDARD.decode(file.content.expose()).unwrap(), "-----BEGIN\nä\n".as_bytes());
        assert!(!format!("{file:?}").contains(file.content.expose()));
    }

    #[test]
    fn what_cannot_be_sent_says_why() {
        let folder = folder();
        for (name, words) in [
            ("nothing", "No such file"),
            ("keys", "a folder"),
            ("empty", "is empty"),
            ("large", "1025 KiB; at most 1024 KiB"),
            ("key.pem/x", "not a folder"),
        ] {
            let told = read(&at(&folder, name)).unwrap_err();
            assert!(told.contains(words), "{name}: {told}");
        }
        assert!(read("/dev/null").unwrap_err().contains("not an ordinary file"));
    }

    #[test]
    fn a_path_goes_on_as_far_as_there_is_one_way() {
        let folder = folder();
        let of = |name: &str| complete(&at(&folder, name), PathTarget::File).unwrap();
        assert_eq!(of("k").path, at(&folder, "key"));
        assert_eq!(of("k").names, ["key.p12", "key.pem", "keys/"]);
        assert_eq!(of("key.pe").path, at(&folder, "key.pem"));
        assert_eq!(of("keys").path, at(&folder, "keys/"));
        assert_eq!(of(".h").names, [".hidden"]);
        assert_eq!(of("z"), Completion { path: at(&folder, "z"), ..Completion::default() });
        let all = complete(&format!("{}/", folder.path().display()), PathTarget::File).unwrap();
        assert!(!all.names.contains(&".hidden".to_owned()));
        assert!(complete(&at(&folder, "no/such/"), PathTarget::File).is_err());
    }

    #[test]
    fn for_a_folder_files_are_no_way_to_go_on_and_one_that_is_missing_may_be_made() {
        let folder = folder();
        let of = |name: &str| complete(&at(&folder, name), PathTarget::Folder).unwrap();
        assert_eq!((of("k").path, of("k").names), (at(&folder, "keys/"), vec!["keys/".to_owned()]));
        for fresh in ["z", "no/such"] {
            assert_eq!(of(fresh), Completion { path: at(&folder, fresh), ..Completion::default() });
        }
    }

    #[test]
    fn a_tilde_goes_on_to_the_home() {
        assert_eq!(complete("~", PathTarget::File).unwrap().path, "~/");
    }
}
