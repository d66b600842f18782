//! Faults to order: `METHOD|PATH_REGEX|KIND[|N]`, how they are written and which of them a request meets. What a fault
//! then does is the business of `gate`.

use std::{str::FromStr, time::Duration};

use axum::http::{Method, StatusCode, Uri};
use regex_lite::Regex;

/// Something that shall go wrong with the next requests of a kind.
#[derive(Clone, Debug)]
pub struct Fault {
    method: Option<Method>,
    path: Regex,
    kind: Kind,
    left: u32,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Answers with this status, without processing.
    Status(StatusCode),
    /// Holds the request back, then processes it.
    Delay(Duration),
    /// Drops the connection without processing.
    CutBefore,
    /// Processes, then drops the connection without an answer.
    CutAfter,
    /// 200 with something that is no JSON.
    Garbage,
    /// 200 with a page, as a proxy or a login wall would.
    Html,
    /// Sends elsewhere.
    Redirect(String),
    /// Creates the separated credential of a create, then fails without the connection.
    CredentialThenFail,
}

const FORM: &str = "METHOD|PATH_REGEX|KIND[|N], for example POST|/data-connections$|status=503|2";
const KINDS: &str = "status=NNN, delay=MS, cut-before, cut-after, garbage, html, redirect=URL or credential-then-fail";

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (method, rest) = text.split_once('|').ok_or_else(|| format!("\"{text}\" is no fault; write {FORM}"))?;
        let method = match method {
            "*" => None,
            name => Some(parse_method(name)?),
        };
        // From the right, because the expression in the middle may itself contain bars.
        let (rest, left) = match rest.rsplit_once('|') {
            Some((before, count)) if !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit()) => {
                (before, parse_count(count)?)
            }
            _ => (rest, 1),
        };
        let (path, kind) = rest.rsplit_once('|').ok_or_else(|| format!("\"{text}\" names no kind; write {FORM}"))?;
        let kind = kind.parse()?;
        let path = Regex::new(path)
            .map_err(|_| format!("\"{path}\" is no regular expression; a plain path such as /api/v1/spaces will do"))?;
        Ok(Self { method, path, kind, left })
    }
}

fn parse_method(name: &str) -> Result<Method, String> {
    let known = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    known
        .into_iter()
        .find(|method| method.as_str() == name)
        .ok_or_else(|| format!("\"{name}\" is no method; write GET, POST, PUT, PATCH, DELETE or * for any"))
}

fn parse_count(count: &str) -> Result<u32, String> {
    match count.parse() {
        Ok(0) | Err(_) => {
            Err(format!("{count} matches are not possible; write a number from 1, or leave it out for 1"))
        }
        Ok(left) => Ok(left),
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        match (name, value) {
            ("cut-before", None) => Ok(Self::CutBefore),
            ("cut-after", None) => Ok(Self::CutAfter),
            ("garbage", None) => Ok(Self::Garbage),
            ("html", None) => Ok(Self::Html),
            ("credential-then-fail", None) => Ok(Self::CredentialThenFail),
            ("status", Some(value)) => match value.parse::<u16>().ok().filter(|status| (200..600).contains(status)) {
                Some(status) => StatusCode::from_u16(status).map(Self::Status).map_err(|error| error.to_string()),
                None => Err(format!("status={value} is no HTTP status; write a number from 200 to 599")),
            },
            ("delay", Some(value)) => value
                .parse()
                .map(|ms| Self::Delay(Duration::from_millis(ms)))
                .map_err(|_| format!("delay={value} is no time; write milliseconds, for example delay=1500")),
            ("redirect", Some(value)) if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_graphic()) => {
                Ok(Self::Redirect(value.to_owned()))
            }
            ("redirect", _) => Err("redirect needs an address, for example redirect=http://127.0.0.1:9/".to_owned()),
            _ => Err(format!("\"{text}\" is no kind of fault; write {KINDS}")),
        }
    }
}

