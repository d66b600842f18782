//! The kinds of fields: files, lists, choices with room for more, codes; and long forms.

use super::*;
use crate::domain::request::Chore;
use crate::{
    domain::{
        local::{Completion, ReadFile},
        secret::Secret,
    },
    kit::form::RowPart,
};

const TAB: Key = Key::plain(Code::Tab);
const ADD_ROW: Key = Key::ctrl('n');
const BY_HAND: Key = Key::ctrl('t');
const MARK: Key = Key::ctrl('g');

fn pairs() -> Value {
    let item = json!({"type": "object", "properties": {"name": {"type": "string"}, "value": {"type": "string"}}});
    json!({"type": "array", "items": item})
}

fn headers() -> Value {
    let mut list = pairs();
    list["items"]["properties"]["encrypt"] = json!({"type": "boolean"});
    list
}

fn file(name: &str, content: &str) -> ReadFile {
    ReadFile { name: name.into(), path: format!("/keys/{name}"), bytes: 42, content: Secret::new(content) }
}

/// The paths that were to be read, since this was last looked at.
fn reads(stage: &mut Stage<State>) -> Vec<String> {
    let asked = stage.asked().into_iter();
    asked
        .filter_map(|(request, _)| if let Request::Here(Chore::ReadFile(path)) = request { Some(path) } else { None })
        .collect()
}

fn completions(stage: &mut Stage<State>) -> usize {
    stage.asked().iter().filter(|(request, _)| matches!(request, Request::Here(Chore::CompletePath(..)))).count()
}

#[test]
fn a_file_is_read_when_its_field_is_left_and_travels_with_name_and_content() {
    let mut stage = stage(&json!({"KeyFilePath": pairs(), "host": text()}));
    assert!(stage.shot(80, 20).contains("path of a file"));
    stage.type_text("~/key.p12");
    assert_eq!(reads(&mut stage), Vec::<String>::new());
    stage.press(ENTER);
    assert_eq!(reads(&mut stage), ["~/key.p12"]);
    stage.answer(Answer::ReadFile(Ok(file("key.p12", "bWFya2Vy"))));
    let shot = stage.shot(80, 20);
    assert!(shot.contains("~/key.p12") && shot.contains("key.p12, 42 bytes, never shown"), "{shot}");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"KeyFilePath": [{"name": "key.p12", "value": "bWFya2Vy"}]}));
    assert!(!format!("{:?} {:?}", stage.screen, details(&stage)).contains("bWFya2Vy"));
}

#[test]
fn a_file_that_cannot_be_sent_blocks_and_says_why() {
    let mut stage = stage(&json!({"KeyFilePath": pairs()}));
    stage.type_text("/x");
    next(&mut stage);
    stage.answer(Answer::ReadFile(Err("There is no such file.".into())));
    assert_eq!(row(&stage), Row::Field(0));
    assert!(stage.shot(80, 20).contains("✗ There is no such file."));
    stage.type_text("y");
    assert!(!stage.shot(80, 20).contains("no such file"));
}

#[test]
fn next_waits_for_the_files_and_goes_on_by_itself() {
    let mut stage = stage(&json!({"KeyFilePath": pairs(), "caFile": pairs()}));
    stage.type_text("/a");
    stage.press(ENTER);
    stage.type_text("/b");
    assert_eq!(next(&mut stage), Flow::Stay);
    assert_eq!(reads(&mut stage), ["/a"], "one at a time");
    assert_eq!(stage.answer(Answer::ReadFile(Ok(file("a", "YQ==")))), Flow::Stay);
    assert_eq!(reads(&mut stage), ["/b"]);
    assert_eq!(stage.answer(Answer::ReadFile(Ok(file("b", "Yg==")))), Flow::Next);
    assert_eq!(
        sent(&stage),
        json!({"KeyFilePath": [{"name": "a", "value": "YQ=="}], "caFile": [{"name": "b", "value": "Yg=="}]})
    );
}

#[test]
fn an_answer_for_a_path_that_stands_there_no_more_changes_nothing() {
    let mut stage = stage(&json!({"KeyFilePath": pairs(), "host": text()}));
    stage.type_text("/a");
    stage.press(ENTER);
    stage.press(UP);
    stage.type_text("b");
    stage.answer(Answer::ReadFile(Ok(file("a", "YQ=="))));
    assert!(!stage.shot(80, 20).contains("never shown"));
    stage.press(ENTER);
    assert_eq!(reads(&mut stage).last().unwrap(), "/ab");
}

