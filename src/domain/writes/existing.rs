//! What is done to connections that exist: copied, changed, moved.

use std::time::Instant;

use super::{Beside, CHANGE, CREATE, LOOK_FOR, LOOK_UP, UNSEEN, beside};
use crate::domain::{
    connection::{Connection, Move, Sought},
    failure::Failure,
    patch::{self, Change},
    request::{Answer, Call},
    secret::Secret,
    settle::{LookupResult, Rule},
    source::SourceId,
    space::{SpaceChoice, SpaceId},
    text::capitalised,
    write::{Deed, Leaving, Sight, Write},
};

/// A connection that is copied into a space. No credentials are sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copy {
    /// The original's id.
    pub of: String,
    /// The data source of the original, by which the copy is recognized.
    pub source: SourceId,
    pub new_name: String,
    /// None is the caller's personal space.
    pub space: Option<SpaceId>,
    /// How the person calls that space, for the sentences.
    pub label: String,
    /// The caller's id: what is found must be theirs.
    pub owner: String,
}

impl Copy {
    /// A copy of this name, for the sentences: `Orders (in Sales)`.
    pub fn new(of: &Connection, name: &str, to: (Option<SpaceId>, &str), owner: &str) -> Self {
        let (space, label) = to;
        Self {
            of: of.id.clone(),
            source: SourceId(of.source.clone().unwrap_or_default()),
            new_name: name.to_owned(),
            space,
            label: format!("{name} (in {label})"),
            owner: owner.to_owned(),
        }
    }
}

impl Write for Copy {
    type Done = Box<Connection>;
    type Trace = Beside;

    fn rule(&self) -> Rule {
        CREATE
    }

    fn deed(&self) -> Deed {
        Deed {
            done: "copied",
            shown: "the tenant has the copy",
            not_shown: "the tenant has no connection of this name there",
        }
    }

    fn leaving(&self) -> Leaving {
        Leaving {
            loss: "The outcome of a copy is not known yet.",
            unknown: Some((
                format!("the connection {} was copied", self.name()),
                "Look for the copy with qonnect connections.",
            )),
        }
    }

    fn name(&self) -> &str {
        &self.label
    }

    fn send(&self) -> Call {
        Call::CopyConnection(self.of.clone(), self.new_name.clone(), self.space.clone())
    }

    fn look(&self, sent: Instant) -> Call {
        let sought = Sought {
            name: self.new_name.clone(),
            space: self.space.clone(),
            source: self.source.clone(),
            owner: self.owner.clone(),
            sent,
            credential: None,
        };
        Call::LookUp(sought)
    }

    fn answered(&self, answer: &Answer) -> Option<Result<Box<Connection>, Failure>> {
        let Answer::CopyConnection(answer) = answer else { return None };
        Some(answer.clone())
    }

    fn seen(&self, _asked: &Call, answer: &Answer) -> Option<Sight<Box<Connection>, Beside>> {
        beside(answer)
    }
}

/// A connection that is changed, in one request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeConnection {
    /// The connection as it was read before, with its properties.
    pub before: Box<Connection>,
    pub changes: Vec<Change>,
    /// A fresh authorization code, for a source that signs in through a browser.
    pub code: Option<Secret>,
}

impl ChangeConnection {
    /// What it is called once it is changed, where that is another name.
    fn new_name(&self) -> Option<String> {
        let name = self.changes.iter().find(|change| change.key == "qName")?.after()?;
        Some(name).filter(|name| *name != self.before.name)
    }
}

impl Write for ChangeConnection {
    type Done = ();
    /// The connection as the last look found it.
    type Trace = Option<Box<Connection>>;

    fn rule(&self) -> Rule {
        if self.code.is_some() {
            // A code works once. Whether it was taken shows in the time of the last change only.
            return Rule { tries: 1, ..CHANGE };
        }
        // A secret never comes back, so a new one cannot be told from the old one.
        if self.changes.iter().any(patch::comes_back) { CHANGE } else { Rule { tries: CHANGE.tries, ..UNSEEN } }
    }

    fn deed(&self) -> Deed {
        if self.code.is_some() {
            return Deed {
                done: "reauthorized",
                shown: "the tenant shows that it was changed just then",
                not_shown: "the tenant shows no change",
            };
        }
        Deed { done: "changed", shown: "the tenant has the new values", not_shown: "the tenant has the old values" }
    }

    fn leaving(&self) -> Leaving {
        Leaving {
            loss: "The outcome of a change is not known yet.",
            unknown: Some((format!("the connection \"{}\" was changed", self.name()), LOOK_UP)),
        }
    }

    fn name(&self) -> &str {
        &self.before.name
    }

    fn done(&self) -> String {
        let (name, deed) = (self.name(), capitalised(self.deed().done));
        match self.new_name() {
            Some(new) if self.changes.len() == 1 => format!("Renamed {name} to {new}"),
            Some(new) => format!("{deed} {name} and renamed it to {new}"),
            None => format!("{deed} {name}"),
        }
    }

    fn send(&self) -> Call {
        let (id, changes) = (self.before.id.clone(), self.changes.clone());
        Call::ChangeConnection(id, changes, self.code.clone())
    }

