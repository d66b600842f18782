//! What exists already, in the real program: opened, changed, copied, deleted; then counted over plain HTTP.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use crate::driver::{Key, Person};
use crate::tenant::Tenant;

/// A connection of the creator, in their personal space or in the one of this name.
pub fn make(tenant: &Tenant, name: &str, space: Option<&str>) -> String {
    let properties = json!({"region": "us-east-1", "bucketName": "lake", "accessKey": "AKIA", "secretKey": "s3cret"});
    let mut body =
        json!({"datasourceID": "File_AmazonS3ConnectorV2", "qName": name, "connectionProperties": properties});
    if let Some(space) = space {
        body["space"] = tenant.space(space).into();
    }
    tenant.create_as("creator", &body)["qID"].as_str().unwrap().to_owned()
}

/// The list, with the cursor on the connection of this name.
fn listed(tenant: &Tenant, role: &str, name: &str) -> Person {
    listed_at(tenant, tenant.url(), role, name)
}

/// The same, of the tenant at this address.
fn listed_at(tenant: &Tenant, url: &str, role: &str, name: &str) -> Person {
    let start = tenant.program(&["connections"]).env("QLIK_TENANT_URL", url);
    let mut person = start.env("QLIK_API_KEY", tenant.key(role)).run();
    person.wait_for("Signed in as");
    person.wait_for(name);
    person.type_text(name);
    // The cursor may have stood on it before: an Enter beside what was typed would be a part of it.
    person.wait_for(&format!("/ {name}"));
    person.wait_for_focus_on(name);
    person
}

/// The connection of this name, opened by somebody of this role.
fn open_as(tenant: &Tenant, role: &str, name: &str) -> Person {
    open_at(tenant, tenant.url(), role, name)
}

/// The same, of the tenant at this address.
pub fn open_at(tenant: &Tenant, url: &str, role: &str, name: &str) -> Person {
    let mut person = listed_at(tenant, url, role, name);
    person.enter_on(&format!("▸ {name}"));
    // Every action says whether it can be done. What stands below them shows that they are drawn whole.
    person.wait_until("what can be done", |screen| screen.shows("Properties") && !screen.shows("Read it first"));
    person
}

pub fn open(tenant: &Tenant, name: &str) -> Person {
    open_as(tenant, "creator", name)
}

/// Presses Enter until what is asked for was done.
#[track_caller]
pub fn read_and_press(person: &mut Person, button: &str, done: &str) {
    for _ in 0..20 {
        if person.screen().shows(done) {
            return;
        }
        person.enter_on(button);
        person.settle();
    }
    person.wait_for(done);
}

fn named<'a>(all: &'a [Value], name: &str) -> Vec<&'a Value> {
    all.iter().filter(|one| one["qName"] == name).collect()
}

#[test]
fn a_copy_to_two_spaces_needs_no_secret_and_doubles_nothing() {
    let tenant = Tenant::start();
    make(&tenant, "orders", None);
    let before = tenant.connections().len();
    let mut person = open(&tenant, "orders");
    person.type_text("c");
    person.wait_for("to which spaces?");
    person.type_text("Finance");
    person.wait_for_focus_on("Finance");
    person.press(Key::Tab);
    person.wait_for("1 marked: Finance");
    person.press(Key::Esc);
    person.wait_for("type to filter");
    person.type_text("Marketing");
    person.wait_for_focus_on("Marketing");
    person.press(Key::Tab);
    person.enter_on("2 marked");
    person.wait_for("Copy to 2 spaces");
    person.enter_on("Marketing: the name is free");
    person.enter_on("▸ [ Copy to 2 spaces ]");
    person.wait_for("Copied to 2 spaces");
    let all = tenant.connections();
    assert_eq!(all.len(), before + 2, "two copies, and no more");
    let credentials: Vec<&Value> = named(&all, "orders").iter().map(|one| &one["qCredentialsID"]).collect();
    assert!(credentials.iter().all(|id| *id == credentials[0] || id.is_string()), "{credentials:?}");
}

#[test]
fn what_is_typed_replaces_the_name_of_a_copy() {
    let tenant = Tenant::start();
    make(&tenant, "orders", None);
    let mut person = open(&tenant, "orders");
    person.type_text("c");
    person.wait_for("to which spaces?");
    person.type_text("Finance");
    person.enter_on("▸ Finance");
    person.wait_for("Finance: the name is free");
    person.type_text("invoices");
    person.wait_for("Finance: the name is free");
    read_and_press(&mut person, "[ Copy to 1 space ]", "Copied to 1 space");
    let all = tenant.connections();
    assert_eq!(named(&all, "invoices").len(), 1, "{all:?}");
    assert_eq!(named(&all, "invoices")[0]["space"], tenant.space("Finance").as_str());
}

