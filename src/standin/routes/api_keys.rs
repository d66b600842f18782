//! `api-keys`: everybody's own keys, the keys of others for administrators to see and to revoke, and the limits. Nobody
//! makes a key for another user.

use axum::{
    Json, Router,
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};

use super::paging;
use crate::standin::{
    caller::{Administrator, SignedIn, Via},
    input::{Body, Query, Shared},
    keys::{self, ApiKey, Wanted},
    patch,
    refusal::{Layer, Refusal},
    tenant::{App, Store},
    users::{Role, User},
};

const DEFAULT_LIMIT: usize = 20;

type Answer<T> = Result<T, Refusal>;

/// Below `/api/v1`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api-keys", get(list).post(create))
        .route("/api-keys/{id}", get(one).patch(describe).delete(remove))
        .route("/api-keys/configs/{tenant}", get(limits).patch(change_limits))
}

/// A user with the permission to manage API keys. Viewers lack it, and no OAuth token carries it.
struct Keeper(User);

impl FromRequestParts<App> for Keeper {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, tenant: &App) -> Answer<Self> {
        let SignedIn { user, via } = SignedIn::from_request_parts(parts, tenant).await?;
        if user.role == Role::Viewer || matches!(via, Via::AccessToken(_)) {
            return Err(ours(Refusal::forbidden("The permission to manage API keys is missing")));
        }
        Ok(Self(user))
    }
}

async fn list(State(tenant): Shared, Keeper(caller): Keeper, query: Query) -> Answer<Json<Value>> {
    let store = tenant.store();
    let owners = [query.text("sub"), query.text("createdByUser")];
    if owners.iter().flatten().any(|owner| *owner != caller.id) && !caller.admin {
        return Err(ours(Refusal::forbidden("Keys of other users are for administrators")));
    }
    let shown = |key: &&ApiKey| {
        (caller.admin || key.user == caller.id)
            && owners.iter().flatten().all(|owner| *owner == key.user)
            && query.text("status").is_none_or(|status| status == key.status())
    };
    let mut keys: Vec<&ApiKey> = store.keys.all().iter().filter(shown).collect();
    match query.text("sort").unwrap_or("-created") {
        "-created" => keys.sort_by_key(|key| std::cmp::Reverse(key.created())),
        "created" | "+created" => keys.sort_by_key(|key| key.created()),
        _ => return Err(invalid("The stand-in sorts by created or -created")),
    }
    let limit = query.limit().map_err(ours)?.unwrap_or(DEFAULT_LIMIT);
    // The real cursors are ids of keys; a client must not look into them.
    let cursor = query.text("startingAfter").or_else(|| query.text("endingBefore"));
    let page = paging::page(keys.len(), Some(limit), cursor).map_err(ours)?;
    let data: Vec<Value> = keys[page.first..page.end].iter().map(|key| key.view(&tenant.id)).collect();
    let links = page.links(&format!("{}/api/v1/api-keys", tenant.url), &query, "startingAfter", "endingBefore");
    Ok(Json(json!({ "data": data, "links": links })))
}

