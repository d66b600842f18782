//! From the options to what the worker works with: the client and the machine.

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use anyhow::{Context as _, anyhow};

use crate::{
    cli,
    client::{ClientOptions, Observer},
    env::Env,
    worker::{
        browser,
        clipboard::{Clipboard, Surroundings},
        contexts,
        desk::Desk,
        files, named, state,
    },
};

/// The machine in front of the person.
pub(super) fn desk(options: &cli::Wizard, env: &Env) -> Desk {
    let surroundings =
        browser::Surroundings { never: options.no_browser, site: env.site, browser: env.browser.clone() };
    let clipboard = Clipboard::new(options.clipboard, Surroundings { site: env.site, multiplexer: env.multiplexer });
    let desk = Desk::new(state::path(env.state_dir.as_deref()), surroundings, clipboard);
    // The demo has nothing to do with the tenants of qlik-cli.
    if options.demo { desk } else { desk.with_contexts(contexts::places(env.cli_home.as_deref())) }
}

/// How the tenant is spoken to.
pub(super) fn client_options(
    ca_cert: Option<&Path>,
    log_file: Option<&Path>,
    env: &Env,
) -> anyhow::Result<ClientOptions> {
    let ca_cert = ca_cert.map(|path| {
        named::read_certificate(path)
            .map_err(|why| anyhow!("The certificate {} could not be read: {why}", path.display()))
    });
    let observer = log_file.map(|path| {
        let log =
            files::Log::open(path).with_context(|| format!("The log file {} could not be opened", path.display()))?;
        let log = Mutex::new(log);
        let observer: Observer = Arc::new(move |exchange| {
            // A full disk must not stop the wizard; the log on the screen goes on.
            let _written = log.lock().map(|mut log| log.line(&exchange.dated()));
        });
        anyhow::Ok(observer)
    });
    let proxies = env.proxies.clone();
    Ok(ClientOptions {
        ca_cert: ca_cert.transpose()?,
        observer: observer.transpose()?,
        proxies,
        ..ClientOptions::default()
    })
}
