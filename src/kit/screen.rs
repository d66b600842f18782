//! What a screen is: keys, pastes and answers in; a change of step and effects out.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    domain::{
        failure::Failure,
        notes::{Amendment, Facts},
        request::{Answer, Asked, Chore, Request},
        secret::Secret,
        session::Session,
        settle::Stage,
        step::Step,
        tenant::Tenant,
        write::{self, Flight, Outcome, Write, WriteTurn},
    },
    kit::{
        effect::Effect,
        keys::{Hint, Key, KeyTable},
        notice::{Notice, Tone, Until},
        paste::TooMuch,
        scroll::Extent,
        shared::Shared,
        visit::{ScreenId, Visit},
        writes::{Registered, WriteId},
    },
};

/// An Enter that comes sooner, after the one before or after the screen was shown, was held down or meant for the screen before:
/// terminals repeat a held key about thirty times a second, and nobody reads a screen and presses a key within this.
pub const MEANT: Duration = Duration::from_millis(200);

/// One screen of the wizard. It keeps its own state; the answers go into the draft.
pub trait Screen {
    /// The screen is shown, for this reason: (again) ask for what it needs. What was typed before still stands.
    fn enter(&mut self, visit: Visit, cx: &mut Cx<'_>);

    /// The keys that matter now, for the footer and the help.
    fn hints(&self, shared: &Shared) -> Vec<Hint>;

    /// Every key this screen ever knows, table by table: for the README, and to be checked.
    fn tables(&self) -> Vec<KeyTable>;

    /// A key was pressed. `Pass` gives it to the keys that work everywhere.
    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow;

    /// Text was pasted. More than a field takes is refused, and nothing of it is taken. A screen without fields drops it.
    fn paste(&mut self, _text: &Secret, _cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        Ok(())
    }

    /// A question of this screen was answered. It may not be the current screen any more.
    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow;

    /// What is remembered of the tenant came only now, when the screen was shown already.
    fn remembered(&mut self, _cx: &mut Cx<'_>) {}

    /// Whether something was typed here that leaving would lose.
    fn is_filled(&self) -> bool;

    /// What leaving would lose, in a sentence. A screen that loses something else than what was typed says so itself.
    fn loss(&self) -> Option<&'static str> {
        self.is_filled().then_some("What you typed here would be lost.")
    }

    /// When it has to be drawn anew though nothing happens: a minute of age, a second of a countdown.
    fn due(&self, _shared: &Shared, _now: Instant) -> Option<Instant> {
        None
    }
}

/// Where a key, a paste or an answer leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Flow {
    Pass,
    /// Dealt with; the step stays.
    Stay,
    /// The step has its answer.
    Next,
    Back,
    /// To this screen, for this reason.
    Goto(Visit),
    /// To the first, and from there Next leads to the second as soon as that is open.
    Detour(Visit, Visit),
    /// Out of the program, once what would be lost by it was said.
    Leave,
}

impl Flow {
    /// Whoever is sent from this step to an earlier one, to mend something there, comes back to it.
    #[must_use]
    pub fn and_back_to(self, step: Step) -> Self {
        match self {
            Self::Goto(visit) if visit.screen() < step.into() => Self::Detour(visit, step.into()),
            other => other,
        }
    }

    /// The screen that is gone to next, whatever the reason.
    #[cfg(test)]
    pub fn screen(&self) -> Option<ScreenId> {
        match self {
            Self::Goto(visit) | Self::Detour(visit, _) => Some(visit.screen()),
            Self::Pass | Self::Stay | Self::Next | Self::Back | Self::Leave => None,
        }
    }
}

/// How a write ended, and that in a sentence.
pub struct Settled<W: Write> {
    pub outcome: Outcome<W::Done>,
    pub sentence: String,
    /// That it was not done, without the reason.
    pub not_done: String,
    pub flight: Flight<W>,
}

impl<W: Write> Settled<W> {
    /// The sentence, with what the tenant said beside it.
    pub fn warning(&self) -> Notice {
        let sentence = self.sentence.clone();
        match self.flight.failure() {
            Some(failure) => Notice::about(failure, sentence),
            None => Notice::warn(sentence),
        }
    }
}

/// What a screen may touch while it deals with an event.
pub struct Cx<'a> {
    pub shared: &'a mut Shared,
    pub now: Instant,
    /// The screen that is asked.
    pub screen: ScreenId,
    /// Whether this key press was meant for what is on the screen: drawn before it came, and not the key being held down.
    pub fresh: bool,
    /// How long the screen has been shown.
    pub shown_for: Duration,
    /// What of the screen was to be seen when it was last drawn.
    pub extent: Extent,
    pub effects: &'a mut Vec<Effect>,
}

