//! The command line: what can be asked for, and the help that says so.
//!
//! It parses and nothing else; what the answers mean is for `launch`. No option takes a secret: an argument is seen by everybody
//! who can list processes, and stays in the shell's history.

mod answers;
mod connections;
#[cfg(feature = "demo")]
mod standin;

use std::path::PathBuf;

use clap::{
    CommandFactory as _, Parser, ValueEnum,
    builder::{PossibleValue, StyledStr},
    error::{ContextKind, ContextValue},
};

use crate::{domain::dialect::Dialect, worker::clipboard};

#[cfg(feature = "demo")]
pub use self::standin::{JwtClaims, Standin};
pub use self::{
    answers::{Apply, Authorize, Finish, PlanArgs, RunArgs, Template, UseColor, Validate},
    connections::{Asks, Connections, ConnectionsVerb, ExportArgs, ExportFormat, Named, Reads},
};

/// What stands below the options in `--help`.
const AFTER: &str = "\
Examples:
  qonnect                                      ask for everything
  qonnect --tenant acme.eu.qlikcloud.com       begin at that tenant
  qonnect --demo                               try it: no account, no network
  QLIK_TENANT_URL=… QLIK_API_KEY=… qonnect     begin signed in
  qonnect impersonation                        set up acting as another user
  qonnect validate sales.toml                  check an answers file
  qonnect apply sales.toml --yes               create what it describes
  qonnect --answers sales.toml                 begin with what it says filled in
  qonnect connections                          find, change, copy, move or delete connections
  qonnect credentials                          find and delete unused credentials

Environment, tenant and key (the first pair of which both are set is used):
  QLIK_TENANT_URL and QLIK_API_KEY             tenant and key
  QCS_SERVER and QCS_API_KEY                   the same, under their older names
  QCS_HOST and QCS_API_KEY
  QLIK_TENANT and QLIK_API_KEY

Environment, other ways to sign in (for the tenant that the environment names):
  QLIK_CLIENT_ID and QLIK_CLIENT_SECRET        an OAuth client
  QLIK_M2M_CLIENT_ID and QLIK_M2M_CLIENT_SECRET
  QLIK_OAUTH_TOKEN, QLIK_CLOUD_API_KEY         access tokens
  QLIK_TENANT_HOST, QLIK_SERVER_URL,           the tenant, where none of the names above
    QLIK_CLOUD_TENANT_URL                      is set
  QLIK_CLI_USER_HOME_DIR                       folder of the qlik-cli contexts

Environment, everything else:
  NO_COLOR                                     any value: no colors
  CLICOLOR_FORCE, CLICOLOR                     plan and apply: 1 colors pipes too; 0 colors nothing
  LC_ALL, LC_CTYPE, LANG                       a locale without UTF-8: symbols in ASCII
  BROWSER                                      the browser that opens pages
  HTTPS_PROXY, ALL_PROXY, NO_PROXY             the proxy to the tenant: http://, https://,
                                               socks5:// or socks5h://, with user:password@ where it
                                               requires them
  QONNECT_STATE_DIR                            folder of the file with recent tenants and choices
  TERM, TMUX, STY, SSH_CONNECTION, SSH_TTY, DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME,
    WSL_INTEROP                                what the terminal, clipboard and browser can do

A key is never an argument: set it in the environment, or paste it when asked.

Exit codes:
  0    done, or left on purpose with nothing pending
  1    failed
  2    wrong use, or no usable terminal
  3    the outcome of a create, change, delete or set-up is unknown
  4    `apply`: done, except for what needs a person
  5    `apply`: some connections were created or changed, some not
  6    `plan --exit-code`: changes are pending
  101  internal error
  129  the terminal went away; 130 interrupted; 131 SIGQUIT; 143 SIGTERM";

/// What `--version` says: what tells one build from another.
const LONG_VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\ncommit: ",
    env!("QONNECT_COMMIT"),
    "\ntarget: ",
    env!("QONNECT_TARGET"),
    "\nfeatures: ",
    env!("QONNECT_FEATURES"),
    "\nAPIs: v1, connectivity, dcaas\nqlik-api-version: 2026-11"
);

/// Creates Qlik Cloud data connections, step by step, and shows every request before it is sent.
#[derive(Parser, Clone, Debug, PartialEq, Eq)]
#[command(name = "qonnect", version, long_version = LONG_VERSION, after_help = AFTER, args_conflicts_with_subcommands = true, max_term_width = 120)]
pub struct Cli {
    /// What to do instead of the wizard
    #[command(subcommand)]
    pub command: Option<Command>,

    /// The options of the wizard.
    #[command(flatten)]
    pub wizard: Wizard,
}

/// The options of the wizard.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
pub struct Wizard {
    /// Begin at this tenant: a host, or any URL of it
    #[arg(long, value_name = "HOST")]
    pub tenant: Option<String>,

    /// The Qlik API that creates connections
    #[arg(long, value_enum, default_value_t = Dialect::V1)]
    pub api: Dialect,

    /// Trust this certificate (PEM) as well as those of the system
    #[arg(long, value_name = "FILE")]
    pub ca_cert: Option<PathBuf>,

