//! The tenant asks to wait: a countdown, and Esc that stops it.

use std::time::Duration;

use super::*;

/// The identity provider was refused because of too many requests.
fn told_to_wait() -> Stage<State> {
    let mut stage = on_review();
    push(&mut stage, "Create all of this");
    stage.answer(Answer::MakeKeyPair(Ok(pair())));
    asked(&mut stage);
    stage.answer(Answer::MakePart(Err(failure(FailureKind::RateLimited(Duration::from_secs(7))))));
    stage
}

#[test]
fn a_part_that_has_to_wait_counts_down_and_is_sent_again_once() {
    let mut stage = told_to_wait();
    let asked_now = stage.asked();
    let [(Request::Tenant(_, Call::MakePart(NewPart::Provider(_))), after)] = asked_now.as_slice() else {
        panic!("{asked_now:?}")
    };
    assert_eq!(*after, Duration::from_secs(7));
    assert!(read(&stage).contains("sent again in 7 s; Esc stops it"), "{}", read(&stage));
    assert!(stage.told().contains("asks to wait"), "{}", stage.told());
    assert_eq!(stage.screen.hints(&stage.shared)[0].short, "stop waiting");
    assert_eq!(stage.screen.due(&stage.shared, stage.now), Some(stage.now + Duration::from_secs(1)));
    stage.wait(Duration::from_secs(5));
    assert!(read(&stage).contains("sent again in 2 s"), "{}", read(&stage));
    stage.wait(Duration::from_secs(3));
    stage.answer(Answer::MakePart(Ok(provider_thing())));
    assert!(kinds(&mut stage).is_empty());
    assert_eq!((stage.screen.page, stage.told().as_str()), (Page::Trial, ""));
}

#[test]
fn esc_stops_the_wait_and_nothing_was_made() {
    let mut stage = told_to_wait();
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert!(!stage.shared.pending.has(Asked::MakePart) && !stage.shared.writes.is_open());
    let shot = read(&stage);
    assert!(shot.contains("It was stopped before it was sent."), "{shot}");
    asked(&mut stage);
    push(&mut stage, "Continue");
    assert_eq!(kinds(&mut stage), [Asked::MakePart], "a person sends it again");
}

#[test]
fn esc_after_the_wait_looks_up_what_was_sent() {
    let mut stage = told_to_wait();
    asked(&mut stage);
    stage.wait(Duration::from_secs(8));
    stage.press(ESC);
    assert_eq!(kinds(&mut stage), [Asked::InspectSetUp]);
    assert!(stage.told().contains("already sent"), "{}", stage.told());
    assert_eq!(stage.press(ESC), Flow::Stay);
    stage.answer(Answer::InspectSetUp(Ok(Box::new(standing()))));
    assert_eq!(stage.screen.page, Page::Trial);

    let mut stage = told_to_wait();
    stage.wait(Duration::from_secs(8));
    stage.press(ESC);
    stage.wait(Duration::from_secs(30));
    see(&mut stage, &Ok(Box::new(nothing())));
    assert_eq!(stage.told(), "", "the page says it");
    assert!(read(&stage).contains("Not created: the identity provider"), "{}", read(&stage));
}

#[test]
fn a_removal_that_has_to_wait_counts_down_and_is_stopped_by_esc() {
    let mut stage = on_trial();
    push(&mut stage, "without a test");
    push(&mut stage, "Undo it now");
    push(&mut stage, "Remove all of these");
    stage.answer(Answer::RemovePart(Err(failure(FailureKind::RateLimited(Duration::from_secs(4))))));
    assert!(read(&stage).contains("sent again in 4 s; Esc stops it"), "{}", read(&stage));
    stage.press(ESC);
    assert!(!stage.shared.pending.has(Asked::RemovePart) && !stage.shared.writes.is_open());
    assert!(read(&stage).contains("It was stopped before it was sent"), "{}", read(&stage));
    assert!(!stage.screen.buttons().is_empty());
}
