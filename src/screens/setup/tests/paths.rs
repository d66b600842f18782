//! The folder of the key: Tab goes on with its path, and moves on where nothing is to be added.

use super::*;
use crate::domain::local::{Completion, PathTarget};
use crate::domain::request::Chore;

const TAB: Key = Key::plain(Code::Tab);

/// The folder has the focus, with what is proposed in it.
fn at_folder() -> Stage<State> {
    let mut stage = stage();
    for key in [DOWN, ENTER, DOWN, DOWN] {
        stage.press(key);
    }
    stage
}

fn completed(stage: &mut Stage<State>, begun: &str, path: &str, names: &[&str]) {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let answer = Answer::CompletePath(Ok(Completion { path: path.into(), names, more: 0 }));
    stage.answer_to((Request::Here(Chore::CompletePath(begun.into(), PathTarget::File)), answer));
}

#[test]
fn tab_moves_on_from_the_folder_that_is_proposed() {
    let mut stage = at_folder();
    stage.press(TAB);
    assert!(asked(&mut stage).is_empty());
    assert!(read(&stage).contains("▸ Key "));
}

#[test]
fn tab_goes_on_with_a_folder_of_ones_own_and_leaves_one_that_is_still_to_be_made() {
    let mut stage = at_folder();
    stage.press(Key::ctrl('u'));
    stage.type_text("~/k");
    stage.press(TAB);
    assert_eq!(asked(&mut stage), [Request::Here(Chore::CompletePath("~/k".into(), PathTarget::Folder))]);
    completed(&mut stage, "~/k", "~/keys", &["keys/", "keys-old/"]);
    assert!(read(&stage).contains("keys/ keys-old/"));
    stage.type_text("-new");
    assert!(!read(&stage).contains("keys-old"));
    stage.press(TAB);
    completed(&mut stage, "~/keys-new", "~/keys-new", &[]);
    assert!(read(&stage).contains("▸ Key "));
    assert_eq!(stage.screen.answers.key_plan().folder, "~/keys-new");
}

#[test]
fn what_is_changed_while_it_is_looked_for_is_looked_for_anew() {
    let mut stage = at_folder();
    stage.press(ENTER);
    asked(&mut stage);
    stage.type_text("2");
    let pending = &stage.shared.pending;
    assert!(!pending.has(Asked::InspectSetUp) && !pending.has(Asked::LoadKeyPair));
}
