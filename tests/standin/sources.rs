//! Data sources: the list, api-specs, gateways, settings.

use serde_json::{Value, json};

use crate::client::Tenant;

/// `DataSourceNew` of the published description, required fields.
const REQUIRED: [&str; 4] = ["dataSourceId", "name", "provider", "providerName"];

fn ids(list: &Value) -> Vec<&str> {
    list["dataSources"].as_array().unwrap().iter().map(|source| source["dataSourceId"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_list_holds_the_known_sources_without_the_disabled_one() {
    let tenant = Tenant::start().await;
    let list = tenant.get("/api/v1/data-sources").await.body(200);
    assert!(list["lastUpdated"].is_string());
    for id in [
        "File_AmazonS3ConnectorV2",
        "File_AmazonS3Connector",
        "gbq",
        "snowflake",
        "mssql",
        "mysql",
        "databricks",
        "rest",
        "File_GoogleCloudStorageConnector",
        "File_FileTransferConnector",
        "DG_mssql",
    ] {
        assert!(ids(&list).contains(&id), "{id}");
    }
    for source in list["dataSources"].as_array().unwrap() {
        assert!(REQUIRED.iter().all(|field| source[field].is_string()), "{source}");
        assert!(source.get("uiInfo").is_none() && source["dataSourceName"].is_string());
    }
    assert!(!ids(&list).contains(&"File_DropBoxConnector"));
    let list = tenant.get("/api/v1/data-sources?includeDisabled=true&includeui=true").await.body(200);
    let disabled: Vec<_> =
        list["dataSources"].as_array().unwrap().iter().filter(|source| source["disabled"] == true).collect();
    assert_eq!(disabled.len(), 1);
    assert_eq!(disabled[0]["dataSourceId"], "File_DropBoxConnector");
    assert!(disabled[0]["uiInfo"]["connectUrl"].is_string());
    assert!(tenant.get("/api/connectivity/data-sources").await.body(200)["updatedAt"].is_string());
}

#[tokio::test]
async fn one_source_is_picked_by_the_query_and_has_no_path_of_its_own() {
    let tenant = Tenant::start().await;
    let one = tenant.get("/api/v1/data-sources?dataSourceId=rest&dataSourceId=gbq").await.body(200);
    assert_eq!(ids(&one), ["gbq"], "the last one wins");
    let unknown = tenant.get("/api/v1/data-sources?dataSourceId=nothing").await;
    unknown.refusal(404);
    assert!(unknown.error().get("status").is_none(), "data-sources errors have no status");
    tenant.get("/api/v1/data-sources?dataSourceId=File_DropBoxConnector").await.refusal(404);
    assert!(!tenant.get("/api/v1/data-sources/gbq").await.text.contains("errors"));
}

#[tokio::test]
async fn api_specs_have_the_published_form() {
    let tenant = Tenant::start().await;
    let specs = tenant.get("/api/v1/data-sources/File_AmazonS3ConnectorV2/api-specs").await.body(200);
    assert_eq!(specs["connectorProvider"], "QvWebStorageProviderConnectorPackage.exe");
    assert_eq!(specs["connectorVersion"], "4.46.0");
    let schema = &specs["connectionProperties"];
    assert_eq!(schema["type"], "object");
    assert!(schema.get("required").is_none());
    let properties = schema["properties"].as_object().unwrap();
    let names: Vec<_> = properties.keys().collect();
    assert_eq!(
        names,
        [
            "region",
            "bucketName",
            "storeSseHeader",
            "separateCredentials",
            "credentialsName",
            "selectedCredentials",
            "accessKey",
            "secretKey"
        ]
    );
    assert!(properties["region"]["enum"].as_array().unwrap().len() > 30);
    assert_eq!(properties["region"]["default"], "us-east-1");
    assert_eq!(properties["separateCredentials"]["default"], false);
}

#[tokio::test]
async fn properties_come_in_the_order_of_the_form_and_not_of_the_alphabet() {
    let tenant = Tenant::start().await;
    for path in [
        "/api/v1/data-sources/standin_zam/api-specs",
        "/api/connectivity/data-sources/standin_zam/api-specs",
        "/api/v1/dcaas/actions/data-connections/api-specs?dataSourceId=standin_zam",
    ] {
        let text = tenant.get(path).await.text;
        let place = |name: &str| text.find(&format!("\"{name}\":{{")).unwrap();
        assert!(place("z") < place("a") && place("a") < place("m"), "{path}");
    }
}

#[tokio::test]
async fn one_source_uses_every_keyword_and_marks_what_it_requires() {
    let tenant = Tenant::start().await;
    let specs = tenant.get("/api/v1/data-sources/standin_keywords/api-specs").await.body(200);
    assert_eq!(specs["connectionProperties"]["required"], json!(["endpoint", "account", "signIn"]));
    let text = specs.to_string();
    for keyword in [
        "default",
        "enum",
        "title",
        "description",
        "items",
        "oneOf",
        "anyOf",
        "const",
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "format",
    ] {
        assert!(text.contains(&format!("\"{keyword}\":")), "{keyword}");
    }
}

#[tokio::test]
async fn gbq_has_a_code_and_a_mechanism_and_postgres_no_separated_credentials() {
    let tenant = Tenant::start().await;
    let properties = |specs: Value| specs["connectionProperties"]["properties"].clone();
    let gbq = properties(tenant.get("/api/v1/data-sources/gbq/api-specs").await.body(200));
    assert_eq!(gbq["OAuthMechanism"]["enum"], json!(["0", "1"]));
    assert_eq!(gbq["authCode"]["type"], "string");
    assert_eq!(gbq["KeyFilePath"]["type"], "array");
    let postgres = properties(tenant.get("/api/v1/data-sources/postgres/api-specs").await.body(200));
    assert!(postgres.get("separateCredentials").is_none());
}

#[tokio::test]
async fn unknown_disabled_and_unreachable_sources_have_no_api_specs() {
    let tenant = Tenant::start().await;
    for (id, status) in [("nothing", 404), ("File_DropBoxConnector", 404), ("oracle", 503)] {
        for path in [
            format!("/api/v1/data-sources/{id}/api-specs"),
            format!("/api/v1/dcaas/actions/data-connections/api-specs?dataSourceId={id}"),
        ] {
            tenant.get(&path).await.refusal(status);
        }
    }
}

#[tokio::test]
async fn gateways_are_for_gateway_sources() {
    let tenant = Tenant::start().await;
    let gateways = tenant.get("/api/v1/data-sources/DG_mssql/gateways").await.body(200);
    let list = gateways["gateways"].as_array().unwrap();
    assert_eq!(list.len(), 2);
    assert_eq!(list.iter().filter(|gateway| gateway["default"] == true).count(), 1);
    for gateway in list {
        let (one, other) = gateway["id"].as_str().unwrap().split_once("::").unwrap();
        assert_eq!((one.len(), other.len()), (32, 32));
    }
    assert!(gateways["refreshedAt"].is_string());
    tenant.get("/api/v1/data-sources/DG_rest/gateways").await.refusal(404);
    tenant.get("/api/v1/data-sources/mssql/gateways").await.refusal(404);
    tenant.get("/api/connectivity/data-sources/mssql/gateways").await.refusal(400);
}

#[tokio::test]
async fn an_administrator_switches_a_source_off_and_on() {
    let tenant = Tenant::start().await;
    let path = "/api/v1/data-sources/rest/settings";
    tenant.ask_as("creator", "PUT", path, Some(json!({ "disabled": true }))).await.refusal(403);
    tenant.ask_as("admin", "PUT", path, Some(json!({}))).await.refusal(400);
    tenant.ask_as("admin", "PUT", path, Some(json!({ "disabled": true }))).await.body(200);
    tenant.get("/api/v1/data-sources/rest/api-specs").await.refusal(404);
    let create = json!({ "datasourceID": "rest", "qName": "r", "connectionProperties": { "url": "https://x" } });
    let refused = tenant.create(create.clone()).await;
    refused.refusal(403);
    assert_eq!(refused.error()["code"], "DCAAS-2001");
    tenant.ask_as("admin", "PUT", path, Some(json!({ "disabled": false }))).await.body(200);
    tenant.create(create).await.body(201);
}
