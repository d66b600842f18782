use std::{fmt::Write as _, fs, path::Path};

use qonnect::standin::{Config, Tiers};
use serde_json::Value;

use super::{
    run::{Ran, qonnect},
    stage::Stage,
};

/// A file with so many connections to Amazon S3.
fn many(count: usize, spaces: &str) -> String {
    let mut text = "qonnect = 1\n".to_owned();
    for number in 0..count {
        write!(
            text,
            "[[connection]]\nname = \"c{number:04}\"\nspace = {spaces}\nsource = \"File_AmazonS3ConnectorV2\"\ntags = [\"team:sales\"]\n\
             [connection.properties]\nregion = \"us-east-1\"\nbucketName = \"b\"\naccessKey = {{ env = \"S3_ID\" }}\n\
             secretKey = {{ env = \"S3_SECRET\" }}\n"
        )
        .unwrap();
    }
    text
}

const SECRET: &str = "marker-\"secret\"\\ $HOME `id` ü\nx";

fn run(stage: &Stage, folder: &Path, arguments: &[&str]) -> Ran {
    let mut variables = stage.variables();
    variables.extend([("S3_ID", "marker-id"), ("S3_SECRET", SECRET), ("EMPTY", "")]);
    let ran = qonnect(folder, arguments, &variables, "");
    assert!(!ran.out.contains("marker") && !ran.err.contains("marker"), "{ran:?}");
    ran
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_same_file_applied_twice_writes_nothing_the_second_time() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), many(2, "[\"Finance\", \"\"]")).unwrap();
    let plan = run(&stage, folder.path(), &["plan", "a.toml", "--exit-code"]);
    assert_eq!((plan.code, plan.out.matches("create").count()), (6, 4), "{plan:?}");
    assert_eq!(stage.writes().len(), 0, "a plan only reads");
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes", "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let all = lines(&ran);
    assert_eq!(all.last().unwrap()["summary"]["done"], 4);
    assert_eq!((&all[0]["outcome"], &all[1]["outcome"]), (&"sent".into(), &"done".into()));
    assert!(all[1]["id"].is_string());
    assert_eq!(stage.connections(), ["c0000", "c0000", "c0001", "c0001"]);
    let body: Value = serde_json::from_slice(&stage.writes()[0]).unwrap();
    assert_eq!(body["connectionProperties"]["secretKey"], SECRET);
    assert_eq!(body["tags"], serde_json::json!(["team:sales"]));
    let again = run(&stage, folder.path(), &["apply", "a.toml"]);
    assert_eq!((again.code, again.out.as_str()), (0, "4 same\n"), "{again:?}");
    assert_eq!(stage.writes().len(), 4);
    assert_eq!(run(&stage, folder.path(), &["plan", "a.toml", "--exit-code"]).code, 0);
}

#[test]
fn new_credentials_are_created_once_and_used_by_the_others() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let text = many(1, "[\"Finance\", \"Marketing\"]").replace(
        "[connection.properties]",
        "[connection.credentials]\nmode = \"new\"\nname = \"mine\"\n[connection.properties]",
    );
    fs::write(folder.path().join("a.toml"), text).unwrap();
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "2 done\n"), "{ran:?}");
    let bodies: Vec<Value> = stage.writes().iter().map(|body| serde_json::from_slice(body).unwrap()).collect();
    assert_eq!(bodies[0]["connectionProperties"]["credentialsName"], "mine");
    assert!(bodies[1]["connectionProperties"]["selectedCredentials"].is_string());
    assert!(bodies[1]["connectionProperties"].get("secretKey").is_none());
    let again = run(&stage, folder.path(), &["apply", "a.toml", "--yes"]);
    assert_eq!((again.code, again.out.as_str()), (0, "2 same\n"), "{again:?}");
}

