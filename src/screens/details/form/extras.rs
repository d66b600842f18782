//! The properties that a person adds, because the tenant does not list them.

use super::{Row, SourceForm};
use crate::{
    domain::{
        looks::looks_credential,
        property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS, SEPARATE},
    },
    kit::form::{Ask, Kind},
};

impl SourceForm {
    /// The name of an added property, as it is sent.
    pub(super) fn name_of(&self, at: usize) -> &str {
        self.form.text(Row::Key(at)).trim()
    }

    /// A property more; its name gets the focus.
    pub(super) fn add_extra(&mut self) {
        let at = self.added;
        self.added += 1;
        self.extras.push(at);
        for ask in extra(at) {
            self.form.add(ask, Row::Add);
        }
        self.form.go(Row::Key(at));
    }

    /// An added property less.
    pub(super) fn remove_extra(&mut self, at: usize) {
        let place = self.extras.iter().position(|other| *other == at);
        let next = place.and_then(|place| self.extras.get(place + 1));
        self.form.go(next.map_or(Row::Add, |next| Row::Key(*next)));
        self.forget_extra(at);
    }

    pub(super) fn forget_extra(&mut self, at: usize) {
        self.extras.retain(|other| *other != at);
        self.form.remove(Row::Key(at));
        self.form.remove(Row::Value(at));
    }

    /// The names of the added properties, with their rows.
    pub fn extras(&self) -> impl Iterator<Item = (Row, &str)> {
        self.extras.iter().map(|at| (Row::Key(*at), self.name_of(*at)))
    }

    /// Whether an added property is not sent because it belongs to the login.
    pub fn drops(&self, at: usize) -> bool {
        self.holds_login && looks_credential(self.name_of(at))
    }

    /// Says what is wrong with an added property in the light of the others.
    pub(super) fn judge_extra(&mut self, at: usize) -> bool {
        self.form.verify(Row::Key(at));
        let fault = self.extra_fault(at);
        let is_right = fault.is_none();
        if let Some(fault) = fault {
            self.form.blame(Row::Key(at), fault);
        }
        is_right
    }

    fn extra_fault(&self, at: usize) -> Option<String> {
        let name = self.name_of(at);
        let earlier = self.extras.iter().take_while(|other| **other != at);
        if name.is_empty() && self.form.text(Row::Value(at)).is_empty() {
            None
        } else if name.is_empty() {
            Some("Give the property a name.".to_owned())
        } else if [SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS].contains(&name) {
            Some(format!("{name} is set in the step Credentials."))
        } else if self.code.as_deref() == Some(name) {
            Some(format!("{name} is set in the step Authorize."))
        } else if self.exactly(name).is_some() {
            Some(format!("{name} is already a field of this form."))
        } else if earlier.into_iter().any(|other| self.name_of(*other) == name) {
            Some(format!("{name} is entered twice."))
        } else {
            None
        }
    }
}

/// The two questions of an added property.
pub(super) fn extra(at: usize) -> [Ask<Row>; 2] {
    [
        Ask::new(Row::Key(at), "+ property", Kind::Text).placeholder("name, exactly as the tenant spells it"),
        Ask::new(Row::Value(at), "  its value", Kind::AnyText).placeholder("empty: sent as empty text"),
    ]
}
