//! Servers that mean harm, or are none: nothing of ours goes where it should not, and nothing of theirs gets through raw.

use qonnect::domain::{
    failure::{FailureKind, Unreachable},
    space::SpaceKind,
};
use serde_json::json;

use crate::common::{Act, Raw, answer, client, json as says, session, words};

async fn spaces_fail(act: Act) -> FailureKind {
    let server = Raw::doing([act]).await;
    client().spaces(&session(&server.url), None).await.unwrap_err().kind
}

#[tokio::test]
async fn a_page_where_data_was_due_is_called_one() {
    for act in [
        says("200 OK", "<!DOCTYPE html><title>Sign in to the hotel</title>"),
        Act::Say(answer("200 OK", &["content-type: text/html"], "Sign in")),
        Act::Say(answer("403 Forbidden", &["content-type: text/html"], "<h1>Blocked</h1>")),
    ] {
        assert!(words(&spaces_fail(act).await).starts_with("The answer was a web page"));
    }
}

#[tokio::test]
async fn garbage_and_nothing_are_called_what_they_are() {
    assert!(
        words(&spaces_fail(says("200 OK", "{\"data\": [")).await).starts_with("The answer was not the expected data")
    );
    assert!(
        words(&spaces_fail(Act::Say(answer("200 OK", &[], "\u{1}\u{2}"))).await)
            .starts_with("The answer was not the expected")
    );
    assert!(words(&spaces_fail(says("204 No Content", "")).await).starts_with("The answer was empty"));
}

#[tokio::test(start_paused = true)]
async fn a_line_cut_anywhere_is_a_cut() {
    for bytes in [
        &b""[..],
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"data\":",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"dat",
    ] {
        let kind = spaces_fail(Act::SayAndClose(bytes.to_vec())).await;
        assert_eq!(kind, FailureKind::Unreachable(Unreachable::Cut), "{}", String::from_utf8_lossy(bytes));
    }
}

#[tokio::test]
async fn a_body_without_end_is_not_read_to_its_end() {
    let large = format!("{{\"data\":[],\"x\":\"{}\"}}", "x".repeat(20 * 1024 * 1024));
    assert!(words(&spaces_fail(says("200 OK", &large)).await).contains("larger than 16 MiB"));
    let mut endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    endless.resize(20 * 1024 * 1024, b' ');
    assert!(words(&spaces_fail(Act::Say(endless)).await).contains("larger than 16 MiB"));
}

#[tokio::test]
async fn a_redirect_elsewhere_is_told_and_the_key_stays_here() {
    let elsewhere = Raw::doing([says("200 OK", "{\"data\":[]}")]).await;
    // The same machine by another name is another origin, and so is another port.
    for to in [elsewhere.url.clone(), elsewhere.url.replace("127.0.0.1", "localhost"), "http://me:x@127.0.0.1/".into()]
    {
        let moved = Act::Say(answer("302 Found", &[&format!("location: {to}/api/v1/spaces")], ""));
        let kind = spaces_fail(moved).await;
        assert!(words(&kind).ends_with("Check that 127.0.0.1 is the right tenant host."), "{kind:?}");
    }
    let odd = Act::Say(answer("302 Found", &["location: https://a%1b[31m.example/"], ""));
    assert!(words(&spaces_fail(odd).await).ends_with("names no address."));
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn redirects_within_the_tenant_are_followed_three_times() {
    let moved = |to: &str| Act::Say(answer("302 Found", &[&format!("location: {to}")], ""));
    let good = Raw::doing([moved("/a"), moved("/b?x=1"), moved("c"), says("200 OK", "{\"data\":[]}")]).await;
    client().spaces(&session(&good.url), None).await.unwrap();
    let lines: Vec<String> = good.requests().iter().map(|text| text.lines().next().unwrap().to_owned()).collect();
    assert_eq!(lines[1..], ["GET /a HTTP/1.1", "GET /b?x=1 HTTP/1.1", "GET /c HTTP/1.1"]);
    assert!(good.requests().iter().all(|text| text.contains("Bearer")));
    assert!(words(&spaces_fail(moved("/again")).await).contains("redirects in a circle"));
    assert!(words(&spaces_fail(Act::Say(answer("302 Found", &[], ""))).await).contains("names no address"));
}

#[tokio::test]
async fn what_a_tenant_says_is_fit_for_a_terminal() {
    let bad = "a\u{1b}[31mb\u{202e}c\u{9b}2J\u{7}\nd";
    let body = json!({"data": [{"id": "1", "name": bad, "type": bad, "description": bad}, {"id": bad, "name": "x"}]});
    let server = Raw::doing([says("200 OK", &body.to_string())]).await;
    let page = client().spaces(&session(&server.url), None).await.unwrap();
    assert_eq!(page.items.len(), 1, "an id with an escape sequence in it is none");
    assert_eq!((page.items[0].name.as_str(), page.items[0].description.as_str()), ("abc d", "abc d"));
    assert_eq!(page.items[0].kind, SpaceKind::Other("abc d".into()));

    let body = json!({"errors": [{"code": bad, "title": bad, "detail": bad}, {}, {"detail": "x".repeat(9000)}], "traceId": bad});
    let server = Raw::doing([says("400 Bad Request", &body.to_string())]).await;
    let failure = client().spaces(&session(&server.url), None).await.unwrap_err();
    assert_eq!(failure.told.len(), 2);
    assert_eq!((failure.told[0].detail.as_str(), failure.trace_id.as_deref()), ("abc d", Some("abc d")));
    assert_eq!(failure.told[1].detail.chars().count(), 2001);
    assert!(!failure.verbatim().chars().any(char::is_control));
}

#[tokio::test]
async fn deep_nesting_does_not_end_the_program() {
    let deep = format!("{{\"data\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
    assert!(matches!(spaces_fail(says("200 OK", &deep)).await, FailureKind::Unexpected(_)));
}
