//! Spaces: where a connection will live.

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SpaceId(pub String);

/// The kinds of space there are (`qlik-cloud-api.md` section 15).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SpaceKind {
    /// Shared: many may edit.
    Shared,
    /// Managed: apps are published to it.
    Managed,
    /// Data: for data integration sources only.
    Data,
    /// A kind this program does not know yet.
    Other(String),
}

impl SpaceKind {
    /// The tenant's word for it.
    pub fn word(&self) -> &str {
        match self {
            Self::Shared => "shared",
            Self::Managed => "managed",
            Self::Data => "data",
            Self::Other(word) => word,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Space {
    pub id: SpaceId,
    pub name: String,
    pub kind: SpaceKind,
    /// What its owner says of it; may be empty.
    pub description: String,
}

/// Where the connection goes. The personal space is no item of the tenant's list: it is the absence of a space in the body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SpaceChoice {
    Personal,
    In(Space),
}

impl SpaceChoice {
    /// A space of which no more is known.
    pub fn by_id(id: &str, name: &str) -> Self {
        let (id, kind) = (SpaceId(id.to_owned()), SpaceKind::Other(String::new()));
        Self::In(Space { id, name: name.to_owned(), kind, description: String::new() })
    }

    /// The id that goes into the body, if one does.
    pub fn id(&self) -> Option<&SpaceId> {
        match self {
            Self::Personal => None,
            Self::In(space) => Some(&space.id),
        }
    }

    pub fn label(&self) -> &str {
        match self {
            Self::Personal => "Personal space",
            Self::In(space) => &space.name,
        }
    }
}
