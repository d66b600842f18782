//! Creating, reading, changing and deleting connections, with embedded logins.

use serde_json::{Value, json};

use crate::client::{Tenant, s3, segment};

const V1: &str = "/api/v1/data-connections";
const DCAAS: &str = "/api/v1/dcaas/actions/data-connections";

#[tokio::test]
async fn a_create_answers_with_the_fields_of_a_real_one() {
    let tenant = Tenant::start().await;
    let space = tenant.space(0).await;
    let mut body = s3("sales");
    body["space"] = space.as_str().into();
    body["tags"] = json!(["nightly"]);
    let made = tenant.create(body).await.body(201);
    for field in ["id", "qID", "qEngineObjectID", "qCredentialsID", "created", "updated", "user", "tenant", "qri"] {
        assert!(made[field].is_string(), "{field}");
    }
    let id = made["id"].as_str().unwrap();
    assert_eq!((&made["qID"], &made["qEngineObjectID"]), (&made["id"], &made["id"]));
    assert_eq!(made["datasourceID"], "File_AmazonS3ConnectorV2");
    assert_eq!(made["qType"], "QvWebStorageProviderConnectorPackage.exe");
    assert_eq!(
        made["qConnectStatement"],
        "CUSTOM CONNECT TO \"provider=QvWebConnectorPackage.exe;sourceType=File_AmazonS3ConnectorV2;region=eu-west-1;\
         bucketName=bucket;\""
    );
    assert_eq!((&made["qLogOn"], &made["qArchitecture"]), (&json!(1), &json!(0)));
    assert_eq!((&made["qSeparateCredentials"], &made["version"]), (&json!(false), &json!("V1")));
    assert_eq!(made["privileges"], json!(["read", "update", "delete"]));
    assert_eq!(made["space"], space);
    assert_eq!(made["tags"], json!(["nightly", "DcaasAPI:QvWebStorageProviderConnectorPackage.exe:4.46.0"]));
    assert_eq!(made["links"]["self"]["href"], format!("{}/v1/data-connections/{id}", tenant.standin.url()));
    assert!(made["qri"].as_str().unwrap().starts_with("qri:file:s3://"));
    assert!(!made.to_string().contains("marker-secret"));
}

#[tokio::test]
async fn keys_of_the_body_match_in_any_letter_case() {
    let tenant = Tenant::start().await;
    let body = json!({
        "dataSourceId": "mssql", "QNAME": "cased",
        "ConnectionProperties": { "host": "h", "port": 1433, "username": "u", "password": "p" },
    });
    assert_eq!(tenant.create(body).await.body(201)["datasourceID"], "mssql");
}

#[tokio::test]
async fn a_missing_field_is_named_in_the_published_words() {
    let tenant = Tenant::start().await;
    let without = |key: &str| {
        let mut body = s3("incomplete");
        body["connectionProperties"].as_object_mut().unwrap().shift_remove(key);
        body.as_object_mut().unwrap().shift_remove(key);
        body
    };
    for field in ["accessKey", "secretKey", "bucketName", "datasourceID", "qName", "connectionProperties"] {
        let answer = tenant.create(without(field)).await;
        assert_eq!(answer.status, 400);
        assert_eq!(
            answer.json()["errors"],
            json!([{
                "code": "DCERROR-0010",
                "title": "Bad or invalid request",
                "detail": format!("Field {field} is missing in the request"),
                "status": 400,
            }])
        );
    }
    let mut empty = s3("empty");
    empty["connectionProperties"]["accessKey"] = "".into();
    assert!(tenant.create(empty).await.refusal(400).contains("accessKey"));
}

#[tokio::test]
async fn values_are_judged_and_unknown_names_ignored() {
    let tenant = Tenant::start().await;
    let mut body = s3("judged");
    body["connectionProperties"]["region"] = "EU-WEST-1".into();
    assert!(tenant.create(body.clone()).await.refusal(400).contains("region"));
    body["connectionProperties"]["region"] = "eu-west-1".into();
    body["connectionProperties"]["unheardOf"] = "x".into();
    let made = tenant.create(body).await.body(201);
    let path = format!("{V1}/{}?parseConnection=true", made["id"].as_str().unwrap());
    assert!(tenant.get(&path).await.body(200)["connectionProperties"].get("unheardOf").is_none());
}

