//! A connection as the list keeps it: ten thousand of them are to take little room, so what many have in common is kept once, what
//! only one has stands in one piece of memory, and what only one that is opened shows is not kept.

use std::{collections::HashSet, sync::Arc};

use crate::domain::connection::Connection;

#[derive(Debug)]
pub(super) struct Entry {
    /// Its id, its name as the tenant tells it, its credentials and its last change, one after another.
    texts: Box<str>,
    /// Where the first three of them end.
    ends: [usize; 3],
    common: Arc<InCommon>,
}

/// What many connections have alike.
#[derive(PartialEq, Eq, Hash, Debug)]
struct InCommon {
    space: Option<String>,
    source: Option<String>,
    owner: Option<String>,
    separated: Option<bool>,
    privileges: Option<Vec<String>>,
}

impl Entry {
    pub fn id(&self) -> &str {
        self.text(0, self.ends[0])
    }

    pub fn name(&self) -> &str {
        let name = self.told_name();
        if name.trim().is_empty() { self.id() } else { name }
    }

    fn told_name(&self) -> &str {
        self.text(self.ends[0], self.ends[1])
    }

    pub fn credential(&self) -> Option<&str> {
        Some(self.text(self.ends[1], self.ends[2])).filter(|id| !id.is_empty())
    }

    pub fn updated(&self) -> Option<&str> {
        Some(self.text(self.ends[2], self.texts.len())).filter(|at| !at.is_empty())
    }

    pub fn space(&self) -> Option<&str> {
        self.common.space.as_deref()
    }

    pub fn source(&self) -> Option<&str> {
        self.common.source.as_deref()
    }

    pub fn owner(&self) -> Option<&str> {
        self.common.owner.as_deref()
    }

    pub fn separated(&self) -> Option<bool> {
        self.common.separated
    }

    fn text(&self, start: usize, end: usize) -> &str {
        self.texts.get(start..end).unwrap_or_default()
    }

    /// What is known of it before it is read by itself.
    pub fn connection(&self) -> Connection {
        Connection {
            id: self.id().to_owned(),
            name: self.told_name().to_owned(),
            space: self.common.space.clone(),
            source: self.common.source.clone(),
            owner: self.common.owner.clone(),
            separated: self.common.separated,
            credential: self.credential().map(str::to_owned),
            updated: self.updated().map(str::to_owned),
            privileges: self.common.privileges.clone(),
            ..Connection::default()
        }
    }
}

/// What several connections have in common, each once.
#[derive(Debug, Default)]
pub(super) struct Common(HashSet<Arc<InCommon>>);

impl Common {
    pub fn entry(&mut self, connection: Connection) -> Entry {
        let Connection { id, name, space, source, credential, separated, owner, updated, privileges, .. } = connection;
        let (credential, updated) = (credential.unwrap_or_default(), updated.unwrap_or_default());
        let ends = [id.len(), id.len() + name.len(), id.len() + name.len() + credential.len()];
        let common = Arc::new(InCommon { space, source, owner, separated, privileges });
        let kept = self.0.get(&common).map(Arc::clone);
        let common = kept.unwrap_or_else(|| {
            self.0.insert(Arc::clone(&common));
            common
        });
        Entry { texts: [id, name, credential, updated].concat().into(), ends, common }
    }
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
        let [one, other] = ["c-1", "c-2"].map(|id| common.entry(connection(id)));
        assert!(Arc::ptr_eq(&one.common, &other.common));
        assert_eq!(other.connection(), connection("c-2"));
        assert_eq!(one.name(), "c-1");
    }
}