async fn create(State(tenant): Shared, Keeper(caller): Keeper, body: Answer<Body>) -> Answer<Response> {
    let body = body.and_then(Body::object).map_err(ours)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    // Not even an administrator makes a key for somebody else.
    if text("sub").is_some_and(|sub| sub != caller.id) {
        return Err(ours(Refusal::forbidden("An API key can only be made for oneself")));
    }
    if !matches!(text("subType"), None | Some("user")) {
        return Err(invalid("The stand-in makes keys of users only"));
    }
    let description = text("description").ok_or_else(|| ours(Refusal::missing("description")))?;
    let mut store = tenant.store();
    let store = &mut *store;
    if store.keys.active_of(&caller.id) >= store.keys.limits.per_user {
        // Under which status a real tenant says so is not published.
        return Err(ours(Refusal::forbidden("The maximum number of API keys is reached")));
    }
    let longest = keys::duration(&store.keys.limits.max_expiry).unwrap_or_default();
    let asked = match body.get("expiry") {
        None | Some(Value::Null) => None,
        Some(value) => {
            let length = value.as_str().and_then(keys::duration);
            Some(length.ok_or_else(|| invalid("expiry must be an ISO 8601 duration such as P7D"))?)
        }
    };
    let wanted = Wanted {
        tenant: &tenant.id,
        user: &caller.id,
        description,
        lifetime: asked.unwrap_or(longest).min(longest),
        tell: asked.is_some(),
    };
    let (key, token) = store.keys.make(&wanted, &tenant.signer, &mut store.random);
    let mut view = key.view(&tenant.id);
    view["token"] = token.into();
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

async fn one(State(tenant): Shared, Keeper(caller): Keeper, Path(id): Path<String>) -> Answer<Json<Value>> {
    let store = tenant.store();
    Ok(Json(find(&store, &caller, &id)?.view(&tenant.id)))
}

/// Only the owner describes a key.
async fn describe(
    State(tenant): Shared,
    Keeper(caller): Keeper,
    Path(id): Path<String>,
    body: Answer<Body>,
) -> Answer<StatusCode> {
    let operations = body.and_then(|body| patch::read(body.0)).map_err(ours)?;
    let mut store = tenant.store();
    if find(&store, &caller, &id)?.user != caller.id {
        return Err(ours(Refusal::forbidden("Only the owner describes an API key")));
    }
    let text = match operations.as_slice() {
        [one] if one.parts()[..] == ["description"] => one.value.as_str(),
        _ => None,
    };
    let text = text.ok_or_else(|| invalid("Only /description can be replaced"))?;
    store.keys.describe(&id, text);
    Ok(StatusCode::NO_CONTENT)
}

/// What the owner deletes is gone; what an administrator deletes stays to be seen, revoked.
async fn remove(State(tenant): Shared, Keeper(caller): Keeper, Path(id): Path<String>) -> Answer<StatusCode> {
    let mut store = tenant.store();
    if find(&store, &caller, &id)?.user == caller.id {
        store.keys.remove(&id);
    } else {
        store.keys.revoke(&id);
    }
    Ok(StatusCode::NO_CONTENT)
}

fn find<'a>(store: &'a Store, caller: &User, id: &str) -> Answer<&'a ApiKey> {
    let key = store.keys.get(id).ok_or_else(|| ours(Refusal::not_found("API key not found")))?;
    if key.user == caller.id || caller.admin {
        Ok(key)
    } else {
        Err(ours(Refusal::forbidden("Keys of other users are for administrators")))
    }
}

async fn limits(State(tenant): Shared, _: SignedIn, Path(id): Path<String>) -> Answer<Json<Value>> {
    check_tenant(&id, &tenant.id)?;
    let store = tenant.store();
    let limits = &store.keys.limits;
    Ok(Json(json!({
        "max_api_key_expiry": limits.max_expiry,
        "max_keys_per_user": limits.per_user,
        "scim_externalClient_expiry": limits.scim_expiry,
    })))
}

async fn change_limits(
    State(tenant): Shared,
    who: Answer<Administrator>,
    Path(id): Path<String>,
    body: Answer<Body>,
) -> Answer<StatusCode> {
    who.map_err(ours)?;
    check_tenant(&id, &tenant.id)?;
    let operations = body.and_then(|body| patch::read(body.0)).map_err(ours)?;
    let mut store = tenant.store();
    for operation in &operations {
        let duration = operation.value.as_str().filter(|text| keys::duration(text).is_some()).map(str::to_owned);
        let number = operation.value.as_u64().and_then(|number| usize::try_from(number).ok());
        match (&operation.parts()[..], duration, number) {
            (["max_api_key_expiry"], Some(duration), _) => store.keys.limits.max_expiry = duration,
            (["scim_externalClient_expiry"], Some(duration), _) => store.keys.limits.scim_expiry = duration,
            (["max_keys_per_user"], _, Some(number)) => store.keys.limits.per_user = number,
            _ => return Err(invalid("There is no such limit, or the value does not fit")),
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

fn check_tenant(id: &str, own: &str) -> Answer<()> {
    if id == own { Ok(()) } else { Err(ours(Refusal::not_found("Tenant not found"))) }
}

fn ours(refusal: Refusal) -> Refusal {
    refusal.by(Layer::Keys)
}

fn invalid(words: &str) -> Refusal {
    ours(Refusal::invalid(words))
}
