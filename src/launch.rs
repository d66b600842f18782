//! Putting the program together: the wizard on a real tenant or on the stand-in, and the stand-in alone.

use std::{
    fs, io,
    io::Write as _,
    process::ExitCode,
    sync::{Arc, Mutex},
    time::Duration,
};

use anyhow::Context as _;
use ratatui::Terminal;
use tokio::{runtime::Runtime, sync::mpsc, time::timeout};

use crate::{
    app::{App, Edge},
    cli,
    client::{Client, Observer, Options, sanitise},
    domain::{dialect::Dialect, tenant::Tenant},
    env::Env,
    kit::{
        effect::Exit,
        shared::{Found, FoundClient, Goal, Launch, Offer, Shared},
    },
    terminal::{self, Backend, Guard, Signal, Signals},
    ui::theme::Theme,
    wizard::Model,
    worker::{
        self, browser, clipboard::Clipboard, clipboard::Surroundings, contexts, desk::Desk, files, keys, place::Place,
    },
};

/// How many events and jobs may wait. More than a person can cause at once.
const ROOM: usize = 256;

/// How long a signal may come after the fault that it explains.
const A_MOMENT: Duration = Duration::from_millis(200);

/// Runs the wizard. The error is fatal, and told after the terminal was restored.
pub fn wizard(options: &cli::Wizard, env: Env) -> anyhow::Result<ExitCode> {
    full_screen(options, env, Goal::Connection)
}

/// Runs the wizard up to the assistant that sets up acting as another user.
pub fn impersonation(options: &cli::Wizard, env: Env) -> anyhow::Result<ExitCode> {
    full_screen(options, env, Goal::SetUp)
}

/// Runs the wizard up to the leftover credentials.
pub fn credentials(options: &cli::Wizard, env: Env) -> anyhow::Result<ExitCode> {
    full_screen(options, env, Goal::Leftovers)
}

fn full_screen(options: &cli::Wizard, env: Env, goal: Goal) -> anyhow::Result<ExitCode> {
    if let Err(sentence) = terminal::usable(env.term.as_deref()) {
        complain(sentence);
        return Ok(ExitCode::from(2));
    }
    let client_options = client_options(options)?;
    let runtime = runtime()?;
    let ended = runtime.block_on(run(options, env, client_options, goal));
    // Dropping the runtime would wait for a name look-up that nobody wants any more.
    runtime.shutdown_background();
    let (code, summary) = ended?;
    // A terminal that went away takes the summary with it, but not the exit code.
    let _printed = print(&summary);
    Ok(ExitCode::from(code))
}

/// The wizard until it is left: the exit code, and what stays in the scrollback.
async fn run(options: &cli::Wizard, env: Env, client_options: Options, goal: Goal) -> anyhow::Result<(u8, String)> {
    let launch = launch(options, &env, goal).await?;
    let desk = desk(options, &env);
    let theme = if env.no_color { Theme::Plain } else { Theme::Colour };
    let dialect = dialect(options.api);
    let model = Model::new(Shared { launch, dialect, ..Shared::default() });
    let (jobs, wanted) = mpsc::channel(ROOM);
    let (happened, events) = mpsc::channel(ROOM);

    terminal::end_on_fault();
    let mut signals = Signals::listen()?;
    let (guard, screen) = Guard::enter()?;
    let mut app = App::new(screen, TheTerminal, model, theme, jobs, events);
    #[cfg(debug_assertions)]
    app.fail_on_f12(env.test_fault);
    app.start().await?;
    // After the first frame, for reading the system's certificates takes a moment.
    let client = Client::new(client_options)?;
    let worker = worker::spawn(client, desk.clone(), wanted, happened);
    let mut input = terminal::Events::default();
    let code = tokio::select! {
        biased;
        signal = signals.next() => Ok(signal.exit_code()),
        exit = app.run(&mut input) => exit.map(Exit::code),
    };
    let code = match code {
        // A terminal that went away fails first and says why a moment later.
        Err(fault) => timeout(A_MOMENT, signals.next()).await.map(Signal::exit_code).map_err(|_| fault),
        code => code,
    };
    worker.abort();
    drop(guard);
    desk.close();
    Ok((code?, app.model().summary()))
}

/// The terminal's own tricks, for the loop.
struct TheTerminal;

