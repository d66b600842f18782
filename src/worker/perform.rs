//! One request to one answer: which function of the client or of the desk answers it.

use std::sync::Arc;

use super::{desk::Desk, loopback};
use crate::{
    client::Client,
    domain::request::{Answer, Request},
};

/// Answers a request. Whatever goes wrong is part of the answer.
pub async fn perform(client: &Client, desk: &Desk, request: &Request) -> Answer {
    match request {
        Request::RecentTenants => {
            let (hosts, word) = desk.recent_tenants().await;
            Answer::RecentTenants(hosts, word)
        }
        Request::RememberTenant(tenant) => Answer::Remembered(desk.remember_tenant(tenant).await),
        Request::Copy(text) => Answer::Copied(desk.copy(&text.0).await),
        Request::Open(text) => Answer::Opened(desk.open(&text.0).await),
        Request::ReadFile(path) => Answer::FileRead(path.clone(), desk.read_file(path).await),
        Request::CompletePath(path, target) => {
            Answer::PathCompleted(path.clone(), desk.complete_path(path, *target).await)
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

        Request::TenantNotes(tenant) => Answer::TenantNotes(desk.notes(tenant).await),
        Request::KeepNotes(tenant, notes) => Answer::NotesKept(desk.keep_notes(tenant, notes).await),
        Request::AmendNotes(tenant, amendment) => Answer::NotesKept(desk.amend_notes(tenant, amendment).await),
        Request::CliContexts => Answer::CliContexts(desk.cli_contexts().await),
        Request::ReadKey(path) => Answer::KeyRead(desk.read_key(&path.0).await),
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
        Request::LoadKeyPair(plan) => Answer::KeyPairLoaded(desk.load_key_pair(plan).await),
        Request::MakeKeyPair(plan) => Answer::KeyPairMade(desk.make_key_pair(plan).await),
        Request::RemoveKeyPair(pair) => Answer::KeyPairRemoved(desk.remove_key_pair(pair).await),
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

        Request::ListOrphans(session) => Answer::Orphans(client.unused_credentials(session).await),
        Request::FindCredential(session, word) => {
            Answer::CredentialFound(word.clone(), client.find_credential(session, word).await)
        }
        Request::DeleteCredential(session, id) => {
            Answer::CredentialDeleted(client.delete_credential(session, id).await)
        }
    }
}
