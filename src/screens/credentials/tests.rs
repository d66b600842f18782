use serde_json::{Value, json};

use super::*;
use crate::{
    domain::{
        credential::CredentialId,
        failure::{Failure, FailureKind},
        request::{Call, Request},
        step::Step,
    },
    kit::keys::Code,
    screens::testing::{Stage, me, session, source, spec},
};

const ENTER: Key = Key::plain(Code::Enter);
const UP: Key = Key::plain(Code::Up);
const DOWN: Key = Key::plain(Code::Down);
const TAB: Key = Key::plain(Code::Tab);

fn separable() -> Value {
    json!({"region": {"type": "string"}, "separateCredentials": {"type": "boolean"}, "credentialsName": {"type": "string"},
        "selectedCredentials": {"type": "string"}})
}

fn stage_of(properties: &Value) -> Stage<State> {
    let mut stage = Stage::new(Step::Credentials);
    stage.shared.draft.choose_source(source("File_AmazonS3Connector"), spec(properties));
    stage.enter();
    stage
}

fn stage() -> Stage<State> {
    stage_of(&separable())
}

/// New credentials with this name.
fn named(name: &str) -> Stage<State> {
    let mut stage = stage();
    stage.press(Key::char('2'));
    stage.type_text(name);
    stage
}

fn credential(name: &str) -> Credential {
    Credential {
        id: CredentialId(format!("id of {name}")),
        name: name.into(),
        source: Some("File_AmazonS3Connector".into()),
        separated: Some(true),
        connections: Some(2),
        created: Some("2024-03-01T14:35:23.829Z".into()),
    }
}

fn checked(name: &str, check: CredentialCheck) -> (Request, Answer) {
    (Request::Tenant(session(), Call::CheckCredential(name.into())), Answer::CheckCredential(Ok(check)))
}

fn failed(name: &str) -> (Request, Answer) {
    (
        Request::Tenant(session(), Call::CheckCredential(name.into())),
        Answer::CheckCredential(Err(Failure::new(FailureKind::Forbidden, "looking the credential up"))),
    )
}

fn asked_for(stage: &mut Stage<State>) -> Vec<(String, Duration)> {
    let asked = stage.asked().into_iter();
    asked
        .filter_map(|(request, after)| match request {
            Request::Tenant(_, Call::CheckCredential(name)) => Some((name, after)),
            _ => None,
        })
        .collect()
}

fn choice(stage: &Stage<State>) -> Option<&CredentialChoice> {
    stage.shared.draft.of().credential.as_ref()
}

#[test]
fn embedded_needs_nothing_more() {
    let mut stage = stage();
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert_eq!(choice(&stage), Some(&CredentialChoice::Embedded));
    assert!(stage.asked().is_empty());
}

#[test]
fn arrows_and_digits_choose_one_of_three() {
    let mut stage = stage();
    for (keys, mode) in [
        (vec![DOWN], Mode::New),
        (vec![DOWN], Mode::Existing),
        (vec![UP, UP], Mode::Embedded),
        (vec![Key::char('3')], Mode::Existing),
        (vec![Key::char('1')], Mode::Embedded),
        (vec![Key::char('2')], Mode::New),
    ] {
        for key in keys {
            stage.press(key);
        }
        assert_eq!(stage.screen.mode, mode);
    }
}

#[test]
fn digits_are_text_once_the_name_has_the_focus() {
    let stage = named("s3 copn1234");
    assert_eq!(stage.screen.mode, Mode::New);
    assert_eq!(stage.screen.form.text(Row::Name(Mode::New)), "s3 copn1234");
    assert!(stage.screen.is_on_name());
}

#[test]
fn enter_and_tab_lead_from_a_choice_to_its_name_and_the_arrows_back() {
    for key in [ENTER, TAB] {
        let mut stage = stage();
        stage.press(Key::char('2'));
        assert_eq!(stage.press(key), Flow::Stay);
        assert!(stage.screen.is_on_name());
        stage.type_text("1st");
        assert_eq!(stage.screen.form.text(Row::Name(Mode::New)), "1st");
        stage.press(UP);
        assert_eq!(stage.screen.form.focus(), Some(Row::Mode));
        stage.press(UP);
        assert_eq!(stage.screen.mode, Mode::Embedded);
    }
}

