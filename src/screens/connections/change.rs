//! Changing a connection: its form, filled from what the tenant has, then old and new side by side with the request, sent by a press
//! of its own; a change by somebody else meanwhile is shown before it is overwritten. New credentials only, and the name only, are the
//! same form with fewer fields.

mod fields;
mod sending;

use std::sync::Arc;

pub(super) use self::{
    fields::FIELDS,
    sending::{not_as_sent, not_compared},
};

use super::{
    reading::{self, Read, Reading},
    turn::{ASKING, TaskTurn},
};
use crate::{
    domain::{
        connection::Connection,
        credential::CredentialId,
        failure::{Failure, FailureKind},
        patch::Change,
        property::{SEPARATE, Spec},
        request::{Answer, Asked, Call, Chore, Request},
        source::SourceId,
        writes::ChangeConnection,
    },
    kit::{
        keys::{Binding, Code, Hint, Key, hints, hints_now, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::Cx,
        writes::WriteId,
    },
    screens::details::form::{Only, SourceForm},
};

pub(super) const REVIEW: &[Binding<reading::Command>] = &reading::keys(
    ["read on, then change", "change", "read to the end, then change the connection"],
    "back to the form",
);

/// How far it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    /// The source is asked for its fields.
    Opening,
    Fields,
    /// A name that is new is looked up before the review.
    Naming,
    Review,
    /// The connection is read once more, just before it is changed.
    Rereading,
    Sending,
}

#[derive(Debug)]
pub(super) struct Changing {
    pub only: Only,
    pub step: Phase,
    pub fields: SourceForm,
    /// The connection as it was read last: the values that are changed are compared with it.
    pub now: Connection,
    /// Their own separated credentials for it.
    own: Option<CredentialId>,
    /// Why the source has no fields here.
    pub without_fields: Option<String>,
    /// What is sent.
    pub changes: Vec<Change>,
    /// What somebody else changed meanwhile: key, what it was, what it is.
    pub meanwhile: Vec<(String, String, String)>,
    pub review: Reading,
    pub write: Option<WriteId>,
    /// Esc was pressed, and was told that what was typed goes.
    is_leaving: bool,
}

impl Changing {
    pub fn new(only: Only, of: &Connection, own: Option<CredentialId>, cx: &mut Cx<'_>) -> Self {
        let mut it = Self {
            only,
            step: Phase::Opening,
            fields: SourceForm::default(),
            now: of.clone(),
            own,
            without_fields: None,
            changes: Vec::new(),
            meanwhile: Vec::new(),
            review: Reading::default(),
            write: None,
            is_leaving: false,
        };
        match (only, &of.source, cx.session()) {
            (Only::All | Only::Login, Some(source), Some(session)) => {
                cx.ask(Request::Tenant(session, Call::ReadSpec(SourceId(source.clone()))));
            }
            (Only::All | Only::Login, _, _) => it.open_without("The tenant does not say which data source it uses."),
            (Only::Name, _, _) => {
                it.open(&Spec { provider: String::new(), version: String::new(), properties: vec![] });
            }
        }
        it
    }

    fn opened(&mut self, answer: &Result<Arc<Spec>, Failure>, cx: &mut Cx<'_>) -> TaskTurn {
        match answer {
            Ok(spec) => self.open(spec),
            // Nothing was typed yet.
            Err(failure) if failure.kind == FailureKind::Unauthorized => return TaskTurn::Close,
            Err(failure) => {
                let told = Notice::of(failure);
                self.open_without("The tenant does not describe the fields of its data source now.");
                cx.tell(Notice::about(failure, format!("{} You can still change the name.", told.text)));
            }
        }
        TaskTurn::Stay
    }

    fn open(&mut self, spec: &Spec) {
        let source = SourceId(self.now.source.clone().unwrap_or_default());
        self.fields.build_for(&source, spec, &self.now, self.only);
        self.step = Phase::Fields;
    }

    /// Without its fields the connection can still be renamed, and properties can be given by hand.
    fn open_without(&mut self, why: &str) {
        self.without_fields = Some(why.to_owned());
        self.open(&Spec { provider: String::new(), version: String::new(), properties: vec![] });
    }

    /// The properties that the source does not describe, with their values.
    pub fn unknown(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.now.properties.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        all.filter(move |(key, _)| *key != SEPARATE && self.fields.find(key).is_none())
    }

