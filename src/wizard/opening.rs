//! The way to Space, or to the screen that the program was started for, where the environment or an answers file gives a tenant and
//! what signs in there: Tenant and Sign in answer themselves behind it, in this order, and either comes to the front only if
//! something is wrong. The set-up asks as ever: it is for an administrator, who may be another user than the environment's.

use std::time::Instant;

use super::flow::{dispatch, enter, go};
use crate::{
    domain::{request::Asked, session::Session, step::Step, tenant::Tenant},
    kit::{
        effect::Effect,
        notice::Notice,
        screen::Flow,
        shared::{FoundAccess, Launch},
        visit::{Goal, ScreenId, Visit},
    },
    wizard::model::{Model, Opening},
};

/// The tenant that the wizard begins at and what signs in there, if there is both.
fn pair(launch: &Launch) -> Option<(FoundAccess, Tenant)> {
    let found = launch.tried().filter(|_| !launch.demo && launch.goal != Goal::SetUp)?;
    let tenant = Tenant::parse(launch.tenant.as_ref()?).ok()?;
    (tenant.host() == found.host).then(|| (found.clone(), tenant))
}

fn signing_in(found: &FoundAccess, tenant: &Tenant) -> String {
    format!("Signing in at {} with {}.", tenant.host(), found.from)
}

/// Begins there; says whether there was a pair to begin with.
pub(super) fn begin(model: &mut Model, now: Instant, effects: &mut Vec<Effect>) -> bool {
    let Some((found, tenant)) = pair(model.launch()) else { return false };
    let words = signing_in(&found, &tenant);
    model.shared.notice = Some(Notice::info(words));
    model.over = model.launch().goal.screen();
    model.step = if model.over.is_some() { Step::SignIn } else { Step::Space };
    model.opening = Some(Opening::Reaching);
    answer_itself(model, Step::Tenant, now, effects);
    goes_on(model, now, effects);
    true
}

/// Lets a step go on with what the environment gives, without being shown.
fn answer_itself(model: &mut Model, step: Step, now: Instant, effects: &mut Vec<Effect>) {
    dispatch(model, step.into(), now, effects, |screen, cx| {
        screen.enter(Visit::Given(step.into()), cx);
        Flow::Stay
    });
}

/// Something was answered: the next question, or the step that has something to say.
pub(super) fn goes_on(model: &mut Model, now: Instant, effects: &mut Vec<Effect>) {
    match model.opening {
        Some(Opening::Reaching) if !model.shared.pending.has(Asked::Reach) => {
            if model.shared.draft.tenant().is_none() {
                return comes_forward(model, Step::Tenant, now, effects);
            }
            model.opening = Some(Opening::Proving);
            answer_itself(model, Step::SignIn, now, effects);
            if model.shared.pending.has(Asked::SignIn) && model.over.is_none() {
                // The spaces load meanwhile.
                let dialect = model.shared.dialect;
                let session =
                    pair(model.launch()).map(|(found, tenant)| Session { tenant, access: found.access, dialect });
                model.shared.draft.here_mut().session = session;
                enter(model, Step::Space.into(), now, effects);
            }
            goes_on(model, now, effects);
        }
        Some(Opening::Proving) if !model.shared.pending.has(Asked::SignIn) => {
            model.opening = None;
            let Some(me) = &model.shared.draft.here().me else {
                model.shared.draft.here_mut().session = None;
                return comes_forward(model, Step::SignIn, now, effects);
            };
            let from = model.launch().tried().map(|found| found.from.clone()).unwrap_or_default();
            let said = pair(model.launch()).map(|(found, tenant)| signing_in(&found, &tenant));
            if model.shared.notice.as_ref().is_none_or(|notice| said.as_ref() == Some(&notice.text)) {
                model.shared.notice = Some(Notice::info(format!("Signed in as {} with {from}.", me.name)));
            }
            let given = model.shared.given.as_ref().map(|_| ScreenId::Fill);
            if let Some(next) = given.or(model.launch().goal.screen()) {
                go(model, next.into(), now, effects);
            }
        }
        _ => {}
    }
}

