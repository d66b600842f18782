//! What went wrong, by what a person can do about it.

use std::time::Duration;

/// A request that did not do what it should.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// What can be done about it.
    pub kind: FailureKind,
    /// What was asked, for the notice: "listing spaces".
    pub asked: &'static str,
    /// The step of the sign-in at which it happened, if it was one.
    pub step: Option<SignInStep>,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// What was said, by the tenant or by something in front of it, verbatim but for control characters and the secrets that were sent.
    pub told: Vec<Told>,
    /// It came in the tenant's own `errors[]`, so nothing in front of the tenant answered.
    pub envelope: bool,
    /// The tenant's trace id, for its support.
    pub trace_id: Option<String>,
}

/// One item of the tenant's `errors[]` (`qlik-cloud-api.md` section 3): every member may be missing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// For example `DCERROR-0010`.
    pub code: String,
    /// A few words.
    pub title: String,
    pub detail: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FailureKind {
    /// 401: the key is not taken.
    Unauthorized,
    /// 403: the key is taken, but it may not do this.
    Forbidden,
    /// 404 from the tenant itself: the thing is not there.
    NotFound,
    /// 404 or 405 without the tenant's `errors[]`: this route does not exist here.
    NoRoute,
    /// 409: the name is taken.
    Conflict,
    /// 400 and its kin: something in the request is wrong.
    Invalid,
    /// 429: wait this long.
    RateLimited(Duration),
    /// 503 from the tenant itself: the connector of this source is down.
    ConnectorDown,
    /// The host could not be spoken to, for this reason.
    Unreachable(Unreachable),
    /// The request may have arrived, and whether it was carried out is not known.
    OutcomeUnknown,
    /// Nothing was sent, because what was given here cannot be used; the sentence says why, and what to do.
    NotSent(String),
    /// An answer that makes no sense; the words say which.
    Unexpected(String),
}

/// Why a host could not be spoken to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unreachable {
    /// No such name.
    Dns,
    /// Nothing listens there.
    Refused,
    /// The certificate is not trusted, or TLS failed.
    Tls(TlsFault),
    /// A proxy stood in between and failed.
    Proxy(Box<ProxyFault>),
    /// Something answers, but not in plain HTTP.
    NotHttp,
    /// No answer in time.
    TimedOut,
    /// The line broke.
    Cut,
    /// Something else in the network.
    Other,
}

/// Why there is no TLS with a host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TlsFault {
    pub cause: TlsCause,
    /// Certificates were added with `--ca-cert`, so adding them is no advice.
    pub has_ca_cert: bool,
}

/// What is wrong with a certificate, or with TLS itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TlsCause {
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYetValid,
    /// It is for another host.
    OtherHost,
    /// Nobody who is trusted here vouches for it.
    UnknownIssuer,
    /// It was withdrawn.
    Revoked,
    /// It is odd in another way.
    Unusable,
    /// What listens there does not speak TLS.
    NoTls,
    /// The handshake failed.
    Broken,
}

/// A proxy that did not let a request through.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProxyFault {
    /// Its host and port; none for one of the system's settings.
    pub address: Option<String>,
    /// The variable that named it.
    pub variable: Option<&'static str>,
    pub why: ProxyTrouble,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProxyTrouble {
    /// It answered with this status.
    Status(u16),
    /// It refused, for a reason that is not told.
    Refused,
    /// A SOCKS proxy refused with this reply (RFC 1928, section 6).
    Reply(u8),
    /// Nothing came through it in time; whether it or the host kept silent cannot be told.
    TimedOut,
    /// It did not take user and password.
    Login,
    /// There is no host of its name.
    Unknown,
    /// Nothing listens there.
    NothingThere,
    /// It is reached over TLS, which failed.
    Tls(TlsFault),
    /// The connection to it broke, or what came is no answer.
    Broken,
}

impl ProxyFault {
    /// Whether it may be over at the next try.
    pub fn may_pass(&self) -> bool {
        matches!(self.why, ProxyTrouble::Broken | ProxyTrouble::Status(502..=504))
    }
}

impl Failure {
    /// A failure on the way to being signed in.
    pub fn at(kind: FailureKind, step: SignInStep) -> Self {
        Self { step: Some(step), ..Self::new(kind, step.words()) }
    }

    /// A failure without an answer of the tenant.
    pub fn new(kind: FailureKind, asked: &'static str) -> Self {
        Self { kind, asked, step: None, status: None, told: Vec::new(), envelope: false, trace_id: None }
    }

    /// Whether there is a reason, but not in the tenant's own form: what it blames is not known, so nothing else is blamed.
    pub fn is_from_elsewhere(&self) -> bool {
        !self.envelope && !self.told.is_empty()
    }

    /// Whether the tenant itself says that the data source is switched off (`qlik-cloud-api.md` section 3).
    pub fn says_source_is_off(&self) -> bool {
        self.told.iter().any(|told| told.code == "DCAAS-2001")
    }

    pub fn first(&self) -> Option<&Told> {
        self.told.first()
    }

    /// Detail, code, status and trace id, verbatim, on one line: what always stands beside our own sentence.
    pub fn verbatim(&self) -> String {
        [self.in_short(), self.reference()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// The status and the trace id alone, for where the words stand already.
    pub fn reference(&self) -> String {
        let status = self.status.map(|status| format!("HTTP {status}"));
        let trace = self.trace_id.as_ref().map(|trace| format!("trace {trace}"));
        status.into_iter().chain(trace).collect::<Vec<_>>().join(" · ")
    }

    /// What was told, each with its code.
    fn words(&self) -> Vec<String> {
        let mut parts = Vec::new();
        for told in &self.told {
            let words = if told.detail.is_empty() { &told.title } else { &told.detail };
            let both = match (words.is_empty(), told.code.is_empty()) {
                (false, false) => format!("{words} ({})", told.code),
                (false, true) => words.clone(),
                (true, _) => told.code.clone(),
            };
            if !both.is_empty() {
                parts.push(both);
            }
        }
        parts
    }

    /// The words alone, for beside a field.
    pub fn in_short(&self) -> String {
        self.words().join(" · ")
    }
}

/// A step on the way to being signed in, by which a bare refusal can be explained.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SignInStep {
    /// A token for the bot of an OAuth client.
    Token,
    /// The same, for somebody else.
    Impersonation,
    /// The same, for a refresh token.
    Renewal,
    /// The same, for a code out of the browser.
    Code,
    /// A signed token is exchanged for a session.
    Session,
}

impl SignInStep {
    /// What was asked, as a failure names it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Token => "getting an access token",
            Self::Impersonation => "getting an access token for that user",
            Self::Renewal => "renewing the sign-in",
            Self::Code => "exchanging the code",
            Self::Session => "opening a session",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tenants_words_stand_verbatim_beside_status_and_trace() {
        let mut failure = Failure::new(FailureKind::Invalid, "creating the connection");
        failure.status = Some(400);
        failure.trace_id = Some("abc".into());
        failure.told =
            vec![Told { code: "DCERROR-0010".into(), title: "Bad".into(), detail: "Field x is missing".into() }];
        assert_eq!(failure.verbatim(), "Field x is missing (DCERROR-0010) · HTTP 400 · trace abc");
    }
}
