//! `PATCH data-connections/{id}`, with the rules of July 2026: a new host needs new credentials.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing,
};
use serde_json::{Map, Value, json};

use super::connections::{find, tags};
use crate::standin::{
    caller::Caller,
    clock,
    create::{existing, keep_credential, kept_properties},
    input::{Body, Query, Shared},
    patch::{self, Operation},
    records::Connection,
    refusal::Refusal,
    schema,
    sources::{Source, given, scalar_text},
    tenant::{App, Store},
    users::User,
};

/// Changing one of these means another server.
const ADDRESSES: [&str; 3] = ["host", "server", "url"];

/// Below `/api/v1` and `/api/connectivity`, beside the other methods of this path.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/data-connections/{id}", routing::patch(patch))
}

async fn patch(
    State(tenant): Shared,
    Caller(caller): Caller,
    Path(id): Path<String>,
    query: Query,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let operations = patch::read(body.0)?;
    let mut store = tenant.store();
    let mut connection = find(&store, &caller, &id, &query)?.clone();
    if !store.may_change(&connection, &caller) {
        return Err(Refusal::forbidden("Only the owner changes a data connection, and in spaces only as a member"));
    }
    let source = tenant.source(&connection.source).ok_or_else(|| Refusal::not_found("Data source not found"))?;
    // As a create does; that a change is refused in the same words is ours.
    if store.disabled.contains(&source.id) {
        return Err(Refusal::source_disabled(format!("Data source {} is disabled", source.id)));
    }
    // How a fresh code of an interactive sign-in comes with a change: in a header of its own.
    let code = headers.get("qlik-auth-code").map(|code| code.to_str().unwrap_or_default().to_owned());
    let moved = check(source, &operations, code.is_some())?;

    apply(&mut connection, source, &operations)?;
    if store.name_taken(&connection.name, connection.space.as_deref(), &connection.owner, Some(&connection.id)) {
        return Err(Refusal::name_taken(&connection.name));
    }
    let renewed = code.is_some();
    if let Some(code) = code {
        if tenant.config.refuses_patch_code {
            return Err(Refusal::invalid("The authorization code was not issued for this connection"));
        }
        store.grants.redeem(&code, &caller, source, clock::monotonic()).map_err(Refusal::invalid)?;
    }
    // A code is a login: it renews the credentials as a new password does.
    let brings = renewed || brings_login(source, &operations);
    sign_in(&mut connection, &mut store, &caller, source, &operations, (moved, brings))?;
    connection.updated = clock::wall();
    store.replace_connection(connection);
    Ok(StatusCode::NO_CONTENT)
}

/// What becomes of the credentials: others are selected, separated ones are entered, those that were kept are exchanged, or
/// none follow to another server. That separated ones cannot be embedded again is ours: how that goes is not published.
fn sign_in(
    connection: &mut Connection,
    store: &mut Store,
    caller: &User,
    source: &Source,
    operations: &[Operation],
    (moved, brings): (bool, bool),
) -> Result<(), Refusal> {
    let value = |name: &str| property_text(operations, name);
    match value("separateCredentials").as_deref() {
        Some("true") if !source.separable() => {
            return Err(Refusal::invalid(format!("Field separateCredentials is not supported by {}", source.id)));
        }
        Some("false") if connection.separated => {
            return Err(Refusal::invalid("Separated credentials cannot be embedded again"));
        }
        Some("true") if !connection.separated => {
            if value("credentialsName").is_none() && value("selectedCredentials").is_none() {
                return Err(Refusal::missing("credentialsName"));
            }
            // The embedded ones go.
            store.credentials.retain(|credential| credential.connection.as_deref() != Some(&connection.id));
            connection.separated = true;
            connection.credential = None;
        }
        _ => {}
    }
    if let Some(id) = value("selectedCredentials") {
        connection.credential = Some(existing(store, caller, source, &id)?);
    } else if let (true, true, Some(name)) = (connection.separated, brings, value("credentialsName")) {
        if store.named_credential(&name, &caller.id).is_some() {
            return Err(Refusal::conflict(format!("A credential named {name} already exists")));
        }
        connection.credential = Some(keep_credential(store, caller, source, name, None));
    } else if moved && connection.separated {
        // Nobody's login may follow to another server.
        connection.credential = None;
    } else if let (true, Some(id)) = (brings, &connection.credential) {
        // That all connections which share separated credentials follow is ours.
        if let Some(credential) = store.credentials.iter_mut().find(|credential| credential.id == *id) {
            credential.updated = clock::wall();
        }
    } else if brings && !connection.separated {
        // A new owner, to whom the login of the old one did not come along, enters their own.
        let (name, of) = (connection.name.clone(), Some(connection.id.clone()));
        connection.credential = Some(keep_credential(store, caller, source, name, of));
    }
    Ok(())
}