#[tokio::test]
async fn every_way_to_sign_in_to_a_source_is_enough() {
    let tenant = Tenant::start().await;
    let file = json!([{ "name": "key.p8", "value": "c2VjcmV0" }]);
    for (number, (source, properties)) in [
        ("snowflake", json!({ "server": "h", "port": "443", "username": "u", "password": "p" })),
        (
            "snowflake",
            json!({ "server": "h", "username": "u", "authenticator": "snowflake_jwt", "PRIV_KEY_FILE": file }),
        ),
        ("gbq", json!({ "OAuthMechanism": "0", "Catalog": "c", "Email": "e", "KeyFilePath": file })),
        ("gbq", json!({ "OAuthMechanism": 0, "Catalog": "c", "Email": "e", "KeyFilePath": file })),
        ("databricks", json!({ "host": "h", "AuthMech": "3", "username": "u", "password": "p", "SSL": true })),
        ("File_GoogleCloudStorageConnector", json!({ "bucketName": "b", "serviceAccountKeyFile": file })),
        ("File_FileTransferConnector", json!({ "host": "h", "username": "u", "privateKey": file })),
        ("rest", json!({ "url": "https://h/p" })),
        (
            "rest",
            json!({ "url": "https://h/p", "authSchema": "basic", "username": "u", "password": "p",
            "queryHeaders": [{ "name": "Authorization", "value": "Bearer x", "encrypt": true }] }),
        ),
        ("DG_mssql", json!({ "gatewayInstance": "g", "host": "h", "username": "u", "password": "p" })),
        ("standin_zam", json!({ "z": "?" })),
        (
            "standin_keywords",
            json!({ "endpoint": "https://h", "account": "AB1", "signIn": "token", "accessToken": "12345678" }),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({ "datasourceID": source, "qName": format!("c{number}"), "connectionProperties": properties });
        let answer = tenant.create(body).await;
        assert_eq!(answer.status, 201, "{source}: {answer:?}");
        assert!(answer.json().get("authUrl").is_none());
    }
    for (source, properties, field) in [
        ("gbq", json!({ "Catalog": "c", "Email": "e" }), "OAuthMechanism"),
        ("gbq", json!({ "Catalog": "c", "OAuthMechanism": "0", "Email": "e" }), "KeyFilePath"),
        ("gbq", json!({ "Catalog": "c", "OAuthMechanism": "1" }), "authCode"),
        ("snowflake", json!({ "server": "h", "username": "u", "authenticator": "snowflake_jwt" }), "PRIV_KEY_FILE"),
        ("rest", json!({ "url": "https://h", "authSchema": "basic" }), "username"),
        ("DG_mssql", json!({ "host": "h", "username": "u", "password": "p" }), "gatewayInstance"),
        ("standin_keywords", json!({ "endpoint": "https://h", "signIn": "token" }), "account"),
        (
            "standin_keywords",
            json!({ "endpoint": "http://h.example", "account": "AB1", "signIn": "token" }),
            "endpoint",
        ),
        ("gbq", json!({ "Catalog": "c", "OAuthMechanism": "0", "Email": "e", "KeyFilePath": "file" }), "KeyFilePath"),
    ] {
        let body = json!({ "datasourceID": source, "qName": "no", "connectionProperties": properties });
        assert!(tenant.create(body).await.refusal(400).contains(field), "{source} {field}");
    }
}

#[tokio::test]
async fn a_name_is_unique_in_its_space_only() {
    let tenant = Tenant::start().await;
    let (one, other) = (tenant.space(0).await, tenant.space(1).await);
    let body = |space: Option<&str>| {
        let mut body = s3("twice");
        if let Some(space) = space {
            body["space"] = space.into();
        }
        Some(body)
    };
    for space in [None, Some(one.as_str()), Some(&other)] {
        tenant.create(body(space).unwrap()).await.body(201);
        let clash = tenant.create(body(space).unwrap()).await;
        clash.refusal(409);
        assert_eq!(clash.error()["code"], "DCERROR-STUB-409");
    }
    // The personal space is one per user; a shared one is the same for all.
    tenant.ask_as("bot", "POST", V1, body(None)).await.body(201);
    tenant.ask_as("bot", "POST", V1, body(Some(&one))).await.refusal(409);
}

#[tokio::test]
async fn unknown_and_closed_spaces_and_missing_rights_are_forbidden() {
    let tenant = Tenant::start().await;
    let closed = tenant.space(3).await;
    let mut body = s3("nowhere");
    body["space"] = "nowhere".into();
    tenant.create(body.clone()).await.refusal(403);
    body["space"] = closed.as_str().into();
    tenant.create(body.clone()).await.refusal(403);
    tenant.ask_as("admin", "POST", V1, Some(body)).await.body(201);
    tenant.ask_as("viewer", "POST", V1, Some(s3("mine"))).await.refusal(403);
    tenant.ask_as("viewer", "GET", V1, None).await.body(200);
}

#[tokio::test]
async fn unknown_and_unreachable_sources_make_nothing() {
    let tenant = Tenant::start().await;
    let body = |source: &str| json!({ "datasourceID": source, "qName": "x", "connectionProperties": {} });
    tenant.create(body("nothing")).await.refusal(404);
    tenant.create(body("oracle")).await.refusal(503);
    tenant.create(body("File_DropBoxConnector")).await.refusal(403);
}

#[tokio::test]
async fn bodies_that_are_no_json_objects_are_refused() {
    let tenant = Tenant::start().await;
    let bearer = format!("Bearer {}", tenant.key("creator"));
    let auth = ("Authorization", bearer.as_str());
    let json = ("Content-Type", "application/json; charset=utf-8");
    assert!(tenant.send("POST", V1, &[auth, json], "{oops").await.refusal(400).contains("JSON"));
    assert!(tenant.send("POST", V1, &[auth, json], "[]").await.refusal(400).contains("object"));
    assert!(tenant.send("POST", V1, &[auth], "{}").await.refusal(400).contains("Content-Type"));
    let mut space = s3("space");
    space["space"] = 5.into();
    assert!(tenant.create(space).await.refusal(400).contains("space"));
    let mut tags = s3("tags");
    tags["tags"] = vec!["t"; 32].into();
    assert!(tenant.create(tags.clone()).await.refusal(400).contains("31"));
    tags["tags"] = json!(["x".repeat(257)]);
    tenant.create(tags).await.refusal(400);
}

#[tokio::test]
async fn a_connection_is_read_back_without_secrets_and_with_what_the_source_adds() {
    let tenant = Tenant::start().await;
    let id = tenant.create(s3("read me")).await.body(201)["id"].as_str().unwrap().to_owned();
    let plain = tenant.get(&format!("{V1}/{id}")).await.body(200);
    assert!(plain.get("connectionProperties").is_none());
    assert_eq!(plain["links"]["self"]["href"], format!("{}{V1}/{id}", tenant.standin.url()));
    assert_eq!(plain["privileges"].as_array().unwrap().len(), 6);
    let parsed = tenant.get(&format!("{V1}/{id}?parseConnection=true")).await.body(200);
    assert_eq!(
        parsed["connectionProperties"],
        json!({ "region": "eu-west-1", "bucketName": "bucket", "separateCredentials": false })
    );
    tenant.get(&format!("{V1}/not-an-id")).await.refusal(400);
    tenant.get(&format!("{V1}/00000000-0000-4000-8000-000000000000")).await.refusal(404);
    // What is personal to somebody else is out of reach, except for an administrator.
    tenant.ask_as("bot", "GET", &format!("{V1}/{id}"), None).await.refusal(403);
    tenant.ask_as("admin", "GET", &format!("{V1}/{id}"), None).await.body(200);
}

#[tokio::test]
async fn of_the_headers_of_a_rest_connection_only_the_open_ones_come_back() {
    let tenant = Tenant::start().await;
    let header = |name: &str, encrypt: bool| json!({ "name": name, "value": "v", "encrypt": encrypt });
    let body = json!({ "datasourceID": "rest", "qName": "r", "connectionProperties": { "url": "https://h",
        "queryHeaders": [header("Authorization", true), header("Accept", false)],
        "queryParameters": [{ "name": "sort", "value": "+name" }, { "name": "id", "value": "*" }] } });
    let made = tenant.create(body).await.body(201);
    assert!(made["qConnectStatement"].as_str().unwrap().contains("queryParameters=sort%2+name%1id%2*;"));
    let path = format!("{V1}/{}", made["id"].as_str().unwrap());
    let read = tenant.get(&format!("{path}?parseConnection=true")).await.body(200);
    assert_eq!(read["connectionProperties"]["queryHeaders"], json!([header("Accept", false)]));
    // A token is rotated in place, though nobody can see it.
    let rotate = json!([{ "op": "replace", "path": "/connectionProperties/queryHeaders/0/value", "value": "new" }]);
    assert_eq!(tenant.ask_as("creator", "PATCH", &path, Some(rotate)).await.status, 204);
    // A new list takes the place of the old one, and of it as well only the open rows come back.
    let open = json!({ "name": "Accept", "value": "new", "encrypt": false });
    let rows = json!([open, header("Authorization", true)]);
    let replace = json!([{ "op": "replace", "path": "/connectionProperties/queryHeaders", "value": rows }]);
    assert_eq!(tenant.ask_as("creator", "PATCH", &path, Some(replace)).await.status, 204);
    let read = tenant.get(&format!("{path}?parseConnection=true")).await.body(200);
    assert_eq!(read["connectionProperties"]["queryHeaders"], json!([open]));
}

#[tokio::test]
async fn a_connection_is_found_by_any_name_that_one_encoded_segment_can_carry() {
    let tenant = Tenant::start().await;
    let space = tenant.space(0).await;
    for name in [
        "a/b",
        "what?",
        "#1",
        "100% sure",
        "%2F",
        "a+b",
        "..",
        "say \"hi\"",
        "東京 データ",
        "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "\u{202e}rtl",
        "tab\there",
    ] {
        let mut body = s3(name);
        body["space"] = space.as_str().into();
        tenant.create(body).await.body(201);
        let path = format!("{V1}/{}?type=connectionname&spaceId={space}", segment(name));
        assert_eq!(tenant.get(&path).await.body(200)["qName"], name);
    }
    // Elsewhere there is no such name.
    tenant
        .get(&format!("{V1}/{}?type=connectionname&spaceId={}", segment("a/b"), tenant.space(1).await))
        .await
        .refusal(404);
    tenant.create(s3("mine")).await.body(201);
    tenant.get(&format!("{V1}/mine?type=connectionname")).await.body(200);
}

#[tokio::test]
async fn only_the_owner_or_an_administrator_deletes() {
    let tenant = Tenant::start().await;
    let mut body = s3("ours");
    body["space"] = tenant.space(0).await.into();
    let made = tenant.create(body).await.body(201);
    let path = format!("{V1}/{}", made["id"].as_str().unwrap());
    tenant.ask_as("bot", "DELETE", &path, None).await.refusal(403);
    let gone = tenant.ask_as("creator", "DELETE", &path, None).await;
    assert_eq!((gone.status, gone.text.as_str()), (204, ""));
    tenant.ask_as("creator", "DELETE", &path, None).await.refusal(404);
    // The embedded login went with it.
    let credential = format!("/api/v1/data-credentials/{}", made["qCredentialsID"].as_str().unwrap());
    tenant.get(&credential).await.refusal(404);
}

#[tokio::test]
async fn a_patch_follows_the_rules_of_2026() {
    let tenant = Tenant::start().await;
    let body = json!({ "datasourceID": "mssql", "qName": "db", "tags": ["a"],
        "connectionProperties": { "host": "h", "port": "1433", "username": "u", "password": "p" } });
    let path = format!("{V1}/{}", tenant.create(body).await.body(201)["id"].as_str().unwrap());
    tenant.create(s3("taken")).await.body(201);
    let change = async |operations: Value| tenant.ask_as("creator", "PATCH", &path, Some(operations)).await;
    let replace = |path: &str, value: Value| json!({ "op": "replace", "path": path, "Value": value });

    let password = replace("/connectionProperties/password", json!("new"));
    let host = replace("/connectionProperties/host", json!("h2"));
    let statement = replace("/qConnectStatement", json!("CUSTOM CONNECT TO \"\""));
    for (operations, words) in [
        (json!({ "patchData": [] }), "list"),
        (json!([host]), "credentials in the same request"),
        (json!([statement]), "credentials in the same request"),
        (json!([statement, password]), "together"),
        (json!([replace("/qPassword", json!("x")), password]), "together"),
        (json!([replace("/qID", json!("x"))]), "cannot be patched"),
        (json!([{ "op": "replace", "path": "/qName" }]), "value"),
        (json!([{ "op": "test", "path": "/qName", "value": "x" }]), "op must be"),
        (json!([replace("/connectionProperties", json!({ "host": "h" }))]), "object"),
        (json!([replace("/connectionProperties/QueryTimeout", json!("soon"))]), "QueryTimeout"),
        (json!([replace("/tags", json!(vec!["t"; 33]))]), "tags"),
        (json!([replace("/qName", json!(""))]), "qName"),
        (json!([replace("/connectionProperties/separateCredentials", json!(true))]), "credentialsName"),
    ] {
        assert!(change(operations.clone()).await.refusal(400).contains(words), "{operations}");
    }
    change(json!([replace("/qName", json!("taken"))])).await.refusal(409);

    let good = json!([
        host, password, replace("/qName", json!("renamed")), replace("/connectionProperties/port", json!(1434)),
        replace("/tags/0", json!("b")), { "op": "add", "path": "/tags/-", "value": "c" },
    ]);
    let done = change(good).await;
    assert_eq!((done.status, done.text.as_str()), (204, ""));
    let now = tenant.get(&format!("{path}?parseConnection=true")).await.body(200);
    assert_eq!(now["qName"], "renamed");
    assert_eq!(now["connectionProperties"], json!({ "host": "h2", "port": 1434, "separateCredentials": false }));
    assert_eq!(now["tags"], json!(["b", "DcaasAPI:QvOdbcConnectorPackage.exe:9.12.0", "c"]));
}

#[tokio::test]
async fn credentials_are_separated_exchanged_selected_and_lost_by_a_patch() {
    let tenant = Tenant::start().await;
    let body = json!({ "datasourceID": "mssql", "qName": "db",
        "connectionProperties": { "host": "h", "username": "u", "password": "p" } });
    let made = tenant.create(body).await.body(201);
    let path = format!("{V1}/{}", made["id"].as_str().unwrap());
    let change = async |pairs: &[(&str, Value)]| {
        let operation = |(name, value): &(&str, Value)| json!({ "op": "add", "path": format!("/connectionProperties/{name}"), "value": value });
        let operations: Vec<Value> = pairs.iter().map(operation).collect();
        tenant.ask_as("creator", "PATCH", &path, Some(operations.into())).await
    };
    let credential = async || tenant.get(&path).await.body(200)["qCredentialsID"].clone();
    let login = [("username", json!("u")), ("password", json!("new"))];

    // An embedded password is exchanged in place.
    assert_eq!(change(&login).await.status, 204);
    assert_eq!(credential().await, made["qCredentialsID"]);
    let separate = [("separateCredentials", json!(true)), ("credentialsName", json!("dba"))];
    assert_eq!(change(&[&separate[..], &login[..]].concat()).await.status, 204);
    let now = tenant.get(&path).await.body(200);
    assert_eq!(now["qSeparateCredentials"], true);
    let named = tenant.get("/api/v1/data-credentials/dba?byCredentialName=true").await.body(200);
    assert_eq!((&named["qID"], &named["qConnCount"]), (&now["qCredentialsID"], &json!(1)));
    tenant.get(&format!("/api/v1/data-credentials/{}", made["qCredentialsID"].as_str().unwrap())).await.refusal(404);
    // Exchanged in place too, and told apart by the time.
    assert_eq!(change(&login).await.status, 204);
    assert_eq!(credential().await, named["qID"]);
    let later = tenant.get("/api/v1/data-credentials/dba?byCredentialName=true").await.body(200);
    assert_ne!(later["updated"], named["updated"]);

    // Nobody's login follows to another server, unless it is set again.
    assert_eq!(change(&[&[("host", json!("h2"))], &login[..]].concat()).await.status, 204);
    assert_eq!(credential().await, Value::Null);
    assert_eq!(change(&[("selectedCredentials", named["qID"].clone())]).await.status, 204);
    assert_eq!(credential().await, named["qID"]);
    change(&[("credentialsName", json!("dba")), ("password", json!("x"))]).await.refusal(409);
    change(&[("separateCredentials", json!(false))]).await.refusal(400);
}

#[tokio::test]
async fn the_withdrawn_family_has_words_of_its_own() {
    let tenant = Tenant::start().await;
    let space = tenant.space(0).await;
    let properties = s3("x")["connectionProperties"].clone();
    let body = json!({ "dataSourceId": "File_AmazonS3ConnectorV2", "connectionName": "old way", "spaceId": space,
        "connectionProperties": properties });
    let made = tenant.post(DCAAS, body.clone()).await.body(201);
    for field in ["dataSourceId", "connectionName", "connectionId", "userId", "tenantId", "createdAt", "updateAt"] {
        assert!(made[field].is_string(), "{field}");
    }
    assert_eq!((&made["spaceId"], made["credentialsId"].is_string()), (&json!(space), true));
    let read = tenant.get(&format!("{DCAAS}/{}", made["connectionId"].as_str().unwrap())).await.body(200);
    assert_eq!(read["connectionProperties"]["bucketName"], "bucket");
    let clash = tenant.post(DCAAS, body).await;
    clash.refusal(409);
    assert!(clash.error().get("status").is_none(), "dcaas errors have no status");
    let nameless = json!({ "dataSourceId": "File_AmazonS3ConnectorV2", "connectionProperties": properties });
    assert!(tenant.post(DCAAS, nameless).await.refusal(400).contains("connectionName"));
    // It is an ordinary connection all the same.
    tenant.get(&format!("{V1}/{}", made["connectionId"].as_str().unwrap())).await.body(200);
}
