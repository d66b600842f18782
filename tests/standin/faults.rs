//! Faults to order, seen from outside.

use std::time::Duration;

use serde_json::json;

use crate::client::{Tenant, in_time, s3, s3_separated};

const CONNECTIONS: &str = "/api/v1/data-connections";

async fn raw_create(tenant: &Tenant, body: serde_json::Value) -> Vec<u8> {
    let bearer = format!("Bearer {}", tenant.key("creator"));
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    in_time(tenant.raw("POST", CONNECTIONS, &headers, &body.to_string())).await
}

async fn connections(tenant: &Tenant) -> usize {
    let list = tenant.get("/api/v1/data-connections?noDatafiles=true").await.body(200);
    list["data"].as_array().unwrap().len()
}

#[tokio::test]
async fn cut_before_ends_the_connection_without_a_byte_and_without_processing() {
    let tenant = Tenant::faulty("POST|/data-connections$|cut-before").await;
    assert_eq!(raw_create(&tenant, s3("lost")).await, b"");
    assert_eq!(connections(&tenant).await, 0);
    assert_eq!(tenant.create(s3("lost")).await.status, 201);
}

#[tokio::test]
async fn cut_after_ends_the_connection_without_a_byte_after_committing() {
    let tenant = Tenant::faulty("POST|/data-connections$|cut-after").await;
    assert_eq!(raw_create(&tenant, s3("made")).await, b"");
    assert_eq!(connections(&tenant).await, 1);
    assert_eq!(tenant.create(s3("made")).await.status, 409);
}

#[tokio::test]
async fn a_status_answers_without_processing_as_often_as_told() {
    let tenant = Tenant::faulty("POST|/data-connections$|status=503|2").await;
    for _ in 0..2 {
        let answer = tenant.create(s3("later")).await;
        assert_eq!(answer.status, 503);
        assert_eq!(answer.error()["code"], "STUB-503");
    }
    assert_eq!(tenant.create(s3("later")).await.status, 201);
}

#[tokio::test]
async fn an_ordered_429_carries_the_words_of_a_real_one() {
    let tenant = Tenant::faulty("*|.|status=429").await;
    let answer = tenant.get("/api/v1/spaces").await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("1")));
    assert_eq!(answer.error()["code"], "HTTP-429");
}

#[tokio::test]
async fn garbage_is_no_json_and_html_is_a_page() {
    let garbage = Tenant::faulty("GET|/spaces|garbage").await.get("/api/v1/spaces").await;
    assert_eq!((garbage.status, garbage.header("content-type")), (200, Some("application/json")));
    assert!(serde_json::from_str::<serde_json::Value>(&garbage.text).is_err());
    let html = Tenant::faulty("GET|/spaces|html").await.get("/api/v1/spaces").await;
    assert_eq!(html.status, 200);
    assert!(html.header("content-type").unwrap().starts_with("text/html"));
}

#[tokio::test]
async fn a_redirect_leads_where_it_was_told_to() {
    let tenant = Tenant::faulty("*|/data-connections|redirect=http://127.0.0.1:9/elsewhere|2").await;
    for (method, status) in [("GET", 302), ("POST", 307)] {
        let answer = tenant.ask_as("creator", method, CONNECTIONS, Some(s3("x"))).await;
        assert_eq!((answer.status, answer.header("location")), (status, Some("http://127.0.0.1:9/elsewhere")));
    }
}

#[tokio::test(start_paused = true)]
async fn a_delay_holds_back_and_then_processes() {
    let tenant = Tenant::faulty("GET|limit=7|delay=90000").await;
    let start = tokio::time::Instant::now();
    assert_eq!(tenant.get("/api/v1/spaces?limit=7").await.status, 200);
    assert!(start.elapsed() >= Duration::from_secs(90));
}

#[tokio::test]
async fn credential_then_fail_leaves_the_credential_behind() {
    let tenant = Tenant::faulty("POST|/data-connections$|credential-then-fail").await;
    assert_eq!(tenant.create(s3_separated("half", "left over")).await.status, 500);
    assert_eq!(connections(&tenant).await, 0);
    let left = tenant.get("/api/v1/data-credentials/left%20over?byCredentialName=true").await.body(200);
    assert_eq!((&left["qName"], &left["qConnCount"]), (&json!("left over"), &json!(0)));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_has_arrived_is_carried_out_though_nobody_waits_any_more() {
    let tenant = Tenant::faulty("POST|/data-connections$|delay=90000").await;
    let impatient = tokio::time::timeout(Duration::from_mins(1), tenant.create(s3("late")));
    assert!(impatient.await.is_err());
    assert_eq!(connections(&tenant).await, 0);
    tokio::time::sleep(Duration::from_secs(31)).await;
    assert_eq!(connections(&tenant).await, 1);
}