#[test]
fn a_name_is_looked_up_when_the_typing_pauses() {
    let mut stage = named("acc");
    let asked = asked_for(&mut stage);
    assert_eq!(asked.last(), Some(&("acc".to_owned(), Duration::from_millis(300))));
    stage.answer_to(checked("acc", CredentialCheck::Free));
    assert!(stage.shot(80, 18).contains("✓ free"));
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert_eq!(choice(&stage), Some(&CredentialChoice::New("acc".into())));
}

#[test]
fn enter_before_the_answer_waits_for_it_and_then_goes_on() {
    let mut stage = named("acc");
    stage.asked();
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert_eq!(asked_for(&mut stage), [("acc".to_owned(), Duration::ZERO)]);
    assert!(stage.shot(80, 18).contains("checking the name"));
    assert_eq!(stage.answer_to(checked("acc", CredentialCheck::Free)), Flow::Next);
}

#[test]
fn typing_on_after_enter_takes_the_wish_back_and_late_answers_change_nothing() {
    let mut stage = named("acc");
    stage.press(ENTER);
    stage.type_text("o");
    assert_eq!(stage.answer_to(checked("acc", CredentialCheck::Free)), Flow::Stay);
    assert!(!stage.shot(80, 18).contains("✓ free"));
    assert_eq!(stage.answer_to(checked("acco", CredentialCheck::Free)), Flow::Stay);
    assert!(stage.shot(80, 18).contains("✓ free"));
}

#[test]
fn a_taken_name_blocks_and_the_existing_one_is_offered() {
    let mut stage = named("acc");
    stage.press(ENTER);
    assert_eq!(stage.answer_to(checked("acc", CredentialCheck::Taken(credential("acc")))), Flow::Stay);
    let shot = stage.shot(80, 18);
    assert!(shot.contains("Ctrl+T uses them") && shot.contains("Ctrl+T") && shot.contains("acc 2"), "{shot}");
    assert!(stage.screen.hints(&stage.shared).iter().any(|hint| hint.keys == "Ctrl+T"));
    stage.press(Key::ctrl('t'));
    assert_eq!(stage.screen.mode, Mode::Existing);
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert_eq!(choice(&stage), Some(&CredentialChoice::Existing(credential("acc"))));
}

#[test]
fn a_name_that_another_source_has_is_not_offered_for_use_and_said_once() {
    let embedded = Credential { separated: Some(false), ..credential("acc") };
    let other = Credential { source: Some("gbq".into()), ..credential("acc") };
    let table = [
        (other, "credentials of this name, for Google BigQuery. Choose another name."),
        (embedded, "credentials of this name. Choose another name."),
        (credential("acc"), "You already have these credentials. Ctrl+T uses them."),
    ];
    for (found, sentence) in table {
        let mut stage = stage();
        let can_be_used = found == credential("acc");
        stage.press(Key::char('2'));
        stage.type_text("acc");
        stage.answer_to(checked("acc", CredentialCheck::Taken(found)));
        for mark in ['!', '✗'] {
            let shot = stage.shot(110, 18);
            let said: Vec<_> = shot.lines().filter(|line| line.contains("You already have")).collect();
            assert!(said.len() == 1 && said[0].contains(sentence) && said[0].contains(mark), "{shot}");
            assert_eq!(stage.press(ENTER), Flow::Stay);
        }
        assert_eq!(stage.screen.hints(&stage.shared).iter().any(|hint| hint.keys == "Ctrl+T"), can_be_used);
        stage.press(Key::ctrl('t'));
        assert_eq!(stage.screen.mode == Mode::Existing, can_be_used);
    }
}

#[test]
fn the_proposed_name_is_taken_by_key_and_looked_up() {
    let mut stage = named("acc");
    stage.answer_to(checked("acc", CredentialCheck::Taken(credential("acc"))));
    stage.asked();
    stage.press(Key::ctrl('f'));
    assert_eq!(asked_for(&mut stage)[0].0, "acc 2");
    assert!(!stage.screen.hints(&stage.shared).iter().any(|hint| hint.keys == "Ctrl+F"));
}

