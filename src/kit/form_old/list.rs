//! A field that holds rows: texts, names with values, or headers.

use super::input::Input;
use crate::{
    domain::{
        call::Json,
        known::looks_secret,
        property::{Rows, Shape},
        secret::Secret,
    },
    kit::{
        keys::{Code, Key},
        line::{Edit, Line, Mask},
    },
};

/// A row of a list.
#[derive(Debug, Default)]
pub struct Item {
    /// Its name; empty in a list of texts.
    pub name: Line,
    /// Its value.
    pub value: Line,
    /// Whether the value is to be kept encrypted.
    pub encrypt: bool,
    /// Whether the value is shown though it is a secret.
    pub revealed: bool,
}

/// A part of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Its name.
    Name,
    /// Its value.
    Value,
    /// Whether the value is to be kept encrypted.
    Encrypt,
}

impl Item {
    fn is_empty(&self) -> bool {
        self.name.is_empty() && self.value.is_empty()
    }
}

impl Input {
    /// What its rows hold, if it holds rows.
    pub fn rows(&self) -> Option<Rows> {
        match self.field.shape {
            Shape::List(rows) if !self.by_hand => Some(rows),
            _ => None,
        }
    }

    /// Its rows.
    pub fn items(&self) -> &[Item] {
        if self.rows().is_some() { &self.items } else { &[] }
    }

    /// The parts that a row of it has.
    pub fn parts(&self) -> &'static [Part] {
        match self.rows() {
            None => &[],
            Some(Rows::Values) => &[Part::Value],
            Some(Rows::Pairs) => &[Part::Name, Part::Value],
            Some(Rows::Headers) => &[Part::Name, Part::Value, Part::Encrypt],
        }
    }

    /// A row more, behind this one or at the end; its place.
    pub fn add_item(&mut self, after: Option<usize>) -> usize {
        let at = after.map_or(self.items.len(), |at| (at + 1).min(self.items.len()));
        self.items.insert(at, Item::default());
        self.changed();
        at
    }

    /// One row less.
    pub fn remove_item(&mut self, at: usize) {
        if at < self.items.len() {
            self.items.remove(at);
            self.changed();
        }
    }

    /// Whether the value of a row may be seen now: not if it is to be encrypted, or if its name says that it is a secret.
    pub fn item_mask(&self, item: &Item) -> Mask {
        if self.is_secret_item(item) && !item.revealed { Mask::Hidden } else { Mask::Open }
    }

    /// Whether the value of a row is a secret.
    pub fn is_secret_item(&self, item: &Item) -> bool {
        let name = item.name.as_str().trim();
        self.field.hides_values() || item.encrypt || name.eq_ignore_ascii_case("authorization") || looks_secret(name)
    }

    /// A row of it, to be changed.
    pub fn item_mut(&mut self, at: usize) -> Option<&mut Item> {
        self.items.get_mut(at)
    }

    /// The editor of a part of a row.
    pub fn item_line(&mut self, at: usize, part: Part) -> Option<&mut Line> {
        let item = self.items.get_mut(at)?;
        match part {
            Part::Name => Some(&mut item.name),
            Part::Value => Some(&mut item.value),
            Part::Encrypt => None,
        }
    }

    /// A key was pressed in a part of a row.
    pub fn item_key(&mut self, at: usize, part: Part, key: Key) -> Edit {
        let edit = match (self.items.get_mut(at), part) {
            (None, _) => Edit::Pass,
            (Some(item), Part::Name) => item.name.key(key),
            (Some(item), Part::Value) => item.value.key(key),
            (Some(item), Part::Encrypt) => {
                item.encrypt = match key.code {
                    Code::Left | Code::Right | Code::Char(' ') => !item.encrypt,
                    Code::Char('y' | 'Y') if key.typed().is_some() => true,
                    Code::Char('n' | 'N') if key.typed().is_some() => false,
                    _ => return Edit::Pass,
                };
                Edit::Changed
            }
        };
        if edit == Edit::Changed {
            self.changed();
        }
        edit
    }

    /// A text was put into a part of a row.
    pub fn item_paste(&mut self, at: usize, part: Part, text: &str) {
        if let Some(line) = self.item_line(at, part) {
            line.insert(text);
            self.changed();
        }
    }

    /// Rows that were never filled in are forgotten.
    pub fn tidy_items(&mut self) {
        self.items.retain(|item| !item.is_empty());
    }

    /// The value of a secret row is hidden again.
    pub(super) fn cover_items(&mut self) {
        self.items.iter_mut().for_each(|item| item.revealed = false);
    }

    pub(super) fn has_items(&self) -> bool {
        self.items.iter().any(|item| !item.is_empty())
    }

    /// What travels: names and values as they were typed.
    pub(super) fn list_wire(&self, rows: Rows) -> Result<Json, String> {
        let filled = self.items.iter().enumerate().filter(|(_, item)| !item.is_empty());
        let items = filled.map(|(at, item)| {
            let value = item.value.as_str();
            let value = if self.is_secret_item(item) { Json::Secret(Secret::new(value)) } else { Json::text(value) };
            if rows == Rows::Values {
                return Ok(value);
            }
            if item.name.is_empty() {
                return Err(format!("Row {} needs a name.", at + 1));
            }
            let mut members = vec![("name".to_owned(), Json::text(item.name.as_str())), ("value".to_owned(), value)];
            if rows == Rows::Headers {
                members.push(("encrypt".to_owned(), Json::flag(item.encrypt)));
            }
            Ok(Json::Object(members))
        });
        items.collect::<Result<Vec<_>, _>>().map(Json::List)
    }

    /// The rows that a default of the tenant's names, as far as it names any.
    pub(super) fn default_items(&mut self) {
        let rows = self.field.default_rows().into_iter();
        let item = |(name, value, encrypt): (String, String, bool)| Item {
            name: Line::with(&name),
            value: Line::with(&value),
            encrypt,
            revealed: false,
        };
        self.items = rows.map(item).collect();
    }
}
