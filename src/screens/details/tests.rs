use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::{
    domain::{
        connection::{Connection, NameCheck},
        credential::{Credential, CredentialChoice, CredentialId},
        dialect::{Dialect, Purpose},
        draft::Details,
        failure::{Failure, FailureKind},
        request::{Call, Request},
        source::Gateway,
        space::SpaceChoice,
        step::Step,
    },
    kit::{
        keys::Code,
        visit::{FieldFault, Taken},
    },
    screens::testing::{Stage, source, space, spec},
};

const ENTER: Key = Key::plain(Code::Enter);
const UP: Key = Key::plain(Code::Up);
const DOWN: Key = Key::plain(Code::Down);
const RIGHT: Key = Key::plain(Code::Right);
const LAST: Key = Key::plain(Code::PageDown);
const FIRST: Key = Key::plain(Code::PageUp);

fn stage_of(id: &str, properties: &Value) -> Stage<State> {
    let mut stage = Stage::new(Step::Details);
    stage.shared.draft.here_mut().space = Some(SpaceChoice::In(space("Sales")));
    stage.shared.draft.choose_source(source(id), spec(properties));
    stage.shared.draft.of_mut().credential = Some(CredentialChoice::Embedded);
    stage.enter();
    stage
}

/// The field with the focus.
fn row(stage: &Stage<State>) -> Row {
    stage.screen.fields.form.focus().unwrap()
}

/// The part of a list with the focus.
fn cell(stage: &Stage<State>) -> (Row, (usize, crate::kit::form::RowPart)) {
    (row(stage), stage.screen.fields.form.cell().unwrap())
}

/// A form of an unknown source, with a name that is free.
fn stage(properties: &Value) -> Stage<State> {
    let mut stage = stage_of("invented", properties);
    name(&mut stage, "orders");
    stage
}

fn name(stage: &mut Stage<State>, name: &str) {
    stage.type_text(name);
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    stage.press(DOWN);
    stage.asked();
}

fn next(stage: &mut Stage<State>) -> Flow {
    stage.press(LAST);
    stage.press(ENTER)
}

fn details(stage: &Stage<State>) -> &Details {
    stage.shared.draft.of().details.as_ref().unwrap()
}

/// What would be sent under `connectionProperties`.
fn sent(stage: &Stage<State>) -> Value {
    let call = Dialect::V1.create(&stage.shared.draft.connection_without_code().unwrap(), Purpose::Create);
    serde_json::from_str::<Value>(&call.body.wire()).unwrap()["connectionProperties"].clone()
}

fn existing() -> CredentialChoice {
    CredentialChoice::Existing(Credential {
        id: CredentialId("c-1".into()),
        name: "shared-login".into(),
        source: None,
        separated: None,
        connections: None,
        created: None,
    })
}

fn text() -> Value {
    json!({"type": "string"})
}

#[test]
fn the_fields_come_in_the_order_of_the_document_and_exactly_they_are_sent() {
    let mut stage = stage(&json!({"z": text(), "a": text(), "m": text()}));
    for value in ["1", "2", "3"] {
        stage.type_text(value);
        stage.press(ENTER);
    }
    stage.press(FIRST);
    let shot = stage.shot(80, 20);
    let place = |label: &str| shot.find(label).unwrap();
    assert!(place("  z  ") < place("  a  ") && place("  a  ") < place("  m  "), "{shot}");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(details(&stage).name, "orders");
    let entered: Vec<&str> = details(&stage).entered.iter().map(|entered| entered.name.as_str()).collect();
    assert_eq!(entered, ["z", "a", "m"]);
    assert_eq!(sent(&stage).to_string(), r#"{"z":"1","a":"2","m":"3"}"#);
}

#[test]
fn optional_fields_that_are_empty_are_not_sent_and_defaults_are_sent_as_shown() {
    let mut stage = stage(&json!({"a": text(), "b": {"type": "string", "default": "x"},
        "c": {"type": "boolean", "default": false}, "d": {"type": "boolean"}, "e": {"type": "string", "enum": ["p", "q"]}}));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"b": "x", "c": "false"}));
}

