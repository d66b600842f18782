//! Access and refresh tokens that clients were given: what they open, until when, and how they are taken back. Lifetimes
//! run on the clock that a test can move.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::time::Instant;

use super::{
    clock::{self, stamp},
    random::Random,
    scopes::OFFLINE,
    signer::Signer,
};

/// What an access token is called in the published answer (RFC 8693).
pub(super) const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// Six hours, as published.
const LIFETIME: Duration = Duration::from_hours(6);
/// Thirty days, as published.
const REFRESH_LIFETIME: Duration = Duration::from_hours(30 * 24);

/// Whose tokens, for whom, and for what.
#[derive(Clone)]
pub(super) struct Terms {
    pub user: String,
    pub client: String,
    pub scopes: Vec<String>,
    /// The authorization code that it began with: used twice, it takes everything back that came of it.
    pub code: Option<String>,
}

/// What one sign-in holds at a time: an access token, perhaps a refresh token.
struct Issued {
    terms: Terms,
    /// Older ones stay good until they expire, also after a refresh; that is our convention.
    access: Vec<(String, Instant)>,
    refresh: Option<(String, Instant)>,
}

#[derive(Default)]
pub(super) struct Tokens(Vec<Issued>);

/// What a client receives.
pub(super) struct Bundle {
    pub access: String,
    pub refresh: Option<String>,
    pub expires_at: String,
    pub lifetime: Duration,
    pub scopes: Vec<String>,
}

impl Tokens {
    /// The first tokens of a sign-in. A refresh token comes only with the scope for it, and never for a machine.
    pub(super) fn issue(&mut self, terms: Terms, tenant: (&str, &str), signer: &Signer, random: &mut Random) -> Bundle {
        let refresh = terms.scopes.iter().any(|scope| scope == OFFLINE);
        self.0.push(Issued { terms, access: Vec::new(), refresh: None });
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
    pub(super) fn refresh(
        &mut self,
        token: &str,
        tenant: (&str, &str),
        signer: &Signer,
        random: &mut Random,
    ) -> Option<Bundle> {
        Some(self.of_refresh(token)?.renew(true, tenant, signer, random))
    }

    /// The terms behind a refresh token that is still good.
    pub(super) fn terms_of_refresh(&mut self, token: &str) -> Option<Terms> {
        self.of_refresh(token).map(|issued| issued.terms.clone())
    }

    fn of_refresh(&mut self, token: &str) -> Option<&mut Issued> {
        let now = clock::monotonic();
        self.0.iter_mut().find(|issued| issued.refresh.as_ref().is_some_and(|(own, end)| own == token && now < *end))
    }

    /// The terms behind an access token that is still good.
    pub(super) fn of_access(&self, token: &str) -> Option<&Terms> {
        let now = clock::monotonic();
        let fits = |issued: &&Issued| issued.access.iter().any(|(own, end)| own == token && now < *end);
        let issued = self.0.iter().find(fits)?;
        Some(&issued.terms)
    }

    /// Takes everything back that came of an authorization code.
    pub(super) fn revoke_code(&mut self, code: &str) {
        self.0.retain(|issued| issued.terms.code.as_deref() != Some(code));
    }

    /// Takes everything back that a client was given.
    pub(super) fn revoke_client(&mut self, client: &str) {
        self.0.retain(|issued| issued.terms.client != client);
    }
}

impl Issued {
    /// `tenant` is its id and its address.
    fn renew(&mut self, refresh: bool, tenant: (&str, &str), signer: &Signer, random: &mut Random) -> Bundle {
        let now = clock::monotonic();
        let mut bundle = bundle(&self.terms, tenant, signer, random);
        self.access.push((bundle.access.clone(), now + LIFETIME));
        self.refresh = refresh.then(|| (random.text(), now + REFRESH_LIFETIME));
        bundle.refresh = self.refresh.as_ref().map(|(token, _)| token.clone());
        bundle
    }
}

/// A signed access token, without a refresh token. What stands in a real one is not published but for the header; nothing
/// should read it.
fn bundle(terms: &Terms, tenant: (&str, &str), signer: &Signer, random: &mut Random) -> Bundle {
    let now = clock::wall();
    let length = SignedDuration::try_from(LIFETIME).unwrap_or(SignedDuration::ZERO);
    let expires = now.checked_add(length).unwrap_or(Timestamp::MAX);
    let claims = json!({
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
    let (access, scopes) = (signer.sign(&claims), terms.scopes.clone());
    Bundle { access, refresh: None, expires_at: stamp(expires), lifetime: LIFETIME, scopes }
}