    fn look(&self, _sent: Instant) -> Call {
        Call::ReadBack(self.before.id.clone())
    }

    fn answered(&self, answer: &Answer) -> Option<Result<(), Failure>> {
        let Answer::ChangeConnection(answer) = answer else { return None };
        Some(answer.clone())
    }

    fn seen(&self, asked: &Call, answer: &Answer) -> Option<Sight<(), Option<Box<Connection>>>> {
        let (result, trace) = match read(&self.before.id, asked, answer)? {
            // The properties are what they were. That a tenant which took nothing shows the old time is not published, so the old
            // time proves nothing.
            Ok(now) if self.code.is_some() => {
                let is_later = now.updated.is_some() && now.updated != self.before.updated;
                let result = if is_later { LookupResult::Done(()) } else { LookupResult::Unclear(None) };
                (result, Some(Box::new(now.clone())))
            }
            Ok(now) => (patch::look(&self.before, &self.changes, now), Some(Box::new(now.clone()))),
            Err(failure) => (LookupResult::failed(failure), None),
        };
        Some(Sight { trace, ..result.into() })
    }
}

/// A connection that is moved to another space or owner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relocate {
    pub wanted: Move,
    pub name: String,
}

impl Relocate {
    fn is_there(&self, now: &Connection) -> bool {
        let owner = self.wanted.owner.as_deref().is_none_or(|owner| now.owner.as_deref() == Some(owner));
        let is_there = |space: &SpaceChoice| now.space.as_ref() == space.id().map(|id| &id.0);
        owner && self.wanted.space.as_ref().is_none_or(is_there)
    }
}

impl Write for Relocate {
    type Done = ();
    type Trace = ();

    /// Moving to where it is already is moving.
    fn rule(&self) -> Rule {
        CHANGE
    }

    fn deed(&self) -> Deed {
        Deed { done: "moved", shown: "the tenant shows it there", not_shown: "the tenant shows it where it was" }
    }

    fn leaving(&self) -> Leaving {
        Leaving {
            loss: "The outcome of a move is not known yet.",
            unknown: Some((format!("the connection \"{}\" was moved", self.name()), LOOK_FOR)),
        }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn send(&self) -> Call {
        Call::MoveConnection(self.wanted.clone())
    }

    fn look(&self, _sent: Instant) -> Call {
        Call::ReadBack(self.wanted.id.clone())
    }

    fn answered(&self, answer: &Answer) -> Option<Result<(), Failure>> {
        let Answer::MoveConnection(answer) = answer else { return None };
        Some(answer.clone())
    }

    fn seen(&self, asked: &Call, answer: &Answer) -> Option<Sight<(), ()>> {
        let answer = read(&self.wanted.id, asked, answer)?;
        let result = match answer {
            Ok(now) if self.is_there(now) => LookupResult::Done(()),
            Ok(_) => LookupResult::NotDone,
            Err(failure) => LookupResult::failed(failure),
        };
        Some(result.into())
    }
}

/// What reading the connection of this id back told, where that was asked.
fn read<'a>(id: &str, asked: &Call, answer: &'a Answer) -> Option<Result<&'a Connection, &'a Failure>> {
    let (Call::ReadBack(of), Answer::ReadBack(answer)) = (asked, answer) else { return None };
    (of == id).then_some(answer.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{failure::FailureKind, writes::Delete};

    fn asked(id: &str) -> Call {
        Call::ReadBack(id.into())
    }

    fn shown(space: Option<&str>) -> Answer {
        Answer::ReadBack(Ok(Box::new(Connection { space: space.map(str::to_owned), ..Connection::default() })))
    }

    fn failed(kind: FailureKind) -> Answer {
        Answer::ReadBack(Err(Failure::new(kind, "reading")))
    }

    #[test]
    fn a_look_for_a_deletion_tells_gone_from_still_there() {
        let write = Delete::connection("c-1", "Orders");
        let seen = |answer| write.seen(&asked("c-1"), &answer).map(|sight| sight.result);
        assert_eq!(seen(failed(FailureKind::NotFound)), Some(LookupResult::Done(())));
        assert_eq!(seen(shown(None)), Some(LookupResult::NotDone));
        // A route that is missing, or a refusal, says nothing of the connection.
        for kind in [FailureKind::NoRoute, FailureKind::Forbidden] {
            assert!(matches!(seen(failed(kind)), Some(LookupResult::Unclear(Some(_)))));
        }
        assert_eq!(write.seen(&asked("another"), &shown(None)), None);
    }

    #[test]
    fn a_look_for_a_move_compares_the_space() {
        let to = |space| Relocate {
            wanted: Move { id: "c-1".into(), owner: None, space: Some(space) },
            name: "Orders".into(),
        };
        let there = to(SpaceChoice::by_id("s-1", "Sales"));
        for (write, space, result) in [
            (&there, Some("s-1"), LookupResult::Done(())),
            (&there, Some("s-2"), LookupResult::NotDone),
            (&there, None, LookupResult::NotDone),
            (&to(SpaceChoice::Personal), None, LookupResult::Done(())),
        ] {
            assert_eq!(write.seen(&asked("c-1"), &shown(space)).map(|sight| sight.result), Some(result));
        }
    }
}
