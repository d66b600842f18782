//! The machine in front of the person: state file, clipboard and browser, as the worker asks for them.

use std::{path::PathBuf, sync::Arc};

use tokio::{sync::Mutex, task::spawn_blocking};

use super::{
    Machine, browser,
    clipboard::{self, Clipboard},
    files, local,
};
use crate::domain::{
    local::{Completion, ReadFile},
    request::Copied,
    tenant::Tenant,
};

/// The machine. Clones are the same one.
#[derive(Clone)]
pub struct Desk {
    state: Option<PathBuf>,
    browser: Arc<browser::Surroundings>,
    /// Taken out when the program ends.
    clipboard: Arc<Mutex<Option<Clipboard>>>,
}

impl Desk {
    /// Keeps recent tenants in the file `state`, or nowhere.
    pub fn new(state: Option<PathBuf>, browser: browser::Surroundings, clipboard: Clipboard) -> Self {
        Self { state, browser: Arc::new(browser), clipboard: Arc::new(Mutex::new(Some(clipboard))) }
    }

    /// Lets go of the clipboard, once the worker has ended. A copy that is still under way keeps it.
    pub fn close(&self) {
        if let Some(clipboard) = self.clipboard.try_lock().ok().and_then(|mut held| held.take()) {
            clipboard.close();
        }
    }
}

impl Machine for Desk {
    async fn recent_tenants(&self) -> (Vec<String>, Option<String>) {
        let Some(path) = self.state.clone() else { return (Vec::new(), None) };
        match spawn_blocking(move || files::load(&path)).await {
            Ok(loaded) => (loaded.tenants, loaded.notice),
            Err(_) => (Vec::new(), Some("The list of recent tenants could not be read.".to_owned())),
        }
    }

    async fn remember_tenant(&self, tenant: &Tenant) -> Option<String> {
        let (path, host) = (self.state.clone()?, tenant.host().to_owned());
        let written = spawn_blocking(move || files::remember(&path, &host)).await;
        match written {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(format!("The list of recent tenants could not be written ({}).", error.kind())),
            Err(_) => Some("The list of recent tenants could not be written.".to_owned()),
        }
    }

    async fn copy(&self, text: &str) -> Copied {
        let mut held = self.clipboard.lock().await;
        let Some(clipboard) = held.as_mut() else { return Copied::Failed("the program is ending".to_owned()) };
        match clipboard.copy(text).await {
            clipboard::Copied::Native => Copied::Native,
            clipboard::Copied::Terminal(bytes) => Copied::Terminal(bytes),
            clipboard::Copied::Failed(reason) => Copied::Failed(reason.to_owned()),
        }
    }

    async fn open(&self, address: &str) -> Result<(), String> {
        browser::open(address, &self.browser).await.map_err(str::to_owned)
    }

    async fn read_file(&self, path: &str) -> Result<ReadFile, String> {
        let path = path.to_owned();
        spawn_blocking(move || local::read(&path))
            .await
            .unwrap_or_else(|_| Err("The file could not be read.".to_owned()))
    }

    async fn complete_path(&self, beginning: &str) -> Result<Completion, String> {
        let beginning = beginning.to_owned();
        let done = spawn_blocking(move || local::complete(&beginning)).await;
        done.unwrap_or_else(|_| Err("The folder could not be read.".to_owned()))
    }
}