#[test]
fn values_travel_in_the_form_of_their_property() {
    let mut stage = stage(&json!({"t": text(), "c": {"type": "string", "enum": ["p", "q"]}, "y": {"type": "boolean"},
        "n": {"type": "integer"}, "f": {"type": "number"}, "password": text(), "j": {"type": "array"}}));
    stage.type_text("a;b=\"c\" % é");
    stage.press(ENTER);
    stage.type_text("q");
    stage.press(ENTER);
    stage.type_text("y");
    stage.press(ENTER);
    stage.type_text("30");
    stage.press(ENTER);
    stage.type_text("0.5");
    stage.press(ENTER);
    stage.type_text(" p w ");
    stage.press(ENTER);
    stage.type_text(r#"[{"name":"a","value":"b"}]"#);
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(
        sent(&stage),
        json!({"t": "a;b=\"c\" % é", "c": "q", "y": "true", "n": 30, "f": 0.5, "password": " p w ",
            "j": [{"name": "a", "value": "b"}]})
    );
}

#[test]
fn integration_sources_get_real_booleans() {
    let mut stage = stage_of("repsrc_invented", &json!({"ssh": {"type": "boolean"}}));
    name(&mut stage, "n");
    stage.press(Key::char(' '));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"ssh": true}));
}

#[test]
fn a_choice_is_made_by_arrows_space_and_first_letters() {
    let regions = ["us-east-1", "eu-west-1", "eu-west-2", "eu-central-1"];
    let mut stage = stage(&json!({"region": {"type": "string", "default": "us-east-1", "enum": regions}}));
    let value = |stage: &Stage<State>| stage.screen.fields.form.get(Row::Field(0)).unwrap().text().to_owned();
    assert_eq!(value(&stage), "us-east-1");
    assert!(stage.shot(80, 18).contains("1 of 4"));
    stage.press(RIGHT);
    assert_eq!(value(&stage), "eu-west-1");
    stage.press(Key::plain(Code::Left));
    stage.press(Key::plain(Code::Left));
    assert_eq!(value(&stage), "eu-central-1");
    stage.type_text(" ");
    assert_eq!(value(&stage), "us-east-1");
    stage.type_text("eu-c");
    assert_eq!(value(&stage), "eu-central-1");
    assert!(stage.shot(80, 18).contains("typed: eu-c"));
    stage.press(DOWN);
    stage.press(UP);
    for expected in ["eu-west-1", "eu-west-2", "eu-central-1", "eu-west-1"] {
        stage.type_text("e");
        assert_eq!(value(&stage), expected);
    }
    stage.press(DOWN);
    stage.press(UP);
    stage.type_text("eu-west-2");
    assert_eq!(value(&stage), "eu-west-2");
    stage.paste("us-ea\n");
    assert_eq!(value(&stage), "us-east-1");
    stage.paste("moon-1");
    assert_eq!(value(&stage), "moon-1");
    assert!(stage.shot(80, 18).contains("No value begins with"));
    assert_eq!(next(&mut stage), Flow::Stay);
    assert_eq!(row(&stage), Row::Field(0));
}

#[test]
fn what_is_required_of_a_choice_is_not_its_first_value() {
    let stage =
        stage_of("gbq", &json!({"OAuthMechanism": {"enum": ["0", "1"]}, "Catalog": text(), "authCode": text()}));
    let shot = stage.shot(100, 20);
    assert!(
        shot.contains("○ Service account   one is required") || shot.contains("browser   one is required"),
        "{shot}"
    );
    assert!(!shot.contains("Service account   required"), "{shot}");
}

#[test]
fn an_optional_choice_without_a_default_may_stay_empty_again() {
    let mut stage = stage(&json!({"mode": {"type": "string", "enum": ["p", "q"]}, "ssl": {"type": "boolean"}}));
    stage.type_text("q");
    stage.press(RIGHT);
    stage.press(DOWN);
    stage.type_text("n");
    stage.press(Key::plain(Code::Delete));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({}));
}

#[test]
fn an_existing_credential_hides_the_login_and_switching_back_restores_it() {
    let mut stage = stage(&json!({"host": text(), "username": text(), "password": text(), "separateCredentials": {}}));
    for value in ["h", "u", "p-secret"] {
        stage.type_text(value);
        stage.press(ENTER);
    }
    stage.shared.draft.of_mut().credential = Some(existing());
    stage.enter();
    let shot = stage.shot(80, 20);
    assert!(shot.contains("2 fields are left out: they are in “shared-login”"), "{shot}");
    assert!(!shot.contains("username"));
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(details(&stage).entered.len(), 1);
    assert_eq!(sent(&stage), json!({"host": "h", "separateCredentials": "true", "selectedCredentials": "c-1"}));
    stage.shared.draft.of_mut().credential = Some(CredentialChoice::New("acc".into()));
    stage.enter();
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(
        sent(&stage),
        json!({"host": "h", "username": "u", "password": "p-secret", "separateCredentials": "true", "credentialsName": "acc"})
    );
}

