//! How one screen leads to another, or out of the program.

use std::time::Instant;

use crate::{
    domain::{draft::Draft, step::Step},
    kit::{
        effect::{Effect, Exit},
        notice::Notice,
        screen::{Cx, Flow, MEANT, Screen},
        visit::{ScreenId, Visit},
    },
    wizard::model::{Leaving, Model},
};

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
pub(super) fn follow(model: &mut Model, flow: Flow, now: Instant, effects: &mut Vec<Effect>) -> bool {
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
    let screen = visit.screen();
    match screen {
        ScreenId::Step(step) => draft.is_open(step) && draft.is_shown(step),
        _ => screen.needed().is_some_and(|step| draft.is_done(step)),
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

pub(super) fn leave(model: &mut Model, how: Leaving, now: Instant, effects: &mut Vec<Effect>) {
    let asked = model.is_leaving.and_then(|(asked, _)| now.checked_duration_since(asked));
    let answered = asked.is_some_and(|since| how == Leaving::ByKey || since >= MEANT);
    let is_unknown = model.shared.writes.is_open();
    let Some(loss) = model.loss().filter(|_| !answered) else {
        effects.push(Effect::Quit(if is_unknown { Exit::Unknown } else { Exit::Done }));
        return;
    };
    model.is_leaving = Some((now, how));
    let again = match how {
        Leaving::ByKey => "Press Ctrl+C again to leave",
        Leaving::ByScreen => "Press it again to leave",
    };
    let blindly = if is_unknown { " without knowing" } else { "" };
    model.shared.notice = Some(Notice::warn(format!("{loss} {again}{blindly}.")));
}
