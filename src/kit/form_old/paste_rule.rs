//! Which rule a paste into a field follows, and what is answered to it.

use unicode_segmentation::UnicodeSegmentation;

use crate::{
    domain::{field::Field, property::Shape},
    kit::{
        form::Note,
        paste::{Cleaned, Kind},
    },
};

/// A key file says so itself, whatever the field is called.
const BEGINS: &str = "-----BEGIN";
/// Fields of these names hold keys that are one word: a line break in there is an accident.
const ONE_WORD: [&str; 5] = ["accesskey", "secretkey", "apikey", "appkey", "accountkey"];

/// The rule for this text in this field.
pub fn kind(field: &Field, text: &str) -> Kind {
    let has_lines = text.trim().contains(['\n', '\r']);
    if field.shape == Shape::Json || (has_lines && (text.contains(BEGINS) || keeps_lines(field))) {
        Kind::Pem
    } else if field.secret {
        Kind::Secret
    } else {
        Kind::OneLine
    }
}

/// Whether the lines of a key or certificate file may stand in this field.
fn keeps_lines(field: &Field) -> bool {
    let name = field.name.to_lowercase();
    let has = |part: &&str| name.contains(*part);
    field.secret && ["key", "cert", "pem"].iter().any(has) && !ONE_WORD.iter().any(has)
}

/// A secret cannot be read back from the screen, so its paste is answered with a count: a cut-off paste is the commonest fault.
pub fn answer(field: &Field, kind: Kind, cleaned: &Cleaned) -> Option<Note> {
    let count = cleaned.text.graphemes(true).filter(|grapheme| *grapheme != "\n").count();
    let lines = cleaned.text.lines().count();
    if cleaned.had_breaks {
        return Some(Note::Warn(format!(
            "{count} characters pasted. A line break inside was taken out: is it one value, and whole?"
        )));
    }
    match (kind, field.secret) {
        (Kind::Pem, _) if lines > 1 => Some(Note::Plain(format!("{lines} lines, {count} characters pasted"))),
        (_, true) => Some(Note::Plain(format!("{count} characters pasted"))),
        (_, false) => None,
    }
}
