//! What acting as another user needs at the tenant: found, made, and taken away again (`qlik-cloud-auth.md` sections 4.1 and 5.1
//! to 5.6). Every step is a call of its own, so that a set-up that stopped half way can be continued or removed.

use futures_util::future::join3;
use serde::{Deserialize, de::DeserializeOwned};

use crate::domain::{
    failure::Failure,
    session::Session,
    setup::{
        ExistingParts, IMPERSONATION_GRANT, MadePart, NewImpersonator, NewPart, OAUTH_CLIENTS, OauthClient, PROVIDERS,
        PartLookup, Provider, Thing, WEB_INTEGRATIONS, WantedParts, WebIntegration,
    },
};

use super::{
    Client, address, failure,
    outgoing::{Nature, Outgoing},
    reply::UNCLEAR,
    wire::{self, Flag, Items, Opaque, Text, Texts},
};

const SECRETS: &str = "client-secrets";
const LOOKING: &str = "looking up what is set up already";
/// How many pages of a list are read; where it goes on after them, "there is none" cannot be said.
const MOST_PAGES: usize = 20;
const GOES_ON: &str = "It is not among the first 2,000 that the tenant lists, and qonnect reads no further, so it is unknown whether it exists.";

const REPEATS: &str = "The tenant did not send its whole list, so it is unknown whether it exists.";

impl Client {
    /// What exists already of what is wanted. Each look stands for itself: not being allowed one says nothing of the others.
    pub async fn inspect_set_up(&self, session: &Session, wanted: &WantedParts) -> ExistingParts {
        let providers = async {
            let (issuer, key_id) = wanted.provider.as_ref()?;
            let all = self.all(session, PROVIDERS, provider).await.and_then(|all| {
                let same = all.found.into_iter().filter(|provider| provider.issuer == *issuer);
                let (own, others): (Vec<_>, _) = same.partition(|provider| provider.key_ids.contains(key_id));
                Ok((sought(own.into_iter().next(), all.unread)?, others))
            });
            Some(all)
        };
        let integrations = look(wanted.web_integration.as_deref(), async |name| {
            self.find(session, WEB_INTEGRATIONS, web_integration, |found| found.name == name).await
        });
        let clients = look(wanted.client.as_deref(), async |name| {
            self.find(session, OAUTH_CLIENTS, oauth_client, |found| found.name == name).await
        });
        let (providers, web_integration, client) = join3(providers, integrations, clients).await;
        let (provider, same_issuer) = match providers {
            None => (PartLookup::Unasked, Vec::new()),
            Some(Err(failure)) => (PartLookup::Failed(failure), Vec::new()),
            Some(Ok((own, others))) => (own.map_or(PartLookup::Absent, PartLookup::Found), others),
        };
        ExistingParts { provider, same_issuer, web_integration, client }
    }

    /// Makes one part. Of a key pair the certificate goes, the key stays; a client is of no use before it is trusted.
    pub async fn make_part(&self, session: &Session, new: &NewPart) -> Result<Thing, Failure> {
        match new {
            NewPart::Provider(new) => {
                let ask = Outgoing::create("creating the identity provider", session, &new.call())?;
                let made = self.send(&ask).await?.one(provider)?;
                Ok(Thing { id: made.id, name: made.issuer, ..Thing::default() })
            }
            NewPart::WebIntegration(new) => {
                let ask = Outgoing::create("creating the web integration", session, &new.call())?;
                let made = self.send(&ask).await?.one(web_integration)?;
                Ok(Thing { id: made.id, name: made.name, ..Thing::default() })
            }
            NewPart::Client(new) => {
                let ask = Outgoing::create("creating the OAuth client", session, &new.call())?;
                self.send(&ask).await?.one(new_client)
            }
            NewPart::Secret(id) => {
                let path = &[id, SECRETS];
                let ask = Outgoing::to("creating a new secret", Nature::Create, session, OAUTH_CLIENTS, path)?;
                self.send(&ask).await?.one(|told: WireSecret| {
                    let secret = Some(told.client_secret.secret()?);
                    Some(Thing { id: id.clone(), secret, hint: told.hint.0, ..Thing::default() })
                })
            }
            NewPart::Trust(id) => {
                let (asked, path) = ("setting the OAuth client to trusted", [id, "connection-configs", "me"]);
                let ask = Outgoing::to(asked, Nature::Change, session, OAUTH_CLIENTS, &path)?;
                self.send(&ask.with(&NewImpersonator::trust(id).body)).await?;
                Ok(Thing { id: id.clone(), trusted: true, ..Thing::default() })
            }
        }
    }

    /// Whether something of a set-up still stands. Whether a secret does cannot be looked up.
    pub async fn part_stands(&self, session: &Session, made: &MadePart) -> Result<bool, Failure> {
        Ok(match made {
            MadePart::Provider(id) => self.find(session, PROVIDERS, provider, |it| it.id == *id).await?.is_some(),
            MadePart::WebIntegration(id) => {
                self.find(session, WEB_INTEGRATIONS, web_integration, |it| it.id == *id).await?.is_some()
            }
            MadePart::Impersonator(id) | MadePart::ClientSecret(id, _) => {
                self.find(session, OAUTH_CLIENTS, oauth_client, |it| it.id == *id).await?.is_some()
            }
        })
    }

