//! What stays behind: where the key is, and how to undo it. On the screen, and in the scrollback after leaving.

use super::{State, answers::Kind, progress::Task};
use crate::kit::screen::Cx;

impl State {
    /// How each thing is undone by hand, in order.
    pub(super) fn undo_lines(&self, origin: &str) -> Vec<String> {
        let mut lines: Vec<String> = [Task::Web, Task::Provider, Task::Client]
            .into_iter()
            .filter_map(|task| self.progress.at_tenant(task))
            .map(|made| format!("DELETE {origin}{}", made.path()))
            .collect();
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
        if self.progress.made.is_empty() {
            cx.shared.set_ups.remove(&host);
            return;
        }
        let whole = self.progress.next(&self.answers).is_none();
        let what = match (self.answers.kind, whole) {
            (Kind::Signed, true) => "Acting as any user by signed tokens is set up",
            (Kind::Client, true) => "Acting as any user by an OAuth client is set up",
            (Kind::Signed | Kind::Client, false) => "Acting as any user is set up in part",
        };
        let mut text = format!("{what} at {host}.\n");
        if let Some(pair) = &self.progress.key {
            text.push_str(&format!("  The private key: {}. Whoever holds it can become any user.\n", pair.key_path));
        }
        if let Some(client) = &self.progress.client {
            text.push_str(&format!(
                "  The OAuth client: {}. Whoever holds its secret can become any user.\n",
                client.id
            ));
        }
        text.push_str("  To undo it, as an administrator:\n");
        for line in self.undo_lines(&origin) {
            text.push_str(&format!("    {line}\n"));
        }
        cx.shared.set_ups.insert(host, text);
    }
}
