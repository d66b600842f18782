//! Spaces and the list of connections: pages, filters, order.

use std::collections::HashSet;

use qonnect::standin::{Config, Dialect};
use serde_json::{Value, json};

use crate::client::{Tenant, s3, segment};

fn names(list: &Value, field: &str) -> Vec<String> {
    list["data"].as_array().unwrap().iter().map(|row| row[field].as_str().unwrap().to_owned()).collect()
}

/// Follows `links.next.href` to the end, as the official client does.
async fn all(tenant: &Tenant, path: &str, field: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let page = tenant.get(&path).await.body(200);
        pages.push(names(&page, field));
        next = page["links"]["next"]["href"]
            .as_str()
            .map(|href| href.strip_prefix(tenant.standin.url()).expect("an absolute link to this tenant").to_owned());
    }
    pages
}

#[tokio::test]
async fn spaces_come_in_tens_unless_asked_otherwise() {
    let tenant = Tenant::with(Config { spaces: 25, ..Config::default() }).await;
    let first = tenant.get("/api/v1/spaces").await.body(200);
    assert_eq!(first["meta"]["count"], 25);
    assert_eq!(first["meta"]["personalSpace"]["resourceType"], "personalspace");
    let pages = all(&tenant, "/api/v1/spaces", "id").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [10, 10, 5]);
    assert_eq!(pages.concat().iter().collect::<HashSet<_>>().len(), 25);
    assert_eq!(all(&tenant, "/api/v1/spaces?limit=100", "id").await, [pages.concat()]);
    for limit in ["0", "101", "ten"] {
        let answer = tenant.get(&format!("/api/v1/spaces?limit={limit}")).await;
        answer.refusal(400);
        assert!(answer.json()["traceId"].is_string());
    }
    tenant.get("/api/v1/spaces?next=made-up").await.refusal(400);
}

#[tokio::test]
async fn a_page_leads_back_to_the_one_before() {
    let tenant = Tenant::start().await;
    let second = tenant.get("/api/v1/spaces?limit=5").await.body(200)["links"]["next"]["href"].clone();
    let second = tenant.get(second.as_str().unwrap().strip_prefix(tenant.standin.url()).unwrap()).await.body(200);
    let first = second["links"]["prev"]["href"].as_str().unwrap().strip_prefix(tenant.standin.url()).unwrap();
    assert!(first.contains("limit=5"));
    let first = tenant.get(first).await.body(200);
    assert_eq!(names(&first, "id"), names(&tenant.get("/api/v1/spaces?limit=5").await.body(200), "id"));
}

#[tokio::test]
async fn a_space_has_the_required_fields_and_one_of_three_types() {
    let tenant = Tenant::start().await;
    let spaces = tenant.get("/api/v1/spaces?limit=100").await.body(200);
    let mut kinds = HashSet::new();
    for space in spaces["data"].as_array().unwrap() {
        for field in ["id", "name", "tenantId", "type", "description", "ownerId", "createdAt"] {
            assert!(space[field].is_string(), "{field}");
        }
        assert!(space["links"]["self"]["href"].is_string() && space["links"]["assignments"]["href"].is_string());
        assert!(space["meta"]["actions"].is_array());
        kinds.insert(space["type"].as_str().unwrap());
    }
    assert_eq!(kinds, HashSet::from(["shared", "managed", "data"]));
}

#[tokio::test]
async fn some_names_are_hostile() {
    let tenant = Tenant::start().await;
    let names = names(&tenant.get("/api/v1/spaces?limit=100").await.body(200), "name").concat();
    for sign in ['\u{202e}', '\u{1b}', '京', '%', '#', '/'] {
        assert!(names.contains(sign), "{sign:?}");
    }
}

#[tokio::test]
async fn spaces_are_found_by_a_part_of_the_name_in_any_case_and_by_type() {
    let tenant = Tenant::with(Config { spaces: 60, ..Config::default() }).await;
    let found = names(&tenant.get("/api/v1/spaces?limit=100&name=fINANCe").await.body(200), "name");
    assert!(found.len() > 1 && found.iter().all(|name| name.contains("Finance")));
    let wide = tenant.get(&format!("/api/v1/spaces?name={}", segment("東京"))).await.body(200);
    assert_eq!(wide["meta"]["count"], 1);
    assert_eq!(tenant.get("/api/v1/spaces?name=nowhere").await.body(200)["data"], json!([]));
    let data = names(&tenant.get("/api/v1/spaces?limit=100&type=data,managed").await.body(200), "type");
    assert!(data.iter().all(|kind| kind != "shared") && data.len() == 20);
    let sorted = names(&tenant.get("/api/v1/spaces?limit=100&sort=-name").await.body(200), "name");
    assert!(sorted.is_sorted_by(|one, other| one.to_lowercase() >= other.to_lowercase()));
}

