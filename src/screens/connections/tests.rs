mod again;
mod change;
mod moving;
mod sessions;
mod waiting;

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::{
    domain::{
        connection::{ConnectionLookup, ConnectionQuery, Move, NameCheck},
        credential::{Credential, CredentialId, OwnedCredential},
        failure::{FailureKind, Told},
        request::PageOf,
        session::{Me, User},
        settle::LookupResult,
    },
    kit::visit::ScreenId,
    screens::testing::{Stage, me, source, space, spec},
};

fn connection(name: &str, id: &str) -> Connection {
    Connection {
        id: id.into(),
        name: name.into(),
        space: Some("id of Sales".into()),
        source: Some("File_AmazonS3Connector".into()),
        separated: Some(false),
        owner: Some("u-1".into()),
        updated: Some("2026-11-03T10:00:00.000Z".into()),
        privileges: Some(
            ["list", "read", "update", "delete", "change_space", "change_owner"].map(str::to_owned).into(),
        ),
        ..Connection::default()
    }
}

fn page(connections: Vec<Connection>, next: Option<&str>) -> PageOf<Connection> {
    PageOf { items: connections, next: next.map(str::to_owned), is_cut: false, total: None }
}

fn failure(kind: FailureKind, status: u16) -> Failure {
    Failure { status: Some(status), ..Failure::new(kind, "asking") }
}

/// The list with one page.
fn listed(connections: Vec<Connection>) -> Stage<State> {
    let mut stage = Stage::on(ScreenId::Connections);
    stage.enter();
    let spaces = ["Sales", "Finance"].map(space).into();
    stage.answer(Answer::ListSpaces(Ok(PageOf { items: spaces, next: None, is_cut: false, total: None })));
    stage.answer(Answer::ListSources(Ok(vec![source("File_AmazonS3Connector")])));
    stage.answer(Answer::ListConnections(Ok(page(connections, None))));
    stage
}

/// The connection that is looked at, read back as it was listed.
fn opened(connection: Connection) -> Stage<State> {
    let mut stage = listed(vec![connection.clone()]);
    stage.press(Key::ENTER);
    stage.answer(Answer::ReadBack(Ok(Box::new(connection))));
    stage.asked();
    stage
}

fn sent(stage: &mut Stage<State>) -> Vec<Call> {
    stage
        .asked()
        .into_iter()
        .filter_map(|(request, _)| match request {
            Request::Tenant(_, call) => Some(call),
            _ => None,
        })
        .collect()
}

/// Separated credentials that so many connections use.
fn credential(name: &str, connections: u64) -> Credential {
    Credential {
        id: CredentialId("k-1".into()),
        name: name.into(),
        source: None,
        separated: Some(true),
        connections: Some(connections),
        created: None,
    }
}

/// Reads the review to its end and presses the button.
fn confirm(stage: &mut Stage<State>) {
    stage.wait(Duration::from_millis(300));
    for _ in 0..10 {
        stage.shot(100, 60);
        stage.press(Key::ENTER);
    }
}

/// One in a space that is not in the list.
fn elsewhere() -> Connection {
    Connection { space: Some("id of Archive".into()), ..connection("Orders", "c-1") }
}

/// A copy in the personal space.
fn own_copy() -> Box<Connection> {
    Box::new(Connection { space: None, ..connection("Orders", "c-6") })
}

/// Two copies were asked for, and the first of them is sent.
fn copying_to_two() -> Stage<State> {
    let mut stage = opened(elsewhere());
    stage.press(Key::char('c'));
    stage.press(Key::TAB);
    stage.press(Key::TAB);
    stage.press(Key::ENTER);
    for _ in 0..2 {
        stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    }
    stage.press(Key::ENTER);
    stage.press(Key::ENTER);
    stage
}

