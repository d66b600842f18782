//! Getting the URL of the consent page out of the terminal: copied, printed, opened.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::driver::{Key, Person};
use crate::start::Start;
use crate::tenant::Tenant;
use crate::walk::Wish;

/// A person in front of the URL, and the URL.
#[track_caller]
fn at_the_url(tenant: &Tenant, start: Start) -> (Person, String) {
    let mut person = start.run();
    let url = person.go_to_the_url(tenant, &Wish::gbq("through the browser"));
    (person, url)
}

/// What an OSC 52 sequence at the end of the bytes asks the terminal to copy.
#[track_caller]
fn copied(bytes: &[u8], before: &str, after: &str) -> String {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let start = text.rfind(before).unwrap_or_else(|| panic!("no OSC 52 in {}", bytes.escape_ascii())) + before.len();
    let encoded = &text[start..][..text[start..].find(after).unwrap()];
    String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap()
}

#[test]
fn over_ssh_the_url_is_sent_to_the_terminals_clipboard() {
    let tenant = Tenant::start();
    let start = tenant.program(&[]).env("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22").env("DISPLAY", ":99");
    let (mut person, url) = at_the_url(&tenant, start);
    person.press(Key::Ctrl('y'));
    person.wait_for("Your terminal was asked to copy the URL.");
    assert_eq!(copied(&person.bytes(), "\x1b]52;c;", "\x07"), url);
    assert!(!tenant.code_at(&url).is_empty(), "the URL leads somewhere");
}

#[test]
fn inside_tmux_the_url_is_wrapped_for_tmux_as_well() {
    let tenant = Tenant::start();
    let start = tenant.program(&[]).env("SSH_TTY", "/dev/pts/1").env("TMUX", "/tmp/tmux-0/default,1,0");
    let (mut person, url) = at_the_url(&tenant, start);
    person.press(Key::Ctrl('y'));
    person.wait_for("Your terminal was asked to copy the URL.");
    assert_eq!(copied(&person.bytes(), "\x1bPtmux;\x1b\x1b]52;c;", "\x07\x1b\\"), url);
}

#[test]
fn without_a_display_the_native_clipboard_fails_with_a_sentence_that_names_the_other_way() {
    let tenant = Tenant::start();
    for (way, why) in [("native", "no display answers"), ("off", "it is switched off")] {
        let (mut person, _) = at_the_url(&tenant, tenant.program(&["--clipboard", way]));
        person.press(Key::Ctrl('y'));
        person.wait_for(&format!("The URL could not be copied: {why}. Ctrl+P prints it on one line."));
        assert!(!person.screen().ever_wrote("\x1b]52"));
    }
}

#[test]
fn the_url_is_printed_on_one_unbroken_line_outside_the_full_screen_and_enter_returns() {
    let tenant = Tenant::start();
    let (mut person, url) = at_the_url(&tenant, tenant.program(&[]));
    person.paste("half-a-code");
    person.wait_for("• 11 characters. The tenant");
    assert!(!person.screen().ever_wrote(&format!("\r\n{url}\r\n")), "on the full screen it is broken into rows");
    person.press(Key::Ctrl('p'));
    person.wait_for("Press Enter to return.");
    let screen = person.screen();
    assert!(screen.ever_wrote(&format!("\r\n{url}\r\n")));
    assert!(!screen.is_full());
    // Only Enter returns; letters are no commands here.
    person.press(Key::Char('c'));
    person.enter_on("Press Enter to return.");
    person.wait_for("Sign in at ");
    person.wait_for("• 11 characters. The tenant");
    assert!(person.screen().is_full());
}

#[test]
fn every_row_of_the_url_is_a_link_to_the_whole_of_it() {
    let tenant = Tenant::start();
    let (person, url) = at_the_url(&tenant, tenant.program(&[]));
    let bytes = String::from_utf8_lossy(&person.bytes()).into_owned();
    let start = format!("\x1b]8;id=qonnect;{url}\x1b\\");
    let rows: Vec<&str> = bytes.split(&start).skip(1).map(|row| row.split("\x1b]8;;\x1b\\").next().unwrap()).collect();
    assert!(rows.len() > 1);
    assert_eq!(rows.concat(), url);
}

#[test]
fn with_the_focus_on_the_url_letters_command_and_a_paste_is_still_the_code() {
    let tenant = Tenant::start();
    let (mut person, url) = at_the_url(&tenant, tenant.program(&[]));
    person.press(Key::Tab);
    person.wait_for("c copy · p print on one line · n new URL");
    person.press(Key::Char('c'));
    person.wait_for("Your terminal was asked to copy the URL.");
    person.press(Key::Char('o'));
    person.wait_for("No browser is opened here: this machine has no display.");
    person.type_text("copn-no-command-cpon");
    person.wait_for("• 20 characters. The tenant");
    assert_eq!(person.url_shown(&tenant), url, "no new URL was asked for");
    assert!(person.screen().is_full(), "nothing was printed");
}

#[test]
fn a_new_url_is_asked_for_only_if_the_code_that_stands_there_may_go() {
    let tenant = Tenant::start();
    let (mut person, old) = at_the_url(&tenant, tenant.program(&[]));
    person.paste("a-code");
    person.wait_for("• 6 characters. The tenant");
    person.settle();
    person.press(Key::Ctrl('n'));
    person.wait_for("Press the key again to drop it");
    person.press(Key::Ctrl('n'));
    person.wait_for("paste the code, or the address");
    assert_ne!(person.url_shown(&tenant), old);
}

#[test]
fn the_browser_is_given_the_whole_url() {
    let tenant = Tenant::start();
    let directory = tempfile::tempdir().unwrap();
    let (script, opened) = (directory.path().join("browser"), directory.path().join("opened"));
    let told = directory.path().join("environment");
    let lines = format!("#!/bin/sh\nenv > {}\nprintf %s \"$1\" > {}\n", told.display(), opened.display());
    std::fs::write(&script, lines).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let start = tenant.program(&[]).env("DISPLAY", ":99").env("BROWSER", script.to_str().unwrap());
    let start = start.env("QLIK_CLIENT_SECRET", "marker-secret").env("OP_SESSION", "stays");
    let (mut person, url) = at_the_url(&tenant, start);
    person.press(Key::Ctrl('o'));
    person.wait_for("The URL was opened in the browser.");
    assert_eq!(std::fs::read_to_string(opened).unwrap(), url);
    let told = std::fs::read_to_string(told).unwrap();
    assert!(told.contains("OP_SESSION=stays") && told.contains("QLIK_TENANT"), "{told}");
    for secret in [tenant.key("creator"), "marker-secret", "QLIK_API_KEY", "QLIK_CLIENT_SECRET"] {
        assert!(!told.contains(secret), "{secret}");
    }
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_desktop_another_program_reads_what_was_copied() {
    let server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let there = Command::new("xclip").arg("-version").stderr(Stdio::null()).status().is_ok();
    let (Ok(mut server), true) = (server, there) else {
        writeln!(std::io::stderr(), "skipped: it takes Xvfb and xclip").unwrap();
        return;
    };
    let mut number = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
    let _server = Killed(server);
    let display = format!(":{}", number.trim());

    let tenant = Tenant::start();
    let (mut person, url) = at_the_url(&tenant, tenant.program(&[]).env("DISPLAY", &display));
    person.press(Key::Ctrl('y'));
    person.wait_for("The URL is on the clipboard.");
    let read = Command::new("xclip")
        .args(["-o", "-selection", "clipboard"])
        .env("DISPLAY", &display)
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(read.stdout).unwrap(), url);
    assert!(!person.screen().ever_wrote("\x1b]52"));
}
