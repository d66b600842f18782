//! The commands that work with answers files.

use std::path::PathBuf;

use clap::{ValueEnum, builder::PossibleValue};

use super::AtArgs;
use crate::answers::file::IfExists;

/// What answers files are looked at.
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
pub struct Validate {
    /// Answers files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Accept secrets in plain text in a file
    #[arg(long)]
    pub allow_plain_secrets: bool,

    /// Print the result as one JSON object
    #[arg(long)]
    pub json: bool,
}

/// What a run without a screen works with.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
#[command(mut_arg("tenant", |arg| arg.help("The tenant, where the files name none")))]
#[command(mut_arg("api", |arg| arg.help("Use this Qlik API, whatever the files say")))]
pub struct RunArgs {
    /// Answers files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Where.
    #[command(flatten)]
    pub at: AtArgs,

    /// Only connections whose name, or `Space / Name`, matches: `*` is any text, `?` any character
    #[arg(long, value_name = "PATTERN")]
    pub only: Option<String>,

    /// What to do with a connection that exists and differs, whatever the files say
    #[arg(long, value_enum)]
    pub if_exists: Option<IfExists>,

    /// Send the secrets of connections that exist: of those whose name, or `Space / Name`, matches, or of all
    #[arg(long, value_name = "PATTERN", num_args = 0..=1, require_equals = true, default_missing_value = "*")]
    pub rotate: Option<String>,

    /// Show the requests, secrets masked
    #[arg(short, long)]
    pub verbose: bool,

    /// Run the programs that files name to get secrets
    #[arg(long)]
    pub allow_commands: bool,

    /// Accept secrets in plain text in a file
    #[arg(long)]
    pub allow_plain_secrets: bool,

    /// Never ask anything
    #[arg(long)]
    pub no_input: bool,

    /// Print a line of JSON for each connection
    #[arg(long)]
    pub json: bool,

    /// Print only errors and the summary
    #[arg(long)]
    pub quiet: bool,

    /// Color the words of plan and outcome; auto: on a terminal, unless the environment says otherwise
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = UseColor::Auto)]
    pub color: UseColor,

    /// Append a line for every request to this file: never bodies, headers or keys
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
}

/// When words are coloured.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseColor {
    /// On a terminal, and as `NO_COLOR`, `CLICOLOR_FORCE` and `CLICOLOR` say
    Auto,
    /// Also into files and pipes
    Always,
    /// Never
    Never,
}

/// What is to be planned.
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
pub struct PlanArgs {
    /// What every run has.
    #[command(flatten)]
    pub run: RunArgs,

    /// Exit with 6 if changes are pending
    #[arg(long)]
    pub exit_code: bool,
}

/// What is to be applied.
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
pub struct Apply {
    /// What every run has.
    #[command(flatten)]
    pub run: RunArgs,

    /// Stop at the first connection that fails
    #[arg(long)]
    pub fail_fast: bool,

    /// Do not ask before writing; required without a terminal
    #[arg(long)]
    pub yes: bool,
}

/// The second command of interactive OAuth.
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
pub struct Finish {
    /// What every run has.
    #[command(flatten)]
    pub run: RunArgs,

    /// The state that `start` told, to be compared with the one that comes with the code
    #[arg(long, value_name = "TEXT")]
    pub state: Option<String>,

    /// Read the code, or the address that holds it, from standard input; it is never an argument
    #[arg(long, required = true)]
    pub code_stdin: bool,
}

/// The two commands of interactive OAuth.
#[derive(clap::Subcommand, Clone, Debug, PartialEq, Eq)]
pub enum Authorize {
    /// Print the URL to sign in at, and the command that continues, as one line of JSON
    Start(RunArgs),
    /// Create the connection with the code from the browser
    Finish(Finish),
}

impl ValueEnum for IfExists {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Fail, Self::Skip, Self::Update]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Fail => "It is an error",
            Self::Skip => "Leave it as it is",
            Self::Update => "Change it",
        };
        Some(PossibleValue::new(self.word()).help(help))
    }
}

/// What a template is for.
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The id of the data source, such as `File_AmazonS3ConnectorV2`
    pub source: String,

    /// Where.
    #[command(flatten)]
    pub at: AtArgs,
}
