//! Interactive sign-in to a source: the URL, the pages, the code, and every way in which a code is no good.

use std::time::Duration;

use qonnect::standin::Config;
use serde_json::{Value, json};

use crate::client::{Answer, Tenant, segment};

const V1: &str = "/api/v1/data-connections";
const DCAAS: &str = "/api/v1/dcaas/actions/data-connections";
const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

fn gbq(name: &str, code: &str) -> Value {
    json!({ "datasourceID": "gbq", "qName": name,
        "connectionProperties": { "OAuthMechanism": "1", "Catalog": "project", "authCode": code } })
}

async fn auth_url_as(tenant: &Tenant, role: &str) -> String {
    let mut body = gbq("x", "");
    body["authUrlOnly"] = true.into();
    let answer = tenant.ask_as(role, "POST", V1, Some(body)).await.body(201);
    assert_eq!(answer.as_object().unwrap().len(), 1, "nothing but the URL: {answer}");
    answer["authUrl"].as_str().unwrap().to_owned()
}

async fn code_of(tenant: &Tenant, url: &str) -> String {
    let answer = tenant.open(url, "*/*").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").unwrap().starts_with("text/plain"));
    answer.text.strip_suffix('\n').unwrap().to_owned()
}

async fn fresh_code(tenant: &Tenant) -> String {
    code_of(tenant, &auth_url_as(tenant, "creator").await).await
}

