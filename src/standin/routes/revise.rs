//! `PATCH data-connections/{id}`, with the rules of July 2026: a new host needs new credentials.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde_json::{Value, json};

use super::connections::find;
use crate::standin::{
    caller::Caller,
    clock,
    create::{existing, keep_credential, kept_properties},
    input::{Body, Query, Shared},
    patch::{self, Operation},
    records::Connection,
    refusal::Refusal,
    sources::{Source, scalar_text},
};

/// Changing one of these means another server.
const ADDRESSES: [&str; 3] = ["host", "server", "url"];

/// The handler.
pub async fn patch(
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
    // How a fresh code of an interactive sign-in comes with a change: in a header of its own.
    let code = headers.get("qlik-auth-code").map(|code| code.to_str().unwrap_or_default().to_owned());
    let moved = check(source, &operations, code.is_some())?;

    let selected = selected_credential(&operations);
    apply(&mut connection, source, &operations)?;
    if store.name_taken(&connection.name, connection.space.as_deref(), &connection.owner, Some(&connection.id)) {
        return Err(Refusal::name_taken(&connection.name));
    }
    if let Some(code) = code {
        store.grants.redeem(&code, &caller, source, clock::monotonic()).map_err(Refusal::invalid)?;
    }
    if let Some(id) = selected {
        connection.credential = Some(existing(&store, &caller, source, &id)?);
    } else if moved && connection.separated {
        // Nobody's login may follow to another server.
        connection.credential = None;
    } else if connection.credential.is_none() && !connection.separated && brings_login(source, &operations) {
        // A new owner, to whom the login of the old one did not come along, enters their own.
        let (name, of) = (connection.name.clone(), Some(connection.id.clone()));
        connection.credential = Some(keep_credential(&mut store, &caller, source, name, of));
    }
    connection.updated = clock::wall();
    store.replace_connection(connection);
    Ok(StatusCode::NO_CONTENT)
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

fn selected_credential(operations: &[Operation]) -> Option<String> {
    operations
        .iter()
        .find(|operation| operation.path == ["connectionProperties", "selectedCredentials"])
        .and_then(|operation| scalar_text(&operation.value))
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
            ["qPassword" | "qUsername" | "qConnectStatement"] | ["connectionProperties", "selectedCredentials"] => {}
            ["connectionProperties", name, ..]
                if source.credential.iter().chain(&source.secret).any(|field| field == name) => {}
            ["qName"] | ["tags" | "connectionProperties", ..] => operation.apply(&mut document)?,
            _ => return Err(Refusal::invalid(format!("Path /{} cannot be patched", operation.path.join("/")))),
        }
    }
    connection.name = match document["qName"].as_str() {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => return Err(Refusal::missing("qName")),
    };
    connection.tags = serde_json::from_value(document["tags"].take())
        .map_err(|_| Refusal::invalid("Field tags must be a list of texts"))?;
    match document["connectionProperties"].take() {
        Value::Object(properties) => connection.properties = kept_properties(source, &properties),
        _ => return Err(Refusal::invalid("Field connectionProperties must be an object")),
    }
    Ok(())
}
