//! Access and refresh tokens that clients were given: what they open, until when, and how they are taken back. Lifetimes
//! run on the clock that a test can move.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    clock::{self, stamp},
    random::Random,
    scopes::OFFLINE,
    signer::Signer,
};

/// What an access token is called where a token is exchanged (RFC 8693), and in the published answer.
pub const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// Six hours, as published.
const LIFETIME: Duration = Duration::from_hours(6);
/// Five minutes for an exchanged token. What it is in a real tenant is not published.
const TEMPORARY_LIFETIME: Duration = Duration::from_mins(5);
/// Thirty days, as published.
const REFRESH_LIFETIME: Duration = Duration::from_hours(30 * 24);

/// Whose tokens, for whom, and for what.
#[derive(Clone)]
pub struct Terms {
    pub user: String,
    pub client: String,
    pub scopes: Vec<String>,
    /// The authorization code that it began with: used twice, it takes everything back that came of it.
    pub code: Option<String>,
    pub description: String,
    pub device: String,
}

/// What one sign-in holds at a time: an access token, perhaps a refresh token. It is one row of `oauth-tokens`.
struct Issued {
    id: String,
    terms: Terms,
    /// Older ones stay good until they expire, also after a refresh; that is our convention.
    access: Vec<(String, Instant)>,
    refresh: Option<(String, Instant)>,
    last_used: Timestamp,
}

/// All tokens.
#[derive(Default)]
pub struct Tokens(Vec<Issued>);

/// What a client receives.
pub struct Bundle {
    pub access: String,
    pub refresh: Option<String>,
    pub expires_at: String,
    pub lifetime: Duration,
    pub scopes: Vec<String>,
}

/// A token for one purpose, in exchange for an access token with these terms. It is not kept, for nothing here would take
/// it: web sockets and web resources there are none, and that it is no bearer for the API is inferred from its purpose.
pub fn temporary(terms: &Terms, purpose: &str, tenant: (&str, &str), signer: &Signer, random: &mut Random) -> Bundle {
    bundle(terms, Some(purpose), TEMPORARY_LIFETIME, tenant, signer, random)
}

impl Tokens {
    /// The first tokens of a sign-in. A refresh token comes only with the scope for it, and never for a machine.
    pub fn issue(&mut self, terms: Terms, tenant: (&str, &str), signer: &Signer, random: &mut Random) -> Bundle {
        let refresh = terms.scopes.iter().any(|scope| scope == OFFLINE);
        let id = random.uuid();
        self.0.push(Issued { id, terms, access: Vec::new(), refresh: None, last_used: clock::wall() });
        match self.0.last_mut() {
            Some(issued) => issued.renew(refresh, tenant, signer, random),
            None => Bundle {
                access: String::new(),
                refresh: None,
                expires_at: String::new(),
                lifetime: Duration::ZERO,
                scopes: Vec::new(),
            },
        }
    }

    /// New tokens for a refresh token, which is dead from then on. Whether it dies at once in a real tenant is not
    /// published.
    pub fn refresh(
        &mut self,
        token: &str,
        tenant: (&str, &str),
        signer: &Signer,
        random: &mut Random,
    ) -> Option<Bundle> {
        Some(self.of_refresh(token)?.renew(true, tenant, signer, random))
    }

    /// The terms behind a refresh token that is still good.
    pub fn terms_of_refresh(&mut self, token: &str) -> Option<Terms> {
        self.of_refresh(token).map(|issued| issued.terms.clone())
    }

    fn of_refresh(&mut self, token: &str) -> Option<&mut Issued> {
        let now = clock::monotonic();
        self.0.iter_mut().find(|issued| issued.refresh.as_ref().is_some_and(|(own, end)| own == token && now < *end))
    }

