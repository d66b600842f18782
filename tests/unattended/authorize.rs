use std::{
    fs,
    io::{BufRead, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Command, Stdio},
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

/// What the script waits with: the address on the line behind these words.
fn told_address(from: &mut impl BufRead) -> String {
    let mut lines = from.lines().map(Result::unwrap);
    assert!(lines.any(|line| line == "Sign in at this address:"), "the address is told");
    lines.next().unwrap()
}

#[test]
fn the_exported_script_pauses_for_the_code_and_creates_under_dash_and_bash() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let awkward = "q\"uo'te\\ $x `id` ü";
    for shell in ["dash", "bash"] {
        let name = format!("Käse & \\\"Brot\\\" $HOME '!' {shell}");
        let file = format!(
            "qonnect = 1\n[[connection]]\nname = \"{name}\"\nsource = \"gbq\"\n[connection.properties]\n\
             OAuthMechanism = \"1\"\nCatalog = \"c\"\nproxyPassword = {{ env = \"ANY\" }}\n"
        );
        fs::write(folder.path().join("a.toml"), file).unwrap();
        let export = ["export", "curl", "--answers", "a.toml", "--to", shell];
        let ran = qonnect(folder.path(), &export, &stage.variables(), "");
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(
            fs::read_to_string(folder.path().join(shell).join("README.txt")).unwrap().contains("waits for the code")
        );
        let before = stage.writes().len();
        let mut script = Command::new(shell)
            .args(["-x", "create.sh"])
            .current_dir(folder.path().join(shell))
            .envs(stage.variables())
            .env("QONNECT_PROXYPASSWORD", awkward)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut err = BufReader::new(script.stderr.take().unwrap());
        let code = code(&told_address(&mut err));
        writeln!(script.stdin.take().unwrap(), "{code}").unwrap();
        let output = script.wait_with_output().unwrap();
        let mut rest = String::new();
        err.read_to_string(&mut rest).unwrap();
        assert!(output.status.success() && !rest.contains("q\"uo"), "{shell}: {rest}");
        let sent: Vec<Value> =
            stage.writes()[before..].iter().map(|body| serde_json::from_slice(body).unwrap()).collect();
        let [first, second] = sent.as_slice() else { panic!("{sent:?}") };
        assert_eq!(first["authUrlOnly"], true, "{first}");
        for body in [first, second] {
            assert_eq!(body["connectionProperties"]["proxyPassword"], awkward, "{body}");
            assert_eq!(body["qName"], format!("Käse & \"Brot\" $HOME '!' {shell}"), "{body}");
        }
        assert_eq!(second["connectionProperties"]["authCode"], code.as_str(), "{second}");
        assert_eq!(stage.connections().len(), if shell == "dash" { 1 } else { 2 });
    }
    // What the tenant refuses is told, and nobody is asked for a code.
    let run = Command::new("dash")
        .arg("create.sh")
        .current_dir(folder.path().join("dash"))
        .envs([("QLIK_TENANT_URL", stage.url.as_str()), ("QLIK_API_KEY", "wrong"), ("QONNECT_PROXYPASSWORD", "x")])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stderr);
    assert!(!run.status.success() && told.contains("401") && !told.contains("code:"), "{told}");
}
