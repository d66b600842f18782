//! The form of a source by itself, without its screen.

use proptest::prelude::*;

use super::*;
use crate::domain::{http::Json, source::SourceId};

fn form(properties: &Value) -> SourceForm {
    let mut form = SourceForm::default();
    form.build(&SourceId("invented".into()), &spec(properties));
    form
}

#[test]
fn a_sentence_names_the_field_with_the_longest_name_and_whole_words_only() {
    let form = form(&json!({"key": {}, "key_id": {}, "host": {}}));
    assert_eq!(form.named_in("'KEY_ID' must not be empty (host?)"), Some(Row::Field(1)));
    assert_eq!(form.named_in("the keys are wrong"), None);
}

#[test]
fn a_default_that_is_none_of_the_values_is_not_chosen() {
    let form = form(&json!({"a": {"enum": ["p", "q"], "default": "P"}, "b": {"type": "boolean", "default": "maybe"}}));
    assert_eq!(form.entered(), []);
}

#[test]
fn what_was_typed_comes_back_with_the_shape_or_the_field_that_holds_it() {
    let text = json!({"region": {"type": "string"}});
    let choice = json!({"region": {"enum": ["eu", "us"]}});
    let mut form = form(&text);
    form.form.set(Row::Field(0), "moon");
    let rebuild =
        |form: &mut SourceForm, properties: &Value| form.build(&SourceId("invented".into()), &spec(properties));
    for other in [choice, json!({"host": {"type": "string"}})] {
        rebuild(&mut form, &other);
        assert_ne!(form.form.answer(Row::Field(0)), "moon");
        rebuild(&mut form, &other);
        rebuild(&mut form, &text);
        assert_eq!(form.form.answer(Row::Field(0)), "moon");
    }
}

#[test]
fn it_is_not_ready_while_no_way_to_sign_in_is_filled() {
    for (id, name) in [("File_FileTransferConnector", "password"), ("invented", "apiToken")] {
        let mut stage = stage_of(id, &json!({"host": text(), "username": text(), name: text()}));
        for (name, value) in [("host", "h"), ("username", "u")] {
            let row = stage.screen.fields.find(name).unwrap();
            stage.screen.fields.form.set(row, value);
        }
        self::name(&mut stage, "n");
        let shot = stage.shot(100, 24);
        assert!(!shot.contains("Ready"), "{id}: {shot}");
        assert_eq!(next(&mut stage), Flow::Stay);
        assert!(stage.told().contains("Press Enter again to go on without it."), "{}", stage.told());
        let row = stage.screen.fields.find(name).unwrap();
        stage.screen.fields.form.set(row, "p");
        assert!(stage.shot(100, 24).contains("Ready"), "{id}");
    }
}

#[test]
fn what_is_known_of_a_bucket_beats_the_tenant_and_a_known_port_stands_in_its_field() {
    let mut stage = stage_of("File_AmazonS3Connector", &json!({"bucketName": {"type": "string", "maxLength": 3}}));
    name(&mut stage, "n");
    stage.paste("s3://my-bucket/path");
    let shot = stage.shot(100, 24);
    assert!(shot.contains("bucket alone") && !shot.contains("The tenant expects"), "{shot}");
    assert_eq!(stage.press(ENTER), Flow::Stay);
    assert!(stage.told().starts_with("Bucket: Enter the name of the bucket alone"), "{}", stage.told());
    assert!(!stage.shot(100, 24).contains("Ready"));
    assert_eq!(stage.press(ENTER), Flow::Next);
    let mut stage = stage_of("mssql", &json!({"host": text(), "port": text()}));
    name(&mut stage, "n");
    next(&mut stage);
    stage.press(ENTER);
    assert_eq!(sent(&stage), json!({"port": "1433"}));
}

proptest! {
    #[test]
    fn whatever_is_typed_travels_as_it_was_typed(text in "\\PC{0,40}", secret in any::<bool>()) {
        let name = if secret { "password" } else { "host" };
        let mut form = form(&json!({name: {"type": "string"}}));
        form.form.go(Row::Field(0));
        for c in text.chars() {
            form.form.key(Key::char(c));
        }
        let shown = form.form.text(Row::Field(0)).to_owned();
        // What the editor refuses is not on the screen; what is on the screen is what is sent. A secret keeps all.
        prop_assert!((!secret && text.chars().any(crate::domain::text::is_unseen)) || shown == text);
        let body = Json::Object(form.entered().into_iter().map(|entered| (entered.name, entered.value)).collect());
        let read: Value = serde_json::from_str(&body.wire()).unwrap();
        let expected = if shown.is_empty() { json!({}) } else { json!({name: shown}) };
        prop_assert_eq!(read, expected);
    }
}
