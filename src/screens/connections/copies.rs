//! Copying a connection to other spaces, without its secret: the spaces, a name that is free in each of them, and one line for each
//! that says what became of it.

use std::time::Duration;

use super::{
    list::ConnectionList,
    places::{Chosen, Places},
    turn::{TaskTurn, because},
};
use crate::{
    domain::{
        connection::{Connection, NameCheck},
        existing,
        failure::{Failure, FailureKind},
        request::{Answer, Asked, Call, Request},
        settle::Stage,
        space::{SpaceChoice, SpaceId},
        write::{NotDone, Outcome},
        writes::Copy,
    },
    kit::{
        form::{self, Ask, Form, Kind, Origin},
        keys::{Binding, Hint, Key, Rank, hints_now, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Settled},
        scroll::Scroll,
        shared::Shared,
        writes::WriteId,
    },
};

/// A pause in typing that is long enough to ask for a name.
const PAUSE: Duration = Duration::from_millis(400);

/// What the keys command once the spaces are chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Command {
    Enter,
    Up,
    Down,
    Scroll,
    Close,
}

pub(super) const KEYS: &[Binding<Command>] = &[
    Binding::first(&[Key::ENTER], Command::Enter, "go on", "from the name to the button; on the button, copy"),
    Binding::room(&[Key::DOWN, Key::TAB], Command::Down, "to the button", "to the button"),
    Binding::help(&[Key::UP, Key::BACK_TAB], Command::Up, "to the name", "to the name"),
    Binding::help(&[Key::PAGE_UP], Command::Scroll, "page up", "a page up"),
    Binding::help(&[Key::PAGE_DOWN], Command::Scroll, "page down", "a page down"),
    Binding::first(&[Key::ESC], Command::Close, "back", "back to the spaces"),
];

/// What the keys command once all of it was tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum InEnd {
    Look,
    PageUp,
    PageDown,
    Close,
}

pub(super) const END: &[Binding<InEnd>] = &[
    Binding::first(
        &[Key::ENTER],
        InEnd::Look,
        "look again",
        "where the outcome is unknown, look it up again; copy to the spaces that are left; else back to the connection",
    ),
    Binding::help(&[Key::PAGE_UP, Key::UP], InEnd::PageUp, "page up", "a page up"),
    Binding::help(&[Key::PAGE_DOWN, Key::DOWN], InEnd::PageDown, "page down", "a page down"),
    Binding::first(&[Key::ESC], InEnd::Close, "back", "back to the connection"),
];

/// What the form asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Row {
    Name,
    Copy,
}

/// What is known of a name in a space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CopyName {
    Waiting,
    Free,
    Taken,
    Unchecked,
}

/// One space that is copied to.
#[derive(Debug)]
pub(super) struct CopyTarget {
    pub space: SpaceChoice,
    pub name: CopyName,
    pub write: Option<WriteId>,
    /// What became of it, in a sentence.
    pub result: Option<(Mark, String)>,
}

/// How a result is marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    Done,
    NotDone,
    Unknown,
    /// It was stopped, or the sign-in was over, before it was its turn.
    Left,
}

/// How far the copying is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CopyStep {
    Choosing,
    Naming,
    /// The target of this number is copied to.
    Sending(usize),
    Ended,
}

#[derive(Debug)]
pub(super) struct Copies {
    pub step: CopyStep,
    pub places: Places,
    pub form: Form<Row>,
    pub targets: Vec<CopyTarget>,
    pub scroll: Scroll,
    /// The id of whoever pressed for it.
    by: Option<String>,
    /// Esc was pressed: what is under way is looked up, and nothing more is sent.
    is_stopped: bool,
    /// Those still to be looked at once more.
    unknown: Vec<usize>,
    made: Vec<Connection>,
}

impl Copies {
    pub fn new(of: &Connection, me: Option<&str>, list: &mut ConnectionList) -> Self {
        let name = Ask::new(Row::Name, "Name", Kind::Text).placeholder("the name of the copies");
        let mut form = Form::new(vec![name, Ask::new(Row::Copy, "", Kind::Button)]);
        form.fill(Row::Name, &of.name, Origin::Proposed);
        Self {
            step: CopyStep::Choosing,
            places: Places::begin(true, of, me, list),
            form,
            targets: Vec::new(),
            scroll: Scroll::default(),
            by: None,
            is_stopped: false,
            unknown: Vec::new(),
            made: Vec::new(),
        }
    }

