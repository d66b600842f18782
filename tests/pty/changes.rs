//! Changing what exists, where something is odd or goes wrong: counted over plain HTTP, between the program and the tenant.

use serde_json::{Value, json};

use crate::connections::{change_bucket, make, open, open_at, read_and_press, send_change};
use crate::driver::Key;
use crate::front::Front;
use crate::tenant::Tenant;
use crate::walk::AUTHORISE;

fn read(tenant: &Tenant, id: &str) -> Value {
    tenant.get(&format!("/api/v1/data-connections/{id}?parseConnection=true")).body(200)
}

#[test]
fn a_change_cut_before_and_after_is_told_apart_and_sent_once() {
    for (fault, words, bucket) in [
        ("PATCH|/data-connections/|cut-after", "the tenant has the new values", "pond"),
        ("PATCH|/data-connections/|cut-before", "Not changed: orders", "lake"),
    ] {
        let tenant = Tenant::faulty(&[fault]);
        let front = Front::plain(&tenant);
        let id = make(&tenant, "orders", None);
        let mut person = open_at(&tenant, front.url(), "creator", "orders");
        change_bucket(&mut person, "pond");
        assert_eq!(front.count("PATCH", "/data-connections/"), 0, "nothing is sent before the button");
        person.enter_on("▸ [ Change orders ]");
        person.wait_for(words);
        assert_eq!(read(&tenant, &id)["connectionProperties"]["bucketName"], bucket, "{fault}");
        assert_eq!(front.count("PATCH", "/data-connections/"), 1, "{fault}");
        assert_eq!(front.count("POST", "/data-connections"), 0, "{fault}");
    }
}

#[test]
fn tags_and_lists_are_kept_in_a_change_of_something_else() {
    let tenant = Tenant::start();
    let properties = json!({"url": "https://api.example.com", "timeout": "30", "authSchema": "anonymous",
        "queryHeaders": [{"name": "Accept", "value": "text/csv", "encrypt": false}]});
    let body = json!({"datasourceID": "rest", "qName": "rates", "tags": ["team:sales", "eu"],
        "connectionProperties": properties});
    let id = tenant.create_as("creator", &body)["qID"].as_str().unwrap().to_owned();
    let before = read(&tenant, &id);
    assert!(before["connectionProperties"]["queryHeaders"].is_array(), "{before}");
    let mut person = open(&tenant, "rates");
    person.type_text("e");
    person.wait_for("Stored secrets are not shown");
    person.press(Key::Right);
    person.type_text(" eu");
    person.wait_for("rates eu");
    send_change(&mut person, "Change rates", "rates");
    person.wait_for("Saved values match");
    let after = read(&tenant, &id);
    assert_eq!(after["qName"], "rates eu");
    for key in ["tags", "connectionProperties", "qCredentialsID"] {
        assert_eq!(after[key], before[key], "{key}");
    }
}

#[test]
fn what_somebody_changes_meanwhile_is_shown_and_kept() {
    let tenant = Tenant::start();
    let front = Front::plain(&tenant);
    let id = make(&tenant, "orders", None);
    let mut person = open_at(&tenant, front.url(), "creator", "orders");
    change_bucket(&mut person, "pond");
    let other = json!([{"op": "replace", "path": "/connectionProperties/region", "value": "eu-west-1"}]);
    let path = format!("/api/v1/data-connections/{id}");
    assert_eq!(tenant.do_as("creator", "PATCH", &path, &other).status, 204);
    person.enter_on("▸ [ Change orders ]");
    person.wait_for("Someone changed it in the meantime. Nothing was sent");
    person.wait_for("Region: us-east-1 → eu-west-1");
    assert_eq!(front.count("PATCH", ""), 0);
    read_and_press(&mut person, "Review the change", "[ Change orders ]");
    person.enter_on("▸ [ Change orders ]");
    person.wait_for("Saved values match");
    let after = read(&tenant, &id)["connectionProperties"].clone();
    assert_eq!((&after["region"], &after["bucketName"]), (&"eu-west-1".into(), &"pond".into()));
    assert_eq!(front.count("PATCH", ""), 1);
}

#[test]
fn of_a_name_in_two_spaces_only_the_one_that_was_opened_is_changed() {
    let tenant = Tenant::start();
    let ids = [None, Some("Finance")].map(|space| make(&tenant, "orders", space));
    let mut person = open_at(&tenant, tenant.url(), "creator", "orders");
    let in_finance = person.screen().shows("Finance:orders");
    let (this, that) = if in_finance { (&ids[1], &ids[0]) } else { (&ids[0], &ids[1]) };
    let other = read(&tenant, that);
    change_bucket(&mut person, "pond");
    person.enter_on("▸ [ Change orders ]");
    person.wait_for("Saved values match");
    assert_eq!(read(&tenant, this)["connectionProperties"]["bucketName"], "pond");
    assert_eq!(read(&tenant, that), other);
}

