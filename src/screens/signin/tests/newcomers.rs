//! A subject that nobody has seen at this tenant may become a new user: that is asked before, and told afterwards.

use jiff::Timestamp;

use super::*;

/// Whether the question is on the screen.
fn is_asked(stage: &Stage<State>, columns: u16, rows: u16) -> bool {
    let shown = stage.shot(columns, rows);
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    shown.contains("the subject brand|two, signing in creates a new user with it")
}

/// Everything of a signed token for this subject, with the button under the focus.
fn of(subject: &str) -> Stage<State> {
    let mut stage = form(SIGNED);
    fill(&mut stage, &["iss", "kid", "k.pem", subject]);
    stage.answer(Answer::ReadKey(Ok(key_file())));
    stage.press(LAST);
    // The e-mail address, which the token has to claim.
    (0..3).for_each(|_| drop(stage.press(UP)));
    stage.type_text("brand@acme.example");
    stage.press(LAST);
    stage.asked();
    stage
}

#[test]
fn a_subject_that_nobody_has_seen_takes_one_more_enter_that_was_meant_for_the_question() {
    let mut stage = of("brand|two");
    assert!(!is_asked(&stage, 80, 24));
    stage.press(ENTER);
    for (columns, rows) in [(102, 35), (62, 19), (58, 12)] {
        assert!(is_asked(&stage, columns, rows), "{}", stage.shot(columns, rows));
        assert!(stage.shot(columns, rows).contains("▸ [ Sign in ]"));
    }
    stage.fresh = false;
    stage.press(ENTER);
    assert!(stage.asked().is_empty());
    stage.fresh = true;
    stage.press(ENTER);
    access(&mut stage);
    stage.answer(Answer::SignIn(Err(refused(FailureKind::Unauthorized, 401))));
    // Another subject is another question.
    for _ in 0..5 {
        stage.press(UP);
    }
    stage.type_text("2");
    assert!(!is_asked(&stage, 80, 30));
    stage.press(LAST);
    stage.press(ENTER);
    assert!(stage.asked().is_empty() && stage.shot(80, 30).contains("brand|two2, signing in"));
}

#[test]
fn enter_on_the_last_field_asks_too_and_goes_to_the_button() {
    let mut stage = of("brand|two");
    stage.press(UP);
    stage.press(ENTER);
    assert!(stage.asked().is_empty() && stage.shot(80, 30).contains("▸ [ Sign in ]"));
    stage.press(ENTER);
    access(&mut stage);
}

#[test]
fn a_key_file_that_is_read_first_asks_all_the_same() {
    let mut stage = form(SIGNED);
    fill(&mut stage, &["iss", "kid", "k.pem", "brand|two", "", "brand@acme.example", "", ""]);
    stage.asked();
    stage.fresh = false;
    stage.answer(Answer::ReadKey(Ok(key_file())));
    assert!(stage.asked().is_empty() && is_asked(&stage, 80, 30));
}

#[test]
fn who_signed_in_with_it_in_this_run_is_not_asked_again() {
    let mut stage = of("brand|two");
    stage.press(ENTER);
    stage.press(ENTER);
    access(&mut stage);
    stage.answer(Answer::SignIn(Ok(Me { subject: "brand|two".into(), ..me() })));
    stage.asked();
    assert!(!is_asked(&stage, 80, 30));
    stage.press(ANEW);
    access(&mut stage);
}

#[test]
fn a_user_who_was_made_just_now_is_told_and_an_older_one_is_not() {
    let now: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
    for (made, is_new) in [("2026-11-20T10:00:01Z", true), ("2026-01-05T08:00:00Z", false), ("", false)] {
        let mut stage = of("brand|two");
        stage.shared.launch.clock = Some((stage.now, now));
        stage.press(ENTER);
        stage.press(ENTER);
        let who = Me { subject: "brand|two".into(), created: made.parse().ok(), ..me() };
        assert_eq!(stage.answer(Answer::SignIn(Ok(who))), Flow::Next);
        assert_eq!(stage.told().contains("brand|two and created a new user"), is_new, "{made} {}", stage.told());
    }
}
