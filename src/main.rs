//! The command line: what was asked for, and the exit code of it.

use std::{env, io::IsTerminal as _, process::ExitCode};

use clap::{Parser as _, error::ErrorKind};
use qonnect::{
    cli::{Cli, Command},
    env::Env,
    launch,
};

fn main() -> ExitCode {
    let env = Env::read();
    // Asked for before the command line is understood: what is said about it has signs as well.
    let is_ascii = env.is_ascii || env::args_os().any(|word| word == "--ascii");
    launch::begin(is_ascii);
    match start(env, is_ascii) {
        Ok(code) => code,
        Err(fault) => {
            launch::complain(&format!("{fault:#}"));
            ExitCode::FAILURE
        }
    }
}

fn start(env: Env, is_ascii: bool) -> anyhow::Result<ExitCode> {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => return show(&answer, is_ascii),
    };
    match &cli.command {
        None => launch::wizard(&cli.wizard, env),
        Some(Command::Impersonation(options)) => launch::impersonation(options, env),
        Some(Command::Credentials(options)) => launch::credentials(options, env),
        Some(Command::Validate(options)) => launch::offline::validate(options),
        Some(Command::Schema) => launch::offline::schema(),
        Some(Command::Completions { shell }) => launch::offline::completions(*shell),
        Some(Command::Man { folder }) => launch::offline::man(folder.as_deref()),
        #[cfg(feature = "demo")]
        Some(Command::Standin(options)) => launch::standin(options),
    }
}

/// What the command line itself answers: help and version are what was wanted, anything else is wrong use.
fn show(answer: &clap::Error, is_ascii: bool) -> anyhow::Result<ExitCode> {
    let code = u8::try_from(answer.exit_code()).unwrap_or(2);
    if matches!(answer.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let text = answer.render();
        let is_plain = is_ascii || !std::io::stdout().is_terminal();
        launch::show(&if is_plain { text.to_string() } else { text.ansi().to_string() })?;
    } else if is_ascii {
        launch::complain(answer.render().to_string().trim_start_matches("error: ").trim_end());
    } else {
        // Without a stderr there is nobody to tell.
        let _ = answer.print();
    }
    Ok(ExitCode::from(code))
}
