//! `web-integrations`: the origins from which browsers may call the tenant. Creating one is for administrators; the
//! reference does not say who may, so that is ours, after the page in the console.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{self, get},
};
use serde_json::{Value, json};
use url::Url;

use super::paging;
use crate::standin::{
    caller::Administrator,
    clock,
    idps::WebIntegration,
    input::{Body, Query, Shared},
    refusal::{Layer, Refusal},
    tenant::{App, Store},
};

const DEFAULT_LIMIT: usize = 20;

/// Below `/api/v1`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/web-integrations", get(list).post(create))
        .route("/web-integrations/{id}", routing::delete(delete))
}

async fn list(State(tenant): Shared, _: Administrator, query: Query) -> Result<Json<Value>, Refusal> {
    let store = tenant.store();
    let all = &store.web_integrations;
    let limit = query.limit().map_err(ours)?.unwrap_or(DEFAULT_LIMIT);
    let page = paging::page(all.len(), Some(limit), query.text("next").or_else(|| query.text("prev"))).map_err(ours)?;
    let rows = all[page.first..page.end].iter();
    let data: Vec<Value> = rows.map(|integration| integration.view(&tenant.id, &tenant.url)).collect();
    let links = page.links(&format!("{}/api/v1/web-integrations", tenant.url), &query, "next", "prev");
    Ok(Json(json!({ "data": data, "links": links })))
}

async fn create(
    State(tenant): Shared,
    Administrator(caller): Administrator,
    body: Result<Body, Refusal>,
) -> Result<Response, Refusal> {
    let body = body.and_then(Body::object).map_err(ours)?;
    let name = name(body.get("name").unwrap_or(&Value::Null))?;
    let origins = body.get("validOrigins").map_or_else(|| Ok(Vec::new()), origins)?;
    let mut store = tenant.store();
    let now = clock::wall();
    let id = store.random.uuid();
    let made = WebIntegration { id, name, origins, created_by: caller.id, created: now, updated: now };
    let view = made.view(&tenant.id, &tenant.url);
    store.web_integrations.push(made);
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

fn name(value: &Value) -> Result<String, Refusal> {
    let name = value.as_str().filter(|name| !name.trim().is_empty());
    name.map(str::to_owned).ok_or_else(|| invalid("name is missing"))
}

/// Scheme, host, perhaps port, nothing else, no wildcards.
fn origins(value: &Value) -> Result<Vec<String>, Refusal> {
    let items = value.as_array().ok_or_else(|| invalid("validOrigins must be a list"))?;
    let origin = |item: &Value| {
        let text = item.as_str()?;
        let origin = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?.origin();
        let same = !text.contains('*') && origin.ascii_serialization().eq_ignore_ascii_case(text.trim_end_matches('/'));
        same.then(|| text.to_owned())
    };
    let read: Option<_> = items.iter().map(origin).collect();
    read.ok_or_else(|| invalid("An origin is scheme://host[:port], without wildcards"))
}

async fn delete(State(tenant): Shared, _: Administrator, Path(id): Path<String>) -> Result<StatusCode, Refusal> {
    let mut store = tenant.store();
    let at = position(&store, &id)?;
    store.web_integrations.remove(at);
    Ok(StatusCode::NO_CONTENT)
}

fn position(store: &Store, id: &str) -> Result<usize, Refusal> {
    let at = store.web_integrations.iter().position(|integration| integration.id == id);
    at.ok_or_else(|| ours(Refusal::not_found("Web integration not found")))
}

fn ours(refusal: Refusal) -> Refusal {
    refusal.by(Layer::SignIn)
}

fn invalid(words: &str) -> Refusal {
    ours(Refusal::invalid(words))
}
