//! `--answers`: the wizard with everything filled in that stands in a file.

use std::{fs, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::driver::Key;
use crate::start::Start;
use crate::tenant::Tenant;
use crate::walk::{DETAILS, REVIEW, SECRET};

const FROM_VARIABLE: &str = "env = \"QONNECT_SECRETKEY\"";

/// The tenant of a file, and how it signs in.
fn signing_in(home: &TempDir, tenant: &Tenant, sign_in: &str) {
    let path = home.path().join("a.toml");
    let text = fs::read_to_string(&path).unwrap();
    let head = format!("qonnect = 1\ntenant = \"{}\"\n[sign-in]\n{sign_in}\n", tenant.url());
    fs::write(path, text.replacen("qonnect = 1\n", &head, 1)).unwrap();
}

/// A home with an answers file: a connection for each of these names, with where its secret comes from.
fn home(connections: &[(&str, &str)]) -> TempDir {
    let connections = connections.iter().map(|(name, secret)| {
        format!(
            "[[connection]]\nname = \"{name}\"\nspace = \"Finance\"\nsource = \"File_AmazonS3ConnectorV2\"\n\
             [connection.properties]\nregion = \"eu-central-1\"\nbucketName = \"bucket-of-ours\"\naccessKey = \"AKIA-of-ours\"\n\
             secretKey = {{ {secret} }}\n"
        )
    });
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("a.toml"), format!("qonnect = 1\n{}", connections.collect::<String>())).unwrap();
    home
}

#[test]
fn a_whole_file_leads_to_review_and_nothing_is_created_before() {
    let tenant = Tenant::start();
    let start = tenant.program(&["--answers", "a.toml"]).env("QONNECT_SECRETKEY", SECRET);
    let mut person = start.run_in(home(&[("from a file", FROM_VARIABLE)]));
    person.wait_for(REVIEW);
    person.wait_for("Filled in from a.toml. Nothing is sent yet.");
    assert!(person.screen().shows("Finance") && !person.screen().shows(SECRET));
    assert_eq!(tenant.count("from a file"), 0);
    // Keys that come at once were meant for the screen before.
    person.bytes_within(Duration::from_millis(300));
    person.create();
    person.wait_for("✓ Created from a file");
    let made = tenant.connection("from a file");
    assert_eq!(made["space"], tenant.space("Finance"));
    person.leave();
}

#[test]
fn a_name_that_is_taken_leads_to_its_field_and_nothing_of_the_file_is_lost() {
    let tenant = Tenant::start();
    let start = || {
        let start = tenant.program(&["--answers", "a.toml"]).env("QONNECT_SECRETKEY", SECRET);
        start.run_in(home(&[("from a file", FROM_VARIABLE)]))
    };
    let mut person = start();
    person.wait_for(REVIEW);
    person.bytes_within(Duration::from_millis(300));
    person.create();
    person.wait_for("✓ Created from a file");
    person.leave();
    let mut person = start();
    person.wait_for(DETAILS);
    person.wait_for("The name from a file is taken there.");
    person.wait_for("✗ taken in this space by a connection of yours");
    person.wait_for("bucket-of-ours");
    person.press(Key::Ctrl('f'));
    person.wait_for("✓ free");
    person.finish_details();
    person.create();
    person.wait_for("✓ Created from a file 2");
    assert_eq!((tenant.count("from a file"), tenant.count("from a file 2")), (1, 1));
    person.leave();
}

#[test]
fn of_several_one_is_chosen_and_what_is_missing_is_asked_by_its_step() {
    let tenant = Tenant::start();
    let start = tenant.program(&["--answers", "a.toml"]).env("QONNECT_SECRETKEY", SECRET);
    let mut person = start.run_in(home(&[("first", FROM_VARIABLE), ("second", "prompt = true")]));
    person.wait_for("Which connection of a.toml?");
    person.press(Key::Down);
    person.enter_on("▸ Finance / second");
    person.wait_for(DETAILS);
    person.wait_for("bucket-of-ours");
    person.wait_for("AKIA-of-ours");
    person.wait_for("✓ free");
    person.fill("Secret key", SECRET, &format!("{} characters", SECRET.len()));
    person.finish_details();
    person.create();
    person.wait_for("✓ Created second");
    assert_eq!(tenant.count("first"), 0);
    person.leave();
}

