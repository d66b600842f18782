//! The requests about connections that exist, but for changing one, which is in [`super::patch`]: what is shown and what is sent are
//! written here once (`qlik-cloud-api.md` sections 8.7 and 8.8).

use super::{
    connection::{Connection, Move},
    dialect::Dialect,
    http::{HttpRequest, Json},
    space::{SpaceChoice, SpaceId},
};

/// Copying a connection into a space, or into the caller's personal one: that has the empty id, as in a move. Without a space the copy
/// goes where the original is, says the published description; that the empty one is taken here too is not said, so [`elsewhere`].
pub fn copy(dialect: Dialect, id: &str, name: &str, space: Option<&SpaceId>) -> HttpRequest {
    let space = space.map_or("", |space| space.0.as_str());
    let members = [("id", id), ("name", name), ("spaceId", space)];
    let members = members.map(|(name, value)| (name.to_owned(), Json::text(value)));
    action(dialect, "duplicate", Json::Object(members.into()))
}

/// The id of the space that the tenant put a copy into, where it is another one than was asked for.
pub fn elsewhere<'a>(copy: &'a Connection, space: Option<&SpaceId>) -> Option<&'a str> {
    let told = copy.space.as_deref().filter(|told| !told.is_empty())?;
    (space.map(|space| space.0.as_str()) != Some(told)).then_some(told)
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
        Some(SpaceChoice::Personal) => members.extend([("spaceId", ""), ("spaceType", "personal")]),
        Some(SpaceChoice::In(space)) => {
            members.extend([("spaceId", space.id.0.as_str()), ("spaceType", space.kind.word())]);
        }
    }
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), Json::text(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_elsewhere_only_where_the_tenant_says_so() {
        let sales = SpaceId("s-1".into());
        for (told, wanted, elsewhere_is) in [
            (None, None, None),
            (Some(""), None, None),
            (Some("s-2"), None, Some("s-2")),
            (Some("s-1"), Some(&sales), None),
            (Some("s-2"), Some(&sales), Some("s-2")),
            // An answer may leave the space out.
            (None, Some(&sales), None),
        ] {
            let copy = Connection { space: told.map(str::to_owned), ..Connection::default() };
            assert_eq!(elsewhere(&copy, wanted), elsewhere_is, "{told:?} {wanted:?}");
        }
    }
}
