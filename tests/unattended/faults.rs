//! What goes wrong on the way: at the tenant, on the line, with the process. Nothing is doubled, and nothing is missing in the end.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use qonnect::standin::{Config, Tiers};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use super::{
    run::{Ran, qonnect},
    stage::Stage,
};

/// So many connections to Amazon S3, as JSON.
fn file(count: usize, mode: &str) -> String {
    let credentials = if mode == "new" { json!({"mode": "new", "name": "mine"}) } else { json!({"mode": mode}) };
    let one = |number: usize| {
        json!({"name": format!("c{number:04}"), "space": "Finance", "source": "File_AmazonS3ConnectorV2",
            "credentials": credentials,
            "properties": {"region": "us-east-1", "bucketName": "b", "accessKey": {"env": "S3_SECRET"},
                "secretKey": {"env": "S3_SECRET"}}})
    };
    json!({"qonnect": 1, "connection": (0..count).map(one).collect::<Vec<_>>()}).to_string()
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("c{number:04}")).collect()
}

fn run(stage: &Stage, folder: &Path, arguments: &[&str]) -> Ran {
    let mut variables = stage.variables();
    variables.push(("S3_SECRET", "marker"));
    qonnect(folder, arguments, &variables, "")
}

/// The program under way, with standard input held open.
fn start(stage: &Stage, folder: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_qonnect"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("S3_SECRET", "marker")
        .envs(stage.variables())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn summary(ran: &Ran) -> Value {
    serde_json::from_str::<Value>(ran.out.lines().last().unwrap()).unwrap()["summary"].clone()
}

#[test]
fn every_fault_is_counted_and_a_second_run_finishes_without_doubling() {
    let stage = Stage::faulty(&[
        "POST|/data-connections$|status=429|2",
        "POST|/data-connections$|cut-before|1",
        "POST|/data-connections$|cut-after|1",
        "POST|/data-connections$|status=504|1",
        "GET|/data-connections/c0020|status=403|1",
        "GET|/data-connections/c0025|status=429|1",
    ]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), file(40, "embedded")).unwrap();
    let ran = run(&stage, folder.path(), &["apply", "a.json", "--yes", "--json"]);
    let counts = summary(&ran);
    assert_eq!(counts["failed"], 3, "cut before it arrived, 504 and 403: {counts}");
    let all: u64 = counts.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(all, 40, "{counts}");
    let there: BTreeSet<String> = stage.connections().into_iter().collect();
    assert_eq!(there.len(), stage.connections().len(), "none is there twice");
    let told: BTreeSet<String> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["outcome"] == "done")
        .map(|line| line["item"].as_str().unwrap().rsplit(" / ").next().unwrap().to_owned())
        .collect();
    assert_eq!(told, there, "what is told to be done is there, and nothing else: {counts}");
    assert!(!there.contains("c0020") && ran.code == 5, "{counts} {}", ran.code);
    let again = run(&stage, folder.path(), &["apply", "a.json", "--yes", "--if-exists", "skip"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert_eq!(stage.connections(), names(40));
}

#[test]
fn one_that_hangs_longer_than_anybody_waits_is_not_doubled_even_if_it_is_created_late() {
    // A create is waited for for a minute; the tenant goes on with it all the same, a quarter of a minute later.
    let stage = Stage::faulty(&["POST|/data-connections$|delay=75000|1"]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), file(40, "embedded")).unwrap();
    let ran = run(&stage, folder.path(), &["apply", "a.json", "--yes", "--json"]);
    let counts = summary(&ran);
    let all: u64 = counts.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!((all, &counts["done"]), (40, &json!(39)), "{counts} {}", ran.err);
    assert_eq!(stage.connections(), &names(40)[1..]);
    // The second run is faster than the tenant, which then finds the name taken.
    let again = run(&stage, folder.path(), &["apply", "a.json", "--yes", "--if-exists", "skip"]);
    assert_eq!((again.code, again.out.as_str()), (0, "1 done, 39 same\n"), "{again:?}");
    stage.wait_until_answered();
    assert_eq!(stage.connections(), names(40));
    assert_eq!(stage.writes().len(), 41);
    assert_eq!(run(&stage, folder.path(), &["apply", "a.json"]).out, "40 same\n");
}