#[test]
fn a_field_whose_condition_is_not_met_is_neither_shown_nor_sent() {
    let mechanism = json!({"type": "string", "enum": ["0", "1"], "default": "0"});
    let properties = json!({"OAuthMechanism": mechanism, "Email": text(), "Catalog": text(), "authCode": text()});
    let mut stage = stage_of("gbq", &properties);
    name(&mut stage, "n");
    assert!(stage.shot(80, 20).contains("Service account"));
    stage.press(Key::TAB);
    stage.type_text("reader@example.com");
    stage.press(Key::TAB);
    stage.type_text("project");
    stage.press(Key::BACK_TAB);
    stage.press(Key::BACK_TAB);
    stage.press(RIGHT);
    assert!(!stage.shot(80, 20).contains("reader@example.com"));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"OAuthMechanism": "1", "Catalog": "project", "authCode": ""}));
    stage.press(FIRST);
    stage.press(Key::TAB);
    stage.press(RIGHT);
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"OAuthMechanism": "0", "Email": "reader@example.com", "Catalog": "project"}));
}

#[test]
fn a_condition_on_a_field_that_the_tenant_does_not_have_counts_as_met() {
    let mut stage = stage_of("gbq", &json!({"Email": text()}));
    name(&mut stage, "n");
    stage.type_text("reader@example.com");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"Email": "reader@example.com"}));
}

fn gateway(id: &str, default: bool) -> Gateway {
    Gateway { id: id.into(), name: format!("Gateway {id}"), default }
}

#[test]
fn gateways_become_a_choice_with_the_default_preselected() {
    let mut stage = stage_of("DG_invented", &json!({"gatewayInstance": text(), "host": text()}));
    assert!(stage.asked().iter().any(|(request, _)| matches!(request, Request::Tenant(_, Call::ListGateways(..)))));
    stage.answer(Answer::ListGateways(Ok(vec![gateway("g1", false), gateway("g2", true)])));
    assert!(stage.shot(80, 20).contains("Gateway g2"));
    name(&mut stage, "n");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"gatewayInstance": "g2"}));
    stage.enter();
    assert!(!stage.asked().iter().any(|(request, _)| matches!(request, Request::Tenant(_, Call::ListGateways(..)))));
    assert!(stage.shot(80, 20).contains("Gateway g2"));
}

#[test]
fn without_gateways_the_field_stays_a_text_and_says_why() {
    for (answer, words) in [
        (Ok(Vec::new()), "This tenant has no gateway for this source"),
        (Err(Failure::new(FailureKind::Forbidden, "listing gateways")), "could not be listed"),
    ] {
        let mut stage = stage_of("DG_invented", &json!({"gatewayInstance": text()}));
        stage.answer(Answer::ListGateways(answer));
        assert!(stage.shot(80, 20).contains(words));
        name(&mut stage, "n");
        stage.type_text("my-id");
        assert_eq!(next(&mut stage), Flow::Next);
        assert_eq!(sent(&stage), json!({"gatewayInstance": "my-id"}));
    }
}

#[test]
fn a_pasted_secret_is_answered_with_its_count_and_not_shown() {
    let mut stage = stage(&json!({"password": text()}));
    stage.paste("marker-0123456789\n");
    let shot = stage.shot(80, 20);
    assert!(shot.contains("17 characters pasted") && !shot.contains("marker"), "{shot}");
    stage.press(Key::ctrl('u'));
    stage.paste("marker\nmarker");
    assert!(stage.shot(80, 20).contains("with a line break inside. It is kept"));
    assert!(!format!("{:?}", stage.screen).contains("marker"));
}

#[test]
fn a_line_break_pasted_into_a_text_is_said_to_be_left_out() {
    let mut stage = stage(&json!({"host": text()}));
    stage.paste("one\ntwo");
    let shot = stage.shot(100, 20);
    assert!(
        shot.contains("onetwo") && shot.contains("6 characters pasted, with a line break inside. It was left out"),
        "{shot}"
    );
}

