use super::*;
use crate::domain::request::{Chore, PublicCall};
use crate::{
    domain::{
        failure::{FailureKind, Unreachable},
        step::Step,
    },
    kit::shared::Goal,
    screens::testing::Stage,
};

const ENTER: Key = Key::ENTER;

fn stage() -> Stage<State> {
    let mut stage = Stage::new(Step::Tenant);
    stage.shared = Shared::default();
    stage.enter();
    stage.answer(Answer::RecentTenants(vec!["one.eu.qlikcloud.com".into(), "two.eu.qlikcloud.com".into()], None));
    stage.asked();
    stage
}

#[test]
fn enter_reaches_the_host_and_goes_on_when_it_answers() {
    let mut stage = stage();
    stage.type_text("ACME.eu.qlikcloud.com/hub");
    assert_eq!(stage.press(ENTER), Flow::Stay);
    let tenant = Tenant::parse("acme.eu.qlikcloud.com").unwrap();
    assert_eq!(stage.asked()[0].0, Request::Public(PublicCall::Reach(tenant.clone())));
    assert_eq!(stage.answer(Answer::Reach(Ok(Reached::Tenant))), Flow::Next);
    assert_eq!(stage.shared.draft.tenant(), Some(&tenant));
    assert_eq!(stage.asked()[0].0, Request::Here(Chore::RememberTenant(tenant)));
}

#[test]
fn a_host_that_nobody_typed_is_replaced_by_the_first_key_or_paste() {
    let mut stage = Stage::<State>::new(Step::Tenant);
    stage.shared = Shared::default();
    stage.shared.launch.tenant = Some("http://127.0.0.1:4010".into());
    stage.enter();
    stage.paste("ACME.eu.qlikcloud.com/hub");
    assert_eq!(stage.screen.form.text(Row::Host), "ACME.eu.qlikcloud.com/hub");
    assert!(stage.shot(80, 20).contains("→ https://acme.eu.qlikcloud.com"));
    stage.press(Key::ctrl('u'));
    stage.type_text("acme.eu.qlikcloud.com");
    assert!(!stage.shot(80, 20).contains('→'), "what was typed is the host");
}

#[test]
fn a_bad_address_is_refused_on_the_spot_and_kept() {
    let mut stage = stage();
    stage.type_text("acme");
    stage.press(ENTER);
    assert!(stage.asked().is_empty());
    let shot = stage.shot(80, 20);
    assert!(shot.contains("acme") && shot.contains("full host"), "{shot}");
}

#[test]
fn a_host_that_cannot_be_reached_stays_in_the_field_with_a_sentence() {
    let mut stage = stage();
    stage.type_text("wrong.eu.qlikcloud.com");
    stage.press(ENTER);
    let failure = Failure::new(FailureKind::Unreachable(Unreachable::Dns), "reaching the tenant");
    assert_eq!(stage.answer(Answer::Reach(Err(failure))), Flow::Stay);
    assert!(stage.told().contains("No host has this name"));
    assert!(stage.shot(80, 20).contains("wrong.eu.qlikcloud.com"));
}

#[test]
fn the_warning_about_an_odd_answer_stays_until_the_person_goes_on_knowingly() {
    let mut stage = stage();
    stage.type_text("odd.example.com");
    stage.press(ENTER);
    assert_eq!(stage.answer(Answer::Reach(Ok(Reached::Odd))), Flow::Stay);
    assert_eq!(stage.shared.draft.tenant(), None, "no key is offered to it yet");
    let warns = |stage: &Stage<State>| stage.shot(80, 20).contains("not answer like a Qlik Cloud tenant");
    assert!(warns(&stage));
    stage.answer(Answer::RecentTenants(Vec::new(), Some("The state file is damaged.".into())));
    assert!(warns(&stage), "another notice does not take its place");
    stage.fresh = false;
    assert_eq!(stage.press(ENTER), Flow::Stay, "an Enter that is held down is no word");
    stage.answer(Answer::Reach(Ok(Reached::Odd)));
    stage.fresh = true;
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert_eq!(stage.shared.draft.tenant(), Some(&Tenant::parse("odd.example.com").unwrap()));
    stage.type_text("x");
    assert!(!warns(&stage));
}

