use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    domain::{call::Json, field::fields, property::Spec, source::SourceId},
    kit::keys::Key,
};

fn form(properties: &Value) -> Form {
    let mut form = Form::default();
    rebuild(&mut form, properties);
    form
}

fn rebuild(form: &mut Form, properties: &Value) {
    let spec = Spec::read(&json!({"connectionProperties": {"properties": properties}})).unwrap();
    form.rebuild(fields(&SourceId("invented".into()), &spec), None);
}

#[test]
fn a_sentence_names_the_field_with_the_longest_name_and_whole_words_only() {
    let form = form(&json!({"key": {}, "key_id": {}, "host": {}}));
    assert_eq!(form.named_in("'KEY_ID' must not be empty (host?)"), Some(1));
    assert_eq!(form.named_in("the keys are wrong"), None);
}

#[test]
fn a_default_that_is_none_of_the_values_is_not_chosen() {
    let form = form(&json!({"a": {"enum": ["p", "q"], "default": "P"}, "b": {"type": "boolean", "default": "maybe"}}));
    assert_eq!(form.entered(), []);
}

#[test]
fn a_circle_of_conditions_ends() {
    let mut form = form(&json!({"a": {}, "b": {}}));
    for (at, other) in [(0, "b"), (1, "a")] {
        let condition = crate::domain::known::Condition { field: other.into(), is: vec![String::new()], not: vec![] };
        form.get_mut(at).unwrap().field.when = Some(condition);
    }
    assert_eq!(form.shown().count(), 2);
}

#[test]
fn what_was_typed_comes_back_with_the_shape_or_the_field_that_holds_it() {
    let text = json!({"region": {"type": "string"}});
    let choice = json!({"region": {"enum": ["eu", "us"]}});
    let mut form = form(&text);
    form.get_mut(0).unwrap().set("moon");
    for other in [choice, json!({"host": {"type": "string"}})] {
        rebuild(&mut form, &other);
        assert_ne!(form.get(0).unwrap().text(), "moon");
        rebuild(&mut form, &other);
        rebuild(&mut form, &text);
        assert_eq!(form.get(0).unwrap().text(), "moon");
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_travels_as_it_was_typed(text in "\\PC{0,40}", secret in any::<bool>()) {
        let name = if secret { "password" } else { "host" };
        let mut form = form(&json!({name: {"type": "string"}}));
        for c in text.chars() {
            form.get_mut(0).unwrap().key(Key::char(c));
        }
        let shown = form.get(0).unwrap().text().to_owned();
        // What the editor refuses is not on the screen; what is on the screen is what is sent.
        prop_assert!(text.chars().any(crate::kit::paste::is_forbidden) || shown == text);
        let body = Json::Object(form.entered().into_iter().map(|entered| (entered.name, entered.value)).collect());
        let read: Value = serde_json::from_str(&body.wire()).unwrap();
        let expected = if shown.is_empty() { json!({}) } else { json!({name: shown}) };
        prop_assert_eq!(read, expected);
    }
}
