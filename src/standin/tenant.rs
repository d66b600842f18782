//! The tenant itself: who and what there is from the start, and the store of all that changes, behind one lock that is
//! held briefly and never across an await.

use std::{
    collections::BTreeSet,
    io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    Config,
    clients::{self, Client, ClientCard},
    consents::Consents,
    faults::Fault,
    grants::Grants,
    idps::{IdentityProviders, WebIntegration},
    keys::ApiKeys,
    limits::Limits,
    members::Members,
    random::{Random, is_uuid},
    records::{Connection, Credential},
    refusal::Refusal,
    sessions::Sessions,
    signer::Signer,
    sources::{self, Source},
    spaces::{self, Space},
    tokens::Tokens,
    users::{Role, User, Users},
};

/// What every handler shares.
pub(super) type App = Arc<Tenant>;

pub(super) struct Tenant {
    pub id: String,
    /// The origin, without a slash at the end.
    pub url: String,
    /// Where it listens.
    pub port: u16,
    pub config: Config,
    pub signer: Signer,
    /// The id of the user who made the tenant and its spaces.
    pub founder: String,
    /// The clients that are there from the start, with their secrets.
    pub cards: Vec<ClientCard>,
    pub spaces: Vec<Space>,
    pub sources: Vec<Source>,
    store: Mutex<Store>,
}

/// What changes.
pub(super) struct Store {
    pub random: Random,
    pub limits: Limits,
    pub faults: Vec<Fault>,
    /// Ids of the sources that are switched off.
    pub disabled: BTreeSet<String>,
    pub connections: Vec<Connection>,
    pub credentials: Vec<Credential>,
    pub grants: Grants,
    pub members: Members,
    pub users: Users,
    pub keys: ApiKeys,
    pub clients: Vec<Client>,
    pub consents: Consents,
    pub tokens: Tokens,
    pub identity_providers: IdentityProviders,
    pub web_integrations: Vec<WebIntegration>,
    pub sessions: Sessions,
    /// Ids of the assertions by which clients have proven themselves, each with its client.
    pub assertions: BTreeSet<(String, String)>,
}

impl Tenant {
    /// A fresh tenant at this address.
    pub(super) fn new(port: u16, config: Config) -> io::Result<Self> {
        let url = format!("http://{}:{port}", Ipv4Addr::LOCALHOST);
        let mut random = Random::new()?;
        let id = random.text();
        let signer = Signer::new(&mut random)?;
        let users = Users::new(&id);
        let mut api_keys = ApiKeys::default();
        for user in users.all().iter().filter(|user| user.active()) {
            api_keys.make(&id, user, &signer, &mut random);
        }
        let founder = users.of_role(Role::Admin).map(|user| user.id.clone()).unwrap_or_default();
        let (clients, cards) = clients::population(&mut random).into_iter().unzip();
        let sources = sources::load()?;
        let spaces = spaces::generate(config.spaces, config.twins);
        let store = Store {
            random,
            limits: Limits::new(config.tiers),
            faults: config.faults.clone(),
            disabled: sources.iter().filter(|source| source.disabled).map(|source| source.id.clone()).collect(),
            connections: Vec::new(),
            credentials: Vec::new(),
            grants: Grants::default(),
            members: Members::new(spaces.iter().map(|space| (space.id.clone(), space.usual_role())).collect(), &users),
            users,
            keys: api_keys,
            clients,
            consents: Consents::default(),
            tokens: Tokens::default(),
            identity_providers: IdentityProviders::default(),
            web_integrations: Vec::new(),
            sessions: Sessions::default(),
            assertions: BTreeSet::new(),
        };
        Ok(Self { id, url, port, signer, founder, cards, spaces, sources, store: Mutex::new(store), config })
    }

    /// The store. A handler that panicked leaves it usable: every change is made in one step.
    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A source by id, enabled or not.
    pub(super) fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// A space by id.
    pub(super) fn space(&self, id: &str) -> Option<&Space> {
        self.spaces.iter().find(|space| space.id == id)
    }

    /// A source that is there, switched on and reachable: 404 or 503 otherwise, as `data-sources` answers.
    pub(super) fn usable_source(&self, store: &Store, id: &str) -> Result<&Source, Refusal> {
        let source = self
            .source(id)
            .filter(|source| !store.disabled.contains(&source.id))
            .ok_or_else(|| Refusal::not_found(format!("Data source {id} is unknown or disabled")))?;
        if source.down { Err(Refusal::connector_down(id)) } else { Ok(source) }
    }

    /// Refuses a space that this user must not create in; the personal one is open. An unknown space looks like a closed
    /// one; that there is no difference is our convention.
    pub(super) fn check_space(&self, store: &Store, user: &User, space: Option<&str>) -> Result<(), Refusal> {
        match space {
            None => Ok(()),
            Some(id) if self.space(id).is_some() && store.members.open_to(id, user) => Ok(()),
            Some(id) => Err(Refusal::forbidden(format!("No access to create connections in space {id}"))),
        }
    }
}

impl Store {
    /// A connection by its id, which is a UUID.
    pub(super) fn connection(&self, id: &str) -> Result<&Connection, Refusal> {
        if !is_uuid(id) {
            return Err(Refusal::invalid("The id of a data connection must be a UUID"));
        }
        let found = self.connections.iter().find(|connection| connection.id.eq_ignore_ascii_case(id));
        found.ok_or_else(|| Refusal::not_found("Data connection not found"))
    }

    /// Keeps a connection in place of the one with its id.
    pub(super) fn replace_connection(&mut self, connection: Connection) {
        if let Some(kept) = self.connections.iter_mut().find(|kept| kept.id == connection.id) {
            *kept = connection;
        }
    }

    /// Forgets a connection. An embedded login goes with it; a separated one stays with its user.
    pub(super) fn remove_connection(&mut self, id: &str) {
        self.connections.retain(|connection| connection.id != id);
        self.credentials.retain(|credential| credential.connection.as_deref() != Some(id));
    }

    /// Whether this user may change or delete a connection: being its owner, or an administrator, and where it stands in
    /// a space also with the right to act there.
    pub(super) fn may_change(&self, connection: &Connection, user: &User) -> bool {
        (connection.owned_by(user) || user.admin)
            && connection.space.as_deref().is_none_or(|space| self.members.open_to(space, user))
    }

    /// How many connections use a credential.
    pub(super) fn uses(&self, credential: &str) -> usize {
        self.connections.iter().filter(|connection| connection.credential.as_deref() == Some(credential)).count()
    }

    /// Whether another connection of that name stands where this one would. The personal space is one per user.
    pub(super) fn name_taken(&self, name: &str, space: Option<&str>, owner: &str, except: Option<&str>) -> bool {
        self.connections.iter().any(|other| {
            other.name == name
                && other.space.as_deref() == space
                && (space.is_some() || other.owner == owner)
                && except != Some(other.id.as_str())
        })
    }

    /// A separated credential of that name. Names are unique per owner; the scope is not published.
    pub(super) fn named_credential(&self, name: &str, owner: &str) -> Option<&Credential> {
        self.credentials
            .iter()
            .find(|credential| credential.separated && credential.owner == owner && credential.name == name)
    }
}