#[test]
fn a_recent_tenant_is_chosen_by_arrows() {
    let mut stage = stage();
    stage.press(Key::DOWN);
    stage.press(Key::DOWN);
    assert_eq!(stage.screen.form.row(Row::Recent), Some(1));
    stage.press(ENTER);
    assert_eq!(stage.asked()[0].0, Request::Public(PublicCall::Reach(Tenant::parse("two.eu.qlikcloud.com").unwrap())));
}

#[test]
fn typing_after_enter_drops_the_question() {
    let mut stage = stage();
    stage.type_text("one.example.com");
    stage.press(ENTER);
    stage.type_text("x");
    assert_eq!(stage.answer(Answer::Reach(Ok(Reached::Tenant))), Flow::Stay);
    assert_eq!(stage.shared.draft.tenant(), None);
}

#[test]
fn the_same_tenant_again_leads_on_without_a_question() {
    let mut stage = Stage::<State>::new(Step::Tenant);
    stage.type_text("acme.eu.qlikcloud.com");
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert!(stage.asked().is_empty());
}

#[test]
fn a_key_is_neither_taken_nor_shown_nor_asked_for() {
    for key in ["eyJhMARKER.MARKER.MARKER", "Bearer MARKER", "bearer eyJhMARKER.MARKER.MARKER"] {
        let mut stage = stage();
        stage.type_text("acme.");
        stage.paste(key);
        let shown = stage.shot(80, 20);
        assert!(shown.contains("the key comes in the next step") && shown.contains("acme."), "{shown}");
        assert!(!shown.contains("MARKER"), "{shown}");
        assert!(stage.asked().is_empty());
        // What follows goes on with what stood there.
        stage.type_text("eu");
        assert!(!stage.shot(80, 20).contains("next step"));
    }
    let mut stage = stage();
    stage.type_text("eyJhMARKER.MARKER.");
    let shown = stage.shot(80, 20);
    assert!(shown.contains("not taken") && !shown.contains("MARKER"), "{shown}");
}

#[test]
fn esc_stops_waiting_for_a_host_and_then_is_nobodys() {
    const ESC: Key = Key::ESC;
    let has_stop = |stage: &Stage<State>| stage.screen.hints(&stage.shared).iter().any(|hint| hint.keys == "Esc");
    let mut stage = stage();
    stage.type_text("slow.example.com");
    assert_eq!((stage.press(ESC), has_stop(&stage)), (Flow::Pass, false));
    stage.press(ENTER);
    assert!(has_stop(&stage));
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert!(!has_stop(&stage) && stage.told().contains("Stopped waiting for slow.example.com"));
    assert_eq!(stage.answer(Answer::Reach(Ok(Reached::Tenant))), Flow::Stay);
    assert_eq!(stage.shared.draft.tenant(), None);
    stage.press(ENTER);
    assert!(stage.asked().iter().any(|(request, _)| matches!(request, Request::Public(PublicCall::Reach(_)))));
}

#[test]
fn what_was_told_of_a_host_goes_when_it_is_changed() {
    let mut stage = stage();
    stage.type_text("wrong.eu.qlikcloud.com");
    stage.press(ENTER);
    stage.answer(Answer::Reach(Err(Failure::new(FailureKind::Unreachable(Unreachable::Dns), "reaching the tenant"))));
    stage.press(Key::LEFT);
    assert!(!stage.told().is_empty());
    stage.type_text("x");
    assert_eq!(stage.told(), "");
}

#[test]
fn the_smallest_room_has_a_line_on_what_is_needed_and_the_field() {
    let needed =
        if cfg!(feature = "demo") { "You need a way to sign in, or --demo." } else { "You need a way to sign in" };
    for (goal, demo, line) in [
        (Goal::Connection, false, needed),
        (Goal::Connections, false, needed),
        (Goal::SetUp, false, "You need the role Tenant Admin."),
        (Goal::Connection, true, "Demo: nothing leaves this machine."),
    ] {
        let mut stage = stage();
        (stage.shared.launch.goal, stage.shared.launch.demo) = (goal, demo);
        let shot = stage.shot(38, 4);
        assert!(shot.contains(line) && shot.contains("▸ Tenant"), "{goal:?} {demo}: {shot}");
    }
}
