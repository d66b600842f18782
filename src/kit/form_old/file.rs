//! A field that takes the path of a file: what is known of the file.
//!
//! Reading is the worker's; here is only what was asked and what came back.

use super::input::Input;
use crate::{
    domain::{call::Json, local::ReadFile, property::Shape},
    kit::form::Note,
};

/// What is known of the file whose path stands in a field.
#[derive(Debug, Default)]
pub(super) enum Content {
    /// Nothing: the path is being typed.
    #[default]
    Unknown,
    /// It is to be read.
    Wanted,
    /// It was read.
    Read(ReadFile),
    /// It cannot be sent, for this reason.
    Refused(String),
}

impl Input {
    /// Whether the path of a file stands in it.
    pub fn is_file(&self) -> bool {
        self.field.shape == Shape::File && !self.by_hand
    }

    /// Whether its file is to be read.
    pub fn wants_file(&self) -> bool {
        self.is_file() && matches!(self.content, Content::Wanted) && !self.is_empty()
    }

    /// Whether its file was read.
    pub fn has_file(&self) -> bool {
        self.is_file() && matches!(self.content, Content::Read(_))
    }

    /// Its file is to be read (again).
    pub fn want_file(&mut self) {
        if self.is_file() && !self.is_empty() {
            self.content = Content::Wanted;
        }
    }

    /// The file of this path was read, or why not. An answer for a path that stands there no more changes nothing.
    pub fn file_read(&mut self, path: &str, answer: &Result<ReadFile, String>) {
        if !self.wants_file() || self.text() != path {
            return;
        }
        self.note = None;
        match answer {
            Ok(file) => {
                let bytes = match file.bytes {
                    1 => "1 byte".to_owned(),
                    bytes if bytes < 10_000 => format!("{bytes} bytes"),
                    bytes => format!("{} KiB", bytes.div_ceil(1024)),
                };
                self.tell(Note::Plain(format!("{}, {bytes}: read, and never shown", file.name)));
                self.content = Content::Read(file.clone());
            }
            Err(why) => self.content = Content::Refused(why.clone()),
        }
        self.check();
    }

    /// What is wrong with its file, as far as is known.
    pub(super) fn file_fault(&mut self) -> Option<String> {
        match &self.content {
            Content::Unknown => {
                self.content = Content::Wanted;
                None
            }
            Content::Wanted | Content::Read(_) => None,
            Content::Refused(why) => Some(why.clone()),
        }
    }

    /// A file travels as a list of one name and content (`qlik-cloud-api.md` section 9).
    pub(super) fn file_wire(&self) -> Result<Json, String> {
        match &self.content {
            Content::Read(file) => Ok(Json::List(vec![Json::Object(vec![
                ("name".to_owned(), Json::text(&file.name)),
                ("value".to_owned(), Json::Secret(file.content.clone())),
            ])])),
            Content::Unknown | Content::Wanted => Err("The file has not been read yet.".to_owned()),
            Content::Refused(why) => Err(why.clone()),
        }
    }
}
