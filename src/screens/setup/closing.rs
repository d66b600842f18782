//! What stays behind: where the key is, and how to undo it. On the screen, and in the scrollback after leaving.

use super::{
    State,
    answers::Kind,
    progress::Task,
    work::{Then, Work},
};
use crate::{
    domain::setup::{OAUTH_CLIENTS, PROVIDERS, WEB_INTEGRATIONS},
    kit::screen::Cx,
};

impl State {
    /// How each thing is undone by hand, in order.
    pub(super) fn undo_lines(&self, origin: &str) -> Vec<String> {
        // What had been there before serves others too, perhaps: only its new secret is undone.
        let client = if self.progress.made.contains(&Task::Secret) && !self.progress.made.contains(&Task::Client) {
            Task::Secret
        } else {
            Task::Client
        };
        let mut lines: Vec<String> = [Task::Web, Task::Provider, client]
            .into_iter()
            .filter_map(|task| self.progress.at_tenant(task))
            .map(|made| format!("DELETE {origin}{}", made.path()))
            .collect();
        lines.extend(self.users_undone(origin));
        if let Some(pair) = &self.progress.key {
            lines.push(format!("delete the file {}", pair.key_path));
            lines.push(format!("delete the file {}", pair.certificate_path));
        }
        lines
    }

    /// Writes down what stands now, for the scrollback. Nothing that stands is nothing to say.
    pub(super) fn record(&self, cx: &mut Cx<'_>) {
        let Some(tenant) = cx.shared.draft.tenant() else { return };
        let (host, origin) = (tenant.host().to_owned(), tenant.origin().to_owned());
        let key = if self.before == 0 { host.clone() } else { format!("{host} {}", self.before) };
        let open = self.open_task();
        if self.progress.made.is_empty() && open.is_none() && self.made_users.is_empty() {
            cx.shared.set_ups.remove(&key);
            return;
        }
        let whole = self.progress.next(&self.answers).is_none();
        let what = match (self.answers.kind, whole) {
            (Kind::Signed, true) => "Acting as any user by signed tokens is set up",
            (Kind::Client, true) => "Acting as any user by an OAuth client is set up",
            (Kind::Signed | Kind::Client, false) if self.progress.made.is_empty() => {
                "Acting as any user was to be set up"
            }
            (Kind::Signed | Kind::Client, false) => "Acting as any user is set up in part",
        };
        let mut lines = vec![if self.stands_nothing() && open.is_none() {
            // What is left is whom the tests made.
            format!("What was set up at {host} for acting as any user is removed.")
        } else {
            format!("{what} at {host}.")
        }];
        if let Some(task) = open {
            lines.extend(self.open_lines(task, &origin));
        }
        if let Some(pair) = &self.progress.key {
            lines.push(format!("  The private key: {}. Whoever holds it can become any user.", pair.key_path));
        }
        if let Some(client) = &self.progress.client {
            lines.push(format!("  The OAuth client: {}. Whoever holds its secret can become any user.", client.id));
            if self.has_unseen_secret() {
                lines.push(
                    "  Its secret was never shown, so nobody has it: run qonnect impersonation again for a new one, or remove \
                     the client."
                        .to_owned(),
                );
            }
        }
        lines.extend(self.users_recorded().map(|text| format!("  {text}")));
        let undo = self.undo_lines(&origin);
        if !undo.is_empty() {
            lines.push("  To undo it, as an administrator:".to_owned());
            lines.extend(undo.into_iter().map(|line| format!("    {line}")));
        }
        lines.push(String::new());
        cx.shared.set_ups.insert(key, lines.join("\n"));
    }

    /// Whether nothing of the set-up itself stands.
    fn stands_nothing(&self) -> bool {
        let progress = &self.progress;
        progress.key.is_none() && progress.provider.is_none() && progress.web.is_none() && progress.client.is_none()
    }

    /// What is told so far stays told: what follows is written down beside it.
    pub(super) fn close_record(&mut self) {
        self.before += 1;
        self.made_users.clear();
    }

    /// What may have been made, and nobody knows yet.
    pub(super) fn open_task(&self) -> Option<Task> {
        match &self.work {
            Work::Making(task) | Work::Looking(task) => Some(*task),
            Work::Halted(halt) if halt.then == Then::LookAgain => Some(halt.task),
            Work::Idle | Work::Halted(_) => None,
        }
    }

    /// Where to look for what may have been made, and how it is undone.
    fn open_lines(&self, task: Task, origin: &str) -> Vec<String> {
        let plan = self.answers.key_plan();
        let wanted = self.answers.wanted();
        let (what, place) = match task {
            Task::Key => (
                format!("the key pair {}", plan.stem()),
                format!("in the folder {}; to undo it, delete its files", plan.folder),
            ),
            Task::Provider => {
                let name = format!("the identity provider {}, key id {}", plan.issuer, plan.key_id);
                (name, at(origin, PROVIDERS))
            }
            Task::Web => {
                let name = format!("the web integration {}", wanted.web_integration.unwrap_or_default());
                (name, at(origin, WEB_INTEGRATIONS))
            }
            Task::Client => {
                (format!("the OAuth client {}", wanted.client.unwrap_or_default()), at(origin, OAUTH_CLIENTS))
            }
            Task::Secret => {
                let id = self.progress.client.as_ref().map_or("", |client| client.id.as_str());
                let place = format!("among the secrets of the client {id}, in the administration of the tenant");
                ("a new secret".to_owned(), place)
            }
            Task::Trust => return Vec::new(),
        };
        vec![
            format!("  It is not known whether {what} was made."),
            format!("  Look for it {place}."),
            "  Or run qonnect impersonation again: it finds what exists, goes on with it, or removes it.".to_owned(),
        ]
    }
}

fn at(origin: &str, path: &str) -> String {
    format!("at GET {origin}{path}; to undo it, DELETE {origin}{path}/ and its id")
}
