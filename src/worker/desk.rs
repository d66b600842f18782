//! The machine in front of the person: state file, clipboard and browser, as the worker asks for them.

use std::{io, path::PathBuf, sync::Arc};

use tokio::{sync::Mutex, task::spawn_blocking};

use super::{
    browser,
    clipboard::{self, Clipboard},
    contexts, notes, recent,
    state::StateFile,
};
use crate::domain::{
    access::CliContexts,
    notes::{Amendment, Notes},
    request::Copied,
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
        let broken = (Vec::new(), Some("The list of recent tenants could not be read.".to_owned()));
        apart(move || recent::load(&state), broken).await
    }

    /// Puts a tenant on that list; a sentence where that failed.
    pub(super) async fn remember_tenant(&self, tenant: Tenant) -> Option<String> {
        let failed = "The list of recent tenants could not be written";
        self.note(failed, move |state| recent::remember(state, tenant.host())).await
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

    pub(super) async fn notes(&self, tenant: Tenant) -> Notes {
        let Some(state) = self.state.clone() else { return Notes::default() };
        apart(move || notes::load(&state, tenant.host()), Notes::default()).await
    }

    /// Remembers something of a tenant; a sentence where that failed.
    pub(super) async fn keep_notes(&self, tenant: Tenant, kept: Notes) -> Option<String> {
        self.note(UNSAVED, move |state| notes::keep(state, tenant.host(), &kept)).await
    }

    /// Changes what is remembered of a tenant; a sentence where that failed.
    pub(super) async fn amend_notes(&self, tenant: Tenant, amendment: Amendment) -> Option<String> {
        self.note(UNSAVED, move |state| notes::amend(state, tenant.host(), &amendment)).await
    }

    /// A word where something could not be noted, or the file was found broken.
    async fn note(
        &self,
        failed: &str,
        change: impl FnOnce(&StateFile) -> io::Result<Option<String>> + Send + 'static,
    ) -> Option<String> {
        let state = self.state.clone()?;
        match spawn_blocking(move || change(&state)).await {
            Ok(Ok(notice)) => notice,
            Ok(Err(error)) => Some(format!("{failed} ({}).", error.kind())),
            Err(_) => Some(format!("{failed}.")),
        }
    }

    /// The contexts of qlik-cli; the error is a sentence.
    pub(super) async fn cli_contexts(&self) -> Result<CliContexts, String> {
        let places = self.contexts.clone();
        apart(move || contexts::load(&places), Err(contexts::UNREADABLE.to_owned())).await
    }
}

const UNSAVED: &str = "What you used in this tenant could not be saved";

/// Does what blocks on a thread for that; `broken` is the answer where it breaks off.
pub(super) async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static, broken: T) -> T {
    spawn_blocking(work).await.unwrap_or(broken)
}