    async fn find<W: DeserializeOwned, T: PartialEq>(
        &self,
        session: &Session,
        path: &str,
        read: fn(W) -> Option<T>,
        is_it: impl Fn(&T) -> bool,
    ) -> Result<Option<T>, Failure> {
        let all = self.all(session, path, read).await?;
        sought(all.found.into_iter().find(is_it), all.unread)
    }

    /// Removes something of a set-up. What is not there is `NotFound`.
    pub async fn remove_part(&self, session: &Session, made: &MadePart) -> Result<(), Failure> {
        let (asked, path, segments): (_, _, &[&str]) = match made {
            MadePart::Provider(id) => ("deleting the identity provider", PROVIDERS, &[id]),
            MadePart::WebIntegration(id) => ("deleting the web integration", WEB_INTEGRATIONS, &[id]),
            MadePart::Impersonator(id) => ("deleting the OAuth client", OAUTH_CLIENTS, &[id]),
            MadePart::ClientSecret(id, hint) => ("deleting the secret", OAUTH_CLIENTS, &[id, SECRETS, hint]),
        };
        self.remove(asked, session, path, segments).await
    }

    /// The things of a list, page by page. A page that brings nothing new ends it, for the next one would bring no more.
    async fn all<W: DeserializeOwned, T: PartialEq>(
        &self,
        session: &Session,
        path: &str,
        read: fn(W) -> Option<T>,
    ) -> Result<FollowedList<T>, Failure> {
        let mut ask = Outgoing::read(LOOKING, session, path, &[])?.query(&[("limit", "100")]);
        let mut found: Vec<T> = Vec::new();
        let mut unread = None;
        for _ in 0..MOST_PAGES {
            let page = self.send(&ask).await?.list("data", read)?;
            let before = found.len();
            for one in page.found {
                if !found.contains(&one) {
                    found.push(one);
                }
            }
            if !page.is_whole {
                unread = Some(UNCLEAR);
            }
            let Some(link) = page.next else { return Ok(FollowedList { found, unread }) };
            match address::same_origin(&session.tenant, &link) {
                Some(next) if next != ask.url && found.len() > before => ask.url = next,
                _ => return Ok(FollowedList { found, unread: Some(REPEATS) }),
            }
        }
        Ok(FollowedList { found, unread: Some(GOES_ON) })
    }
}

struct FollowedList<T> {
    found: Vec<T>,
    /// Why there may be more that was not read.
    unread: Option<&'static str>,
}

/// What was sought in a list. That it is not there can be said only of a list that was read to its end.
fn sought<T>(found: Option<T>, unread: Option<&str>) -> Result<Option<T>, Failure> {
    match unread {
        Some(why) if found.is_none() => Err(failure::odd(LOOKING, why)),
        _ => Ok(found),
    }
}

async fn look<T>(wanted: Option<&str>, find: impl AsyncFnOnce(&str) -> Result<Option<T>, Failure>) -> PartLookup<T> {
    let Some(name) = wanted else { return PartLookup::Unasked };
    match find(name).await {
        Ok(found) => found.map_or(PartLookup::Absent, PartLookup::Found),
        Err(failure) => PartLookup::Failed(failure),
    }
}

/// An identity provider (section 5.2).
#[derive(Deserialize, Default)]
#[serde(default)]
struct WireProvider {
    id: Opaque,
    active: Flag,
    description: Text,
    created: Text,
    #[serde(deserialize_with = "wire::inner")]
    options: WireOptions,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct WireOptions {
    issuer: Text,
    static_keys: Items<WireKey>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct WireKey {
    kid: Text,
}

fn provider(told: WireProvider) -> Option<Provider> {
    Some(Provider {
        id: told.id.0?,
        issuer: told.options.issuer.or_empty(),
        key_ids: told.options.static_keys.0.into_iter().filter_map(|key| key.kid.0).collect(),
        description: told.description.or_empty(),
        active: told.active.0,
        created: told.created.0,
    })
}

/// A web integration (section 5.3).
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct WireIntegration {
    id: Opaque,
    name: Text,
    valid_origins: Texts,
}

fn web_integration(told: WireIntegration) -> Option<WebIntegration> {
    Some(WebIntegration { id: told.id.0?, name: told.name.or_empty(), origins: told.valid_origins.0 })
}

/// An OAuth client (section 4.1).
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct WireClient {
    client_id: Opaque,
    id: Opaque,
    client_name: Text,
    client_secret: Opaque,
    allowed_grant_types: Texts,
    #[serde(deserialize_with = "wire::inner")]
    connection_config: WireConsent,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct WireConsent {
    consent_method: Text,
}

/// A further secret (section 4.1).
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct WireSecret {
    client_secret: Opaque,
    hint: Text,
}

fn oauth_client(told: WireClient) -> Option<OauthClient> {
    Some(OauthClient {
        id: told.client_id.0.or(told.id.0)?,
        name: told.client_name.or_empty(),
        may_impersonate: told.allowed_grant_types.0.iter().any(|grant| grant == IMPERSONATION_GRANT),
        trusted: told.connection_config.consent_method.0.map(|method| method == "trusted"),
    })
}

fn new_client(mut told: WireClient) -> Option<Thing> {
    let secret = std::mem::take(&mut told.client_secret).secret();
    let client = oauth_client(told)?;
    Some(Thing { id: client.id, name: client.name, secret, hint: None, trusted: client.trusted == Some(true) })
}
