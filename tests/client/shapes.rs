//! Answers of another shape than the documented one: never empty, absent or made, but unclear. And what a refusal says, in any of
//! the shapes in which it may come.

use qonnect::domain::{
    connection::{ConnectionQuery, Move},
    credential::CredentialCheck,
    failure::{Failure, FailureKind},
    setup::{NewImpersonator, NewPart, NewProvider, NewWebIntegration, PartLookup, WantedParts},
};
use serde_json::json;

use crate::common::{Act, KEY, Raw, answer, client, in_time, json as says, observed, s3, session, source};

/// Bodies that are neither an object nor a list of them, under whatever key a list is due.
const NO_LISTS: [&str; 8] = [
    "[]",
    "[1]",
    "\"x\"",
    "7",
    "{}",
    r#"{"data":null,"dataSources":null,"gateways":null}"#,
    r#"{"data":7,"dataSources":"x","gateways":{}}"#,
    r#"{"data":[1,"x",["id","n"],{}],"dataSources":[["id"],{}],"gateways":[[1]]}"#,
];

/// Bodies from which a struct could be read by position.
const NO_OBJECTS: [&str; 5] = [
    r#"["id-1","id-1","id-1","id-1","id-1","id-1","id-1","id-1","id-1","id-1","id-1","id-1","id-1","id-1","id-1","id-1"]"#,
    r#"[{"id":"id-1","qID":"id-1","clientId":"id-1","clientSecret":"s","access_token":"t"}]"#,
    r#""id-1""#,
    "7",
    "{}",
];

fn is_unclear(failure: &Failure) -> bool {
    let is_said = matches!(&failure.kind, FailureKind::Unexpected(words) if words.starts_with("The answer is unclear"));
    is_said && failure.status == Some(200) && failure.trace_id.as_deref() == Some("trace-9")
}

fn with_trace(status: &str, body: &str) -> Act {
    Act::Say(answer(status, &["content-type: application/json", "x-trace-id: trace-9"], body))
}

#[tokio::test]
async fn a_list_of_another_shape_is_unclear_and_never_empty() {
    for body in NO_LISTS {
        let raw = Raw::doing([with_trace("200 OK", body)]).await;
        let (client, me) = (client(), session(&raw.url));
        let failures = [
            client.spaces(&me, None).await.map(drop),
            client.find_spaces(&me, "x").await.map(drop),
            client.sources(&me).await.map(drop),
            client.gateways(&me, &source("gbq")).await.map(drop),
            client.unused_credentials(&me).await.map(drop),
            client.connections(&me, &ConnectionQuery::All, None).await.map(drop),
            client.suggest_credentials(&me, &source("gbq")).await.map(drop),
            client.users_by_email(&me, "a@b.c").await.map(drop),
            client.user_by_subject(&me, "x").await.map(drop),
        ];
        for (number, ended) in failures.into_iter().enumerate() {
            assert!(ended.as_ref().is_err_and(is_unclear), "{number} {body}: {ended:?}");
        }
        let wanted = WantedParts {
            provider: Some(("issuer".into(), "key".into())),
            web_integration: Some("w".into()),
            client: Some("c".into()),
        };
        let existing = client.inspect_set_up(&me, &wanted).await;
        assert!(matches!(existing.provider, PartLookup::Failed(failure) if is_unclear(&failure)), "{body}");
        assert!(matches!(existing.web_integration, PartLookup::Failed(failure) if is_unclear(&failure)), "{body}");
        assert!(matches!(existing.client, PartLookup::Failed(failure) if is_unclear(&failure)), "{body}");
    }
}

