//! A connection that exists: whether it agrees with the file, and what would be sent to change it.

use super::{
    build::Built,
    planned::{Action, OnExisting, Revision},
};
use crate::{
    answers::{Item, file::IfExists},
    domain::{
        connection::Connection,
        credential::Mode,
        http::Json,
        known::{code_name, known},
        looks::looks_credential,
        patch::{Change, Wanted, brings_credentials, changes, moves_server},
        property::{CREDENTIALS_NAME, SELECTED_CREDENTIALS, SEPARATE},
    },
};

/// What is done with a connection that exists. Only what can be compared decides whether it agrees with the file; a secret never
/// does.
pub(super) fn revise(
    item: &Item<'_>,
    built: &Built,
    found: Connection,
    asked: OnExisting,
    notes: &mut Vec<String>,
) -> Action {
    let new = &built.new;
    if found.source.as_deref().is_some_and(|told| !new.source.is(told)) {
        let other = found.source.unwrap_or_default();
        return Action::Blocked(format!("a connection of this name exists, for another data source ({other})"));
    }
    if found.separated.is_some_and(|separated| separated != (item.mode() != Mode::Embedded)) {
        let kept = if found.separated == Some(true) { "separated" } else { "embedded" };
        return Action::Blocked(format!("it exists, and its credentials are {kept}"));
    }
    let (properties, untold) = comparable(built, &found, notes);
    // Tags of the tenant's own and of others stay.
    let missing: Vec<&String> = new.tags.iter().filter(|tag| !found.tags.contains(tag)).collect();
    let tags = (!missing.is_empty()).then(|| found.tags.iter().chain(missing).cloned().collect());
    let differs = changes(&found, &Wanted { tags, properties, ..Wanted::default() });
    let mut revision =
        Revision { found: Box::new(found), differs, secrets: Vec::new(), if_exists: asked.if_exists, credential: None };
    if asked.rotate
        && let Err(sentence) = rotate(item, built, &mut revision, notes)
    {
        return Action::Blocked(sentence);
    }
    if moves_server(&revision.sent()) {
        follow(built, &mut revision);
        if !brings_credentials(&revision.sent(), |key| is_login(built, key)) {
            let keys = revision.keys();
            return Action::Blocked(format!(
                "it differs ({keys}), and with another host the tenant wants the credentials, which the file does not have"
            ));
        }
    }
    let may_change = |privileges: &Vec<String>| privileges.iter().any(|privilege| privilege == "update");
    if !revision.sent().is_empty() && !revision.found.privileges.as_ref().is_none_or(may_change) {
        let owner = revision.found.owner.as_deref().unwrap_or("someone else");
        let what =
            if revision.differs.is_empty() { String::new() } else { format!(" and differs ({})", revision.keys()) };
        return Action::Blocked(format!("it exists{what}, and you may not change it; its owner is {owner}"));
    }
    if revision.differs.is_empty() && revision.secrets.is_empty() {
        let caveats = caveats(item, built, &revision.found, &untold, asked.rotate);
        return Action::Same(revision.found, caveats);
    }
    if revision.if_exists == IfExists::Skip && !revision.differs.is_empty() && !revision.secrets.is_empty() {
        notes.push(format!("the differences are left as they are: {}", revision.keys()));
    }
    Action::Revise(Box::new(revision))
}

/// The properties of the file that the tenant tells of the connection, too; the others are noted. Beside them the names of those
/// that are no secrets and that it does not tell.
fn comparable(built: &Built, found: &Connection, notes: &mut Vec<String>) -> (Vec<(String, Json)>, Vec<String>) {
    let new = &built.new;
    let mut properties = Vec::new();
    let mut untold = Vec::new();
    // Where separated credentials are used, a create leaves out what the file has of them.
    let is_left_out = |key: &String| new.properties.iter().all(|(other, _)| other != key);
    let left_out = built.logins.iter().filter(|(key, _)| is_left_out(key));
    for (key, value) in new.properties.iter().chain(left_out).filter(|(key, _)| !is_elsewhere(built, key)) {
        let is_told = found.properties.iter().any(|(name, _)| name == key);
        match value {
            Json::Plain(_) if is_told => properties.push((key.clone(), value.clone())),
            _ => untold.push((key.as_str(), value)),
        }
    }
    if !untold.is_empty() {
        let values = if untold.len() == 1 { "value" } else { "values" };
        let keys: Vec<&str> = untold.iter().map(|(key, _)| *key).collect();
        notes.push(format!("{} {values} cannot be compared: {}", untold.len(), keys.join(", ")));
    }
    let plain = untold.iter().filter(|(_, value)| value.secrets().is_empty());
    (properties, plain.map(|(key, _)| (*key).to_owned()).collect())
}

