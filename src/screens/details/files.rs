//! Files that the form names: asked for when their field is left, and before the step is left.

use super::{State, rows::Row};
use crate::{
    domain::{
        local::{Completion, ReadFile},
        request::Request,
    },
    kit::{
        keys::{Code, Key},
        screen::{Cx, Flow},
    },
};

/// What was asked of the files.
#[derive(Debug, Default)]
pub struct Files {
    /// The path that is being read: one at a time.
    reading: Option<String>,
    /// The path that cannot be completed any further.
    stuck: Option<String>,
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
        let Some(input) = self.form.get(at).filter(|input| input.is_file() && !input.is_empty()) else { return false };
        let wanted = match key.code {
            // Who presses Tab again where it brings nothing more wants to move on.
            Code::Tab => !input.has_file() && self.files.stuck.as_deref() != Some(input.text()),
            Code::Right => !key.ctrl && !key.alt && input.line().is_at_end(),
            _ => false,
        };
        if wanted {
            self.files.stuck = None;
            cx.ask(Request::CompletePath(input.text().to_owned()));
        }
        wanted
    }

    pub(super) fn path_completed(&mut self, begun: &str, answer: Result<Completion, String>) {
        let Row::Field(at) = self.row else { return };
        let Some(input) = self.form.get_mut(at) else { return };
        let is_whole = input.path_completed(begun, answer);
        if input.text() == begun {
            self.files.stuck = Some(begun.to_owned());
        }
        if is_whole {
            self.step(true);
        }
    }
}
