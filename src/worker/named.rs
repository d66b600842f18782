//! Files that a person names: where they are, and what stands in them.
//!
//! What is read is a secret from its first byte on, whatever it is. The calls block, and are short.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    mem,
    path::{MAIN_SEPARATOR, Path, PathBuf},
};

use zeroize::Zeroizing;

/// Why a file was not read.
#[derive(Debug)]
pub enum Unread {
    /// It is a folder.
    Folder,
    /// It is a pipe, a device or the like.
    Odd,
    /// It has so many bytes.
    TooLarge(u64),
    /// It is not written in characters.
    NoText,
    /// The system refuses it.
    Failed(io::Error),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// A path as people type it: `~` is the home of who runs the program. The error is a sentence.
pub fn path(typed: &str) -> Result<PathBuf, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err("Type the path of a file.".to_owned());
    }
    let rest = typed.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', MAIN_SEPARATOR]));
    match rest {
        Some(rest) => etcetera::home_dir()
            .map(|home| home.join(rest.trim_start_matches(['/', MAIN_SEPARATOR])))
            .map_err(|_| "There is no home folder here; type the whole path.".to_owned()),
        None => Ok(PathBuf::from(typed)),
    }
}

/// All of an ordinary file that has no more than `limit` bytes.
pub fn read(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, Unread> {
    // Looked at before it is opened: opening a pipe would wait for whoever writes into it.
    let about = fs::metadata(path)?;
    if about.is_dir() {
        return Err(Unread::Folder);
    }
    if !about.is_file() {
        return Err(Unread::Odd);
    }
    if about.len() > limit {
        return Err(Unread::TooLarge(about.len()));
    }
    // Room for all that may come, even if the file grows: a buffer that grew would leave unwiped copies behind. One byte more,
    // for where there is no room left the library reads on into a buffer of its own.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(2)));
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    let size = bytes.len() as u64;
    if size > limit { Err(Unread::TooLarge(size)) } else { Ok(bytes) }
}

/// The same, as text.
pub fn read_text(path: &Path, limit: u64) -> Result<Zeroizing<String>, Unread> {
    let bytes = mem::take(&mut *read(path, limit)?);
    String::from_utf8(bytes).map(Zeroizing::new).map_err(|fault| {
        drop(Zeroizing::new(fault.into_bytes()));
        Unread::NoText
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tilde_is_the_home_of_the_person() {
        let home = etcetera::home_dir().unwrap();
        for (typed, meant) in [
            ("~", home.clone()),
            ("~/x/y", home.join("x/y")),
            (" ~/x \n", home.join("x")),
            ("~//etc/passwd", home.join("etc/passwd")),
            ("~other/x", "~other/x".into()),
            ("/~/x", "/~/x".into()),
        ] {
            assert_eq!(path(typed), Ok(meant), "{typed}");
        }
        assert!(path(" ").is_err());
    }

    #[test]
    fn a_file_is_read_into_one_buffer_that_does_not_grow() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        for size in [0, 1, 99, 100] {
            fs::write(&file, vec![b'x'; size]).unwrap();
            let bytes = read(&file, 100).unwrap();
            assert_eq!((bytes.len(), bytes.capacity()), (size, 102));
        }
        fs::write(&file, [b'x'; 101]).unwrap();
        assert!(matches!(read(&file, 100), Err(Unread::TooLarge(101))));
        assert!(matches!(read(&folder.path().join("none"), 100), Err(Unread::Failed(_))));
        fs::write(&file, "ä").unwrap();
        let text = read_text(&file, 100).unwrap();
        assert_eq!((text.as_str(), text.capacity()), ("ä", 102));
        fs::write(&file, [0xff]).unwrap();
        assert!(matches!(read_text(&file, 100), Err(Unread::NoText)));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_ordinary_file_is_not_even_opened() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.is_ok_and(|status| status.success()));
        assert!(matches!(read(&pipe, 100), Err(Unread::Odd)));
        assert!(matches!(read(Path::new("/dev/zero"), 100), Err(Unread::Odd)));
        assert!(matches!(read(folder.path(), 100), Err(Unread::Folder)));
    }
}
