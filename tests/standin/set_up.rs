//! What an administrator sets up for signed tokens and users.

use serde_json::{Value, json};

use crate::{
    client::{Answer, Tenant},
    signing::{CERTIFICATE, PRIVATE, provider},
};

const IDPS: &str = "/api/v1/identity-providers";
const INTEGRATIONS: &str = "/api/v1/web-integrations";

async fn make(tenant: &Tenant, body: Value) -> Answer {
    tenant.as_admin("POST", IDPS, Some(body)).await
}

#[tokio::test]
async fn a_provider_is_made_read_and_deleted() {
    let tenant = Tenant::start().await;
    let own = tenant.tenant_id().await;
    let made = make(&tenant, provider(&own, CERTIFICATE, 30)).await.body(201);
    for (field, value) in [
        ("active", json!(true)),
        ("interactive", json!(false)),
        ("protocol", json!("jwtAuth")),
        ("provider", json!("external")),
        ("tenantIds", json!([own])),
        ("description", json!("for tests")),
        ("clockToleranceSec", json!(30)),
    ] {
        assert_eq!(made[field], value, "{field}");
    }
    assert!(made["created"].is_string() && made["lastUpdated"].is_string());
    let path = format!("{IDPS}/{}", made["id"].as_str().unwrap());
    assert!(tenant.as_admin("GET", IDPS, None).await.body(200)["data"].as_array().unwrap().contains(&made));
    assert_eq!(tenant.as_admin("DELETE", &path, None).await.status, 204);
    tenant.as_admin("DELETE", &path, None).await.refusal(404);
    // The fields that the published type does not know are not needed.
    let mut bare = provider(&own, CERTIFICATE, 0);
    for field in ["interactive", "active", "description", "clockToleranceSec"] {
        bare.as_object_mut().unwrap().remove(field);
    }
    bare["options"].as_object_mut().unwrap().remove("jwtLoginEnabled");
    make(&tenant, bare).await.body(201);
}

#[tokio::test]
async fn bodies_that_make_no_provider_are_refused() {
    let tenant = Tenant::start().await;
    let good = provider(&tenant.tenant_id().await, CERTIFICATE, 0);
    let key = good["options"]["staticKeys"][0].clone();
    for (pointer, value) in [
        ("/protocol", json!("saml")),
        ("/protocol", Value::Null),
        ("/provider", json!("okta")),
        ("/options", json!({})),
        ("/options/issuer", json!("")),
        ("/options/staticKeys", json!([])),
        ("/options/staticKeys", json!([key, key])),
        ("/options/staticKeys/0/kid", json!("")),
        ("/options/staticKeys/0/pem", json!("no key")),
        ("/options/staticKeys/0/pem", json!(PRIVATE)),
        ("/clockToleranceSec", json!("soon")),
        ("/tenantIds", json!("one")),
    ] {
        let mut body = good.clone();
        *body.pointer_mut(pointer).unwrap() = value.clone();
        let answer = make(&tenant, body).await;
        answer.refusal(400);
        assert_eq!(answer.error()["status"], 400, "{pointer} {value}");
    }
    for tenants in [json!([]), json!(["another"])] {
        let mut body = good.clone();
        body["tenantIds"] = tenants;
        make(&tenant, body).await.refusal(403);
    }
    tenant.post(IDPS, good.clone()).await.refusal(403);
    assert_eq!(tenant.get(IDPS).await.status, 403);
    assert_eq!(tenant.ask_with(&[], "POST", IDPS, Some(good)).await.status, 401);
}

#[tokio::test]
async fn providers_come_in_pages() {
    let tenant = Tenant::start().await;
    let own = tenant.tenant_id().await;
    for number in 0..3 {
        let mut body = provider(&own, CERTIFICATE, 0);
        body["options"]["staticKeys"][0]["kid"] = format!("key-{number}").into();
        make(&tenant, body.clone()).await.body(201);
        make(&tenant, body).await.refusal(400);
    }
    let first = tenant.as_admin("GET", &format!("{IDPS}?limit=2"), None).await.body(200);
    assert_eq!(first["data"].as_array().unwrap().len(), 2);
    let next = first["links"]["next"]["href"].as_str().unwrap().strip_prefix(tenant.standin.url()).unwrap();
    let second = tenant.as_admin("GET", next, None).await.body(200);
    assert_eq!(second["data"][0]["options"]["staticKeys"][0]["kid"], "key-2");
    assert!(second["links"]["prev"]["href"].is_string() && second["links"]["next"].is_null());
    assert_eq!(tenant.as_admin("GET", &format!("{IDPS}?active=false"), None).await.body(200)["data"], json!([]));
}

#[tokio::test]
async fn web_integrations_are_made_listed_and_deleted() {
    let tenant = Tenant::start().await;
    let body = json!({ "name": "Portal", "validOrigins": ["https://portal.example", "http://localhost:8080"] });
    tenant.post(INTEGRATIONS, body.clone()).await.refusal(403);
    let made = tenant.as_admin("POST", INTEGRATIONS, Some(body)).await.body(201);
    let path = format!("{INTEGRATIONS}/{}", made["id"].as_str().unwrap());
    assert!(made["links"]["self"]["href"].as_str().unwrap().ends_with(&path));
    assert_eq!(
        (&made["validOrigins"][1], &made["tenantId"]),
        (&json!("http://localhost:8080"), &json!(tenant.tenant_id().await))
    );
    tenant.as_admin("POST", INTEGRATIONS, Some(json!({ "name": "Bare" }))).await.body(201);
    for body in [
        json!({ "validOrigins": [] }),
        json!({ "name": "x", "validOrigins": ["https://*.example"] }),
        json!({ "name": "x", "validOrigins": ["https://a.example/path"] }),
        json!({ "name": "x", "validOrigins": ["portal.example"] }),
    ] {
        tenant.as_admin("POST", INTEGRATIONS, Some(body)).await.refusal(400);
    }
    let list = tenant.as_admin("GET", &format!("{INTEGRATIONS}?limit=1"), None).await.body(200);
    assert!(list["links"]["next"]["href"].is_string());
    assert_eq!(tenant.as_admin("DELETE", &path, None).await.status, 204);
    assert!(tenant.as_admin("DELETE", &path, None).await.json()["traceId"].is_string());
}

#[tokio::test]
async fn users_are_found_by_address_and_carry_what_identifies_them() {
    let tenant = Tenant::start().await;
    let filter = r#"email eq "departed@standin.example""#;
    let listed = tenant.get(&format!("/api/v1/users?filter={}", crate::client::segment(filter))).await.body(200);
    let [user] = listed["data"].as_array().unwrap().as_slice() else { panic!("one user: {listed}") };
    assert_eq!((&user["status"], &user["email"]), (&json!("disabled"), &json!("departed@standin.example")));
    assert!(user["subject"].as_str().unwrap().starts_with("auth0|"));
    let all = tenant.get("/api/v1/users?limit=100").await.body(200);
    let roles: Vec<&Value> = all["data"].as_array().unwrap().iter().map(|user| &user["roles"]).collect();
    assert_eq!(roles.iter().filter(|roles| **roles == &json!(["TenantAdmin"])).count(), 2);
    tenant.get("/api/v1/users?filter=shoe%20eq%20%2242%22").await.refusal(400);
    assert_eq!(tenant.ask_with(&[], "GET", "/api/v1/users", None).await.status, 401);
}