#[test]
fn what_is_wrong_is_told_before_anything_is_written() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let good = many(1, "\"Finance\"");
    let with = |from: &str, to: &str| good.replace(from, to);
    for (text, arguments, code, said) in [
        (good.clone(), &["apply", "a.toml"][..], 2, "without a terminal --yes is needed"),
        (with("S3_ID", "GONE"), &["apply", "a.toml", "--yes"], 2, "a.toml:10:1: the variable GONE is not set"),
        (with("S3_ID", "EMPTY"), &["apply", "a.toml", "--yes"], 2, "a.toml:10:1: the variable EMPTY is empty"),
        (
            with("{ env = \"S3_ID\" }", "{ command = [\"echo\", \"x\"] }"),
            &["apply", "a.toml", "--yes"],
            2,
            "needs --allow-commands",
        ),
        (with("\"Finance\"", "\"Nowhere\""), &["apply", "a.toml", "--yes"], 1, "no space named Nowhere"),
        (with("File_AmazonS3ConnectorV2", "odd"), &["apply", "a.toml", "--yes"], 1, "has no data source odd"),
        (
            with("qonnect = 1", "qonnect = 1\ntenant = \"other.example.com\""),
            &["apply", "a.toml", "--yes"],
            2,
            "nothing says how to sign in at other.example.com (the environment is for 127.0.0.1",
        ),
        (with("{ env = \"S3_ID\" }", "{ prompt = true }"), &["apply", "a.toml", "--yes"], 4, "accessKey must be typed"),
        (
            with("qonnect = 1", "qonnect = 1\n[sign-in]\nmethod = \"api-key\"\nkey = { prompt = true }"),
            &["apply", "a.toml", "--yes"],
            4,
            "the secret for signing in must be typed",
        ),
        (
            with("tags =", "credentials = { mode = \"existing\", name = \"gone\" }\ntags =")
                .replace("accessKey", "# ")
                .replace("secretKey", "# "),
            &["apply", "a.toml", "--yes"],
            1,
            "you have no credentials named gone",
        ),
        ("[".to_owned(), &["plan", "a.toml"], 2, "a.toml:1:2"),
    ] {
        fs::write(folder.path().join("a.toml"), text).unwrap();
        let ran = run(&stage, folder.path(), arguments);
        assert_eq!(ran.code, code, "{said}: {ran:?}");
        assert!(ran.err.contains(said), "{said}: {ran:?}");
        assert_eq!(stage.writes().len(), 0, "{said}");
    }
}

#[test]
fn words_are_coloured_where_that_is_asked_for_and_nowhere_else() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), many(1, "\"Finance\"")).unwrap();
    for (option, variables, is_colored) in [
        (None, &[][..], false),
        (None, &[("CLICOLOR_FORCE", "1")], true),
        (None, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (Some("--color=always"), &[("NO_COLOR", "1")], true),
        (Some("--color=never"), &[("CLICOLOR_FORCE", "1")], false),
    ] {
        let all = [&stage.variables()[..], variables, &[("S3_ID", "x"), ("S3_SECRET", "x")]].concat();
        let ran = qonnect(folder.path(), &[&["plan", "a.toml"][..], option.as_slice()].concat(), &all, "");
        assert_eq!(ran.out.starts_with("\u{1b}[32mcreate"), is_colored, "{option:?} {variables:?} {ran:?}");
        assert!(is_colored || !ran.out.contains('\u{1b}'));
    }
}

#[test]
fn what_cannot_be_done_is_told_before_the_first_write() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), many(2, "[\"Finance\", \"Nowhere\"]")).unwrap();
    let stopped = run(&stage, folder.path(), &["apply", "a.toml", "--yes", "--fail-fast"]);
    assert_eq!((stopped.code, stage.writes().len()), (1, 0), "{stopped:?}");
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes"]);
    assert_eq!((ran.code, ran.out.as_str()), (5, "2 done, 2 failed\n"), "{ran:?}");
    let told: Vec<&str> = ran.err.lines().map(|line| &line[..6]).collect();
    assert_eq!(told, ["2 of 4", "4 of 4", "1 of 4", "3 of 4"], "{ran:?}");
}

#[test]
fn only_what_is_chosen_has_to_be_resolved() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let gone = many(2, "\"Finance\"").replacen("S3_SECRET", "GONE", 1);
    fs::write(folder.path().join("a.toml"), gone).unwrap();
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes", "--only=c0001"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "1 done\n"), "{ran:?}");
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes"]);
    assert_eq!((ran.code, stage.writes().len()), (2, 1), "{ran:?}");
}

