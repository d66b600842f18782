//! One request to one answer: which function of the client or of the machine answers it.

use std::{
    future::{Future, ready},
    sync::Arc,
};

use super::loopback;
use crate::{
    client::Client,
    domain::{
        contexts::CliContexts,
        local::{Completion, ReadFile, Target},
        notes::{Amendment, Notes},
        request::{Answer, Copied, Request},
        setup::{KeyFault, KeyFile, KeyPair, KeyPlan},
        tenant::Tenant,
    },
};

/// What this machine can do, besides the network. Nothing here blocks the runtime.
pub trait Machine: Send + Sync + 'static {
    /// The hosts of the tenants used lately, the latest first, and a word where the state file was broken.
    fn recent_tenants(&self) -> impl Future<Output = (Vec<String>, Option<String>)> + Send;

    /// Puts a tenant on that list, and says so where that failed.
    fn remember_tenant(&self, tenant: &Tenant) -> impl Future<Output = Option<String>> + Send;

    /// Puts a text on the clipboard.
    fn copy(&self, text: &str) -> impl Future<Output = Copied> + Send;

    /// Opens an address in the browser; the error is a sentence.
    fn open(&self, address: &str) -> impl Future<Output = Result<(), String>> + Send;

    /// What is remembered of a tenant.
    fn notes(&self, _tenant: &Tenant) -> impl Future<Output = Notes> + Send {
        ready(Notes::default())
    }

    /// Remembers something of a tenant, and says so where that failed.
    fn keep_notes(&self, _tenant: &Tenant, _notes: &Notes) -> impl Future<Output = Option<String>> + Send {
        ready(None)
    }

    /// Changes what is remembered of a tenant, and says so where that failed.
    fn amend_notes(&self, _tenant: &Tenant, _amendment: &Amendment) -> impl Future<Output = Option<String>> + Send {
        ready(None)
    }

    /// The contexts of qlik-cli; the error is a sentence.
    fn cli_contexts(&self) -> impl Future<Output = Result<CliContexts, String>> + Send {
        ready(Ok(CliContexts::default()))
    }

    /// A private key from a file; the error is a sentence.
    fn read_key(&self, _path: &str) -> impl Future<Output = Result<KeyFile, String>> + Send {
        ready(Err(NO_FILES.to_owned()))
    }

    /// The key pair of a plan, if its files exist.
    fn load_key_pair(&self, _plan: &KeyPlan) -> impl Future<Output = Result<Option<KeyPair>, KeyFault>> + Send {
        ready(Ok(None))
    }

    /// Makes a key pair, in files that did not exist before.
    fn make_key_pair(&self, _plan: &KeyPlan) -> impl Future<Output = Result<KeyPair, KeyFault>> + Send {
        ready(Err(KeyFault::Failed(NO_FILES.to_owned())))
    }

    /// Deletes the files of a key pair; the error is a sentence.
    fn remove_key_pair(&self, _pair: &KeyPair) -> impl Future<Output = Result<(), String>> + Send {
        ready(Err(NO_FILES.to_owned()))
    }

    /// Reads a file; the error is a sentence. A machine need not have any.
    fn read_file(&self, _path: &str) -> impl Future<Output = Result<ReadFile, String>> + Send {
        async { Err("There are no files here.".to_owned()) }
    }

    /// How the beginning of a path can go on; the error is a sentence.
    fn complete_path(
        &self,
        _beginning: &str,
        _target: Target,
    ) -> impl Future<Output = Result<Completion, String>> + Send {
        async { Err("There are no files here.".to_owned()) }
    }
}

/// What a machine says that keeps no files.
const NO_FILES: &str = "There are no files here.";

