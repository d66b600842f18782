//! Step Review: what will be made, in words and as the exact request; and the one key press that sends it.

mod view;

use std::time::Instant;

use crate::{
    domain::{
        connection::NewConnection,
        dialect::Purpose,
        draft::Consent,
        request::{Answer, Request},
        secret::Secret,
        step::Step,
    },
    kit::{
        cursor::Cursor,
        keys::{Binding, Hint, Key, KeyTable, hints, hints_now, lookup},
        notice::Notice,
        paste::TooMuch,
        screen::{Cx, Flow, MEANT, Screen},
        scroll::Scroll,
        shared::Shared,
        visit::Visit,
    },
    screens::{
        creating::{self, CreateTurn, Creating, keep_dialect},
        save,
    },
};

/// What the keys of this screen command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// What the focus is on: to the button, to a step, or create.
    Enter,
    /// To the row above.
    Up,
    /// To the row below.
    Down,
    /// Scroll the request.
    Scroll,
    /// To saving and exporting it.
    Save,
}

/// The keys of this screen.
pub const KEYS: &[Binding<Command>] = &[
    Binding::first(
        &[Key::ENTER],
        Command::Enter,
        "create",
        "read on, and at the end of the request: create the connection",
    ),
    Binding::help(&[Key::UP, Key::BACK_TAB], Command::Up, "up", "to the answer above"),
    Binding::room(
        &[Key::DOWN, Key::TAB],
        Command::Down,
        "change an answer",
        "to an answer, to change it, and after the last to the button Create",
    ),
    Binding::help(&[Key::PAGE_UP], Command::Scroll, "scroll up", "scroll the request up"),
    Binding::room(
        &[Key::char('s')],
        Command::Save,
        "save, export",
        "save it as an answers file, or export it as a script; nothing is sent",
    ),
    Binding::room(&[Key::PAGE_DOWN], Command::Scroll, "scroll", "scroll the request down"),
];

/// Where the focus is. The button has it only once the end of the request was on the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Focus {
    /// The person reads: Enter pages down, and at the end the button takes the focus.
    #[default]
    Reading,
    /// A look-up has ended, or a request that was read was left and is shown again: at its end Enter leads to the button, and does
    /// not press it. An Enter that was meant to look again, or pressed twice at the step before, must not create.
    Before,
    Answer(Step),
    /// On the button.
    Create,
}

/// Where the focus is, how far the request is scrolled, and the create.
#[derive(Debug, Default)]
pub struct State {
    focus: Focus,
    /// Whether the end of the request was on the screen.
    is_read: bool,
    /// Rows away from where the view would begin by itself.
    scroll: Scroll,
    creating: Creating,
}

/// The answers that stand in the overview, each leading back to its step.
fn answers(shared: &Shared) -> impl Iterator<Item = Step> + '_ {
    Step::Review
        .earlier()
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .filter(|step| *step != Step::Authorize || shared.draft.consent() == Consent::Needed)
}

/// What is missing before anything can be sent: the first step without its answer.
fn missing(shared: &Shared) -> Option<Step> {
    if shared.draft.connection().is_some() && shared.draft.is_open(Step::Review) {
        return None;
    }
    let open = answers(shared).find(|step| !shared.draft.is_done(*step));
    Some(open.unwrap_or(Step::Details))
}

impl State {
    fn enter_pressed(&mut self, cx: &mut Cx<'_>) -> Flow {
        // A key that is held down, or was meant for the screen before, decides nothing here.
        if !cx.fresh || cx.shown_for < MEANT {
            return Flow::Stay;
        }
        match self.focus {
            Focus::Reading | Focus::Before if missing(cx.shared).is_some() => self.create(cx),
            Focus::Reading | Focus::Before | Focus::Create if !self.is_read => {
                self.scroll.pages(1, cx.extent);
                Flow::Stay
            }
            Focus::Before => {
                self.focus = Focus::Create;
                Flow::Stay
            }
            Focus::Answer(step) => Flow::Goto(step.into()),
            Focus::Reading | Focus::Create => self.create(cx),
        }
    }

    fn create(&mut self, cx: &mut Cx<'_>) -> Flow {
        if let Some(step) = missing(cx.shared) {
            return Flow::Goto(step.into());
        }
        let Some(connection) = cx.shared.draft.connection() else { return Flow::Stay };
        if is_used_up(cx.shared) {
            // Its field says why.
            return Flow::Goto(Step::Authorize.into());
        }
        self.send(connection, cx)
    }

    fn send(&mut self, connection: NewConnection, cx: &mut Cx<'_>) -> Flow {
        self.focus = Focus::Create;
        self.creating.send(Purpose::Create, connection, cx);
        Flow::Stay
    }

    fn turn(&mut self, turn: CreateTurn, cx: &mut Cx<'_>) -> Flow {
        if self.creating.is_idle(cx.shared) && self.focus == Focus::Create && missing(cx.shared).is_some() {
            self.focus = Focus::Reading;
        }
        match turn {
            CreateTurn::Lead(flow) => {
                if matches!(&flow, Flow::Goto(visit) if visit.screen() == Step::Done.into()) {
                    // The next connection is a new one to read.
                    self.is_read = false;
                }
                flow
            }
            CreateTurn::Again => self.create(cx),
            CreateTurn::AuthUrl(_) => Self::address_instead(cx),
        }
    }

