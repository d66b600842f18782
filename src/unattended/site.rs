//! What a tenant has, as far as the items of a run need it: read by lists, not by one question for each item.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use futures_util::{StreamExt as _, stream};

use super::{
    lists::{self, Followed},
    output::said,
};
use crate::{
    answers::{Item, Unusable, file::Space as NamedSpace},
    client::Client,
    domain::{
        connection::{Connection, ConnectionQuery, NewConnection},
        credential::{Credential, CredentialCheck, Mode},
        dialect::Purpose,
        failure::Failure,
        known,
        property::Spec,
        session::{Me, Session},
        source::{DataSource, SourceId},
        space::{Space, SpaceChoice, SpaceId},
        writes::Create,
    },
};

/// How many questions wait at once.
const AT_ONCE: usize = 8;
/// From so many names on, all spaces are listed instead of looked for one by one.
const MANY_SPACES: usize = 25;

pub(super) struct Site {
    pub session: Session,
    pub me: Me,
    pub sources: Vec<DataSource>,
    spaces: HashMap<String, Result<Vec<Space>, Failure>>,
    specs: HashMap<SourceId, Result<Arc<Spec>, Failure>>,
    existing: HashMap<Option<SpaceId>, Result<SpaceConnections, Failure>>,
    /// The credentials by name: those that were looked up, and those that were created since.
    pub credentials: HashMap<String, Result<CredentialCheck, Failure>>,
}

/// The connections of a space by name, and why others may be there all the same.
struct SpaceConnections {
    by_name: HashMap<String, Connection>,
    cut: Option<Failure>,
}

