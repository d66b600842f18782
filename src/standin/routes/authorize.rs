//! `/oauth/authorize`: the browser's side of signing in to the tenant. A page asks, as whom and for which client; Allow
//! and Deny both lead back to the registered address. Who has no browser, over SSH, is told the same in plain text, with
//! the request that allows it; that, and that nobody has to type a password, is ours.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use url::Url;

use crate::standin::{
    clients::Client,
    clock,
    consents::Request,
    input::{Query, Shared},
    pages::{message, page_leading_to, wants_html},
    refusal::Refusal,
    scopes,
    tenant::{App, Store},
    users::{Role, User},
};

const PATH: &str = "/oauth/authorize";
const ASK: &str = include_str!("../../../assets/standin/signin.html");

/// Outside `/api`.
pub(super) fn routes() -> Router<App> {
    Router::new().route(PATH, get(ask).post(decide))
}

/// A fault that the client learns of through the browser: the error of the OAuth standard, and why.
struct Fault(&'static str, &'static str);

async fn ask(State(tenant): Shared, headers: HeaderMap, query: Query) -> Result<Response, Refusal> {
    let mut store = tenant.store();
    let store = &mut *store;
    // Without a client and an address of its own, nobody may be sent anywhere.
    let refuse = |code, detail| Refusal::sign_in(StatusCode::BAD_REQUEST, code, "Bad request", detail);
    let client = query.text("client_id").and_then(|id| store.clients.iter().find(|client| client.id == id));
    let client = client.filter(|client| client.signs_in_people()).cloned();
    let client = client.ok_or_else(|| refuse("OAUTH-14", "OAuth client is not authorized"))?;
    let redirect_uri =
        query.text("redirect_uri").filter(|uri| client.list("redirectUris").iter().any(|own| own == uri));
    let redirect_uri = redirect_uri.ok_or_else(|| refuse("OAUTH-1", "redirect_uri is not registered"))?;

    let found = person(store, query.text("login_hint")).and_then(|user| {
        let request = read(&query, &client, &user, redirect_uri)?;
        if query.get("prompt") == Some("none") {
            return Err(Fault("consent_required", "Somebody has to be asked"));
        }
        Ok((user, request))
    });
    let (user, request) = match found {
        Ok(found) => found,
        Err(fault) => return Ok(back(StatusCode::FOUND, redirect_uri, &fault.pairs(query.get("state")))),
    };
    let (origin, scopes) = (origin(redirect_uri), request.scopes.join(", "));
    let waiting = store.consents.wait(request, clock::monotonic(), &mut store.random);
    if !wants_html(&headers) {
        let text = format!(
            "{} asks to act for {} at this stand-in tenant ({scopes}). To allow it:\n\n\
             curl -d request={waiting} -d decision=allow {}{PATH}\n\n\
             The answer is the address to go on with.\n",
            client.name(),
            user.account(),
            tenant.url,
        );
        return Ok(([(header::CACHE_CONTROL, "no-store")], text).into_response());
    }
    Ok(page_leading_to(
        &origin,
        StatusCode::OK,
        ASK,
        &[
            ("client", client.name()),
            ("user", &user.account()),
            ("scopes", &scopes),
            ("back", &origin),
            ("action", PATH),
            ("request", &waiting),
        ],
    ))
}

/// The creator, unless the address names somebody else by email, subject, id or name. A hint is only a hint: one that
/// fits nobody is ignored.
fn person(store: &Store, hint: Option<&str>) -> Result<User, Fault> {
    let users = &store.users;
    let hinted = hint.and_then(|hint| {
        let named = || users.all().iter().find(|user| user.name == hint);
        users.of_email(hint).or_else(|| users.of_subject(hint)).or_else(|| users.get(hint)).or_else(named)
    });
    let user = hinted.filter(|user| user.role != Role::Bot).or_else(|| users.of_role(Role::Creator));
    user.filter(|user| user.active()).cloned().ok_or(Fault("access_denied", "The user may not sign in"))
}