    /// The tenant wants a person's consent after all. Nothing was made.
    fn address_instead(cx: &mut Cx<'_>) -> Flow {
        if cx.shared.draft.consent() != Consent::Needed
            && let Some(details) = &mut cx.shared.draft.of_mut().details
        {
            details.browser = Some(true);
        }
        let text = "The tenant answered with an authorization URL instead of a connection, so nothing was created.";
        if cx.shared.draft.consent() == Consent::Needed {
            cx.tell(Notice::warn(format!("{text} Request the URL here, then paste its code.")));
            cx.shared.draft.of_mut().authorized = None;
            return Flow::Goto(Step::Authorize.into());
        }
        cx.tell(Notice::bad(format!("{text} Choose the sign-in here; Ctrl+G marks the field that takes the code.")));
        Flow::Goto(Step::Details.into())
    }

    /// The focus goes through the answers to the button, and stops there. The button is no stop before the request was read.
    fn step(&mut self, down: bool, shared: &Shared) {
        let mut stops: Vec<Focus> = answers(shared).map(Focus::Answer).collect();
        if missing(shared).is_none() {
            stops.push(if self.is_read { Focus::Create } else { Focus::Reading });
        }
        let at = stops.iter().position(|stop| *stop == self.focus && *stop != Focus::Reading);
        let mut cursor = Cursor::default();
        // Whoever reads goes into the answers from above; the button has the focus already where all was read.
        if at.is_some() || !down {
            cursor.go(at.or(Some(stops.len())), stops.len());
            cursor.key(if down { Key::DOWN } else { Key::UP }, stops.len());
        }
        self.focus = stops.get(cursor.row()).copied().unwrap_or_default();
        self.scroll = Scroll::default();
    }
}

/// Whether the code was refused as often as it may be sent.
fn is_used_up(shared: &Shared) -> bool {
    let code = shared.draft.authorized().filter(|_| shared.draft.consent() == Consent::Needed);
    let refused = shared.draft.of().code_refused.as_ref();
    refused.zip(code).is_some_and(|(refused, code)| refused.is_final() && refused.code == code.code)
}

impl Screen for State {
    fn enter(&mut self, _visit: Visit, cx: &mut Cx<'_>) {
        keep_dialect(cx);
        self.focus = if self.is_read { Focus::Before } else { Focus::Reading };
        (self.is_read, self.scroll) = (false, Scroll::default());
        self.creating.enter(cx);
    }

    fn hints(&self, shared: &Shared) -> Vec<Hint> {
        let mut all = self.creating.hints(shared);
        if self.creating.is_idle(shared) {
            let (short, at_end) = match (self.focus, missing(shared)) {
                (Focus::Answer(_), _) => ("change it", None),
                (_, Some(_)) => ("to what is missing", None),
                (Focus::Before, None) if self.is_read => ("go to Create", None),
                (Focus::Before, None) => ("read on, then to Create", Some("go to Create")),
                (Focus::Reading | Focus::Create, None) if self.is_read => ("create", None),
                (Focus::Reading | Focus::Create, None) => ("read on, then create", Some("create")),
            };
            all.extend(hints_now(KEYS, |command, hint| {
                Some(if command == Command::Enter { Hint { short, at_end, ..hint } } else { hint })
            }));
        }
        all
    }

    fn tables(&self) -> Vec<KeyTable> {
        [vec![("", hints(KEYS))], creating::tables()].concat()
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> Flow {
        // What was drawn last says what was to be seen; before the first drawing nothing was.
        self.is_read |= cx.fresh && cx.extent.top >= cx.extent.last;
        let request = |cx: &Cx<'_>| (cx.shared.dialect, cx.shared.draft.connection_without_code());
        let before = request(cx);
        if let Some(turn) = self.creating.key(key, cx) {
            if before != request(cx) {
                // Another request is another one to read.
                (self.focus, self.is_read, self.scroll) = (Focus::Reading, false, Scroll::default());
            }
            return self.turn(turn, cx).and_back_to(Step::Review);
        }
        match lookup(KEYS, key) {
            Some(Command::Enter) => return self.enter_pressed(cx).and_back_to(Step::Review),
            Some(Command::Up) => self.step(false, cx.shared),
            Some(Command::Down) => self.step(true, cx.shared),
            Some(Command::Scroll) => self.scroll.by_key(key, cx.extent),
            Some(Command::Save) if !self.creating.is_idle(cx.shared) => return Flow::Pass,
            Some(Command::Save) => return save::open(cx),
            None => return Flow::Pass,
        }
        Flow::Stay
    }

    fn paste(&mut self, _text: &Secret, _cx: &mut Cx<'_>) -> Result<(), TooMuch> {
        Ok(())
    }

    fn answer(&mut self, asked: &Request, answer: Answer, cx: &mut Cx<'_>) -> Flow {
        let looked_up = matches!(answer, Answer::LookUp(_));
        let Some(turn) = self.creating.answer(asked, &answer, cx) else { return Flow::Pass };
        if looked_up {
            self.focus = Focus::Before;
        }
        self.turn(turn, cx).and_back_to(Step::Review)
    }

    fn is_filled(&self) -> bool {
        false
    }

    fn due(&self, shared: &Shared, now: Instant) -> Option<Instant> {
        self.creating.due(shared, now)
    }
}

#[cfg(test)]
mod tests;