    pub fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> TaskTurn {
        match self.step {
            Phase::Fields => self.field_key(key, cx),
            Phase::Review => self.review_key(key, cx),
            Phase::Opening | Phase::Naming | Phase::Rereading if key.code == Code::Esc => {
                for asked in [Asked::ReadSpec, Asked::CheckName, Asked::ReadBack] {
                    cx.drop_question(asked);
                }
                match self.step {
                    Phase::Opening => return TaskTurn::Close,
                    Phase::Naming => self.step = Phase::Fields,
                    _ => self.step = Phase::Review,
                }
                TaskTurn::Stay
            }
            Phase::Opening | Phase::Naming | Phase::Rereading => TaskTurn::Pass,
            // What is under way cannot be called back.
            Phase::Sending => {
                if lookup(REVIEW, key).is_some() {
                    TaskTurn::Stay
                } else {
                    TaskTurn::Pass
                }
            }
        }
    }

    fn review(&mut self, cx: &mut Cx<'_>) {
        cx.shared.notice = None;
        self.fields.form.hide_secrets();
        (self.step, self.review) = (Phase::Review, Reading::begin(cx.now));
    }

    fn review_key(&mut self, key: Key, cx: &mut Cx<'_>) -> TaskTurn {
        match self.review.key(key, REVIEW, cx) {
            Read::Pass => return TaskTurn::Pass,
            Read::Stay => {}
            Read::Send => {
                if let Some(session) = cx.session() {
                    self.step = Phase::Rereading;
                    cx.ask(Request::Tenant(session, Call::ReadBack(self.now.id.clone())));
                }
            }
            Read::Close => {
                self.meanwhile.clear();
                self.step = Phase::Fields;
            }
        }
        TaskTurn::Stay
    }

    pub fn paste(&mut self, text: &str, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        if self.step == Phase::Fields {
            let turn = self.fields.form.paste(text)?;
            if self.turned(&turn, cx) == TaskTurn::Pass {
                cx.tell(Notice::info("Nothing was pasted: no field has the focus."));
            }
        }
        Ok(())
    }

    pub fn answer(&mut self, asked: &Request, answer: &Answer, cx: &mut Cx<'_>) -> TaskTurn {
        match (answer, asked, &self.step) {
            (Answer::ReadSpec(answer), _, Phase::Opening) => self.opened(answer, cx),
            (Answer::CheckName(answer), _, Phase::Naming) => {
                self.name_checked(answer, cx);
                TaskTurn::Stay
            }
            (Answer::ReadFile(answer), Request::Here(Chore::ReadFile(path)), _) => {
                self.fields.file_read(path, answer);
                self.fields.read_files(cx);
                TaskTurn::Stay
            }
            (Answer::CompletePath(answer), Request::Here(Chore::CompletePath(begun, _)), _) => {
                let turn = self.fields.form.completed(begun, answer.clone());
                self.fields.turned(&turn, cx);
                TaskTurn::Stay
            }
            (Answer::ReadBack(answer), _, Phase::Rereading) => self.reread(answer, cx),
            (_, _, Phase::Sending) => {
                let settled = self.write.and_then(|id| cx.settle::<ChangeConnection>(id, asked, answer));
                settled.map_or(TaskTurn::Pass, |settled| self.settled(settled, cx))
            }
            _ => TaskTurn::Pass,
        }
    }

    pub fn resumes(&mut self, cx: &mut Cx<'_>) -> bool {
        match self.step {
            Phase::Sending => self.write.is_some_and(|id| cx.resume::<ChangeConnection>(id, Asked::ChangeConnection)),
            Phase::Opening => false,
            Phase::Naming => {
                self.step = Phase::Fields;
                true
            }
            Phase::Rereading => {
                self.step = Phase::Review;
                true
            }
            Phase::Fields | Phase::Review => true,
        }
    }

    /// Whether leaving would lose what was typed.
    pub fn is_filled(&self) -> bool {
        self.fields.form.is_filled()
    }

    pub fn hints(&self) -> Vec<Hint> {
        match self.step {
            Phase::Fields => hints_now(FIELDS, |command, hint| self.does(command).then_some(hint)),
            Phase::Review => hints(REVIEW),
            Phase::Opening | Phase::Naming | Phase::Rereading => hints(ASKING),
            Phase::Sending => Vec::new(),
        }
    }
}
