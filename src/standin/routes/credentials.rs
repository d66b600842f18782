//! `data-credentials`: read, delete, and the search for orphans. There is no list and no create, as in the
//! published API.

use std::collections::HashSet;

use axum::{
    Extension, Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use serde_json::{Map, Value, json};

use crate::standin::{
    caller::Caller,
    clock::stamp,
    config::Dialect,
    input::{Body, Query, Shared, member, text_member},
    random::is_uuid,
    records::Credential,
    refusal::Refusal,
    shown::created_key,
    tenant::{App, Store},
    users::{Role, User},
};

/// Below `/api/v1` and `/api/connectivity`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/data-credentials/{id}", get(read).delete(delete))
        .route("/data-credentials/actions/filter-orphan", post(orphans))
}

/// By name only the caller's own are found; by id also, except for an administrator. A name may look like an id, so
/// only the query decides.
fn find<'a>(store: &'a Store, caller: &User, id: &str, query: &Query) -> Result<&'a Credential, Refusal> {
    let found = if query.flag("byCredentialName") {
        store.named_credential(id, &caller.id)
    } else if is_uuid(id) {
        let visible = |credential: &&Credential| credential.owner == caller.id || caller.admin;
        store.credentials.iter().filter(visible).find(|credential| credential.id.eq_ignore_ascii_case(id))
    } else {
        return Err(Refusal::invalid("The id of a credential must be a UUID"));
    };
    found.ok_or_else(|| Refusal::not_found("Credential not found"))
}

async fn read(
    State(tenant): Shared,
    Caller(caller): Caller,
    Extension(dialect): Extension<Dialect>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Value>, Refusal> {
    let store = tenant.store();
    Ok(Json(find(&store, &caller, &id, &query)?.view(&tenant, &store, dialect)))
}

async fn delete(
    State(tenant): Shared,
    Caller(caller): Caller,
    Path(id): Path<String>,
    query: Query,
) -> Result<StatusCode, Refusal> {
    let mut store = tenant.store();
    let id = find(&store, &caller, &id, &query)?.id.clone();
    store.credentials.retain(|credential| credential.id != id);
    for connection in store.connections.iter_mut().filter(|connection| connection.credential.as_ref() == Some(&id)) {
        connection.credential = None;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn orphans(
    State(tenant): Shared,
    Caller(caller): Caller,
    Extension(dialect): Extension<Dialect>,
    body: Body,
) -> Result<Json<Value>, Refusal> {
    if caller.role == Role::Viewer {
        return Err(Refusal::forbidden("The permission to search credentials is missing"));
    }
    let body = if body.0.is_null() { Map::new() } else { body.object()? };
    let separated = match member(&body, "qSeparated") {
        None | Some(Value::Null) => None,
        Some(value) if value == 0 || value == 1 => Some(value == 1),
        Some(_) => return Err(Refusal::invalid("Field qSeparated must be 0 or 1")),
    };
    let (source, kind) = (text_member(&body, "datasourceID"), text_member(&body, "qType"));
    let provider = |credential: &Credential| tenant.source(&credential.source).map(|source| source.provider.clone());
    let store = tenant.store();
    let used: HashSet<&str> = store.connections.iter().filter_map(|one| one.credential.as_deref()).collect();
    let wanted = |credential: &&Credential| {
        (credential.owner == caller.id || caller.admin)
            && !used.contains(credential.id.as_str())
            && separated.is_none_or(|separated| separated == credential.separated)
            && source.as_ref().is_none_or(|source| *source == credential.source)
            && (kind.is_none() || kind == provider(credential))
    };
    let data: Vec<Value> = store
        .credentials
        .iter()
        .filter(wanted)
        .map(|credential| {
            json!({
                "qID": credential.id,
                "qName": credential.name,
                "qType": provider(credential),
                created_key(dialect): stamp(credential.created),
                "updated": stamp(credential.updated),
                "datasourceID": credential.source,
                "tenant": tenant.id,
                "user": credential.owner,
            })
        })
        .collect();
    Ok(Json(json!({ "count": data.len(), "data": data })))
}
