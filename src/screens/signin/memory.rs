//! What the fields begin with: what was found beforehand, and what is remembered of the tenant. Never a secret goes into the notes.

use super::{
    Face, State,
    field::{Name, Origin},
    form::{Form, fact},
    methods::{self, impersonation},
};
use crate::{
    domain::{
        access::{Access, Method, Proof, UserRef},
        claims::Claims,
        notes::Notes,
        request::{Chore, Request},
        secret::Secret,
        session::Me,
        setup::KeyFile,
    },
    kit::{
        screen::Cx,
        shared::{Goal, Shared},
        visit::Prepared,
    },
};

/// The name of the context in the notes.
const CONTEXT: &str = "context";

impl State {
    /// Puts in what was found beforehand for this very host, and opens the way that it is for.
    pub(super) fn offer(&mut self, cx: &mut Cx<'_>) {
        let Some(host) = cx.shared.draft.tenant().map(|tenant| tenant.host().to_owned()) else { return };
        let launch = &cx.shared.launch;
        let offer = launch.offer.iter().filter(|offer| offer.host == host);
        let offer = offer.map(|offer| (Access::Token(offer.key.clone()), offer.from.clone()));
        let found = launch.found.iter().filter(|found| found.host == host);
        let all: Vec<(Access, String)> =
            offer.chain(found.map(|found| (found.access.clone(), found.from.clone()))).collect();
        let mut first = None;
        for (access, from) in all {
            let method = methods::method_of(&access);
            // A client with a secret may be one that impersonates, which its id does not tell.
            let other = (method == Method::Machine).then_some(Method::Impersonation);
            for method in [Some(method), other].into_iter().flatten() {
                let Some(form) = self.forms.of_mut(method) else { continue };
                let is_empty = form.fields().iter().all(|field| !matches!(field.origin, Origin::Found(_)));
                if is_empty && !form.is_filled() {
                    fill(form, &access, &Origin::Found(from.clone()), &from);
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

    /// Puts in the ids of clients that were found without a secret. An id alone is no way in yet, so it opens nothing.
    fn offer_ids(&mut self, host: &str, shared: &Shared) {
        for found in shared.launch.client_ids.iter().filter(|found| found.host == host) {
            for method in found.methods {
                let field = self.forms.of_mut(*method).and_then(|form| form.get_mut(Name::ClientId));
                if let Some(field) = field.filter(|field| field.line.is_empty()) {
                    field.fill(&found.client_id, Origin::Found(found.from.clone()));
                }
            }
        }
    }

    /// A way in that the set-up made: its fields are filled in, and it is proved at once, unless that may make a user whom nobody
    /// was asked about.
    pub(super) fn prepared(&mut self, prepared: Prepared, cx: &mut Cx<'_>) {
        const FROM: &str = "the set-up";
        let Prepared { access, key_path, is_known } = prepared;
        let method = methods::method_of(&access);
        if let Some(form) = self.forms.of_mut(method) {
            *form = Form::new(method);
            fill(form, &access, &Origin::Proposed, FROM);
            // Its file is known, and the next run has to read it there.
            if let Some((field, path)) = form.get_mut(Name::KeyFile).zip(key_path) {
                field.fill(&path, Origin::Proposed);
            }
        }
        self.is_touched = true;
        self.open(method, cx);
        if let Access::Signed(signer) = &access {
            if is_known {
                self.meet(&signer.subject);
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
        for form in self.forms.all_mut().filter(|form| Some(form.method) != proved) {
            form.recall(&self.notes);
        }
        if self.contexts.known.is_none() {
            self.contexts.wanted = self.notes.facts.get(&fact(Method::CliContext, CONTEXT)).cloned();
        }
        self.warn_of_other_tenant(cx.shared);
        // An offered key goes before what is remembered, and that goes before what else was found.
        let offered = self.origin(Method::Token, Name::Key).is_some() && self.face == Face::Form(Method::Token);
        match (self.notes.method, self.face) {
            // A set-up takes an administrator, not whoever was acted as the last time.
            (Some(Method::Impersonation | Method::Signed), _) if cx.shared.launch.goal == Goal::SetUp => {}
            (Some(method), Face::List | Face::Form(_)) if !self.is_touched && !offered => self.open(method, cx),
            (_, Face::Form(method)) if !self.is_touched => {
                if let Some(form) = self.forms.of_mut(method) {
                    form.go_to_gap();
                }
            }
            _ => {}
        }
    }

    /// Somebody signed in: how, and at which tenant, is worth remembering.
    pub(super) fn remember(&mut self, method: Method, me: &Me, cx: &mut Cx<'_>) {
        self.notes.method = Some(method);
        if me.tenant_id.is_some() {
            self.notes.tenant_id.clone_from(&me.tenant_id);
        }
        if let Some(form) = self.forms.of(method) {
            form.note(&mut self.notes);
        }
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
            "This key says it is for the tenant with the id {theirs}, and {host} has the id {ours}. Take a key of this tenant, or \
             go back to change the tenant."
        ))
    }

    fn tenant_id(&self, shared: &Shared) -> Option<String> {
        let here = shared.draft.here().me.as_ref().and_then(|me| me.tenant_id.clone());
        here.or_else(|| self.notes.tenant_id.clone())
    }

    /// Says below the key that it is another tenant's, where that is known without asking anybody.
    pub(super) fn warn_of_other_tenant(&mut self, shared: &Shared) {
        let Some(token) = self.forms.of(Method::Token).map(|form| form.secret(Name::Key)) else { return };
        let other = self.other_tenant(&token, shared);
        if let Some(field) = self.forms.of_mut(Method::Token).and_then(|form| form.get_mut(Name::Key))
            && !field.broken
            && other.is_some()
        {
            field.fault = other;
        }
    }
}

/// Puts a way in into the fields of its method.
/// In the place of the path of a key file, and beside secrets, stands where they came from.
fn fill(form: &mut Form, access: &Access, origin: &Origin, from: &str) {
    let mut put = |name: Name, text: &str| {
        if let Some(field) = form.get_mut(name).filter(|_| !text.is_empty()) {
            let hidden = matches!(name, Name::Key | Name::ClientSecret | Name::KeyFile);
            field.fill(text, if hidden { Origin::Found(from.to_owned()) } else { origin.clone() });
        }
    };
    let mut key = None;
    match access {
        Access::Token(token) => put(Name::Key, token.expose()),
        Access::Machine { client_id, proof } => {
            put(Name::ClientId, client_id);
            match proof {
                Proof::Secret(secret) => put(Name::ClientSecret, secret.expose()),
                Proof::Key { pem, key_id } => {
                    put(Name::KeyId, key_id);
                    put(Name::KeyFile, from);
                    key = Some(pem);
                }
            }
        }
        Access::Impersonation { client_id, secret, user } => {
            put(Name::ClientId, client_id);
            put(Name::ClientSecret, secret.expose());
            let (UserRef::Id(user) | UserRef::Subject(user)) = user;
            put(Name::User, user);
        }
        Access::Browser { client_id, .. } => put(Name::ClientId, client_id),
        Access::Signed(signer) => {
            put(Name::Issuer, &signer.issuer);
            put(Name::KeyId, &signer.key_id);
            put(Name::KeyFile, from);
            put(Name::Subject, &signer.subject);
            put(Name::Called, &signer.name);
            put(Name::Email, &signer.email);
            put(Name::Groups, &signer.groups.join(", "));
            put(Name::WebIntegration, signer.web_integration.as_deref().unwrap_or_default());
            key = Some(&signer.key);
        }
    }
    if let Some(pem) = key {
        let kind = format!("a key from {from}");
        form.key = Some(KeyFile { path: from.to_owned(), pem: pem.clone(), kind, warning: None });
    }
    if let Access::Impersonation { user, .. } = access {
        let word = match user {
            UserRef::Id(_) => impersonation::ID,
            UserRef::Subject(_) => impersonation::SUBJECT,
        };
        put_choice(form, word);
    }
}

fn put_choice(form: &mut Form, word: &str) {
    if let Some(field) = form.get_mut(Name::TakenAs) {
        field.fill(word, Origin::Proposed);
    }
}
