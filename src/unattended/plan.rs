//! What would be done for each connection of the files. The draft and the request are built by the same functions as in the wizard.

use std::sync::Arc;

use futures_util::{StreamExt as _, stream};

use super::{
    revise::{Asked, Revision, revise},
    site::{Missing, Site},
};
use crate::{
    answers::{
        Item, Resolved,
        file::{Given, Mode as FileMode, Properties, Reference},
        wire,
    },
    client::Client,
    domain::{
        connection::{Connection, NewConnection},
        credential::{Credential, CredentialCheck, CredentialChoice, CredentialId},
        dialect::Purpose,
        draft::{Consent, Details, Draft, Entered},
        failure::{Failure, FailureKind},
        field::fields,
        http::{HttpRequest, Json},
        known::looks_credential,
        property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS, Shape},
        secret::Secret,
        shape::plain,
    },
    kit::notice::Notice,
};

/// How many connections are read at once, to be compared.
const AT_ONCE: usize = 8;

/// What would be done.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Action {
    /// It does not exist.
    Create(Box<NewConnection>),
    /// It exists, and agrees.
    Same(Box<Connection>),
    /// It exists, and is changed or left.
    Revise(Box<Revision>),
    /// It cannot be done: a sentence.
    Blocked(String),
    /// It does not exist, and a person has to sign in for it in a browser; with the property that takes the code.
    Authorize(Box<NewConnection>, String),
    /// It takes a secret that a person types, and nobody was asked: a sentence.
    Asks(String),
    /// What there is could not be looked up: a sentence.
    CannotTell(String),
}

impl Action {
    /// The word for it, in lists and in JSON.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Create(_) => "create",
            Self::Same(_) => "same",
            Self::Revise(revision) if revision.differs.is_empty() => "rotate",
            Self::Revise(_) => "update",
            Self::Blocked(_) => "blocked",
            Self::Asks(_) | Self::Authorize(..) => "needs-person",
            Self::CannotTell(_) => "cannot-tell",
        }
    }
}

/// One connection of a run.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    /// `Space / Name`.
    pub label: String,
    /// The answers file that it stands in.
    pub file: String,
    /// Which of the sites it belongs to.
    pub site: usize,
    /// What would be done.
    pub action: Action,
    /// What there is to know about it.
    pub notes: Vec<String>,
    /// The credentials that it creates, or that an earlier one does.
    pub new_credentials: Option<String>,
}

/// An item to be planned.
#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    pub item: Item<'a>,
    pub resolved: &'a Resolved,
    pub asked: Asked,
    /// The answers file that it stands in.
    pub file: &'a str,
}

impl Planned {
    /// How somebody goes on where a person has to sign in.
    pub(super) fn by_a_person(&self) -> String {
        let (file, label) = (quoted(&self.file), quoted(&self.label));
        format!("a person has to sign in in a browser: qonnect authorize start {file} --only={label}")
    }
}

/// A word for a shell of POSIX.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Plans the items of one site.
pub(super) async fn plan(client: &Client, site: &Site, at: usize, items: &[Task<'_>]) -> Vec<Planned> {
    let planned = items.iter().map(|Task { item, resolved, asked, file }| async move {
        let mut notes = Vec::new();
        let action = match build(site, item, resolved, &mut notes) {
            Ok(built) => {
                let action = act(client, site, item, &built, *asked, &mut notes).await;
                built.unless_asked(action)
            }
            Err(action) => action,
        };
        let named = item.connection.credentials.as_ref().and_then(|credentials| credentials.name.clone());
        Planned {
            label: item.label(),
            file: (*file).to_owned(),
            site: at,
            action,
            notes,
            new_credentials: named.filter(|_| item.mode() == FileMode::New),
        }
    });
    stream::iter(planned).buffered(AT_ONCE).collect().await
}

/// The request of an item, whether or not it exists already, with the one before it that asks for the authorization URL where a person
/// has to sign in; the code is then a secret of the request. The error is a sentence.
pub(super) fn requests(
    site: &Site,
    item: &Item<'_>,
    resolved: &Resolved,
) -> Result<(HttpRequest, Option<HttpRequest>), String> {
    let built = build(site, item, resolved, &mut Vec::new()).map_err(|action| match action {
        Action::Blocked(text) | Action::CannotTell(text) => text,
        Action::Asks(_) | Action::Create(_) | Action::Same(_) | Action::Revise(_) | Action::Authorize(..) => {
            String::new()
        }
    })?;
    let dialect = site.session.dialect;
    let Built { new, consent, code, .. } = built;
    Ok(match code.filter(|_| consent == Consent::Needed) {
        Some(code) => {
            let first = dialect.create(&new, Purpose::AuthUrl);
            (dialect.create(&new.with(&code, Json::Secret(Secret::new(""))), Purpose::Create), Some(first))
        }
        None => (dialect.create(&new, Purpose::Create), None),
    })
}

/// What would be sent, and whether a person has to sign in for it.
pub(super) struct Built {
    pub new: NewConnection,
    consent: Consent,
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
    fn unless_asked(&self, action: Action) -> Action {
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

fn build(site: &Site, item: &Item<'_>, resolved: &Resolved, notes: &mut Vec<String>) -> Result<Built, Action> {
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
        None => return Err(blocked(format!("what the data source {} wants was not read", source.id.0))),
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
    for field in all.iter().filter(|field| field.need == crate::domain::field::Need::Tenant) {
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

/// What is done with what would be sent, by what is there.
async fn act(
    client: &Client,
    site: &Site,
    item: &Item<'_>,
    built: &Built,
    asked: Asked,
    notes: &mut Vec<String>,
) -> Action {
    let (new, consent) = (&built.new, built.consent);
    let listed = match site.existing(new.space.as_ref(), &new.name) {
        Ok(Some(found)) => found.id.clone(),
        Ok(None) if consent == Consent::Needed => {
            return Action::Authorize(Box::new(new.clone()), built.code.clone().unwrap_or_default());
        }
        Ok(None) => {
            if let Some((_, Json::Plain(id))) = new.properties.iter().find(|(key, _)| key == SELECTED_CREDENTIALS)
                && item.mode() == FileMode::New
            {
                notes.push(format!("uses the credentials that exist by this name ({})", plain(id)));
            }
            return Action::Create(Box::new(new.clone()));
        }
        Err(failure) => return Action::CannotTell(said(&failure)),
    };
    match client.read_back(&site.session, &listed).await {
        Ok(found) => revise(item, built, found, asked, notes),
        Err(failure) => Action::CannotTell(said(&failure)),
    }
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

/// A failure in a sentence, as the screens say it.
pub(super) fn said(failure: &Failure) -> String {
    let notice = match failure.kind {
        // There is no step Sign in to go back to.
        FailureKind::Unauthorized => Notice::about(
            failure,
            "The tenant does not accept this sign-in. The user of an API key needs the permission Manage API keys.",
        ),
        _ => Notice::of(failure),
    };
    match notice.detail {
        Some(detail) => format!("{} {detail}", notice.text),
        None => notice.text,
    }
}
