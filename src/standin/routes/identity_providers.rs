//! `identity-providers`, for protocol `jwtAuth` only, and for administrators only. What such a provider lets in is in
//! `login`.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{self, get},
};
use serde_json::{Map, Value, json};

use super::paging;
use crate::standin::{
    caller::Administrator,
    clock,
    idps::IdentityProvider,
    input::{Body, Query, Shared},
    jwt::PublicKey,
    refusal::{Answer, Layer, Refusal},
    tenant::{App, Store},
};

/// Twenty, where a client does not say; the real figure is not published.
const DEFAULT_LIMIT: usize = 20;

/// Below `/api/v1`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/identity-providers", get(list).post(create))
        .route("/identity-providers/{id}", routing::delete(delete))
}

async fn list(State(tenant): Shared, who: Answer<Administrator>, query: Query) -> Answer<Json<Value>> {
    admit(who)?;
    let store = tenant.store();
    let all = &store.identity_providers.all;
    // All of them are active.
    let shown: &[IdentityProvider] = if query.get("active") == Some("false") { &[] } else { all };
    let limit = query.limit().map_err(ours)?.unwrap_or(DEFAULT_LIMIT);
    let page =
        paging::page(shown.len(), Some(limit), query.text("next").or_else(|| query.text("prev"))).map_err(ours)?;
    let data: Vec<Value> = shown[page.first..page.end].iter().map(IdentityProvider::view).collect();
    let links = page.links(&format!("{}/api/v1/identity-providers", tenant.url), &query, "next", "prev");
    Ok(Json(json!({ "data": data, "links": links })))
}

async fn create(State(tenant): Shared, who: Answer<Administrator>, body: Answer<Body>) -> Answer<Response> {
    admit(who)?;
    let body = body.and_then(Body::object).map_err(ours)?;
    let mut store = tenant.store();
    let store = &mut *store;
    let id = store.random.uuid();
    // The body is read before the tenants are compared; which comes first in a real tenant is not published.
    let made = read(&body, id)?;
    if !made.tenants.contains(&tenant.id) {
        return Err(ours(Refusal::forbidden("tenantIds must contain the tenant of the caller")));
    }
    // That one issuer and one key id belong together only once is our convention.
    if store.identity_providers.of(&made.issuer, &made.kid).is_some() {
        return Err(invalid("An identity provider with this issuer and key id exists already"));
    }
    let view = made.view();
    store.identity_providers.all.push(made);
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

fn read(body: &Map<String, Value>, id: String) -> Answer<IdentityProvider> {
    let required = |object: &Map<String, Value>, name: &str| {
        let text = object.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        text.map(str::to_owned).ok_or_else(|| invalid(&format!("{name} is missing")))
    };
    if required(body, "protocol")? != "jwtAuth" {
        return Err(invalid("The stand-in knows no protocol but jwtAuth"));
    }
    if required(body, "provider")? != "external" {
        return Err(invalid("provider must be external"));
    }
    let options = body.get("options").and_then(Value::as_object).ok_or_else(|| invalid("options is missing"))?;
    let issuer = required(options, "issuer")?;
    let keys = options.get("staticKeys").and_then(Value::as_array).ok_or_else(|| invalid("staticKeys is missing"))?;
    let [key] = keys.as_slice() else { return Err(invalid("staticKeys must hold exactly one key")) };
    let key = key.as_object().ok_or_else(|| invalid("A key must be an object"))?;
    let (kid, pem) = (required(key, "kid")?, required(key, "pem")?);
    let public = PublicKey::from_pem(&pem).ok_or_else(|| invalid("pem is neither a certificate nor a public key"))?;
    let tenants = match body.get("tenantIds") {
        // The type lets it be left out, but then the caller's tenant is not among them.
        None => return Err(ours(Refusal::forbidden("tenantIds must contain the tenant of the caller"))),
        Some(Value::Array(tenants)) => tenants.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(_) => return Err(invalid("tenantIds must be a list")),
    };
    let description = match body.get("description") {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(_) => return Err(invalid("description must be text")),
    };
    let tolerance = match body.get("clockToleranceSec") {
        None | Some(Value::Null) => 0,
        Some(value) => {
            let seconds = value.as_i64().filter(|seconds| (0..=3600).contains(seconds));
            seconds.ok_or_else(|| invalid("clockToleranceSec must be a whole number of seconds"))?
        }
    };
    let now = clock::wall();
    Ok(IdentityProvider {
        id,
        issuer,
        kid,
        pem,
        key: public,
        tenants,
        description,
        tolerance,
        created: now,
        updated: now,
    })
}

async fn delete(State(tenant): Shared, who: Answer<Administrator>, Path(id): Path<String>) -> Answer<StatusCode> {
    admit(who)?;
    let mut store = tenant.store();
    find(&store, &id)?;
    store.identity_providers.all.retain(|idp| idp.id != id);
    Ok(StatusCode::NO_CONTENT)
}

fn find<'a>(store: &'a Store, id: &str) -> Answer<&'a IdentityProvider> {
    let idp = store.identity_providers.all.iter().find(|idp| idp.id == id);
    idp.ok_or_else(|| ours(Refusal::not_found("Identity provider not found")))
}

fn admit(who: Answer<Administrator>) -> Answer<()> {
    who.map(drop).map_err(ours)
}

fn ours(refusal: Refusal) -> Refusal {
    refusal.by(Layer::Keys)
}

fn invalid(words: &str) -> Refusal {
    ours(Refusal::invalid(words))
}
