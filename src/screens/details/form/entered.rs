//! What the form hands on, and what is put back into it.

use serde_json::Value;
use zeroize::Zeroizing;

use super::{Row, SourceForm, way};
use crate::{
    domain::{
        connection::{Connection, is_service_tag},
        draft::{Details, Entered},
        field::Field,
        http::{Json, MASK},
        looks::{looks_credential, looks_secret},
        patch::Wanted,
        property::{Rows, Shape},
        rows::{is_encrypted, is_kept_back},
        secret::Secret,
        shape::plain,
    },
    kit::form::{FieldCheck, FormRow, Input},
};

impl SourceForm {
    /// What the connection is to be: only what a person changed.
    pub fn wanted(&self, now: &Connection) -> Wanted {
        let is_touched =
            |name: &str| self.exactly(name).is_none_or(|row| self.form.get(row).is_some_and(Input::is_touched));
        let entered = self.entered().into_iter().filter(|entered| is_touched(&entered.name));
        let is_removed = |input: &Input<Row>| {
            let field = self.field(input.key())?;
            let is_emptied = input.is_touched() && input.is_empty() && !field.secret;
            let is_there = now.properties.iter().any(|(key, value)| *key == field.name && !value.is_empty());
            (is_emptied && is_there).then(|| field.name.clone())
        };
        Wanted {
            name: self.form.is_asked(Row::Name).then(|| self.form.answer(Row::Name).to_owned()),
            tags: self.tags(now),
            properties: entered.map(|entered| (entered.name, entered.value)).collect(),
            removed: self.form.answered().filter_map(is_removed).collect(),
        }
    }

    /// All tags, where a person changed them: those of the service stay.
    fn tags(&self, now: &Connection) -> Option<Vec<String>> {
        self.form.get(Row::Tags).filter(|input| input.is_touched())?;
        let mut tags: Vec<String> = now.tags.iter().filter(|tag| is_service_tag(tag)).cloned().collect();
        for tag in self.form.text(Row::Tags).split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
            if tags.iter().all(|other| other != tag) {
                tags.push(tag.to_owned());
            }
        }
        Some(tags)
    }

    /// What is sent, in the order of the form.
    pub fn entered(&self) -> Vec<Entered> {
        let fields = self.form.answered().filter_map(|input| {
            let Row::Field(at) = input.key() else { return None };
            let field = &self.fields[at];
            if input.stands_back() || input.is_empty() || self.is_marked(&field.name) {
                return None;
            }
            let value = self.wire(at, input)?;
            Some(Entered { name: field.name.clone(), value, credential: field.credential })
        });
        let extras = self.extras.iter().filter_map(|at| {
            let (name, text) = (self.name_of(*at), self.form.text(Row::Value(*at)));
            if name.is_empty() || self.drops(*at) || self.is_marked(name) {
                return None;
            }
            // An empty value travels too: there is no other way to send one.
            let value = if looks_secret(name) { Json::Secret(Secret::new(text)) } else { Json::text(text) };
            Some(Entered { name: name.to_owned(), value, credential: looks_credential(name) })
        });
        fields.chain(extras).collect()
    }

    /// Puts in what was given, as if a person had typed it.
    pub fn fill(&mut self, details: &Details) {
        self.form.set(Row::Name, &details.name);
        for (name, path) in &details.files {
            if let Some(row) = self.find(name).filter(|row| self.form.get(*row).is_some_and(|it| it.path().is_some())) {
                self.form.set(row, path);
            }
        }
        for Entered { name, value, .. } in &details.entered {
            let Some(row) = self.exactly(name) else {
                self.add_extra();
                let Some(at) = self.extras.last().copied() else { continue };
                self.form.set(Row::Key(at), name);
                // A name that sounds like a secret makes the value one before it is put in.
                self.arrange();
                self.form.set(Row::Value(at), &typed(value));
                continue;
            };
            let Some(input) = self.form.get(row) else { continue };
            match (input.rows(), value) {
                (Some(_), Json::List(items)) => self.form.fill_rows(row, items.iter().map(row_of).collect()),
                (None, value) if input.path().is_none() => self.form.set(row, &typed(value)),
                _ => {}
            }
        }
        // A file that does not speak of a browser sends what its properties say.
        match details.browser {
            Some(true) => self.form.set(Row::Browser, way::BROWSER),
            _ if self.has_login() => self.form.set(Row::Browser, way::FIELDS),
            _ => {}
        }
        self.marked.clone_from(&details.code);
        self.arrange();
        self.form.go(Row::Name);
    }

    fn wire(&self, at: usize, input: &Input<Row>) -> Option<Json> {
        if input.path().is_some() {
            // A file travels as a list of one name and content (`qlik-cloud-api.md` section 9).
            let is_read = matches!(input.verdict(), FieldCheck::Good(_));
            let file = self.files.get(&at).filter(|_| is_read)?;
            let members = vec![
                ("name".to_owned(), Json::text(&file.name)),
                ("value".to_owned(), Json::Secret(file.content.clone())),
            ];
            return Some(Json::List(vec![Json::Object(members)]));
        }
        match input.rows() {
            Some(rows) => Some(list(input, rows)),
            None => self.fields[at].wire(input.text()).ok(),
        }
    }
}

