//! Whom a test is about and whom it made: whatever is typed meanwhile, and whatever becomes of the set-up.

use super::*;
use crate::screens::setup::trial::Before;

const UP: Key = Key::plain(Code::Up);
const HERE: &str = "acme.eu.qlikcloud.com";

fn as_subject(stage: &mut Stage<State>, subject: &str) {
    stage.screen.trial.form.go(Row::Subject);
    stage.press(Key::ctrl('u'));
    stage.type_text(subject);
    push(stage, "Sign in as");
}

/// Somebody whom the tenant does not know, and the button that makes them was pressed.
fn making(stage: &mut Stage<State>, subject: &str) {
    as_subject(stage, subject);
    stage.answer(Answer::FindSubject(Ok(None)));
    push(stage, "Create this user and sign in");
    asked(stage);
}

fn user(subject: &str, id: &str) -> User {
    User { id: id.into(), subject: subject.into(), name: subject.into(), email: None, status: None }
}

fn made(stage: &mut Stage<State>, subject: &str, id: &str) {
    making(stage, subject);
    stage.answer(Answer::TrySignIn(Ok(Me { subject: subject.into(), user_id: id.into(), ..me() })));
}

#[test]
fn the_fields_cannot_be_changed_while_the_sign_in_is_under_way() {
    let mut stage = on_trial();
    making(&mut stage, "auth0|x");
    stage.press(UP);
    stage.screen.trial.form.go(Row::Subject);
    stage.type_text("y");
    stage.paste("z");
    stage.press(Key::ctrl('f'));
    assert!(kinds(&mut stage).is_empty());
    assert!(stage.told().contains("Still signing in"), "{}", stage.told());
    assert_eq!(stage.screen.trial.answer(Row::Subject), "auth0|x");
    stage.answer(Answer::TrySignIn(Ok(Me { subject: "auth0|x".into(), user_id: "u-9".into(), ..me() })));
    assert_eq!(stage.screen.trial.looked, Some(("auth0|x".into(), Before::Known)));
    assert!(stage.screen.trial.proved.is_some());
    assert_eq!(stage.screen.made_users.last().map(|user| user.before), Some(Before::Unknown));
    as_subject(&mut stage, "auth0|y");
    assert_eq!(kinds(&mut stage), [Asked::FindSubject], "nobody has looked up this one");
}

#[test]
fn an_answer_about_a_subject_signs_in_as_nobody_else() {
    for paste in [true, false] {
        let mut stage = on_trial();
        as_subject(&mut stage, "auth0|x");
        assert_eq!(kinds(&mut stage), [Asked::FindSubject]);
        stage.press(UP);
        stage.screen.trial.form.go(Row::Subject);
        if paste {
            stage.paste("y");
        } else {
            stage.type_text("y");
        }
        assert!(!stage.shared.pending.has(Asked::FindSubject), "nobody waits for it");
        stage.answer(Answer::FindSubject(Ok(Some(user("auth0|x", "u-1")))));
        assert!(kinds(&mut stage).is_empty());
        assert!(!stage.screen.buttons().is_empty());
        push(&mut stage, "Sign in as auth0|xy");
        assert_eq!(kinds(&mut stage), [Asked::FindSubject]);
    }
}

#[test]
fn a_user_that_a_test_made_stays_named_after_the_next_tests() {
    let mut stage = on_trial();
    made(&mut stage, "auth0|x", "u-8");
    push(&mut stage, "Sign in as auth0|x");
    stage.answer(Answer::TrySignIn(Ok(Me { subject: "auth0|x".into(), user_id: "u-8".into(), ..me() })));
    made(&mut stage, "auth0|y", "u-9");
    push(&mut stage, "Go on");
    let (shot, summary) = (read(&stage), &stage.shared.set_ups[HERE]);
    for text in [&shot, summary] {
        for words in ["new user: auth0|x, id u-8", "new user: auth0|y, id u-9", "api/v1/users/u-8", "api/v1/users/u-9"]
        {
            assert_eq!(text.matches(words).count(), 1, "{words}:\n{text}");
        }
    }
}

#[test]
fn a_user_that_a_test_made_stays_named_after_the_set_up_is_undone() {
    let mut stage = on_trial();
    made(&mut stage, "auth0|x", "u-8");
    push(&mut stage, "Go on");
    push(&mut stage, "Undo it now");
    push(&mut stage, "Remove all of these");
    stage.answer(Answer::RemovePart(Ok(())));
    stage.answer(Answer::RemoveKeyPair(Ok(())));
    let summary = &stage.shared.set_ups[HERE];
    assert!(summary.contains("was removed") && summary.contains("api/v1/users/u-8"), "{summary}");
    assert!(!summary.contains("idp-1") && !summary.contains("k.pem"), "{summary}");
}