#[tokio::test]
async fn an_object_is_never_read_from_an_array() {
    for body in NO_OBJECTS {
        let raw = Raw::doing([with_trace("200 OK", body)]).await;
        let (client, me) = (client(), session(&raw.url));
        let failures = [
            client.sign_in(&me).await.map(drop),
            client.read_back(&me, "id-1").await.map(drop),
            client.spec(&me, &source("gbq")).await.map(drop),
            client.find_credential(&me, "x").await.map(drop),
        ];
        for (number, ended) in failures.into_iter().enumerate() {
            assert!(ended.as_ref().is_err_and(is_unclear), "{number} {body}: {ended:?}");
        }
        assert_eq!(client.credential_by_name(&me, "id-1").await.unwrap(), CredentialCheck::Unchecked, "{body}");
        let failures = [
            client.create(&me, &s3("n", None)).await.map(drop),
            client.make_part(&me, &NewPart::Provider(provider())).await.map(drop),
            client.make_part(&me, &NewPart::WebIntegration(integration())).await.map(drop),
            client.make_part(&me, &NewPart::Client(impersonator())).await.map(drop),
            client.make_part(&me, &NewPart::Secret("c".into())).await.map(drop),
            client.copy_connection(&me, "c", "n", None).await.map(drop),
            client.move_connection(&me, &Move { id: "c".into(), owner: None, space: None }).await,
        ];
        for (number, ended) in failures.into_iter().enumerate() {
            let failure = ended.unwrap_err();
            assert_eq!(failure.kind, FailureKind::OutcomeUnknown, "{number} {body}");
            assert_eq!(failure.trace_id.as_deref(), Some("trace-9"), "{number} {body}");
        }
    }
}

fn provider() -> NewProvider {
    NewProvider {
        tenant_id: "t".into(),
        issuer: "issuer".into(),
        key_id: "key".into(),
        certificate: "pem".into(),
        description: String::new(),
    }
}

fn integration() -> NewWebIntegration {
    NewWebIntegration { name: "w".into(), origins: Vec::new() }
}

fn impersonator() -> NewImpersonator {
    NewImpersonator { name: "c".into(), description: String::new() }
}

fn failed<T>(lookup: PartLookup<T>) -> Result<(), Failure> {
    match lookup {
        PartLookup::Failed(failure) => Err(failure),
        _ => Ok(()),
    }
}

/// Asks for what is read from this body, and says whether it was unclear.
async fn is_unclear_as(question: &str, body: &str) -> bool {
    let raw = Raw::doing([with_trace("200 OK", body)]).await;
    let (client, me) = (client(), session(&raw.url));
    let wanted = WantedParts {
        provider: Some(("i".into(), "k".into())),
        web_integration: Some("w".into()),
        client: Some("c".into()),
    };
    let ended = match question {
        "spaces" => client.spaces(&me, None).await.map(drop),
        "user" => client.sign_in(&me).await.map(drop),
        "users" => client.users_by_email(&me, "a@b.c").await.map(drop),
        "connection" => client.read_back(&me, "1").await.map(drop),
        "connections" => client.connections(&me, &ConnectionQuery::All, None).await.map(drop),
        "spec" => client.spec(&me, &source("gbq")).await.map(drop),
        "provider" => failed(client.inspect_set_up(&me, &wanted).await.provider),
        "integration" => failed(client.inspect_set_up(&me, &wanted).await.web_integration),
        "client" => failed(client.inspect_set_up(&me, &wanted).await.client),
        other => panic!("{other}"),
    };
    assert!(ended.as_ref().err().is_none_or(is_unclear), "{question} {body}: {ended:?}");
    ended.is_err()
}

