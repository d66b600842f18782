//! What a form asks: one question after another, each with its kind, its need and its condition.

use std::borrow::Cow;

use super::Form;
use crate::domain::{
    known::Condition,
    local::PathTarget,
    property::{Choice, Rows, Wholeness},
};

pub type Words = Cow<'static, str>;

#[derive(Debug)]
pub struct Ask<K> {
    pub key: K,
    /// What stands before the field.
    pub label: Words,
    /// Shown while it is empty.
    pub placeholder: Words,
    /// A sentence for whoever stands on it.
    pub about: Words,
    pub kind: Kind,
    /// What is typed instead by whoever does not want to choose, list or name a file.
    pub by_hand: Option<Kind>,
    pub need: Need,
    pub when: When<K>,
    /// What else is wrong with a text that is not empty, in a sentence.
    pub rule: Option<fn(&str) -> Option<String>>,
    pub default: String,
    /// Whether a default that nobody touched is left to whoever receives the form: it stands back while the focus is elsewhere.
    pub stands_back: bool,
    /// Whether Enter passes over it on the way to the next field.
    pub is_passed: bool,
}

impl<K> Ask<K> {
    /// An optional question that is always asked. The other methods say what differs.
    pub fn new(key: K, label: impl Into<Words>, kind: Kind) -> Self {
        Self {
            key,
            label: label.into(),
            placeholder: Words::default(),
            about: Words::default(),
            kind,
            by_hand: None,
            need: Need::Optional,
            when: When::Always,
            rule: None,
            default: String::new(),
            stands_back: false,
            is_passed: false,
        }
    }

    #[must_use]
    pub fn placeholder(self, words: impl Into<Words>) -> Self {
        Self { placeholder: words.into(), ..self }
    }

    #[must_use]
    pub fn about(self, words: impl Into<Words>) -> Self {
        Self { about: words.into(), ..self }
    }

    /// It must not stay empty; the sentence says so.
    #[must_use]
    pub fn required(self, sentence: impl Into<Words>) -> Self {
        Self { need: Need::Required(sentence.into()), ..self }
    }

    #[must_use]
    pub fn when(self, when: When<K>) -> Self {
        Self { when, ..self }
    }

    #[must_use]
    pub fn rule(self, rule: fn(&str) -> Option<String>) -> Self {
        Self { rule: Some(rule), ..self }
    }

    /// What is proposed at first. Never a secret: defaults are kept in the open.
    #[must_use]
    pub fn default(self, text: impl Into<String>) -> Self {
        Self { default: text.into(), ..self }
    }

    #[must_use]
    #[cfg(test)]
    pub fn by_hand(self, kind: Kind) -> Self {
        Self { by_hand: Some(kind), ..self }
    }

    /// Enter passes over it: what is chosen is right for nearly everybody.
    #[must_use]
    pub fn passed(self) -> Self {
        Self { is_passed: true, ..self }
    }
}

/// What goes into a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// One line of ours that may be seen. A private key or token that is pasted into it is refused.
    Text,
    /// Any text that a data source may want, in view; a certificate keeps its lines.
    AnyText,
    /// An API key or access token: one word, masked, told by its count and its last four characters.
    Token,
    /// A secret of ours: masked, told by its count. A line break inside is an accident and blocks.
    Secret,
    /// A code, or the address that a page ended on: masked, without blanks. It is pasted whole, in place of what stood there.
    Code,
    /// A secret of a data source: masked. `lines`: it may be a key or certificate, whose lines are part of it.
    Hidden {
        lines: bool,
    },
    /// A number. `hidden`: it is masked.
    Number {
        wholeness: Wholeness,
        hidden: bool,
    },
    /// One of these values; an empty one stands for "not chosen". `open`: other values are welcome, too.
    Choice {
        options: Vec<Choice>,
        open: bool,
    },
    /// The path of a file or folder of this machine.
    Path(PathTarget),
    /// Rows that are added and taken away. `hidden`: their values are never shown.
    Rows {
        rows: Rows,
        hidden: bool,
    },
    /// JSON, typed by hand. `hidden`: it is masked.
    Json {
        hidden: bool,
    },
    /// So many rows to go to and to press, which the screen draws where the form asks for them. Without a row it is not in view.
    List(usize),
    Button,
    /// The line behind which other fields wait. Its placeholder says what Enter does.
    Fold,
}

impl Kind {
    /// A choice among fixed words, the first of which is proposed: each is value and label at once.
    pub fn words(words: &[&str]) -> Self {
        Self::choice(&words.iter().map(|word| (*word, *word)).collect::<Vec<_>>())
    }

    pub fn choice(pairs: &[(&str, &str)]) -> Self {
        let option = |(value, label): &(&str, &str)| Choice { value: (*value).to_owned(), label: (*label).to_owned() };
        Self::Choice { options: pairs.iter().map(option).collect(), open: false }
    }

    pub(super) fn is_hidden(&self) -> bool {
        match self {
            Self::Token | Self::Secret | Self::Code | Self::Hidden { .. } => true,
            Self::Json { hidden } | Self::Number { hidden, .. } => *hidden,
            // All of them, so that a new kind says whether it is masked.
            Self::Text
            | Self::AnyText
            | Self::Choice { .. }
            | Self::Path(_)
            | Self::Rows { .. }
            | Self::List(_)
            | Self::Button
            | Self::Fold => false,
        }
    }

    /// Whether the focus stands on it without anything to fill in.
    pub fn is_button(&self) -> bool {
        matches!(self, Self::Button | Self::Fold | Self::List(_))
    }

    /// Whether any text may be typed into it.
    pub fn is_text(&self) -> bool {
        !self.is_button() && !matches!(self, Self::Choice { .. } | Self::Path(_) | Self::Rows { .. })
    }

    pub(super) fn options(&self) -> &[Choice] {
        if let Self::Choice { options, .. } = self { options } else { &[] }
    }
}

/// Whether a field may stay empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Need {
    /// It may not; this is said where it does.
    Required(Words),
    /// It is required as far as is known, which does not block: the screen warns.
    Usual,
    /// It may.
    Optional,
}

/// When a field is asked.
pub enum When<K> {
    Always,
    /// When this says so. It may read the answers of other fields.
    If(fn(&Form<K>) -> bool),
    /// When what stands in another field meets a condition. A field that does not exist meets every condition.
    Holds(K, Condition),
}

impl<K: std::fmt::Debug> std::fmt::Debug for When<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Always => f.write_str("Always"),
            Self::If(_) => f.write_str("If"),
            Self::Holds(key, condition) => f.debug_tuple("Holds").field(key).field(condition).finish(),
        }
    }
}

/// Where what stands in a field came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// It was typed, pasted or chosen, or nothing stands there.
    Typed,
    /// Proposed, or remembered from the last time.
    Proposed,
    /// Found beforehand, there: `from QLIK_API_KEY`.
    Found(String),
}

/// What somebody else said about what stands in a field: the tenant of a name, the disk of a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FieldCheck {
    /// Nobody was asked.
    Nothing,
    /// The question is on its way: the form waits for it.
    Asked,
    Good(String),
    /// What can be told of it without a judgement.
    Plain(String),
    /// It cannot be used like this; it blocks.
    Bad(String),
    /// It could not be found out, for this reason; it does not block.
    Unknown(String),
}

/// Something to know about what stands in a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Note {
    /// Nothing wrong with it.
    Plain(String),
    /// To be looked at.
    Warn(String),
}

/// Whether a field is in view.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Shown,
    /// It waits behind a fold: not in view, but part of the answers.
    Folded,
    /// It is kept for later, and neither in view nor part of the answers.
    LeftOut,
}
