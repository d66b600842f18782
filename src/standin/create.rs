//! Making a connection: every check of a create in one order, shared by all families of routes. Nothing changes before
//! the last check has passed.

use serde_json::{Map, Value};

use super::{
    clock,
    records::{Connection, Credential},
    refusal::Refusal,
    schema,
    sources::{Login, Source, given, scalar_text},
    tenant::{Store, Tenant},
    users::{Role, User},
};

/// A create as any family words it.
pub(super) struct Order {
    pub source: String,
    pub name: Option<String>,
    pub space: Option<String>,
    pub properties: Map<String, Value>,
    pub tags: Vec<String>,
    pub auth_url_only: bool,
    /// The fault `credential-then-fail` was ordered for this request.
    pub fail_after_credential: bool,
}

/// What came of it. Both are a 201.
pub(super) enum Made {
    Connection(Box<Connection>),
    AuthUrl(String),
}

/// Where the login of the new connection comes from.
enum Plan {
    /// No login, for sources without one.
    None,
    Embedded,
    New(String),
    Existing(String),
}

/// Creates, or answers with an authorization URL. The name is called `name_field` in complaints.
pub(super) fn create(tenant: &Tenant, user: &User, order: Order, name_field: &str) -> Result<Made, Refusal> {
    let mut guard = tenant.store();
    let store = &mut *guard;
    check_maker(user)?;
    if store.disabled.contains(&order.source) {
        return Err(Refusal::source_disabled(format!("Data source {} is disabled", order.source)));
    }
    let source = tenant.usable_source(store, &order.source)?;
    let sent = &order.properties;

    // Only a source in its OAuth mode heeds the flag; anywhere else it is ignored and the connection is made. The rest
    // of the body does not matter then.
    if order.auth_url_only && awaits_browser(source, sent) {
        return Ok(Made::AuthUrl(store.grants.ask(&tenant.url, user, source, &mut store.random)));
    }

    let name = order.name.ok_or_else(|| Refusal::missing(name_field))?;
    tenant.check_space(store, user, order.space.as_deref())?;
    check_properties(source, sent, tenant.config.strict_properties)?;
    let plan = plan(store, user, source, sent)?;
    if store.name_taken(&name, order.space.as_deref(), &user.id, None) {
        return Err(Refusal::name_taken(&name));
    }
    if let (Plan::Embedded | Plan::New(_), Some(field)) = (&plan, source.browser_code(sent))
        && given(sent, field)
    {
        let code = source.value(sent, field).unwrap_or_default();
        store.grants.redeem(&code, user, source, clock::monotonic()).map_err(Refusal::invalid)?;
    }

    let id = store.random.uuid();
    let separated = matches!(plan, Plan::New(_) | Plan::Existing(_));
    let credential = match plan {
        Plan::None => None,
        Plan::Existing(credential) => Some(credential),
        Plan::Embedded => Some(keep_credential(store, user, source, name.clone(), Some(id.clone()))),
        Plan::New(credential) => Some(keep_credential(store, user, source, credential, None)),
    };
    if order.fail_after_credential {
        return Err(Refusal::failed("The connection could not be stored"));
    }
    let now = clock::wall();
    let connection = Connection {
        id,
        name,
        source: source.id.clone(),
        space: order.space,
        owner: user.id.clone(),
        properties: kept_properties(source, sent),
        credential,
        separated,
        tags: with_own_tag(order.tags, source),
        created: now,
        updated: now,
    };
    store.connections.push(connection.clone());
    Ok(Made::Connection(Box::new(connection)))
}

/// Refuses users who lack the permission to create connections anywhere.
pub(super) fn check_maker(user: &User) -> Result<(), Refusal> {
    match user.role {
        Role::Viewer => Err(Refusal::forbidden("The permission to create data connections is missing")),
        Role::Admin | Role::Creator | Role::Bot => Ok(()),
    }
}

/// Required fields, known names where that is wanted, and the form of each value. Empty values count as not sent.
fn check_properties(source: &Source, sent: &Map<String, Value>, strict: bool) -> Result<(), Refusal> {
    if let Some(unknown) = sent.keys().find(|name| strict && !source.properties.contains_key(*name)) {
        return Err(Refusal::invalid(format!("Field {unknown} is not known to {}", source.id)));
    }
    let mut required = source.needs.iter().chain(source.required.iter().flatten());
    if let Some(field) = required.find(|name| !given(sent, name)) {
        return Err(Refusal::missing(field));
    }
    for (name, property) in &source.properties {
        if let (true, Some(value)) = (given(sent, name), sent.get(name)) {
            schema::check(name, property, value).map_err(Refusal::invalid)?;
        }
    }
    Ok(())
}

