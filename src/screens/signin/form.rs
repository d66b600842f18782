//! The form of an authentication method: its fields, the key that its key file holds, and what keys and pastes do there.

use std::ops::{Index, IndexMut};

use super::{
    Command, FORM, Face, KeyReading, NOWHERE, State,
    methods::{self, FieldKey, GoOn, impersonation, signed},
};
use crate::{
    domain::{
        access::{Access, Method},
        local::Completion,
        request::{Chore, HiddenText, Request},
        secret::Secret,
        setup::KeyFile,
    },
    kit::{
        form::{Ask, FieldCheck, Form, Input, Kind, Note, Origin, Turn, path_in},
        keys::{Key, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Flow},
    },
};

/// The form of a method. The contexts of qlik-cli have an empty one.
#[derive(Debug)]
pub struct MethodForm {
    pub method: Method,
    pub form: Form<FieldKey>,
    /// What was read from the key file that is named here.
    key: Option<KeyFile>,
    /// Another tenant's key, or a subject that may make a user: it was said, and only whoever insists has it sent.
    pub is_warned: bool,
}

impl MethodForm {
    pub fn new(method: Method) -> Self {
        let mut asks = (methods::of(method).asks)();
        if asks.len() > 1 {
            asks.push(Ask::new(FieldKey::SignIn, "", Kind::Button));
        }
        let mut filled = Self { method, form: Form::new(asks), key: None, is_warned: false };
        filled.name_button();
        filled
    }

    /// What Enter does behind the last field.
    pub fn go_on(&self) -> GoOn {
        (methods::of(self.method).go_on)(&self.form)
    }

    fn name_button(&mut self) {
        let button = self.go_on().button;
        self.form.relabel(FieldKey::SignIn, button, "");
    }

    pub fn has_button(&self) -> bool {
        self.form.get(FieldKey::SignIn).is_some()
    }

    /// To the first field that is empty though it is required, else to the button.
    pub fn go_to_gap(&mut self) {
        let button = self.has_button().then_some(FieldKey::SignIn);
        let first = || self.form.visible().next().map(Input::key);
        if let Some(field) = self.form.gap().or(button).or_else(first) {
            self.form.begin_at(field);
        }
    }

    /// Something else stands in a field.
    pub fn changed(&mut self, field: FieldKey) {
        self.is_warned = false;
        match field {
            FieldKey::KeyFile => self.key = None,
            FieldKey::User => impersonation::guess(&mut self.form),
            // Another way to read the same words is no fault of the words.
            FieldKey::TakenAs => self.form.forgive(FieldKey::User),
            _ => {}
        }
        self.name_button();
    }

    /// The path of the key file as it is meant: what was typed by hand may have quotes around it as well.
    pub fn path(&self) -> String {
        path_in(self.form.answer(FieldKey::KeyFile)).into_owned()
    }

    /// The private key, once its file is read.
    pub fn pem(&self) -> Option<Secret> {
        self.key.as_ref().map(|key| key.pem.clone())
    }

    /// The form waits until the key file is read, where it has one that is not.
    pub fn want_key(&mut self) {
        if self.key.is_none() && !self.path().is_empty() {
            self.form.ask(FieldKey::KeyFile);
        }
    }

    /// The key file was read, or not.
    pub fn key_read(&mut self, answer: Result<KeyFile, String>) {
        let path = self.form.answer(FieldKey::KeyFile).to_owned();
        match answer {
            Ok(key) => {
                self.form.judge(FieldKey::KeyFile, &path, FieldCheck::Good(key.kind.clone()));
                self.form.note(FieldKey::KeyFile, key.warning.clone().map(Note::Warn));
                self.key = Some(key);
            }
            Err(why) => {
                self.form.judge(FieldKey::KeyFile, &path, FieldCheck::Bad(why));
            }
        }
    }

    /// Puts what signs in into the fields.
    pub fn fill(&mut self, access: &Access, origin: Origin, from: &str) {
        if let Some(pem) = methods::fill(access, &mut self.form, origin, from) {
            self.take_key(pem, from);
        }
    }

    /// A key that is known without its file; what stands in the field says where it is from.
    pub fn take_key(&mut self, pem: Secret, from: &str) {
        let path = self.form.answer(FieldKey::KeyFile).to_owned();
        self.key_read(Ok(KeyFile { path, pem, kind: format!("a key from {from}"), warning: None }));
    }
}

/// The forms of all methods, each at the place of its method.
#[derive(Debug)]
pub struct Forms(Vec<MethodForm>);

impl Index<Method> for Forms {
    type Output = MethodForm;

