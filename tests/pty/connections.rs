//! What exists already, in the real program: opened, changed, copied, deleted; then counted over plain HTTP.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use crate::driver::{Key, Person};
use crate::tenant::Tenant;
use crate::walk::{SIGN_IN, TENANT};

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
pub fn open(tenant: &Tenant, name: &str) -> Person {
    let mut person = tenant.program(&["connections"]).run();
    person.enter_on(TENANT);
    person.enter_on(SIGN_IN);
    person.wait_for("type to filter");
    person.wait_for(name);
    person.type_text(name);
    person.enter_on(&format!("▸ {name}"));
    // Every action says whether it can be done. What stands below them shows that they are drawn whole.
    person.wait_until("what can be done", |screen| {
        screen.shows("Properties") && !screen.shows("It has to be read first")
    });
    person
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
fn change_bucket(person: &mut Person, bucket: &str) {
    person.type_text("e");
    // Its fields are there, so that no key comes before them.
    person.wait_for("Secrets are not given back");
    person.go_down_to("Bucket");
    person.press(Key::Ctrl('u'));
    person.type_text(bucket);
    for _ in 0..20 {
        if person.screen().shows("Review the change") {
            break;
        }
        person.enter_on("Change orders");
        person.settle();
    }
    person.wait_for("Review the change");
    for _ in 0..6 {
        if person.screen().shows("[ Change orders ]") {
            break;
        }
        person.press(Key::PageDown);
        person.settle();
    }
    person.wait_for("[ Change orders ]");
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
    person.wait_for("sent pond");
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