#[test]
fn killed_at_any_moment_and_run_again_nothing_is_doubled_or_missing() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), file(30, "new")).unwrap();
    let (mut kills, mut dice) = (0, 7_usize);
    loop {
        let mut child = start(&stage, folder.path(), &["apply", "a.json", "--yes", "--if-exists", "skip", "--quiet"]);
        // At a request that differs from run to run, be it a read or a write, and before or after the tenant has it.
        dice = (dice * 1_103_515_245 + 12_345) % (1 << 31);
        let (at, late) = (stage.requests() + 1 + dice / 7 % 60, dice / 3 % 2 == 0);
        let reached = stage.wait_for(at, late, &mut child);
        if !reached {
            assert!(child.wait().unwrap().success());
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        assert!(kills < 200, "it gets on");
    }
    assert!(kills >= 3, "{kills}");
    assert_eq!(stage.connections(), names(30));
    let again = run(&stage, folder.path(), &["apply", "a.json"]);
    assert_eq!((again.code, again.out.as_str()), (0, "30 same\n"), "{again:?}");
}

#[test]
fn a_signal_settles_what_is_under_way_and_the_exit_code_names_it() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let stage = Stage::faulty(&["POST|/data-connections$|delay=1000|1"]);
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.json"), file(3, "embedded")).unwrap();
        let mut child = start(&stage, folder.path(), &["apply", "a.json", "--yes"]);
        assert!(stage.wait_for_writes(1, &mut child));
        let id = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
        kill_process(id, signal).unwrap();
        let output = child.wait_with_output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!((output.status.code(), out.as_ref()), (Some(code), "1 done, 2 not-tried\n"), "{err}");
        assert_eq!(stage.connections(), ["c0000"]);
    }
}

#[test]
fn what_the_tenant_is_still_at_work_on_is_unknown_after_a_signal() {
    for (fault, command) in [
        ("POST|/data-connections$|delay=6000|1", &["apply", "a.json", "--yes"][..]),
        (
            "POST|actions/duplicate|delay=6000|1",
            &["connections", "copy", "c0000", "--to", "Finance", "--new-name", "new", "--yes"],
        ),
        ("DELETE|/data-connections/|delay=6000|1", &["connections", "delete", "c0000", "--yes"]),
    ] {
        let stage = Stage::faulty(&[fault]);
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.json"), file(1, "embedded")).unwrap();
        let exists = command[0] == "connections";
        assert!(!exists || run(&stage, folder.path(), &["apply", "a.json", "--yes"]).code == 0);
        let before = stage.writes().len();
        let mut child = start(&stage, folder.path(), command);
        assert!(stage.wait_for_writes(before + 1, &mut child));
        kill_process(Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap(), Signal::INT).unwrap();
        let output = child.wait_with_output().unwrap();
        let told = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        assert_eq!(output.status.code(), Some(3), "{told}");
        assert!(told.contains("Unknown whether") && told.contains("may still be carried out"), "{told}");
        assert_eq!(stage.writes().len(), before + 1, "{told}");
    }
}

/// A tenant may create where it was asked for the address only, so a look tells what became of it.
#[test]
fn a_signal_during_the_first_call_of_authorize_start_is_settled_as_well() {
    let stage = Stage::faulty(&["POST|/data-connections$|delay=1000|1"]);
    let folder = tempfile::tempdir().unwrap();
    let text = "qonnect = 1\n[[connection]]\nname = \"q\"\nspace = \"Finance\"\nsource = \"gbq\"\n\
                [connection.properties]\nOAuthMechanism = \"1\"\nCatalog = \"c\"\n";
    fs::write(folder.path().join("a.toml"), text).unwrap();
    let mut child = start(&stage, folder.path(), &["authorize", "start", "a.toml"]);
    assert!(stage.wait_for_writes(1, &mut child));
    let before = stage.requests();
    kill_process(Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap(), Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    // It does not create here, but nobody can know that so soon.
    assert!(
        output.status.code() == Some(3) && err.contains("Unknown whether q was created"),
        "{:?} {err}",
        output.status
    );
    assert!(stage.requests() > before && stage.connections().is_empty(), "{err}");
}

#[test]
fn what_is_named_and_cannot_be_used_is_wrong_use_everywhere() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), file(1, "embedded")).unwrap();
    fs::write(folder.path().join("no.pem"), "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n").unwrap();
    for command in [
        &["plan", "a.json"][..],
        &["apply", "a.json", "--yes"],
        &["authorize", "start", "a.json"],
        &["template", "mssql"],
        &["export", "curl", "--answers", "a.json", "--stdout"],
        &["connections", "list"],
    ] {
        for (option, variable) in [("--ca-cert=gone.pem", None), ("--ca-cert=no.pem", None), ("", Some("ftp://x"))] {
            let mut variables = stage.variables();
            variables.extend(variable.map(|proxy| ("HTTPS_PROXY", proxy)));
            let arguments: Vec<&str> =
                command.iter().copied().chain(Some(option).filter(|it| !it.is_empty())).collect();
            let ran = qonnect(folder.path(), &arguments, &variables, "");
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}: {ran:?}");
        }
    }
    assert_eq!(stage.requests(), 0);
}

