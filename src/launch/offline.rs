//! The commands that send nothing: `validate`, `schema`, `completions`, `man`.

use std::{fs, path::Path, process::ExitCode};

use anyhow::Context as _;
use clap::CommandFactory as _;

use super::{
    answers::tell,
    plain::{complain, print},
};
use crate::{
    answers,
    cli::{self, Cli},
    unattended::{files, output::code},
};

/// Looks at answers files, all of them, and tells everything that is wrong.
pub fn validate(options: &cli::Validate) -> anyhow::Result<ExitCode> {
    let plain = if options.allow_plain_secrets { answers::Plain::Allowed } else { answers::Plain::Refused };
    let read = files::read(&options.files, plain);
    let connections: usize = read.documents.iter().map(|document| document.items().len()).sum();
    if options.json {
        print(&format!("{}\n", files::report(&read, options.files.len(), connections)))?;
    } else {
        tell(&read.faults);
        if !read.is_bad() {
            let count = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
            let (files, connections) = (count(options.files.len(), "file"), count(connections, "connection"));
            print(&format!("{files}, {connections}: no errors found.\n"))?;
        }
    }
    Ok(if read.is_bad() { ExitCode::from(code::WRONG_USE) } else { ExitCode::SUCCESS })
}

pub fn schema() -> anyhow::Result<ExitCode> {
    print(answers::SCHEMA)?;
    Ok(ExitCode::SUCCESS)
}

/// The completions of a shell. Rendered as a whole first: the generator ends the program where it cannot write.
pub fn completions(shell: clap_complete::Shell) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "qonnect", &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(ExitCode::SUCCESS)
}

/// The manual pages: all of them into a folder, or that of the program on standard output.
pub fn man(folder: Option<&Path>) -> anyhow::Result<ExitCode> {
    let mut command = Cli::command();
    command.build();
    let Some(folder) = folder else {
        print(&page(command)?)?;
        return Ok(ExitCode::SUCCESS);
    };
    if !folder.is_dir() {
        complain(&format!("{} is not a folder", folder.display()));
        return Ok(ExitCode::from(code::WRONG_USE));
    }
    let mut pages = Vec::new();
    collect(command, "qonnect", &mut pages)?;
    for (name, text) in pages {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("{} could not be written", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The page of a command, and those of all that it has below it, such as `qonnect-authorize-start.1`.
fn collect(command: clap::Command, name: &str, pages: &mut Vec<(String, String)>) -> anyhow::Result<()> {
    for below in command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help") {
        collect(below.clone(), &format!("{name}-{}", below.get_name()), pages)?;
    }
    pages.push((format!("{name}.1"), page(command)?));
    Ok(())
}

fn page(command: clap::Command) -> anyhow::Result<String> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text)?;
    Ok(String::from_utf8(text)?)
}
