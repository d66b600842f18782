//! The window: the first frame, sizes, colours, and quiet.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::driver::Key;
use crate::start::{PROGRAM, Start};
use crate::tenant::Tenant;
use crate::walk::{SIGN_IN, SPACE, TENANT};

#[test]
fn the_first_frame_comes_without_any_key() {
    let mut person = Start::new(&[]).run();
    person.wait_for(TENANT);
    let screen = person.screen();
    assert!(screen.is_full());
    for words in ["qonnect", "● Tenant", "○ Sign in", "○ Done", "Enter next", "F1 help"] {
        assert!(screen.shows(words), "{words}:\n{}", screen.text());
    }
    person.press(Key::Ctrl('c'));
    person.ends_with(0);
}

#[test]
fn the_demo_begins_at_its_own_tenant() {
    let person = Start::new(&["--demo"]).env("QLIK_TENANT_URL", "https://other.example").env("QLIK_API_KEY", "x").run();
    person.wait_for("this tenant runs inside qonnect");
    person.wait_for("http://127.0.0.1:");
    assert!(!person.screen().shows("other.example"));
}

#[test]
fn every_size_is_survived_and_the_screen_comes_back() {
    let mut person = Start::new(&["--tenant", "acme.eu.qlikcloud.com"]).run();
    person.wait_for(TENANT);
    person.resize(60, 18);
    person.wait_for("Tenant · 1 of 8");
    person.resize(200, 60);
    person.wait_for("○ Done");
    person.resize(30, 8);
    person.wait_for("qonnect needs at least");
    for (columns, rows) in [(1, 1), (2, 1), (1, 40), (300, 1), (1, 1)] {
        person.resize(columns, rows);
    }
    // Typing goes on where nothing can be seen.
    person.press(Key::Right);
    person.press(Key::Char('x'));
    person.resize(80, 24);
    person.wait_for(TENANT);
    person.wait_for("acme.eu.qlikcloud.comx");
    person.press(Key::Ctrl('c'));
    person.ends_with(0);
}

#[test]
fn no_color_means_no_colour_in_any_byte() {
    let tenant = Tenant::start();
    let run = |name: &str, value: &str| {
        let mut person = tenant.program(&[]).env(name, value).run();
        person.sign_in();
        person.press(Key::Ctrl('c'));
        person.ends_with(0);
        person.screen().renditions()
    };
    // 39 and 49 are the terminal's own colours.
    let is_colour = |number: &u16| matches!(number, 30..=38 | 40..=48 | 90..=107);
    assert!(run("OTHER", "1").iter().any(is_colour));
    let plain = run("NO_COLOR", "1");
    assert!(!plain.iter().any(is_colour), "{plain:?}");
}

#[test]
fn nothing_is_written_while_nothing_happens() {
    let tenant = Tenant::start();
    let mut person = tenant.program(&[]).run();
    for title in [SPACE, SIGN_IN] {
        person.wait_for(title);
        // Answers of the machine may still come in.
        let settled = (0..10).any(|_| person.bytes_within(Duration::from_millis(400)) == 0);
        assert!(settled, "the screen never rests");
        assert_eq!(person.bytes_within(Duration::from_millis(1200)), 0);
        if title == SPACE {
            person.press(Key::Esc);
        }
    }
}

#[test]
fn a_dumb_terminal_gets_one_sentence() {
    let person = Start::new(&[]).env("TERM", "dumb").run();
    assert_eq!(person.end().code, 2);
    let said = String::from_utf8(person.bytes()).unwrap();
    assert!(said.starts_with("qonnect: ") && said.contains("TERM=dumb"), "{said:?}");
    assert!(said.trim_end().lines().count() == 1 && !said.contains('\x1b'), "{said:?}");
}

#[test]
fn pipes_instead_of_a_terminal_get_one_sentence_on_stderr() {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(PROGRAM)
        .env_clear()
        .env("TERM", "xterm")
        .env("HOME", home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(
        said.starts_with("qonnect: ") && said.contains("terminal") && said.trim_end().lines().count() == 1,
        "{said}"
    );
    assert_eq!(home.path().read_dir().unwrap().count(), 0, "nothing is left behind");
}
