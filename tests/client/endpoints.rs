//! One endpoint, one odd answer: statuses, shapes, missing fields, waits. Mocks that are not asked fail.

use std::time::Duration;

use qonnect::domain::{
    credential::Credential,
    dialect::Dialect,
    failure::{FailureKind, Unreachable},
    property::Shape,
    session::Reached,
    source::SourceId,
    space::SpaceKind,
};
use serde_json::{Value, json};
use tokio::time::Instant;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{body_json, header, header_exists, method, path, query_param},
};

use crate::common::{Act, Raw, answer, client, in_time, json as says, observed, session, session_as, source, words};

/// Answers a GET of this path once; another call, or none, fails the test.
async fn once(server: &MockServer, at: &str, status: u16, body: Value) {
    Mock::given(method("GET"))
        .and(path(at))
        .and(header("authorization", "Bearer marker-key-9f2c"))
        .and(header("qlik-api-version", "2026-11"))
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .expect(1)
        .mount(server)
        .await;
}

fn error(code: &str) -> Value {
    json!({"errors": [{"code": code, "title": "t", "detail": "d", "status": "400"}], "traceId": "trace-1"})
}

#[tokio::test]
async fn a_tenant_is_recognised_by_how_it_refuses() {
    for (act, reached) in [
        (says("401 Unauthorized", &error("LOGIN-8").to_string()), Reached::Tenant),
        (says("401 Unauthorized", ""), Reached::Odd),
        (says("200 OK", "{}"), Reached::Odd),
        (says("200 OK", "<html>"), Reached::Odd),
        (says("404 Not Found", "no"), Reached::Odd),
        (Act::Say(answer("302 Found", &["location: https://elsewhere.example/"], "")), Reached::Odd),
    ] {
        let server = Raw::doing([act]).await;
        assert_eq!(client().reach(&session(&server.url).tenant).await.unwrap(), reached);
        assert!(!server.requests()[0].to_lowercase().contains("authorization"), "without a key");
    }
    let server = Raw::doing([Act::Cut]).await;
    let failure = client().reach(&session(&server.url).tenant).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::Cut));
}

#[tokio::test]
async fn signing_in_follows_the_tenants_redirect_and_does_without_the_tenants_name() {
    let server = MockServer::start().await;
    let redirect = ResponseTemplate::new(301).insert_header("location", "/api/v1/users/u1");
    Mock::given(path("/api/v1/users/me")).respond_with(redirect).expect(1).mount(&server).await;
    once(&server, "/api/v1/users/u1", 200, json!({"id": "u1", "name": "A", "subject": "qlikbot\\x", "email": null}))
        .await;
    once(&server, "/api/v1/tenants/me", 403, error("X")).await;
    let me = client().sign_in(&session(&server.uri())).await.unwrap();
    assert_eq!((me.user_id.as_str(), me.tenant_name, me.tenant_id, me.email), ("u1", None, None, None));
    assert!(me.name == "A" && me.subject == "qlikbot\\x");
}

#[tokio::test]
async fn a_refused_key_is_told_with_the_tenants_words() {
    let server = MockServer::start().await;
    once(&server, "/api/v1/users/me", 401, error("LOGIN-10")).await;
    Mock::given(path("/api/v1/tenants/me")).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    let failure = client().sign_in(&session(&server.uri())).await.unwrap_err();
    assert_eq!((failure.kind.clone(), failure.status), (FailureKind::Unauthorized, Some(401)));
    assert_eq!(failure.verbatim(), "d (LOGIN-10) · HTTP 401 · trace trace-1");
}

