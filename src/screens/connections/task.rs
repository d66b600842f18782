//! What is being done with a connection: one task at a time.

use super::{
    change::{Changing, Phase},
    copies::{Copies, CopyStep},
    deletion::{Deletion, DeletionStep},
    list::ConnectionList,
    moving::Moving,
    own::Own,
    reauthorize::{ReauthorizeStep, Reauthorizing},
    turn::TaskTurn,
};
use crate::{
    domain::{
        connection::Connection,
        property::Spec,
        request::{Answer, Request},
    },
    kit::{
        keys::{Hint, Key},
        paste::TooMuch,
        screen::Cx,
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
    /// Nothing is sent by this one.
    Own(Own),
}

impl Task {
    /// The write under way, or unknown.
    pub fn write(&self) -> Option<WriteId> {
        match self {
            Self::Change(changing) => changing.write,
            Self::Copy(copies) => copies.write(),
            Self::Move(moving) => moving.write,
            Self::Delete(deletion) => deletion.write,
            Self::Reauthorize(reauthorizing) => reauthorizing.write,
            Self::Own(_) => None,
        }
    }

    /// Whether a write is sent or looked up, and its outcome is waited for.
    pub fn is_under_way(&self) -> bool {
        match self {
            Self::Change(changing) => changing.step == Phase::Sending,
            Self::Copy(copies) => matches!(copies.step, CopyStep::Sending(_)),
            Self::Move(moving) => moving.is_under_way,
            Self::Delete(deletion) => deletion.step == DeletionStep::Sending,
            Self::Reauthorize(reauthorizing) => reauthorizing.step == ReauthorizeStep::Sending,
            Self::Own(_) => false,
        }
    }

    /// Stops waiting for the tenant.
    pub fn stop(&mut self, of: &Connection, cx: &mut Cx<'_>) -> TaskTurn {
        match self {
            Self::Change(changing) => changing.stop(cx),
            Self::Copy(copies) => copies.stop(of, cx),
            Self::Move(moving) => moving.stop(of, cx),
            Self::Delete(deletion) => deletion.stop(cx),
            Self::Reauthorize(reauthorizing) => reauthorizing.stop(cx),
            Self::Own(_) => TaskTurn::Pass,
        }
    }

    pub fn key(&mut self, key: Key, of: &Connection, list: &mut ConnectionList, cx: &mut Cx<'_>) -> TaskTurn {
        match self {
            Self::Change(changing) => changing.key(key, cx),
            Self::Copy(copies) => copies.key(key, of, list, cx),
            Self::Move(moving) => moving.key(key, of, list, cx),
            Self::Delete(deletion) => deletion.key(key, of, cx),
            Self::Reauthorize(reauthorizing) => reauthorizing.key(key, cx),
            Self::Own(own) => own.key(key, cx),
        }
    }

    pub fn paste(&mut self, text: &str, list: &mut ConnectionList, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        match self {
            Self::Change(changing) => changing.paste(text, cx),
            Self::Copy(copies) => copies.paste(text, list, cx),
            Self::Move(moving) => moving.paste(text, list, cx),
            Self::Delete(deletion) => deletion.paste(text),
            Self::Reauthorize(_) | Self::Own(_) => Ok(()),
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
            Self::Delete(deletion) => deletion.answer(asked, answer, of, cx),
            Self::Reauthorize(reauthorizing) => reauthorizing.answer(asked, answer, spec, cx),
            Self::Own(_) => Own::answer(answer, cx),
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
            Self::Own(_) => false,
        }
    }

    pub fn hints(&self, list: &ConnectionList) -> Vec<Hint> {
        match self {
            Self::Change(changing) => changing.hints(),
            Self::Copy(copies) => copies.hints(list),
            Self::Move(moving) => moving.hints(list),
            Self::Delete(deletion) => deletion.hints(),
            Self::Reauthorize(reauthorizing) => reauthorizing.hints(),
            Self::Own(_) => Own::hints(),
        }
    }
}
