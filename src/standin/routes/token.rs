//! `POST /oauth/token`. The grants themselves are in `asker`.

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::json;

use crate::standin::{
    asker::Asker,
    clock,
    input::{Fields, Shared},
    limits::Tier,
    proof::Counter,
    refusal::{Layer, Refusal},
    tenant::{App, Store},
    tokens::ACCESS_TOKEN,
};

/// Outside `/api`.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/oauth/token", post(token))
}

async fn token(State(tenant): Shared, headers: HeaderMap, fields: Fields) -> Result<Response, Refusal> {
    let mut store = tenant.store();
    let store = &mut *store;
    let named = fields.text("client_id").filter(|id| store.clients.iter().any(|client| client.id == *id));
    admit(store, named)?;
    let audience = format!("{}/oauth/token", tenant.url);
    let grant = fields.text("grant_type").ok_or_else(|| invalid("grant_type is missing"))?;
    let client = Counter { headers: &headers, fields: &fields, audience: &audience }.client(store)?;
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
    store.limits.admit(client.unwrap_or("oauth"), Tier::Two, clock::monotonic())
}

fn invalid(words: &str) -> Refusal {
    Refusal::invalid(words).by(Layer::SignIn)
}
