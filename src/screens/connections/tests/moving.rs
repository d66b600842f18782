//! Another space, another owner.

use super::*;

#[test]
fn only_an_administrator_moves() {
    // Its owner could not move it either, so nobody is sent there.
    let foreign = Connection { privileges: Some(vec!["list".into()]), ..connection("Orders", "c-1") };
    for connection in [connection("Orders", "c-1"), foreign] {
        let mut stage = opened(connection);
        stage.shared.draft.here_mut().me = Some(Me { is_admin: Some(false), ..me() });
        for key in ['m', 'o'] {
            stage.press(Key::char(key));
            assert!(stage.told().contains("Only an administrator"), "{}", stage.told());
        }
        assert_eq!(sent(&mut stage), []);
    }
}

fn user(id: &str, name: &str) -> User {
    User {
        id: id.into(),
        subject: String::new(),
        name: name.into(),
        email: Some("grace@acme.example".into()),
        status: Some("active".into()),
    }
}

/// Looks a new owner up, as far as the tenant finds these users.
fn give(stage: &mut Stage<State>, found: Vec<User>) {
    stage.press(Key::char('o'));
    stage.type_text("grace@acme.example");
    stage.press(Key::ENTER);
    assert_eq!(sent(stage), [Call::FindUser("grace@acme.example".into())]);
    stage.answer(Answer::FindUser(Ok(found)));
}

#[test]
fn a_new_owner_is_looked_up_and_told_to_bring_their_own_credentials() {
    let mut stage = opened(connection("Orders", "c-1"));
    give(&mut stage, vec![user("u-2", "Grace")]);
    let shot = stage.shot(100, 30);
    for words in ["Give Orders to Grace?", "Its credentials do not go with it", "\"ownerId\": \"u-2\""] {
        assert!(shot.contains(words), "{words}: {shot}");
    }
    confirm(&mut stage);
    let wanted = Move { id: "c-1".into(), owner: Some("u-2".into()), space: None };
    assert_eq!(sent(&mut stage), [Call::MoveConnection(wanted)]);
    stage.answer(Answer::MoveConnection(Ok(())));
    assert_eq!(stage.told(), "Moved Orders (to Grace).");
    assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())]);
}

#[test]
fn nobody_several_and_the_owner_themselves_are_no_new_owner() {
    for (found, words) in [
        (vec![], "finds no user"),
        (vec![user("u-1", "Ada")], "owns it already"),
        (vec![user("u-2", "Grace"), user("u-3", "Other Grace")], "u-3 · Other Grace"),
    ] {
        let mut stage = opened(connection("Orders", "c-1"));
        give(&mut stage, found);
        let shot = stage.shot(100, 30);
        assert!(shot.contains(words) && shot.contains("Who should own Orders?"), "{words}: {shot}");
        assert_eq!(sent(&mut stage), []);
    }
}

#[test]
fn what_goes_into_the_personal_space_of_another_leaves_the_list_and_was_not_deleted() {
    let personal = Connection { space: None, ..connection("Orders", "c-1") };
    let mut stage = opened(personal);
    give(&mut stage, vec![user("u-2", "Grace")]);
    assert!(stage.shot(100, 30).contains("only the new owner sees it"), "{}", stage.shot(100, 30));
    confirm(&mut stage);
    sent(&mut stage);
    stage.answer(Answer::MoveConnection(Ok(())));
    assert_eq!(sent(&mut stage), []);
    assert_eq!(stage.told(), "Moved Orders (to Grace). It is in a personal space that is not yours.");
    assert!(stage.shot(80, 24).contains("no connection"), "{}", stage.shot(80, 24));
}

#[test]
fn a_move_that_is_refused_or_cut_says_so_and_is_not_sent_again_by_itself() {
    let cut = || Failure::new(FailureKind::OutcomeUnknown, "moving");
    for (answer, looks, words) in [
        (failure(FailureKind::Forbidden, 403), 0, "You may not"),
        (failure(FailureKind::Conflict, 409), 0, "has this name already"),
        (cut(), 2, "where it was"),
    ] {
        let mut stage = opened(connection("Orders", "c-1"));
        give(&mut stage, vec![user("u-2", "Grace")]);
        confirm(&mut stage);
        sent(&mut stage);
        stage.answer(Answer::MoveConnection(Err(answer)));
        for _ in 0..looks {
            assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())]);
            stage.answer(Answer::ReadBack(Ok(Box::new(connection("Orders", "c-1")))));
        }
        assert!(stage.told().contains(words), "{words}: {}", stage.told());
        assert_eq!(sent(&mut stage), []);
    }
}

#[test]
fn a_move_says_what_load_scripts_need_and_reads_the_connection_again() {
    let mut stage = opened(connection("Orders", "c-1"));
    stage.press(Key::char('m'));
    stage.type_text("Finance");
    stage.press(Key::ENTER);
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    let shot = stage.shot(100, 30);
    assert!(shot.contains("lib://Finance:Orders/") && shot.contains("\"spaceType\": \"shared\""), "{shot}");
    sent(&mut stage);
    // An Enter that was meant for the list of spaces moves nothing.
    stage.press(Key::ENTER);
    assert_eq!(sent(&mut stage), []);
    confirm(&mut stage);
    assert!(matches!(sent(&mut stage).as_slice(), [Call::MoveConnection(wanted)] if wanted.id == "c-1"));
    stage.answer(Answer::MoveConnection(Ok(())));
    assert_eq!(stage.told(), "Moved Orders (to Finance).");
    assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())]);
}

#[test]
fn a_new_owner_has_a_name_and_embedded_credentials_are_told_to_be_gone() {
    let mut stage = opened(connection("Orders", "c-1"));
    give(&mut stage, vec![user("u-2", "Grace")]);
    confirm(&mut stage);
    sent(&mut stage);
    stage.answer(Answer::MoveConnection(Ok(())));
    let given = Connection {
        owner: Some("u-2".into()),
        updated: Some("2026-11-04T10:00:00.000Z".into()),
        ..connection("Orders", "c-1")
    };
    sent(&mut stage);
    stage.answer(Answer::ReadBack(Ok(Box::new(given))));
    assert!(sent(&mut stage).contains(&Call::NameUsers(vec!["u-2".into()])));
    stage.answer(Answer::NameUsers(Ok(vec![user("u-2", "Grace")])));
    let shot = stage.shot(100, 40);
    let owner = shot.lines().find(|line| line.contains("Owner ")).unwrap_or_default();
    assert!(owner.contains("Grace"), "{shot}");
    assert!(!shot.contains("everyone uses the same") && shot.contains("the tenant names none now"), "{shot}");
}
