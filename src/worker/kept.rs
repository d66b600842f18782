//! Files that a person keeps: answers files and exports. For their owner alone, each as a whole, and never over one that exists
//! unless that was asked for. The calls block, and are short.

use std::{
    fs,
    io::{self, ErrorKind},
    path::Path,
};

use super::{
    files::{How, write_whole},
    named,
};
use crate::domain::{
    local::{NewFile, NewFiles, NewFilesKind, Unwritten},
    secret::HiddenText,
};

/// Writes them; where they lie, from the root on.
pub(crate) fn write(files: &NewFiles) -> Result<String, Unwritten> {
    let path = named::path(&files.path).map_err(Unwritten::Failed)?;
    let path = std::path::absolute(&path).map_err(|error| Unwritten::Failed(sentence(&path, &error)))?;
    match &files.what {
        NewFilesKind::File(text) => {
            if path.is_dir() || files.path.trim_end().ends_with(['/', std::path::MAIN_SEPARATOR]) {
                return Err(Unwritten::Failed("This is a folder: go on to a file in it.".to_owned()));
            }
            put(&path, text, How { replaces: files.replace, is_script: false })?;
        }
        NewFilesKind::Folder(all) => folder(&path, all, files.replace)?,
    }
    Ok(path.display().to_string())
}

fn folder(path: &Path, files: &[NewFile], replace: bool) -> Result<(), Unwritten> {
    // Looked at before the first is written: a folder is not to be left half old and half new.
    let exists = |file: &&NewFile| fs::symlink_metadata(path.join(file.name)).is_ok();
    if let Some(file) = files.iter().find(exists).filter(|_| !replace) {
        return Err(Unwritten::Exists(path.join(file.name).display().to_string()));
    }
    fs::create_dir_all(path).map_err(|error| Unwritten::Failed(sentence(path, &error)))?;
    for file in files {
        put(&path.join(file.name), &file.text, How { replaces: replace, is_script: file.is_script })?;
    }
    Ok(())
}

fn put(path: &Path, text: &HiddenText, how: How) -> Result<(), Unwritten> {
    write_whole(path, text.0.as_bytes(), how).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Unwritten::Exists(path.display().to_string()),
        _ => Unwritten::Failed(sentence(path, &error)),
    })
}

fn sentence(path: &Path, error: &io::Error) -> String {
    let shown = path.display();
    match error.kind() {
        ErrorKind::NotFound => format!("The folder of {shown} does not exist."),
        ErrorKind::PermissionDenied => format!("You may not write {shown}."),
        ErrorKind::NotADirectory => format!("A part of {shown} is a file, not a folder."),
        ErrorKind::IsADirectory => format!("{shown} is a folder."),
        ErrorKind::StorageFull => format!("{shown} could not be written: the disk is full."),
        ErrorKind::ReadOnlyFilesystem => format!("{shown} could not be written: the disk is read-only."),
        other => format!("{shown} could not be written ({other})."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::HiddenText;

    fn one(path: &Path, text: &str, replace: bool) -> Result<String, Unwritten> {
        let what = NewFilesKind::File(HiddenText(text.into()));
        write(&NewFiles { path: path.to_str().unwrap().into(), what, replace })
    }

    fn two(path: &Path, replace: bool) -> Result<String, Unwritten> {
        let file = |name: &'static str, is_script| NewFile { name, text: HiddenText(name.into()), is_script };
        let what = NewFilesKind::Folder(vec![file("a.json", false), file("b.sh", true)]);
        write(&NewFiles { path: path.to_str().unwrap().into(), what, replace })
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions()) & 0o777
    }

    #[test]
    fn a_file_is_written_once_and_replaced_only_when_that_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        assert_eq!(one(&path, "first", false).unwrap(), path.display().to_string());
        assert_eq!(one(&path, "second", false), Err(Unwritten::Exists(path.display().to_string())));
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        one(&path, "second", true).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "second");
        assert_eq!(names(folder.path()), ["a.toml"]);
        #[cfg(unix)]
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn an_export_makes_its_folder_and_replaces_all_of_it_or_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("curl");
        two(&path, false).unwrap();
        assert_eq!(names(&path), ["a.json", "b.sh"]);
        #[cfg(unix)]
        assert_eq!((mode(&path.join("a.json")), mode(&path.join("b.sh"))), (0o600, 0o700));
        fs::remove_file(path.join("a.json")).unwrap();
        assert_eq!(two(&path, false), Err(Unwritten::Exists(path.join("b.sh").display().to_string())));
        assert_eq!(names(&path), ["b.sh"]);
        two(&path, true).unwrap();
        assert_eq!(names(&path), ["a.json", "b.sh"]);
    }

    #[test]
    fn what_cannot_be_written_says_why() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "x").unwrap();
        for (path, words) in
            [("no/such/a.toml", "does not exist"), ("file/a.toml", "not a folder"), ("", "is a folder")]
        {
            let told = one(&folder.path().join(path), "x", false).unwrap_err();
            assert!(matches!(&told, Unwritten::Failed(text) if text.contains(words)), "{path}: {told:?}");
        }
        assert!(matches!(two(&folder.path().join("file"), false), Err(Unwritten::Failed(_))));
        assert_eq!(names(folder.path()), ["file"]);
    }
}