    /// Never open a browser; URLs can still be copied and printed
    #[arg(long)]
    pub no_browser: bool,

    /// Show symbols in ASCII; automatic where the locale is not UTF-8
    #[arg(long)]
    pub ascii: bool,

    /// How to copy to the clipboard
    #[arg(long, value_enum, value_name = "WAY", default_value_t = clipboard::Way::Auto)]
    pub clipboard: clipboard::Way,

    /// Begin with the answers of this file filled in
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,

    /// Run the programs that the answers file names as sources of secrets
    #[arg(long, requires = "answers")]
    pub allow_commands: bool,

    /// Append a line for every request to this file: never bodies, headers or keys
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,

    /// Try it on a stand-in tenant that runs inside this program: no account, no network
    #[cfg_attr(feature = "demo", arg(long, conflicts_with_all = ["tenant", "ca_cert"]))]
    #[cfg_attr(not(feature = "demo"), arg(skip))]
    pub demo: bool,
}

impl ValueEnum for Dialect {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::V1 => "The public API, `/api/v1/data-connections`",
            Self::Dcaas => "The withdrawn API, which some tenants still answer",
            Self::Connectivity => "The newest API, `/api/connectivity`",
        };
        Some(PossibleValue::new(self.word()).help(help))
    }
}

impl ValueEnum for clipboard::Way {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Auto, Self::Native, Self::Osc52, Self::Off]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (word, help) = match self {
            Self::Auto => ("auto", "Choose what works here"),
            Self::Native => ("native", "The desktop's clipboard only"),
            Self::Osc52 => ("osc52", "Through the terminal only, which also works over SSH"),
            Self::Off => ("off", "Never copy"),
        };
        Some(PossibleValue::new(word).help(help))
    }
}

/// Where and how a command without files signs in.
#[derive(clap::Args, Clone, Debug, PartialEq, Eq)]
pub struct AtArgs {
    /// The tenant: a host, or any URL of it
    #[arg(long, value_name = "HOST")]
    pub tenant: Option<String>,

    /// Sign in with this qlik-cli context
    #[arg(long, value_name = "NAME")]
    pub context: Option<String>,

    /// The Qlik API to use
    #[arg(long, value_enum)]
    pub api: Option<Dialect>,

    /// Trust this certificate (PEM) as well as those of the system
    #[arg(long, value_name = "FILE")]
    pub ca_cert: Option<PathBuf>,
}

/// Something else than a new connection.
#[derive(clap::Subcommand, Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Set up acting as another user: a JWT identity provider, or an OAuth client with M2M impersonation
    Impersonation(Wizard),
    /// Find unused separated credentials, or credentials by name or id, and delete them
    Credentials(Wizard),
    /// Find existing connections; change, copy, move or delete them
    Connections(Connections),
    /// Check answers files without sending anything
    Validate(Validate),
    /// Show what `apply` would do with answers files; only reads
    Plan(PlanArgs),
    /// Create the connections of answers files, and change those that exist where that is asked for
    Apply(Apply),
    /// Sign in to a data source in a browser elsewhere, for a machine without a terminal
    #[command(subcommand)]
    Authorize(Authorize),
    /// Print an answers file for a data source, to fill in
    Template(Template),
    /// Write an existing connection as an answers file, or a request as a script; secrets come from variables
    Export(ExportArgs),
    /// Print the JSON Schema of answers files
    Schema,
    /// Print the completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write all of them into a folder
    Man {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Run only the stand-in tenant, on 127.0.0.1, until interrupted
    #[cfg(feature = "demo")]
    Standin(Standin),
}

/// What is wrong with the command line; where an option stands before the command, with the line that works.
#[must_use]
pub fn with_tip(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand) else { return error };
    let Some(ContextValue::String(option)) = error.get(ContextKind::PriorArg) else { return error };
    let cli = Cli::command();
    let Some(command) = cli.find_subcommand(name) else { return error };
    let long = option.split(' ').next().unwrap_or_default().trim_start_matches('-');
    let tip = if command.get_arguments().any(|arg| arg.get_long() == Some(long)) {
        format!("options stand behind the command: qonnect {name} {option}")
    } else {
        format!("{option} belongs to qonnect without a command; qonnect help {name} lists the options of {name}")
    };
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(tip)]));
    error
}

#[cfg(test)]
mod tests {
    use clap::error::ErrorKind;
    use clap::{ArgAction, CommandFactory};

