//! Who may speak to a server on loopback at all. Any web page can make a browser send requests here; what keeps them from
//! meaning something is that the request has to name this very server (a name that was rebound to 127.0.0.1 does not), and
//! that what changes something does not come from a page of somebody else. A real tenant does the same in other ways.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};

const NAMES: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// The answer to a request that must not be carried out.
pub(super) fn refuse(request: &Request, port: u16) -> Option<Response> {
    let named = request.uri().authority().map(|authority| authority.as_str().to_owned());
    let host = named.or_else(|| only(request.headers(), &header::HOST));
    if !host.is_some_and(|host| is_own(&host, port)) {
        let text = "This stand-in tenant answers requests to 127.0.0.1 and localhost with its own port only.\n";
        return Some((StatusCode::MISDIRECTED_REQUEST, text).into_response());
    }
    let changes = !request.method().is_safe();
    if changes && request.headers().contains_key(header::ORIGIN) {
        let origin = only(request.headers(), &header::ORIGIN);
        let own = origin.is_some_and(|origin| origin.strip_prefix("http://").is_some_and(|host| is_own(host, port)));
        let text = "A page from elsewhere changes nothing here.\n";
        return (!own).then(|| (StatusCode::FORBIDDEN, text).into_response());
    }
    None
}

/// A header that is there once.
fn only(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().map(str::to_owned),
        _ => None,
    }
}

fn is_own(host: &str, port: u16) -> bool {
    let host = host.to_ascii_lowercase();
    NAMES.iter().any(|name| {
        let rest = host.strip_prefix(name);
        rest.is_some_and(|rest| {
            rest.strip_prefix(':') == Some(port.to_string().as_str()) || (port == 80 && rest.is_empty())
        })
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn status(method: &str, headers: &[(&str, &str)]) -> Option<u16> {
        let mut request = Request::builder().method(method).uri("/x");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        refuse(&request.body(Body::empty()).unwrap(), 8123).map(|answer| answer.status().as_u16())
    }

    #[test]
    fn only_this_server_is_meant_and_only_its_own_pages_change_something() {
        let own = ("Host", "127.0.0.1:8123");
        for (method, headers, expected) in [
            ("GET", &[own][..], None),
            ("GET", &[("Host", "LOCALHOST:8123")], None),
            ("GET", &[("Host", "[::1]:8123")], None),
            ("GET", &[], Some(421)),
            ("GET", &[("Host", "127.0.0.1")], Some(421)),
            ("GET", &[("Host", "127.0.0.1:81")], Some(421)),
            ("GET", &[("Host", "evil.example:8123")], Some(421)),
            ("GET", &[("Host", "127.0.0.1.evil.example:8123")], Some(421)),
            ("GET", &[own, ("Host", "evil.example:8123")], Some(421)),
            ("GET", &[own, ("Origin", "https://evil.example")], None),
            ("POST", &[own], None),
            ("POST", &[own, ("Origin", "http://127.0.0.1:8123")], None),
            ("POST", &[own, ("Origin", "http://localhost:8123")], None),
            ("POST", &[own, ("Origin", "https://evil.example")], Some(403)),
            ("PATCH", &[own, ("Origin", "http://127.0.0.1:3000")], Some(403)),
            ("DELETE", &[own, ("Origin", "null")], Some(403)),
        ] {
            assert_eq!(status(method, headers), expected, "{method} {headers:?}");
        }
    }
}
