//! Step Details: the connection's name, and the fields of its data source.

mod enter;
mod find;
pub mod form;
mod name;
mod next;
mod view;

use std::sync::Arc;

pub use self::find::FIND;
use self::{
    find::Find,
    form::{FormCommand, Row, SourceForm, form_binding},
    name::{Name, PAUSE},
};
use crate::{
    domain::{
        property::Spec,
        request::{Answer, Call, Chore, Request},
        secret::Secret,
    },
    kit::{
        cursor::Cursor,
        form::{RowPart, Turn},
        keys::{Binding, Hint, Key, KeyTable, hints, hints_now, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Flow, Screen},
        shared::Shared,
        visit::Visit,
    },
};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// To the next row; on a button, press it.
    Next,
    /// To the row above or below.
    Move,
    /// The value before or after the chosen one.
    Turn,
    /// What the form does by itself.
    Form(FormCommand),
    /// Take the name that is proposed.
    Propose,
    /// This text is the authorization code.
    Mark,
    /// Look for a field.
    Find,
    /// To the name, or to the button that goes on.
    Ends,
}

/// The keys of this screen. What is typed belongs to the field with the focus.
pub const KEYS: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Next, "next", "to the next field; on a button, press it"),
    Binding::room(&[Key::UP, Key::DOWN], Command::Move, "move", "to the field above or below"),
    Binding::help(&[Key::TAB, Key::BACK_TAB], Command::Move, "move", "the same; in a path, Tab completes it"),
    Binding::first(
        &[Key::LEFT, Key::RIGHT],
        Command::Turn,
        "choose",
        "choose a value; typing its first letters does the same",
    ),
    form_binding(FormCommand::Reveal, Command::Form(FormCommand::Reveal)),
    Binding::first(&[Key::ctrl('f')], Command::Propose, "other name", "use the proposed name instead of a taken one"),
    form_binding(FormCommand::Remove, Command::Form(FormCommand::Remove)),
    form_binding(FormCommand::AddRow, Command::Form(FormCommand::AddRow)),
    form_binding(FormCommand::ByHand, Command::Form(FormCommand::ByHand)),
    Binding::help(
        &[Key::ctrl('g')],
        Command::Mark,
        "is the code",
        "this field takes the authorization code, which the step Authorize gets",
    ),
    Binding::first(&[Key::char('/')], Command::Find, "find", "find a field, where no field has the focus"),
    Binding::room(
        &[Key::PAGE_DOWN, Key::PAGE_UP],
        Command::Ends,
        "end, start",
        "to the button Next, and back to the name",
    ),
];

/// What was typed and chosen, with what is known about it.
#[derive(Debug, Default)]
pub struct State {
    fields: SourceForm,
    name: Name,
    /// The api-specs that the form was built from.
    built: Option<Arc<Spec>>,
    /// What was said to be required and missing: it is said once.
    warned: Vec<String>,
    /// Whether that stands on the screen now.
    is_warning: bool,
    /// What the tenant refused without naming a field.
    refusal: Option<String>,
    /// Go on as soon as what was asked has come.
    requested: bool,
    /// Whether the gateways have been listed.
    has_gateways: bool,
    /// The field that is being looked for.
    find: Option<Find>,
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
                Command::Turn => self.turns(),
                Command::Form(command) => self.fields.does(command),
                Command::Propose => self.other_name().is_some(),
                Command::Mark => self.fields.code_name().is_some(),
                Command::Find => self.is_on_button(),
                Command::Next | Command::Move | Command::Ends => true,
            };
            shown.then_some(hint)
        })
    }

    fn tables(&self) -> Vec<KeyTable> {
        vec![("", hints(KEYS))]
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        if self.find.is_some() { self.seek(key) } else { self.pressed(key, cx) }
    }

    fn paste(&mut self, text: &Secret, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        if let Some(find) = &mut self.find {
            find.form.paste(text.expose())?;
            find.cursor = Cursor::default();
            return Ok(());
        }
        match self.fields.form.paste(text.expose())? {
            Turn::Pass => cx.tell(Notice::info("Nothing was pasted: no field has the focus.")),
            turn => {
                self.turned(&turn, cx);
            }
        }
        Ok(())
    }

    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        match (answer, asked) {
            (Answer::CheckName(answer), Request::Tenant(_, Call::CheckName(_, name))) => {
                if self.looked_up(name, answer, cx) {
                    return self.go_on(cx);
                }
                Flow::Stay
            }
            (Answer::ListGateways(answer), _) => {
                self.gateways(answer);
                Flow::Stay
            }
            (Answer::ReadFile(answer), Request::Here(Chore::ReadFile(path))) => {
                self.fields.file_read(path, &answer);
                self.fields.read_files(cx);
                self.go_on(cx)
            }
            (Answer::CompletePath(answer), Request::Here(Chore::CompletePath(begun, _))) => {
                let turn = self.fields.form.completed(begun, answer);
                self.turned(&turn, cx)
            }
            _ => Flow::Pass,
        }
    }

    fn is_filled(&self) -> bool {
        self.fields.form.is_filled()
    }
}

