//! The command line: what was asked for, and the exit code of it.

use std::process::ExitCode;

use clap::Parser as _;
use qonnect::{
    cli::{Cli, Command},
    env::Env,
    launch,
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match start(&cli) {
        Ok(code) => code,
        Err(fault) => {
            launch::complain(&format!("{fault:#}"));
            ExitCode::FAILURE
        }
    }
}

fn start(cli: &Cli) -> anyhow::Result<ExitCode> {
    match &cli.command {
        None => launch::wizard(&cli.wizard, Env::read()),
        Some(Command::Impersonation(options)) => launch::impersonation(options, Env::read()),
        Some(Command::Credentials(options)) => launch::credentials(options, Env::read()),
        #[cfg(feature = "demo")]
        Some(Command::Standin(options)) => launch::standin(options),
    }
}
