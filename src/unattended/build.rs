//! What would be sent for an item: its draft is filled in as by a person in the wizard.

use std::sync::Arc;

use super::{output::said, planned::Action, site::Site};
use crate::{
    answers::{
        self, Item, Resolved, Unusable,
        file::{Given, Properties, Reference},
    },
    domain::{
        connection::NewConnection,
        credential::{Credential, CredentialChoice, CredentialId, Mode},
        draft::{Consent, Details, Draft, Entered},
        field::{Field, fields},
        http::Json,
        looks::looks_credential,
        property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS, Shape, Spec},
        shape::plain,
        source::DataSource,
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
        Action::Asks(format!("{keys} must be typed: apply asks on a terminal; elsewhere use a variable or a file"))
    }
}

/// What would be sent for an item, or why that cannot be.
pub(super) fn build(
    site: &Site,
    item: &Item<'_>,
    resolved: &Resolved,
    notes: &mut Vec<String>,
) -> Result<Built, Unusable> {
    let connection = item.connection;
    let blocked = Unusable::Blocked;
    let space = site.space(item)?;
    let (source, spec) = described(site, &connection.source)?;
    let all = fields(&source.id, &spec);
    let mut entered = Vec::new();
    for (key, given) in &connection.properties {
        let one = answers::entered(key, given, &all, resolved).map_err(blocked)?;
        notes.extend(doubt(&one, &all));
        entered.push(one);
    }
    if let Some(field) = item.missing(&all, item.mode() == Mode::Existing) {
        return Err(blocked(format!("the tenant requires {}", field.name)));
    }
    let told = match site.credentials.get(item.credential_name()) {
        Some(Err(failure)) if item.mode() == Mode::Existing => return Err(Unusable::CannotTell(said(failure))),
        told => told.and_then(|told| told.as_ref().ok()),
    };
    let credential = item.credential(told, &source.id)?;
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

/// A source that connections can be created for, with what it says of its fields.
fn described<'a>(site: &'a Site, id: &str) -> Result<(&'a DataSource, Arc<Spec>), Unusable> {
    let source = site.source(id).map_err(Unusable::Blocked)?;
    if source.disabled {
        let text = format!("the data source {} is switched off by an administrator", source.id.0);
        return Err(Unusable::Blocked(text));
    }
    match site.spec(&source.id) {
        Some(Ok(spec)) => Ok((source, Arc::clone(spec))),
        Some(Err(failure)) => Err(Unusable::CannotTell(said(failure))),
        None => Err(Unusable::Blocked(format!("the fields of the data source {} were not read", source.id.0))),
    }
}

/// What the tenant says nothing of, though it need not refuse it.
fn doubt(entered: &Entered, fields: &[Field]) -> Option<String> {
    let key = &entered.name;
    let Some(field) = fields.iter().find(|field| field.name == *key) else {
        return Some(format!("{key} is not among the properties that the tenant lists"));
    };
    let (Json::Plain(value), Shape::Choice(choices)) = (&entered.value, &field.shape) else { return None };
    let is_listed = field.open || choices.iter().any(|choice| choice.value == plain(value));
    (!is_listed).then(|| format!("{key} has a value that the tenant does not list"))
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
            Given::Table(members) => members.iter().any(|(_, given)| one(given, resolved)),
            _ => false,
        }
    }
    properties.iter().filter(|(_, given)| one(given, resolved)).map(|(key, _)| key.clone()).collect()
}
