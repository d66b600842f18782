//! What a token says of itself, read without asking anybody. Nothing here is verified; it only helps to explain.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::Value;

use super::{secret::Secret, text::clean_start};

/// A claim is shown, so it is cut.
const MOST_CHARS: usize = 200;

/// The claims of a token that help to explain a refusal (`qlik-cloud-auth.md`).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Claims {
    /// `iss`.
    pub issuer: Option<String>,
    /// `tenantId`, in whichever spelling.
    pub tenant_id: Option<String>,
    /// `sub`.
    pub subject: Option<String>,
    /// `subType`: `user` or `externalClient`.
    pub subject_type: Option<String>,
    /// `exp`.
    pub expires: Option<Timestamp>,
}

impl Claims {
    /// Reads the middle part of a JWT. `None` where the token is no JWT: that is allowed, its claims just cannot be read.
    pub fn read(token: &Secret) -> Option<Self> {
        let mut parts = token.expose().split('.');
        let (_head, body, _signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(body.trim_end_matches('=')).ok()?;
        let Value::Object(map) = serde_json::from_slice(&bytes).ok()? else { return None };
        let text = |names: &[&str]| {
            names.iter().find_map(|name| map.get(*name)?.as_str()).map(|text| clean_start(text, MOST_CHARS))
        };
        let expires = map.get("exp").and_then(Value::as_i64).and_then(|at| Timestamp::from_second(at).ok());
        Some(Self {
            issuer: text(&["iss"]),
            tenant_id: text(&["tenantId", "tenantid", "tenant_id"]),
            subject: text(&["sub"]),
            subject_type: text(&["subType", "sub_type"]),
            expires,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(body: &str) -> Secret {
        Secret::new(&format!("eyJh.{}.sig", URL_SAFE_NO_PAD.encode(body)))
    }

    #[test]
    fn the_claims_of_a_token_are_read() {
        let claims = Claims::read(&token(r#"{"iss":"qlik.api.internal","tenantId":"T1","sub":"u1","exp":1700000000}"#));
        let claims = claims.unwrap();
        assert_eq!(claims.tenant_id.as_deref(), Some("T1"));
        let odd = Claims::read(&token(r#"{"sub":"u\u202e1\u200b\u001b[31m","tenantId":"T\n1"}"#)).unwrap();
        assert_eq!((odd.subject.as_deref(), odd.tenant_id.as_deref()), (Some("u1"), Some("T 1")));
        assert_eq!(claims.expires.map(Timestamp::as_second), Some(1_700_000_000));
    }

    #[test]
    fn what_is_no_token_has_no_claims() {
        for text in ["", "abc", "a.b", "a.b.c.d", "a.!!.c", "a.bnVsbA.c"] {
            assert_eq!(Claims::read(&Secret::new(text)), None, "{text}");
        }
    }
}
