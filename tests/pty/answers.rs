//! `--answers`: the wizard with everything filled in that stands in a file.

use std::{fs, time::Duration};

use tempfile::TempDir;

use crate::driver::Key;
use crate::tenant::Tenant;
use crate::walk::{DETAILS, REVIEW, SECRET};

const FROM_VARIABLE: &str = "env = \"QONNECT_SECRETKEY\"";

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