#[test]
fn a_user_of_an_earlier_set_up_is_named_once_only() {
    let mut stage = on_trial();
    made(&mut stage, "auth0|x", "u-8");
    push(&mut stage, "Go on");
    push(&mut stage, "Set up another one");
    stage.press(ENTER);
    stage.press(ENTER);
    inspected(&mut stage, None, nothing());
    push(&mut stage, "Create all of this");
    stage.answer(Answer::MakeKeyPair(Ok(pair())));
    let all: String = stage.shared.set_ups.values().cloned().collect();
    assert_eq!((all.matches("u-8 (").count(), stage.shared.set_ups.len()), (1, 2), "{all}");
}

#[test]
fn whoever_may_have_been_made_is_named_when_the_test_is_left_or_gets_no_answer() {
    for leave in [true, false] {
        let mut stage = on_trial();
        making(&mut stage, "auth0|x");
        if leave {
            stage.press(ESC);
        } else {
            stage.answer(Answer::TrySignIn(Err(failure(FailureKind::OutcomeUnknown))));
        }
        assert!(read(&stage).contains("unknown whether the user auth0|x was created"), "{}", read(&stage));
        let summary = stage.shared.set_ups[HERE].clone();
        assert!(summary.contains("unknown whether the user auth0|x was created"), "{summary}");
        assert!(summary.contains("look for the subject auth0|x at GET https://acme"), "{summary}");
        if leave {
            push(&mut stage, "Test again");
        }
        asked(&mut stage);
        push(&mut stage, "Sign in as auth0|x");
        assert_eq!(kinds(&mut stage), [Asked::FindSubject], "it may be there by now");
        stage.answer(Answer::FindSubject(Ok(Some(user("auth0|x", "u-8")))));
        stage.answer(Answer::TrySignIn(Ok(Me { subject: "auth0|x".into(), user_id: "u-8".into(), ..me() })));
        let summary = &stage.shared.set_ups[HERE];
        assert!(summary.contains("new user: auth0|x, id u-8") && !summary.contains("not known"), "{summary}");
    }
}

#[test]
fn a_token_that_is_not_taken_has_made_nobody() {
    let mut stage = on_trial();
    making(&mut stage, "auth0|x");
    stage.answer(Answer::TrySignIn(Err(failure(FailureKind::Unauthorized))));
    assert!(!stage.shared.set_ups[HERE].contains("auth0|x"));
    assert!(stage.screen.buttons().len() == 2);
}

#[test]
fn a_user_that_is_found_late_does_not_overwrite_what_was_typed_since() {
    let mut stage = on_trial();
    stage.screen.trial.form.go(Row::Email);
    stage.press(Key::ctrl('u'));
    stage.type_text("bob@acme.example");
    stage.press(ENTER);
    assert!(stage.shared.pending.has(Asked::FindUser));
    stage.type_text("x");
    assert!(!stage.shared.pending.has(Asked::FindUser));
    stage.answer(Answer::FindUser(Ok(vec![user("auth0|bob", "u-2")])));
    assert_eq!(stage.screen.trial.answer(Row::Email), "bob@acme.examplex");
    assert_eq!(stage.screen.trial.answer(Row::Subject), "auth0|ada");
    assert!(stage.screen.trial.has_new_email());
}

#[test]
fn a_user_without_a_subject_is_nobody_to_sign_in_as() {
    let mut stage = on_trial();
    stage.screen.trial.form.go(Row::Email);
    stage.press(Key::ctrl('u'));
    stage.type_text("bob@acme.example");
    stage.press(ENTER);
    stage.answer(Answer::FindUser(Ok(vec![user("", "u-2")])));
    assert!(stage.told().contains("does not show their subject"), "{}", stage.told());
    assert_eq!(stage.screen.trial.answer(Row::Subject), "auth0|ada");
}

#[test]
fn a_name_and_an_address_that_were_typed_stay_when_the_subject_changes() {
    let mut stage = on_trial();
    stage.press(DOWN);
    stage.press(Key::ctrl('u'));
    stage.type_text("Bob");
    stage.press(UP);
    stage.type_text("2");
    assert_eq!((stage.screen.trial.answer(Row::Name), stage.screen.trial.answer(Row::Email)), ("Bob", ""));

    // A bot has no subject of its own that would stand there.
    let mut stage = on_trial();
    stage.screen.by = None;
    stage.screen.trial = Trial::new(stage.screen.answers.kind, stage.screen.by.as_ref());
    stage.press(DOWN);
    stage.type_text("Bob");
    stage.press(UP);
    stage.type_text("auth0|bob");
    assert_eq!(stage.screen.trial.answer(Row::Name), "Bob");
}