#[test]
fn a_revealed_secret_is_hidden_again_when_its_field_or_the_screen_is_left() {
    let mut stage = stage(&json!({"password": text(), "host": text()}));
    stage.type_text("marker");
    assert!(stage.screen.hints(&stage.shared).iter().any(|hint| hint.keys == "Ctrl+R"));
    stage.press(Key::ctrl('r'));
    assert!(stage.shot(80, 20).contains("marker"));
    stage.press(DOWN);
    stage.press(UP);
    assert!(!stage.shot(80, 20).contains("marker"));
    stage.press(Key::ctrl('r'));
    stage.press(Key::ctrl('r'));
    assert!(!stage.shot(80, 20).contains("marker"));
    stage.press(Key::ctrl('r'));
    stage.enter();
    assert!(!stage.shot(80, 20).contains("marker"));
}

#[test]
fn a_key_file_keeps_its_lines_and_a_key_of_one_word_does_not() {
    let pem = "-----BEGIN PRIVATE KEY-----\nAAAA\nBBBB\n-----END PRIVATE KEY-----\n";
    let mut stage =
        stage(&json!({"privateKey": text(), "certificateKey": text(), "secretKey": text(), "caText": text()}));
    stage.paste(pem);
    assert!(stage.shot(80, 20).contains("4 lines, 60 characters pasted"), "{}", stage.shot(80, 20));
    stage.press(ENTER);
    stage.paste("one\ntwo");
    stage.press(ENTER);
    stage.paste("SK\n");
    stage.press(ENTER);
    stage.paste(pem);
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(
        sent(&stage),
        json!({"privateKey": pem, "certificateKey": "one\ntwo", "secretKey": "SK", "caText": pem})
    );
}

#[test]
fn too_much_is_refused_with_a_word() {
    let mut stage = stage(&json!({"host": text()}));
    stage.paste(&"x".repeat(65 * 1024));
    assert!(stage.told().contains("64 KiB at most"));
    assert!(stage.screen.fields.form.get(Row::Field(0)).unwrap().is_empty());
}

fn add(stage: &mut Stage<State>, name: &str, value: &str) {
    stage.press(LAST);
    stage.press(UP);
    assert_eq!(row(stage), Row::Add);
    stage.press(ENTER);
    stage.type_text(name);
    stage.press(ENTER);
    stage.type_text(value);
}

#[test]
fn properties_that_the_tenant_does_not_list_can_be_added() {
    let mut stage = stage(&json!({"host": text()}));
    add(&mut stage, "maxRows", "10");
    add(&mut stage, "proxyPassword", "marker");
    add(&mut stage, "empty", "");
    assert!(!stage.shot(80, 24).contains("marker"));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage).to_string(), r#"{"maxRows":"10","proxyPassword":"marker","empty":""}"#);
    assert!(!format!("{:?}", details(&stage)).contains("marker"));
    assert!(!format!("{:?}", stage.screen).contains("marker"));
}

#[test]
fn an_added_property_needs_a_name_of_its_own() {
    for (name, words) in [
        ("", "Give the property a name"),
        ("host", "already a field of this form"),
        ("credentialsName", "step Credentials"),
        ("authCode", "step Authorize"),
    ] {
        let mut stage = stage_of("invented", &json!({"host": text(), "authCode": text()}));
        self::name(&mut stage, "n");
        add(&mut stage, name, "x");
        assert_eq!(next(&mut stage), Flow::Stay, "{name}");
        assert_eq!(row(&stage), Row::Key(0));
        assert!(stage.shot(80, 24).contains(words), "{name}");
        stage.press(Key::ctrl('d'));
        assert_eq!(next(&mut stage), Flow::Next, "{name}");
    }
}

#[test]
fn a_pair_that_was_never_filled_in_is_forgotten() {
    let mut stage = stage(&json!({}));
    add(&mut stage, "", "");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({}));
}

#[test]
fn enter_leads_through_the_fields_and_on_from_the_last_one_and_adds_nothing() {
    let mut stage = stage(&json!({"a": text(), "b": text()}));
    stage.press(ENTER);
    assert_eq!(row(&stage), Row::Field(1));
    assert_eq!(stage.press(ENTER), Flow::Next);
}

