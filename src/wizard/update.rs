//! How the model changes: events in, effects out. Pure; time is an argument.

use std::time::Instant;

use crate::{
    domain::{
        draft::Draft,
        failure::{Failure, FailureKind},
        request::{Answer, Call, Chore, Manner, Request},
        secret::Secret,
        step::Step,
    },
    kit::{
        effect::{Effect, Exit},
        event::{Event, RequestId},
        keys::{Code, Key, lookup},
        notice::Notice,
        pending::{QUIET, SPIN},
        screen::{Cx, Flow, MEANT, Screen},
        scroll::{Extent, Scroll},
        visit::{ScreenId, Visit},
    },
    wizard::{
        keys::{ALWAYS, Command, OTHERWISE, OVERLAY},
        model::{Leaving, Model, Overlay},
        opening,
    },
};

/// Changes the model by what happened, and says what shall be done.
pub fn update(model: &mut Model, event: Event, now: Instant) -> Vec<Effect> {
    let mut effects = Vec::new();
    match event {
        Event::Key(key) => key_pressed(model, key, now, &mut effects),
        Event::Pasted(text) => pasted(model, &text, now, &mut effects),
        Event::PastedTooMuch => {
            let text = "More than 64 KiB were pasted, so nothing was inserted. Copy only the value itself.";
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
    if !opening::begin(model, now, &mut effects) {
        enter(model, model.screen().into(), now, &mut effects);
    }
    effects
}

/// The screen was drawn, and this was to be seen of it: keys that come from now on were meant for it.
pub fn drawn(model: &mut Model, extent: Extent) {
    model.drawn.is_current = true;
    model.drawn.extent = extent;
}

fn key_pressed(model: &mut Model, key: Key, now: Instant, effects: &mut Vec<Effect>) {
    let was_leaving = model.is_leaving;
    let before = model.overlay.is_some();
    if let Some(command) = lookup(ALWAYS, key) {
        everywhere(model, command, now, effects);
    } else if key.code == Code::Esc && was_leaving.is_some_and(|(_, how)| how == Leaving::ByKey) {
        // The answer is no, and no more than that.
        model.shared.notice = None;
    } else if let Some((_, scroll)) = &mut model.overlay {
        match lookup(OVERLAY, key) {
            Some(Command::Scroll) => scroll.by_key(key, model.drawn.extent),
            Some(_) => model.overlay = None,
            None => {}
        }
    } else {
        let fresh = is_fresh(model, key, now);
        let taken = dispatch(model, model.screen(), now, effects, |screen, cx| {
            cx.fresh = fresh;
            screen.key(key, cx)
        });
        if !taken && let Some(command) = lookup(OTHERWISE, key) {
            match command {
                Command::Back => {
                    let before = model.shared.notice.clone();
                    if follow(model, Flow::Back, now, effects) && model.shared.notice == before {
                        model.shared.notice = None;
                    }
                }
                other => everywhere(model, other, now, effects),
            }
        }
    }
    if before != model.overlay.is_some() {
        // What was to be seen of the one says nothing about the other.
        model.drawn.is_current = false;
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
    model.drawn.is_current && !key.held && since_enter.is_none_or(|since| since >= MEANT)
}

fn everywhere(model: &mut Model, command: Command, now: Instant, effects: &mut Vec<Effect>) {
    match command {
        Command::Leave => leave(model, Leaving::ByKey, now, effects),
        Command::Help => toggle(model, Overlay::Help),
        Command::Log => toggle(model, Overlay::Log),
        Command::Suspend => effects.push(Effect::Suspend),
        Command::Back | Command::Scroll => {}
    }
}

fn toggle(model: &mut Model, overlay: Overlay) {
    let is_other = model.overlay.is_none_or(|(shown, _)| shown != overlay);
    model.overlay = is_other.then(|| (overlay, Scroll::default()));
}

fn leave(model: &mut Model, how: Leaving, now: Instant, effects: &mut Vec<Effect>) {
    let asked = model.is_leaving.and_then(|(asked, _)| now.checked_duration_since(asked));
    let answered = asked.is_some_and(|since| how == Leaving::ByKey || since >= MEANT);
    let Some(loss) = model.loss().filter(|_| !answered) else {
        effects.push(Effect::Quit(exit(model)));
        return;
    };
    model.is_leaving = Some((now, how));
    let again = match how {
        Leaving::ByKey => "Press Ctrl+C again to leave",
        Leaving::ByScreen => "Press it again to leave",
    };
    let blindly = if model.shared.writes.is_open() { " without knowing" } else { "" };
    model.shared.notice = Some(Notice::warn(format!("{loss} {again}{blindly}.")));
}

/// How the program ends when it is left now.
fn exit(model: &Model) -> Exit {
    if model.shared.writes.is_open() { Exit::Unknown } else { Exit::Done }
}

fn pasted(model: &mut Model, text: &Secret, now: Instant, effects: &mut Vec<Effect>) {
    model.is_leaving = None;
    // It was meant for a field, not for what lies over it; and whoever pasted sees where it went.
    model.overlay = None;
    dispatch(model, model.screen(), now, effects, |screen, cx| {
        if let Err(much) = screen.paste(text, cx) {
            cx.tell(Notice::bad(format!("{much}.")));
        }
        Flow::Stay
    });
}

fn answered(model: &mut Model, id: RequestId, answer: Answer, now: Instant, effects: &mut Vec<Effect>) {
    // An answer whose question was dropped finds nobody, and changes nothing.
    let Some((owner, asked)) = model.shared.pending.answered(id) else { return };
    let over = session_refused(model, owner, &asked, &answer);
    let before = model.shared.notice.clone();
    dispatch(model, owner, now, effects, |screen, cx| screen.answer(&asked, answer, cx));
    if matches!(*asked, Request::Here(Chore::TenantNotes(_))) && model.screen() != owner {
        dispatch(model, model.screen(), now, effects, |screen, cx| {
            screen.remembered(cx);
            Flow::Stay
        });
    }
    opening::goes_on(model, now, effects);
    if let Some(failure) = over {
        // What became of a write is not to be guessed from the end of a session.
        let told = model.shared.notice.clone().filter(|_| asked.asked().manner() == Manner::Write);
        let told = told.filter(|told| Some(told) != before.as_ref()).map(|told| told.text);
        end_session(model, owner, (&failure, told), now, effects);
    }
}

/// Why the session is over, if this answer says so: a 401 to something that was asked in the middle, by the session of now.
fn session_refused(model: &Model, owner: ScreenId, asked: &Request, answer: &Answer) -> Option<Failure> {
    let Request::Tenant(session, call) = asked else { return None };
    let here = model.shared.draft.here();
    let is_ours = here.session.as_ref().is_some_and(|now| now.access == session.access)
        && model.shared.draft.tenant() == Some(&session.tenant);
    // Sign in and the trial of the set-up prove what is new: their own words say more.
    let is_trial = owner == Step::SignIn.into() || matches!(call, Call::SignIn | Call::TrySignIn);
    let failure = answer.failure().filter(|failure| failure.kind == FailureKind::Unauthorized)?;
    // While the wizard opens by itself, its own proof decides.
    (is_ours && !is_trial && model.opening.is_none()).then(|| failure.clone())
}

/// The session is over, whatever the screen made of it. It is left for Sign in, which leads back to it, unless it shows what was
/// created, or what nobody knows yet.
fn end_session(
    model: &mut Model,
    owner: ScreenId,
    (failure, told): (&Failure, Option<String>),
    now: Instant,
    effects: &mut Vec<Effect>,
) {
    let is_current = model.screen() == owner;
    if model.screen() == Step::SignIn.into() {
        return;
    }
    model.shared.draft.here_mut().me = None;
    if !is_current || owner == Step::Done.into() {
        return;
    }
    // These look it up by themselves as soon as they are shown again.
    let resumes = matches!(owner, ScreenId::Connections | ScreenId::UnusedCredentials);
    if model.shared.writes.is_open() && !resumes {
        let text = "The tenant no longer accepts this sign-in. Go back to Sign in (Esc) and sign in again; then look it up \
                    once more.";
        model.shared.notice = Some(Notice::about(failure, text));
        return;
    }
    // A URL is good for one session, so it is asked for anew from where that begins.
    let back = Visit::from(if owner == ScreenId::Reauthorize { ScreenId::Connections } else { owner });
    if follow(model, Flow::Detour(Visit::SessionOver, back), now, effects) {
        let text = match told {
            Some(told) => format!("{told} The tenant no longer accepts this sign-in. Sign in again."),
            None => "The tenant no longer accepts this sign-in. Sign in again; all you typed is kept.".to_owned(),
        };
        model.shared.notice = Some(Notice::about(failure, text));
    }
}

/// Lets a screen deal with something, and goes where it leads; says whether it was for this screen at all. A screen that is not
/// shown any more leads nowhere.
pub(super) fn dispatch(
    model: &mut Model,
    screen: ScreenId,
    now: Instant,
    effects: &mut Vec<Effect>,
    deal: impl FnOnce(&mut dyn Screen, &mut Cx<'_>) -> Flow,
) -> bool {
    let before = model.shared.notice.clone();
    let shown_for = model.drawn.shown.and_then(|shown| now.checked_duration_since(shown)).unwrap_or_default();
    let mut cx = Cx {
        shared: &mut model.shared,
        now,
        screen,
        fresh: false,
        shown_for,
        extent: model.drawn.extent,
        effects: &mut *effects,
    };
    let flow = deal(model.screens.get_mut(screen), &mut cx);
    let passed = flow == Flow::Pass;
    if model.screens.follow(&model.shared) {
        model.then.take_if(|then| !then.outlives_a_switch());
    }
    // What was told in between, or by the screen that comes, belongs to that; what stood there before belonged to this one.
    if screen == model.screen() && follow(model, flow, now, effects) && model.shared.notice == before {
        model.shared.notice = None;
    }
    !passed
}

/// Goes where a screen leads; says whether that is another screen.
fn follow(model: &mut Model, flow: Flow, now: Instant, effects: &mut Vec<Effect>) -> bool {
    let draft = &model.shared.draft;
    let visit = match (flow, model.over) {
        (Flow::Pass | Flow::Stay, _) => None,
        (Flow::Next, None) => {
            let then = model.then.take_if(|then| is_open(draft, then));
            then.or_else(|| draft.after(model.step).map(Visit::from))
        }
        (Flow::Back, None) => draft.before(model.step).map(Visit::from),
        (Flow::Leave, _) => {
            leave(model, Leaving::ByScreen, now, effects);
            None
        }
        (Flow::Back, Some(_)) if model.is_aim() => {
            leave(model, Leaving::ByScreen, now, effects);
            None
        }
        // What lies over another screen leads back to that, whether it has its answer or not.
        (Flow::Next, Some(_)) => model.then.take_if(|then| matches!(then, Visit::Plain(ScreenId::Connections))),
        (Flow::Back, Some(_)) => {
            let under = model.then.take_if(|then| matches!(then, Visit::Plain(ScreenId::Connections)));
            under.or_else(|| Some(model.step.into()))
        }
        (Flow::Goto(visit), _) => Some(visit),
        (Flow::Detour(visit, then), _) => {
            model.then = Some(then);
            Some(visit)
        }
    };
    let Some(visit) = visit else { return false };
    go(model, visit, now, effects);
    true
}

fn is_open(draft: &Draft, visit: &Visit) -> bool {
    match visit.screen() {
        ScreenId::Step(step) => draft.is_open(step) && draft.is_shown(step),
        ScreenId::SetUp
        | ScreenId::UnusedCredentials
        | ScreenId::Connections
        | ScreenId::Reauthorize
        | ScreenId::Fill => draft.is_done(Step::SignIn),
        ScreenId::Save => draft.is_done(Step::Details),
    }
}

pub(super) fn go(model: &mut Model, mut visit: Visit, now: Instant, effects: &mut Vec<Effect>) {
    // What a screen asked for and leaves behind is not waited for any more.
    for id in model.shared.pending.leave(model.screen()) {
        effects.push(Effect::Cancel(id));
    }
    // What the program was started for stands in place of the steps after Sign in; an answers file goes before them.
    let goal = model.launch().goal.screen().or(model.shared.given.as_ref().map(|_| ScreenId::Fill));
    if let (Some(goal), ScreenId::Step(step)) = (goal, visit.screen())
        && step > Step::SignIn
    {
        visit = goal.into();
    }
    // Whichever way leads there: what was to be said there is said, and once.
    if let Some(then) = model.then.take_if(|then| then.screen() == visit.screen())
        && visit == Visit::Plain(visit.screen())
    {
        visit = then;
    }
    if visit.screen() <= Step::SignIn.into() {
        // Who goes there looks after it.
        model.opening = None;
    }
    match visit.screen() {
        ScreenId::Step(step) => (model.step, model.over) = (step, None),
        over => model.over = Some(over),
    }
    if model.screen() == Step::Done.into() {
        // Wherever Next was to lead: that is finished.
        model.then = None;
    }
    enter(model, visit, now, effects);
}

/// The screen that is shown now asks for what it needs. No key pressed before was meant for it.
pub(super) fn enter(model: &mut Model, visit: Visit, now: Instant, effects: &mut Vec<Effect>) {
    (model.drawn.is_current, model.drawn.shown) = (false, Some(now));
    dispatch(model, visit.screen(), now, effects, |screen, cx| {
        screen.enter(visit, cx);
        Flow::Stay
    });
}

/// When the view has to be drawn anew though nothing happens.
pub fn due(model: &Model, now: Instant) -> Option<Instant> {
    let spinner = model.shared.pending.shown_dues().map(|due| next_turn(due, now)).min();
    // Help and log are there to be read, and lie over what would turn.
    let spinner = spinner.filter(|_| model.overlay.is_none());
    let screen = model.screens.get(model.screen()).due(&model.shared, now);
    [spinner, screen].into_iter().flatten().min()
}

/// The next moment at which a spinner appears or turns.
fn next_turn(due: Instant, now: Instant) -> Instant {
    let shown = due + QUIET;
    if now < shown { shown } else { now + SPIN }
}
