//! OAuth clients: those of a fresh tenant, those made by the API, and what each is allowed. How a client proves who it
//! is, is for `proof`.

use std::fmt;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    clock::{self, stamp},
    jwt::PublicKey,
    random::{Random, object_id},
    scopes::{ADMIN, OFFLINE, USER},
    users::BOT_CLIENT,
};

/// The grant type by which a client acts as another user.
pub(super) const IMPERSONATION: &str = "urn:qlik:oauth:user-impersonation";
/// The grant type by which a client acts as itself.
pub(super) const MACHINE: &str = "client_credentials";

/// By what clients are made here; a real tenant also has those that registered themselves.
const MAKER: &str = "user";

/// One of the stand-in's OAuth clients, with what is needed to use it.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientCard {
    /// The name on the consent page.
    pub name: String,
    /// `m2m`, `m2m-untrusted` (for which no administrator has vouched), `impersonation` or `native`.
    pub kind: String,
    /// The client id.
    pub client_id: String,
    /// The secret of a confidential client.
    pub secret: Option<String>,
    /// Where the browser may be sent back to.
    pub redirect_uris: Vec<String>,
}

impl fmt::Debug for ClientCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCard").field("name", &self.name).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A client.
#[derive(Clone)]
pub(super) struct Client {
    pub id: String,
    /// Everything that is shown and can be patched, in the words of the API.
    pub shown: Map<String, Value>,
    pub secrets: Vec<Secret>,
    pub trusted: bool,
    created: Timestamp,
    updated: Timestamp,
}

/// A secret of a client. `hint` is its beginning, by which it is told from others.
#[derive(Clone)]
pub(super) struct Secret {
    pub hint: String,
    value: String,
    /// The id of the user who made it; nobody for a client of the start.
    maker: String,
    created: Timestamp,
}

impl Secret {
    /// What is shown of a secret: by what it is known, who made it, and when.
    pub(super) fn view(&self) -> Value {
        json!({ "hint": self.hint, "createdBy": self.maker, "createdAt": stamp(self.created) })
    }
}

impl Client {
    /// A new client with these properties.
    pub(super) fn new(id: String, mut shown: Map<String, Value>) -> Self {
        let trusted = shown.shift_remove("connectionConfig").is_some_and(|config| config["consentMethod"] == "trusted");
        let now = clock::wall();
        Self { id, shown, secrets: Vec::new(), trusted, created: now, updated: now }
    }

    /// Notes that the client was changed just now.
    pub(super) fn touch(&mut self) {
        self.updated = clock::wall();
    }

