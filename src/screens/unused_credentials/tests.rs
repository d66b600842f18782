//! What the unused credentials show, ask and delete, key by key.

use std::time::Duration;

use super::*;
use crate::domain::request::Call;
use crate::{
    domain::credential::{Credential, CredentialId},
    kit::{keys::Code, visit::ScreenId},
    screens::testing::{Stage, session},
};

const ENTER: Key = Key::plain(Code::Enter);
const DOWN: Key = Key::plain(Code::Down);
const ESC: Key = Key::plain(Code::Esc);

fn owned(name: &str, connections: Option<u64>) -> OwnedCredential {
    let credential = Credential {
        id: CredentialId(format!("id-{name}")),
        name: name.into(),
        source: Some("File_AmazonS3Connector".into()),
        separated: Some(true),
        connections,
        created: Some("2026-03-01T10:00:00Z".into()),
    };
    OwnedCredential { credential, owner: Some("u-1".into()) }
}

fn failure(kind: FailureKind) -> Failure {
    Failure::new(kind, "looking for unused credentials")
}

/// The screen with its list, and its questions looked at.
fn stage(rows: Vec<OwnedCredential>) -> Stage<State> {
    let mut stage = Stage::<State>::on(ScreenId::UnusedCredentials);
    stage.enter();
    assert!(matches!(stage.asked().as_slice(), [(Request::Tenant(_, Call::ListUnusedCredentials), _)]));
    stage.answer(Answer::ListUnusedCredentials(Ok(rows)));
    stage
}

fn found(stage: &mut Stage<State>, word: &str, answer: Option<OwnedCredential>) {
    stage
        .answer_to((Request::Tenant(session(), Call::FindCredential(word.into())), Answer::FindCredential(Ok(answer))));
}

/// One of the list that was looked at, and by so many connections it is used now.
fn opened(uses: u64) -> Stage<State> {
    let mut stage = stage(vec![owned("old", None)]);
    stage.press(DOWN);
    stage.press(ENTER);
    found(&mut stage, "id-old", Some(owned("old", Some(uses))));
    stage
}

/// One that was looked up by its name.
fn looked_up(name: &str, uses: Option<u64>) -> Stage<State> {
    let mut stage = stage(vec![]);
    stage.type_text(name);
    stage.press(ENTER);
    found(&mut stage, name, Some(owned(name, uses)));
    stage
}

/// To the button that deletes, and presses it.
fn press_delete(stage: &mut Stage<State>) {
    stage.press(DOWN);
    stage.press(ENTER);
}

fn deletes(stage: &mut Stage<State>) -> usize {
    stage
        .asked()
        .iter()
        .filter(|(request, _)| matches!(request, Request::Tenant(_, Call::DeleteCredential(..))))
        .count()
}

#[test]
fn unused_credentials_are_listed_with_source_day_and_owner() {
    let shot = stage(vec![owned("old", None)]).shot(110, 20);
    for word in ["old", "Amazon S3", "created on 2026-03-01", "of Ada Creator (you)"] {
        assert!(shot.contains(word), "{word}:\n{shot}");
    }
}

#[test]
fn somebody_who_may_not_list_them_is_told_that_there_are_none_to_see() {
    let mut stage = stage(vec![]);
    stage.answer(Answer::ListUnusedCredentials(Err(failure(FailureKind::Forbidden))));
    let shot = stage.shot(80, 20);
    assert!(shot.contains("does not list unused credentials"), "{shot}");
    assert_eq!(stage.told(), "");
}

#[test]
fn an_unused_one_is_deleted_by_a_button_that_names_it_and_the_list_is_asked_for_anew() {
    let mut stage = stage(vec![owned("old", None)]);
    stage.press(DOWN);
    stage.press(ENTER);
    assert!(matches!(stage.asked().as_slice(), [(Request::Tenant(_, Call::FindCredential(id)), _)] if id == "id-old"));
    found(&mut stage, "id-old", Some(owned("old", Some(0))));
    let shot = stage.shot(80, 20);
    assert!(shot.contains("▸ [ Keep them ]") && shot.contains("Delete old"), "{shot}");
    stage.press(DOWN);
    assert_eq!(deletes(&mut stage), 0);
    stage.press(ENTER);
    assert_eq!(deletes(&mut stage), 1);
    stage.answer(Answer::DeleteCredential(Ok(())));
    assert_eq!(stage.told(), "Deleted old.");
    assert!(matches!(stage.asked().as_slice(), [(Request::Tenant(_, Call::ListUnusedCredentials), _)]));
    assert_eq!(stage.shared.done, ["Deleted the credentials \"old\" at acme.eu.qlikcloud.com."]);
}

