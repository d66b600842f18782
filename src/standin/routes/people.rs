//! `users/me`, `users/{id}`, `tenants/me`, `tenants/{id}`. A real tenant answers the two `me` either directly or by
//! redirect; here the one redirects and the other does not, so that a client meets both.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};

use crate::standin::{
    input::{Caller, Shared},
    refusal::{Layer, Refusal},
    tenant::{App, Tenant},
};

/// Below `/api/v1`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/users/me", get(users_me))
        .route("/users/{id}", get(user))
        .route("/tenants/me", get(tenants_me))
        .route("/tenants/{id}", get(tenant))
}

async fn users_me(Caller(caller): Caller) -> Response {
    (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, format!("/api/v1/users/{}", caller.id))]).into_response()
}

async fn user(State(tenant): Shared, _: Caller, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let user = tenant.users.iter().find(|user| user.id == id);
    let user = user.ok_or_else(|| Refusal::not_found("User not found").by(Layer::Users))?;
    Ok(Json(user.view(&tenant.url)))
}

async fn tenants_me(State(tenant): Shared, _: Caller) -> Json<Value> {
    Json(view(&tenant))
}

async fn tenant(State(tenant): Shared, _: Caller, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    if id == tenant.id { Ok(Json(view(&tenant))) } else { Err(Refusal::unknown_tenant()) }
}

/// The tenant object (`tenants-me.v1`, schema `Tenant`). The first hostname is the one to show.
fn view(tenant: &Tenant) -> Value {
    let host = tenant.url.trim_start_matches("http://");
    json!({
        "id": tenant.id,
        "name": "Stand-in",
        "hostnames": [host, "standin.eu.example"],
        "region": "eu",
        "datacenter": "eu-west-1",
        "status": "active",
        "created": "2026-01-05T08:00:00.000Z",
        "lastUpdated": "2026-10-01T09:30:00.000Z",
        "createdByUser": tenant.users.first().map(|user| user.id.as_str()),
        "links": { "self": { "href": format!("{}/api/v1/tenants/{}", tenant.url, tenant.id) } },
    })
}
