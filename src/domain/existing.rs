//! The requests about connections that exist, but for changing one, which is in [`super::patch`]: what is shown and what is sent are
//! written here once (`qlik-cloud-api.md` sections 8.7 and 8.8).

use super::{
    connection::{Move, MoveTo},
    dialect::Dialect,
    http::{HttpRequest, Json},
    space::SpaceId,
};

/// Copying a connection into a space, or into the caller's personal one.
pub fn copy(dialect: Dialect, id: &str, name: &str, space: Option<&SpaceId>) -> HttpRequest {
    let mut members = vec![("id".to_owned(), Json::text(id)), ("name".to_owned(), Json::text(name))];
    members.extend(space.map(|space| ("spaceId".to_owned(), Json::text(&space.0))));
    action(dialect, "duplicate", Json::Object(members))
}

/// Moving connections to other spaces or owners.
pub fn relocate(dialect: Dialect, moves: &[Move]) -> HttpRequest {
    let items = Json::List(moves.iter().map(item).collect());
    action(dialect, "update", Json::Object(vec![("connections".to_owned(), items)]))
}

fn action(dialect: Dialect, name: &str, body: Json) -> HttpRequest {
    HttpRequest { method: "POST", path: format!("{}/actions/{name}", dialect.connections()).into(), body }
}

/// One connection of a move. The personal space has the empty id.
fn item(wanted: &Move) -> Json {
    let mut members = vec![("id", wanted.id.as_str())];
    members.extend(wanted.owner.as_deref().map(|owner| ("ownerId", owner)));
    match &wanted.space {
        None => {}
        Some(MoveTo::Personal) => members.extend([("spaceId", ""), ("spaceType", "personal")]),
        Some(MoveTo::Space(id, kind)) => members.extend([("spaceId", id.0.as_str()), ("spaceType", kind.word())]),
    }
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), Json::text(value))).collect())
}
