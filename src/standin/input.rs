//! What arrives with a request: query parameters, JSON bodies, and who sends it. Everything is read leniently where the
//! real tenant is (letter case of keys), and strictly where a mistake of a client would otherwise go unseen.

use std::convert::Infallible;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, State},
    http::{header, request::Parts},
};
use serde_json::{Map, Value};

use super::{clock, limits::Tier, refusal::Refusal, tenant::App, users::User};

/// The query. Reading it never fails.
pub struct Query(Vec<(String, String)>);

impl Query {
    /// The last value of a name, as the reference says for `dataSourceId`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The same, with an empty value counting as none.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// A boolean; anything but `true` is not.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// A page size from 1 to 100.
    pub fn limit(&self) -> Result<Option<usize>, Refusal> {
        match self.get("limit") {
            None => Ok(None),
            Some(text) => match text.parse() {
                Ok(limit @ 1..=100) => Ok(Some(limit)),
                _ => Err(Refusal::invalid(format!("limit must be from 1 to 100, not \"{text}\""))),
            },
        }
    }

    /// The query as written back into links, with another cursor. Two cursors must not meet in one link.
    pub fn with_cursor(&self, name: &str, value: &str) -> String {
        let kept = self.0.iter().filter(|(key, _)| !matches!(key.as_str(), "page" | "next" | "prev"));
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).append_pair(name, value).finish()
    }
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

/// A JSON body of any form.
pub struct Body(pub Value);

impl Body {
    /// The body, which has to be an object.
    pub fn object(self) -> Result<Map<String, Value>, Refusal> {
        match self.0 {
            Value::Object(object) => Ok(object),
            _ => Err(Refusal::invalid("The body must be a JSON object")),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
            return Err(Refusal::invalid("The Content-Type must be application/json"));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Refusal::invalid("The body is too large"))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|_| Refusal::invalid("The body is not valid JSON"))
    }
}

/// A member of an object, whatever the letter case of its key: the documents spell `datasourceID` and `dataSourceId`,
/// `value` and `Value`.
pub fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// A member that is a string with something in it.
pub fn text_member(object: &Map<String, Value>, name: &str) -> Option<String> {
    member(object, name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A member that may be left out, be null or be empty, but must be a string where it is not.
pub fn optional_text(object: &Map<String, Value>, name: &str) -> Result<Option<String>, Refusal> {
    match member(object, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok((!text.is_empty()).then(|| text.clone())),
        Some(_) => Err(Refusal::invalid(format!("Field {name} must be text"))),
    }
}

/// Whether a member is true; booleans travel as such and as strings.
pub fn flag_member(object: &Map<String, Value>, name: &str) -> bool {
    match member(object, name) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// Who sends the request. Taking it checks the key and counts the request.
pub struct Caller(pub User);

impl FromRequestParts<App> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, tenant: &App) -> Result<Self, Refusal> {
        let user = bearer(parts).and_then(|key| tenant.user_of_key(key)).ok_or_else(Refusal::unauthorized)?;
        let tier = Tier::of(&parts.method);
        tenant.store().limits.admit(&user.id, tier, clock::monotonic()).map_err(Refusal::limited)?;
        Ok(Self(user.clone()))
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, key) = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(key.trim())
}

/// Handlers take the tenant in this form.
pub type Shared = State<App>;
