//! What keys and pastes do on the step Details, by the row with the focus.

use super::{Sort, State, find::Find, keys::Command, keys::KEYS, rows::Row};
use crate::kit::{
    form_old::{Extra, Input, Item, Part},
    keys::{Code, Key, lookup},
    line::Edit,
    notice::Notice,
    paste::{self, Kind},
    screen::{Cx, Flow},
};

impl State {
    pub(super) fn sort(&self) -> Sort {
        match self.row {
            Row::Field(at) if self.form.get(at).is_some_and(Input::picks) => Sort::Pick,
            Row::Name | Row::Field(_) | Row::Item(_, _, Part::Name | Part::Value) | Row::Key(_) | Row::Value(_) => {
                Sort::Text
            }
            Row::Browser | Row::Item(_, _, Part::Encrypt) => Sort::Pick,
            Row::Fold | Row::Add | Row::Next => Sort::Button,
        }
    }

    /// The row of a list that has the focus.
    fn item_here(&self) -> Option<(&Input, &Item)> {
        let Row::Item(at, item, _) = self.row else { return None };
        let input = self.form.get(at)?;
        Some((input, input.items().get(item)?))
    }

    /// Whether what has the focus is a secret.
    pub(super) fn is_secret(&self) -> bool {
        match self.row {
            Row::Field(at) => self.form.get(at).is_some_and(Input::is_secret),
            Row::Item(_, _, Part::Value) => self.item_here().is_some_and(|(input, item)| input.is_secret_item(item)),
            Row::Value(at) => self.form.extras.get(at).is_some_and(Extra::is_secret),
            Row::Name | Row::Item(..) | Row::Fold | Row::Browser | Row::Key(_) | Row::Add | Row::Next => false,
        }
    }

    pub(super) fn is_removable(&self) -> bool {
        matches!(self.row, Row::Key(_) | Row::Value(_) | Row::Item(..))
    }

    /// The list that has the focus, and its row.
    pub(super) fn list_here(&self) -> Option<(usize, Option<usize>)> {
        let (at, item) = match self.row {
            Row::Item(at, item, _) => (at, Some(item)),
            Row::Field(at) => (at, None),
            _ => return None,
        };
        self.form.get(at).is_some_and(|input| input.rows().is_some()).then_some((at, item))
    }

