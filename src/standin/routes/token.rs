//! `POST /oauth/token` with its four grants, `POST /oauth/revoke`, and the tenant's description of both. The token
//! exchange for browsers that cannot set headers is left out.

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use crate::standin::{
    clients::{Client, IMPERSONATION, MACHINE},
    clock,
    consents::NoGood,
    input::{Fields, Shared},
    limits::Tier,
    proof::Counter,
    refusal::{Layer, Refusal},
    scopes::{self, OFFLINE},
    tenant::{App, Store, Tenant},
    tokens::{Bundle, LIFETIME, Terms},
    users::User,
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
        "grant_types_supported": ["authorization_code", MACHINE, "refresh_token", IMPERSONATION],
        "response_types_supported": ["code"],
    }))
}

async fn token(State(tenant): Shared, headers: HeaderMap, fields: Fields) -> Result<Response, Refusal> {
    let mut store = tenant.store();
    let store = &mut *store;
    let audience = format!("{}/oauth/token", tenant.url);
    let named = fields.text("client_id").filter(|id| store.clients.iter().any(|client| client.id == *id));
    admit(store, named)?;
    let grant = fields.text("grant_type").ok_or_else(|| invalid("grant_type is missing"))?;
    let client = Counter { headers: &headers, fields: &fields, audience: &audience }.client(store)?;
    let asker = Asker { tenant: &tenant, fields: &fields, client };
    let bundle = match grant {
        MACHINE => asker.machine(store)?,
        IMPERSONATION => asker.impersonation(store)?,
        "authorization_code" => asker.code(store)?,
        "refresh_token" => asker.refresh(store)?,
        _ => return Err(invalid("grant_type is not supported")),
    };
    let mut answer = json!({
        "access_token": bundle.access,
        "token_type": "bearer",
        "scope": bundle.scopes.join(" "),
        "expires_at": bundle.expires_at,
        "expires_in": LIFETIME.as_secs(),
    });
    if let Some(refresh) = bundle.refresh {
        answer["refresh_token"] = refresh.into();
    }
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

/// A request for tokens, its client already proven.
struct Asker<'a> {
    tenant: &'a Tenant,
    fields: &'a Fields,
    client: Option<Client>,
}

impl Asker<'_> {
    fn client(&self) -> Result<&Client, Refusal> {
        self.client.as_ref().ok_or_else(|| invalid("client_id is missing"))
    }

    /// A client that is not a person's: it must have the grant, and an administrator must have vouched for it, since
    /// nobody is there to ask.
    fn machine_client(&self, grant: &str) -> Result<&Client, Refusal> {
        let client = self.client()?;
        if !client.may(grant) {
            return Err(Refusal::no_exchange("Cannot perform exchange with given Oauth configuration."));
        }
        if !client.trusted {
            // That this code stands for a missing trust is only probable.
            let status = StatusCode::UNAUTHORIZED;
            return Err(Refusal::sign_in(status, "OAUTH-14", "Unauthorized", "OAuth client is not authorized"));
        }
        Ok(client)
    }

    fn machine(&self, store: &mut Store) -> Result<Bundle, Refusal> {
        let client = self.machine_client(MACHINE)?;
        let bot = store.users.bot(&client.id, client.name(), &mut store.random);
        self.issue(store, client, &bot)
    }

    fn impersonation(&self, store: &mut Store) -> Result<Bundle, Refusal> {
        let client = self.machine_client(IMPERSONATION)?;
        let lookup = self.fields.object("user_lookup").ok_or_else(|| invalid("user_lookup is missing"))?;
        let text = |name: &str| lookup.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let value = text("value").ok_or_else(|| invalid("user_lookup.value is missing"))?;
        let user = match text("field") {
            Some("userId") => store.users.get(value),
            Some("subject") => store.users.of_subject(value),
            _ => return Err(invalid("user_lookup.field must be userId or subject")),
        };
        // The exact answer to an unknown user is not published, but for the word "unauthorized".
        let user = user.cloned().ok_or_else(|| Refusal::no_exchange("The user was not found"))?;
        self.issue(store, client, &user)
    }

    /// Tokens without a refresh token, for nobody signed in.
    fn issue(&self, store: &mut Store, client: &Client, user: &User) -> Result<Bundle, Refusal> {
        check_active(user)?;
        let asked = self.fields.text("scope").unwrap_or_default();
        let mut scopes = scopes::grant(asked, &client.list("allowedScopes"), user.admin).map_err(invalid)?;
        scopes.retain(|scope| scope != OFFLINE);
        Ok(self.bundle(store, client, user, scopes, None))
    }

    fn bundle(
        &self,
        store: &mut Store,
        client: &Client,
        user: &User,
        scopes: Vec<String>,
        code: Option<String>,
    ) -> Bundle {
        let label = |name: &str| self.fields.text(name).unwrap_or_default().to_owned();
        let terms = Terms {
            user: user.id.clone(),
            client: client.id.clone(),
            scopes,
            code,
            description: label("description"),
            device: label("deviceType"),
        };
        let tenant = (self.tenant.id.as_str(), self.tenant.url.as_str());
        store.tokens.issue(terms, tenant, &self.tenant.signer, &mut store.random)
    }

    fn code(&self, store: &mut Store) -> Result<Bundle, Refusal> {
        let client = self.client()?;
        let field = |name: &str| self.fields.text(name).ok_or_else(|| invalid(&format!("{name} is missing")));
        let (code, redirect_uri, verifier) = (field("code")?, field("redirect_uri")?, field("code_verifier")?);
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(allowed) {
            return Err(invalid("code_verifier must be 43 to 128 letters, digits and -._~"));
        }
        let request = match store.consents.redeem(code, &client.id, redirect_uri, verifier, clock::monotonic()) {
            Ok(request) => request,
            Err(reason) => {
                if matches!(reason, NoGood::Used) {
                    store.tokens.revoke_code(code);
                }
                return Err(Refusal::no_exchange(""));
            }
        };
        let user = store.users.get(&request.user).cloned().ok_or_else(|| Refusal::no_exchange(""))?;
        check_active(&user)?;
        Ok(self.bundle(store, client, &user, request.scopes, Some(code.to_owned())))
    }

    /// A refresh names no client, unless it wants to; one that proved itself must be the right one.
    fn refresh(&self, store: &mut Store) -> Result<Bundle, Refusal> {
        let token = self.fields.text("refresh_token").ok_or_else(|| invalid("refresh_token is missing"))?;
        let terms = store.tokens.terms_of_refresh(token).ok_or_else(|| Refusal::no_exchange(""))?;
        if self.client.as_ref().is_some_and(|client| client.id != terms.client) {
            return Err(Refusal::no_exchange(""));
        }
        let user = store.users.get(&terms.user).cloned().ok_or_else(|| Refusal::no_exchange(""))?;
        check_active(&user)?;
        let tenant = (self.tenant.id.as_str(), self.tenant.url.as_str());
        let bundle = store.tokens.refresh(token, tenant, &self.tenant.signer, &mut store.random);
        bundle.ok_or_else(|| Refusal::no_exchange(""))
    }
}

fn check_active(user: &User) -> Result<(), Refusal> {
    if user.active() { Ok(()) } else { Err(Refusal::forbidden("The user is disabled").by(Layer::SignIn)) }
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
