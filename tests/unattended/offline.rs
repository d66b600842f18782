use std::fs;

use serde_json::Value;

use super::run::qonnect;

const GOOD: &str = "qonnect = 1\n[[connection]]\nname = \"a\"\nspace = [\"x\", \"y\"]\nsource = \"odd\"\n";

#[test]
fn validate_tells_every_error_of_every_file_and_ends_with_two() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.toml"), GOOD).unwrap();
    fs::write(folder.path().join("bad.toml"), "qonnect = 1\ntennant = \"marker\"\n").unwrap();
    fs::write(folder.path().join("bad.json"), "{\"qonnect\": \"marker\"}").unwrap();
    let ran = qonnect(folder.path(), &["validate", "good.toml"], &[], "");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "1 file, 2 connections: no errors found.\n", ""));
    let ran = qonnect(folder.path(), &["validate", "good.toml", "bad.toml", "bad.json", "gone.toml", "."], &[], "");
    assert_eq!(ran.code, 2);
    assert_eq!(ran.out, "");
    assert_eq!(
        ran.err.lines().collect::<Vec<_>>(),
        [
            "gone.toml:1:1: the file cannot be read: no such file or directory",
            ".:1:1: this is a folder",
            "bad.toml:2:1: unknown key `tennant`; did you mean `tenant`?",
            "bad.json:1:13: `qonnect` has to be a whole number",
        ]
    );
}

#[test]
fn validate_reads_standard_input_and_answers_in_json() {
    let folder = tempfile::tempdir().unwrap();
    let ran = qonnect(folder.path(), &["validate", "--json", "-"], &[], "{\"qonnect\": 1, \"x\": 1}");
    assert_eq!(ran.code, 2);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&value["v"], &value["valid"]), (&1.into(), &false.into()));
    assert_eq!(value["faults"][0]["text"], "unknown key `x`");
    let ran = qonnect(folder.path(), &["validate", "-", "-"], &[], GOOD);
    assert_eq!((ran.code, ran.err.as_str()), (2, "-:1:1: the file is named twice\n"));
}

#[test]
fn a_large_file_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::File::create(folder.path().join("large.toml")).unwrap().set_len(100 * 1024 * 1024).unwrap();
    let ran = qonnect(folder.path(), &["validate", "large.toml"], &[], "");
    assert_eq!(ran.code, 2);
    assert_eq!(ran.err, "large.toml:1:1: the file has more than 4 MiB; it is the wrong one\n");
}

#[test]
fn schema_completions_and_pages_are_printed_whole() {
    let folder = tempfile::tempdir().unwrap();
    let schema = qonnect(folder.path(), &["schema"], &[], "");
    let schema: Value = serde_json::from_str(&schema.out).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = qonnect(folder.path(), &["completions", shell], &[], "");
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("validate") && ran.out.contains("allow-plain-secrets"), "{shell}");
    }
    let ran = qonnect(folder.path(), &["man"], &[], "");
    assert!(ran.out.starts_with(".ie") || ran.out.contains(".TH qonnect"), "{}", ran.out);
    let help = qonnect(folder.path(), &["--help"], &[], "").out;
    let flat = ran.out.replace("\\-", "-");
    for option in help.split_whitespace().filter(|word| word.starts_with("--")) {
        let option = option.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        assert!(flat.contains(option), "{option} is missing in the manual page");
    }
    assert_eq!(qonnect(folder.path(), &["man", "."], &[], "").code, 0);
    let page = fs::read_to_string(folder.path().join("qonnect-validate.1")).unwrap();
    assert!(page.contains("qonnect\\-validate"), "{page}");
    for (name, option) in
        [("authorize-start", "only"), ("authorize-finish", "code\\-stdin"), ("connections-copy", "to")]
    {
        let page = fs::read_to_string(folder.path().join(format!("qonnect-{name}.1"))).unwrap();
        assert!(page.contains(&name.replace('-', "\\-")) && page.contains(option), "{page}");
    }
    assert_eq!(qonnect(folder.path(), &["man", "nowhere"], &[], "").code, 2);
}
