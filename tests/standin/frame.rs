//! Sign-in, users, tenants, families of routes, limits, the announcement.

use std::{collections::BTreeSet, time::Duration};

use qonnect::standin::{Config, Dialect, Tiers};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::{Tenant, in_time, s3};

#[tokio::test]
async fn a_missing_or_bad_key_is_unauthorized_with_errors_and_a_trace_id() {
    let tenant = Tenant::start().await;
    let other = Tenant::start().await.key("creator");
    let own = tenant.key("creator");
    let (foreign, bare, basic) = (format!("Bearer {other}"), own.clone(), format!("Basic {own}"));
    for authorization in
        [None, Some(foreign.as_str()), Some(&bare), Some(&basic), Some("Bearer"), Some("Bearer \u{80}")]
    {
        let headers: Vec<_> = authorization.map(|value| ("Authorization", value)).into_iter().collect();
        for path in ["/api/v1/tenants/me", "/api/v1/users/me", "/api/v1/spaces", "/api/connectivity/data-connections"] {
            let answer = tenant.send("GET", path, &headers, "").await;
            assert_eq!(answer.status, 401, "{authorization:?}");
            assert_eq!(answer.error(), json!({ "code": "STUB-401", "title": "Unauthorized", "status": "401" }));
            assert_eq!(answer.json()["traceId"].as_str().unwrap().len(), 32);
            assert!(answer.header("date").is_some());
        }
    }
}

#[tokio::test]
async fn users_me_redirects_on_the_same_host_and_tenants_me_answers_directly() {
    let tenant = Tenant::start().await;
    let me = tenant.get("/api/v1/users/me").await;
    assert_eq!(me.status, 301);
    let user = tenant.get(me.header("location").unwrap()).await.body(200);
    for field in ["id", "name", "subject", "tenantId", "status", "locale", "zoneinfo"] {
        assert!(user[field].is_string(), "{field}");
    }
    let own = tenant.get("/api/v1/tenants/me").await.body(200);
    assert_eq!(own["id"], user["tenantId"]);
    assert!(tenant.standin.url().ends_with(own["hostnames"][0].as_str().unwrap()));
    assert_eq!(tenant.get("/api/v1/users/other").await.status, 404);
}

#[tokio::test]
async fn the_bot_is_told_by_its_subject_and_client_id() {
    let tenant = Tenant::start().await;
    let me = tenant.ask_as("bot", "GET", "/api/v1/users/me", None).await;
    let bot = tenant.ask_as("bot", "GET", me.header("location").unwrap(), None).await.body(200);
    assert!(bot["subject"].as_str().unwrap().starts_with("qlikbot\\"));
    assert!(bot["clientId"].is_string());
}

#[tokio::test]
async fn a_path_that_nobody_serves_answers_without_errors() {
    let tenant = Tenant::start().await;
    for path in ["/api/v1/nothing", "/api/v2/spaces", "/nothing", "/api/connectivity/spaces"] {
        let answer = tenant.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text.contains("errors"), "{path}");
    }
}

#[tokio::test]
async fn a_family_that_is_left_out_answers_as_a_missing_route() {
    let paths = [
        (Dialect::V1, "/api/v1/data-connections"),
        (Dialect::Connectivity, "/api/connectivity/data-connections"),
        (Dialect::Dcaas, "/api/v1/dcaas/actions/data-connections/api-specs?dataSourceId=gbq"),
    ];
    for (left_out, _) in paths {
        let tenant = Tenant::with(Config { without: vec![left_out], ..Config::default() }).await;
        for (dialect, path) in paths {
            let answer = tenant.get(path).await;
            assert_eq!(answer.status, if dialect == left_out { 404 } else { 200 }, "{path}");
            assert!(!answer.text.contains("errors"), "{path}");
        }
        assert_eq!(tenant.get("/api/v1/spaces").await.status, 200);
    }
}

