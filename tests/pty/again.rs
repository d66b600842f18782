//! A connection that exists, once more: authorized again, made anew under its name, made like it, saved. Counted over plain HTTP.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::connections::{make, open};
use crate::driver::{Key, Person};
use crate::start::PROGRAM;
use crate::tenant::Tenant;
use crate::walk::{AUTHORISE, DETAILS, GBQ, SECRET};

/// A BigQuery connection of the creator that signs in through the browser, with its separated credentials where they have a name.
fn make_gbq(tenant: &Tenant, name: &str, credentials: Option<&str>) -> Value {
    let mut properties = json!({"OAuthMechanism": "1", "Catalog": "project-of-ours", "authCode": ""});
    if let Some(credentials) = credentials {
        properties["separateCredentials"] = "true".into();
        properties["credentialsName"] = credentials.into();
    }
    let mut body = json!({"datasourceID": GBQ, "qName": name, "connectionProperties": properties, "authUrlOnly": true});
    let url = tenant.create_as("creator", &body)["authUrl"].as_str().unwrap().to_owned();
    body["connectionProperties"]["authCode"] = tenant.code_at(&url).into();
    body["authUrlOnly"] = false.into();
    tenant.create_as("creator", &body)
}

/// When its credentials were renewed last.
fn renewed(tenant: &Tenant, connection: &Value) -> String {
    let id = connection["qCredentialsID"].as_str().unwrap();
    tenant.get(&format!("/api/v1/data-credentials/{id}")).body(200)["updated"].as_str().unwrap().to_owned()
}

/// To the review with a code, which is never seen.
fn to_review(tenant: &Tenant, person: &mut Person, name: &str) -> String {
    person.type_text("r");
    person.wait_for("Experimental");
    let url = person.ask_for_url(tenant);
    let code = tenant.code_at(&url);
    person.paste(&code);
    person.wait_for("The tenant will check the code.");
    person.enter_on("Sign in at ");
    person.wait_for(&format!("Review: authorize {name} again"));
    code
}

#[test]
fn a_connection_is_authorized_again_by_one_change_that_brings_the_code() {
    for credentials in [None, Some("my google")] {
        let tenant = Tenant::start();
        let made = make_gbq(&tenant, "orders", credentials);
        let (before, count) = (renewed(&tenant, &made), tenant.connections().len());
        let mut person = open(&tenant, "orders");
        let code = to_review(&tenant, &mut person, "orders");
        person.wait_for("qlik-auth-code: ");
        person.wait_for("\"path\": \"/connectionProperties/OAuthMechanism\"");
        assert_eq!(renewed(&tenant, &made), before, "nothing is sent before the button");
        person.bytes_within(std::time::Duration::from_millis(300));
        person.enter_on("▸ [ Authorize orders again ]");
        person.wait_for("Reauthorized orders.");
        assert!(renewed(&tenant, &made) > before, "{credentials:?}");
        assert_eq!(tenant.connections().len(), count, "no second one");
        let after = tenant.connection("orders");
        assert_eq!((&after["qID"], &after["qCredentialsID"]), (&made["qID"], &made["qCredentialsID"]));
        assert!(!person.screen().ever_wrote(&code));
    }
}

#[test]
fn a_code_whose_answer_is_lost_is_looked_up_and_never_sent_again() {
    let tenant = Tenant::faulty(&["PATCH|/data-connections/|cut-after"]);
    let made = make_gbq(&tenant, "orders", None);
    let before = renewed(&tenant, &made);
    let mut person = open(&tenant, "orders");
    to_review(&tenant, &mut person, "orders");
    person.bytes_within(std::time::Duration::from_millis(300));
    person.enter_on("▸ [ Authorize orders again ]");
    person.wait_for("the tenant shows that it was changed just then");
    assert!(renewed(&tenant, &made) > before);
}

#[test]
fn where_the_tenant_refuses_it_is_deleted_after_its_name_was_typed_and_created_anew() {
    let tenant = Tenant::with(&["--refuse-patch-code"]);
    let made = make_gbq(&tenant, "orders", None);
    let count = tenant.connections().len();
    let mut person = open(&tenant, "orders");
    to_review(&tenant, &mut person, "orders");
    person.bytes_within(std::time::Duration::from_millis(300));
    person.enter_on("▸ [ Authorize orders again ]");
    // The first time it may be the code, so another one is asked for.
    person.wait_for("Paste it again, or request a new URL");
    person.wait_for("The authorization code was not issued for this connection");
    person.bytes_within(std::time::Duration::from_millis(300));
    person.press(Key::Ctrl('n'));
    person.wait_for("Press the key again to drop it");
    person.press(Key::Ctrl('n'));
    person.wait_for("paste the code, or the address");
    let url = person.url_shown(&tenant);
    person.paste(&tenant.code_at(&url));
    person.wait_for("The tenant will check the code.");
    person.enter_on("Sign in at ");
    person.wait_for("Review: authorize orders again");
    person.bytes_within(std::time::Duration::from_millis(300));
    person.enter_on("▸ [ Authorize orders again ]");
    person.wait_for("The tenant did not authorize orders again");
    assert_eq!(tenant.connection("orders")["qID"], made["qID"]);
    person.bytes_within(std::time::Duration::from_millis(300));
    person.press(Key::Down);
    person.enter_on("▸ Delete and create anew");
    person.wait_for("Delete orders?");
    person.type_text("orders");
    person.enter_on("  [ Delete orders ]");
    person.enter_on("▸ [ Delete orders ]");
    person.wait_for("BigQuery connection");
    assert_eq!(tenant.count("orders"), 0);
    person.wait_for_focus_on("orders");
    person.wait_for("project-of-ours");
    person.wait_for("Ready");
    person.finish_details();
    person.authorize(&tenant);
    person.create();
    person.wait_for("✓ Created orders");
    assert_eq!(tenant.connections().len(), count);
    assert_ne!(tenant.connection("orders")["qID"], made["qID"]);
}