    fn index(&self, method: Method) -> &MethodForm {
        &self.0[method as usize]
    }
}

impl IndexMut<Method> for Forms {
    fn index_mut(&mut self, method: Method) -> &mut MethodForm {
        &mut self.0[method as usize]
    }
}

impl Default for Forms {
    fn default() -> Self {
        Self(Method::ALL.iter().copied().map(MethodForm::new).collect())
    }
}

impl Forms {
    pub fn all(&self) -> impl Iterator<Item = &MethodForm> {
        self.0.iter()
    }

    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut MethodForm> {
        self.0.iter_mut()
    }
}

impl State {
    pub(super) fn form_key(&mut self, method: Method, key: Key, cx: &mut Cx<'_>) -> Flow {
        match lookup(FORM, key) {
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
            _ => {
                let filled = &mut self.forms[method];
                let turn = filled.form.key(key);
                return self.turned(method, turn, cx);
            }
        }
        Flow::Stay
    }

    pub(super) fn form_paste(&mut self, method: Method, text: &str, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        let filled = &mut self.forms[method];
        let turn = filled.form.paste(text)?;
        if self.turned(method, turn, cx) == Flow::Pass {
            cx.tell(Notice::info(NOWHERE));
        }
        Ok(())
    }

    pub(super) fn path_completed(&mut self, begun: &str, answer: Result<Completion, String>, cx: &mut Cx<'_>) {
        let Face::Form(method) = self.face else { return };
        let filled = &mut self.forms[method];
        let turn = filled.form.completed(begun, answer);
        self.turned(method, turn, cx);
    }

    /// What a key or a paste did to the form.
    fn turned(&mut self, method: Method, turn: Turn<FieldKey>, cx: &mut Cx<'_>) -> Flow {
        match turn {
            Turn::Pass => return Flow::Pass,
            Turn::Still => {}
            Turn::Changed(field) => self.changed(method, field, cx),
            Turn::Left(_) => self.read_ahead(method, cx),
            Turn::Pressed(_) => return self.submit(method, cx),
            Turn::Complete(path, target) => cx.ask(Request::Here(Chore::CompletePath(path, target))),
        }
        Flow::Stay
    }

    /// Something in the form is another thing now: what was asked with the old one is dropped.
    pub(super) fn changed(&mut self, method: Method, field: FieldKey, cx: &mut Cx<'_>) {
        self.stop(cx);
        self.take_back(cx);
        if self.done.as_ref().is_some_and(|(done, _)| *done == method) {
            self.done = None;
        }
        self.forms[method].changed(field);
        if method == Method::Token {
            self.read_claims();
            self.warn_of_other_tenant(cx.shared);
        }
    }

    /// Reads the key file already while the person goes on with the other fields.
    fn read_ahead(&mut self, method: Method, cx: &mut Cx<'_>) {
        if self.reading.is_some() {
            return;
        }
        let filled = &mut self.forms[method];
        let is_unread = |input: &Input<FieldKey>| *input.verdict() == FieldCheck::Nothing && input.fault().is_none();
        if filled.form.focus() != Some(FieldKey::KeyFile) && filled.form.get(FieldKey::KeyFile).is_some_and(is_unread) {
            filled.want_key();
            self.read_key(method, false, cx);
        }
    }

    /// Reads the key file that the form waits for. `requested`: somebody wants to sign in as soon as it is read.
    pub(super) fn read_key(&mut self, method: Method, requested: bool, cx: &mut Cx<'_>) {
        let filled = &self.forms[method];
        if filled.form.get(FieldKey::KeyFile).is_some_and(|input| *input.verdict() == FieldCheck::Asked) {
            self.reading = Some(KeyReading { method, requested });
            cx.ask(Request::Here(Chore::ReadKey(HiddenText(filled.path()))));
        }
    }

    /// The key file was read, perhaps because somebody wants to go on.
    pub(super) fn key_read(&mut self, answer: Result<KeyFile, String>, cx: &mut Cx<'_>) -> Flow {
        let Some(KeyReading { method, requested }) = self.reading.take() else { return Flow::Stay };
        let filled = &mut self.forms[method];
        let is_read = answer.is_ok();
        filled.key_read(answer);
        if !requested {
            return Flow::Stay;
        }
        if is_read {
            return self.submit(method, cx);
        }
        filled.form.go(FieldKey::KeyFile);
        Flow::Stay
    }

    /// Whether an e-mail address stands where a subject should.
    pub(super) fn seeks_subject(&self, method: Method) -> bool {
        method == Method::Signed && signed::address(&self.forms[method].form).is_some()
    }
}
