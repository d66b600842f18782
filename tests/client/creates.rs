//! The create call: what is sent, and what may be said of it when the answer is not the one hoped for.

use std::time::Duration;

use qonnect::domain::{
    connection::Created,
    dialect::Dialect,
    failure::{FailureKind, Unreachable},
    http::Json,
    property::{CREDENTIALS_NAME, SEPARATE},
    source::SourceId,
    space::SpaceId,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{body_json, header, method, path},
};

use crate::common::{
    Act, Raw, answer, client, gbq, in_time, json as says, made, observed, s3, session, session_as, words,
};

const CREATED: &str = r#"{"id":"c1","qID":"c1","qName":"n"}"#;

async fn fails_with(acts: impl IntoIterator<Item = Act>) -> (FailureKind, usize) {
    let server = Raw::doing(acts).await;
    let failure = client().create(&session(&server.url), &s3("n", None)).await.unwrap_err();
    (failure.kind, server.count("POST"))
}

#[tokio::test]
async fn a_separated_create_sends_what_the_tutorial_sends_key_for_key() {
    let server = MockServer::start().await;
    let body = json!({
        "datasourceID": "File_AmazonS3Connector",
        "qName": "My separated connection",
        "space": "617a6a5a1cf0d22f5f5a7a0c",
        "connectionProperties": {
            "accessKey": "AKIA",
            "secretKey": "marker-secret-77aa",
            "region": "us-east-1",
            "bucketName": "bucket",
            "separateCredentials": "true",
            "credentialsName": "serviceAccount123",
        },
    });
    Mock::given(method("POST"))
        .and(path("/api/v1/data-connections"))
        .and(header("authorization", "Bearer marker-key-9f2c"))
        .and(header("content-type", "application/json"))
        .and(header("qlik-api-version", "2026-11"))
        .and(body_json(body))
        .respond_with(ResponseTemplate::new(201).set_body_raw(CREATED, "application/json"))
        .expect(1)
        .mount(&server)
        .await;
    let space = SpaceId("617a6a5a1cf0d22f5f5a7a0c".into());
    let new = s3("My separated connection", Some(&space))
        .with(SEPARATE, Json::text("true"))
        .with(CREDENTIALS_NAME, Json::text("serviceAccount123"));
    assert_eq!(made(client().create(&session(&server.uri()), &new).await.unwrap()).id, "c1");
    let sent = server.received_requests().await.unwrap();
    let sent: Value = serde_json::from_slice(&sent[0].body).unwrap();
    let keys: Vec<&String> = sent.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["datasourceID", "qName", "space", "connectionProperties"]);
}

#[tokio::test]
async fn each_dialect_asks_for_consent_at_its_own_address() {
    for (dialect, at, only) in [
        (Dialect::V1, "/api/v1/data-connections", json!(true)),
        (Dialect::Dcaas, "/api/v1/dcaas/actions/data-connections", json!("true")),
        (Dialect::Connectivity, "/api/connectivity/data-connections", json!(true)),
    ] {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path(at))
            .respond_with(ResponseTemplate::new(201).set_body_json(json!({"authUrl": "https://a.example/?state=s"})))
            .expect(1)
            .mount(&server)
            .await;
        let session = session_as(&server.uri(), "k", dialect);
        let answer = client().ask_auth_url(&session, &gbq("n", None)).await.unwrap();
        assert_eq!(answer, Created::AuthUrl("https://a.example/?state=s".into()));
        let sent: Value = server.received_requests().await.unwrap()[0].body_json().unwrap();
        assert_eq!((&sent["authUrlOnly"], &sent["connectionProperties"]["authCode"]), (&only, &json!("")));
    }
}

