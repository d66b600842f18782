//! What the fields begin with: what was found beforehand, and what is remembered of the tenant. Never a secret goes into the notes.

use super::{Face, State, form::MethodForm, methods::FieldKey};
use crate::{
    domain::{
        access::{Access, Method},
        claims::Claims,
        notes::Notes,
        request::{Chore, Request},
        secret::Secret,
        session::Me,
    },
    kit::{
        form::{Input, Origin},
        screen::Cx,
        shared::{FoundAccess, Goal, Shared},
        visit::Prepared,
    },
};

/// The name of the context in the notes.
const CONTEXT: &str = "context";

/// How the notes of a tenant call a fact of a method: `signed.issuer`.
pub fn fact(method: Method, word: &str) -> String {
    format!("{}.{word}", method.word())
}

impl State {
    /// Puts in what was found beforehand for this very host, and opens the method that it is for.
    pub(super) fn offer(&mut self, cx: &mut Cx<'_>) {
        let Some(host) = cx.shared.draft.tenant().map(|tenant| tenant.host().to_owned()) else { return };
        let launch = &cx.shared.launch;
        let found = launch.tried().into_iter().chain(&launch.found);
        let all: Vec<FoundAccess> = found.filter(|found| found.host == host).cloned().collect();
        let mut first = None;
        for FoundAccess { access, from, .. } in all {
            let method = access.method();
            // A client with a secret may be one that impersonates, which its id does not tell.
            let other = (method == Method::Machine).then_some(Method::Impersonation);
            for method in [Some(method), other].into_iter().flatten() {
                let filled = &mut self.forms[method];
                let was_found = filled.form.inputs().iter().any(is_found);
                if !was_found && !filled.form.is_filled() {
                    filled.fill(&access, Origin::Found(from.clone()), &from);
                    first = first.or(Some(method));
                }
            }
        }
        self.offer_ids(&host, cx.shared);
        if let Some(method) = first {
            self.open(method, cx);
            self.read_claims();
        }
    }

    /// Puts in the ids of clients that were found without a secret. An id alone signs nobody in, so it opens nothing.
    fn offer_ids(&mut self, host: &str, shared: &Shared) {
        for found in shared.launch.client_ids.iter().filter(|found| found.host == host) {
            for method in found.methods {
                let form = &mut self.forms[*method].form;
                if form.text(FieldKey::ClientId).is_empty() {
                    form.fill(FieldKey::ClientId, &found.client_id, Origin::Found(found.from.clone()));
                }
            }
        }
    }

    /// The set-up made what signs in: the fields are filled in, and it is proved at once, unless that may make a user whom nobody
    /// was asked about.
    pub(super) fn prepared(&mut self, prepared: Prepared, cx: &mut Cx<'_>) {
        const FROM: &str = "the set-up";
        let Prepared { access, key_path, is_known } = prepared;
        let method = access.method();
        let filled = &mut self.forms[method];
        *filled = MethodForm::new(method);
        filled.fill(&access, Origin::Proposed, FROM);
        // Its file is known, and the next run has to read it there.
        if let (Some(path), Some(pem)) = (key_path, filled.pem()) {
            filled.form.fill(FieldKey::KeyFile, &path, Origin::Proposed);
            filled.take_key(pem, FROM);
        }
        self.is_touched = true;
        self.open(method, cx);
        if let Access::Signed(signer) = &access {
            if is_known {
                self.note_subject(&signer.subject);
            }
            if self.asks_about(&signer.subject, cx) {
                return;
            }
        }
        self.prove(method, access, cx);
    }

