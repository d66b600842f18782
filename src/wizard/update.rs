//! How the model changes: events in, effects out. Pure; time is an argument.

use std::time::{Duration, Instant};

use crate::{
    domain::{
        request::{Answer, Asked},
        secret::Secret,
        step::Step,
    },
    kit::{
        effect::{Effect, Exit},
        event::{Event, RequestId},
        keys::{Code, Key, lookup},
        notice::Notice,
        pending::{QUIET, SPIN},
        place::{Place, Side},
        screen::{Cx, Flow, Screen},
        scroll::{Extent, Scroll},
    },
    wizard::{
        keys::{ALWAYS, Command, OTHERWISE, OVERLAY},
        model::{Model, Overlay},
    },
};

/// Two Enters closer together than this are one that is held down: terminals repeat a held key about thirty times a second.
const HELD: Duration = Duration::from_millis(200);

/// Changes the model by what happened, and says what shall be done.
pub fn update(model: &mut Model, event: Event, now: Instant) -> Vec<Effect> {
    let mut effects = Vec::new();
    match event {
        Event::Key(key) => key_pressed(model, key, now, &mut effects),
        Event::Pasted(text) => pasted(model, &text, now, &mut effects),
        Event::PastedTooMuch => {
            let text = "More than 64 KiB were pasted, and nothing of it was taken. Copy only the value itself.";
            model.shared.notice = Some(Notice::bad(text));
        }
        Event::Answered(id, answer) => answered(model, id, answer, now, &mut effects),
        Event::Exchanged(exchange) => model.shared.log.push(exchange),
        Event::Resized => {}
    }
    effects
}

/// The wizard begins: its first screen asks for what it needs.
pub fn start(model: &mut Model, now: Instant) -> Vec<Effect> {
    let mut effects = Vec::new();
    enter(model, now, &mut effects);
    effects
}

/// The screen was drawn, and this was to be seen of it: keys that come from now on were meant for it.
pub fn drawn(model: &mut Model, extent: Extent) {
    model.drawn.is_current = true;
    model.drawn.extent = extent;
}

fn key_pressed(model: &mut Model, key: Key, now: Instant, effects: &mut Vec<Effect>) {
    let was_leaving = model.is_leaving;
    if let Some(command) = lookup(ALWAYS, key) {
        everywhere(model, command, now, effects);
    } else if let Some(overlay) = model.overlay {
        over(model, overlay, key);
    } else {
        let fresh = is_fresh(model, key, now);
        let place = model.place();
        let flow = dispatch(model, place, now, effects, |screen, cx| {
            cx.fresh = fresh;
            screen.key(key, cx)
        });
        if flow == Flow::Pass
            && let Some(command) = lookup(OTHERWISE, key)
        {
            match command {
                Command::Back => {
                    if follow(model, Flow::Back, now, effects) {
                        model.shared.notice = None;
                    }
                }
                other => everywhere(model, other, now, effects),
            }
        }
    }
    if key.code == Code::Enter {
        model.drawn.last_enter = Some(now);
    }
    // Whatever else was pressed stays.
    if was_leaving.is_some() && model.is_leaving == was_leaving {
        model.is_leaving = None;
    }
}

/// Whether the key press was meant for what is on the screen.
fn is_fresh(model: &Model, key: Key, now: Instant) -> bool {
    let since_enter = model.drawn.last_enter.and_then(|last| now.checked_duration_since(last));
    model.drawn.is_current && !key.held && since_enter.is_none_or(|since| since >= HELD)
}

fn everywhere(model: &mut Model, command: Command, now: Instant, effects: &mut Vec<Effect>) {
    match command {
        Command::Leave => leave(model, Leaving::ByKey, now, effects),
        Command::Help => {
            model.overlay = if matches!(model.overlay, Some(Overlay::Help(_))) {
                None
            } else {
                Some(Overlay::Help(Scroll::default()))
            };
        }
        Command::Log => {
            model.overlay = if matches!(model.overlay, Some(Overlay::Log(_))) {
                None
            } else {
                Some(Overlay::Log(Scroll::default()))
            };
        }
        Command::Suspend => effects.push(Effect::Suspend),
        Command::Back | Command::ScrollUp | Command::ScrollDown => {}
    }
}

