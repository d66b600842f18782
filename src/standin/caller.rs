//! Who sends a request, by whatever they signed in with: an API key, an access token, or the cookies of a session. The
//! handlers see the same user in every case; a token narrows what that user may do.

use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{header, request::Parts},
};

use super::{
    clock,
    limits::Tier,
    refusal::{Layer, Refusal},
    scopes,
    tenant::{App, Store},
    users::{Role, User},
};

/// Where every write with cookies repeats the session's token.
pub(super) const CSRF_HEADER: &str = "qlik-csrf-token";

/// What somebody signed in with.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Via {
    ApiKey,
    /// With the scopes it was granted.
    AccessToken(Vec<String>),
    Cookies,
}

/// Somebody who is signed in, and how. Taking it checks the credential and counts the request.
pub(super) struct SignedIn {
    pub user: User,
    pub via: Via,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, tenant: &App) -> Result<Self, Refusal> {
        let mut store = tenant.store();
        let (user, via) = identify(&mut store, parts).ok_or_else(Refusal::unauthorized)?;
        let mut user =
            store.users.get(&user).filter(|user| user.active()).cloned().ok_or_else(Refusal::unauthorized)?;
        store.limits.admit(&user.id, Tier::of(&parts.method), clock::monotonic())?;
        match &via {
            // A real bot has no key at all. This one's stands for a bot without administrator scopes.
            Via::ApiKey => user.admin &= user.role != Role::Bot,
            Via::AccessToken(scopes) => {
                let path = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0).path();
                user.admin &= scopes::administers(scopes, path);
                if !scopes::opens(scopes, &parts.method, path) {
                    return Err(Refusal::forbidden("The scopes of the token do not allow this").by(Layer::SignIn));
                }
            }
            Via::Cookies => {
                let token = parts.headers.get(CSRF_HEADER).and_then(|token| token.to_str().ok()).unwrap_or_default();
                if !parts.method.is_safe() && !store.sessions.guards(&cookies(parts), token, clock::monotonic()) {
                    return Err(Refusal::csrf());
                }
            }
        }
        Ok(Self { user, via })
    }
}

/// A bearer that is good for something comes first. One that is not, beside cookies, is ignored: a known client goes on
/// sending the signed token that bought it the session.
fn identify(store: &mut Store, parts: &Parts) -> Option<(String, Via)> {
    if let Some(token) = bearer(parts) {
        if let Some(key) = store.keys.of_token(token) {
            return Some((key.user.clone(), Via::ApiKey));
        }
        if let Some(terms) = store.tokens.of_access(token) {
            return Some((terms.user.clone(), Via::AccessToken(terms.scopes.clone())));
        }
    }
    let user = store.sessions.user(&cookies(parts), clock::monotonic())?;
    Some((user, Via::Cookies))
}

/// The value of `Authorization: Bearer`.
pub(super) fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, token) = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(token.trim())
}

/// All cookies, of one header or several.
pub(super) fn cookies(parts: &Parts) -> String {
    let headers = parts.headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    headers.collect::<Vec<_>>().join("; ")
}

/// The user who sends the request, where it does not matter how they signed in.
pub(super) struct Caller(pub User);

impl FromRequestParts<App> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, tenant: &App) -> Result<Self, Refusal> {
        SignedIn::from_request_parts(parts, tenant).await.map(|signed_in| Self(signed_in.user))
    }
}

/// A user who may administer; anybody else is refused with 403.
pub(super) struct Administrator(pub User);

impl FromRequestParts<App> for Administrator {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, tenant: &App) -> Result<Self, Refusal> {
        let Caller(user) = Caller::from_request_parts(parts, tenant).await?;
        if user.admin {
            Ok(Self(user))
        } else {
            Err(Refusal::forbidden("This is for tenant administrators").by(Layer::SignIn))
        }
    }
}