    /// What is remembered of the tenant. It changes nothing that was typed, and opens nothing once a key was pressed.
    pub(super) fn recall(&mut self, notes: Notes, cx: &mut Cx<'_>) {
        self.notes = notes;
        cx.shared.last = self.notes.last();
        // What was just made goes before what is remembered.
        let proved = self.proving.as_ref().map(|proving| proving.method);
        for filled in self.forms.all_mut().filter(|filled| Some(filled.method) != proved) {
            recall(filled, &self.notes);
        }
        if self.contexts.known.is_none() {
            self.contexts.wanted = self.notes.facts.get(&fact(Method::CliContext, CONTEXT)).cloned();
        }
        self.warn_of_other_tenant(cx.shared);
        // What the answers file says and an offered key go before what is remembered, and that goes before what else was found.
        let key = self.forms[Method::Token].form.get(FieldKey::Key);
        let offered =
            cx.shared.launch.signs_in.is_some() || key.is_some_and(is_found) && self.face == Face::Form(Method::Token);
        match (self.notes.method, self.face) {
            // A set-up takes an administrator, not whoever was acted as the last time.
            (Some(Method::Impersonation | Method::Signed), _) if cx.shared.launch.goal == Goal::SetUp => {}
            (Some(method), Face::List | Face::Form(_)) if !self.is_touched && !offered => self.open(method, cx),
            (_, Face::Form(method)) if !self.is_touched => self.forms[method].go_to_gap(),
            _ => {}
        }
    }

    /// Somebody signed in: how, and at which tenant, is worth remembering.
    pub(super) fn remember(&mut self, method: Method, me: &Me, cx: &mut Cx<'_>) {
        self.notes.method = Some(method);
        if me.tenant_id.is_some() {
            self.notes.tenant_id.clone_from(&me.tenant_id);
        }
        note(&self.forms[method], &mut self.notes);
        if method == Method::CliContext
            && let Some(context) = self.contexts.current()
        {
            self.notes.facts.insert(fact(method, CONTEXT), context.name.clone());
        }
        if !cx.shared.launch.demo
            && let Some(tenant) = cx.shared.draft.tenant().cloned()
        {
            cx.ask(Request::Here(Chore::KeepNotes(tenant, self.notes.clone())));
        }
    }

    /// What is said of a key that says itself that it is for another tenant than the one that this host is known to be.
    pub(super) fn other_tenant(&self, token: &Secret, shared: &Shared) -> Option<String> {
        let theirs = Claims::read(token)?.tenant_id?;
        let ours = self.tenant_id(shared).filter(|ours| *ours != theirs)?;
        let host = shared.draft.tenant()?.host();
        Some(format!(
            "This key is for the tenant with the id {theirs}, but {host} has the id {ours}. Use a key of this tenant, or go \
             back and change the tenant."
        ))
    }

    fn tenant_id(&self, shared: &Shared) -> Option<String> {
        let here = shared.draft.here().me.as_ref().and_then(|me| me.tenant_id.clone());
        here.or_else(|| self.notes.tenant_id.clone())
    }

    /// Says below the key that it is another tenant's, where that is known without asking anybody.
    pub(super) fn warn_of_other_tenant(&mut self, shared: &Shared) {
        let token = self.forms[Method::Token].form.secret(FieldKey::Key);
        if let Some(other) = self.other_tenant(&token, shared) {
            self.forms[Method::Token].form.refuse(FieldKey::Key, other);
        }
    }
}

fn is_found(input: &Input<FieldKey>) -> bool {
    matches!(input.origin(), Origin::Found(_))
}

/// Puts in what was remembered, where a person has not typed yet.
fn recall(filled: &mut MethodForm, notes: &Notes) {
    let fields: Vec<FieldKey> = filled.form.inputs().iter().map(Input::key).collect();
    for field in fields {
        let fact = field.word().and_then(|word| notes.facts.get(&fact(filled.method, word)));
        let is_open = |input: &Input<FieldKey>| input.is_empty() || *input.origin() == Origin::Proposed;
        if let Some(fact) = fact.filter(|fact| *fact != filled.form.text(field))
            && filled.form.get(field).is_some_and(is_open)
        {
            filled.form.fill(field, fact, Origin::Proposed);
            filled.changed(field);
        }
    }
}

/// Adds to the notes what may be remembered.
fn note(filled: &MethodForm, notes: &mut Notes) {
    for input in filled.form.inputs() {
        let Some(word) = input.key().word() else { continue };
        if is_found(input) {
            // It is found again where it was found, and may be no more than a word about that.
        } else if input.is_empty() {
            notes.facts.remove(&fact(filled.method, word));
        } else {
            notes.facts.insert(fact(filled.method, word), input.value().to_owned());
        }
    }
}
