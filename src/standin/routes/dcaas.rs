//! `dcaas/actions/data-connections`, withdrawn at the end of 2024 but still what the OAuth tutorial calls: the same
//! create with other field names, and answers of its own form (`dcaas.v1.deprecated`).

use axum::{
    Extension, Json, Router,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header::HeaderName},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Map, Value, json};

use super::connections::{find, properties, tags};
use crate::standin::{
    caller::Caller,
    clock::stamp,
    create::{Made, Order, create},
    gate::FailAfterCredential,
    input::{Body, Query, Shared, flag_member, optional_text, text_member},
    records::Connection,
    refusal::{Layer, Refusal},
    tenant::{App, Tenant},
};

/// Below `/api/v1/dcaas/actions/data-connections`.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/", post(make)).route("/api-specs", get(api_specs)).route("/{id}", get(read))
}

async fn make(
    State(tenant): Shared,
    Caller(caller): Caller,
    fail: Option<Extension<FailAfterCredential>>,
    body: Result<Body, Refusal>,
) -> Result<Response, Refusal> {
    let made = body
        .and_then(Body::object)
        .and_then(|body| order(&body, fail.is_some()))
        .and_then(|order| create(&tenant, &caller, order, "connectionName"))
        .map_err(|refusal| refusal.by(Layer::Sources))?;
    let answer = match made {
        Made::AuthUrl(url) => json!({ "authUrl": url }),
        Made::Connection(connection) => view(&tenant, &connection),
    };
    let deprecated = (HeaderName::from_static("deprecation"), HeaderValue::from_static("@1733443200"));
    Ok((StatusCode::CREATED, [deprecated], Json(answer)).into_response())
}

fn order(body: &Map<String, Value>, fail_after_credential: bool) -> Result<Order, Refusal> {
    Ok(Order {
        source: text_member(body, "dataSourceId").ok_or_else(|| Refusal::missing("dataSourceId"))?,
        name: optional_text(body, "connectionName")?,
        space: optional_text(body, "spaceId")?,
        properties: properties(body)?,
        tags: tags(body, 32)?,
        auth_url_only: flag_member(body, "authUrlOnly"),
        fail_after_credential,
    })
}

async fn api_specs(State(tenant): Shared, _: Caller, query: Query) -> Result<Json<Value>, Refusal> {
    let store = tenant.store();
    let source = query
        .text("dataSourceId")
        .ok_or_else(|| Refusal::missing("dataSourceId"))
        .and_then(|id| tenant.usable_source(&store, id))
        .map_err(|refusal| refusal.by(Layer::Sources))?;
    Ok(Json(json!({
        "x-qlik-connector-version": source.connector_version,
        "connectionProperties": source.schema(),
    })))
}

async fn read(
    State(tenant): Shared,
    Caller(caller): Caller,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Value>, Refusal> {
    let store = tenant.store();
    let connection = find(&store, &caller, &id, &query).map_err(|refusal| refusal.by(Layer::Sources))?;
    let mut answer = view(&tenant, connection);
    answer["tags"] = connection.tags.clone().into();
    if let Some(source) = tenant.source(&connection.source) {
        answer["connectionProperties"] = connection.parsed_properties(source).into();
    }
    Ok(Json(answer))
}

fn view(tenant: &Tenant, connection: &Connection) -> Value {
    let mut view = json!({
        "connectionId": connection.id,
        "connectionName": connection.name,
        "dataSourceId": connection.source,
        "tenantId": tenant.id,
        "userId": connection.owner,
        "createdAt": stamp(connection.created),
        // The real schema spells it so.
        "updateAt": stamp(connection.updated),
    });
    if let Some(space) = &connection.space {
        view["spaceId"] = space.as_str().into();
    }
    if let Some(credential) = &connection.credential {
        view["credentialsId"] = credential.as_str().into();
    }
    view
}
