//! Deleting a connection: its name is typed, for the tenant does not tell which apps use it, and it is read once more before, for
//! somebody may have made something else of it meanwhile.

use super::{
    list,
    turn::{ASKING, CHANGED_MEANWHILE, TaskTurn, read_again, unless_done},
};
use crate::{
    domain::{
        connection::Connection,
        failure::{Failure, FailureKind},
        request::{Answer, Asked, Call, Request},
        settle::Proof,
        write::Outcome,
        writes::Delete,
    },
    kit::{
        form::{self, Ask, Form, Kind},
        keys::{Binding, Hint, Key, Rank, hints, hints_now, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Settled},
        writes::WriteId,
    },
};

/// What the keys command while a deletion is confirmed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Command {
    Enter,
    Up,
    Down,
    Close,
}

pub(super) const KEYS: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Enter, "go on", "from the name to the button; on the button, delete"),
    Binding::room(&[Key::DOWN, Key::TAB], Command::Down, "to the button", "to the button"),
    Binding::help(&[Key::UP, Key::BACK_TAB], Command::Up, "to the name", "to the name"),
    Binding::first(&[Key::ESC], Command::Close, "keep it", "keep it, and back to the connection"),
];

/// What the form asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Row {
    Name,
    Delete,
}

#[derive(Debug)]
pub(super) struct Deletion {
    pub form: Form<Row>,
    pub write: Option<WriteId>,
    pub step: DeletionStep,
    /// It is created anew afterwards.
    pub anew: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum DeletionStep {
    /// A person confirms it.
    Asking,
    /// It is read once more.
    Reading,
    /// It was sent, and its outcome has not come.
    Sending,
    /// It was deleted by this, and not before.
    Done,
}

impl Deletion {
    pub fn new(of: &Connection) -> Self {
        let name = Ask::new(Row::Name, "Name", Kind::Text).placeholder("type the name of the connection");
        let delete = Ask::new(Row::Delete, format!("Delete {}", list::name(of)), Kind::Button);
        Self { form: Form::new(vec![name, delete]), write: None, step: DeletionStep::Asking, anew: false }
    }

    pub fn key(&mut self, key: Key, of: &Connection, cx: &mut Cx<'_>) -> TaskTurn {
        let command = lookup(KEYS, key);
        if self.step == DeletionStep::Sending {
            // What is under way cannot be called back; its answer comes soon.
            return if command.is_some() { TaskTurn::Stay } else { TaskTurn::Pass };
        }
        if self.step == DeletionStep::Reading {
            if lookup(ASKING, key).is_none() {
                return TaskTurn::Pass;
            }
            self.step = DeletionStep::Asking;
            cx.drop_question(Asked::ReadBack);
            return TaskTurn::Stay;
        }
        match command {
            Some(Command::Enter) if !cx.fresh => {}
            Some(Command::Enter) if self.form.answer(Row::Name) != list::name(of).trim() => {
                self.form.refuse(Row::Name, format!("Type its name to delete it: {}", list::name(of)));
            }
            Some(Command::Enter) if self.form.focus() == Some(Row::Delete) => {
                if let Some(session) = cx.session() {
                    cx.shared.notice = None;
                    self.step = DeletionStep::Reading;
                    cx.ask(Request::Tenant(session, Call::ReadBack(of.id.clone())));
                }
            }
            Some(Command::Enter) => self.form.begin_at(Row::Delete),
            Some(Command::Close) => return TaskTurn::Close,
            Some(Command::Up | Command::Down) | None => {
                if self.form.key(key) == form::Turn::Pass {
                    return TaskTurn::Pass;
                }
            }
        }
        TaskTurn::Stay
    }

    pub fn paste(&mut self, text: &str) -> Result<(), TooMuch> {
        if self.step == DeletionStep::Asking {
            self.form.begin_at(Row::Name);
            self.form.paste(text)?;
        }
        Ok(())
    }