impl Cx<'_> {
    /// Whether an Enter chooses from a list: one that was not meant for it is told to be pressed again. `arrived` is when the
    /// tenant's answer put the row there that has the cursor: however long ago the Enter before was, nobody has read that row yet.
    pub fn chooses(&mut self, key: Key, arrived: Option<Instant>) -> bool {
        let row_shown = arrived.map_or(self.shown_for, |arrived| self.now.saturating_duration_since(arrived));
        let is_seen = row_shown.min(self.shown_for) >= MEANT;
        if !self.fresh && !key.held {
            self.tell(Notice::info("That Enter came too soon after the one before. Press it again."));
        } else if self.fresh && !is_seen {
            self.tell(Notice::info("That Enter came just as the list appeared. Press it again."));
        }
        self.fresh && is_seen
    }

    /// What was said to be loading is here, or will not come.
    pub fn end_loading(&mut self) {
        self.shared.notice.take_if(|notice| notice.until == Until::Answer);
    }

    /// Asks at once. An older question of the same kind is superseded.
    pub fn ask(&mut self, request: Request) {
        self.ask_after(request, Duration::ZERO);
    }

    /// Asks after this long: a debounce, or a wait that the tenant told.
    pub fn ask_after(&mut self, request: Request, after: Duration) {
        let request = Arc::new(request);
        let begun = self.shared.pending.begin(Arc::clone(&request), self.screen, self.now + after);
        if let Some(id) = begun.superseded {
            self.effects.push(Effect::Cancel(id));
        }
        self.effects.push(Effect::Start { id: begun.id, request, after });
    }

    /// Changes what is remembered of the tenant. The demo remembers nothing.
    pub fn amend_notes(&mut self, amendment: Amendment) {
        if amendment.is_empty() || self.shared.launch.demo {
            return;
        }
        if let Some(tenant) = self.shared.draft.tenant().cloned() {
            self.ask(Request::Here(Chore::AmendNotes(tenant, amendment)));
        }
    }

    /// Remembers what was chosen, beside what was chosen elsewhere.
    pub fn remember_choice(&mut self, chosen: Facts) {
        if chosen.iter().any(|(name, fact)| self.shared.last.get(name) != Some(fact)) {
            self.shared.last.extend(chosen);
            self.amend_notes(Amendment::Remember(self.shared.last.clone()));
        }
    }

    /// Asks what a write asks for next, by its session; its outcome where it has one.
    fn follow<D>(&mut self, session: Session, turn: WriteTurn<D>) -> Option<Outcome<D>> {
        match turn {
            WriteTurn::Ask(call, after) => {
                self.ask_after(Request::Tenant(session, *call), after);
                None
            }
            WriteTurn::Ended(outcome) => Some(outcome),
        }
    }

    /// Sends a write: the same one once more where an earlier try of it by the same person, which `is_same` tells, is still unknown.
    pub fn begin<W: Registered>(&mut self, write: W, is_same: impl Fn(&W) -> bool) -> Option<WriteId> {
        let by = (self.session()?, self.user());
        self.begin_by(by, write, is_same)
    }

    /// The same by a sign-in that need not be that of now.
    pub fn begin_by<W: Registered>(
        &mut self,
        (session, by): (Session, Option<String>),
        write: W,
        is_same: impl Fn(&W) -> bool,
    ) -> Option<WriteId> {
        let writes = &mut self.shared.writes;
        let is_before = |flight: &Flight<W>| is_same(&flight.write) && flight.is_of(&session, by.as_deref());
        let before = writes.all::<W>().find(|(_, flight)| is_before(flight)).map(|(id, _)| id);
        let id = before.unwrap_or_else(|| {
            let mut flight = Flight::new(write.clone(), session.clone(), None);
            flight.by = by;
            writes.add(flight)
        });
        let flight = writes.get_mut::<W>(id)?;
        (flight.write, flight.session) = (write, session.clone());
        let turn = flight.send(self.now);
        self.follow(session, turn);
        Some(id)
    }

    /// A write goes on with the newest key of whoever sent it. What somebody else sees or does not see would prove nothing of it.
    pub fn renew<W: Registered>(&mut self, id: WriteId) {
        let (Some(session), by) = (self.session(), self.user()) else { return };
        if let Some(flight) = self.shared.writes.get_mut::<W>(id).filter(|it| it.is_of(&session, by.as_deref())) {
            flight.session = session;
        }
    }

    /// The screen is shown again: a write that is still to be settled is looked up. `asked` is the kind of its request. Says whether
    /// there is one.
    pub fn resume<W: Registered>(&mut self, id: WriteId, asked: Asked) -> bool {
        self.renew::<W>(id);
        let Some(flight) = self.shared.writes.get_mut::<W>(id) else { return false };
        let turn = match flight.stage() {
            Stage::Sent(_) if self.shared.pending.has(asked) => return true,
            Stage::Sent(_) => flight.lost(self.now),
            Stage::LookingUp(_) | Stage::Unknown | Stage::Idle => flight.look(self.now),
        };
        let session = flight.session.clone();
        self.follow(session, turn).is_none()
    }

    /// A person has it looked up once more: with an outcome where nothing is asked.
    pub fn look<W: Registered>(&mut self, id: WriteId) -> Option<Settled<W>> {
        self.renew::<W>(id);
        let turn = self.shared.writes.get_mut::<W>(id)?.look(self.now);
        self.turned(id, turn)
    }

    /// Stops waiting until the tenant takes requests again. What was sent meanwhile is looked up. `asked` is the kind of what is
    /// waited for.
    pub fn stop<W: Registered>(&mut self, id: WriteId, asked: Asked) -> Option<Settled<W>> {
        let turn = self.shared.writes.get_mut::<W>(id)?.stop(self.now)?;
        self.drop_question(asked);
        match turn {
            WriteTurn::Ask(..) => self.tell(Notice::warn("It was already sent; looking it up.").until_key()),
            WriteTurn::Ended(Outcome::NotDone(_)) => self.tell(Notice::info("Not sent again.")),
            WriteTurn::Ended(Outcome::Done(..) | Outcome::Unknown) => {}
        }
        self.turned(id, turn)
    }

    /// An answer to a write, or to a look whether it was done: none where it is neither; without an outcome while it goes on. What
    /// is settled leaves the register.
    pub fn settle<W: Registered>(
        &mut self,
        id: WriteId,
        asked: &Request,
        answer: &Answer,
    ) -> Option<Option<Settled<W>>> {
        let Request::Tenant(_, asked) = asked else { return None };
        let turn = self.shared.writes.get_mut::<W>(id)?.answer(asked, answer, self.now)?;
        Some(self.turned(id, turn))
    }

    fn turned<W: Registered>(&mut self, id: WriteId, turn: WriteTurn<W::Done>) -> Option<Settled<W>> {
        let flight = self.shared.writes.get::<W>(id)?.clone();
        let outcome = self.follow(flight.session.clone(), turn);
        let Some(outcome) = outcome else {
            // The tenant asks to wait: that is said with its own words beside it.
            if let Some(failure) = flight.failure().filter(|_| flight.was_told_to_wait()) {
                let text = "The tenant asks to wait: too many requests in a short time.";
                self.tell(Notice { tone: Tone::Warn, ..Notice::about(failure, text) });
            }
            return None;
        };
        let sentence = flight.sentence(&outcome);
        let not_done = write::not_done(flight.write.deed(), flight.write.name());
        if outcome != Outcome::Unknown {
            self.shared.writes.take::<W>(id);
        }
        Some(Settled { outcome, sentence, not_done, flight })
    }

    /// Something was done to what existed: it stays in the scrollback, with the host, and once however often it was done.
    pub fn note_done(&mut self, sentence: &str) {
        let line = self.at_host(sentence);
        if !self.shared.done.contains(&line) {
            self.shared.done.push(line);
        }
    }

    /// The same, where each time is about another thing, however alike they are called.
    pub fn note_each_done(&mut self, sentence: &str) {
        let line = self.at_host(sentence);
        self.shared.done.push(line);
    }

    fn at_host(&self, sentence: &str) -> String {
        let host = self.shared.draft.tenant().map(Tenant::host).unwrap_or_default();
        format!("{host}: {sentence}")
    }

    /// Stops waiting for an answer of this kind.
    pub fn drop_question(&mut self, asked: Asked) {
        if let Some(id) = self.shared.pending.end(asked) {
            self.effects.push(Effect::Cancel(id));
        }
    }

    /// Tells a person what a failure means in general.
    pub fn fail(&mut self, failure: &Failure) {
        self.shared.notice = Some(Notice::of(failure));
    }

    pub fn tell(&mut self, notice: Notice) {
        self.shared.notice = Some(notice);
    }

    /// The id of whoever is signed in.
    pub fn user(&self) -> Option<String> {
        self.shared.draft.here().me.as_ref().map(|me| me.user_id.clone())
    }

    /// The session, once there is one, in the dialect that is spoken now.
    pub fn session(&self) -> Option<Session> {
        let session = self.shared.draft.here().session.clone()?;
        Some(Session { dialect: self.shared.dialect, ..session })
    }
}
