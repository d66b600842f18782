//! Deleting, updating and duplicating by `data-connections/actions/…`.

use serde_json::{Value, json};

use crate::client::{Answer, Tenant, s3, s3_separated};

const V1: &str = "/api/v1/data-connections";
const TWIN: &str = "/api/connectivity/data-connections";
const GONE: &str = "00000000-0000-4000-8000-000000000000";

async fn made(tenant: &Tenant, role: &str, body: Value) -> Value {
    tenant.ask_as(role, "POST", V1, Some(body)).await.body(201)
}

async fn id_of(tenant: &Tenant, role: &str) -> String {
    let me = tenant.ask_as(role, "GET", "/api/v1/users/me", None).await;
    me.header("location").unwrap().rsplit('/').next().unwrap().to_owned()
}

/// A bulk action of the administrator on these items.
async fn act(tenant: &Tenant, action: &str, items: Value) -> Answer {
    let path = format!("{V1}/actions/{action}");
    tenant.as_admin("POST", &path, Some(json!({ "connections": items }))).await
}

/// The statuses of a 207, in its order.
fn statuses(answer: &Answer) -> Vec<u64> {
    let body = answer.body(207);
    let rows = body["data"].as_array().unwrap();
    for row in rows {
        assert!(row["id"].is_string());
        assert_eq!(row["error"].is_object(), row["status"] != 204, "{row}");
        if let Some(error) = row.get("error") {
            assert_eq!(error["status"], row["status"]);
            assert!(error["code"].is_string() && error["title"].is_string() && error["detail"].is_string());
        }
    }
    rows.iter().map(|row| row["status"].as_u64().unwrap()).collect()
}

async fn read(tenant: &Tenant, id: &Value) -> Value {
    tenant.as_admin("GET", &format!("{V1}/{}", id.as_str().unwrap()), None).await.body(200)
}

fn within(space: &str, mut body: Value) -> Value {
    body["space"] = space.into();
    body
}

#[tokio::test]
async fn an_administrator_deletes_many_and_is_told_about_each() {
    let tenant = Tenant::start().await;
    let one = made(&tenant, "creator", s3_separated("one", "kept")).await;
    let two = made(&tenant, "bot", s3("two")).await;
    let three = made(&tenant, "creator", s3("three")).await;
    let items = json!([{ "id": one["id"], "name": "one" }, { "id": GONE }, { "id": "two" }, { "id": two["id"] },
        { "id": two["id"] }]);
    assert_eq!(statuses(&act(&tenant, "delete", items).await), [204, 404, 400, 204, 404]);
    let left = tenant.as_admin("GET", &format!("{V1}?noDatafiles=true&userId="), None).await.body(200);
    assert_eq!(left["meta"]["count"], 0, "what is left is personal to somebody else: {left}");
    read(&tenant, &three["id"]).await;
    // An embedded login goes with its connection, a separated one stays.
    let credential = |made: &Value| format!("/api/v1/data-credentials/{}", made["qCredentialsID"].as_str().unwrap());
    tenant.as_admin("GET", &credential(&two), None).await.refusal(404);
    tenant.get(&credential(&one)).await.body(200);
    assert_eq!(statuses(&act(&tenant, "delete", json!([])).await), [0; 0]);
}

#[tokio::test]
async fn acting_on_many_is_for_administrators_in_both_families() {
    let tenant = Tenant::start().await;
    let own = made(&tenant, "creator", s3("mine")).await;
    let items = Some(json!({ "connections": [{ "id": own["id"] }] }));
    for family in [V1, TWIN] {
        for action in ["delete", "update"] {
            let path = format!("{family}/actions/{action}");
            for role in ["creator", "viewer", "bot"] {
                let answer = tenant.ask_as(role, "POST", &path, items.clone()).await;
                answer.refusal(403);
                assert_eq!(answer.error()["status"], 403, "a number, as in all of data-connections");
            }
            assert_eq!(tenant.ask_with(&[], "POST", &path, items.clone()).await.status, 401);
        }
    }
    // A token needs the scope for administering and the one for connections.
    let path = format!("{TWIN}/actions/update");
    for scope in ["user_default", "admin_classic"] {
        tenant.bearer(&tenant.machine(scope).await, "POST", &path, items.clone()).await.refusal(403);
    }
    let both = tenant.bearer(&tenant.machine("user_default admin_classic").await, "POST", &path, items).await;
    assert_eq!(statuses(&both), [204]);
}

