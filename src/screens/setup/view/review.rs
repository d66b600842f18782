//! How the middle of the assistant looks: what exists and what will be made, and the making.

use super::super::{
    State,
    answers::Kind,
    found::Standing,
    progress::{Progress, Task},
    removal::Removal,
    work::{Then, Work},
};
use crate::{
    domain::{
        call::Call,
        setup::{Look as Sight, NewImpersonator, Provider},
    },
    screens::creating::view::request,
    ui::{Look, sheet::Sheet},
};

/// Stands for the certificate before there is one.
const CERTIFICATE: &str = "<the certificate of the key pair, on one line>";
/// Where the consent of a client is changed, before the id of the client is known.
const CONSENT: &str = "/api/v1/oauth-clients/<id of the new client>/connection-configs/me";

impl State {
    pub(super) fn draw_review(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let standing = self.found.standing(&self.answers);
        sheet.title(match standing {
            Standing::Nothing => "This is what will be made",
            Standing::Part => "Something of it exists already",
            Standing::Whole => "All of it exists already",
            Standing::KeyElsewhere | Standing::NoGrant => "This exists already",
            Standing::Blind(_) => "It could not be looked for",
        });
        sheet.gap();
        match &standing {
            Standing::Blind(why) => {
                sheet.marked(0, "!", why, look.theme.warn());
                sheet.gap().dim("Nothing is made while it is not known what exists.");
                return;
            }
            Standing::KeyElsewhere => {
                let key_id = self.answers.key_plan().key_id;
                let text = format!(
                    "There is an identity provider of this issuer with the key id {key_id}, but its private key is not in this folder: \
                     nobody can sign for it from here. Choose the right folder, or another key id, or remove the identity provider; \
                     whoever holds its key can then sign in no more."
                );
                sheet.marked(0, "!", &text, look.theme.warn()).gap();
            }
            Standing::NoGrant => {
                let text = "An OAuth client of this name exists, and it may not impersonate. It may serve something else, so it is left alone. \
                            Choose another name.";
                sheet.marked(0, "!", text, look.theme.warn()).gap();
            }
            Standing::Nothing | Standing::Part | Standing::Whole => {}
        }
        self.draw_existing(sheet, look);
        if matches!(standing, Standing::Nothing | Standing::Part) {
            self.draw_requests(sheet, look);
        }
    }

    fn draw_existing(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let Some(existing) = &self.found.existing else { return };
        let good = look.theme.good();
        let before = sheet.len();
        if let Some(pair) = self.found.pair() {
            sheet.marked(0, "✓", &format!("The key pair exists: {}", pair.key_path), good);
        }
        if let Sight::Found(provider) = &existing.provider {
            sheet.marked(0, "✓", &format!("The identity provider exists: {}", about(provider)), good);
        }
        if let Sight::Found(web) = &existing.web_integration {
            sheet.marked(0, "✓", &format!("The web integration {} exists ({})", web.name, web.id), good);
        }
        if let Sight::Found(client) = &existing.client {
            sheet.marked(0, "✓", &format!("The OAuth client {} exists ({})", client.name, client.id), good);
            let text = "Its secret was told when it was made, and cannot be told again. Without it, choose another name, or remove the client \
                        and make it anew.";
            sheet.marked(0, "!", text, look.theme.warn());
        }
        for other in &existing.same_issuer {
            sheet.marked(
                0,
                "•",
                &format!("Of the same issuer, with another key, and left alone: {}", about(other)),
                look.theme.dim(),
            );
        }
        if sheet.len() > before {
            sheet.gap();
        }
    }

