//! What no person types on purpose: bytes of terminals and lines that are odd, late or cut; signals from others; places without
//! room.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use rustix::process::Signal;

use crate::driver::{DEADLINE, Key, Person};
use crate::start::{PROGRAM, Start};
use crate::walk::TENANT;

fn at_tenant() -> Person {
    let person = Start::new(&[]).run();
    person.wait_for(TENANT);
    person
}

#[test]
fn a_paste_without_its_end_locks_nothing() {
    let mut person = at_tenant();
    person.send(b"\x1b[200~acme.eu");
    person.wait_for("acme.eu");
    person.send(b"\x1b[200~.qlikcloud");
    sleep(Duration::from_millis(100));
    person.press(Key::Ctrl('c'));
    person.wait_for("acme.eu.qlikcloud");
    // Now that something is filled in, it asks first; and one that is held down is no answer.
    sleep(Duration::from_millis(250));
    person.press(Key::Ctrl('c'));
    person.ends_with(0);
}

#[test]
fn an_arrow_that_is_cut_behind_its_escape_is_an_arrow() {
    let mut person = at_tenant();
    person.type_slowly("abc");
    for (first, pause, rest, then, text) in [
        (&b"\x1b"[..], 2, &b"[D"[..], 'x', "abxc"),
        (b"\x1b", 30, b"[D", 'y', "abyxc"),
        (b"\x1b[", 30, b"D", 'z', "abzyxc"),
        // Option and an arrow, of macOS; a word further.
        (b"\x1b\x1b[C", 1, b"", '1', "abzyxc1"),
        (b"\x1bb", 1, b"", '2', "2abzyxc1"),
        (b"\x1bOc", 1, b"", '3', "2abzyxc13"),
    ] {
        person.send(first);
        sleep(Duration::from_millis(pause));
        person.send(rest);
        person.press(Key::Char(then));
        person.wait_for(text);
    }
}

#[test]
fn late_answers_of_the_terminal_and_bytes_of_other_encodings_are_no_text() {
    let mut person = at_tenant();
    for bytes in [
        &b"ac\x1b[>41;354;0cme"[..],
        b"\x1b]11;rgb:1e1e/1e1e/1e1e\x07.e",
        b"\x1b]52;c;aGVsbG8gd29ybGQ=\x1b\\u",
        b".q\x1bP>|XTerm(388)\x1b\\l",
        b"\x1b_Gi=31;OK\x1b\\i",
        b"\x1b[?997;1nk\x1b[?64;1;2c",
        b"c\xfclo",
        b"u\xe9d",
    ] {
        person.send(bytes);
    }
    person.wait_for("acme.eu.qlikcloud");
    // Cut in the middle, and never ended.
    person.send(b"\x1b]11;rgb:1e1e");
    sleep(Duration::from_millis(250));
    person.type_slowly(".com");
    person.wait_for("acme.eu.qlikcloud.com");
    person.press(Key::Ctrl('c'));
    person.ends_with(0);
}

#[cfg(target_os = "linux")]
#[test]
fn floods_of_one_key_do_not_keep_it_busy() {
    for flood in ["j".repeat(300_000), "\x1b[A".repeat(100_000), "\r".repeat(100_000), "ab".repeat(150_000)] {
        let mut person = at_tenant();
        person.type_slowly("acme");
        person.wait_for("acme");
        let before = person.processor_time();
        person.send(flood.as_bytes());
        // What comes after it is heard.
        sleep(Duration::from_millis(100));
        person.press(Key::F1);
        person.wait_for_any(&["Keys", "keys"]);
        person.press(Key::Esc);
        let spent = person.processor_time().saturating_sub(before);
        // Without optimisation, on a machine that has other things to do.
        assert!(spent < Duration::from_secs(6), "{:?}: {spent:?}", &flood[..3]);
        person.signal(Signal::TERM);
        person.ends_with(143);
    }
}

#[test]
fn sigquit_ends_it_with_131_and_leaves_no_core_file() {
    let person = at_tenant();
    #[cfg(target_os = "linux")]
    {
        let limits = fs::read_to_string(format!("/proc/{}/limits", person.pid())).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    }
    person.signal(Signal::QUIT);
    person.ends_with(131);
}

#[cfg(target_os = "linux")]
#[test]
fn a_stop_from_outside_gives_the_terminal_to_the_shell_and_fg_takes_it_back() {
    for name in ["TSTP", "STOP"] {
        let script = format!(
            "{PROGRAM} & pid=$!; trap '' TTOU; fg >/dev/null; stty sane; echo; echo the shell has it; read line; fg >/dev/null; echo ended with $?"
        );
        let mut person = Start::line(&["/bin/bash", "-m", "-c", &script]).run();
        person.wait_for(TENANT);
        person.type_slowly("abc");
        person.wait_for("abc");
        let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", person.pid())).unwrap();
        let program = children.split_whitespace().next().unwrap().to_owned();
        assert!(Command::new("kill").args([&format!("-{name}"), &program]).status().unwrap().success());
        person.wait_for("the shell has it");
        if name == "TSTP" {
            assert!(person.screen().is_restored());
        }
        person.enter_on("the shell has it");
        person.wait_until("the full screen with what was typed", |screen| {
            screen.is_full() && screen.shows(TENANT) && screen.shows("abc")
        });
        person.type_slowly("d");
        person.wait_for("abcd");
        person.press(Key::Ctrl('c'));
        person.wait_for("ended with 0");
        person.ends_with(0);
    }
}

