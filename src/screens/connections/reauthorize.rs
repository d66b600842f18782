//! Authorizing a connection again, once there is a code: what will be sent, sent by a press of its own, and the ways out where the
//! tenant refuses.

use super::{
    reading::{self, Read, Reading},
    turn::{ASKING, CHANGED_MEANWHILE, TaskTurn, because, read_again, unless_done},
};
use crate::{
    domain::{
        connection::Connection,
        draft::CodeRefused,
        failure::{Failure, FailureKind},
        patch::Change,
        property::Spec,
        reauthorize,
        request::{Answer, Asked, Call, Request},
        secret::Secret,
        source::SourceId,
        write::{NotDone, Outcome},
        writes::ChangeConnection,
    },
    kit::{
        cursor::Cursor,
        keys::{Binding, Code, Hint, Key, hints, hints_now, lookup},
        notice::Notice,
        screen::{Cx, Settled},
        scroll::Scroll,
        shared::ExistingDraft,
        writes::WriteId,
    },
};

pub(super) const REVIEW: &[Binding<reading::Command>] = &reading::keys(
    ["read on, then authorize", "authorize", "read to the end, then send the code"],
    "back to the code; nothing is sent",
);

/// What the keys command once it was sent or refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Command {
    Enter,
    Move,
    Scroll,
    Close,
}

/// Where it is not known whether the code was taken.
pub(super) const UNKNOWN: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Enter, "look again", "look the connection up once more; nothing is sent"),
    Binding::first(&[Key::ESC], Command::Close, "back", "back to the connection"),
];

/// Where the tenant refused.
pub(super) const REFUSED: &[Binding<Command>] = &[
    Binding::first(
        &[Key::ENTER],
        Command::Enter,
        "choose",
        "do what the cursor is on: back to the code, keep the connection, or confirm that it is deleted and created anew",
    ),
    Binding::room(&[Key::UP, Key::DOWN], Command::Move, "move", "to what can be done above or below"),
    Binding::help(&[Key::PAGE_UP], Command::Scroll, "page up", "a page up"),
    Binding::help(&[Key::PAGE_DOWN], Command::Scroll, "page down", "a page down"),
    Binding::first(&[Key::ESC], Command::Close, "keep it", "keep it as it is, and back to the connection"),
];

/// What can be done where the tenant refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum WayOut {
    /// Back to the URL and its code.
    Code,
    Keep,
    Anew,
}

impl WayOut {
    pub fn label(self) -> &'static str {
        match self {
            Self::Code => "Paste another code, or request a new URL",
            Self::Keep => "Keep it as it is",
            Self::Anew => "Delete and create anew",
        }
    }
}

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ReauthorizeStep {
    Review,
    /// The connection is read once more, just before it is changed.
    Rereading,
    Sending,
    /// It was sent, and nobody knows what became of it.
    Unknown,
    /// The tenant refused.
    Refused,
}

#[derive(Debug)]
pub(super) struct Reauthorizing {
    pub step: ReauthorizeStep,
    /// What is sent beside the code, and the connection that it was read from.
    pub change: Option<Change>,
    now: Connection,
    code: Secret,
    /// The answers that the URL was requested with, while the code is sent: a refused code leads back to them.
    kept: Option<Box<ExistingDraft>>,
    /// What the tenant refused codes with, where it did.
    pub why: Option<String>,
    /// In the ways out.
    pub cursor: Cursor,
    pub reading: Reading,
    pub write: Option<WriteId>,
}

impl Reauthorizing {
    /// With the code that the step Authorize brought.
    pub fn new(of: &Connection, spec: &Spec, code: Secret, cx: &Cx<'_>) -> Self {
        Self { code, step: ReauthorizeStep::Review, change: change(of, spec).ok(), ..Self::refused(of, cx) }
    }

    /// The tenant named no URL.
    pub fn refused(of: &Connection, cx: &Cx<'_>) -> Self {
        Self {
            step: ReauthorizeStep::Refused,
            change: None,
            now: of.clone(),
            code: Secret::new(""),
            kept: None,
            why: None,
            cursor: Cursor::default(),
            reading: Reading::begin(cx.now),
            write: None,
        }
    }

    /// The tenant refused codes of more than one URL.
    pub fn codes_refused(of: &Connection, why: String, cx: &Cx<'_>) -> Self {
        Self { why: Some(why), ..Self::refused(of, cx) }
    }

    /// What can be done now. Deleting is never where the cursor is at first.
    pub fn ways_out(&self) -> [WayOut; 2] {
        [if self.why.is_some() { WayOut::Code } else { WayOut::Keep }, WayOut::Anew]
    }

