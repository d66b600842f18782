use std::time::Duration;

use serde_json::json;

use super::*;
use crate::{
    domain::{
        connection::{ConnectionLookup, ConnectionPage, ConnectionSeen, Listed, Move, NameCheck},
        credential::{Credential, CredentialId, OwnedCredential},
        failure::FailureKind,
        session::Me,
        space::SpacePage,
        user::User,
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

fn page(connections: Vec<Connection>, next: Option<&str>) -> ConnectionPage {
    ConnectionPage { connections, next: next.map(str::to_owned), is_cut: false, total: None }
}

fn failure(kind: FailureKind, status: u16) -> Failure {
    Failure { status: Some(status), ..Failure::new(kind, "asking") }
}

/// The list with one page.
fn listed(connections: Vec<Connection>) -> Stage<State> {
    let mut stage = Stage::on(ScreenId::Connections);
    stage.enter();
    let spaces = ["Sales", "Finance"].map(space).into();
    stage.answer(Answer::ListSpaces(Ok(SpacePage { spaces, next: None, is_cut: false, total: None })));
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
    assert!(sent(&mut stage).contains(&Call::ListConnections(Listed::All, Some("/next".into()))));
    stage.type_text("ord");
    assert!(sent(&mut stage).contains(&Call::FindConnections("ord".into())));
    stage.answer(Answer::FindConnections(Ok(page(vec![connection("Orders", "c-9")], None))));
    assert!(stage.shot(80, 20).contains("Orders"));
}

#[test]
fn nothing_nobody_and_a_failure_are_told_apart() {
    for (answer, words) in [
        (Ok(page(vec![], None)), "You see no connection in this tenant"),
        (Err(failure(FailureKind::Forbidden, 403)), "does not list connections for you"),
        (Err(failure(FailureKind::ConnectorDown, 503)), "They could not be listed"),
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
fn only_an_administrator_moves() {
    let mut stage = opened(connection("Orders", "c-1"));
    stage.shared.draft.here_mut().me = Some(Me { is_admin: Some(false), ..me() });
    for key in ['m', 'o'] {
        stage.press(Key::char(key));
        assert!(stage.told().contains("Only an administrator"), "{}", stage.told());
    }
    assert_eq!(sent(&mut stage), []);
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
        assert!(shot.contains(words) && shot.contains("Give Orders to whom?"), "{words}: {shot}");
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
fn one_that_was_deleted_meanwhile_leaves_the_list() {
    let mut stage = listed(vec![connection("Orders", "c-1"), connection("Stock", "c-2")]);
    stage.press(Key::ENTER);
    stage.answer(Answer::ReadBack(Err(failure(FailureKind::NotFound, 404))));
    assert!(stage.told().contains("does not exist any more"), "{}", stage.told());
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
    assert_eq!(sent(&mut stage), [Call::DeleteConnection("c-1".into())]);
    stage.answer(Answer::DeleteConnection(Ok(())));
    assert_eq!(stage.told(), "Deleted Orders.");
    assert_eq!(stage.shared.done, ["acme.eu.qlikcloud.com: Deleted Orders."]);
    assert!(stage.shot(80, 24).contains("no connection"), "{}", stage.shot(80, 24));
}

#[test]
fn a_cut_deletion_is_looked_up_and_never_sent_again() {
    let mut stage = opened(connection("Orders", "c-1"));
    stage.press(Key::char('d'));
    stage.type_text("Orders");
    stage.press(Key::ENTER);
    stage.press(Key::ENTER);
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
    let mut stage = opened(connection("Orders", "c-1"));
    stage.press(Key::char('c'));
    // Personal, Sales, Finance.
    for _ in 0..3 {
        stage.press(Key::TAB);
    }
    stage.press(Key::ENTER);
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
    stage.answer(Answer::CopyConnection(Ok(Box::new(connection("Orders", "c-6")))));
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
}

#[test]
fn a_copy_of_unknown_outcome_is_looked_at_again_and_not_sent_again() {
    let mut stage = opened(connection("Orders", "c-1"));
    stage.press(Key::char('c'));
    stage.press(Key::TAB);
    stage.press(Key::TAB);
    stage.press(Key::ENTER);
    for _ in 0..2 {
        stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    }
    stage.press(Key::ENTER);
    stage.press(Key::ENTER);
    let seen = |result| Answer::LookUp(Ok(ConnectionLookup { result, at: None, credential: None }));
    for _ in 0..2 {
        stage.answer(Answer::CopyConnection(Err(Failure::new(FailureKind::OutcomeUnknown, "copying"))));
        for _ in 0..2 {
            stage.answer(seen(ConnectionSeen::Unclear(None)));
        }
    }
    assert_eq!(stage.told(), "Copied to 0 of 2 spaces; of 2 it is not known.");
    assert!(stage.screen.hints(&stage.shared).iter().any(|hint| hint.short == "look again"));
    assert!(stage.shared.writes.is_open());
    sent(&mut stage);
    stage.press(Key::ENTER);
    let copy = Box::new(connection("Orders", "c-6"));
    stage.answer(seen(ConnectionSeen::Created(copy)));
    for _ in 0..2 {
        stage.answer(seen(ConnectionSeen::NotCreated));
    }
    let asked = sent(&mut stage);
    assert!(asked.len() == 3 && asked.iter().all(|call| matches!(call, Call::LookUp(_))), "{asked:?}");
    assert_eq!(stage.told(), "Copied to 1 of 2 spaces. The lines above say why.");
    assert!(!stage.shared.writes.is_open());
    stage.press(Key::ENTER);
    assert!(stage.screen.card.as_ref().unwrap().task.is_none());
}

#[test]
fn a_move_says_what_load_scripts_need_and_reads_the_connection_again() {
    let mut stage = opened(connection("Orders", "c-1"));
    stage.press(Key::char('m'));
    stage.type_text("Finance");
    stage.press(Key::ENTER);
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    let shot = stage.shot(100, 30);
    assert!(shot.contains("LIB CONNECT TO 'Finance:Orders';") && shot.contains("\"spaceType\": \"shared\""), "{shot}");
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

/// A connection to change, with the source that describes it.
fn editable() -> Connection {
    let properties = [("region", "eu-west-1"), ("bucketName", "lake"), ("host", "old.example"), ("odd", "kept")];
    Connection {
        properties: properties.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        ..connection("Orders", "c-1")
    }
}

fn changing(letter: char) -> Stage<State> {
    let mut stage = opened(editable());
    stage.press(Key::char(letter));
    let text = json!({"type": "string"});
    let described = json!({"host": text, "accessKey": text, "secretKey": text, "region": text, "bucketName": text});
    stage.answer(Answer::ReadSpec(Ok(spec(&described))));
    stage
}

fn on(stage: &mut Stage<State>, name: &str) {
    let Some(Task::Change(changing)) = stage.screen.card.as_mut().and_then(|card| card.task.as_mut()) else { panic!() };
    let row = changing.fields.find(name).unwrap();
    changing.fields.show(row);
}

fn to_review(stage: &mut Stage<State>) {
    if let Some(Task::Change(changing)) = stage.screen.card.as_mut().and_then(|card| card.task.as_mut()) {
        changing.fields.form.go(crate::screens::details::form::Row::Next);
    }
    stage.press(Key::ENTER);
}

/// Reads the review to its end and presses the button.
fn confirm(stage: &mut Stage<State>) {
    stage.wait(Duration::from_millis(300));
    for _ in 0..10 {
        stage.shot(100, 60);
        stage.press(Key::ENTER);
    }
}

fn clear(stage: &mut Stage<State>) {
    stage.press(Key::ctrl('e'));
    stage.press(Key::ctrl('u'));
}

#[test]
fn the_form_holds_what_the_tenant_has_and_secrets_are_kept() {
    let stage = changing('e');
    let shot = stage.shot(100, 40);
    for words in ["Orders", "eu-west-1", "lake", "kept as it is", "odd: kept"] {
        assert!(shot.contains(words), "{words}: {shot}");
    }
}

#[test]
fn nothing_changed_sends_nothing() {
    let mut stage = changing('e');
    to_review(&mut stage);
    assert!(stage.told().contains("Nothing is different"), "{}", stage.told());
    sent(&mut stage);
    assert_eq!(sent(&mut stage), []);
}

#[test]
fn only_what_changed_is_sent_after_it_was_read_once_more() {
    let mut stage = changing('e');
    on(&mut stage, "region");
    clear(&mut stage);
    stage.type_text("eu-central-1");
    on(&mut stage, "secretKey");
    stage.type_text("s3cret");
    to_review(&mut stage);
    let shot = stage.shot(100, 60);
    assert!(shot.contains("eu-west-1 → eu-central-1") && shot.contains("••••") && !shot.contains("s3cret"), "{shot}");
    sent(&mut stage);
    confirm(&mut stage);
    assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())]);
    stage.answer(Answer::ReadBack(Ok(Box::new(editable()))));
    let asked = sent(&mut stage);
    let [Call::ChangeConnection(id, changes, None)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(id, "c-1");
    assert_eq!(changes.iter().map(|change| change.key.as_str()).collect::<Vec<_>>(), ["secretKey", "region"]);
    stage.answer(Answer::ChangeConnection(Ok(())));
    assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())]);
    // The tenant took it and did not carry it out.
    stage.answer(Answer::ReadBack(Ok(Box::new(editable()))));
    assert!(stage.told().contains("other values than were sent"), "{}", stage.told());
    assert!(stage.shot(100, 60).contains("region: sent eu-central-1, there is eu-west-1"), "{}", stage.shot(100, 60));
}

#[test]
fn an_enter_that_was_meant_for_the_form_sends_nothing() {
    let mut stage = changing('e');
    on(&mut stage, "region");
    stage.type_text("1");
    to_review(&mut stage);
    sent(&mut stage);
    for _ in 0..3 {
        stage.shot(100, 60);
        stage.press(Key::ENTER);
    }
    assert_eq!(sent(&mut stage), []);
}

#[test]
fn your_own_credentials_are_added_on_the_web_page() {
    let mut foreign = editable();
    (foreign.separated, foreign.credential) = (Some(true), None);
    let mut stage = opened(foreign);
    stage.press(Key::char('w'));
    assert!(stage.told().contains("https://acme.eu.qlikcloud.com/explore/spaces/id of Sales"), "{}", stage.told());
    let mut stage = opened(editable());
    stage.press(Key::char('w'));
    assert!(stage.told().contains("embedded"), "{}", stage.told());
}

#[test]
fn another_server_asks_for_the_credentials_before_anything_is_sent() {
    let mut stage = changing('e');
    on(&mut stage, "host");
    clear(&mut stage);
    stage.type_text("new.example");
    sent(&mut stage);
    to_review(&mut stage);
    assert!(stage.told().contains("wants the credentials in the same request"), "{}", stage.told());
    assert_eq!(sent(&mut stage), []);
    stage.type_text("s3cret");
    to_review(&mut stage);
    assert!(stage.shot(100, 60).contains("Review the change"), "{}", stage.shot(100, 60));
}

#[test]
fn a_change_by_somebody_else_is_shown_before_it_is_overwritten() {
    let mut stage = changing('e');
    on(&mut stage, "region");
    clear(&mut stage);
    stage.type_text("eu-central-1");
    to_review(&mut stage);
    confirm(&mut stage);
    sent(&mut stage);
    let mut other = editable();
    other.updated = Some("2026-11-04T10:00:00.000Z".into());
    other.properties[1].1 = "other lake".into();
    stage.answer(Answer::ReadBack(Ok(Box::new(other.clone()))));
    assert_eq!(sent(&mut stage), []);
    let shot = stage.shot(100, 60);
    assert!(shot.contains("Somebody changed") && shot.contains("bucketName: lake → other lake"), "{shot}");
    confirm(&mut stage);
    sent(&mut stage);
    stage.answer(Answer::ReadBack(Ok(Box::new(other))));
    assert!(matches!(sent(&mut stage).as_slice(), [Call::ChangeConnection(..)]));
}

#[test]
fn one_deleted_meanwhile_is_not_changed() {
    let mut stage = changing('e');
    on(&mut stage, "region");
    stage.type_text("1");
    to_review(&mut stage);
    confirm(&mut stage);
    sent(&mut stage);
    stage.answer(Answer::ReadBack(Err(failure(FailureKind::NotFound, 404))));
    assert!(stage.told().contains("Nothing was changed"), "{}", stage.told());
    assert_eq!(sent(&mut stage), []);
}

#[test]
fn new_credentials_ask_for_nothing_else() {
    let mut stage = changing('p');
    let shot = stage.shot(100, 40);
    assert!(shot.contains("Secret key") && !shot.contains("Region") && !shot.contains("Add a property"), "{shot}");
    on(&mut stage, "secretKey");
    stage.type_text("n3w");
    to_review(&mut stage);
    confirm(&mut stage);
    sent(&mut stage);
    stage.answer(Answer::ReadBack(Ok(Box::new(editable()))));
    let asked = sent(&mut stage);
    assert!(matches!(asked.as_slice(), [Call::ChangeConnection(_, changes, None)] if changes.len() == 1), "{asked:?}");
}

/// New credentials for a connection with separated ones, which two connections use; sent and taken.
fn rotated() -> Stage<State> {
    let shared = |name: &str, id: &str| Connection {
        separated: Some(true),
        credential: Some("key".into()),
        properties: editable().properties,
        ..connection(name, id)
    };
    let mut stage = listed(vec![shared("Orders", "c-1"), shared("Returns", "c-2")]);
    stage.press(Key::ENTER);
    stage.answer(Answer::ReadBack(Ok(Box::new(shared("Orders", "c-1")))));
    let credential = OwnedCredential {
        credential: Credential {
            id: CredentialId("key".into()),
            name: "key".into(),
            source: None,
            separated: Some(true),
            connections: Some(2),
            created: None,
        },
        owner: Some("u-1".into()),
    };
    stage.answer(Answer::FindCredential(Ok(Some(credential))));
    stage.press(Key::char('p'));
    stage
        .answer(Answer::ReadSpec(Ok(spec(&json!({"accessKey": {"type": "string"}, "secretKey": {"type": "string"}})))));
    let users = "2 connections use these credentials (also by Returns).";
    let shot = stage.shot(100, 40);
    assert!(shot.contains(users) && shot.contains("not verified") && shot.contains("NAME-2"), "{shot}");
    on(&mut stage, "secretKey");
    stage.type_text("n3w");
    to_review(&mut stage);
    assert!(stage.shot(100, 60).contains(users), "{}", stage.shot(100, 60));
    confirm(&mut stage);
    stage.answer(Answer::ReadBack(Ok(Box::new(shared("Orders", "c-1")))));
    sent(&mut stage);
    stage.answer(Answer::ChangeConnection(Ok(())));
    assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())]);
    stage
}