#[tokio::test]
async fn a_body_that_cannot_be_read_changes_nothing_at_all() {
    let tenant = Tenant::start().await;
    let own = made(&tenant, "creator", s3("mine")).await;
    for action in ["delete", "update"] {
        for items in [json!({ "id": own["id"] }), json!(["x"]), json!([{ "id": own["id"] }, { "name": "mine" }])] {
            act(&tenant, action, items.clone()).await.refusal(400);
        }
        let answer = tenant.as_admin("POST", &format!("{V1}/actions/{action}"), Some(json!({}))).await;
        assert_eq!(answer.refusal(400), "Field connections is missing in the request");
    }
    let bot = id_of(&tenant, "bot").await;
    for (change, words) in [
        (json!({ "spaceId": "s" }), "Field spaceType is missing"),
        (json!({ "spaceId": "" }), "Field spaceType is missing"),
        (json!({ "spaceId": "s", "spaceType": "secret" }), "spaceType must be"),
        (json!({ "spaceId": 5, "spaceType": "shared" }), "spaceId"),
        (json!({ "ownerId": 5 }), "ownerId"),
    ] {
        let mut item = change;
        item["id"] = own["id"].clone();
        let items = json!([{ "id": own["id"], "ownerId": bot }, item]);
        assert!(act(&tenant, "update", items).await.refusal(400).contains(words), "{words}");
    }
    assert_eq!(read(&tenant, &own["id"]).await["user"], own["user"]);
}

#[tokio::test]
async fn connections_move_to_other_owners_and_spaces_one_by_one() {
    let tenant = Tenant::start().await;
    let (shared, managed) = (tenant.space(0).await, tenant.space(2).await);
    let (creator, bot) = (id_of(&tenant, "creator").await, id_of(&tenant, "bot").await);
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d"] {
        ids.push(made(&tenant, "creator", s3(name)).await["id"].clone());
    }
    made(&tenant, "bot", s3("b")).await;
    made(&tenant, "creator", within(&shared, s3("c"))).await;
    let items = json!([
        { "id": ids[0], "name": "not a new name", "ownerId": bot, "spaceId": shared, "spaceType": "shared" },
        { "id": ids[1], "ownerId": bot },
        { "id": ids[2], "spaceId": shared, "spaceType": "shared" },
        { "id": ids[3], "ownerId": "nobody" },
        { "id": ids[3], "spaceId": managed, "spaceType": "shared" },
        { "id": ids[3], "spaceId": "", "spaceType": "shared" },
        { "id": ids[3], "spaceId": "nowhere", "spaceType": "shared" },
        { "id": ids[3], "spaceId": managed, "spaceType": "managed" },
        { "id": GONE, "ownerId": bot },
    ]);
    let answer = act(&tenant, "update", items).await;
    assert_eq!(statuses(&answer), [204, 409, 409, 400, 400, 400, 403, 204, 404]);
    let (a, d) = (read(&tenant, &ids[0]).await, read(&tenant, &ids[3]).await);
    assert_eq!((&a["qName"], &a["user"], &a["space"]), (&json!("a"), &json!(bot), &json!(shared)));
    assert_eq!((&d["user"], &d["space"]), (&json!(creator), &json!(managed)));
    assert_eq!(read(&tenant, &ids[1]).await["user"], json!(creator), "what clashes stays as it was");

    // An empty space is the personal one: of the owner named, else of the owner it has.
    let back = json!([{ "id": ids[0], "ownerId": creator, "spaceId": "", "spaceType": "personal" },
        { "id": ids[3], "spaceId": "", "spaceType": "personal" }]);
    assert_eq!(statuses(&act(&tenant, "update", back).await), [204, 204]);
    for id in [&ids[0], &ids[3]] {
        let connection = read(&tenant, id).await;
        assert_eq!((&connection["user"], connection.get("space")), (&json!(creator), None));
    }
}

