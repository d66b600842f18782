//! The ways in which the program ends or pauses from outside, and the terminal afterwards.

use std::fs;
use std::io::{Read as _, Write as _};
use std::sync::mpsc;
use std::thread;

use rustix::process::{Pid, Signal};

use crate::connections;
use crate::driver::{DEADLINE, Key, Person};
use crate::screen::Screen;
use crate::start::{PROGRAM, Start};
use crate::tenant::Tenant;
use crate::walk::TENANT;

fn at_tenant() -> Person {
    let person = Start::new(&[]).run();
    person.wait_for(TENANT);
    person
}

#[test]
fn sigint_ends_it_with_130() {
    let person = at_tenant();
    person.signal(Signal::INT);
    person.ends_with(130);
}

#[test]
fn sigterm_ends_it_with_143() {
    let person = at_tenant();
    person.signal(Signal::TERM);
    person.ends_with(143);
}

#[test]
fn a_signal_while_a_write_is_under_way_ends_it_as_unknown() {
    let tenant = Tenant::faulty(&["DELETE|/data-connections/|delay=600000"]);
    connections::make(&tenant, "orders", None);
    let mut person = connections::open(&tenant, "orders");
    person.type_text("d");
    person.wait_for("Delete orders?");
    person.type_text("orders");
    person.enter_on("  [ Delete orders ]");
    person.enter_on("▸ [ Delete orders ]");
    person.wait_for("deleting orders");
    person.signal(Signal::TERM);
    person.ends_with(3);
    assert!(person.screen().text().contains("It is not known whether"), "{}", person.screen().text());
}

#[test]
fn sighup_ends_it_with_129() {
    let person = at_tenant();
    person.signal(Signal::HUP);
    person.ends_with(129);
}

#[test]
fn a_window_that_is_closed_ends_it() {
    // Without the driver: its thread that reads would keep the window open.
    let home = tempfile::tempdir().unwrap();
    let (mut child, master) = Start::new(&[]).open(home.path());
    let mut killer = child.clone_killer();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || tell.send(child.wait().unwrap().exit_code()));

    let (mut reader, mut keys) = (master.try_clone_reader().unwrap(), master.take_writer().unwrap());
    let mut screen = Screen::new(100, 40);
    let mut read_until = |text: &str| {
        while !screen.shows(text) {
            let mut buffer = [0; 4096];
            let count = reader.read(&mut buffer).unwrap();
            screen.feed(&buffer[..count]);
        }
    };
    read_until(TENANT);
    keys.write_all(b"#").unwrap();
    // A key was taken, so the program is under way.
    read_until("#");
    drop((reader, keys, master));
    let code = told.recv_timeout(DEADLINE);
    let _ = killer.kill();
    assert_eq!(code, Ok(129));
}

#[test]
fn a_certificate_that_is_none_is_told_in_one_sentence_before_the_screen_is_taken() {
    for (file, told) in [
        ("no-certificate.pem", "qonnect: The file given with --ca-cert contains no certificate in PEM format."),
        (
            "nothing.pem",
            "qonnect: The certificate nothing.pem could not be read: No such file or directory (os error 2).",
        ),
    ] {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("no-certificate.pem"), "nothing").unwrap();
        let person = Start::new(&["--ca-cert", file]).run_in(home);
        person.ends_with(1);
        assert_eq!(String::from_utf8_lossy(&person.bytes()), format!("{told}\r\n"));
    }
}

/// The state of a process: `S` asleep, `T` stopped.
#[cfg(target_os = "linux")]
fn state_of(pid: Pid) -> String {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    stat.rsplit_once(") ").unwrap().1.chars().take(1).collect()
}

/// The one child of a process.
#[cfg(target_os = "linux")]
fn child_of(pid: Pid) -> Pid {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
    Pid::from_raw(children.split_whitespace().next().unwrap().parse().unwrap()).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_back() {
    // Two commands of a shell with job control: the second one runs when the program has stopped.
    let script = format!("{PROGRAM}; echo the shell has it; read line; fg >/dev/null; echo ended with $?");
    let mut person = Start::line(&["/bin/bash", "-m", "-c", &script]).run();
    person.wait_for(TENANT);
    person.type_slowly("abc");
    person.wait_for("abc");
    let program = child_of(person.pid());

    person.press(Key::Ctrl('z'));
    person.wait_for("the shell has it");
    assert_eq!(state_of(program), "T");
    assert!(person.screen().is_restored());
    person.type_text("echoed");
    person.wait_for("echoed");
    person.enter_on("echoed");

    person.wait_until("the full screen with what was typed", |screen| {
        screen.is_full() && screen.shows(TENANT) && screen.shows("abc")
    });
    assert_ne!(state_of(program), "T");
    person.type_slowly("d");
    person.wait_for("abcd");
    person.press(Key::Ctrl('c'));
    person.wait_for("ended with 0");
    person.ends_with(0);
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_z_without_a_shell_that_could_bring_it_back_does_nothing() {
    let mut person = at_tenant();
    person.press(Key::Ctrl('z'));
    person.type_slowly("abc");
    // For a moment the terminal is as it was before, and echoes what is typed by itself.
    person.wait_until("the full screen with what was typed", |screen| screen.is_full() && screen.shows("abc"));
    assert_ne!(state_of(person.pid()), "T");
}

#[cfg(debug_assertions)]
#[test]
fn a_fault_of_its_own_restores_the_terminal_and_tells_no_secret() {
    let tenant = crate::tenant::Tenant::start();
    let mut person =
        Start::new(&["--tenant", tenant.url()]).env("QONNECT_TEST_FAULT", "marker-in-the-text-of-the-fault").run();
    person.go_to_the_key();
    person.type_text("marker-in-the-field-of-the-key");
    person.wait_for("30 characters");
    person.press(Key::F12);
    person.ends_with(101);
    let said = String::from_utf8_lossy(&person.bytes()).into_owned();
    assert!(said.contains("qonnect stopped with an internal error at src/app.rs:"), "{}", person.screen().tail());
    assert!(!said.contains("marker"));
}