impl Edge<Backend<io::Stdout>> for TheTerminal {
    fn send(&mut self, terminal: &mut Terminal<Backend<io::Stdout>>, bytes: &[u8]) -> io::Result<()> {
        terminal.backend_mut().send(bytes)
    }

    fn suspend(&mut self) -> io::Result<()> {
        terminal::suspend()
    }

    fn outside(&mut self, text: &str) -> io::Result<()> {
        terminal::outside(text)
    }

    fn inside(&mut self) -> io::Result<()> {
        terminal::inside()
    }
}

/// What the first screens begin with.
#[cfg_attr(not(feature = "demo"), expect(clippy::unused_async, reason = "only the stand-in has to be waited for"))]
async fn launch(options: &cli::Wizard, env: &Env, goal: Goal) -> anyhow::Result<Launch> {
    #[cfg(feature = "demo")]
    if options.demo {
        return demo(env, goal).await;
    }
    let no_browser = no_browser(options.no_browser, env.place);
    let pair = env.pair.as_ref();
    let named = options.tenant.clone().or_else(|| pair.map(|pair| pair.host.clone()));
    // The key of a pair is good for the host of the pair, whatever host is typed in the end.
    let offer = pair.and_then(|pair| {
        let host = Tenant::parse(&pair.host).ok()?.host().to_owned();
        Some(Offer { host, key: pair.key.clone(), from: format!("{} and {}", pair.host_var, pair.key_var) })
    });
    let tenant = named.map(|text| sanitise::text(&text));
    let found = env.found.iter().filter_map(|found| {
        let host = Tenant::parse(&found.host).ok()?.host().to_owned();
        Some(Found { host, access: found.access.clone(), from: found.vars.join(" and ") })
    });
    let client_ids = env.client_ids.iter().filter_map(|bare| {
        let host = Tenant::parse(&bare.host).ok()?.host().to_owned();
        let client_id = sanitise::text(&bare.client_id);
        Some(FoundClient { host, client_id, methods: bare.methods, from: bare.var.to_owned() })
    });
    Ok(Launch {
        goal,
        tenant,
        offer,
        found: found.collect(),
        client_ids: client_ids.collect(),
        homeless: env.homeless,
        key_folder: key_folder(),
        no_browser,
        clock: Some(clock()),
        ..Launch::default()
    })
}

/// The stand-in tenant in this very process, and the key of somebody who may do what is wanted.
#[cfg(feature = "demo")]
async fn demo(env: &Env, goal: Goal) -> anyhow::Result<Launch> {
    use crate::{
        domain::{
            access::{Access, BrowserTokens, Proof, UserRef},
            secret::Secret,
        },
        standin,
    };

    const FROM: &str = "the stand-in tenant";

    let standin = standin::serve(standin::Config { furnished: true, ..standin::Config::default() })
        .await
        .context("The stand-in tenant could not be started")?;
    let host = Tenant::parse(standin.url())?.host().to_owned();
    // Setting up needs an administrator.
    let role = if goal == Goal::SetUp { "admin" } else { "creator" };
    // The one that impersonates goes before the one that only loads: of a client its id does not tell what it may do.
    let found = ["impersonation", "m2m", "native"].into_iter().filter_map(|kind| {
        let card = standin.client(kind)?;
        let (client_id, secret) = (card.client_id.clone(), Secret::new(card.secret.as_deref().unwrap_or_default()));
        let tokens = BrowserTokens { access: Secret::new(""), refresh: None, expires: None };
        let access = match kind {
            "impersonation" => Access::Impersonation { client_id, secret, user: UserRef::Id(String::new()) },
            "m2m" => Access::Machine { client_id, proof: Proof::Secret(secret) },
            _ => Access::Browser { client_id, tokens },
        };
        Some(Found { host: host.clone(), access, from: FROM.to_owned() })
    });
    let found = found.collect();
    let offer = Offer { host, key: Secret::new(standin.key(role)), from: FROM.to_owned() };
    Ok(Launch {
        goal,
        demo: true,
        tenant: Some(standin.url().to_owned()),
        offer: Some(offer),
        found,
        client_ids: Vec::new(),
        homeless: None,
        no_browser: no_browser(false, env.place),
        key_folder: key_folder(),
        clock: Some(clock()),
    })
}