#[test]
fn rotated_credentials_are_read_back_and_who_else_uses_them_is_said() {
    let back = |credential: Option<&str>| Connection {
        separated: Some(true),
        credential: credential.map(str::to_owned),
        ..editable()
    };
    let same = "still the same ones, used by 2 connections. Whether the others follow is not verified.";
    for (credential, words) in [
        (Some("key"), same),
        (Some("another"), "does not show the same credentials"),
        (None, "does not show the same credentials"),
    ] {
        let mut stage = rotated();
        stage.answer(Answer::ReadBack(Ok(Box::new(back(credential)))));
        assert!(stage.told().contains(words), "{words}: {}", stage.told());
    }
}

#[test]
fn without_credentials_of_ones_own_there_is_nothing_to_rotate() {
    let mut stage = opened(Connection { separated: Some(true), credential: None, ..editable() });
    stage.press(Key::char('p'));
    assert!(stage.told().contains("add yours first (w)"), "{}", stage.told());
    assert_eq!(sent(&mut stage), []);
}

#[test]
fn a_new_name_is_looked_up_first() {
    let mut stage = opened(editable());
    stage.press(Key::char('n'));
    stage.type_text(" EU");
    to_review(&mut stage);
    assert!(matches!(sent(&mut stage).as_slice(), [Call::CheckName(Some(_), name)] if name == "Orders EU"));
    stage.answer(Answer::CheckName(Ok(NameCheck::Taken(Box::new(connection("Orders EU", "c-7"))))));
    assert!(stage.shot(100, 40).contains("Another connection in this space has this name"), "{}", stage.shot(100, 40));
    stage.type_text("2");
    to_review(&mut stage);
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    assert!(stage.shot(100, 40).contains("\"path\": \"/qName\""), "{}", stage.shot(100, 40));
}