    pub fn way_out(&self) -> WayOut {
        self.ways_out()[self.cursor.row()]
    }

    fn refused_key(&mut self, key: Key, cx: &Cx<'_>) -> TaskTurn {
        match (lookup(REFUSED, key), self.way_out()) {
            (Some(Command::Enter), WayOut::Anew) if self.reading.press(cx) => return TaskTurn::Anew,
            (Some(Command::Enter), WayOut::Code) if self.reading.is_meant(cx) => return TaskTurn::Consent,
            (Some(Command::Enter), WayOut::Keep) if self.reading.is_meant(cx) => return TaskTurn::Close,
            (Some(Command::Enter), _) => {}
            (Some(Command::Move), _) => {
                self.cursor.key(key, self.ways_out().len());
                self.reading.scroll = Scroll::default();
            }
            (Some(Command::Scroll), _) => self.reading.scroll.by_key(key, cx.extent),
            (Some(Command::Close), _) => return TaskTurn::Close,
            (None, _) => return TaskTurn::Pass,
        }
        TaskTurn::Stay
    }

    pub fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> TaskTurn {
        match self.step {
            ReauthorizeStep::Review => self.review_key(key, cx),
            ReauthorizeStep::Refused => self.refused_key(key, cx),
            ReauthorizeStep::Unknown => match lookup(UNKNOWN, key) {
                Some(Command::Enter) if cx.fresh => {
                    self.resumes(cx);
                    TaskTurn::Stay
                }
                Some(Command::Close) => TaskTurn::Close,
                Some(_) => TaskTurn::Stay,
                None => TaskTurn::Pass,
            },
            ReauthorizeStep::Rereading if key.code == Code::Esc => {
                cx.drop_question(Asked::ReadBack);
                self.show(ReauthorizeStep::Review, cx);
                TaskTurn::Stay
            }
            // What is under way cannot be called back.
            ReauthorizeStep::Sending if lookup(REVIEW, key).is_some() => TaskTurn::Stay,
            ReauthorizeStep::Rereading | ReauthorizeStep::Sending => TaskTurn::Pass,
        }
    }

    fn show(&mut self, step: ReauthorizeStep, cx: &Cx<'_>) {
        (self.step, self.reading) = (step, Reading::begin(cx.now));
    }

    fn review_key(&mut self, key: Key, cx: &mut Cx<'_>) -> TaskTurn {
        match self.reading.key(key, REVIEW, cx) {
            Read::Pass => return TaskTurn::Pass,
            Read::Stay => {}
            Read::Send => {
                if let Some(session) = cx.session() {
                    self.step = ReauthorizeStep::Rereading;
                    cx.ask(Request::Tenant(session, Call::ReadBack(self.now.id.clone())));
                }
            }
            Read::Close => return TaskTurn::Consent,
        }
        TaskTurn::Stay
    }

    pub fn answer(&mut self, asked: &Request, answer: &Answer, spec: Option<&Spec>, cx: &mut Cx<'_>) -> TaskTurn {
        match (answer, self.step) {
            (Answer::ReadBack(answer), ReauthorizeStep::Rereading) => {
                match read_again(answer, &self.now, self.write.map(|_| "changed"), cx) {
                    Ok(found) => self.reread(found, spec, cx),
                    Err(turn) => {
                        self.show(ReauthorizeStep::Review, cx);
                        turn
                    }
                }
            }
            (_, ReauthorizeStep::Sending) => {
                let settled = self.write.and_then(|id| cx.settle::<ChangeConnection>(id, asked, answer));
                settled.map_or(TaskTurn::Pass, |settled| self.settled(settled, cx))
            }
            _ => TaskTurn::Pass,
        }
    }

    /// It was read just before the code is sent: the change must say what is there now.
    fn reread(&mut self, found: Connection, spec: Option<&Spec>, cx: &mut Cx<'_>) -> TaskTurn {
        let change = spec.ok_or("Read it first: Ctrl+R.").and_then(|spec| change(&found, spec));
        match change {
            Ok(change) if Some(&change) == self.change.as_ref() => {
                self.now = found;
                self.send(change, cx);
            }
            Ok(change) => {
                (self.now, self.change) = (found, Some(change));
                self.show(ReauthorizeStep::Review, cx);
                cx.tell(Notice::warn(CHANGED_MEANWHILE));
            }
            Err(why) => {
                cx.tell(Notice::warn(format!("Nothing was sent. {why}")));
                return TaskTurn::Changed;
            }
        }
        TaskTurn::Stay
    }

