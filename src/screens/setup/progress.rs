//! What of a set-up stands, and what is still to be made, in its order.

use super::answers::{Answers, Kind};
use crate::domain::setup::{ClientSecret, Existing, KeyPair, Look, Made, OauthClient, Provider, WebIntegration};

/// One thing to be made, by one request of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Task {
    /// The key pair, on this machine.
    Key,
    /// The identity provider.
    Provider,
    /// The web integration.
    Web,
    /// The OAuth client.
    Client,
    /// A secret of it, where nobody has the one that was told when it was made.
    Secret,
    /// That the tenant trusts it.
    Trust,
}

impl Task {
    /// What is made, for the list.
    pub fn label(self) -> &'static str {
        match self {
            Self::Key => "key pair and certificate, on this machine",
            Self::Provider => "JWT identity provider",
            Self::Web => "web integration",
            Self::Client => "OAuth client that may impersonate",
            Self::Secret => "new secret of the client",
            Self::Trust => "consent: the tenant trusts the client",
        }
    }
}

/// What stands.
#[derive(Debug, Default)]
pub struct Progress {
    /// The key pair.
    pub key: Option<KeyPair>,
    /// The identity provider.
    pub provider: Option<Provider>,
    /// The web integration.
    pub web: Option<WebIntegration>,
    /// The OAuth client.
    pub client: Option<OauthClient>,
    /// Whether it is trusted.
    pub trusted: bool,
    /// The client stands, and nobody has its secret: it needs a new one.
    pub needs_secret: bool,
    /// What the tenant calls the new one.
    pub hint: Option<String>,
    /// What of it was made now, in that order. The rest had been there before.
    pub made: Vec<Task>,
}

impl Progress {
    /// All that belongs to a set-up, in the order in which it is made.
    pub fn tasks(answers: &Answers) -> &'static [Task] {
        match (answers.kind, answers.web) {
            (Kind::Client, _) => &[Task::Client, Task::Secret, Task::Trust],
            (Kind::Signed, false) => &[Task::Key, Task::Provider],
            (Kind::Signed, true) => &[Task::Key, Task::Provider, Task::Web],
        }
    }

    /// What of it is of interest here: a client that was just made has told its secret.
    pub fn shown(&self, answers: &Answers) -> impl Iterator<Item = Task> {
        let needs_secret = self.needs_secret;
        Self::tasks(answers).iter().copied().filter(move |task| *task != Task::Secret || needs_secret)
    }

    /// Whether something stands.
    pub fn has(&self, task: Task) -> bool {
        match task {
            Task::Key => self.key.is_some(),
            Task::Provider => self.provider.is_some(),
            Task::Web => self.web.is_some(),
            Task::Client => self.client.is_some(),
            Task::Secret => self.client.as_ref().is_some_and(|client| client.secret.is_some()),
            Task::Trust => self.trusted,
        }
    }

    /// What is to be made next.
    pub fn next(&self, answers: &Answers) -> Option<Task> {
        Self::tasks(answers).iter().copied().find(|task| !self.has(*task))
    }

    /// Takes over what exists already.
    pub fn adopt(&mut self, existing: &Existing, key: Option<&KeyPair>) {
        self.key = self.key.take().or_else(|| key.cloned());
        if let Look::Found(provider) = &existing.provider {
            self.provider.get_or_insert_with(|| provider.clone());
        }
        if let Look::Found(web) = &existing.web_integration {
            self.web.get_or_insert_with(|| web.clone());
        }
        if let Look::Found(client) = &existing.client {
            self.trusted = client.trusted == Some(true);
            let client = self.client.get_or_insert_with(|| client.clone());
            self.needs_secret |= client.secret.is_none();
        }
    }

    /// A new secret was told.
    pub fn take_secret(&mut self, told: ClientSecret) {
        self.hint = told.hint;
        if let Some(client) = &mut self.client {
            client.secret = Some(told.secret);
        }
    }

    /// What was made now and can be taken away, the last first.
    pub fn removable(&self) -> Vec<Task> {
        self.made.iter().rev().copied().filter(|task| self.is_removable(*task)).collect()
    }

    /// A secret goes with its client, and by itself only where it is known what the tenant calls it.
    fn is_removable(&self, task: Task) -> bool {
        match task {
            Task::Trust => false,
            Task::Secret => self.hint.is_some() && self.has(task) && !self.made.contains(&Task::Client),
            Task::Key | Task::Provider | Task::Web | Task::Client => self.has(task),
        }
    }

    /// What belongs to this set-up alone and can be taken away, whoever made it. A web integration of the same name may serve
    /// others, so it is left unless it was made now.
    pub fn own(&self) -> Vec<Task> {
        let own = [Task::Web, Task::Provider, Task::Client, Task::Key].into_iter();
        own.filter(|task| self.has(*task) && (*task != Task::Web || self.made.contains(task))).collect()
    }

    /// How something is taken away at the tenant; none for what lies on this machine.
    pub fn at_tenant(&self, task: Task) -> Option<Made> {
        match task {
            Task::Provider => self.provider.as_ref().map(|provider| Made::Provider(provider.id.clone())),
            Task::Web => self.web.as_ref().map(|web| Made::WebIntegration(web.id.clone())),
            Task::Client => self.client.as_ref().map(|client| Made::Impersonator(client.id.clone())),
            Task::Secret => self
                .client
                .as_ref()
                .zip(self.hint.clone())
                .map(|(client, hint)| Made::ClientSecret(client.id.clone(), hint)),
            Task::Key | Task::Trust => None,
        }
    }

    /// Something is gone.
    pub fn forget(&mut self, task: Task) {
        self.made.retain(|made| *made != task);
        match task {
            Task::Key => self.key = None,
            Task::Provider => self.provider = None,
            Task::Web => self.web = None,
            Task::Client => {
                self.client = None;
                self.trusted = false;
                self.needs_secret = false;
                self.hint = None;
                self.made.retain(|made| !matches!(made, Task::Secret | Task::Trust));
            }
            Task::Secret => {
                self.hint = None;
                if let Some(client) = &mut self.client {
                    client.secret = None;
                }
            }
            Task::Trust => self.trusted = false,
        }
    }

    /// What it is called where it stands: `identity provider qonnect, key id k1 (id 42)`.
    pub fn name(&self, task: Task) -> String {
        match task {
            Task::Key => {
                let pair = self.key.as_ref().map(|pair| format!("{} and {}", pair.key_path, pair.certificate_path));
                format!("the files {}", pair.unwrap_or_default())
            }
            Task::Provider => {
                let (issuer, id) =
                    self.provider.as_ref().map(|it| (it.issuer.as_str(), it.id.as_str())).unwrap_or_default();
                format!("the identity provider {issuer} ({id})")
            }
            Task::Web => {
                let (name, id) = self.web.as_ref().map(|it| (it.name.as_str(), it.id.as_str())).unwrap_or_default();
                format!("the web integration {name} ({id})")
            }
            Task::Client => {
                let (name, id) = self.client.as_ref().map(|it| (it.name.as_str(), it.id.as_str())).unwrap_or_default();
                format!("the OAuth client {name} ({id})")
            }
            Task::Secret => {
                let (id, hint) = (self.client.as_ref().map_or("", |it| it.id.as_str()), self.hint.as_deref());
                format!("the new secret {} of the OAuth client {id}", hint.unwrap_or_default())
            }
            Task::Trust => "the consent of the tenant".to_owned(),
        }
    }
}
