//! What an error or an answer means to a person: from the library's errors and HTTP's statuses to `domain::Failure`.

use std::time::Duration;

use crate::domain::failure::{Failure, FailureKind, ProxyFault, ProxyTrouble, Unreachable};

use super::{
    answer::{Body, Head},
    masks::Masks,
    outgoing::{Nature, Outgoing},
    told,
};

/// What is waited where 429 comes without a time (`qlik-cloud-api.md` section 4).
const UNTOLD_WAIT: Duration = Duration::from_secs(1);

const WEB_PAGE: &str =
    "The answer was a web page instead of data. A proxy, or the sign-in page of a network, may be in the way.";
const GARBAGE: &str = "The answer was not the expected data. A proxy on the way may have changed it.";
const EMPTY: &str = "The answer was empty, and data was expected. Try again.";
pub(super) const TOO_LARGE: &str = "The answer is larger than 16 MiB, so qonnect did not read all of it.";

/// What a request became that got no answer. Where it may have arrived, nobody knows whether a write was done; else `why` is all
/// there is to say.
pub(super) fn without_answer(ask: &Outgoing, may_have_arrived: bool, why: Unreachable) -> Failure {
    ask.failed(if ask.nature.writes() && may_have_arrived {
        FailureKind::OutcomeUnknown
    } else {
        FailureKind::Unreachable(why)
    })
}

/// What an answer is that is not the data asked for.
pub(super) fn of_answer(ask: &Outgoing, head: &Head, body: &Body, masks: &Masks) -> Failure {
    let words = told::words(body, masks);
    Failure {
        kind: kind(ask.nature, head, body, words.envelope),
        asked: ask.asked,
        step: ask.step,
        status: Some(head.status),
        told: words.told,
        envelope: words.envelope,
        trace_id: head.trace_id.clone(),
    }
}

/// What the status of one of several things in an answer (207) means: the tenant itself gave it.
pub(super) fn of_status(status: u16) -> FailureKind {
    kind(Nature::Create, &Head { status, ..Head::default() }, &Body::Empty, true)
}

/// A failure of our own words, beside the status that came.
pub(super) fn unexpected(ask: &Outgoing, status: Option<u16>, words: impl Into<String>) -> Failure {
    Failure { status, ..ask.failed(FailureKind::Unexpected(words.into())) }
}

/// The same, where there is no request at hand any more.
pub(super) fn odd(asked: &'static str, words: &str) -> Failure {
    Failure::new(FailureKind::Unexpected(words.to_owned()), asked)
}

/// `own`: whether the tenant itself spoke, by its `errors[]`. Without them something in front of it may have answered, and a web
/// page in place of a refusal came from there in any case.
fn kind(nature: Nature, head: &Head, body: &Body, own: bool) -> FailureKind {
    let page = matches!(body, Body::Page);
    match head.status {
        401 => FailureKind::Unauthorized,
        403 if page => FailureKind::Unexpected(WEB_PAGE.to_owned()),
        403 => FailureKind::Forbidden,
        404 | 405 if !own => FailureKind::NoRoute,
        404 => FailureKind::NotFound,
        407 => {
            let fault = ProxyFault { address: None, variable: None, why: ProxyTrouble::Status(407) };
            FailureKind::Unreachable(Unreachable::Proxy(Box::new(fault)))
        }
        409 => FailureKind::Conflict,
        429 => FailureKind::RateLimited(head.retry_after.unwrap_or(UNTOLD_WAIT)),
        // A form that was taken is often answered so; only 307 and 308 say that the request itself is to go elsewhere.
        301..=303 if nature.writes() => FailureKind::OutcomeUnknown,
        300..400 => {
            FailureKind::Unexpected("The host answered with a redirect that qonnect does not follow.".to_owned())
        }
        400..500 if page => FailureKind::Unexpected(WEB_PAGE.to_owned()),
        400..500 => FailureKind::Invalid,
        // The rest may come after the work was done: errors of the server, and a success that cannot be read.
        _ if nature.writes() => FailureKind::OutcomeUnknown,
        500 => FailureKind::Unexpected("The tenant reports an internal error. Try again in a moment.".to_owned()),
        501.. => FailureKind::Unexpected("The tenant cannot answer just now. Try again in a moment.".to_owned()),
        _ => FailureKind::Unexpected(
            match body {
                Body::Page => WEB_PAGE,
                Body::Empty => EMPTY,
                Body::Data(_) | Body::Text(_) | Body::Garbage => GARBAGE,
            }
            .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(nature: Nature, status: u16, body: &Body) -> FailureKind {
        let head = Head { status, ..Head::default() };
        kind(nature, &head, body, told::words(body, &Masks::default()).envelope)
    }

    fn own() -> Body {
        Body::Data(json!({"errors": [{"title": "t"}]}).to_string().into())
    }

    #[test]
    fn statuses_become_what_can_be_done_about_them() {
        for (status, kind) in [
            (400, FailureKind::Invalid),
            (401, FailureKind::Unauthorized),
            (403, FailureKind::Forbidden),
            (404, FailureKind::NotFound),
            (409, FailureKind::Conflict),
            (413, FailureKind::Invalid),
            (422, FailureKind::Invalid),
            (429, FailureKind::RateLimited(UNTOLD_WAIT)),
        ] {
            for nature in [Nature::Read, Nature::Question, Nature::Create] {
                assert_eq!(judged(nature, status, &own()), kind, "{status}");
            }
        }
    }

    #[test]
    fn a_missing_route_is_told_from_a_missing_thing() {
        for body in
            [Body::Empty, Body::Page, Body::Garbage, Body::Data(json!({"message": "no Route"}).to_string().into())]
        {
            assert_eq!(judged(Nature::Create, 404, &body), FailureKind::NoRoute);
            assert_eq!(judged(Nature::Read, 405, &body), FailureKind::NoRoute);
        }
    }

    #[test]
    fn a_create_that_may_have_been_carried_out_is_never_called_a_failure() {
        for status in [200, 201, 204, 301, 302, 303, 500, 502, 503, 504, 599] {
            assert_eq!(judged(Nature::Create, status, &Body::Page), FailureKind::OutcomeUnknown, "{status}");
            assert!(matches!(judged(Nature::Read, status, &Body::Page), FailureKind::Unexpected(_)), "{status}");
        }
        for status in [300, 304, 307, 308] {
            assert!(matches!(judged(Nature::Create, status, &Body::Empty), FailureKind::Unexpected(_)), "{status}");
        }
    }
}
