//! What is missing or wrong: when it is said, where it stands, and what blocks.

use super::*;

#[test]
fn what_the_tenant_says_is_needed_blocks_and_gets_the_focus() {
    let mut stage = stage(&json!({"a": text(), "b": {"type": "string", "required": true},
        "c": {"type": "boolean", "required": true}}));
    assert!(stage.shot(80, 20).contains("2 required fields are empty"));
    assert_eq!(next(&mut stage), Flow::Stay);
    assert_eq!(row(&stage), Row::Field(1));
    let shot = stage.shot(80, 20);
    assert!(shot.contains("cannot stay empty") && shot.contains("choose one"), "{shot}");
    stage.type_text("x");
    assert!(!stage.shot(80, 20).contains("cannot stay empty"));
    stage.press(ENTER);
    stage.type_text("n");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"b": "x", "c": "false"}));
}

#[test]
fn a_needed_field_that_is_left_empty_says_so_at_once() {
    let mut stage = stage(&json!({"a": {"type": "string", "required": true}, "b": text()}));
    assert!(!stage.shot(80, 20).contains('✗'));
    stage.press(ENTER);
    assert!(stage.shot(80, 20).contains("✗ Required: it cannot stay empty"));
}

#[test]
fn what_is_only_usually_needed_is_said_once_and_can_be_passed() {
    let properties = json!({"bucketName": text(), "region": {"type": "string", "default": "r"}, "accessKey": text(),
        "secretKey": text()});
    let mut stage = stage_of("File_AmazonS3Connector", &properties);
    name(&mut stage, "n");
    assert!(stage.shot(80, 20).contains("3 required fields are empty"));
    assert_eq!(next(&mut stage), Flow::Stay);
    assert_eq!(
        stage.told(),
        "Bucket, Access key and Secret key are required. Press Enter again to go on without them."
    );
    stage.fresh = false;
    assert_eq!(stage.press(ENTER), Flow::Stay, "nobody has read the sentence");
    stage.fresh = true;
    assert_eq!(stage.press(ENTER), Flow::Next);
    assert_eq!(sent(&stage), json!({"region": "r"}));
}

#[test]
fn the_warning_goes_when_its_field_is_filled_in() {
    let mut stage = stage_of("File_AmazonS3Connector", &json!({"bucketName": text()}));
    name(&mut stage, "n");
    next(&mut stage);
    assert_eq!(stage.told(), "Bucket is required. Press Enter again to go on without it.");
    stage.press(FIRST);
    stage.press(DOWN);
    stage.type_text("b");
    assert_eq!(stage.told(), "");
    assert_eq!(next(&mut stage), Flow::Next);
}

#[test]
fn wrong_values_are_named_when_their_field_is_left_and_again_on_next() {
    let mut stage = stage(&json!({"n": {"type": "integer"}, "j": {"type": "object"}, "t": text()}));
    stage.type_text("many");
    stage.press(ENTER);
    assert!(stage.shot(80, 20).contains("Type a whole number"));
    stage.type_text("{\"a\":");
    stage.press(ENTER);
    assert!(stage.shot(80, 20).contains("not JSON yet"));
    assert_eq!(next(&mut stage), Flow::Stay);
    assert_eq!(row(&stage), Row::Field(0));
    stage.press(Key::ctrl('u'));
    assert_eq!(next(&mut stage), Flow::Stay);
    assert_eq!(row(&stage), Row::Field(1));
    stage.type_text("1}");
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"j": {"a": 1}}));
}

#[test]
fn what_the_tenant_refused_stands_under_the_field_it_names() {
    let sentence = "Property 'BUCKETNAME' is not valid.";
    for field in [None, Some("bucketname".to_owned()), Some("unheard-of".to_owned())] {
        let mut stage = stage(&json!({"region": text(), "bucket": text(), "bucketName": text()}));
        stage.visit(Visit::Field(FieldFault { field, text: sentence.into() }));
        assert_eq!(row(&stage), Row::Field(2));
        assert!(stage.shot(80, 20).contains(&format!("✗ {sentence}")));
        stage.type_text("x");
        assert!(!stage.shot(80, 20).contains(sentence));
    }
}

#[test]
fn a_refusal_stays_while_the_focus_looks_elsewhere_and_a_person_may_insist() {
    let mut stage = stage(&json!({"region": text(), "host": text()}));
    stage.type_text("x");
    stage.visit(Visit::Field(FieldFault { field: Some("region".into()), text: "No such region.".into() }));
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    stage.press(DOWN);
    assert!(stage.shot(80, 20).contains("No such region."));
    assert_eq!(next(&mut stage), Flow::Next);
    assert_eq!(sent(&stage), json!({"region": "x"}));
}

#[test]
fn a_refusal_that_names_no_field_stands_above_the_form_and_does_not_block() {
    let mut stage = stage(&json!({"region": text()}));
    stage.visit(Visit::Field(FieldFault { field: None, text: "Something is wrong.".into() }));
    assert!(stage.shot(80, 20).contains("✗ Something is wrong."));
    stage.answer(Answer::CheckName(Ok(NameCheck::Free)));
    assert_eq!(next(&mut stage), Flow::Next);
    assert!(!stage.shot(80, 20).contains("Something is wrong."));
}

#[test]
fn the_focus_and_its_faults_are_in_view_at_every_usual_size() {
    let mut properties = serde_json::Map::new();
    for at in 0..27 {
        properties.insert(format!("field{at}"), json!({"type": "integer"}));
    }
    let mut stage = stage(&Value::Object(properties));
    for at in 0..27 {
        stage.type_text("x");
        for (columns, rows) in [(58, 11), (62, 18), (102, 34)] {
            let shot = stage.shot(columns, rows);
            assert!(shot.contains(&format!("▸ field{at} ")), "{shot}");
        }
        stage.press(ENTER);
        stage.press(UP);
        assert!(stage.shot(58, 11).contains("Type a whole number"));
        stage.press(ENTER);
    }
}