#[test]
fn coming_back_reads_the_file_anew() {
    let mut stage = stage(&json!({"KeyFilePath": pairs()}));
    stage.type_text("/a");
    next(&mut stage);
    stage.answer(Answer::ReadFile(Ok(file("a", "YQ=="))));
    stage.asked();
    stage.enter();
    assert_eq!(reads(&mut stage), ["/a"]);
}

#[test]
fn tab_and_the_right_arrow_go_on_with_a_path_and_tab_moves_on_from_a_whole_one() {
    let mut stage = stage(&json!({"KeyFilePath": pairs(), "host": text()}));
    let answer = |stage: &mut Stage<State>, begun: &str, path: &str, names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let answer = Answer::CompletePath(Ok(Completion { path: path.into(), names, more: 0 }));
        stage.answer_to((
            Request::Here(Chore::CompletePath(begun.into(), crate::domain::local::PathTarget::File)),
            answer,
        ));
    };
    stage.type_text("/k");
    stage.press(TAB);
    assert_eq!(completions(&mut stage), 1);
    answer(&mut stage, "/k", "/key.p", &["key.p12", "key.pem"]);
    assert!(stage.shot(80, 20).contains("key.p12   key.pem"));
    stage.type_text("e");
    stage.press(RIGHT);
    assert_eq!(completions(&mut stage), 1);
    answer(&mut stage, "/key.pe", "/key.pem", &["key.pem"]);
    assert_eq!(row(&stage), Row::Field(0));
    stage.press(TAB);
    answer(&mut stage, "/key.pem", "/key.pem", &["key.pem"]);
    assert_eq!(row(&stage), Row::Field(1));
    assert_eq!(reads(&mut stage), ["/key.pem"]);
    stage.answer(Answer::ReadFile(Ok(file("key.pem", "YQ=="))));
    stage.press(UP);
    stage.press(TAB);
    assert_eq!(row(&stage), Row::Field(1), "what is read needs no completion");
}

#[test]
fn tab_leaves_a_path_that_nothing_here_begins_like() {
    let mut stage = stage(&json!({"KeyFilePath": pairs(), "host": text()}));
    stage.type_text("/zz");
    stage.press(TAB);
    stage.answer(Answer::CompletePath(Ok(Completion { path: "/zz".into(), ..Completion::default() })));
    assert!(stage.shot(80, 20).contains("No file or folder begins like this"));
    stage.press(TAB);
    assert_eq!(row(&stage), Row::Field(1));
}

#[test]
fn a_dropped_path_is_taken_and_the_content_of_a_file_is_not() {
    let mut stage = stage(&json!({"KeyFilePath": pairs()}));
    stage.paste("-----BEGIN PRIVATE KEY-----\nmarker\n");
    let shot = stage.shot(80, 20);
    assert!(shot.contains("enter the path of the file, not its") && !shot.contains("marker"), "{shot}");
    stage.paste("'/home/me/my key.p12'\n");
    assert_eq!(stage.screen.fields.form.get(Row::Field(0)).unwrap().text(), "/home/me/my key.p12");
}

#[test]
fn what_a_file_holds_can_be_typed_by_hand_as_json_and_the_path_comes_back() {
    let mut stage = stage(&json!({"KeyFilePath": pairs()}));
    stage.type_text("/a");
    stage.press(BY_HAND);
    stage.paste(r#"[{"name":"k","value":"bWFya2Vy"}]"#);
    assert!(!stage.shot(80, 20).contains("bWFya2Vy"));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"KeyFilePath": [{"name": "k", "value": "bWFya2Vy"}]}));
    stage.press(FIRST);
    stage.press(DOWN);
    stage.press(BY_HAND);
    assert!(stage.shot(80, 20).contains("/a"));
}

#[test]
fn a_file_that_the_tenant_calls_a_text_can_be_sent_as_a_text() {
    let mut stage = stage_of("gbq", &json!({"OAuthMechanism": {"enum": ["0"], "default": "0"}, "KeyFilePath": text()}));
    name(&mut stage, "n");
    stage.press(DOWN);
    stage.press(BY_HAND);
    stage.paste("bWFya2Vy");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"OAuthMechanism": "0", "KeyFilePath": "bWFya2Vy"}));
}

#[test]
fn rows_of_a_list_are_added_and_taken_away_by_keys() {
    let mut stage = stage(&json!({"queryParameters": pairs(), "host": text()}));
    stage.press(ADD_ROW);
    assert_eq!(cell(&stage), (Row::Field(0), (0, RowPart::Name)));
    stage.type_text("sort");
    stage.press(TAB);
    stage.type_text(" +name;=\"é ");
    stage.press(ADD_ROW);
    stage.type_text("gone");
    stage.press(ADD_ROW);
    stage.type_text("empty");
    stage.press(UP);
    stage.press(Key::ctrl('d'));
    let shot = stage.shot(80, 20);
    assert!(shot.contains("2 rows") && !shot.contains("gone"), "{shot}");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(
        sent(&stage),
        json!({"queryParameters": [{"name": "sort", "value": " +name;=\"é "}, {"name": "empty", "value": ""}]})
    );
}

