//! What is remembered of a tenant.

use std::collections::BTreeMap;

use super::access::Method;

/// What is remembered of a tenant between two runs. Never a secret.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Notes {
    /// The tenant's id, learnt by an earlier sign-in: a key of another tenant is known before any call.
    pub tenant_id: Option<String>,
    /// The way that was used last.
    pub method: Option<Method>,
    /// What was typed there and is no secret, by the name that the screen gives it: client id, redirect URL, issuer, the
    /// path of a key file.
    pub facts: Facts,
}

/// Facts by the names that the screens give them: `signed.issuer`.
pub type Facts = BTreeMap<String, String>;

/// The fact that tells which space was chosen last: its id, or [`PERSONAL`].
pub const LAST_SPACE: &str = "last.space";
/// The name of that space, by which the tenant finds it where its list is long.
pub const LAST_SPACE_NAME: &str = "last.space-name";
/// The fact that tells which source was chosen last: its id.
pub const LAST_SOURCE: &str = "last.source";
/// Stands for the id of the personal space, which has none.
pub const PERSONAL: &str = "personal";

/// A change of what is remembered of a tenant, by somebody who does not know the rest of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Amendment {
    /// These facts, in place of older ones of the same name.
    Remember(Facts),
    /// These are true no more. Where another fact of that name is remembered by now, that one stays.
    Forget(Facts),
}

impl Amendment {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        let (Self::Remember(facts) | Self::Forget(facts)) = self;
        facts.is_empty()
    }
}

impl Notes {
    /// What was chosen last.
    pub fn last(&self) -> Facts {
        let names = [LAST_SPACE, LAST_SPACE_NAME, LAST_SOURCE];
        names.iter().filter_map(|name| Some(((*name).to_owned(), self.facts.get(*name)?.clone()))).collect()
    }

    /// Takes a change over.
    pub fn amend(&mut self, amendment: &Amendment) {
        match amendment {
            Amendment::Remember(facts) => self.facts.extend(facts.clone()),
            Amendment::Forget(facts) => self.facts.retain(|name, fact| facts.get(name) != Some(fact)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(all: &[(&str, &str)]) -> Facts {
        all.iter().map(|(name, fact)| ((*name).to_owned(), (*fact).to_owned())).collect()
    }

    #[test]
    fn what_is_forgotten_is_only_what_is_still_remembered_so() {
        let mut notes = Notes { facts: facts(&[("a", "1"), ("b", "1")]), ..Notes::default() };
        notes.amend(&Amendment::Remember(facts(&[("b", "2"), ("c", "3")])));
        assert_eq!(notes.facts, facts(&[("a", "1"), ("b", "2"), ("c", "3")]));
        notes.amend(&Amendment::Forget(facts(&[("b", "1"), ("c", "3")])));
        assert_eq!(notes.facts, facts(&[("a", "1"), ("b", "2")]));
    }
}
