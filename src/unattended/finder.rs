//! What the words of a command name: one space, one user, one connection, or a sentence why not.

use super::lists::{self, Followed};
use crate::{
    client::Client,
    domain::{
        connection::{Connection, ConnectionQuery},
        failure::{Failure, FailureKind},
        session::{Session, User},
        space::{Space, SpaceChoice},
        text::clean,
    },
};

/// The word for the personal space on the command line, where no space has that name.
pub(super) const PERSONAL: &str = "personal";

pub(super) enum NothingDone {
    /// What was given does not name one thing.
    Wrong(String),
    /// A person was asked, and said no.
    Declined,
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
        if name.trim().is_empty() {
            return Err(NothingDone::Wrong(format!(
                "the name of the space is empty; {PERSONAL} is your personal space"
            )));
        }
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
        if name.trim().is_empty() {
            return Err(NothingDone::Wrong("the name of the connection is empty; give its name or id".to_owned()));
        }
        let space = space.map(|space| self.space(space)).transpose()?;
        let named = lists::connections(self.client, self.session, &ConnectionQuery::Named(name.to_owned())).await?;
        if let Some(found) = self.sole(&named, name, space.as_ref())? {
            return Ok(found);
        }
        // Such a name is no id, and no address has it.
        if name.chars().any(|c| c != '.') {
            match self.client.read_back(self.session, name).await {
                Ok(found) if found.id == name => return Ok(found),
                Err(failure)
                    if !matches!(failure.kind, FailureKind::NotFound | FailureKind::Invalid | FailureKind::NoRoute) =>
                {
                    return Err(failure.into());
                }
                Ok(_) | Err(_) => {}
            }
        }
        // A name with what is not visible is listed without that, and no search of the tenant's finds it by what is listed.
        let query = match &space {
            None => ConnectionQuery::All,
            Some(SpaceChoice::Personal) => ConnectionQuery::Personal,
            Some(SpaceChoice::In(space)) => ConnectionQuery::InSpace(space.id.clone()),
        };
        let all = lists::connections(self.client, self.session, &query).await?;
        match self.sole(&all, &clean(name), space.as_ref())? {
            Some(found) => Ok(found),
            None => Err(missing(&all, format!("you can see no connection named {name}"))),
        }
    }

    /// The one among these that is shown by this name.
    fn sole(
        &self,
        of: &Followed<Connection>,
        name: &str,
        space: Option<&SpaceChoice>,
    ) -> Result<Option<Connection>, NothingDone> {
        let is_there = |connection: &Connection| {
            space.is_none_or(|space| space.id().map(|id| id.0.as_str()) == connection.space.as_deref())
        };
        let named: Vec<&Connection> = of.found.iter().filter(|one| one.name == name && is_there(one)).collect();
        let Some(first) = named.first() else { return Ok(None) };
        if named.len() == 1 {
            return Ok(Some((*first).clone()));
        }
        if named.iter().any(|one| one.space != first.space) {
            let places: Vec<String> = named.iter().map(|one| self.label(one)).collect();
            return Err(NothingDone::Wrong(format!(
                "{name} is in several spaces; say which by --space: {}",
                places.join(", ")
            )));
        }
        let ids: Vec<&str> = named.iter().map(|one| one.id.as_str()).collect();
        Err(NothingDone::Wrong(format!(
            "{} connections are shown as {name}; give the id of one: {}",
            ids.len(),
            ids.join(", ")
        )))
    }
}

/// A list does not have it, which says nothing where the list was not told to its end.
fn missing<T>(list: &Followed<T>, sentence: String) -> NothingDone {
    list.cut.clone().map_or(NothingDone::Wrong(sentence), NothingDone::Failed)
}
