//! Making a connection out of another one: the rules of `actions/duplicate`. What is published is the body, that a name
//! is made up where none is sent, and the refusals; the rest is ours and marked.

use super::{
    clock,
    create::{check_maker, keep_credential},
    records::Connection,
    refusal::Refusal,
    shown::{DATA_FILES, is_data_files},
    tenant::{Store, Tenant},
    users::User,
};

/// What a copy is to be.
pub(super) struct Wanted {
    /// The connection to copy.
    pub of: String,
    pub name: Option<String>,
    /// Another space than that of the original; an empty one is the personal one.
    pub space: Option<String>,
    /// Whether a user name or a password is sent, which then replaces the login of the original.
    pub login: bool,
}

/// Copies a connection. The copy belongs to whoever asks for it.
pub(super) fn duplicate(tenant: &Tenant, user: &User, wanted: Wanted) -> Result<Connection, Refusal> {
    let mut guard = tenant.store();
    let store = &mut *guard;
    check_maker(user)?;
    if is_data_files(tenant, user, &wanted.of) || wanted.name.as_deref() == Some(DATA_FILES) {
        return Err(Refusal::invalid("Reserved connections are not duplicated, and no copy takes their name"));
    }
    let original = store.connection(&wanted.of)?;
    if !original.visible_to(user) {
        return Err(Refusal::forbidden("No access to this data connection"));
    }
    let original = original.clone();
    let space = wanted.space.or_else(|| original.space.clone()).filter(|space| !space.is_empty());
    tenant.check_space(store, user, space.as_deref())?;
    let taken = |name: &str| store.name_taken(name, space.as_deref(), &user.id, None);
    let name = match wanted.name {
        Some(name) if taken(&name) => {
            return Err(Refusal::name_taken(&name));
        }
        Some(name) => name,
        // How a name is made up is not published. One of so many is free.
        None => {
            let mut names = (1..=store.connections.len() + 1).map(|number| format!("{} ({number})", original.name));
            names.find(|name| !taken(name)).unwrap_or_default()
        }
    };

    let now = clock::wall();
    let id = store.random.uuid();
    let (credential, separated) = credential(tenant, store, user, &original, &name, &id, wanted.login);
    let copy = Connection {
        id,
        name,
        space,
        owner: user.id.clone(),
        credential,
        separated,
        created: now,
        updated: now,
        ..original
    };
    store.connections.push(copy.clone());
    Ok(copy)
}

/// The login of the copy: what is sent, embedded; else an embedded one again; else the separated one, as long as it is
/// the caller's own, for credentials belong to their users. All but the first is ours.
fn credential(
    tenant: &Tenant,
    store: &mut Store,
    user: &User,
    original: &Connection,
    name: &str,
    id: &str,
    sent: bool,
) -> (Option<String>, bool) {
    let embeds = sent || (!original.separated && original.credential.is_some());
    match tenant.source(&original.source) {
        Some(source) if embeds => {
            (Some(keep_credential(store, user, source, name.to_owned(), Some(id.to_owned()))), false)
        }
        _ => {
            let own = |id: &&String| store.credentials.iter().any(|one| one.id == **id && one.owner == user.id);
            (original.credential.as_ref().filter(own).cloned(), original.separated)
        }
    }
}
