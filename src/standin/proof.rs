//! How an OAuth client proves who it is: a secret in the body, a secret in the header, an assertion signed with its
//! private key, or, for public clients, not at all.

use axum::http::{HeaderMap, header};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    clients::Client,
    clock,
    input::Fields,
    jwt::Token,
    refusal::{Layer, Refusal},
    tenant::Store,
};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// An assertion may live five minutes.
const LONGEST: i64 = 300;
/// How far ahead of ours the client's clock may be. The real figure is not published.
const SKEW: i64 = 5;

/// Where the proof is handed in.
pub(super) struct Counter<'a> {
    pub headers: &'a HeaderMap,
    pub fields: &'a Fields,
    /// The address of the token endpoint, for which an assertion must be meant.
    pub audience: &'a str,
}

impl Counter<'_> {
    /// The client that proved itself. None where no client is named at all, which only a refresh may do.
    pub(super) fn client(&self, store: &mut Store) -> Result<Option<Client>, Refusal> {
        let basic = self.basic()?;
        let assertion = self.fields.text("client_assertion");
        let secret = self.fields.text("client_secret");
        if usize::from(basic.is_some()) + usize::from(assertion.is_some()) + usize::from(secret.is_some()) > 1 {
            return Err(invalid("A client proves itself in one way at a time"));
        }
        let named = self.fields.text("client_id");
        if let Some(assertion) = assertion {
            return self.by_assertion(store, assertion).map(Some);
        }
        let (id, secret) = match &basic {
            Some((id, _)) if named.is_some_and(|named| named != id) => {
                return Err(Refusal::no_exchange("Two different clients are named"));
            }
            Some((id, secret)) => (id.as_str(), Some(secret.as_str())),
            None => match named {
                Some(id) => (id, secret),
                None if secret.is_some() => return Err(invalid("client_id is missing")),
                None => return Ok(None),
            },
        };
        let client = find(store, id)?;
        match secret {
            Some(secret) if client.confidential() && client.knows(secret) => Ok(Some(client)),
            // A public client has nothing to prove; a secret that it cannot have is ignored.
            _ if !client.confidential() => Ok(Some(client)),
            Some(_) | None => Err(Refusal::no_exchange("Invalid client credentials")),
        }
    }

    /// Id and secret of HTTP Basic.
    fn basic(&self) -> Result<Option<(String, String)>, Refusal> {
        let Some(value) = self.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else {
            return Ok(None);
        };
        let Some((scheme, rest)) = value.split_once(' ') else { return Ok(None) };
        if !scheme.eq_ignore_ascii_case("Basic") {
            return Ok(None);
        }
        let pair = STANDARD.decode(rest.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let pair = pair.as_deref().and_then(|pair| pair.split_once(':'));
        let (id, secret) = pair.ok_or_else(|| Refusal::no_exchange("The Authorization header cannot be read"))?;
        Ok(Some((id.to_owned(), secret.to_owned())))
    }

    fn by_assertion(&self, store: &mut Store, assertion: &str) -> Result<Client, Refusal> {
        if self.fields.text("client_assertion_type") != Some(ASSERTION_TYPE) {
            return Err(invalid("unsupported_client_assertion_type"));
        }
        let refuse = |words: &str| Refusal::no_exchange(words);
        let token = Token::read(assertion).ok_or_else(|| refuse("The client assertion cannot be read"))?;
        let id = token.text("sub").ok_or_else(|| refuse("The client assertion lacks sub"))?;
        if token.text("iss") != Some(id) || self.fields.text("client_id").is_some_and(|named| named != id) {
            return Err(refuse("iss and sub of the client assertion must be the client id"));
        }
        let client = find(store, id)?;
        if !client.proves_by("private_key_jwt") {
            return Err(refuse("unauthorized_client"));
        }
        if !matches!(token.algorithm(), "RS256" | "RS512" | "ES384") {
            return Err(refuse("The client assertion must be signed with RS256, RS512 or ES384"));
        }
        let key = token.key_id().and_then(|kid| client.public_key(kid));
        if !key.is_some_and(|key| token.signed_by(&key)) {
            return Err(refuse("signature validation failed"));
        }
        if !token.is_for(self.audience) {
            return Err(refuse("invalid audience"));
        }
        let now = clock::wall().as_second();
        match (token.moment("iat"), token.moment("exp")) {
            (Some(issued), Some(end)) if issued <= now + SKEW && end > now && end.saturating_sub(issued) <= LONGEST => {
            }
            (Some(_), Some(_)) => return Err(refuse("The client assertion is not valid now, or for too long")),
            _ => return Err(refuse("The client assertion lacks iat or exp")),
        }
        let jti = token.text("jti").ok_or_else(|| refuse("The client assertion lacks jti"))?;
        if !store.assertions.insert((client.id.clone(), jti.to_owned())) {
            return Err(refuse("The client assertion was already used"));
        }
        Ok(client)
    }
}

fn find(store: &Store, id: &str) -> Result<Client, Refusal> {
    let client = store.clients.iter().find(|client| client.id == id);
    client.cloned().ok_or_else(|| Refusal::no_exchange("Invalid client credentials"))
}

fn invalid(words: &str) -> Refusal {
    Refusal::invalid(words).by(Layer::SignIn)
}
