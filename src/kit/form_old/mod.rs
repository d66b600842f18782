//! A form: fields in the order of the tenant's document, which of them apply now, and what they send.
//!
//! It knows no step and no terminal. What is shown is what is sent: a default that stands in a field is sent as it stands there;
//! an optional field that is empty, and a field that is not shown, are not.

mod by_hand;
mod extra;
mod file;
mod fold;
mod input;
mod list;
mod paste_rule;
mod pick;

use crate::domain::{
    draft::Entered,
    field::{Field, Need},
    local::ReadFile,
    property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS, SEPARATE},
};
pub use extra::Extra;
pub use fold::Fold;
pub use input::Input;
pub use list::{Item, Part};

/// Whether the form asks for the login.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Logins {
    /// It does.
    #[default]
    Asked,
    /// An existing credential holds it: fields that belong to it are kept, but neither shown nor sent.
    LeftOut,
}

/// The fields of a data source with what stands in them.
#[derive(Debug, Default)]
pub struct Form {
    inputs: Vec<Input>,
    /// What was typed into fields that an older form had and this one has not.
    parked: Vec<Input>,
    /// The properties that the api-specs do not list.
    pub extras: Vec<Extra>,
    /// A property that belongs to another step beside the three of every source.
    code: Option<String>,
    logins: Logins,
    /// Whether the optional fields are in view.
    unfolded: bool,
    /// Whether the person has a code already, so that it is a field like others.
    pub brings_code: bool,
    /// The property that the person named as the one that takes the code.
    pub marked: Option<String>,
}

/// How many fields are empty though they are needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Missing {
    /// The tenant says that they are needed.
    pub tenant: usize,
    /// They are needed as far as is known.
    pub known: usize,
}

/// A chain of conditions is never longer in practice; a circle of them must end.
const DEPTH: usize = 8;

impl Form {
    /// Takes these fields over. What a person typed into fields of the same name stays. `code` belongs to another step.
    pub fn rebuild(&mut self, fields: Vec<Field>, code: Option<String>) {
        let mut older: Vec<Input> = self.inputs.drain(..).chain(self.parked.drain(..)).collect();
        self.code = code;
        for field in fields {
            let mut input = Input::new(field);
            let (same, others) = older.into_iter().partition::<Vec<_>, _>(|old| old.field.name == input.field.name);
            older = others;
            let mut is_taken = false;
            for old in same {
                match if is_taken { Some(old) } else { input.take(old) } {
                    Some(back) => older.push(back),
                    None => is_taken = true,
                }
            }
            self.inputs.push(input);
        }
        self.parked = older.into_iter().filter(Input::is_touched).collect();
    }

    /// Says whether the login is asked for.
    pub fn set_logins(&mut self, logins: Logins) {
        self.logins = logins;
    }

    /// Whether the login is asked for.
    pub fn logins(&self) -> Logins {
        self.logins
    }

    /// A field by its place.
    pub fn get(&self, at: usize) -> Option<&Input> {
        self.inputs.get(at)
    }

