//! What a refusal says, in any of the shapes that tenants and what stands in front of them use: the tenant's `errors[]`
//! (`qlik-cloud-api.md` section 3), `{"message"}`, `{"error", "error_description"}` (RFC 6749, section 5.2), problem details
//! (RFC 9457), a JSON string, plain text. The shapes beside `errors[]` are inferred from what services of this kind answer.

use serde_json::{Map, Value};

use crate::domain::{failure::Told, text::clean};

use super::{answer::Body, masks::Masks};

/// What a tenant says where the word against forgery is missing or stale.
pub(super) const CSRF: &str = "CSRF-TOKEN-2";

/// How much is kept: the errors, the characters of each word of them, and those of a plain text.
const MOST_ERRORS: usize = 20;
const MOST_CHARS: usize = 2000;
const MOST_TEXT: usize = 400;
/// How deep an error may lie in another one.
const DEEPEST: usize = 3;

const CODES: [&str; 3] = ["code", "errorCode", "error_code"];
const TITLES: [&str; 1] = ["title"];
const DETAILS: [&str; 8] =
    ["detail", "error_description", "message", "errorMessage", "error_message", "description", "reason", "details"];

#[derive(Default, Debug)]
pub(super) struct RefusalText {
    /// They came in the tenant's own `errors[]`, so it was the tenant that spoke, and nothing in front of it.
    pub envelope: bool,
    pub told: Vec<Told>,
}

/// Reads a body. Every secret that was sent is masked before anything is cut.
pub(super) fn words(body: &Body, masks: &Masks) -> RefusalText {
    match body {
        Body::Data(text) => serde_json::from_str(text).map(|value| in_data(&value, masks)).unwrap_or_default(),
        Body::Text(text) => Reader { masks }.only(text),
        Body::Page | Body::Empty | Body::Garbage => RefusalText::default(),
    }
}

/// The same of data.
pub(super) fn in_data(value: &Value, masks: &Masks) -> RefusalText {
    let reader = Reader { masks };
    match value {
        Value::Object(members) => reader.object(members),
        Value::String(text) => reader.only(text),
        _ => RefusalText::default(),
    }
}

struct Reader<'a> {
    masks: &'a Masks,
}

