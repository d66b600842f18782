//! The README says what the program does: its keys are the keys of the tables.
#![allow(clippy::unwrap_used, reason = "a test that panics fails, as it should")]
#![allow(clippy::disallowed_methods, reason = "whether to write the list anew is asked of the environment")]

use std::{collections::HashSet, fmt::Write as _, fs, path::Path};

use qonnect::wizard::Model;

/// The keys, as the README lists them: one table for every place, each key once.
fn keys() -> String {
    let mut text = String::new();
    for (place, tables) in Model::default().tables() {
        let _infallible = writeln!(text, "\n**{place}**\n\n| Key | Does |\n| --- | --- |");
        let mut told = HashSet::new();
        for hint in tables.into_iter().flatten() {
            if told.insert((hint.keys.clone(), hint.long)) {
                let keys = hint.keys.replace('|', "\\|");
                let _infallible = writeln!(text, "| {keys} | {} |", hint.long);
            }
        }
    }
    text
}

#[test]
fn the_readme_lists_the_keys_of_the_tables() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) =
        readme.split_once("<!-- keys: made from the tables in src, held by tests/readme.rs -->\n").unwrap();
    let (listed, after) = rest.split_once("\n<!-- /keys -->").unwrap();
    let wanted = keys();
    if std::env::var_os("UPDATE_README").is_some() {
        let mark = "<!-- keys: made from the tables in src, held by tests/readme.rs -->";
        fs::write(&path, format!("{before}{mark}\n{}\n<!-- /keys -->{after}", wanted.trim_end())).unwrap();
    }
    assert_eq!(listed.trim(), wanted.trim(), "out of date: run `UPDATE_README=1 cargo test --test readme`");
}

#[test]
fn no_table_has_a_key_twice() {
    for (place, tables) in Model::default().tables() {
        for table in tables {
            for (index, hint) in table.iter().enumerate() {
                for key in hint.all {
                    let twice = table.iter().skip(index + 1).any(|other| other.all.iter().any(|more| more.is(*key)));
                    assert!(!twice, "{place}: {key} stands twice");
                }
            }
        }
    }
}

#[test]
fn every_key_says_what_it_does() {
    for (place, tables) in Model::default().tables() {
        for hint in tables.into_iter().flatten() {
            assert!(!hint.keys.is_empty() && !hint.short.is_empty() && !hint.long.is_empty(), "{place}: {hint:?}");
        }
    }
}
