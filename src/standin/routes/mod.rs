//! Which paths exist, and for which families of routes.

mod authorize;
mod bulk;
mod connections;
mod credentials;
mod dcaas;
mod identity_providers;
mod login;
mod oauth;
mod oauth_clients;
mod paging;
mod people;
mod revise;
mod sources;
mod spaces;
mod token;
mod users;
mod web_integrations;

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware,
    response::{Html, IntoResponse},
    routing::get,
};

use super::{config::Dialect, gate, tenant::App};

/// Connections may carry files.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// The whole tenant.
pub(super) fn router(tenant: App) -> Router {
    let mut router = Router::new()
        .route("/", get(welcome))
        .route("/login", get(welcome))
        .merge(oauth::routes())
        .merge(token::routes())
        .merge(authorize::routes())
        .merge(login::routes())
        .nest("/api/v1", api());
    for dialect in [Dialect::V1, Dialect::Connectivity, Dialect::Dcaas] {
        if !tenant.config.without.contains(&dialect) {
            router = router.merge(family(dialect));
        }
    }
    router
        .fallback(no_route)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn_with_state(tenant.clone(), gate::gate))
        .with_state(tenant)
}

/// What every tenant has, whatever families of routes it lacks.
fn api() -> Router<App> {
    people::routes()
        .merge(users::routes())
        .merge(spaces::routes())
        .merge(login::api())
        .merge(identity_providers::routes())
        .merge(web_integrations::routes())
        .merge(oauth_clients::routes())
}

fn family(dialect: Dialect) -> Router<App> {
    let routes = || {
        connections::routes()
            .merge(revise::routes())
            .merge(bulk::routes())
            .merge(credentials::routes())
            .merge(sources::routes())
    };
    match dialect {
        Dialect::V1 => Router::new().nest("/api/v1", routes()),
        Dialect::Connectivity => Router::new().nest("/api/connectivity", routes()),
        Dialect::Dcaas => Router::new().nest("/api/v1/dcaas/actions/data-connections", dcaas::routes()),
    }
    .layer(Extension(dialect))
}

/// A path that nobody serves, and a family this tenant lacks: no JSON, no `errors[]`.
async fn no_route() -> impl IntoResponse {
    (StatusCode::NOT_FOUND, "404 page not found\n")
}

async fn welcome() -> impl IntoResponse {
    Html(include_str!("../../../assets/standin/welcome.html"))
}