#[test]
fn typing_on_the_head_of_a_list_begins_a_row_and_arrows_move_by_lines() {
    let mut stage = stage(&json!({"queryParameters": pairs(), "host": text()}));
    stage.type_text("a");
    stage.press(TAB);
    stage.type_text("1");
    stage.press(ADD_ROW);
    stage.type_text("b");
    assert_eq!(cell(&stage), (Row::Field(0), (1, RowPart::Name)));
    stage.press(TAB);
    stage.press(UP);
    assert_eq!(cell(&stage), (Row::Field(0), (0, RowPart::Value)));
    stage.press(UP);
    assert_eq!(row(&stage), Row::Field(0));
    for _ in 0..3 {
        stage.press(DOWN);
    }
    assert_eq!(row(&stage), Row::Field(1));
    stage.press(UP);
    assert_eq!(cell(&stage), (Row::Field(0), (1, RowPart::Name)));
}

#[test]
fn a_row_without_a_name_blocks_and_one_that_was_never_filled_in_is_forgotten() {
    let mut stage = stage(&json!({"queryParameters": pairs()}));
    stage.press(ADD_ROW);
    stage.press(ADD_ROW);
    stage.press(TAB);
    stage.type_text("v");
    assert_eq!(next(&mut stage), Flow::Stay);
    assert!(stage.shot(80, 20).contains("Row 1 needs a name."));
    stage.press(DOWN);
    stage.type_text("n");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"queryParameters": [{"name": "n", "value": "v"}]}));
}

#[test]
fn the_value_of_a_header_is_masked_when_it_is_encrypted_or_an_authorization() {
    let mut stage = stage(&json!({"queryHeaders": headers()}));
    for (name, value) in [("Authorization", "Bearer marker-1"), ("X-Trace", "open-2"), ("X-Other", "marker-3")] {
        stage.press(ADD_ROW);
        stage.type_text(name);
        stage.press(TAB);
        stage.type_text(value);
    }
    stage.press(TAB);
    stage.type_text("y");
    let shot = stage.shot(80, 20);
    assert!(shot.contains("open-2") && !shot.contains("marker") && shot.contains("encrypt yes"), "{shot}");
    stage.press(Key::plain(Code::BackTab));
    stage.press(Key::ctrl('r'));
    assert!(stage.shot(80, 20).contains("marker-3"));
    stage.press(UP);
    assert!(!stage.shot(80, 20).contains("marker"));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(
        sent(&stage),
        json!({"queryHeaders": [{"name": "Authorization", "value": "Bearer marker-1", "encrypt": true},
            {"name": "X-Trace", "value": "open-2", "encrypt": false},
            {"name": "X-Other", "value": "marker-3", "encrypt": true}]})
    );
    assert!(!format!("{:?} {:?}", stage.screen, details(&stage)).contains("marker"));
}

#[test]
fn a_list_of_texts_has_one_column_and_a_default_list_stands_there() {
    let mut stage = stage(&json!({"scopes": {"type": "array", "items": {"type": "string"}, "default": ["read"]}}));
    assert!(stage.shot(80, 20).contains("1 row"));
    stage.press(ADD_ROW);
    stage.type_text("audit");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"scopes": ["read", "audit"]}));
}

#[test]
fn a_choice_that_may_be_incomplete_takes_another_value_as_it_is_typed() {
    let mut stage = stage_of("rest", &json!({"authSchema": {"type": "string", "enum": ["anonymous", "basic"]}}));
    name(&mut stage, "n");
    stage.type_text("bas");
    assert_eq!(stage.screen.fields.form.get(Row::Field(0)).unwrap().text(), "basic");
    stage.type_text("e64");
    assert!(stage.shot(80, 20).contains("base64"), "{}", stage.shot(80, 20));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"authSchema": "base64"}));
}

#[test]
fn any_choice_can_be_typed_by_hand_and_chosen_again() {
    let mut stage = stage(&json!({"mode": {"type": "string", "enum": ["p", "q"]}}));
    stage.press(BY_HAND);
    stage.type_text("pq");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"mode": "pq"}));
    stage.press(FIRST);
    stage.press(DOWN);
    stage.press(BY_HAND);
    stage.press(RIGHT);
    assert!(["p", "q"].contains(&stage.screen.fields.form.get(Row::Field(0)).unwrap().text()));
}