#[test]
fn the_list_shows_each_with_space_credentials_and_owner() {
    let mut other = connection("Orders", "c-2");
    (other.owner, other.separated, other.space) = (Some("u-2".into()), Some(true), None);
    let stage = listed(vec![connection("Stock", "c-1"), other]);
    let shot = stage.shot(120, 20);
    let row = |name: &str| shot.lines().find(|line| line.contains(name)).unwrap_or_default().to_owned();
    for word in ["Sales", "embedded", "you", "2026-11-03"] {
        assert!(row("Stock ").contains(word), "{shot}");
    }
    for word in ["personal", "separated", "u-2"] {
        assert!(row("Orders").contains(word), "{shot}");
    }
}

#[test]
fn a_source_is_found_by_its_id_and_by_the_names_people_give_it() {
    for (filter, source) in [("gbq", "gbq"), ("bigquery", "gbq"), ("amazons3", "File_AmazonS3Connector")] {
        let of =
            |name: &str, id: &str, source: &str| Connection { source: Some(source.into()), ..connection(name, id) };
        let mut stage = listed(vec![of("Other", "c-1", "rest"), of("Wanted", "c-2", source)]);
        stage.type_text(filter);
        let shot = stage.shot(100, 20);
        assert!(shot.contains("Wanted") && !shot.contains("Other"), "{filter}: {shot}");
    }
}

#[test]
fn pages_follow_each_other_and_a_filter_asks_the_tenant_meanwhile() {
    let mut stage = Stage::on(ScreenId::Connections);
    stage.enter();
    stage.answer(Answer::ListConnections(Ok(page(vec![connection("Stock", "c-1")], Some("/next")))));
    assert!(sent(&mut stage).contains(&Call::ListConnections(ConnectionQuery::All, Some("/next".into()))));
    stage.type_text("ord");
    assert!(sent(&mut stage).contains(&Call::FindConnections("ord".into())));
    stage.answer(Answer::FindConnections(Ok(page(vec![connection("Orders", "c-9")], None))));
    assert!(stage.shot(80, 20).contains("Orders"));
}

#[test]
fn nothing_nobody_and_a_failure_are_told_apart() {
    for (answer, words) in [
        (Ok(page(vec![], None)), "You can see no connections in this tenant"),
        (Err(failure(FailureKind::Forbidden, 403)), "does not list connections for you"),
        (Err(failure(FailureKind::ConnectorDown, 503)), "The connections could not be listed"),
    ] {
        let mut stage = Stage::<State>::on(ScreenId::Connections);
        stage.enter();
        stage.answer(Answer::ListConnections(answer));
        let shot = stage.shot(80, 20);
        assert!(shot.contains(words), "{words}: {shot}");
    }
}

#[test]
fn what_somebody_may_not_do_stays_visible_with_the_reason_and_sends_nothing() {
    let mut foreign = connection("Orders", "c-1");
    (foreign.owner, foreign.privileges) = (Some("u-2".into()), Some(vec!["list".into(), "read".into()]));
    let mut stage = opened(foreign);
    let shot = stage.shot(100, 30);
    assert!(shot.contains("You may not: ask its owner (u-2)"), "{shot}");
    for key in ['d', 'm', 'o', 'e', 'p', 'n'] {
        stage.press(Key::char(key));
        assert!(stage.told().contains("You may not"), "{}", stage.told());
        assert!(stage.screen.card.as_ref().unwrap().task.is_none());
    }
    assert_eq!(sent(&mut stage), []);
}

#[test]
fn why_something_may_not_be_done_goes_with_the_connection() {
    let mut stage =
        opened(Connection { privileges: Some(["list", "read"].map(str::to_owned).into()), ..connection("a", "c-1") });
    stage.press(Key::char('d'));
    assert!(stage.told().starts_with("Delete: You may not"));
    stage.press(Key::ESC);
    assert!(stage.shared.notice.is_none());
}

#[test]
fn one_that_was_deleted_meanwhile_leaves_the_list() {
    let mut stage = listed(vec![connection("Orders", "c-1"), connection("Stock", "c-2")]);
    stage.press(Key::ENTER);
    stage.answer(Answer::ReadBack(Err(failure(FailureKind::NotFound, 404))));
    assert!(stage.told().contains("no longer exists"), "{}", stage.told());
    let shot = stage.shot(80, 20);
    assert!(!shot.contains("Orders") && shot.contains("Stock"), "{shot}");
}