#[tokio::test]
async fn connections_come_all_at_once_in_version_1_and_by_twenty_in_its_twin() {
    let tenant = Tenant::start().await;
    for number in 0..25 {
        assert_eq!(tenant.create(s3(&format!("c{number:02}"))).await.status, 201);
    }
    let old = tenant.get("/api/v1/data-connections?noDatafiles=true").await.body(200);
    assert_eq!((old["data"].as_array().unwrap().len(), &old["meta"]["count"]), (25, &json!(25)));
    assert!(old["data"][0]["created"].is_string() && old["data"][0]["createdAt"].is_null());
    assert!(old["links"].get("next").is_none());

    let pages = all(&tenant, "/api/connectivity/data-connections?noDatafiles=true&sort=-qName", "qName").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [20, 5]);
    assert!(pages.concat().is_sorted_by(|one, other| one >= other));
    let new = tenant.get("/api/connectivity/data-connections?limit=1").await.body(200);
    assert!(new["data"][0]["createdAt"].is_string() && new["data"][0]["created"].is_null());
    tenant.get("/api/v1/data-connections?sort=%2Bcolour").await.refusal(400);
    tenant.get("/api/v1/data-connections?page=made-up").await.refusal(400);
    let renamed = tenant.get("/api/v1/data-connections?dataName=rows&noDatafiles=true").await.body(200);
    assert_eq!(renamed["rows"].as_array().unwrap().len(), 25);
    tenant.get("/api/v1/data-connections?dataName=").await.refusal(400);
}

#[tokio::test]
async fn data_file_entries_come_last_unless_left_out() {
    let tenant = Tenant::start().await;
    tenant.create(s3("mine")).await.body(201);
    let list = tenant.get("/api/v1/data-connections").await.body(200);
    assert_eq!(names(&list, "qName")[0], "mine");
    let files = &list["data"].as_array().unwrap()[1..];
    assert_eq!(files.len(), 13, "one per space, and the personal one");
    assert!(files.iter().all(|file| file["qType"] == "qix-datafiles.exe" && file["user"] == ""));
    let space = tenant.space(0).await;
    let list = tenant.get(&format!("/api/v1/data-connections?spaceId={space}")).await.body(200);
    assert_eq!(names(&list, "qName"), ["DataFiles"]);
}

#[tokio::test]
async fn connections_are_selected_by_space_owner_and_filter() {
    let tenant = Tenant::start().await;
    let space = tenant.space(0).await;
    for (role, name, shared) in [
        ("creator", "mine", false),
        ("creator", "ours", true),
        ("bot", "its own", false),
        ("bot", r#"quote " and \ back"#, true),
    ] {
        let mut body = s3(name);
        if shared {
            body["space"] = space.as_str().into();
        }
        tenant.ask_as(role, "POST", "/api/v1/data-connections", Some(body)).await.body(201);
    }
    let bot = tenant.get("/api/v1/data-connections?noDatafiles=true").await.body(200)["data"][2]["user"].clone();
    let filter = |text: &str| format!("filter={}", segment(text));
    for (query, expected) in [
        (String::new(), vec!["mine", "ours", r#"quote " and \ back"#]),
        (format!("spaceId={space}"), vec!["ours", r#"quote " and \ back"#]),
        ("personal=true".to_owned(), vec!["mine"]),
        (format!("personal=true&spaceId={space}"), vec!["ours", r#"quote " and \ back"#]),
        ("ownedByMe=true".to_owned(), vec!["mine", "ours"]),
        ("spaceId=unknown".to_owned(), vec![]),
        (filter(r#"qName eq "mine""#), vec!["mine"]),
        (filter(r#"qName eq "quote \" and \\ back""#), vec![r#"quote " and \ back"#]),
        (
            filter(r#"qName co "n" and datasourceID eq "File_AmazonS3ConnectorV2" or qName sw "ou""#),
            vec!["mine", "ours", r#"quote " and \ back"#],
        ),
        (filter(r#"created gt "2999-01-01T00:00:00Z""#), vec![]),
    ] {
        let list = tenant.get(&format!("/api/v1/data-connections?noDatafiles=true&{query}")).await.body(200);
        assert_eq!(names(&list, "qName"), expected, "{query}");
    }
    let complaint = tenant.get(&format!("/api/v1/data-connections?{}", filter("colour eq 1"))).await.refusal(400);
    assert!(complaint.contains("qName"));

    let others = format!("/api/v1/data-connections?noDatafiles=true&userId={}", bot.as_str().unwrap());
    tenant.get(&others).await.refusal(403);
    let seen = tenant.ask_as("admin", "GET", &others, None).await.body(200);
    assert_eq!(names(&seen, "qName"), ["its own", r#"quote " and \ back"#]);
}

#[tokio::test]
async fn connections_of_a_disabled_source_drop_out_unless_included() {
    let tenant = Tenant::with(Config { without: vec![Dialect::Connectivity], ..Config::default() }).await;
    tenant.create(s3("one")).await.body(201);
    let settings = "/api/v1/data-sources/File_AmazonS3ConnectorV2/settings";
    tenant.ask_as("admin", "PUT", settings, Some(json!({ "disabled": true }))).await.body(200);
    let list = tenant.get("/api/v1/data-connections?noDatafiles=true").await.body(200);
    assert_eq!(list["data"], json!([]));
    let list = tenant.get("/api/v1/data-connections?noDatafiles=true&includeDisabled=true").await.body(200);
    assert_eq!(names(&list, "qName"), ["one"]);
}
