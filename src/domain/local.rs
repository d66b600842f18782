//! What the files of this machine are to the screens: a path is typed, the worker reads, and only the worker.

use super::secret::{HiddenText, Secret};

/// The most that a file may have. A key file has a few thousand bytes; more than this is the wrong file.
pub const FILE_LIMIT: u64 = 1024 * 1024;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadFile {
    /// Its name, without the folders.
    pub name: String,
    /// Where it lies, from the root on.
    pub path: String,
    pub bytes: u64,
    /// Its content in base64, as it travels; never shown, whatever the file is.
    pub content: Secret,
}

/// What a path is to lead to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PathTarget {
    /// A file that exists.
    File,
    /// A file that is still to be written.
    NewFile,
    /// A folder, which may still have to be made.
    Folder,
}

/// How the beginning of a path can go on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completion {
    /// The path as far as it is certain; at least what was typed.
    pub path: String,
    /// The names it could go on with, folders with a slash, in order.
    pub names: Vec<String>,
    pub more: usize,
}

/// Files to be written for their owner alone, each as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewFiles {
    /// The path of the file or of the folder, as it was typed.
    pub path: String,
    pub what: NewFilesKind,
    /// Whether files that exist are replaced.
    pub replace: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NewFilesKind {
    /// One file, in a folder that exists.
    File(HiddenText),
    /// Several, in a folder that is made where there is none.
    Folder(Vec<NewFile>),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewFile {
    pub name: &'static str,
    pub text: HiddenText,
    pub is_script: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unwritten {
    /// This file exists, and replacing it was not asked for.
    Exists(String),
    /// A sentence.
    Failed(String),
}