/// Whether a property is said by other parts of a file. A code works once, and no file has it.
fn is_elsewhere(built: &Built, key: &str) -> bool {
    [SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS, code_name(known(&built.new.source))].contains(&key)
        || built.code.as_deref() == Some(key)
}

/// What has to be said of a connection that agrees as far as the tenant tells.
fn caveats(item: &Item<'_>, built: &Built, found: &Connection, untold: &[String], rotate: bool) -> Vec<String> {
    let mut caveats = Vec::new();
    if let Some(named) = item.connection.credentials.as_ref().and_then(|credentials| credentials.name.as_deref())
        && item.mode() != Mode::Embedded
    {
        match &built.credential {
            None => caveats.push(format!("you have no credentials named {named}")),
            Some(credential) if found.credential.as_deref() != Some(credential.id.0.as_str()) => {
                caveats.push(format!("it does not use your credentials {named}"));
            }
            Some(_) => {}
        }
    }
    if !untold.is_empty() {
        let has_secret = |(_, value): &(String, Json)| !value.secrets().is_empty();
        // Said where it is so: there is a secret, with which they would go.
        let is_sent = !rotate
            && built.logins.iter().chain(&built.new.properties).any(has_secret)
            && untold.iter().all(|key| is_login(built, key));
        let hint = if is_sent { " (--rotate sends it)" } else { "" };
        caveats.push(format!("{} cannot be compared{hint}", untold.join(", ")));
    }
    caveats
}

/// The secrets of the file go to the connection, and with them what belongs to them and the tenant does not tell, such as the user
/// name: nobody could see that it differs, and the new password would meet the old user. Those of separated credentials go with their
/// user name, and to all connections that use them.
fn rotate(item: &Item<'_>, built: &Built, revision: &mut Revision, notes: &mut Vec<String>) -> Result<(), String> {
    let is_separated = item.mode() != Mode::Embedded;
    let all = if is_separated { &built.logins } else { &built.new.properties };
    if all.iter().all(|(_, value)| value.secrets().is_empty()) {
        notes.push("nothing to rotate: the file has no secret for it".to_owned());
        return Ok(());
    }
    if is_separated {
        let named = item.connection.credentials.as_ref().and_then(|credentials| credentials.name.as_deref());
        let named = named.unwrap_or_default();
        let Some(credential) = &built.credential else {
            return Err(format!("you have no credentials named {named}; nothing can be rotated"));
        };
        if revision.found.credential.as_deref() != Some(credential.id.0.as_str()) {
            return Err(format!("it uses other credentials than {named}; nothing can be rotated through it"));
        }
        if let Some(count) = credential.connections.filter(|count| *count > 1) {
            notes.push(format!(
                "{count} connections use these credentials; all of them should follow, which Qlik does not document"
            ));
        }
        revision.credential = Some(credential.id.0.clone());
    }
    let goes_along = |key: &str| {
        is_login(built, key)
            && !is_elsewhere(built, key)
            && revision.found.properties.iter().all(|(told, _)| told != key)
    };
    let sent = all.iter().filter(|(key, value)| is_separated || !value.secrets().is_empty() || goes_along(key));
    revision.secrets = secrets(revision, sent.cloned().collect());
    Ok(())
}

/// The credentials follow to another host: the tenant wants them in the same request, and drops the association of separated ones.
fn follow(built: &Built, revision: &mut Revision) {
    let along = built.new.properties.iter().filter(|(key, value)| {
        // A code is good once, and for a create.
        if built.code.as_ref() == Some(key) {
            return false;
        }
        [CREDENTIALS_NAME, SELECTED_CREDENTIALS].contains(&key.as_str())
            || is_login(built, key)
            || !value.secrets().is_empty()
    });
    let along = secrets(revision, along.cloned().collect());
    revision.secrets.retain(|change| along.iter().all(|other| other.path != change.path));
    revision.secrets.extend(along);
}

/// The operations for these, without what differs anyway and is sent for that.
fn secrets(revision: &Revision, properties: Vec<(String, Json)>) -> Vec<Change> {
    let mut all = changes(&revision.found, &Wanted { properties, ..Wanted::default() });
    all.retain(|change| !revision.differs.iter().any(|other| other.path == change.path));
    all
}

fn is_login(built: &Built, key: &str) -> bool {
    built.logins.iter().any(|(name, _)| name == key) || looks_credential(key)
}
