//! A connection that exists, as answers: what the tenant gives back of it, and gaps where it keeps a secret to itself.

use std::sync::Arc;

use serde_json::Value;

use super::write::{self, Written};
use crate::domain::{
    connection::Connection,
    credential::{Credential, CredentialChoice},
    draft::{Details, Draft, Entered},
    field::{Field, Requirement, fields},
    http::Json,
    looks::{looks_credential, looks_secret},
    property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS, SEPARATE, Shape, Spec},
    rows,
    secret::Secret,
    session::{Me, Session},
    source::DataSource,
    space::SpaceChoice,
};

/// A connection, with what else has to be known of it.
#[derive(Clone, Debug)]
pub struct Existing<'a> {
    pub session: &'a Session,
    pub me: &'a Me,
    /// With its properties.
    pub connection: &'a Connection,
    /// Where it lives. A space whose name others have too has none here.
    pub space: SpaceChoice,
    pub source: &'a DataSource,
    pub spec: &'a Arc<Spec>,
    /// Its separated credentials, where they are those of who asks.
    pub credential: Option<Credential>,
}

impl Existing<'_> {
    /// The answers that would make it again. Every secret in them is empty.
    pub fn draft(&self) -> Draft {
        let choice = match (self.connection.separated, &self.credential) {
            (Some(true), Some(credential)) => CredentialChoice::Existing(credential.clone()),
            // They belong to another user, and so does their name.
            (Some(true), None) => CredentialChoice::New(self.connection.name.clone()),
            _ => CredentialChoice::Embedded,
        };
        let is_of_others = matches!(choice, CredentialChoice::New(_));
        let mut draft = Draft::default();
        draft.choose_tenant(self.session.tenant.clone());
        draft.sign_in(self.session.clone(), self.me.clone());
        draft.here_mut().space = Some(self.space.clone());
        draft.choose_source(self.source.clone(), Arc::clone(self.spec));
        draft.of_mut().credential = Some(choice);
        draft.of_mut().details = Some(Details {
            name: self.connection.name.clone(),
            entered: self.entered(is_of_others),
            browser: None,
            code: None,
            files: Vec::new(),
        });
        draft
    }

    /// The answers file that makes it again, once its gaps are filled.
    pub fn written(&self) -> Option<Written> {
        write::from_existing(&self.draft(), &self.tags())
    }

    pub fn tags(&self) -> Vec<String> {
        self.connection.own_tags().map(str::to_owned).collect()
    }

    /// What is told of it, then a gap for each part of the login that is needed. What another user signs in with is theirs.
    fn entered(&self, is_of_others: bool) -> Vec<Entered> {
        let all = fields(&self.source.id, self.spec);
        let told = &self.connection.properties;
        let is_elsewhere = |name: &str| [SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS].contains(&name);
        let mut entered = Vec::new();
        for (name, text) in told.iter().filter(|(name, text)| !is_elsewhere(name) && !text.is_empty()) {
            let field = all.iter().find(|field| field.name == *name);
            let credential = field.map_or_else(|| looks_credential(name), |field| field.credential);
            if credential && is_of_others {
                continue;
            }
            entered.push(Entered { name: name.clone(), value: value(name, field, text), credential });
        }
        let holds = |field: &Field| {
            field.when.as_ref().is_none_or(|when| {
                let default = || all.iter().find(|field| field.name == when.field)?.default.as_deref();
                when.holds(self.connection.property(&when.field).or_else(default).unwrap_or_default())
            })
        };
        for field in all.iter().filter(|field| (field.secret || field.credential) && field.shape == Shape::Text) {
            let is_told = entered.iter().any(|entered| entered.name == field.name);
            if !is_told && field.need != Requirement::Optional && holds(field) {
                let value = Json::Secret(Secret::new(""));
                entered.push(Entered { name: field.name.clone(), value, credential: field.credential });
            }
        }
        entered
    }
}

/// What travels for what the tenant told as text. A secret is never taken from there.
fn value(name: &str, field: Option<&Field>, text: &str) -> Json {
    let Some(field) = field else { return emptied(rows::told(text, looks_secret(name))) };
    let parsed = || serde_json::from_str::<Value>(text).ok();
    match &field.shape {
        Shape::File => {
            let name = parsed().and_then(|told| told.get(0)?.get("name")?.as_str().map(str::to_owned));
            let members = vec![
                ("name".to_owned(), Json::text(name.unwrap_or_default())),
                ("value".to_owned(), Json::Secret(Secret::new(""))),
            ];
            Json::List(vec![Json::Object(members)])
        }
        Shape::List(_) => {
            parsed().map_or_else(|| Json::text(text), |told| list(rows::hide(told, field.hides_values())))
        }
        _ if field.secret => Json::Secret(Secret::new("")),
        _ => emptied(field.wire(text).unwrap_or_else(|_| Json::text(text))),
    }
}

/// The rows of a list one by one, the values of secret ones left out.
fn list(told: Json) -> Json {
    match told {
        Json::Plain(Value::Array(rows)) => Json::List(rows.into_iter().map(list_row).collect()),
        other => emptied(other),
    }
}

fn list_row(row: Value) -> Json {
    match row {
        Value::Object(members) => {
            Json::Object(members.into_iter().map(|(key, told)| (key, Json::Plain(told))).collect())
        }
        other => Json::Plain(other),
    }
}

/// The same with every secret empty.
fn emptied(tree: Json) -> Json {
    match tree {
        Json::Plain(value) => Json::Plain(value),
        Json::Secret(_) => Json::Secret(Secret::new("")),
        Json::List(items) => Json::List(items.into_iter().map(emptied).collect()),
        Json::Object(members) => Json::Object(members.into_iter().map(|(key, value)| (key, emptied(value))).collect()),
    }
}
