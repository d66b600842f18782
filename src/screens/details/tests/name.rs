//! The connection's name: looked up while it is typed, and what a taken one leads to.

use super::*;
use crate::domain::request::Call;

#[test]
fn the_name_is_looked_up_in_the_space_when_the_typing_pauses() {
    let mut stage = stage_of("invented", &json!({}));
    stage.type_text(" ok ");
    let (request, after) = stage.asked().pop().unwrap();
    assert!(matches!(request, Request::Tenant(_, Call::CheckName(Some(_), name)) if name == "ok"));
    assert_eq!(after, Duration::from_millis(300));
    let before = Request::Tenant(crate::screens::testing::session(), Call::CheckName(None, "o".into()));
    stage.answer_to((before, Answer::CheckName(Ok(NameCheck::Taken(Box::default())))));
    assert!(!stage.shot(80, 20).contains("taken"));
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    assert!(stage.shot(80, 20).contains("✓ free"));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(details(&stage).name, "ok");
}

#[test]
fn an_empty_name_blocks_and_gets_the_focus() {
    let mut stage = stage_of("invented", &json!({"a": {"type": "integer"}}));
    stage.press(Key::plain(Code::Backspace));
    stage.press(DOWN);
    stage.type_text("x");
    assert_eq!(next(&mut stage), Flow::Stay);
    assert_eq!(row(&stage), Row::Name);
    assert!(stage.shot(80, 20).contains("needs a name"));
}

#[test]
fn a_taken_name_blocks_with_a_proposal_that_a_key_takes() {
    let mut stage = stage_of("invented", &json!({}));
    stage.type_text("orders");
    let taken =
        Connection { owner: Some("u-1".into()), created: Some("2024-03-01T00:00:00Z".into()), ..Connection::default() };
    stage.answer(Answer::CheckName(Ok(NameCheck::Taken(Box::new(taken)))));
    let shot = stage.shot(80, 20);
    assert!(shot.contains("taken in this space by a connection of yours, created 2024-03-01"), "{shot}");
    assert_eq!(next(&mut stage), Flow::Stay);
    assert_eq!(row(&stage), Row::Name);
    stage.asked();
    stage.press(Key::ctrl('f'));
    assert!(matches!(&stage.asked()[0].0, Request::Tenant(_, Call::CheckName(_, name)) if name == "orders 2"));
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(details(&stage).name, "orders 2");
}

#[test]
fn a_name_that_could_not_be_checked_passes_and_is_never_called_free() {
    let failure = Failure::new(FailureKind::Forbidden, "checking the name");
    for answer in [Ok(NameCheck::Unchecked), Err(failure)] {
        let mut stage = stage_of("invented", &json!({}));
        stage.type_text("a/b?c#d%+ .. \"漢字\"");
        stage.answer(Answer::CheckName(answer));
        let shot = stage.shot(80, 20);
        assert!(shot.contains("could not be checked") && !shot.contains("free"), "{shot}");
        assert_eq!(next(&mut stage), Flow::Next);
        assert_eq!(details(&stage).name, "a/b?c#d%+ .. \"漢字\"");
    }
}

#[test]
fn next_waits_for_the_name_and_goes_on_by_itself() {
    let mut stage = stage_of("invented", &json!({}));
    stage.type_text("orders");
    stage.asked();
    assert_eq!(next(&mut stage), Flow::Stay);
    assert_eq!(stage.asked()[0].1, Duration::ZERO);
    assert!(stage.shot(80, 20).contains("checking the name, then going on"));
    assert_eq!(stage.answer(Answer::CheckName(Ok(NameCheck::Free))), Flow::Next);
    assert!(stage.shared.draft.of().details.is_some());
}

#[test]
fn next_that_waited_stays_when_the_name_is_taken_or_the_person_types_on() {
    let mut stage = stage_of("invented", &json!({}));
    stage.type_text("orders");
    next(&mut stage);
    assert_eq!(stage.answer(Answer::CheckName(Ok(NameCheck::Taken(Box::default())))), Flow::Stay);
    assert_eq!(row(&stage), Row::Name);
    stage.type_text("x");
    next(&mut stage);
    stage.press(UP);
    assert_eq!(stage.answer(Answer::CheckName(Ok(NameCheck::Free))), Flow::Stay);
}

#[test]
fn coming_back_looks_the_name_up_anew_for_the_space_may_have_changed() {
    let mut stage = stage(&json!({}));
    stage.shared.draft.here_mut().space = Some(SpaceChoice::Personal);
    stage.enter();
    assert!(matches!(&stage.asked()[0].0, Request::Tenant(_, Call::CheckName(None, name)) if name == "orders"));
}

#[test]
fn a_name_that_the_create_found_taken_is_shown_with_the_free_one() {
    let mut stage = stage(&json!({"region": text()}));
    let taken = Taken { name: "orders".into(), proposal: "orders 9".into(), is_free: true };
    stage.visit(Visit::NameTaken(taken));
    assert_eq!(row(&stage), Row::Name);
    let shot = stage.shot(80, 20);
    assert!(shot.contains("this name is taken") && shot.contains("orders 9"), "{shot}");
    stage.press(Key::ctrl('f'));
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(details(&stage).name, "orders 9");
}

#[test]
fn a_name_is_proposed_from_the_label_of_the_source_and_made_free() {
    let mut stage = stage_of("File_AmazonS3Connector", &json!({}));
    let asked = |stage: &mut Stage<State>| match stage.asked().pop() {
        Some((Request::Tenant(_, Call::CheckName(_, name)), Duration::ZERO)) => name,
        other => panic!("{other:?}"),
    };
    let name = stage.screen.name().to_owned();
    assert_eq!(asked(&mut stage), name);
    stage.answer(Answer::CheckName(Ok(NameCheck::Taken(Box::default()))));
    assert_eq!(asked(&mut stage), format!("{name} 2"));
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    assert!(!stage.screen.is_filled() && stage.shot(80, 20).contains("✓ free"));
    stage.type_text("mine");
    assert_eq!(stage.screen.name(), "mine");
    stage.answer(Answer::CheckName(Ok(NameCheck::Taken(Box::default()))));
    assert_eq!(stage.screen.name(), "mine", "what was typed is never changed");
}