    pub fn name(&self) -> &str {
        self.form.answer(Row::Name)
    }

    /// The spaces that would be copied to now: those where the name is not taken.
    pub fn open(&self) -> usize {
        self.targets.iter().filter(|target| matches!(target.name, CopyName::Free | CopyName::Unchecked)).count()
    }

    pub fn is_checked(&self) -> bool {
        self.targets.iter().all(|target| target.name != CopyName::Waiting)
    }

    pub fn key(&mut self, key: Key, of: &Connection, list: &mut ConnectionList, cx: &mut Cx<'_>) -> TaskTurn {
        if self.step == CopyStep::Choosing {
            return match self.places.key(key, list, cx) {
                Chosen::Pass => TaskTurn::Pass,
                Chosen::Stay => TaskTurn::Stay,
                Chosen::Close => TaskTurn::Close,
                Chosen::These(spaces) => {
                    let target = |space| CopyTarget { space, name: CopyName::Waiting, write: None, result: None };
                    self.targets = spaces.into_iter().map(target).collect();
                    self.step = CopyStep::Naming;
                    self.form.begin_at(Row::Name);
                    self.check(Duration::ZERO, cx);
                    TaskTurn::Stay
                }
            };
        }
        if self.step == CopyStep::Ended {
            return self.end_key(key, of, cx);
        }
        let command = lookup(KEYS, key);
        match (self.step, command) {
            (_, Some(Command::Scroll)) => self.scroll.by_key(key, cx.extent),
            // What is under way cannot be called back.
            (CopyStep::Sending(_), command) => return if command.is_some() { TaskTurn::Stay } else { TaskTurn::Pass },
            (_, Some(Command::Enter)) if !cx.fresh => {}
            (_, Some(Command::Enter)) if self.form.focus() == Some(Row::Copy) => self.press(of, cx),
            (_, Some(Command::Enter)) => self.form.begin_at(Row::Copy),
            (_, Some(Command::Close)) => {
                cx.drop_question(Asked::CheckName);
                self.step = CopyStep::Choosing;
            }
            (_, Some(Command::Up | Command::Down) | None) => match self.form.key(key) {
                form::Turn::Pass => return TaskTurn::Pass,
                form::Turn::Changed(_) => self.renamed(cx),
                _ => {}
            },
        }
        TaskTurn::Stay
    }

    fn end_key(&mut self, key: Key, of: &Connection, cx: &mut Cx<'_>) -> TaskTurn {
        match lookup(END, key) {
            Some(InEnd::Look) if !cx.fresh => {}
            Some(InEnd::Look) if self.has(Mark::Unknown) || self.has(Mark::Left) => {
                let unknown = |(at, target): (usize, &CopyTarget)| {
                    matches!(target.result, Some((Mark::Unknown, _))).then_some(at)
                };
                self.unknown = self.targets.iter().enumerate().rev().filter_map(unknown).collect();
                self.targets.iter_mut().for_each(|target| {
                    target.result.take_if(|(mark, _)| *mark == Mark::Left);
                });
                cx.shared.notice = None;
                self.by = cx.user();
                self.go_on(of, cx);
            }
            Some(InEnd::Look | InEnd::Close) => return TaskTurn::Made(std::mem::take(&mut self.made)),
            Some(InEnd::PageUp) => self.scroll.pages(-1, cx.extent),
            Some(InEnd::PageDown) => self.scroll.pages(1, cx.extent),
            None => return TaskTurn::Pass,
        }
        TaskTurn::Stay
    }

    /// Whether one of them came to this.
    fn has(&self, mark: Mark) -> bool {
        self.targets.iter().any(|target| matches!(&target.result, Some((it, _)) if *it == mark))
    }

    /// Looks once more at the next one that is to be looked at; else copies to the next space.
    fn go_on(&mut self, of: &Connection, cx: &mut Cx<'_>) {
        while let Some(at) = self.unknown.pop() {
            if self.targets[at].write.is_some_and(|id| cx.resume::<Copy>(id, Asked::CopyConnection)) {
                self.targets[at].result = None;
                self.step = CopyStep::Sending(at);
                return;
            }
        }
        self.send(of, cx);
    }

