//! The pages that people see in a browser, in a real one: the tenant's question, the page that a sign-in ends on, and the
//! provider's consent with its code.

use std::io::Write as _;
use std::net::TcpListener;

use serde_json::json;

use crate::chromium::Browser;
use crate::driver::{Key, Person};
use crate::start::Start;
use crate::tenant::Tenant;
use crate::walk::{REVIEW, SPACE, TENANT, WAYS, Wish};

/// The browser, or a word that there is none.
fn browser() -> Option<Browser> {
    let browser = Browser::open();
    if browser.is_none() {
        let mut told = std::io::stderr();
        writeln!(told, "skipped: it takes Chromium and its driver").unwrap();
    }
    browser
}

/// A client for the browser, whose address is at a port that is free now.
fn public_client(tenant: &Tenant) -> (String, u16) {
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = free.local_addr().unwrap().port();
    let client = json!({
        "appType": "native", "clientName": "<Wizard> & co", "allowedScopes": ["user_default", "offline_access"],
        "redirectUris": [address(port)],
    });
    let made = tenant.post_as("admin", "/api/v1/oauth-clients", &client);
    (made["clientId"].as_str().unwrap().to_owned(), port)
}

fn address(port: u16) -> String {
    format!("http://localhost:{port}/callback")
}

/// A person who has told which client signs them in.
#[track_caller]
fn at_the_form(tenant: &Tenant, (client, port): &(String, u16)) -> Person {
    let mut person = Start::new(&["--tenant", tenant.url()]).run();
    person.enter_on(TENANT);
    person.wait_for(WAYS);
    person.choose("Browser");
    person.wait_for_focus_on("Client id");
    person.paste(client);
    person.press(Key::Tab);
    person.wait_for_focus_on("Redirect URL");
    person.press(Key::Ctrl('u'));
    person.paste(&address(*port));
    person.press(Key::Tab);
    person.wait_for_focus_on("[ Open the browser ]");
    person
}

/// A person whose program waits for the browser, and the address to open.
#[track_caller]
fn at_the_address(tenant: &Tenant, client: &(String, u16)) -> (Person, String) {
    let mut person = at_the_form(tenant, client);
    person.enter_on("▸ [ Open the browser ]");
    person.wait_for(&format!("itself (port {})", client.1));
    let url = person.url_printed();
    (person, url)
}

/// Nothing in the log of the browser, and nothing beyond the edge of a telephone.
#[track_caller]
fn is_in_order(browser: &Browser) {
    assert_eq!(browser.complaints(), [""; 0]);
    assert_eq!(browser.ask("document.documentElement.lang"), "en");
    browser.resize(500, 800);
    let fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    assert_eq!(browser.ask(fits), true, "{}", browser.text());
}

#[test]
fn allowing_in_the_browser_signs_in_and_the_page_leads_back_to_the_terminal() {
    let Some(browser) = browser() else { return };
    let tenant = Tenant::start();
    let (person, url) = at_the_address(&tenant, &public_client(&tenant));
    browser.go_to(&url);
    let asked = browser.read_until("Let <Wizard> & co act as you");
    assert!(asked.contains("user_default, offline_access"), "{asked}");
    is_in_order(&browser);
    browser.click("Allow");
    let page = browser.read_until("Back to the terminal");
    assert!(page.contains("You can close this window."), "{page}");
    assert_eq!(browser.title(), "Back to the terminal · qonnect");
    is_in_order(&browser);
    person.wait_for(SPACE);
    person.wait_for("by browser");
}

#[test]
fn denying_in_the_browser_is_said_in_both_places_and_another_attempt_may_follow() {
    let Some(browser) = browser() else { return };
    let tenant = Tenant::start();
    let (mut person, url) = at_the_address(&tenant, &public_client(&tenant));
    browser.go_to(&url);
    browser.click("Deny");
    let page = browser.read_until("Not signed in");
    assert!(page.contains("the terminal says how to go on"), "{page}");
    is_in_order(&browser);
    person.wait_for("✗ The sign-in was declined in the browser.");
    person.press(Key::Ctrl('n'));
    person.wait_for("returns here by itself");
    let again = person.url_printed();
    assert_ne!(again, url);
    browser.go_to(&again);
    browser.click("Allow");
    browser.read_until("Back to the terminal");
    person.wait_for(SPACE);
}

#[test]
fn a_page_of_another_attempt_is_refused_in_its_own_tab_and_the_right_one_still_signs_in() {
    let Some(browser) = browser() else { return };
    let tenant = Tenant::start();
    let client = public_client(&tenant);
    let (person, url) = at_the_address(&tenant, &client);
    browser.go_to(&url);
    browser.open_tab();
    browser.go_to(&format!("{}?code=foreign&state=foreign", address(client.1)));
    browser.read_until("This is not the sign-in that is waited for");
    person.wait_for("returns here by itself");
    browser.open_tab();
    browser.go_to(&url);
    browser.click("Allow");
    browser.read_until("Back to the terminal");
    person.wait_for(SPACE);
}

#[test]
fn the_address_that_a_browser_elsewhere_ends_on_signs_in_as_well() {
    let Some(browser) = browser() else { return };
    let tenant = Tenant::start();
    let client = public_client(&tenant);
    // Another program has the port, and here nobody is: so it is for a browser on another machine than the wizard.
    let taken = TcpListener::bind(("127.0.0.1", client.1)).unwrap();
    let mut person = at_the_form(&tenant, &client);
    person.enter_on("▸ [ Open the browser ]");
    person.wait_for(&format!("Another program uses port {}", client.1));
    let url = person.url_printed();
    drop(taken);
    browser.go_to(&url);
    browser.click("Allow");
    let ended = browser.address_with("code=");
    person.paste(&ended);
    person.wait_for("(state matches). Enter signs in.");
    person.enter_on("▸ Address");
    person.wait_for(SPACE);
}

#[test]
fn the_consent_page_can_be_used_by_keyboard_and_its_code_makes_the_connection() {
    let Some(browser) = browser() else { return };
    let tenant = Tenant::start();
    let mut person = tenant.program(&[]).run();
    let url = person.go_to_the_url(&tenant, &Wish::gbq("through chromium"));
    browser.go_to(&url);
    browser.read_until("Give the stand-in tenant access to");
    is_in_order(&browser);
    browser.press("\u{e004}");
    assert_eq!(browser.focus(), "Allow");
    browser.press("\u{e007}");
    browser.read_until("Your authorization code");
    is_in_order(&browser);
    let code = browser.ask("document.getElementById('code').value");
    person.paste(code.as_str().unwrap());
    person.wait_for("The tenant will check the code.");
    person.enter_on("Sign in at ");
    person.wait_for(REVIEW);
    person.create();
    person.wait_for("✓ Created through chromium");
    assert_eq!(tenant.count("through chromium"), 1);
}

#[test]
fn the_address_of_a_denied_consent_is_explained() {
    let Some(browser) = browser() else { return };
    let tenant = Tenant::start();
    let mut person = tenant.program(&[]).run();
    let url = person.go_to_the_url(&tenant, &Wish::gbq("denied in chromium"));
    browser.go_to(&url);
    browser.click("Deny");
    browser.read_until("denied");
    is_in_order(&browser);
    let ended = browser.address();
    assert!(ended.contains("error=access_denied"), "{ended}");
    person.paste(&ended);
    person.wait_for("✗ Access was denied");
}
