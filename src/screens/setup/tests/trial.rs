//! The test: as whom, what it makes, and how a user is found.

use super::*;
use crate::domain::request::Call;
use crate::screens::setup::trial::Before;

/// The test of a client, trusted and all.
fn on_client_trial() -> Stage<State> {
    let mut stage = with_client("s");
    asked(&mut stage);
    stage
}

fn bob() -> User {
    User {
        id: "u-2".into(),
        subject: "auth0|bob".into(),
        name: "Bob".into(),
        email: Some("bob@acme.example".into()),
        status: None,
    }
}

/// Somebody else's subject is typed, and its button pressed once.
fn as_bob(stage: &mut Stage<State>) {
    stage.press(Key::ctrl('u'));
    stage.type_text("auth0|bob");
    push(stage, "Sign in as auth0|bob");
}

fn prepared(flow: Flow) -> Prepared {
    let Flow::Goto(Visit::Prepared(prepared)) = flow else { panic!("{flow:?}") };
    *prepared
}

#[test]
fn a_subject_is_looked_up_before_signing_in_and_one_that_is_known_goes_on() {
    let mut stage = on_trial();
    as_bob(&mut stage);
    assert_eq!(kinds(&mut stage), [Asked::FindSubject]);
    stage.answer(Answer::FindSubject(Ok(Some(bob()))));
    assert_eq!(kinds(&mut stage), [Asked::TrySignIn]);
    stage.answer(Answer::TrySignIn(Ok(me())));
    assert!(read(&stage).contains("It works") && !read(&stage).contains("new user"), "{}", read(&stage));
}

#[test]
fn an_unknown_subject_is_said_to_make_a_new_user_and_brings_no_name_of_ones_own() {
    let mut stage = on_trial();
    as_bob(&mut stage);
    assert!(read(&stage).contains("asks you"));
    asked(&mut stage);
    stage.answer(Answer::FindSubject(Ok(None)));
    assert!(kinds(&mut stage).is_empty(), "a person decides");
    let shot = read(&stage);
    assert!(shot.contains("does not know auth0|bob. Signing in creates this user: name auth0|bob"), "{shot}");
    assert!(!shot.contains("ada@acme.example"), "{shot}");
    push(&mut stage, "Create this user and sign in");
    assert_eq!(kinds(&mut stage), [Asked::TrySignIn]);
    let bob = Me { name: "auth0|bob".into(), subject: "auth0|bob".into(), user_id: "u-9".into(), ..me() };
    stage.answer(Answer::TrySignIn(Ok(bob)));
    let shot = read(&stage);
    assert!(shot.contains("This test created a new user: auth0|bob, id u-9"), "{shot}");
    assert!(!shot.contains("would be") && !shot.contains("does not know"), "{shot}");
    push(&mut stage, "Go on");
    assert!(read(&stage).contains("This test created a new user"));
    let summary = &stage.shared.set_ups["acme.eu.qlikcloud.com"];
    assert!(summary.contains("DELETE https://acme.eu.qlikcloud.com/api/v1/users/u-9"), "{summary}");
}

#[test]
fn where_it_cannot_be_looked_up_nothing_is_claimed() {
    let mut stage = on_trial();
    as_bob(&mut stage);
    stage.answer(Answer::FindSubject(Err(failure(FailureKind::Forbidden))));
    asked(&mut stage);
    assert!(read(&stage).contains("could not be looked up"), "{}", read(&stage));
    push(&mut stage, "Sign in anyway");
    assert_eq!(kinds(&mut stage), [Asked::TrySignIn]);
    stage.answer(Answer::TrySignIn(Ok(me())));
    assert!(stage.screen.trial.proved.is_some());
    assert_eq!(stage.screen.made_users.last().map(|user| user.before), Some(Before::NotTold));
    assert!(stage.screen.users_told().iter().any(|text| text.contains("If the tenant did not know")));
}

#[test]
fn a_user_is_made_only_after_all_of_the_warning_was_to_be_seen() {
    let mut stage = on_trial();
    as_bob(&mut stage);
    asked(&mut stage);
    stage.answer(Answer::FindSubject(Ok(None)));
    let (mut was_there, mut asked_at) = (false, None);
    for press in 0..20 {
        was_there |= stage.shot(58, 9).contains("license.");
        stage.press(ENTER);
        if !kinds(&mut stage).is_empty() {
            assert!(was_there, "not before its end was there");
            asked_at = Some(press);
            break;
        }
    }
    assert!(asked_at.is_some_and(|press| press >= 2), "{asked_at:?}");
}