#[test]
fn a_pipe_on_standard_input_that_stays_open_holds_nothing() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), file(1, "embedded")).unwrap();
    for (arguments, code) in [
        (&["validate", "a.json"][..], 0),
        (&["plan", "a.json"], 0),
        (&["apply", "a.json"], 2),
        (&["apply", "a.json", "--yes"], 0),
        (&["template", "mssql"], 0),
        (&["schema"], 0),
        (&["export", "curl", "--answers", "a.json", "--stdout"], 0),
    ] {
        let mut child = start(&stage, folder.path(), arguments);
        let input = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        drop(input);
    }
}

/// Spaces of the stand-in that take connections, none of which is a part of an awkward name.
const SPACES: [&str; 10] = [
    "Finance",
    "Marketing",
    "People",
    "Customer care",
    "Finance reporting",
    "Marketing reporting",
    "People reporting",
    "Manufacturing reporting",
    "Customer care reporting",
    "Product analytics reporting",
];

/// A thousand connections of ten sources with ten separated credentials, a hundred in each of ten spaces.
fn thousand() -> String {
    let login = json!({"username": "u", "password": {"env": "S3_SECRET"}});
    let key = json!({"accessKey": "k", "secretKey": {"env": "S3_SECRET"}});
    let sources = [
        ("mssql", json!({"host": "h"}), &login),
        ("mysql", json!({"host": "h"}), &login),
        ("snowflake", json!({"server": "h"}), &login),
        ("databricks", json!({"host": "h"}), &login),
        ("athena", json!({}), &login),
        ("teradata", json!({"host": "h"}), &login),
        ("File_FileTransferConnector", json!({"host": "h"}), &login),
        ("File_AmazonS3ConnectorV2", json!({"bucketName": "b"}), &key),
        ("File_AmazonS3Connector", json!({"bucketName": "b"}), &key),
        (
            "File_GoogleCloudStorageConnector",
            json!({"bucketName": "b"}),
            &json!({"serviceAccountKeyFile": {"file": "key.json", "as": "base64-file"}}),
        ),
    ];
    let mut all = Vec::new();
    for number in 0..100 {
        let (source, own, login) = &sources[number % sources.len()];
        let mut properties = own.as_object().unwrap().clone();
        properties.extend(login.as_object().unwrap().clone());
        all.push(json!({"name": format!("c{number:04}"), "space": SPACES, "source": source, "properties": properties,
            "credentials": {"mode": "new", "name": format!("login {source}")}}));
    }
    json!({"qonnect": 1, "connection": all}).to_string()
}

#[test]
fn a_thousand_are_planned_with_sixty_requests_and_applied_at_the_limit() {
    let tiers = Tiers { writes: 300, window: Duration::from_secs(2), ..Tiers::default() };
    let stage = Stage::new(Config { spaces: 40, tiers, ..Config::default() });
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("key.json"), "{}").unwrap();
    fs::write(folder.path().join("a.json"), thousand()).unwrap();
    let plan = run(&stage, folder.path(), &["plan", "a.json", "--json"]);
    assert_eq!((plan.code, plan.out.matches("\"action\":\"create\"").count()), (0, 1000), "{}", plan.err);
    let planned = stage.requests();
    assert!(planned <= 60, "{planned} requests");
    let ran = run(&stage, folder.path(), &["apply", "a.json", "--yes", "--quiet"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "1000 done\n"), "{}", ran.err);
    assert_eq!(stage.connections().len(), 1000);
    // One look and one write for each, the plan, the ten credentials once they are there, and what was refused by the limit.
    let refused = stage.writes().len() - 1000;
    assert!(refused <= 20, "{refused} were told to wait");
    assert!(stage.requests() <= 2 * (planned + 10) + 2000 + refused, "{}", stage.requests());
}

#[test]
fn what_the_tenant_does_not_tell_is_told_as_such_and_not_written() {
    for (fault, status) in [("GET|api-specs|status=500|9", "500"), ("GET|/spaces|status=403|9", "403")] {
        let stage = Stage::faulty(&[fault]);
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.json"), file(1, "embedded")).unwrap();
        let plan = run(&stage, folder.path(), &["plan", "a.json"]);
        assert!(plan.out.contains("cannot-tell") && plan.out.contains(status), "{fault}: {plan:?}");
        let applied = run(&stage, folder.path(), &["apply", "a.json", "--yes"]);
        assert_eq!((applied.code, stage.connections().len()), (1, 0), "{fault}: {applied:?}");
    }
}