#[test]
fn a_name_that_could_not_be_checked_is_never_called_free_and_a_new_one_passes() {
    for answer in [checked("acc", CredentialCheck::Unchecked), failed("acc")] {
        let mut stage = stage();
        stage.press(Key::char('2'));
        stage.type_text("acc");
        stage.answer_to(answer);
        let shot = stage.shot(80, 18);
        assert!(shot.contains("could not be checked") && !shot.contains("free"), "{shot}");
        assert_eq!(stage.press(ENTER), Flow::Next);
    }
}

#[test]
fn an_empty_name_and_names_of_dots_are_refused_without_a_question() {
    for name in ["", "  ", ".", ".."] {
        let mut stage = stage();
        stage.press(Key::char('2'));
        stage.press(ENTER);
        stage.type_text(name);
        stage.asked();
        assert_eq!(stage.press(ENTER), Flow::Stay, "{name:?}");
        assert!(stage.asked().is_empty(), "{name:?}");
        assert!(stage.shot(80, 18).contains('✗'), "{name:?}");
    }
}

#[test]
fn an_existing_credential_is_refused_only_by_what_contradicts() {
    let other = Credential { source: Some("gbq".into()), ..credential("acc") };
    let embedded = Credential { separated: Some(false), ..credential("acc") };
    let table = [
        (CredentialCheck::Taken(credential("acc")), true),
        (CredentialCheck::Taken(Credential { source: None, separated: None, ..credential("acc") }), true),
        (
            CredentialCheck::Taken(Credential { source: Some("file_amazons3connector".into()), ..credential("acc") }),
            true,
        ),
        (CredentialCheck::Taken(other), false),
        (CredentialCheck::Taken(embedded), false),
        (CredentialCheck::Free, false),
    ];
    for (check, passes) in table {
        let mut stage = stage();
        stage.press(Key::char('3'));
        stage.type_text("acc");
        stage.answer_to(checked("acc", check.clone()));
        let shot = stage.shot(80, 20);
        assert_eq!(shot.contains('✗'), !passes, "{check:?}\n{shot}");
        assert_eq!(stage.press(ENTER) == Flow::Next, passes, "{check:?}");
    }
}

#[test]
fn what_is_known_of_an_existing_credential_is_shown() {
    let mut stage = stage();
    stage.press(Key::char('3'));
    stage.type_text("acc");
    stage.answer_to(checked("acc", CredentialCheck::Taken(Credential { separated: None, ..credential("acc") })));
    let shot = stage.shot(100, 20);
    for part in ["Amazon S3", "2024-03-01", "2 connections", "could not be checked"] {
        assert!(shot.contains(part), "{part}\n{shot}");
    }
}

#[test]
fn an_existing_credential_without_an_id_blocks_and_enter_asks_once_more() {
    for answer in [|| checked("acc", CredentialCheck::Unchecked), || failed("acc")] {
        let mut stage = stage();
        stage.press(Key::char('3'));
        stage.type_text("acc");
        stage.answer_to(answer());
        stage.asked();
        assert_eq!(stage.press(ENTER), Flow::Stay);
        assert_eq!(asked_for(&mut stage).len(), 1);
        assert_eq!(stage.answer_to(answer()), Flow::Stay);
        assert!(stage.shot(80, 20).contains("id of these credentials could not be looked up"));
        stage.press(ENTER);
        assert_eq!(stage.answer_to(checked("acc", CredentialCheck::Taken(credential("acc")))), Flow::Next);
    }
}

#[test]
fn suggestions_are_asked_for_once_and_taken_without_another_question() {
    let mut stage = stage();
    stage.press(Key::char('3'));
    stage.press(Key::char('2'));
    stage.press(Key::char('3'));
    let asked = stage.asked();
    assert_eq!(
        asked.iter().filter(|(request, _)| matches!(request, Request::Tenant(_, Call::SuggestCredentials(..)))).count(),
        1
    );
    let other = Credential { source: Some("gbq".into()), ..credential("elsewhere") };
    stage.answer(Answer::SuggestCredentials(Ok(vec![credential("one"), other, credential("a/b")])));
    let shot = stage.shot(80, 20);
    assert!(shot.contains("one") && shot.contains("a/b") && !shot.contains("elsewhere"), "{shot}");
    for key in [DOWN, DOWN] {
        assert_eq!(stage.press(key), Flow::Stay);
    }
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert_eq!(stage.screen.form.text(Row::Name(Mode::Existing)), "a/b");
    assert!(asked_for(&mut stage).is_empty());
    assert_eq!(choice(&stage), Some(&CredentialChoice::Existing(credential("a/b"))));
}

