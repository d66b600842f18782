//! Changing one: its fields, its credentials, its name.

use super::{turn::CHANGED_MEANWHILE, *};
use crate::domain::request::Chore;

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

fn to_review_of_region(stage: &mut Stage<State>) {
    on(stage, "region");
    clear(stage);
    stage.type_text("eu-central-1");
    to_review(stage);
}

fn clear(stage: &mut Stage<State>) {
    stage.press(Key::ctrl('e'));
    stage.press(Key::ctrl('u'));
}

/// This in place of what stands in a field.
fn put(stage: &mut Stage<State>, name: &str, text: &str) {
    on(stage, name);
    clear(stage);
    stage.type_text(text);
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
fn the_form_helps_and_doubts_as_the_step_details_does() {
    let mut stage = changing('e');
    on(&mut stage, "bucketName");
    let shot = stage.shot(100, 40);
    assert!(shot.contains("without s3:// and without folders. Found in: AWS console"), "{shot}");
    clear(&mut stage);
    stage.type_text("s3://lake");
    let doubt = "Enter the name of the bucket alone";
    assert!(stage.shot(100, 40).contains(&format!("• {doubt}")), "while it is typed it may become right");
    on(&mut stage, "region");
    let shot = stage.shot(100, 40);
    assert!(shot.contains(&format!("! {doubt}")) && shot.contains("1 value looks wrong"), "{shot}");
    assert!(!stage.shot(80, 20).contains("Ready"));
}

#[test]
fn what_was_typed_is_left_by_a_second_esc_only() {
    let mut stage = changing('e');
    on(&mut stage, "bucketName");
    stage.type_text("s");
    stage.press(Key::ESC);
    assert!(stage.told().ends_with("Esc again leaves."), "{}", stage.told());
    stage.press(Key::DOWN);
    stage.press(Key::ESC);
    assert!(stage.screen.card.as_ref().unwrap().task.is_some(), "another key between makes it the first again");
    stage.press(Key::ESC);
    assert!(stage.screen.card.as_ref().unwrap().task.is_none());
    stage.press(Key::char('n'));
    stage.press(Key::ESC);
    assert!(stage.screen.card.as_ref().unwrap().task.is_none(), "nothing was typed");
}

#[test]
fn nothing_changed_sends_nothing() {
    let mut stage = changing('e');
    to_review(&mut stage);
    assert!(stage.told().contains("You have not changed anything"), "{}", stage.told());
    sent(&mut stage);
    assert_eq!(sent(&mut stage), []);
}

#[test]
fn only_what_changed_is_sent_after_it_was_read_once_more() {
    let mut stage = changing('e');
    put(&mut stage, "region", "eu-central-1");
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
    assert!(stage.screen.card.as_ref().unwrap().has_sent_login);
    assert!(stage.told().contains("other values than were sent"), "{}", stage.told());
    assert!(
        stage.shot(100, 60).contains("Region: eu-central-1 was sent, the tenant has eu-west-1"),
        "{}",
        stage.shot(100, 60)
    );
}

#[test]
fn several_changes_of_one_connection_stand_in_the_summary_once() {
    let mut stage = changing('e');
    for _ in 0..2 {
        to_review_of_region(&mut stage);
        confirm(&mut stage);
        stage.answer(Answer::ReadBack(Ok(Box::new(editable()))));
        stage.answer(Answer::ChangeConnection(Ok(())));
        stage.answer(Answer::ReadBack(Ok(Box::new(editable()))));
        stage.press(Key::char('e'));
        let text = json!({"type": "string"});
        stage.answer(Answer::ReadSpec(Ok(spec(&json!({"region": text, "bucketName": text})))));
    }
    assert_eq!(stage.shared.done, ["acme.eu.qlikcloud.com: Changed Orders."]);
}

#[test]
fn the_review_calls_what_changes_as_the_form_does_and_says_only_what_is_known_of_it() {
    let text = json!({"type": "string"});
    let of = [("region", "eu-west-1"), ("bucketName", "lake")];
    let described = json!({"region": text, "bucketName": text, "accessKey": text, "secretKey": text, "prefix": text});
    let mut stage = changing_of(&of, &described, &["DcaasAPI:p.exe:4.46.0"]);
    for (key, typed) in [("bucketName", "pond"), ("accessKey", "AKIA"), ("secretKey", "s3cret"), ("prefix", "p/")] {
        on(&mut stage, key);
        clear(&mut stage);
        stage.type_text(typed);
    }
    on(&mut stage, "region");
    clear(&mut stage);
    let form = stage.shot(100, 80);
    assert!(form.contains("Any other field you empty is removed.") && !form.contains("keeps what is stored"), "{form}");
    let Some(Task::Change(changing)) = stage.screen.card.as_mut().and_then(|card| card.task.as_mut()) else { panic!() };
    changing.fields.form.go(crate::screens::details::form::Row::Tags);
    stage.type_text("sales");
    to_review(&mut stage);
    let shot = stage.shot(100, 80);
    let above = shot.split("Request").next().unwrap();
    assert!(shot.contains(r#""op": "remove""#) && shot.contains("/connectionProperties/region"), "{shot}");
    for (label, words) in [
        ("Bucket", "lake → pond   bucketName"),
        // The tenant gives no part of the credentials back, so it is not known whether there was one.
        ("Access key", "(not told) → AKIA"),
        ("Secret key", "(not told) → ••••"),
        ("prefix", "(not set) → p/"),
        ("Region", "eu-west-1 → (removed)"),
        ("Tags", "(none) → sales"),
    ] {
        let row = above.lines().find(|line| line.trim_start().starts_with(label)).unwrap_or_default();
        assert!(row.contains(words), "{label} {words}: {shot}");
    }
    assert!(!above.contains("DcaasAPI") && shot.contains("DcaasAPI"), "{shot}");
}

#[test]
fn the_footer_names_only_keys_that_do_something_where_the_focus_is() {
    let named = |stage: &Stage<State>| {
        let all = stage.screen.hints(&stage.shared);
        all.into_iter().map(|hint| hint.keys).collect::<Vec<_>>()
    };
    let has = |stage: &Stage<State>, key: &str| named(stage).iter().any(|keys| keys == key);
    let mut stage = changing('e');
    on(&mut stage, "region");
    assert!(!has(&stage, "Ctrl+R") && !has(&stage, "Ctrl+N") && !has(&stage, "Ctrl+T"), "{:?}", named(&stage));
    on(&mut stage, "secretKey");
    assert!(has(&stage, "Ctrl+R"), "{:?}", named(&stage));
    let mut stage = opened(editable());
    stage.press(Key::char('n'));
    assert!(has(&stage, "Enter") && !has(&stage, "Ctrl+R"), "{:?}", named(&stage));
    // While the name is looked up Esc goes back, and nothing else does anything.
    stage.type_text("2");
    to_review(&mut stage);
    assert_eq!(named(&stage), ["Esc"]);
    let mut stage = opened(editable());
    stage.press(Key::char('d'));
    let short = |stage: &Stage<State>| stage.screen.hints(&stage.shared)[0].short;
    assert_eq!(short(&stage), "go on");
    stage.type_text("Orders");
    stage.press(Key::ENTER);
    assert_eq!(short(&stage), "delete");
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
    let shot = stage.shot(100, 40);
    assert!(shot.contains("https://acme.eu.qlikcloud.com/explore/spaces/id of Sales"), "{shot}");
    // In a low window it can be scrolled to, and copied.
    stage.shot(40, 5);
    stage.press(Key::PAGE_DOWN);
    stage.shot(40, 5);
    stage.press(Key::PAGE_DOWN);
    let shot = stage.shot(40, 5);
    assert!(shot.starts_with("Add your credentials to Orders") && shot.contains("qlikcloud.com"), "{shot}");
    stage.press(Key::char('c'));
    assert!(matches!(stage.asked().as_slice(), [(Request::Here(Chore::Copy(_)), _)]));
    stage.press(Key::ESC);
    assert!(stage.screen.card.as_ref().unwrap().task.is_none());
    let mut stage = opened(editable());
    stage.press(Key::char('w'));
    assert!(stage.told().contains("embedded"), "{}", stage.told());
}

#[test]
fn another_server_asks_for_the_credentials_before_anything_is_sent() {
    let mut stage = changing('e');
    put(&mut stage, "host", "new.example");
    sent(&mut stage);
    to_review(&mut stage);
    assert!(stage.told().contains("needs the credentials in the same request"), "{}", stage.told());
    assert_eq!(sent(&mut stage), []);
    stage.type_text("s3cret");
    to_review(&mut stage);
    assert!(stage.shot(100, 60).contains("Review the change"), "{}", stage.shot(100, 60));
}

#[test]
fn another_server_chooses_separated_credentials_of_ones_own_again() {
    let mine = Connection { separated: Some(true), credential: Some("k-1".into()), ..editable() };
    let mut stage = opened(mine.clone());
    stage.press(Key::char('e'));
    assert!(stage.screen.card.as_ref().unwrap().task.is_none(), "whose credentials they are is not known yet");
    let told = OwnedCredential { credential: credential("mine", 1), owner: Some("u-1".into()) };
    stage.answer(Answer::FindCredential(Ok(Some(told))));
    stage.press(Key::char('e'));
    let text = json!({"type": "string"});
    stage.answer(Answer::ReadSpec(Ok(spec(&json!({"host": text, "secretKey": text})))));
    put(&mut stage, "host", "new.example");
    to_review(&mut stage);
    let shot = stage.shot(100, 60);
    for words in
        ["Your credentials  mine, chosen again", "Yours are chosen again", "/connectionProperties/selectedCredentials"]
    {
        assert!(shot.contains(words), "{words}: {shot}");
    }
    sent(&mut stage);
    confirm(&mut stage);
    sent(&mut stage);
    stage.answer(Answer::ReadBack(Ok(Box::new(mine.clone()))));
    let asked = sent(&mut stage);
    let [Call::ChangeConnection(_, changes, None)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(changes.iter().map(|change| change.key.as_str()).collect::<Vec<_>>(), ["host", "selectedCredentials"]);
    stage.answer(Answer::ChangeConnection(Ok(())));
    // The tenant took the address and dropped the credentials all the same.
    let mut dropped = Connection { credential: None, ..mine };
    dropped.properties[2].1 = "new.example".into();
    stage.answer(Answer::ReadBack(Ok(Box::new(dropped))));
    assert!(stage.told().contains("dropped your credentials"), "{}", stage.told());
    assert!(stage.screen.card.as_ref().unwrap().connection.credential.is_none());
}

#[test]
fn a_change_by_somebody_else_is_shown_before_it_is_overwritten() {
    let mut stage = changing('e');
    put(&mut stage, "region", "eu-central-1");
    to_review(&mut stage);
    confirm(&mut stage);
    sent(&mut stage);
    let mut other = editable();
    other.updated = Some("2026-11-04T10:00:00.000Z".into());
    other.properties[1].1 = "other lake".into();
    stage.answer(Answer::ReadBack(Ok(Box::new(other.clone()))));
    assert_eq!(sent(&mut stage), []);
    let shot = stage.shot(100, 60);
    assert!(shot.contains("! Changed in the meantime:") && shot.contains("Bucket: lake → other lake"), "{shot}");
    assert_eq!(stage.told(), CHANGED_MEANWHILE);
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
fn connections_that_are_called_alike_are_named_with_their_spaces() {
    let shared = |name: &str, id: &str, space: &str| Connection {
        separated: Some(true),
        credential: Some("key".into()),
        space: Some(format!("id of {space}")),
        ..connection(name, id)
    };
    let all = vec![
        shared("Orders", "c-1", "Sales"),
        shared("Lake", "c-2", "Finance"),
        shared("Lake", "c-3", "Sales"),
        shared("Returns", "c-4", "Sales"),
    ];
    let mut stage = listed(all.clone());
    stage.press(Key::ENTER);
    stage.answer(Answer::ReadBack(Ok(Box::new(all[0].clone()))));
    let credential = Credential {
        id: CredentialId("key".into()),
        name: "key".into(),
        source: None,
        separated: Some(true),
        connections: Some(4),
        created: None,
    };
    stage.answer(Answer::FindCredential(Ok(Some(OwnedCredential { credential, owner: Some("u-1".into()) }))));
    let shot = stage.shot(240, 40);
    assert!(shot.contains("(also by Finance:Lake, Sales:Lake, Returns)"), "{shot}");
    assert!(shot.contains("Yours are in place."), "{shot}");
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
    let told = OwnedCredential { credential: credential("key", 2), owner: Some("u-1".into()) };
    stage.answer(Answer::FindCredential(Ok(Some(told))));
    stage.press(Key::char('p'));
    stage
        .answer(Answer::ReadSpec(Ok(spec(&json!({"accessKey": {"type": "string"}, "secretKey": {"type": "string"}})))));
    let users = "2 connections use these credentials (also by Returns).";
    let shot = stage.shot(100, 40);
    assert!(shot.contains(users) && shot.contains("not verified") && shot.contains("Another one like this"), "{shot}");
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
    // The first key replaces what stands there, an arrow keeps it.
    stage.press(Key::RIGHT);
    stage.type_text(" EU");
    to_review(&mut stage);
    assert!(matches!(sent(&mut stage).as_slice(), [Call::CheckName(Some(_), name)] if name == "Orders EU"));
    stage.answer(Answer::CheckName(Ok(NameCheck::Taken(Box::new(connection("Orders EU", "c-7"))))));
    assert!(stage.shot(100, 40).contains("Another connection in this space has this name"), "{}", stage.shot(100, 40));
    stage.type_text("2");
    to_review(&mut stage);
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    assert!(stage.shot(100, 40).contains("\"path\": \"/qName\""), "{}", stage.shot(100, 40));
    confirm(&mut stage);
    stage.answer(Answer::ReadBack(Ok(Box::new(editable()))));
    stage.answer(Answer::ChangeConnection(Ok(())));
    stage.answer(Answer::ReadBack(Ok(Box::new(Connection { name: "Orders EU2".into(), ..editable() }))));
    assert_eq!(stage.told(), "Changed Orders EU2. Saved values match.", "no credentials were sent");
    assert_eq!(stage.shared.done, ["acme.eu.qlikcloud.com: Renamed Orders to Orders EU2."]);
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
    stage.press(Key::RIGHT);
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
    assert!(stage.told().contains("You have not changed anything"), "{}", stage.told());
    on(&mut stage, "queryParameters");
    stage.type_text("2");
    assert_eq!(
        operations(&mut stage),
        json!([{"op": "replace", "path": "/connectionProperties/queryParameters",
            "value": [{"name": "X-Team", "value": "sales"}, {"name": "2", "value": ""}]}])
    );
    // Where a value was left out, the list cannot be sent without losing it.
    for told in [
        r#"[{"name":"X-Team"}]"#,
        r#"[{"name":"Authorization","value":"***"}]"#,
        r#"[{"name":"X","value":"x","encrypt":true}]"#,
        r#"[{"name":"a","value":"••••"}]"#,
    ] {
        let stage = changing_of(&[("queryParameters", told)], &described, &[]);
        assert!(stage.shot(100, 40).contains("kept as it is"), "{told}: {}", stage.shot(100, 40));
    }
}

/// A connection with rows, of which the form is open.
fn changing_rows(headers: &str) -> Stage<State> {
    let row = |more: serde_json::Value| {
        let mut members = json!({"name": {"type": "string"}, "value": {"type": "string"}});
        members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"type": "array", "items": {"type": "object", "properties": members}})
    };
    let described = json!({"queryHeaders": row(json!({"encrypt": {"type": "boolean"}})),
        "queryParameters": row(json!({})), "url": {"type": "string"}});
    let parameters = r#"[{"name":"token","value":"SECRETPAR"},{"name":"sort","value":"+name"}]"#;
    let told = [
        ("queryHeaders", headers),
        ("queryParameters", parameters),
        ("url", "https://u:SECRETURL@h/"),
        ("accessToken", "SECRETODD"),
        ("other", r#"[{"name":"token","value":"SECRETODD"}]"#),
    ];
    changing_of(&told, &described, &[])
}

const HEADERS: &str = r#"[{"name":"X-Api-Key","value":"SECRETHDR","encrypt":false}]"#;

#[test]
fn secrets_of_rows_are_masked_wherever_they_are_shown() {
    let mut stage = changing_rows(HEADERS);
    let shot = stage.shot(100, 60);
    for secret in ["SECRETPAR", "SECRETHDR", "SECRETODD"] {
        assert!(!shot.contains(secret), "{secret}: {shot}");
    }
    assert!(shot.contains("queryHeaders: encrypted rows are not shown. A change here replaces all"), "{shot}");
    on(&mut stage, "queryParameters");
    stage.type_text("page");
    on(&mut stage, "queryHeaders");
    stage.type_text("Accept");
    to_review(&mut stage);
    let shot = stage.shot(100, 90);
    assert!(!shot.contains("SECRET") && shot.contains("X-Api-Key") && shot.contains("+name"), "{shot}");
    assert!(shot.contains("All rows of queryHeaders are replaced. Those that the tenant does not show"), "{shot}");
    // Only what changed is sent, and with it the rows that stay.
    confirm(&mut stage);
    let mut now = stage.screen.card.as_ref().unwrap().connection.clone();
    now.properties[1].1 = now.properties[1].1.replace("SECRETPAR", "SECRETNEW");
    (now.properties[2].1, now.updated) = ("https://u:SECRETURL2@h/".into(), Some("later".into()));
    stage.answer(Answer::ReadBack(Ok(Box::new(now))));
    let shot = stage.shot(100, 90);
    assert!(shot.contains("queryParameters: a secret value") && !shot.contains("SECRET"), "{shot}");
    stage.press(Key::ESC);
    stage.press(Key::ESC);
    stage.press(Key::ESC);
    let shot = stage.shot(100, 90);
    assert!(shot.contains("Properties") && shot.contains("••••") && !shot.contains("SECRET"), "{shot}");
    assert!(shot.contains("queryHeaders may have encrypted rows that are not shown here"), "{shot}");
}

#[test]
fn rows_are_compared_when_a_change_is_read_back() {
    let now = |headers: &str| {
        let mut stage = changing_rows(HEADERS);
        on(&mut stage, "queryHeaders");
        stage.press(Key::DOWN);
        stage.press(Key::TAB);
        stage.type_text("2");
        to_review(&mut stage);
        let before = stage.screen.card.as_ref().unwrap().connection.clone();
        confirm(&mut stage);
        stage.answer(Answer::ReadBack(Ok(Box::new(before.clone()))));
        stage.answer(Answer::ChangeConnection(Ok(())));
        let mut now = before;
        now.properties[0].1 = headers.to_owned();
        stage.answer(Answer::ReadBack(Ok(Box::new(now))));
        let shot = stage.shot(100, 60);
        assert!(!shot.contains("SECRETHDR"), "{shot}");
        (stage.told(), shot)
    };
    // Answered with 204, and not carried out.
    let (told, shot) = now(HEADERS);
    assert_eq!(told, "The tenant accepted the change of Orders, but shows other values than were sent.");
    assert!(shot.contains("queryHeaders: the tenant has another secret than was sent"), "{shot}");
    let (told, _) = now(&HEADERS.replace("SECRETHDR", "SECRETHDR2"));
    assert_eq!(told, "Changed Orders. Saved values match.");
    let (told, _) = now(&HEADERS.replace("SECRETHDR", ""));
    let untold = "Changed Orders. Values of queryHeaders were not compared, because the tenant does not show them.";
    assert_eq!(told, untold);
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
    assert!(stage.told().contains("An object cannot be changed"), "{}", stage.told());
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
    stage.type_text("w2");
    assert_eq!(operations(&mut stage), json!([{"op": "replace", "path": "/connectionProperties/key0", "value": "w2"}]));
}

#[test]
fn a_change_that_is_refused_for_a_value_leads_to_its_field_and_is_not_sent_by_the_next_enter() {
    let mut stage = changing('e');
    put(&mut stage, "region", "nowhere");
    to_review(&mut stage);
    confirm(&mut stage);
    stage.answer(Answer::ReadBack(Ok(Box::new(editable()))));
    sent(&mut stage);
    let detail = "Field region has a value that is not in the list".to_owned();
    let told = vec![Told { detail, ..Told::default() }];
    stage.answer(Answer::ChangeConnection(Err(Failure { told, ..failure(FailureKind::Invalid, 400) })));
    let shot = stage.shot(100, 40);
    assert!(shot.contains("✗ Field region has a value") && shot.contains("nowhere"), "{shot}");
    assert!(!shot.contains("Review the change"), "{shot}");
    confirm(&mut stage);
    assert_eq!(sent(&mut stage), []);
}

#[test]
fn a_change_that_was_cut_is_read_back_and_said_to_be_what_it_is() {
    let cut = || Answer::ChangeConnection(Err(Failure::new(FailureKind::OutcomeUnknown, "changing")));
    let mut done = editable();
    done.properties[0].1 = "eu-central-1".into();
    for (there, looks, words) in [(done, 1, "No clear answer came"), (editable(), 2, "Not changed: Orders")] {
        let mut stage = changing('e');
        to_review_of_region(&mut stage);
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
    assert!(stage.told().contains("Enter sends the same change again"), "{}", stage.told());
    assert_eq!(sent(&mut stage), []);
    assert!(stage.shared.writes.is_open());
    // What was sent before stays unknown, whatever hinders the next try.
    confirm(&mut stage);
    stage.answer(Answer::ReadBack(Err(failure(FailureKind::ConnectorDown, 503))));
    let told = stage.told();
    assert!(told.contains("Nothing was sent again") && told.contains("unknown whether Orders was changed"), "{told}");
}

#[test]
fn two_hundred_properties_are_drawn() {
    let mut many = editable();
    many.properties = (0..200).map(|number| (format!("key {number}"), "v".repeat(200))).collect();
    let stage = opened(many);
    assert!(stage.shot(60, 18).contains("Orders"));
    stage.shot(120, 40);
}

#[test]
fn the_form_and_its_review_name_the_space() {
    let mut stage = changing('e');
    assert!(stage.shot(100, 40).contains(" in Sales"), "{}", stage.shot(100, 40));
    put(&mut stage, "region", "eu-central-1");
    to_review(&mut stage);
    assert!(stage.shot(100, 60).contains("Review the change of Orders in Sales"), "{}", stage.shot(100, 60));
}