    /// The terms behind an access token that is still good.
    pub fn of_access(&mut self, token: &str) -> Option<&Terms> {
        let now = clock::monotonic();
        let fits = |issued: &&mut Issued| issued.access.iter().any(|(own, end)| own == token && now < *end);
        let issued = self.0.iter_mut().find(fits)?;
        issued.last_used = clock::wall();
        Some(&issued.terms)
    }

    /// Takes a token back. An access token goes alone, a refresh token takes its whole sign-in with it (RFC 7009).
    pub fn revoke(&mut self, token: &str) {
        self.0.retain(|issued| issued.refresh.as_ref().is_none_or(|(own, _)| own != token));
        for issued in &mut self.0 {
            issued.access.retain(|(own, _)| own != token);
        }
        self.0.retain(|issued| issued.refresh.is_some() || !issued.access.is_empty());
    }

    /// Takes everything back that came of an authorization code.
    pub fn revoke_code(&mut self, code: &str) {
        self.0.retain(|issued| issued.terms.code.as_deref() != Some(code));
    }

    /// Takes everything back that a client was given.
    pub fn revoke_client(&mut self, client: &str) {
        self.0.retain(|issued| issued.terms.client != client);
    }

    /// Whose sign-in an id is.
    pub fn user_of(&self, id: &str) -> Option<&str> {
        self.0.iter().find(|issued| issued.id == id).map(|issued| issued.terms.user.as_str())
    }

    /// Takes a sign-in back.
    pub fn remove(&mut self, id: &str) {
        self.0.retain(|issued| issued.id != id);
    }

    /// The rows of `oauth-tokens`, of one user or of all.
    pub fn rows(&self, user: Option<&str>, tenant: &str) -> Vec<Value> {
        let mut rows: Vec<&Issued> =
            self.0.iter().filter(|issued| user.is_none_or(|user| issued.terms.user == user)).collect();
        rows.sort_by(|one, other| one.terms.user.cmp(&other.terms.user));
        rows.into_iter()
            .map(|issued| {
                json!({
                    "id": issued.id,
                    "tenantId": tenant,
                    "userId": issued.terms.user,
                    "description": issued.terms.description,
                    "deviceType": issued.terms.device,
                    "lastUsed": stamp(issued.last_used),
                })
            })
            .collect()
    }
}

impl Issued {
    /// `tenant` is its id and its address.
    fn renew(&mut self, refresh: bool, tenant: (&str, &str), signer: &Signer, random: &mut Random) -> Bundle {
        let now = clock::monotonic();
        let mut bundle = bundle(&self.terms, None, LIFETIME, tenant, signer, random);
        self.access.push((bundle.access.clone(), now + LIFETIME));
        self.refresh = refresh.then(|| (random.text(), now + REFRESH_LIFETIME));
        self.last_used = clock::wall();
        bundle.refresh = self.refresh.as_ref().map(|(token, _)| token.clone());
        bundle
    }
}

/// A signed access token, without a refresh token. What stands in a real one is not published but for the header; nothing
/// should read it.
fn bundle(
    terms: &Terms,
    purpose: Option<&str>,
    lifetime: Duration,
    tenant: (&str, &str),
    signer: &Signer,
    random: &mut Random,
) -> Bundle {
    let now = clock::wall();
    let length = SignedDuration::try_from(lifetime).unwrap_or(SignedDuration::ZERO);
    let expires = now.checked_add(length).unwrap_or(Timestamp::MAX);
    let mut claims = json!({
        "iss": tenant.1,
        "aud": "qlik.api",
        "sub": terms.user,
        "subType": "user",
        "tenantId": tenant.0,
        "client_id": terms.client,
        "scope": terms.scopes.join(" "),
        "jti": random.uuid(),
        "iat": now.as_second(),
        "exp": expires.as_second(),
    });
    if let Some(purpose) = purpose {
        claims["purpose"] = purpose.into();
    }
    let (access, scopes) = (signer.sign(&claims), terms.scopes.clone());
    Bundle { access, refresh: None, expires_at: stamp(expires), lifetime, scopes }
}