    fn text(&self, name: &str) -> &str {
        self.shown.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A property that is a list of texts.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let items = self.shown.get(name).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// `web`, `native`, `spa` or `anonymous-embed`.
    pub(super) fn kind(&self) -> &str {
        self.text("appType")
    }

    /// The name for people.
    pub(super) fn name(&self) -> &str {
        self.text("clientName")
    }

    /// Whether the client can keep a secret; the others never have one.
    pub(super) fn confidential(&self) -> bool {
        self.kind() == "web"
    }

    /// Whether people sign in through this client in a browser.
    pub(super) fn signs_in_people(&self) -> bool {
        self.kind() != "anonymous-embed" && !self.list("redirectUris").is_empty()
    }

    /// Whether the client was given this grant type.
    pub(super) fn may(&self, grant: &str) -> bool {
        self.confidential() && self.list("allowedGrantTypes").iter().any(|own| own == grant)
    }

    /// Whether the client may prove itself in this way.
    pub(super) fn proves_by(&self, method: &str) -> bool {
        self.list("allowedAuthMethods").iter().any(|own| own == method)
    }

    /// Whether this is one of the client's secrets.
    pub(super) fn knows(&self, secret: &str) -> bool {
        self.proves_by("client_secret") && self.secrets.iter().any(|own| own.value == secret)
    }

    /// A registered public key.
    pub(super) fn public_key(&self, kid: &str) -> Option<PublicKey> {
        let keys = self.shown.get("publicKeys").and_then(Value::as_array)?;
        let key = keys.iter().filter_map(Value::as_object).find(|key| key.get("kid").is_some_and(|own| own == kid))?;
        PublicKey::from_jwk(key)
    }

    /// Adds a secret and returns it, once in clear and once as it is kept.
    pub(super) fn add_secret(&mut self, maker: &str, random: &mut Random) -> (String, Secret) {
        let value = random.hex();
        let hint = value[..5].to_owned();
        let secret = Secret { hint, value: value.clone(), maker: maker.to_owned(), created: clock::wall() };
        self.secrets.push(secret.clone());
        (value, secret)
    }

    /// What a list of clients can be filtered and sorted by.
    pub(super) fn attribute(&self, name: &str, tenant: &str) -> Option<String> {
        match name {
            "clientId" => Some(self.id.clone()),
            "tenantId" => Some(tenant.to_owned()),
            "createdByType" => Some(MAKER.to_owned()),
            "createdAt" => Some(stamp(self.created)),
            "updatedAt" => Some(stamp(self.updated)),
            name => self.shown.get(name).and_then(Value::as_str).map(str::to_owned),
        }
    }

    /// The client object, without secrets.
    pub(super) fn view(&self, tenant: &str) -> Value {
        let mut view = json!({ "clientId": self.id, "tenantId": tenant, "createdByType": MAKER });
        for (name, value) in &self.shown {
            view[name] = value.clone();
        }
        view["connectionConfig"] = json!({ "consentMethod": if self.trusted { "trusted" } else { "required" } });
        view["clientSecrets"] = self.secrets.iter().map(Secret::view).collect();
        view["createdAt"] = stamp(self.created).into();
        view["updatedAt"] = stamp(self.updated).into();
        view
    }
}

/// The clients of a fresh tenant, each with its card.
pub(super) fn population(random: &mut Random) -> Vec<(Client, ClientCard)> {
    let machine = |scopes: &[&str], grants: &[&str], trusted: bool| {
        json!({
            "appType": "web",
            "allowedScopes": scopes,
            "redirectUris": [],
            "allowedOrigins": [],
            "allowedGrantTypes": grants,
            "allowedAuthMethods": ["client_secret"],
            "connectionConfig": { "consentMethod": if trusted { "trusted" } else { "required" } },
        })
    };
    let native = json!({
        "appType": "native",
        "allowedScopes": [USER, ADMIN, OFFLINE],
        // The registered address counts to the last sign, port included, so both names of this machine stand here.
        "redirectUris": [
            "http://localhost:8123/callback",
            "http://127.0.0.1:8123/callback",
            "http://localhost:3000/callback",
            "http://127.0.0.1:3000/callback",
        ],
    });
    [
        ("m2m", BOT_CLIENT, "Nightly loader", machine(&[USER, ADMIN], &[MACHINE], true)),
        ("m2m-untrusted", "untrusted client", "Forgotten loader", machine(&[USER, ADMIN], &[MACHINE], false)),
        // The published advice: one client that looks users up and acts as them needs both grants.
        (
            "impersonation",
            "impersonating client",
            "Portal on behalf of users",
            machine(&[USER, ADMIN], &[MACHINE, IMPERSONATION], true),
        ),
        ("native", "native client", "Terminal wizard", native),
    ]
    .into_iter()
    .map(|(kind, seed, name, shown)| {
        let mut shown = into_object(shown);
        shown.insert("clientName".to_owned(), name.into());
        let mut client = Client::new(object_id(seed), shown);
        let secret = client.confidential().then(|| client.add_secret("", random).0);
        let card = ClientCard {
            name: name.to_owned(),
            kind: kind.to_owned(),
            client_id: client.id.clone(),
            secret,
            redirect_uris: client.list("redirectUris"),
        };
        (client, card)
    })
    .collect()
}

fn into_object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}