    pub fn paste(&mut self, text: &str, list: &mut ConnectionList, cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        match self.step {
            CopyStep::Choosing => {
                list.spaces.paste(text, cx)?;
            }
            CopyStep::Naming => {
                self.form.begin_at(Row::Name);
                self.form.paste(text)?;
                self.renamed(cx);
            }
            CopyStep::Sending(_) | CopyStep::Ended => {}
        }
        Ok(())
    }

    fn renamed(&mut self, cx: &mut Cx<'_>) {
        cx.drop_question(Asked::CheckName);
        self.targets.iter_mut().for_each(|target| target.name = CopyName::Waiting);
        self.check(PAUSE, cx);
    }

    /// Asks for the name in the next space of which it is not known, and says how many are copied to so far.
    fn check(&mut self, after: Duration, cx: &mut Cx<'_>) {
        let label = match self.open() {
            0 => "Copy".to_owned(),
            1 => "Copy to 1 space".to_owned(),
            count => format!("Copy to {count} spaces"),
        };
        self.form.relabel(Row::Copy, label, "");
        let Some(session) = cx.session().filter(|_| !self.name().is_empty()) else { return };
        let next = self.targets.iter().find(|target| target.name == CopyName::Waiting);
        if let Some(target) = next {
            let call = Call::CheckName(target.space.id().cloned(), self.name().to_owned());
            cx.ask_after(Request::Tenant(session, call), after);
        }
    }

    fn press(&mut self, of: &Connection, cx: &mut Cx<'_>) {
        if self.name().is_empty() {
            self.form.begin_at(Row::Name);
            cx.tell(Notice::bad("The copies need a name.").until_key());
        } else if !self.is_checked() {
            cx.tell(Notice::info("Still checking whether the name is free there.").until_key());
        } else if self.open() == 0 {
            self.form.begin_at(Row::Name);
            let text = "This name is taken in every space that you chose. Give the copies another name.";
            cx.tell(Notice::bad(text).until_key());
        } else {
            for target in self.targets.iter_mut().filter(|target| target.name == CopyName::Taken) {
                let label = target.space.label();
                target.result = Some((Mark::NotDone, format!("Not copied to {label}: the name is taken there.")));
            }
            self.by = cx.user();
            self.send(of, cx);
        }
    }

    /// Copies to the next space that is to be copied to. One write at a time.
    fn send(&mut self, of: &Connection, cx: &mut Cx<'_>) {
        let next = self.targets.iter().position(|target| target.result.is_none());
        let Some(at) = next else { return self.end(of, cx) };
        if std::mem::take(&mut self.is_stopped) {
            return self.pause("the waiting was stopped", of, cx);
        }
        let Some(me) = cx.user().filter(|me| self.by.as_ref() == Some(me)) else {
            return self.pause("the sign-in had ended", of, cx);
        };
        let target = &mut self.targets[at];
        let write = Copy::new(of, self.form.answer(Row::Name), (target.space.id().cloned(), target.space.label()), &me);
        let same = write.clone();
        target.write = cx.begin(write, |other| {
            (&other.of, &other.new_name, &other.space) == (&same.of, &same.new_name, &same.space)
        });
        self.step = CopyStep::Sending(at);
    }

    /// Nothing more is sent until whoever is signed in presses for it.
    fn pause(&mut self, why: &str, of: &Connection, cx: &mut Cx<'_>) {
        for target in self.targets.iter_mut().filter(|target| target.result.is_none()) {
            let text = format!("Not copied to {} yet: {why}.", target.space.label());
            target.result = Some((Mark::Left, text));
        }
        self.end(of, cx);
    }

