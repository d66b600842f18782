//! What is secret is found nowhere: not in any byte for the terminal, not in a file, not among the arguments.

use std::fs;
use std::path::{Path, PathBuf};

use crate::driver::{Key, Person};
use crate::tenant::Tenant;
use crate::walk::{Login, REVIEW, SECRET, SIGN_IN, SPACE, Wish};

const WRONG_KEY: &str = "marker-wrong-key-Pw8sLk2-0123456789";

/// Every file below a directory.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Fails if any of the secrets is anywhere.
#[track_caller]
fn are_nowhere(person: &Person, secrets: &[&str]) {
    let mut places = vec![("the terminal".to_owned(), person.bytes()), ("the screen".to_owned(), packed(person))];
    for file in files(person.home()) {
        let name = file.display().to_string();
        places.push((name, fs::read(file).unwrap()));
    }
    if let Ok(arguments) = fs::read(format!("/proc/{}/cmdline", person.pid())) {
        places.push(("the arguments".to_owned(), arguments));
    }
    for secret in secrets {
        // A part of it is already too much.
        for part in [*secret, &secret[..secret.len().min(12)]] {
            for (place, bytes) in &places {
                assert!(!contains(bytes, part), "{part} is in {place}");
            }
        }
    }
}

fn packed(person: &Person) -> Vec<u8> {
    person.screen().packed().into_bytes()
}

#[test]
fn keys_logins_and_codes_are_found_nowhere_after_a_refusal_and_after_a_success() {
    let tenant = Tenant::faulty(&["POST|/data-connections$|status=400"]);
    let key = tenant.key("creator");
    let mut person = crate::start::Start::new(&["--tenant", tenant.url(), "--log-file", "requests.log"]).run();
    person.go_to_the_key();
    person.paste(WRONG_KEY);
    person.wait_for("35 characters");
    person.enter_on(SIGN_IN);
    person.wait_for("The tenant refused this key");
    person.press(Key::Ctrl('u'));
    person.wait_for("paste an API key");
    person.paste(key);
    person.wait_for("characters, ending in");
    person.enter_on(SIGN_IN);
    person.wait_for(SPACE);

    person.answer(&tenant, &Wish::s3("no secrets").login(Login::New("serviceAccount123")));
    are_nowhere(&person, &[SECRET, WRONG_KEY, &key[100..], "Bearer "]);
    person.create();
    person.wait_for("The tenant refused the request for this reason. Nothing was created.");
    are_nowhere(&person, &[SECRET, WRONG_KEY, &key[100..], "Bearer "]);
    person.finish_details();
    person.wait_for(REVIEW);
    person.create();
    person.wait_for("✓ Created no secrets");
    person.press(Key::Ctrl('l'));
    person.wait_for("Requests, latest first");
    person.wait_for("POST ");
    person.wait_for("/api/v1/data-connections");
    person.press(Key::Esc);
    are_nowhere(&person, &[SECRET, WRONG_KEY, &key[100..], "Bearer "]);
    person.leave();
    are_nowhere(&person, &[SECRET, WRONG_KEY, &key[100..], "Bearer "]);

    let log = fs::read_to_string(person.home().join("requests.log")).unwrap();
    assert!(log.contains("POST") && log.contains("/api/v1/data-connections"), "{log}");
    assert!(!log.contains('?') && !log.contains("bucket-of-ours"), "{log}");
    assert!(log.lines().all(|line| line.split(' ').next().is_some_and(|time| time.ends_with('Z'))), "{log}");
    let names: Vec<String> = files(person.home()).iter().map(|file| file.display().to_string()).collect();
    assert!(names.iter().any(|name| name.contains("/state/")), "the state file was looked at as well: {names:?}");
}

#[test]
fn the_code_of_the_browser_is_found_nowhere() {
    let tenant = Tenant::start();
    let mut person = tenant.program(&["--log-file", "requests.log"]).run();
    let url = person.go_to_the_url(&tenant, &Wish::gbq("no codes"));
    let code = tenant.code_at(&url);
    person.paste(&code);
    person.wait_for("The tenant will check the code.");
    are_nowhere(&person, &[&code]);
    person.enter_on("Sign in at ");
    person.create();
    person.wait_for("✓ Created no codes");
    person.leave();
    are_nowhere(&person, &[&code]);
    let log = fs::read_to_string(person.home().join("requests.log")).unwrap();
    assert!(!log.contains("state") && !log.contains("challenge"), "{log}");
}

#[cfg(debug_assertions)]
#[test]
fn a_fault_in_the_middle_of_the_details_tells_no_secret() {
    let tenant = Tenant::start();
    let mut person = tenant.program(&["--log-file", "requests.log"]).env("QONNECT_TEST_FAULT", SECRET).run();
    person.sign_in();
    let wish = Wish::s3("a fault");
    person.answer_until_details(&wish);
    person.fill_details(&wish);
    person.press(Key::F12);
    person.ends_with(101);
    are_nowhere(&person, &[SECRET]);
    assert_eq!(tenant.connections().len(), 0);
}

/// How often a text stands in the memory of a program; none where this machine does not let anybody look.
#[cfg(target_os = "linux")]
fn times_in_memory(person: &Person, text: &str) -> Option<usize> {
    use std::io::{Read as _, Seek as _, SeekFrom};

    let pid = person.pid();
    let mut memory = fs::File::open(format!("/proc/{pid}/mem")).ok()?;
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).ok()?;
    let mut times = 0;
    for line in maps.lines() {
        let mut parts = line.split(' ');
        let (from, to) = parts.next()?.split_once('-')?;
        // Only what the program may have written to.
        if !parts.next()?.starts_with("rw") {
            continue;
        }
        let (from, to) = (u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?);
        memory.seek(SeekFrom::Start(from)).ok()?;
        let mut bytes = Vec::new();
        let _unreadable = (&memory).take(to - from).read_to_end(&mut bytes);
        times += bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count();
    }
    Some(times)
}

/// What cannot be wiped, and is not looked for here: the pages of the kernel's terminal, what the terminal itself keeps, and a secret
/// that was sent, for the HTTP library has copies of its requests.
#[cfg(target_os = "linux")]
#[test]
#[expect(clippy::print_stderr, reason = "a test that could not look says so")]
fn a_secret_that_was_taken_back_is_nowhere_in_memory() {
    const TAKEN_BACK: &str = "marker-taken-back-7Gq2-0123456789";
    const REPLACED: &str = "marker-to-replace-8Hr3-0123456789";
    let tenant = Tenant::start();
    let mut person = crate::start::Start::new(&["--tenant", tenant.url()]).run();
    person.go_to_the_key();
    person.paste(TAKEN_BACK);
    person.wait_for("33 characters");
    let Some(times) = times_in_memory(&person, TAKEN_BACK) else {
        eprintln!("not looked: this machine lets nobody read the memory of another program");
        return;
    };
    assert!(times > 0, "it is found where it stands");
    person.press(Key::Ctrl('u'));
    person.wait_for("paste an API key");
    assert_eq!(times_in_memory(&person, TAKEN_BACK), Some(0), "emptied");
    person.paste(REPLACED);
    person.wait_for("33 characters");
    for _ in 0..33 {
        person.send(b"\x7f");
    }
    person.wait_for("paste an API key");
    person.type_text("another");
    person.wait_for("7 characters");
    assert_eq!(times_in_memory(&person, REPLACED), Some(0), "replaced key by key");
}