/// How leaving was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaving {
    /// By the key for it, which means it also when it is pressed twice at once.
    ByKey,
    /// By a button or by going back, which may be a key that is held down.
    ByScreen,
}

fn leave(model: &mut Model, how: Leaving, now: Instant, effects: &mut Vec<Effect>) {
    let asked = model.is_leaving.and_then(|asked| now.checked_duration_since(asked));
    let answered = asked.is_some_and(|since| how == Leaving::ByKey || since >= HELD);
    let Some(loss) = model.loss().filter(|_| !answered) else {
        effects.push(Effect::Quit(exit(model)));
        return;
    };
    model.is_leaving = Some(now);
    let again = match how {
        Leaving::ByKey => "Press Ctrl+C once more to leave",
        Leaving::ByScreen => "Press it once more to leave",
    };
    let blindly = if model.is_unknown() { " without knowing" } else { "" };
    model.shared.notice = Some(Notice::warn(format!("{loss} {again}{blindly}.")));
}

/// How the program ends when it is left now.
fn exit(model: &Model) -> Exit {
    if model.is_in_doubt() { Exit::Unknown } else { Exit::Done }
}

fn over(model: &mut Model, overlay: Overlay, key: Key) {
    let extent = model.drawn.extent;
    let by_page = matches!(key.code, Code::PageUp | Code::PageDown);
    let (Overlay::Help(mut scroll) | Overlay::Log(mut scroll)) = overlay;
    match lookup(OVERLAY, key) {
        Some(Command::ScrollUp) if by_page => scroll.pages(-1, extent),
        Some(Command::ScrollUp) => scroll.rows(-1, extent),
        Some(Command::ScrollDown) if by_page => scroll.pages(1, extent),
        Some(Command::ScrollDown) => scroll.rows(1, extent),
        Some(_) => {
            model.overlay = None;
            return;
        }
        None => return,
    }
    model.overlay = Some(match overlay {
        Overlay::Help(_) => Overlay::Help(scroll),
        Overlay::Log(_) => Overlay::Log(scroll),
    });
}

fn pasted(model: &mut Model, text: &Secret, now: Instant, effects: &mut Vec<Effect>) {
    model.is_leaving = None;
    // It was meant for a field, not for what lies over it; and whoever pasted sees where it went.
    model.overlay = None;
    let place = model.place();
    dispatch(model, place, now, effects, |screen, cx| {
        if let Err(much) = screen.paste(text, cx) {
            cx.tell(Notice::bad(format!("{much}.")));
        }
        Flow::Stay
    });
}

fn answered(model: &mut Model, id: RequestId, answer: Answer, now: Instant, effects: &mut Vec<Effect>) {
    // An answer whose question was dropped finds nobody, and changes nothing.
    let Some(owner) = model.shared.pending.answered(id) else { return };
    dispatch(model, owner, now, effects, |screen, cx| screen.answer(answer, cx));
}

