//! A create is sent once, and what is said of it is true, whatever happens to its answer.

use std::time::Duration;

use serde_json::json;

use crate::driver::{Key, Person};
use crate::tenant::Tenant;
use crate::walk::{AUTHORISE, GBQ, Login, S3, Wish};

const CREATED: &str = "Created only one. No clear answer came, but the tenant has it";
const NOT_CREATED: &str = "Not created: only one.";
const COULD_NOT_TELL: &str = "Unknown whether only one was created";

/// A person in front of the review, at a tenant with these faults.
#[track_caller]
fn at_review(tenant: &Tenant, wish: &Wish) -> Person {
    let mut person = tenant.program(&[]).run();
    person.sign_in();
    person.answer(tenant, wish);
    person
}

fn wish() -> Wish {
    Wish::s3("only one")
}

#[test]
fn an_answer_that_is_cut_off_after_the_create_is_looked_for_and_found() {
    let tenant = Tenant::faulty(&["POST|/data-connections$|cut-after"]);
    let mut person = at_review(&tenant, &wish());
    person.create();
    person.wait_for(CREATED);
    person.wait_for("✓ Created only one");
    assert_eq!(tenant.count("only one"), 1);
    person.leave();
}

#[test]
fn a_request_that_is_cut_off_before_the_create_is_told_apart_and_can_be_sent_again() {
    let tenant = Tenant::faulty(&["POST|/data-connections$|cut-before"]);
    let mut person = at_review(&tenant, &wish());
    person.create();
    person.wait_for(NOT_CREATED);
    assert_eq!(tenant.count("only one"), 0);
    person.create();
    person.wait_for("✓ Created only one");
    assert_eq!(tenant.count("only one"), 1);
    person.leave();
}

#[test]
fn what_cannot_be_looked_for_is_said_to_be_unknown_and_leaving_says_so() {
    let tenant = Tenant::faulty(&["POST|/data-connections$|cut-after", "GET|/data-connections.*qName|status=500|99"]);
    let mut person = tenant.program(&[]).run();
    person.sign_in();
    let wish = wish();
    person.answer_until_details(&wish);
    person.type_text(wish.name);
    person.wait_for("could not be checked");
    person.fill_fields(&wish);
    person.finish_details();
    person.create();
    person.wait_for(COULD_NOT_TELL);
    assert_eq!(tenant.count("only one"), 1);
    person.press(Key::Ctrl('c'));
    person.wait_for("Press Ctrl+C again to leave without knowing.");
    person.press(Key::Ctrl('c'));
    person.ends_with(3);
    assert!(person.screen().shows("It is not known whether the connection \"only one\" was created at "));
    assert_eq!(tenant.count("only one"), 1);
}

#[test]
fn giving_up_the_wait_looks_for_the_connection_and_says_what_is_so() {
    let tenant = Tenant::faulty(&["POST|/data-connections$|delay=600000"]);
    let mut person = at_review(&tenant, &wish());
    person.create();
    person.wait_for("creating the connection");
    person.press(Key::Esc);
    person.wait_for("looking up whether only one was created");
    // It is not there, but the tenant may still be at work on it.
    let said = person.wait_for_any(&[CREATED, NOT_CREATED, COULD_NOT_TELL]);
    assert_eq!((said, tenant.count("only one")), (COULD_NOT_TELL, 0));
    person.wait_for("It may still be carried out.");
}

#[test]
fn ctrl_c_during_a_create_asks_once_and_then_leaves_with_three() {
    let tenant = Tenant::faulty(&["POST|/data-connections$|delay=600000"]);
    let mut person = at_review(&tenant, &wish());
    person.create();
    person.wait_for("creating the connection");
    person.press(Key::Ctrl('c'));
    person.wait_for("The outcome of a create is not known yet");
    person.press(Key::Ctrl('c'));
    person.ends_with(3);
    assert!(person.screen().shows("It is not known whether the connection \"only one\" was created at "));
    assert_eq!(tenant.count("only one"), 0);
}

