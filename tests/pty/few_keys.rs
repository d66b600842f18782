//! How many keys it takes: Enter and arrows are counted, what is typed is not (`design.md` section 3).

use crate::driver::{Key, Person};
use crate::tenant::Tenant;
use crate::walk::{BUTTON, CREDENTIALS, SOURCE, SPACE};

/// Presses Enter once this has the focus, and counts it.
#[track_caller]
fn enter(person: &mut Person, focus: &str, presses: &mut usize) {
    person.wait_for_focus_on(focus);
    person.enter_on(focus);
    *presses += 1;
}

#[test]
fn nine_presses_lead_from_the_environment_to_a_created_s3_connection() {
    let tenant = Tenant::start();
    let mut person = tenant.program(&[]).size(120, 40).run();
    let mut presses = 0;
    person.wait_for(SPACE);
    enter(&mut person, "Personal space", &mut presses);
    person.wait_for(SOURCE);
    person.type_text("Amazon S3");
    person.wait_for("Amazon S3 · File_AmazonS3Connector · ");
    enter(&mut person, "Amazon S3", &mut presses);
    person.wait_for(CREDENTIALS);
    enter(&mut person, "1 Embedded", &mut presses);
    // The proposed name is free.
    person.wait_for("✓ free");
    enter(&mut person, "Name", &mut presses);
    person.wait_for_focus_on("Access key");
    person.type_text("AKIA-of-ours");
    enter(&mut person, "AKIA-of-ours", &mut presses);
    person.wait_for_focus_on("Secret key");
    person.type_text("secret-of-ours");
    enter(&mut person, "Secret key", &mut presses);
    enter(&mut person, "Region", &mut presses);
    person.wait_for_focus_on("Bucket");
    person.type_text("bucket-of-ours");
    enter(&mut person, "bucket-of-ours", &mut presses);
    person.wait_for(BUTTON);
    enter(&mut person, "[ Create ]", &mut presses);
    person.wait_for("✓ Created Amazon S3");
    assert_eq!(presses, 9);
    assert_eq!(tenant.count("Amazon S3"), 1);
}

#[test]
fn three_keys_choose_the_credentials_that_one_has() {
    let mut person = crate::start::Start::new(&["--demo"]).size(120, 40).run();
    person.sign_in();
    person.choose_space(None);
    person.wait_for("46 data sources");
    person.type_text("Amazon S3");
    person.wait_for("Amazon S3 · File_AmazonS3Connector · ");
    person.enter_on("Amazon S3 · File_AmazonS3Connector · ");
    person.wait_for(CREDENTIALS);
    person.press(Key::Char('3'));
    person.enter_on("Enter to your credentials");
    person.enter_on("▸ serviceAccount123");
    person.wait_for("Amazon S3 connection");
}

#[test]
fn no_browser_is_the_reason_in_the_demo_too() {
    let mut person = crate::start::Start::new(&["--demo", "--no-browser"]).size(120, 40).run();
    person.go_to_authorize(&crate::walk::Wish::gbq("no browser"));
    person.enter_on(crate::walk::AUTHORISE);
    person.wait_for("▸ Code");
    person.press(Key::Ctrl('o'));
    person.wait_for("No browser is opened here: --no-browser was given.");
}
