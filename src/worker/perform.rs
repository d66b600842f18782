//! One request to one answer: which function of the client or of the desk answers it.

use std::sync::Arc;

use super::{
    desk::{Desk, apart},
    kept, keys, local, loopback,
};
use crate::{
    client::Client,
    domain::{
        connection::ConnectionQuery,
        local::Unwritten,
        request::{Answer, Call, Chore, PublicCall, Request},
        session::Session,
        setup::KeyFault,
    },
};

/// Answers a request. Whatever goes wrong is part of the answer.
pub async fn perform(client: &Client, desk: &Desk, request: &Request) -> Answer {
    match request {
        Request::Tenant(session, call) => call_tenant(client, session, call).await,
        Request::Public(call) => public(client, call).await,
        Request::Here(chore) => here(desk, chore.clone()).await,
    }
}

/// Asks the tenant, which needs nothing of this machine.
pub async fn call_tenant(client: &Client, session: &Session, call: &Call) -> Answer {
    match call {
        Call::SignIn => Answer::SignIn(client.sign_in(session).await),
        Call::ListSpaces(page) => Answer::ListSpaces(client.spaces(session, page.as_deref()).await),
        Call::FindSpaces(name) => Answer::FindSpaces(client.find_spaces(session, name).await),
        Call::ListSources => Answer::ListSources(client.sources(session).await),
        Call::ReadSpec(source) => Answer::ReadSpec(client.spec(session, source).await.map(Arc::new)),
        Call::ListGateways(source) => Answer::ListGateways(client.gateways(session, source).await),
        Call::CheckCredential(name) => Answer::CheckCredential(client.credential_by_name(session, name).await),
        Call::SuggestCredentials(source) => {
            Answer::SuggestCredentials(client.suggest_credentials(session, source).await)
        }
        Call::CheckName(space, name) => {
            Answer::CheckName(client.connection_by_name(session, space.as_ref(), name).await)
        }
        Call::AskAuthUrl(connection) => Answer::AskAuthUrl(client.ask_auth_url(session, connection).await),
        Call::Create(connection) => Answer::Create(client.create(session, connection).await),
        Call::LookUp(sought) => Answer::LookUp(client.look_up(session, sought).await),
        Call::ReadBack(id) => Answer::ReadBack(client.read_back(session, id).await.map(Box::new)),
        Call::ChangeConnection(id, changes, code) => {
            Answer::ChangeConnection(client.change_connection(session, id, changes, code.as_ref()).await)
        }
        Call::FindUser(word) => Answer::FindUser(client.find_users(session, word).await),
        Call::FindSubject(subject) => Answer::FindSubject(client.user_by_subject(session, subject).await),
        Call::NameUsers(ids) => Answer::NameUsers(client.users_by_id(session, ids).await),
        Call::InspectSetUp(wanted) => Answer::InspectSetUp(Ok(Box::new(client.inspect_set_up(session, wanted).await))),
        Call::MakePart(new) => Answer::MakePart(client.make_part(session, new).await),
        Call::TrySignIn => Answer::TrySignIn(client.sign_in(session).await),
        Call::RemovePart(made) => Answer::RemovePart(client.remove_part(session, made).await),
        Call::FindPart(made) => Answer::FindPart(client.part_stands(session, made).await),
        Call::ListUnusedCredentials => Answer::ListUnusedCredentials(client.unused_credentials(session).await),
        Call::FindCredential(word) => Answer::FindCredential(client.find_credential(session, word).await),
        Call::DeleteCredential(id) => Answer::DeleteCredential(client.delete_credential(session, id).await),
        Call::ListConnections(listed, page) => {
            Answer::ListConnections(client.connections(session, listed, page.as_deref()).await)
        }
        Call::FindConnections(part) => {
            Answer::FindConnections(client.connections(session, &ConnectionQuery::Named(part.clone()), None).await)
        }
        Call::CopyConnection(id, name, space) => {
            let copied = client.copy_connection(session, id, name, space.as_ref()).await;
            Answer::CopyConnection(copied.map(Box::new))
        }
        Call::MoveConnection(wanted) => Answer::MoveConnection(client.move_connection(session, wanted).await),
        Call::DeleteConnection(id) => Answer::DeleteConnection(client.delete_connection(session, id).await),
    }
}

async fn public(client: &Client, call: &PublicCall) -> Answer {
    match call {
        PublicCall::Reach(tenant) => Answer::Reach(client.reach(tenant).await),
        PublicCall::AwaitBrowser(attempt) => Answer::AwaitBrowser(loopback::sign_in(client, attempt).await),
        PublicCall::FinishBrowser(attempt, code) => Answer::FinishBrowser(client.exchange_code(attempt, code).await),
    }
}

async fn here(desk: &Desk, chore: Chore) -> Answer {
    let broken = || KeyFault::Failed(keys::BROKEN.to_owned());
    match chore {
        Chore::RecentTenants => {
            let (hosts, word) = desk.recent_tenants().await;
            Answer::RecentTenants(hosts, word)
        }
        Chore::RememberTenant(tenant) => Answer::RememberTenant(desk.remember_tenant(tenant).await),
        Chore::Copy(text) => Answer::Copy(desk.copy(&text.0).await),
        Chore::Open(text) => Answer::Open(desk.open(&text.0).await),
        Chore::ReadFile(path) => {
            let broken = Err("The file could not be read.".to_owned());
            Answer::ReadFile(apart(move || local::read(&path), broken).await)
        }
        Chore::CompletePath(path, target) => {
            let broken = Err("The folder could not be read.".to_owned());
            Answer::CompletePath(apart(move || local::complete(&path, target), broken).await)
        }
        Chore::TenantNotes(tenant) => Answer::TenantNotes(desk.notes(tenant).await),
        Chore::KeepNotes(tenant, notes) => Answer::KeepNotes(desk.keep_notes(tenant, notes).await),
        Chore::AmendNotes(tenant, amendment) => Answer::AmendNotes(desk.amend_notes(tenant, amendment).await),
        Chore::CliContexts => Answer::CliContexts(desk.cli_contexts().await),
        Chore::ReadKey(path) => Answer::ReadKey(apart(move || keys::read(&path.0), Err(keys::BROKEN.to_owned())).await),
        Chore::StartBrowser(plan) => Answer::StartBrowser(loopback::attempt(&plan).map(Box::new)),
        Chore::LoadKeyPair(plan) => Answer::LoadKeyPair(apart(move || keys::load(&plan), Err(broken())).await),
        Chore::MakeKeyPair(plan) => Answer::MakeKeyPair(apart(move || keys::make(&plan), Err(broken())).await),
        Chore::RemoveKeyPair(pair) => {
            Answer::RemoveKeyPair(apart(move || keys::remove(&pair), Err(keys::BROKEN.to_owned())).await)
        }
        Chore::WriteFiles(files) => {
            let broken = Err(Unwritten::Failed("The files could not be written.".to_owned()));
            Answer::WriteFiles(apart(move || kept::write(&files), broken).await)
        }
    }
}
