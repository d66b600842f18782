//! How the model changes: events in, effects out. Pure; time is an argument.

use std::time::Instant;

use crate::{
    domain::{
        failure::{Failure, FailureKind},
        request::{Answer, Call, Chore, Manner, Request},
        secret::Secret,
        step::Step,
    },
    kit::{
        effect::Effect,
        event::{Event, RequestId},
        keys::{Code, Key, lookup},
        notice::{Notice, Until},
        pending::{QUIET, SPIN},
        screen::{Flow, MEANT},
        scroll::{Extent, Scroll},
        visit::{ScreenId, Visit},
    },
    wizard::{
        flow::{dispatch, enter, follow, leave},
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
            model.shared.notice = Some(Notice { until: Until::Paste, ..Notice::bad(text) });
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
        model.shared.notice.take_if(|notice| notice.until == Until::Key);
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

fn pasted(model: &mut Model, text: &Secret, now: Instant, effects: &mut Vec<Effect>) {
    model.is_leaving = None;
    // It was meant for a field, not for what lies over it; and whoever pasted sees where it went.
    model.overlay = None;
    model.shared.notice.take_if(|notice| matches!(notice.until, Until::Paste | Until::Key));
    let before = model.shared.notice.clone();
    dispatch(model, model.screen(), now, effects, |screen, cx| {
        if let Err(much) = screen.paste(text, cx) {
            cx.tell(Notice::bad(format!("{much}.")));
        }
        Flow::Stay
    });
    if model.shared.notice != before
        && let Some(notice) = &mut model.shared.notice
    {
        notice.until = Until::Paste;
    }
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
