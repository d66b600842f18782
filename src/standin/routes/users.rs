//! `users`: the list with its filter, and one user. Who may look people up is not
//! published for users as such; here everybody may.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};

use super::paging;
use crate::standin::{
    caller::Caller,
    input::{Query, Shared},
    refusal::{Layer, Refusal},
    scim::Filter,
    tenant::{App, Tenant},
    users::User,
};

const FILTERABLE: [&str; 6] = ["id", "name", "email", "subject", "status", "clientId"];
const DEFAULT_LIMIT: usize = 20;

/// Below `/api/v1`.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/users", get(list)).route("/users/me", get(me)).route("/users/{id}", get(one))
}

/// A real tenant answers `me` either directly or by redirect; this one redirects, and `tenants/me` does not, so that a
/// client meets both.
async fn me(Caller(caller): Caller) -> Response {
    (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, format!("/api/v1/users/{}", caller.id))]).into_response()
}

async fn one(State(tenant): Shared, _: Caller, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let store = tenant.store();
    let user = store.users.get(&id).ok_or_else(|| ours(Refusal::not_found("User not found")))?;
    Ok(Json(user.view(&tenant.url)))
}

async fn list(State(tenant): Shared, _: Caller, query: Query) -> Result<Json<Value>, Refusal> {
    answer(&tenant, &query, query.text("filter")).map(Json).map_err(ours)
}

fn answer(tenant: &Tenant, query: &Query, filter: Option<&str>) -> Result<Value, Refusal> {
    let filter = filter.map(|text| Filter::parse(text, &FILTERABLE).map_err(Refusal::invalid)).transpose()?;
    let store = tenant.store();
    let wanted = |user: &&User| filter.as_ref().is_none_or(|filter| filter.admits(&|name| user.attribute(name)));
    let users: Vec<&User> = store.users.all().iter().filter(wanted).collect();
    let limit = query.limit()?.unwrap_or(DEFAULT_LIMIT);
    let page = paging::page(users.len(), Some(limit), query.text("next").or_else(|| query.text("prev")))?;
    let data: Vec<Value> = users[page.first..page.end].iter().map(|user| user.view(&tenant.url)).collect();
    let links = page.links(&format!("{}/api/v1/users", tenant.url), query, "next", "prev");
    Ok(json!({ "data": data, "links": links }))
}

fn ours(refusal: Refusal) -> Refusal {
    refusal.by(Layer::Users)
}
