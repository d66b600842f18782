//! Files of our own, readable by their owner only: how they are written, and the request log of `--log-file`.
//!
//! The calls block, and are short.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

#[derive(Clone, Copy, Default)]
pub(super) struct How {
    /// It may take the place of one that exists; else that is `AlreadyExists`.
    pub replaces: bool,
    /// Its owner may run it.
    pub is_script: bool,
}

/// Writes a file as a whole, for its owner alone: whoever reads it, after a crash too, finds the old one or the new one.
pub(super) fn write_whole(path: &Path, bytes: &[u8], how: How) -> io::Result<()> {
    if !how.replaces && fs::symlink_metadata(path).is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let fresh = with_ending(path, &format!("{}.new", std::process::id()));
    let written = fill(&fresh, bytes, how.is_script).and_then(|()| give_name(&fresh, path, how.replaces));
    // It is gone where it was renamed, and what failed is reported.
    let _gone = fs::remove_file(&fresh);
    written?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The new name lasts only once the folder is on disk as well. Windows cannot open a folder, and need not.
    match File::open(folder) {
        Ok(folder) if cfg!(unix) => folder.sync_all(),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn fill(path: &Path, bytes: &[u8], is_script: bool) -> io::Result<()> {
    // Of one that was cut off before.
    let _old = fs::remove_file(path);
    let mut file = private_file(OpenOptions::new().write(true).create_new(true), path)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    if is_script {
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    }
    #[cfg(not(unix))]
    let _ = is_script;
    file.sync_all()
}

/// A second name is refused where there is such a file by now; a new name would replace it.
fn give_name(fresh: &Path, path: &Path, replaces: bool) -> io::Result<()> {
    if replaces {
        return fs::rename(fresh, path);
    }
    match fs::hard_link(fresh, path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            // Some file systems know no second names.
            if fs::symlink_metadata(path).is_ok() {
                Err(ErrorKind::AlreadyExists.into())
            } else {
                fs::rename(fresh, path)
            }
        }
        linked => linked,
    }
}

pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
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

fn private_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(path)
}

#[cfg(unix)]
const NO_WAITING: i32 = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();

/// The request log of `--log-file`.
#[derive(Debug)]
pub(crate) struct Log(File);

impl Log {
    /// Opens the file to append to it. A file that others could read until now becomes private.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        // A pipe that nobody reads is an error at once, and one whose reader is slow loses lines; neither may stop the wizard.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, NO_WAITING);
        let file = private_file(&mut options, path)?;
        #[cfg(unix)]
        if file.metadata()?.is_file() {
            file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        }
        Ok(Self(file))
    }

    /// Appends one line, in one write, so that two programs may share the file. Whatever the text holds, it stays one line.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        let mut line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        line.push('\n');
        self.0.write_all(line.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_pipe_that_nobody_reads_is_an_error_and_one_that_is_full_loses_lines() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()));
        assert!(Log::open(&pipe).is_err());
        let _reader = OpenOptions::new().read(true).write(true).open(&pipe).unwrap();
        let mut log = Log::open(&pipe).unwrap();
        let line = "x".repeat(1000);
        assert!((0..1000).any(|_| log.line(&line).is_err()), "it is full at some time, and says so instead of waiting");
    }

    #[test]
    fn the_log_grows_by_lines_that_stay_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        fs::write(&path, "before\n").unwrap();
        let mut log = Log::open(&path).unwrap();
        log.line("GET /api/v1/spaces 200").unwrap();
        log.line("GET /x\r\n\u{1b}[2Jforged 200").unwrap();
        let expected = "before\nGET /api/v1/spaces 200\nGET /x   [2Jforged 200\n";
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions()) & 0o777, 0o600);
    }
}