#[test]
fn the_call_for_the_url_is_looked_after_in_the_same_way() {
    for fault in ["POST|/data-connections$|cut-before", "POST|/data-connections$|cut-after"] {
        let tenant = Tenant::faulty(&[fault]);
        let wish = Wish { source: GBQ, ..wish() };
        let mut person = tenant.program(&[]).run();
        person.go_to_authorize(&wish);
        person.enter_on(AUTHORISE);
        person.wait_for(NOT_CREATED);
        assert_eq!(tenant.count("only one"), 0, "{fault}");
        person.authorize(&tenant);
        person.create();
        person.wait_for("✓ Created only one");
        assert_eq!(tenant.count("only one"), 1, "{fault}");
    }
}

#[test]
fn enter_held_down_while_the_request_is_shown_and_sent_makes_one() {
    let tenant = Tenant::faulty(&["POST|/data-connections$|delay=800"]);
    let mut person = at_review(&tenant, &wish());
    person.create();
    for _ in 0..30 {
        person.repeat_enter();
    }
    person.wait_for("✓ Created only one");
    for _ in 0..10 {
        person.repeat_enter();
    }
    person.wait_for("Saved values match.");
    assert_eq!(tenant.count("only one"), 1);
    person.leave();
}

#[test]
fn a_tenant_that_asks_to_wait_gets_the_same_request_once_more_and_makes_one() {
    let tenant = Tenant::faulty(&["POST|/data-connections$|status=429"]);
    let mut person = at_review(&tenant, &wish());
    person.create();
    person.wait_for("The tenant asks to wait");
    person.wait_for("✓ Created only one");
    assert_eq!(tenant.count("only one"), 1);
}

/// Somebody makes a connection of the same name while the person reads the request; then the create is cut off.
#[track_caller]
fn with_an_older_one(role: &str, space: Option<&'static str>) {
    let tenant = Tenant::faulty(&["POST|/api/v1/data-connections$|cut-before"]);
    let wish = Wish { space, ..wish() };
    let mut person = at_review(&tenant, &wish);
    let older = tenant.create_as(
        role,
        &json!({ "datasourceID": S3, "qName": "only one", "space": space.map(|space| tenant.space(space)),
            "connectionProperties": {
                "region": "eu-west-1", "bucketName": "theirs", "accessKey": "AKIA", "secretKey": "s" } }),
    );
    // Times are told in whole seconds: so much older does it have to be to be told apart.
    person.bytes_within(Duration::from_secs(5));
    person.create();
    let said = person.wait_for_any(&[CREATED, NOT_CREATED, COULD_NOT_TELL]);
    assert_eq!(said, COULD_NOT_TELL, "{}", person.screen().text());
    person.wait_for("A connection of that name");
    assert_eq!(tenant.connection("only one")["qID"], older["id"]);
}

#[test]
fn an_older_connection_of_ones_own_is_not_taken_for_the_new_one() {
    with_an_older_one("creator", None);
}

#[test]
fn somebody_elses_connection_is_not_taken_for_the_new_one() {
    with_an_older_one("admin", Some("Finance"));
}

#[test]
fn a_credential_that_was_made_without_its_connection_is_offered_and_not_made_again() {
    let tenant = Tenant::faulty(&["POST|/data-connections$|credential-then-fail"]);
    let mut person = at_review(&tenant, &wish().login(Login::New("serviceAccount123")));
    person.create();
    person.wait_for("Your credentials serviceAccount123 were created although the connection was not.");
    assert_eq!(tenant.count("only one"), 0);
    let left = tenant.credential("serviceAccount123");
    person.press(Key::Char('e'));
    person.wait_for("separated, existing: serviceAccount123");
    person.create();
    person.wait_for("✓ Created only one");
    assert_eq!(tenant.connection("only one")["qCredentialsID"], left["qID"]);
}
