//! `oauth-clients`: making, finding, trusting and deleting clients, and their secrets. For administrators.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{delete, get, patch, post},
};
use serde_json::{Map, Value, json};

use super::paging;
use crate::standin::{
    caller::Administrator,
    client_rules::{PROPERTIES, check, room},
    clients::Client,
    input::{Body, Query, Shared},
    patch as patches,
    refusal::{Answer, Layer, Refusal},
    scim::Filter,
    tenant::{App, Store},
    users::User,
};

const DEFAULT_LIMIT: usize = 20;
/// Secrets of one client.
const MOST_SECRETS: usize = 5;
const FILTERABLE: [&str; 5] = ["clientId", "clientName", "appType", "tenantId", "createdByType"];
const SORTABLE: [&str; 6] = ["clientId", "clientName", "appType", "tenantId", "createdAt", "updatedAt"];

/// Below `/api/v1`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/oauth-clients", get(list).post(create))
        .route("/oauth-clients/{id}", delete(remove))
        .route("/oauth-clients/{id}/connection-configs/me", patch(trust))
        .route("/oauth-clients/{id}/client-secrets", post(add_secret))
        .route("/oauth-clients/{id}/client-secrets/{hint}", delete(remove_secret))
}

async fn list(State(tenant): Shared, who: Answer<Administrator>, query: Query) -> Answer<Json<Value>> {
    admit(who)?;
    let store = tenant.store();
    let filter = query.text("filter").map(|text| Filter::parse(text, &FILTERABLE)).transpose();
    let filter = filter.map_err(|words| invalid(&words))?;
    let wanted = |client: &&Client| {
        filter.as_ref().is_none_or(|filter| filter.admits(&|name| client.attribute(name, &tenant.id)))
    };
    let mut clients: Vec<&Client> = store.clients.iter().filter(wanted).collect();
    sort(&mut clients, query.text("sort"), &tenant.id)?;
    let limit = query.limit().map_err(ours)?.unwrap_or(DEFAULT_LIMIT);
    let cursor = query.text("next").or_else(|| query.text("prev"));
    let page = paging::page(clients.len(), Some(limit), cursor).map_err(ours)?;
    let data: Vec<Value> = clients[page.first..page.end].iter().map(|client| client.view(&tenant.id)).collect();
    let links = page.links(&format!("{}/api/v1/oauth-clients", tenant.url), &query, "next", "prev");
    let mut answer = json!({ "data": data, "links": links });
    if query.flag("totalResults") {
        answer["totalResults"] = clients.len().into();
    }
    Ok(Json(answer))
}

fn sort(clients: &mut [&Client], order: Option<&str>, tenant: &str) -> Answer<()> {
    let Some(order) = order else { return Ok(()) };
    let (descending, key) = paging::order(order);
    if !SORTABLE.contains(&key) {
        return Err(invalid(&format!("sort must be one of {}, with + or -", SORTABLE.join(", "))));
    }
    clients.sort_by_key(|client| client.attribute(key, tenant));
    if descending {
        clients.reverse();
    }
    Ok(())
}

async fn create(State(tenant): Shared, who: Answer<Administrator>, body: Answer<Body>) -> Answer<Response> {
    let maker = admit(who)?;
    let body = body.and_then(Body::object).map_err(ours)?;
    let mut shown = Map::new();
    for (name, value) in body {
        // What the type does not know is ignored, as everywhere.
        if PROPERTIES.contains(&name.as_str()) || matches!(name.as_str(), "appType" | "connectionConfig") {
            shown.insert(name, value);
        }
    }
    check(&mut shown).map_err(|words| invalid(&words))?;
    let mut store = tenant.store();
    let store = &mut *store;
    room(store).map_err(invalid)?;
    let mut client = Client::new(store.random.hex()[..32].to_owned(), shown);
    let secret = (client.confidential() && client.proves_by("client_secret"))
        .then(|| client.add_secret(&maker.id, &mut store.random).0);
    let mut view = client.view(&tenant.id);
    if let Some(secret) = secret {
        view["clientSecret"] = secret.into();
    }
    store.clients.push(client);
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

async fn remove(State(tenant): Shared, who: Answer<Administrator>, Path(id): Path<String>) -> Answer<StatusCode> {
    admit(who)?;
    let mut store = tenant.store();
    find(&mut store, &id)?;
    store.clients.retain(|client| client.id != id);
    // That what it was granted dies with a client is ours.
    store.tokens.revoke_client(&id);
    Ok(StatusCode::NO_CONTENT)
}

/// Vouches for a client, so that it may act without anybody there to ask.
async fn trust(
    State(tenant): Shared,
    who: Answer<Administrator>,
    Path(id): Path<String>,
    body: Answer<Body>,
) -> Answer<StatusCode> {
    admit(who)?;
    let operations = body.and_then(|body| patches::read(body.0)).map_err(ours)?;
    let mut store = tenant.store();
    let client = find(&mut store, &id)?;
    for operation in &operations {
        match (&operation.parts()[..], operation.value.as_str()) {
            (["consentMethod"], Some(method @ ("trusted" | "required"))) => client.trusted = method == "trusted",
            _ => return Err(invalid("consentMethod must be trusted or required")),
        }
    }
    client.touch();
    Ok(StatusCode::NO_CONTENT)
}

async fn add_secret(State(tenant): Shared, who: Answer<Administrator>, Path(id): Path<String>) -> Answer<Response> {
    let caller = admit(who)?;
    let mut guard = tenant.store();
    let store = &mut *guard;
    let client = store.clients.iter_mut().find(|client| client.id == id).ok_or_else(unknown)?;
    if !client.confidential() {
        return Err(invalid("A public client has no secrets"));
    }
    if client.secrets.len() >= MOST_SECRETS {
        return Err(invalid("A client has at most 5 secrets"));
    }
    let (secret, kept) = client.add_secret(&caller.id, &mut store.random);
    let mut answer = kept.view();
    answer["clientId"] = id.into();
    answer["clientSecret"] = secret.into();
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

async fn remove_secret(
    State(tenant): Shared,
    who: Answer<Administrator>,
    Path((id, hint)): Path<(String, String)>,
) -> Answer<StatusCode> {
    admit(who)?;
    let mut store = tenant.store();
    let client = find(&mut store, &id)?;
    let at = client.secrets.iter().position(|secret| secret.hint == hint);
    client.secrets.remove(at.ok_or_else(|| ours(Refusal::not_found("Client secret not found")))?);
    Ok(StatusCode::NO_CONTENT)
}

fn admit(who: Answer<Administrator>) -> Answer<User> {
    who.map(|Administrator(user)| user).map_err(ours)
}

fn find<'a>(store: &'a mut Store, id: &str) -> Answer<&'a mut Client> {
    store.clients.iter_mut().find(|client| client.id == id).ok_or_else(unknown)
}

fn unknown() -> Refusal {
    ours(Refusal::not_found("OAuth client not found"))
}

fn ours(refusal: Refusal) -> Refusal {
    refusal.by(Layer::Clients)
}

fn invalid(words: &str) -> Refusal {
    ours(Refusal::invalid(words))
}
