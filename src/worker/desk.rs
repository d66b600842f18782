//! The machine in front of the person: state file, clipboard and browser, as the worker asks for them.

use std::{io, path::PathBuf, sync::Arc};

use tokio::{
    sync::Mutex,
    task::{JoinError, spawn_blocking},
};

use super::{
    browser,
    clipboard::{self, Clipboard},
    contexts, kept, keys, local, notes, recent,
    state::StateFile,
};
use crate::domain::{
    access::CliContexts,
    local::{Completion, NewFiles, PathTarget, ReadFile, Unwritten},
    notes::{Amendment, Notes},
    request::Copied,
    setup::{KeyFault, KeyFile, KeyPair, KeyPlan},
    tenant::Tenant,
};

/// The machine. Clones are the same one.
#[derive(Clone)]
pub struct Desk {
    state: Option<Arc<StateFile>>,
    /// Where the contexts of qlik-cli may lie.
    contexts: Vec<PathBuf>,
    browser: Arc<browser::Surroundings>,
    /// Taken out when the program ends.
    clipboard: Arc<Mutex<Option<Clipboard>>>,
}

impl Desk {
    /// Keeps recent tenants and notes in the file `state`, or nowhere.
    pub fn new(state: Option<PathBuf>, browser: browser::Surroundings, clipboard: Clipboard) -> Self {
        Self {
            state: state.map(|path| Arc::new(StateFile::at(path))),
            contexts: Vec::new(),
            browser: Arc::new(browser),
            clipboard: Arc::new(Mutex::new(Some(clipboard))),
        }
    }

    /// Keeps nothing, and has neither clipboard nor browser; files it reads and makes. For tests.
    pub fn bare() -> Self {
        let clipboard = Clipboard::new(clipboard::Way::Off, clipboard::Surroundings::default());
        Self::new(None, browser::Surroundings::default(), clipboard)
    }

    /// The same, that knows where the contexts of qlik-cli may lie: the first of these that exists.
    #[must_use]
    pub fn with_contexts(mut self, places: Vec<PathBuf>) -> Self {
        self.contexts = places;
        self
    }

    /// Lets go of the clipboard, once the worker has ended. A copy that is still under way keeps it.
    pub fn close(&self) {
        if let Some(clipboard) = self.clipboard.try_lock().ok().and_then(|mut held| held.take()) {
            clipboard.close();
        }
    }

    /// The hosts of the tenants used lately, the latest first, and a notice where the state file was broken.
    pub(super) async fn recent_tenants(&self) -> (Vec<String>, Option<String>) {
        let Some(state) = self.state.clone() else { return (Vec::new(), None) };
        let read = spawn_blocking(move || recent::load(&state)).await;
        read.unwrap_or_else(|_| (Vec::new(), Some("The list of recent tenants could not be read.".to_owned())))
    }

    /// Puts a tenant on that list; a sentence where that failed.
    pub(super) async fn remember_tenant(&self, tenant: &Tenant) -> Option<String> {
        let (state, host) = (self.state.clone()?, tenant.host().to_owned());
        match spawn_blocking(move || recent::remember(&state, &host)).await {
            Ok(Ok(notice)) => notice,
            Ok(Err(error)) => Some(format!("The list of recent tenants could not be written ({}).", error.kind())),
            Err(_) => Some("The list of recent tenants could not be written.".to_owned()),
        }
    }

    pub(super) async fn copy(&self, text: &str) -> Copied {
        let mut held = self.clipboard.lock().await;
        let Some(clipboard) = held.as_mut() else { return Copied::Failed("the program is ending".to_owned()) };
        clipboard.copy(text).await
    }

    /// Opens an address in the browser; the error is a sentence.
    pub(super) async fn open(&self, address: &str) -> Result<(), String> {
        browser::open(address, &self.browser).await.map_err(str::to_owned)
    }

    /// What is remembered of a tenant.
    pub(super) async fn notes(&self, tenant: &Tenant) -> Notes {
        let Some(state) = self.state.clone() else { return Notes::default() };
        let host = tenant.host().to_owned();
        spawn_blocking(move || notes::load(&state, &host)).await.unwrap_or_default()
    }