#[tokio::test]
async fn the_body_decides_what_a_201_means() {
    for (body, id) in [
        (r#"{"qID":"a","id":"b","qName":"n","space":"s","datasourceID":"x","user":"u","tags":["t",1,null]}"#, "a"),
        (r#"{"id":"b"}"#, "b"),
        (
            r#"{"connectionId":"d","connectionName":"n","spaceId":"s","dataSourceId":"x","userId":"u","createdAt":"t"}"#,
            "d",
        ),
        (r#"{"qID":"a","authUrl":"https://a.example/"}"#, "a"),
        (r#"{"qID":7}"#, "7"),
    ] {
        let server = Raw::doing([says("201 Created", body)]).await;
        let made = made(client().create(&session(&server.url), &s3("n", None)).await.unwrap());
        assert_eq!(made.id, id, "{body}");
    }
}

#[tokio::test]
async fn refusals_are_definite_and_say_which() {
    let own = r#"{"errors":[{"code":"DCERROR-0010","title":"Bad","detail":"Field x is missing","status":400}],"traceId":"t1"}"#;
    for (status, kind) in [
        ("400 Bad Request", FailureKind::Invalid),
        ("401 Unauthorized", FailureKind::Unauthorized),
        ("403 Forbidden", FailureKind::Forbidden),
        ("404 Not Found", FailureKind::NotFound),
        ("409 Conflict", FailureKind::Conflict),
        ("422 Unprocessable Content", FailureKind::Invalid),
        ("429 Too Many Requests", FailureKind::RateLimited(Duration::from_secs(1))),
    ] {
        let server = Raw::doing([says(status, own)]).await;
        let failure = client().create(&session(&server.url), &s3("n", None)).await.unwrap_err();
        assert_eq!((&failure.kind, server.count("POST")), (&kind, 1), "{status}");
        assert_eq!((failure.told[0].code.as_str(), failure.trace_id.as_deref()), ("DCERROR-0010", Some("t1")));
    }
    let wait = answer("429 Too Many Requests", &["retry-after: 13"], "{}");
    assert_eq!(fails_with([Act::Say(wait)]).await, (FailureKind::RateLimited(Duration::from_secs(13)), 1));
    assert_eq!(fails_with([says("404 Not Found", "{}")]).await, (FailureKind::NoRoute, 1));
    assert_eq!(fails_with([says("405 Method Not Allowed", "")]).await, (FailureKind::NoRoute, 1));
}

#[tokio::test]
async fn what_may_have_arrived_is_never_sent_again_and_its_outcome_is_unknown() {
    let html = answer("200 OK", &["content-type: text/html"], "<html>sign in</html>");
    let half = b"HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{\"qID\":".to_vec();
    let own = r#"{"errors":[{"title":"x"}]}"#;
    for act in [
        Act::Cut,
        Act::SayAndClose(b"HTTP/1.1 201 Cre".to_vec()),
        Act::SayAndClose(b"nonsense\r\n\r\n".to_vec()),
        Act::SayAndClose(half),
        Act::Say(html),
        says("201 Created", "{\"qID\":"),
        says("201 Created", "{\"surprise\":true}"),
        says("201 Created", "[]"),
        says("200 OK", ""),
        says("204 No Content", ""),
        says("201 Created", r#"{"authUrl":"https://a.example/\u001b[2J"}"#),
        says("500 Internal Server Error", own),
        says("502 Bad Gateway", "<html>"),
        says("503 Service Unavailable", ""),
        says("504 Gateway Timeout", own),
    ] {
        assert_eq!(fails_with([act, says("201 Created", CREATED)]).await, (FailureKind::OutcomeUnknown, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_that_is_not_answered_is_given_up_after_a_minute() {
    let server = Raw::doing([Act::Hang]).await;
    let (client, lines) = observed();
    let begun = tokio::time::Instant::now();
    let failure = in_time(client.create(&session(&server.url), &s3("n", None))).await.unwrap_err();
    assert_eq!((failure.kind, server.count("POST")), (FailureKind::OutcomeUnknown, 1));
    assert_eq!(begun.elapsed().as_secs(), 60);
    assert_eq!(lines.lock().unwrap()[0].took.as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_counts_as_unknown_with_the_status_that_came() {
    let head = b"HTTP/1.1 201 Created\r\ncontent-length: 50\r\n\r\n{".to_vec();
    let server = Raw::doing([Act::Say(head)]).await;
    let failure = in_time(client().create(&session(&server.url), &s3("n", None))).await.unwrap_err();
    assert_eq!((failure.kind, failure.status, server.count("POST")), (FailureKind::OutcomeUnknown, Some(201), 1));
    let head = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 50\r\n\r\n{".to_vec();
    for act in [Act::Say(head.clone()), Act::SayAndClose(head)] {
        let server = Raw::doing([act]).await;
        let failure = in_time(client().create(&session(&server.url), &s3("n", None))).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Forbidden, "the head alone is a refusal");
    }
}

#[tokio::test]
async fn a_body_over_the_cap_is_an_unknown_outcome() {
    let large = format!("{{\"qID\":\"{}\"}}", "x".repeat(17 * 1024 * 1024));
    assert_eq!(fails_with([says("201 Created", &large)]).await, (FailureKind::OutcomeUnknown, 1));
}

#[tokio::test]
async fn where_nothing_could_arrive_the_host_was_unreachable() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let failure = client().create(&session(&format!("http://127.0.0.1:{port}")), &s3("n", None)).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::Refused));
    let failure = client().create(&session(&format!("https://127.0.0.1:{port}")), &s3("n", None)).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::Refused));
    // Plain HTTP where TLS was begun.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        let _until_the_client_leaves = stream.read_to_end(&mut Vec::new()).await;
    });
    let failure = client().create(&session(&url), &s3("n", None)).await.unwrap_err();
    assert!(matches!(failure.kind, FailureKind::Unreachable(Unreachable::Tls(_))), "{failure:?}");
}

#[tokio::test(start_paused = true)]
async fn a_host_that_does_not_finish_the_handshake_was_not_reached() {
    let server = Raw::doing([Act::Hang]).await;
    let begun = tokio::time::Instant::now();
    let session = session(&server.url.replace("http:", "https:"));
    let failure = in_time(client().create(&session, &s3("n", None))).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::TimedOut));
    assert_eq!(begun.elapsed().as_secs(), 10);
}

#[tokio::test]
#[ignore = "takes as long as the machine's resolver, and needs one"]
async fn a_name_that_nobody_has_is_told_from_a_host_that_is_down() {
    let failure = client().create(&session("no-such-host.invalid"), &s3("n", None)).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable(Unreachable::Dns));
}

#[tokio::test]
async fn a_redirected_create_sends_its_body_nowhere_else() {
    let elsewhere = Raw::doing([says("201 Created", CREATED)]).await;
    for to in [format!("location: {}/api/v1/data-connections", elsewhere.url), "location: /other".to_owned()] {
        for status in ["301 Moved", "302 Found", "303 See Other"] {
            // It may be where what was made is shown.
            assert_eq!(fails_with([Act::Say(answer(status, &[&to], ""))]).await, (FailureKind::OutcomeUnknown, 1));
        }
        for status in ["307 Temporary Redirect", "308 Permanent Redirect"] {
            let (kind, posts) = fails_with([Act::Say(answer(status, &[&to], ""))]).await;
            assert!(words(&kind).contains("redirect") || words(&kind).contains("right tenant host"), "{kind:?}");
            assert_eq!(posts, 1);
        }
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn every_create_has_a_connection_of_its_own_so_none_goes_into_a_dead_one() {
    // The first answer promises to keep the connection, and the server gives it up without a word.
    let first = Act::SayAndClose(answer("201 Created", &["connection: keep-alive"], CREATED));
    let server = Raw::doing([first, says("201 Created", CREATED), says("201 Created", CREATED)]).await;
    let (client, session) = (client(), session(&server.url));
    for _ in 0..3 {
        client.create(&session, &s3("n", None)).await.unwrap();
    }
    assert_eq!(server.connections(), [0, 1, 2]);
}

#[tokio::test]
async fn a_create_after_questions_on_a_kept_connection_is_sent_once_and_cut_once() {
    // The connection of the questions stays open; the server closes exactly when the create arrives, before any byte of an answer.
    let server = Raw::doing([says("200 OK", "{\"data\":[]}"), says("200 OK", "{\"data\":[]}"), Act::Cut]).await;
    let (client, session) = (client(), session(&server.url));
    client.spaces(&session, None).await.unwrap();
    client.spaces(&session, None).await.unwrap();
    let failure = client.create(&session, &s3("n", None)).await.unwrap_err();
    assert_eq!((failure.kind, server.count("POST")), (FailureKind::OutcomeUnknown, 1));
    assert_eq!(server.connections(), [0, 0, 1], "questions share a connection, the create does not");
}

#[tokio::test]
async fn a_question_by_post_on_a_stale_connection_is_asked_again() {
    // filter-orphan makes nothing, so it may be.
    let server = Raw::doing([
        says("403 Forbidden", r#"{"errors":[{"title":"x"}]}"#),
        says("403 Forbidden", r#"{"errors":[{"title":"x"}]}"#),
        Act::Cut,
        Act::Cut,
        says("200 OK", r#"{"data":[{"qID":"1","qName":"a"}]}"#),
    ])
    .await;
    let (client, session) = (client(), session(&server.url));
    assert!(client.suggest_credentials(&session, &SourceId("s".into())).await.unwrap().is_empty());
    let found = client.suggest_credentials(&session, &SourceId("s".into())).await.unwrap();
    assert_eq!(found.len(), 1);
}
