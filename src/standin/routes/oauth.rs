//! The provider's side of an interactive sign-in: the page that asks, and the page that shows the code. Where somebody
//! has no browser, the first address gives the code as plain text.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::standin::{
    clock,
    grants::{AUTHORISE_PATH, REDIRECT_PATH},
    input::{Query, Shared},
    pages::{message, page, wants_html},
    tenant::App,
};

const ASK: &str = include_str!("../../../assets/standin/authorize.html");
const CODE: &str = include_str!("../../../assets/standin/code.html");
const STYLE: &str = include_str!("../../../assets/standin/style.css");
const SCRIPT: &str = include_str!("../../../assets/standin/copy.js");

/// Outside `/api`, as at a real provider.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(AUTHORISE_PATH, get(ask).post(decide))
        .route(REDIRECT_PATH, get(arrive))
        .route("/standin/style.css", get(async || ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)))
        .route("/standin/copy.js", get(async || ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT)))
}

/// The address that a create answered with.
async fn ask(State(tenant): Shared, uri: Uri, headers: HeaderMap) -> Response {
    let mut store = tenant.store();
    let store = &mut *store;
    let Some(grant) = store.grants.of_url(uri.query().unwrap_or_default()).cloned() else {
        let text = "This address is incomplete, was changed, or belongs to another start of the stand-in. Copy it \
                    whole, or ask for a new one.";
        return message(&headers, StatusCode::BAD_REQUEST, "This sign-in cannot go on", text);
    };
    if !wants_html(&headers) {
        let code = store.grants.code(&grant.state, clock::monotonic(), &mut store.random);
        return ([(header::CACHE_CONTROL, "no-store")], format!("{code}\n")).into_response();
    }
    page(
        StatusCode::OK,
        ASK,
        &[
            ("source", &grant.source_label),
            ("account", &grant.account),
            ("action", AUTHORISE_PATH),
            ("state", &grant.state),
        ],
    )
}

/// Allow or Deny: both lead back to the redirect page, as OAuth has it.
async fn decide(State(tenant): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    let field = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let mut store = tenant.store();
    let store = &mut *store;
    let Some(grant) = store.grants.of_state(field("state")).cloned() else {
        let text = "The sign-in is not known here. Ask for a new address.";
        return message(&headers, StatusCode::BAD_REQUEST, "This sign-in cannot go on", text);
    };
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if field("decision") == "allow" {
        query.append_pair("code", &store.grants.code(&grant.state, clock::monotonic(), &mut store.random));
    } else {
        query.append_pair("error", "access_denied");
        query.append_pair("error_description", "The resource owner denied the request");
    }
    let location = format!("{}{REDIRECT_PATH}?{}", tenant.url, query.append_pair("state", &grant.state).finish());
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// The page that a real tenant's browser ends on: it shows the code to copy.
async fn arrive(headers: HeaderMap, query: Query) -> Response {
    match (query.text("code"), query.text("error")) {
        (Some(code), _) => page(StatusCode::OK, CODE, &[("code", code)]),
        (None, Some("access_denied")) => {
            let text = "Access was denied, so there is no code. Go back to the terminal, ask for a new address and \
                        choose Allow, or leave the connection for now.";
            message(&headers, StatusCode::OK, "No access was given", text)
        }
        (None, Some(error)) => message(&headers, StatusCode::OK, "The sign-in failed", error),
        (None, None) => {
            message(&headers, StatusCode::BAD_REQUEST, "Nothing to show", "This page shows a code after a sign-in.")
        }
    }
}
