//! The path of a key file: how Tab goes on with it.

use super::{
    Face, State,
    field::{Field, Name},
};
use crate::{
    domain::{
        access::Method,
        local::{Completion, Target},
    },
    kit::{keys::Key, screen::Cx},
};

fn is_path(field: &Field) -> bool {
    field.spec.name == Name::KeyFile
}

impl State {
    /// Whether the key goes on with the path that has the focus, and asks for that.
    pub(super) fn completes(&mut self, method: Method, key: Key, cx: &mut Cx<'_>) -> bool {
        let Some(form) = self.forms.of(method) else { return false };
        let Some(field) = form.current().filter(|field| is_path(field)) else { return false };
        let question = self.completing.question(key, &field.line, form.key.is_some(), Target::File);
        let asked = question.is_some();
        if let Some(question) = question {
            cx.ask(question);
        }
        asked
    }

    pub(super) fn path_completed(&mut self, begun: &str, answer: Result<Completion, String>, cx: &mut Cx<'_>) {
        let Face::Form(method) = self.face else { return };
        let field = self.forms.of(method).and_then(|form| form.current()).filter(|field| is_path(field));
        let done = field.and_then(|field| self.completing.answered(&field.line, begun, answer, Target::File));
        let Some(done) = done else { return };
        if let Some(path) = &done.path {
            if let Some(field) = self.forms.of_mut(method).and_then(|form| form.current_mut()) {
                field.retype(path);
            }
            self.changed(method, cx);
        }
        let Some(form) = self.forms.of_mut(method) else { return };
        if let Some(field) = form.current_mut() {
            field.note = done.note;
        }
        if done.moves {
            form.step(true);
            self.peek(method, cx);
        }
    }
}