#[test]
fn enter_in_the_e_mail_field_finds_the_user_and_then_goes_on() {
    for mut stage in [on_trial(), on_client_trial()] {
        while stage.screen.trial.form.focus() != Some(Row::Email) {
            stage.press(DOWN);
        }
        let hint = |stage: &Stage<State>, keys: &str| {
            stage.screen.hints(&stage.shared).into_iter().find(|hint| hint.keys == keys).unwrap()
        };
        assert_eq!(hint(&stage, "Ctrl+F").rank, Rank::First);
        stage.press(Key::ctrl('u'));
        stage.type_text("bob@acme.example");
        assert_eq!(hint(&stage, "Enter").short, "find the user");
        stage.press(ENTER);
        let asked_now = asked(&mut stage);
        assert!(
            matches!(asked_now.as_slice(), [Request::Tenant(_, Call::FindUser(mail))] if mail == "bob@acme.example")
        );
        stage.answer(Answer::FindUser(Ok(vec![bob()])));
        assert_eq!(stage.screen.trial.answer(Row::Subject), "auth0|bob");
        assert!(stage.told().contains("has the subject"));
        stage.press(ENTER);
        assert_eq!((stage.screen.is_in_field(), stage.screen.at()), (false, Some(0)), "found: on to the button");
    }
}

#[test]
fn what_was_told_of_a_user_goes_when_something_else_is_typed() {
    let mut stage = on_client_trial();
    stage.press(DOWN);
    stage.press(Key::ctrl('u'));
    stage.type_text("bob@acme.example");
    stage.press(ENTER);
    stage.answer(Answer::FindUser(Ok(vec![bob()])));
    stage.type_text("x");
    assert_eq!(stage.told(), "");
    asked(&mut stage);
    // An address that nobody has looked up is not passed over.
    push(&mut stage, "Sign in as auth0|bob");
    assert_eq!(kinds(&mut stage), [Asked::FindUser]);
}

#[test]
fn the_name_and_address_of_a_user_who_was_found_are_not_claimed_for_another_subject() {
    let mut stage = on_trial();
    let filled = |stage: &Stage<State>| {
        let trial = &stage.screen.trial;
        [Row::Name, Row::Email].map(|claim| trial.answer(claim).to_owned())
    };
    for _ in 0..2 {
        stage.press(DOWN);
    }
    stage.press(Key::ctrl('u'));
    stage.type_text("bob@acme.example");
    stage.press(ENTER);
    stage.answer(Answer::FindUser(Ok(vec![bob()])));
    assert_eq!(filled(&stage), ["Bob", "bob@acme.example"]);
    for _ in 0..2 {
        stage.press(Key::plain(Code::Up));
    }
    stage.type_text("by");
    assert_eq!(stage.screen.trial.answer(Row::Subject), "auth0|bobby");
    assert_eq!(filled(&stage), ["", ""]);
}

#[test]
fn a_failed_test_keeps_its_fields_and_buttons_in_the_smallest_room_and_is_over_with_its_page() {
    let mut stage = on_client_trial();
    as_bob(&mut stage);
    stage.answer(Answer::TrySignIn(Err(failure(FailureKind::Unauthorized))));
    assert!(stage.told().contains("knows no such subject"));
    for rows in [4, 7, 12] {
        assert!(stage.shot(58, rows).contains("▸ [ Sign in as auth0|bob ]"), "{}", stage.shot(58, rows));
    }
    stage.press(Key::plain(Code::Up));
    assert!(stage.shot(58, 7).contains("E-mail"), "{}", stage.shot(58, 7));
    stage.press(ESC);
    assert_eq!((stage.screen.page, stage.told().as_str()), (Page::Done, ""));
    stage.press(DOWN);
    assert!(stage.shot(58, 5).contains("▸ ["), "{}", stage.shot(58, 5));
    stage.press(ESC);
    assert_eq!(stage.screen.page, Page::Trial, "Esc on the last page leads to the page before");
}

