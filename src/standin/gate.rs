//! What every request passes first: whether it may speak here at all, faults that were ordered, and the latency of the API.

use std::time::Duration;

use axum::{
    Json,
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};

use super::{
    faults::{self, Kind},
    guard,
    refusal::Refusal,
    tenant::App,
    wire::Scissors,
};

/// Marks a request whose create shall fail after its credential.
#[derive(Clone, Copy)]
pub(super) struct FailAfterCredential;

/// The middleware. A request that has arrived is carried out in a task of its own: as with a real tenant, it does not
/// stop because the client has stopped waiting.
pub(super) async fn gate(
    State(tenant): State<App>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
    next: Next,
) -> Response {
    if let Some(refused) = guard::refuse(&request, tenant.port) {
        return refused;
    }
    let (delay, fault) = faults::take(&mut tenant.store().faults, request.method(), request.uri());
    let latency = if request.uri().path().starts_with("/api/") { tenant.config.latency } else { Duration::ZERO };
    let work = tokio::spawn(async move {
        let wait = delay + latency;
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        carry_out(fault, &scissors, request, next).await
    });
    work.await.unwrap_or_else(|_| Refusal::failed("The stand-in itself failed").into_response())
}

async fn carry_out(fault: Option<Kind>, scissors: &Scissors, mut request: Request, next: Next) -> Response {
    match fault {
        None | Some(Kind::Delay(_)) => next.run(request).await,
        Some(Kind::CutBefore) => {
            scissors.cut();
            StatusCode::NO_CONTENT.into_response()
        }
        Some(Kind::CutAfter) => {
            let answer = next.run(request).await;
            scissors.cut();
            answer
        }
        Some(Kind::CredentialThenFail) => {
            request.extensions_mut().insert(FailAfterCredential);
            next.run(request).await
        }
        Some(Kind::Status(status)) => ordered(status),
        Some(Kind::Garbage) => ([(header::CONTENT_TYPE, "application/json")], "{\"data\": [oops").into_response(),
        Some(Kind::Html) => Html("<!doctype html><title>Sign in</title><h1>Please sign in</h1>").into_response(),
        Some(Kind::Redirect(to)) => redirect(request.method(), &to),
    }
}

fn ordered(status: StatusCode) -> Response {
    match status {
        StatusCode::TOO_MANY_REQUESTS => Refusal::limited(1, true).into_response(),
        StatusCode::UNAUTHORIZED => Refusal::unauthorized().into_response(),
        StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED => status.into_response(),
        status if status.is_success() => (status, Json(serde_json::json!({}))).into_response(),
        status => Refusal::ordered(status).into_response(),
    }
}

/// 302 for reading; 307 otherwise, which asks for the body to be sent again and must not be obeyed.
fn redirect(method: &Method, to: &str) -> Response {
    let status = if method.is_safe() { StatusCode::FOUND } else { StatusCode::TEMPORARY_REDIRECT };
    match HeaderValue::from_str(to) {
        Ok(location) => (status, [(header::LOCATION, location)]).into_response(),
        Err(_) => Refusal::ordered(StatusCode::INTERNAL_SERVER_ERROR).into_response(),
    }
}
