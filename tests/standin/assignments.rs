//! The members of a space, and what membership opens.

use serde_json::{Value, json};

use crate::client::{Answer, Tenant, s3, segment};

const V1: &str = "/api/v1/data-connections";
const MACHINE: &str = "client_credentials";

fn assignments(space: &str) -> String {
    format!("/api/v1/spaces/{space}/assignments")
}

/// A machine whose bot is fresh, and so a member of nothing: its token, and the id of its bot.
async fn stranger(tenant: &Tenant) -> (String, String) {
    let answer = tenant.token_of("impersonation", json!({ "grant_type": MACHINE })).await.body(200);
    let client = tenant.standin.client("impersonation").unwrap().client_id.clone();
    let filter = segment(&format!(r#"clientId eq "{client}""#));
    let found = tenant.as_admin("GET", &format!("/api/v1/users?filter={filter}"), None).await.body(200);
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&answer["access_token"]), text(&found["data"][0]["id"]))
}

fn member(kind: &str, assignee: &str, role: &str) -> Value {
    json!({ "type": kind, "assigneeId": assignee, "roles": [role] })
}

fn into(space: &str, name: &str) -> Value {
    let mut body = s3(name);
    body["space"] = space.into();
    body
}

async fn id_of(tenant: &Tenant, role: &str) -> String {
    let me = tenant.ask_as(role, "GET", "/api/v1/users/me", None).await;
    me.header("location").unwrap().rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_bot_acts_in_a_space_from_the_moment_it_is_a_member_and_no_longer() {
    let tenant = Tenant::start().await;
    let (token, bot) = stranger(&tenant).await;
    let space = tenant.space(0).await;
    let as_bot = async |method: &str, path: &str, body| tenant.bearer(&token, method, path, body).await;
    as_bot("POST", V1, Some(into(&space, "early"))).await.refusal(403);

    let made = tenant.as_admin("POST", &assignments(&space), Some(member("bot", &bot, "producer"))).await.body(201);
    let own = as_bot("POST", V1, Some(into(&space, "in time"))).await.body(201);
    let connection = format!("{V1}/{}", own["id"].as_str().unwrap());
    let seen = as_bot("GET", &format!("/api/v1/spaces/{space}"), None).await.body(200);
    assert_eq!((&seen["meta"]["roles"], &seen["meta"]["actions"][0]), (&json!(["producer"]), &json!("create")));

    // The complete list of roles is sent anew; with another one the bot only looks.
    let one = format!("{}/{}", assignments(&space), made["id"].as_str().unwrap());
    let changed = tenant.as_admin("PUT", &one, Some(json!({ "roles": ["consumer"] }))).await.body(200);
    assert_eq!((&changed["roles"], &changed["id"]), (&json!(["consumer"]), &made["id"]));
    as_bot("POST", V1, Some(into(&space, "as consumer"))).await.refusal(403);
    let rename = Some(json!([{ "op": "replace", "path": "/qName", "value": "renamed" }]));
    as_bot("PATCH", &connection, rename).await.refusal(403);

    let gone = tenant.as_admin("DELETE", &one, None).await;
    assert_eq!((gone.status, gone.text.as_str()), (204, ""));
    as_bot("POST", V1, Some(into(&space, "late"))).await.refusal(403);
    as_bot("DELETE", &connection, None).await.refusal(403);
    let seen = as_bot("GET", &connection, None).await.body(200);
    assert_eq!(seen["privileges"], json!(["list", "read"]), "administering shows, and does not let act");
    tenant.as_admin("GET", &one, None).await.refusal(404);
    assert_eq!(tenant.as_admin("DELETE", &connection, None).await.status, 204);
}

#[tokio::test]
async fn the_members_of_a_space_come_with_the_fields_of_the_description_in_pages() {
    let tenant = Tenant::start().await;
    let space = tenant.space(0).await;
    let path = assignments(&space);
    let (_, bot) = stranger(&tenant).await;
    let viewer = id_of(&tenant, "viewer").await;
    for (kind, assignee) in [("user", &viewer), ("user", &bot)] {
        tenant.as_admin("POST", &path, Some(member(kind, assignee, "consumer"))).await.body(201);
    }
    let list = tenant.get(&path).await.body(200);
    let kinds: Vec<&str> =
        list["data"].as_array().unwrap().iter().map(|member| member["type"].as_str().unwrap()).collect();
    assert_eq!((kinds, &list["meta"]["count"]), (vec!["group", "bot", "user", "user"], &json!(4)));
    let row = &list["data"][2];
    for field in ["id", "createdAt", "createdBy", "updatedAt", "updatedBy"] {
        assert!(row[field].is_string(), "{field}");
    }
    assert_eq!(
        (&row["assigneeId"], &row["roles"], &row["spaceId"], &row["tenantId"]),
        (&json!(viewer), &json!(["consumer"]), &json!(space), &json!(tenant.tenant_id().await))
    );
    let own = row["links"]["self"]["href"].as_str().unwrap().strip_prefix(tenant.standin.url()).unwrap();
    assert_eq!(&tenant.get(own).await.body(200), row);
    assert!(row["links"]["space"]["href"].as_str().unwrap().ends_with(&format!("/spaces/{space}")));

    let admin = id_of(&tenant, "admin").await;
    for (query, count) in [
        (format!("assigneeId={viewer}"), 1),
        ("type=bot".to_owned(), 1),
        // Owners have every role, and no assignment.
        (format!("assigneeId={admin}"), 0),
    ] {
        assert_eq!(tenant.get(&format!("{path}?{query}")).await.body(200)["meta"]["count"], count, "{query}");
    }
    let first = tenant.get(&format!("{path}?limit=3")).await.body(200);
    let next = first["links"]["next"]["href"].as_str().unwrap().strip_prefix(tenant.standin.url()).unwrap();
    assert_eq!(tenant.get(next).await.body(200)["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn members_that_cannot_be_added_are_refused() {
    let tenant = Tenant::start().await;
    let (shared, managed) = (tenant.space(0).await, tenant.space(2).await);
    let path = assignments(&shared);
    let (_, bot) = stranger(&tenant).await;
    let creator = id_of(&tenant, "creator").await;
    let add = async |path: &str, body: Value| tenant.as_admin("POST", path, Some(body)).await;
    for (kind, assignee, roles) in [
        ("user", "nobody", json!(["producer"])),
        ("bot", creator.as_str(), json!(["producer"])),
        ("group", creator.as_str(), json!(["producer"])),
        ("robot", bot.as_str(), json!(["producer"])),
        ("user", bot.as_str(), json!([])),
        ("user", bot.as_str(), json!("producer")),
        ("user", bot.as_str(), json!(["producer", "publisher"])),
    ] {
        let answer = add(&path, json!({ "type": kind, "assigneeId": assignee, "roles": roles })).await;
        answer.refusal(400);
        assert!(answer.error().get("status").is_none(), "errors of spaces have no status");
    }
    for field in ["type", "assigneeId", "roles"] {
        let mut body = member("user", &bot, "producer");
        body.as_object_mut().unwrap().remove(field);
        assert!(add(&path, body).await.refusal(400).contains(field));
    }
    // Which roles there are depends on the type of the space.
    add(&assignments(&managed), member("user", &bot, "producer")).await.refusal(400);
    add(&assignments(&managed), member("user", &bot, "publisher")).await.body(201);
    add(&path, member("user", &bot, "producer")).await.body(201);
    add(&path, member("bot", &bot, "consumer")).await.refusal(409);
    add(&assignments("gone"), member("user", &bot, "producer")).await.refusal(404);
    tenant.as_admin("DELETE", &format!("{path}/gone"), None).await.refusal(404);
    assert_eq!(tenant.ask_with(&[], "GET", &path, None).await.status, 401);
}

#[tokio::test]
async fn members_are_for_those_to_change_who_can_manage_the_space() {
    let tenant = Tenant::start().await;
    let path = assignments(&tenant.space(0).await);
    let (token, bot) = stranger(&tenant).await;
    let viewer = id_of(&tenant, "viewer").await;
    let add = async |role: &str| tenant.ask_as(role, "POST", &path, Some(member("user", &viewer, "consumer"))).await;
    add("creator").await.refusal(403);
    let creator = id_of(&tenant, "creator").await;
    tenant.as_admin("POST", &path, Some(member("user", &creator, "facilitator"))).await.body(201);
    let made = add("creator").await.body(201);
    assert_eq!(made["createdBy"], creator);

    // Without the right to administer a bot sees no members of a space that it is not in; with it, it lets itself in.
    let ask = async |scope: &str| {
        let request = json!({ "grant_type": MACHINE, "scope": scope });
        let token = tenant.token_of("impersonation", request).await.body(200)["access_token"].clone();
        tenant.bearer(token.as_str().unwrap(), "GET", &path, None).await
    };
    ask("user_default").await.refusal(403);
    ask("admin_classic").await.body(200);
    tenant.bearer(&token, "POST", &path, Some(member("bot", &bot, "producer"))).await.body(201);
}

/// A machine that may do nothing but this.
async fn narrow(tenant: &Tenant, scope: &str) -> String {
    let body = json!({ "appType": "web", "clientName": scope, "allowedScopes": [scope], "allowedGrantTypes": [MACHINE],
        "connectionConfig": { "consentMethod": "trusted" } });
    let made = tenant.as_admin("POST", "/api/v1/oauth-clients", Some(body)).await.body(201);
    let request =
        json!({ "grant_type": MACHINE, "client_id": made["clientId"], "client_secret": made["clientSecret"] });
    tenant.token(request).await.body(200)["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_scope_for_administering_spaces_is_enough_and_the_one_for_reading_is_not() {
    let tenant = Tenant::start().await;
    let path = assignments(&tenant.space(0).await);
    let (_, bot) = stranger(&tenant).await;
    let add = async |token: String| tenant.bearer(&token, "POST", &path, Some(member("bot", &bot, "producer"))).await;
    add(narrow(&tenant, "spaces.shared:read").await).await.refusal(403);
    add(narrow(&tenant, "data-connections").await).await.refusal(403);
    add(narrow(&tenant, "admin.spaces").await).await.body(201);
}

#[tokio::test]
async fn a_space_from_which_everybody_was_removed_is_closed_to_people() {
    let tenant = Tenant::start().await;
    let space = tenant.space(0).await;
    let own = tenant.create(into(&space, "mine")).await.body(201);
    let group = tenant.get(&format!("{}?type=group", assignments(&space))).await.body(200)["data"][0].clone();
    let everybody = &tenant.get(&format!("/api/v1/users/{}", id_of(&tenant, "creator").await)).await.body(200)["assignedGroups"]
        [0]["id"];
    assert_eq!(&group["assigneeId"], everybody);
    let path = format!("{}/{}", assignments(&space), group["id"].as_str().unwrap());
    assert_eq!(tenant.as_admin("DELETE", &path, None).await.status, 204);
    tenant.create(into(&space, "more")).await.refusal(403);
    let connection = format!("{V1}/{}", own["id"].as_str().unwrap());
    let refused: Answer = tenant.ask_as("creator", "DELETE", &connection, None).await;
    refused.refusal(403);
    let back = json!({ "type": "group", "assigneeId": everybody, "roles": ["producer"] });
    tenant.as_admin("POST", &assignments(&space), Some(back)).await.body(201);
    assert_eq!(tenant.ask_as("creator", "DELETE", &connection, None).await.status, 204);
}
