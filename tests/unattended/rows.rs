//! Secrets in rows and in URLs: what the tenant gives back of them stands in no file, no script, no plan and on no screen.

use std::{fs, path::Path};

use serde_json::Value;

use super::{
    run::{Ran, qonnect},
    stage::Stage,
};

const FILE: &str = r#"qonnect = 1
[[connection]]
name = "orders"
source = "rest"
[connection.properties]
url = "https://u:SECRETURL@x.example/a"
authSchema = "anonymous"
queryParameters = [{ name = "token", value = { env = "H3" } }, { name = "sort", value = "+name" }]
queryHeaders = [
  { name = "X-Api-Key", value = { env = "H2" }, encrypt = false },
  { name = "Authorization", value = { env = "H1" }, encrypt = true },
]
"#;

fn run(stage: &Stage, folder: &Path, arguments: &[&str], marker: &str) -> Ran {
    let secrets = [format!("{marker}AUTH"), format!("{marker}HDR"), format!("{marker}PAR")];
    let mut variables = stage.variables();
    variables.extend(["H1", "H2", "H3"].into_iter().zip(secrets.iter().map(String::as_str)));
    for name in ["QONNECT_QUERYPARAMETERS_0_VALUE", "QONNECT_QUERYHEADERS_0_VALUE"] {
        variables.push((name, "SECRETNEW"));
    }
    qonnect(folder, arguments, &variables, "")
}

fn applied(faults: &[&str]) -> (Stage, tempfile::TempDir) {
    let (stage, folder) = (Stage::faulty(faults), tempfile::tempdir().unwrap());
    fs::write(folder.path().join("a.toml"), FILE).unwrap();
    let made = run(&stage, folder.path(), &["apply", "a.toml", "--yes"], "SECRET");
    assert_eq!(made.code, 0, "{made:?}");
    (stage, folder)
}

#[test]
fn exports_hold_references_for_the_secrets_of_rows_and_name_a_password_in_a_url() {
    let (stage, folder) = applied(&[]);
    let run = |arguments: &[&str]| run(&stage, folder.path(), arguments, "SECRET");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(run(&["export", "answers", "--from", "orders", "--to", "b.toml"]).code, 0);
    let text = read("b.toml");
    assert!(!text.contains("SECRETHDR") && !text.contains("SECRETPAR") && !text.contains("SECRETAUTH"), "{text}");
    for words in [
        r#"{ name = "token", value = { env = "QONNECT_QUERYPARAMETERS_0_VALUE" } }, { name = "sort", value = "+name" }"#,
        r#"{ name = "X-Api-Key", value = { env = "QONNECT_QUERYHEADERS_0_VALUE" }, encrypt = false }"#,
        "# WARNING: url holds a password in plain text: keep it secret.",
        "# The other secrets are not in this file.",
        "# The tenant does not show encrypted rows: add those that the connection has.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let good = run(&["validate", "b.toml"]);
    assert!(good.code == 0 && good.err.contains("`url` holds a password in plain text"), "{good:?}\n{text}");
    for format in ["curl", "powershell", "qlik-cli", "terraform"] {
        let made = run(&["export", format, "--from", "orders", "--to", format]);
        assert!(made.code == 0 && made.err.contains("does not show encrypted rows of queryHeaders"), "{made:?}");
        let files: Vec<String> = fs::read_dir(folder.path().join(format))
            .unwrap()
            .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
            .collect();
        assert!(
            files.iter().any(|text| text.to_uppercase().contains("QUERYPARAMETERS_0_VALUE")),
            "{format}: {files:?}"
        );
        assert!(files.iter().any(|text| text.contains("WARNING: url holds a password in plain text")), "{files:?}");
        for text in files {
            assert!(!text.contains("SECRETHDR") && !text.contains("SECRETPAR"), "{format}: {text}");
            // The address is sent as it is.
            assert!(!text.contains("u:••••@"), "{text}");
        }
    }
}

#[test]
fn plans_and_what_is_shown_hold_no_secrets_of_rows() {
    let (stage, folder) = applied(&[]);
    for arguments in [
        &["connections", "show", "orders"][..],
        &["connections", "show", "orders", "--json"],
        &["plan", "a.toml", "--rotate"],
        &["plan", "a.toml", "--rotate", "--json"],
        &["plan", "a.toml", "--rotate", "--json", "--verbose"],
        &["plan", "a.toml", "--rotate", "--verbose"],
    ] {
        let ran = run(&stage, folder.path(), arguments, "SECRET");
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(!ran.out.contains("SECRET") && !ran.err.contains("SECRET"), "{arguments:?}: {ran:?}");
        assert!(ran.out.contains("X-Api-Key") && ran.out.contains("••••"), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn a_rotation_of_rows_is_read_back() {
    let (stage, folder) = applied(&[]);
    let rotate = ["apply", "a.toml", "--rotate", "--yes"];
    let ran = run(&stage, folder.path(), &rotate, "NEW");
    assert_eq!((ran.code, ran.out.as_str()), (0, "1 done\n"), "{ran:?}");
    let words = "rotated: values of queryHeaders were not compared, because the tenant does not show them";
    assert!(ran.err.contains(words), "{ran:?}");
    let sent: Value = serde_json::from_slice(stage.writes().last().unwrap()).unwrap();
    assert!(sent.to_string().contains("NEWHDR") && sent.to_string().contains("NEWAUTH"), "{sent}");

    // Answered, and not carried out.
    let (stage, folder) = applied(&["PATCH|/data-connections/|status=204"]);
    let ran = run(&stage, folder.path(), &rotate, "NEW");
    assert_eq!((ran.code, ran.out.as_str()), (1, "1 failed\n"), "{ran:?}");
    let words = "the tenant accepted the change, but shows other values than were sent: queryParameters, queryHeaders";
    assert!(ran.err.contains(words) && !ran.err.contains("NEW"), "{ran:?}");
}
