//! The fields of one way to sign in, and where the focus is among them.

use super::{
    field::{Field, Name, Need, Origin, Sort, Spec},
    methods,
};
use crate::domain::{access::Method, notes::Notes, secret::Secret, setup::KeyFile};

/// The fields of a method with what stands in them.
#[derive(Debug)]
pub struct Form {
    /// Which way to sign in.
    pub method: Method,
    fields: Vec<Field>,
    /// Which field has the focus; none is the button.
    pub at: Option<usize>,
    /// The key that was read from the file that is named here.
    pub key: Option<KeyFile>,
    /// Another tenant's key, or a subject that may make a user: it was said, and only whoever insists has it sent.
    pub is_warned: bool,
}

impl Form {
    /// The fields of a method, empty but for what is proposed.
    pub fn new(method: Method) -> Self {
        let mut fields: Vec<Field> = methods::fields(method).iter().map(Field::new).collect();
        for field in &mut fields {
            match (field.spec.sort, methods::proposed(field.spec.name)) {
                (Sort::Choice(words), _) => field.fill(words.first().copied().unwrap_or_default(), Origin::Proposed),
                (_, Some(text)) => field.fill(text, Origin::Proposed),
                (_, None) => {}
            }
        }
        Self { method, at: (!fields.is_empty()).then_some(0), fields, key: None, is_warned: false }
    }

    /// A field by its name.
    pub fn get(&self, name: Name) -> Option<&Field> {
        self.fields.iter().find(|field| field.spec.name == name)
    }

    /// A field by its name, to be changed.
    pub fn get_mut(&mut self, name: Name) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.spec.name == name)
    }

    /// What stands in a field.
    pub fn text(&self, name: Name) -> &str {
        self.get(name).map_or("", Field::text)
    }

    /// What stands in a field that holds a secret.
    pub fn secret(&self, name: Name) -> Secret {
        Secret::new(self.text(name))
    }

    /// All fields.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The places of the fields that are shown, in order.
    pub fn shown(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.fields.iter().enumerate().filter(|(_, field)| methods::is_shown(self, field.spec.name)).map(|(at, _)| at)
    }

    /// The field with the focus.
    pub fn current(&self) -> Option<&Field> {
        self.fields.get(self.at?)
    }

    /// The field with the focus, to be changed.
    pub fn current_mut(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.at?)
    }

    /// Whether there is a button below the fields.
    pub fn has_button(&self) -> bool {
        self.fields.len() > 1
    }

    /// To the row above or below.
    pub fn step(&mut self, down: bool) {
        let mut rows: Vec<Option<usize>> = self.shown().map(Some).collect();
        if self.has_button() {
            rows.push(None);
        }
        let at = rows.iter().position(|row| *row == self.at).unwrap_or(0);
        let to = if down { (at + 1).min(rows.len().saturating_sub(1)) } else { at.saturating_sub(1) };
        self.at = rows.get(to).copied().unwrap_or_default();
    }

    /// To the first field, or to the button.
    pub fn go_to_end(&mut self, last: bool) {
        self.at = if last && self.has_button() { None } else { self.shown().next() };
    }

    /// Whether Enter signs in from here.
    pub fn is_last(&self) -> bool {
        self.below().is_none()
    }

    /// To the field below that is typed into; says whether there is one.
    pub fn next(&mut self) -> bool {
        let next = self.below();
        if next.is_some() {
            self.at = next;
        }
        next.is_some()
    }

    fn below(&self) -> Option<usize> {
        let at = self.at?;
        let typed =
            |below: &usize| self.fields.get(*below).is_some_and(|field| !matches!(field.spec.sort, Sort::Choice(_)));
        self.shown().filter(|below| *below > at).find(typed)
    }

    /// To the first field that is empty though it is needed, else to the button.
    pub fn go_to_gap(&mut self) {
        self.at = match self.gap() {
            Some(gap) => Some(gap),
            None if self.has_button() => None,
            None => self.shown().next(),
        };
    }

    /// To the field of this name.
    pub fn go_to(&mut self, name: Name) {
        self.at = self.fields.iter().position(|field| field.spec.name == name);
    }

    fn gap(&self) -> Option<usize> {
        self.shown().find(|at| {
            self.fields.get(*at).is_some_and(|field| field.spec.need == Need::Needed && field.text().is_empty())
        })
    }

    /// Says what is wrong with a field, and goes there.
    pub fn refuse(&mut self, name: Name, fault: impl Into<String>) {
        self.go_to(name);
        if let Some(field) = self.get_mut(name) {
            field.fault = Some(fault.into());
        }
    }

    /// Finds the first field that is empty though it is needed, or broken; says so there.
    pub fn check(&mut self) -> bool {
        let broken = self.shown().find(|at| self.fields.get(*at).is_some_and(|field| field.broken));
        if let Some(at) = broken {
            self.at = Some(at);
            return false;
        }
        let odd = self
            .shown()
            .collect::<Vec<_>>()
            .into_iter()
            .find(|at| self.fields.get_mut(*at).is_some_and(|field| !field.check()));
        if let Some(at) = odd {
            self.at = Some(at);
            return false;
        }
        let Some(at) = self.gap() else { return true };
        self.at = Some(at);
        if let Some(field) = self.fields.get_mut(at) {
            field.fault = Some(methods::missing(field.spec.name).to_owned());
        }
        false
    }

    /// Whether something was typed that leaving would lose.
    pub fn is_filled(&self) -> bool {
        self.fields.iter().any(Field::is_filled)
    }

    /// Puts in what was remembered, where a person has not typed yet.
    pub fn recall(&mut self, notes: &Notes) {
        let method = self.method;
        for field in &mut self.fields {
            let Some(word) = field.spec.name.word() else { continue };
            let untouched = field.line.is_empty() || field.origin == Origin::Proposed;
            if let Some(text) = notes.facts.get(&fact(method, word)).filter(|_| untouched) {
                field.fill(text, Origin::Proposed);
            }
        }
    }

    /// Adds to the notes what may be remembered.
    pub fn note(&self, notes: &mut Notes) {
        for field in &self.fields {
            let Some(word) = field.spec.name.word() else { continue };
            let text = field.text();
            if matches!(field.origin, Origin::Found(_)) {
                // It is found again where it was found, and may be no more than a word about that.
            } else if text.is_empty() {
                notes.facts.remove(&fact(self.method, word));
            } else {
                notes.facts.insert(fact(self.method, word), text.to_owned());
            }
        }
    }
}

/// How the notes of a tenant call a fact of a method: `signed.issuer`.
pub fn fact(method: Method, word: &str) -> String {
    format!("{}.{word}", method.word())
}

/// The fields of all methods that have some.
#[derive(Debug)]
pub struct Forms(Vec<Form>);

impl Default for Forms {
    fn default() -> Self {
        Self(Method::ALL.into_iter().map(Form::new).collect())
    }
}

impl Forms {
    /// The fields of a method; the qlik-cli contexts have none.
    pub fn of(&self, method: Method) -> Option<&Form> {
        self.0.iter().find(|form| form.method == method)
    }

    /// The fields of a method, to be changed.
    pub fn of_mut(&mut self, method: Method) -> Option<&mut Form> {
        self.0.iter_mut().find(|form| form.method == method)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Form> {
        self.0.iter()
    }

    /// All of them, to be changed.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Form> {
        self.0.iter_mut()
    }
}

/// A spec with what most fields have in common.
pub const fn needed(name: Name, label: &'static str, placeholder: &'static str, about: &'static str) -> Spec {
    Spec { name, label, placeholder, about, sort: Sort::Text, need: Need::Needed }
}