fn read(query: &Query, client: &Client, user: &User, redirect_uri: &str) -> Result<Request, Fault> {
    if query.get("response_type") != Some("code") {
        return Err(Fault("unsupported_response_type", "response_type must be code"));
    }
    let state = query.text("state").ok_or(Fault("invalid_request", "state is missing"))?;
    if query.get("code_challenge_method") != Some("S256") {
        return Err(Fault("invalid_request", "code_challenge_method must be S256"));
    }
    let challenge = query.text("code_challenge").ok_or(Fault("invalid_request", "code_challenge is missing"))?;
    if challenge.len() != 43 {
        return Err(Fault("invalid_request", "code_challenge must be a SHA-256 in base64url"));
    }
    if !matches!(query.text("prompt"), None | Some("none" | "login" | "consent")) {
        return Err(Fault("invalid_request", "prompt must be none, login or consent"));
    }
    // Everybody has signed in just now, so any age will do.
    if query.text("max_age").is_some_and(|age| age.parse::<u64>().is_err()) {
        return Err(Fault("invalid_request", "max_age must be a number of seconds"));
    }
    let asked = query.text("scope").ok_or(Fault("invalid_request", "scope is missing"))?;
    let scopes = scopes::grant(asked, &client.list("allowedScopes"), user.admin);
    Ok(Request {
        client: client.id.clone(),
        user: user.id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        scopes: scopes.map_err(|words| Fault("invalid_scope", words))?,
        state: state.to_owned(),
        challenge: challenge.to_owned(),
    })
}

/// Allow or Deny.
async fn decide(State(tenant): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    let field = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let mut store = tenant.store();
    let store = &mut *store;
    let Some(request) = store.consents.decided(field("request"), clock::monotonic()) else {
        let text = "This sign-in was decided before, or waited too long. Start again from the terminal.";
        return message(&headers, StatusCode::BAD_REQUEST, "This sign-in cannot go on", text);
    };
    if field("decision") == "allow" {
        return allow(store, request);
    }
    let fault = Fault("access_denied", "The resource owner denied the request");
    back(StatusCode::SEE_OTHER, &request.redirect_uri, &fault.pairs(Some(&request.state)))
}

fn allow(store: &mut Store, request: Request) -> Response {
    let (redirect_uri, state) = (request.redirect_uri.clone(), request.state.clone());
    let code = store.consents.code(request, clock::monotonic(), &mut store.random);
    back(StatusCode::SEE_OTHER, &redirect_uri, &[("code", code), ("state", state)])
}

impl Fault {
    /// Which internal codes a real tenant sends here is not published; ours say so.
    fn pairs(&self, state: Option<&str>) -> Vec<(&'static str, String)> {
        let mut pairs = vec![
            ("error", self.0.to_owned()),
            ("error_code", format!("OAUTH-STUB-{}", self.0)),
            ("error_description", self.1.to_owned()),
        ];
        pairs.extend(state.map(|state| ("state", state.to_owned())));
        pairs
    }
}

/// Sends the browser back to the client. The address is a registered one, which was read when it was registered.
fn back(status: StatusCode, redirect_uri: &str, pairs: &[(&str, String)]) -> Response {
    let Ok(mut address) = Url::parse(redirect_uri) else {
        return Refusal::failed("The registered address cannot be read").into_response();
    };
    address.query_pairs_mut().extend_pairs(pairs);
    let address = String::from(address);
    let text = format!("{address}\n");
    (status, [(header::LOCATION, address), (header::CACHE_CONTROL, "no-store".to_owned())], text).into_response()
}

/// Scheme, host and port; for a scheme of an app's own, which has no host, the scheme alone.
fn origin(address: &str) -> String {
    let Ok(address) = Url::parse(address) else { return String::new() };
    match address.origin() {
        url::Origin::Opaque(_) => format!("{}:", address.scheme()),
        origin @ url::Origin::Tuple(..) => origin.ascii_serialization(),
    }
}