#[test]
fn a_deletion_needs_the_name_typed() {
    let tenant = Tenant::start();
    make(&tenant, "orders", None);
    let before = tenant.connections().len();
    let mut person = open(&tenant, "orders");
    person.type_text("d");
    person.enter_on("Delete orders?");
    person.wait_for("Type its name");
    person.type_text("orders");
    person.enter_on("  [ Delete orders ]");
    person.enter_on("▸ [ Delete orders ]");
    person.wait_for("Deleted orders.");
    assert_eq!(tenant.connections().len(), before - 1);
    assert!(named(&tenant.connections(), "orders").is_empty());
}

#[test]
fn a_deletion_cut_after_it_was_done_is_told_from_one_cut_before() {
    for (fault, is_gone, words) in [
        ("DELETE|/data-connections/|cut-after", true, "the tenant no longer has it"),
        ("DELETE|/data-connections/|cut-before", false, "Not deleted: orders"),
    ] {
        let tenant = Tenant::faulty(&[fault]);
        make(&tenant, "orders", None);
        let mut person = open(&tenant, "orders");
        person.type_text("d");
        person.wait_for("Delete orders?");
        person.type_text("orders");
        person.enter_on("  [ Delete orders ]");
        person.enter_on("▸ [ Delete orders ]");
        person.wait_for(words);
        assert_eq!(named(&tenant.connections(), "orders").is_empty(), is_gone, "{fault}");
    }
}

/// Changes the bucket, up to the button that sends.
pub fn change_bucket(person: &mut Person, bucket: &str) {
    change_bucket_of(person, "orders", bucket);
}

fn change_bucket_of(person: &mut Person, name: &str, bucket: &str) {
    person.type_text("e");
    // Its fields are there, so that no key comes before them.
    person.wait_for("Stored secrets are not shown");
    person.go_down_to("Bucket");
    person.press(Key::Ctrl('u'));
    person.type_text(bucket);
    for _ in 0..20 {
        if person.screen().shows("Review the change") {
            break;
        }
        person.enter_on(&format!("Change {name}"));
        person.settle();
    }
    person.wait_for("Review the change");
    // A key that comes too soon after it was shown is not meant for it.
    person.settle();
    let button = format!("[ Change {name} ]");
    for _ in 0..6 {
        if person.screen().shows(&button) {
            break;
        }
        person.press(Key::PageDown);
        person.settle();
    }
    person.wait_for(&button);
}

#[test]
fn a_change_sends_what_differs_and_nothing_else() {
    let tenant = Tenant::start();
    let id = make(&tenant, "orders", None);
    let read = || tenant.get(&format!("/api/v1/data-connections/{id}?parseConnection=true")).body(200);
    let before = read();
    let mut person = open(&tenant, "orders");
    change_bucket(&mut person, "pond");
    person.enter_on("▸ [ Change orders ]");
    person.wait_for("Saved values match");
    let after = read();
    assert_eq!(after["connectionProperties"]["bucketName"], "pond");
    assert_eq!(after["connectionProperties"]["region"], before["connectionProperties"]["region"]);
    assert_eq!(after["qCredentialsID"], before["qCredentialsID"], "the secret was kept");
    assert_eq!(named(&tenant.connections(), "orders").len(), 1);
}

#[test]
fn a_change_that_is_answered_204_and_not_carried_out_is_told() {
    let tenant = Tenant::faulty(&["PATCH|/data-connections/|status=204"]);
    make(&tenant, "orders", None);
    let mut person = open(&tenant, "orders");
    change_bucket(&mut person, "pond");
    person.enter_on("▸ [ Change orders ]");
    person.wait_for("other values than were sent");
    person.wait_for("pond was sent");
}

#[test]
fn the_list_without_a_screen_stands_in_columns_on_a_terminal() {
    let tenant = Tenant::start();
    make(&tenant, "a", None);
    make(&tenant, "売上 of the year", Some("Finance"));
    let person = tenant.program(&["connections", "list"]).size(160, 40).run();
    person.ends_with(0);
    let said = person.screen().text();
    let lines: Vec<&str> = said.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let [head, rows @ ..] = lines.as_slice() else { panic!("{said}") };
    assert!(head.starts_with("NAME") && head.ends_with("CHANGED"), "{said}");
    let place = |line: &str, word: &str| line.split_once(word).map(|(before, _)| before.width());
    for row in rows {
        assert_eq!(place(row, "File_Amazon"), place(head, "DATA SOURCE"), "{said}");
    }
    assert_eq!(rows.len(), 2, "{said}");
}