    /// A field by its place, to be changed.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut Input> {
        self.inputs.get_mut(at)
    }

    /// The place of the field of this name. The tenant's sentences do not always keep its spelling.
    pub fn find(&self, name: &str) -> Option<usize> {
        let exact = self.inputs.iter().position(|input| input.field.name == name);
        exact.or_else(|| self.inputs.iter().position(|input| input.field.name.eq_ignore_ascii_case(name)))
    }

    /// The place of the field that a sentence names: of several, the one with the longest name.
    pub fn named_in(&self, sentence: &str) -> Option<usize> {
        let sentence = sentence.to_lowercase();
        let words: Vec<&str> = sentence.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let named = self.inputs.iter().enumerate();
        let named = named.filter(|(_, input)| words.contains(&input.field.name.to_lowercase().as_str()));
        named.max_by_key(|(_, input)| input.field.name.len()).map(|(at, _)| at)
    }

    /// The places of the fields that are shown, in order.
    pub fn shown(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.inputs.len()).filter(|at| self.is_shown(*at))
    }

    /// Whether a field is shown now.
    pub fn is_shown(&self, at: usize) -> bool {
        self.inputs.get(at).is_some_and(|input| {
            let brought = self.brings_code || self.code.as_ref() != Some(&input.field.name);
            brought && !self.is_left_out(input) && self.applies(input, DEPTH)
        })
    }

    /// Whether a field is the one that takes a code, brought along by the person.
    pub fn is_code(&self, at: usize) -> bool {
        self.inputs.get(at).is_some_and(|input| self.code.as_ref() == Some(&input.field.name))
    }

    /// Whether a person named this property as the one that takes the code.
    pub fn is_marked(&self, name: &str) -> bool {
        self.marked.as_deref() == Some(name) && self.logins == Logins::Asked
    }

    /// Names a property as the one that takes the code, or takes that back.
    pub fn turn_mark(&mut self, name: &str) {
        self.marked = if self.marked.as_deref() == Some(name) { None } else { Some(name.to_owned()) };
    }

    /// The path of a file that is to be read.
    pub fn wanted_file(&self) -> Option<&str> {
        let inputs = self.shown().filter_map(|at| self.inputs.get(at));
        inputs.filter(|input| input.wants_file()).map(Input::text).next()
    }

    /// Every file is to be read anew: it may be another one by now.
    pub fn want_files(&mut self) {
        self.inputs.iter_mut().for_each(Input::want_file);
    }

    /// A file was read, or why not.
    pub fn file_read(&mut self, path: &str, answer: &Result<ReadFile, String>) {
        self.inputs.iter_mut().for_each(|input| input.file_read(path, answer));
    }

    /// How many fields of the login are left out that would be shown otherwise.
    pub fn left_out(&self) -> usize {
        let hidden = |input: &&Input| self.is_left_out(input) && self.code.as_ref() != Some(&input.field.name);
        self.inputs.iter().filter(|input| hidden(input) && self.applies(input, DEPTH)).count()
    }

    fn is_left_out(&self, input: &Input) -> bool {
        self.logins == Logins::LeftOut && input.field.credential
    }

    /// Whether the condition of a field is met. A condition on a field that the tenant does not have counts as met: what is known
    /// beforehand may not hide what the tenant asks for.
    fn applies(&self, input: &Input, depth: usize) -> bool {
        let Some(when) = &input.field.when else { return true };
        let Some(other) = self.inputs.iter().find(|other| other.field.name == when.field) else { return true };
        depth == 0 || (when.holds(other.text()) && self.applies(other, depth - 1))
    }

    /// Looks at every shown field and every added property, and says which field, or else which property, is the first that
    /// is wrong.
    pub fn check(&mut self) -> (Option<usize>, Option<usize>) {
        self.extras.retain(|extra| !extra.is_empty());
        self.inputs.iter_mut().for_each(Input::insist);
        self.inputs.iter_mut().for_each(Input::tidy_items);
        let shown: Vec<usize> = self.shown().collect();
        let mut first = None;
        for at in shown {
            let marked = self.inputs.get(at).is_some_and(|input| self.is_marked(&input.field.name));
            if let Some(input) = self.inputs.get_mut(at).filter(|_| !marked)
                && !input.check()
            {
                first = first.or(Some(at));
            }
        }
        for at in 0..self.extras.len() {
            self.check_extra(at);
        }
        (first, self.extras.iter().position(|extra| extra.fault.is_some()))
    }

    /// Finds what is wrong with an added property.
    pub fn check_extra(&mut self, at: usize) {
        let fault = self.extras.get(at).and_then(|extra| self.extra_fault(at, extra));
        if let Some(extra) = self.extras.get_mut(at) {
            extra.fault = fault;
        }
    }

    fn extra_fault(&self, at: usize, extra: &Extra) -> Option<String> {
        let key = extra.key();
        if extra.is_empty() {
            None
        } else if key.is_empty() {
            Some("Give the property a name.".to_owned())
        } else if [SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS].contains(&key) {
            Some(format!("{key} is decided in the step Credentials."))
        } else if self.code.as_deref() == Some(key) {
            Some(format!("{key} is asked for in the step Authorise."))
        } else if self.inputs.iter().any(|input| input.field.name == key) {
            Some(format!("{key} is a field of this form already."))
        } else if self.extras.iter().take(at).any(|other| other.key() == key) {
            Some(format!("{key} stands here twice."))
        } else {
            None
        }
    }

    /// What is sent, in the order of the form. What may wait folded is sent once somebody touched it: its default is the
    /// tenant's own affair.
    pub fn entered(&self) -> Vec<Entered> {
        let sent = |input: &&Input| {
            (input.is_touched() || !input.field.may_wait()) && !input.is_empty() && !self.is_marked(&input.field.name)
        };
        let inputs = self.shown().filter_map(|at| self.inputs.get(at)).filter(sent);
        let fields = inputs.filter_map(|input| {
            let value = input.wire().ok()?;
            Some(Entered { name: input.field.name.clone(), value, credential: input.field.credential })
        });
        let extras = self
            .extras
            .iter()
            .filter(|extra| !extra.key().is_empty() && !self.drops(extra) && !self.is_marked(extra.key()));
        fields.chain(extras.map(Extra::entered)).collect()
    }

    /// Whether an added property is not sent because it belongs to the login.
    pub fn drops(&self, extra: &Extra) -> bool {
        self.logins == Logins::LeftOut && extra.is_credential()
    }

    /// The shown fields that are empty though they are needed in practice.
    pub fn usually_needed(&self) -> impl Iterator<Item = &Input> {
        self.empty(Need::Known)
    }

    /// How many shown fields are empty though they are needed.
    pub fn missing(&self) -> Missing {
        Missing { tenant: self.empty(Need::Tenant).count(), known: self.empty(Need::Known).count() }
    }

    fn empty(&self, need: Need) -> impl Iterator<Item = &Input> {
        let shown = self.shown().filter_map(|at| self.inputs.get(at));
        shown.filter(move |input| input.is_empty() && input.field.need == need && !self.is_marked(&input.field.name))
    }

    /// Whether the source asks for a login of its own at all, beside a code.
    pub fn has_logins(&self) -> bool {
        self.inputs.iter().any(|input| input.field.credential && self.code.as_ref() != Some(&input.field.name))
    }

    /// Whether a person typed or chose anything.
    pub fn is_filled(&self) -> bool {
        let typed = |input: &Input| {
            let default = input.field.default.as_deref().unwrap_or_default();
            input.is_touched() && (default != input.text() || input.rows().is_some())
        };
        self.inputs.iter().chain(&self.parked).any(typed) || self.extras.iter().any(|extra| !extra.is_empty())
    }

    /// No secret is shown any more.
    pub fn cover(&mut self) {
        self.inputs.iter_mut().for_each(Input::cover);
        self.extras.iter_mut().for_each(|extra| extra.revealed = false);
    }
}

#[cfg(test)]
mod tests;