#[test]
fn enter_keeps_it_as_long_as_nobody_goes_to_the_other_button() {
    let mut stage = opened(0);
    stage.press(ENTER);
    assert_eq!(deletes(&mut stage), 0);
    assert!(stage.screen.card.is_none());
}

#[test]
fn an_enter_that_was_not_meant_for_the_button_deletes_nothing() {
    let mut stage = opened(0);
    stage.press(DOWN);
    stage.fresh = false;
    stage.press(ENTER);
    assert_eq!(deletes(&mut stage), 0);
}

#[test]
fn one_in_use_says_by_how_many_and_asks_once_more() {
    let mut stage = looked_up("reporting", Some(2));
    assert!(stage.shot(80, 20).contains("2 connections use them"));
    press_delete(&mut stage);
    assert_eq!(deletes(&mut stage), 0);
    let shot = stage.shot(80, 20);
    assert!(shot.contains("▸ [ Keep them ]") && shot.contains("Delete reporting anyway"), "{shot}");
    press_delete(&mut stage);
    assert_eq!(deletes(&mut stage), 1);
}

#[test]
fn one_whose_use_is_not_known_asks_once_more_too() {
    let mut stage = looked_up("x", None);
    press_delete(&mut stage);
    assert_eq!(deletes(&mut stage), 0);
    assert!(stage.shot(80, 20).contains("is unknown"));
}

#[test]
fn one_that_is_used_by_now_is_not_taken_for_unused() {
    let mut stage = opened(1);
    press_delete(&mut stage);
    assert_eq!(deletes(&mut stage), 0);
    assert!(stage.shot(80, 20).contains("One connection uses them"));
}

#[test]
fn one_that_is_gone_meanwhile_is_said_to_be_gone() {
    let mut stage = stage(vec![owned("old", None)]);
    stage.press(DOWN);
    stage.press(ENTER);
    stage.asked();
    found(&mut stage, "id-old", None);
    assert!(stage.told().contains("no longer exists"));
    assert!(matches!(stage.asked().as_slice(), [(Request::Tenant(_, Call::ListUnusedCredentials), _)]));
}

#[test]
fn a_name_that_nothing_has_is_said_under_the_field() {
    let mut stage = stage(vec![]);
    stage.press(ENTER);
    assert!(stage.shot(80, 20).contains("Type the name or id of credentials"));
    stage.type_text("nobody");
    stage.press(ENTER);
    found(&mut stage, "nobody", None);
    assert!(stage.shot(80, 20).contains("no credentials of this name or id"));
    stage.type_text("2");
    assert!(!stage.shot(80, 20).contains("no credentials of this name or id"));
}

#[test]
fn an_answer_for_what_is_not_typed_any_more_changes_nothing() {
    let mut stage = stage(vec![]);
    stage.type_text("one");
    stage.press(ENTER);
    stage.type_text("s");
    found(&mut stage, "one", Some(owned("one", Some(0))));
    assert!(stage.screen.card.is_none());
}

#[test]
fn a_delete_that_is_refused_names_who_may() {
    let mut stage = looked_up("x", Some(0));
    press_delete(&mut stage);
    stage.answer(Answer::DeleteCredential(Err(failure(FailureKind::Forbidden))));
    assert!(stage.told().contains("Only the owner of"));
    assert!(stage.screen.card.is_some());
}

