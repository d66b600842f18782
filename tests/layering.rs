//! Who may import whom: the layers of `src/lib.rs`, read from the code as Rust and not as text.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics fails, as it should")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::{
    Attribute, ItemMod, UseTree,
    visit::{self, Visit},
};

/// What a module may import: our own modules, and crates. `std` is open to all, but for [`CLOSED`].
struct Rule {
    module: &'static str,
    ours: &'static [&'static str],
    crates: &'static [&'static str],
}

const fn rule(module: &'static str, ours: &'static [&'static str], crates: &'static [&'static str]) -> Rule {
    Rule { module, ours, crates }
}

/// A file has the rule whose name is the longest beginning of its own.
const RULES: &[Rule] = &[
    rule(
        "domain",
        &[],
        &[
            "base64",
            "indexmap",
            "jiff",
            "percent_encoding",
            "regex_lite",
            "secrecy",
            "serde",
            "serde_json",
            "thiserror",
            "unicode_segmentation",
            "url",
            "zeroize",
        ],
    ),
    rule("answers", &["domain"], &["indexmap", "schemars", "serde", "serde_json", "strsim", "toml"]),
    rule("export", &["domain"], &["percent_encoding", "serde_json"]),
    rule(
        "kit",
        &["answers", "domain"],
        &["jiff", "memchr", "nucleo_matcher", "thiserror", "unicode_segmentation", "unicode_width", "zeroize"],
    ),
    rule("ui", &["kit", "domain"], &["ratatui", "serde_json", "textwrap", "unicode_segmentation", "unicode_width"]),
    rule("screens", &["answers", "export", "kit", "domain"], &["jiff", "serde_json", "zeroize"]),
    rule("screens::*::view", &["export", "kit", "domain", "ui"], &["jiff", "ratatui", "serde_json"]),
    rule("wizard", &["screens", "kit", "domain"], &[]),
    rule("wizard::view", &["screens", "kit", "domain", "ui"], &["ratatui"]),
    rule(
        "client",
        &["domain"],
        &[
            "base64",
            "futures_util",
            "getrandom",
            "jiff",
            "jsonwebtoken",
            "percent_encoding",
            "reqwest",
            "ring",
            "rustls",
            "rustls_platform_verifier",
            "serde",
            "serde_json",
            "thiserror",
            "tokio",
            "tokio_rustls",
            "url",
            "zeroize",
        ],
    ),
    rule(
        "worker",
        &["client", "kit", "domain"],
        &[
            "arboard",
            "base64",
            "etcetera",
            "futures_util",
            "getrandom",
            "jiff",
            "open",
            "rcgen",
            "rsa",
            "rustix",
            "saphyr_parser",
            "serde",
            "serde_json",
            "sha2",
            "tokio",
            "url",
            "zeroize",
        ],
    ),
    rule("signals", &[], &["tokio"]),
    rule(
        "terminal",
        &["kit", "domain", "signals"],
        &["crossterm", "futures_util", "ratatui", "rustix", "tokio", "zeroize"],
    ),
    rule(
        "app",
        &["wizard", "worker", "terminal", "ui", "kit", "domain"],
        &["anyhow", "futures_util", "ratatui", "tokio"],
    ),
    rule(
        "unattended",
        &["answers", "client", "domain", "export", "kit", "signals", "worker"],
        &["futures_util", "jiff", "rustix", "serde_json", "tokio", "unicode_width", "zeroize"],
    ),
    rule("env", &["worker", "domain"], &["zeroize"]),
    rule("cli", &["answers", "domain", "worker"], &["clap", "clap_complete"]),
    rule(
        "launch",
        &[
            "answers",
            "app",
            "cli",
            "client",
            "domain",
            "env",
            "export",
            "kit",
            "standin",
            "terminal",
            "ui",
            "unattended",
            "wizard",
            "worker",
        ],
        &["anyhow", "clap", "clap_complete", "clap_mangen", "jiff", "ratatui", "rustix", "tokio"],
    ),
    rule("build", &[], &[]),
    rule("main", &["cli", "env", "launch"], &["anyhow", "clap"]),
    rule(
        "standin",
        &[],
        &[
            "axum",
            "base64",
            "futures_util",
            "getrandom",
            "jiff",
            "jsonwebtoken",
            "percent_encoding",
            "regex_lite",
            "ring",
            "serde",
            "serde_json",
            "sha2",
            "tokio",
            "url",
        ],
    ),
    rule("lib", &[], &[]),
];

/// What pure modules must not even take from the standard library.
const CLOSED: &[&str] = &["env", "fs", "io", "net", "process", "thread"];
const PURE: &[&str] = &["domain", "answers", "export", "kit", "screens", "wizard", "ui"];

#[test]
fn every_file_imports_only_what_its_layer_may() {
    let crates = dependencies();
    let faults: Vec<_> = sources().iter().flat_map(|(module, code)| check(module, code, &crates)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_import_each_other_only_where_one_is_a_part_of_the_other() {
    let imports = imports(&sources());
    // A file with the folder of its name is a room of its own.
    let mut found = circles(&imports, 2);
    // In a room, a part may look at what it is a part of. Besides that there are no circles either.
    let without = |(module, of): (&Vec<String>, &BTreeSet<Vec<String>>)| {
        (module.clone(), of.iter().filter(|it| !module.starts_with(it)).cloned().collect())
    };
    found.extend(circles(&imports.iter().map(without).collect(), usize::MAX));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_circle_through_a_third_file_is_found() {
    let code = |module: &str, code: &str| (module.split("::").map(str::to_owned).collect(), code.to_owned());
    let files = [
        code("domain::write", "use super::request::Request;"),
        code("domain::request", "pub use self::call::Call;"),
        code("domain::request::call", "use crate::domain::{patch::Change, step::Step};"),
        code("domain::patch", "fn look() -> super::write::Seen {}"),
        code("domain::step", ""),
        code("domain::request::chore", "use super::call::Call;"),
    ];
    let found = circles(&imports(&files.into()), 2);
    // Three rooms, one of them of two files.
    assert_eq!(found.len(), 5, "{found:?}");
    assert!(!found.iter().any(|circle| circle.contains("step") || circle.contains("chore")));
}

/// The code of each module.
fn sources() -> BTreeMap<Vec<String>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(files.len() > 50, "the sources were not found");
    let read = |file: &PathBuf| (module_of(file.strip_prefix(&root).unwrap()), fs::read_to_string(file).unwrap());
    files.iter().map(read).collect()
}

/// Which of these files each of them imports.
fn imports(code: &BTreeMap<Vec<String>, String>) -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let file_of =
        |path: &[String]| (1..=path.len()).rev().map(|end| path[..end].to_vec()).find(|it| code.contains_key(it));
    let of = |(module, text): (&Vec<String>, &String)| {
        let mut paths = Paths { module: module.clone(), found: BTreeSet::new() };
        paths.visit_file(&syn::parse_file(text).unwrap());
        let absolute = |path: &Vec<String>| match path.split_first() {
            Some((first, rest)) if first == "crate" => rest.to_vec(),
            // By its first word a module of its own, or nothing of ours.
            _ => [module.as_slice(), path].concat(),
        };
        let found = paths.found.iter().filter_map(|path| file_of(&absolute(path)));
        (module.clone(), found.filter(|it| it != module).collect())
    };
    code.iter().map(of).collect()
}

/// The pairs of files in different rooms that lead to each other. The file of a layer is at home in each of its rooms, which are
/// told apart by this many words of their names.
fn circles(imports: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>, depth: usize) -> Vec<String> {
    let reached = |from: &Vec<String>| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(next) = open.pop() {
            open.extend(imports[next].iter().filter(|it| it.len() > 1 && seen.insert((*it).clone())));
        }
        seen
    };
    let reach: BTreeMap<_, _> = imports.keys().map(|it| (it, reached(it))).collect();
    let room = |module: &[String]| module.iter().take(depth).cloned().collect::<Vec<_>>();
    let circle = |a: &Vec<String>, b: &Vec<String>| {
        (a < b && room(a) != room(b) && reach[a].contains(b) && reach[b].contains(a))
            .then(|| format!("{} and {} lead to each other", a.join("::"), b.join("::")))
    };
    imports.keys().flat_map(|a| imports.keys().filter_map(move |b| circle(a, b))).collect()
}

#[test]
fn a_module_without_a_rule_fails() {
    assert_eq!(check(&["utils".into()], "", &dependencies()), ["utils has no rule"]);
}

#[test]
fn bad_imports_are_caught_in_every_form() {
    let crates = dependencies();
    for (module, code) in [
        ("kit::line", "use crate::ui::Look;"),
        ("kit::line", "use super::super::wizard::Model;"),
        ("kit::line", "use crate::{domain::step::Step, ui::Look};"),
        ("kit::line", "use crate::{self as us, client};"),
        ("kit::line", "use ratatui::buffer::Buffer;"),
        ("kit::line", "use ::tokio::sync::mpsc;"),
        ("kit::line", "fn f() { crate::worker::spawn(); }"),
        ("kit::line", "fn f(x: crate::client::Client) {}"),
        ("kit::line", "fn f() { println!(\"{}\", crate::client::X); }"),
        ("kit::line", "fn f() -> std::io::Result<()> { std::fs::read(\"x\") }"),
        ("kit::line", "use std::{env, fmt};"),
        ("kit::line", "use std as s;"),
        ("kit::line", "mod inner { use super::super::super::client::Client; }"),
        ("screens::space", "use crate::ui::Draw;"),
        ("screens::space", "impl Draw for State { fn f(&self) { crate::ui::text::cut(); } }"),
        ("screens::space::view", "use reqwest::Client;"),
        ("wizard::update", "fn f(a: ratatui::layout::Rect) {}"),
        ("client::spaces", "use crate::kit::keys::Key;"),
        ("domain::step", "pub use crate::kit::keys::Key;"),
        ("standin::state", "use crate::domain::step::Step;"),
        ("standin::state", "use super::super::client::Client;"),
        ("worker::clipboard", "use crate::screens::space;"),
        ("domain::step", "type T = <crate::kit::keys::Key as Clone>::X;"),
        ("domain::step", "#[derive(thiserror::Error)] enum E { A(reqwest::Error) }"),
    ] {
        let module: Vec<String> = module.split("::").map(str::to_owned).collect();
        assert_ne!(check(&module, code, &crates), Vec::<String>::new(), "not caught in {module:?}: {code}");
    }
}

#[test]
fn what_is_allowed_or_only_for_tests_is_not_caught() {
    let crates = dependencies();
    for (module, code) in [
        ("kit::line", "use crate::domain::secret::Secret; use super::keys::Key; use std::fmt;"),
        ("kit::line", "#[cfg(test)] mod tests { use crate::ui::Look; use tokio::time; }"),
        ("screens::space::view", "use super::State; use crate::ui::Draw; use ratatui::buffer::Buffer;"),
        ("standin::state", "use super::users::User; use crate::standin::clock;"),
    ] {
        let module: Vec<String> = module.split("::").map(str::to_owned).collect();
        assert_eq!(check(&module, code, &crates), Vec::<String>::new(), "{code}");
    }
}

/// The faults of one file.
fn check(module: &[String], code: &str, crates: &BTreeSet<String>) -> Vec<String> {
    let name = module.join("::");
    let Some(rule) = rule_for(module) else { return vec![format!("{name} has no rule")] };
    let file = syn::parse_file(code).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    let mut paths = Paths { module: module.to_vec(), found: BTreeSet::new() };
    paths.visit_file(&file);
    let own = module.first().map(String::as_str).unwrap_or_default();
    let pure = PURE.contains(&own);
    let judge = |path: &Vec<String>| {
        let (first, second) = (path.first()?.as_str(), path.get(1).map_or("*", String::as_str));
        let allowed = match first {
            "crate" | "qonnect" => second == own || rule.ours.contains(&second),
            "std" | "core" | "alloc" => !(pure && (CLOSED.contains(&second) || second == "*")),
            _ if crates.contains(first) => rule.crates.contains(&first),
            _ => true,
        };
        (!allowed).then(|| format!("{name} must not use {}", path.join("::")))
    };
    paths.found.iter().filter_map(judge).collect()
}

fn rule_for(module: &[String]) -> Option<&'static Rule> {
    let fits = |rule: &&Rule| {
        let parts: Vec<&str> = rule.module.split("::").collect();
        parts.len() <= module.len() && parts.iter().zip(module).all(|(part, own)| *part == "*" || part == own)
    };
    RULES.iter().filter(fits).max_by_key(|rule| rule.module.split("::").count())
}

/// Collects every path, with `self` and `super` resolved.
struct Paths {
    module: Vec<String>,
    found: BTreeSet<Vec<String>>,
}

impl Paths {
    fn add(&mut self, path: Vec<String>) {
        let mut absolute = match path.first().map(String::as_str) {
            Some("self" | "super") => {
                let mut absolute = vec!["crate".to_owned()];
                absolute.extend(self.module.clone());
                absolute
            }
            _ => Vec::new(),
        };
        for part in path {
            match part.as_str() {
                "self" if !absolute.is_empty() => {}
                "super" => {
                    absolute.pop();
                }
                _ => absolute.push(part),
            }
        }
        self.found.insert(absolute);
    }

    fn use_tree(&mut self, before: &[String], tree: &UseTree) {
        let with = |name: &dyn ToString| {
            let mut path = before.to_vec();
            path.push(name.to_string());
            path
        };
        match tree {
            UseTree::Path(path) => self.use_tree(&with(&path.ident), &path.tree),
            UseTree::Name(name) => self.add(with(&name.ident)),
            UseTree::Rename(rename) => self.add(with(&rename.ident)),
            UseTree::Glob(_) => self.add(before.to_vec()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.use_tree(before, tree)),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_for_tests(&item.attrs) {
            self.use_tree(&[], &item.tree);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_for_tests(&item.attrs) {
            self.module.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.module.pop();
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        // A single word is a local name: it came by a `use`, if from elsewhere.
        if path.segments.len() > 1 {
            self.add(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    /// What stands inside a macro is no Rust yet: its paths are read from the tokens.
    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        visit::visit_macro(self, item);
        let text = item.tokens.to_string().replace(" :: ", "::");
        for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
            if word.contains("::") {
                self.add(word.trim_matches(':').split("::").map(str::to_owned).collect());
            }
        }
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
    })
}

/// `screens/space/view.rs` is `screens::space::view`.
fn module_of(file: &Path) -> Vec<String> {
    let mut parts: Vec<String> =
        file.with_extension("").components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// All source files but those that exist only for tests.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") && name != "tests.rs" && name != "testing.rs" {
            files.push(path);
        }
    }
}

/// The crates that Cargo.toml names, as the code spells them.
fn dependencies() -> BTreeSet<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let mut names = BTreeSet::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line.contains("dependencies");
        } else if inside && let Some((name, _)) = line.split_once('=') {
            names.insert(name.trim().replace('-', "_"));
        }
    }
    names.retain(|name| !name.starts_with('#'));
    names
}
