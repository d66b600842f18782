//! `users`: the list with its filter, the same as an action, one user, and new ones. Who may look people up is not
//! published for users as such; here everybody may.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Map, Value, json};

use super::paging;
use crate::standin::{
    caller::{Administrator, Caller},
    input::{Body, Query, Shared},
    refusal::{Layer, Refusal},
    scim::Filter,
    tenant::{App, Tenant},
    users::{Role, User},
};

const FILTERABLE: [&str; 6] = ["id", "name", "email", "subject", "status", "clientId"];
const DEFAULT_LIMIT: usize = 20;

/// Below `/api/v1`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/users", get(list).post(create))
        .route("/users/actions/filter", post(filter))
        .route("/users/me", get(me))
        .route("/users/{id}", get(one))
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

async fn filter(
    State(tenant): Shared,
    _: Caller,
    query: Query,
    body: Result<Body, Refusal>,
) -> Result<Json<Value>, Refusal> {
    let body = body.and_then(Body::object).map_err(ours)?;
    answer(&tenant, &query, body.get("filter").and_then(Value::as_str)).map(Json).map_err(ours)
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

async fn create(State(tenant): Shared, _: Administrator, body: Result<Body, Refusal>) -> Result<Response, Refusal> {
    let body = body.and_then(Body::object).map_err(ours)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let subject = text("subject").ok_or_else(|| ours(Refusal::missing("subject")))?;
    let name = text("name").unwrap_or(subject);
    let mut store = tenant.store();
    let store = &mut *store;
    if store.users.of_subject(subject).is_some() {
        return Err(ours(Refusal::conflict("A user with this subject exists already")));
    }
    let email = text("email").map(str::to_owned);
    let user = store.users.add(subject, name, email, role(&body), &mut store.random);
    Ok((StatusCode::CREATED, Json(user.view(&tenant.url))).into_response())
}

/// Of the roles that a new user is given, only the administrator's is told from the rest.
fn role(body: &Map<String, Value>) -> Role {
    let given = ["roles", "assignedRoles"].into_iter().filter_map(|name| body.get(name).and_then(Value::as_array));
    let admin = given.flatten().any(|role| role == "TenantAdmin" || role["name"] == "TenantAdmin");
    if admin { Role::Admin } else { Role::Creator }
}

fn ours(refusal: Refusal) -> Refusal {
    refusal.by(Layer::Users)
}
