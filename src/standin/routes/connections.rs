//! `data-connections`: list, create, read, delete. Changing one is in `revise`, changing many in `bulk`.

use axum::{
    Extension, Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Map, Value, json};

use super::paging;
use crate::standin::{
    caller::Caller,
    clock::stamp,
    config::Dialect,
    create::{Made, Order, create},
    gate::FailAfterCredential,
    input::{Body, Query, Shared, flag_member, member, optional_text, text_member},
    records::Connection,
    refusal::Refusal,
    scim::Filter,
    shown::{Shown, data_files},
    tenant::{App, Store, Tenant},
    users::User,
};

/// What a list can be filtered by (`data-connections.v1`, parameter `filter`).
const FILTERABLE: [&str; 6] = ["qName", "qType", "created", "updated", "datasourceID", "qri"];

/// Below `/api/v1` and `/api/connectivity`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/data-connections", get(list).post(post))
        .route("/data-connections/{id}", get(read).delete(delete))
}

async fn list(
    State(tenant): Shared,
    Caller(caller): Caller,
    Extension(dialect): Extension<Dialect>,
    query: Query,
) -> Result<Json<Value>, Refusal> {
    let store = tenant.store();
    let mut connections = select(&tenant, &store, &caller, &query)?;
    sort(&mut connections, &query)?;
    let files = if query.flag("noDatafiles") { Vec::new() } else { file_places(&tenant, &query) };

    let total = connections.len() + files.len();
    // Version 1 returns everything where no limit is given; its twin returns twenty.
    let limit = query.limit()?.or((dialect == Dialect::Connectivity).then_some(20));
    let page = paging::page(total, limit, query.text("page"))?;
    let qri = query.flag("includeQris");
    let rows: Vec<Value> = (page.first..page.end)
        .filter_map(|row| match connections.get(row) {
            Some(connection) => {
                let changeable = store.may_change(connection, &caller);
                view(&tenant, connection, dialect, Shown::Listed { changeable, qri })
            }
            None => files.get(row - connections.len()).map(|place| data_files(&tenant, *place, &caller, dialect)),
        })
        .collect();

    let family = if dialect == Dialect::Connectivity { "connectivity" } else { "v1" };
    let address = format!("{}/api/{family}/data-connections", tenant.url);
    let data = match query.get("dataName") {
        Some("") => return Err(Refusal::invalid("dataName must not be empty")),
        Some(name) => name,
        None => "data",
    };
    Ok(Json(json!({
        data: rows,
        "meta": { "count": total },
        "links": page.links(&address, &query, "page", "page"),
    })))
}

fn select<'a>(tenant: &Tenant, store: &'a Store, caller: &User, query: &Query) -> Result<Vec<&'a Connection>, Refusal> {
    let filter = query.text("filter").map(|text| Filter::parse(text, &FILTERABLE)).transpose();
    let filter = filter.map_err(|words| Refusal::invalid(format!("The filter is not valid: {words}")))?;
    let user = query.text("userId");
    if user.is_some_and(|user| user != caller.id) && !caller.admin {
        return Err(Refusal::forbidden("Connections of other users are for administrators"));
    }
    let space = query.text("spaceId");
    let personal = query.flag("personal") && space.is_none();
    let admits = |connection: &Connection| {
        let attribute = |name: &str| {
            let source = tenant.source(&connection.source)?;
            match name {
                "qName" => Some(connection.name.clone()),
                "qType" => Some(source.provider.clone()),
                "created" => Some(stamp(connection.created)),
                "updated" => Some(stamp(connection.updated)),
                "datasourceID" => Some(connection.source.clone()),
                _ => Some(connection.qri(source)),
            }
        };
        filter.as_ref().is_none_or(|filter| filter.admits(&attribute))
    };
    let wanted = |connection: &&Connection| {
        // An administrator may look into the personal spaces of others, but only when asking for them.
        (connection.space.is_some() || connection.owner == user.unwrap_or(&caller.id))
            && (query.flag("includeDisabled") || !store.disabled.contains(&connection.source))
            && space.is_none_or(|space| connection.space.as_deref() == Some(space))
            && !(personal && connection.space.is_some())
            && (!query.flag("ownedByMe") || connection.owned_by(caller))
            && user.is_none_or(|user| connection.owner == user)
            && admits(connection)
    };
    Ok(store.connections.iter().filter(wanted).collect())
}

fn sort(connections: &mut [&Connection], query: &Query) -> Result<(), Refusal> {
    let Some(order) = query.text("sort") else { return Ok(()) };
    let (descending, key) = paging::order(order);
    match key {
        "_id" => connections.sort_by(|one, other| one.id.cmp(&other.id)),
        "qName" if query.flag("caseinsensitive") => {
            connections.sort_by_key(|connection| connection.name.to_lowercase());
        }
        "qName" => connections.sort_by(|one, other| one.name.cmp(&other.name)),
        "created" => connections.sort_by_key(|connection| connection.created),
        "updated" => connections.sort_by_key(|connection| connection.updated),
        _ => return Err(Refusal::invalid("sort must be _id, qName, created or updated, with + or -")),
    }
    if descending {
        connections.reverse();
    }
    Ok(())
}