#[test]
fn one_that_differs_fails_and_is_left_when_asked_to() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), many(1, "\"Finance\"")).unwrap();
    assert_eq!(run(&stage, folder.path(), &["apply", "a.toml", "--yes"]).code, 0);
    fs::write(folder.path().join("a.toml"), many(1, "\"Finance\"").replace("us-east-1", "eu-west-1")).unwrap();
    let plan = run(&stage, folder.path(), &["plan", "a.toml"]);
    assert!(plan.out.contains("region: us-east-1 -> eu-west-1"), "{plan:?}");
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("it exists and differs: region"), "{ran:?}");
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes", "--if-exists", "skip"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "1 skipped\n"), "{ran:?}");
    assert_eq!(stage.writes().len(), 1);
}

#[test]
fn one_that_differs_is_changed_where_that_is_asked_for_and_no_secret_is_sent() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    fs::write(&file, many(2, "\"Finance\"")).unwrap();
    assert_eq!(run(&stage, folder.path(), &["apply", "a.toml", "--yes"]).code, 0);
    let changed = many(2, "\"Finance\"")
        .replace("us-east-1", "eu-west-1")
        .replace("[\"team:sales\"]", "[\"team:sales\", \"x\"]\nif-exists = \"update\"");
    fs::write(&file, changed).unwrap();
    let plan = run(&stage, folder.path(), &["plan", "a.toml", "--exit-code", "-v"]);
    for words in
        ["update        Finance / c0000", "region: us-east-1 -> eu-west-1", "tags: ", "PATCH /api/v1/data-connections/"]
    {
        assert!(plan.out.contains(words), "{words}: {plan:?}");
    }
    assert_eq!((plan.code, stage.writes().len()), (6, 2));
    let plan = lines(&run(&stage, folder.path(), &["plan", "a.toml", "--json", "--verbose"]));
    let change = &plan[0]["changes"][1];
    assert_eq!((&change["key"], &change["before"]), (&"region".into(), &"us-east-1".into()));
    assert_eq!(plan[0]["request"]["body"][1]["value"], "eu-west-1");
    // The option wins over the file.
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes", "--if-exists", "skip"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "2 skipped\n"), "{ran:?}");
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "2 done\n"), "{ran:?}");
    assert!(ran.err.contains("Finance / c0000  changed"), "{ran:?}");
    let writes = stage.writes();
    assert_eq!(writes.len(), 4);
    let body: Value = serde_json::from_slice(&writes[2]).unwrap();
    assert_eq!(body.as_array().unwrap().len(), 2, "{body}");
    assert_eq!(body[0]["path"], "/tags");
    assert_eq!(
        body[1],
        serde_json::json!({"op": "replace", "path": "/connectionProperties/region", "value": "eu-west-1"})
    );
    let again = run(&stage, folder.path(), &["apply", "a.toml"]);
    assert_eq!((again.code, again.out.as_str()), (0, "2 same\n"), "{again:?}");
}

/// A connection to a database, with a host.
fn database(host: &str, credentials: &str) -> String {
    format!(
        "qonnect = 1\n[[connection]]\nname = \"db\"\nspace = \"Finance\"\nsource = \"mssql\"\n{credentials}\
         [connection.properties]\nhost = \"{host}\"\nport = 1433\ndatabase = \"d\"\nusername = \"u\"\n\
         password = {{ env = \"S3_SECRET\" }}\n"
    )
}

#[test]
fn another_host_takes_the_credentials_along() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    fs::write(&file, database("one.example", "")).unwrap();
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    fs::write(&file, database("two.example", "")).unwrap();
    let update = ["apply", "a.toml", "--yes", "--if-exists", "update"];
    let plan = run(&stage, folder.path(), &["plan", "a.toml", "--if-exists", "update"]);
    let words = ["host: one.example -> two.example", "username: (not told) -> u", "password: •••• is sent"];
    for words in words {
        assert!(plan.out.contains(words), "{words}: {plan:?}");
    }
    let ran = run(&stage, folder.path(), &update);
    assert_eq!((ran.code, ran.out.as_str()), (0, "1 done\n"), "{ran:?}");
    let body: Value = serde_json::from_slice(&stage.writes()[1]).unwrap();
    let paths: Vec<&str> = body.as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["host", "username", "password"].map(|key| format!("/connectionProperties/{key}")), "{body}");
    assert_eq!(body[2]["value"], SECRET);
    // Without credentials in the file the tenant would refuse it, so it is not sent.
    let whole = database("three.example", "");
    let without = &whole[..whole.find("username").unwrap()];
    fs::write(&file, without).unwrap();
    let ran = run(&stage, folder.path(), &update);
    assert!(ran.code == 1 && ran.err.contains("the tenant wants the credentials"), "{ran:?}");
    assert_eq!(stage.writes().len(), 2);
}