/// Decides where the login comes from, or says what is missing. That `separateCredentials` is refused where api-specs
/// lack it, and that `selectedCredentials` needs it, is our convention.
fn plan(store: &Store, user: &User, source: &Source, sent: &Map<String, Value>) -> Result<Plan, Refusal> {
    let text = |name: &str| sent.get(name).and_then(scalar_text).filter(|text| !text.is_empty());
    let separated = text("separateCredentials").as_deref() == Some("true");
    if separated && !source.separable() {
        return Err(Refusal::invalid(format!("Field separateCredentials is not supported by {}", source.id)));
    }
    match (separated, text("selectedCredentials")) {
        (false, None) => {
            let login = complete_login(source, sent)?;
            Ok(if login.is_some_and(|login| !login.fields.is_empty()) { Plan::Embedded } else { Plan::None })
        }
        (false, Some(_)) => Err(Refusal::invalid("Field selectedCredentials needs separateCredentials")),
        (true, Some(id)) => existing(store, user, source, &id).map(Plan::Existing),
        (true, None) => {
            let name = text("credentialsName").ok_or_else(|| Refusal::missing("credentialsName"))?;
            complete_login(source, sent)?;
            if store.named_credential(&name, &user.id).is_some() {
                return Err(Refusal::conflict(format!("A credential named {name} already exists")));
            }
            Ok(Plan::New(name))
        }
    }
}

/// The id of a separated credential of this user and source. Somebody else's looks like none at all.
pub(super) fn existing(store: &Store, user: &User, source: &Source, id: &str) -> Result<String, Refusal> {
    let credential = store.credentials.iter().find(|credential| credential.id == id && credential.owner == user.id);
    let credential = credential.ok_or_else(|| Refusal::not_found(format!("Credential {id} not found")))?;
    if !credential.separated {
        return Err(Refusal::invalid(format!("Credential {id} belongs to a connection and cannot be selected")));
    }
    if credential.source != source.id {
        return Err(Refusal::invalid(format!("Credential {id} is for data source {}", credential.source)));
    }
    Ok(credential.id.clone())
}

/// The first complete login that the sent values select; none for sources that have none.
fn complete_login<'a>(source: &'a Source, sent: &'a Map<String, Value>) -> Result<Option<&'a Login>, Refusal> {
    let gap = |login: &&Login| login.fields.iter().find(|name| !given(sent, name)).cloned();
    if let Some(login) = source.logins(sent).find(|login| gap(login).is_none()) {
        return Ok(Some(login));
    }
    match (source.logins(sent).next(), source.logins.first()) {
        (Some(login), _) => Err(Refusal::missing(&gap(&login).unwrap_or_default())),
        // No login is selected: the selector itself is missing.
        (None, Some(login)) => Err(Refusal::missing(login.when.keys().next().map_or("", String::as_str))),
        (None, None) => Ok(None),
    }
}

/// Whether only a sign-in in the browser is missing: the source has one, and no other login is complete.
fn awaits_browser(source: &Source, sent: &Map<String, Value>) -> bool {
    let others = source.logins(sent).filter(|login| !login.browser);
    let is_complete = others.into_iter().any(|login| login.fields.iter().all(|name| given(sent, name)));
    source.browser_code(sent).is_some() && !is_complete
}

/// Keeps a new credential of a user: the embedded one of a connection, or a separated one.
pub(super) fn keep_credential(
    store: &mut Store,
    user: &User,
    source: &Source,
    name: String,
    connection: Option<String>,
) -> String {
    let now = clock::wall();
    let id = store.random.uuid();
    store.credentials.push(Credential {
        id: id.clone(),
        name,
        source: source.id.clone(),
        owner: user.id.clone(),
        separated: connection.is_none(),
        connection,
        created: now,
        updated: now,
    });
    id
}

/// What stays with the connection: declared properties that are neither login nor secret.
pub(super) fn kept_properties(source: &Source, sent: &Map<String, Value>) -> Map<String, Value> {
    sent.iter()
        .filter(|(name, _)| source.properties.contains_key(*name) && given(sent, name))
        .filter(|(name, _)| !source.credential.contains(name))
        .filter(|(name, _)| !matches!(name.as_str(), "credentialsName" | "selectedCredentials"))
        .filter_map(|(name, value)| {
            let value = if source.secret.contains(name) { open_entries(value)? } else { value.clone() };
            Some((name.clone(), value))
        })
        .collect()
}

/// Of a secret, only what is marked as none: the headers of REST without `encrypt`.
fn open_entries(value: &Value) -> Option<Value> {
    let entries = value.as_array()?.iter().filter(|entry| entry.get("encrypt") == Some(&Value::Bool(false)));
    let entries: Vec<Value> = entries.cloned().collect();
    (!entries.is_empty()).then(|| entries.into())
}

/// The service adds a tag of its own, `DcaasAPI:<provider>:<connector version>`.
pub(super) fn with_own_tag(mut tags: Vec<String>, source: &Source) -> Vec<String> {
    tags.push(format!("DcaasAPI:{}:{}", source.provider, source.connector_version));
    tags
}