    use super::*;
    use crate::domain::dialect::API_VERSION;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(std::iter::once("qonnect").chain(line.split_whitespace()))
    }

    #[test]
    fn the_description_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn without_options_it_is_the_wizard_through_v1() {
        let cli = parse("").unwrap();
        assert_eq!(
            (cli.wizard.tenant, cli.wizard.api, cli.wizard.clipboard),
            (None, Dialect::V1, clipboard::Way::Auto)
        );
        assert!(!cli.wizard.no_browser);
    }

    #[test]
    fn the_options_of_the_wizard_are_understood() {
        let line = "--tenant acme.eu.qlikcloud.com --api connectivity --ca-cert ca.pem --no-browser --clipboard osc52 --log-file l";
        let wizard = parse(line).unwrap().wizard;
        assert_eq!(wizard.tenant.as_deref(), Some("acme.eu.qlikcloud.com"));
        assert_eq!(
            (wizard.api, wizard.clipboard, wizard.no_browser),
            (Dialect::Connectivity, clipboard::Way::Osc52, true)
        );
        assert_eq!((wizard.ca_cert, wizard.log_file), (Some("ca.pem".into()), Some("l".into())));
    }

    #[test]
    fn the_other_two_ways_in_take_the_options_of_the_wizard() {
        let Some(Command::Impersonation(wizard)) = parse("impersonation --tenant acme --no-browser").unwrap().command
        else {
            panic!("not understood as `impersonation`")
        };
        assert_eq!((wizard.tenant.as_deref(), wizard.no_browser), (Some("acme"), true));
        assert!(matches!(parse("credentials").unwrap().command, Some(Command::Credentials(_))));
    }

    #[cfg(feature = "demo")]
    #[test]
    fn the_options_of_the_stand_in_tenant_are_understood() {
        let line = "standin --port 8080 --json --spaces 4000 --latency-ms 50 --jwt documented --without v1 --without dcaas \
                    --fault POST|/x|status=500 --fault GET|/y|html|2";
        let Some(Command::Standin(standin)) = parse(line).unwrap().command else {
            panic!("not understood as `standin`")
        };
        assert_eq!((standin.port, standin.json, standin.spaces, standin.latency_ms), (8080, true, Some(4000), 50));
        assert_eq!(standin.jwt, JwtClaims::Documented);
        assert_eq!(standin.without, [Dialect::V1, Dialect::Dcaas]);
        assert_eq!(standin.fault, ["POST|/x|status=500", "GET|/y|html|2"]);
    }

    #[test]
    fn wrong_use_ends_with_two() {
        for (line, kind) in [
            ("--nonsense", ErrorKind::UnknownArgument),
            ("nonsense", ErrorKind::InvalidSubcommand),
            ("--tenant acme credentials", ErrorKind::ArgumentConflict),
            ("--api v2", ErrorKind::InvalidValue),
            ("--tenant", ErrorKind::InvalidValue),
            #[cfg(feature = "demo")]
            ("--demo --tenant acme", ErrorKind::ArgumentConflict),
            #[cfg(feature = "demo")]
            ("standin --port 70000", ErrorKind::ValueValidation),
            #[cfg(feature = "demo")]
            ("--no-browser standin", ErrorKind::ArgumentConflict),
        ] {
            let error = parse(line).unwrap_err();
            assert_eq!((error.kind(), error.exit_code()), (kind, 2), "{line}");
        }
    }

    #[test]
    fn an_option_before_the_command_is_refused_with_the_line_that_works() {
        for (line, tip) in [
            ("--tenant acme connections", "tip: options stand behind the command: qonnect connections --tenant <HOST>"),
            #[cfg(feature = "demo")]
            ("--demo connections", "tip: options stand behind the command: qonnect connections --demo"),
            #[cfg(feature = "demo")]
            (
                "--demo plan f",
                "--demo belongs to qonnect without a command; qonnect help plan lists the options of plan",
            ),
        ] {
            let told = with_tip(parse(line).unwrap_err()).to_string();
            assert!(told.contains(tip), "{line}: {told}");
        }
    }

    #[test]
    fn help_and_version_are_no_errors_and_name_what_matters() {
        let help = parse("--help").unwrap_err();
        assert_eq!(help.exit_code(), 0);
        for word in ["--tenant", "QLIK_TENANT_URL", "QCS_API_KEY", "NO_COLOR", "Exit codes", "Examples"] {
            assert!(help.to_string().contains(word), "{word} is missing:\n{help}");
        }
        let version = |option| parse(option).unwrap_err();
        assert_eq!(version("--version").kind(), ErrorKind::DisplayVersion);
        assert_eq!(version("-V").to_string(), format!("qonnect {}\n", env!("CARGO_PKG_VERSION")));
        let long = version("--version").to_string();
        for word in
            Dialect::ALL.map(Dialect::word).into_iter().chain([API_VERSION, "commit: ", "target: ", "features: "])
        {
            assert!(long.contains(word), "{word} is missing:\n{long}");
        }
    }

    #[test]
    fn no_option_takes_a_secret() {
        fn options(command: &clap::Command, found: &mut Vec<String>) {
            // An option that takes one of a few fixed words carries no secret, whatever it is called.
            let takes_value = |arg: &&clap::Arg| {
                matches!(arg.get_action(), ArgAction::Set | ArgAction::Append) && arg.get_possible_values().is_empty()
            };
            found.extend(command.get_arguments().filter(takes_value).map(|arg| arg.get_id().to_string()));
            command.get_subcommands().for_each(|sub| options(sub, found));
        }
        let mut found = Vec::new();
        options(&Cli::command(), &mut found);
        assert!(found.iter().any(|name| name == "tenant"));
        for word in ["key", "token", "secret", "password", "code", "jwt"] {
            assert!(!found.iter().any(|name| name.contains(word)), "{found:?}");
        }
    }
}
