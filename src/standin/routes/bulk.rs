//! `data-connections/actions/…`: deleting and updating many connections at once, for administrators, and duplicating
//! one, for everybody. The first two answer 207 with a status for each connection, which has to be looked at.

use axum::{
    Extension, Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Map, Value, json};

use super::connections::view;
use crate::standin::{
    caller::{Administrator, Caller},
    clock,
    config::Dialect,
    duplicate::{Wanted, duplicate},
    input::{Body, Shared, member, optional_text, text_member},
    refusal::{Answer, Layer, Refusal},
    shown::Shown,
    tenant::{App, Store, Tenant},
    users::User,
};

/// Below `/api/v1` and `/api/connectivity`, whose two descriptions differ in wording only.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/data-connections/actions/delete", post(delete))
        .route("/data-connections/actions/update", post(update))
        .route("/data-connections/actions/duplicate", post(copy))
}

async fn delete(State(tenant): Shared, who: Answer<Administrator>, body: Answer<Body>) -> Answer<Response> {
    let caller = admit(who)?;
    // `name` may be sent too. Since it can only tell what the id tells already, it is not looked at.
    let ids = each(body?, |item| text_member(item, "id").ok_or_else(|| Refusal::missing("id")))?;
    let mut store = tenant.store();
    Ok(told(ids.into_iter().map(|id| {
        let done = changeable(&store, &caller, &id).map(|own| store.remove_connection(&own));
        (id, done)
    })))
}

/// The id as it is kept, of a connection that the caller may change. Administrators may, and bots not in spaces in which
/// they are no members.
fn changeable(store: &Store, caller: &User, id: &str) -> Answer<String> {
    let connection = store.connection(id)?;
    if store.may_change(connection, caller) {
        Ok(connection.id.clone())
    } else {
        Err(Refusal::forbidden("No access to the space of this data connection"))
    }
}

/// What shall become of one connection.
struct Change {
    id: String,
    owner: Option<String>,
    /// The space and its type; an empty space is the personal one of the owner.
    space: Option<(String, String)>,
}

impl Change {
    /// `name` is described as the name of the connection, here as in a delete, and not as a new one, so it changes
    /// nothing; that is inferred.
    fn read(item: &Map<String, Value>) -> Answer<Self> {
        let id = text_member(item, "id").ok_or_else(|| Refusal::missing("id"))?;
        let owner = optional_text(item, "ownerId")?;
        let space = match member(item, "spaceId") {
            None | Some(Value::Null) => None,
            Some(Value::String(space)) => {
                let kind = text_member(item, "spaceType").ok_or_else(|| Refusal::missing("spaceType"))?;
                if !matches!(kind.as_str(), "personal" | "shared" | "managed" | "data") {
                    return Err(Refusal::invalid("spaceType must be personal, shared, managed or data"));
                }
                Some((space.clone(), kind))
            }
            Some(_) => return Err(Refusal::invalid("Field spaceId must be text")),
        };
        Ok(Self { id, owner, space })
    }

    /// The credential stays with whoever entered it: a new owner brings their own. What is wrong with one connection
    /// keeps none of the others from being changed. Which status each refusal has is ours, after a create.
    fn apply(&self, tenant: &Tenant, store: &mut Store, caller: &User) -> Answer<()> {
        let id = changeable(store, caller, &self.id)?;
        let mut connection = store.connection(&id)?.clone();
        if let Some(owner) = self.owner.as_ref().filter(|owner| **owner != connection.owner) {
            let known = store.users.get(owner).ok_or_else(|| Refusal::invalid(format!("User {owner} is unknown")))?;
            connection.owner.clone_from(&known.id);
            connection.credential = None;
        }
        if let Some((space, kind)) = &self.space {
            let target = Some(space.as_str()).filter(|space| !space.is_empty());
            tenant.check_space(store, caller, target)?;
            let real = target.and_then(|id| tenant.space(id)).map_or("personal", |space| space.kind);
            if real != kind {
                return Err(Refusal::invalid(format!("The type of the space is {real}, not {kind}")));
            }
            connection.space = target.map(str::to_owned);
        }
        if store.name_taken(&connection.name, connection.space.as_deref(), &connection.owner, Some(&id)) {
            return Err(Refusal::name_taken(&connection.name));
        }
        connection.updated = clock::wall();
        store.replace_connection(connection);
        Ok(())
    }
}

async fn update(State(tenant): Shared, who: Answer<Administrator>, body: Answer<Body>) -> Answer<Response> {
    let caller = admit(who)?;
    let changes = each(body?, Change::read)?;
    let mut store = tenant.store();
    Ok(told(changes.into_iter().map(|change| {
        let done = change.apply(&tenant, &mut store, &caller);
        (change.id, done)
    })))
}

async fn copy(
    State(tenant): Shared,
    Caller(caller): Caller,
    Extension(dialect): Extension<Dialect>,
    body: Body,
) -> Answer<Response> {
    let body = body.object()?;
    let space = match member(&body, "spaceId") {
        None | Some(Value::Null) => None,
        // As in an update, an empty one is the personal space; here that is inferred.
        Some(Value::String(space)) => Some(space.clone()),
        Some(_) => return Err(Refusal::invalid("Field spaceId must be text")),
    };
    let (user, password) = (optional_text(&body, "qUsername")?, optional_text(&body, "qPassword")?);
    let wanted = Wanted {
        of: text_member(&body, "id").ok_or_else(|| Refusal::missing("id"))?,
        name: optional_text(&body, "name")?,
        space,
        login: user.is_some() || password.is_some(),
    };
    let made = duplicate(&tenant, &caller, wanted)?;
    let made = view(&tenant, &made, dialect, Shown::Created).unwrap_or_default();
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Reads every item of `connections`. One that cannot be read refuses them all, before anything is changed.
fn each<T>(body: Body, read: impl Fn(&Map<String, Value>) -> Answer<T>) -> Answer<Vec<T>> {
    let body = body.object()?;
    let items = match member(&body, "connections") {
        Some(Value::Array(items)) => items,
        Some(_) => return Err(Refusal::invalid("Field connections must be a list")),
        None => return Err(Refusal::missing("connections")),
    };
    let object = |item: &Value| match item.as_object() {
        Some(item) => read(item),
        None => Err(Refusal::invalid("A connection must be an object")),
    };
    items.iter().map(object).collect()
}

/// 207: what became of each, in the order of the request.
fn told(outcomes: impl Iterator<Item = (String, Answer<()>)>) -> Response {
    let row = |(id, outcome): (String, Answer<()>)| match outcome {
        Ok(()) => json!({ "id": id, "status": StatusCode::NO_CONTENT.as_u16() }),
        Err(refusal) => {
            let error = refusal.item();
            json!({ "id": id, "status": error["status"], "error": error })
        }
    };
    let data: Vec<Value> = outcomes.map(row).collect();
    (StatusCode::MULTI_STATUS, Json(json!({ "data": data }))).into_response()
}

fn admit(who: Answer<Administrator>) -> Answer<User> {
    who.map(|Administrator(user)| user).map_err(|refusal| refusal.by(Layer::Connections))
}