#[tokio::test]
async fn a_key_that_no_header_can_carry_is_refused_before_any_call() {
    let server = Raw::doing([says("200 OK", "{}")]).await;
    for key in ["", "a\nb", "a b", "a\r\nX-Evil: 1", "k\u{0}", "ké"] {
        let failure = client().sign_in(&session_as(&server.url, key, Dialect::V1)).await.unwrap_err();
        assert!(words(&failure.kind).starts_with("The key is empty, or holds"), "{failure:?}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn spaces_are_read_leniently() {
    let server = MockServer::start().await;
    let body = json!({"data": [
        {"id": "1", "name": "One", "type": "shared", "description": "d", "surprise": [1]},
        {"id": "2"}, {"name": "no id"}, null, 7,
        {"id": "3", "name": null, "type": "Managed"}, {"id": "4", "type": "orbit"}, {"id": "5", "type": "data"}],
        "meta": {"count": 8, "personalSpace": {}}, "links": {"next": {"href": ""}}});
    Mock::given(path("/api/v1/spaces"))
        .and(query_param("limit", "100"))
        .respond_with(ResponseTemplate::new(200).set_body_json(body))
        .expect(1)
        .mount(&server)
        .await;
    let page = client().spaces(&session(&server.uri()), None).await.unwrap();
    let names: Vec<&str> = page.items.iter().map(|space| space.name.as_str()).collect();
    assert_eq!(names, ["One", "2", "3", "4", "5"]);
    let kinds: Vec<SpaceKind> = page.items.into_iter().map(|space| space.kind).collect();
    let other = |word: &str| SpaceKind::Other(word.to_owned());
    assert_eq!(kinds, [SpaceKind::Shared, other(""), SpaceKind::Managed, other("orbit"), SpaceKind::Data]);
    assert_eq!((page.next, page.total), (None, Some(8)));
}

#[tokio::test]
async fn the_next_page_is_followed_as_it_came_and_only_at_the_tenant() {
    for (next, followed) in [
        (json!({"href": "ORIGIN/api/v1/spaces?next=page%2B%3D&limit=100"}), true),
        (json!({"href": "/api/v1/spaces?next=x"}), true),
        (json!({"href": "https://evil.example/api/v1/spaces?next=x"}), false),
        (json!({"href": "http://127.0.0.1:1/api/v1/spaces?next=x"}), false),
        (json!({"href": "/api/v1/spaces?limit=100"}), false),
        (json!({"href": "/x\u{7}"}), false),
        (json!({"href": null}), false),
        (json!(null), false),
    ] {
        let server = MockServer::start().await;
        let body = json!({"data": [], "links": {"next": next}}).to_string().replace("ORIGIN", &server.uri());
        let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
        Mock::given(path("/api/v1/spaces")).respond_with(answer).mount(&server).await;
        let (client, session) = (client(), session(&server.uri()));
        let page = client.spaces(&session, None).await.unwrap();
        assert_eq!(page.next.is_some(), followed, "{next}");
        if let Some(link) = page.next {
            client.spaces(&session, Some(&link)).await.unwrap();
            let asked = server.received_requests().await.unwrap().pop().unwrap().url;
            assert!(link.ends_with(&asked[url::Position::BeforePath..]), "{link} was asked as {asked}");
        }
    }
    let failure = client().spaces(&session("http://127.0.0.1:1"), Some("https://evil.example/x")).await.unwrap_err();
    assert!(matches!(failure.kind, FailureKind::Unexpected(_)));
}

#[tokio::test]
async fn sources_are_read_leniently_in_both_families() {
    for (dialect, at) in
        [(Dialect::V1, "/api/v1/data-sources"), (Dialect::Connectivity, "/api/connectivity/data-sources")]
    {
        let server = MockServer::start().await;
        let body = json!({"dataSources": [
            {"dataSourceId": "a", "name": "P", "provider": "p.exe", "dataSourceName": "A", "disabled": true},
            {"dataSourceId": "b", "providerName": "Q"}, {"name": "no id"}]});
        Mock::given(path(at))
            .and(query_param("includeDisabled", "true"))
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .expect(1)
            .mount(&server)
            .await;
        let sources = client().sources(&session_as(&server.uri(), "k", dialect)).await.unwrap();
        assert_eq!(sources.len(), 2);
        assert!(sources[0].disabled && sources[0].title.as_deref() == Some("A"));
        assert_eq!((sources[1].provider_name.as_str(), sources[1].disabled), ("Q", false));
    }
}

#[tokio::test]
async fn api_specs_are_read_as_an_object_and_as_a_string_and_sanitised_in_both() {
    let schema = json!({"properties": {
        "host": {"type": "string", "description": "a\u{1b}[31mb\u{202e}\nc", "default": "h\u{7}"},
        "bad\u{1b}[0mname": {"type": "string"}, "flag": {"type": "boolean"}}});
    for properties in [schema.clone(), json!(schema.to_string())] {
        let server = MockServer::start().await;
        let body = json!({"connectorProvider": "p", "connectorVersion": "1", "connectionProperties": properties});
        once(&server, "/api/v1/data-sources/a%2Fb/api-specs", 200, body).await;
        let spec = client().spec(&session(&server.uri()), &source("a/b")).await.unwrap();
        let names: Vec<&str> = spec.properties.iter().map(|property| property.name.as_str()).collect();
        assert_eq!(names, ["host", "flag"]);
        assert_eq!(spec.properties[0].description.as_deref(), Some("ab c"));
        assert_eq!(spec.properties[0].default.as_deref(), Some("h"));
        assert_eq!(spec.properties[1].shape, Shape::YesNo);
    }
}

#[tokio::test(start_paused = true)]
async fn api_specs_tell_unknown_from_down_from_no_such_route() {
    let own = error("DCAAS-2001").to_string();
    for (act, kind, tries) in [
        (says("404 Not Found", &own), FailureKind::NotFound, 1),
        (says("404 Not Found", "{}"), FailureKind::NoRoute, 1),
        (says("503 Service Unavailable", &own), FailureKind::ConnectorDown, 1),
    ] {
        let server = Raw::doing([act]).await;
        let failure = client().spec(&session(&server.url), &source("s")).await.unwrap_err();
        assert_eq!((failure.kind, server.count("GET")), (kind, tries));
    }
    let server = Raw::doing([says("503 Service Unavailable", "")]).await;
    let failure = client().spec(&session(&server.url), &source("s")).await.unwrap_err();
    assert!(words(&failure.kind).contains("cannot answer just now") && server.count("GET") == 3);
    let server = Raw::doing([says("200 OK", r#"{"connectionProperties":7}"#)]).await;
    let failure = client().spec(&session(&server.url), &source("s")).await.unwrap_err();
    assert!(matches!(failure.kind, FailureKind::Unexpected(_)));
}

#[tokio::test]
async fn no_gateway_is_an_empty_list() {
    for body in [error("X"), json!({})] {
        let server = MockServer::start().await;
        once(&server, "/api/v1/data-sources/DG_x/gateways", 404, body).await;
        assert!(client().gateways(&session(&server.uri()), &source("DG_x")).await.unwrap().is_empty());
    }
    let server = MockServer::start().await;
    let body = json!({"gateways": [{"id": "a::b", "name": "G", "default": true}, {"id": "c"}, {}]});
    once(&server, "/api/v1/data-sources/DG_x/gateways", 200, body).await;
    let gateways = client().gateways(&session(&server.uri()), &source("DG_x")).await.unwrap();
    assert_eq!(gateways.len(), 2);
    assert!(gateways[0].default && !gateways[1].default && gateways[1].name == "c");
}

fn connections(of: &[(&str, &str, Value)]) -> Value {
    let data: Vec<Value> = of
        .iter()
        .map(|(source, credential, separated)| {
            json!({"qID": "x", "datasourceID": source, "qCredentialsID": credential, "qSeparateCredentials": separated})
        })
        .collect();
    json!({ "data": data })
}

fn credential(id: &str, name: &str) -> Value {
    json!({"qID": id, "qName": name, "qSeparated": 1, "datasourceID": "s", "qConnCount": 2})
}

#[tokio::test]
async fn suggestions_are_gathered_resolved_and_sorted() {
    let server = MockServer::start().await;
    let list = connections(&[
        ("s", "c1", json!(true)),
        ("s", "c1", json!(true)),
        ("s", "c2", json!(null)),
        ("s", "embedded", json!(false)),
        ("other", "foreign", json!(true)),
        ("s", "gone", json!(true)),
    ]);
    Mock::given(path("/api/v1/data-connections"))
        .and(query_param("ownedByMe", "true"))
        .and(query_param("noDatafiles", "true"))
        .and(query_param("limit", "100"))
        .respond_with(ResponseTemplate::new(200).set_body_json(list))
        .expect(1)
        .mount(&server)
        .await;
    once(&server, "/api/v1/data-credentials/c1", 200, credential("c1", "beta")).await;
    once(&server, "/api/v1/data-credentials/c2", 200, json!({"qID": "c2", "qName": "Alpha"})).await;
    once(&server, "/api/v1/data-credentials/gone", 404, error("X")).await;
    let orphans = json!({"count": 3, "data": [credential("c1", "beta"), {"qID": "o", "qName": "gamma"},
        {"qID": "e", "qName": "embedded", "qSeparated": 0}]});
    Mock::given(method("POST"))
        .and(path("/api/v1/data-credentials/actions/filter-orphan"))
        .and(body_json(json!({"datasourceID": "s", "qSeparated": 1})))
        .respond_with(ResponseTemplate::new(200).set_body_json(orphans))
        .expect(1)
        .mount(&server)
        .await;
    let found = client().suggest_credentials(&session(&server.uri()), &source("s")).await.unwrap();
    let names: Vec<&str> = found.iter().map(|credential: &Credential| credential.name.as_str()).collect();
    assert_eq!(names, ["Alpha", "beta", "gamma"]);
    assert_eq!((found[1].connections, found[2].separated), (Some(2), Some(true)));
}

#[tokio::test]
async fn at_most_twenty_credentials_are_resolved() {
    let server = MockServer::start().await;
    let of: Vec<(String, Value)> = (0..30).map(|n| (format!("c{n}"), json!(true))).collect();
    let of: Vec<(&str, &str, Value)> = of.iter().map(|(id, flag)| ("s", id.as_str(), flag.clone())).collect();
    let answer = ResponseTemplate::new(200).set_body_json(connections(&of));
    Mock::given(path("/api/v1/data-connections")).respond_with(answer).mount(&server).await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(403)).expect(1).mount(&server).await;
    Mock::given(header_exists("authorization"))
        .respond_with(ResponseTemplate::new(404).set_body_json(error("X")))
        .expect(20)
        .mount(&server)
        .await;
    assert!(client().suggest_credentials(&session(&server.uri()), &source("s")).await.unwrap().is_empty());
}

#[tokio::test]
async fn not_being_allowed_to_look_for_credentials_is_finding_none() {
    let server = Raw::doing([says("403 Forbidden", &error("X").to_string())]).await;
    let found = client().suggest_credentials(&session(&server.url), &SourceId("s".into())).await;
    assert_eq!(found.unwrap(), []);
    let server = Raw::doing([says("401 Unauthorized", "")]).await;
    let failure = client().suggest_credentials(&session(&server.url), &SourceId("s".into())).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unauthorized);
}

#[tokio::test]
async fn a_connection_is_read_back_with_its_properties_as_text() {
    let server = MockServer::start().await;
    let body = json!({"qID": "c1", "qName": "n", "created": "t", "tags": ["a", "b\u{1b}[m"], "user": "u", "connectionProperties":
        {"port": 1433, "ssl": true, "host": "h\u{202e}", "list": [{"name": "x"}], "bad\u{7}": "y"}});
    Mock::given(path("/api/v1/data-connections/c1"))
        .and(query_param("parseConnection", "true"))
        .respond_with(ResponseTemplate::new(200).set_body_json(body))
        .expect(1)
        .mount(&server)
        .await;
    let back = client().read_back(&session(&server.uri()), "c1").await.unwrap();
    let properties: Vec<(&str, &str)> = back.properties.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(properties, [("port", "1433"), ("ssl", "true"), ("host", "h"), ("list", "[{\"name\":\"x\"}]")]);
    assert_eq!(back.tags, ["a", "b"]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_was_told_is_waited_and_the_question_asked_again() {
    let (date, later) = ("date: Wed, 21 Oct 2015 07:28:00 GMT", "retry-after: Wed, 21 Oct 2015 07:28:42 GMT");
    for (headers, seconds) in [
        (vec!["retry-after: 13"], 13),
        (vec![], 1),
        (vec!["retry-after: soon"], 1),
        (vec![date, later], 42),
        // By this machine's clock it has passed long ago.
        (vec![later], 1),
    ] {
        let server = Raw::doing([
            Act::Say(answer("429 Too Many Requests", &headers, &error("HTTP-429").to_string())),
            says("200 OK", "{\"data\":[]}"),
        ])
        .await;
        let begun = Instant::now();
        in_time(client().spaces(&session(&server.url), None)).await.unwrap();
        assert_eq!((begun.elapsed().as_secs(), server.count("GET")), (seconds, 2));
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_ends_after_five_tries_and_long_waits_are_the_persons_choice() {
    let server = Raw::doing([Act::Say(answer("429 Too Many Requests", &["retry-after: 2"], ""))]).await;
    let failure = in_time(client().spaces(&session(&server.url), None)).await.unwrap_err();
    assert_eq!((failure.kind, server.count("GET")), (FailureKind::RateLimited(Duration::from_secs(2)), 5));
    let server = Raw::doing([Act::Say(answer("429 Too Many Requests", &["retry-after: 300"], ""))]).await;
    let failure = in_time(client().spaces(&session(&server.url), None)).await.unwrap_err();
    assert_eq!((failure.kind, server.count("GET")), (FailureKind::RateLimited(Duration::from_mins(5)), 1));
    let server =
        Raw::doing([Act::Say(answer("429 Too Many Requests", &["retry-after: 18446744073709551615"], ""))]).await;
    let failure = in_time(client().spaces(&session(&server.url), None)).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::RateLimited(Duration::from_hours(1)));
}

#[tokio::test(start_paused = true)]
async fn a_bad_line_is_tried_three_times_and_each_try_is_a_line_of_the_log() {
    let bad = [Act::Cut, says("502 Bad Gateway", "<html>"), says("200 OK", "{\"data\":[],\"traceId\":\"t\"}")];
    let server = Raw::doing(bad).await;
    let (client, lines) = observed();
    in_time(client.spaces(&session(&server.url), None)).await.unwrap();
    let lines: Vec<_> = lines.lock().unwrap().drain(..).collect();
    let tries: Vec<(u32, Option<u16>)> = lines.iter().map(|line| (line.attempt, line.status)).collect();
    assert_eq!(tries, [(1, None), (2, Some(502)), (3, Some(200))]);
    assert!(lines.iter().all(|line| line.path == "/api/v1/spaces" && line.method == "GET"));
    assert_eq!(lines[2].trace_id.as_deref(), Some("t"));

    for act in [Act::Cut, says("504 Gateway Timeout", "")] {
        let server = Raw::doing([act]).await;
        in_time(client.spaces(&session(&server.url), None)).await.unwrap_err();
        assert_eq!(server.count("GET"), 3);
    }
    for act in [says("500 Oops", ""), says("400 Bad Request", ""), says("200 OK", "garbage")] {
        let server = Raw::doing([act]).await;
        in_time(client.spaces(&session(&server.url), None)).await.unwrap_err();
        assert_eq!(server.count("GET"), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_question_that_is_not_answered_is_given_up_after_half_a_minute() {
    let server = Raw::doing([Act::Hang]).await;
    let begun = Instant::now();
    let failure = in_time(client().spaces(&session(&server.url), None)).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::TimedOut));
    assert_eq!((begun.elapsed().as_secs(), server.count("GET")), (30, 1));
}

#[tokio::test]
async fn what_a_tenant_warns_of_in_headers_stands_in_the_log() {
    let headers = ["deprecation: @1800000000", "sunset: Sat, 01 Jan 2028 00:00:00 GMT", "x-request-id: r-1"];
    let server = Raw::doing([Act::Say(answer("200 OK", &headers, "{\"data\":[]}"))]).await;
    let (client, lines) = observed();
    client.spaces(&session(&server.url), None).await.unwrap();
    let line = lines.lock().unwrap()[0].clone();
    assert_eq!(line.warning.as_deref(), Some("deprecation: @1800000000, sunset: Sat, 01 Jan 2028 00:00:00 GMT"));
    assert_eq!(line.trace_id.as_deref(), Some("r-1"));
}