/// The step has something to say, which stays.
fn comes_forward(model: &mut Model, step: Step, now: Instant, effects: &mut Vec<Effect>) {
    model.opening = None;
    let told = model.shared.notice.clone();
    go(model, ScreenId::from(step).into(), now, effects);
    model.shared.notice = told;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            access::Access,
            failure::{Failure, FailureKind},
            request::{Answer, PageOf, Request},
            secret::Secret,
            session::Reached,
        },
        kit::{
            event::{Event, RequestId},
            keys::{Code, Key},
            screen::MEANT,
            scroll::Extent,
            shared::{FoundAccess, Shared},
        },
        screens::testing::me,
        wizard::update::{drawn, start, update},
    };

    /// The wizard with a pair, and what it asks.
    struct Started {
        model: Model,
        asked: Vec<(RequestId, Request)>,
        now: Instant,
    }

    impl Started {
        fn new() -> Self {
            Self::with(Goal::Connection)
        }

        #[expect(clippy::disallowed_methods, reason = "any instant will do")]
        fn with(goal: Goal) -> Self {
            let host = "acme.eu.qlikcloud.com".to_owned();
            let from = "QLIK_TENANT_URL and QLIK_API_KEY".to_owned();
            let offer = FoundAccess { host: host.clone(), access: Access::Token(Secret::new("k")), from };
            let launch = Launch { tenant: Some(host), offer: Some(offer), goal, ..Launch::default() };
            let mut model = Model::new(Shared { launch, ..Shared::default() });
            let now = Instant::now();
            let effects = start(&mut model, now);
            let mut started = Self { model, asked: Vec::new(), now };
            started.take(effects);
            started
        }

        fn take(&mut self, effects: Vec<Effect>) {
            self.asked.extend(effects.into_iter().filter_map(|effect| match effect {
                Effect::Start { id, request, .. } => Some((id, Request::clone(&request))),
                _ => None,
            }));
        }

        fn has(&self, asked: Asked) -> bool {
            self.asked.iter().any(|(_, request)| request.asked() == asked)
        }

        fn answer(&mut self, asked: Asked, answer: Answer) {
            let at = self.asked.iter().position(|(_, request)| request.asked() == asked).unwrap();
            let (id, _) = self.asked.remove(at);
            let effects = update(&mut self.model, Event::Answered(id, answer), self.now);
            self.take(effects);
        }

        fn notice(&self) -> &str {
            self.model.shared.notice.as_ref().map_or("", |notice| &notice.text)
        }
    }

    #[test]
    fn a_pair_begins_at_space_and_the_host_is_asked_before_it_sees_the_key() {
        let mut started = Started::new();
        assert_eq!(started.model.step, Step::Space);
        assert!(started.notice().contains("QLIK_TENANT_URL and QLIK_API_KEY"), "{}", started.notice());
        assert!(started.has(Asked::Reach) && !started.has(Asked::SignIn) && !started.has(Asked::ListSpaces));
        started.answer(Asked::Reach, Answer::Reach(Ok(Reached::Tenant)));
        assert!(started.has(Asked::SignIn) && started.has(Asked::ListSpaces), "{:?}", started.asked);
        let page = PageOf { items: Vec::new(), next: None, is_cut: false, total: None };
        started.answer(Asked::ListSpaces, Answer::ListSpaces(Ok(page)));
        started.answer(Asked::SignIn, Answer::SignIn(Ok(me())));
        assert!(started.model.shared.draft.is_done(Step::SignIn) && started.model.opening.is_none());
        assert!(started.notice().starts_with("Signed in as"), "{}", started.notice());
        // One Enter takes the personal space; Back reaches what answered itself.
        drawn(&mut started.model, Extent::default());
        update(&mut started.model, Event::Key(Key::plain(Code::Enter)), started.now + MEANT);
        assert_eq!(started.model.step, Step::Source);
        for step in [Step::Space, Step::SignIn, Step::SignIn, Step::Tenant] {
            update(&mut started.model, Event::Key(Key::plain(Code::Esc)), started.now);
            assert_eq!(started.model.step, step);
        }
    }

    #[test]
    fn what_the_program_was_started_for_begins_signed_in_as_well() {
        for (goal, asked) in
            [(Goal::Connections, Asked::ListConnections), (Goal::UnusedCredentials, Asked::ListUnusedCredentials)]
        {
            let mut started = Started::with(goal);
            assert_eq!(Some(started.model.screen()), goal.screen());
            started.answer(Asked::Reach, Answer::Reach(Ok(Reached::Tenant)));
            assert!(!started.has(asked) && !started.has(Asked::ListSpaces), "{:?}", started.asked);
            started.answer(Asked::SignIn, Answer::SignIn(Ok(me())));
            assert!(started.has(asked), "{:?}", started.asked);
            assert!(started.notice().starts_with("Signed in as"), "{}", started.notice());
            assert_eq!(Some(started.model.screen()), goal.screen());
            let mut started = Started::with(goal);
            started.answer(Asked::Reach, Answer::Reach(Ok(Reached::Odd)));
            assert_eq!(started.model.screen(), Step::Tenant.into());
        }
    }

    #[test]
    fn an_odd_host_brings_tenant_forward_before_the_key_is_sent() {
        let mut started = Started::new();
        started.answer(Asked::Reach, Answer::Reach(Ok(Reached::Odd)));
        assert_eq!(started.model.step, Step::Tenant);
        assert!(!started.has(Asked::SignIn) && started.model.shared.draft.tenant().is_none());
        let mut started = Started::new();
        let failure = Failure::new(FailureKind::NotSent("No roots.".into()), "reaching the tenant");
        started.answer(Asked::Reach, Answer::Reach(Err(failure)));
        assert_eq!((started.model.step, started.notice()), (Step::Tenant, "No roots."));
    }

    #[test]
    fn a_key_that_is_refused_brings_sign_in_forward_and_nobody_is_signed_in() {
        for early in [false, true] {
            let mut started = Started::new();
            started.answer(Asked::Reach, Answer::Reach(Ok(Reached::Tenant)));
            if early {
                drawn(&mut started.model, Extent::default());
                update(&mut started.model, Event::Key(Key::plain(Code::Enter)), started.now + MEANT);
                assert_eq!(started.model.step, Step::Source);
            }
            let refused = || Failure { status: Some(401), ..Failure::new(FailureKind::Unauthorized, "signing in") };
            started.answer(Asked::SignIn, Answer::SignIn(Err(refused())));
            assert_eq!(started.model.step, Step::SignIn);
            assert!(started.notice().contains("refused this key"), "{}", started.notice());
            assert!(!started.model.shared.draft.is_done(Step::SignIn));
        }
    }

    #[test]
    fn another_tenant_the_demo_and_other_goals_begin_as_ever() {
        let access = || Access::Token(Secret::new("k"));
        let offer = || FoundAccess { host: "acme.eu.qlikcloud.com".into(), access: access(), from: "x".into() };
        let tenant = Some("acme.eu.qlikcloud.com".to_owned());
        for launch in [
            Launch { tenant: Some("other.eu.qlikcloud.com".into()), offer: Some(offer()), ..Launch::default() },
            Launch { tenant: tenant.clone(), offer: Some(offer()), demo: true, ..Launch::default() },
            Launch { tenant: tenant.clone(), offer: Some(offer()), goal: Goal::SetUp, ..Launch::default() },
            Launch { tenant, ..Launch::default() },
        ] {
            let mut started = Started::new();
            started.model = Model::new(Shared { launch, ..Shared::default() });
            start(&mut started.model, started.now);
            assert_eq!(started.model.step, Step::Tenant);
        }
    }
}