#[test]
fn a_deletion_needs_the_name_and_a_press_of_its_own() {
    let mut stage = opened(connection("Orders", "c-1"));
    stage.press(Key::char('d'));
    stage.type_text("Order");
    stage.press(Key::ENTER);
    stage.press(Key::ENTER);
    assert!(stage.shot(80, 24).contains("Type its name"), "{}", stage.shot(80, 24));
    assert_eq!(sent(&mut stage), []);
    stage.type_text("s");
    stage.press(Key::ENTER);
    assert_eq!(sent(&mut stage), []);
    stage.fresh = false;
    stage.press(Key::ENTER);
    assert_eq!(sent(&mut stage), []);
    stage.fresh = true;
    stage.press(Key::ENTER);
    reread(&mut stage, connection("Orders", "c-1"));
    assert_eq!(sent(&mut stage), [Call::DeleteConnection("c-1".into())]);
    stage.answer(Answer::DeleteConnection(Ok(())));
    assert_eq!(stage.told(), "Deleted Orders.");
    assert_eq!(stage.shared.done, ["acme.eu.qlikcloud.com: Deleted Orders."]);
    assert!(stage.shot(80, 24).contains("no connection"), "{}", stage.shot(80, 24));
}

/// The button was pressed, and what is to be deleted is read once more.
fn deleting() -> Stage<State> {
    let mut stage = opened(connection("Orders", "c-1"));
    stage.press(Key::char('d'));
    stage.type_text("Orders");
    stage.press(Key::ENTER);
    stage.press(Key::ENTER);
    stage
}

/// It is what it was, and its deletion is sent.
fn sending_deletion() -> Stage<State> {
    let mut stage = deleting();
    reread(&mut stage, connection("Orders", "c-1"));
    stage
}

/// The tenant is asked once more what the connection is now.
fn reread(stage: &mut Stage<State>, now: Connection) {
    assert_eq!(sent(stage), [Call::ReadBack("c-1".into())]);
    stage.answer(Answer::ReadBack(Ok(Box::new(now))));
}

#[test]
fn what_became_another_meanwhile_is_not_deleted() {
    let renamed = connection("Orders prod", "c-1");
    let changed = Connection { updated: Some("2026-11-29T10:00:00Z".into()), ..connection("Orders", "c-1") };
    for now in [renamed, changed] {
        let mut stage = deleting();
        reread(&mut stage, now);
        assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())], "it is shown as it is now");
        assert!(stage.told().contains("Nothing was sent") && stage.screen.card.as_ref().unwrap().task.is_none());
    }
    let mut stage = deleting();
    stage.answer(Answer::ReadBack(Err(failure(FailureKind::NotFound, 404))));
    assert!(stage.told().contains("no longer exists") && stage.screen.card.is_none(), "{}", stage.told());
}

#[test]
fn after_a_deletion_the_filter_stands_and_the_cursor_is_where_it_was() {
    let mut stage = listed(vec![
        connection("Orders", "c-1"),
        connection("Orders EU", "c-2"),
        connection("Orders US", "c-3"),
        connection("Stock", "c-4"),
    ]);
    stage.type_text("orders");
    stage.press(Key::DOWN);
    stage.press(Key::ENTER);
    stage.answer(Answer::ReadBack(Ok(Box::new(connection("Orders EU", "c-2")))));
    stage.press(Key::char('d'));
    stage.type_text("Orders EU");
    stage.press(Key::ENTER);
    stage.press(Key::ENTER);
    stage.answer(Answer::ReadBack(Ok(Box::new(connection("Orders EU", "c-2")))));
    stage.answer(Answer::DeleteConnection(Ok(())));
    assert_eq!(stage.told(), "Deleted Orders EU.");
    let picker = &stage.screen.list.rows.picker;
    assert_eq!((picker.filter().as_str(), picker.hits()), ("orders", 2));
    assert_eq!(picker.current().map(|row| row.id().to_owned()).as_deref(), Some("c-3"));
}