#[test]
fn secrets_are_rotated_where_they_are_named_and_nothing_else_is_sent() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    fs::write(&file, many(3, "\"Finance\"")).unwrap();
    assert_eq!(run(&stage, folder.path(), &["apply", "a.toml", "--yes"]).code, 0);
    fs::write(&file, many(3, "\"Finance\"").replace("us-east-1", "eu-west-1")).unwrap();
    let plan = run(&stage, folder.path(), &["plan", "a.toml", "--rotate=*1", "--if-exists", "skip"]);
    assert!(plan.out.contains("secretKey: •••• is sent"), "{plan:?}");
    let rotate = ["apply", "a.toml", "--yes", "--rotate=*1", "--if-exists", "skip"];
    let ran = run(&stage, folder.path(), &rotate);
    assert_eq!((ran.code, ran.out.as_str()), (0, "1 done, 2 skipped\n"), "{ran:?}");
    let body: Value = serde_json::from_slice(&stage.writes()[3]).unwrap();
    // The id of the key is given by a reference too.
    assert_eq!(
        body,
        serde_json::json!([
            {"op": "replace", "path": "/connectionProperties/accessKey", "value": "marker-id"},
            {"op": "replace", "path": "/connectionProperties/secretKey", "value": SECRET},
        ])
    );
    fs::write(&file, many(3, "\"Finance\"")).unwrap();
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes", "--rotate"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "3 done\n"), "{ran:?}");
    assert!(ran.err.contains("c0000  rotated"), "{ran:?}");
    let lost = Stage::faulty(&["PATCH|/data-connections/|cut-after|1"]);
    assert_eq!(run(&lost, folder.path(), &["apply", "a.toml", "--yes"]).code, 0);
    let ran = run(&lost, folder.path(), &["apply", "a.toml", "--yes", "--rotate"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, "2 done, 1 unknown\n"), "{ran:?}");
    assert!(ran.err.contains("this cannot be checked: rotate it again"), "{ran:?}");
}

#[test]
fn a_pattern_that_matches_nothing_is_wrong_use_and_names_what_was_meant() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), many(2, "\"Finance\"")).unwrap();
    for (arguments, said) in [
        (&["plan", "a.toml", "--only", "Nope*"][..], "--only=Nope* matches no connection of the files\n"),
        (&["plan", "a.toml", "--only", "c000"], "--only=c000 matches no connection of the files; did you mean c0000?"),
        (&["plan", "a.toml", "--only", "finance*1"], "; did you mean Finance / c0001?"),
        (&["apply", "a.toml", "--yes", "--rotate=Nope*"], "--rotate=Nope* matches no connection of the files\n"),
        (
            &["apply", "a.toml", "--yes", "--only=c0000", "--rotate=c0001"],
            "--rotate=c0001 matches no connection that --only leaves; did you mean c0000?",
        ),
    ] {
        let ran = run(&stage, folder.path(), arguments);
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains(said), "{arguments:?}: {ran:?}");
    }
    assert_eq!(stage.requests(), 0);
}

