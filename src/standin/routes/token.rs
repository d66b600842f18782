//! `POST /oauth/token`, `POST /oauth/revoke`, and the tenant's description of both. The grants themselves are in `asker`.

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use crate::standin::{
    asker::{Asker, CODE, EXCHANGE, REFRESH},
    clients::{IMPERSONATION, MACHINE},
    clock,
    input::{Fields, Shared},
    limits::Tier,
    proof::{self, Counter},
    refusal::{Layer, Refusal},
    tenant::{App, Store},
    tokens::ACCESS_TOKEN,
};

/// Outside `/api`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/oauth/token", post(token))
        .route("/oauth/revoke", post(revoke))
        .route("/.well-known/oauth-authorization-server", get(description))
        .route("/.well-known/jwks.json", get(async |State(tenant): Shared| Json(tenant.signer.key_set())))
}

async fn description(State(tenant): Shared) -> Json<Value> {
    let url = &tenant.url;
    Json(json!({
        "issuer": url,
        "jwks_uri": format!("{url}/.well-known/jwks.json"),
        "token_endpoint": format!("{url}/oauth/token"),
        "revocation_endpoint": format!("{url}/oauth/revoke"),
        "authorization_endpoint": format!("{url}/oauth/authorize"),
        "grant_types_supported": [CODE, MACHINE, REFRESH, IMPERSONATION, EXCHANGE],
        "response_types_supported": ["code"],
    }))
}

async fn token(State(tenant): Shared, headers: HeaderMap, fields: Fields) -> Result<Response, Refusal> {
    let place = {
        let mut store = tenant.store();
        let named = fields.text("client_id").filter(|id| store.clients.iter().any(|client| client.id == *id));
        admit(&mut store, named)?;
        proof::key_set(&store, &fields)
    };
    // The store is open to others meanwhile, this tenant itself among them, should the keys be here.
    let key_set = match place {
        Some(place) => place.fetch().await,
        None => None,
    };
    let mut store = tenant.store();
    let store = &mut *store;
    let audience = format!("{}/oauth/token", tenant.url);
    let grant = fields.text("grant_type").ok_or_else(|| invalid("grant_type is missing"))?;
    let client = Counter { headers: &headers, fields: &fields, audience: &audience, key_set }.client(store)?;
    let bundle = Asker { tenant: &tenant, fields: &fields, client }.ask(grant, store)?;
    let mut answer = json!({
        "access_token": bundle.access,
        "token_type": "bearer",
        "scope": bundle.scopes.join(" "),
        "expires_at": bundle.expires_at,
        "expires_in": bundle.lifetime.as_secs(),
        "issued_token_type": ACCESS_TOKEN,
    });
    if let Some(refresh) = bundle.refresh {
        answer["refresh_token"] = refresh.into();
    }
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

/// Counts a request against the second tier: of the client that it names, else of all who name none. That those share
/// one is our convention; for whom a real tenant counts before anybody is signed in is not published.
fn admit(store: &mut Store, client: Option<&str>) -> Result<(), Refusal> {
    store.limits.admit(client.unwrap_or("oauth"), Tier::Two, clock::monotonic()).map_err(Refusal::limited)
}

/// Takes a token back. Whoever has it may do that, and an unknown one is no fault (RFC 7009).
async fn revoke(State(tenant): Shared, fields: Fields) -> Result<StatusCode, Refusal> {
    admit(&mut tenant.store(), None)?;
    let token = fields.text("token").ok_or_else(|| invalid("token is missing"))?;
    if !matches!(fields.text("token_type_hint"), None | Some("access_token" | "refresh_token")) {
        return Err(invalid("token_type_hint must be access_token or refresh_token"));
    }
    tenant.store().tokens.revoke(token);
    Ok(StatusCode::OK)
}

fn invalid(words: &str) -> Refusal {
    Refusal::invalid(words).by(Layer::SignIn)
}