impl Site {
    /// Signs in and reads what these items need. Only GETs are sent.
    pub(super) async fn read(client: &Client, session: Session, items: &[Item<'_>]) -> Result<Self, Failure> {
        let me = client.sign_in(&session).await?;
        let sources = client.sources(&session).await?;
        let mut site = Self {
            session,
            me,
            sources,
            spaces: HashMap::new(),
            specs: HashMap::new(),
            existing: HashMap::new(),
            credentials: HashMap::new(),
        };
        site.read_spaces(client, items).await;
        site.read_specs(client, items).await;
        site.read_existing(client, items).await;
        site.read_credentials(client, items).await;
        Ok(site)
    }

    async fn read_spaces(&mut self, client: &Client, items: &[Item<'_>]) {
        let names: BTreeSet<&str> = items
            .iter()
            .filter_map(|item| match item.space {
                Some(NamedSpace::Name(name)) => Some(name.as_str()),
                Some(NamedSpace::Id { .. }) | None => None,
            })
            .collect();
        let session = &self.session;
        if names.len() > MANY_SPACES {
            let all = lists::spaces(client, session, None).await;
            self.spaces = names.into_iter().map(|name| (name.to_owned(), exact(name, &all))).collect();
            return;
        }
        // The tenant looks for what contains the name.
        let asked = names.into_iter().map(|name| async move {
            (name.to_owned(), exact(name, &lists::spaces(client, session, Some(name)).await))
        });
        self.spaces = stream::iter(asked).buffer_unordered(AT_ONCE).collect().await;
    }

    async fn read_specs(&mut self, client: &Client, items: &[Item<'_>]) {
        let session = &self.session;
        let ids: BTreeSet<String> = items
            .iter()
            .filter_map(|item| self.source(&item.connection.source).ok())
            .map(|source| source.id.0.clone())
            .collect();
        let asked = ids.into_iter().map(|id| async move {
            let id = SourceId(id);
            let spec = client.spec(session, &id).await.map(Arc::new);
            (id, spec)
        });
        self.specs = stream::iter(asked).buffer_unordered(AT_ONCE).collect().await;
    }

    async fn read_existing(&mut self, client: &Client, items: &[Item<'_>]) {
        let session = &self.session;
        let spaces: BTreeSet<Option<String>> = items
            .iter()
            .filter_map(|item| self.space(item).ok())
            .map(|space| space.id().map(|id| id.0.clone()))
            .collect();
        let asked = spaces.into_iter().map(|space| async move {
            let space = space.map(SpaceId);
            let listed = space.clone().map_or(ConnectionQuery::Personal, ConnectionQuery::InSpace);
            let listed = lists::connections(client, session, &listed).await.map(|list| SpaceConnections {
                by_name: list.found.into_iter().map(|one| (one.name.clone(), one)).collect(),
                cut: list.cut,
            });
            (space, listed)
        });
        self.existing = stream::iter(asked).buffer_unordered(AT_ONCE).collect().await;
    }

    async fn read_credentials(&mut self, client: &Client, items: &[Item<'_>]) {
        let session = &self.session;
        let names: BTreeSet<&str> = items
            .iter()
            .filter(|item| item.mode() != Mode::Embedded)
            .filter_map(|item| item.connection.credentials.as_ref()?.name.as_deref())
            .collect();
        let asked = names
            .into_iter()
            .map(|name| async move { (name.to_owned(), client.credential_by_name(session, name).await) });
        self.credentials = stream::iter(asked).buffer_unordered(AT_ONCE).collect().await;
    }

    /// The source of this id; a sentence where the tenant has none.
    pub(super) fn source(&self, id: &str) -> Result<&DataSource, String> {
        known::find(id, &self.sources)
    }

    pub(super) fn spec(&self, id: &SourceId) -> Option<&Result<Arc<Spec>, Failure>> {
        self.specs.get(id)
    }

    /// The space of an item; a sentence where the file is wrong, or the tenant has changed.
    pub(super) fn space(&self, item: &Item<'_>) -> Result<SpaceChoice, Unusable> {
        let name = match item.space {
            None => return Ok(SpaceChoice::Personal),
            Some(NamedSpace::Id { id }) => return Ok(SpaceChoice::by_id(id, id)),
            Some(NamedSpace::Name(name)) => name,
        };
        match self.spaces.get(name) {
            Some(Ok(found)) => match found.as_slice() {
                [] => Err(Unusable::Blocked(format!(
                    "the tenant shows you no space named {name}; check the name, and whether you are a member"
                ))),
                [one] => Ok(SpaceChoice::In(one.clone())),
                many => Err(Unusable::Blocked(format!(
                    "{} spaces are named {name}; write {{ id = \"…\" }} instead: {}",
                    many.len(),
                    many.iter().map(|space| space.id.0.as_str()).collect::<Vec<_>>().join(", ")
                ))),
            },
            Some(Err(failure)) => Err(Unusable::CannotTell(said(failure))),
            None => Err(Unusable::Blocked(format!("the space {name} was not looked up"))),
        }
    }

    /// The write that creates a connection, or asks for the URL at which a person signs in for it.
    pub(super) fn create(&self, purpose: Purpose, new: NewConnection) -> Create {
        let acting_as = self.session.access.acts_as_another().then(|| self.me.name.clone());
        Create { purpose, new, owner: self.me.user_id.clone(), acting_as, existing: None }
    }

    /// The connection of this name in a space, if the list has one.
    pub(super) fn existing(&self, space: Option<&SpaceId>, name: &str) -> Result<Option<&Connection>, Failure> {
        match self.existing.get(&space.cloned()) {
            Some(Ok(existing)) => match (existing.by_name.get(name), &existing.cut) {
                (None, Some(cut)) => Err(cut.clone()),
                (found, _) => Ok(found),
            },
            Some(Err(failure)) => Err(failure.clone()),
            None => Ok(None),
        }
    }

    pub(super) fn created_credential(&mut self, name: &str, credential: Credential) {
        self.credentials.insert(name.to_owned(), Ok(CredentialCheck::Taken(credential)));
    }
}

/// The spaces of exactly this name.
fn exact(name: &str, listed: &Result<Followed<Space>, Failure>) -> Result<Vec<Space>, Failure> {
    let list = listed.as_ref().map_err(Clone::clone)?;
    let found: Vec<Space> = list.found.iter().filter(|space| space.name == name).cloned().collect();
    match &list.cut {
        Some(cut) if found.is_empty() => Err(cut.clone()),
        _ => Ok(found),
    }
}
