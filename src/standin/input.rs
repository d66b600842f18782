//! What arrives with a request: query parameters, JSON bodies and forms. Who sends it is in `caller`. Everything is read leniently where the
//! real tenant is (letter case of keys), and strictly where a mistake of a client would otherwise go unseen.

use std::convert::Infallible;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, State},
    http::{header, request::Parts},
};
use serde_json::{Map, Value};

use super::{
    refusal::{Layer, Refusal},
    tenant::App,
};

/// The names of cursors, in the several families of lists.
const CURSORS: [&str; 5] = ["page", "next", "prev", "startingAfter", "endingBefore"];

/// The query. Reading it never fails.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// The last value of a name, as the reference says for `dataSourceId`.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The same, with an empty value counting as none.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// A boolean; anything but `true` is not.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// A page size from 1 to 100.
    pub(super) fn limit(&self) -> Result<Option<usize>, Refusal> {
        match self.get("limit") {
            None => Ok(None),
            Some(text) => match text.parse() {
                Ok(limit @ 1..=100) => Ok(Some(limit)),
                _ => Err(Refusal::invalid(format!("limit must be from 1 to 100, not \"{text}\""))),
            },
        }
    }

    /// The query as written back into links, with another cursor. Two cursors must not meet in one link.
    pub(super) fn with_cursor(&self, name: &str, value: &str) -> String {
        let kept = self.0.iter().filter(|(key, _)| !CURSORS.contains(&key.as_str()));
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
pub(super) struct Body(pub Value);

impl Body {
    /// The body, which has to be an object.
    pub(super) fn object(self) -> Result<Map<String, Value>, Refusal> {
        match self.0 {
            Value::Object(object) => Ok(object),
            _ => Err(Refusal::invalid("The body must be a JSON object")),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        if content_type(&request) != "application/json" {
            return Err(Refusal::invalid("The Content-Type must be application/json"));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Refusal::invalid("The body is too large"))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|_| Refusal::invalid("The body is not valid JSON"))
    }
}

/// A body of fields, as JSON or as a form: the sign-in endpoints take both.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// A field that is text with something in it. Names are exact here, as in the OAuth standard.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// A field that is an object; only JSON has such.
    pub(super) fn object(&self, name: &str) -> Option<&Map<String, Value>> {
        self.0.get(name).and_then(Value::as_object)
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let refuse = |words: &str| Refusal::invalid(words).by(Layer::SignIn);
        let kind = content_type(&request);
        let bytes = Bytes::from_request(request, state).await.map_err(|_| refuse("The body is too large"))?;
        match kind.as_str() {
            "application/json" => {
                serde_json::from_slice(&bytes).map(Self).map_err(|_| refuse("The body is not a JSON object"))
            }
            "application/x-www-form-urlencoded" => {
                let pairs = url::form_urlencoded::parse(&bytes).into_owned();
                Ok(Self(pairs.map(|(name, value)| (name, value.into())).collect()))
            }
            _ => Err(refuse("The Content-Type must be application/json or application/x-www-form-urlencoded")),
        }
    }
}

fn content_type(request: &Request) -> String {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A member of an object, whatever the letter case of its key: the documents spell `datasourceID` and `dataSourceId`,
/// `value` and `Value`.
pub(super) fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// A member that is a string with something in it.
pub(super) fn text_member(object: &Map<String, Value>, name: &str) -> Option<String> {
    member(object, name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A member that may be left out, be null or be empty, but must be a string where it is not.
pub(super) fn optional_text(object: &Map<String, Value>, name: &str) -> Result<Option<String>, Refusal> {
    match member(object, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok((!text.is_empty()).then(|| text.clone())),
        Some(_) => Err(Refusal::invalid(format!("Field {name} must be text"))),
    }
}

/// Whether a member is true; booleans travel as such and as strings.
pub(super) fn flag_member(object: &Map<String, Value>, name: &str) -> bool {
    match member(object, name) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// Handlers take the tenant in this form.
pub(super) type Shared = State<App>;
