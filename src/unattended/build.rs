//! What would be sent for an item: its draft is filled in as by a person in the wizard.

use std::sync::Arc;

use super::{
    output::said,
    planned::Action,
    site::{Missing, Site},
};
use crate::{
    answers::{
        Item, Resolved,
        file::{Given, Mode as FileMode, Properties, Reference},
        wire,
    },
    domain::{
        connection::NewConnection,
        credential::{Credential, CredentialCheck, CredentialChoice, CredentialId},
        draft::{Consent, Details, Draft, Entered},
        field::{Requirement, fields},
        http::Json,
        looks::looks_credential,
        property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS, Shape},
        shape::plain,
    },
};

/// What would be sent, and whether a person has to sign in for it.
pub(super) struct Built {
    pub new: NewConnection,
    pub consent: Consent,
    /// The property that takes the code of interactive OAuth.
    pub code: Option<String>,
    /// What the file has of the credentials, also where credentials are used that exist.
    pub logins: Vec<(String, Json)>,
    /// The credentials that exist and are used.
    pub credential: Option<Credential>,
    /// What a person would have to type, and was not asked for. Another value stands there meanwhile.
    asks: Vec<String>,
}

impl Built {
    /// The action, unless what is sent for it is a secret that nobody typed yet.
    pub(super) fn unless_asked(&self, action: Action) -> Action {
        let is_sent = |key: &String| match &action {
            Action::Create(new) | Action::Authorize(new, _) => new.properties.iter().any(|(sent, _)| sent == key),
            Action::Revise(revision) => revision.sent().iter().any(|change| change.key == *key),
            _ => false,
        };
        let asked: Vec<&str> = self.asks.iter().filter(|key| is_sent(key)).map(String::as_str).collect();
        if asked.is_empty() {
            return action;
        }
        let keys = asked.join(", ");
        Action::Asks(format!(
            "a person types {keys}: apply asks on a terminal; elsewhere refer to a variable or a file"
        ))
    }
}

/// What would be sent for an item. The error is what is done instead.
pub(super) fn build(
    site: &Site,
    item: &Item<'_>,
    resolved: &Resolved,
    notes: &mut Vec<String>,
) -> Result<Built, Action> {
    let connection = item.connection;
    let blocked = |text: String| Action::Blocked(text);
    let space = site.space(item).map_err(|missing| match missing {
        Missing::Space(text) => Action::Blocked(text),
        Missing::Unknown(failure) => Action::CannotTell(said(&failure)),
    })?;
    let source = site.source(&connection.source).map_err(blocked)?;
    if source.disabled {
        return Err(blocked(format!("the data source {} is switched off by an administrator", source.id.0)));
    }
    let spec = match site.spec(&source.id) {
        Some(Ok(spec)) => Arc::clone(spec),
        Some(Err(failure)) => return Err(Action::CannotTell(said(failure))),
        None => return Err(blocked(format!("the fields of the data source {} were not read", source.id.0))),
    };
    let all = fields(&source.id, &spec);
    let mut entered = Vec::new();
    for (key, given) in &connection.properties.0 {
        let field = all.iter().find(|field| field.name == *key);
        let value = wire(key, given, field, resolved).map_err(|text| blocked(format!("{key}: {text}")))?;
        if field.is_none() {
            notes.push(format!("{key} is not among the properties that the tenant lists"));
        }
        if let (Some(field), Json::Plain(value)) = (field, &value)
            && let Shape::Choice(choices) = &field.shape
            && !field.open
            && choices.iter().all(|choice| choice.value != plain(value))
        {
            notes.push(format!("{key} has a value that the tenant does not list"));
        }
        let credential = field.map_or_else(|| looks_credential(key), |field| field.credential);
        entered.push(Entered { name: key.clone(), value, credential });
    }
    for field in all.iter().filter(|field| field.need == Requirement::Tenant) {
        let is_left_out = field.credential && item.mode() == FileMode::Existing;
        if !is_left_out && connection.properties.get(&field.name).is_none() && field.when.is_none() {
            return Err(blocked(format!("the tenant requires {}", field.name)));
        }
    }
    let credential = credential(site, item, &source.id.0)?;
    let logins = entered.iter().filter(|entered| entered.credential);
    let logins = logins.map(|entered| (entered.name.clone(), entered.value.clone())).collect();
    let used = if let CredentialChoice::Existing(found) = &credential { Some(found.clone()) } else { None };
    let mut draft = Draft::default();
    draft.choose_tenant(site.session.tenant.clone());
    draft.sign_in(site.session.clone(), site.me.clone());
    draft.here_mut().space = Some(space);
    draft.choose_source(source.clone(), spec);
    draft.of_mut().credential = Some(credential);
    draft.of_mut().details = Some(Details {
        name: connection.name.clone(),
        entered,
        browser: connection.authorize,
        code: connection.authorization_code.clone(),
        files: Vec::new(),
    });
    let new = draft.connection_without_code().ok_or_else(|| blocked("an answer is missing".to_owned()))?;
    Ok(Built {
        new: NewConnection { tags: connection.tags.clone().unwrap_or_default(), ..new },
        consent: draft.consent(),
        code: draft.code(),
        logins,
        credential: used,
        asks: asks(&connection.properties, resolved),
    })
}