#[test]
fn a_cut_deletion_is_looked_up_and_never_sent_again() {
    let mut stage = sending_deletion();
    sent(&mut stage);
    stage.answer(Answer::DeleteConnection(Err(Failure::new(FailureKind::OutcomeUnknown, "deleting"))));
    for _ in 0..2 {
        assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())]);
        stage.answer(Answer::ReadBack(Ok(Box::new(connection("Orders", "c-1")))));
    }
    assert!(stage.told().starts_with("Not deleted: Orders."), "{}", stage.told());
    assert!(!stage.shared.writes.is_open());
}

#[test]
fn copies_go_one_by_one_where_the_name_is_free_and_each_has_its_line() {
    let mut stage = opened(elsewhere());
    stage.press(Key::char('c'));
    // Personal, Sales, Finance.
    for _ in 0..3 {
        stage.press(Key::TAB);
    }
    stage.press(Key::ENTER);
    let unchecked = stage.shot(80, 40);
    assert!(unchecked.contains("[ Copy ]") && !unchecked.contains("0 spaces"), "{unchecked}");
    let taken = Box::new(connection("Orders", "c-5"));
    for answer in [NameCheck::Free, NameCheck::Taken(taken), NameCheck::Free] {
        assert!(matches!(sent(&mut stage).as_slice(), [Call::CheckName(_, name)] if name == "Orders"));
        stage.answer(Answer::CheckName(Ok(answer)));
    }
    let shot = stage.shot(80, 40);
    assert!(shot.contains("Sales: the name is taken") && shot.contains("Copy to 2 spaces"), "{shot}");
    stage.press(Key::ENTER);
    stage.press(Key::ENTER);
    assert_eq!(sent(&mut stage), [Call::CopyConnection("c-1".into(), "Orders".into(), None)]);
    stage.answer(Answer::CopyConnection(Ok(own_copy())));
    let asked = sent(&mut stage);
    assert!(
        matches!(asked.as_slice(), [Call::CopyConnection(_, _, Some(space))] if space.0 == "id of Finance"),
        "{asked:?}"
    );
    stage.answer(Answer::CopyConnection(Err(failure(FailureKind::Forbidden, 403))));
    let shot = stage.shot(80, 40);
    for words in
        ["Copied Orders (in Personal space)", "Not copied to Sales", "Not copied: Orders (in Finance). You may not"]
    {
        assert!(shot.contains(words), "{words}: {shot}");
    }
    assert_eq!(stage.told(), "Copied to 1 of 3 spaces. The lines above say why.");
    // One key is named for the one thing that is left to do.
    let hints = stage.screen.hints(&stage.shared);
    let shown = hints.iter().filter(|hint| hint.rank != Rank::HelpOnly).map(|hint| hint.short);
    assert_eq!(shown.collect::<Vec<_>>(), ["close"]);
}

#[test]
fn the_space_of_the_connection_cannot_be_marked_for_a_copy() {
    let mut stage = opened(connection("Orders", "c-1"));
    stage.press(Key::char('c'));
    assert!(stage.shot(80, 20).lines().any(|line| line.contains("Sales") && line.contains("it is here")));
    stage.press(Key::DOWN);
    for key in [Key::TAB, Key::ENTER] {
        stage.shared.notice = None;
        stage.press(key);
        assert_eq!(stage.told(), "It is in this space already. For a second one here: Another one like this.");
    }
    assert!(stage.screen.hints(&stage.shared).iter().all(|hint| hint.short != "mark"));
    assert_eq!(sent(&mut stage), []);
    stage.press(Key::DOWN);
    stage.press(Key::TAB);
    assert!(stage.shot(80, 20).contains("1 marked: Finance"));
    // Somebody else's personal space is not one's own.
    let of_other = Connection { space: None, owner: Some("u-2".into()), ..connection("Orders", "c-1") };
    let mut stage = opened(of_other);
    stage.press(Key::char('c'));
    stage.press(Key::TAB);
    assert!(stage.shot(80, 20).contains("1 marked: Personal space"));
}