/// Answers a request. Whatever goes wrong is part of the answer.
pub async fn perform(client: &Client, machine: &impl Machine, request: &Request) -> Answer {
    match request {
        Request::RecentTenants => {
            let (hosts, word) = machine.recent_tenants().await;
            Answer::RecentTenants(hosts, word)
        }
        Request::RememberTenant(tenant) => Answer::Remembered(machine.remember_tenant(tenant).await),
        Request::Copy(text) => Answer::Copied(machine.copy(&text.0).await),
        Request::Open(text) => Answer::Opened(machine.open(&text.0).await),
        Request::ReadFile(path) => Answer::FileRead(path.clone(), machine.read_file(path).await),
        Request::CompletePath(path, target) => {
            Answer::PathCompleted(path.clone(), machine.complete_path(path, *target).await)
        }
        Request::Reach(tenant) => Answer::Reached(client.reach(tenant).await),
        Request::SignIn(session) => Answer::SignedIn(client.sign_in(session).await),
        Request::ListSpaces(session, page) => Answer::Spaces(client.spaces(session, page.as_deref()).await),
        Request::FindSpaces(session, name) => Answer::FoundSpaces(client.find_spaces(session, name).await),
        Request::ListSources(session) => Answer::Sources(client.sources(session).await),
        Request::ReadSpec(session, source) => {
            Answer::Spec(source.clone(), client.spec(session, source).await.map(Arc::new))
        }
        Request::ListGateways(session, source) => Answer::Gateways(client.gateways(session, source).await),
        Request::CheckCredential(session, name) => {
            Answer::CredentialChecked(name.clone(), client.credential_by_name(session, name).await)
        }
        Request::SuggestCredentials(session, source) => {
            Answer::Suggestions(client.suggest_credentials(session, source).await)
        }
        Request::CheckName(session, space, name) => {
            Answer::NameChecked(name.clone(), client.connection_by_name(session, space.as_ref(), name).await)
        }
        Request::AskAuthUrl(session, connection) => Answer::AuthUrl(client.ask_auth_url(session, connection).await),
        Request::Create(session, connection) => Answer::Created(client.create(session, connection).await),
        Request::LookUp(session, sought) => Answer::LookedUp(Ok(client.look_up(session, sought).await)),
        Request::ReadBack(session, id) => Answer::ReadBack(client.read_back(session, id).await.map(Box::new)),

        Request::TenantNotes(tenant) => Answer::TenantNotes(machine.notes(tenant).await),
        Request::KeepNotes(tenant, notes) => Answer::NotesKept(machine.keep_notes(tenant, notes).await),
        Request::AmendNotes(tenant, amendment) => Answer::NotesKept(machine.amend_notes(tenant, amendment).await),
        Request::CliContexts => Answer::CliContexts(machine.cli_contexts().await),
        Request::ReadKey(path) => Answer::KeyRead(machine.read_key(&path.0).await),
        Request::StartBrowser(plan) => Answer::BrowserStarted(loopback::attempt(plan).map(Box::new)),
        Request::AwaitBrowser(attempt) => Answer::BrowserReturned(loopback::sign_in(client, attempt).await),
        Request::FinishBrowser(attempt, code) => Answer::BrowserFinished(client.exchange_code(attempt, code).await),
        Request::FindUser(session, email) => {
            Answer::UsersFound(email.clone(), client.users_by_email(session, email).await)
        }
        Request::FindSubject(session, subject) => {
            Answer::SubjectFound(subject.clone(), client.user_by_subject(session, subject).await)
        }

        Request::InspectSetUp(session, wanted) => {
            Answer::SetUpInspected(Ok(Box::new(client.inspect_set_up(session, wanted).await)))
        }
        Request::LoadKeyPair(plan) => Answer::KeyPairLoaded(machine.load_key_pair(plan).await),
        Request::MakeKeyPair(plan) => Answer::KeyPairMade(machine.make_key_pair(plan).await),
        Request::RemoveKeyPair(pair) => Answer::KeyPairRemoved(machine.remove_key_pair(pair).await),
        Request::MakeProvider(session, new) => Answer::ProviderMade(client.make_provider(session, new).await),
        Request::MakeWebIntegration(session, new) => {
            Answer::WebIntegrationMade(client.make_web_integration(session, new).await)
        }
        Request::MakeImpersonator(session, new) => {
            Answer::ImpersonatorMade(client.make_impersonator(session, new).await)
        }
        Request::MakeClientSecret(session, id) => {
            Answer::ClientSecretMade(client.make_client_secret(session, id).await)
        }
        Request::TrustImpersonator(session, id) => {
            Answer::ImpersonatorTrusted(client.trust_impersonator(session, id).await)
        }
        Request::TrySignIn(session) => Answer::TriedSignIn(client.sign_in(session).await),
        Request::Undo(session, made) => Answer::Undone(made.clone(), client.undo(session, made).await),

        Request::ListOrphans(session) => Answer::Orphans(client.leftovers(session).await),
        Request::FindCredential(session, word) => {
            Answer::CredentialFound(word.clone(), client.find_credential(session, word).await)
        }
        Request::DeleteCredential(session, id) => {
            Answer::CredentialDeleted(client.delete_credential(session, id).await)
        }
    }
}
