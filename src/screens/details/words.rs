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
            Row::Field(at) | Row::Item(at, ..) => return self.about(at),
            Row::Fold => "They may stay empty. A default of theirs is the tenant's own, unless it is changed here.",
            Row::Browser => {
                "Through the browser: the step Authorise brings the code. With a code you have: it is typed here. ←→ chooses."
            }
            Row::Key(_) => "The name of a property that the data source knows and its description does not list.",
            Row::Value(_) => "Its value, sent as text. Ctrl+D takes the property away.",
            Row::Add => "For a property that the description of the data source does not list.",
            Row::Next => "Everything is looked at once more before the next step; nothing is sent yet.",
        };
        words.to_owned()
    }

    /// What there is to know about a field, and how it is filled in.
    fn about(&self, at: usize) -> String {
        let Some(input) = self.form.get(at) else { return String::new() };
        let how = if input.is_file() {
            "The path of a file: Tab goes on with it."
        } else if input.rows().is_some() {
            "Ctrl+N adds a row, Ctrl+D takes one away."
        } else {
            match (self.sort(), input.field.open) {
                (Sort::Pick, true) => "←→ or letters choose; any other value can be typed.",
                (Sort::Pick, false) => "←→ or the first letters choose.",
                (Sort::Text | Sort::Button, _) => "",
            }
        };
        let found = input.field.found.as_ref().map(|found| format!("Found in: {found}.")).unwrap_or_default();
        let parts = [input.field.help.as_deref().unwrap_or_default(), &found, how];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
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
        // Where values are chosen, they are a key press away.
        _ if !word.is_empty() => None,
        // Known examples show the value itself, and not how it is written as JSON.
        _ if matches!(field.shape, Shape::List(_)) => None,
        Some(example) if field.shape == Shape::File => Some(format!("the path of a file, such as ~/{example}")),
        None if field.shape == Shape::File => Some("the path of a file".to_owned()),
        _ if field.shape == Shape::Json => Some(r#"as JSON: [{"name":"…","value":"…"}]"#.to_owned()),
        example => example.as_ref().map(|example| format!("for example {example}")),
    };
    let parts = [word.to_owned(), need.to_owned(), example.unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
