//! `spaces/{id}/assignments`: seeing, adding, changing and removing the members of a space. It is how a bot gets into a
//! space.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Map, Value, json};

use super::paging;
use crate::standin::{
    caller::Caller,
    clock,
    input::{Body, Query, Shared},
    members::Assignment,
    random::object_id,
    refusal::{Layer, Refusal},
    spaces::Space,
    tenant::{App, Store, Tenant},
    users::{EVERYBODY, Role, User},
};

/// Ten, where a client does not say (`spaces.v1`).
const DEFAULT_LIMIT: usize = 10;

type Answer<T> = Result<T, Refusal>;

/// Below `/api/v1`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/spaces/{space}/assignments", get(list).post(add))
        .route("/spaces/{space}/assignments/{id}", get(one).put(change).delete(remove))
}

async fn list(
    State(tenant): Shared,
    Caller(caller): Caller,
    Path(id): Path<String>,
    query: Query,
) -> Answer<Json<Value>> {
    let store = tenant.store();
    let space = seen(&tenant, &store, &caller, &id)?;
    let wanted = |assignment: &&Assignment| {
        query.text("assigneeId").is_none_or(|assignee| assignee == assignment.assignee)
            && query.text("type").is_none_or(|kind| kind == assignment.kind)
    };
    let all: Vec<&Assignment> = store.members.of(&space.id).iter().filter(wanted).collect();
    let limit = query.limit().map_err(ours)?.unwrap_or(DEFAULT_LIMIT);
    let cursor = query.text("next").or_else(|| query.text("prev"));
    let page = paging::page(all.len(), Some(limit), cursor).map_err(ours)?;
    let data: Vec<Value> = all[page.first..page.end].iter().map(|one| view(&tenant, space, one)).collect();
    let address = format!("{}/api/v1/spaces/{}/assignments", tenant.url, space.id);
    let links = page.links(&address, &query, "next", "prev");
    Ok(Json(json!({ "data": data, "meta": { "count": all.len() }, "links": links })))
}

async fn add(
    State(tenant): Shared,
    Caller(caller): Caller,
    Path(id): Path<String>,
    body: Answer<Body>,
) -> Answer<Response> {
    let mut store = tenant.store();
    let space = managed(&tenant, &store, &caller, &id)?;
    let body = body.and_then(Body::object).map_err(ours)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).ok_or_else(|| ours(Refusal::missing(name)));
    let (kind, assignee) = (text("type")?, text("assigneeId")?);
    let kind = kind_of(&store, kind, assignee).ok_or_else(|| invalid("type and assigneeId do not fit together"))?;
    let roles = roles(space, &body)?;
    let members = store.members.of_mut(&space.id);
    if members.iter().any(|member| member.assignee == assignee) {
        return Err(ours(Refusal::conflict("The assignee is a member of the space already")));
    }
    let made = Assignment::new(kind, assignee, roles, &caller.id, clock::wall());
    let view = view(&tenant, space, &made);
    members.push(made);
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

/// What a kind of assignee must be. The older description knows no bots, so a bot may also be added as a user. What a
/// real tenant says to an assignee that does not exist is not published.
fn kind_of(store: &Store, kind: &str, assignee: &str) -> Option<&'static str> {
    let role = store.users.get(assignee).map(|user| user.role);
    match (kind, role) {
        ("user", Some(_)) => Some("user"),
        ("bot", Some(Role::Bot)) => Some("bot"),
        ("group", None) if assignee == object_id(EVERYBODY) => Some("group"),
        _ => None,
    }
}

/// At least one role, each one that this kind of space knows.
fn roles(space: &Space, body: &Map<String, Value>) -> Answer<Vec<String>> {
    let roles = body.get("roles").and_then(Value::as_array).filter(|roles| !roles.is_empty());
    let roles = roles.ok_or_else(|| ours(Refusal::missing("roles")))?;
    let known = |role: &Value| role.as_str().filter(|role| space.assignable().contains(role)).map(str::to_owned);
    let known: Option<_> = roles.iter().map(known).collect();
    known.ok_or_else(|| invalid(&format!("In this space the roles are {}", space.assignable().join(", "))))
}

async fn one(
    State(tenant): Shared,
    Caller(caller): Caller,
    Path((space, id)): Path<(String, String)>,
) -> Answer<Json<Value>> {
    let store = tenant.store();
    let space = seen(&tenant, &store, &caller, &space)?;
    let at = position(&store, space, &id)?;
    Ok(Json(view(&tenant, space, &store.members.of(&space.id)[at])))
}

/// The roles of a member are replaced as a whole.
async fn change(
    State(tenant): Shared,
    Caller(caller): Caller,
    Path((space, id)): Path<(String, String)>,
    body: Answer<Body>,
) -> Answer<Json<Value>> {
    let mut store = tenant.store();
    let space = managed(&tenant, &store, &caller, &space)?;
    let at = position(&store, space, &id)?;
    let roles = roles(space, &body.and_then(Body::object).map_err(ours)?)?;
    let member = &mut store.members.of_mut(&space.id)[at];
    member.roles = roles;
    member.updated = clock::wall();
    member.updated_by = caller.id;
    Ok(Json(view(&tenant, space, member)))
}

async fn remove(
    State(tenant): Shared,
    Caller(caller): Caller,
    Path((space, id)): Path<(String, String)>,
) -> Answer<StatusCode> {
    let mut store = tenant.store();
    let space = managed(&tenant, &store, &caller, &space)?;
    let at = position(&store, space, &id)?;
    store.members.of_mut(&space.id).remove(at);
    Ok(StatusCode::NO_CONTENT)
}

/// The space, for those who may see its members: members themselves, and administrators. Who may see them is not
/// published.
fn seen<'a>(tenant: &'a Tenant, store: &Store, caller: &User, id: &str) -> Answer<&'a Space> {
    let space = tenant.space(id).ok_or_else(|| ours(Refusal::not_found("Space not found")))?;
    if manages(tenant, store, caller, id) || !store.members.roles(id, caller).is_empty() {
        Ok(space)
    } else {
        Err(ours(Refusal::forbidden("Only members see the members of a space")))
    }
}

/// The space, for those who may change its members: "Can manage", its owner, and administrators, bots among them, since
/// that is administering and not acting in the space. The last is inferred.
fn managed<'a>(tenant: &'a Tenant, store: &Store, caller: &User, id: &str) -> Answer<&'a Space> {
    let space = seen(tenant, store, caller, id)?;
    if manages(tenant, store, caller, id) {
        Ok(space)
    } else {
        Err(ours(Refusal::forbidden("The right to manage the members of this space is missing")))
    }
}

fn manages(tenant: &Tenant, store: &Store, caller: &User, space: &str) -> bool {
    caller.admin || caller.id == tenant.founder || store.members.roles(space, caller).contains(&"facilitator")
}

fn position(store: &Store, space: &Space, id: &str) -> Answer<usize> {
    let at = store.members.of(&space.id).iter().position(|member| member.id(&space.id) == id);
    at.ok_or_else(|| ours(Refusal::not_found("Assignment not found")))
}

fn view(tenant: &Tenant, space: &Space, assignment: &Assignment) -> Value {
    assignment.view(&space.id, &tenant.id, &tenant.url)
}

fn ours(refusal: Refusal) -> Refusal {
    refusal.by(Layer::Spaces)
}

fn invalid(words: &str) -> Refusal {
    ours(Refusal::invalid(words))
}