#[tokio::test]
async fn a_bot_acts_on_many_only_where_it_is_a_member() {
    let tenant = Tenant::start().await;
    let (space, open) = (tenant.space(1).await, tenant.space(0).await);
    let (inside, personal) =
        (made(&tenant, "creator", within(&space, s3("a"))).await, made(&tenant, "creator", s3("b")).await);
    let request = json!({ "grant_type": "client_credentials" });
    let token = tenant.token_of("impersonation", request).await.body(200)["access_token"].clone();
    let act = async |action: &str, items: Value| {
        let (path, body) = (format!("{V1}/actions/{action}"), json!({ "connections": items }));
        statuses(&tenant.bearer(token.as_str().unwrap(), "POST", &path, Some(body)).await)
    };
    let into = json!([{ "id": inside["id"], "spaceId": "", "spaceType": "personal" },
        { "id": personal["id"], "spaceId": open, "spaceType": "shared" }]);
    assert_eq!(act("update", into).await, [403, 403]);
    assert_eq!(act("delete", json!([{ "id": inside["id"] }, { "id": personal["id"] }])).await, [403, 204]);
}

#[tokio::test]
async fn a_new_owner_gets_no_credentials_and_brings_their_own() {
    let tenant = Tenant::start().await;
    let space = tenant.space(0).await;
    let embedded = made(&tenant, "bot", within(&space, s3("embedded"))).await;
    let separated = made(&tenant, "bot", within(&space, s3_separated("separated", "of the bot"))).await;
    let creator = id_of(&tenant, "creator").await;
    let items: Vec<Value> = [&embedded, &separated].map(|made| json!({ "id": made["id"], "ownerId": creator })).into();
    assert_eq!(statuses(&act(&tenant, "update", items.into()).await), [204, 204]);
    for made in [&embedded, &separated] {
        let now = read(&tenant, &made["id"]).await;
        assert_eq!((&now["user"], now.get("qCredentialsID")), (&json!(creator), None));
        assert_eq!(now["qSeparateCredentials"], made["qSeparateCredentials"]);
    }
    let orphans = "/api/v1/data-credentials/actions/filter-orphan";
    assert_eq!(tenant.ask_as("bot", "POST", orphans, Some(json!({}))).await.body(200)["count"], 2);
    let theirs = format!("/api/v1/data-credentials/{}", separated["qCredentialsID"].as_str().unwrap());
    tenant.get(&theirs).await.refusal(404);

    let change = async |made: &Value, path: &str, value: &Value| {
        let path = (format!("{V1}/{}", made["id"].as_str().unwrap()), path);
        let operation = json!([{ "op": "replace", "path": path.1, "value": value }]);
        tenant.ask_as("creator", "PATCH", &path.0, Some(operation)).await
    };
    let other = made(&tenant, "creator", s3_separated("other", "of the creator")).await;
    let selected = "/connectionProperties/selectedCredentials";
    change(&separated, selected, &separated["qCredentialsID"]).await.refusal(404);
    assert_eq!(change(&separated, selected, &other["qCredentialsID"]).await.status, 204);
    assert_eq!(read(&tenant, &separated["id"]).await["qCredentialsID"], other["qCredentialsID"]);
    assert_eq!(change(&embedded, "/connectionProperties/secretKey", &json!("new")).await.status, 204);
    let entered = read(&tenant, &embedded["id"]).await["qCredentialsID"].clone();
    let entered = tenant.get(&format!("/api/v1/data-credentials/{}", entered.as_str().unwrap())).await.body(200);
    assert_eq!((&entered["qSeparated"], &entered["connectionId"]), (&json!(0), &embedded["id"]));
}

async fn copy(tenant: &Tenant, role: &str, body: Value) -> Answer {
    tenant.ask_as(role, "POST", &format!("{V1}/actions/duplicate"), Some(body)).await
}

#[tokio::test]
async fn a_copy_stands_beside_its_original_under_a_name_of_its_own() {
    let tenant = Tenant::start().await;
    let space = tenant.space(0).await;
    let mut body = within(&space, s3("sales"));
    body["tags"] = json!(["nightly"]);
    let original = made(&tenant, "creator", body).await;
    let first = copy(&tenant, "creator", json!({ "id": original["id"] })).await.body(201);
    for field in ["datasourceID", "qType", "qConnectStatement", "space", "tags", "user", "tenant", "privileges"] {
        assert_eq!(first[field], original[field], "{field}");
    }
    for field in ["id", "qID", "qEngineObjectID", "qName", "qCredentialsID", "qri"] {
        assert_ne!(first[field], original[field], "{field}");
    }
    assert_eq!((&first["qID"], &first["qEngineObjectID"]), (&first["id"], &first["id"]));
    assert!(first["created"].is_string() && first.get("createdAt").is_none());
    let path = format!("{TWIN}/actions/duplicate");
    let second = tenant.post(&path, json!({ "id": original["id"] })).await.body(201);
    assert_ne!(second["qName"], first["qName"]);
    assert!(second["createdAt"].is_string() && second.get("created").is_none());
    // It lives on without its original.
    assert_eq!(statuses(&act(&tenant, "delete", json!([{ "id": original["id"] }])).await), [204]);
    let path = format!("{V1}/{}?parseConnection=true", first["id"].as_str().unwrap());
    assert_eq!(tenant.get(&path).await.body(200)["connectionProperties"]["bucketName"], "bucket");
    let login = format!("/api/v1/data-credentials/{}", first["qCredentialsID"].as_str().unwrap());
    assert_eq!(tenant.get(&login).await.body(200)["connectionId"], first["id"]);
}

