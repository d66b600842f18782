//! The list of the ways to sign in, and what is remembered.

use super::*;
use crate::domain::request::{Call, Chore};

#[test]
fn each_way_opens_by_its_number_and_esc_leads_back() {
    for (row, title) in [
        (TOKEN, "Your API key"),
        (IN_BROWSER, "with your browser"),
        (CLIENT, "with an OAuth client"),
        (CLIENT_KEY, "OAuth client's key"),
        (IMPERSONATION, "Act as another user"),
        (SIGNED, "with a signed token"),
        (CONTEXT, "Which qlik-cli context"),
        (Row::KeyForAnother, "There is no API key for another user"),
    ] {
        let mut stage = stage();
        press_row(&mut stage, row);
        let shown = stage.shot(80, 24);
        assert!(shown.contains(title), "{shown}");
        assert_eq!(stage.press(ESC), Flow::Stay);
        assert!(stage.shot(80, 24).contains("Choose an authentication method"), "{row:?}");
        assert_eq!(stage.press(ESC), Flow::Pass);
    }
}

#[test]
fn arrows_and_enter_open_a_way_but_a_held_enter_does_not() {
    let mut stage = stage();
    stage.fresh = false;
    stage.press(ENTER);
    assert!(stage.shot(80, 24).contains("Choose an authentication method"));
    stage.fresh = true;
    for key in [DOWN, DOWN, UP, ENTER] {
        stage.press(key);
    }
    assert!(stage.shot(80, 24).contains("with your browser"));
}

#[test]
fn the_row_with_the_focus_says_whom_one_acts_as_what_it_needs_and_who_sets_it_up() {
    let mut stage = stage();
    for row in super::super::list::rows(&Shared::default()) {
        for size in [(80, 24), (120, 40)] {
            let shown = stage.shot(size.0, size.1);
            assert!(
                shown.contains("Acts as") && shown.contains("Needs") && shown.contains("Set-up"),
                "{row:?} {shown}"
            );
        }
        stage.press(DOWN);
    }
}

#[test]
fn the_set_up_opens_at_once_for_whoever_is_signed_in_and_else_after_that() {
    let mut signed_in = Stage::<State>::new(Step::SignIn);
    assert_eq!(press_row(&mut signed_in, Row::SetUp), Flow::Goto(ScreenId::SetUp.into()));

    let mut stage = stage();
    assert_eq!(press_row(&mut stage, Row::SetUp), Flow::Stay);
    assert!(stage.shot(80, 24).contains("Sign in as an administrator first"));
    stage.paste("some-long-key-of-the-tenant-4711");
    stage.press(ENTER);
    assert_eq!(stage.answer(Answer::SignIn(Ok(me()))), Flow::Goto(ScreenId::SetUp.into()));
}

#[test]
fn the_set_up_that_sent_here_for_somebody_else_opens_again_once() {
    let mut stage = stage();
    stage.visit(Visit::ForSetUp);
    press_row(&mut stage, TOKEN);
    stage.paste("some-long-key-of-the-tenant-4711");
    stage.press(ENTER);
    assert_eq!(stage.answer(Answer::SignIn(Ok(me()))), Flow::Goto(ScreenId::SetUp.into()));
    stage.enter();
    assert_eq!(stage.press(ENTER), Flow::Next);
}

#[test]
fn what_the_set_up_made_is_taken_over_and_proved() {
    let mut stage = Stage::<State>::new(Step::SignIn);
    let signer = Signer {
        issuer: "iss".into(),
        key_id: "kid".into(),
        key: Secret::new("marker-pem"),
        subject: "auth0|bob".into(),
        name: "Bob".into(),
        email: "bob@acme.example".into(),
        groups: vec![],
        web_integration: None,
    };
    let made = Access::Signed(Box::new(signer));
    let prepared = Prepared { access: made.clone(), key_path: Some("/keys/k.pem".into()), is_known: true };
    stage.visit(Visit::Prepared(Box::new(prepared.clone())));
    assert_eq!(access(&mut stage), made);
    let shown = stage.shot(80, 24);
    assert!(
        shown.contains("auth0|bob") && shown.contains("/keys/k.pem") && shown.contains("a key from the set-up"),
        "{shown}"
    );
    // What an earlier set-up left is not what was just made.
    let older = [("signed.issuer".to_owned(), "older".to_owned())].into();
    stage.answer(Answer::TenantNotes(Notes { facts: older, ..Notes::default() }));
    assert!(!stage.shot(80, 24).contains("older"));
    assert_eq!(stage.answer(Answer::SignIn(Ok(me()))), Flow::Next);
    let all = requests(&mut stage);
    let [Request::Here(Chore::KeepNotes(_, notes))] = all.as_slice() else { panic!("{all:?}") };
    let facts: Vec<&str> = notes.facts.keys().map(String::as_str).collect();
    assert_eq!(facts, ["signed.issuer", "signed.key-file", "signed.key-id"]);
    assert_eq!(notes.facts["signed.key-file"], "/keys/k.pem");

    // A user whom nobody has seen is asked about, also on this way.
    let mut stage = Stage::<State>::new(Step::SignIn);
    stage.visit(Visit::Prepared(Box::new(Prepared { is_known: false, ..prepared })));
    assert!(requests(&mut stage).iter().all(|request| !matches!(request, Request::Tenant(_, Call::SignIn))));
    assert!(stage.shot(80, 24).contains("signing in creates a new"), "{}", stage.shot(80, 24));
    stage.press(ENTER);
    assert_eq!(access(&mut stage), made);
}

