//! A property that the api-specs do not list: its name and its value, as a person adds them.

use crate::{
    domain::{
        call::Json,
        draft::Entered,
        known::{looks_credential, looks_secret},
        secret::Secret,
    },
    kit::{
        line::{Line, Mask},
        paste::Kind,
    },
};

/// A property that the api-specs do not list.
#[derive(Debug, Default)]
pub struct Extra {
    /// Its name.
    pub name: Line,
    /// Its value.
    pub value: Line,
    /// Whether the value is shown though it is a secret.
    pub revealed: bool,
    /// What is wrong with it.
    pub fault: Option<String>,
}

impl Extra {
    /// The name as it is sent.
    pub fn key(&self) -> &str {
        self.name.as_str().trim()
    }

    /// Whether nothing was typed into it.
    pub fn is_empty(&self) -> bool {
        self.name.is_empty() && self.value.is_empty()
    }

    /// Whether its name says that the value is a secret.
    pub fn is_secret(&self) -> bool {
        looks_secret(self.key())
    }

    /// Whether its name says that it is part of a login.
    pub fn is_credential(&self) -> bool {
        looks_credential(self.key())
    }

    /// Whether the value may be seen now.
    pub fn mask(&self) -> Mask {
        if self.is_secret() && !self.revealed { Mask::Hidden } else { Mask::Open }
    }

    /// The rule for a paste into the value.
    pub fn paste_kind(&self) -> Kind {
        if self.is_secret() { Kind::Secret } else { Kind::OneLine }
    }

    /// What travels for it. An empty value travels too: there is no other way to send one.
    pub fn entered(&self) -> Entered {
        let text = self.value.as_str();
        let value = if self.is_secret() { Json::Secret(Secret::new(text)) } else { Json::text(text) };
        Entered { name: self.key().to_owned(), value, credential: self.is_credential() }
    }
}
