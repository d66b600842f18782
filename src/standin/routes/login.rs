//! `POST /login/jwt-session` and `GET /api/v1/csrf-token`: from a signed token to cookies, and what writes with cookies
//! need. The session itself is in `sessions`.

use axum::{
    Json, Router,
    extract::{FromRequestParts, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;

use crate::standin::{
    caller::{CSRF_HEADER, SignedIn, Via, bearer, cookies},
    clock,
    input::{Query, Shared},
    limits::Tier,
    login,
    refusal::Refusal,
    tenant::App,
};

/// Outside `/api`.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/login/jwt-session", post(open))
}

/// Below `/api/v1`.
pub(super) fn api() -> Router<App> {
    Router::new().route("/csrf-token", get(csrf))
}

async fn open(State(tenant): Shared, query: Query, request: Request) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    let mut store = tenant.store();
    let store = &mut *store;
    // The tier of everybody who is not known yet; that it is shared is our convention.
    store.limits.admit("login", Tier::Two, clock::monotonic())?;
    // Browsers name the web integration whose origins they may come from; others leave it out.
    let integration = parts.headers.get("qlik-web-integration-id").and_then(|id| id.to_str().ok());
    let integration = integration.or_else(|| query.text("qlik-web-integration-id"));
    if integration.is_some_and(|id| !store.web_integrations.iter().any(|known| known.id == id)) {
        return Err(Refusal::unauthorized());
    }
    let token = bearer(&parts).ok_or_else(Refusal::unauthorized)?;
    let user = login::user(&tenant, store, token)?;
    let given = store.sessions.open(&user, tenant.config.session, clock::monotonic(), &mut store.random);
    // A real tenant adds Secure, which over plain http would keep the cookies from coming back. Scripts read the CSRF
    // token, so that one is not for HTTP alone.
    let cookie = |name: &str, value: &str, rest: &str| {
        (header::SET_COOKIE, format!("{name}={value}; path=/; samesite=lax{rest}"))
    };
    let cookies = AppendHeaders([
        cookie("eas.sid", &given.session, "; httponly"),
        cookie("eas.sid.sig", &given.session_signature, "; httponly"),
        cookie("_csrfToken", &given.csrf, ""),
        cookie("_csrfToken.sig", &given.csrf_signature, "; httponly"),
    ]);
    Ok((cookies, [(header::CACHE_CONTROL, "no-store")], Json(json!({}))).into_response())
}

async fn csrf(State(tenant): Shared, request: Request) -> Result<Response, Refusal> {
    let (mut parts, _) = request.into_parts();
    let signed_in = SignedIn::from_request_parts(&mut parts, &tenant).await?;
    if signed_in.via != Via::Cookies {
        // The published description of this route names the code.
        let words = "not supported for the auth mechanism";
        return Err(Refusal::sign_in(StatusCode::BAD_REQUEST, "CSRF-TOKEN-4", "Bad request", words));
    }
    let mut store = tenant.store();
    let store = &mut *store;
    let token = store.sessions.csrf(&cookies(&parts), clock::monotonic(), &mut store.random);
    let token = token.and_then(|token| HeaderValue::from_str(&token).ok()).ok_or_else(Refusal::unauthorized)?;
    Ok((StatusCode::NO_CONTENT, [(HeaderName::from_static(CSRF_HEADER), token)]).into_response())
}
