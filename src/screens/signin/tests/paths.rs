//! The path of a key file: Tab goes on with it, and moves on where nothing is to be added.

use super::*;
use crate::domain::local::{Completion, PathTarget};
use crate::domain::request::Chore;

const TAB: Key = Key::plain(Code::Tab);

/// The key file has the focus, and nothing stands in it.
fn at_key_file(row: Row) -> Stage<State> {
    let mut stage = form(row);
    fill(&mut stage, if row == CLIENT_KEY { &["c-1", "kid-1"] } else { &["issuer", "kid-1"] });
    stage
}

fn completed(stage: &mut Stage<State>, begun: &str, path: &str, names: &[&str]) {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let answer = Answer::CompletePath(Ok(Completion { path: path.into(), names, more: 0 }));
    stage.answer_to((Request::Here(Chore::CompletePath(begun.into(), PathTarget::File)), answer));
}

#[test]
fn tab_goes_on_with_the_path_of_a_key_and_moves_on_from_a_whole_one() {
    for (row, below) in [(CLIENT_KEY, "▸ [ Sign in ]"), (SIGNED, "▸ Subject")] {
        let mut stage = at_key_file(row);
        stage.type_text("~/k");
        stage.press(TAB);
        assert_eq!(requests(&mut stage), [Request::Here(Chore::CompletePath("~/k".into(), PathTarget::File))]);
        completed(&mut stage, "~/k", "~/keys/", &["keys/"]);
        assert!(stage.shot(80, 24).contains("~/keys/"));
        stage.press(TAB);
        completed(&mut stage, "~/keys/", "~/keys/a.", &["a.cert.pem", "a.key.pem"]);
        assert!(stage.shot(80, 24).contains("a.cert.pem   a.key.pem"));
        stage.type_text("k");
        let shown = stage.shot(80, 24);
        assert!(!shown.contains("a.cert.pem"), "{shown}");
        stage.press(Key::plain(Code::Right));
        completed(&mut stage, "~/keys/a.k", "~/keys/a.key.pem", &["a.key.pem"]);
        stage.press(TAB);
        stage.asked();
        completed(&mut stage, "~/keys/a.key.pem", "~/keys/a.key.pem", &["a.key.pem"]);
        assert!(stage.shot(80, 24).contains(below));
        assert_eq!(requests(&mut stage), [Request::Here(Chore::ReadKey(HiddenText("~/keys/a.key.pem".into())))]);
        // What was read needs no completion any more.
        stage.answer(Answer::ReadKey(Ok(key_file())));
        stage.press(UP);
        stage.press(TAB);
        assert!(stage.shot(80, 24).contains(below) && stage.asked().is_empty());
    }
}

#[test]
fn a_dead_end_is_said_and_the_next_tab_leaves_it() {
    let mut stage = at_key_file(SIGNED);
    stage.type_text("/zz");
    stage.press(TAB);
    completed(&mut stage, "/zz", "/zz", &[]);
    assert!(stage.shot(80, 24).contains("! No file or folder begins like this."));
    stage.asked();
    stage.press(TAB);
    assert!(stage.shot(80, 24).contains("▸ Subject"));
    assert_eq!(requests(&mut stage), [Request::Here(Chore::ReadKey(HiddenText("/zz".into())))]);
}

#[test]
fn tab_moves_on_from_an_empty_path_and_an_answer_for_another_path_changes_nothing() {
    let mut stage = at_key_file(CLIENT_KEY);
    stage.press(TAB);
    assert!(stage.asked().is_empty() && stage.shot(80, 24).contains("▸ [ Sign in ]"));
    stage.press(UP);
    stage.type_text("/k");
    stage.press(TAB);
    stage.type_text("2");
    completed(&mut stage, "/k", "/key.pem", &["key.pem"]);
    assert!(stage.shot(80, 24).contains("/k2"));
}

#[test]
fn a_path_that_goes_on_is_another_key_than_the_one_that_was_read() {
    let mut stage = at_key_file(CLIENT_KEY);
    stage.type_text("/k");
    stage.press(DOWN);
    stage.answer(Answer::ReadKey(Ok(key_file())));
    stage.press(UP);
    stage.press(Key::plain(Code::Right));
    completed(&mut stage, "/k", "/key.pem", &["key.pem"]);
    assert!(!stage.shot(80, 24).contains("RSA 4096"));
}

#[test]
fn a_path_that_was_dropped_onto_the_terminal_loses_what_stands_around_it() {
    let mut stage = at_key_file(CLIENT_KEY);
    stage.paste("'/home/ada/my key.pem'\n");
    stage.press(DOWN);
    assert_eq!(requests(&mut stage), [Request::Here(Chore::ReadKey(HiddenText("/home/ada/my key.pem".into())))]);
}

#[test]
fn what_a_set_up_left_behind_is_offered_and_only_the_subject_is_missing() {
    let mut stage = stage();
    let facts = [("signed.issuer", "qonnect"), ("signed.key-id", "k-1"), ("signed.key-file", "/keys/k-1.key.pem")];
    let facts = facts.map(|(name, fact)| (name.to_owned(), fact.to_owned())).into();
    stage.answer(Answer::TenantNotes(Notes { facts, ..Notes::default() }));
    press_row(&mut stage, SIGNED);
    let shown = stage.shot(80, 24);
    assert!(shown.contains("/keys/k-1.key.pem") && shown.contains("▸ Subject"), "{shown}");
    stage.type_text("auth0|grace");
    stage.press(LAST);
    assert_eq!(requests(&mut stage), [Request::Here(Chore::ReadKey(HiddenText("/keys/k-1.key.pem".into())))]);
    assert!(stage.shot(80, 24).contains("▸ [ Sign in ]"));
}