#[tokio::test]
async fn the_write_tier_closes_after_five_hundred_requests_and_the_read_tier_stays_open() {
    let tenant = Tenant::start().await;
    let body = json!({});
    for _ in 0..500 {
        let answer = tenant.post("/api/v1/data-credentials/actions/filter-orphan", body.clone()).await;
        assert_eq!(answer.status, 200);
    }
    let answer = tenant.create(s3("one too many")).await;
    assert_eq!(answer.status, 429);
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=300).contains(&wait));
    assert_eq!(answer.error()["code"], "HTTP-429");
    assert_eq!(answer.error()["title"], "API rate limit reached.");
    assert_eq!(answer.error()["detail"], format!("You need to wait {wait} seconds until limit is lifted."));
    assert_eq!(tenant.get("/api/v1/spaces").await.status, 200);
    assert_eq!(tenant.ask_as("admin", "POST", "/api/v1/data-connections", Some(s3("x"))).await.status, 201);
}

#[tokio::test(start_paused = true)]
async fn a_tier_that_was_made_small_closes_and_opens_again_and_may_keep_silent_about_when() {
    for tells_wait in [true, false] {
        let tiers = Tiers { reads: 3, writes: 1, window: Duration::from_secs(10), tells_wait };
        let tenant = Tenant::with(Config { tiers, ..Config::default() }).await;
        tenant.create(s3("one")).await.body(201);
        let refused = tenant.create(s3("two")).await;
        assert_eq!((refused.status, refused.header("retry-after")), (429, tells_wait.then_some("10")));
        assert_eq!(refused.error()["code"], "HTTP-429");
        for status in [200, 200, 200, 429] {
            assert_eq!(tenant.get("/api/v1/spaces").await.status, status);
        }
        tokio::time::advance(Duration::from_secs(10)).await;
        tenant.create(s3("two")).await.body(201);
    }
}

#[tokio::test]
async fn many_connections_are_there_from_the_start() {
    let tenant = Tenant::with(Config { connections: 1000, ..Config::default() }).await;
    let (mut seen, mut next) =
        (BTreeSet::new(), Some("/api/v1/data-connections?noDatafiles=true&limit=100".to_owned()));
    while let Some(path) = next {
        let page = tenant.get(&path).await.body(200);
        for row in page["data"].as_array().unwrap() {
            assert!(row["qCredentialsID"].is_string() && row["updated"].is_string(), "{row}");
            seen.insert((row["qName"].to_string(), row["qSeparateCredentials"] == true));
        }
        let href = page["links"]["next"]["href"].as_str();
        next = href.map(|href| href.strip_prefix(tenant.standin.url()).unwrap().to_owned());
    }
    // What stands in the personal spaces of others is not for the creator to see.
    assert!((950..=1000).contains(&seen.len()), "{}", seen.len());
    assert!(seen.iter().any(|(_, separated)| *separated) && seen.iter().any(|(_, separated)| !separated));
}

#[tokio::test]
async fn a_page_from_elsewhere_changes_nothing_and_another_name_for_this_machine_reads_nothing() {
    let tenant = Tenant::start().await;
    let bearer = format!("Bearer {}", tenant.key("creator"));
    let body = s3("foreign").to_string();
    let json = ("Content-Type", "application/json");
    let headers = [("Authorization", bearer.as_str()), json, ("Origin", "https://evil.example")];
    let answer = tenant.send("POST", "/api/v1/data-connections", &headers, &body).await;
    assert_eq!(answer.status, 403);
    assert_eq!(tenant.get("/api/v1/data-connections?noDatafiles=true").await.body(200)["meta"]["count"], 0);
    let own = [("Authorization", bearer.as_str()), json, ("Origin", tenant.standin.url())];
    assert_eq!(tenant.send("POST", "/api/v1/data-connections", &own, &body).await.status, 201);

    let address = tenant.standin.url().strip_prefix("http://").unwrap();
    for host in ["rebound.example", "127.0.0.1:1"] {
        let mut wire = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        wire.write_all(request.as_bytes()).await.unwrap();
        let mut told = String::new();
        wire.read_to_string(&mut told).await.unwrap();
        assert!(told.starts_with("HTTP/1.1 421 "), "{told}");
    }
}