fn parameter(address: &str, name: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Presses a button of the page, as a browser would.
async fn press(tenant: &Tenant, url: &str, decision: &str) -> Answer {
    let page = tenant.open(url, BROWSER).await;
    assert_eq!(page.status, 200);
    let state = parameter(url, "state").unwrap();
    assert!(page.text.contains(&format!("value=\"{state}\"")));
    let form = format!("state={}&decision={decision}", segment(&state));
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", BROWSER)];
    tenant.send("POST", "/o/oauth2/v2/auth", &headers, &form).await
}

#[tokio::test]
async fn a_url_has_the_parameters_of_a_real_one_and_no_connection_is_made() {
    let tenant = Tenant::start().await;
    let url = auth_url_as(&tenant, "creator").await;
    for (name, value) in [
        ("response_type", "code"),
        ("prompt", "consent"),
        ("access_type", "offline"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(parameter(&url, name).as_deref(), Some(value));
    }
    for name in ["client_id", "scope", "redirect_uri", "state"] {
        assert!(parameter(&url, name).is_some_and(|value| !value.is_empty()), "{name}");
    }
    assert_eq!(parameter(&url, "code_challenge").unwrap().len(), 43);
    assert_ne!(parameter(&url, "state"), parameter(&auth_url_as(&tenant, "creator").await, "state"));
    assert_eq!(tenant.get(&format!("{V1}?noDatafiles=true")).await.body(200)["data"], json!([]));
}

#[tokio::test]
async fn the_flag_is_understood_as_text_and_by_the_withdrawn_family() {
    let tenant = Tenant::start().await;
    let body = json!({ "dataSourceId": "gbq", "connectionName": "x", "authUrlOnly": "true",
        "connectionProperties": { "OAuthMechanism": "1", "Catalog": "p", "authCode": "" } });
    let url = tenant.post(DCAAS, body).await.body(201)["authUrl"].as_str().unwrap().to_owned();
    let code = code_of(&tenant, &url).await;
    let body = json!({ "dataSourceId": "gbq", "connectionName": "x",
        "connectionProperties": { "OAuthMechanism": "1", "Catalog": "p", "authCode": code } });
    assert!(tenant.post(DCAAS, body).await.body(201)["connectionId"].is_string());
}

#[tokio::test]
async fn a_source_that_is_not_in_its_oauth_mode_ignores_the_flag_and_creates() {
    let tenant = Tenant::start().await;
    let mut s3 = crate::client::s3("made at once");
    s3["authUrlOnly"] = true.into();
    assert!(tenant.create(s3).await.body(201)["id"].is_string());
    let file = json!([{ "name": "k.json", "value": "e30=" }]);
    let gbq = json!({ "datasourceID": "gbq", "qName": "service", "authUrlOnly": true,
        "connectionProperties": { "OAuthMechanism": "0", "Catalog": "c", "Email": "e", "KeyFilePath": file } });
    assert!(tenant.create(gbq).await.body(201)["id"].is_string());
}

#[tokio::test]
async fn the_page_names_source_and_account_and_allow_leads_to_the_code() {
    let tenant = Tenant::start().await;
    let url = auth_url_as(&tenant, "creator").await;
    let page = tenant.open(&url, BROWSER).await;
    for words in ["Google BigQuery", "Cleo Creator", "Allow", "Deny", "/standin/style.css"] {
        assert!(page.text.contains(words), "{words}");
    }
    assert!(page.header("content-security-policy").unwrap().contains("default-src 'none'"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(tenant.send("GET", "/standin/style.css", &[], "").await.status, 200);

    let back = press(&tenant, &url, "allow").await;
    assert_eq!(back.status, 303);
    let address = back.header("location").unwrap().to_owned();
    assert!(address.starts_with(&parameter(&url, "redirect_uri").unwrap()));
    assert_eq!(parameter(&address, "state"), parameter(&url, "state"));
    let code = parameter(&address, "code").unwrap();
    assert!(code.contains('/') && code.contains('.') && code.contains('-') && code.contains('_'));
    let shown = tenant.open(&address, BROWSER).await;
    assert!(shown.text.contains(&code));
    assert_eq!(code_of(&tenant, &url).await, code, "opened again, it is the same code");
    let made = tenant.create(gbq("with a code", &code)).await.body(201);
    assert_eq!(made["qSeparateCredentials"], false);
    assert!(!made.to_string().contains(&code));
}

#[tokio::test]
async fn deny_leads_to_an_error_in_the_address_and_a_page_that_explains() {
    let tenant = Tenant::start().await;
    let url = auth_url_as(&tenant, "creator").await;
    let address = press(&tenant, &url, "deny").await.header("location").unwrap().to_owned();
    assert_eq!(parameter(&address, "error").as_deref(), Some("access_denied"));
    assert!(parameter(&address, "error_description").is_some());
    assert_eq!(parameter(&address, "state"), parameter(&url, "state"));
    assert!(parameter(&address, "code").is_none());
    assert!(tenant.open(&address, BROWSER).await.text.contains("Access was denied"));
}

#[tokio::test]
async fn a_cut_off_or_changed_address_is_explained() {
    let tenant = Tenant::start().await;
    let url = auth_url_as(&tenant, "creator").await;
    for broken in
        [url[..url.len() - 10].to_owned(), url.replace("consent", "none"), url.split_once('?').unwrap().0.to_owned()]
    {
        for accept in [BROWSER, "*/*"] {
            let answer = tenant.open(&broken, accept).await;
            assert_eq!(answer.status, 400);
            assert!(answer.text.contains("incomplete"), "{broken}");
        }
    }
    let form = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", BROWSER)];
    assert_eq!(tenant.send("POST", "/o/oauth2/v2/auth", &form, "state=made-up&decision=allow").await.status, 400);
}

#[tokio::test]
async fn what_a_page_shows_is_escaped() {
    let tenant = Tenant::start().await;
    let evil = segment("</textarea><script>alert(1)</script>");
    for path in [format!("/auth/oauth/v3.htm?code={evil}"), format!("/auth/oauth/v3.htm?error={evil}")] {
        let page = tenant.send("GET", &path, &[("Accept", BROWSER)], "").await.text;
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>alert"));
    }
}

#[tokio::test]
async fn an_invented_code_is_refused() {
    let tenant = Tenant::start().await;
    fresh_code(&tenant).await;
    assert!(tenant.create(gbq("x", "4/0A-invented")).await.refusal(400).contains("not known"));
}

#[tokio::test]
async fn a_reused_code_is_refused() {
    let tenant = Tenant::start().await;
    let code = fresh_code(&tenant).await;
    tenant.create(gbq("one", &code)).await.body(201);
    assert!(tenant.create(gbq("two", &code)).await.refusal(400).contains("already used"));
}

#[tokio::test]
async fn a_foreign_code_is_refused() {
    let tenant = Tenant::start().await;
    let theirs = code_of(&tenant, &auth_url_as(&tenant, "bot").await).await;
    fresh_code(&tenant).await;
    assert!(tenant.create(gbq("x", &theirs)).await.refusal(400).contains("another user"));
    let own = fresh_code(&tenant).await;
    let other_source = json!({ "datasourceID": "File_OneDriveConnector", "qName": "x",
        "connectionProperties": { "authCode": own } });
    assert!(tenant.create(other_source).await.refusal(400).contains("another data source"));
}

#[tokio::test]
async fn a_new_url_makes_the_code_of_the_old_one_worthless() {
    let tenant = Tenant::start().await;
    let old = fresh_code(&tenant).await;
    let new = fresh_code(&tenant).await;
    assert!(tenant.create(gbq("x", &old)).await.refusal(400).contains("older"));
    tenant.create(gbq("x", &new)).await.body(201);
}

#[tokio::test(start_paused = true)]
async fn a_late_code_is_refused() {
    let tenant = Tenant::start().await;
    let url = auth_url_as(&tenant, "creator").await;
    let code = code_of(&tenant, &url).await;
    tokio::time::advance(Duration::from_secs(601)).await;
    assert!(tenant.create(gbq("x", &code)).await.refusal(400).contains("expired"));
    // The provider still knows the address, and gives a fresh one.
    let fresh = code_of(&tenant, &url).await;
    assert_ne!(fresh, code);
    tenant.create(gbq("x", &fresh)).await.body(201);
}

#[tokio::test]
async fn a_refused_create_does_not_use_the_code_up() {
    let tenant = Tenant::start().await;
    tenant.create(crate::client::s3("taken")).await.body(201);
    let code = fresh_code(&tenant).await;
    tenant.create(gbq("taken", &code)).await.refusal(409);
    tenant.create(gbq("free", &code)).await.body(201);
}

#[tokio::test]
async fn a_code_makes_a_separated_credential_that_needs_none_when_used_again() {
    let tenant = Tenant::start().await;
    let mut body = gbq("one", &fresh_code(&tenant).await);
    body["connectionProperties"]["separateCredentials"] = "true".into();
    body["connectionProperties"]["credentialsName"] = "my google".into();
    let made = tenant.create(body).await.body(201);
    assert_eq!(made["qSeparateCredentials"], true);
    let found = tenant.get("/api/v1/data-credentials/my%20google?byCredentialName=true").await.body(200);
    assert_eq!(found["qID"], made["qCredentialsID"]);
    let mut body = gbq("two", "");
    body["connectionProperties"]["separateCredentials"] = "true".into();
    body["connectionProperties"]["selectedCredentials"] = found["qID"].clone();
    tenant.create(body).await.body(201);
}

#[tokio::test]
async fn every_interactive_source_gives_an_address_and_takes_its_code() {
    let tenant = Tenant::start().await;
    for (source, label, properties) in [
        ("File_OneDriveConnector", "OneDrive", json!({})),
        ("File_GoogleDriveConnector", "Google Drive", json!({})),
        ("File_Office365SharepointConnector", "SharePoint", json!({})),
        ("File_AzureStorageConnector", "Azure Storage", json!({})),
        ("azure_sql", "Azure SQL", json!({ "host": "h", "port": "1433" })),
        ("snowflake", "Snowflake", json!({ "server": "h", "authenticator": "oauth" })),
    ] {
        let mut body = json!({ "datasourceID": source, "qName": label, "authUrlOnly": true,
            "connectionProperties": properties });
        body["connectionProperties"]["authCode"] = "".into();
        let url = tenant.create(body.clone()).await.body(201)["authUrl"].as_str().unwrap().to_owned();
        assert!(tenant.open(&url, BROWSER).await.text.contains(label), "{source}");
        body["authUrlOnly"] = false.into();
        tenant.create(body.clone()).await.refusal(400);
        body["connectionProperties"]["authCode"] = code_of(&tenant, &url).await.into();
        assert!(tenant.create(body).await.body(201)["id"].is_string(), "{source}");
    }
    // With another way to sign in, the flag is not heeded.
    let body = json!({ "datasourceID": "azure_sql", "qName": "by password", "authUrlOnly": true,
        "connectionProperties": { "host": "h", "username": "u", "password": "p" } });
    assert!(tenant.create(body).await.body(201)["id"].is_string());
}

#[tokio::test]
async fn a_change_takes_a_fresh_code_in_a_header_or_not_as_the_tenant_was_started() {
    change_by_code(&Tenant::start().await, 204).await;
    change_by_code(&Tenant::with(Config { refuses_patch_code: true, ..Config::default() }).await, 400).await;
}

async fn change_by_code(tenant: &Tenant, status: u16) {
    let made = tenant.create(gbq("one", &fresh_code(tenant).await)).await.body(201);
    let path = format!("{V1}/{}", made["id"].as_str().unwrap());
    let bearer = format!("Bearer {}", tenant.key("creator"));
    let rename = json!([{ "op": "replace", "path": "/qName", "value": "two" }]).to_string();
    let change = async |code: &str| {
        let json = ("Content-Type", "application/json");
        tenant.send("PATCH", &path, &[("Authorization", &bearer), json, ("qlik-auth-code", code)], &rename).await
    };
    let credentials = format!("/api/v1/data-credentials/{}", made["qCredentialsID"].as_str().unwrap());
    let renewed = async || tenant.get(&credentials).await.body(200)["updated"].clone();
    let before = renewed().await;
    change("4/0A-invented").await.refusal(400);
    assert_eq!(renewed().await, before);
    assert_eq!(change(&fresh_code(tenant).await).await.status, status);
    assert_eq!(renewed().await != before, status == 204, "the credentials are new where the code was taken");
}