/// Whose data-file entries a list carries: the personal one, and one per space.
fn file_places<'a>(tenant: &'a Tenant, query: &Query) -> Vec<Option<&'a str>> {
    let spaces = tenant.spaces.iter().map(|space| space.id.as_str());
    match query.text("spaceId") {
        Some(wanted) => spaces.filter(|space| *space == wanted).map(Some).collect(),
        None if query.flag("personal") => vec![None],
        None => std::iter::once(None).chain(spaces.map(Some)).collect(),
    }
}

async fn post(
    State(tenant): Shared,
    Caller(caller): Caller,
    Extension(dialect): Extension<Dialect>,
    fail: Option<Extension<FailAfterCredential>>,
    body: Body,
) -> Result<Response, Refusal> {
    let body = body.object()?;
    let order = Order {
        source: text_member(&body, "datasourceID").ok_or_else(|| Refusal::missing("datasourceID"))?,
        name: optional_text(&body, "qName")?,
        space: optional_text(&body, "space")?,
        properties: properties(&body)?,
        // In version 1 the service's own tag takes one of the 32 places.
        tags: tags(&body, if dialect == Dialect::Connectivity { 32 } else { 31 })?,
        auth_url_only: flag_member(&body, "authUrlOnly"),
        fail_after_credential: fail.is_some(),
    };
    let made = match create(&tenant, &caller, order, "qName")? {
        Made::AuthUrl(url) => json!({ "authUrl": url }),
        Made::Connection(connection) => view(&tenant, &connection, dialect, Shown::Created).unwrap_or_default(),
    };
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// The properties variant of the body. The raw variant needs the connector's private encoder; the stand-in has none.
pub(super) fn properties(body: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    match member(body, "connectionProperties") {
        Some(Value::Object(properties)) => Ok(properties.clone()),
        Some(_) => Err(Refusal::invalid("Field connectionProperties must be an object")),
        None => Err(Refusal::missing("connectionProperties")),
    }
}

/// The tags of a body: few enough, and none too long.
pub(super) fn tags(body: &Map<String, Value>, most: usize) -> Result<Vec<String>, Refusal> {
    let tags = match member(body, "tags") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(tags)) => tags,
        Some(_) => return Err(Refusal::invalid("Field tags must be a list")),
    };
    if tags.len() > most {
        return Err(Refusal::invalid(format!("At most {most} tags are allowed")));
    }
    let tag = |tag: &Value| tag.as_str().filter(|tag| tag.len() <= 256).map(str::to_owned);
    tags.iter()
        .map(tag)
        .collect::<Option<_>>()
        .ok_or_else(|| Refusal::invalid("A tag must be text of at most 256 bytes"))
}

async fn read(
    State(tenant): Shared,
    Caller(caller): Caller,
    Extension(dialect): Extension<Dialect>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Value>, Refusal> {
    let store = tenant.store();
    let connection = find(&store, &caller, &id, &query)?;
    let shown = Shown::Alone { changeable: store.may_change(connection, &caller) };
    let mut answer = view(&tenant, connection, dialect, shown).unwrap_or_default();
    if let (true, Some(source)) = (query.flag("parseConnection"), tenant.source(&connection.source)) {
        answer["connectionProperties"] = connection.parsed_properties(source).into();
    }
    Ok(Json(answer))
}

async fn delete(
    State(tenant): Shared,
    Caller(caller): Caller,
    Path(id): Path<String>,
    query: Query,
) -> Result<StatusCode, Refusal> {
    let mut store = tenant.store();
    let connection = find(&store, &caller, &id, &query)?;
    if !store.may_change(connection, &caller) {
        return Err(Refusal::forbidden("Only the owner deletes a data connection, and in spaces only as a member"));
    }
    let id = connection.id.clone();
    store.remove_connection(&id);
    Ok(StatusCode::NO_CONTENT)
}

/// A connection by id, or by name with `type=connectionname`: in the given space, else in the caller's personal one,
/// else anywhere.
pub(super) fn find<'a>(store: &'a Store, caller: &User, id: &str, query: &Query) -> Result<&'a Connection, Refusal> {
    let connection = if query.get("type") == Some("connectionname") {
        let named = || store.connections.iter().filter(|connection| connection.name == id);
        let found = match query.text("spaceId") {
            Some(space) => named().find(|connection| connection.space.as_deref() == Some(space)),
            None => named()
                .find(|connection| connection.space.is_none() && connection.owned_by(caller))
                .or_else(|| named().find(|connection| connection.visible_to(caller))),
        };
        found.ok_or_else(|| Refusal::not_found("Data connection not found"))?
    } else {
        store.connection(id)?
    };
    if connection.visible_to(caller) {
        Ok(connection)
    } else {
        Err(Refusal::forbidden("No access to this data connection"))
    }
}

/// A connection as this family shows it.
pub(super) fn view(tenant: &Tenant, connection: &Connection, dialect: Dialect, shown: Shown) -> Option<Value> {
    // Connections are only made for sources of the fixtures, so the source is always there.
    tenant.source(&connection.source).map(|source| connection.view(tenant, source, dialect, shown))
}
