//! What people paste by mistake, and what they are told.

use crate::driver::{Key, Person};
use crate::start::Start;
use crate::tenant::Tenant;
use crate::walk::{REVIEW, SIGN_IN, SPACE, TENANT, Wish};

#[test]
fn a_wrong_host_is_explained_and_stays_to_be_mended() {
    let mut person = Start::new(&[]).run();
    for (typed, told) in [
        ("127.0.0.1:1", "127.0.0.1:1"),
        ("http://acme.eu.qlikcloud.com", "Plain http would send your key unencrypted."),
        ("https://me:key@acme.eu.qlikcloud.com", "The address contains a user name."),
        ("just-a-word", "Enter the full host"),
    ] {
        person.wait_for(TENANT);
        person.type_text(typed);
        person.wait_for(typed);
        person.enter_on(typed);
        person.wait_for(told);
        person.wait_for_any(&["✗", "No connection", "could not be reached", "refused"]);
        person.wait_for(typed);
        person.press(Key::Ctrl('u'));
        person.wait_until_gone(typed);
    }
}

fn at_sign_in(tenant: &Tenant) -> Person {
    let mut person = Start::new(&["--tenant", tenant.url()]).run();
    person.go_to_the_key();
    person
}

#[test]
fn a_key_with_a_line_break_inside_is_not_sent() {
    let tenant = Tenant::start();
    let mut person = at_sign_in(&tenant);
    let (half, rest) = tenant.key("creator").split_at(40);
    person.paste(&format!("{half}\r\n{rest}"));
    person.wait_for_any(&["There was a line break inside what was pasted", "The pasted text had a line break in it"]);
    person.enter_on(SIGN_IN);
    person.press(Key::Ctrl('u'));
    person.wait_for("paste an API key");
    person.press(Key::Ctrl('l'));
    person.wait_for("Requests, latest first");
    // Once, without a key: to see whether the host is a tenant.
    let log = person.screen().text();
    assert_eq!(log.matches("users/me").count(), 1, "{log}");
    person.press(Key::Esc);
    // A break at its end is no harm.
    person.paste(&format!("{}\r\n", tenant.key("creator")));
    person.wait_for("characters, ending in");
    person.enter_on(SIGN_IN);
    person.wait_for(SPACE);
}

#[test]
fn a_key_of_another_tenant_is_named_as_such() {
    let (tenant, other) = (Tenant::start(), Tenant::start());
    let mut person = at_sign_in(&tenant);
    person.paste(other.key("creator"));
    person.wait_for("characters, ending in");
    person.enter_on(SIGN_IN);
    person.wait_for("The tenant refused this key");
    person.wait_for("This key is for the tenant with the id");
}

#[test]
fn a_tenant_without_spaces_offers_the_personal_one() {
    let tenant = Tenant::with(&["--spaces", "0"]);
    let mut person = tenant.program(&[]).run();
    person.make(&tenant, &Wish::s3("all alone"));
    assert_eq!(tenant.count("all alone"), 1);
}

/// A person in front of the URL, and the URL.
#[track_caller]
fn at_the_url(tenant: &Tenant) -> (Person, String) {
    let mut person = tenant.program(&[]).run();
    let url = person.go_to_the_url(tenant, &Wish::gbq("through the browser"));
    (person, url)
}

/// The value of a parameter, as it stands in the address.
fn parameter<'a>(url: &'a str, name: &str) -> &'a str {
    let start = url.find(&format!("{name}=")).unwrap() + name.len() + 1;
    url[start..].split('&').next().unwrap()
}

#[test]
fn what_is_no_code_is_explained_and_the_code_after_it_is_taken() {
    let tenant = Tenant::start();
    let (mut person, url) = at_the_url(&tenant);
    let back = format!("{}/auth/oauth/v3.htm", tenant.url());
    let state = parameter(&url, "state");
    for (pasted, told) in [
        (format!("{back}?error=access_denied&state={state}"), "Access was denied on the provider's page"),
        (format!("{back}?code=foreign&state=of-another-attempt"), "This code belongs to an earlier attempt"),
        (url.clone(), "This is the authorization URL itself."),
        ("two words".to_owned(), "There are blanks inside the code."),
    ] {
        person.paste(&pasted);
        person.wait_for(told);
        person.enter_on("Sign in at ");
        person.wait_for(told);
    }
    let code = tenant.code_at(&url);
    // Pasted twice it stands there once, and in brackets or not is the same.
    person.paste(&code);
    person.wait_for(&format!("• {} characters. The tenant", code.len()));
    person.paste(&format!("{code}\r\n"));
    person.paste(&format!("{back}?code={}&state={state}", code.replace('/', "%2F")));
    person.wait_for(&format!("✓ Code received: {} characters (state matches)", code.len()));
    person.enter_on("Sign in at ");
    person.wait_for(REVIEW);
    person.create();
    person.wait_for("✓ Created through the browser");
    assert_eq!(tenant.count("through the browser"), 1);
}

#[test]
fn a_code_pasted_without_brackets_is_text_and_its_line_break_sends_nothing() {
    let tenant = Tenant::start();
    let (mut person, url) = at_the_url(&tenant);
    let code = tenant.code_at(&url);
    person.type_text(&format!("{code}\r"));
    person.wait_for(&format!("• {} characters. The tenant", code.len()));
    person.wait_for("Sign in at ");
    person.press(Key::Ctrl('u'));
    person.wait_for("paste the code, or the address");
    person.type_text("copn/pcno-ponc.nopc_copn\r");
    person.wait_for("• 24 characters. The tenant");
    assert_eq!(person.url_shown(&tenant), url);
    // The tenant knows no such code.
    person.enter_on("Sign in at ");
    person.wait_for(REVIEW);
    person.create();
    person.wait_for("The tenant refused the code.");
    person.wait_for("Sign in at ");
    assert_eq!(tenant.connections().len(), 0);
    // Once more, and that is the end of it.
    person.enter_on("Sign in at ");
    person.wait_for(REVIEW);
    person.create();
    person.wait_for("refused this code twice. Paste another one");
    assert!(!person.screen().shows("Try it once more"), "{}", person.screen().text());
    person.paste(&code);
    person.wait_for(&format!("• {} characters. The tenant", code.len()));
    person.enter_on("Sign in at ");
    person.wait_for(REVIEW);
    person.create();
    person.wait_for("✓ Created through the browser");
    assert_eq!(tenant.count("through the browser"), 1);
}
