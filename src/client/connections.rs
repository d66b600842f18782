//! Connections that are there: by name, and by id with their properties (`qlik-cloud-api.md` section 8).

use jiff::Timestamp;

use crate::domain::{
    connection::{Connection, NameCheck},
    failure::{Failure, FailureKind},
    session::Session,
    shape::plain,
    space::SpaceId,
    text::clean,
};

use super::{Client, address, outgoing::Outgoing, sanitise, wire};

/// What a look for a name found, and when, by the tenant's clock.
pub(super) struct NameLook {
    pub check: NameCheck,
    pub at: Option<Timestamp>,
}

impl Client {
    /// Whether a connection of this name is in a space, or among the caller's personal ones.
    pub async fn connection_by_name(
        &self,
        session: &Session,
        space: Option<&SpaceId>,
        name: &str,
    ) -> Result<NameCheck, Failure> {
        Ok(self.look_for(session, space, name, "checking the name").await?.check)
    }

    /// A connection with its properties, secrets left out by the tenant.
    pub async fn read_back(&self, session: &Session, id: &str) -> Result<Connection, Failure> {
        let ask = Outgoing::read("reading the connection back", session, session.dialect.connections(), &[id])?;
        let answer = self.send(&ask.query(&[("parseConnection", "true")])).await?;
        answer.one(|told| connection(told).map(|connection| self.without_secrets(connection)))
    }

    /// A connection of which no value shows a secret that was sent for it.
    pub(super) fn without_secrets(&self, mut connection: Connection) -> Connection {
        for (_, value) in &mut connection.properties {
            *value = self.masks.hide_long_secrets(value);
        }
        connection
    }

    /// By the cheap call where the name can travel in a path and there is a space to look in, else by a filtered list.
    pub(super) async fn look_for(
        &self,
        session: &Session,
        space: Option<&SpaceId>,
        name: &str,
        asked: &'static str,
    ) -> Result<NameLook, Failure> {
        let path = session.dialect.connections();
        match (space, Outgoing::read(asked, session, path, &[name])) {
            (Some(space), Ok(ask)) if address::travels_in_a_path(name) => self.look_by_path(space, name, ask).await,
            _ => self.look_by_filter(space, name, Outgoing::read(asked, session, path, &[])?).await,
        }
    }

    async fn look_by_path(&self, space: &SpaceId, name: &str, ask: Outgoing<'_>) -> Result<NameLook, Failure> {
        let ended = self.send_dated(&ask.query(&[("type", "connectionname"), ("spaceId", &space.0)])).await;
        let check = match ended.result {
            Ok(answer) => match answer.one(connection).ok().filter(|found| is_it(found, Some(space), name)) {
                Some(found) => NameCheck::Taken(Box::new(self.without_secrets(found))),
                None => NameCheck::Unchecked,
            },
            Err(failure) => match (&failure.kind, failure.envelope) {
                (FailureKind::NotFound, _) => NameCheck::Free,
                (FailureKind::NoRoute, _) | (FailureKind::Invalid, false) => NameCheck::Unchecked,
                _ => return Err(failure),
            },
        };
        Ok(NameLook { check, at: ended.date })
    }

    async fn look_by_filter(
        &self,
        space: Option<&SpaceId>,
        name: &str,
        ask: Outgoing<'_>,
    ) -> Result<NameLook, Failure> {
        let filter = format!("qName eq {}", address::quoted(name));
        let whose = space.map_or(("personal", "true"), |space| ("spaceId", space.0.as_str()));
        // A connection keeps its name also while its source is switched off.
        let query = [whose, ("noDatafiles", "true"), ("includeDisabled", "true"), ("filter", filter.as_str())];
        let ended = self.send_dated(&ask.query(&query)).await;
        // Free is said only where all that could have the name was seen.
        let check = match ended.result?.list("data", connection) {
            Err(_unclear) => NameCheck::Unchecked,
            Ok(page) => {
                let is_all = page.is_whole && page.next.is_none();
                match page.found.into_iter().find(|found| is_it(found, space, name)) {
                    Some(found) => NameCheck::Taken(Box::new(self.without_secrets(found))),
                    None if is_all => NameCheck::Free,
                    None => NameCheck::Unchecked,
                }
            }
        };
        Ok(NameLook { check, at: ended.date })
    }
}

/// Whether what was found is what was looked for; where it does not say its space, the tenant is believed.
fn is_it(found: &Connection, space: Option<&SpaceId>, name: &str) -> bool {
    let there = match (&found.space, space) {
        (Some(found), Some(space)) => *found == space.0,
        (Some(_), None) => false,
        (None, _) => true,
    };
    there && found.name == name
}

/// A connection in any generation's spelling. Without an id it is none.
pub(super) fn connection(told: wire::Connection) -> Option<Connection> {
    Some(Connection {
        id: told.id.0.or(told.id_too.0).or(told.id_dcaas.0)?,
        name: told.name.0.or(told.name_dcaas.0).unwrap_or_default(),
        space: told.space.0.or(told.space_dcaas.0),
        source: told.source.0.or(told.source_dcaas.0),
        credential: told.credential.0.or(told.credential_dcaas.0),
        separated: told.separated.0,
        owner: told.user.0.or(told.user_dcaas.0),
        tags: told.tags.unwrap_or_default().0,
        created: told.created.0.or(told.created_too.0),
        updated: told.updated.0,
        privileges: told.privileges.map(|told| told.0),
        properties: told
            .properties
            .into_iter()
            .filter(|(key, _)| sanitise::is_clean(key))
            .map(|(key, value)| (key, clean(&plain(&value))))
            .collect(),
    })
}