#[test]
fn a_source_that_is_not_described_any_more_can_still_be_renamed() {
    let mut stage = opened(editable());
    stage.press(Key::char('e'));
    stage.answer(Answer::ReadSpec(Err(failure(FailureKind::NotFound, 404))));
    let shot = stage.shot(100, 40);
    assert!(shot.contains("does not describe the fields") && shot.contains("Orders"), "{shot}");
}

/// The form of a connection with these properties, all described by the source.
fn changing_of(properties: &[(&str, &str)], described: &serde_json::Value, tags: &[&str]) -> Stage<State> {
    let of = Connection {
        properties: properties.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..connection("Orders", "c-1")
    };
    let mut stage = opened(of);
    stage.press(Key::char('e'));
    stage.answer(Answer::ReadSpec(Ok(spec(described))));
    sent(&mut stage);
    stage
}

/// What would be sent, as the review shows it.
fn operations(stage: &mut Stage<State>) -> serde_json::Value {
    to_review(stage);
    let Some(Task::Change(changing)) = stage.screen.card.as_ref().and_then(|card| card.task.as_ref()) else { panic!() };
    let body = crate::domain::patch::request(stage.shared.dialect, "c-1", &changing.changes).body;
    serde_json::from_str(&body.wire()).unwrap()
}

