//! Reading answers files from disk and from standard input.

use std::{
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::Duration,
};

use serde_json::json;
use zeroize::Zeroizing;

use crate::{
    answers::{Fault, LARGEST, Plain, ReadFiles, Source, read as read_texts},
    worker::named::{self, UnreadFile},
};

/// How long standard input may take. Who pipes something in has it by then.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads and checks these files, `-` being standard input. What cannot be read is among the faults.
pub fn read(names: &[PathBuf], plain: Plain) -> ReadFiles {
    let mut texts: Vec<(String, Zeroizing<String>)> = Vec::new();
    let mut faults = Vec::new();
    for path in names {
        let name = path.to_string_lossy().into_owned();
        let text =
            if texts.iter().any(|(other, _)| *other == name) || faults.iter().any(|fault: &Fault| fault.file == name) {
                Err("the file is named twice".to_owned())
            } else if name == "-" {
                stdin(LARGEST as u64)
            } else {
                named::read_text(Path::new(path), LARGEST as u64).map_err(|fault| sentence(&fault, LARGEST))
            };
        match text {
            Ok(text) => texts.push((name, text)),
            Err(text) => faults.push(Fault { file: name, line: 1, column: 1, text, is_warning: false }),
        }
    }
    let sources: Vec<Source<'_>> = texts.iter().map(|(name, text)| Source { name, text }).collect();
    let mut read = read_texts(&sources, plain);
    faults.append(&mut read.faults);
    ReadFiles { faults, ..read }
}

/// What was found, as one object.
pub fn report(read: &ReadFiles, files: usize, connections: usize) -> String {
    let fault = |fault: &Fault| {
        json!({"file": fault.file, "line": fault.line, "column": fault.column, "text": fault.text,
            "severity": if fault.is_warning { "warning" } else { "error" }})
    };
    let faults: Vec<_> = read.faults.iter().map(fault).collect();
    json!({"v": 1, "valid": !read.is_bad(), "files": files, "connections": connections, "faults": faults}).to_string()
}

/// Why a file was not read.
pub(super) fn sentence(fault: &UnreadFile, limit: usize) -> String {
    match fault {
        UnreadFile::Folder => "this is a folder".to_owned(),
        UnreadFile::Odd => "this is not an ordinary file; `-` reads standard input".to_owned(),
        UnreadFile::TooLarge(_) => format!("the file has more than {}; it is the wrong one", size(limit)),
        UnreadFile::NoText => "the file is not text in UTF-8".to_owned(),
        UnreadFile::Failed(error) => format!("the file cannot be read: {}", plain(error)),
    }
}

fn size(bytes: usize) -> String {
    let kib = bytes / 1024;
    if kib < 1024 { format!("{kib} KiB") } else { format!("{} MiB", kib / 1024) }
}

/// The system's words without its number.
fn plain(error: &io::Error) -> String {
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or_default().to_lowercase()
}

pub(super) fn stdin(limit: u64) -> Result<Zeroizing<String>, String> {
    all_of(io::stdin(), limit, PATIENCE)
}

/// All that comes from there. On a thread of its own: a pipe that stays open holds nothing but that.
fn all_of(from: impl io::Read + Send + 'static, limit: u64, patience: Duration) -> Result<Zeroizing<String>, String> {
    let (done, wanted) = mpsc::sync_channel(1);
    thread::spawn(move || {
        let mut bytes =
            Zeroizing::new(Vec::with_capacity(usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(2)));
        let read = from.take(limit + 1).read_to_end(&mut bytes);
        // Nobody waits any more once the time is up.
        let _gone = done.send(read.map(|_| bytes));
    });
    let bytes = match wanted.recv_timeout(patience) {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) => return Err(format!("standard input cannot be read: {}", plain(&error))),
        Err(_) => return Err(format!("standard input stayed open for {} seconds", patience.as_secs())),
    };
    if bytes.len() as u64 > limit {
        return Err(format!("standard input has more than {} KiB", limit / 1024));
    }
    named::text(bytes).map_err(|_| "standard input is not text in UTF-8 or UTF-16".to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_pipe_that_stays_open_ends_with_a_sentence() {
        let (read, mut write) = io::pipe().unwrap();
        write.write_all(b"half").unwrap();
        let open = all_of(read, 100, Duration::from_secs(1)).unwrap_err();
        assert_eq!(open, "standard input stayed open for 1 seconds");
        let (read, mut write) = io::pipe().unwrap();
        write.write_all(b"whole").unwrap();
        drop(write);
        assert_eq!(all_of(read, 100, PATIENCE).unwrap().as_str(), "whole");
        let (read, mut write) = io::pipe().unwrap();
        write.write_all(b"\xef\xbb\xbfmarked").unwrap();
        drop(write);
        assert_eq!(all_of(read, 100, PATIENCE).unwrap().as_str(), "marked", "as a file of an editor on Windows");
        let (read, mut write) = io::pipe().unwrap();
        write.write_all(&[b'x'; 2000]).unwrap();
        assert_eq!(all_of(read, 1024, PATIENCE).unwrap_err(), "standard input has more than 1 KiB");
    }
}
