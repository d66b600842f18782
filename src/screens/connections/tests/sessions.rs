//! What is unknown when the sign-in is over, and who settles it.

use super::*;
use crate::{
    domain::{access::Access, session::Session},
    screens::testing::session,
};

/// A deletion of which nobody knows.
fn unknown() -> Stage<State> {
    let mut stage = sending_deletion();
    stage.answer(Answer::DeleteConnection(Err(Failure::new(FailureKind::OutcomeUnknown, "deleting"))));
    for _ in 0..2 {
        stage.answer(Answer::ReadBack(Err(failure(FailureKind::Unauthorized, 401))));
    }
    assert!(stage.told().starts_with("Unknown whether Orders was deleted"), "{}", stage.told());
    stage.asked();
    stage
}

/// Somebody signs in, and is led back.
fn sign_in(stage: &mut Stage<State>, user: &str, key: &str) {
    let here = stage.shared.draft.here_mut();
    here.session = Some(Session { access: Access::Token(Secret::new(key)), ..session() });
    here.me = Some(Me { user_id: user.into(), ..me() });
    stage.enter();
}

/// What was asked of the connection, and by which key.
fn asked(stage: &mut Stage<State>) -> Vec<(String, Call)> {
    let calls = stage.asked().into_iter().filter_map(|(request, _)| match request {
        Request::Tenant(Session { access: Access::Token(key), .. }, call) => Some((key.expose().to_owned(), call)),
        _ => None,
    });
    calls.filter(|(_, call)| matches!(call, Call::ReadBack(_) | Call::DeleteConnection(_))).collect()
}

#[test]
fn what_is_unknown_is_looked_up_by_the_new_key_of_whoever_sent_it() {
    let mut stage = unknown();
    sign_in(&mut stage, "u-1", "key-anew-0123456789");
    let look = ("key-anew-0123456789".to_owned(), Call::ReadBack("c-1".into()));
    for _ in 0..2 {
        assert_eq!(asked(&mut stage), std::slice::from_ref(&look));
        stage.answer(Answer::ReadBack(Err(failure(FailureKind::NotFound, 404))));
    }
    assert!(stage.told().starts_with("Deleted Orders."), "{}", stage.told());
    assert!(!stage.shared.writes.is_open());
}

#[test]
fn what_is_unknown_is_sent_again_by_the_new_key_of_whoever_sent_it() {
    let mut stage = unknown();
    sign_in(&mut stage, "u-1", "key-anew-0123456789");
    for _ in 0..2 {
        stage.answer(Answer::ReadBack(Err(failure(FailureKind::Forbidden, 403))));
    }
    asked(&mut stage);
    stage.press(Key::ENTER);
    reread(&mut stage, connection("Orders", "c-1"));
    assert_eq!(asked(&mut stage), [("key-anew-0123456789".to_owned(), Call::DeleteConnection("c-1".into()))]);
    stage.answer(Answer::DeleteConnection(Ok(())));
    assert!(!stage.shared.writes.is_open());
}

#[test]
fn what_is_gone_when_an_open_deletion_is_tried_again_settles_it() {
    let mut stage = unknown();
    stage.press(Key::ENTER);
    for _ in 0..3 {
        assert!(matches!(sent(&mut stage).as_slice(), [Call::ReadBack(_)]));
        stage.answer(Answer::ReadBack(Err(failure(FailureKind::NotFound, 404))));
    }
    assert!(stage.told().starts_with("Deleted Orders."), "{}", stage.told());
    assert!(!stage.shared.writes.is_open());
    // Where it cannot be read, the open one stays what it is.
    let mut stage = unknown();
    stage.press(Key::ENTER);
    stage.answer(Answer::ReadBack(Err(failure(FailureKind::ConnectorDown, 503))));
    let told = stage.told();
    assert!(told.contains("Nothing was sent again") && told.contains("unknown whether Orders was deleted"), "{told}");
}

#[test]
fn what_somebody_else_sees_settles_nothing_and_what_they_send_is_their_own() {
    let mut stage = unknown();
    sign_in(&mut stage, "u-2", "key-of-another-0123456789");
    for _ in 0..2 {
        let asked = asked(&mut stage);
        assert!(
            matches!(asked.as_slice(), [(key, Call::ReadBack(_))] if *key != "key-of-another-0123456789"),
            "{asked:?}"
        );
        stage.answer(Answer::ReadBack(Err(failure(FailureKind::Unauthorized, 401))));
    }
    stage.press(Key::ENTER);
    reread(&mut stage, connection("Orders", "c-1"));
    assert_eq!(asked(&mut stage), [("key-of-another-0123456789".to_owned(), Call::DeleteConnection("c-1".into()))]);
    stage.answer(Answer::DeleteConnection(Ok(())));
    assert!(stage.told().starts_with("Deleted Orders."), "{}", stage.told());
    assert!(stage.shared.writes.is_open(), "what the other one sent is not known for that");
}
