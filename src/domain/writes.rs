//! The writes there are: what each sends, and what a look for it shows.

mod existing;

use std::time::Instant;

use super::{
    connection::{Connection, ConnectionLookup, Created, NewConnection, Sought},
    credential::{Credential, CredentialId},
    dialect::Purpose,
    failure::{Failure, FailureKind},
    request::{Answer, Call},
    settle::{LookupResult, Rule},
    setup::{MadePart, NewPart, PartLookup, Thing},
    write::{Deed, Leaving, Sight, Write},
};

pub use existing::{ChangeConnection, Copy, Relocate};

/// For what a second request would create a second time.
const CREATE: Rule = Rule { tries: 1, again: false, proof: 1, looks: 2, removes: false };
/// For everything that is deleted by its id: once gone, it stays gone, but a look right after proves little.
const DELETE: Rule = Rule { tries: 3, again: false, proof: 2, looks: 2, removes: true };
/// For a change, which says the same however often it is said; but what somebody else changed in between would be undone by
/// saying it again, so that is for a person to decide.
const CHANGE: Rule = Rule { tries: 3, again: false, proof: 1, looks: 2, removes: false };

/// For what no look can tell.
const UNSEEN: Rule = Rule { tries: 1, again: false, proof: 0, looks: 0, removes: false };

/// What whoever leaves is told to do.
const LOOK_UP: &str = "Look it up before you try again.";
const LOOK_FOR: &str = "Look for it with qonnect connections.";

/// What is said of everything that is deleted, in a word of its own.
fn gone(done: &'static str) -> Deed {
    Deed { done, shown: "the tenant no longer has it", not_shown: "the tenant still has it" }
}

/// What a look for something that is deleted showed.
fn unless_there(is_there: Result<bool, &Failure>) -> Sight<(), ()> {
    match is_there {
        Ok(true) => LookupResult::NotDone,
        Ok(false) => LookupResult::Done(()),
        Err(failure) => LookupResult::failed(failure),
    }
    .into()
}

/// A connection that is created, or the first call of OAuth, which may create as well.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Create {
    pub purpose: Purpose,
    pub new: NewConnection,
    /// The caller's id: what is found must be theirs.
    pub owner: String,
    /// The name of whom it is created as, where that is not the person at the keyboard.
    pub acting_as: Option<String>,
    /// The id of the connection that has this name already, where one is only to be authorized again: whoever finds no other has
    /// created nothing.
    pub existing: Option<String>,
}

/// What looking for a connection showed besides.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Beside {
    /// One of that name, which need not be ours.
    pub other: Option<Box<Connection>>,
    /// The separated credential of that name, where one was to be created with the connection and is there now.
    pub credential: Option<Credential>,
}

impl Write for Create {
    type Done = Created;
    type Trace = Beside;

    fn rule(&self) -> Rule {
        CREATE
    }

    fn deed(&self) -> Deed {
        Deed {
            done: "created",
            shown: "the tenant has it",
            not_shown: match self.existing {
                None => "the tenant has no connection of this name there",
                Some(_) => "the tenant has only the connection that was there before",
            },
        }
    }

    fn leaving(&self) -> Leaving {
        Leaving {
            loss: "The outcome of a create is not known yet.",
            unknown: Some((format!("the connection \"{}\" was created", self.name()), LOOK_UP)),
        }
    }

    fn name(&self) -> &str {
        &self.new.name
    }

    fn send(&self) -> Call {
        match self.purpose {
            Purpose::Create => Call::Create(self.new.clone()),
            Purpose::AuthUrl => Call::AskAuthUrl(self.new.clone()),
        }
    }

    fn look(&self, sent: Instant) -> Call {
        let sought = Sought {
            name: self.new.name.clone(),
            space: self.new.space.clone(),
            source: self.new.source.clone(),
            owner: self.owner.clone(),
            sent,
            credential: self.new.credential_name(),
        };
        Call::LookUp(sought)
    }

    fn answered(&self, answer: &Answer) -> Option<Result<Created, Failure>> {
        match (answer, self.purpose) {
            (Answer::Create(answer), Purpose::Create) | (Answer::AskAuthUrl(answer), Purpose::AuthUrl) => {
                Some(answer.clone())
            }
            _ => None,
        }
    }

    fn seen(&self, _asked: &Call, answer: &Answer) -> Option<Sight<Created, Beside>> {
        let Sight { mut result, at, mut trace } = beside(answer)?;
        if self.existing.is_some() && trace.other.as_ref().map(|other| &other.id) == self.existing.as_ref() {
            (result, trace.other) = (LookupResult::NotDone, None);
        }
        Some(Sight { result: result.map(Created::Made), at, trace })
    }
}

