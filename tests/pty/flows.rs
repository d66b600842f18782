//! From the first screen to Done, through every generation of the interface, then looked at over plain HTTP.

use serde_json::Value;

use crate::driver::Key;
use crate::tenant::Tenant;
use crate::walk::{GBQ, Login, S3, Wish};

/// Makes it, and tells what the tenant has then.
#[track_caller]
fn made(tenant: &Tenant, api: &str, wish: Wish) -> Value {
    let before = tenant.connections().len();
    let mut person = tenant.program(&["--api", api]).run();
    person.make(tenant, &wish);
    person.wait_for("Saved values match. The credentials themselves were not tested.");
    person.leave();
    let made = tenant.connection(wish.name);
    assert_eq!(tenant.connections().len(), before + 1, "one connection, and no other");
    assert_eq!(made["datasourceID"], wish.source);
    assert_eq!(made["space"], wish.space.map_or(Value::Null, |space| tenant.space(space).into()));
    assert_eq!(made["qSeparateCredentials"], wish.login != Login::Embedded);
    let summary = format!("Created the connection \"{}\" ({})", wish.name, made["qID"].as_str().unwrap());
    assert!(person.screen().shows(&summary), "the summary stays:\n{}", person.screen().text());
    made
}

/// An embedded login, a separated one, and that one again, found by its name.
#[track_caller]
fn three_logins(api: &str, source: &'static str, credential: &'static str) {
    let tenant = Tenant::start();
    let wish = |name| Wish { source, ..Wish::s3(name) };
    let embedded = made(&tenant, api, wish("embedded one"));
    let new = made(&tenant, api, wish("separated one").login(Login::New(credential)).space("Finance"));
    let found = tenant.credential(credential);
    assert_eq!(found["qID"], new["qCredentialsID"]);
    assert_ne!(found["qID"], embedded["qCredentialsID"]);
    let again = made(&tenant, api, wish("reusing one").login(Login::Existing(credential)));
    assert_eq!(again["qCredentialsID"], new["qCredentialsID"], "no other credential was made");
}

#[test]
fn s3_with_each_login_through_v1() {
    three_logins("v1", S3, "serviceAccount123");
}

#[test]
fn s3_with_each_login_through_dcaas() {
    three_logins("dcaas", S3, "serviceAccount123");
}

#[test]
fn s3_with_each_login_through_connectivity() {
    three_logins("connectivity", S3, "serviceAccount123");
}

#[test]
fn bigquery_with_each_login_through_the_browser_and_v1() {
    three_logins("v1", GBQ, "my google");
}

#[test]
fn bigquery_with_each_login_through_the_browser_and_dcaas() {
    three_logins("dcaas", GBQ, "my google");
}

#[test]
fn bigquery_with_each_login_through_the_browser_and_connectivity() {
    three_logins("connectivity", GBQ, "my google");
}

#[test]
fn the_demo_leads_from_the_first_screen_to_a_connection() {
    let mut person = crate::start::Start::new(&["--demo"]).run();
    person.sign_in();
    let wish = Wish::s3("practice");
    person.answer_until_details(&wish);
    person.fill_details(&wish);
    person.finish_details();
    person.create();
    person.wait_for("✓ Created practice");
    person.leave();
}

#[test]
fn another_one_with_the_same_credential_asks_for_a_name_only() {
    let tenant = Tenant::start();
    let mut person = tenant.program(&[]).run();
    person.sign_in();
    person.answer(&tenant, &Wish::s3("first").login(Login::New("serviceAccount123")));
    person.create();
    person.wait_for("✓ Created first");
    person.press(Key::Char('c'));
    // A free name is proposed.
    person.wait_for_focus_on("first 2");
    person.wait_for("✓ free");
    person.finish_details();
    person.create();
    person.wait_for("✓ Created first 2");
    assert_eq!(tenant.connection("first")["qCredentialsID"], tenant.connection("first 2")["qCredentialsID"]);
    person.leave();
    assert!(person.screen().shows("Created the connection \"first\""));
    assert!(person.screen().shows("Created the connection \"first 2\""));
}

#[test]
fn esc_leads_back_to_the_first_screen_and_enter_forward_again_and_nothing_typed_is_lost() {
    use crate::walk::{CREDENTIALS, DETAILS, REVIEW, SECRET, SIGN_IN, SOURCE, SPACE, TENANT, WAYS};
    let tenant = Tenant::start();
    let mut person = tenant.program(&[]).run();
    person.sign_in();
    let wish = Wish::s3("kept").login(Login::New("serviceAccount123")).space("Marketing");
    person.answer(&tenant, &wish);
    for title in [DETAILS, CREDENTIALS, SOURCE, SPACE, SIGN_IN, WAYS, TENANT] {
        // What was typed to find a row is cleared first.
        if person.screen().shows("Esc clear") {
            person.press(Key::Esc);
            person.wait_until_gone("Esc clear");
        }
        person.press(Key::Esc);
        person.wait_for(title);
    }
    person.go_to_the_key();
    person.enter_on(SIGN_IN);
    person.wait_for_focus_on("Marketing");
    person.enter_on(SPACE);
    person.enter_on(&format!(" · {S3} · "));
    person.wait_for("serviceAccount123");
    person.enter_on(CREDENTIALS);
    person.wait_for(DETAILS);
    for words in ["kept", "bucket-of-ours", "AKIA-of-ours", "Ready"] {
        person.wait_for(words);
    }
    person.finish_details();
    person.wait_for(REVIEW);
    assert!(!person.screen().ever_wrote(SECRET));
    person.create();
    person.wait_for("✓ Created kept");
    assert_eq!(tenant.connection("kept")["space"], tenant.space("Marketing"));
}

#[test]
fn a_tenant_that_was_used_is_offered_the_next_time() {
    use crate::walk::{TENANT, WAYS};
    let tenant = Tenant::start();
    let mut person = tenant.program(&[]).run();
    person.sign_in();
    person.wait_for("Signed in as");
    person.press(Key::Ctrl('c'));
    person.ends_with(0);
    let mut person = crate::start::Start::new(&[]).run_in(person.into_home());
    person.wait_for("Recent tenants");
    person.wait_for(tenant.host());
    person.press(Key::Down);
    person.wait_for_focus_on(tenant.host());
    person.enter_on(TENANT);
    person.wait_for_any(&[WAYS, "Your API key for"]);
}

#[test]
fn a_window_of_60_by_18_is_enough_for_all_of_it() {
    let tenant = Tenant::start();
    for wish in [Wish::s3("small").login(Login::New("serviceAccount123")), Wish::gbq("small, too")] {
        let mut person = tenant.program(&[]).size(60, 18).run();
        person.make(&tenant, &wish);
        person.leave();
    }
    assert_eq!((tenant.count("small"), tenant.count("small, too")), (1, 1));
}
