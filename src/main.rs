//! The command line: what was asked for, and the exit code of it.

use std::{env, io::IsTerminal as _, process::ExitCode};

use clap::{Parser as _, error::ErrorKind};
use qonnect::{
    cli::{self, Cli, Command},
    env::Env,
    launch::{self, Goal, Symbols},
};

fn main() -> ExitCode {
    let env = Env::read();
    // Asked for before the command line is understood: what is said about it has signs as well.
    let asked = env::args_os().any(|word| word == "--ascii");
    let symbols = match (env.is_ascii, asked) {
        (true, _) => Symbols::Ascii,
        (false, true) => Symbols::AsciiSigns,
        (false, false) => Symbols::Unicode,
    };
    launch::begin(symbols);
    match start(env, symbols) {
        Ok(code) => code,
        Err(fault) => {
            launch::complain(&format!("{fault:#}"));
            ExitCode::FAILURE
        }
    }
}

fn start(env: Env, symbols: Symbols) -> anyhow::Result<ExitCode> {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => return show(&cli::with_tip(answer), symbols),
    };
    match &cli.command {
        None => launch::wizard(&cli.wizard, env, Goal::Connection),
        Some(Command::Impersonation(options)) => launch::wizard(options, env, Goal::SetUp),
        Some(Command::Credentials(options)) => launch::wizard(options, env, Goal::UnusedCredentials),
        Some(Command::Connections(options)) => match &options.verb {
            None => launch::wizard(&options.wizard, env, Goal::Connections),
            Some(verb) => launch::unattended::connections(verb, &env),
        },
        Some(Command::Validate(options)) => launch::offline::validate(options),
        Some(Command::Plan(options)) => launch::unattended::plan(options, &env),
        Some(Command::Apply(options)) => launch::unattended::apply(options, &env),
        Some(Command::Authorize(step)) => launch::unattended::authorize(step, &env),
        Some(Command::Template(options)) => launch::unattended::template(options, &env),
        Some(Command::Export(options)) => launch::unattended::export(options, &env),
        Some(Command::Schema) => launch::offline::schema(),
        Some(Command::Completions { shell }) => launch::offline::completions(*shell),
        Some(Command::Man { folder }) => launch::offline::man(folder.as_deref()),
        #[cfg(feature = "demo")]
        Some(Command::Standin(options)) => launch::standin(options),
    }
}

/// What the command line itself answers: help and version are what was wanted, anything else is wrong use.
fn show(answer: &clap::Error, symbols: Symbols) -> anyhow::Result<ExitCode> {
    let code = u8::try_from(answer.exit_code()).unwrap_or(2);
    if matches!(answer.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let text = answer.render();
        let is_plain = !std::io::stdout().is_terminal();
        launch::show(&if is_plain { text.to_string() } else { text.ansi().to_string() })?;
    } else if symbols != Symbols::Unicode {
        launch::complain(answer.render().to_string().trim_start_matches("error: ").trim_end());
    } else {
        // Without a stderr there is nobody to tell.
        let _ = answer.print();
    }
    Ok(ExitCode::from(code))
}
