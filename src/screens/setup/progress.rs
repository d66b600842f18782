//! What of a set-up stands, and what is still to be made, in its order.

use super::answers::{Answers, Kind};
use crate::domain::setup::{Existing, KeyPair, Look, Made, OauthClient, Provider, WebIntegration};

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
    /// What of it was made now, in that order. The rest had been there before.
    pub made: Vec<Task>,
}

impl Progress {
    /// All that belongs to a set-up, in the order in which it is made.
    pub fn tasks(answers: &Answers) -> &'static [Task] {
        match (answers.kind, answers.web) {
            (Kind::Client, _) => &[Task::Client, Task::Trust],
            (Kind::Signed, false) => &[Task::Key, Task::Provider],
            (Kind::Signed, true) => &[Task::Key, Task::Provider, Task::Web],
        }
    }

    /// Whether something stands.
    pub fn has(&self, task: Task) -> bool {
        match task {
            Task::Key => self.key.is_some(),
            Task::Provider => self.provider.is_some(),
            Task::Web => self.web.is_some(),
            Task::Client => self.client.is_some(),
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
            self.client.get_or_insert_with(|| client.clone());
        }
    }

    /// What was made now and can be taken away, the last first.
    pub fn removable(&self) -> Vec<Task> {
        self.made.iter().rev().copied().filter(|task| *task != Task::Trust && self.has(*task)).collect()
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
                self.made.retain(|made| *made != Task::Trust);
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
            Task::Trust => "the consent of the tenant".to_owned(),
        }
    }
}