#[test]
fn what_is_wrong_with_the_file_is_told_before_the_screen_is_taken() {
    let tenant = Tenant::start();
    let person = tenant.program(&["--answers", "a.toml"]).run_in(home(&[("x", FROM_VARIABLE)]));
    person.ends_with(2);
    assert!(
        person.screen().shows("a.toml:10:1: the variable QONNECT_SECRETKEY is not set"),
        "{}",
        person.screen().text()
    );
    assert!(!String::from_utf8_lossy(&person.bytes()).contains("\u{1b}[?1049h"));
}

#[test]
fn what_review_shows_is_saved_and_never_over_a_file_that_exists_without_asking() {
    let tenant = Tenant::start();
    let start = tenant.program(&["--answers", "a.toml"]).env("QONNECT_SECRETKEY", SECRET);
    let mut person = start.run_in(home(&[("from a file", FROM_VARIABLE)]));
    person.wait_for(REVIEW);
    person.press(Key::Char('s'));
    person.enter_on("▸ Save as");
    person.wait_for_focus_on("from-a-file.toml");
    person.paste("a.toml");
    person.wait_for_focus_on("a.toml");
    person.enter_on("▸ File");
    person.wait_for("a.toml exists.");
    person.press(Key::Ctrl('u'));
    person.wait_until_gone("a.toml exists.");
    person.paste("saved.toml");
    person.wait_for_focus_on("saved.toml");
    person.enter_on("▸ File");
    person.wait_for("✓ Saved ");
    let text = fs::read_to_string(person.home().join("saved.toml")).unwrap();
    assert!(text.contains("secretKey = { env = \"QONNECT_SECRETKEY\" }") && !text.contains(SECRET), "{text}");
    person.enter_on("✓ Saved ");
    person.wait_for(REVIEW);
}

/// The program applies a file and nothing else: no full screen.
fn applying(tenant: &Tenant, options: &[&str], connections: &[(&str, &str)]) -> crate::driver::Person {
    tenant.program(&[&["apply", "a.toml"], options].concat()).run_in(home(connections))
}

#[test]
fn apply_asks_for_secrets_that_only_a_person_has_and_shows_none() {
    let tenant = Tenant::start();
    let mut person = applying(&tenant, &[], &[("first", "prompt = true"), ("second", "prompt = true")]);
    person.wait_for("1 of 2  Finance / first  secretKey:");
    person.enter_on("first  secretKey:");
    person.wait_for("Nothing was typed.");
    person.type_text("one-SECRET-x\x7f");
    person.enter_on("Nothing was typed.");
    person.wait_for("11 characters");
    person.wait_for("2 of 2  Finance / second  secretKey:");
    person.paste(&format!("{SECRET}\nline\n"));
    person.enter_on("second  secretKey:");
    person.wait_for("26 characters");
    person.wait_for("Apply this plan? [y/N]");
    assert_eq!(tenant.count("first"), 0, "nothing is created before");
    person.type_text("y\r");
    person.wait_for("2 done");
    person.ends_with(0);
    assert_eq!((tenant.count("first"), tenant.count("second")), (1, 1));
    let bytes = String::from_utf8_lossy(&person.bytes()).into_owned();
    assert!(!bytes.contains("SECRET") && !bytes.contains(SECRET), "{bytes}");

    // What is there already needs no secret, so nobody is asked.
    let again = tenant.program(&["apply", "a.toml"]).run_in(person.into_home());
    again.wait_for("2 same");
    again.ends_with(0);
}

