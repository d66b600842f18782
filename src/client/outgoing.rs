//! A request before it is sent: what it is for, what it does, as whom.

use reqwest::{Method, header::HeaderValue};
use url::Url;
use zeroize::Zeroizing;

use crate::domain::{
    failure::{Failure, FailureKind, SignInStep},
    http::{HttpRequest, Json},
    secret::Secret,
    session::Session,
    tenant::Tenant,
};

use super::address;

/// What a request does, which decides what may be done with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Nature {
    /// A GET: may be repeated, and redirected within the tenant.
    Read,
    /// A GET of which only the head matters: its body may be empty.
    Glance,
    /// A POST that makes nothing: may be repeated, but its body is never sent on.
    Question,
    /// A POST that may make something: sent once, whatever happens, but for a definite refusal of the login.
    Create,
    /// A POST that uses up what it carries (a code, a refresh token, a signed token): sent once, and makes nothing that anybody
    /// would miss.
    Once,
    /// A PATCH: sent once, as every write.
    Change,
    /// A DELETE: sent once, as every write.
    Remove,
}

impl Nature {
    pub(super) fn method(self) -> Method {
        match self {
            Self::Read | Self::Glance => Method::GET,
            Self::Question | Self::Create | Self::Once => Method::POST,
            Self::Change => Method::PATCH,
            Self::Remove => Method::DELETE,
        }
    }

    /// Its method, as the request log has it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Read | Self::Glance => "GET",
            Self::Question | Self::Create | Self::Once => "POST",
            Self::Change => "PATCH",
            Self::Remove => "DELETE",
        }
    }

    /// Whether it only looks: a session of cookies lets it through without a word against forgery.
    pub(super) fn is_look(self) -> bool {
        matches!(self, Self::Read | Self::Glance)
    }

    /// Whether a success needs no body.
    pub(super) fn may_be_empty(self) -> bool {
        matches!(self, Self::Glance | Self::Once | Self::Change | Self::Remove)
    }

    /// Whether it writes: whether it was done is worth knowing, and what follows is decided in `domain::settle`.
    pub(super) fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Change | Self::Remove)
    }

    /// Whether the client itself sends it again over a bad line.
    pub(super) fn may_be_repeated(self) -> bool {
        matches!(self, Self::Read | Self::Glance | Self::Question)
    }
}

pub(super) struct Outgoing<'a> {
    /// What it is for, as in "listing spaces".
    pub asked: &'static str,
    /// The step of the sign-in, if it is one.
    pub step: Option<SignInStep>,
    pub nature: Nature,
    pub url: Url,
    /// As whom: none for what is asked without a login.
    pub session: Option<&'a Session>,
    /// The text of the JSON, wiped afterwards; the library's own copy of it lives as long as the try does.
    pub body: Option<Zeroizing<String>>,
    /// A fresh authorization code, in the header `qlik-auth-code` (`qlik-cloud-api.md` section 8.5).
    pub code: Option<HeaderValue>,
    /// The secrets in the body, to be masked where they come back.
    pub secrets: Vec<Secret>,
}

impl<'a> Outgoing<'a> {
    /// A request without a login and without a body. A path that is no address comes only out of a segment that cannot travel.
    pub(super) fn bare(
        asked: &'static str,
        nature: Nature,
        tenant: &Tenant,
        path: &str,
        segments: &[&str],
    ) -> Result<Self, Failure> {
        let url = address::at(tenant, path, segments).ok_or_else(|| no_address(asked))?;
        Ok(Self { asked, step: None, nature, url, session: None, body: None, code: None, secrets: Vec::new() })
    }

    /// A request of somebody, without a body.
    pub(super) fn to(
        asked: &'static str,
        nature: Nature,
        session: &'a Session,
        path: &str,
        segments: &[&str],
    ) -> Result<Self, Failure> {
        Ok(Self { session: Some(session), ..Self::bare(asked, nature, &session.tenant, path, segments)? })
    }

    pub(super) fn read(
        asked: &'static str,
        session: &'a Session,
        path: &str,
        segments: &[&str],
    ) -> Result<Self, Failure> {
        Self::to(asked, Nature::Read, session, path, segments)
    }

    /// A POST that may make something, exactly as it is shown.
    pub(super) fn create(asked: &'static str, session: &'a Session, call: &HttpRequest) -> Result<Self, Failure> {
        Ok(Self::to(asked, Nature::Create, session, &call.path, &[])?.with(&call.body))
    }

    pub(super) fn query(mut self, pairs: &[(&str, &str)]) -> Self {
        self.url.query_pairs_mut().extend_pairs(pairs);
        self
    }

    /// The same, but where a link of the tenant leads.
    pub(super) fn follow(self, session: &Session, link: &str) -> Result<Self, Failure> {
        let url = address::same_origin(&session.tenant, link).ok_or_else(|| no_address(self.asked))?;
        Ok(Self { url, ..self })
    }

    /// The failure of it that this is.
    pub(super) fn failed(&self, kind: FailureKind) -> Failure {
        Failure { step: self.step, ..Failure::new(kind, self.asked) }
    }

    pub(super) fn with(self, body: &Json) -> Self {
        Self { body: Some(body.wire()), secrets: body.secrets(), ..self }
    }
}

fn no_address(asked: &'static str) -> Failure {
    Failure::new(FailureKind::Unexpected("This cannot be written as an address of the tenant.".to_owned()), asked)
}
