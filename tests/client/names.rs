//! Names as people write them: through paths, through filters, and never read as free without the tenant's own word.

use qonnect::{
    domain::{
        connection::NameCheck,
        credential::CredentialCheck,
        dialect::Dialect,
        failure::FailureKind,
        http::Json,
        property::{CREDENTIALS_NAME, SEPARATE},
        space::{SpaceId, SpaceKind},
    },
    standin::{Config, serve},
};

use crate::common::{Raw, client, json as says, made, s3, session, session_as};

const NAMES: [&str; 12] = [
    "a/b",
    "a?b=c&d",
    "a#b",
    "100%",
    "a%2Fb",
    "a+b c",
    "..x",
    "say \"hi\"",
    "back\\slash",
    "日本語 \u{1f600}",
    "it's; qName eq \"x\" or qName pr",
    "123e4567-e89b-12d3-a456-426614174000",
];

#[tokio::test]
async fn any_name_is_free_before_and_taken_after_in_every_kind_of_space() {
    for dialect in [Dialect::V1, Dialect::Connectivity] {
        let standin = serve(Config::default()).await.unwrap();
        let (client, session) = (client(), session_as(standin.url(), standin.key("creator"), dialect));
        let spaces = client.spaces(&session, None).await.unwrap().items;
        let shared = spaces.iter().find(|space| space.kind == SpaceKind::Shared).unwrap();
        for space in [None, Some(&shared.id)] {
            for name in NAMES.into_iter().chain([".", ".."]) {
                let check = client.connection_by_name(&session, space, name).await.unwrap();
                assert_eq!(check, NameCheck::Free, "{name} in {space:?}");
                let id = made(client.create(&session, &s3(name, space)).await.unwrap()).id;
                let check = client.connection_by_name(&session, space, name).await.unwrap();
                assert!(matches!(&check, NameCheck::Taken(found) if found.id == id), "{name}: {check:?}");
            }
        }
    }
}

#[tokio::test]
async fn any_credential_name_is_found_or_left_unchecked_but_never_wrongly_free() {
    let standin = serve(Config::default()).await.unwrap();
    let (client, session) = (client(), session_as(standin.url(), standin.key("creator"), Dialect::V1));
    for name in NAMES {
        assert_eq!(client.credential_by_name(&session, name).await.unwrap(), CredentialCheck::Free, "{name}");
        let new = s3(name, None).with(SEPARATE, Json::text("true")).with(CREDENTIALS_NAME, Json::text(name));
        client.create(&session, &new).await.unwrap();
        let check = client.credential_by_name(&session, name).await.unwrap();
        assert!(matches!(&check, CredentialCheck::Taken(found) if found.name == name), "{name}: {check:?}");
    }
}

#[tokio::test]
async fn a_name_that_cannot_travel_is_left_unchecked_without_a_call() {
    let server = Raw::doing([says("404 Not Found", r#"{"errors":[{"title":"x"}]}"#)]).await;
    for name in [".", "..", ""] {
        let check = client().credential_by_name(&session(&server.url), name).await.unwrap();
        assert_eq!(check, CredentialCheck::Unchecked, "{name}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_credential_name_travels_as_one_segment() {
    let server = Raw::doing([says("404 Not Found", r#"{"errors":[{"title":"x"}]}"#)]).await;
    for name in ["a/b?c#d%e+\"", "%2e%2e", "../x"] {
        client().credential_by_name(&session(&server.url), name).await.unwrap();
    }
    let lines: Vec<String> = server.requests().iter().map(|text| text.lines().next().unwrap().to_owned()).collect();
    assert_eq!(
        lines,
        [
            "GET /api/v1/data-credentials/a%2Fb%3Fc%23d%25e%2B%22?byCredentialName=true HTTP/1.1",
            "GET /api/v1/data-credentials/%252e%252e?byCredentialName=true HTTP/1.1",
            "GET /api/v1/data-credentials/..%2Fx?byCredentialName=true HTTP/1.1",
        ]
    );
}

#[tokio::test]
async fn a_filter_quotes_the_name_and_the_answer_is_compared_with_it() {
    let list =
        r#"{"data":[{"qID":"1","qName":"a\"B"},{"qID":"2","qName":"a\"b","space":"s"},{"qID":"3","qName":"a\"b"}]}"#;
    let server = Raw::doing([says("200 OK", list)]).await;
    let check = client().connection_by_name(&session(&server.url), None, "a\"b").await.unwrap();
    assert!(matches!(check, NameCheck::Taken(found) if found.id == "3"), "the personal one, in this spelling");
    assert!(server.requests()[0].contains("filter=qName+eq+%22a%5C%22b%22"), "{}", server.requests()[0]);
}

#[tokio::test]
async fn free_is_said_only_where_everything_was_seen() {
    for list in [
        r#"{"data":[],"links":{"next":{"href":"/api/v1/data-connections?page=x"}}}"#,
        r#"{"data":[],"errors":[{"title":"one could not be read"}]}"#,
        r#"{"items":[]}"#,
        r#"{"data":"none"}"#,
        "[]",
    ] {
        let server = Raw::doing([says("200 OK", list)]).await;
        let check = client().connection_by_name(&session(&server.url), None, "n").await.unwrap();
        assert_eq!(check, NameCheck::Unchecked, "{list}");
    }
}

#[tokio::test]
async fn an_answer_about_another_name_proves_nothing() {
    let (client, space) = (client(), SpaceId("s".into()));
    let server = Raw::doing([says("200 OK", r#"{"qID":"1","qName":"other"}"#)]).await;
    let session = session(&server.url);
    assert_eq!(client.credential_by_name(&session, "n").await.unwrap(), CredentialCheck::Unchecked);
    assert_eq!(client.connection_by_name(&session, Some(&space), "n").await.unwrap(), NameCheck::Unchecked);
}

#[tokio::test]
async fn only_the_tenants_own_404_is_free() {
    let (client, space) = (client(), SpaceId("s".into()));
    for (status, body, free) in [
        ("404 Not Found", r#"{"errors":[{"code":"X"}]}"#, true),
        ("404 Not Found", r#"{"message":"no route"}"#, false),
        ("404 Not Found", "<html>", false),
        ("400 Bad Request", "Bad Request", false),
    ] {
        let server = Raw::doing([says(status, body)]).await;
        let session = session(&server.url);
        let credential = if free { CredentialCheck::Free } else { CredentialCheck::Unchecked };
        let name = if free { NameCheck::Free } else { NameCheck::Unchecked };
        assert_eq!(client.credential_by_name(&session, "n").await.unwrap(), credential, "{status} {body}");
        assert_eq!(client.connection_by_name(&session, Some(&space), "n").await.unwrap(), name, "{status} {body}");
    }
    let server = Raw::doing([says("400 Bad Request", r#"{"errors":[{"code":"X"}]}"#)]).await;
    let failure = client.credential_by_name(&session(&server.url), "n").await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Invalid);
}