#[test]
fn without_the_fields_of_its_source_it_can_still_be_renamed() {
    let tenant = Tenant::faulty(&["GET|/api-specs|status=404|99"]);
    let id = make(&tenant, "orders", None);
    let before = read(&tenant, &id);
    let mut person = open(&tenant, "orders");
    person.wait_for("does not describe its data source now");
    person.type_text("e");
    person.wait_for("You can still change the name");
    person.wait_for("bucketName: lake");
    person.press(Key::Right);
    person.type_text(" eu");
    person.wait_for("orders eu");
    send_change(&mut person, "Change orders", "orders");
    person.wait_for("Saved values match");
    let after = read(&tenant, &id);
    assert_eq!(
        (&after["qName"], &after["connectionProperties"]),
        (&"orders eu".into(), &before["connectionProperties"])
    );
}

#[test]
fn two_hundred_properties_that_the_specs_do_not_know_are_shown_and_never_sent() {
    let tenant = Tenant::start();
    let id = make(&tenant, "orders", None);
    let odd = id.clone();
    let front = Front::before(&tenant, move |asked, forward| {
        let (head, mut told) = forward();
        if asked.line.starts_with("GET") && asked.line.contains(&odd) && told["connectionProperties"].is_object() {
            for number in 1..=200 {
                told["connectionProperties"][format!("odd{number}")] = number.to_string().into();
            }
        }
        (head, told)
    });
    let mut person = open_at(&tenant, front.url(), "creator", "orders");
    for _ in 0..40 {
        if person.screen().shows("odd200") {
            break;
        }
        person.press(Key::PageDown);
        person.settle();
    }
    person.wait_for("odd200");
    change_bucket(&mut person, "pond");
    person.enter_on("▸ [ Change orders ]");
    person.wait_for("Saved values match");
    assert_eq!(front.count("PATCH", ""), 1);
    let after = read(&tenant, &id)["connectionProperties"].clone();
    assert_eq!((&after["bucketName"], after.get("odd1")), (&"pond".into(), None));
}

#[test]
fn a_tenant_that_creates_at_the_first_call_of_authorize_again_is_told_on() {
    let tenant = Tenant::start();
    let properties = json!({"OAuthMechanism": "1", "Catalog": "ours", "authCode": ""});
    let mut body =
        json!({"datasourceID": "gbq", "qName": "orders", "connectionProperties": properties, "authUrlOnly": true});
    let url = tenant.create_as("creator", &body)["authUrl"].as_str().unwrap().to_owned();
    body["connectionProperties"]["authCode"] = tenant.code_at(&url).into();
    body["authUrlOnly"] = false.into();
    tenant.create_as("creator", &body);
    // Its answer is that of a create, though the flag asks for a URL only.
    let front = Front::before(&tenant, |asked, forward| {
        if asked.line.starts_with("POST") && asked.body["authUrlOnly"] == true {
            let id = "00000000-0000-4000-8000-00000000000a";
            let head = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nConnection: close";
            return (head.to_owned(), json!({"qID": id, "id": id, "qName": "orders", "datasourceID": "gbq"}));
        }
        forward()
    });
    let mut person = open_at(&tenant, front.url(), "creator", "orders");
    person.type_text("r");
    person.enter_on(AUTHORISE);
    person.wait_for("It created another connection named orders instead");
    person.wait_for("00000000-0000-4000-8000-00000000000a");
    assert_eq!((front.count("POST", "/data-connections"), front.count("PATCH", "")), (1, 0));
}

#[test]
fn another_address_chooses_your_separated_credentials_again_and_asks_for_no_secret() {
    let tenant = Tenant::start();
    let properties = json!({"host": "old.example", "database": "d", "username": "u", "password": "s3cret",
        "separateCredentials": "true", "credentialsName": "warehouse"});
    let body = json!({"datasourceID": "mssql", "qName": "stock", "connectionProperties": properties});
    let made = tenant.create_as("creator", &body);
    let front = Front::plain(&tenant);
    let mut person = open_at(&tenant, front.url(), "creator", "stock");
    person.wait_for("separated: warehouse");
    person.type_text("e");
    person.wait_for("Stored secrets are not shown");
    person.go_down_to("Host");
    person.press(Key::Ctrl('u'));
    person.type_text("new.example");
    read_and_press(&mut person, "Change stock", "Review the change");
    person.wait_for("Yours are chosen again in the same request");
    read_and_press(&mut person, "Review the change", "[ Change stock ]");
    person.enter_on("▸ [ Change stock ]");
    person.wait_for("Saved values match");
    let after = tenant.connection("stock");
    assert_eq!(after["qCredentialsID"], made["qCredentialsID"], "the association is there");
    assert_eq!(front.count("PATCH", ""), 1);
    let id = made["qID"].as_str().unwrap();
    assert_eq!(read(&tenant, id)["connectionProperties"]["host"], "new.example");
}