#[test]
fn a_tenant_that_takes_the_first_call_for_a_create_makes_no_second_one() {
    // Made by the other family of routes, so that the fault is left for the program.
    let tenant = Tenant::faulty(&["POST|/api/v1/data-connections$|status=409"]);
    make_gbq(&tenant, "orders", None);
    let mut person = open(&tenant, "orders");
    person.type_text("r");
    person.enter_on(AUTHORISE);
    person.wait_for("tried to create a second connection");
    person.wait_for("Delete and create anew");
    assert_eq!(tenant.count("orders"), 1);
    person.press(Key::Esc);
    person.wait_for("▸ Authorize again");
}

#[test]
fn one_that_signs_in_otherwise_is_not_authorized_again_and_says_why() {
    let tenant = Tenant::start();
    make(&tenant, "orders", None);
    let mut person = open(&tenant, "orders");
    person.wait_for("Its data source has no sign-in through a browser.");
    person.type_text("r");
    person.wait_for("Authorize again: Its data source has no");
}

#[test]
fn another_one_like_it_has_all_but_the_secrets_and_a_free_name() {
    let tenant = Tenant::start();
    make(&tenant, "orders", Some("Finance"));
    make(&tenant, "orders 2", Some("Finance"));
    let count = tenant.connections().len();
    let mut person = open(&tenant, "orders");
    person.type_text("a");
    person.wait_for(DETAILS);
    person.wait_for_focus_on("orders 3");
    person.wait_for("✓ free");
    for words in ["lake", "us-east-1"] {
        person.wait_for(words);
    }
    assert_eq!(tenant.connections().len(), count, "nothing is sent before Review");
    person.fill("Access key", "AKIA-of-ours", "AKIA-of-ours");
    person.fill("Secret key", SECRET, &format!("{} characters", SECRET.len()));
    person.finish_details();
    person.create();
    person.wait_for("✓ Created orders 3");
    let made = tenant.connection("orders 3");
    assert_eq!((&made["space"], &made["qSeparateCredentials"]), (&tenant.space("Finance").into(), &false.into()));
    assert_eq!(tenant.connections().len(), count + 1);
    person.leave();
}

#[test]
fn another_one_with_the_same_credentials_asks_for_no_secret() {
    let tenant = Tenant::start();
    let made = make_gbq(&tenant, "orders", Some("my google"));
    let mut person = open(&tenant, "orders");
    person.type_text("u");
    person.wait_for("BigQuery connection");
    person.wait_for_focus_on("orders 2");
    person.wait_for("✓ free");
    person.wait_for("project-of-ours");
    person.finish_details();
    person.create();
    person.wait_for("✓ Created orders 2");
    assert_eq!(tenant.connection("orders 2")["qCredentialsID"], made["qCredentialsID"]);
    person.leave();
}

#[test]
fn another_one_with_separated_credentials_names_new_ones_first() {
    let tenant = Tenant::start();
    make_gbq(&tenant, "orders", Some("my google"));
    let mut person = open(&tenant, "orders");
    person.type_text("a");
    person.wait_for("Credentials for");
    person.wait_for_focus_on("my google");
    person.press(Key::Ctrl('f'));
    person.wait_for_focus_on("my google 2");
    person.wait_for("✓ free");
    person.enter_on("Credentials for");
    person.wait_for("BigQuery connection");
    person.wait_for_focus_on("orders 2");
    person.wait_for("project-of-ours");
}

#[test]
fn a_file_made_of_it_is_valid_and_says_the_same() {
    let tenant = Tenant::start();
    make(&tenant, "orders", Some("Finance"));
    let mut person = open(&tenant, "orders");
    person.type_text("s");
    person.wait_for("Save orders");
    person.enter_on("▸ Save as");
    person.wait_for_focus_on("orders.toml");
    person.enter_on("▸ File");
    person.wait_for("✓ Saved ");
    let text = fs::read_to_string(person.home().join("orders.toml")).unwrap();
    assert!(text.contains("secretKey = { env = ") && !text.contains("s3cret"), "{text}");
    // Back, and the same as a script.
    person.enter_on("✓ Saved ");
    person.wait_until("what can be done", |screen| {
        screen.shows("▸ Save or export") && screen.shows("lake") && !screen.shows("Read it first")
    });
    person.type_text("s");
    person.wait_for("Save orders");
    person.press(Key::Right);
    person.wait_for_focus_on("Shell script with curl");
    person.enter_on("▸ Save as");
    person.wait_for_focus_on("orders-curl");
    person.enter_on("▸ Folder");
    person.wait_for("✓ Saved ");
    let body = fs::read_to_string(person.home().join("orders-curl/body.json")).unwrap();
    assert!(body.contains("us-east-1") && !body.contains("s3cret"), "{body}");
    let home = person.into_home();
    let run = |words: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.args(words).env_clear().current_dir(home.path()).stdin(Stdio::null());
        command.env("HOME", home.path()).env("QONNECT_STATE_DIR", home.path().join("state"));
        command.env("QLIK_TENANT_URL", tenant.url()).env("QLIK_API_KEY", tenant.key("creator"));
        let output = command.output().unwrap();
        (
            output.status.code(),
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)),
        )
    };
    let (code, told) = run(&["validate", "orders.toml"]);
    assert_eq!(code, Some(0), "{told}");
    let (code, told) = run(&["plan", "orders.toml"]);
    assert!(code == Some(0) && told.contains("same"), "{code:?} {told}");
    assert_eq!(tenant.count("orders"), 1);
}
