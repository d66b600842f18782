//! One row of a field that holds rows, and what a key does to a part of it.

use crate::{
    domain::looks::looks_secret_row,
    kit::{
        keys::{Code, Key},
        line::{Edit, LineEdit},
    },
};

#[derive(Debug, Default)]
pub struct FormRow {
    /// Its name; empty in a list of texts.
    pub name: LineEdit,
    pub value: LineEdit,
    /// Whether the value is to be kept encrypted.
    pub encrypt: bool,
    /// Whether a person decided about that: else it follows from the name.
    pub(super) has_decided: bool,
    /// Whether the value is shown though it is a secret.
    pub(super) revealed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowPart {
    Name,
    Value,
    /// Whether the value is to be kept encrypted.
    Encrypt,
    /// All of it: the row of a list.
    Whole,
}

/// A part of a row of the field with the focus: the place of the row, and the part.
pub type RowCell = (usize, RowPart);

impl FormRow {
    /// A row as a default brings it.
    pub fn with(name: &str, value: &str, encrypt: bool) -> Self {
        Self { name: LineEdit::with(name), value: LineEdit::with(value), encrypt, has_decided: true, revealed: false }
    }

    pub fn is_empty(&self) -> bool {
        self.name.is_empty() && self.value.is_empty()
    }

    /// Whether its name says that the value is a secret.
    pub fn sounds_secret(&self) -> bool {
        looks_secret_row(self.name.as_str())
    }

    /// Whether its value is a secret, in a list that hides its values or one that does not.
    pub(super) fn is_secret(&self, hidden: bool) -> bool {
        hidden || self.encrypt || self.sounds_secret()
    }

    pub(super) fn key(&mut self, part: RowPart, key: Key) -> Edit {
        match part {
            RowPart::Name => self.name.key(key),
            RowPart::Value => self.value.key(key),
            RowPart::Whole => Edit::Pass,
            RowPart::Encrypt => {
                self.encrypt = match key.code {
                    Code::Left | Code::Right => !self.encrypt,
                    Code::Char(' ') if key.typed().is_some() => !self.encrypt,
                    Code::Char('y' | 'Y') if key.typed().is_some() => true,
                    Code::Char('n' | 'N') if key.typed().is_some() => false,
                    _ => return Edit::Pass,
                };
                self.has_decided = true;
                Edit::Changed
            }
        }
    }
}