#[test]
fn a_delete_whose_outcome_is_unknown_is_looked_up_and_not_sent_again() {
    let mut stage = looked_up("x", Some(0));
    press_delete(&mut stage);
    stage.press(ESC);
    assert!(stage.screen.card.is_some(), "what is under way cannot be called back");
    stage.asked();
    stage.answer(Answer::DeleteCredential(Err(failure(FailureKind::OutcomeUnknown))));
    for _ in 0..2 {
        assert!(
            matches!(stage.asked().as_slice(), [(Request::Tenant(_, Call::FindCredential(id)), _)] if id == "id-x")
        );
        found(&mut stage, "id-x", None);
    }
    assert!(stage.told().starts_with("Deleted x."), "it was this person's delete: {}", stage.told());
    assert_eq!(stage.shared.done.len(), 1);
    assert!(!stage.shared.writes.is_open());
}

#[test]
fn a_delete_that_was_not_done_says_so_after_two_looks() {
    let mut stage = looked_up("x", Some(0));
    press_delete(&mut stage);
    stage.answer(Answer::DeleteCredential(Err(failure(FailureKind::OutcomeUnknown))));
    for _ in 0..2 {
        found(&mut stage, "id-x", Some(owned("x", Some(0))));
    }
    assert!(stage.told().starts_with("Not deleted: x."), "{}", stage.told());
    assert!(stage.screen.card.is_some() && stage.shared.done.is_empty() && !stage.shared.writes.is_open());
}

#[test]
fn a_delete_that_cannot_be_looked_up_stays_unknown_and_counts_when_leaving() {
    let mut stage = looked_up("x", Some(0));
    press_delete(&mut stage);
    stage.answer(Answer::DeleteCredential(Err(failure(FailureKind::OutcomeUnknown))));
    for _ in 0..2 {
        stage.answer(Answer::FindCredential(Err(failure(FailureKind::Forbidden))));
    }
    assert!(stage.told().starts_with("Unknown whether x was deleted"), "{}", stage.told());
    assert!(stage.shared.writes.is_open());
}

#[test]
fn a_404_is_never_called_a_delete() {
    for (still_there, words, gone) in [(true, "was not deleted", false), (false, "Nothing was deleted", true)] {
        let mut stage = looked_up("x", Some(0));
        press_delete(&mut stage);
        stage.answer(Answer::DeleteCredential(Err(failure(FailureKind::NotFound))));
        for _ in 0..2 {
            found(&mut stage, "id-x", still_there.then(|| owned("x", Some(0))));
        }
        assert!(stage.told().contains(words), "{}", stage.told());
        assert_eq!((stage.screen.card.is_none(), stage.shared.done.len()), (gone, 0));
    }
}

#[test]
fn esc_closes_what_is_open_first_and_leaves_then() {
    let mut stage = looked_up("x", Some(0));
    assert_eq!(stage.press(ESC), Flow::Stay);
    assert_eq!(stage.press(ESC), Flow::Pass);
}

#[test]
fn q_is_text_in_the_field_and_leaves_from_the_list() {
    let mut stage = stage(vec![owned("old", None)]);
    assert_eq!(stage.press(Key::char('q')), Flow::Stay);
    assert_eq!(stage.screen.form.text(Row::Word), "q");
    stage.press(DOWN);
    assert_eq!(stage.press(Key::char('q')), Flow::Back);
}

#[test]
fn a_delete_that_has_to_wait_counts_down_and_is_stopped_by_esc() {
    let mut stage = looked_up("x", Some(0));
    press_delete(&mut stage);
    stage.asked();
    stage.answer(Answer::DeleteCredential(Err(failure(FailureKind::RateLimited(Duration::from_hours(1))))));
    assert!(stage.told().contains("asks to wait"), "{}", stage.told());
    assert!(stage.shot(80, 24).contains("sent again in 3600 s; Esc stops it"), "{}", stage.shot(80, 24));
    assert_eq!(stage.screen.due(&stage.shared, stage.now), Some(stage.now + Duration::from_secs(1)));
    assert_eq!(stage.screen.hints(&stage.shared)[0].short, "stop waiting");
    stage.press(ESC);
    assert!(stage.told().starts_with("Not deleted: x. It was stopped"), "{}", stage.told());
    assert!(!stage.shared.writes.is_open() && !stage.shared.pending.has(Asked::DeleteCredential));
    assert!(stage.screen.card.is_some());
}
