//! `qonnect connections list|show|copy|move|delete` against the stand-in, counted over plain HTTP.

use serde_json::Value;

use super::{
    run::{Ran, qonnect},
    stage::Stage,
};
use qonnect::standin::Config;

fn run(stage: &Stage, arguments: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    qonnect(folder.path(), &[&["connections"], arguments].concat(), &stage.variables(), "")
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn furnished(faults: &[&str]) -> Stage {
    let faults = faults.iter().map(|fault| fault.parse().unwrap()).collect();
    Stage::new(Config { furnished: true, faults, ..Config::default() })
}

#[test]
fn a_list_is_one_line_each_and_only_reads() {
    let stage = furnished(&[]);
    let ran = run(&stage, &["list"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.out.lines().count(), stage.connections().len());
    assert!(ran.out.lines().any(|line| line.starts_with("Sales lake\t") && line.contains("\tseparated\t")), "{ran:?}");
    let personal = run(&stage, &["list", "--space", "personal", "--json"]);
    let all = lines(&personal);
    assert!(all.iter().all(|one| one["spaceId"].is_null() && one["v"] == 1), "{personal:?}");
    assert!(all.iter().any(|one| one["name"] == "Exchange rates"), "{personal:?}");
    assert_eq!(stage.writes().len(), 0);
}

#[test]
fn what_cannot_be_read_says_why_and_not_that_nothing_is_there() {
    let stage = furnished(&["GET|/data-connections|html"]);
    let odd = run(&stage, &["list"]);
    assert_eq!((odd.code, odd.out.as_str()), (1, ""), "{odd:?}");
    assert!(odd.err.contains("The answer was a web page instead of data"), "{odd:?}");
    let folder = tempfile::tempdir().unwrap();
    let with = |tenant: &str, key: &str| {
        qonnect(folder.path(), &["connections", "list"], &[("QLIK_TENANT_URL", tenant), ("QLIK_API_KEY", key)], "")
    };
    let nobody = with(stage.standin.url(), "not-a-key");
    assert_eq!(nobody.code, 1, "{nobody:?}");
    assert!(nobody.err.contains("does not accept this sign-in. An API key may be deleted, expired"), "{nobody:?}");
    assert!(!nobody.err.contains("Go back"), "{nobody:?}");
    let nowhere = with("http://[::1", "key");
    assert_eq!(nowhere.code, 2, "{nowhere:?}");
    assert!(nowhere.err.contains("QLIK_TENANT_URL cannot be read"), "{nowhere:?}");
    assert!(stage.writes().is_empty());
}

#[test]
fn ten_thousand_are_listed_page_by_page() {
    let stage = Stage::new(Config { connections: 10_000, ..Config::default() });
    // Not through what stands in front of it: pages name each other by the tenant's own address.
    let folder = tempfile::tempdir().unwrap();
    let variables = [("QLIK_TENANT_URL", stage.standin.url()), ("QLIK_API_KEY", stage.standin.key("creator"))];
    let ran = qonnect(folder.path(), &["connections", "list"], &variables, "");
    // Some are in the personal spaces of others.
    let seen = stage.connections().len();
    assert!(seen > 9_000, "{seen}");
    assert_eq!((ran.code, ran.out.lines().count()), (0, seen), "{}", ran.err);
}

#[test]
fn one_is_shown_with_its_properties() {
    let stage = furnished(&[]);
    let ran = run(&stage, &["show", "Exchange rates", "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let all = lines(&ran);
    assert_eq!(all[0]["properties"]["url"], "https://rates.example/latest");
    assert_eq!(all[0]["statement"], "LIB CONNECT TO 'Exchange rates';");
    let nobody = run(&stage, &["show", "No such thing"]);
    assert_eq!(nobody.code, 2, "{nobody:?}");
    assert!(nobody.err.contains("you can see no connection named No such thing"), "{nobody:?}");
}

#[test]
fn owners_are_called_by_their_names_by_one_question_and_by_their_ids_where_it_is_refused() {
    let names = |faults: &[&str]| {
        let stage = furnished(faults);
        let all = lines(&run(&stage, &["list", "--json"]));
        let shown = run(&stage, &["show", "Exchange rates"]);
        let rows = run(&stage, &["list"]);
        assert_eq!((shown.code, rows.code, rows.err.as_str()), (0, 0, ""), "{shown:?} {rows:?}");
        (all, shown.out, rows.out)
    };
    let (all, shown, rows) = names(&[]);
    assert!(all.iter().all(|one| one["ownerName"].is_string() && one["owner"] != one["ownerName"]), "{all:?}");
    assert!(shown.contains("owner        Cleo Creator"), "{shown}");
    assert!(rows.contains("\tCleo Creator\t"), "{rows}");
    let (all, shown, _) = names(&["GET|/api/v1/users[?]|status=403|9"]);
    assert!(all.iter().all(|one| one["ownerName"].is_null() && one["owner"].is_string()), "{all:?}");
    assert!(!shown.contains("Cleo Creator"), "{shown}");
}

#[test]
fn nothing_is_written_without_yes() {
    let stage = furnished(&[]);
    for arguments in [
        ["copy", "Exchange rates", "--to", "Finance"].as_slice(),
        &["delete", "Exchange rates"],
        &["move", "Exchange rates", "--to", "Finance", "--no-input"],
    ] {
        let ran = run(&stage, arguments);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("--yes is needed"), "{ran:?}");
    }
    assert_eq!(stage.writes().len(), 0);
}

#[test]
fn half_of_the_copies_refused_is_code_5_and_the_rest_is_there_once() {
    let stage = furnished(&[]);
    let before = stage.connections().len();
    let to = ["copy", "Exchange rates", "--to", "Finance", "--to", "Marketing", "--yes", "--json"];
    let first = run(&stage, &to);
    assert_eq!(first.code, 0, "{first:?}");
    assert_eq!(stage.connections().len(), before + 2);
    let stage = furnished(&["POST|actions/duplicate|status=403"]);
    let ran = run(&stage, &to);
    assert_eq!(ran.code, 5, "{ran:?}");
    let outcomes: Vec<_> = lines(&ran).iter().map(|line| line["outcome"].clone()).collect();
    assert_eq!(outcomes[..4], ["sent", "failed", "sent", "done"], "{ran:?}");
    assert_eq!(stage.connections().len(), before + 1);
}

#[test]
fn a_name_in_two_spaces_is_an_error_that_names_both() {
    let stage = furnished(&[]);
    assert_eq!(run(&stage, &["copy", "Exchange rates", "--to", "Finance", "--yes"]).code, 0);
    let ran = run(&stage, &["delete", "Exchange rates", "--yes"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("Finance / Exchange rates") && ran.err.contains("personal / Exchange rates"), "{ran:?}");
    let before = stage.connections().len();
    let one = run(&stage, &["delete", "Exchange rates", "--space", "Finance", "--yes", "--json"]);
    assert_eq!(one.code, 0, "{one:?}");
    assert_eq!(stage.connections().len(), before - 1);
    let again = run(&stage, &["copy", "Exchange rates", "--to", "personal", "--yes"]);
    assert_eq!(again.code, 1, "the name is taken there: {again:?}");
}

#[test]
fn a_cut_copy_is_looked_up_and_not_sent_twice() {
    for (fault, code, more) in [("POST|actions/duplicate|cut-after", 0, 1), ("POST|actions/duplicate|cut-before", 1, 0)]
    {
        let stage = furnished(&[fault]);
        let before = stage.connections().len();
        let ran = run(&stage, &["copy", "Exchange rates", "--to", "Finance", "--yes"]);
        assert_eq!((ran.code, stage.connections().len()), (code, before + more), "{fault}: {ran:?}");
        assert_eq!(stage.writes().len(), 1, "{fault}");
    }
}

#[test]
fn a_move_is_for_administrators() {
    let stage = furnished(&[]);
    let ran = run(&stage, &["move", "Exchange rates", "--to", "Finance", "--yes", "--json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(lines(&ran).last().unwrap()["status"] == 403, "{ran:?}");
}

#[test]
fn an_administrator_gives_a_connection_to_another_owner_and_space() {
    let stage = furnished(&[]);
    let folder = tempfile::tempdir().unwrap();
    let [viewer, departed] = ["viewer@standin.example", "nobody@standin.example"];
    let mut variables = stage.variables();
    variables.retain(|(name, _)| *name != "QLIK_API_KEY");
    variables.push(("QLIK_API_KEY", stage.standin.key("admin")));
    let run = |arguments: &[&str]| {
        let all = [&["connections", "move", "Sales lake"], arguments, &["--yes", "--json"]].concat();
        qonnect(folder.path(), &all, &variables, "")
    };
    let nobody = run(&["--owner", departed]);
    assert_eq!(nobody.code, 2, "{nobody:?}");
    assert!(nobody.err.contains("finds no user nobody@standin.example"), "{nobody:?}");
    assert_eq!(run(&[]).code, 2, "a space or an owner is needed");
    assert!(stage.writes().is_empty());
    let ran = run(&["--owner", viewer, "--to", "Finance"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(stage.writes().len(), 1);
    let shown = qonnect(folder.path(), &["connections", "show", "Sales lake", "--json"], &variables, "");
    let moved = &lines(&shown)[0];
    let sent: Value = serde_json::from_slice(&stage.writes()[0]).unwrap();
    assert_eq!(moved["owner"], sent["connections"][0]["ownerId"], "{moved}");
    assert_eq!(moved["spaceId"], sent["connections"][0]["spaceId"], "{moved}");
}

#[test]
fn names_that_are_empty_or_not_visible_are_refused_before_anything_is_sent() {
    let stage = furnished(&[]);
    for (arguments, said) in [
        (&["copy", "ERP", "--to", "personal", "--new-name", "", "--yes"][..], "the copies need a name"),
        (&["copy", "ERP", "--to", "personal", "--new-name", " ", "--yes"], "the copies need a name"),
        (&["copy", "ERP", "--to", "personal", "--new-name", "a\nb", "--yes"], "has a line break or another character"),
        (&["show", ""], "the name of the connection is empty"),
        (&["delete", "", "--yes"], "the name of the connection is empty"),
        (&["delete", "..", "--yes"], "you can see no connection named .."),
        (&["list", "--space", ""], "the name of the space is empty"),
        (&["move", "ERP", "--yes"], "<--to <SPACE>|--owner <USER>>"),
    ] {
        let ran = run(&stage, arguments);
        assert!(ran.code == 2 && ran.err.contains(said), "{arguments:?}: {ran:?}");
    }
    assert!(stage.writes().is_empty());
}

#[test]
fn what_is_listed_is_found_by_what_the_list_shows() {
    let stage = furnished(&[]);
    let folder = tempfile::tempdir().unwrap();
    let connection = |name: &str| {
        format!(
            "[[connection]]\nname = \"{name}\"\nsource = \"rest\"\n[connection.properties]\nurl = \"https://a.example\"\n"
        )
    };
    let apply = |names: &[&str]| {
        let text = names.iter().map(|name| connection(name)).collect::<String>();
        std::fs::write(folder.path().join("a.toml"), format!("qonnect = 1\n{text}")).unwrap();
        qonnect(folder.path(), &["apply", "a.toml", "--yes"], &stage.variables(), "")
    };
    let made = apply(&["a\\nb"]);
    assert_eq!(made.code, 0, "{made:?}");
    assert!(run(&stage, &["list"]).out.contains("a b\t"));
    for name in ["a b", "a\nb"] {
        let ran = run(&stage, &["show", name]);
        assert!(ran.code == 0 && ran.out.contains("name         a b\n"), "{ran:?}");
    }
    let made = apply(&["a\\tb"]);
    assert_eq!(made.code, 0, "{made:?}");
    let ran = run(&stage, &["delete", "a\nb", "--yes"]);
    assert!(ran.code == 2 && ran.err.contains("2 connections are shown as a b; give the id of one: "), "{ran:?}");
}

#[test]
fn a_space_that_is_named_twice_gets_one_copy() {
    let stage = furnished(&[]);
    let ran = run(&stage, &["copy", "ERP", "--to", "personal", "--to", "Finance", "--to", "personal", "--yes"]);
    assert_eq!((ran.code, stage.writes().len()), (0, 2), "{ran:?}");
}

#[test]
fn a_move_says_where_to_and_sends_nothing_to_where_it_is() {
    let stage = furnished(&[]);
    let folder = tempfile::tempdir().unwrap();
    let variables = [("QLIK_TENANT_URL", stage.url.as_str()), ("QLIK_API_KEY", stage.standin.key("admin"))];
    let run = |arguments: &[&str]| {
        qonnect(folder.path(), &[&["connections", "move", "ERP", "--yes"], arguments].concat(), &variables, "")
    };
    let there = run(&["--to", "Marketing"]);
    assert!(there.code == 0 && there.err.contains("Marketing / ERP  same: already there"), "{there:?}");
    let owned = run(&["--owner", "creator@standin.example"]);
    assert!(owned.code == 0 && owned.err.contains("same: Cleo Creator owns it already"), "{owned:?}");
    assert!(stage.writes().is_empty());
    let moved = run(&["--owner", "admin@standin.example"]);
    assert!(moved.code == 0 && moved.err.contains("ERP  moved: to the owner Alva Admin"), "{moved:?}");
    assert!(moved.err.contains("the new owner has to add their own"), "{moved:?}");
    let moved = run(&["--to", "Finance"]);
    assert!(moved.code == 0 && moved.err.contains("Marketing / ERP  moved: to Finance"), "{moved:?}");
    assert_eq!(stage.writes().len(), 2);
}

#[test]
fn a_connection_that_is_renamed_while_it_is_looked_up_is_not_deleted() {
    let stage = furnished(&["GET|/data-connections/[0-9a-f-]+|delay=3000|1"]);
    let renamed = std::thread::scope(|scope| {
        let deleting = scope.spawn(|| run(&stage, &["delete", "ERP", "--yes"]));
        // The list and what it needs, then the connection itself, which the tenant takes its time for.
        while stage.requests() < 3 {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        stage.rename("ERP", "ERP of last year");
        deleting.join().unwrap()
    });
    assert_eq!(renamed.code, 1, "{renamed:?}");
    assert!(renamed.err.contains("someone renamed it to ERP of last year meanwhile"), "{renamed:?}");
    assert!(stage.connections().iter().any(|name| name == "ERP of last year"));
}

#[test]
fn an_export_to_a_dash_is_printed_and_no_folder_is_called_like_a_script() {
    let stage = furnished(&[]);
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| qonnect(folder.path(), arguments, &stage.variables(), "");
    let printed = run(&["export", "answers", "--from", "ERP", "--to", "-"]);
    assert!(printed.code == 0 && printed.out.contains("name = \"ERP\""), "{printed:?}");
    for (to, said) in [("-", "which cannot be printed; --stdout prints"), ("r2.sh", "r2.sh is called like a file")] {
        let ran = run(&["export", "curl", "--from", "ERP", "--to", to]);
        assert!(ran.code == 2 && ran.err.contains(said), "{ran:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_exists_becomes_a_file_and_a_script_with_gaps_for_its_secrets() {
    let stage = furnished(&[]);
    let folder = tempfile::tempdir().unwrap();
    let body = "qonnect = 1\n[[connection]]\nname = \"orders\"\nspace = \"Finance\"\nsource = \"File_AmazonS3ConnectorV2\"\n\
        tags = [\"team:sales\"]\n[connection.properties]\nregion = \"us-east-1\"\nbucketName = \"a \\\"b\\\"\"\n\
        accessKey = { env = \"S3\" }\nsecretKey = { env = \"S3\" }\n";
    std::fs::write(folder.path().join("a.toml"), body).unwrap();
    let mut variables = stage.variables();
    variables.extend([("S3", "marker"), ("QONNECT_ACCESSKEY", "marker"), ("QONNECT_SECRETKEY", "marker")]);
    let run = |arguments: &[&str]| qonnect(folder.path(), arguments, &variables, "");
    assert_eq!(run(&["apply", "a.toml", "--yes"]).code, 0);
    let writes = stage.writes();

    let ran = run(&["export", "answers", "--from", "orders", "--to", "b.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "b.toml\n"), "{ran:?}");
    let text = std::fs::read_to_string(folder.path().join("b.toml")).unwrap();
    for line in ["secretKey = { env = \"QONNECT_SECRETKEY\" }", "tags = [\"team:sales\"]", "space = \"Finance\""] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("marker") && !text.contains(stage.standin.key("creator")), "{text}");
    let good = run(&["validate", "b.toml"]);
    assert_eq!((good.code, good.err.as_str()), (0, ""), "{text}");
    assert_eq!(run(&["plan", "b.toml", "--json"]).code, 0);
    assert_eq!(run(&["apply", "b.toml"]).out, "1 same\n");
    assert_eq!(run(&["export", "answers", "--from", "orders", "--to", "b.toml"]).code, 1, "it exists already");

    // Under another name it sends what was sent the first time.
    std::fs::write(folder.path().join("c.toml"), text.replace("name = \"orders\"", "name = \"others\"")).unwrap();
    assert_eq!(stage.writes().len(), writes.len());
    let made = run(&["apply", "c.toml", "--yes"]);
    assert_eq!(made.code, 0, "{made:?}\n{text}");
    let body = |at: usize| serde_json::from_slice::<Value>(&stage.writes()[at]).unwrap();
    let (before, after) = (body(writes.len() - 1), body(writes.len()));
    assert_eq!(before["connectionProperties"], after["connectionProperties"]);
    assert_eq!(before["tags"], after["tags"]);

    let script = run(&["export", "curl", "--from", "orders", "--space", "Finance", "--stdout"]);
    assert!(script.code == 0 && script.out.contains("QONNECT_SECRETKEY"), "{script:?}");
    for (format, script) in
        [("curl", "create.sh"), ("powershell", "create.ps1"), ("qlik-cli", "create.sh"), ("terraform", "main.tf")]
    {
        let made = run(&["export", format, "--from", "orders", "--to", format]);
        assert_eq!(made.code, 0, "{made:?}");
        let read = |name: &str| std::fs::read_to_string(folder.path().join(format).join(name)).unwrap();
        let body: Value = serde_json::from_str(&read("body.json")).unwrap();
        assert_eq!((&body["qName"], &body["connectionProperties"]["region"]), (&"orders".into(), &"us-east-1".into()));
        assert!(body["connectionProperties"].get("secretKey").is_none(), "{body}");
        assert!(read(script).to_uppercase().contains("QONNECT_SECRETKEY"), "{}", read(script));
        assert_eq!(run(&["export", format, "--from", "orders", "--to", format]).code, 1, "it exists already");
    }
    assert_eq!(run(&["export", "curl", "--from", "orders", "--space", "Marketing", "--stdout"]).code, 2);
    assert_eq!(run(&["export", "answers", "--answers", "a.toml", "--stdout"]).code, 2);
    assert_eq!(run(&["export", "curl", "--from", "nobody", "--stdout"]).code, 2);

    // All that the tenant came with, separated credentials among it.
    let listed = lines(&run(&["connections", "list", "--json"]));
    let separated = listed.iter().filter(|one| one["credentials"] == "separated").count();
    assert!(separated > 0, "{listed:?}");
    for one in &listed {
        let made = run(&["export", "answers", "--from", one["id"].as_str().unwrap(), "--stdout"]);
        assert_eq!(made.code, 0, "{one}: {made:?}");
        std::fs::write(folder.path().join("d.toml"), &made.out).unwrap();
        let good = run(&["validate", "d.toml"]);
        assert_eq!(good.code, 0, "{}\n{good:?}", made.out);
    }
}
