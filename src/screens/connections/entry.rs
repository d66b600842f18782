//! A connection as the list keeps it: ten thousand of them are to take little room, so what many have in common is kept once, and
//! what only one that is opened shows is not kept.

use std::{collections::HashSet, sync::Arc};

use crate::domain::connection::Connection;

#[derive(Debug)]
pub(super) struct Entry {
    pub id: Box<str>,
    /// As the tenant tells it: it may be blank.
    name: Box<str>,
    pub space: Option<Arc<str>>,
    pub source: Option<Arc<str>>,
    pub owner: Option<Arc<str>>,
    pub separated: Option<bool>,
    pub credential: Option<Box<str>>,
    pub updated: Option<Box<str>>,
    privileges: Option<Arc<[String]>>,
}

impl Entry {
    pub fn name(&self) -> &str {
        if self.name.trim().is_empty() { &self.id } else { &self.name }
    }

    /// What is known of it before it is read by itself.
    pub fn connection(&self) -> Connection {
        let text = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
        let own = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
        Connection {
            id: self.id.to_string(),
            name: self.name.to_string(),
            space: text(&self.space),
            source: text(&self.source),
            owner: text(&self.owner),
            separated: self.separated,
            credential: own(&self.credential),
            updated: own(&self.updated),
            privileges: self.privileges.as_deref().map(<[String]>::to_vec),
            ..Connection::default()
        }
    }
}

/// What several connections have in common, each once.
#[derive(Debug, Default)]
pub(super) struct Common {
    texts: HashSet<Arc<str>>,
    privileges: HashSet<Arc<[String]>>,
}

impl Common {
    pub fn entry(&mut self, connection: &Connection) -> Entry {
        let own = |text: &Option<String>| text.as_deref().map(Box::from);
        Entry {
            id: connection.id.as_str().into(),
            name: connection.name.as_str().into(),
            space: self.text(connection.space.as_deref()),
            source: self.text(connection.source.as_deref()),
            owner: self.text(connection.owner.as_deref()),
            separated: connection.separated,
            credential: own(&connection.credential),
            updated: own(&connection.updated),
            privileges: connection.privileges.as_deref().map(|all| once(&mut self.privileges, all)),
        }
    }

    fn text(&mut self, text: Option<&str>) -> Option<Arc<str>> {
        text.map(|text| once(&mut self.texts, text))
    }
}

fn once<T: ?Sized + std::hash::Hash + Eq>(all: &mut HashSet<Arc<T>>, one: &T) -> Arc<T>
where
    for<'a> Arc<T>: From<&'a T>,
{
    if let Some(kept) = all.get(one) {
        return Arc::clone(kept);
    }
    let kept = Arc::from(one);
    all.insert(Arc::clone(&kept));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_connections_have_in_common_is_kept_once_and_comes_back() {
        let connection = |id: &str| Connection {
            id: id.into(),
            name: " ".into(),
            space: Some("s-1".into()),
            owner: Some("u-1".into()),
            separated: Some(true),
            credential: Some("k-1".into()),
            updated: Some("2026-11-03T10:00:00Z".into()),
            privileges: Some(vec!["read".into()]),
            ..Connection::default()
        };
        let mut common = Common::default();
        let [one, other] = ["c-1", "c-2"].map(|id| common.entry(&connection(id)));
        assert!(Arc::ptr_eq(one.space.as_ref().unwrap(), other.space.as_ref().unwrap()));
        assert!(Arc::ptr_eq(one.privileges.as_ref().unwrap(), other.privileges.as_ref().unwrap()));
        assert_eq!(other.connection(), connection("c-2"));
        assert_eq!(one.name(), "c-1");
    }
}