#[test]
fn three_keys_take_the_first_of_ones_own_credentials() {
    let mut stage = stage();
    stage.press(Key::char('3'));
    stage.answer(Answer::SuggestCredentials(Ok(vec![credential("one"), credential("two")])));
    let shot = stage.shot(80, 20);
    let row =
        |words: &str| shot.lines().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {shot}"));
    // Directly below the choice, and before anything is explained.
    assert!(row("3 Separated, existing") + 3 == row("  one") && row("two") < row("Name"), "{shot}");
    assert!(row("two") < row("Other"), "{shot}");
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert!(stage.shot(80, 20).contains("▸ one"));
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert_eq!(choice(&stage), Some(&CredentialChoice::Existing(credential("one"))));
}

#[test]
fn where_one_has_no_credentials_the_way_to_new_ones_is_named() {
    let mut stage = stage();
    stage.press(Key::char('3'));
    stage.press(ENTER);
    assert!(!stage.shot(80, 20).contains("no credentials"), "nothing is said before it is known");
    stage.answer(Answer::SuggestCredentials(Ok(vec![])));
    let shot = stage.shot(80, 20);
    assert!(shot.contains("You have no credentials for Amazon S3 yet. Choose 2 to create them."), "{shot}");
}

#[test]
fn credentials_that_come_while_the_empty_name_has_the_focus_get_it() {
    let mut stage = stage();
    stage.press(Key::char('3'));
    stage.press(ENTER);
    stage.answer(Answer::SuggestCredentials(Ok(vec![credential("one")])));
    // An Enter that was pressed before they were drawn takes none.
    stage.fresh = false;
    assert_eq!(stage.press(ENTER), Flow::Stay);
    stage.fresh = true;
    assert_eq!(stage.press(ENTER), Flow::Next);
}

#[test]
fn credentials_that_cannot_be_listed_are_said_to_be_so() {
    let mut stage = stage();
    stage.press(Key::char('3'));
    let failure = Failure::new(FailureKind::Forbidden, "looking for credentials");
    assert_eq!(stage.answer(Answer::SuggestCredentials(Err(failure))), Flow::Stay);
    assert_eq!(stage.told(), "");
    assert!(stage.shot(80, 20).contains("could not be listed"));
}

#[test]
fn each_way_keeps_the_name_typed_for_it() {
    let mut stage = named("mine");
    stage.press(UP);
    stage.press(Key::char('3'));
    stage.type_text("old");
    stage.press(UP);
    stage.press(Key::char('1'));
    assert_eq!(stage.press(ENTER), Flow::Next);
    stage.enter();
    stage.press(Key::char('2'));
    assert!(stage.shot(80, 18).contains("mine"));
    stage.press(Key::char('3'));
    assert!(stage.shot(80, 18).contains("old"));
    assert!(stage.screen.is_filled());
}

#[test]
fn a_way_that_the_source_does_not_support_stays_in_view_and_explains_itself() {
    let mut stage = stage_of(&json!({"host": {"type": "string"}}));
    stage.press(Key::char('2'));
    assert!(stage.shot(80, 18).contains("not for this data source"));
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert!(stage.told().contains("no separated credentials"));
    stage.type_text("abc");
    assert!(stage.screen.form.text(Row::Name(Mode::New)).is_empty());
    assert!(stage.asked().is_empty());
    assert_eq!(choice(&stage), None);
    stage.press(Key::char('1'));
    assert_eq!(stage.press(ENTER), Flow::Next);
}

#[test]
fn a_bot_is_told_whose_it_will_be() {
    let mut stage = stage();
    let bot = crate::domain::session::Me { subject: "qlikbot\\ci".into(), ..me() };
    stage.shared.draft.here_mut().me = Some(bot);
    assert!(stage.shot(80, 18).contains("is a bot"));
}

