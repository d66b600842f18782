//! Separated credentials: made with a connection, found by name, used again, left over.

use serde_json::{Value, json};

use crate::client::{Tenant, s3_separated, segment};

const CREDENTIALS: &str = "/api/v1/data-credentials";

fn by_name(name: &str) -> String {
    format!("{CREDENTIALS}/{}?byCredentialName=true", segment(name))
}

/// A connection that uses a credential that is there already.
fn using(source: &str, name: &str, credential: &str) -> Value {
    json!({ "datasourceID": source, "qName": name, "connectionProperties": {
        "bucketName": "b", "separateCredentials": "true", "selectedCredentials": credential } })
}

#[tokio::test]
async fn a_new_credential_is_stored_under_its_name_and_used_again() {
    let tenant = Tenant::start().await;
    tenant.get(&by_name("serviceAccount123")).await.refusal(404);
    let made = tenant.create(s3_separated("one", "serviceAccount123")).await.body(201);
    assert_eq!(made["qSeparateCredentials"], true);
    let credential = tenant.get(&by_name("serviceAccount123")).await.body(200);
    assert_eq!(credential["qID"], made["qCredentialsID"]);
    assert_eq!(credential["qName"], "serviceAccount123");
    assert_eq!(credential["datasourceID"], "File_AmazonS3ConnectorV2");
    assert_eq!(credential["qType"], "QvWebStorageProviderConnectorPackage.exe");
    assert_eq!((&credential["qSeparated"], &credential["qConnCount"]), (&json!(1), &json!(1)));
    assert_eq!(credential["connectionId"], "");
    assert!(credential["created"].is_string() && credential["updated"].is_string());
    let id = credential["qID"].as_str().unwrap();
    assert_eq!(credential["links"]["self"]["href"], format!("{}/v1/data-credentials/{id}", tenant.standin.url()));

    let second = tenant.create(using("File_AmazonS3ConnectorV2", "two", id)).await.body(201);
    assert_eq!((&second["qCredentialsID"], &second["qSeparateCredentials"]), (&json!(id), &json!(true)));
    let twin = tenant.get(&format!("/api/connectivity/data-credentials/{id}")).await.body(200);
    assert_eq!((&twin["qConnCount"], twin["createdAt"].is_string()), (&json!(2), true));
}

#[tokio::test]
async fn a_credential_name_is_free_once_per_owner() {
    let tenant = Tenant::start().await;
    tenant.create(s3_separated("one", "shared name")).await.body(201);
    let clash = tenant.create(s3_separated("two", "shared name")).await;
    assert!(clash.refusal(409).contains("shared name"));
    let bot = tenant.ask_as("bot", "POST", "/api/v1/data-connections", Some(s3_separated("one", "shared name"))).await;
    bot.body(201);
}

#[tokio::test]
async fn credentials_that_cannot_be_selected_are_refused_one_by_one() {
    let tenant = Tenant::start().await;
    let made = tenant.create(s3_separated("one", "mine")).await.body(201);
    let own = made["qCredentialsID"].as_str().unwrap().to_owned();
    let embedded = tenant.create(crate::client::s3("embedded")).await.body(201)["qCredentialsID"].clone();
    let theirs = tenant.ask_as("bot", "POST", "/api/v1/data-connections", Some(s3_separated("t", "theirs"))).await;
    let theirs = theirs.body(201)["qCredentialsID"].clone();
    let s3 = "File_AmazonS3ConnectorV2";
    tenant.create(using(s3, "x", "00000000-0000-4000-8000-000000000000")).await.refusal(404);
    tenant.create(using(s3, "x", theirs.as_str().unwrap())).await.refusal(404);
    assert!(tenant.create(using(s3, "x", embedded.as_str().unwrap())).await.refusal(400).contains("selected"));
    assert!(tenant.create(using("File_AmazonS3Connector", "x", &own)).await.refusal(400).contains(s3));
}

#[tokio::test]
async fn separation_needs_a_name_and_a_source_that_knows_it() {
    let tenant = Tenant::start().await;
    let mut nameless = s3_separated("x", "");
    assert!(tenant.create(nameless.clone()).await.refusal(400).contains("credentialsName"));
    nameless["connectionProperties"]["separateCredentials"] = true.into();
    assert!(tenant.create(nameless.clone()).await.refusal(400).contains("credentialsName"));
    nameless["connectionProperties"]["separateCredentials"] = "perhaps".into();
    tenant.create(nameless).await.refusal(400);
    let mut loginless = s3_separated("x", "name");
    loginless["connectionProperties"].as_object_mut().unwrap().shift_remove("secretKey");
    assert!(tenant.create(loginless).await.refusal(400).contains("secretKey"));
    let postgres = json!({ "datasourceID": "postgres", "qName": "p", "connectionProperties": { "host": "h",
        "username": "u", "password": "p", "separateCredentials": "true", "credentialsName": "n" } });
    assert!(tenant.create(postgres).await.refusal(400).contains("separateCredentials"));
}

