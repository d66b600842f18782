//! Finding a field of a long form by some letters of its name.

use super::{State, form::Row};
use crate::kit::{
    cursor::Cursor,
    form::{Ask, Form, Kind, Turn},
    keys::{Binding, Key, lookup},
    screen::Flow,
};

/// What is looked for.
#[derive(Debug)]
pub struct Find {
    pub form: Form<()>,
    /// In what was found.
    pub cursor: Cursor,
}

impl Default for Find {
    fn default() -> Self {
        let letters = Ask::new((), "Find a field", Kind::Text).placeholder("some letters of its name");
        Self { form: Form::new(vec![letters]), cursor: Cursor::default() }
    }
}

impl Find {
    pub(super) fn letters(&self) -> &str {
        self.form.answer(())
    }
}

/// What the keys command while a field is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FindCommand {
    /// To the field.
    Jump,
    /// Back to where one was.
    Close,
    /// The field above or below.
    Move,
}

/// The keys while a field is looked for.
pub const FIND: &[Binding<FindCommand>] = &[
    Binding::first(&[Key::ENTER], FindCommand::Jump, "go there", "to the field that was found"),
    Binding::room(&[Key::UP, Key::DOWN], FindCommand::Move, "move", "to the one above or below"),
    Binding::first(&[Key::ESC], FindCommand::Close, "close", "close the search"),
];

impl State {
    /// The rows that have these letters, the best first. All of them, before the first letter.
    pub(super) fn found(&self, letters: &str) -> Vec<(Row, String)> {
        let letters = letters.to_lowercase();
        let fields = self.fields.rows().filter(|row| self.fields.form.is_asked(*row)).filter_map(|row| {
            let field = self.fields.field(row)?;
            let help = field.help.as_deref().unwrap_or_default();
            Some((row, field.label.clone(), field.name.as_str(), help))
        });
        let name = (Row::Name, "Name".to_owned(), "name", "");
        let extras = self.fields.extras().map(|(row, name)| (row, name.to_owned(), name, ""));
        let mut found: Vec<(u8, Row, String)> = std::iter::once(name)
            .chain(fields)
            .chain(extras)
            .filter_map(|(row, label, name, help)| {
                let shown = if label.eq_ignore_ascii_case(name) { label.clone() } else { format!("{label}  ({name})") };
                rank(&letters, &label, name, help).map(|rank| (rank, row, shown))
            })
            .collect();
        found.sort_by_key(|(rank, ..)| *rank);
        found.into_iter().map(|(_, row, label)| (row, label)).collect()
    }

    /// A key was pressed while a field is looked for.
    pub(super) fn seek(&mut self, key: Key) -> Flow {
        let found = self.find.as_ref().map(|find| self.found(find.letters())).unwrap_or_default();
        let Some(find) = &mut self.find else { return Flow::Pass };
        match lookup(FIND, key) {
            Some(FindCommand::Close) => self.find = None,
            Some(FindCommand::Move) => find.cursor.key(key, found.len()),
            Some(FindCommand::Jump) => {
                if let Some((row, _)) = found.get(find.cursor.row()) {
                    self.find = None;
                    self.fields.show(*row);
                }
            }
            None => match find.form.key(key) {
                Turn::Pass => return Flow::Pass,
                Turn::Changed(()) => find.cursor = Cursor::default(),
                _ => {}
            },
        }
        Flow::Stay
    }
}

/// How well a field fits: its label first, then its name, then what is said about it.
fn rank(letters: &str, label: &str, name: &str, help: &str) -> Option<u8> {
    let (label, name, help) = (label.to_lowercase(), name.to_lowercase(), help.to_lowercase());
    let begins = |text: &str| text.split_whitespace().any(|word| word.starts_with(letters));
    match letters {
        "" => Some(0),
        _ if label.starts_with(letters) || name.starts_with(letters) => Some(0),
        _ if begins(&label) => Some(1),
        _ if label.contains(letters) || name.contains(letters) => Some(2),
        _ if begins(&help) => Some(3),
        _ => None,
    }
}
