//! The README says what the program does: its keys are the keys of the tables, its variables those that are read.
#![allow(clippy::unwrap_used, reason = "a test that panics fails, as it should")]
#![allow(clippy::disallowed_methods, reason = "whether to write the list anew is asked of the environment")]

use std::{
    collections::{BTreeSet, HashSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use clap::CommandFactory as _;
use qonnect::{cli::Cli, wizard::Model};
use syn::visit::Visit;

/// The keys, as the README lists them: one table for every part of a screen.
fn keys() -> String {
    let mut text = String::new();
    for (place, tables) in Model::default().tables() {
        for (part, table) in tables {
            let of = if part.is_empty() { String::new() } else { format!(": {part}") };
            let _infallible = writeln!(text, "\n**{place}**{of}\n\n| Key | Does |\n| --- | --- |");
            for hint in table {
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
        for (_, table) in tables {
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
        for hint in tables.into_iter().flat_map(|(_, table)| table) {
            assert!(!hint.keys.is_empty() && !hint.short.is_empty() && !hint.long.is_empty(), "{place}: {hint:?}");
        }
    }
}

/// The names of variables among the texts of a file.
#[derive(Default)]
struct Variables(BTreeSet<String>);

impl<'ast> Visit<'ast> for Variables {
    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        let text = text.value();
        let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if text.len() > 2 && text.chars().all(is_name) {
            self.0.insert(text);
        }
    }

    fn visit_item_mod(&mut self, _tests: &'ast syn::ItemMod) {}
}

#[test]
fn every_variable_that_is_read_stands_in_the_readme_and_in_the_help() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut read = Variables::default();
    read.visit_file(&syn::parse_file(&fs::read_to_string(root.join("src/env.rs")).unwrap()).unwrap());
    // It exists in builds for tests only.
    assert!(read.0.remove("QONNECT_TEST_FAULT") && read.0.len() > 20, "{:?}", read.0);
    let help = Cli::command().render_help().to_string();
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    for (place, text) in [("--help", help), ("README.md", readme)] {
        let told: HashSet<&str> = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).collect();
        let missing: Vec<&String> = read.0.iter().filter(|name| !told.contains(name.as_str())).collect();
        assert!(missing.is_empty(), "{place} does not tell of {missing:?}");
    }
}