#[test]
fn a_user_name_that_the_tenant_does_not_tell_goes_with_its_password() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    fs::write(&file, database("h", "")).unwrap();
    assert_eq!(run(&stage, folder.path(), &["apply", "a.toml", "--yes"]).code, 0);
    fs::write(&file, database("h", "").replace("\"u\"", "\"another\"")).unwrap();
    let plan = run(&stage, folder.path(), &["plan", "a.toml"]);
    assert!(plan.out.contains("Finance / db: username cannot be compared (--rotate sends it)\n"), "{plan:?}");
    let same = run(&stage, folder.path(), &["apply", "a.toml"]);
    assert!(same.code == 0 && same.err.contains("same: username cannot be compared"), "{same:?}");
    let plan = run(&stage, folder.path(), &["plan", "a.toml", "--rotate"]);
    assert!(plan.out.contains("username: (not told) -> another"), "{plan:?}");
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes", "--rotate"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "1 done\n"), "{ran:?}");
    let body: Value = serde_json::from_slice(&stage.writes()[1]).unwrap();
    let sent: Vec<&Value> = body.as_array().unwrap().iter().map(|one| &one["value"]).collect();
    assert_eq!(sent, ["another", SECRET], "{body}");
}

#[test]
fn a_plan_says_that_you_have_no_credentials_for_a_connection() {
    let stage = Stage::new(Config { furnished: true, ..Config::default() });
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| run(&stage, folder.path(), arguments);
    // A copy keeps the credentials of the original, which are those of another user.
    let copy = ["connections", "copy", "Bot's landing zone", "--to", "personal", "--new-name", "landing", "--yes"];
    assert_eq!(run(&copy).code, 0);
    let made = run(&["export", "answers", "--from", "landing", "--to", "a.toml"]);
    assert_eq!(made.code, 0, "{made:?}");
    let text = fs::read_to_string(folder.path().join("a.toml")).unwrap();
    assert!(text.contains("has no credentials of yours. These will be: name them."), "{text}");
    let plan = run(&["plan", "a.toml"]);
    assert!(plan.code == 0 && plan.out.contains("landing: you have no credentials named landing"), "{plan:?}");
    let plan = run(&["plan", "a.toml", "--json"]);
    assert!(plan.out.contains("\"you have no credentials named landing\""), "{plan:?}");
}

#[test]
fn separated_credentials_are_rotated_through_one_connection() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    let separated = |name: &str| {
        many(2, "\"Finance\"").replace(
            "[connection.properties]",
            &format!("[connection.credentials]\nmode = \"new\"\nname = \"{name}\"\n[connection.properties]"),
        )
    };
    fs::write(&file, separated("mine")).unwrap();
    assert_eq!(run(&stage, folder.path(), &["apply", "a.toml", "--yes"]).code, 0);
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes", "--rotate"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "1 done, 1 same\n"), "{ran:?}");
    let writes = stage.writes();
    let body: Value = serde_json::from_slice(&writes[2]).unwrap();
    assert_eq!((writes.len(), body.as_array().unwrap().len()), (3, 2), "{body}");
    fs::write(&file, separated("other")).unwrap();
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes", "--rotate"]);
    assert!(ran.code == 1 && ran.err.contains("you have no credentials named other"), "{ran:?}");
}

#[test]
fn what_somebody_else_owns_is_blocked_with_a_sentence() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), many(1, "\"Finance\"")).unwrap();
    assert_eq!(run(&stage, folder.path(), &["apply", "a.toml", "--yes"]).code, 0);
    fs::write(folder.path().join("a.toml"), many(1, "\"Finance\"").replace("us-east-1", "eu-west-1")).unwrap();
    let mut variables = vec![("QLIK_TENANT_URL", stage.url.as_str()), ("QLIK_API_KEY", stage.standin.key("viewer"))];
    variables.extend([("S3_ID", "x"), ("S3_SECRET", "y")]);
    let update = ["apply", "a.toml", "--yes", "--if-exists", "update"];
    let ran = qonnect(folder.path(), &update, &variables, "");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("and differs (region), and you may not change it; its owner is"), "{ran:?}");
    assert_eq!(stage.writes().len(), 1);
    // Another source under the same name.
    fs::write(folder.path().join("a.toml"), database("h", "").replace("\"db\"", "\"c0000\"")).unwrap();
    let ran = run(&stage, folder.path(), &update);
    assert!(ran.code == 1 && ran.err.contains("exists, for another data source"), "{ran:?}");
    assert_eq!(stage.writes().len(), 1);
}