#[test]
fn the_test_signs_as_oneself_at_first_and_shows_who_that_is() {
    let mut stage = on_trial();
    assert!(read(&stage).contains("your own subject"));
    stage.press(ENTER);
    stage.press(ENTER);
    let asked_now = asked(&mut stage);
    let [Request::Tenant(session, Call::TrySignIn)] = asked_now.as_slice() else { panic!("{asked_now:?}") };
    let Access::Signed(signer) = &session.access else { panic!("{:?}", session.access) };
    assert_eq!((signer.subject.as_str(), signer.email.as_str()), ("auth0|ada", "ada@acme.example"));
    stage.answer(Answer::TrySignIn(Ok(me())));
    assert!(read(&stage).contains("Signed in as Ada Creator"));
}

#[test]
fn groups_travel_in_the_token_of_the_test_and_on_to_sign_in() {
    let mut stage = on_trial();
    for _ in 0..3 {
        stage.press(DOWN);
    }
    stage.type_text("Sales, EMEA");
    assert!(read(&stage).contains("unknown groups"));
    push(&mut stage, "Sign in as");
    let asked_now = asked(&mut stage);
    let [Request::Tenant(session, Call::TrySignIn)] = asked_now.as_slice() else { panic!("{asked_now:?}") };
    let Access::Signed(signer) = &session.access else { panic!("{:?}", session.access) };
    assert_eq!(signer.groups, ["Sales", "EMEA"]);
    stage.answer(Answer::TrySignIn(Ok(me())));
    push(&mut stage, "Go on");
    let prepared = prepared(push(&mut stage, "Use it to sign in"));
    let Access::Signed(signer) = prepared.access else { panic!() };
    assert_eq!(signer.groups, ["Sales", "EMEA"]);
}

#[test]
fn the_test_of_a_client_asks_for_no_groups() {
    let stage = with_client("s");
    assert!(!read(&stage).contains("Groups"));
}

#[test]
fn a_subject_is_found_by_the_address() {
    let mut stage = on_trial();
    stage.press(Key::ctrl('u'));
    stage.type_text("bob@acme.example");
    stage.press(Key::ctrl('f'));
    let asked_now = asked(&mut stage);
    assert!(matches!(asked_now.as_slice(), [Request::Tenant(_, Call::FindUser(mail))] if mail == "bob@acme.example"));
    let bob = User {
        id: "u-2".into(),
        subject: "auth0|bob".into(),
        name: "Bob".into(),
        email: Some("bob@acme.example".into()),
        status: None,
    };
    stage.answer(Answer::FindUser(Ok(vec![bob.clone()])));
    assert_eq!(stage.screen.trial.answer(Row::Subject), "auth0|bob");
    stage.answer(Answer::FindUser(Ok(vec![bob.clone(), bob])));
    assert!(stage.told().contains("2 users"));
}

#[test]
fn a_test_that_fails_says_what_to_look_at() {
    let mut stage = on_trial();
    push(&mut stage, "Sign in as");
    let mut refused = failure(FailureKind::Unauthorized);
    refused.told = vec![Told { code: "X-1".into(), title: "No".into(), detail: String::new() }];
    stage.answer(Answer::TrySignIn(Err(refused)));
    assert!(stage.told().contains("clock"));
    assert_eq!(stage.screen.page, Page::Trial);
}

#[test]
fn it_is_handed_over_to_sign_in() {
    let mut stage = on_trial();
    stage.shared.launch.goal = Goal::SetUp;
    stage.press(Key::ctrl('u'));
    stage.type_text("auth0|bob");
    push(&mut stage, "without a test");
    let prepared = prepared(push(&mut stage, "Use it to sign in as auth0|bob"));
    assert!(matches!(&prepared, Prepared { access: Access::Signed(signer), key_path: Some(path), .. }
        if signer.subject == "auth0|bob" && path == "/home/ada/keys/k.pem"));
    assert_eq!(stage.shared.launch.goal, Goal::Connection);
}

#[test]
fn the_client_is_handed_over_by_subject() {
    let mut stage = with_client("s");
    push(&mut stage, "without a test");
    stage.press(Key::ctrl('r'));
    let prepared = prepared(push(&mut stage, "Use it"));
    let Prepared { access: Access::Impersonation { user: UserRef::Subject(subject), .. }, key_path: None, .. } =
        prepared
    else {
        panic!("{prepared:?}")
    };
    assert_eq!(subject, "auth0|ada");
}

#[test]
fn the_demo_names_a_user_to_test_with() {
    for mut stage in [on_trial(), on_client_trial()] {
        stage.shared.launch.demo_user = Some("creator@standin.example".into());
        assert!(stage.shot(80, 24).contains("Demo: for example creator@standin.example"), "{}", stage.shot(80, 24));
    }
}