/// Lets a screen deal with something, and goes where it leads. A screen that is not shown any more leads nowhere.
fn dispatch(
    model: &mut Model,
    place: Place,
    now: Instant,
    effects: &mut Vec<Effect>,
    deal: impl FnOnce(&mut dyn Screen, &mut Cx<'_>) -> Flow,
) -> Flow {
    let before = model.shared.notice.clone();
    let shown = model.shared.side;
    let mut cx =
        Cx { shared: &mut model.shared, now, place, fresh: false, extent: model.drawn.extent, effects: &mut *effects };
    let flow = deal(model.screens.at(place), &mut cx);
    // What was told in between belongs to the screen that comes; what stood there before belonged to this one.
    let told = model.shared.notice != before;
    model.screens.follow(&model.shared);
    let moved = if model.shared.side == shown {
        place == model.place() && follow(model, flow, now, effects)
    } else {
        // The screen itself opened or closed what lies over the steps.
        uncover(model, shown, flow, now, effects);
        true
    };
    if moved && !told {
        model.shared.notice = None;
    }
    flow
}

/// Goes where a screen leads; says whether that is another step.
fn follow(model: &mut Model, flow: Flow, now: Instant, effects: &mut Vec<Effect>) -> bool {
    if model.shared.side.is_some() {
        return beside(model, flow, now, effects);
    }
    let draft = &model.shared.draft;
    let to = match flow {
        Flow::Pass | Flow::Stay => None,
        Flow::Back => draft.before(model.step),
        Flow::Next => match model.shared.return_to {
            Some(step) if draft.is_open(step) && draft.is_shown(step) => Some(step),
            _ => draft.after(model.step),
        },
        Flow::Jump(step) => Some(step),
    };
    let Some(step) = to else { return false };
    if let Some(side) = model.launch().goal.side().filter(|_| step > Step::SignIn) {
        model.shared.side = Some(side);
        uncover(model, None, Flow::Stay, now, effects);
        return true;
    }
    go(model, step, flow, now, effects);
    true
}

fn go(model: &mut Model, step: Step, flow: Flow, now: Instant, effects: &mut Vec<Effect>) {
    let from = model.step;
    leave_place(model, Place::Step(from), effects);
    if model.shared.return_to == Some(step) {
        model.shared.return_to = None;
    } else if from == Step::Review && matches!(flow, Flow::Jump(to) if to < Step::Review) {
        model.shared.return_to = Some(Step::Review);
    }
    model.step = step;
    enter(model, now, effects);
}

/// Goes where a side screen leads; says whether that is away from it.
fn beside(model: &mut Model, flow: Flow, now: Instant, effects: &mut Vec<Effect>) -> bool {
    let shown = model.shared.side;
    match flow {
        Flow::Pass | Flow::Stay | Flow::Next => return false,
        Flow::Back if model.is_aim() => {
            leave(model, Leaving::ByScreen, now, effects);
            return false;
        }
        Flow::Back | Flow::Jump(_) => model.shared.side = None,
    }
    uncover(model, shown, flow, now, effects);
    true
}

/// A side screen was opened or closed: what was shown before is left, what is shown now is entered.
fn uncover(model: &mut Model, before: Option<Side>, flow: Flow, now: Instant, effects: &mut Vec<Effect>) {
    leave_place(model, before.map_or(Place::Step(model.step), Place::Side), effects);
    if let (None, Flow::Jump(step)) = (model.shared.side, flow) {
        model.step = step;
    }
    enter(model, now, effects);
}

/// What a screen asked for and leaves behind is not waited for any more.
fn leave_place(model: &mut Model, place: Place, effects: &mut Vec<Effect>) {
    for id in model.shared.pending.leave(place) {
        effects.push(Effect::Cancel(id));
    }
}

/// The screen that is shown now asks for what it needs. No key pressed before was meant for it.
fn enter(model: &mut Model, now: Instant, effects: &mut Vec<Effect>) {
    model.drawn.is_current = false;
    let place = model.place();
    dispatch(model, place, now, effects, |screen, cx| {
        screen.enter(cx);
        Flow::Stay
    });
}

/// When the view has to be drawn anew though nothing happens.
pub fn due(model: &Model, now: Instant) -> Option<Instant> {
    let quiet = [
        Asked::RecentTenants,
        Asked::RememberTenant,
        Asked::Copy,
        Asked::Open,
        Asked::TenantNotes,
        Asked::KeepNotes,
        Asked::AmendNotes,
        Asked::AwaitBrowser,
    ];
    let spinner = model
        .shared
        .pending
        .dues()
        .filter(|(asked, _)| !quiet.contains(asked))
        .map(|(_, due)| next_turn(due, now))
        .min();
    // Help and log are there to be read, and lie over what would turn.
    let spinner = spinner.filter(|_| model.overlay.is_none());
    let screen = model.screens.look_at(model.place()).due(&model.shared, now);
    [spinner, screen].into_iter().flatten().min()
}

/// The next moment at which a spinner appears or turns.
fn next_turn(due: Instant, now: Instant) -> Instant {
    let shown = due + QUIET;
    if now < shown { shown } else { now + SPIN }
}