    /// It was read just before it is deleted.
    fn reread(&mut self, answer: &Result<Box<Connection>, Failure>, of: &Connection, cx: &mut Cx<'_>) -> TaskTurn {
        self.step = DeletionStep::Asking;
        // What is not there may have been deleted by the try that is open: looking settles that one.
        if let (Err(failure), Some(id)) = (answer, self.write)
            && failure.kind == FailureKind::NotFound
        {
            self.step = DeletionStep::Sending;
            let settled = cx.look::<Delete>(id);
            return self.settled(settled, cx);
        }
        match read_again(answer, of, self.write.map(|_| "deleted"), cx) {
            Ok(found) if (&found.name, &found.updated) == (&of.name, &of.updated) => self.send(of, cx),
            Ok(_) => {
                cx.tell(Notice::warn(CHANGED_MEANWHILE));
                return TaskTurn::Changed;
            }
            Err(turn) => return turn,
        }
        TaskTurn::Stay
    }

    fn send(&mut self, of: &Connection, cx: &mut Cx<'_>) {
        let write = Delete::connection(&of.id, &of.name);
        let of = write.of.clone();
        self.write = cx.begin(write, |other| other.of == of);
        self.step = if self.write.is_some() { DeletionStep::Sending } else { DeletionStep::Asking };
    }

    pub fn resumes(&mut self, cx: &mut Cx<'_>) -> bool {
        let is_open = self.write.is_some_and(|id| cx.resume::<Delete>(id, Asked::DeleteConnection));
        self.step = if is_open { DeletionStep::Sending } else { DeletionStep::Asking };
        is_open
    }

    pub fn answer(&mut self, asked: &Request, answer: &Answer, of: &Connection, cx: &mut Cx<'_>) -> TaskTurn {
        if let (Answer::ReadBack(answer), DeletionStep::Reading) = (answer, self.step) {
            return self.reread(answer, of, cx);
        }
        let settled = self.write.and_then(|id| cx.settle::<Delete>(id, asked, answer));
        settled.map_or(TaskTurn::Pass, |settled| self.settled(settled, cx))
    }

    pub fn stop(&mut self, cx: &mut Cx<'_>) -> TaskTurn {
        let settled = self.write.and_then(|id| cx.stop::<Delete>(id, Asked::DeleteConnection));
        self.settled(settled, cx)
    }

    fn settled(&mut self, settled: Option<Settled<Delete>>, cx: &mut Cx<'_>) -> TaskTurn {
        let Some(settled) = settled else { return TaskTurn::Stay };
        self.step = DeletionStep::Asking;
        if settled.outcome != Outcome::Unknown {
            self.write = None;
        }
        if let Some(turn) = unless_done(&settled, "Delete asks the tenant once more; Esc leaves it at that.", cx) {
            return turn;
        }
        if matches!(settled.outcome, Outcome::Done((), Proof::Before)) {
            cx.tell(Notice::info(settled.sentence));
        } else {
            self.step = DeletionStep::Done;
            // What is to be created anew is noted with whether it was.
            if !self.anew {
                cx.note_each_done(&settled.sentence);
            }
            cx.tell(Notice::good(settled.sentence));
        }
        TaskTurn::Gone
    }

    pub fn hints(&self) -> Vec<Hint> {
        match self.step {
            DeletionStep::Reading => return hints(ASKING),
            DeletionStep::Sending => return Vec::new(),
            DeletionStep::Asking | DeletionStep::Done => {}
        }
        let is_on_button = self.form.focus() == Some(Row::Delete);
        hints_now(KEYS, |command, hint| match command {
            Command::Enter if is_on_button => Some(Hint { short: "delete", ..hint }),
            Command::Up => Some(Hint { rank: if is_on_button { Rank::Room } else { Rank::HelpOnly }, ..hint }),
            Command::Down => (!is_on_button).then_some(hint),
            _ => Some(hint),
        })
    }
}