/// Judges the operations together; true when the connection moves to another server.
fn check(source: &Source, operations: &[Operation], fresh_code: bool) -> Result<bool, Refusal> {
    let paths: Vec<Vec<&str>> = operations.iter().map(Operation::parts).collect();
    let of_login = |name: &str| name == "selectedCredentials" || source.credential.iter().any(|field| field == name);
    let statement = paths.iter().any(|path| path.first() == Some(&"qConnectStatement"));
    let properties = paths.iter().any(|path| property_of(path).is_some());
    let raw_password = paths.iter().any(|path| path.first() == Some(&"qPassword"));
    let login = paths.iter().any(|path| property_of(path).is_some_and(of_login));
    let moved = statement || paths.iter().any(|path| property_of(path).is_some_and(|name| ADDRESSES.contains(&name)));
    if statement && properties {
        return Err(Refusal::invalid("qConnectStatement and connectionProperties cannot be changed together"));
    }
    if raw_password && login {
        return Err(Refusal::invalid("qPassword and a password in connectionProperties cannot be changed together"));
    }
    if moved && !login && !raw_password && !fresh_code {
        return Err(Refusal::invalid("A change of the server needs credentials in the same request"));
    }
    Ok(moved)
}

/// Whether a login that can be embedded is among the operations.
fn brings_login(source: &Source, operations: &[Operation]) -> bool {
    operations.iter().map(Operation::parts).any(|path| {
        matches!(path[..], ["qPassword"])
            || property_of(&path).is_some_and(|name| source.credential.iter().any(|field| field == name))
    })
}

/// The connection property that a path leads into.
fn property_of<'a>(path: &[&'a str]) -> Option<&'a str> {
    match path {
        ["connectionProperties", name, ..] => Some(name),
        _ => None,
    }
}

fn property_text(operations: &[Operation], name: &str) -> Option<String> {
    let found = operations.iter().find(|operation| operation.path == ["connectionProperties", name]);
    found.and_then(|operation| scalar_text(&operation.value)).filter(|text| !text.is_empty())
}

/// What is not kept (logins, secrets, the connection string, which follows from the properties) can be sent and changes
/// nothing that could be seen.
fn apply(connection: &mut Connection, source: &Source, operations: &[Operation]) -> Result<(), Refusal> {
    let mut document = json!({
        "qName": connection.name,
        "tags": connection.tags,
        "connectionProperties": connection.properties,
    });
    for operation in operations {
        match operation.parts()[..] {
            ["qPassword" | "qUsername" | "qConnectStatement"]
            | ["connectionProperties", "selectedCredentials" | "credentialsName"] => {}
            ["connectionProperties", name, ..] if source.credential.iter().any(|field| field == name) => {}
            // Of a list like the headers of REST the rows that are not encrypted are kept; a path into it counts the others, too.
            ["connectionProperties", name] if source.secret.iter().any(|field| field == name) => {
                let _unseen = operation.apply(&mut document);
            }
            ["connectionProperties", name, ..] if source.secret.iter().any(|field| field == name) => {}
            ["qName"] | ["tags" | "connectionProperties", ..] => operation.apply(&mut document)?,
            _ => return Err(Refusal::invalid(format!("Path /{} cannot be patched", operation.path.join("/")))),
        }
    }
    connection.name = match document["qName"].as_str() {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => return Err(Refusal::missing("qName")),
    };
    let tagged = Map::from_iter([("tags".to_owned(), document["tags"].take())]);
    // With the service's own.
    connection.tags = tags(&tagged, 32)?;
    match document["connectionProperties"].take() {
        Value::Object(properties) => {
            for (name, property) in &source.properties {
                if let (true, Some(value)) = (given(&properties, name), properties.get(name)) {
                    schema::check(name, property, value).map_err(Refusal::invalid)?;
                }
            }
            connection.properties = kept_properties(source, &properties);
        }
        _ => return Err(Refusal::invalid("Field connectionProperties must be an object")),
    }
    Ok(())
}
