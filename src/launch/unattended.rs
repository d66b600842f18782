//! `plan` and `apply`: from the command line and the environment to a run without a screen.

use std::{
    io::{self, IsTerminal as _},
    path::Path,
    process::ExitCode,
    sync::Once,
};

use super::{given, plain::complain, runtime, wiring};
use crate::{
    cli,
    client::Client,
    domain::{access::Access, secret::Secret, tenant::Tenant},
    env::{self, Env},
    export::Format,
    terminal::{self, Answered, restore_all},
    unattended::{
        authorize::{self, AuthorizeCommand},
        connections::{self, ConnectionsCommand, ConnectionsOptions},
        interrupt,
        output::{self, Output},
        prepare::{Options, Verb},
        references::{Reach, Unasked},
        run, share,
        sign_in::SignInOptions,
    },
    worker::contexts,
};

/// Shows what would be done. Only GETs are sent.
pub fn plan(options: &cli::PlanArgs, env: &Env) -> anyhow::Result<ExitCode> {
    let asked = Options { pending_code: options.exit_code, ..Options::default() };
    start(&What::Run(Verb::Plan), &options.run, &asked, env)
}

pub fn apply(options: &cli::Apply, env: &Env) -> anyhow::Result<ExitCode> {
    let asked = Options { fail_fast: options.fail_fast, yes: options.yes, ..Options::default() };
    start(&What::Run(Verb::Apply), &options.run, &asked, env)
}

fn start(what: &What, options: &cli::RunArgs, asked: &Options, env: &Env) -> anyhow::Result<ExitCode> {
    let (at, log_file) = (&options.at, options.log_file.as_deref());
    let is_terminal = io::stderr().is_terminal();
    let (json, quiet) = (options.json, options.quiet);
    let colors =
        [io::stdout().is_terminal(), is_terminal].map(|is_terminal| is_colored(options.color, env, is_terminal));
    let options = Options {
        files: options.files.clone(),
        known: known(&options.at, env),
        only: options.only.clone(),
        if_exists: options.if_exists,
        rotate: options.rotate.clone(),
        verbose: options.verbose,
        allow_commands: options.allow_commands,
        allow_plain: options.allow_plain_secrets,
        is_attended: !options.no_input && io::stdin().is_terminal() && is_terminal,
        ..asked.clone()
    };
    let has_bar = is_terminal && !quiet && !json && env.term.as_deref() != Some("dumb");
    let bar = has_bar.then_some(terminal::columns as fn() -> usize);
    let mut output = Output { json, quiet, is_whole: true, bar, colors: colors.into() };
    let reach = reach(options.is_attended);
    asking(at, log_file, env, async |client| match what {
        What::Run(verb) => run::run(*verb, &options, client, reach, &mut output).await,
        What::Authorize(step) => authorize::authorize(step, &options, client, reach, &mut output).await,
    })
}

/// Whether lines are coloured where they go: the command line says so, else the environment, else what it is.
fn is_colored(asked: cli::UseColor, env: &Env, is_terminal: bool) -> bool {
    match asked {
        cli::UseColor::Always => true,
        cli::UseColor::Never => false,
        cli::UseColor::Auto if env.no_color => false,
        cli::UseColor::Auto => env.colors.unwrap_or(is_terminal && env.term.as_deref() != Some("dumb")),
    }
}

/// What secrets come from here.
pub(super) fn reach(is_attended: bool) -> Reach<'static> {
    terminal::end_on_fault();
    Reach { variable: &env::variable, ask: is_attended.then_some(&ask_secret) }
}

/// Signals are heard from the first question on.
static HEARS: Once = Once::new();

/// Asks on the terminal, without showing what is typed. A signal that ends the program meanwhile gives the terminal back before.
/// Needs a tokio runtime.
fn ask_secret(question: &str) -> Result<Secret, Unasked> {
    HEARS.call_once(|| interrupt::end_at_once(restore_all));
    match terminal::ask_secret(question) {
        Ok(Answered::Secret(secret)) => Ok(secret),
        Ok(Answered::Interrupted) => Err(Unasked::Interrupted),
        Ok(Answered::Gone) => Err(Unasked::Failed("nothing was typed, so nothing was created or changed".to_owned())),
        Err(fault) => Err(Unasked::Failed(format!("the terminal cannot be read: {fault}"))),
    }
}

/// Interactive OAuth, the one or the other command of it.
pub fn authorize(step: &cli::Authorize, env: &Env) -> anyhow::Result<ExitCode> {
    let (run, step) = match step {
        cli::Authorize::Start(run) => (run, AuthorizeCommand::Start),
        cli::Authorize::Finish(finish) => (&finish.run, AuthorizeCommand::Finish(finish.state.clone())),
    };
    start(&What::Authorize(step), run, &Options::default(), env)
}

/// What is run without a screen.
enum What {
    Run(Verb),
    Authorize(AuthorizeCommand),
}

/// Prints an answers file for a source.
pub fn template(options: &cli::Template, env: &Env) -> anyhow::Result<ExitCode> {
    let known = known(&options.at, env);
    let mut output = Output { json: false, quiet: false, is_whole: true, bar: None, colors: (false, false) };
    asking(&options.at, None, env, async |client| share::template(&options.source, &known, client, &mut output).await)
}

