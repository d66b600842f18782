//! Files that the form names: asked for when their field is left, and before the step is left.

use super::{State, rows::Row};
use crate::{
    domain::{
        local::{Completion, ReadFile, Target},
        request::Request,
    },
    kit::{
        keys::Key,
        path::Completing,
        screen::{Cx, Flow},
    },
};

/// What was asked of the files.
#[derive(Debug, Default)]
pub struct Files {
    /// The path that is being read: one at a time.
    reading: Option<String>,
    completing: Completing,
}

impl State {
    /// Every file is read anew: it may be another one by now.
    pub(super) fn read_again(&mut self) {
        self.files = Files::default();
        self.form.want_files();
    }

    /// Asks for the next file that is to be read.
    pub(super) fn read_files(&mut self, cx: &mut Cx<'_>) {
        if self.files.reading.is_none()
            && let Some(path) = self.form.wanted_file().map(str::to_owned)
        {
            self.files.reading = Some(path.clone());
            cx.ask(Request::ReadFile(path));
        }
    }

    pub(super) fn file_read(&mut self, path: &str, answer: &Result<ReadFile, String>, cx: &mut Cx<'_>) -> Flow {
        if self.files.reading.as_deref() == Some(path) {
            self.files.reading = None;
        }
        self.form.file_read(path, answer);
        self.went_on(cx)
    }

    /// Whether the key goes on with the path that has the focus, and asks for that.
    pub(super) fn completes(&mut self, key: Key, cx: &mut Cx<'_>) -> bool {
        let Row::Field(at) = self.row else { return false };
        let Some(input) = self.form.get(at).filter(|input| input.is_file()) else { return false };
        let question = self.files.completing.question(key, input.line(), input.has_file(), Target::File);
        let asked = question.is_some();
        if let Some(question) = question {
            cx.ask(question);
        }
        asked
    }

    pub(super) fn path_completed(&mut self, begun: &str, answer: Result<Completion, String>) {
        let Row::Field(at) = self.row else { return };
        let Some(input) = self.form.get_mut(at).filter(|input| input.is_file()) else { return };
        let Some(done) = self.files.completing.answered(input.line(), begun, answer, Target::File) else { return };
        if let Some(path) = &done.path {
            input.set(path);
        }
        if let Some(note) = done.note {
            input.tell(note);
        }
        if done.moves {
            self.step(true);
        }
    }
}
