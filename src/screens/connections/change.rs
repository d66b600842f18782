//! Changing a connection: its form, filled from what the tenant has, then old and new side by side with the request, sent by a press
//! of its own; a change by somebody else meanwhile is shown before it is overwritten. New credentials only, and the name only, are the
//! same form with fewer fields.

use std::sync::Arc;

use super::{
    list,
    reading::{self, Read, Reading},
    turn::{ASKING, TaskTurn, unless_done},
};
use crate::{
    domain::{
        connection::{Connection, NameCheck},
        credential::CredentialId,
        failure::FailureKind,
        http::MASK,
        patch::{self, Change},
        property::{SELECTED_CREDENTIALS, SEPARATE, Spec},
        request::{Answer, Asked, Call, Chore, Request},
        source::SourceId,
        space::SpaceId,
        write::{NotDone, Outcome},
        writes::ChangeConnection,
    },
    kit::{
        form::{Check, Input, Turn},
        keys::{Binding, Code, Hint, Key, hints, hints_now, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Settled},
        writes::WriteId,
    },
    screens::details::form::{Only, Row, SourceForm},
};

/// What the keys command in the form, beside those of its fields.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum InFields {
    Next,
    Move,
    Reveal,
    AddRow,
    Remove,
    ByHand,
    Close,
}

