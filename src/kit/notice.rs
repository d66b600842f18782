//! The one line below the body: what went wrong or well, and the next step. Made from a failure here and nowhere else.

use crate::domain::{
    advice::advice,
    failure::{Failure, FailureKind, ProxyFault, ProxyTrouble, TlsCause, TlsFault, Unreachable},
    request::Copied,
    text::capitalised,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// How serious it is; a mark says it too.
    pub tone: Tone,
    /// One sentence in our words, with the next step.
    pub text: String,
    /// What the tenant said, verbatim, with status, code and trace id.
    pub detail: Option<String>,
    pub until: Until,
}

/// What takes a notice away, beside another one and another screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Until {
    Another,
    /// It says what became of a paste, so the next paste ends it.
    Paste,
    /// It says that something is loading, so the answer ends it.
    Answer,
    /// It answers a key and speaks of what is on the screen now, so the next key or paste ends it.
    Key,
}

/// How serious a notice is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    Good,
    Info,
    /// Something to look at, not in the way.
    Warn,
    Bad,
}

impl Notice {
    fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into(), detail: None, until: Until::Another }
    }

    pub fn good(text: impl Into<String>) -> Self {
        Self::new(Tone::Good, text)
    }

    pub fn info(text: impl Into<String>) -> Self {
        Self::new(Tone::Info, text)
    }

    pub fn warn(text: impl Into<String>) -> Self {
        Self::new(Tone::Warn, text)
    }

    pub fn bad(text: impl Into<String>) -> Self {
        Self::new(Tone::Bad, text)
    }

    /// What an Enter waits for.
    pub fn loading(text: impl Into<String>) -> Self {
        Self { until: Until::Answer, ..Self::info(text) }
    }

    /// The same, until the next key or paste.
    #[must_use]
    pub fn until_key(self) -> Self {
        Self { until: Until::Key, ..self }
    }

    /// What became of a text for the clipboard: what it is, what belongs to it, and what to do where it cannot be copied.
    pub fn copied(copied: &Copied, noun: &str, with: &str, otherwise: &str) -> Self {
        let (noun_first, otherwise_first) = (capitalised(noun), capitalised(otherwise));
        match copied {
            Copied::Native => Self::good(format!("{noun_first} is on the clipboard{with}.")),
            Copied::Terminal(_) => Self::info(format!(
                "Your terminal was asked to copy {noun}{with}. If it is not on the clipboard, {otherwise}."
            )),
            Copied::Failed(why) => Self::warn(format!("{noun_first} could not be copied: {why}. {otherwise_first}.")),
        }
    }

    /// What a failure says to a person, in general. Screens that know better use [`Notice::about`].
    pub fn of(failure: &Failure) -> Self {
        Self::about(failure, advice(failure).map_or_else(|| sentence(failure), str::to_owned))
    }

    /// A sentence of the screen's own about a failure, with the tenant's words beside it.
    pub fn about(failure: &Failure, text: impl Into<String>) -> Self {
        let detail = failure.verbatim();
        Self { detail: (!detail.is_empty()).then_some(detail), ..Self::bad(text) }
    }
}

fn sentence(failure: &Failure) -> String {
    let asked = capitalised(failure.asked);
    match &failure.kind {
        FailureKind::Unauthorized => {
            "The tenant does not accept this sign-in. Go back to Sign in and sign in again. The user of an API key needs the permission \
             Manage API keys."
                .into()
        }
        _ if failure.says_source_is_off() => {
            format!("{asked} was refused: an administrator of the tenant switched the data source off.")
        }
        FailureKind::Forbidden if failure.is_from_elsewhere() => format!("{asked} was refused for this reason."),
        FailureKind::Forbidden => format!("{asked} is not allowed for you. Ask an administrator of the tenant."),
        FailureKind::NotFound => format!("{asked} found nothing. It may have been removed."),
        FailureKind::NoRoute => {
            format!(
                "{asked}: this host does not have the path of the request. Check the tenant and --api."
            )
        }
        FailureKind::Conflict => "The name is taken. Choose another one.".into(),
        FailureKind::Invalid if failure.told.is_empty() => format!("{asked} was refused without a reason."),
        FailureKind::Invalid => format!("{asked} was refused for this reason."),
        FailureKind::RateLimited(wait) => {
            format!(
                "The tenant asks to wait {} s: too many requests in a short time. Try again after that.",
                wait.as_secs().max(1)
            )
        }
        FailureKind::ConnectorDown => {
            "The connector of this data source does not answer at the moment. Try again, or choose another source."
                .into()
        }
        FailureKind::Unreachable(why) => unreachable_sentence(why),
        FailureKind::OutcomeUnknown => format!("{asked} got no answer, so its outcome is unknown."),
        FailureKind::NotSent(why) => why.clone(),
        FailureKind::Unexpected(what) => format!("{asked}: {what}"),
    }
}