    fn end(&mut self, original: &Connection, cx: &mut Cx<'_>) {
        self.is_stopped = false;
        self.step = CopyStep::Ended;
        let count =
            |mark| self.targets.iter().filter(|target| matches!(&target.result, Some((it, _)) if *it == mark)).count();
        let (done, unknown, all) = (count(Mark::Done), count(Mark::Unknown), self.targets.len());
        let of = if all == 1 { "1 space".to_owned() } else { format!("{all} spaces") };
        cx.tell(match (done, unknown) {
            (done, 0) if self.has(Mark::Left) => {
                Notice::warn(format!("Copied to {done} of {of}. Enter copies to the rest."))
            }
            (done, 0) if done == all => {
                Notice::good(format!("Copied to {of}. {}", credentials_of(&self.made, original)))
            }
            (done, 0) => Notice::warn(format!("Copied to {done} of {of}. The lines above say why.")),
            (done, unknown) => Notice::warn(format!("Copied to {done} of {of}; for {unknown} the outcome is unknown.")),
        });
    }

    pub fn answer(&mut self, asked: &Request, answer: &Answer, of: &Connection, cx: &mut Cx<'_>) -> TaskTurn {
        if let (Request::Tenant(_, Call::CheckName(space, name)), Answer::CheckName(answer)) = (asked, answer) {
            self.name_checked(space.as_ref(), name, answer, cx);
            return TaskTurn::Stay;
        }
        let CopyStep::Sending(at) = self.step else { return TaskTurn::Pass };
        let settled = self.targets[at].write.and_then(|id| cx.settle::<Copy>(id, asked, answer));
        settled.map_or(TaskTurn::Pass, |settled| self.settled(at, settled, of, cx))
    }

    /// The write under way.
    pub fn write(&self) -> Option<WriteId> {
        let CopyStep::Sending(at) = self.step else { return None };
        self.targets[at].write
    }

    /// Stops waiting: what waits is not copied, and the others stay to be copied by a press of their own.
    pub fn stop(&mut self, of: &Connection, cx: &mut Cx<'_>) -> TaskTurn {
        let CopyStep::Sending(at) = self.step else { return TaskTurn::Pass };
        self.is_stopped = true;
        let settled = self.targets[at].write.and_then(|id| cx.stop::<Copy>(id, Asked::CopyConnection));
        self.settled(at, settled, of, cx)
    }

    fn settled(&mut self, at: usize, settled: Option<Settled<Copy>>, of: &Connection, cx: &mut Cx<'_>) -> TaskTurn {
        let Some(settled) = settled else { return TaskTurn::Stay };
        let target = &self.targets[at];
        let elsewhere = |copy: &Connection| existing::elsewhere(copy, target.space.id()).map(str::to_owned);
        let mark = match &settled.outcome {
            Outcome::Done(copy, _) => {
                self.made.push((**copy).clone());
                cx.note_each_done(&settled.sentence);
                if elsewhere(copy).is_some() { Mark::NotDone } else { Mark::Done }
            }
            Outcome::NotDone(_) => Mark::NotDone,
            Outcome::Unknown => Mark::Unknown,
        };
        let text = match &settled.outcome {
            Outcome::Done(copy, _) if elsewhere(copy).is_some() => format!(
                "Not copied to {}: the tenant put the copy into the space {}. Delete it there if you do not want it.",
                target.space.label(),
                elsewhere(copy).unwrap_or_default()
            ),
            Outcome::NotDone(NotDone::Refused(failure)) => {
                let told = failure.verbatim();
                let why = because(failure, &settled.not_done);
                if told.is_empty() { why } else { format!("{why} The tenant said: {told}") }
            }
            Outcome::Done(..) | Outcome::NotDone(_) | Outcome::Unknown => settled.sentence.clone(),
        };
        if let Outcome::NotDone(NotDone::Refused(failure)) = &settled.outcome
            && failure.kind == FailureKind::Unauthorized
        {
            self.pause("the sign-in had ended", of, cx);
            return TaskTurn::Stay;
        }
        if settled.outcome == Outcome::NotDone(NotDone::Stopped) {
            self.pause("the waiting was stopped", of, cx);
            return TaskTurn::Stay;
        }
        self.targets[at].result = Some((mark, text));
        self.go_on(of, cx);
        TaskTurn::Stay
    }