#[test]
fn only_what_is_chosen_is_asked_and_ctrl_c_leaves_with_nothing_created() {
    let tenant = Tenant::start();
    let two = [("first", "prompt = true"), ("second", "prompt = true")];
    let mut person = applying(&tenant, &["--only=second", "--yes"], &two);
    person.wait_for("Finance / second  secretKey:");
    assert!(!person.screen().shows("first") && !person.screen().shows("1 of"));
    person.type_text("half");
    person.press(Key::Ctrl('c'));
    person.wait_for("interrupted: nothing was created or changed");
    person.ends_with(130);
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let person = applying(&tenant, &["--yes"], &two);
        person.wait_for("Finance / first  secretKey:");
        person.signal(signal);
        person.ends_with(code);
    }
    assert_eq!(tenant.connections().len(), 0);
}

#[test]
fn every_method_that_a_file_can_name_signs_in_by_itself() {
    let tenant = Tenant::start();
    let public = include_str!("../fixtures/jwt-public.pem");
    let mut provider = json!({"provider": "external", "protocol": "jwtAuth", "interactive": false, "description": "d",
        "options": {"jwtLoginEnabled": true, "issuer": "us", "staticKeys": [{"kid": "k1", "pem": public}]}});
    let claims = URL_SAFE_NO_PAD.decode(tenant.key("creator").split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    let me = tenant.get(&format!("/api/v1/users/{}", claims["sub"].as_str().unwrap())).body(200);
    provider["tenantIds"] = json!([me["tenantId"]]);
    tenant.post_as("admin", "/api/v1/identity-providers", &provider);
    let (id, subject) = (me["id"].as_str().unwrap(), me["subject"].as_str().unwrap());
    let ((bot, bot_secret), (portal, portal_secret)) = (tenant.client("m2m"), tenant.client("impersonation"));
    let client = |method: &str, id: &str, more: &str| {
        format!("method = \"{method}\"\nclient-id = \"{id}\"\nclient-secret = {{ env = \"CLIENT_SECRET\" }}\n{more}")
    };
    let by_key = tenant.client_by_key();
    let contexts = format!(
        "contexts:\n  work:\n    server: {}\n    headers:\n      Authorization: bearer {}\n",
        tenant.url(),
        tenant.key("creator")
    );
    for (sign_in, secret, said) in [
        ("method = \"api-key\"\nkey = { env = \"CLIENT_SECRET\" }".to_owned(), tenant.key("creator"), "Cleo Creator"),
        (client("oauth-client", bot, ""), bot_secret, "Nightly loader"),
        (client("impersonation", portal, &format!("user-id = \"{id}\"")), portal_secret, "Cleo Creator"),
        (
            client("oauth-client", &by_key, "key-id = \"k1\"\nprivate-key = { file = \"key.pem\" }")
                .replace("client-secret = { env = \"CLIENT_SECRET\" }\n", ""),
            "BEGIN PRIVATE KEY",
            "Signer@Stand-in (bot), by OAuth client and key",
        ),
        ("method = \"context\"\ncontext = \"work\"".to_owned(), tenant.key("creator"), "Cleo Creator"),
        (client("impersonation", portal, &format!("subject = \"{subject}\"")), portal_secret, "Cleo Creator"),
    ] {
        let home = home(&[("from a file", FROM_VARIABLE)]);
        signing_in(&home, &tenant, &sign_in);
        fs::write(home.path().join("key.pem"), include_str!("../fixtures/jwt-private.pem")).unwrap();
        fs::create_dir(home.path().join(".qlik")).unwrap();
        fs::write(home.path().join(".qlik/contexts.yml"), &contexts).unwrap();
        let start = Start::new(&["--answers", "a.toml"]).env("QONNECT_SECRETKEY", SECRET);
        let person = start.env("CLIENT_SECRET", secret).run_in(home);
        person.wait_for(REVIEW);
        person.wait_for("Filled in from a.toml. Nothing is sent yet.");
        person.wait_for(said);
        assert!(!person.screen().ever_wrote(secret));
    }
    // An OAuth client of the environment, which the file says nothing of.
    let start = Start::new(&["--answers", "a.toml"]).env("QONNECT_SECRETKEY", SECRET);
    let start = start.env("QLIK_TENANT_URL", tenant.url()).env("QLIK_CLIENT_ID", bot);
    let person = start.env("QLIK_CLIENT_SECRET", bot_secret).run_in(home(&[("from a file", FROM_VARIABLE)]));
    person.wait_for(REVIEW);
    person.wait_for("Nightly loader");

    // A subject that nobody has seen yet could become a new user, so a person says yes first.
    let home = home(&[("from a file", FROM_VARIABLE)]);
    fs::write(home.path().join("key.pem"), include_str!("../fixtures/jwt-private.pem")).unwrap();
    let jwt = format!(
        "method = \"jwt\"\nissuer = \"us\"\nkey-id = \"k1\"\nprivate-key = {{ file = \"key.pem\" }}\n\
         subject = '{subject}'\nemail = \"cleo@example.com\""
    );
    signing_in(&home, &tenant, &jwt);
    let mut person = Start::new(&["--answers", "a.toml"]).env("QONNECT_SECRETKEY", SECRET).run_in(home);
    person.wait_for("with a signed token");
    person.enter_on("▸ [ Sign in ]");
    person.wait_for(REVIEW);
    person.wait_for("Filled in from a.toml. Nothing is sent yet.");
}

#[test]
fn a_client_that_is_refused_brings_sign_in_forward_with_what_the_file_says() {
    let tenant = Tenant::start();
    let home = home(&[("from a file", FROM_VARIABLE)]);
    let bot = tenant.client("m2m").0;
    let sign_in = format!("method = \"oauth-client\"\nclient-id = \"{bot}\"\nclient-secret = {{ env = \"WRONG\" }}");
    signing_in(&home, &tenant, &sign_in);
    let start = Start::new(&["--answers", "a.toml"]).env("QONNECT_SECRETKEY", SECRET).env("WRONG", "not this one");
    let person = start.run_in(home);
    person.wait_for("Client id");
    person.wait_for(bot);
    assert!(!person.screen().ever_wrote("not this one"));
}

#[test]
fn standard_input_is_the_keyboard_of_the_wizard_and_no_answers_file() {
    let person = Start::new(&["--answers", "-"]).run();
    person.ends_with(2);
    assert!(person.screen().shows("The wizard reads keys from standard input; give a file to --answers."));
}

#[test]
fn many_have_one_line_that_tells_how_far_it_is_and_what_it_waits_for() {
    let tenant = Tenant::with(&["--writes", "30", "--window", "3"]);
    let names: Vec<String> = (0..40).map(|number| format!("connection {number:02} {}", "x".repeat(60))).collect();
    let all: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), FROM_VARIABLE)).collect();
    let start = tenant.program(&["apply", "a.toml"]).env("QONNECT_SECRETKEY", SECRET).size(60, 18);
    let mut person = start.run_in(home(&all));
    person.wait_for("40 create at 127.0.0.1:");
    person.wait_for("Apply this plan? [y/N]");
    person.type_text("y\r");
    person.wait_until("the wait", |screen| {
        screen.row_with("for the rate limit").is_some_and(|row| row.starts_with("[#########...]  31 of 40  waits "))
    });
    person.wait_for("40 done");
    person.ends_with(0);
    let screen = person.screen();
    assert!(screen.row_with("Finance / connection").is_none_or(|row| row.starts_with("create")), "{}", screen.text());
    assert!(!screen.shows(" of 40"), "what was taken back is gone:\n{}", screen.text());
}

#[test]
fn who_says_no_has_left_on_purpose() {
    let tenant = Tenant::with(&["--furnished"]);
    let mut person =
        tenant.program(&["apply", "a.toml"]).env("QONNECT_SECRETKEY", SECRET).run_in(home(&[("first", FROM_VARIABLE)]));
    person.wait_for("Apply this plan? [y/N]");
    person.type_text("n\r");
    person.wait_for("nothing was sent");
    person.ends_with(0);
    let mut person = tenant.program(&["connections", "delete", "ERP"]).run();
    person.wait_for("Delete Marketing / ERP?");
    person.type_text("n\r");
    person.wait_for("nothing was sent");
    person.ends_with(0);
    assert_eq!((tenant.count("first"), tenant.count("ERP")), (0, 1));
}