    /// What the field with the focus can be typed as by hand.
    pub(super) fn by_hand(&self) -> Option<&'static str> {
        let (Row::Field(at) | Row::Item(at, ..)) = self.row else { return None };
        self.form.get(at)?.field.by_hand()
    }

    /// The property with the focus, where it could take an authorisation code.
    pub(super) fn code_name(&self) -> Option<String> {
        let name = match self.row {
            Row::Field(at) => {
                let is_text = |input: &&Input| !input.picks() && !input.is_file() && input.rows().is_none();
                let input = self.form.get(at).filter(|_| !self.form.is_code(at)).filter(is_text)?;
                input.field.name.clone()
            }
            Row::Key(at) | Row::Value(at) => self.form.extras.get(at)?.key().to_owned(),
            _ => return None,
        };
        (!name.is_empty()).then_some(name)
    }

    /// A key was pressed while no field is looked for.
    pub(super) fn pressed(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        match lookup(KEYS, key) {
            Some(Command::Next) => return self.press(cx),
            Some(Command::Move) if key.code == Code::Tab && self.completes(key, cx) => {}
            Some(Command::Move) => match key.code {
                Code::Up | Code::Down => self.hop(key.code == Code::Down),
                _ => self.step(key.code == Code::Tab),
            },
            Some(Command::Ends) => self.go(if key.code == Code::PageDown { Row::Next } else { Row::Name }),
            Some(Command::Reveal) => self.reveal(),
            Some(Command::Propose) => self.propose(cx),
            Some(Command::Remove) => self.remove(cx),
            Some(Command::AddRow) => self.add_row(cx),
            Some(Command::ByHand) => self.turn_by_hand(cx),
            Some(Command::Mark) => self.mark(cx),
            Some(Command::Find) if self.sort() == Sort::Button => self.find = Some(Find::default()),
            // In a text the same keys move the cursor, or are text.
            Some(Command::Turn | Command::Find) | None => return self.text(key, cx),
        }
        self.wish = false;
        Flow::Stay
    }

    fn press(&mut self, cx: &mut Cx<'_>) -> Flow {
        match self.row {
            Row::Next => return self.next(cx),
            Row::Fold => self.form.turn_fold(),
            Row::Add => {
                self.form.extras.push(Extra::default());
                self.row = Row::Key(self.form.extras.len() - 1);
            }
            Row::Name | Row::Field(_) | Row::Item(..) | Row::Browser | Row::Key(_) | Row::Value(_) => {
                self.step(true);
                // Who goes through the form by Enter wants neither to add anything nor to unfold what may stay empty.
                while matches!(self.row, Row::Add | Row::Fold) {
                    self.step(true);
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
            Row::Item(at, item, Part::Value) => {
                if let Some(item) = self.form.get_mut(at).and_then(|input| input.item_mut(item)) {
                    item.revealed = !item.revealed;
                }
            }
            Row::Value(at) => {
                if let Some(extra) = self.form.extras.get_mut(at) {
                    extra.revealed = !extra.revealed;
                }
            }
            Row::Name | Row::Item(..) | Row::Fold | Row::Browser | Row::Key(_) | Row::Add | Row::Next => {}
        }
    }

    fn propose(&mut self, cx: &mut Cx<'_>) {
        if let Some(name) = self.name.proposal() {
            self.name.line.set(&name);
            self.go(Row::Name);
            self.changed(cx);
        }
    }

    fn remove(&mut self, cx: &mut Cx<'_>) {
        match self.row {
            Row::Key(at) | Row::Value(at) if at < self.form.extras.len() => {
                self.form.extras.remove(at);
                self.row = if at < self.form.extras.len() { Row::Key(at) } else { Row::Add };
            }
            Row::Item(at, item, part) => {
                if let Some(input) = self.form.get_mut(at) {
                    input.remove_item(item);
                    let last = input.items().len().checked_sub(1);
                    self.row = last.map_or(Row::Field(at), |last| Row::Item(at, item.min(last), part));
                    self.changed(cx);
                }
            }
            _ => {}
        }
    }

    fn add_row(&mut self, cx: &mut Cx<'_>) {
        let Some((at, after)) = self.list_here() else { return };
        let Some(input) = self.form.get_mut(at) else { return };
        let item = input.add_item(after);
        if let Some(part) = input.parts().first() {
            self.row = Row::Item(at, item, *part);
        }
        self.changed(cx);
    }

    fn turn_by_hand(&mut self, cx: &mut Cx<'_>) {
        let (Row::Field(at) | Row::Item(at, ..)) = self.row else { return };
        if self.form.get_mut(at).is_some_and(Input::turn_by_hand) {
            self.row = Row::Field(at);
            self.changed(cx);
        }
    }

    /// Never by guess: a person says that this property takes the code.
    fn mark(&mut self, cx: &mut Cx<'_>) {
        let Some(name) = self.code_name() else { return };
        self.form.turn_mark(&name);
        self.changed(cx);
        cx.tell(if self.form.is_marked(&name) {
            Notice::info(format!(
                "{name} takes the authorisation code: the step Authorise asks the tenant for its URL."
            ))
        } else {
            Notice::info(format!("{name} is an ordinary property again."))
        });
    }

    /// What is no command belongs to the row with the focus.
    fn text(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        if self.completes(key, cx) {
            return Flow::Stay;
        }
        // A list is filled by typing: its first letter begins a row.
        if let (Row::Field(_), Some(c)) = (self.row, key.typed())
            && self.list_here().is_some()
        {
            self.add_row(cx);
            if c == ' ' {
                return Flow::Stay;
            }
        }
        let edit = match self.row {
            Row::Field(at) if self.is_marked(at) => Edit::Pass,
            Row::Field(at) => self.form.get_mut(at).map_or(Edit::Pass, |input| input.key(key)),
            Row::Item(at, item, part) => {
                self.form.get_mut(at).map_or(Edit::Pass, |input| input.item_key(item, part, key))
            }
            Row::Browser => self.browser.key(key),
            Row::Fold if key.typed() == Some(' ') => {
                self.form.turn_fold();
                Edit::Moved
            }
            _ => self.line().map_or(Edit::Pass, |line| line.key(key)),
        };
        match edit {
            Edit::Pass => return Flow::Pass,
            Edit::Moved => {}
            Edit::Changed => self.changed(cx),
        }
        Flow::Stay
    }

    pub(super) fn paste_text(&mut self, text: &str, cx: &mut Cx<'_>) -> Result<(), paste::TooMuch> {
        if let Some(find) = &mut self.find {
            find.line.insert(&paste::clean(text, Kind::OneLine)?.text);
            find.at = 0;
            return Ok(());
        }
        if self.list_here().is_some_and(|(_, item)| item.is_none()) {
            self.add_row(cx);
        }
        let kind = match self.row {
            Row::Field(at) if self.is_marked(at) => return Ok(()),
            Row::Field(at) => {
                if let Some(input) = self.form.get_mut(at) {
                    input.paste(text)?;
                }
                self.changed(cx);
                return Ok(());
            }
            Row::Value(at) => self.form.extras.get(at).map_or(Kind::OneLine, Extra::paste_kind),
            Row::Item(_, _, Part::Value) if self.is_secret() => Kind::Secret,
            _ => Kind::OneLine,
        };
        let cleaned = paste::clean(text, kind)?;
        if let Row::Item(at, item, part) = self.row {
            if let Some(input) = self.form.get_mut(at) {
                input.item_paste(item, part, &cleaned.text);
            }
            self.changed(cx);
        } else if let Some(line) = self.line() {
            line.insert(&cleaned.text);
            self.changed(cx);
        } else {
            cx.tell(Notice::info("Nothing was pasted: no field has the focus."));
        }
        Ok(())
    }
}
