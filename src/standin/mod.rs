//! The stand-in tenant: a real HTTP server that answers as a Qlik Cloud tenant does, for the demo and for tests.
//!
//! It shares no type with the rest of the crate, so that a misreading of the wire in the client cannot hide behind the
//! same misreading here. Where a real tenant's behaviour is not published, the stand-in follows conventions of its own;
//! they are marked as such where they are coded, and error codes that are ours contain `STUB`.
//!
//! | Module | Owns |
//! | --- | --- |
//! | `config`, `faults` | what a stand-in is started with |
//! | `tenant`, `records`, `users`, `spaces`, `members`, `sources`, `grants`, `limits`, `furniture`, `crowd` | what there is |
//! | `keys`, `clients`, `consents`, `tokens`, `idps`, `sessions` | the ways to sign in |
//! | `create`, `duplicate`, `client_rules`, `patch`, `schema`, `scim`, `scopes`, `proof`, `asker`, `jwt`, `login` | the rules |
//! | `caller`, `gate`, `guard`, `input`, `pages`, `refusal`, `routes`, `shown`, `wire` | HTTP |
//! | `clock`, `random`, `signer` | time, chance and the tenant's own signature |

mod asker;
mod caller;
mod client_rules;
mod clients;
mod clock;
mod config;
mod consents;
mod create;
mod crowd;
mod duplicate;
mod faults;
mod furniture;
mod gate;
mod grants;
mod guard;
mod idps;
mod input;
mod jwt;
mod keys;
mod limits;
mod login;
mod members;
mod pages;
mod patch;
mod proof;
mod random;
mod records;
mod refusal;
mod routes;
mod schema;
mod scim;
mod scopes;
mod sessions;
mod shown;
mod signer;
mod sources;
mod spaces;
mod tenant;
mod tokens;
mod users;
mod wire;

use std::{fmt, io, net::Ipv4Addr, sync::Arc, time::Duration};

use serde_json::json;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle, time::timeout};

pub use clients::ClientCard;
pub use config::{Config, Dialect, JwtProfile};
pub use faults::Fault;
pub use limits::Tiers;

/// How long open connections may take to finish when the stand-in stops.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// A running stand-in. Dropping it leaves the server running until the runtime ends; [`StandIn::stop`] ends it.
pub struct StandIn {
    url: String,
    users: Vec<UserCard>,
    clients: Vec<ClientCard>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

/// One of the stand-in's users, with the key that signs in as them.
#[derive(Clone, PartialEq, Eq)]
pub struct UserCard {
    /// The name on the screen.
    pub name: String,
    /// `admin`, `creator`, `viewer` (may not create anything) or `bot`.
    pub role: String,
    /// The API key, for `Authorization: Bearer`.
    pub api_key: String,
    /// None of a bot.
    pub email: Option<String>,
}

impl fmt::Debug for UserCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserCard").field("name", &self.name).field("role", &self.role).finish_non_exhaustive()
    }
}

/// Starts a stand-in on 127.0.0.1, on the current tokio runtime. It listens when this returns.
pub async fn serve(config: Config) -> io::Result<StandIn> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
    let tenant = Arc::new(tenant::Tenant::new(listener.local_addr()?.port(), config)?);
    let url = tenant.url.clone();
    if tenant.config.furnished {
        furniture::furnish(&tenant);
    }
    crowd::fill(&tenant, tenant.config.connections);
    let users = cards(&tenant);
    let clients = tenant.cards.clone();
    let (stop, stopped) = oneshot::channel();
    let service = routes::router(tenant).into_make_service_with_connect_info::<wire::Scissors>();
    let server = axum::serve(wire::Wires(listener), service).with_graceful_shutdown(async {
        // A stand-in that was dropped keeps serving: only a message stops it.
        if stopped.await.is_err() {
            std::future::pending::<()>().await;
        }
    });
    Ok(StandIn { url, users, clients, stop, server: tokio::spawn(server.into_future()) })
}

/// Everybody who has a key.
fn cards(tenant: &tenant::Tenant) -> Vec<UserCard> {
    let store = tenant.store();
    let card = |user: &users::User| {
        let (name, role) = (user.name.clone(), user.role.name().to_owned());
        store.keys.first_of(&user.id).map(|key| UserCard {
            name,
            role,
            api_key: key.to_owned(),
            email: user.email.clone(),
        })
    };
    store.users.all().iter().filter_map(card).collect()
}

impl StandIn {
    /// The origin, without a slash at the end: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Everybody who can sign in.
    pub fn users(&self) -> &[UserCard] {
        &self.users
    }

    /// The key of the first user with this role, empty when there is none.
    pub fn key(&self, role: &str) -> &str {
        self.users.iter().find(|user| user.role == role).map_or("", |user| &user.api_key)
    }

    /// The e-mail address of the first user with this role.
    pub fn email(&self, role: &str) -> Option<&str> {
        self.users.iter().find(|user| user.role == role)?.email.as_deref()
    }

    /// The OAuth clients that are there from the start.
    pub fn clients(&self) -> &[ClientCard] {
        &self.clients
    }

    /// The first client of a kind.
    pub fn client(&self, kind: &str) -> Option<&ClientCard> {
        self.clients.iter().find(|client| client.kind == kind)
    }

    /// Stops listening, and ends what is still open after a moment's grace.
    pub async fn stop(self) {
        let Self { stop, mut server, .. } = self;
        // Both fail only when the server is gone already, which is what is wanted.
        let _ = stop.send(());
        if timeout(LAST_WORDS, &mut server).await.is_err() {
            server.abort();
        }
    }

    /// The lines to announce a stand-in with: one of JSON, or the same in words.
    pub fn announcement(&self, json: bool) -> String {
        if json {
            let users: Vec<_> = self
                .users
                .iter()
                .map(|user| json!({ "name": user.name, "role": user.role, "apiKey": user.api_key }))
                .collect();
            let clients: Vec<_> = self
                .clients
                .iter()
                .map(|client| {
                    json!({
                        "name": client.name,
                        "kind": client.kind,
                        "clientId": client.client_id,
                        "clientSecret": client.secret,
                        "redirectUris": client.redirect_uris,
                    })
                })
                .collect();
            let key = self.key("creator");
            return json!({ "tenant": self.url, "apiKey": key, "users": users, "clients": clients }).to_string();
        }
        let users = self.users.iter().map(|user| format!("\n\n{} ({})\n{}", user.name, user.role, user.api_key));
        let clients = self.clients.iter().map(|client| {
            let secret = client.secret.as_ref().map(|secret| format!("\nsecret {secret}")).unwrap_or_default();
            let addresses: String = client.redirect_uris.iter().flat_map(|uri| ["\nback to ", uri]).collect();
            format!("\n\n{} ({})\nclient {}{secret}{addresses}", client.name, client.kind, client.client_id)
        });
        format!(
            "A stand-in tenant listens on\n{}\n\nSign in with one of these API keys:{}\n\nOr with one of these OAuth clients:{}",
            self.url,
            users.collect::<String>(),
            clients.collect::<String>()
        )
    }
}