/// Goes on through the form to its review, reads that, and sends it.
pub fn send_change(person: &mut Person, title: &str, name: &str) {
    read_and_press(person, title, "Review the change");
    read_and_press(person, "Review the change", "[ Change ");
    person.enter_on(&format!("[ Change {name} ]"));
}

#[test]
fn a_new_name_is_another_name_and_no_other_connection() {
    let tenant = Tenant::start();
    let id = make(&tenant, "orders", None);
    let before = tenant.connections().len();
    let mut person = open(&tenant, "orders");
    person.type_text("n");
    person.wait_for("Rename orders");
    person.press(Key::Right);
    person.type_text(" eu");
    person.wait_for("orders eu");
    send_change(&mut person, "Rename orders", "orders");
    person.wait_for("Saved values match");
    assert_eq!(tenant.connections().len(), before);
    assert_eq!(tenant.connection("orders eu")["qID"], id.as_str());
    assert_eq!(tenant.count("orders"), 0);
}

#[test]
fn a_new_secret_leaves_everything_else_as_it_is() {
    let tenant = Tenant::start();
    let id = make(&tenant, "orders", None);
    let read = || tenant.get(&format!("/api/v1/data-connections/{id}?parseConnection=true")).body(200);
    let (before, count) = (read(), tenant.connections().len());
    let mut person = open(&tenant, "orders");
    person.type_text("p");
    person.wait_for("New credentials for orders");
    person.go_down_to("Secret key");
    person.type_text("marker-of-a-new-secret");
    send_change(&mut person, "New credentials for orders", "orders");
    person.wait_for("The tenant accepted the new credentials of orders.");
    let after = read();
    for key in ["connectionProperties", "qCredentialsID", "qName", "space", "user"] {
        assert_eq!(after[key], before[key], "{key}");
    }
    assert_ne!(after["updated"], before["updated"], "it was sent");
    assert_eq!(tenant.connections().len(), count);
    assert!(!String::from_utf8_lossy(&person.bytes()).contains("marker-of-a-new-secret"));
}

#[test]
fn an_administrator_moves_a_connection_and_gives_it_to_another_owner() {
    let tenant = Tenant::start();
    let id = make(&tenant, "orders", Some("Finance"));
    let read = || tenant.get(&format!("/api/v1/data-connections/{id}")).body(200);
    let (before, count) = (read(), tenant.connections().len());
    let mut person = open_as(&tenant, "admin", "orders");
    person.type_text("m");
    person.wait_for("to which space?");
    person.type_text("Marketing");
    person.wait_for_focus_on("Marketing");
    person.enter_on("▸ Marketing");
    person.wait_for("The name is free there");
    read_and_press(&mut person, "[ Move orders ]", "Moved orders (to Marketing)");
    person.wait_for("The tenant never shows stored secrets");
    assert_eq!(read()["space"], tenant.space("Marketing").as_str());
    assert_eq!(read()["user"], before["user"]);
    person.type_text("o");
    person.wait_for("Who should own orders?");
    person.type_text("viewer@standin.example");
    person.enter_on("viewer@standin.example");
    person.wait_for("Its credentials do not go with it");
    read_and_press(&mut person, "[ Give orders to Vito Viewer ]", "Moved orders (to Vito Viewer)");
    assert_ne!(read()["user"], before["user"]);
    assert_eq!(read()["space"], tenant.space("Marketing").as_str());
    assert_eq!(tenant.connections().len(), count);
}

#[test]
fn half_of_the_copies_refused_is_told_and_the_other_half_is_there_once() {
    let tenant = Tenant::faulty(&["POST|actions/duplicate|status=403"]);
    make(&tenant, "orders", None);
    let before = tenant.connections().len();
    let mut person = open(&tenant, "orders");
    person.type_text("c");
    person.wait_for("to which spaces?");
    for (space, words) in [("Finance", "1 marked"), ("Marketing", "2 marked")] {
        person.type_text(space);
        person.wait_for_focus_on(space);
        person.press(Key::Tab);
        person.wait_for(words);
        person.press(Key::Esc);
        person.wait_for("type to filter");
    }
    person.enter_on("2 marked");
    person.wait_for("Marketing: the name is free");
    read_and_press(&mut person, "[ Copy to 2 spaces ]", "Copied to 1 of 2 spaces");
    for words in ["Not copied: orders (in Finance). You may not", "Copied orders (in Marketing)"] {
        person.wait_for(words);
    }
    assert_eq!(tenant.connections().len(), before + 1);
    person.enter_on("Enter close");
    person.wait_for("The tenant never shows stored secrets");
    assert!(!person.screen().shows("The lines above"), "{}", person.screen().text());
    assert_eq!(tenant.connections().len(), before + 1, "the key that closes it copies nothing");
}

