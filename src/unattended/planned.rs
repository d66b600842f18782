//! What would be done: the plan that is shown, and that is carried out.

use crate::{
    answers::{Unusable, file::IfExists},
    domain::{
        connection::{Connection, NewConnection},
        patch::Change,
    },
};

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Action {
    /// It does not exist.
    Create(Box<NewConnection>),
    /// It exists, and agrees; with what has to be said all the same, such as what cannot be compared.
    Same(Box<Connection>, Vec<String>),
    /// It exists, and is changed or left.
    Revise(Box<Revision>),
    /// It cannot be done: a sentence.
    Blocked(String),
    /// It does not exist, and a person has to sign in for it in a browser; with the property that takes the code.
    Authorize(Box<NewConnection>, String),
    /// It takes a secret that a person types, and nobody was asked: a sentence.
    Asks(String),
    /// What there is could not be looked up: a sentence.
    CannotTell(String),
}

impl From<Unusable> for Action {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Blocked(text) => Self::Blocked(text),
            Unusable::CannotTell(text) => Self::CannotTell(text),
        }
    }
}

impl Action {
    /// The word for it, in lists and in JSON.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Create(_) => "create",
            Self::Same(..) => "same",
            Self::Revise(revision) if revision.differs.is_empty() => "rotate",
            Self::Revise(_) => "update",
            Self::Blocked(_) => "blocked",
            Self::Asks(_) | Self::Authorize(..) => "needs-person",
            Self::CannotTell(_) => "cannot-tell",
        }
    }
}

/// One connection of a run.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    /// `Space / Name`.
    pub label: String,
    /// The answers file that it stands in.
    pub file: String,
    /// Which of the sites it belongs to.
    pub site: usize,
    pub action: Action,
    pub notes: Vec<String>,
    /// The credentials that it creates, or that an earlier one does.
    pub new_credentials: Option<String>,
}

impl Planned {
    /// How somebody goes on where a person has to sign in.
    pub(super) fn by_a_person(&self) -> String {
        let (file, label) = (quoted(&self.file), quoted(&self.label));
        format!("someone must sign in in a browser: qonnect authorize start {file} --only={label}")
    }
}

/// A word for a shell of POSIX.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// What was asked to be done with a connection that exists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct OnExisting {
    pub if_exists: IfExists,
    /// `--rotate` names it: its secrets are sent.
    pub rotate: bool,
}

/// A connection that exists, and is changed or left.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Revision {
    /// As it was read, with its properties.
    pub found: Box<Connection>,
    /// How it differs from the file.
    pub differs: Vec<Change>,
    /// The secrets that go along: to rotate them, or because the tenant wants them with another host.
    pub secrets: Vec<Change>,
    pub if_exists: IfExists,
    /// The separated credentials that are rotated through it.
    pub credential: Option<String>,
}

impl Revision {
    /// What would be sent; nothing where it is left as it is.
    pub(super) fn sent(&self) -> Vec<Change> {
        let differs = match (self.if_exists, self.differs.is_empty()) {
            (_, true) | (IfExists::Skip, false) => &[][..],
            (IfExists::Update, false) => &self.differs,
            (IfExists::Fail, false) => return Vec::new(),
        };
        differs.iter().chain(&self.secrets).cloned().collect()
    }

    /// The names of what differs.
    pub(super) fn keys(&self) -> String {
        self.differs.iter().map(|change| change.key.as_str()).collect::<Vec<_>>().join(", ")
    }
}
