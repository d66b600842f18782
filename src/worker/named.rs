//! Files that a person names: where they are, and what stands in them.
//!
//! What is read is a secret from its first byte on, whatever it is. The calls block, and are short.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    mem,
    path::{MAIN_SEPARATOR, Path, PathBuf},
    sync::mpsc,
    thread,
    time::Duration,
};

use zeroize::{Zeroize as _, Zeroizing};

/// All the roots that a system trusts are a quarter of it.
const MOST_OF_CERTIFICATES: u64 = 1024 * 1024;
/// Less room than 32 bytes counts as none.
const SPARE: usize = 64;
/// How long whoever writes into a pipe may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// The mark with which some editors begin a text in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

#[derive(Debug)]
pub(crate) enum UnreadFile {
    Folder,
    /// It is a pipe, a device or the like.
    Odd,
    /// It has so many bytes.
    TooLarge(u64),
    NoText,
    Failed(io::Error),
}

impl From<io::Error> for UnreadFile {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// A path as people type it: `~` is the home of who runs the program. The error is a sentence.
pub(crate) fn path(typed: &str) -> Result<PathBuf, String> {
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
pub(crate) fn read(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, UnreadFile> {
    // Looked at before it is opened: opening a pipe would wait for whoever writes into it.
    let about = fs::metadata(path)?;
    if about.is_dir() {
        return Err(UnreadFile::Folder);
    }
    if !about.is_file() {
        return Err(UnreadFile::Odd);
    }
    if about.len() > limit {
        return Err(UnreadFile::TooLarge(about.len()));
    }
    // Wiping a buffer brings all of it into memory, so there is no more room than the file needs. Where more came than it said, it
    // grows at this moment, or is of a kind that never says: it is read once more, with room for all that may come.
    let bytes = first_bytes(path, about.len())?;
    let bytes = if bytes.len() as u64 > about.len() { first_bytes(path, limit)? } else { bytes };
    let size = bytes.len() as u64;
    if size > limit { Err(UnreadFile::TooLarge(size)) } else { Ok(bytes) }
}

/// So many bytes of a file, and one more where there are more. The buffer never grows, which would leave unwiped copies behind: it
/// has room to spare, for where there is little left the library reads into a buffer of its own.
fn first_bytes(path: &Path, most: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes =
        Zeroizing::new(Vec::with_capacity(usize::try_from(most).unwrap_or(usize::MAX).saturating_add(SPARE)));
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(crate) fn read_text(path: &Path, limit: u64) -> Result<Zeroizing<String>, UnreadFile> {
    text(read(path, limit)?)
}

/// Bytes as text, whatever an editor on Windows put before it: UTF-8 with its mark or without, or UTF-16 with its mark.
pub(crate) fn text(mut bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>, UnreadFile> {
    let wide = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => Some((rest, u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0xfe, 0xff, rest @ ..] => Some((rest, u16::from_be_bytes as fn([u8; 2]) -> u16)),
        _ => None,
    };
    if let Some((rest, read)) = wide {
        let units = rest.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        // In UTF-8 two bytes are three at most, so the buffer does not grow and leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(rest.len() * 3 / 2 + 3));
        for c in char::decode_utf16(units) {
            text.push(c.map_err(|_| UnreadFile::NoText)?);
        }
        return Ok(text);
    }
    if bytes.starts_with(MARK) {
        // Moved within its buffer; what is left over at the end is wiped.
        let kept = bytes.len() - MARK.len();
        bytes.copy_within(MARK.len().., 0);
        bytes[kept..].zeroize();
        bytes.truncate(kept);
    }
    String::from_utf8(mem::take(&mut *bytes)).map(Zeroizing::new).map_err(|fault| {
        drop(Zeroizing::new(fault.into_bytes()));
        UnreadFile::NoText
    })
}

/// A certificate that was named on the command line, without what an editor put before it. It may come through a pipe, as a shell's
/// `<(…)` does; then it has to come within a time. The error goes on a sentence that names the file.
pub(crate) fn read_certificate(path: &Path) -> Result<Vec<u8>, String> {
    let (tell, told) = mpsc::channel();
    let named = path.to_owned();
    // A thread that waits for what never comes is left to itself.
    let started = thread::Builder::new().spawn(move || {
        let read = File::open(&named).and_then(|file| {
            let mut bytes = Vec::new();
            file.take(MOST_OF_CERTIFICATES + 1).read_to_end(&mut bytes).map(|_| bytes)
        });
        // Whoever asked may not wait any more.
        let _ = tell.send(read);
    });
    let read = started.ok().and_then(|_| told.recv_timeout(PATIENCE).ok());
    let bytes = read.ok_or_else(|| format!("nothing came from it within {} seconds", PATIENCE.as_secs()))?;
    let bytes = bytes.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MOST_OF_CERTIFICATES {
        return Err(format!("it has more than {} KiB", MOST_OF_CERTIFICATES / 1024));
    }
    // What is no text holds no PEM, and is told to be that by who looks for it.
    let raw = bytes.clone();
    Ok(text(Zeroizing::new(bytes)).map_or(raw, |mut text| mem::take(&mut *text).into_bytes()))
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
            assert_eq!((bytes.len(), bytes.capacity()), (size, size + SPARE));
        }
        // What the system writes while it is read says that it is empty.
        #[cfg(target_os = "linux")]
        assert!(read(Path::new("/proc/self/status"), 64 * 1024).unwrap().starts_with(b"Name:"));
        fs::write(&file, [b'x'; 101]).unwrap();
        assert!(matches!(read(&file, 100), Err(UnreadFile::TooLarge(101))));
        assert!(matches!(read(&folder.path().join("none"), 100), Err(UnreadFile::Failed(_))));
        fs::write(&file, "ä").unwrap();
        let text = read_text(&file, 100).unwrap();
        assert_eq!((text.as_str(), text.capacity()), ("ä", 2 + SPARE));
        fs::write(&file, [0xff]).unwrap();
        assert!(matches!(read_text(&file, 100), Err(UnreadFile::NoText)));
    }

    #[test]
    fn a_text_is_read_whatever_mark_an_editor_put_before_it() {
        let wide = |mark: [u8; 2], read: fn(u16) -> [u8; 2]| {
            mark.into_iter().chain("ä-----".encode_utf16().flat_map(read)).collect::<Vec<u8>>()
        };
        for bytes in [
            "ä-----".as_bytes().to_vec(),
            [MARK, "ä-----".as_bytes()].concat(),
            wide([0xff, 0xfe], u16::to_le_bytes),
            wide([0xfe, 0xff], u16::to_be_bytes),
        ] {
            assert_eq!(text(Zeroizing::new(bytes)).unwrap().as_str(), "ä-----");
        }
        assert!(matches!(text(Zeroizing::new(vec![0xff, 0xfe, 0, 0xd8])), Err(UnreadFile::NoText)));
    }

    #[cfg(unix)]
    #[test]
    fn a_certificate_has_bounds_and_may_come_through_a_pipe() {
        let folder = tempfile::tempdir().unwrap();
        let [silent, pipe] = ["silent", "pipe"].map(|name| folder.path().join(name));
        for pipe in [&silent, &pipe] {
            assert!(std::process::Command::new("mkfifo").arg(pipe).status().is_ok_and(|status| status.success()));
        }
        assert!(read_certificate(&silent).unwrap_err().contains("within 5 seconds"));
        assert!(read_certificate(Path::new("/dev/zero")).unwrap_err().contains("more than 1024 KiB"));
        assert!(read_certificate(&folder.path().join("none")).unwrap_err().contains("No such file"));

        let writer = thread::spawn({
            let pipe = pipe.clone();
            move || fs::write(&pipe, [MARK, b"-----BEGIN"].concat()).unwrap()
        });
        assert_eq!(read_certificate(&pipe).unwrap(), b"-----BEGIN");
        writer.join().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_ordinary_file_is_not_even_opened() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.is_ok_and(|status| status.success()));
        assert!(matches!(read(&pipe, 100), Err(UnreadFile::Odd)));
        assert!(matches!(read(Path::new("/dev/zero"), 100), Err(UnreadFile::Odd)));
        assert!(matches!(read(folder.path(), 100), Err(UnreadFile::Folder)));
    }
}