#[test]
fn a_word_that_is_no_data_source_names_those_it_finds() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    for (word, said) in [
        ("s3", "no data source s3; similar: File_AmazonS3ConnectorV2 (Amazon S3 V2), "),
        ("BigQuery", "no data source BigQuery; similar: gbq (Google BigQuery)"),
        ("nothing-like-it", "no data source nothing-like-it; it has File_AmazonS3ConnectorV2, "),
    ] {
        let ran = run(&stage, folder.path(), &["template", word]);
        assert!(ran.code == 1 && ran.err.contains(said), "{word}: {ran:?}");
    }
}

#[test]
fn a_template_validates_once_its_name_is_filled_in_and_exports_as_a_script() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let template = run(&stage, folder.path(), &["template", "File_AmazonS3ConnectorV2"]);
    assert_eq!(template.code, 0, "{template:?}");
    fs::write(folder.path().join("a.toml"), template.out.replace("name = \"\"", "name = \"mine\"")).unwrap();
    let valid = run(&stage, folder.path(), &["validate", "a.toml"]);
    assert_eq!(valid.code, 0, "{valid:?}\n{}", template.out);
    let export = ["export", "curl", "--answers", "a.toml", "--to", "out"];
    let ran = run(&stage, folder.path(), &export);
    assert_eq!((ran.code, ran.out.as_str()), (0, "out: 3 files\n"), "{ran:?}");
    assert!(fs::read_to_string(folder.path().join("out/create.sh")).unwrap().contains("\"qName\":\"mine\""));
    assert_eq!(run(&stage, folder.path(), &export).code, 1, "files that are there are left");
    assert_eq!(stage.writes().len(), 0);
}

#[test]
fn a_template_leaves_open_only_what_is_required_whatever_else_is_chosen() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let template = run(&stage, folder.path(), &["template", "rest"]).out;
    assert!(template.contains("[REQUIRED if enableMutualSSL is true]"), "{template}");
    let filled = template.replace("name = \"\"\n# space", "name = \"mine\"\n# space");
    let filled = filled.replace("url = \"\"", "url = \"https://a.example\"");
    fs::write(folder.path().join("a.toml"), filled).unwrap();
    let valid = run(&stage, folder.path(), &["validate", "a.toml"]);
    assert_eq!((valid.code, valid.err.as_str()), (0, ""), "{template}");
    let gbq = run(&stage, folder.path(), &["template", "gbq"]).out;
    assert!(gbq.contains("One of 0 (Service account), 1 (Sign in through the browser)"), "{gbq}");
}

#[test]
fn a_limit_of_the_tenant_is_waited_for() {
    let window = std::time::Duration::from_secs(3);
    let stage = Stage::new(Config { tiers: Tiers { writes: 5, window, ..Tiers::default() }, ..Config::default() });
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), many(12, "\"Finance\"")).unwrap();
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "12 done\n"), "{ran:?}");
    assert_eq!(stage.connections().len(), 12);
}

#[test]
fn a_program_gives_a_secret_where_it_is_allowed_and_sees_none_of_ours() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let command = "{ command = [\"sh\", \"-c\", \"printf %s \\\"[${QLIK_API_KEY-}]\\\"\"] }";
    fs::write(folder.path().join("a.toml"), many(1, "\"Finance\"").replace("{ env = \"S3_ID\" }", command)).unwrap();
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes", "--allow-commands"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let body: Value = serde_json::from_slice(&stage.writes()[0]).unwrap();
    assert_eq!(body["connectionProperties"]["accessKey"], "[]");

    // What signs in for an export comes from a program as well.
    let key = stage.standin.key("creator");
    let program = format!("[\"sh\", \"-c\", \"printf %s ${{QLIK_API_KEY-{key}}}\"]");
    let text = format!(
        "qonnect = 1\ntenant = \"{}\"\n[sign-in]\nmethod = \"api-key\"\nkey = {{ command = {program} }}\n{}",
        stage.url,
        many(1, "\"Finance\"").replacen("qonnect = 1\n", "", 1)
    );
    fs::write(folder.path().join("b.toml"), text).unwrap();
    let args = ["export", "curl", "--answers", "b.toml", "--allow-commands", "--to", "made"];
    let ran = qonnect(folder.path(), &args, &[("QLIK_API_KEY", "marker-ours")], "");
    assert!(ran.code == 0 && folder.path().join("made/body.json").exists(), "{ran:?}");
}

