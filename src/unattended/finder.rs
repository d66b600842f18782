//! What the words of a command name: one space, one user, one connection, or a sentence why not.

use super::lists::{self, Followed};
use crate::{
    client::Client,
    domain::{
        connection::{Connection, ConnectionQuery},
        failure::{Failure, FailureKind},
        session::{Session, User},
        space::{Space, SpaceChoice},
    },
};

/// The word for the personal space on the command line, where no space has that name.
pub(super) const PERSONAL: &str = "personal";

pub(super) enum NothingDone {
    /// What was given does not name one thing.
    Wrong(String),
    Failed(Failure),
}

impl From<Failure> for NothingDone {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

pub(super) struct Finder<'a> {
    pub(super) client: &'a Client,
    pub(super) session: &'a Session,
    pub(super) spaces: &'a Followed<Space>,
}

impl Finder<'_> {
    /// The space of this name, exactly; `personal` is the personal one, unless a space has that name.
    pub(super) fn space(&self, name: &str) -> Result<SpaceChoice, NothingDone> {
        let named: Vec<&Space> =
            self.spaces.found.iter().filter(|space| space.name == name || space.id.0 == name).collect();
        match named.as_slice() {
            [one] => Ok(SpaceChoice::In((*one).clone())),
            [] if name == PERSONAL => Ok(SpaceChoice::Personal),
            [] => Err(missing(self.spaces, format!("you can see no space named {name}"))),
            several => {
                let ids: Vec<&str> = several.iter().map(|space| space.id.0.as_str()).collect();
                Err(NothingDone::Wrong(format!(
                    "{} spaces are named {name}; give the id of one: {}",
                    ids.len(),
                    ids.join(", ")
                )))
            }
        }
    }

    /// The one user of this e-mail address or id.
    pub(super) async fn user(&self, word: &str) -> Result<User, NothingDone> {
        let mut users = self.client.find_users(self.session, word).await?;
        match (users.pop(), users.as_slice()) {
            (None, _) => Err(NothingDone::Wrong(format!("the tenant finds no user {word}"))),
            (Some(one), []) => Ok(one),
            (Some(last), several) => {
                let ids: Vec<&str> = several.iter().chain([&last]).map(|user| user.id.as_str()).collect();
                Err(NothingDone::Wrong(format!(
                    "{} users have the address {word}; give the id of one: {}",
                    ids.len(),
                    ids.join(", ")
                )))
            }
        }
    }

    pub(super) fn space_name<'a>(&'a self, connection: &'a Connection) -> Option<&'a str> {
        let id = connection.space.as_deref()?;
        Some(self.spaces.found.iter().find(|space| space.id.0 == id).map_or(id, |space| &space.name))
    }

    /// `Sales / Orders`.
    pub(super) fn label(&self, connection: &Connection) -> String {
        format!("{} / {}", self.space_name(connection).unwrap_or(PERSONAL), connection.name)
    }

    /// The one connection of this name or id.
    pub(super) async fn find(&self, name: &str, space: Option<&str>) -> Result<Connection, NothingDone> {
        let space = space.map(|space| self.space(space)).transpose()?;
        let all = lists::connections(self.client, self.session, &ConnectionQuery::Named(name.to_owned())).await?;
        let fits = |connection: &&Connection| {
            let there =
                space.as_ref().is_none_or(|space| space.id().map(|id| id.0.as_str()) == connection.space.as_deref());
            connection.name == name && there
        };
        let named: Vec<&Connection> = all.found.iter().filter(fits).collect();
        match named.as_slice() {
            [one] => Ok((*one).clone()),
            [] => {
                match self.client.read_back(self.session, name).await {
                    Ok(found) if found.id == name => return Ok(found),
                    Err(failure)
                        if !matches!(
                            failure.kind,
                            FailureKind::NotFound | FailureKind::Invalid | FailureKind::NoRoute
                        ) =>
                    {
                        return Err(failure.into());
                    }
                    Ok(_) | Err(_) => {}
                }
                Err(missing(&all, format!("you can see no connection named {name}")))
            }
            several => {
                let places: Vec<String> = several.iter().map(|one| self.label(one)).collect();
                Err(NothingDone::Wrong(format!(
                    "{name} is in several spaces; say which by --space: {}",
                    places.join(", ")
                )))
            }
        }
    }
}

/// A list does not have it, which says nothing where the list was not told to its end.
fn missing<T>(list: &Followed<T>, sentence: String) -> NothingDone {
    list.cut.clone().map_or(NothingDone::Wrong(sentence), NothingDone::Failed)
}
