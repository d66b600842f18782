//! What a request carries to show who sends it.

use super::super::{
    headers::{joined, sensitive},
    jar::Jar,
};
use crate::domain::secret::Secret;
use reqwest::{
    RequestBuilder,
    header::{AUTHORIZATION, HeaderName, HeaderValue},
};

const WEB_INTEGRATION: HeaderName = HeaderName::from_static("qlik-web-integration-id");

/// The headers of a request. All of them are marked sensitive, so that no `Debug` of the library shows them.
#[derive(Clone)]
pub(in crate::client) enum Carried {
    /// A token, whoever issued it. Beside one that was signed here, on its way to be exchanged, its web integration may stand.
    Token {
        token: HeaderValue,
        web_integration: Option<HeaderValue>,
    },
    Cookies(Jar),
}

impl Carried {
    /// The header for a token; none where it holds bytes that no header can carry.
    pub(super) fn bearer(token: &Secret) -> Option<Self> {
        Self::ticket(token, None)
    }

    /// The header for a token on its way to be exchanged.
    pub(super) fn ticket(token: &Secret, web_integration: Option<&str>) -> Option<Self> {
        let fits = !token.is_empty() && token.expose().bytes().all(|byte| byte.is_ascii_graphic());
        let token = sensitive(&joined(&["Bearer ", token.expose()])).filter(|_| fits)?;
        let web_integration = web_integration.map(HeaderValue::from_str).transpose().ok()?;
        Some(Self::Token { token, web_integration })
    }

    /// What in them must be masked where it comes back.
    pub(in crate::client) fn secrets(&self) -> Vec<Secret> {
        match self {
            Self::Token { token, .. } => {
                let token = token.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
                token.map(Secret::new).into_iter().collect()
            }
            Self::Cookies(jar) => jar.secrets(),
        }
    }

    pub(in crate::client) fn on(&self, request: RequestBuilder, looks: bool) -> RequestBuilder {
        match self {
            Self::Token { token, web_integration } => {
                let request = request.header(AUTHORIZATION, token.clone());
                match web_integration {
                    Some(id) => request.header(WEB_INTEGRATION, id.clone()),
                    None => request,
                }
            }
            Self::Cookies(jar) => jar.on(request, looks),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::jar::jar;

    fn headers(carried: &Carried, looks: bool) -> Vec<(String, String)> {
        // The provider may be there already, from another test.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let request = carried.on(reqwest::Client::new().get("http://127.0.0.1/"), looks).build().unwrap();
        let shown = format!("{request:?}");
        assert!(!shown.contains("marker"), "{shown}");
        request.headers().iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect()
    }

    #[test]
    fn cookies_are_kept_by_name_and_sent_without_their_attributes() {
        let jar = jar(&[
            "eas.sid=marker1; Path=/; HttpOnly; Secure",
            "eas.sid.sig=marker2",
            "_csrfToken=marker3; SameSite=None",
            "eas.sid=marker4; Path=/",
            "no cookie",
            "=x",
            "a b=x",
            "odd=a\u{1}b",
        ]);
        assert!(!format!("{jar:?}").contains("marker"));
        let carried = Carried::Cookies(jar);
        let cookie = ("cookie".to_owned(), "eas.sid.sig=marker2; _csrfToken=marker3; eas.sid=marker4".to_owned());
        assert_eq!(headers(&carried, true), std::slice::from_ref(&cookie));
        assert_eq!(headers(&carried, false), [cookie, ("qlik-csrf-token".to_owned(), "marker3".to_owned())]);
    }

    #[test]
    fn a_token_is_carried_or_refused_but_never_shown() {
        let token = Carried::bearer(&Secret::new("marker.token")).unwrap();
        assert_eq!(headers(&token, true), [("authorization".to_owned(), "Bearer marker.token".to_owned())]);
        for bad in ["", "two words", "line\nbreak", "ü"] {
            assert!(Carried::bearer(&Secret::new(bad)).is_none(), "{bad:?}");
        }
        let ticket = Carried::ticket(&Secret::new("marker"), Some("web-1")).unwrap();
        assert_eq!(headers(&ticket, false)[1], ("qlik-web-integration-id".to_owned(), "web-1".to_owned()));
        assert!(Carried::ticket(&Secret::new("marker"), Some("a\nb")).is_none());
    }
}
