//! `oauth-tokens`: what was granted to whom, and taking it back. Everybody sees their own, administrators everything.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{delete, get},
};
use serde_json::{Value, json};

use super::paging;
use crate::standin::{
    caller::Caller,
    input::{Query, Shared},
    refusal::{Layer, Refusal},
    tenant::App,
};

const DEFAULT_LIMIT: usize = 20;

/// Below `/api/v1`.
pub fn routes() -> Router<App> {
    Router::new().route("/oauth-tokens", get(list)).route("/oauth-tokens/{id}", delete(remove))
}

async fn list(State(tenant): Shared, Caller(caller): Caller, query: Query) -> Result<Json<Value>, Refusal> {
    let user = query.text("userId");
    if user.is_some_and(|user| user != caller.id) && !caller.admin {
        return Err(ours(Refusal::forbidden("Tokens of other users are for administrators")));
    }
    if !matches!(query.text("sort"), None | Some("userId")) {
        return Err(ours(Refusal::invalid("sort must be userId")));
    }
    let user = if caller.admin { user } else { Some(caller.id.as_str()) };
    let rows = tenant.store().tokens.rows(user, &tenant.id);
    let limit = query.limit().map_err(ours)?.unwrap_or(DEFAULT_LIMIT);
    let page = paging::page(rows.len(), Some(limit), query.text("page")).map_err(ours)?;
    let links = page.links(&format!("{}/api/v1/oauth-tokens", tenant.url), &query, "page", "page");
    Ok(Json(json!({ "data": rows[page.first..page.end], "links": links })))
}

async fn remove(State(tenant): Shared, Caller(caller): Caller, Path(id): Path<String>) -> Result<StatusCode, Refusal> {
    let mut store = tenant.store();
    let owner = store.tokens.user_of(&id).filter(|owner| caller.admin || **owner == caller.id);
    if owner.is_none() {
        return Err(ours(Refusal::not_found("Token not found")));
    }
    store.tokens.remove(&id);
    Ok(StatusCode::NO_CONTENT)
}

fn ours(refusal: Refusal) -> Refusal {
    refusal.by(Layer::SignIn)
}
