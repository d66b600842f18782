//! The words of the step Details that depend on what stands in it.

use super::{Sort, State, rows::Row};
use crate::domain::{
    field::{Field, Need},
    property::Shape,
};

impl State {
    /// What there is to know about the row with the focus.
    pub(super) fn help(&self) -> String {
        let words = match self.row {
            Row::Name => "The name of the connection: one of its kind in the space.",
            Row::Field(at) => {
                let help = self.form.get(at).and_then(|input| input.field.help.as_deref()).unwrap_or_default();
                return match self.sort() {
                    Sort::Pick => format!("{help} ←→ or the first letters choose."),
                    Sort::Text | Sort::Button => help.to_owned(),
                }
                .trim()
                .to_owned();
            }
            Row::Browser => "Whether a person signs in at the provider and brings a code back. ←→ chooses.",
            Row::Key(_) => "The name of a property that the data source knows and its description does not list.",
            Row::Value(_) => "Its value, sent as text. Ctrl+D takes the property away.",
            Row::Add => "For a property that the description of the data source does not list.",
            Row::Next => "Everything is looked at once more before the next step; nothing is sent yet.",
        };
        words.to_owned()
    }

    /// How many fields are missing; the flag says whether it is worth a look.
    pub(super) fn status(&self) -> (String, bool) {
        let missing = self.form.missing();
        let needed = missing.tenant + usize::from(self.name.text().is_empty());
        let count = |count: usize, word: &str| {
            let (fields, are) = if count == 1 { ("field", "is") } else { ("fields", "are") };
            format!("{count} {word} {fields} {are} empty")
        };
        match (needed, missing.known) {
            (0, 0) => ("Nothing needed is missing.".to_owned(), false),
            (0, known) => (count(known, "usually needed"), true),
            (needed, 0) => (count(needed, "needed"), true),
            (needed, known) => (format!("{}, {known} usually needed", count(needed, "needed")), true),
        }
    }
}

/// What stands in an empty field: how needed it is, and an example.
pub fn placeholder(field: &Field, word: &str) -> String {
    let need = match field.need {
        Need::Tenant => "needed",
        Need::Known => "usually needed",
        Need::Optional => "",
    };
    let example = match &field.example {
        // Known examples show the value itself, and not how it is written as JSON.
        _ if field.shape == Shape::Json => Some(r#"as JSON: [{"name":"…","value":"…"}]"#.to_owned()),
        example => example.as_ref().map(|example| format!("for example {example}")),
    };
    let parts = [word.to_owned(), need.to_owned(), example.unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