#[tokio::test]
async fn the_announcement_names_the_tenant_and_every_key() {
    let tenant = Tenant::start().await;
    let line = tenant.standin.announcement(true);
    assert!(!line.contains('\n'));
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["tenant"], tenant.standin.url());
    assert_eq!(line["apiKey"], tenant.key("creator"));
    let roles: Vec<_> = line["users"].as_array().unwrap().iter().map(|user| user["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["admin", "creator", "viewer", "bot"]);
    let words = tenant.standin.announcement(false);
    for user in tenant.standin.users() {
        assert!(words.contains(&user.api_key) && words.contains(&user.name));
    }
    assert!(!format!("{:?}", tenant.standin.users()).contains(&tenant.key("creator")));
}

#[tokio::test]
async fn a_stopped_stand_in_frees_its_port() {
    let tenant = Tenant::start().await;
    let address = tenant.standin.url().strip_prefix("http://").unwrap().to_owned();
    tenant.standin.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn stopping_does_not_wait_for_an_idle_connection() {
    let tenant = Tenant::start().await;
    let address = tenant.standin.url().strip_prefix("http://").unwrap().to_owned();
    let mut idle = tokio::net::TcpStream::connect(&address).await.unwrap();
    idle.write_all(format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes()).await.unwrap();
    let mut first = [0; 12];
    in_time(idle.read_exact(&mut first)).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    in_time(tenant.standin.stop()).await;
    // The connection ends, rather than stay open for a next request.
    in_time(idle.read_to_end(&mut Vec::new())).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn latency_holds_back_the_api_and_not_the_pages() {
    let latency = std::time::Duration::from_secs(3);
    let tenant = Tenant::with(Config { latency, ..Config::default() }).await;
    let start = tokio::time::Instant::now();
    assert_eq!(tenant.send("GET", "/", &[("Accept", "text/html")], "").await.status, 200);
    assert!(start.elapsed() < latency);
    assert_eq!(tenant.get("/api/v1/spaces").await.status, 200);
    assert!(start.elapsed() >= latency);
}

#[tokio::test]
async fn a_furnished_tenant_has_connections_a_separated_credential_and_an_orphan() {
    let tenant = Tenant::with(Config { furnished: true, ..Config::default() }).await;
    let list = tenant.get("/api/v1/data-connections?noDatafiles=true").await.body(200);
    assert_eq!(list["meta"]["count"], 5);
    let own = tenant.get("/api/v1/data-connections?noDatafiles=true&ownedByMe=true").await.body(200);
    assert_eq!(own["meta"]["count"], 4);
    let tutorial = tenant.get("/api/v1/data-credentials/serviceAccount123?byCredentialName=true").await.body(200);
    assert_eq!(tutorial["datasourceID"], "File_AmazonS3Connector");
    let key = tenant.get("/api/v1/data-credentials/warehouse%20key?byCredentialName=true").await.body(200);
    assert_eq!((&key["qSeparated"], &key["qConnCount"]), (&json!(1), &json!(1)));
    let orphans = tenant.post("/api/v1/data-credentials/actions/filter-orphan", json!({})).await.body(200);
    assert_eq!((&orphans["count"], &orphans["data"][0]["qName"]), (&json!(1), &json!("old laptop key")));
    // Without spaces there is less room.
    let bare = Tenant::with(Config { furnished: true, spaces: 0, ..Config::default() }).await;
    assert_eq!(bare.get("/api/v1/data-connections?noDatafiles=true").await.body(200)["meta"]["count"], 1);
}

#[tokio::test]
async fn a_strict_tenant_refuses_names_that_the_source_does_not_declare() {
    let tenant = Tenant::with(Config { strict_properties: true, ..Config::default() }).await;
    let mut body = s3("strict");
    body["connectionProperties"]["unheardOf"] = "x".into();
    assert!(tenant.create(body).await.refusal(400).contains("unheardOf"));
}
