//! The path of the folder for the key: how Tab goes on with it.

use super::{Page, State, field::Field};
use crate::{
    domain::local::{Completion, Target},
    kit::{keys::Key, screen::Cx},
};

impl State {
    /// Whether the key goes on with the path that has the focus, and asks for that.
    pub(super) fn completes(&mut self, key: Key, cx: &mut Cx<'_>) -> bool {
        let here = self.page == Page::Answers && self.answers.focus() == Field::Folder;
        let Some(line) = self.answers.line(Field::Folder).filter(|_| here) else { return false };
        // Who takes what is proposed wants to move on.
        let question = self.completing.question(key, line, !self.answers.has_own_folder, Target::Folder);
        let asked = question.is_some();
        if let Some(question) = question {
            cx.ask(question);
        }
        asked
    }

    pub(super) fn path_completed(&mut self, begun: &str, answer: Result<Completion, String>, cx: &mut Cx<'_>) {
        let here = self.page == Page::Answers && self.answers.focus() == Field::Folder;
        let Some(line) = self.answers.line(Field::Folder).filter(|_| here) else { return };
        let Some(done) = self.completing.answered(line, begun, answer, Target::Folder) else { return };
        if let Some(path) = &done.path {
            self.stop_looking(cx);
            self.answers.retype_folder(path);
        }
        self.answers.folder_note = done.note;
        if done.moves {
            self.answers.step(true);
        }
    }
}
