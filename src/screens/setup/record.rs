//! What stays behind: where the key is and how to undo it, on the screen and in the scrollback after leaving; and what is
//! remembered of the tenant, which Sign in asks for the next time and is no secret.

use super::{State, answers::SetUpKind, run::SetUpRun};
use crate::{
    domain::{
        access::Method,
        notes::{Amendment, Facts},
        setup::{OAUTH_CLIENTS, PROVIDERS, Part, WEB_INTEGRATIONS},
    },
    kit::screen::Cx,
    screens::signin::{FieldKey, fact},
};

impl State {
    /// How each thing is undone by hand, in order.
    pub(super) fn undo_lines(&self, origin: &str) -> Vec<String> {
        // What had been there before serves others too, perhaps: only its new secret is undone.
        let client = if self.run.made.contains(&Part::Secret) && !self.run.made.contains(&Part::Client) {
            Part::Secret
        } else {
            Part::Client
        };
        let mut lines: Vec<String> = [Part::WebIntegration, Part::Provider, client]
            .into_iter()
            .filter_map(|part| self.run.at_tenant(part))
            .map(|made| format!("DELETE {origin}{}", made.path()))
            .collect();
        lines.extend(self.made_users.iter().filter_map(|user| user.undo(origin)));
        if let Some(pair) = &self.run.key {
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
        let open = self.run.open_part();
        if self.run.made.is_empty() && open.is_none() && self.made_users.is_empty() {
            cx.shared.set_ups.remove(&key);
            return;
        }
        let whole = self.run.next(&self.answers).is_none();
        let what = match (self.answers.kind, whole) {
            (SetUpKind::Signed, true) => "Acting as any user with signed tokens is set up",
            (SetUpKind::Client, true) => "Acting as any user with an OAuth client is set up",
            (_, false) if self.run.made.is_empty() => "Acting as any user is not set up",
            (_, false) => "Acting as any user is partly set up",
        };
        let parts = [Part::Key, Part::Provider, Part::WebIntegration, Part::Client];
        let mut lines = vec![if open.is_none() && !parts.iter().any(|part| self.run.has(*part)) {
            // What is left is whom the tests made.
            format!("The set-up for acting as any user at {host} was removed.")
        } else {
            format!("{what} at {host}.")
        }];
        if let Some(part) = open {
            lines.extend(self.open_lines(part, &origin));
        }
        if let Some(pair) = &self.run.key {
            lines.push(format!("  The private key: {}. Whoever holds it can become any user.", pair.key_path));
        }
        if self.run.has(Part::Client) {
            let id = self.run.id(Part::Client);
            lines.push(format!("  The OAuth client: {id}. Whoever holds its secret can become any user."));
            if self.has_unseen_secret() {
                lines.push(
                    "  Its secret was never shown, so nobody has it: run qonnect impersonation again for a new one, or remove \
                     the client."
                        .to_owned(),
                );
            }
        }
        // An answer that never came is one that is not known.
        lines.extend(self.made_users.iter().map(|user| format!("  {}", user.told())));
        let undo = self.undo_lines(&origin);
        if !undo.is_empty() {
            lines.push("  To undo it, as an administrator:".to_owned());
            lines.extend(undo.into_iter().map(|line| format!("    {line}")));
        }
        lines.push(String::new());
        cx.shared.set_ups.insert(key, lines.join("\n"));
    }

    /// What is told so far stays told: what follows is written down beside it.
    pub(super) fn close_record(&mut self) {
        self.before += 1;
        self.made_users.clear();
    }

    /// Where to look for what may have been made, and how it is undone.
    fn open_lines(&self, part: Part, origin: &str) -> Vec<String> {
        let place = match part {
            Part::Key => {
                format!("in the folder {}; to undo it, delete its files", self.answers.key_plan().folder)
            }
            Part::Provider => at(origin, PROVIDERS),
            Part::WebIntegration => at(origin, WEB_INTEGRATIONS),
            Part::Client => at(origin, OAUTH_CLIENTS),
            Part::Secret => {
                let id = self.run.id(Part::Client);
                format!("among the secrets of the client {id}, in the administration of the tenant")
            }
            Part::Trust => return Vec::new(),
        };
        let what = self.called(part);
        vec![
            format!("  It is unknown whether {what} was created."),
            format!("  Look for it {place}."),
            "  Or run qonnect impersonation again: it finds what exists, and continues or removes it.".to_owned(),
        ]
    }

    /// What Sign in asks for and follows from this part of the set-up, which stands.
    pub(super) fn facts_of(&self, part: Part) -> Facts {
        let (plan, id) = (self.answers.key_plan(), self.run.id(part).to_owned());
        let (method, texts) = match part {
            Part::Key => {
                let path = self.run.key.as_ref().map(|pair| pair.key_path.clone()).unwrap_or_default();
                (Method::Signed, vec![(FieldKey::KeyFile, path)])
            }
            Part::Provider => (Method::Signed, vec![(FieldKey::Issuer, plan.issuer), (FieldKey::KeyId, plan.key_id)]),
            Part::WebIntegration => (Method::Signed, vec![(FieldKey::WebIntegration, id)]),
            Part::Client => (Method::Impersonation, vec![(FieldKey::ClientId, id)]),
            Part::Secret | Part::Trust => return Facts::new(),
        };
        let told = texts.into_iter().filter(|(_, text)| !text.is_empty());
        // A name that may not be remembered has no word.
        told.filter_map(|(name, text)| Some((fact(method, name.word()?), text))).collect()
    }

    /// All of it stands: the next run offers it at Sign in.
    pub(super) fn remember(&self, cx: &mut Cx<'_>) {
        let parts = SetUpRun::plan(&self.answers);
        let facts: Facts = parts.iter().flat_map(|part| self.facts_of(*part)).collect();
        cx.amend_notes(Amendment::Remember(facts));
    }

    /// What is gone is not offered any more.
    pub(super) fn forget_removed(&mut self, cx: &mut Cx<'_>) {
        cx.amend_notes(Amendment::Forget(std::mem::take(&mut self.removal.untrue)));
    }
}

fn at(origin: &str, path: &str) -> String {
    format!("at GET {origin}{path}; to undo it, DELETE {origin}{path}/ and its id")
}