impl Fault {
    fn meets(&self, method: &Method, uri: &Uri) -> bool {
        // With and without the query, so that an expression may end in `$` or name a parameter.
        let paths = [Some(uri.path()), uri.path_and_query().map(axum::http::uri::PathAndQuery::as_str)];
        self.left > 0
            && self.method.as_ref().is_none_or(|wanted| wanted == method)
            && paths.into_iter().flatten().any(|path| self.path.is_match(path))
    }
}

/// Uses up what a request meets: every matching delay, added together, and the first matching fault of another kind.
pub(super) fn take(faults: &mut [Fault], method: &Method, uri: &Uri) -> (Duration, Option<Kind>) {
    let mut delay = Duration::ZERO;
    let mut met = None;
    for fault in faults.iter_mut().filter(|fault| fault.meets(method, uri)) {
        match &fault.kind {
            Kind::Delay(time) => delay += *time,
            _ if met.is_some() => continue,
            kind => met = Some(kind.clone()),
        }
        fault.left -= 1;
    }
    (delay, met)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Fault {
        text.parse().unwrap()
    }

    fn complaint(text: &str) -> String {
        text.parse::<Fault>().unwrap_err()
    }

    #[test]
    fn a_fault_counts_once_unless_told_otherwise() {
        assert_eq!(fault("GET|/spaces|html").left, 1);
        assert_eq!(fault("GET|/spaces|html|7").left, 7);
    }

    #[test]
    fn every_kind_is_understood() {
        let kinds = [
            ("status=503", Kind::Status(StatusCode::SERVICE_UNAVAILABLE)),
            ("delay=1500", Kind::Delay(Duration::from_millis(1500))),
            ("cut-before", Kind::CutBefore),
            ("cut-after", Kind::CutAfter),
            ("garbage", Kind::Garbage),
            ("html", Kind::Html),
            ("redirect=http://127.0.0.1:9/?a=b", Kind::Redirect("http://127.0.0.1:9/?a=b".to_owned())),
            ("credential-then-fail", Kind::CredentialThenFail),
        ];
        for (text, kind) in kinds {
            assert_eq!(fault(&format!("*|.|{text}")).kind, kind, "{text}");
        }
    }

    #[test]
    fn an_expression_may_contain_bars() {
        let fault = fault("POST|/spaces$|/users|cut-after|2");
        assert_eq!((fault.path.as_str(), fault.left), ("/spaces$|/users", 2));
    }

    #[test]
    fn every_complaint_says_what_to_write() {
        for (text, hint) in [
            ("GET", "METHOD|PATH_REGEX|KIND"),
            ("GET|/spaces", "names no kind"),
            ("FETCH|/spaces|html", "GET, POST, PUT, PATCH, DELETE or *"),
            ("GET|(|html", "no regular expression"),
            ("GET|/spaces|slow", "status=NNN, delay=MS"),
            ("GET|/spaces|status=99", "from 200 to 599"),
            ("GET|/spaces|delay=soon", "milliseconds"),
            ("GET|/spaces|redirect=", "redirect needs an address"),
            ("GET|/spaces|html|0", "a number from 1"),
        ] {
            assert!(complaint(text).contains(hint), "{text}: {}", complaint(text));
        }
    }

    #[test]
    fn a_request_meets_its_delays_and_one_other_fault_until_they_are_used_up() {
        let uri: Uri = "/api/v1/spaces?limit=100".parse().unwrap();
        let mut faults = [fault("GET|spaces$|delay=10|2"), fault("*|limit=100|html"), fault("GET|.|garbage")];
        let ms = Duration::from_millis;
        assert_eq!(take(&mut faults, &Method::POST, &"/api/v1/users".parse().unwrap()), (ms(0), None));
        assert_eq!(take(&mut faults, &Method::GET, &uri), (ms(10), Some(Kind::Html)));
        assert_eq!(take(&mut faults, &Method::GET, &uri), (ms(10), Some(Kind::Garbage)));
        assert_eq!(take(&mut faults, &Method::GET, &uri), (ms(0), None));
    }
}