#[test]
fn constants_travel_as_the_tenant_types_them() {
    let mut stage = stage(&json!({"level": {"type": "integer", "enum": [1, 2]}, "on": {"enum": [true, false]},
        "kind": {"oneOf": [{"const": 7, "title": "Seven"}, {"const": "x"}]}}));
    stage.type_text("2");
    stage.press(ENTER);
    stage.type_text("true");
    stage.press(ENTER);
    stage.type_text("Sev");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"level": 2, "on": "true", "kind": 7}));
}

#[test]
fn what_the_tenant_expects_is_advised_and_never_blocks() {
    let mut stage = stage(&json!({"account": {"type": "string", "minLength": 3, "pattern": "^[A-Z]+$"},
        "retries": {"type": "integer", "maximum": 10}, "host": text()}));
    stage.type_text("ab");
    assert!(stage.shot(80, 20).contains("• The tenant expects 3 characters at least; this has 2."));
    stage.press(ENTER);
    assert!(stage.shot(80, 20).contains("! The tenant expects 3 characters"));
    stage.type_text("11");
    stage.press(ENTER);
    assert!(stage.shot(80, 20).contains("! The tenant expects 10 or less."));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"account": "ab", "retries": 11}));
}

#[test]
fn optional_fields_wait_behind_one_line_and_keep_their_place_once_they_have_a_value() {
    let mut properties = json!({"needed": text(), "one": text(), "two": {"type": "string", "default": "x"}});
    properties["needed"]["required"] = json!(true);
    let mut stage = stage(&properties);
    stage.type_text("v");
    let shot = stage.shot(80, 20);
    assert!(shot.contains("2 optional fields, 1 with a default") && !shot.contains("\n  one"), "{shot}");
    stage.press(ENTER);
    assert!(stage.shared.draft.of().details.is_some(), "Enter on the last field goes on");
    stage.press(DOWN);
    assert_eq!(row(&stage), Row::Fold);
    stage.press(ENTER);
    assert!(stage.shot(80, 20).contains("\n  one"));
    stage.press(DOWN);
    stage.type_text("1");
    stage.press(UP);
    stage.type_text(" ");
    assert!(stage.shot(80, 20).contains("\n  one"));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"needed": "v", "one": "1"}), "an untouched default is the tenant's own");
}

#[test]
fn a_folded_field_that_the_tenant_refuses_comes_into_view() {
    let mut properties = json!({"needed": text(), "one": text(), "two": text(), "three": text()});
    properties["needed"]["required"] = json!(true);
    let mut stage = stage(&properties);
    assert!(!stage.shot(80, 20).contains("\n  two"));
    stage.visit(Visit::Field(FieldFault { field: Some("two".into()), text: "Two is needed.".into() }));
    assert_eq!(row(&stage), Row::Field(2));
    assert!(stage.shot(80, 20).contains("▸ two"));
}

