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
        let mut lines = vec![format!("{what} at {host}.")];
        if let Some(pair) = &self.progress.key {
            lines.push(format!("  The private key: {}. Whoever holds it can become any user.", pair.key_path));
        }
        if let Some(client) = &self.progress.client {
            lines.push(format!("  The OAuth client: {}. Whoever holds its secret can become any user.", client.id));
        }
        lines.push("  To undo it, as an administrator:".to_owned());
        lines.extend(self.undo_lines(&origin).into_iter().map(|line| format!("    {line}")));
        lines.push(String::new());
        cx.shared.set_ups.insert(host, lines.join("\n"));
    }
}
