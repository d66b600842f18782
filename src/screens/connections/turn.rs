//! What a task on a connection leads to, and what is said where its write was not done.

use super::list;
use crate::{
    domain::{
        connection::Connection,
        failure::{Failure, FailureKind},
        patch::Change,
        secret::Secret,
        write::{NotDone, Outcome, Write},
    },
    kit::{
        keys::{Binding, Key},
        notice::Notice,
        screen::{Cx, Settled},
    },
};

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
    Compare {
        sent: Vec<Change>,
        has_login: bool,
    },
    /// Its credentials have another secret now: it is read back.
    Rotated,
    /// These were made.
    Made(Vec<Connection>),
    /// Back to the URL and its code.
    Consent,
    /// The tenant refused this code, with these words.
    CodeRefused {
        code: Secret,
        why: String,
    },
    /// To be deleted and created anew.
    Anew,
}

/// While something is sent or looked up, also where the tenant asks to wait and what it refused is sent again by itself.
pub(super) const WAITING: &[Binding<()>] =
    &[Binding::first(&[Key::ESC], (), "stop waiting", "stop waiting; what was sent already is looked up")];

/// While something is asked that was not sent to change anything.
pub(super) const ASKING: &[Binding<()>] = &[Binding::first(&[Key::ESC], (), "stop", "stop asking; nothing is sent")];

/// It was read just before it is changed, and is another than the one that was reviewed.
pub(super) const CHANGED_MEANWHILE: &str = "Someone changed it in the meantime. Nothing was sent; check it again.";

/// What the tenant shows just before the connection is changed or deleted; else what follows. `deed`: what is not known to be done,
/// where an earlier try is open.
pub(super) fn read_again(
    answer: &Result<Box<Connection>, Failure>,
    of: &Connection,
    deed: Option<&str>,
    cx: &mut Cx<'_>,
) -> Result<Connection, TaskTurn> {
    match answer {
        Ok(found) => Ok(found.clone().or(of)),
        Err(failure) if failure.kind == FailureKind::NotFound => {
            let gone = gone(of);
            cx.tell(Notice { text: format!("{} Nothing was changed.", gone.text), ..gone });
            Err(TaskTurn::Gone)
        }
        Err(failure) => {
            let told = Notice::of(failure).text;
            let (again, still) = match deed {
                Some(deed) => (" again", format!(" It is still unknown whether {} was {deed}.", list::name(of))),
                None => ("", String::new()),
            };
            let text = format!("Nothing was sent{again}: the connection could not be read first.{still} {told}");
            cx.tell(Notice::about(failure, text));
            Err(TaskTurn::Stay)
        }
    }
}

/// It is not there any more, whoever deleted it.
pub(super) fn gone(of: &Connection) -> Notice {
    Notice::warn(format!("{} no longer exists: it was deleted in the meantime.", list::name(of)))
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