/// What a person can do about a host that cannot be reached.
pub fn unreachable_sentence(why: &Unreachable) -> String {
    match why {
        Unreachable::Dns => "No host has this name. Check the spelling and the region, and that you are online.".into(),
        Unreachable::Refused => "Nothing answers at this host and port. Check the address.".into(),
        Unreachable::Tls(fault) => tls_sentence("the host", *fault),
        Unreachable::Proxy(fault) => proxy_sentence(fault),
        Unreachable::NotHttp => {
            "The host answers, but not in plain HTTP. If it speaks TLS, begin the address with https://.".into()
        }
        Unreachable::TimedOut => {
            "The host did not answer in time. Check the address and the network, then try again.".into()
        }
        Unreachable::Cut => "The connection broke before an answer came. Try again.".into(),
        Unreachable::Other => {
            "The host could not be reached. Check the address and the network, then try again.".into()
        }
    }
}

fn tls_sentence(whose: &str, fault: TlsFault) -> String {
    let whose_capital = capitalised(whose);
    match fault.cause {
        TlsCause::Expired => {
            format!(
                "The certificate of {whose} has expired, or this machine's clock is wrong. Check the clock, then tell the administrator of the host."
            )
        }
        TlsCause::NotYetValid => {
            format!("The certificate of {whose} is not valid yet, or this machine's clock is wrong. Check the clock.")
        }
        TlsCause::OtherHost => {
            format!("The certificate is for another host than {whose}. Check the address.")
        }
        TlsCause::UnknownIssuer if fault.has_ca_cert => format!(
            "Neither this system nor the file of --ca-cert trusts the issuer of the certificate of {whose}. Check that the file \
             contains the root certificate of that issuer."
        ),
        TlsCause::UnknownIssuer => format!(
            "This system does not trust the issuer of the certificate of {whose}. Behind a company proxy, give its root \
             certificate with --ca-cert FILE."
        ),
        TlsCause::Revoked => format!("The certificate of {whose} was revoked. Tell the administrator of the host."),
        TlsCause::Unusable => format!("The certificate of {whose} cannot be used. Tell the administrator of the host."),
        TlsCause::NoTls => format!("{whose_capital} does not speak TLS at this port. Check the address and its port."),
        TlsCause::Broken => {
            format!("{whose_capital} ended the TLS handshake. Check the address and its port, then try again.")
        }
    }
}

/// What is wrong with the proxy, by its name and its status.
fn proxy_sentence(fault: &ProxyFault) -> String {
    let name = match (&fault.address, fault.variable) {
        (Some(address), Some(variable)) => format!("proxy {address} ({variable})"),
        (Some(address), None) => format!("proxy {address}"),
        (None, _) => "proxy on the way".to_owned(),
    };
    let variable = fault.variable.unwrap_or("the proxy settings of this system");
    match fault.why {
        ProxyTrouble::Status(407) => {
            format!(
                "The {name} requires a user name and password, or does not accept those it got (407). Check {variable}."
            )
        }
        ProxyTrouble::Status(status @ 500..) => {
            format!("The {name} could not reach the host ({status}). Check the address, then try again.")
        }
        ProxyTrouble::Status(status) => format!(
            "The {name} refuses to connect to this host ({status}). Ask the administrator of the proxy, or add the host to NO_PROXY."
        ),
        ProxyTrouble::Refused => format!(
            "The {name} refuses to connect to this host. Ask the administrator of the proxy, or add the host to NO_PROXY."
        ),
        ProxyTrouble::Reply(reply) => {
            let (what, step) = match reply {
                2 => ("does not allow this host", "Ask the administrator of the proxy, or add the host to NO_PROXY."),
                3 => ("finds no network route to the host", "Try again, or ask the administrator of the proxy."),
                4 => ("cannot reach the host", "Check the address, then try again."),
                5 => ("was refused by the host", "Check the address and its port, then try again."),
                6 => ("did not reach the host in time", "Check the address, then try again."),
                _ => ("failed on the way to the host", "Try again, or ask the administrator of the proxy."),
            };
            format!("The {name} {what} (SOCKS reply {reply}). {step}")
        }
        ProxyTrouble::TimedOut => {
            format!("No answer came through the {name} in time. Check {variable} and the address, then try again.")
        }
        ProxyTrouble::Login => format!("The {name} does not accept this user name and password. Check {variable}."),
        ProxyTrouble::Unknown => format!("No host has the name of the {name}. Check {variable}."),
        ProxyTrouble::NothingThere => format!("Nothing answers at the {name}. Check {variable}."),
        ProxyTrouble::Tls(tls) => tls_sentence(&format!("the {name}"), tls),
        ProxyTrouble::Broken => format!("The connection to the {name} broke. Check {variable}, then try again."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_with_the_next_step_and_the_tenants_own_words() {
        let mut failure = Failure::new(FailureKind::Forbidden, "listing spaces");
        failure.status = Some(403);
        let notice = Notice::of(&failure);
        assert_eq!(notice.text, "Listing spaces is not allowed for you. Ask an administrator of the tenant.");
        assert_eq!(notice.detail.as_deref(), Some("HTTP 403"));
    }
}
