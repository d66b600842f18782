//! How the middle of the assistant looks: what exists and what will be made, and the making.

use super::super::{State, answers::SetUpKind, plan::Inspection, removal::Removal, run::RunAt};
use crate::{
    domain::{
        settle::Stage,
        setup::{NewImpersonator, NewPart, Part, PartLookup, Provider},
        text::capitalised,
        writes::MakePart,
    },
    screens::creating::view::{request, under_way_in},
    ui::{Look, sheet::Sheet, text::day},
};

/// Stands for the certificate before there is one.
const CERTIFICATE: &str = "<the certificate of the key pair, on one line>";
/// Stands for the id of a client before there is one.
const CLIENT: &str = "<id of the new client>";

impl State {
    pub(super) fn draw_review(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let inspection = self.found.inspection(&self.answers);
        let (title, warning) = match &inspection {
            Inspection::Nothing => ("Review: this will be created", None),
            Inspection::Part => ("Part of it exists", None),
            Inspection::Whole => ("All of it exists", None),
            Inspection::KeyElsewhere => {
                let key_id = self.answers.key_plan().key_id;
                let text = format!(
                    "There is an identity provider of this issuer with the key id {key_id}, but its private key is \
                     not in this folder: nobody can sign for it from here. Choose the right folder, or another key \
                     id, or remove the identity provider; whoever holds its key can then no longer sign in."
                );
                ("This exists", Some(text))
            }
            Inspection::NoGrant => {
                let text = "An OAuth client of this name exists, and it may not impersonate. It may serve something \
                            else, so it is left alone. Choose another name.";
                ("This exists", Some(text.to_owned()))
            }
            Inspection::Unclear(why) => ("It is unknown what exists", Some(why.clone())),
            Inspection::Refused(why) => ("This needs an administrator", Some(why.clone())),
        };
        sheet.title(title).gap();
        if let Some(warning) = warning {
            sheet.warn(&warning).gap();
        }
        if matches!(inspection, Inspection::Unclear(_) | Inspection::Refused(_)) {
            sheet.dim("Nothing can be created until that is known.");
            return;
        }
        self.draw_existing(sheet, look);
        if matches!(inspection, Inspection::Nothing | Inspection::Part) {
            self.draw_requests(sheet, look);
        }
    }

    fn draw_existing(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let Some(existing) = &self.found.existing else { return };
        let before = sheet.len();
        if let Some(pair) = self.found.pair() {
            sheet.good(&format!("The key pair exists: {}", pair.key_path));
        }
        if let PartLookup::Found(provider) = &existing.provider {
            sheet.good(&format!("The identity provider exists: {}", about(provider)));
        }
        match &existing.web_integration {
            PartLookup::Found(web) if self.answers.web() => {
                sheet.good(&format!("The web integration {} exists ({})", web.name, web.id));
            }
            PartLookup::Found(web) => {
                let text = format!("A web integration {} exists too ({}); it is not used here", web.name, web.id);
                sheet.marked(0, "•", &text, look.theme.dim());
            }
            PartLookup::Absent | PartLookup::Unasked | PartLookup::Failed(_) => {}
        }
        if let PartLookup::Found(client) = &existing.client {
            sheet.good(&format!("The OAuth client {} exists ({})", client.name, client.id));
            sheet.warn(
                "Its secret was shown once, when it was created. You can create another secret (five at most), or remove \
                 the client and create it again.",
            );
        }
        for other in &existing.same_issuer {
            let text = format!("Same issuer, another key; it stays as it is: {}", about(other));
            sheet.marked(0, "•", &text, look.theme.dim());
        }
        if sheet.len() > before {
            sheet.gap();
        }
    }

    fn draw_requests(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let me = look.shared.draft.here().me.as_ref();
        let known = self.found.known(&self.answers);
        let client = known.stands.get(&Part::Client).map_or(CLIENT, |client| client.id.as_str());
        let certificate = known.key.as_ref().map_or(CERTIFICATE, |pair| pair.certificate.as_str());
        let todo = known.shown(&self.answers).filter(|part| !known.has(*part));
        for (number, part) in (1..).zip(todo) {
            sheet.title(&format!("{number} {}", capitalised(part.label())));
            match self.answers.new_part(part, me, certificate, client) {
                None => {
                    let plan = self.answers.key_plan();
                    let text = format!(
                        "RSA, {} bits, in the folder {}, in files called {}: the private key, readable by you only, \
                         and a self-signed certificate. Only the certificate goes to the tenant.",
                        plan.size.bits(),
                        plan.folder,
                        plan.stem()
                    );
                    sheet.text(&text);
                }
                Some(NewPart::Provider(new)) => request(sheet, &new.call(), look),
                Some(NewPart::WebIntegration(new)) => {
                    request(sheet, &new.call(), look);
                    if new.origins.is_empty() {
                        sheet.dim("No origins: no web page can use it until one is added in the administration.");
                    }
                }
                Some(NewPart::Client(new)) => request(sheet, &new.call(), look),
                Some(NewPart::Secret(client)) => post_secret(sheet, &client, look),
                Some(NewPart::Trust(client)) => request(sheet, &NewImpersonator::trust(&client), look),
            }
            sheet.gap();
        }
        if self.answers.kind == SetUpKind::Client {
            sheet.dim("The tenant returns the secret once. Ctrl+R shows it then.");
        }
    }

