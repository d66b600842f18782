//! Putting the program together: the wizard on a real tenant or on the stand-in, and the stand-in alone.

mod answers;
#[cfg(feature = "demo")]
mod demo;
mod given;
pub mod offline;
mod plain;
#[cfg(feature = "demo")]
mod standin;
pub mod unattended;
mod wiring;

use std::{io, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context as _;
use ratatui::Terminal;
use tokio::{runtime::Runtime, sync::mpsc, time::timeout};

use crate::{
    app::{App, Edge},
    cli,
    client::Client,
    env::Env,
    kit::{effect::Exit, shared::Shared},
    terminal::{self, Guard, Signals, TerminalBackend},
    ui::theme::Theme,
    wizard::Model,
    worker,
};

pub use crate::{kit::shared::Goal, ui::symbols::Symbols};
pub use plain::complain;

/// Before anything else: which signs can be shown, and no core file, for it would hold the secrets that the memory holds.
pub fn begin(symbols: Symbols) {
    plain::choose(symbols);
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let maximum = getrlimit(Resource::Core).maximum;
        // Where it is forbidden there is nothing else to be done about it.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum });
    }
}

/// Prints what the command line itself answers to, such as its help.
pub fn show(text: &str) -> anyhow::Result<()> {
    plain::print(text).context("The answer could not be written")
}
#[cfg(feature = "demo")]
pub use standin::run as standin;

/// How many events and jobs may wait. More than a person can cause at once.
const ROOM: usize = 256;

/// So many files are open at the same time, connections to the tenant among them.
#[cfg(unix)]
const DESCRIPTORS: usize = 16;

/// How long a signal may come after the fault that it explains.
const A_MOMENT: Duration = Duration::from_millis(200);

/// Runs the wizard. The error is fatal, and told after the terminal was restored.
pub fn wizard(options: &cli::Wizard, env: Env, goal: Goal) -> anyhow::Result<ExitCode> {
    if let Err(sentence) = terminal::usable(env.term.as_deref()) {
        complain(sentence);
        return Ok(ExitCode::from(2));
    }
    // What was named and cannot be used is said before the screen is taken, where the command was typed. The demo ignores what the
    // environment says.
    if let Some(fault) = env.fault.as_ref().filter(|_| !options.demo) {
        anyhow::bail!("{fault}");
    }
    let client = Client::new(wiring::client_options(options.ca_cert.as_deref(), options.log_file.as_deref(), &env)?)?;
    let begun = match options.answers.as_deref().map(|path| answers::read(path, options, &env)) {
        Some(None) => return Ok(ExitCode::from(2)),
        Some(begun) => begun,
        None => None,
    };
    let runtime = runtime()?;
    let ended = runtime.block_on(run(options, env, client, goal, begun));
    // Dropping the runtime would wait for a name look-up that nobody wants any more.
    runtime.shutdown_background();
    let (code, summary) = ended?;
    // Whatever ended it: what was made stays made. A terminal that went away takes the summary with it, but not the exit code.
    let _printed = plain::print(&plain::in_columns(&summary, terminal::columns()));
    Ok(ExitCode::from(code?))
}

/// The wizard until it ends: the exit code or the fault that ended it, and what stays in the scrollback.
async fn run(
    options: &cli::Wizard,
    env: Env,
    client: Client,
    goal: Goal,
    begun: Option<answers::BegunWizard>,
) -> anyhow::Result<(anyhow::Result<u8>, String)> {
    let mut launch = given::launch(options, &env, goal);
    if let Some(begun) = &begun {
        begun.put_into(&mut launch);
    }
    // Decoding a large body does not stop the typing, nor a terminal that takes nothing the end.
    let beside = worker::beside()?;
    // The demo ignores what else was given.
    #[cfg(feature = "demo")]
    let launch = if options.demo { beside.spawn(demo::launch(goal, launch.no_browser)).await?? } else { launch };
    let desk = wiring::desk(options, &env);
    let theme = if env.no_color { Theme::Plain } else { Theme::Colour };
    let dialect = begun.as_ref().map_or(options.api, |begun| begun.dialect);
    let given = begun.map(|begun| Arc::new(begun.file));
    let model = Model::new(Shared { launch, dialect, given, ..Shared::default() });
    let (jobs, wanted) = mpsc::channel(ROOM);
    let (happened, events) = mpsc::channel(ROOM);

    terminal::end_on_fault();
    let mut signals = Signals::listen()?;
    {
        let _there = beside.enter();
        terminal::end_by_force();
    }
    let (guard, screen) = Guard::enter()?;
    let mut app = App::new(screen, TheTerminal, model, theme, jobs, events).showing(plain::symbols());
    #[cfg(debug_assertions)]
    app.fail_on_f12(env.test_fault);
    app.start().await?;
    let worker = {
        let _there = beside.enter();
        worker::spawn(client, desk.clone(), wanted, happened)
    };
    let mut input = terminal::Events::listen()?;
    let code = until_ended(&mut app, &mut input, &mut signals).await;
    let summary = app.model().summary();
    drop(guard);
    // The worker ends with whoever gives it jobs.
    drop(app);
    let _late = timeout(A_MOMENT, worker).await;
    desk.close();
    Ok((code, summary))
}

/// Runs the loop, until a person or a signal ends it; the exit code.
async fn until_ended(
    app: &mut App<TerminalBackend<io::Stdout>, TheTerminal>,
    input: &mut terminal::Events,
    signals: &mut Signals,
) -> anyhow::Result<u8> {
    let signal = tokio::select! {
        biased;
        signal = signals.next() => signal,
        exit = app.run(input) => match exit {
            Ok(exit) => return Ok(exit.code()),
            // A terminal that went away fails first and says why a moment later.
            Err(fault) => timeout(A_MOMENT, signals.next()).await.map_err(|_| fault)?,
        },
    };
    // That nobody knows what became of a write says more than what ended the program.
    Ok(if app.model().shared.writes.is_open() { Exit::Unknown.code() } else { signal.exit_code() })
}

struct TheTerminal;

impl Edge<TerminalBackend<io::Stdout>> for TheTerminal {
    fn send(&mut self, terminal: &mut Terminal<TerminalBackend<io::Stdout>>, bytes: &[u8]) -> io::Result<()> {
        terminal.backend_mut().send(bytes)
    }

    fn ask_to_stop(&mut self) -> io::Result<()> {
        terminal::ask_to_stop()
    }

    fn suspend(&mut self) -> io::Result<()> {
        terminal::suspend()
    }

    fn resumed(&mut self) -> io::Result<()> {
        terminal::resumed()
    }

    fn outside(&mut self, text: &str) -> io::Result<()> {
        terminal::outside(text)
    }

    fn inside(&mut self) -> io::Result<()> {
        terminal::inside()
    }
}

/// On the thread that calls it. The scheduler of several threads would be a third of a megabyte more, and half of one for the only
/// function of the system's mathematics that the program needs.
fn runtime() -> anyhow::Result<Runtime> {
    // Its libraries end the program where they cannot open what they need, so that is tried before.
    #[cfg(unix)]
    (0..DESCRIPTORS)
        .map(|_| rustix::io::dup(io::stderr()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| anyhow::anyhow!("Too few files may be open at the same time; `ulimit -n 64` allows enough"))?;
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}
