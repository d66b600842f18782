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
        Request::RememberTenant(tenant) => Answer::RememberTenant(desk.remember_tenant(tenant).await),
        Request::Copy(text) => Answer::Copy(desk.copy(&text.0).await),
        Request::Open(text) => Answer::Open(desk.open(&text.0).await),
        Request::ReadFile(path) => Answer::ReadFile(desk.read_file(path).await),
        Request::CompletePath(path, target) => Answer::CompletePath(desk.complete_path(path, *target).await),
        Request::Reach(tenant) => Answer::Reach(client.reach(tenant).await),
        Request::SignIn(session) => Answer::SignIn(client.sign_in(session).await),
        Request::ListSpaces(session, page) => Answer::ListSpaces(client.spaces(session, page.as_deref()).await),
        Request::FindSpaces(session, name) => Answer::FindSpaces(client.find_spaces(session, name).await),
        Request::ListSources(session) => Answer::ListSources(client.sources(session).await),
        Request::ReadSpec(session, source) => Answer::ReadSpec(client.spec(session, source).await.map(Arc::new)),
        Request::ListGateways(session, source) => Answer::ListGateways(client.gateways(session, source).await),
        Request::CheckCredential(session, name) => {
            Answer::CheckCredential(client.credential_by_name(session, name).await)
        }
        Request::SuggestCredentials(session, source) => {
            Answer::SuggestCredentials(client.suggest_credentials(session, source).await)
        }
        Request::CheckName(session, space, name) => {
            Answer::CheckName(client.connection_by_name(session, space.as_ref(), name).await)
        }
        Request::AskAuthUrl(session, connection) => Answer::AskAuthUrl(client.ask_auth_url(session, connection).await),
        Request::Create(session, connection) => Answer::Create(client.create(session, connection).await),
        Request::LookUp(session, sought) => Answer::LookUp(Ok(client.look_up(session, sought).await)),
        Request::ReadBack(session, id) => Answer::ReadBack(client.read_back(session, id).await.map(Box::new)),

        Request::TenantNotes(tenant) => Answer::TenantNotes(desk.notes(tenant).await),
        Request::KeepNotes(tenant, notes) => Answer::KeepNotes(desk.keep_notes(tenant, notes).await),
        Request::AmendNotes(tenant, amendment) => Answer::AmendNotes(desk.amend_notes(tenant, amendment).await),
        Request::CliContexts => Answer::CliContexts(desk.cli_contexts().await),
        Request::ReadKey(path) => Answer::ReadKey(desk.read_key(&path.0).await),
        Request::StartBrowser(plan) => Answer::StartBrowser(loopback::attempt(plan).map(Box::new)),
        Request::AwaitBrowser(attempt) => Answer::AwaitBrowser(loopback::sign_in(client, attempt).await),
        Request::FinishBrowser(attempt, code) => Answer::FinishBrowser(client.exchange_code(attempt, code).await),
        Request::FindUser(session, email) => Answer::FindUser(client.users_by_email(session, email).await),
        Request::FindSubject(session, subject) => Answer::FindSubject(client.user_by_subject(session, subject).await),

        Request::InspectSetUp(session, wanted) => {
            Answer::InspectSetUp(Ok(Box::new(client.inspect_set_up(session, wanted).await)))
        }
        Request::LoadKeyPair(plan) => Answer::LoadKeyPair(desk.load_key_pair(plan).await),
        Request::MakeKeyPair(plan) => Answer::MakeKeyPair(desk.make_key_pair(plan).await),
        Request::RemoveKeyPair(pair) => Answer::RemoveKeyPair(desk.remove_key_pair(pair).await),
        Request::MakeProvider(session, new) => Answer::MakeProvider(client.make_provider(session, new).await),
        Request::MakeWebIntegration(session, new) => {
            Answer::MakeWebIntegration(client.make_web_integration(session, new).await)
        }
        Request::MakeImpersonator(session, new) => {
            Answer::MakeImpersonator(client.make_impersonator(session, new).await)
        }
        Request::MakeClientSecret(session, id) => {
            Answer::MakeClientSecret(client.make_client_secret(session, id).await)
        }
        Request::TrustImpersonator(session, id) => {
            Answer::TrustImpersonator(client.trust_impersonator(session, id).await)
        }
        Request::TrySignIn(session) => Answer::TrySignIn(client.sign_in(session).await),
        Request::Undo(session, made) => Answer::Undo(client.undo(session, made).await),

        Request::ListUnusedCredentials(session) => {
            Answer::ListUnusedCredentials(client.unused_credentials(session).await)
        }
        Request::FindCredential(session, word) => Answer::FindCredential(client.find_credential(session, word).await),
        Request::DeleteCredential(session, id) => Answer::DeleteCredential(client.delete_credential(session, id).await),
    }
}