fn credential(site: &Site, item: &Item<'_>, source: &str) -> Result<CredentialChoice, Action> {
    let name =
        item.connection.credentials.as_ref().and_then(|credentials| credentials.name.clone()).unwrap_or_default();
    let mode = item.mode();
    if mode == FileMode::Embedded {
        return Ok(CredentialChoice::Embedded);
    }
    match (site.credentials.get(&name), mode) {
        (Some(Ok(CredentialCheck::Taken(found))), _) => usable(found, source).map(CredentialChoice::Existing),
        (Some(Ok(CredentialCheck::Free)), FileMode::Existing) => {
            Err(Action::Blocked(format!("you have no credentials named {name}")))
        }
        (Some(Ok(CredentialCheck::Unchecked)) | None, FileMode::Existing) => {
            Err(Action::CannotTell(format!("the credentials {name} could not be looked up")))
        }
        (Some(Err(failure)), FileMode::Existing) => Err(Action::CannotTell(said(failure))),
        // Where the name could not be checked, the tenant itself refuses one that is taken.
        (_, _) => Ok(CredentialChoice::New(name)),
    }
}

fn usable(found: &Credential, source: &str) -> Result<Credential, Action> {
    let name = &found.name;
    if found.source.as_deref().is_some_and(|told| !told.eq_ignore_ascii_case(source)) {
        return Err(Action::Blocked(format!("the credentials {name} are for another data source")));
    }
    if found.separated == Some(false) {
        return Err(Action::Blocked(format!("the credentials {name} are embedded in a connection")));
    }
    Ok(found.clone())
}

/// The same connection with credentials that exist by now.
pub(super) fn with_credentials(
    new: NewConnection,
    id: &CredentialId,
    is_login: impl Fn(&str) -> bool,
) -> NewConnection {
    let properties = new.properties.into_iter().filter(|(key, _)| key != CREDENTIALS_NAME && !is_login(key));
    let properties: Vec<_> = properties.collect();
    NewConnection { properties, ..new }.with(SELECTED_CREDENTIALS, Json::text(&id.0))
}

/// Whether a property of a source belongs to the credentials.
pub(super) fn is_login(site: &Site, source: &str, key: &str) -> bool {
    let spec = site.source(source).ok().and_then(|source| Some((source, site.spec(&source.id)?.as_ref().ok()?)));
    let field = spec.and_then(|(source, spec)| fields(&source.id, spec).into_iter().find(|field| field.name == key));
    field.map_or_else(|| looks_credential(key), |field| field.credential)
}

/// What in these properties asks a person who was not asked: the names of the properties.
fn asks(properties: &Properties, resolved: &Resolved) -> Vec<String> {
    fn one(given: &Given, resolved: &Resolved) -> bool {
        match given {
            Given::Reference(reference @ Reference::Prompt { .. }) => !resolved.0.contains_key(reference),
            Given::List(items) => items.iter().any(|item| one(item, resolved)),
            Given::Table(members) => members.0.iter().any(|(_, given)| one(given, resolved)),
            _ => false,
        }
    }
    properties.0.iter().filter(|(_, given)| one(given, resolved)).map(|(key, _)| key.clone()).collect()
}