    /// Remembers something of a tenant; a sentence where that failed.
    pub(super) async fn keep_notes(&self, tenant: &Tenant, notes: &Notes) -> Option<String> {
        let (state, host, notes) = (self.state.clone()?, tenant.host().to_owned(), notes.clone());
        noted(spawn_blocking(move || notes::keep(&state, &host, &notes)).await)
    }

    /// Changes what is remembered of a tenant; a sentence where that failed.
    pub(super) async fn amend_notes(&self, tenant: &Tenant, amendment: &Amendment) -> Option<String> {
        let (state, host, amendment) = (self.state.clone()?, tenant.host().to_owned(), amendment.clone());
        noted(spawn_blocking(move || notes::amend(&state, &host, &amendment)).await)
    }

    /// The contexts of qlik-cli; the error is a sentence.
    pub(super) async fn cli_contexts(&self) -> Result<CliContexts, String> {
        let places = self.contexts.clone();
        spawn_blocking(move || contexts::load(&places)).await.unwrap_or_else(|_| Err(contexts::UNREADABLE.to_owned()))
    }

    /// A private key from a file; the error is a sentence.
    pub(super) async fn read_key(&self, path: &str) -> Result<KeyFile, String> {
        let path = path.to_owned();
        spawn_blocking(move || keys::read(&path)).await.unwrap_or_else(|_| Err(keys::BROKEN.to_owned()))
    }

    /// The key pair of a plan, if its files exist.
    pub(super) async fn load_key_pair(&self, plan: &KeyPlan) -> Result<Option<KeyPair>, KeyFault> {
        let plan = plan.clone();
        let broken = |_| Err(KeyFault::Failed(keys::BROKEN.to_owned()));
        spawn_blocking(move || keys::load(&plan)).await.unwrap_or_else(broken)
    }

    /// Makes a key pair, in files that did not exist before.
    pub(super) async fn make_key_pair(&self, plan: &KeyPlan) -> Result<KeyPair, KeyFault> {
        let plan = plan.clone();
        let broken = |_| Err(KeyFault::Failed(keys::BROKEN.to_owned()));
        spawn_blocking(move || keys::make(&plan)).await.unwrap_or_else(broken)
    }

    /// Deletes the files of a key pair; the error is a sentence.
    pub(super) async fn remove_key_pair(&self, pair: &KeyPair) -> Result<(), String> {
        let pair = pair.clone();
        spawn_blocking(move || keys::remove(&pair)).await.unwrap_or_else(|_| Err(keys::BROKEN.to_owned()))
    }

    /// Reads a file; the error is a sentence.
    pub(super) async fn read_file(&self, path: &str) -> Result<ReadFile, String> {
        let path = path.to_owned();
        spawn_blocking(move || local::read(&path))
            .await
            .unwrap_or_else(|_| Err("The file could not be read.".to_owned()))
    }

    /// Writes files that the person keeps; where they lie.
    pub(super) async fn write_files(&self, files: &NewFiles) -> Result<String, Unwritten> {
        let files = files.clone();
        spawn_blocking(move || kept::write(&files))
            .await
            .unwrap_or_else(|_| Err(Unwritten::Failed("The files could not be written.".to_owned())))
    }

    /// How the beginning of a path can go on; the error is a sentence.
    pub(super) async fn complete_path(&self, beginning: &str, target: PathTarget) -> Result<Completion, String> {
        let beginning = beginning.to_owned();
        let done = spawn_blocking(move || local::complete(&beginning, target)).await;
        done.unwrap_or_else(|_| Err("The folder could not be read.".to_owned()))
    }
}

/// A word where something could not be noted, or the file was found broken.
fn noted(written: Result<io::Result<Option<String>>, JoinError>) -> Option<String> {
    match written {
        Ok(Ok(notice)) => notice,
        Ok(Err(error)) => Some(format!("What you used in this tenant could not be saved ({}).", error.kind())),
        Err(_) => Some("What you used in this tenant could not be saved.".to_owned()),
    }
}