/// What looking for a connection of a name showed.
fn beside(answer: &Answer) -> Option<Sight<Box<Connection>, Beside>> {
    let Answer::LookUp(answer) = answer else { return None };
    Some(match answer {
        Ok(ConnectionLookup { result, at, credential }) => {
            let other = if let LookupResult::Other(other) = result { Some(other.clone()) } else { None };
            Sight { result: result.clone(), at: *at, trace: Beside { other, credential: credential.clone() } }
        }
        Err(failure) => LookupResult::failed(failure).into(),
    })
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MakePart {
    pub new: NewPart,
    /// What it is called: `the identity provider qonnect`.
    pub name: String,
}

impl Write for MakePart {
    type Done = Thing;
    type Trace = ();

    fn rule(&self) -> Rule {
        match self.new {
            NewPart::Provider(_) | NewPart::WebIntegration(_) | NewPart::Client(_) => CREATE,
            // A secret that nobody has cannot be told from another one.
            NewPart::Secret(_) => UNSEEN,
            // Trusting twice is trusting.
            NewPart::Trust(_) => Rule { tries: 3, again: true, ..UNSEEN },
        }
    }

    fn deed(&self) -> Deed {
        let trusts = matches!(self.new, NewPart::Trust(_));
        Deed {
            done: if trusts { "trusted" } else { "created" },
            shown: "the tenant has it",
            not_shown: "the tenant has none",
        }
    }

    fn leaving(&self) -> Leaving {
        Leaving { loss: "The outcome of a part of the set-up is not known yet.", unknown: None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn send(&self) -> Call {
        Call::MakePart(self.new.clone())
    }

    fn look(&self, _sent: Instant) -> Call {
        Call::InspectSetUp(self.new.wanted().unwrap_or_default())
    }

    fn answered(&self, answer: &Answer) -> Option<Result<Thing, Failure>> {
        let Answer::MakePart(answer) = answer else { return None };
        Some(answer.clone())
    }

    fn seen(&self, _asked: &Call, answer: &Answer) -> Option<Sight<Thing, ()>> {
        let Answer::InspectSetUp(answer) = answer else { return None };
        let result = match answer.as_ref().map(|existing| existing.lookup(self.new.part())) {
            Ok(PartLookup::Found(thing)) => LookupResult::Done(thing),
            Ok(PartLookup::Absent) => LookupResult::NotDone,
            Ok(PartLookup::Unasked) => LookupResult::Unclear(None),
            Ok(PartLookup::Failed(failure)) => LookupResult::failed(&failure),
            Err(failure) => LookupResult::failed(failure),
        };
        Some(result.into())
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemovePart {
    pub made: MadePart,
    /// What it is called: `the identity provider qonnect (42)`.
    pub name: String,
}

impl Write for RemovePart {
    type Done = ();
    type Trace = ();

    fn rule(&self) -> Rule {
        match self.made {
            MadePart::Provider(_) | MadePart::WebIntegration(_) | MadePart::Impersonator(_) => DELETE,
            MadePart::ClientSecret(..) => Rule { proof: 0, looks: 0, ..DELETE },
        }
    }

    fn deed(&self) -> Deed {
        gone("removed")
    }

    fn leaving(&self) -> Leaving {
        Leaving {
            loss: "The outcome of a removal is not known yet.",
            unknown: Some((format!("{} was removed", self.name()), "Run qonnect impersonation to look it up.")),
        }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn send(&self) -> Call {
        Call::RemovePart(self.made.clone())
    }

    fn look(&self, _sent: Instant) -> Call {
        Call::FindPart(self.made.clone())
    }

    fn answered(&self, answer: &Answer) -> Option<Result<(), Failure>> {
        let Answer::RemovePart(answer) = answer else { return None };
        Some(answer.clone())
    }

    fn seen(&self, _asked: &Call, answer: &Answer) -> Option<Sight<(), ()>> {
        let Answer::FindPart(answer) = answer else { return None };
        Some(unless_there(answer.as_ref().copied()))
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Deleted {
    Connection(String),
    Credentials(CredentialId),
}

/// A connection or credentials that are deleted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delete {
    pub of: Deleted,
    /// What it is called; its id where it has no name.
    name: String,
}

impl Delete {
    pub fn connection(id: &str, name: &str) -> Self {
        let name = if name.is_empty() { id } else { name };
        Self { of: Deleted::Connection(id.to_owned()), name: name.to_owned() }
    }

    pub fn credentials(id: &CredentialId, name: &str) -> Self {
        let name = if name.is_empty() { &id.0 } else { name };
        Self { of: Deleted::Credentials(id.clone()), name: name.to_owned() }
    }
}

impl Write for Delete {
    type Done = ();
    type Trace = ();

    fn rule(&self) -> Rule {
        DELETE
    }

    fn deed(&self) -> Deed {
        gone("deleted")
    }

    fn leaving(&self) -> Leaving {
        let name = self.name();
        let unknown = match self.of {
            Deleted::Connection(_) => (format!("the connection \"{name}\" was deleted"), LOOK_FOR),
            Deleted::Credentials(_) => {
                (format!("the credentials \"{name}\" were deleted"), "Look them up with qonnect credentials.")
            }
        };
        Leaving { loss: "The outcome of a deletion is not known yet.", unknown: Some(unknown) }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn send(&self) -> Call {
        match &self.of {
            Deleted::Connection(id) => Call::DeleteConnection(id.clone()),
            Deleted::Credentials(id) => Call::DeleteCredential(id.clone()),
        }
    }

    fn look(&self, _sent: Instant) -> Call {
        match &self.of {
            Deleted::Connection(id) => Call::ReadBack(id.clone()),
            Deleted::Credentials(id) => Call::FindCredential(id.0.clone()),
        }
    }

    fn answered(&self, answer: &Answer) -> Option<Result<(), Failure>> {
        match (answer, &self.of) {
            (Answer::DeleteConnection(answer), Deleted::Connection(_))
            | (Answer::DeleteCredential(answer), Deleted::Credentials(_)) => Some(answer.clone()),
            _ => None,
        }
    }

    fn seen(&self, asked: &Call, answer: &Answer) -> Option<Sight<(), ()>> {
        let is_there = match (asked, answer, &self.of) {
            (Call::ReadBack(of), Answer::ReadBack(answer), Deleted::Connection(id)) if of == id => match answer {
                Err(failure) if failure.kind == FailureKind::NotFound => Ok(false),
                answer => answer.as_ref().map(|_| true),
            },
            (Call::FindCredential(of), Answer::FindCredential(answer), Deleted::Credentials(id)) if *of == id.0 => {
                answer.as_ref().map(Option::is_some)
            }
            _ => return None,
        };
        Some(unless_there(is_there))
    }
}
