use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
};

use qonnect::standin::Config;
use serde_json::Value;

use super::{run::qonnect, stage::Stage};

const FILE: &str = "qonnect = 1\n[[connection]]\nname = \"Q's BigQuery\"\nspace = \"Finance\"\nsource = \"gbq\"\n\
    [connection.properties]\nOAuthMechanism = \"1\"\nCatalog = \"c\"\n\
    [[connection]]\nname = \"plain\"\nspace = \"Finance\"\nsource = \"athena\"\n\
    [connection.properties]\nusername = \"u\"\npassword = { env = \"S3_SECRET\" }\n";

/// The code that the page shows to who has no browser.
fn code(address: &str) -> String {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_at(rest.find('/').unwrap());
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.trim().to_owned()
}

#[test]
fn a_person_signs_in_between_two_commands() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), FILE).unwrap();
    let mut variables = stage.variables();
    variables.push(("S3_SECRET", "marker"));
    let run = |arguments: &[&str], input: &str| qonnect(folder.path(), arguments, &variables, input);
    let hint = "qonnect authorize start a.toml --only='Finance / Q'\\''s BigQuery'";
    let plan = run(&["plan", "a.toml"], "");
    assert!(plan.out.contains("needs-person") && plan.out.contains(hint), "{plan:?}");
    let applied = run(&["apply", "a.toml", "--yes"], "");
    assert_eq!((applied.code, applied.out.as_str()), (4, "1 done, 1 needs-person\n"), "{applied:?}");
    assert!(applied.err.contains(hint), "{applied:?}");

    let started = run(&["authorize", "start", "a.toml"], "");
    assert_eq!(started.code, 0, "{started:?}");
    let told: Value = serde_json::from_str(&started.out).unwrap();
    let (address, told_state) = (told["authUrl"].as_str().unwrap(), told["state"].as_str().unwrap());
    assert!(address.contains(told_state) && told["next"].as_str().unwrap().contains(" --only='Finance / Q'"), "{told}");
    let code = code(address);
    let option = format!("--state={told_state}");
    let finish = ["authorize", "finish", "a.toml", "--only=*BigQuery", &option, "--code-stdin"];
    for (input, said) in [
        ("", "Paste the code"),
        ("https://x.example/?code=4/0A&state=other", "belongs to an earlier attempt"),
        ("two words", "blanks inside the code"),
    ] {
        let ran = run(&finish, input);
        assert!(ran.code == 2 && ran.err.contains(said), "{said}: {ran:?}");
    }
    let writes = stage.writes().len();
    let ran = run(&finish, &format!("{code}\n"));
    assert_eq!((ran.code, ran.out.as_str()), (0, "1 done\n"), "{ran:?}");
    assert!(!ran.err.contains(&code), "{ran:?}");
    let body: Value = serde_json::from_slice(&stage.writes()[writes]).unwrap();
    assert_eq!(body["connectionProperties"]["authCode"], code.as_str());
    assert_eq!(stage.connections(), ["Q's BigQuery", "plain"]);

    // Both exist by now, and a code is good once.
    let again = run(&["authorize", "start", "a.toml"], "");
    assert!(again.code == 1 && again.err.contains("it exists already"), "{again:?}");
    assert_eq!(run(&["apply", "a.toml"], "").out, "2 same\n");
    assert_eq!(run(&["authorize", "finish", "a.toml"], "").code, 2, "a code is not typed");
}
