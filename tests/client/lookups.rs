//! After a create whose answer never came: the three words, and what each of them needs.

use std::time::Duration;

use qonnect::{
    domain::{
        connection::{ConnectionLookup, Sought},
        dialect::Dialect,
        failure::FailureKind,
        http::Json,
        property::{CREDENTIALS_NAME, SEPARATE},
        session::Session,
        settle::LookupResult,
        space::SpaceId,
    },
    standin::{Config, serve},
};
use serde_json::json;

use crate::common::{Act, Raw, answer, client, in_time, json as says, s3, session, session_as, source};

const NONE: &str = r#"{"errors":[{"title":"Not found"}]}"#;

fn now() -> std::time::Instant {
    tokio::time::Instant::now().into_std()
}

fn sought(space: Option<&str>) -> Sought {
    Sought {
        name: "n".into(),
        space: space.map(|id| SpaceId(id.into())),
        source: source("s3"),
        owner: "me".into(),
        sent: now(),
        credential: None,
    }
}

/// A connection of that name, made at this second of the day on which the server's clock shows 10:00:00.
fn found(owner: &str, second: &str) -> String {
    json!({"qID": "c", "qName": "n", "space": "s", "datasourceID": "s3", "user": owner,
        "created": format!("2026-11-21T{second}Z")})
    .to_string()
}

fn dated(status: &str, body: &str) -> Act {
    let headers = ["content-type: application/json", "date: Sat, 21 Nov 2026 10:00:00 GMT"];
    Act::Say(answer(status, &headers, body))
}

async fn look(acts: impl IntoIterator<Item = Act>, sought: &Sought) -> (ConnectionLookup, usize) {
    let server = Raw::doing(acts).await;
    let lookup = in_time(client().look_up(&session(&server.url), sought)).await.unwrap();
    (lookup, server.count("GET"))
}

#[tokio::test(start_paused = true)]
async fn a_young_connection_of_ours_is_found_at_the_first_look() {
    let sought = sought(Some("s"));
    tokio::time::advance(Duration::from_mins(1)).await;
    let (lookup, looks) = look([dated("200 OK", &found("me", "09:59:00"))], &sought).await;
    assert!(matches!(lookup.result, LookupResult::Done(_)), "{lookup:?}");
    assert_eq!((looks, lookup.at.map(|at| at.to_string()).as_deref()), (1, Some("2026-11-21T10:00:00Z")));
}

#[tokio::test(start_paused = true)]
async fn an_older_or_a_foreign_one_is_never_called_ours() {
    let sought = sought(Some("s"));
    tokio::time::advance(Duration::from_mins(1)).await;
    for body in [found("me", "09:58:50"), found("you", "09:59:30")] {
        let (lookup, _) = look([dated("200 OK", &body)], &sought).await;
        assert!(matches!(lookup.result, LookupResult::Other(_)), "{lookup:?}");
    }
    let (lookup, _) = look([says("200 OK", &found("me", "09:59:30"))], &sought).await;
    assert!(matches!(lookup.result, LookupResult::Other(_)), "without the tenant's clock nothing is young");
}

#[tokio::test(start_paused = true)]
async fn nothing_there_is_looked_at_once_with_the_time_of_the_look() {
    let (lookup, looks) = look([dated("404 Not Found", NONE)], &sought(Some("s"))).await;
    assert_eq!((lookup.result, looks), (LookupResult::NotDone, 1));
    assert!(lookup.at.is_some());
}

#[tokio::test(start_paused = true)]
async fn not_being_able_to_look_is_not_the_same_as_nothing_there() {
    for act in [says("404 Not Found", ""), says("500 Oops", NONE), Act::Cut, Act::Hang] {
        let (lookup, _) = look([act], &sought(Some("s"))).await;
        assert_eq!(lookup.result, LookupResult::Unclear(None));
    }
    let other_space = json!({"qID": "c", "qName": "n", "space": "other"}).to_string();
    assert_eq!(look([says("200 OK", &other_space)], &sought(Some("s"))).await.0.result, LookupResult::Unclear(None));
}

#[tokio::test(start_paused = true)]
async fn a_session_that_is_over_is_said_to_be_and_not_that_it_is_unclear() {
    let server = Raw::doing([says("401 Unauthorized", NONE)]).await;
    let failure = in_time(client().look_up(&session(&server.url), &sought(Some("s")))).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unauthorized);
}

#[tokio::test(start_paused = true)]
async fn in_the_personal_space_the_callers_own_list_is_asked() {
    let list = format!(r#"{{"data":[{}]}}"#, found("me", "10:00:00").replace(r#""space":"s","#, ""));
    let server = Raw::doing([dated("200 OK", &list)]).await;
    let lookup = in_time(client().look_up(&session(&server.url), &sought(None))).await.unwrap();
    assert!(matches!(lookup.result, LookupResult::Done(_)), "{lookup:?}");
    assert!(server.requests()[0].starts_with("GET /api/v1/data-connections?personal=true&noDatafiles=true"));
    let (lookup, _) = look([dated("200 OK", r#"{"data":[]}"#)], &sought(None)).await;
    assert_eq!(lookup.result, LookupResult::NotDone);
}

async fn at_standin(fault: &str) -> (ConnectionLookup, Session, usize) {
    let faults = vec![fault.parse().unwrap()];
    let standin = serve(Config { faults, ..Config::default() }).await.unwrap();
    let session = session_as(standin.url(), standin.key("creator"), Dialect::V1);
    let client = client();
    let me = client.sign_in(&session).await.unwrap();
    let new = s3("cut", None).with(SEPARATE, Json::text("true")).with(CREDENTIALS_NAME, Json::text("kept"));
    let sent = now();
    let failure = client.create(&session, &new).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::OutcomeUnknown);
    let credential = Some("kept".to_owned());
    let sought = Sought { name: "cut".into(), space: None, source: new.source, owner: me.user_id, sent, credential };
    let lookup = client.look_up(&session, &sought).await.unwrap();
    let count = client.suggest_credentials(&session, &source("File_AmazonS3Connector")).await.unwrap().len();
    (lookup, session, count)
}

#[tokio::test]
async fn a_create_that_was_carried_out_and_cut_is_found_with_its_credential() {
    let (lookup, ..) = at_standin("POST|/data-connections$|cut-after").await;
    assert!(matches!(&lookup.result, LookupResult::Done(made) if made.name == "cut"), "{lookup:?}");
    assert_eq!(lookup.credential.unwrap().name, "kept");
}

#[tokio::test]
async fn a_create_that_was_cut_before_is_not_there() {
    let (lookup, _, credentials) = at_standin("POST|/data-connections$|cut-before").await;
    assert_eq!((lookup.result, lookup.credential, credentials), (LookupResult::NotDone, None, 0));
}

#[tokio::test]
async fn a_credential_left_behind_by_a_failed_create_is_told() {
    let (lookup, ..) = at_standin("POST|/data-connections$|credential-then-fail").await;
    assert_eq!(lookup.result, LookupResult::NotDone);
    assert_eq!(lookup.credential.unwrap().name, "kept");
}
