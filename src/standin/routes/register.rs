//! `POST /oauth/register`: a client that registers itself (RFC 7591). Off until an administrator switches it on. Such a
//! client waits an hour for an administrator to sign in through it, and is gone otherwise.

use std::time::Duration;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Map, Value, json};

use crate::standin::{
    client_rules::{check, room},
    clients::Client,
    clock,
    input::{Body, Shared},
    limits::Tier,
    refusal::{Layer, Refusal},
    scopes::{OFFLINE, USER},
    tenant::App,
};

const WAIT: Duration = Duration::from_hours(1);
/// All that such a client may ever ask for.
const SCOPES: [&str; 3] = [USER, "mcp:execute", OFFLINE];
const GRANTS: [&str; 2] = ["authorization_code", "refresh_token"];

/// Outside `/api`.
pub fn routes() -> Router<App> {
    Router::new().route("/oauth/register", post(register))
}

async fn register(State(tenant): Shared, body: Result<Body, Refusal>) -> Result<Response, Refusal> {
    let body = body.and_then(Body::object).map_err(|refusal| refusal.by(Layer::SignIn))?;
    let mut guard = tenant.store();
    let store = &mut *guard;
    store.limits.admit("register", Tier::Two, clock::monotonic()).map_err(Refusal::limited)?;
    store.forget_unapproved();

    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let method = text("token_endpoint_auth_method").unwrap_or("client_secret_basic");
    let public = match method {
        "none" => true,
        "client_secret_basic" | "client_secret_post" => false,
        _ => return Err(invalid("token_endpoint_auth_method is not supported")),
    };
    let allowed = store.auth_settings.get("dcrAllowedAuthenticationMethods").and_then(Value::as_array);
    let kind = if public { "none" } else { "client_secret" };
    let on = store.auth_settings.get("dynamicClientRegistrationEnabled") == Some(&Value::Bool(true));
    if !on || !allowed.is_some_and(|methods| methods.iter().any(|own| own == kind)) {
        return Err(invalid("The tenant does not allow clients to register themselves in this way"));
    }
    room(store).map_err(invalid)?;
    let (shown, scopes) = read(&body, public)?;
    let mut client = Client::new(store.random.hex()[..32].to_owned(), shown);
    client.registered = true;
    client.waits = Some(clock::monotonic() + WAIT);
    let secret = (!public).then(|| client.add_secret("", &mut store.random).0);
    let mut answer = json!({
        "client_id": client.id,
        "client_name": client.name(),
        "client_id_issued_at": clock::wall().as_second(),
        "redirect_uris": client.list("redirectUris"),
        "grant_types": GRANTS,
        "token_endpoint_auth_method": method,
        "scope": scopes,
    });
    if let Some(secret) = secret {
        answer["client_secret"] = secret.into();
        answer["client_secret_expires_at"] = 0.into();
    }
    store.clients.push(client);
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// The client in the words of the API, and the scopes that are left of those it wanted.
fn read(body: &Map<String, Value>, public: bool) -> Result<(Map<String, Value>, String), Refusal> {
    for name in ["client_name", "client_uri"] {
        if !body.get(name).is_some_and(Value::is_string) {
            return Err(invalid(&format!("{name} is missing")));
        }
    }
    let uris = body.get("redirect_uris").and_then(Value::as_array).filter(|uris| !uris.is_empty());
    let uris = uris.ok_or_else(|| invalid("redirect_uris is missing"))?;
    let mut grants = body.get("grant_types").and_then(Value::as_array).into_iter().flatten();
    if !grants.all(|grant| grant.as_str().is_some_and(|grant| GRANTS.contains(&grant))) {
        return Err(invalid("grant_types must be authorization_code and refresh_token"));
    }
    let wanted: Vec<&str> = match body.get("scope").and_then(Value::as_str) {
        Some(scope) => scope.split_ascii_whitespace().collect(),
        None => vec![USER],
    };
    // A public client keeps nothing for later.
    let fits = |scope: &&str| SCOPES.contains(scope) && !(public && *scope == OFFLINE);
    let scopes: Vec<&str> = wanted.into_iter().filter(fits).collect();
    if scopes.is_empty() {
        return Err(invalid("None of the requested scopes can be granted"));
    }
    let Value::Object(mut shown) = json!({
        "appType": if public { "native" } else { "web" },
        "clientName": body["client_name"],
        "clientUri": body["client_uri"],
        "redirectUris": uris,
        "allowedScopes": scopes,
    }) else {
        return Err(invalid("The client cannot be read"));
    };
    check(&mut shown).map_err(|words| invalid(&words))?;
    Ok((shown, scopes.join(" ")))
}

fn invalid(words: &str) -> Refusal {
    Refusal::invalid(words).by(Layer::SignIn)
}