    pub(super) fn draw_run(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let theme = look.theme;
        sheet.title(match self.run.at {
            RunAt::Halted(..) => "The set-up has stopped",
            RunAt::Idle | RunAt::Making(_) => "Creating",
        });
        sheet.gap();
        for part in &self.run.shown(&self.answers).collect::<Vec<_>>() {
            let label = capitalised(part.label());
            match &self.run.at {
                RunAt::Making(now) if now == part => {
                    let told = match self.run.write.and_then(|id| look.shared.writes.get::<MakePart>(id)) {
                        Some(flight) if matches!(flight.stage(), Stage::LookingUp(_)) => {
                            ": no clear answer; looking up whether it was created"
                        }
                        None if *part == Part::Key => ": this takes some seconds",
                        _ => "",
                    };
                    under_way_in(theme.focus(), sheet, self.run.write, &format!("{label}{told}"), look);
                }
                RunAt::Halted(stopped, _) if stopped == part => {
                    let mark = if self.run.is_unknown() { "?" } else { "✗" };
                    sheet.marked(0, mark, &label, theme.bad());
                }
                _ if self.run.has(*part) => {
                    let was = if self.run.made.contains(part) { "" } else { ": already there" };
                    sheet.good(&format!("{label}{was}"));
                }
                RunAt::Idle | RunAt::Making(_) | RunAt::Halted(..) => {
                    sheet.marked(0, "○", &label, theme.dim());
                }
            }
        }
        if let RunAt::Halted(part, why) = &self.run.at {
            sheet.gap().text(why);
            if *part == Part::Secret {
                post_secret(sheet.gap(), self.run.id(Part::Client), look);
            }
            let made: Vec<String> = self.run.removable().iter().rev().map(|part| self.run.name(*part)).collect();
            if made.is_empty() {
                sheet.gap().dim("Nothing was created so far.");
            } else {
                sheet.gap().text(&format!("Created so far: {}.", made.join("; ")));
            }
        }
    }

    pub(super) fn draw_removal(&self, sheet: &mut Sheet, look: &Look<'_>) {
        let removal = &self.removal;
        sheet.title(match removal.parts.len() {
            _ if removal.running => "Removing",
            0 | 1 => "Remove this?",
            _ => "Remove these?",
        });
        sheet.gap();
        for (at, part) in removal.parts.iter().enumerate() {
            let name = self.run.name(*part);
            if removal.running && at == 0 {
                under_way_in(look.theme.focus(), sheet, removal.write, &name, look);
            } else {
                sheet.marked(0, "•", &name, look.theme.text());
            }
        }
        if let Some(stays) = &removal.stays {
            sheet.warn(stays);
        }
        sheet.gap();
        if let Some(fault) = &removal.fault {
            sheet.marked(0, "✗", fault, look.theme.bad());
        } else if !removal.running {
            sheet.dim(consequence(removal));
        }
    }
}

/// The request for a new secret, which has no body.
fn post_secret(sheet: &mut Sheet, client: &str, look: &Look<'_>) {
    sheet.styled(&format!("POST {}", NewImpersonator::secrets(client)), look.theme.strong());
    sheet.dim("without a body; the tenant returns the secret once");
}

fn consequence(removal: &Removal) -> &'static str {
    let of_part = [
        (Part::Secret, "Nobody can sign in with this secret anymore. The client and its other secrets stay."),
        (Part::Client, "Nobody can act as another user with this client anymore. What they created stays."),
        (Part::Provider, "Nobody can sign in with this key anymore. Users and what they created stay."),
        (Part::WebIntegration, "No web page can use this web integration anymore. Users and what they created stay."),
    ];
    let files = "The files on this machine are deleted. Users and what they created stay.";
    of_part.into_iter().find(|(part, _)| removal.parts.contains(part)).map_or(files, |(_, text)| text)
}

fn about(provider: &Provider) -> String {
    let mut facts = vec![format!("issuer {}, key id {}", provider.issuer, provider.key_ids.join(", "))];
    facts.extend(provider.created.as_deref().map(|at| format!("created on {}", day(at))));
    facts.extend((provider.active == Some(false)).then(|| "switched off".to_owned()));
    facts.push(provider.id.clone());
    facts.join(", ")
}
