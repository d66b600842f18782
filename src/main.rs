//! The command line: what was asked for, and the exit code of it.

use std::process::ExitCode;

use clap::Parser as _;
use qonnect::{cli::Cli, env::Env, launch};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match start(&cli) {
        Ok(code) => code,
        Err(fault) => {
            launch::complain(&format!("{fault:#}."));
            ExitCode::FAILURE
        }
    }
}

fn start(cli: &Cli) -> anyhow::Result<ExitCode> {
    #[cfg(feature = "demo")]
    if let Some(qonnect::cli::Command::Standin(options)) = &cli.command {
        return launch::standin(options);
    }
    launch::wizard(&cli.wizard, Env::read())
}