#[test]
fn a_known_source_asks_first_for_what_it_needs_and_what_decides_the_login() {
    let mut stage = stage_of(
        "snowflake",
        &json!({"role": text(), "schema": text(), "server": text(), "port": text(), "authenticator": text(),
            "username": text(), "password": text(), "PRIV_KEY_FILE": pairs()}),
    );
    let labels = |stage: &Stage<State>| {
        let fields = &stage.screen.fields;
        let shown = fields.form.visible().filter_map(|input| fields.field(input.key()));
        shown.map(|field| field.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(labels(&stage), ["server", "port", "authenticator", "username", "PRIV_KEY_FILE"]);
    let row = stage.screen.fields.find("authenticator").unwrap();
    stage.screen.fields.form.set(row, "");
    stage.screen.fields.arrange();
    assert_eq!(labels(&stage), ["server", "port", "authenticator", "username", "password"]);
    assert!(stage.shot(80, 20).contains("2 optional fields"));
}

#[test]
fn the_form_of_a_little_known_source_says_that_the_tenant_knows_its_fields() {
    let stage = stage_of("DG_oracle", &json!({"gatewayInstance": text(), "host": text(), "sid": text()}));
    let shot = stage.shot(80, 24);
    assert!(shot.contains("These are the fields as the tenant describes them") && shot.contains("\n  sid"), "{shot}");
}

#[test]
fn where_a_value_is_found_is_told_beside_the_tenants_own_words() {
    let mut stage = stage_of("gbq", &json!({"Catalog": {"type": "string", "description": "Project to read."}}));
    stage.press(DOWN);
    let shot = stage.shot(100, 20);
    assert!(shot.contains("Project to read. Found in: Google Cloud console, project picker, column ID."), "{shot}");
}

#[test]
fn a_slash_on_a_button_finds_a_field_and_in_a_text_it_is_text() {
    let mut stage = stage(&json!({"host": text(), "region": text(), "bucketName": text()}));
    stage.type_text("a/b");
    assert_eq!(stage.screen.fields.form.get(Row::Field(0)).unwrap().text(), "a/b");
    stage.press(LAST);
    stage.press(Key::char('/'));
    assert!(stage.screen.find.is_some());
    stage.type_text("name");
    let shot = stage.shot(80, 20);
    assert!(shot.contains("Find a field") && shot.contains("bucketName") && !shot.contains("region"), "{shot}");
    stage.press(DOWN);
    stage.press(ENTER);
    assert_eq!(row(&stage), Row::Field(2));
    stage.press(LAST);
    stage.press(Key::char('/'));
    stage.press(Key::plain(Code::Esc));
    assert_eq!(row(&stage), Row::Next);
    assert!(!stage.shot(80, 20).contains("Find a field"));
}

#[test]
fn a_folded_field_that_is_found_comes_into_view() {
    let mut properties = json!({"needed": text(), "one": text(), "two": text()});
    properties["needed"]["required"] = json!(true);
    let mut stage = stage(&properties);
    stage.press(LAST);
    stage.press(Key::char('/'));
    stage.type_text("two");
    stage.press(ENTER);
    assert!(stage.shot(80, 20).contains("▸ two"));
}

#[test]
fn a_code_that_the_person_has_is_a_field_and_needs_no_browser() {
    let mut stage = stage(&json!({"username": text(), "authCode": text()}));
    stage.type_text("u");
    stage.press(ENTER);
    stage.type_text("c");
    let shot = stage.shot(80, 20);
    assert!(shot.contains("with a code you have") && shot.contains("authCode"), "{shot}");
    assert_eq!(next(&mut stage), Flow::Stay);
    stage.type_text("4/0-marker");
    assert!(!stage.shot(80, 20).contains("marker"));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"username": "u", "authCode": "4/0-marker"}));
    assert_eq!(stage.shared.draft.after(Step::Details), Some(Step::Review));
}

#[test]
fn a_text_becomes_the_code_by_a_key_and_never_by_itself() {
    let mut stage = stage(&json!({"pinCode": text(), "host": text()}));
    stage.type_text("x");
    stage.press(MARK);
    assert!(stage.shot(80, 20).contains("authorization code: from the step Authorize"));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(details(&stage).code.as_deref(), Some("pinCode"));
    assert_eq!(sent(&stage), json!({"pinCode": ""}));
    assert_eq!(stage.shared.draft.after(Step::Details), Some(Step::Authorize));
    stage.press(FIRST);
    stage.press(DOWN);
    stage.press(MARK);
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"pinCode": "x"}));
}

#[test]
fn an_added_property_can_take_the_code_too() {
    let mut stage = stage(&json!({"host": text()}));
    add(&mut stage, "pin", "");
    stage.press(MARK);
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!((details(&stage).code.as_deref(), sent(&stage)), (Some("pin"), json!({"pin": ""})));
}

#[test]
fn no_size_breaks_the_picture_of_lists_files_and_the_finder() {
    let mut stage = stage(&json!({"queryHeaders": headers(), "KeyFilePath": pairs(), "scopes": {"type": "array",
        "items": {"type": "string"}}}));
    for _ in 0..2 {
        stage.press(ADD_ROW);
        stage.type_text("漢字漢字漢字漢字漢字漢字漢字");
        stage.press(TAB);
        stage.type_text("漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字");
    }
    for row in 0..14 {
        for columns in (0..130).step_by(5) {
            for rows in (0..12).chain((12..45).step_by(8)) {
                stage.shot(columns, rows);
            }
        }
        stage.press(if row < 12 { TAB } else { Key::char('/') });
    }
}

#[test]
fn a_value_that_is_not_in_the_list_is_said_to_be_none_once_it_was_left() {
    let regions = json!({"type": "string", "enum": ["us-east-1", "eu-west-1", "eu-west-2", "sa-east-1"]});
    let mut stage = stage_of("File_AmazonS3ConnectorV2", &json!({"region": regions, "bucketName": {"type": "string"}}));
    name(&mut stage, "orders");
    stage.type_text("AKIA");
    assert!(!stage.shot(80, 20).contains("• not in the list"));
    stage.press(ENTER);
    assert!(stage.shot(80, 20).contains("• not in the list"), "{}", stage.shot(80, 20));
}
