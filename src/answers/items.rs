//! The connections of a file, one for each space.

use super::{
    Document, Fault,
    file::{Connection, IfExists, Space, Spaces},
    tree::To,
};
use crate::domain::credential::Mode;

/// One connection in one space.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    pub connection: &'a Connection,
    /// Its space; none is the personal one.
    pub space: Option<&'a Space>,
    /// Its place among the connections of its file.
    pub at: usize,
}

/// What of a connection a sentence is about.
#[derive(Clone, Copy, Debug)]
pub enum FaultPlace<'a> {
    /// A key of the connection itself, such as `source`.
    Key(&'a str),
    Credentials(&'a str),
    Property(&'a str),
}

impl Item<'_> {
    /// `Space / Name`, as lists show it.
    pub fn label(&self) -> String {
        format!("{} / {}", self.space_label(), self.connection.name)
    }

    /// How its space is called in the file.
    fn space_label(&self) -> &str {
        match self.space {
            None => "Personal space",
            Some(Space::Name(name)) => name,
            Some(Space::Id { id }) => id,
        }
    }

    pub fn mode(&self) -> Mode {
        self.connection.credentials.as_ref().map_or(Mode::Embedded, |credentials| credentials.mode)
    }

    /// What to do where it exists, if nothing else was asked for on the command line.
    pub fn if_exists(&self) -> IfExists {
        self.connection.if_exists.unwrap_or_default()
    }
}

impl Document {
    /// Its connections, in the order of the file.
    pub fn items(&self) -> Vec<Item<'_>> {
        let mut items = Vec::new();
        for (at, connection) in self.answers.connections.iter().enumerate() {
            let item = |space| Item { connection, space, at };
            match &connection.space {
                None => items.push(item(None)),
                Some(Spaces::One(space)) => items.push(item(real(space))),
                Some(Spaces::Each(spaces)) => items.extend(spaces.iter().map(|space| item(real(space)))),
            }
        }
        items
    }

    /// A sentence about a connection, at its place in the file.
    pub fn fault_at(&self, item: &Item<'_>, place: FaultPlace<'_>, text: impl Into<String>) -> Fault {
        self.fault(&item.way(place), text.into(), false)
    }

    /// The same, where it only warns.
    pub fn warning_at(&self, item: &Item<'_>, place: FaultPlace<'_>, text: impl Into<String>) -> Fault {
        self.fault(&item.way(place), text.into(), true)
    }
}

impl Item<'_> {
    fn way<'a>(&self, place: FaultPlace<'a>) -> Vec<To<'a>> {
        let mut way = vec![To::Key("connection"), To::Item(self.at)];
        match place {
            FaultPlace::Key(key) => way.push(To::Key(key)),
            FaultPlace::Credentials(key) => way.extend([To::Key("credentials"), To::Key(key)]),
            FaultPlace::Property(key) => way.extend([To::Key("properties"), To::Key(key)]),
        }
        way
    }
}

fn real(space: &Space) -> Option<&Space> {
    (!matches!(space, Space::Name(name) if name.is_empty())).then_some(space)
}