#[tokio::test]
async fn a_separated_credential_outlives_its_connection_and_becomes_an_orphan() {
    let tenant = Tenant::start().await;
    let made = tenant.create(s3_separated("one", "kept")).await.body(201);
    let connection = format!("/api/v1/data-connections/{}", made["id"].as_str().unwrap());
    let orphans =
        async |body: Value| tenant.post(&format!("{CREDENTIALS}/actions/filter-orphan"), body).await.body(200);
    assert_eq!(orphans(json!({})).await, json!({ "count": 0, "data": [] }));
    assert_eq!(tenant.ask_as("creator", "DELETE", &connection, None).await.status, 204);
    assert_eq!(tenant.get(&by_name("kept")).await.body(200)["qConnCount"], 0);
    for (body, count) in [
        (json!({}), 1),
        (json!({ "datasourceID": "File_AmazonS3ConnectorV2", "qSeparated": 1 }), 1),
        (json!({ "qType": "QvWebStorageProviderConnectorPackage.exe" }), 1),
        (json!({ "dataSourceId": "gbq" }), 0),
        (json!({ "qSeparated": 0 }), 0),
    ] {
        assert_eq!(orphans(body.clone()).await["count"], count, "{body}");
    }
    let orphan = &orphans(json!({})).await["data"][0];
    for field in ["qID", "qName", "qType", "created", "updated", "datasourceID", "tenant", "user"] {
        assert!(orphan[field].is_string(), "{field}");
    }
    let path = format!("{CREDENTIALS}/actions/filter-orphan");
    tenant.ask_as("viewer", "POST", &path, Some(json!({}))).await.refusal(403);
    assert_eq!(tenant.ask_as("bot", "POST", &path, Some(json!({}))).await.body(200)["count"], 0);
    tenant.post(&path, json!({ "qSeparated": 2 })).await.refusal(400);
}

#[tokio::test]
async fn any_name_that_one_encoded_segment_can_carry_is_found() {
    let tenant = Tenant::start().await;
    let id_like = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    for name in ["a/b", "what?", "#1", "100% sure", "%2F", "a+b", "..", "say \"hi\"", "東京", "\u{1b}[31m", id_like] {
        let made = tenant.create(s3_separated(&format!("for {name}"), name)).await.body(201);
        assert_eq!(tenant.get(&by_name(name)).await.body(200)["qID"], made["qCredentialsID"], "{name}");
    }
    // Only the query makes a name of it.
    tenant.get(&format!("{CREDENTIALS}/{id_like}")).await.refusal(404);
    tenant.get(&format!("{CREDENTIALS}/{}", segment("a/b"))).await.refusal(400);
    // Names are the caller's own.
    tenant.ask_as("bot", "GET", &by_name("a/b"), None).await.refusal(404);
    tenant.ask_as("admin", "GET", &by_name("a/b"), None).await.refusal(404);
}

#[tokio::test]
async fn a_credential_is_deleted() {
    let tenant = Tenant::start().await;
    let made = tenant.create(s3_separated("one", "old")).await.body(201);
    let id = made["qCredentialsID"].as_str().unwrap();
    let path = format!("{CREDENTIALS}/{id}");
    tenant.ask_as("bot", "DELETE", &path, None).await.refusal(404);
    assert_eq!(tenant.ask_as("creator", "DELETE", &by_name("old"), None).await.status, 204);
    tenant.get(&path).await.refusal(404);
    let connection = tenant.get(&format!("/api/v1/data-connections/{}", made["id"].as_str().unwrap())).await.body(200);
    assert!(connection.get("qCredentialsID").is_none());
}

#[tokio::test]
async fn a_new_server_parts_a_connection_from_its_separated_credential() {
    let tenant = Tenant::start().await;
    let body = json!({ "datasourceID": "mssql", "qName": "db", "connectionProperties": { "host": "h", "username": "u",
        "password": "p", "separateCredentials": true, "credentialsName": "db login" } });
    let made = tenant.create(body).await.body(201);
    let path = format!("/api/v1/data-connections/{}", made["id"].as_str().unwrap());
    let host = json!({ "op": "replace", "path": "/connectionProperties/host", "value": "h2" });
    let login = json!({ "op": "replace", "path": "/connectionProperties/password", "value": "p2" });
    assert_eq!(tenant.ask_as("creator", "PATCH", &path, Some(json!([host, login]))).await.status, 204);
    assert!(tenant.get(&path).await.body(200).get("qCredentialsID").is_none());
    let again = json!([{ "op": "replace", "path": "/connectionProperties/selectedCredentials",
        "value": made["qCredentialsID"] }]);
    assert_eq!(tenant.ask_as("creator", "PATCH", &path, Some(again)).await.status, 204);
    assert_eq!(tenant.get(&path).await.body(200)["qCredentialsID"], made["qCredentialsID"]);
}
