//! The tenant asks to wait: a countdown, and Esc that stops it.

use super::*;

fn wait() -> Failure {
    failure(FailureKind::RateLimited(Duration::from_hours(1)), 429)
}

/// A deletion that the tenant wants to be sent later.
fn deletion_waiting() -> Stage<State> {
    let mut stage = sending_deletion();
    stage.answer(Answer::DeleteConnection(Err(wait())));
    stage
}

/// What is shown and told while it waits; then Esc.
fn stop(stage: &mut Stage<State>) {
    stage.shared.notice.as_ref().expect("the wait is told");
    assert!(stage.told().contains("asks to wait"), "{}", stage.told());
    let shot = stage.shot(100, 60);
    assert!(shot.contains("sent again in 3600 s; Esc stops it"), "{shot}");
    assert_eq!(stage.screen.due(&stage.shared, stage.now), Some(stage.now + Duration::from_secs(1)));
    assert_eq!(stage.screen.hints(&stage.shared)[0].short, "stop waiting");
    sent(stage);
    assert_eq!(stage.press(Key::ESC), Flow::Stay);
    assert_eq!(sent(stage), []);
    let is_sent = [Asked::CopyConnection, Asked::DeleteConnection].iter().any(|asked| stage.shared.pending.has(*asked));
    assert!(!stage.shared.writes.is_open() && !is_sent);
}

#[test]
fn a_deletion_that_has_to_wait_can_be_stopped_and_left() {
    let mut stage = deletion_waiting();
    stop(&mut stage);
    assert!(stage.told().starts_with("Not deleted: Orders. It was stopped"), "{}", stage.told());
    stage.press(Key::ESC);
    assert!(stage.screen.card.as_ref().unwrap().task.is_none());
}

#[test]
fn what_was_sent_after_the_wait_is_looked_up() {
    let mut stage = deletion_waiting();
    stage.wait(Duration::from_secs(3601));
    sent(&mut stage);
    stage.press(Key::ESC);
    assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())]);
    assert!(stage.told().contains("already sent"), "{}", stage.told());
}

#[test]
fn copies_that_have_to_wait_can_be_stopped_and_go_on_by_a_press() {
    let mut stage = copying_to_two();
    stage.answer(Answer::CopyConnection(Err(wait())));
    stop(&mut stage);
    assert!(stage.shot(80, 40).contains("Not copied to Sales yet: the waiting was stopped"), "{}", stage.shot(80, 40));
    stage.press(Key::ENTER);
    assert!(matches!(sent(&mut stage).as_slice(), [Call::CopyConnection(..)]));
}

#[test]
fn escape_stops_waiting_for_a_write_that_is_under_way() {
    let mut stage = sending_deletion();
    sent(&mut stage);
    assert_eq!(stage.screen.hints(&stage.shared)[0].short, "stop waiting");
    assert_eq!(stage.press(Key::ESC), Flow::Stay);
    assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())]);
    assert!(stage.told().contains("already sent"), "{}", stage.told());
    // Once more: the look-up is not waited for either.
    assert_eq!(stage.press(Key::ESC), Flow::Stay);
    assert!(stage.told().starts_with("Unknown whether Orders was deleted"), "{}", stage.told());
    assert!(stage.shared.writes.is_open());
    stage.press(Key::ESC);
    assert!(stage.screen.card.as_ref().unwrap().task.is_none());
}

#[test]
fn escape_while_a_copy_is_sent_looks_it_up_and_sends_no_other() {
    let mut stage = copying_to_two();
    sent(&mut stage);
    stage.press(Key::ESC);
    assert!(matches!(sent(&mut stage).as_slice(), [Call::LookUp(_)]));
    let result = LookupResult::Done(own_copy());
    stage.answer(Answer::LookUp(Ok(ConnectionLookup { result, at: None, credential: None })));
    assert_eq!(sent(&mut stage), []);
    assert_eq!(stage.told(), "Copied to 1 of 2 spaces. Enter copies to the rest.");
    stage.press(Key::ENTER);
    assert!(matches!(sent(&mut stage).as_slice(), [Call::CopyConnection(..)]));
}
