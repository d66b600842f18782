//! What is being done with a connection: one task at a time, and what each leads to.

use super::{
    change::Changing, copies::Copies, deletion::Deletion, list::ConnectionList, moving::Moving,
    reauthorize::Reauthorizing,
};
use crate::{
    domain::{
        connection::Connection,
        failure::{Failure, FailureKind},
        patch::Change,
        property::Spec,
        request::{Answer, Request},
        write::{NotDone, Outcome, Write},
    },
    kit::{
        keys::{Binding, Hint, Key},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Settled},
        shared::Shared,
        writes::WriteId,
    },
};

/// What is being done.
#[derive(Debug)]
pub(super) enum Task {
    Change(Box<Changing>),
    Copy(Box<Copies>),
    Move(Box<Moving>),
    Delete(Box<Deletion>),
    Reauthorize(Box<Reauthorizing>),
}

/// What follows from a key or an answer.
#[derive(Clone, PartialEq, Debug)]
#[must_use]
pub(super) enum TaskTurn {
    /// The key is none of the task's, or the answer none to it.
    Pass,
    Stay,
    /// The task is left; nothing was done, or all of it was told.
    Close,
    /// The connection does not exist any more.
    Gone,
    /// The connection is another than it was: it is read anew.
    Changed,
    /// It was changed by these: it is read back and compared.
    Compare(Vec<Change>),
    /// Its credentials have another secret now: it is read back.
    Rotated,
    /// These were made.
    Made(Vec<Connection>),
    /// Back to the URL and its code.
    Consent,
    /// To be deleted and created anew.
    Anew,
}

/// While the tenant asks to wait, and what it refused then is sent again by itself.
pub(super) const WAITING: &[Binding<()>] =
    &[Binding::first(&[Key::ESC], (), "stop waiting", "stop waiting; what was sent already is looked up")];

/// While something is asked that was not sent to change anything.
pub(super) const ASKING: &[Binding<()>] = &[Binding::first(&[Key::ESC], (), "stop", "stop asking; nothing is sent")];

impl Task {
    /// The write under way, or unknown.
    pub fn write(&self) -> Option<WriteId> {
        match self {
            Self::Change(changing) => changing.write,
            Self::Copy(copies) => copies.write(),
            Self::Move(moving) => moving.write,
            Self::Delete(deletion) => deletion.write,
            Self::Reauthorize(reauthorizing) => reauthorizing.write,
        }
    }

    /// Whether the tenant asked to wait.
    pub fn is_waiting(&self, shared: &Shared) -> bool {
        self.write().is_some_and(|id| shared.writes.waiting(id).is_some())
    }

    /// Stops waiting until the tenant takes requests again.
    pub fn stop(&mut self, of: &Connection, cx: &mut Cx<'_>) -> TaskTurn {
        match self {
            Self::Change(changing) => changing.stop(cx),
            Self::Copy(copies) => copies.stop(of, cx),
            Self::Move(moving) => moving.stop(of, cx),
            Self::Delete(deletion) => deletion.stop(cx),
            Self::Reauthorize(reauthorizing) => reauthorizing.stop(cx),
        }
    }

    pub fn key(&mut self, key: Key, of: &Connection, list: &mut ConnectionList, cx: &mut Cx<'_>) -> TaskTurn {
        match self {
            Self::Change(changing) => changing.key(key, cx),
            Self::Copy(copies) => copies.key(key, of, list, cx),
            Self::Move(moving) => moving.key(key, of, list, cx),
            Self::Delete(deletion) => deletion.key(key, of, cx),
            Self::Reauthorize(reauthorizing) => reauthorizing.key(key, cx),
        }
    }

    pub fn paste(&mut self, text: &str, list: &mut ConnectionList, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        match self {
            Self::Change(changing) => changing.paste(text, cx),
            Self::Copy(copies) => copies.paste(text, list, cx),
            Self::Move(moving) => moving.paste(text, list, cx),
            Self::Delete(deletion) => deletion.paste(text),
            Self::Reauthorize(_) => Ok(()),
        }
    }

    pub fn answer(
        &mut self,
        asked: &Request,
        answer: &Answer,
        (of, spec): (&Connection, Option<&Spec>),
        cx: &mut Cx<'_>,
    ) -> TaskTurn {
        match self {
            Self::Change(changing) => changing.answer(asked, answer, cx),
            Self::Copy(copies) => copies.answer(asked, answer, of, cx),
            Self::Move(moving) => moving.answer(asked, answer, of, cx),
            Self::Delete(deletion) => deletion.answer(asked, answer, cx),
            Self::Reauthorize(reauthorizing) => reauthorizing.answer(asked, answer, spec, cx),
        }
    }

    /// The screen is shown again: whether something of this is still to be settled.
    pub fn resumes(&mut self, cx: &mut Cx<'_>) -> bool {
        match self {
            Self::Change(changing) => changing.resumes(cx),
            Self::Copy(copies) => copies.resumes(cx),
            Self::Move(moving) => moving.resumes(cx),
            Self::Delete(deletion) => deletion.resumes(cx),
            Self::Reauthorize(reauthorizing) => reauthorizing.resumes(cx),
        }
    }

    pub fn hints(&self, list: &ConnectionList) -> Vec<Hint> {
        match self {
            Self::Change(changing) => changing.hints(),
            Self::Copy(copies) => copies.hints(list),
            Self::Move(moving) => moving.hints(list),
            Self::Delete(deletion) => deletion.hints(),
            Self::Reauthorize(reauthorizing) => reauthorizing.hints(),
        }
    }
}

/// What a person can do about a write that was not done, or of which nobody knows. None where it was done.
#[must_use]
pub(super) fn unless_done<W: Write>(settled: &Settled<W>, on: &str, cx: &mut Cx<'_>) -> Option<TaskTurn> {
    match &settled.outcome {
        Outcome::Done(..) => return None,
        Outcome::NotDone(NotDone::Refused(failure)) => {
            cx.tell(Notice::about(failure, because(failure, &settled.not_done)));
        }
        Outcome::NotDone(NotDone::Absent | NotDone::Stopped) => cx.tell(Notice::warn(settled.sentence.clone())),
        Outcome::Unknown => cx.tell(Notice::warn(format!("{} {on}", settled.sentence))),
    }
    Some(TaskTurn::Stay)
}

/// That it was not done, and why.
pub(super) fn because(failure: &Failure, not_done: &str) -> String {
    let why = match failure.kind {
        _ if failure.says_source_is_off() => "An administrator of the tenant switched its data source off.",
        FailureKind::Forbidden => "You may not: ask its owner or an administrator of the tenant.",
        FailureKind::NotFound => "The tenant does not find it: it may have been deleted in the meantime.",
        FailureKind::Conflict => "Something there has this name already, or something uses it.",
        _ => return not_done.to_owned(),
    };
    format!("{not_done} {why}")
}
