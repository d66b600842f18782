//! `spaces`: the list with its pages and filters. The personal space is no item of the list.

use axum::{Json, Router, extract::State, routing::get};
use serde_json::{Value, json};

use super::paging;
use crate::standin::{
    caller::Caller,
    input::{Query, Shared},
    members::Members,
    refusal::{Layer, Refusal},
    scim::Filter,
    spaces::Space,
    tenant::{App, Tenant},
    users::User,
};

/// Ten, where a client does not say (`spaces.v1`).
const DEFAULT_LIMIT: usize = 10;

/// Below `/api/v1`.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/spaces", get(list))
}

async fn list(State(tenant): Shared, Caller(caller): Caller, query: Query) -> Result<Json<Value>, Refusal> {
    answer(&tenant, &caller, &query).map(Json).map_err(|refusal| refusal.by(Layer::Spaces))
}

fn answer(tenant: &Tenant, caller: &User, query: &Query) -> Result<Value, Refusal> {
    let filter =
        query.text("filter").map(|text| Filter::parse(text, &["name"]).map_err(Refusal::invalid)).transpose()?;
    let part = query.text("name").map(str::to_lowercase);
    let wanted = |space: &&Space| {
        part.as_ref().is_none_or(|part| space.name.to_lowercase().contains(part))
            && query.text("type").is_none_or(|kinds| kinds.split(',').any(|kind| kind == space.kind))
            && filter.as_ref().is_none_or(|filter| filter.admits(&|_| Some(space.name.clone())))
    };
    let mut spaces: Vec<&Space> = tenant.spaces.iter().filter(wanted).collect();
    sort(&mut spaces, query.text("sort"))?;
    let limit = query.limit()?.unwrap_or(DEFAULT_LIMIT);
    let page = paging::page(spaces.len(), Some(limit), query.text("next").or_else(|| query.text("prev")))?;
    let store = tenant.store();
    let shown = spaces[page.first..page.end].iter();
    let data: Vec<Value> = shown.map(|space| view(tenant, &store.members, space, caller)).collect();
    Ok(json!({
        "data": data,
        "meta": {
            "count": spaces.len(),
            "personalSpace": { "actions": ["create", "read"], "resourceType": "personalspace" },
        },
        "links": page.links(&format!("{}/api/v1/spaces", tenant.url), query, "next", "prev"),
    }))
}

fn sort(spaces: &mut [&Space], order: Option<&str>) -> Result<(), Refusal> {
    let Some(order) = order else { return Ok(()) };
    let (descending, key) = paging::order(order);
    match key {
        "name" => spaces.sort_by_key(|space| space.name.to_lowercase()),
        "type" => spaces.sort_by_key(|space| space.kind),
        "createdAt" => spaces.sort_by(|one, other| one.created.cmp(&other.created)),
        _ => return Err(Refusal::invalid("sort must be name, type or createdAt, with + or -")),
    }
    if descending {
        spaces.reverse();
    }
    Ok(())
}

fn view(tenant: &Tenant, members: &Members, space: &Space, caller: &User) -> Value {
    space.view(caller, members, &tenant.founder, &tenant.id, &tenant.url)
}