    fn send(&mut self, change: Change, cx: &mut Cx<'_>) {
        let (before, code) = (Box::new(self.now.clone()), Some(self.code.clone()));
        let write = ChangeConnection { before, changes: vec![change], code };
        // A code is good for one request: another one is another write.
        self.write = cx.begin(write, |_| false);
        self.step = if self.write.is_some() { ReauthorizeStep::Sending } else { ReauthorizeStep::Review };
        // It is spent, whatever comes of it but a refusal.
        self.kept = cx.shared.existing.take();
    }

    pub fn stop(&mut self, cx: &mut Cx<'_>) -> TaskTurn {
        let settled = self.write.and_then(|id| cx.stop::<ChangeConnection>(id, Asked::ChangeConnection));
        self.settled(settled, cx)
    }

    fn settled(&mut self, settled: Option<Settled<ChangeConnection>>, cx: &mut Cx<'_>) -> TaskTurn {
        let Some(settled) = settled else { return TaskTurn::Stay };
        match &settled.outcome {
            Outcome::Done(..) => {
                cx.note_done(&settled.sentence);
                let text = "The next use of the connection shows whether the source accepts it.";
                cx.tell(Notice::good(format!("{} {text}", settled.sentence)));
                return TaskTurn::Changed;
            }
            Outcome::Unknown => self.show(ReauthorizeStep::Unknown, cx),
            Outcome::NotDone(NotDone::Refused(failure))
                if matches!(failure.kind, FailureKind::Invalid | FailureKind::Conflict) =>
            {
                let text = "The tenant refused the code. Paste it again, or request a new URL.";
                cx.tell(Notice::about(failure, format!("{} {text}", settled.not_done)));
                return self.code_refused(failure, cx);
            }
            Outcome::NotDone(NotDone::Refused(failure)) => {
                let text = "The code is spent: authorize it again for another one.";
                cx.tell(Notice::about(failure, format!("{} {text}", because(failure, &settled.not_done))));
                return TaskTurn::Close;
            }
            Outcome::NotDone(NotDone::Absent | NotDone::Stopped) => {
                return unless_done(&settled, "", cx).map_or(TaskTurn::Stay, |_| TaskTurn::Close);
            }
        }
        unless_done(&settled, "Enter looks it up again; Esc leaves it at that.", cx).unwrap_or(TaskTurn::Stay)
    }

    /// Back to the code, which says why the tenant refused it.
    fn code_refused(&mut self, failure: &Failure, cx: &mut Cx<'_>) -> TaskTurn {
        let why = failure.verbatim();
        if let Some(mut kept) = self.kept.take().filter(|_| cx.shared.existing.is_none()) {
            let of = kept.draft.of_mut();
            let before = of.code_refused.take().filter(|before| before.code == self.code).map_or(0, |one| one.times);
            let times = before.saturating_add(1);
            of.code_refused = Some(CodeRefused { code: self.code.clone(), times, text: why.clone() });
            of.authorized = None;
            cx.shared.existing = Some(kept);
        }
        TaskTurn::CodeRefused { code: self.code.clone(), why }
    }

    pub fn resumes(&mut self, cx: &mut Cx<'_>) -> bool {
        match self.step {
            ReauthorizeStep::Sending | ReauthorizeStep::Unknown => {
                let goes_on = self.write.is_some_and(|id| cx.resume::<ChangeConnection>(id, Asked::ChangeConnection));
                if goes_on {
                    self.step = ReauthorizeStep::Sending;
                }
                goes_on
            }
            ReauthorizeStep::Rereading => {
                self.show(ReauthorizeStep::Review, cx);
                true
            }
            ReauthorizeStep::Review | ReauthorizeStep::Refused => true,
        }
    }

    /// Whether leaving would lose a code.
    pub fn is_filled(&self) -> bool {
        matches!(self.step, ReauthorizeStep::Review | ReauthorizeStep::Rereading)
    }

    pub fn hints(&self) -> Vec<Hint> {
        match self.step {
            ReauthorizeStep::Review => hints(REVIEW),
            ReauthorizeStep::Unknown => hints(UNKNOWN),
            ReauthorizeStep::Refused => hints_now(REFUSED, |command, hint| {
                let does = match self.way_out() {
                    WayOut::Code => "back to the code",
                    WayOut::Keep => "keep it",
                    WayOut::Anew => "delete and create anew",
                };
                Some(if command == Command::Enter { Hint { short: does, ..hint } } else { hint })
            }),
            ReauthorizeStep::Rereading => hints(ASKING),
            ReauthorizeStep::Sending => Vec::new(),
        }
    }
}

fn change(of: &Connection, spec: &Spec) -> Result<Change, &'static str> {
    reauthorize::change(&SourceId(of.source.clone().unwrap_or_default()), spec, of)
}