    fn draw_requests(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let me = look.shared.draft.here().me.as_ref();
        let mut known = Progress::default();
        if let Some(existing) = &self.found.existing {
            known.adopt(existing, self.found.pair());
        }
        let todo = Progress::tasks(&self.answers).iter().copied().filter(|task| !known.has(*task));
        for (number, task) in (1..).zip(todo) {
            sheet.title(&format!("{number} {}", task.label()));
            match task {
                Task::Key => {
                    let plan = self.answers.key_plan();
                    let text = format!(
                        "RSA, {} bits, in the folder {}, in files called {}: the private key, readable by you only, and a self-signed \
                         certificate. Only the certificate goes to the tenant.",
                        plan.size.bits(),
                        plan.folder,
                        plan.stem()
                    );
                    sheet.text(&text);
                }
                Task::Provider => {
                    let certificate = self.found.pair().map_or(CERTIFICATE, |pair| pair.certificate.as_str());
                    request(sheet, &self.answers.provider(certificate, me).call(), look);
                }
                Task::Web => {
                    if let Some(web) = self.answers.web_integration() {
                        request(sheet, &web.call(), look);
                    }
                }
                Task::Client => request(sheet, &self.answers.client(me).call(), look),
                Task::Trust => {
                    request(sheet, &Call { method: "PATCH", path: CONSENT, body: NewImpersonator::trust() }, look);
                }
            }
            sheet.gap();
        }
        if self.answers.kind == Kind::Client {
            sheet.dim("The tenant tells the secret of the client once, in its answer. It is shown at the end.");
        }
    }

    pub(super) fn draw_work(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let theme = look.theme;
        sheet.title(match self.work {
            Work::Halted(_) => "It stopped",
            Work::Idle | Work::Making(_) | Work::Looking(_) => "It is being made",
        });
        sheet.gap();
        for task in Progress::tasks(&self.answers) {
            let label = task.label();
            match &self.work {
                Work::Making(now) if now == task => {
                    let slow = if *task == Task::Key { ": this takes some seconds" } else { "" };
                    sheet.marked(0, look.spinner(), &format!("{label}{slow}"), theme.focus());
                }
                Work::Looking(now) if now == task => {
                    let text = format!("{label}: no answer came; looking whether it was made");
                    sheet.marked(0, look.spinner(), &text, theme.focus());
                }
                Work::Halted(halt) if halt.task == *task => {
                    let mark = if halt.then == Then::LookAgain { "?" } else { "✗" };
                    sheet.marked(0, mark, label, theme.bad());
                }
                _ if self.progress.has(*task) => {
                    let was = if self.progress.made.contains(task) { "" } else { ": existed already" };
                    sheet.marked(0, "✓", &format!("{label}{was}"), theme.good());
                }
                Work::Idle | Work::Making(_) | Work::Looking(_) | Work::Halted(_) => {
                    sheet.marked(0, "○", label, theme.dim());
                }
            }
        }
        if let Work::Halted(halt) = &self.work {
            sheet.gap().text(&halt.text);
            let made: Vec<String> =
                self.progress.removable().iter().rev().map(|task| self.progress.name(*task)).collect();
            if made.is_empty() {
                sheet.gap().dim("Nothing was made so far.");
            } else {
                sheet.gap().text(&format!("Made so far, and still there: {}.", made.join("; ")));
            }
        }
    }

    pub(super) fn draw_removal(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let Some(removal) = &self.removal else { return };
        sheet.title("Shall this be removed?").gap();
        for (at, task) in removal.tasks.iter().enumerate() {
            let now = removal.running && at == 0;
            let mark = if now { look.spinner() } else { "•" };
            sheet.marked(0, mark, &self.progress.name(*task), if now { look.theme.focus() } else { look.theme.text() });
        }
        sheet.gap();
        if let Some(fault) = &removal.fault {
            sheet.marked(0, "✗", fault, look.theme.bad());
        } else if !removal.running {
            sheet.dim(consequence(removal));
        }
    }
}

fn consequence(removal: &Removal) -> &'static str {
    if removal.tasks.contains(&Task::Client) {
        "Nobody can act as another user through this client any more. What was made that way stays."
    } else {
        "Nobody can sign in with this key any more. Users and what they made stay."
    }
}

fn about(provider: &Provider) -> String {
    let mut facts = vec![format!("issuer {}, key id {}", provider.issuer, provider.key_ids.join(", "))];
    facts.extend(
        provider.created.as_ref().map(|at| format!("made on {}", at.split_once('T').map_or(at.as_str(), |it| it.0))),
    );
    facts.extend((provider.active == Some(false)).then(|| "switched off".to_owned()));
    facts.push(provider.id.clone());
    facts.join(", ")
}