pub(super) const FIELDS: &[Binding<InFields>] = &[
    Binding::first(
        &[Key::ENTER],
        InFields::Next,
        "next",
        "to the next field; on the last one, or on the button, to the review",
    ),
    Binding::room(
        &[Key::UP, Key::DOWN],
        InFields::Move,
        "move",
        "to the field above or below; Tab and Shift+Tab do the same",
    ),
    Binding::room(&[Key::ctrl('r')], InFields::Reveal, "show", "show or hide the secret in the field"),
    Binding::help(&[Key::ctrl('n')], InFields::AddRow, "add row", "add a row to a list"),
    Binding::help(&[Key::ctrl('d')], InFields::Remove, "remove", "remove the added property, or the row of a list"),
    Binding::help(
        &[Key::ctrl('t')],
        InFields::ByHand,
        "type it",
        "type the value instead of choosing it or reading it from a file",
    ),
    Binding::first(
        &[Key::plain(Code::Esc)],
        InFields::Close,
        "leave it",
        "leave it as it is, and back to the connection",
    ),
];

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
    /// The file that is being read.
    reading: Option<String>,
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
            reading: None,
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

    fn field_key(&mut self, key: Key, cx: &mut Cx<'_>) -> TaskTurn {
        let was_leaving = std::mem::take(&mut self.is_leaving);
        let turn = match lookup(FIELDS, key) {
            Some(InFields::Close) if self.fields.form.is_filled() && !was_leaving => {
                self.is_leaving = true;
                cx.tell(Notice::warn("You changed something here, and leaving forgets it. Esc again leaves."));
                return TaskTurn::Stay;
            }
            Some(InFields::Close) => return TaskTurn::Close,
            Some(InFields::Reveal) => self.fields.form.reveal(),
            Some(InFields::AddRow) => self.fields.form.add_row(),
            Some(InFields::ByHand) => self.fields.form.turn_by_hand(),
            Some(InFields::Remove) => match self.fields.form.focus() {
                Some(Row::Key(at) | Row::Value(at)) => {
                    self.fields.remove_extra(at);
                    Turn::Still
                }
                _ => self.fields.form.remove_row(),
            },
            // The Enter that opened the form, held down, goes nowhere.
            Some(InFields::Next) if !cx.fresh => return TaskTurn::Stay,
            Some(InFields::Next | InFields::Move) | None => self.fields.form.key(key),
        };
        let turn = self.turned(turn, cx);
        self.read_files(cx);
        turn
    }

    fn turned(&mut self, turn: Turn<Row>, cx: &mut Cx<'_>) -> TaskTurn {
        match turn {
            Turn::Pass => return TaskTurn::Pass,
            Turn::Still => {}
            Turn::Changed(row) => {
                if let Row::Key(at) | Row::Value(at) = row {
                    self.fields.form.verify(Row::Key(at));
                }
                self.fields.arrange();
            }
            Turn::Left(_) => {
                self.fields.want_files(false);
                self.fields.arrange();
            }
            Turn::Pressed(Some(Row::Fold)) => self.fields.turn_fold(),
            Turn::Pressed(Some(Row::Add)) => self.fields.add_extra(),
            Turn::Pressed(_) => self.next(cx),
            Turn::Complete(path, target) => cx.ask(Request::Here(Chore::CompletePath(path, target))),
        }
        TaskTurn::Stay
    }

    fn read_files(&mut self, cx: &mut Cx<'_>) {
        if self.reading.is_none()
            && let Some(path) = self.fields.wanted_file()
        {
            self.reading = Some(path.clone());
            cx.ask(Request::Here(Chore::ReadFile(path)));
        }
    }

    /// To the review, if nothing stands in the way.
    fn next(&mut self, cx: &mut Cx<'_>) {
        match self.fields.check() {
            Check::Wrong(_) => return,
            Check::Waits(_) => return cx.tell(Notice::info("One moment: the file is being read.")),
            Check::Good => {}
        }
        self.compare();
        if self.changes.is_empty() {
            return cx.tell(Notice::info("You have not changed anything."));
        }
        if let Some(change) = self.changes.iter().find(|change| !patch::is_taken(change)) {
            let text = "An object cannot be changed: only text, yes or no, whole numbers and lists can.";
            if let Some(row) = self.fields.find(&change.key) {
                self.fields.form.refuse(row, text);
            }
            return cx.tell(Notice::warn(format!("{}: {text}", self.fields.called(&change.key))));
        }
        if self.lacks_credentials() {
            if let Some(row) = self.fields.first_login() {
                self.fields.form.refuse(row, "A new server address needs the credentials again: enter them.");
            }
            return cx.tell(Notice::warn(
                "You changed the address, so the tenant needs the credentials in the same request.",
            ));
        }
        let is_renamed = self.changes.iter().any(|change| change.key == "qName");
        if is_renamed && let Some(session) = cx.session() {
            let space = self.now.space.clone().map(SpaceId);
            let name = self.fields.form.answer(Row::Name).to_owned();
            self.step = Phase::Naming;
            return cx.ask(Request::Tenant(session, Call::CheckName(space, name)));
        }
        self.review(cx);
    }

    fn compare(&mut self) {
        self.changes = patch::changes(&self.now, &self.fields.wanted(&self.now));
        // Separated credentials are dropped with the old address, so they are chosen again in the same request.
        if self.lacks_credentials()
            && let Some(own) = &self.own
        {
            self.changes.push(patch::select(&self.now, own));
        }
    }

    /// Whether the changes move it to another server without the credentials that the tenant then wants.
    fn lacks_credentials(&self) -> bool {
        patch::moves_server(&self.changes) && !patch::brings_credentials(&self.changes, |key| self.fields.is_login(key))
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
            if self.turned(turn, cx) == TaskTurn::Pass {
                cx.tell(Notice::info("Nothing was pasted: no field has the focus."));
            }
        }
        Ok(())
    }

    pub fn answer(&mut self, asked: &Request, answer: &Answer, cx: &mut Cx<'_>) -> TaskTurn {
        match (answer, asked, &self.step) {
            (Answer::ReadSpec(answer), _, Phase::Opening) => {
                match answer {
                    Ok(spec) => self.open(&Arc::clone(spec)),
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
            (Answer::CheckName(answer), _, Phase::Naming) => {
                self.step = Phase::Fields;
                match answer {
                    Ok(NameCheck::Taken(other)) if other.id != self.now.id => {
                        self.fields.form.refuse(Row::Name, "Another connection in this space has this name.");
                    }
                    _ => self.review(cx),
                }
                TaskTurn::Stay
            }
            (Answer::ReadFile(answer), Request::Here(Chore::ReadFile(path)), _) => {
                self.reading = self.reading.take().filter(|reading| reading != path);
                self.fields.file_read(path, answer);
                self.read_files(cx);
                TaskTurn::Stay
            }
            (Answer::CompletePath(answer), Request::Here(Chore::CompletePath(begun, _)), _) => {
                self.fields.form.completed(begun, answer.clone());
                self.read_files(cx);
                TaskTurn::Stay
            }
            (Answer::ReadBack(answer), _, Phase::Rereading) => match answer {
                Ok(found) => self.reread(found, cx),
                Err(failure) if failure.kind == FailureKind::NotFound => {
                    let name = list::name(&self.now);
                    cx.tell(Notice::warn(format!(
                        "{name} no longer exists: it was deleted in the meantime. Nothing was changed."
                    )));
                    TaskTurn::Gone
                }
                Err(failure) => {
                    self.step = Phase::Review;
                    let told = Notice::of(failure);
                    cx.tell(Notice::about(
                        failure,
                        format!("Nothing was changed: the connection could not be read first. {}", told.text),
                    ));
                    TaskTurn::Stay
                }
            },
            (_, _, Phase::Sending) => {
                let settled = self.write.and_then(|id| cx.settle::<ChangeConnection>(id, asked, answer));
                settled.map_or(TaskTurn::Pass, |settled| self.settled(settled, cx))
            }
            _ => TaskTurn::Pass,
        }
    }

    /// It was read just before it is changed: what somebody else changed since is shown first.
    fn reread(&mut self, found: &Connection, cx: &mut Cx<'_>) -> TaskTurn {
        let found = found.clone().or(&self.now);
        if found.updated == self.now.updated {
            self.send(cx);
            return TaskTurn::Stay;
        }
        self.meanwhile = differences(&self.now, &found);
        self.now = found;
        self.compare();
        (self.step, self.review) = (Phase::Review, Reading::begin(cx.now));
        if self.changes.is_empty() {
            self.step = Phase::Fields;
            cx.tell(Notice::info("Someone has already made this change: nothing is left to change."));
        } else {
            cx.tell(Notice::warn("Someone changed it in the meantime. Nothing was sent; check it again."));
        }
        TaskTurn::Stay
    }

    fn send(&mut self, cx: &mut Cx<'_>) {
        let write = ChangeConnection { before: Box::new(self.now.clone()), changes: self.changes.clone(), code: None };
        let same = write.clone();
        self.write = cx.begin(write, |other| other.before.id == same.before.id && other.changes == same.changes);
        self.step = if self.write.is_some() { Phase::Sending } else { Phase::Review };
    }

    pub fn stop(&mut self, cx: &mut Cx<'_>) -> TaskTurn {
        let settled = self.write.and_then(|id| cx.stop::<ChangeConnection>(id, Asked::ChangeConnection));
        self.settled(settled, cx)
    }

    fn settled(&mut self, settled: Option<Settled<ChangeConnection>>, cx: &mut Cx<'_>) -> TaskTurn {
        let Some(settled) = settled else { return TaskTurn::Stay };
        self.step = Phase::Review;
        if settled.outcome != Outcome::Unknown {
            self.write = None;
        }
        if let Some(turn) = unless_done(&settled, "Enter sends the same change again; Esc leaves it.", cx) {
            if let Outcome::NotDone(NotDone::Refused(failure)) = &settled.outcome
                && failure.kind == FailureKind::Invalid
            {
                // The same again would be refused again.
                self.step = Phase::Fields;
                self.fields.refuse(None, &failure.in_short());
            }
            return turn;
        }
        cx.note_done(&settled.sentence);
        cx.tell(Notice::good(settled.sentence));
        if self.only == Only::Login {
            return TaskTurn::Rotated;
        }
        // What is part of the credentials does not come back, so there is nothing to compare it with.
        let mut changes = std::mem::take(&mut self.changes);
        let all = changes.len();
        changes.retain(|change| !self.fields.is_login(&change.key));
        let has_login = changes.len() < all || changes.iter().any(|change| change.key == SELECTED_CREDENTIALS);
        TaskTurn::Compare { sent: changes, has_login }
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

    /// Whether a key does something in the field with the focus.
    fn does(&self, command: InFields) -> bool {
        let form = &self.fields.form;
        match command {
            InFields::Reveal => form.is_secret_here(),
            InFields::AddRow => form.current().is_some_and(|input| input.rows().is_some()),
            InFields::Remove => form.cell().is_some() || matches!(form.focus(), Some(Row::Key(_) | Row::Value(_))),
            InFields::ByHand => form.current().is_some_and(Input::has_other_way),
            InFields::Next | InFields::Move | InFields::Close => true,
        }
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

/// What is different between two readings of a connection: key, what it was, what it is.
fn differences(before: &Connection, now: &Connection) -> Vec<(String, String, String)> {
    let text = |connection: &Connection, key: &str| connection.property(key).unwrap_or_default().to_owned();
    let mut all = vec![("Name".to_owned(), before.name.clone(), now.name.clone())];
    all.push(("Tags".to_owned(), before.tags.join(", "), now.tags.join(", ")));
    let mut keys: Vec<&String> = before.properties.iter().chain(&now.properties).map(|(key, _)| key).collect();
    keys.sort();
    keys.dedup();
    all.extend(keys.into_iter().map(|key| (key.clone(), text(before, key), text(now, key))));
    all.retain(|(_, before, now)| before != now);
    all
}

/// What was sent and stands there otherwise now: key, what was sent, what is there. What does not come back is not compared.
pub(super) fn not_as_sent(changes: &[Change], now: &Connection) -> Vec<(String, String, String)> {
    let found = |change: &Change| match change.key.as_str() {
        "qName" => now.name.clone(),
        "tags" => now.tags.join(", "),
        SELECTED_CREDENTIALS => now.credential.clone().unwrap_or_default(),
        key => now.property(key).unwrap_or_default().to_owned(),
    };
    let plain = changes.iter().filter(|change| change.key != "tags" && change.path.split('/').count() <= 3);
    plain
        .map(|change| (change.key.clone(), change.after().unwrap_or_default(), found(change)))
        .filter(|(_, sent, there)| sent != MASK && !sent.starts_with(['[', '{']) && sent != there)
        .collect()
}
