//! What holds for every face.

use super::*;
use crate::domain::request::Chore;

/// Every face, with a secret in it that bears a mark.
fn faces() -> Vec<Stage<State>> {
    let mut all: Vec<Stage<State>> = vec![stage()];
    for (row, texts) in [
        (TOKEN, &["marker-0123456789-0123456789"][..]),
        (IN_BROWSER, &["c"]),
        (CLIENT, &["c", "marker"]),
        (CLIENT_KEY, &["c", "k", "f"]),
        (IMPERSONATION, &["c", "marker", "a@b.c", "marker"]),
        (SIGNED, &["i", "k", "f", "s"]),
        (CONTEXT, &[]),
        (Row::KeyForAnother, &[]),
    ] {
        let mut stage = form(row);
        fill(&mut stage, texts);
        stage
            .answer_to((Request::Here(Chore::ReadKey(HiddenText("/key.pem".into()))), Answer::ReadKey(Ok(key_file()))));
        let contexts = Answer::CliContexts(Ok(CliContexts {
            path: None,
            contexts: vec![CliContext {
                name: "n".into(),
                host: HOST.into(),
                current: true,
                access: Some(Access::Token(Secret::new("marker"))),
            }],
        }));
        stage.answer_to((Request::Here(Chore::CliContexts), contexts));
        all.push(stage);
    }
    let mut people = form(IMPERSONATION);
    fill(&mut people, &["c", "marker", "a@b.c", "marker"]);
    people.answer(Answer::FindUser(Ok(vec![grace(), grace()])));
    all.push(people);
    let mut subjects = form(SIGNED);
    fill(&mut subjects, &["i", "k", "f", "a@b.c", "marker"]);
    all.push(subjects);
    let mut subjects = form(SIGNED);
    fill(&mut subjects, &["i", "k", "f", "a@b.c"]);
    subjects.type_text("marker");
    subjects.press(Key::ctrl('f'));
    subjects.answer(Answer::FindUser(Ok(vec![grace(), grace()])));
    all.push(subjects);
    let mut page = page();
    page.paste("?code=marker&state=state-1");
    all.push(page);
    all
}

#[test]
fn nothing_secret_is_on_any_face_or_in_debug() {
    for stage in faces() {
        let shown = stage.shot(130, 60);
        assert!(!shown.contains("marker"), "{shown}");
        let debug = format!("{:?} {:?} {:?}", stage.screen, stage.effects, stage.shared);
        assert!(!debug.contains("marker"), "{debug}");
    }
}

#[test]
fn every_face_is_drawn_at_every_size() {
    for stage in faces() {
        for columns in (0..24).chain([37, 38, 39, 58, 62, 102]) {
            for rows in [0, 1, 2, 3, 5, 8, 9, 12, 19, 35] {
                stage.shot(columns, rows);
            }
        }
    }
}

#[test]
fn no_key_means_two_things_on_a_face() {
    fn check(tables: &[&[crate::kit::keys::Binding<Command>]]) {
        for table in tables {
            let keys: Vec<Key> = table.iter().flat_map(|row| row.keys.iter().copied()).collect();
            for (at, key) in keys.iter().enumerate() {
                assert!(keys.iter().skip(at + 1).all(|other| !other.is(*key)), "{key}");
            }
        }
    }
    check(&[LIST, FORM, BROWSER, PEOPLE, SUBJECTS, CONTEXTS, EXPLAIN]);
}

#[test]
fn no_row_stays_empty_while_another_one_is_hidden() {
    for stage in faces() {
        for (columns, rows) in [(58, 12), (58, 11), (62, 19), (62, 15)] {
            let shown = stage.shot(columns, rows);
            let empty = shown.lines().rev().take_while(|row| row.is_empty()).count();
            let all = stage.shot(columns, 60);
            let hidden =
                all.lines().any(|row| row.contains("[ ") && !shown.contains(row.trim().trim_start_matches("▸ ")));
            assert!(!hidden || empty == 0, "{columns} x {rows}\n{shown}\n{all}");
        }
    }
}

#[test]
fn every_field_and_the_button_of_the_longest_way_fit_into_a_small_window() {
    let shown = form(SIGNED).shot(58, 12);
    for words in ["Act as a user", "Issuer", "Subject", "Web integration", "[ Sign in ]", "The issuer of the JWT"] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    assert!(form(SIGNED).shot(62, 19).contains("Web integration  optional"));
}

#[test]
fn what_enter_does_is_called_by_what_it_does() {
    let enter = |stage: &Stage<State>| {
        stage.screen.hints(&stage.shared).into_iter().find(|hint| hint.keys == "Enter").map(|hint| hint.short)
    };
    for (row, texts, words) in [
        (TOKEN, &[][..], Some("sign in")),
        (IN_BROWSER, &["c"], Some("open the browser")),
        (CLIENT, &["c"], Some("sign in")),
        (IMPERSONATION, &["c", "s"], Some("sign in")),
        (IMPERSONATION, &["c", "s", "a@b.c"], Some("look up")),
        (SIGNED, &[], Some("next")),
        (CONTEXT, &[], None),
    ] {
        let mut stage = form(row);
        fill(&mut stage, texts);
        assert_eq!(enter(&stage), words, "{row:?}");
    }
}