/// The rows of a list as they travel: names and values as they were typed.
fn list(input: &Input<Row>, rows: Rows) -> Json {
    let filled = input.items().iter().filter(|item| !item.is_empty());
    let items = filled.map(|item| {
        let value = item.value.as_str();
        let value = if input.is_secret_item(item) { Json::Secret(Secret::new(value)) } else { Json::text(value) };
        if rows == Rows::Values {
            return value;
        }
        let mut members = vec![("name".to_owned(), Json::text(item.name.as_str())), ("value".to_owned(), value)];
        if rows == Rows::Headers {
            members.push(("encrypt".to_owned(), Json::flag(item.encrypt)));
        }
        Json::Object(members)
    });
    Json::List(items.collect())
}

/// A value as it is typed.
fn typed(value: &Json) -> Zeroizing<String> {
    match value {
        Json::Plain(value) => Zeroizing::new(plain(value)),
        Json::Secret(secret) => Zeroizing::new(secret.expose().to_owned()),
        Json::List(_) | Json::Object(_) => value.wire(),
    }
}

/// A row of a list, from how it travels.
fn row_of(value: &Json) -> FormRow {
    let text = |key: &str| value.get(key).map(typed).unwrap_or_default();
    match value {
        Json::Object(_) => FormRow::with(&text("name"), &text("value"), text("encrypt").as_str() == "true"),
        other => FormRow::with("", &typed(other), false),
    }
}

/// The rows of a list as its default brings them.
pub(super) fn default_rows(field: &Field) -> Vec<FormRow> {
    let default = field.default.as_deref().and_then(|default| serde_json::from_str::<Value>(default).ok());
    let text = |value: Option<&Value>| value.map(plain).unwrap_or_default();
    let rows = default.iter().filter_map(Value::as_array).flatten();
    rows.map(|row| match row {
        Value::Object(row) => {
            let is_encrypted = row.get("encrypt") == Some(&Value::Bool(true));
            FormRow::with(&text(row.get("name")), &text(row.get("value")), is_encrypted)
        }
        row => FormRow::with("", &plain(row), false),
    })
    .collect()
}

/// The rows of a list as the tenant gives it back. None where a value was left out, for it would be lost with the list.
pub(super) fn items(shape: &Shape, told: &str) -> Option<Vec<FormRow>> {
    let Shape::List(rows) = shape else { return None };
    let Value::Array(all) = serde_json::from_str(told).ok()? else { return None };
    let item = |told: &Value| {
        if *rows == Rows::Values {
            return told.as_str().map(|value| FormRow::with("", value, false));
        }
        let text = |key: &str| told.get(key).and_then(Value::as_str);
        let (name, value) = (text("name")?, text("value")?);
        let row = FormRow::with(name, value, false);
        let is_lost = is_encrypted(told) || row.sounds_secret() && is_kept_back(told);
        (!is_lost).then_some(row)
    };
    let items = all.iter().map(item).collect::<Option<Vec<_>>>();
    items.filter(|items| items.iter().all(|item| !item.value.as_str().contains(MASK)))
}
