//! What owners are called: connections tell only their ids, so the names are asked for, a few at a time and each once.

use std::collections::{HashMap, HashSet};

use crate::domain::{failure::Failure, session::User};

/// So many are asked for at once: their ids have to fit into an address.
const AT_ONCE: usize = 30;

/// The names of owners by id.
#[derive(Debug, Default)]
pub(crate) struct People {
    names: HashMap<String, String>,
    /// Whoever was asked for, also without an answer.
    asked: HashSet<String>,
    is_asking: bool,
    /// The tenant does not tell: it is not asked again.
    is_refused: bool,
}

impl People {
    /// A name, or the id as long as there is none.
    pub(crate) fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map_or(id, String::as_str)
    }

    /// The question was dropped when the screen was left: it is asked again.
    pub(crate) fn resume(&mut self) {
        if std::mem::take(&mut self.is_asking) {
            self.asked.retain(|id| self.names.contains_key(id));
        }
    }

    /// Whom to ask for next.
    pub(crate) fn next<'a>(&mut self, owners: impl Iterator<Item = &'a str>) -> Option<Vec<String>> {
        if self.is_asking || self.is_refused {
            return None;
        }
        let mut ids = Vec::new();
        for owner in owners {
            if !owner.is_empty() && !self.asked.contains(owner) {
                self.asked.insert(owner.to_owned());
                ids.push(owner.to_owned());
            }
            if ids.len() == AT_ONCE {
                break;
            }
        }
        self.is_asking = !ids.is_empty();
        self.is_asking.then_some(ids)
    }

    /// Whether anybody has a name now who had none.
    pub(crate) fn named(&mut self, answer: Result<Vec<User>, Failure>) -> bool {
        self.is_asking = false;
        let Ok(users) = answer else {
            self.is_refused = true;
            return false;
        };
        let before = self.names.len();
        let named = users.into_iter().filter(|user| !user.name.trim().is_empty() && user.name != user.id);
        self.names.extend(named.map(|user| (user.id, user.name)));
        self.names.len() > before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::failure::FailureKind;

    fn user(id: &str, name: &str) -> User {
        User { id: id.into(), subject: String::new(), name: name.into(), email: None, status: None }
    }

    #[test]
    fn each_owner_is_asked_for_once_and_a_few_at_a_time() {
        let ids: Vec<String> = (0..40).map(|number| format!("u-{number}")).collect();
        let owners = || ids.iter().map(String::as_str).cycle().take(400);
        let mut people = People::default();
        assert_eq!(people.next(owners()).map(|ids| ids.len()), Some(30));
        assert_eq!(people.next(owners()), None, "one question at a time");
        assert!(people.named(Ok(vec![user("u-1", "Ada"), user("u-2", " ")])));
        assert_eq!(people.next(owners()).map(|ids| ids.len()), Some(10));
        assert!(!people.named(Ok(vec![])));
        assert_eq!(people.next(owners()), None, "nobody is left");
        assert_eq!((people.name("u-1"), people.name("u-2")), ("Ada", "u-2"));
    }

    #[test]
    fn a_refusal_ends_the_asking_and_a_dropped_question_does_not() {
        let mut people = People::default();
        people.next(["u-1"].into_iter());
        people.resume();
        assert_eq!(people.next(["u-1"].into_iter()), Some(vec!["u-1".to_owned()]));
        assert!(!people.named(Err(Failure::new(FailureKind::Forbidden, "asking"))));
        assert_eq!(people.next(["u-2"].into_iter()), None);
    }
}
