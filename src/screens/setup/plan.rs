//! The plan: what exists already of a set-up, and what that means for what can be done.

use super::{
    Page, State,
    answers::{SetUpAnswers, SetUpKind},
    run::SetUpRun,
};
use crate::{
    domain::{
        failure::{Failure, FailureKind},
        request::{Asked, Call, Chore, Request},
        settle::Stage,
        setup::{ExistingParts, KeyFault, KeyPair, Part, PartLookup, WEB_INTEGRATIONS},
        write::Flight,
        writes::MakePart,
    },
    kit::{form::Check, notice::Notice, screen::Cx},
};

/// The answers to the looks, as they come.
#[derive(Debug, Default)]
pub struct Findings {
    pub existing: Option<Box<ExistingParts>>,
    /// The key pair on this machine, or why it cannot be read.
    pub key: Option<Result<Option<KeyPair>, KeyFault>>,
}

/// What that means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Inspection {
    /// Nothing of it exists.
    Nothing,
    /// Something of it exists, and the rest can be made.
    Part,
    /// All of it exists.
    Whole,
    /// The identity provider exists, and its key is not here: nobody can sign for it from here.
    KeyElsewhere,
    /// An OAuth client of this name exists that may not impersonate.
    NoGrant,
    /// It could not be looked for, so nothing can be made: for this reason.
    Unclear(String),
    /// It may not be looked for by this user, which says the same of making it.
    Refused(String),
}

impl Findings {
    /// The key pair on this machine.
    pub fn pair(&self) -> Option<&KeyPair> {
        self.key.as_ref()?.as_ref().ok()?.as_ref()
    }

    /// Hands over what exists to a run.
    pub fn adopt(&self, run: &mut SetUpRun, answers: &SetUpAnswers) {
        let Some(existing) = &self.existing else { return };
        run.key = run.key.take().or_else(|| self.pair().cloned());
        for part in SetUpRun::plan(answers) {
            if let PartLookup::Found(thing) = existing.lookup(*part) {
                run.stands.entry(*part).or_insert(thing);
            }
        }
        run.owns_web = matches!(&existing.web_integration, PartLookup::Found(web) if answers.owns(web));
    }

    /// What of a set-up stands before it is begun.
    pub fn known(&self, answers: &SetUpAnswers) -> SetUpRun {
        let mut known = SetUpRun::default();
        self.adopt(&mut known, answers);
        known
    }

    /// What it means for these answers.
    pub fn inspection(&self, answers: &SetUpAnswers) -> Inspection {
        let Some(existing) = &self.existing else {
            return Inspection::Unclear("It has not been looked up yet.".to_owned());
        };
        if let Some(Err(fault)) = &self.key {
            return Inspection::Unclear(key_fault(fault));
        }
        let plan = SetUpRun::plan(answers);
        for part in plan.iter().rev() {
            if let PartLookup::Failed(failure) = existing.lookup(*part) {
                return unseen(&failure);
            }
        }
        if matches!(&existing.client, PartLookup::Found(client) if !client.may_impersonate) {
            return Inspection::NoGrant;
        }
        let known = self.known(answers);
        match known.next(answers) {
            _ if known.has(Part::Provider) && !known.has(Part::Key) => Inspection::KeyElsewhere,
            None => Inspection::Whole,
            Some(_) if plan.iter().any(|part| known.has(*part)) => Inspection::Part,
            Some(_) => Inspection::Nothing,
        }
    }
}

impl State {
    /// Looks what exists already, at the tenant and on this machine.
    pub(super) fn inspect(&mut self, cx: &mut Cx<'_>) {
        if self.answers.form.check() != Check::Good {
            return;
        }
        let tenant_id = cx.shared.draft.here().me.as_ref().and_then(|me| me.tenant_id.as_ref());
        if tenant_id.is_none() && self.answers.kind == SetUpKind::Signed {
            return cx.tell(Notice::bad(
                "The tenant did not return its id, and an identity provider needs it. Sign in again.",
            ));
        }
        let Some(session) = cx.session() else { return };
        self.found = Findings::default();
        cx.ask(Request::Tenant(session, Call::InspectSetUp(self.answers.wanted())));
        if self.answers.kind == SetUpKind::Signed {
            cx.ask(Request::Here(Chore::LoadKeyPair(self.answers.key_plan())));
        }
    }

