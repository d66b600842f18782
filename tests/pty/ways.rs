//! Ways to sign in that read a file of this machine: the contexts of qlik-cli, and a client's private key.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::driver::{Key, Person};
use crate::start::Start;
use crate::tenant::Tenant;
use crate::walk::{SPACE, TENANT, WAYS};

/// A person at the list of the ways, with this file in their home.
fn at_the_ways(tenant: &Tenant, file: &str, content: &str) -> Person {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let mut person = Start::new(&["--tenant", tenant.url()]).run_in(home);
    person.enter_on(TENANT);
    person.wait_for(WAYS);
    person
}

#[test]
fn a_context_of_qlik_cli_signs_in_without_a_key_being_typed_or_shown() {
    let tenant = Tenant::start();
    let (url, key) = (tenant.url(), tenant.key("creator"));
    let contexts = format!(
        "current-context: work\ncontexts:\n  work:\n    server: {url}\n    server-type: Cloud\n    headers:\n      \
         Authorization: bearer {key}\n  on-premise:\n    server: https://sense.example\n    server-type: windows\n"
    );
    let mut person = at_the_ways(&tenant, ".qlik/contexts.yml", &contexts);
    person.choose("qlik-cli context");
    person.wait_for_focus_on("work");
    assert!(person.screen().shows("by API key") && !person.screen().shows("on-premise"), "{}", person.screen().text());
    person.enter_on("▸ work");
    person.wait_for(SPACE);
    assert!(!person.screen().ever_wrote(key));
    assert_eq!(fs::read_to_string(person.home().join(".qlik/contexts.yml")).unwrap(), contexts);
}

#[test]
fn a_client_signs_in_by_the_private_key_in_a_file_whose_path_tab_completes() {
    let tenant = Tenant::start();
    let client = tenant.client_by_key();
    let mut person = at_the_ways(&tenant, "keys/signer.pem", include_str!("../fixtures/jwt-private.pem"));
    person.choose("OAuth client, private key");
    person.wait_for_focus_on("Client id");
    person.paste(&client);
    person.press(Key::Tab);
    person.wait_for_focus_on("Key id");
    person.type_slowly("k1");
    person.press(Key::Tab);
    person.wait_for_focus_on("Key file");
    person.type_text("~/keys/s");
    // A Tab in one breath with it would be part of a paste.
    person.wait_for("~/keys/s");
    person.press(Key::Tab);
    person.wait_for("~/keys/signer.pem");
    person.press(Key::Tab);
    person.wait_for_focus_on("[ Sign in ]");
    person.enter_on("✓ RSA 2048");
    person.wait_for(SPACE);
    person.wait_for("(bot), by OAuth client");
    assert!(!person.screen().ever_wrote("BEGIN PRIVATE KEY"));
}