#[test]
fn few_file_descriptors_are_enough_or_told_in_one_line() {
    // With three the program itself cannot be loaded.
    for most in [4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20, 24, 32] {
        let script = format!("ulimit -n {most}; exec {PROGRAM}");
        let mut person = Start::line(&["/bin/sh", "-c", &script]).run();
        if person.wait_for_any(&[TENANT, "qonnect:"]) == TENANT {
            person.press(Key::Ctrl('c'));
            person.ends_with(0);
        } else {
            person.ends_with(1);
            let said = person.screen().text();
            assert_eq!(said.trim().lines().count(), 1, "{most}: {said}");
        }
    }
}

#[test]
fn a_window_that_says_to_be_endless_is_drawn_in_part() {
    for (columns, rows) in [(65535, 65535), (0, 0)] {
        let home = tempfile::tempdir().unwrap();
        let (child, master) = Start::new(&[]).size(columns, rows).open(home.path());
        // As large as what is drawn of it.
        let screen = crate::screen::Screen::new(if columns == 0 { 80 } else { 1000 }, if rows == 0 { 24 } else { 400 });
        let mut person = Person::before(child, master, screen, home);
        person.wait_for(TENANT);
        person.press(Key::Ctrl('c'));
        person.ends_with(0);
    }
}

#[test]
fn a_window_that_is_closed_at_once_ends_it_like_one_that_is_closed_later() {
    for wait in [0, 1, 2, 4, 8, 12, 16, 24, 32, 64, 100] {
        let home = tempfile::tempdir().unwrap();
        let (mut child, master) = Start::new(&[]).open(home.path());
        sleep(Duration::from_millis(wait));
        drop(master);
        let status = child.wait().unwrap();
        // Before it listens for the signal, that ends it.
        let ended = status.exit_code() == 129 || status.signal().is_some_and(|signal| signal.contains("Hangup"));
        // Or there is no terminal at all any more.
        assert!(ended || matches!(status.exit_code(), 1 | 2), "after {wait} ms: {status:?}");
    }
}

#[test]
fn help_and_version_that_cannot_be_written_are_an_error() {
    for args in [&["--help"][..], &["--version"], &["credentials", "--help"]] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = Command::new(PROGRAM).args(args).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("qonnect: The answer could not be written"));
        let output = Command::new(PROGRAM).args(args).output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{args:?}");
    }
}

#[test]
fn the_files_of_the_command_line_have_bounds() {
    let home = tempfile::tempdir().unwrap();
    let pipe = home.path().join("pipe").display().to_string();
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let large = home.path().join("large").display().to_string();
    File::create(&large).unwrap().set_len(1 << 30).unwrap();
    for (option, file, told) in [
        ("--ca-cert", "/dev/zero", "it has more than 1024 KiB"),
        ("--ca-cert", &large, "it has more than 1024 KiB"),
        ("--ca-cert", &pipe, "nothing came from it within 5 seconds"),
        ("--log-file", &pipe, "could not be opened"),
    ] {
        let person = Start::new(&[option, file]).run();
        person.ends_with(1);
        let said = person.screen().text();
        assert!(said.starts_with("qonnect: The ") && said.replace('\n', "").contains(told), "{said}");
    }
}

#[test]
fn symbols_are_ascii_where_nothing_else_can_be_shown() {
    let bytes = |start: Start| {
        let mut person = start.run();
        person.wait_for(TENANT);
        person.press(Key::F1);
        person.wait_for_any(&["Keys", "keys"]);
        person.press(Key::Esc);
        person.press(Key::Ctrl('c'));
        person.ends_with(0);
        person.bytes()
    };
    for start in [
        Start::new(&["--ascii"]),
        Start::new(&[]).env("LANG", "de_DE.ISO-8859-1"),
        Start::new(&[]).env("LANG", "en_US.UTF-8").env("LC_ALL", "C"),
    ] {
        assert!(bytes(start).is_ascii());
    }
    assert!(!bytes(Start::new(&[]).env("LANG", "en_US.UTF-8")).is_ascii());
    let help = |args: &[&str]| Command::new(PROGRAM).args(args).output().unwrap().stdout;
    assert!(help(&["--ascii", "--help"]).is_ascii());
}

#[test]
fn a_terminal_that_takes_nothing_does_not_keep_it_from_ending() {
    let home = tempfile::tempdir().unwrap();
    let (mut child, master) = Start::new(&[]).open(home.path());
    let mut keys = master.take_writer().unwrap();
    // Nobody reads what it draws, until there is no room for more.
    for _ in 0..60 {
        keys.write_all(b"\x1bOP").unwrap();
        sleep(Duration::from_millis(30));
    }
    let pid = child.process_id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let mut killer = child.clone_killer();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || tell.send(child.wait().unwrap().exit_code()));
    let code = told.recv_timeout(DEADLINE);
    let _ = killer.kill();
    assert_eq!(code, Ok(143));
}