#[test]
fn a_source_with_a_code_says_that_a_browser_may_follow() {
    let mut properties = separable();
    properties["authCode"] = json!({"type": "string"});
    let mut stage = stage_of(&properties);
    assert!(stage.shot(80, 18).contains("browser may follow"));
    stage.press(Key::char('3'));
    assert!(stage.shot(80, 18).contains("No sign-in in your browser"));
}

#[test]
fn coming_back_checks_the_name_anew_and_shows_what_stands_in_the_answers() {
    let mut stage = stage();
    stage.shared.draft.of_mut().credential = Some(CredentialChoice::Existing(credential("acc")));
    stage.enter();
    assert_eq!(stage.screen.mode, Mode::Existing);
    assert_eq!(asked_for(&mut stage), [("acc".to_owned(), Duration::ZERO)]);
    assert!(stage.shot(80, 18).contains("acc"));
    // Whatever stands in the way of asking, the credential is known already.
    stage.answer_to(failed("acc"));
    assert_eq!(stage.press(ENTER), Flow::Next);
}

#[test]
fn what_was_typed_and_not_yet_taken_over_survives_back_and_forth() {
    let mut stage = stage();
    assert_eq!(stage.press(ENTER), Flow::Next);
    stage.enter();
    stage.press(Key::char('2'));
    stage.type_text("half");
    stage.enter();
    assert_eq!(stage.screen.mode, Mode::New);
    assert!(stage.shot(80, 18).contains("half"));
}

#[test]
fn a_name_that_the_create_found_taken_is_shown_with_the_proposal() {
    let mut stage = stage();
    stage.shared.draft.of_mut().credential = Some(CredentialChoice::New("acc".into()));
    let taken = Taken { name: "acc".into(), proposal: "acc 7".into(), is_free: true };
    stage.visit(Visit::CredentialTaken(taken));
    let shot = stage.shot(80, 20);
    assert!(shot.contains("this name is taken") && shot.contains("acc 7"), "{shot}");
    stage.press(Key::ctrl('f'));
    stage.answer_to(checked("acc 7", CredentialCheck::Free));
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert_eq!(choice(&stage), Some(&CredentialChoice::New("acc 7".into())));
}

#[test]
fn a_name_that_is_proposed_for_new_credentials_gives_way_to_the_first_key() {
    let mut stage = stage();
    stage.visit(Visit::AnotherCredential("acc 2".into()));
    assert!(stage.shot(80, 20).contains("acc 2"));
    stage.answer_to(checked("acc 2", CredentialCheck::Free));
    stage.type_text("x");
    assert_eq!(stage.screen.name(), "x");
}

#[test]
fn taking_the_login_out_of_the_details_or_back_has_them_looked_at_once_more() {
    let mut stage = stage();
    stage.press(ENTER);
    let details = crate::domain::draft::Details {
        name: "n".into(),
        entered: Vec::new(),
        browser: None,
        code: None,
        files: Vec::new(),
    };
    stage.shared.draft.of_mut().details = Some(details.clone());
    stage.press(Key::char('2'));
    stage.type_text("acc");
    stage.answer_to(checked("acc", CredentialCheck::Free));
    stage.press(ENTER);
    assert_eq!(stage.shared.draft.of().details, Some(details));
    stage.press(UP);
    stage.press(Key::char('3'));
    stage.type_text("acc");
    stage.answer_to(checked("acc", CredentialCheck::Taken(credential("acc"))));
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert_eq!(stage.shared.draft.of().details, None);
}

#[test]
fn a_pasted_name_loses_its_line_break() {
    let mut stage = stage();
    stage.press(Key::char('2'));
    stage.paste(" acc \n");
    assert_eq!(stage.screen.form.text(Row::Name(Mode::New)), "acc");
    stage.press(Key::char('1'));
    assert_eq!(stage.screen.form.text(Row::Name(Mode::New)), "acc1");
}

#[test]
fn no_size_breaks_the_picture() {
    let mut stage = stage();
    stage.press(Key::char('3'));
    stage.type_text("a-name-longer-than-the-screen-漢字-a-name-longer-than-the-screen");
    stage.answer(Answer::SuggestCredentials(Ok((0..9).map(|at| credential(&format!("credential {at}"))).collect())));
    for columns in (0..130).step_by(3) {
        for rows in 0..45 {
            stage.shot(columns, rows);
        }
    }
}
