//! One field of a way to sign in: what it is, what stands in it, and where that came from.

use crate::kit::{
    form::Note,
    keys::{Code, Key},
    line::{Edit, Line, Mask},
    paste::{self, Kind, TooMuch},
    path::path_in,
};

/// What a field is. The tables of the methods are made of these.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Which field.
    pub name: Name,
    /// What stands before it.
    pub label: &'static str,
    /// Shown while it is empty.
    pub placeholder: &'static str,
    /// A sentence for whoever stands on it.
    pub about: &'static str,
    /// What goes into it.
    pub sort: Sort,
    /// Whether it may stay empty.
    pub need: Need,
}

/// The fields there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Name {
    /// An API key or an access token.
    Key,
    /// The id of an OAuth client.
    ClientId,
    /// Its secret.
    ClientSecret,
    /// Where the browser comes back to.
    Redirect,
    /// The path of a private key.
    KeyFile,
    /// The id of that key.
    KeyId,
    /// Whom to act as.
    User,
    /// How that is meant.
    TakenAs,
    /// The key of somebody who may look users up.
    AdminKey,
    /// The issuer of signed tokens.
    Issuer,
    /// The subject of the user.
    Subject,
    /// The user's name.
    Called,
    /// The user's e-mail address.
    Email,
    /// The user's groups.
    Groups,
    /// The id of a web integration.
    WebIntegration,
}

impl Name {
    /// How the notes call it. What is a secret, and whom one acts as, is not remembered.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::ClientId => Some("client-id"),
            Self::Redirect => Some("redirect"),
            Self::KeyFile => Some("key-file"),
            Self::KeyId => Some("key-id"),
            Self::Issuer => Some("issuer"),
            Self::WebIntegration => Some("web-integration"),
            Self::Key
            | Self::ClientSecret
            | Self::User
            | Self::TakenAs
            | Self::AdminKey
            | Self::Subject
            | Self::Called
            | Self::Email
            | Self::Groups => None,
        }
    }
}

/// What goes into a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// A text that may be seen.
    Text,
    /// A text that may not.
    Secret,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// Whether a field may stay empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// It may not.
    Needed,
    /// It may.
    Optional,
}

/// Where what stands in a field came from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Origin {
    /// It was typed or pasted, or nothing stands there.
    #[default]
    Typed,
    /// Proposed, or remembered from the last time: no loss.
    Proposed,
    /// Found beforehand, there.
    Found(String),
}

/// A field with what stands in it.
#[derive(Debug)]
pub struct Field {
    /// What it is.
    pub spec: &'static Spec,
    /// What stands in it.
    pub line: Line,
    /// Where that came from.
    pub origin: Origin,
    /// What is wrong with it.
    pub fault: Option<String>,
    /// What there is to know about it.
    pub note: Option<Note>,
    /// A line break stood inside of what was pasted.
    pub broken: bool,
}

pub const BROKEN: &str = "There was a line break inside what was pasted, so it may be two things, or one cut in half. Clear the \
                          field (Ctrl+U) and copy it once more.";
const ODD: &str = "The key holds a blank, or another character that no key has. Clear the field (Ctrl+U) and copy it once more, from \
                   its first to its last character.";
const PRIVATE: &str = "That is the key itself, and this field shows what stands in it, so nothing was taken. It wants the path of \
                       the file.";
const TOKEN: &str = "That looks like a key or token, and this field shows what stands in it, so nothing was taken.";

impl Field {
    /// An empty field.
    pub fn new(spec: &'static Spec) -> Self {
        Self { spec, line: Line::default(), origin: Origin::Typed, fault: None, note: None, broken: false }
    }

    /// What stands in it, without blanks around it. To a secret blanks at its ends may belong.
    pub fn text(&self) -> &str {
        match (self.spec.sort, self.spec.name) {
            (Sort::Secret, Name::ClientSecret) => self.line.as_str(),
            _ => self.line.as_str().trim(),
        }
    }

    /// Whether its text may be seen.
    pub fn mask(&self) -> Mask {
        if self.spec.sort == Sort::Secret { Mask::Hidden } else { Mask::Open }
    }

    /// Whether it holds a key or token, rather than a secret that people may choose.
    fn is_key(&self) -> bool {
        matches!(self.spec.name, Name::Key | Name::AdminKey)
    }

    /// Finds what no key and no token has in it, before anybody is asked; says so.
    pub fn check(&mut self) -> bool {
        let is_fine = self.broken || !self.is_key() || self.text().chars().all(|c| c.is_ascii_graphic());
        if !is_fine {
            self.fault = Some(ODD.to_owned());
        }
        is_fine
    }

    /// Puts something in that no person typed.
    pub fn fill(&mut self, text: &str, origin: Origin) {
        self.line.set(text);
        self.origin = origin;
        self.fault = None;
        self.note = None;
        self.broken = false;
    }

    /// Another text, as if it had been typed.
    pub fn retype(&mut self, text: &str) {
        self.line.set(text);
        self.changed();
    }

    /// Whether something stands in it that leaving would lose.
    pub fn is_filled(&self) -> bool {
        !self.line.is_empty() && self.origin == Origin::Typed
    }

    /// A key was pressed while it has the focus.
    pub fn key(&mut self, key: Key) -> Edit {
        let edit = match self.spec.sort {
            Sort::Choice(words) => self.turn(words, key),
            Sort::Text | Sort::Secret => self.line.key(key),
        };
        if edit == Edit::Changed {
            self.changed();
        }
        edit
    }

    fn turn(&mut self, words: &[&str], key: Key) -> Edit {
        let at = words.iter().position(|word| *word == self.line.as_str()).unwrap_or(0);
        let to = match key.code {
            Code::Right | Code::Char(' ') => at + 1,
            Code::Left => at + words.len() - 1,
            _ => return Edit::Pass,
        };
        if let Some(word) = words.get(to % words.len()) {
            self.line.set(word);
        }
        Edit::Changed
    }

    /// A text was pasted into it. What belongs into no visible field is not taken.
    pub fn paste(&mut self, text: &str) -> Result<(), TooMuch> {
        let kind = match self.spec.sort {
            Sort::Choice(_) => return Ok(()),
            Sort::Secret => Kind::Secret,
            Sort::Text => Kind::OneLine,
        };
        let cleaned = paste::clean(text, kind)?;
        if kind == Kind::OneLine && text.contains("PRIVATE KEY-----") {
            self.fault = Some(PRIVATE.to_owned());
            return Ok(());
        }
        if kind == Kind::OneLine && paste::looks_like_a_token(&cleaned.text) {
            self.fault = Some(TOKEN.to_owned());
            return Ok(());
        }
        // Two keys after one another are none, so a whole one takes the place of what was there.
        if self.spec.name == Name::Key && paste::looks_like_a_token(&cleaned.text) {
            self.line.clear();
        }
        let broken = self.broken && !self.line.is_empty();
        let is_path = self.spec.name == Name::KeyFile;
        match (is_path, self.is_key()) {
            (true, _) => self.line.insert(&path_in(&cleaned.text)),
            // Copied out of a request, it brings the word before it along.
            (_, true) => self.line.insert(paste::bare_token(&cleaned.text)),
            _ => self.line.insert(&cleaned.text),
        }
        self.changed();
        self.broken = broken || (cleaned.had_breaks && kind == Kind::Secret);
        self.fault = self.broken.then(|| BROKEN.to_owned());
        self.check();
        Ok(())
    }

    fn changed(&mut self) {
        self.origin = Origin::Typed;
        self.fault = None;
        self.note = None;
        // Whoever edits by hand has seen what was said about the paste.
        self.broken = false;
    }
}