impl Reader<'_> {
    fn only(&self, text: &str) -> RefusalText {
        RefusalText { told: self.text(text, MOST_TEXT).into_iter().collect(), ..RefusalText::default() }
    }

    fn object(&self, members: &Map<String, Value>) -> RefusalText {
        let items = match members.get("errors") {
            Some(Value::Array(items)) => items.as_slice(),
            _ => &[],
        };
        let mut told: Vec<Told> =
            items.iter().filter_map(|item| item.as_object()).filter_map(|one| self.one(one, 0)).collect();
        let envelope = !told.is_empty();
        if !envelope {
            told.extend(items.iter().filter_map(Value::as_str).filter_map(|text| self.text(text, MOST_CHARS)));
            told.extend(self.by_field(members.get("errors")));
            told.extend(self.one(members, 0));
        } else if members.get("code").and_then(Value::as_str) == Some(CSRF) && told.iter().all(|told| told.code != CSRF)
        {
            // This one is known to come beside the envelope instead of inside it (`qlik-cloud-auth.md` section 5.5).
            told.push(Told { code: CSRF.to_owned(), ..Told::default() });
        }
        told.dedup();
        told.truncate(MOST_ERRORS);
        RefusalText { envelope, told }
    }

    /// One error. Where it lies in a member of its own, that is read.
    fn one(&self, members: &Map<String, Value>, depth: usize) -> Option<Told> {
        let word = |names: &[&str]| names.iter().find_map(|name| self.word(members.get(*name)?)).unwrap_or_default();
        let mut told = Told { code: word(&CODES), title: word(&TITLES), detail: word(&DETAILS) };
        match members.get("error") {
            Some(Value::Object(inner)) if depth < DEEPEST => {
                return self.one(inner, depth + 1).or_else(|| Some(told).filter(|told| *told != Told::default()));
            }
            // A code as `invalid_grant` beside its description, or the only sentence there is.
            Some(error) if told.code.is_empty() && !told.detail.is_empty() => {
                told.code = self.word(error).unwrap_or_default();
            }
            Some(error) if told.detail.is_empty() => told.detail = self.word(error).unwrap_or_default(),
            _ => {}
        }
        (told != Told::default()).then_some(told)
    }

    /// `{"errors": {"field": ["what is wrong"]}}`.
    fn by_field(&self, errors: Option<&Value>) -> Vec<Told> {
        let Some(Value::Object(fields)) = errors else {
            return errors.and_then(Value::as_str).and_then(|text| self.text(text, MOST_CHARS)).into_iter().collect();
        };
        let one = |(field, what): (&String, &Value)| {
            let words: Vec<String> = match what {
                Value::Array(all) => all.iter().filter_map(|one| self.word(one)).collect(),
                other => self.word(other).into_iter().collect(),
            };
            if words.is_empty() {
                None
            } else {
                self.text(&format!("{}: {}", clean(field), words.join(", ")), MOST_CHARS)
            }
        };
        fields.iter().take(MOST_ERRORS).filter_map(one).collect()
    }

    fn text(&self, text: &str, most: usize) -> Option<Told> {
        let detail = self.fit(text, most);
        (!detail.is_empty()).then(|| Told { detail, ..Told::default() })
    }

    /// A scalar, fit for the eye; nothing where there is nothing to read.
    fn word(&self, value: &Value) -> Option<String> {
        let raw = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
        };
        Some(self.fit(&raw, MOST_CHARS)).filter(|text| !text.is_empty())
    }

    fn fit(&self, raw: &str, most: usize) -> String {
        cut(self.masks.hide_secrets(clean(raw).trim()).trim(), most)
    }
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::secret::Secret;

    fn read(body: &Body) -> (bool, Vec<(String, String, String)>) {
        let words = words(body, &Masks::default());
        (words.envelope, words.told.into_iter().map(|told| (told.code, told.title, told.detail)).collect())
    }

    #[test]
    fn a_reason_is_read_in_every_usual_shape_and_only_errors_are_the_tenants_own() {
        for (body, envelope, code, title, detail) in [
            (json!({"errors": [{"code": "A-1", "title": "t", "detail": "d"}]}), true, "A-1", "t", "d"),
            (json!({"errors": [{"code": "A-1", "message": "m"}]}), true, "A-1", "", "m"),
            (json!({"errors": ["d"]}), false, "", "", "d"),
            (json!({"errors": "d"}), false, "", "", "d"),
            (json!({"errors": {"name": ["is taken", "is long"]}}), false, "", "", "name: is taken, is long"),
            (json!({"message": "License required"}), false, "", "", "License required"),
            (json!({"error": "invalid_grant", "error_description": "d"}), false, "invalid_grant", "", "d"),
            (json!({"error": "Not allowed"}), false, "", "", "Not allowed"),
            (json!({"error": {"code": 7, "message": "d"}}), false, "7", "", "d"),
            (json!({"error": {"error": {"message": "d"}}}), false, "", "", "d"),
            (json!({"type": "about:blank", "title": "t", "detail": "d", "status": 400}), false, "", "t", "d"),
            (json!({"code": "CSRF-TOKEN-2"}), false, "CSRF-TOKEN-2", "", ""),
            (json!("d"), false, "", "", "d"),
        ] {
            let expected = vec![(code.to_owned(), title.to_owned(), detail.to_owned())];
            assert_eq!(read(&Body::Data(body.to_string().into())), (envelope, expected), "{body}");
        }
        let text = Body::Text("RBAC: access\u{1b}[31m denied\r\n".into());
        assert_eq!(read(&text).1, [(String::new(), String::new(), "RBAC: access denied".to_owned())]);
        for nothing in [json!({}), json!([]), json!(7), json!({"errors": [], "message": " "}), json!({"error": [1]})] {
            assert_eq!(read(&Body::Data(nothing.to_string().into())), (false, Vec::new()), "{nothing}");
        }
    }

    #[test]
    fn a_text_without_end_and_a_nest_without_end_are_cut() {
        let long = words(&Body::Text("x".repeat(9000)), &Masks::default());
        assert_eq!(long.told[0].detail.chars().count(), MOST_TEXT + 1);
        let mut nest = json!({"message": "deep"});
        for _ in 0..100 {
            nest = json!({ "error": nest });
        }
        assert_eq!(read(&Body::Data(nest.to_string().into())).1, []);
    }

    #[test]
    fn a_secret_is_masked_before_the_cut_and_after_the_cleaning() {
        let masks = Masks::default();
        masks.note(&Secret::new("marker-key-9f2c"));
        for said in ["no marker-key-9f2c here".to_owned(), "no mark\u{200b}er-key\u{1b}[0m-9f2c here".to_owned()] {
            assert_eq!(words(&Body::Text(said), &masks).told[0].detail, "no •••• here");
        }
        let said = format!("{}marker-key-9f2c", "x".repeat(MOST_TEXT - 5));
        assert!(!words(&Body::Text(said), &masks).told[0].detail.contains("mark"));
    }
}
