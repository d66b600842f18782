//! How the stand-in says no. One outer shape, and the dialects of the layers that say it: `errors[]` with or without
//! `status`, as number or string.
//!
//! A `traceId` follows everywhere. For data-connections, data-credentials, data-sources, dcaas and oauth-clients none is
//! published, and none is ruled out; that they send one like the rest is ours.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

/// The part of the tenant that speaks; each has its own form of error items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
    /// Sign-in and rate limits, before any API: `status` is a string.
    Front,
    /// data-connections and data-credentials: `status` is an integer.
    Connections,
    /// data-sources and dcaas: no `status`.
    Sources,
    /// spaces: no `status`.
    Spaces,
    /// users and tenants: `status` is a string.
    Users,
    /// api-keys and identity-providers: `status` is an integer.
    Keys,
    /// oauth, login and web-integrations: `status` is a string.
    SignIn,
    /// oauth-clients: no `status`.
    Clients,
}

/// What a handler answers, or the refusal.
pub(super) type Answer<T> = Result<T, Refusal>;

/// A refusal, ready to become an answer.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: Option<&'static str>,
    title: &'static str,
    detail: String,
    layer: Layer,
    wait: Option<u64>,
    /// The code once more beside `errors`, where a client of the vendor looks for it.
    on_top: bool,
}

impl Refusal {
    fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code: None, title, detail: detail.into(), layer: Layer::Connections, wait: None, on_top: false }
    }

    /// 400 for a field that is not there, in the one published wording of data-connections.
    pub(super) fn missing(field: &str) -> Self {
        Self::invalid(format!("Field {field} is missing in the request"))
    }

    /// 400. `DCERROR-0010` is the only published code of data-connections.
    pub(super) fn invalid(detail: impl Into<String>) -> Self {
        Self { code: Some("DCERROR-0010"), ..Self::new(StatusCode::BAD_REQUEST, "Bad or invalid request", detail) }
    }

    /// 401 without a word about which of missing, malformed and unknown it is, as the real layer answers.
    pub(super) fn unauthorized() -> Self {
        Self { layer: Layer::Front, ..Self::new(StatusCode::UNAUTHORIZED, "Unauthorized", "") }
    }

    /// 403.
    pub(super) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Forbidden", detail)
    }

    /// 403 with the published code of a source that an administrator switched off.
    pub(super) fn source_disabled(detail: impl Into<String>) -> Self {
        Self { code: Some("DCAAS-2001"), ..Self::new(StatusCode::FORBIDDEN, "Data source is not enabled.", detail) }
    }

    /// 404.
    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not found", detail)
    }

    /// What sign-in pages, tokens and sessions answer with, under a code that was seen in the field.
    pub(super) fn sign_in(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self { code: Some(code), layer: Layer::SignIn, ..Self::new(status, title, detail) }
    }

    /// 401 of `/oauth/token`: bad code, verifier, client or secret, all under one code.
    pub(super) fn no_exchange(detail: impl Into<String>) -> Self {
        Self::sign_in(StatusCode::UNAUTHORIZED, "OAUTH-5", "Unauthorized", detail)
    }

    /// 403 of a write with cookies that lacks the session's token, or carries one that is too old.
    pub(super) fn csrf() -> Self {
        let refusal = Self::sign_in(StatusCode::FORBIDDEN, "CSRF-TOKEN-2", "Forbidden", "The CSRF token is not valid");
        Self { layer: Layer::Front, on_top: true, ..refusal }
    }

    /// 409.
    pub(super) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "Conflict", detail)
    }

    /// 409 of a connection whose name another one has where it would stand.
    pub(super) fn name_taken(name: &str) -> Self {
        Self::conflict(format!("A data connection named {name} already exists in this space"))
    }

    /// 429 with the published code and words; `wait` is in seconds, and stands in a header only where that is wanted.
    pub(super) fn limited(wait: u64, tells: bool) -> Self {
        let detail = format!("You need to wait {wait} seconds until limit is lifted.");
        Self {
            code: Some("HTTP-429"),
            layer: Layer::Front,
            wait: tells.then_some(wait),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "API rate limit reached.", detail)
        }
    }

    /// Any status, for faults that were asked for.
    pub(super) fn ordered(status: StatusCode) -> Self {
        let title = status.canonical_reason().unwrap_or("Fault");
        Self { layer: Layer::Front, ..Self::new(status, title, "This answer was ordered with --fault.") }
    }

    /// 503 of a source whose connector cannot be reached.
    pub(super) fn connector_down(source: &str) -> Self {
        let detail = format!("The connector of {source} cannot be reached.");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Service unavailable", detail)
    }

    /// 500.
    pub(super) fn failed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error", detail)
    }

    /// The same refusal as another layer words it. What the front layer said stays as it is.
    pub(super) fn by(self, layer: Layer) -> Self {
        if self.layer == Layer::Front { self } else { Self { layer, ..self } }
    }

    fn code(&self) -> String {
        let published = match self.layer {
            // The DCERROR codes belong to data-connections alone.
            Layer::Connections | Layer::Front => self.code,
            Layer::SignIn => self.code.filter(|code| !code.starts_with("DCERROR")),
            Layer::Sources => self.code.filter(|code| code.starts_with("DCAAS")),
            Layer::Users | Layer::Spaces | Layer::Keys | Layer::Clients => None,
        };
        let family = match self.layer {
            Layer::Front | Layer::Keys | Layer::SignIn | Layer::Clients => "STUB",
            Layer::Connections => "DCERROR-STUB",
            Layer::Sources => "DCAAS-STUB",
            Layer::Spaces => "SPACES-STUB",
            Layer::Users => "USERS-STUB",
        };
        // Codes of our own say STUB, so that nobody takes them for real ones.
        published.map_or_else(|| format!("{family}-{}", self.status.as_u16()), str::to_owned)
    }
}

impl Refusal {
    /// The one item of `errors`.
    pub(super) fn item(&self) -> Value {
        let mut item = Map::new();
        item.insert("code".to_owned(), self.code().into());
        item.insert("title".to_owned(), self.title.into());
        if !self.detail.is_empty() {
            item.insert("detail".to_owned(), self.detail.as_str().into());
        }
        let status = self.status.as_u16();
        match self.layer {
            Layer::Connections | Layer::Keys => item.insert("status".to_owned(), status.into()),
            Layer::Front | Layer::Users | Layer::SignIn => item.insert("status".to_owned(), status.to_string().into()),
            Layer::Sources | Layer::Spaces | Layer::Clients => None,
        };
        Value::Object(item)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({ "errors": [self.item()], "traceId": trace_id() });
        if self.on_top {
            body["code"] = self.code().into();
        }
        let mut response = (self.status, axum::Json(body)).into_response();
        if let Some(wait) = self.wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        response
    }
}

/// Thirty-two hexadecimal characters, unique in this process; nothing about them needs to be secret.
fn trace_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{:016x}{number:016x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}
