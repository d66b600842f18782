//! What keys and pastes do among the fields of a way to sign in.

use super::{
    Face, State,
    field::Field,
    form::Form,
    keys::{Command, FORM, is_down},
    methods::signed,
};
use crate::{
    domain::access::Method,
    kit::{
        keys::{Key, lookup},
        line::Edit,
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Flow},
    },
};

/// What is said of a paste that no field can take.
pub const NOWHERE: &str = "Nothing was pasted: no field has the focus.";

impl State {
    pub(super) fn form_key(&mut self, method: Method, key: Key, cx: &mut Cx<'_>) -> Flow {
        if self.completes(method, key, cx) {
            return Flow::Stay;
        }
        let Some(form) = self.forms.of_mut(method) else { return Flow::Pass };
        match lookup(FORM, key) {
            Some(Command::Enter) => {
                if form.next() {
                    self.peek(method, cx);
                    return Flow::Stay;
                }
                return self.submit(method, cx);
            }
            Some(Command::Move) => {
                form.step(is_down(key));
                self.peek(method, cx);
            }
            Some(Command::Ends) => {
                form.go_to_end(is_down(key));
                self.peek(method, cx);
            }
            Some(Command::Explain) => self.face = Face::Explain(Some(method)),
            Some(Command::Anew) => {
                self.done = None;
                cx.shared.draft.here_mut().me = None;
                return self.submit(method, cx);
            }
            Some(Command::FindUser) if method == Method::Signed => self.find_subject(cx),
            Some(Command::Close) => {
                self.stop(cx);
                self.face = Face::List;
            }
            // In a text the same keys move the cursor.
            Some(Command::Turn | Command::Digit | Command::Switch | Command::Scroll | Command::FindUser) | None => {
                match form.current_mut().map_or(Edit::Pass, |field| field.key(key)) {
                    Edit::Pass => return Flow::Pass,
                    Edit::Moved => {}
                    Edit::Changed => self.changed(method, cx),
                }
            }
        }
        Flow::Stay
    }

    pub(super) fn form_paste(&mut self, method: Method, text: &str, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        let Some(field) = self.forms.of_mut(method).and_then(Form::current_mut) else {
            cx.tell(Notice::info(NOWHERE));
            return Ok(());
        };
        field.paste(text)?;
        let fault = field.fault.clone();
        self.changed(method, cx);
        // What was found wrong with the paste goes before what is found wrong with the key.
        if let Some(field) = self.forms.of_mut(method).and_then(Form::current_mut) {
            field.fault = fault.or_else(|| field.fault.take());
        }
        Ok(())
    }

    /// Whether an e-mail address stands where a subject should.
    pub(super) fn seeks_subject(&self, method: Method) -> bool {
        method == Method::Signed && self.forms.of(method).is_some_and(|form| signed::address(form).is_some())
    }

    /// The field with the focus.
    pub(super) fn current(&self) -> Option<&Field> {
        let Face::Form(method) = self.face else { return None };
        self.forms.of(method)?.current()
    }
}