#[test]
fn a_copy_of_unknown_outcome_is_looked_at_again_and_not_sent_again() {
    let mut stage = copying_to_two();
    let seen = |result| Answer::LookUp(Ok(ConnectionLookup { result, at: None, credential: None }));
    for _ in 0..2 {
        stage.answer(Answer::CopyConnection(Err(Failure::new(FailureKind::OutcomeUnknown, "copying"))));
        for _ in 0..2 {
            stage.answer(seen(LookupResult::Unclear(None)));
        }
    }
    assert_eq!(stage.told(), "Copied to 0 of 2 spaces; for 2 the outcome is unknown.");
    assert!(stage.screen.hints(&stage.shared).iter().any(|hint| hint.short == "look again"));
    assert!(stage.shared.writes.is_open());
    sent(&mut stage);
    stage.press(Key::ENTER);
    stage.answer(seen(LookupResult::Done(own_copy())));
    for _ in 0..2 {
        stage.answer(seen(LookupResult::NotDone));
    }
    let asked = sent(&mut stage);
    assert!(asked.len() == 3 && asked.iter().all(|call| matches!(call, Call::LookUp(_))), "{asked:?}");
    assert_eq!(stage.told(), "Copied to 1 of 2 spaces. The lines above say why.");
    assert!(!stage.shared.writes.is_open());
    stage.press(Key::ENTER);
    assert!(stage.screen.card.as_ref().unwrap().task.is_none());
}

#[test]
fn copies_that_the_end_of_the_session_stopped_go_on_once_somebody_is_signed_in() {
    let mut stage = opened(elsewhere());
    stage.press(Key::char('c'));
    for _ in 0..3 {
        stage.press(Key::TAB);
    }
    stage.press(Key::ENTER);
    for _ in 0..3 {
        stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    }
    stage.press(Key::ENTER);
    stage.press(Key::ENTER);
    stage.answer(Answer::CopyConnection(Ok(own_copy())));
    sent(&mut stage);
    stage.answer(Answer::CopyConnection(Err(failure(FailureKind::Unauthorized, 401))));
    assert_eq!(sent(&mut stage), []);
    stage.enter();
    let shot = stage.shot(80, 40);
    for words in ["Copied Orders (in Personal space)", "Not copied to Sales yet", "Not copied to Finance yet"] {
        assert!(shot.contains(words), "{words}: {shot}");
    }
    sent(&mut stage);
    stage.press(Key::ENTER);
    for space in ["id of Sales", "id of Finance"] {
        let asked = sent(&mut stage);
        assert!(
            matches!(asked.as_slice(), [Call::CopyConnection(_, _, Some(it))] if it.0 == space),
            "{space}: {asked:?}"
        );
        let copy = Connection { space: Some(space.into()), ..connection("Orders", "c-7") };
        stage.answer(Answer::CopyConnection(Ok(Box::new(copy))));
    }
    assert!(stage.told().starts_with("Copied to 3 spaces."), "{}", stage.told());
    stage.press(Key::ESC);
    assert!(stage.screen.card.as_ref().unwrap().task.is_none());
}

#[test]
fn what_is_left_to_copy_is_not_sent_by_itself_by_somebody_else() {
    let mut stage = copying_to_two();
    stage.shared.draft.here_mut().me = Some(Me { user_id: "u-2".into(), ..me() });
    sent(&mut stage);
    stage.answer(Answer::CopyConnection(Ok(own_copy())));
    assert_eq!(sent(&mut stage), []);
    assert!(stage.shot(80, 40).contains("Not copied to Sales yet"));
    stage.press(Key::ENTER);
    assert!(matches!(sent(&mut stage).as_slice(), [Call::CopyConnection(..)]));
}

#[test]
fn a_copy_that_the_tenant_put_elsewhere_is_told_so() {
    let mut stage = copying_to_two();
    // The first one is for the personal space.
    sent(&mut stage);
    stage.answer(Answer::CopyConnection(Ok(Box::new(connection("Orders", "c-9")))));
    let shot = stage.shot(100, 40);
    assert!(
        shot.contains("Not copied to Personal space: the tenant put the copy into the space id of Sales"),
        "{shot}"
    );
}