    fn name_checked(
        &mut self,
        space: Option<&SpaceId>,
        name: &str,
        answer: &Result<NameCheck, Failure>,
        cx: &mut Cx<'_>,
    ) {
        if self.step != CopyStep::Naming || name != self.name() {
            return;
        }
        let known = match answer {
            Ok(NameCheck::Free) => CopyName::Free,
            Ok(NameCheck::Taken(_)) => CopyName::Taken,
            Ok(NameCheck::Unchecked) | Err(_) => CopyName::Unchecked,
        };
        for target in self.targets.iter_mut().filter(|target| target.space.id() == space) {
            target.name = known;
        }
        self.check(Duration::ZERO, cx);
    }

    pub fn resumes(&mut self, cx: &mut Cx<'_>) -> bool {
        match self.step {
            CopyStep::Sending(at) => {
                self.targets[at].write.is_some_and(|id| cx.resume::<Copy>(id, Asked::CopyConnection))
            }
            CopyStep::Ended => true,
            CopyStep::Naming => {
                self.check(Duration::ZERO, cx);
                true
            }
            CopyStep::Choosing => false,
        }
    }

    pub fn hints(&self, list: &ConnectionList) -> Vec<Hint> {
        let is_on_button = self.form.focus() == Some(Row::Copy);
        match self.step {
            CopyStep::Choosing => self.places.hints(list),
            CopyStep::Naming => hints_now(KEYS, |command, hint| match command {
                Command::Enter if is_on_button => Some(Hint { short: "copy", ..hint }),
                Command::Up => Some(Hint { rank: if is_on_button { Rank::Room } else { Rank::HelpOnly }, ..hint }),
                Command::Down => (!is_on_button).then_some(hint),
                _ => Some(hint),
            }),
            CopyStep::Ended => hints_now(END, |command, hint| match command {
                InEnd::Look if self.has(Mark::Unknown) => Some(hint),
                InEnd::Look if self.has(Mark::Left) => Some(Hint { short: "copy the rest", ..hint }),
                InEnd::Look => Some(Hint { short: "close", ..hint }),
                // It does what Enter does, where nothing is left to be done.
                InEnd::Close if !self.has(Mark::Unknown) && !self.has(Mark::Left) => {
                    Some(Hint { rank: Rank::HelpOnly, ..hint })
                }
                InEnd::PageUp | InEnd::PageDown | InEnd::Close => Some(hint),
            }),
            CopyStep::Sending(_) => Vec::new(),
        }
    }

    /// Whether it is being looked up if the copy that is under way was made.
    pub fn is_looked_up(&self, shared: &Shared) -> bool {
        let CopyStep::Sending(at) = self.step else { return false };
        let flight = self.targets[at].write.and_then(|id| shared.writes.get::<Copy>(id));
        flight.is_some_and(|flight| matches!(flight.stage(), Stage::LookingUp(_)))
    }
}

/// What signs in to the source of the copies, as far as they and the original tell.
fn credentials_of(copies: &[Connection], original: &Connection) -> &'static str {
    match original.separated {
        Some(false) => "Each copy stores the embedded credentials itself: new ones for the original do not reach it.",
        Some(true) if copies.iter().all(|copy| copy.credential.is_none()) => {
            "The tenant names no credentials for them: open a copy to add yours."
        }
        Some(true) if copies.iter().all(|copy| copy.credential == original.credential) => {
            "They use the same separated credentials as the original."
        }
        Some(true) | None => "Open a copy to see its credentials.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_credentials_of_copies_are_told_as_they_are_known() {
        let one = |separated, credential: Option<&str>| Connection {
            separated,
            credential: credential.map(str::to_owned),
            ..Connection::default()
        };
        for (original, copies, words) in [
            (one(Some(false), Some("k-1")), [Some("k-2"), Some("k-3")], "stores the embedded credentials itself"),
            (one(Some(true), Some("k-1")), [None, None], "names no credentials"),
            (one(Some(true), None), [None, None], "names no credentials"),
            (one(Some(true), Some("k-1")), [Some("k-1"), Some("k-1")], "the same separated credentials"),
            (one(Some(true), Some("k-1")), [Some("k-1"), None], "Open a copy"),
            (one(Some(true), Some("k-1")), [Some("k-1"), Some("k-2")], "Open a copy"),
            (one(None, None), [None, None], "Open a copy"),
        ] {
            let copies = copies.map(|credential| one(original.separated, credential));
            let told = credentials_of(&copies, &original);
            assert!(told.contains(words), "{words}: {told}");
        }
    }
}
