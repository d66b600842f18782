//! Step Details: the connection's name, and what its data source wants to know.

mod browser;
mod commit;
mod enter;
mod keys;
mod name;
mod rows;
mod view;
mod words;

use std::sync::Arc;

pub use self::keys::{Command, KEYS};
use self::{browser::Browser, name::Name, rows::Row};
use crate::{
    domain::{property::Spec, request::Answer, secret::Secret},
    kit::{
        form::{Extra, Form, Input},
        keys::{Code, Hint, Key, hints, lookup},
        line::Edit,
        notice::Notice,
        paste::{self, Kind},
        screen::{Cx, Flow, Screen},
        shared::Shared,
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
}

/// Whether a row is a text, something to choose from, or a button.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sort {
    Text,
    Pick,
    Button,
}

impl State {
    fn sort(&self) -> Sort {
        match self.row {
            Row::Field(at) if self.form.get(at).is_some_and(Input::picks) => Sort::Pick,
            Row::Name | Row::Field(_) | Row::Key(_) | Row::Value(_) => Sort::Text,
            Row::Browser => Sort::Pick,
            Row::Add | Row::Next => Sort::Button,
        }
    }

    /// Whether what has the focus is a secret.
    fn is_secret(&self) -> bool {
        match self.row {
            Row::Field(at) => self.form.get(at).is_some_and(|input| input.field.secret),
            Row::Value(at) => self.form.extras.get(at).is_some_and(Extra::is_secret),
            Row::Name | Row::Browser | Row::Key(_) | Row::Add | Row::Next => false,
        }
    }

    fn is_extra(&self) -> bool {
        matches!(self.row, Row::Key(_) | Row::Value(_))
    }

    fn press(&mut self, cx: &mut Cx<'_>) -> Flow {
        match self.row {
            Row::Next => return self.next(cx),
            Row::Add => {
                self.form.extras.push(Extra::default());
                self.row = Row::Key(self.form.extras.len() - 1);
            }
            Row::Name | Row::Field(_) | Row::Browser | Row::Key(_) | Row::Value(_) => {
                self.step(true);
                // Who goes through the form by Enter does not want to add anything.
                if self.row == Row::Add {
                    self.go(Row::Next);
                }
            }
        }
        Flow::Stay
    }

    fn reveal(&mut self) {
        match self.row {
            Row::Field(at) => {
                if let Some(input) = self.form.get_mut(at) {
                    input.reveal();
                }
            }
            Row::Value(at) => {
                if let Some(extra) = self.form.extras.get_mut(at) {
                    extra.revealed = !extra.revealed;
                }
            }
            Row::Name | Row::Browser | Row::Key(_) | Row::Add | Row::Next => {}
        }
    }

    fn propose(&mut self, cx: &mut Cx<'_>) {
        if let Some(name) = self.name.proposal() {
            self.name.line.set(&name);
            self.go(Row::Name);
            self.changed(cx);
        }
    }

    fn remove(&mut self) {
        if let Row::Key(at) | Row::Value(at) = self.row
            && at < self.form.extras.len()
        {
            self.form.extras.remove(at);
            self.row = if at < self.form.extras.len() { Row::Key(at) } else { Row::Add };
        }
    }

    /// What is no command belongs to the row with the focus.
    fn text(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let edit = match self.row {
            Row::Field(at) => self.form.get_mut(at).map_or(Edit::Pass, |input| input.key(key)),
            Row::Browser => self.browser.key(key),
            _ => self.line().map_or(Edit::Pass, |line| line.key(key)),
        };
        match edit {
            Edit::Pass => return Flow::Pass,
            Edit::Moved => {}
            Edit::Changed => self.changed(cx),
        }
        Flow::Stay
    }

    fn paste_text(&mut self, text: &str, cx: &mut Cx<'_>) -> Result<(), paste::TooMuch> {
        if let Row::Field(at) = self.row {
            if let Some(input) = self.form.get_mut(at) {
                input.paste(text)?;
            }
            self.changed(cx);
            return Ok(());
        }
        let kind = match self.row {
            Row::Value(at) => self.form.extras.get(at).map_or(Kind::OneLine, Extra::paste_kind),
            _ => Kind::OneLine,
        };
        let cleaned = paste::clean(text, kind)?;
        if let Some(line) = self.line() {
            line.insert(&cleaned.text);
            self.changed(cx);
        } else {
            cx.tell(Notice::info("Nothing was pasted: no field has the focus."));
        }
        Ok(())
    }
}

impl Screen for State {
    fn enter(&mut self, cx: &mut Cx<'_>) {
        self.prepare(cx);
    }

    fn hints(&self, _shared: &Shared) -> Vec<Hint> {
        let shown = |command: Command| match command {
            Command::Turn => self.sort() == Sort::Pick,
            Command::Reveal => self.is_secret(),
            Command::Propose => self.name.proposal().is_some(),
            Command::Remove => self.is_extra(),
            Command::Next | Command::Move | Command::Ends => true,
        };
        hints(KEYS).into_iter().zip(KEYS).filter(|(_, row)| shown(row.command)).map(|(hint, _)| hint).collect()
    }

    fn tables(&self) -> Vec<Vec<Hint>> {
        vec![hints(KEYS)]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        match lookup(KEYS, key) {
            Some(Command::Next) => return self.press(cx),
            Some(Command::Move) => self.step(matches!(key.code, Code::Down | Code::Tab)),
            Some(Command::Ends) => self.go(if key.code == Code::PageDown { Row::Next } else { Row::Name }),
            Some(Command::Reveal) => self.reveal(),
            Some(Command::Propose) => self.propose(cx),
            Some(Command::Remove) => self.remove(),
            // In a text the same keys move the cursor.
            Some(Command::Turn) | None => return self.text(key, cx),
        }
        self.wish = false;
        Flow::Stay
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Flow {
        if let Err(much) = self.paste_text(text.expose(), cx) {
            cx.tell(Notice::bad(format!("{much}.")));
        }
        Flow::Stay
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
            _ => Flow::Pass,
        }
    }

    fn is_typing(&self) -> bool {
        self.sort() == Sort::Text
    }

    fn is_filled(&self) -> bool {
        !self.name.text().is_empty() || self.form.is_filled()
    }
}

#[cfg(test)]
mod tests;