/// Writes an answers file of a connection that exists, or the request of either as a script.
pub fn export(options: &cli::ExportArgs, env: &Env) -> anyhow::Result<ExitCode> {
    let known = known(&options.at, env);
    let mut output = Output { json: false, quiet: false, is_whole: true, bar: None, colors: (false, false) };
    let of = match (&options.answers, &options.from) {
        (_, Some(name)) => share::ExportOf::Existing { name, space: options.space.as_deref() },
        (Some(file), None) => {
            share::ExportOf::File { file, only: options.only.as_deref(), commands: options.allow_commands }
        }
        (None, None) => anyhow::bail!("give --answers FILE or --from NAME"),
    };
    let wanted = share::ExportOptions {
        format: match options.format {
            cli::ExportFormat::Answers => None,
            cli::ExportFormat::Curl => Some(Format::Curl),
            cli::ExportFormat::Powershell => Some(Format::Powershell),
            cli::ExportFormat::QlikCli => Some(Format::QlikCli),
            cli::ExportFormat::Terraform => Some(Format::Terraform),
        },
        of,
        to: options.to.as_deref().map_or(share::ExportTo::Stdout, share::ExportTo::Path),
        date: &given::clock().1.strftime("%F").to_string(),
    };
    let is_attended = io::stdin().is_terminal() && io::stderr().is_terminal();
    let reach = reach(is_attended);
    asking(&options.at, None, env, async |client| share::export(&wanted, &known, client, reach, &mut output).await)
}

/// What exists, without a screen.
pub fn connections(verb: &cli::ConnectionsVerb, env: &Env) -> anyhow::Result<ExitCode> {
    use cli::ConnectionsVerb as Asked;
    let named = |what: &cli::Named| (what.space.clone(), what.common.clone());
    let (verb, (space, common), asks) = match verb {
        Asked::List { space, common } => (ConnectionsCommand::List, (space.clone(), common.clone()), None),
        Asked::Show(what) => (ConnectionsCommand::Show(what.name.clone()), named(what), None),
        Asked::Copy { what, to, new_name, asks } => {
            (ConnectionsCommand::Copy(what.name.clone(), to.clone(), new_name.clone()), named(what), Some(asks))
        }
        Asked::Move { what, to, owner, asks } => {
            (ConnectionsCommand::Move(what.name.clone(), to.clone(), owner.clone()), named(what), Some(asks))
        }
        Asked::Delete { what, asks } => (ConnectionsCommand::Delete(what.name.clone()), named(what), Some(asks)),
    };
    let is_terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    let options = ConnectionsOptions {
        verb,
        space,
        yes: asks.is_some_and(|asks| asks.yes),
        is_attended: is_terminal && asks.is_some_and(|asks| !asks.no_input),
        is_shown: io::stdout().is_terminal(),
        known: known(&common.at, env),
    };
    let mut output = Output { json: common.json, quiet: false, is_whole: true, bar: None, colors: (false, false) };
    asking(&common.at, None, env, async |client| connections::run(&options, client, &mut output).await)
}

/// Does what asks a tenant, to its exit code. What the command line or the environment names and cannot be used is wrong use.
fn asking(
    at: &cli::AtArgs,
    log_file: Option<&Path>,
    env: &Env,
    work: impl AsyncFnOnce(&Client) -> u8,
) -> anyhow::Result<ExitCode> {
    let made = match &env.fault {
        Some(fault) => Err(anyhow::anyhow!("{fault}")),
        None => {
            wiring::client_options(at.ca_cert.as_deref(), log_file, env).and_then(|options| Ok(Client::new(options)?))
        }
    };
    let client = match made {
        Ok(client) => client,
        Err(fault) => {
            complain(&format!("{fault:#}"));
            return Ok(ExitCode::from(output::code::WRONG_USE));
        }
    };
    let runtime = runtime()?;
    let code = runtime.block_on(work(&client));
    // Dropping the runtime would wait for a name look-up that nobody wants any more.
    runtime.shutdown_background();
    Ok(ExitCode::from(code))
}

/// What the command line and the environment say of who signs in.
pub(super) fn known(at: &cli::AtArgs, env: &Env) -> SignInOptions {
    SignInOptions {
        tenant: at.tenant.clone(),
        dialect: at.api,
        context: at.context.clone(),
        contexts: contexts::places(env.cli_home.as_deref()),
        environment: environment(env),
        unreadable: unreadable(env),
    }
}

/// Why the tenant of the pair cannot be read, naming its variable.
fn unreadable(env: &Env) -> Option<String> {
    let pair = env.pair.as_ref()?;
    let fault = Tenant::parse(&pair.host).err()?;
    Some(format!("{} cannot be read: {fault}", pair.host_var))
}

/// The tenants of the environment, with what signs in there: the pair first, as in the wizard.
fn environment(env: &Env) -> Vec<(Tenant, Access)> {
    let found = env.pair.iter().chain(&env.found);
    found.filter_map(|found| Some((Tenant::parse(&found.host).ok()?, found.access.clone()))).collect()
}