    /// What is looked for is not what stands in the fields any more.
    pub(super) fn stop_looking(&mut self, cx: &mut Cx<'_>) {
        cx.drop_question(Asked::InspectSetUp);
        cx.drop_question(Asked::LoadKeyPair);
        self.found = Findings::default();
    }

    pub(super) fn inspected(&mut self, answer: Result<Box<ExistingParts>, Failure>, cx: &mut Cx<'_>) {
        match answer {
            Ok(existing) => {
                self.resolve_earlier(&existing, cx);
                self.found.existing = Some(existing);
                self.review();
            }
            Err(failure) if failure.kind == FailureKind::Forbidden => cx.tell(Notice::about(&failure, ADMIN)),
            Err(failure) => cx.fail(&failure),
        }
    }

    /// What was unknown of an earlier try is known now that it was looked up.
    fn resolve_earlier(&self, existing: &ExistingParts, cx: &mut Cx<'_>) {
        let Some(session) = cx.session() else { return };
        let asked = self.answers.wanted();
        let is_settled = |flight: &Flight<MakePart>| {
            let is_same = flight.write.new.wanted().is_some_and(|wanted| asked.covers(&wanted));
            let lookup = existing.lookup(flight.write.new.part());
            is_same && matches!(lookup, PartLookup::Found(_) | PartLookup::Absent)
        };
        let unknown = cx.shared.writes.all::<MakePart>().filter(|(_, flight)| flight.stage() == Stage::Unknown);
        let settled: Vec<_> = unknown
            .filter(|(_, flight)| flight.session.tenant == session.tenant && is_settled(flight))
            .map(|(id, _)| id)
            .collect();
        for id in settled {
            cx.shared.writes.take::<MakePart>(id);
        }
    }

    /// What a removal of what was found leaves at the tenant, and how it is removed by hand.
    pub(super) fn stays(&self, origin: &str) -> Option<String> {
        if self.answers.kind == SetUpKind::Client || self.run.own().contains(&Part::WebIntegration) {
            return None;
        }
        match &self.found.existing.as_ref()?.web_integration {
            PartLookup::Found(web) => {
                let origins = if web.origins.is_empty() { "none".to_owned() } else { web.origins.join(", ") };
                Some(format!(
                    "The web integration {} stays, because others may use it: its origins are {origins}. To remove it, as an \
                     administrator: DELETE {origin}{WEB_INTEGRATIONS}/{}",
                    web.name, web.id
                ))
            }
            PartLookup::Failed(_) => {
                Some("Web integrations could not be looked up. If there is one, it stays.".to_owned())
            }
            PartLookup::Absent | PartLookup::Unasked => None,
        }
    }

    pub(super) fn key_loaded(&mut self, answer: Result<Option<KeyPair>, KeyFault>) {
        self.found.key = Some(answer);
        self.review();
    }

    fn review(&mut self) {
        let is_whole =
            self.found.existing.is_some() && (self.answers.kind == SetUpKind::Client || self.found.key.is_some());
        // All that was asked has been answered.
        if is_whole && matches!(self.page, Page::Answers | Page::Review) {
            self.show(Page::Review);
        }
    }
}

fn unseen(failure: &Failure) -> Inspection {
    match failure.kind {
        FailureKind::Forbidden => Inspection::Refused(blind(failure)),
        _ => Inspection::Unclear(blind(failure)),
    }
}

/// Why it could not be looked for, and what helps.
pub fn blind(failure: &Failure) -> String {
    let told = failure.verbatim();
    let told = if told.is_empty() { String::new() } else { format!(" The tenant says: {told}.") };
    match failure.kind {
        FailureKind::Forbidden => format!("{ADMIN}{told}"),
        _ => format!("{}{told}", Notice::of(failure).text),
    }
}

/// What a 403 means here.
pub const ADMIN: &str = "This needs an administrator: a user with the role Tenant Admin; managing a space is not \
                         enough. Sign in as one, or ask one to run the assistant.";

/// Why there is no key pair, and what helps.
pub fn key_fault(fault: &KeyFault) -> String {
    match fault {
        KeyFault::Exists(path) => {
            format!("The file {path} already exists and is not overwritten. Choose another key id or folder.")
        }
        KeyFault::Failed(sentence) => sentence.clone(),
    }
}