#[test]
fn a_key_for_somebody_else_is_explained_and_leads_to_what_works() {
    let mut stage = form(TOKEN);
    stage.type_text("typed-so-far");
    stage.press(F2);
    let shown = stage.shot(80, 24);
    assert!(
        shown.contains("403") && shown.contains("OAuth impersonation") && shown.contains("Signed token"),
        "{shown}"
    );
    stage.press(ESC);
    assert!(stage.shot(80, 24).contains("12 characters"));
    stage.press(F2);
    stage.press(ENTER);
    assert!(stage.shot(80, 24).contains("Given as"));
    for (number, words) in [('2', "with a signed token"), ('3', "then the set-up opens")] {
        let mut stage = form(Row::KeyForAnother);
        stage.press(Key::char(number));
        assert!(stage.shot(80, 24).contains(words));
    }
}

#[test]
fn what_is_typed_survives_the_way_to_another_method_and_back() {
    let mut stage = form(CLIENT);
    fill(&mut stage, &["client-77"]);
    stage.type_text("marker");
    stage.press(ESC);
    press_row(&mut stage, SIGNED);
    stage.press(ESC);
    press_row(&mut stage, CLIENT);
    let shown = stage.shot(80, 24);
    assert!(shown.contains("client-77") && shown.contains("6 characters"), "{shown}");
    stage.enter();
    assert!(stage.shot(80, 24).contains("client-77"));
    assert!(stage.screen.is_filled());
}

#[test]
fn the_method_and_what_is_no_secret_are_remembered_and_open_again() {
    let mut stage = form(CLIENT);
    fill(&mut stage, &["client-77", "marker-secret"]);
    access(&mut stage);
    stage.answer(Answer::SignIn(Ok(me())));
    let kept = requests(&mut stage);
    let [Request::Here(Chore::KeepNotes(_, notes))] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!(notes.tenant_id.as_deref(), Some("t-1"));
    assert_eq!(notes.method, Some(Method::Machine));
    assert_eq!(notes.facts, BTreeMap::from([("machine.client-id".to_owned(), "client-77".to_owned())]));

    let notes = notes.clone();
    let mut later = Stage::<State>::new(Step::SignIn);
    later.enter();
    later.answer(Answer::TenantNotes(notes.clone()));
    let shown = later.shot(80, 24);
    assert!(shown.contains("client-77") && shown.contains("▸ Secret"), "{shown}");
    assert!(!later.screen.is_filled());

    // Whoever was quicker is not disturbed.
    let mut quick = super::stage();
    quick.press(DOWN);
    quick.answer(Answer::TenantNotes(notes));
    assert!(quick.shot(80, 24).contains("Choose an authentication method"));
}

#[test]
fn the_demo_reads_and_writes_nothing() {
    let mut stage = Stage::<State>::new(Step::SignIn);
    stage.shared.launch.demo = true;
    stage.enter();
    press_row(&mut stage, CONTEXT);
    assert!(stage.asked().is_empty());
    assert!(stage.shot(80, 24).contains("The demo does not read"));
    stage.press(ESC);
    stage.paste("some-long-key-of-the-tenant-4711");
    stage.press(ENTER);
    stage.asked();
    stage.answer(Answer::SignIn(Ok(me())));
    assert!(stage.asked().is_empty());
}

#[test]
fn what_helps_to_choose_fits_into_one_row_each_of_a_small_window() {
    for row in super::super::list::rows(&Shared::default()) {
        let facts = row.facts();
        for fact in [facts.acts, facts.needs, facts.admin] {
            assert!(fact.chars().count() <= 50, "{fact}");
        }
    }
}

#[test]
fn the_facts_stand_right_under_the_list() {
    for (columns, rows) in [(102, 35), (62, 19), (58, 12)] {
        let shown = stage().shot(columns, rows);
        let at = |words: &str| shown.lines().position(|row| row.contains(words)).unwrap_or_else(|| panic!("{shown}"));
        let last = (1..=9).rev().find(|row| shown.contains(&format!(" {row} "))).unwrap();
        assert!(at("Acts as") - at(&format!(" {last} ")) <= 2, "{shown}");
    }
}

#[test]
fn whoever_came_for_the_set_up_is_told_what_it_takes_and_not_sent_there_again() {
    let mut stage = Stage::<State>::new(Step::SignIn);
    stage.shared.launch.goal = Goal::SetUp;
    stage.enter();
    let notes = Notes { method: Some(Method::Signed), ..Notes::default() };
    stage.answer(Answer::TenantNotes(notes));
    let shown = stage.shot(80, 24);
    assert!(shown.contains("Sign in as an administrator first") && shown.contains("8 API key for"), "{shown}");
    assert!(!shown.contains("9 Set up"), "{shown}");
}