#[tokio::test]
async fn an_optional_member_may_be_absent_or_null_and_of_another_shape_it_is_unclear() {
    const NO_LIST: [&str; 4] = ["{}", "7", "[[\"x\"]]", "true"];
    const NO_OBJECT: [&str; 4] = ["[]", "7", "\"x\"", "[\"trusted\"]"];
    for (question, around, lists) in [
        ("spaces", r#"{"data":[{"id":"1"}],"links":HERE}"#, false),
        ("spaces", r#"{"data":[{"id":"1"}],"links":{"next":HERE}}"#, false),
        ("spaces", r#"{"data":[{"id":"1"}],"meta":HERE}"#, false),
        ("user", r#"{"id":"1","assignedRoles":HERE}"#, true),
        ("user", r#"{"id":"1","roles":HERE}"#, true),
        ("users", r#"{"data":[{"id":"1","assignedRoles":HERE}]}"#, true),
        ("connection", r#"{"qID":"1","tags":HERE}"#, true),
        ("connection", r#"{"qID":"1","privileges":HERE}"#, true),
        ("connection", r#"{"qID":"1","connectionProperties":HERE}"#, false),
        ("connections", r#"{"data":[{"qID":"1","privileges":HERE}]}"#, true),
        ("spec", r#"{"connectionProperties":{"properties":{},"required":HERE}}"#, true),
        ("spec", r#"{"connectionProperties":{"properties":HERE}}"#, false),
        ("provider", r#"{"data":[{"id":"1","options":HERE}]}"#, false),
        ("provider", r#"{"data":[{"id":"1","options":{"staticKeys":HERE}}]}"#, true),
        ("integration", r#"{"data":[{"id":"1","name":"w","validOrigins":HERE}]}"#, true),
        ("client", r#"{"data":[{"clientId":"1","clientName":"c","allowedGrantTypes":HERE}]}"#, true),
        ("client", r#"{"data":[{"clientId":"1","clientName":"c","connectionConfig":HERE}]}"#, false),
    ] {
        assert!(!is_unclear_as(question, &around.replace("HERE", "null")).await, "{around}");
        for odd in if lists { NO_LIST } else { NO_OBJECT } {
            assert!(is_unclear_as(question, &around.replace("HERE", odd)).await, "{around} {odd}");
        }
    }
    // Roles as strings where objects are due, and the other way round.
    assert!(is_unclear_as("user", r#"{"id":"1","assignedRoles":["TenantAdmin"]}"#).await);
    assert!(is_unclear_as("user", r#"{"id":"1","roles":"TenantAdmin"}"#).await);
    assert!(is_unclear_as("user", r#"{"id":"1","roles":[{"name":"TenantAdmin"}]}"#).await);
}

#[tokio::test]
async fn a_create_whose_answer_has_a_member_of_another_shape_is_unknown() {
    for member in [r#""tags":7"#, r#""privileges":{}"#, r#""connectionProperties":[]"#] {
        let raw = Raw::doing([with_trace("201 Created", &format!(r#"{{"qID":"1",{member}}}"#))]).await;
        let failure = client().create(&session(&raw.url), &s3("n", None)).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::OutcomeUnknown, "{member}");
    }
}

#[tokio::test]
async fn a_list_that_repeats_itself_ends() {
    let page = |number: usize| {
        let next = format!("/api/v1/oauth-clients?page={number}");
        says("200 OK", &format!(r#"{{"data":[{{"clientId":"c1"}}],"links":{{"next":{{"href":"{next}"}}}}}}"#))
    };
    let raw = Raw::doing((0..30).map(page)).await;
    let wanted = WantedParts { client: Some("ours".into()), ..WantedParts::default() };
    let existing = in_time(client().inspect_set_up(&session(&raw.url), &wanted)).await;
    let PartLookup::Failed(failure) = existing.client else { panic!("{existing:?}") };
    assert!(
        matches!(&failure.kind, FailureKind::Unexpected(words) if words.contains("did not send its whole list")),
        "{failure:?}"
    );
    assert_eq!(raw.count("GET"), 2);
}

#[tokio::test]
async fn a_page_that_leads_nowhere_or_holds_what_cannot_be_read_is_no_end() {
    for (body, is_cut) in [
        (r#"{"data":[{"id":"1"}]}"#, false),
        (r#"{"data":[],"links":{"next":{"href":"https://evil.example/x"}}}"#, true),
        (r#"{"data":[{"id":"1"}],"links":{"next":{"href":"/api/v1/spaces?limit=100"}}}"#, true),
        (r#"{"data":[{"id":"1"},["2"]]}"#, true),
        (r#"{"data":[{"id":"1"}],"errors":[{"code":"X"}]}"#, true),
    ] {
        let raw = Raw::doing([says("200 OK", body)]).await;
        let page = client().spaces(&session(&raw.url), None).await.unwrap();
        assert_eq!((page.is_cut, page.next), (is_cut, None), "{body}");
        let page = client().connections(&session(&raw.url), &ConnectionQuery::All, None).await.unwrap();
        assert_eq!((page.is_cut || body.contains("limit=100"), page.items.len()), (is_cut, page.items.len()));
    }
}

#[tokio::test]
async fn a_refusal_keeps_its_reason_in_every_usual_shape() {
    for (body, said) in [
        (r#"{"errors":[{"code":"X-1","detail":"License required"}]}"#, "License required (X-1)"),
        (r#"{"message":"License required for this"}"#, "License required for this"),
        (
            r#"{"error":"invalid_grant","error_description":"The code is used up"}"#,
            "The code is used up (invalid_grant)",
        ),
        (r#"{"error":{"message":"No quota"}}"#, "No quota"),
        (r#"{"title":"Bad","detail":"No such thing"}"#, "No such thing"),
        (r#""No""#, "No"),
        ("RBAC: access denied", "RBAC: access denied"),
    ] {
        for status in ["400 Bad Request", "401 No", "403 Forbidden", "404 Not Found", "409 Conflict", "500 Oops"] {
            let raw = Raw::doing([Act::Say(answer(status, &[], body))]).await;
            let failure = client().create(&session(&raw.url), &s3("n", None)).await.unwrap_err();
            let code = status.split(' ').next().unwrap();
            assert_eq!(failure.verbatim(), format!("{said} · HTTP {code}"), "{body}");
            assert_eq!(failure.envelope, body.contains("errors"), "{body}");
        }
    }
}

#[tokio::test]
async fn a_name_is_free_only_where_the_tenants_own_errors_say_so() {
    for (status, body) in [
        ("404 Not Found", r#"{"message":"no route"}"#),
        ("404 Not Found", "not here"),
        ("400 Bad Request", r#"{"error":"bad","error_description":"x"}"#),
    ] {
        let raw = Raw::doing([says(status, body)]).await;
        let check = client().credential_by_name(&session(&raw.url), "x").await.unwrap();
        assert_eq!(check, CredentialCheck::Unchecked, "{status} {body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_was_sent_is_masked_wherever_it_comes_back() {
    const SECRET: &str = "marker-secret-77aa";
    let quoted = format!("Bearer {KEY} may not use {SECRET}");
    let padded = format!("{}{SECRET}", "x".repeat(390));
    for (status, body) in [
        (
            "400 Bad Request",
            json!({"errors": [{"code": KEY, "title": quoted, "detail": quoted}], "traceId": KEY}).to_string(),
        ),
        ("403 Forbidden", json!({"message": quoted}).to_string()),
        ("401 No", json!({"error": KEY, "error_description": quoted}).to_string()),
        ("500 Oops", quoted.clone()),
        ("400 Bad Request", padded),
        ("201 Created", json!({"qID": "1", "connectionProperties": {"a": quoted}}).to_string()),
    ] {
        let headers = [&*format!("x-trace-id: {KEY}"), &*format!("warning: 299 - \"{quoted}\"")];
        let raw = Raw::doing([Act::Say(answer(status, &headers, &body))]).await;
        let (client, lines) = observed();
        let me = session(&raw.url);
        let created = client.create(&me, &s3("n", None)).await;
        // What was sent for one request may come back with the next one.
        let later = client.read_back(&me, "1").await;
        let mut shown = format!("{created:?} {later:?}");
        for failure in [created.err(), later.err()].into_iter().flatten() {
            shown.push_str(&failure.verbatim());
        }
        for line in lines.lock().unwrap().iter() {
            shown = format!("{shown} {} {}", line.words(), line.dated());
        }
        assert!(!shown.contains("marker-") && shown.contains("••••"), "{status} {body}\n{shown}");
    }
    let elsewhere = Act::Say(answer("302 Found", &[&format!("location: https://{KEY}.evil.example/")], ""));
    let raw = Raw::doing([elsewhere]).await;
    let failure = client().spaces(&session(&raw.url), None).await.unwrap_err();
    assert!(!format!("{failure:?}").contains("marker-"), "{failure:?}");
}