impl State {
    fn is_on_button(&self) -> bool {
        matches!(self.fields.form.focus(), Some(Row::Fold | Row::Add | Row::Next) | None)
    }

    /// Whether arrows choose a value here.
    fn turns(&self) -> bool {
        let form = &self.fields.form;
        let picks = form.current().is_some_and(|input| input.picks() && !input.is_free());
        picks || matches!(form.cell(), Some((_, RowPart::Encrypt)))
    }

    /// A key was pressed while no field is looked for.
    fn pressed(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        let command = lookup(KEYS, key);
        let turn = match command {
            Some(Command::Form(command)) => self.fields.command(command),
            Some(Command::Propose) => {
                self.take_other_name(cx);
                Turn::Still
            }
            Some(Command::Mark) => {
                self.mark(cx);
                Turn::Still
            }
            Some(Command::Find) if self.is_on_button() => {
                self.find = Some(Find::default());
                Turn::Still
            }
            // In a text the same keys move the cursor, or are text.
            Some(Command::Next | Command::Move | Command::Ends | Command::Turn | Command::Find) | None => {
                match self.fields.form.key(key) {
                    Turn::Pass if key.typed() == Some(' ') && self.fields.form.focus() == Some(Row::Fold) => {
                        Turn::Pressed(Some(Row::Fold))
                    }
                    turn => turn,
                }
            }
        };
        if turn == Turn::Pass && matches!(command, None | Some(Command::Turn | Command::Find)) {
            return Flow::Pass;
        }
        self.requested = false;
        self.turned(&turn, cx)
    }

    /// What a key or a paste did to the form.
    fn turned(&mut self, turn: &Turn<Row>, cx: &mut Cx<'_>) -> Flow {
        if let Turn::Changed(row) = turn {
            self.changed(*row, cx);
        }
        if self.fields.turned(turn, cx) { self.next(cx) } else { Flow::Stay }
    }

    /// Something else stands in a field.
    fn changed(&mut self, row: Row, cx: &mut Cx<'_>) {
        self.requested = false;
        cx.shared.draft.of_mut().is_typed = true;
        if std::mem::take(&mut self.is_warning) {
            cx.shared.notice = None;
        }
        if row == Row::Name {
            self.look_up(PAUSE, cx);
        }
    }

    /// Never by guess: a person says that this property takes the code.
    fn mark(&mut self, cx: &mut Cx<'_>) {
        let Some(name) = self.fields.code_name() else { return };
        self.fields.turn_mark(&name);
        self.requested = false;
        cx.tell(Notice::info(if self.fields.is_marked(&name) {
            format!("{name} takes the authorization code. The step Authorize gets it.")
        } else {
            format!("{name} is an ordinary property again.")
        }));
    }
}

#[cfg(test)]
mod tests;
