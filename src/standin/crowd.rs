//! Many connections at once, as in a tenant that is years old. They are kept as a create would keep them, but without its
//! checks, which would take long for ten thousand.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{
    clock,
    create::{keep_credential, with_own_tag},
    records::Connection,
    sources::Source,
    tenant::{Store, Tenant},
    users::{Role, User},
};

/// What the connections are for, and to what they lead.
const TOPICS: [&str; 8] = ["Sales", "Stock", "Invoices", "Web shop", "Payroll", "Service desk", "Sensors", "Campaigns"];
const KINDS: [(&str, &str); 6] = [
    ("File_AmazonS3ConnectorV2", "bucketName"),
    ("mssql", "host"),
    ("postgres", "host"),
    ("snowflake", "server"),
    ("rest", "url"),
    ("gbq", "Catalog"),
];
/// One in so many shares separated credentials with others.
const SEPARATED: usize = 5;
/// One in so many stands in the personal space of its owner.
const PERSONAL: usize = 25;

/// Adds so many connections, the same ones at each start.
pub(super) fn fill(tenant: &Tenant, count: usize) {
    let mut guard = tenant.store();
    let store = &mut *guard;
    let owners: Vec<User> = [Role::Creator, Role::Admin, Role::Bot]
        .into_iter()
        .filter_map(|role| store.users.of_role(role).cloned())
        .collect();
    let sources: Vec<(&Source, &str)> =
        KINDS.into_iter().filter_map(|(id, key)| Some((tenant.source(id)?, key))).collect();
    let start = clock::wall();
    for number in 0..count {
        let (Some(owner), Some((source, key))) =
            (owners.get(number % owners.len()), sources.get(number % sources.len()))
        else {
            return;
        };
        let space = (number % PERSONAL != 0).then(|| tenant.spaces.get(number % tenant.spaces.len().max(1))).flatten();
        let topic = TOPICS[number / sources.len() % TOPICS.len()];
        let name = format!("{topic} {}", number + 1);
        let separated = source.separable() && number % SEPARATED == 0;
        let id = store.random.uuid();
        let credential = credential(store, owner, source, separated, &name, &id);
        let made = before(start, count - number);
        store.connections.push(Connection {
            id,
            name,
            source: source.id.clone(),
            space: space.map(|space| space.id.clone()),
            owner: owner.id.clone(),
            properties: properties(key, number),
            credential: Some(credential),
            separated,
            tags: with_own_tag(Vec::new(), source),
            created: made,
            updated: made,
        });
    }
}

fn credential(
    store: &mut Store,
    owner: &User,
    source: &Source,
    separated: bool,
    name: &str,
    connection: &str,
) -> String {
    if !separated {
        return keep_credential(store, owner, source, name.to_owned(), Some(connection.to_owned()));
    }
    let shared = format!("{} key", source.data_source_name);
    let kept = store.named_credential(&shared, &owner.id).map(|credential| credential.id.clone());
    kept.unwrap_or_else(|| keep_credential(store, owner, source, shared, None))
}

fn properties(key: &str, number: usize) -> Map<String, Value> {
    let value = match key {
        "url" => json!(format!("https://api.example.com/v1/{number}")),
        "host" | "server" => json!(format!("db{}.example.com", number % 40)),
        _ => json!(format!("{}-{number}", key.to_lowercase())),
    };
    Map::from_iter([(key.to_owned(), value)])
}

/// An hour apart, the first the oldest.
fn before(start: Timestamp, hours: usize) -> Timestamp {
    let hours = i64::try_from(hours).unwrap_or(i64::MAX / 3600);
    start.checked_sub(SignedDuration::from_hours(hours)).unwrap_or(start)
}