#[test]
fn a_source_whose_need_of_a_browser_is_unknown_asks() {
    let mut stage = stage(&json!({"username": text(), "authCode": text()}));
    assert_eq!(next(&mut stage), Flow::Stay);
    assert_eq!(row(&stage), Row::Browser);
    assert!(stage.shot(80, 20).contains("Choose one"));
    stage.type_text("b");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(details(&stage).browser, Some(true));
    stage.shared.draft.of_mut().credential = Some(existing());
    stage.enter();
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(details(&stage).browser, None);
}

#[test]
fn a_source_with_no_other_login_than_a_code_has_the_browser_preselected() {
    let mut stage = stage(&json!({"authCode": text()}));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(details(&stage).browser, Some(true));
}

#[test]
fn where_the_browser_is_chosen_a_guess_is_called_one() {
    let says = |stage: &Stage<State>| {
        let shot = stage.shot(80, 30);
        shot.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains("Qlik's documentation does not confirm this sign-in.")
    };
    let mut stage = stage_of("snowflake", &json!({"authenticator": text(), "username": text(), "authCode": text()}));
    assert!(!says(&stage), "{}", stage.shot(80, 30));
    name(&mut stage, "orders");
    stage.press(RIGHT);
    assert!(stage.shot(80, 30).contains("Sign in through the browser") && says(&stage), "{}", stage.shot(80, 30));
    stage.press(RIGHT);
    assert!(!says(&stage), "{}", stage.shot(80, 30));
    let stage = stage_of("File_OneDriveConnector", &json!({"authCode": text()}));
    assert!(says(&stage), "{}", stage.shot(80, 30));
    // What Qlik's tutorial walks is no guess.
    let mut stage =
        stage_of("gbq", &json!({"OAuthMechanism": {"type": "string", "enum": ["1", "0"]}, "authCode": text()}));
    name(&mut stage, "clicks");
    for _ in 0..3 {
        assert!(!says(&stage), "{}", stage.shot(80, 30));
        stage.press(RIGHT);
    }
}

#[test]
fn what_was_typed_survives_going_back_and_other_specs() {
    let mut stage = stage(&json!({"host": text(), "port": text(), "old": text()}));
    stage.type_text("db.example.com");
    stage.press(ENTER);
    stage.press(ENTER);
    stage.type_text("kept");
    assert!(stage.screen.is_filled());
    stage.enter();
    assert!(stage.shot(80, 20).contains("db.example.com"));
    let newer = spec(&json!({"port": {"type": "string", "default": "1"}, "host": text()}));
    stage.shared.draft.choose_source(source("invented"), newer);
    stage.enter();
    let shot = stage.shot(80, 20);
    assert!(shot.contains("orders") && shot.contains("db.example.com") && !shot.contains("kept"), "{shot}");
    let again = spec(&json!({"port": text(), "host": text(), "old": text()}));
    stage.shared.draft.choose_source(source("invented"), again);
    stage.enter();
    assert!(stage.shot(80, 20).contains("kept"));
}

#[test]
fn a_burst_is_text_wherever_a_text_has_the_focus() {
    let mut stage = stage_of("invented", &json!({"host": text(), "password": text()}));
    for _ in 0..3 {
        stage.type_text("copn1234?");
        stage.paste("copn1234?\n");
        stage.press(ENTER);
    }
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(details(&stage).name, "copn1234?copn1234?");
    assert_eq!(sent(&stage), json!({"host": "copn1234?copn1234?", "password": "copn1234?copn1234?"}));
}

#[test]
fn only_what_a_person_typed_counts_as_filled_in() {
    let stage = stage_of("invented", &json!({"region": {"type": "string", "default": "x"}}));
    assert!(!stage.screen.is_filled());
}

#[test]
fn no_size_breaks_the_picture() {
    let mut stage = stage_of(
        "File_AmazonS3Connector",
        &json!({"region": {"type": "string", "enum": ["eu-central-1-with-a-very-long-name-indeed", "漢字"]},
            "secretKey": text(), "rows": {"type": "integer"}, "a-property-with-a-name-longer-than-any-column": text()}),
    );
    stage.type_text("漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字");
    add(&mut stage, "x", "y");
    next(&mut stage);
    for row in 0..9 {
        stage.press(if row == 0 { FIRST } else { DOWN });
        for columns in (0..130).step_by(5) {
            for rows in (0..12).chain((12..45).step_by(8)) {
                stage.shot(columns, rows);
            }
        }
    }
}

mod bodies;
mod faults;
mod form;
mod name;
mod shapes;
