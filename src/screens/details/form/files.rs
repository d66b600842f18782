//! The files that fields name: which are to be read, and what came of it.

use super::{Row, SourceForm};
use crate::{
    domain::{
        local::ReadFile,
        request::{Chore, Request},
    },
    kit::{
        form::{FieldCheck, Input},
        screen::Cx,
    },
};

impl SourceForm {
    /// Every file that is named is to be read, anew where `again`: it may be another one by now.
    pub fn want_files(&mut self, again: bool) {
        if again {
            self.reading = None;
        }
        for at in self.now.clone() {
            let row = Row::Field(at);
            let is_wanted = |input: &Input<Row>| {
                input.path().is_some() && !input.is_empty() && (again || *input.verdict() == FieldCheck::Nothing)
            };
            if self.form.get(row).is_some_and(is_wanted) {
                self.form.ask(row);
            }
        }
    }

    /// Asks for the next file that is to be read: one at a time.
    pub fn read_files(&mut self, cx: &mut Cx<'_>) {
        if self.reading.is_none() {
            self.reading = self.form.answered().find(|input| is_wanted(input)).map(|input| input.value().to_owned());
            if let Some(path) = self.reading.clone() {
                cx.ask(Request::Here(Chore::ReadFile(path)));
            }
        }
    }

    /// The file of this path was read, or why not. An answer for a path that stands there no more changes nothing.
    pub fn file_read(&mut self, path: &str, answer: &Result<ReadFile, String>) {
        self.reading.take_if(|reading| reading == path);
        for at in self.now.clone() {
            let row = Row::Field(at);
            if !self.form.get(row).is_some_and(is_wanted) {
                continue;
            }
            let check = match answer {
                Ok(file) => {
                    let bytes = match file.bytes {
                        1 => "1 byte".to_owned(),
                        bytes if bytes < 10_000 => format!("{bytes} bytes"),
                        bytes => format!("{} KiB", bytes.div_ceil(1024)),
                    };
                    FieldCheck::Good(format!("{}, {bytes}, never shown", file.name))
                }
                Err(why) => FieldCheck::Bad(why.clone()),
            };
            if self.form.judge(row, path, check)
                && let Ok(file) = answer
            {
                self.files.insert(at, file.clone());
            }
        }
    }

    /// The properties whose values are read from files, with where these lie.
    pub fn files(&self) -> Vec<(String, String)> {
        let named = self.form.answered().filter(|input| input.path().is_some());
        let files = named.filter_map(|input| {
            let Row::Field(at) = input.key() else { return None };
            Some((self.fields[at].name.clone(), self.files.get(&at)?.path.clone()))
        });
        files.collect()
    }
}

/// Whether it names a file that is to be read.
fn is_wanted(input: &Input<Row>) -> bool {
    input.path().is_some() && *input.verdict() == FieldCheck::Asked
}
