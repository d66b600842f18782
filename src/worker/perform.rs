//! One request to one answer: which function of the client or of the machine answers it.

use std::{future::Future, sync::Arc};

use crate::{
    client::Client,
    domain::{
        failure::Failure,
        local::{Completion, ReadFile},
        request::{Answer, Copied, Request},
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

    /// Reads a file; the error is a sentence. A machine need not have any.
    fn read_file(&self, _path: &str) -> impl Future<Output = Result<ReadFile, String>> + Send {
        async { Err("There are no files here.".to_owned()) }
    }

    /// How the beginning of a path can go on; the error is a sentence.
    fn complete_path(&self, _beginning: &str) -> impl Future<Output = Result<Completion, String>> + Send {
        async { Err("There are no files here.".to_owned()) }
    }
}

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
        Request::CompletePath(path) => Answer::PathCompleted(path.clone(), machine.complete_path(path).await),
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
    }
}

/// The answer to a request whose job ended in a failure of its own.
pub fn failed(request: &Request, failure: Failure, words: &str) -> Answer {
    let words = words.to_owned();
    match request {
        Request::RecentTenants => Answer::RecentTenants(Vec::new(), Some(words)),
        Request::RememberTenant(_) => Answer::Remembered(Some(words)),
        Request::Copy(_) => Answer::Copied(Copied::Failed(words)),
        Request::Open(_) => Answer::Opened(Err(words)),
        Request::ReadFile(path) => Answer::FileRead(path.clone(), Err(words)),
        Request::CompletePath(path) => Answer::PathCompleted(path.clone(), Err(words)),
        Request::Reach(_) => Answer::Reached(Err(failure)),
        Request::SignIn(_) => Answer::SignedIn(Err(failure)),
        Request::ListSpaces(..) => Answer::Spaces(Err(failure)),
        Request::FindSpaces(..) => Answer::FoundSpaces(Err(failure)),
        Request::ListSources(_) => Answer::Sources(Err(failure)),
        Request::ReadSpec(_, source) => Answer::Spec(source.clone(), Err(failure)),
        Request::ListGateways(..) => Answer::Gateways(Err(failure)),
        Request::CheckCredential(_, name) => Answer::CredentialChecked(name.clone(), Err(failure)),
        Request::SuggestCredentials(..) => Answer::Suggestions(Err(failure)),
        Request::CheckName(_, _, name) => Answer::NameChecked(name.clone(), Err(failure)),
        Request::AskAuthUrl(..) => Answer::AuthUrl(Err(failure)),
        Request::Create(..) => Answer::Created(Err(failure)),
        Request::LookUp(..) => Answer::LookedUp(Err(failure)),
        Request::ReadBack(..) => Answer::ReadBack(Err(failure)),
    }
}