#[test]
fn tags_are_sent_as_a_whole_and_those_of_the_service_stay() {
    let text = json!({"type": "string"});
    let tags = ["DcaasAPI:p.exe:4.46.0", "sales", "eu"];
    let mut stage = changing_of(&[("region", "r")], &json!({"region": text}), &tags);
    let shot = stage.shot(100, 40);
    assert!(shot.contains("sales, eu") && !shot.contains("DcaasAPI"), "{shot}");
    let Some(Task::Change(changing)) = stage.screen.card.as_mut().and_then(|card| card.task.as_mut()) else { panic!() };
    changing.fields.show(crate::screens::details::form::Row::Tags);
    stage.type_text(", new , sales");
    assert_eq!(
        operations(&mut stage),
        json!([{"op": "replace", "path": "/tags", "value": ["DcaasAPI:p.exe:4.46.0", "sales", "eu", "new"]}])
    );
    let shot = stage.shot(100, 40);
    assert!(shot.contains("sales, eu →"), "{shot}");
    // A tag with a comma in it could not be told from two.
    let stage = changing_of(&[("region", "r")], &json!({"region": text}), &["a, b"]);
    assert!(!stage.shot(100, 40).contains("Tags"), "{}", stage.shot(100, 40));
}

#[test]
fn a_list_stands_in_its_rows_and_is_sent_only_when_it_changed() {
    let pairs = json!({"type": "array", "items": {"type": "object",
        "properties": {"name": {"type": "string"}, "value": {"type": "string"}}}});
    let told = r#"[{"name":"X-Team","value":"sales"}]"#;
    let described = json!({"queryParameters": pairs, "region": {"type": "string"}});
    let mut stage = changing_of(&[("queryParameters", told), ("region", "r")], &described, &[]);
    let shot = stage.shot(100, 40);
    assert!(shot.contains("X-Team") && shot.contains("sales"), "{shot}");
    assert_eq!(operations(&mut stage), json!([]));
    assert!(stage.told().contains("Nothing is different"), "{}", stage.told());
    on(&mut stage, "queryParameters");
    stage.type_text("2");
    assert_eq!(
        operations(&mut stage),
        json!([{"op": "replace", "path": "/connectionProperties/queryParameters",
            "value": [{"name": "X-Team", "value": "sales"}, {"name": "2", "value": ""}]}])
    );
    // Where a value was left out, the list cannot be sent without losing it.
    for told in
        [r#"[{"name":"X-Team"}]"#, r#"[{"name":"Authorization","value":"x"}]"#, r#"[{"name":"a","value":"••••"}]"#]
    {
        let stage = changing_of(&[("queryParameters", told)], &described, &[]);
        assert!(stage.shot(100, 40).contains("kept as it is"), "{told}: {}", stage.shot(100, 40));
    }
}

#[test]
fn what_is_json_is_filled_in_and_no_object_is_sent() {
    let described = json!({"options": {"type": "object"}, "region": {"type": "string"}});
    let mut stage = changing_of(&[("options", r#"{"a":1}"#), ("region", "r")], &described, &[]);
    assert!(stage.shot(100, 40).contains(r#"{"a":1}"#), "{}", stage.shot(100, 40));
    assert_eq!(operations(&mut stage), json!([]));
    on(&mut stage, "options");
    clear(&mut stage);
    stage.type_text(r#"{"a":2}"#);
    to_review(&mut stage);
    assert!(stage.told().contains("A change takes no object"), "{}", stage.told());
    assert_eq!(sent(&mut stage), []);
}

#[test]
fn what_the_source_does_not_describe_is_shown_and_never_sent() {
    let many: Vec<(String, String)> = (0..200).map(|number| (format!("key{number}"), format!("v{number}"))).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let mut stage = changing_of(&many, &json!({"key0": {"type": "string"}}), &[]);
    let shot = stage.shot(100, 40);
    for words in ["key1: v1", "and 191 more"] {
        assert!(shot.contains(words), "{words}: {shot}");
    }
    on(&mut stage, "key0");
    stage.type_text("2");
    assert_eq!(
        operations(&mut stage),
        json!([{"op": "replace", "path": "/connectionProperties/key0", "value": "v02"}])
    );
}

#[test]
fn a_change_that_was_cut_is_read_back_and_said_to_be_what_it_is() {
    let cut = || Answer::ChangeConnection(Err(Failure::new(FailureKind::OutcomeUnknown, "changing")));
    let mut done = editable();
    done.properties[0].1 = "eu-central-1".into();
    for (there, looks, words) in [(done, 1, "No clear answer came"), (editable(), 2, "Not changed: Orders")] {
        let mut stage = changing('e');
        on(&mut stage, "region");
        clear(&mut stage);
        stage.type_text("eu-central-1");
        to_review(&mut stage);
        confirm(&mut stage);
        stage.answer(Answer::ReadBack(Ok(Box::new(editable()))));
        sent(&mut stage);
        stage.answer(cut());
        for _ in 0..looks {
            assert_eq!(sent(&mut stage), [Call::ReadBack("c-1".into())]);
            stage.answer(Answer::ReadBack(Ok(Box::new(there.clone()))));
        }
        assert!(stage.told().contains(words), "{words}: {}", stage.told());
        assert!(!sent(&mut stage).iter().any(|call| matches!(call, Call::ChangeConnection(..))));
    }
    // A new secret cannot be told from the old one: only a person may send it once more.
    let mut stage = changing('p');
    on(&mut stage, "secretKey");
    stage.type_text("n3w");
    to_review(&mut stage);
    confirm(&mut stage);
    stage.answer(Answer::ReadBack(Ok(Box::new(editable()))));
    sent(&mut stage);
    stage.answer(cut());
    assert!(stage.told().contains("Enter sends the same change once more"), "{}", stage.told());
    assert_eq!(sent(&mut stage), []);
    assert!(stage.shared.writes.is_open());
}

#[test]
fn two_hundred_properties_are_drawn() {
    let mut many = editable();
    many.properties = (0..200).map(|number| (format!("key {number}"), "v".repeat(200))).collect();
    let stage = opened(many);
    assert!(stage.shot(60, 18).contains("Orders"));
    stage.shot(120, 40);
}
