//! `tenants/me`.

use axum::{Json, Router, extract::State, routing::get};
use serde_json::{Value, json};

use crate::standin::{
    caller::Caller,
    input::Shared,
    tenant::{App, Tenant},
};

/// Below `/api/v1`.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/tenants/me", get(me))
}

async fn me(State(tenant): Shared, _: Caller) -> Json<Value> {
    Json(view(&tenant))
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
        "createdByUser": tenant.founder,
        "links": { "self": { "href": format!("{}/api/v1/tenants/{}", tenant.url, tenant.id) } },
    })
}