#[test]
fn a_file_with_a_secret_that_others_can_read_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key.txt");
    fs::write(&key, "marker").unwrap();
    fs::write(folder.path().join("a.toml"), many(1, "\"Finance\"").replace("env = \"S3_ID\"", "file = \"key.txt\""))
        .unwrap();
    for (mode, is_told) in [(0o644, true), (0o600, false)] {
        fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
        for arguments in [&["plan", "a.toml"][..], &["apply", "a.toml", "--yes"]] {
            let ran = run(&stage, folder.path(), arguments);
            assert_eq!(ran.code, 0, "{ran:?}");
            let words = "a.toml:10:1: warning: other users of this machine can read the file; chmod 600";
            assert_eq!(ran.err.contains(words), is_told, "{ran:?}");
        }
    }
}

#[test]
fn credentials_of_another_source_are_refused() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    let named = "[connection.credentials]\nmode = \"new\"\nname = \"mine\"\n";
    fs::write(&file, database("h", named)).unwrap();
    assert_eq!(run(&stage, folder.path(), &["apply", "a.toml", "--yes"]).code, 0);
    let text = many(1, "\"Finance\"").replace("[connection.properties]", &format!("{named}[connection.properties]"));
    fs::write(&file, text).unwrap();
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes"]);
    assert!(ran.code == 1 && ran.err.contains("the credentials mine are for another data source"), "{ran:?}");
    assert_eq!(stage.writes().len(), 1);
}

#[test]
fn a_space_whose_name_two_have_blocks_until_its_id_is_given() {
    let stage = Stage::new(Config { twins: 1, ..Config::default() });
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), many(1, "\"Finance\"")).unwrap();
    let plan = run(&stage, folder.path(), &["plan", "a.toml"]);
    let words = "2 spaces are named Finance; write { id = \"…\" } instead: ";
    let (_, ids) = plan.out.split_once(words).unwrap_or_else(|| panic!("{plan:?}"));
    let id = ids.split(", ").next().unwrap();
    assert!(plan.code == 1 && plan.out.contains("blocked"), "{plan:?}");
    let ran = run(&stage, folder.path(), &["apply", "a.toml", "--yes"]);
    assert!(ran.code == 1 && ran.err.contains(words), "{ran:?}");
    assert_eq!(stage.writes().len(), 0);
    fs::write(folder.path().join("a.toml"), many(1, &format!("{{ id = \"{id}\" }}"))).unwrap();
    assert_eq!(run(&stage, folder.path(), &["apply", "a.toml", "--yes"]).code, 0);
}

/// What the references stand for is in no argument, neither of this program nor of those that it starts.
#[cfg(target_os = "linux")]
#[test]
fn no_secret_is_in_the_process_list() {
    let stage = Stage::new(Config::default());
    let folder = tempfile::tempdir().unwrap();
    let command = "{ command = [\"sh\", \"-c\", \"cat /proc/[0-9]*/cmdline > seen 2>/dev/null; printf x\"] }";
    let text = many(1, "\"Finance\"").replace("{ env = \"S3_ID\" }", command);
    // Its secret is resolved before the program runs that looks.
    let text = text.replace(
        "region = \"us-east-1\"",
        "region = \"us-east-1\"\npassword = { stdin = true }\ntoken = { env = \"S3_SECRET\" }",
    );
    fs::write(folder.path().join("a.toml"), text).unwrap();
    let mut variables = stage.variables();
    variables.push(("S3_SECRET", "marker-env"));
    let ran = qonnect(folder.path(), &["apply", "a.toml", "--yes", "--allow-commands"], &variables, "marker-stdin\n");
    assert_eq!(ran.code, 0, "{ran:?}");
    let sent = String::from_utf8(stage.writes()[0].clone()).unwrap();
    assert!(sent.contains("marker-env") && sent.contains("marker-stdin"), "both were resolved");
    let seen = String::from_utf8_lossy(&fs::read(folder.path().join("seen")).unwrap()).replace('\0', " ");
    assert!(seen.contains("apply a.toml --yes --allow-commands"), "the run is in the list");
    for secret in ["marker-env", "marker-stdin", stage.standin.key("creator")] {
        assert!(!seen.contains(secret), "{secret} is in the process list");
    }
}
