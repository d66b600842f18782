//! Typing, pasting in both ways, and the keys that work everywhere.

use crate::driver::{Key, Person};
use crate::start::Start;
use crate::tenant::Tenant;
use crate::walk::TENANT;

/// Full of letters that are commands elsewhere.
const COMMANDS: &str = "copn1234-ncop.poc3?q";

fn at_tenant() -> Person {
    let person = Start::new(&[]).run();
    person.wait_for(TENANT);
    person
}

#[test]
fn a_paste_in_brackets_is_text_and_its_line_breaks_do_not_confirm() {
    let mut person = at_tenant();
    person.paste(&format!("\r\n  {COMMANDS}\r\n"));
    person.wait_for(COMMANDS);
    person.wait_for(TENANT);
}

#[test]
fn a_paste_without_brackets_is_text_and_its_line_break_does_not_confirm() {
    let mut person = at_tenant();
    person.type_text(&format!("{COMMANDS}\r"));
    person.wait_for(COMMANDS);
    person.wait_for(TENANT);
    // Nothing was tried: a fault would be shown below the field.
    assert!(!person.screen().shows("✗"), "{}", person.screen().text());
}

#[test]
fn typing_key_by_key_is_text_and_enter_confirms() {
    let mut person = at_tenant();
    person.type_slowly("nosuchhost");
    person.wait_for("nosuchhost");
    person.enter_on("nosuchhost");
    person.wait_for("✗");
}

#[test]
fn a_bracketed_paste_of_300_kb_is_refused_with_a_word() {
    let mut person = at_tenant();
    person.type_slowly("acme");
    person.paste(&"copn".repeat(75_000));
    person.wait_for("More than 64 KiB were pasted");
    person.wait_for("acme");
    assert!(!person.screen().shows("copncopn"));
}

#[test]
fn a_long_paste_without_brackets_arrives_without_another_key() {
    let tenant = Tenant::start();
    let mut person = Start::new(&["--tenant", tenant.url()]).run();
    person.go_to_the_key();
    // As long as keys are, and longer than what is read from a terminal at once.
    person.type_text(&"copn".repeat(750));
    person.wait_for("3000 characters");
}

#[test]
fn an_unbracketed_paste_of_300_kb_is_survived() {
    let mut person = at_tenant();
    // Where it ends is told by time alone: on a busy machine it may be several pastes, so what becomes of it is not certain.
    person.type_text(&"copn".repeat(75_000));
    person.press(Key::Ctrl('c'));
    person.ends_with(0);
}

#[test]
fn ctrl_c_with_nothing_typed_leaves_at_once() {
    let mut person = at_tenant();
    person.press(Key::Ctrl('c'));
    person.ends_with(0);
    let tail = person.screen().tail();
    let at = |mode: &str| tail.rfind(mode).unwrap_or_else(|| panic!("{mode} is missing: {tail}"));
    assert!(at("[?2004l") < at("[?1049l") && at("[?1049l") < at("[?25h"));
    assert!(tail.ends_with("[?25h"), "nothing was made, so nothing is left behind: {tail}");
}

#[test]
fn ctrl_c_with_something_typed_asks_once() {
    let tenant = Tenant::start();
    let mut person = Start::new(&["--tenant", tenant.url()]).run();
    person.go_to_the_key();
    person.type_text("half a key");
    person.wait_for("10 characters");
    person.press(Key::Ctrl('c'));
    person.wait_for("Press Ctrl+C again to leave.");
    // Any other key is a no.
    person.press(Key::Char('!'));
    person.wait_for("11 characters");
    person.press(Key::Ctrl('c'));
    person.wait_for("Press Ctrl+C again to leave.");
    person.press(Key::Ctrl('c'));
    person.ends_with(0);
}

#[test]
fn help_and_log_lie_over_the_screen_and_esc_closes_them() {
    let mut person = at_tenant();
    person.press(Key::F1);
    person.wait_for("A tenant is your company's own Qlik Cloud.");
    person.press(Key::Esc);
    person.wait_for(TENANT);
    person.press(Key::Ctrl('l'));
    person.wait_for("Requests, latest first");
    person.press(Key::Esc);
    person.wait_for(TENANT);
}