#[test]
fn a_source_that_was_switched_off_is_said_before_and_by_the_refusal() {
    let tenant = Tenant::start();
    let id = make(&tenant, "orders", None);
    let path = "/api/v1/data-sources/File_AmazonS3ConnectorV2/settings";
    let settings = json!({"disabled": true});
    let answer = tenant.do_as("admin", "PUT", path, &settings);
    assert!((200..300).contains(&answer.status), "{answer:?}");
    let mut person = open(&tenant, "orders");
    person.wait_for("switched its data source off");
    person.type_text("n");
    person.wait_for("Rename orders");
    person.press(Key::Right);
    person.type_text(" eu");
    person.wait_for("orders eu");
    send_change(&mut person, "Rename orders", "orders");
    person.wait_for("Not changed: orders. An administrator of the tenant switched its data source off.");
    person.wait_for("File_AmazonS3ConnectorV2 is disabled");
    assert_eq!(tenant.get(&format!("/api/v1/data-connections/{id}")).body(200)["qName"], "orders");
}

#[test]
fn one_that_was_deleted_meanwhile_is_neither_opened_nor_changed() {
    let tenant = Tenant::start();
    let id = make(&tenant, "orders", None);
    let mut person = listed(&tenant, "creator", "orders");
    let path = format!("/api/v1/data-connections/{id}");
    assert_eq!(tenant.do_as("creator", "DELETE", &path, &json!({})).status, 204);
    let before = tenant.connections().len();
    person.enter_on("▸ orders");
    person.wait_for("no longer exists");
    assert_eq!(tenant.connections().len(), before);

    let id = make(&tenant, "stock", None);
    let mut person = open(&tenant, "stock");
    change_bucket_of(&mut person, "stock", "pond");
    let path = format!("/api/v1/data-connections/{id}");
    assert_eq!(tenant.do_as("creator", "DELETE", &path, &json!({})).status, 204);
    person.enter_on("▸ [ Change stock ]");
    person.wait_for("Nothing was changed");
    assert_eq!(tenant.count("stock"), 0);
}

#[test]
fn without_the_privilege_to_change_it_nothing_is_begun() {
    let tenant = Tenant::start();
    let properties = json!({"region": "us-east-1", "bucketName": "lake", "accessKey": "AKIA", "secretKey": "s3cret"});
    let body = json!({"datasourceID": "File_AmazonS3ConnectorV2", "qName": "theirs", "space": tenant.space("Finance"),
        "connectionProperties": properties});
    tenant.create_as("admin", &body);
    let before = tenant.connection("theirs");
    let mut person = open(&tenant, "theirs");
    person.wait_for("Alva Admin");
    for key in ["e", "p", "n", "m", "o", "d"] {
        person.type_text(key);
        person.wait_for("You may not: ask its owner (Alva Admin)");
        person.wait_for("The tenant never shows stored secrets");
    }
    assert_eq!(tenant.connection("theirs"), before);
}

#[test]
fn a_new_secret_of_separated_credentials_keeps_them_and_says_who_else_uses_them() {
    let tenant = Tenant::start();
    let create = |name: &str, more: Value| {
        let mut properties = json!({"region": "us-east-1", "bucketName": "lake", "separateCredentials": "true"});
        properties.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let body =
            json!({"datasourceID": "File_AmazonS3ConnectorV2", "qName": name, "connectionProperties": properties});
        tenant.create_as("creator", &body)["qCredentialsID"].clone()
    };
    let own = create("orders", json!({"accessKey": "AKIA", "secretKey": "s3cret", "credentialsName": "warehouse"}));
    create("returns", json!({"selectedCredentials": own}));
    let count = tenant.connections().len();
    let mut person = open(&tenant, "orders");
    person.wait_for("2 connections");
    person.type_text("p");
    person.wait_for("New credentials for orders");
    person.wait_for("(also by returns)");
    person.go_down_to("Secret key");
    person.type_text("marker-of-a-new-secret");
    send_change(&mut person, "New credentials for orders", "orders");
    person.wait_for("They are still the same ones, used by 2 connections");
    for name in ["orders", "returns"] {
        assert_eq!(tenant.connection(name)["qCredentialsID"], own, "{name}");
    }
    assert_eq!(tenant.connections().len(), count);
}