/// The folder that is proposed for key pairs.
fn key_folder() -> Option<String> {
    keys::proposed_folder().map(|folder| folder.display().to_string())
}

/// Why no browser is opened here, if none is.
fn no_browser(never: bool, place: Place) -> Option<&'static str> {
    match place {
        _ if never => Some("--no-browser was given"),
        Place::Ssh => Some("this is the far end of an SSH connection"),
        Place::Headless => Some("there is no display here"),
        Place::Desktop | Place::Wsl => None,
    }
}

#[expect(clippy::disallowed_methods, reason = "the one moment at which calendar and steady clock are read together")]
fn clock() -> (std::time::Instant, jiff::Timestamp) {
    (std::time::Instant::now(), jiff::Timestamp::now())
}

fn desk(options: &cli::Wizard, env: &Env) -> Desk {
    let surroundings =
        browser::Surroundings { never: options.no_browser, place: env.place, browser: env.browser.clone() };
    let clipboard =
        Clipboard::new(options.clipboard.into(), Surroundings { place: env.place, multiplexer: env.multiplexer });
    let desk = Desk::new(files::state_path(env.state_dir.as_deref()), surroundings, clipboard);
    // The demo has nothing to do with the tenants of qlik-cli.
    #[cfg(feature = "demo")]
    if options.demo {
        return desk;
    }
    desk.with_contexts(contexts::places(env.cli_home.as_deref()))
}

fn client_options(options: &cli::Wizard) -> anyhow::Result<Options> {
    let ca_cert = options
        .ca_cert
        .as_deref()
        .map(|path| fs::read(path).with_context(|| format!("The certificate {} could not be read", path.display())));
    let observer = options.log_file.as_deref().map(|path| {
        let log =
            files::Log::open(path).with_context(|| format!("The log file {} could not be opened", path.display()))?;
        let log = Mutex::new(log);
        let observer: Observer = Arc::new(move |exchange| {
            // A full disk must not stop the wizard; the log on the screen goes on.
            let _written = log.lock().map(|mut log| log.line(&exchange.to_string()));
        });
        anyhow::Ok(observer)
    });
    Ok(Options { ca_cert: ca_cert.transpose()?, observer: observer.transpose()?, ..Options::default() })
}

fn dialect(api: cli::Api) -> Dialect {
    match api {
        cli::Api::V1 => Dialect::V1,
        cli::Api::Dcaas => Dialect::Dcaas,
        cli::Api::Connectivity => Dialect::Connectivity,
    }
}

/// Runs the stand-in tenant alone, until it is interrupted.
#[cfg(feature = "demo")]
pub fn standin(options: &cli::Standin) -> anyhow::Result<ExitCode> {
    use crate::standin::{Config, Dialect as Family, Fault, JwtProfile, serve};

    let mut faults = Vec::new();
    for spec in &options.fault {
        match spec.parse::<Fault>() {
            Ok(fault) => faults.push(fault),
            Err(sentence) => {
                complain(&format!("--fault {spec}: {sentence}"));
                return Ok(ExitCode::from(2));
            }
        }
    }
    let without = options.without.iter().map(|api| match api {
        cli::Api::V1 => Family::V1,
        cli::Api::Dcaas => Family::Dcaas,
        cli::Api::Connectivity => Family::Connectivity,
    });
    let defaults = Config::default();
    let config = Config {
        port: options.port,
        spaces: options.spaces.unwrap_or(defaults.spaces),
        latency: Duration::from_millis(options.latency_ms),
        without: without.collect(),
        faults,
        jwt: match options.jwt {
            cli::JwtClaims::Lenient => JwtProfile::Lenient,
            cli::JwtClaims::Documented => JwtProfile::Documented,
        },
        ..defaults
    };
    runtime()?.block_on(async {
        let mut signals = Signals::listen()?;
        let standin = serve(config).await.context("The stand-in tenant could not be started")?;
        print(&format!("{}\n", standin.announcement(options.json)))?;
        signals.next().await;
        standin.stop().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// One thread beside the loop's own, so that decoding a large body does not stop the typing.
fn runtime() -> io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Tells something on stderr, where nothing else can be told.
pub fn complain(sentence: &str) {
    let _nobody_left_to_tell = writeln!(io::stderr(), "qonnect: {sentence}");
}
