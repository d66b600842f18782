//! The commands about connections that exist, and what is exported.

use std::path::PathBuf;

use clap::{ArgGroup, ValueEnum};

use super::{AtArgs, Wizard};

/// What is exported.
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
pub struct ExportArgs {
    /// The format
    #[arg(value_enum)]
    pub format: ExportFormat,

    /// The answers file
    #[arg(long, value_name = "FILE", required_unless_present = "from", conflicts_with = "from")]
    pub answers: Option<PathBuf>,

    /// A connection that exists, by its name or id; its secrets are left to be filled in
    #[arg(long, value_name = "NAME")]
    pub from: Option<String>,

    /// Its space; needed where several spaces have a connection of this name
    #[arg(long, value_name = "SPACE", requires = "from")]
    pub space: Option<String>,

    /// Which connection of the file, by a pattern for its name
    #[arg(long, value_name = "PATTERN", conflicts_with = "from")]
    pub only: Option<String>,

    /// Write into this folder, which is created; an answers file is written to this path, for `-` to standard output
    #[arg(long, value_name = "PATH", required_unless_present = "stdout", conflicts_with = "stdout")]
    pub to: Option<PathBuf>,

    /// Only the script or the answers file, on standard output
    #[arg(long)]
    pub stdout: bool,

    /// Run the program that the file names for the secret that signs in; no other is run
    #[arg(long, requires = "answers")]
    pub allow_commands: bool,

    /// Where.
    #[command(flatten)]
    pub at: AtArgs,
}

/// The formats of exports.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// An answers file, of a connection that exists
    Answers,
    /// A shell script around curl
    Curl,
    /// A PowerShell script, and what starts it from cmd
    Powershell,
    /// A shell script around qlik-cli
    QlikCli,
    /// A Terraform configuration
    Terraform,
}

/// What exists: on a screen, or without one where a subcommand says what.
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Connections {
    /// What is done without a screen.
    #[command(subcommand)]
    pub verb: Option<ConnectionsVerb>,

    /// The options of the screen.
    #[command(flatten)]
    pub wizard: Wizard,
}

/// What can be done with connections without a screen. Changing them is what `apply` does.
#[derive(clap::Subcommand, Clone, Debug, PartialEq, Eq)]
pub enum ConnectionsVerb {
    /// List connections: name, space, data source, credentials, owner and last change; into a pipe with tabs between them
    List {
        /// Only those of this space; `personal` is your personal one
        #[arg(long, value_name = "SPACE")]
        space: Option<String>,

        /// What every such command has.
        #[command(flatten)]
        common: Reads,
    },
    /// Show a connection with its properties; the tenant never shows secrets
    Show(Named),
    /// Copy a connection to other spaces; no secret is needed
    Copy {
        /// What.
        #[command(flatten)]
        what: Named,

        /// A space to copy it to, `personal` for your personal one; can be given several times
        #[arg(long, value_name = "SPACE", required = true)]
        to: Vec<String>,

        /// Another name for the copies
        #[arg(long, value_name = "NAME")]
        new_name: Option<String>,

        /// Whether a person is asked.
        #[command(flatten)]
        asks: Asks,
    },
    /// Move a connection to another space or owner; for administrators
    #[command(group = ArgGroup::new("place").args(["to", "owner"]).required(true).multiple(true))]
    Move {
        /// What.
        #[command(flatten)]
        what: Named,

        /// The space to move it to; `personal` is the personal one of its owner
        #[arg(long, value_name = "SPACE")]
        to: Option<String>,

        /// The new owner, by e-mail address or user id; credentials do not go with the connection
        #[arg(long, value_name = "USER")]
        owner: Option<String>,

        /// Whether a person is asked.
        #[command(flatten)]
        asks: Asks,
    },
    /// Delete a connection; which apps use it is not told
    Delete {
        /// What.
        #[command(flatten)]
        what: Named,

        /// Whether a person is asked.
        #[command(flatten)]
        asks: Asks,
    },
}

/// What every command about connections has.
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
pub struct Reads {
    /// Print JSON, an object on each line
    #[arg(long)]
    pub json: bool,

    /// Where.
    #[command(flatten)]
    pub at: AtArgs,
}

/// A connection.
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its exact name, or its id
    pub name: String,

    /// Its space; needed where several spaces have a connection of this name
    #[arg(long, value_name = "SPACE")]
    pub space: Option<String>,

    /// What every such command has.
    #[command(flatten)]
    pub common: Reads,
}

/// Whether a person is asked before anything is sent.
#[derive(clap::Args, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asks {
    /// Do not ask before writing; needed without a terminal
    #[arg(long)]
    pub yes: bool,

    /// Never ask anything
    #[arg(long)]
    pub no_input: bool,
}