#[tokio::test]
async fn a_copy_goes_where_it_is_told_and_belongs_to_who_made_it() {
    let tenant = Tenant::start().await;
    let space = tenant.space(0).await;
    let original = made(&tenant, "creator", s3("mine")).await;
    let named = json!({ "id": original["id"], "name": "ours", "spaceId": space });
    let shared = copy(&tenant, "creator", named).await.body(201);
    assert_eq!((&shared["qName"], &shared["space"]), (&json!("ours"), &json!(space)));
    let own = copy(&tenant, "bot", json!({ "id": shared["id"], "spaceId": "" })).await.body(201);
    assert_eq!((&own["user"], own.get("space")), (&json!(id_of(&tenant, "bot").await), None));
    let with = |id: &Value| json!({ "id": id, "name": "with a login", "qUsername": "u", "qPassword": "p" });
    let entered = copy(&tenant, "creator", with(&original["id"])).await.body(201);
    assert_ne!(entered["qCredentialsID"], original["qCredentialsID"]);
}

#[tokio::test]
async fn a_copy_shares_a_separated_login_only_with_its_owner() {
    let tenant = Tenant::start().await;
    let original = made(&tenant, "creator", within(&tenant.space(0).await, s3_separated("one", "mine"))).await;
    let own = copy(&tenant, "creator", json!({ "id": original["id"] })).await.body(201);
    assert_eq!((&own["qCredentialsID"], &own["qSeparateCredentials"]), (&original["qCredentialsID"], &json!(true)));
    let others = copy(&tenant, "bot", json!({ "id": original["id"] })).await.body(201);
    assert_eq!((others.get("qCredentialsID"), &others["qSeparateCredentials"]), (None, &json!(true)));
    let body = json!({ "id": original["id"], "qUsername": "u", "qPassword": "p" });
    let entered = copy(&tenant, "bot", body).await.body(201);
    assert_eq!((entered["qCredentialsID"].is_string(), &entered["qSeparateCredentials"]), (true, &json!(false)));
}

#[tokio::test]
async fn copies_that_cannot_be_made_are_refused() {
    let tenant = Tenant::start().await;
    let closed = tenant.space(3).await;
    let original = made(&tenant, "creator", s3("mine")).await["id"].clone();
    let list = tenant.get(&format!("{V1}?spaceId={}", tenant.space(0).await)).await.body(200);
    let files = list["data"].as_array().unwrap().last().unwrap()["id"].clone();
    for (role, body, status) in [
        ("creator", json!({ "name": "x" }), 400),
        ("creator", json!({ "id": "mine" }), 400),
        ("creator", json!({ "id": files }), 400),
        ("creator", json!({ "id": original, "name": "DataFiles" }), 400),
        ("creator", json!({ "id": original, "spaceId": 5 }), 400),
        ("creator", json!({ "id": original, "qPassword": 5 }), 400),
        ("creator", json!({ "id": GONE }), 404),
        ("bot", json!({ "id": original }), 403),
        ("viewer", json!({ "id": original }), 403),
        ("creator", json!({ "id": original, "spaceId": closed }), 403),
        ("creator", json!({ "id": original, "spaceId": "nowhere" }), 403),
        ("creator", json!({ "id": original, "name": "mine" }), 409),
    ] {
        assert_eq!(copy(&tenant, role, body.clone()).await.status, status, "{role} {body}");
    }
    let count = tenant.get(&format!("{V1}?noDatafiles=true")).await.body(200)["meta"]["count"].clone();
    assert_eq!(count, 1);
}
