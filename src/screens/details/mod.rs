//! Step Details: the connection's name, and what its data source wants to know.

mod browser;
mod commit;
mod enter;
mod files;
mod find;
mod keys;
mod name;
mod press;
mod rows;
mod view;
mod words;

use std::sync::Arc;

pub use self::find::{FIND, Seek};
pub use self::keys::{Command, KEYS};
use self::{browser::Browser, files::Files, find::Find, name::Name, rows::Row};
use crate::{
    domain::{property::Spec, request::Answer, secret::Secret},
    kit::{
        form_old::Form,
        keys::{Hint, Key, hints, hints_now},
        paste::TooMuch,
        screen::{Cx, Flow, Screen},
        shared::Shared,
        visit::Visit,
    },
};

/// What was typed and chosen, with what is known about it.
#[derive(Debug, Default)]
pub struct State {
    name: Name,
    form: Form,
    /// The api-specs that the form was built from.
    built: Option<Arc<Spec>>,
    row: Row,
    /// Whether to sign in through the browser.
    browser: Browser,
    /// What was said to be usually needed: it is said once.
    warned: Vec<String>,
    /// Whether that stands on the screen now.
    is_warning: bool,
    /// What the tenant refused without naming a field.
    refusal: Option<String>,
    /// Go on as soon as the name is looked up.
    wish: bool,
    /// Whether the gateways have been listed.
    has_gateways: bool,
    /// What was asked of the files that the form names.
    files: Files,
    /// The field that is being looked for.
    find: Option<Find>,
}

/// Whether a row is a text, something to choose from, or a button.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sort {
    Text,
    Pick,
    Button,
}

impl Screen for State {
    fn enter(&mut self, visit: Visit, cx: &mut Cx<'_>) {
        self.prepare(visit, cx);
    }

    fn hints(&self, _shared: &Shared) -> Vec<Hint> {
        if self.find.is_some() {
            return hints(FIND);
        }
        hints_now(KEYS, |command, hint| {
            let shown = match command {
                Command::Turn => self.sort() == Sort::Pick,
                Command::Reveal => self.is_secret(),
                Command::Propose => self.name.proposal().is_some(),
                Command::Remove => self.is_removable(),
                Command::AddRow => self.list_here().is_some(),
                Command::ByHand => self.by_hand().is_some(),
                Command::Mark => self.code_name().is_some(),
                Command::Find => self.sort() == Sort::Button,
                Command::Next | Command::Move | Command::Ends => true,
            };
            shown.then_some(hint)
        })
    }

    fn tables(&self) -> Vec<Vec<Hint>> {
        vec![hints(KEYS)]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let flow = if self.find.is_some() { self.seek(key) } else { self.pressed(key, cx) };
        // A field that was left may have named a file.
        self.read_files(cx);
        flow
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        self.paste_text(text.expose(), cx)
    }

    fn answer(&mut self, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        match answer {
            Answer::NameChecked(name, answer) => {
                if self.name.looked_up(&name, answer) {
                    return self.went_on(cx);
                }
                Flow::Stay
            }
            Answer::Gateways(answer) => {
                self.gateways(answer);
                Flow::Stay
            }
            Answer::FileRead(path, answer) => {
                let flow = self.file_read(&path, &answer, cx);
                self.read_files(cx);
                flow
            }
            Answer::PathCompleted(begun, answer) => {
                self.path_completed(&begun, answer);
                self.read_files(cx);
                Flow::Stay
            }
            _ => Flow::Pass,
        }
    }

    fn is_filled(&self) -> bool {
        !self.name.text().is_empty() || self.form.is_filled()
    }
}

#[cfg(test)]
mod tests;
