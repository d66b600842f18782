//! The writes there are: what each sends, and what a look for it shows.

use std::time::Instant;

use super::{
    connection::{Connection, Created, NewConnection, Outcome, Sighting, Sought},
    credential::{Credential, CredentialId},
    dialect::Purpose,
    failure::Failure,
    request::{Answer, Call, Request},
    session::Session,
    settle::Rule,
    write::{Deed, LookupResult, Sight, Write},
};

/// A connection that is created, or the first call of OAuth, which may create as well.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Create {
    pub purpose: Purpose,
    pub new: NewConnection,
    /// The caller's id: what is found must be theirs.
    pub owner: String,
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
    const RULE: Rule = Rule { tries: 1, again: false, proof: 1, looks: 2 };
    const DEED: Deed = Deed {
        done: "created",
        shown: "the tenant has it",
        not_shown: "the tenant has no connection of this name there",
        removes: false,
    };

    fn name(&self) -> &str {
        &self.new.name
    }

    fn send(&self, session: &Session) -> Request {
        let (session, new) = (session.clone(), self.new.clone());
        match self.purpose {
            Purpose::Create => Request::Tenant(session, Call::Create(new)),
            Purpose::AuthUrl => Request::Tenant(session, Call::AskAuthUrl(new)),
        }
    }

    fn look(&self, session: &Session, sent: Instant) -> Request {
        let sought = Sought {
            name: self.new.name.clone(),
            space: self.new.space.clone(),
            source: self.new.source.clone(),
            owner: self.owner.clone(),
            sent,
            credential: self.new.credential_name(),
        };
        Request::Tenant(session.clone(), Call::LookUp(sought))
    }

    fn answered(&self, answer: &Answer) -> Option<Result<Created, Failure>> {
        match (answer, self.purpose) {
            (Answer::Create(answer), Purpose::Create) | (Answer::AskAuthUrl(answer), Purpose::AuthUrl) => {
                Some(answer.clone())
            }
            _ => None,
        }
    }

    fn seen(&self, _asked: &Request, answer: &Answer) -> Option<Sight<Created, Beside>> {
        let Answer::LookUp(answer) = answer else { return None };
        let sighting = match answer {
            Ok(Sighting { outcome, at, credential }) => {
                let (result, other) = match outcome {
                    Outcome::Created(found) => (LookupResult::Done(Created::Made(found.clone())), None),
                    Outcome::NotCreated => (LookupResult::NotDone, None),
                    Outcome::CouldNotTell(Some(other)) => (LookupResult::Other, Some(other.clone())),
                    Outcome::CouldNotTell(None) => (LookupResult::Unclear(None), None),
                };
                Sight { result, at: *at, trace: Beside { other, credential: credential.clone() } }
            }
            Err(failure) => {
                Sight { result: LookupResult::Unclear(Some(failure.clone())), at: None, trace: Beside::default() }
            }
        };
        Some(sighting)
    }
}

/// Credentials that are deleted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteCredential {
    pub id: CredentialId,
    pub name: String,
}

impl Write for DeleteCredential {
    type Done = ();
    type Trace = ();
    const RULE: Rule = DELETE;
    const DEED: Deed = Deed {
        done: "deleted",
        shown: "the tenant no longer has it",
        not_shown: "the tenant still has it",
        removes: true,
    };

    fn name(&self) -> &str {
        if self.name.is_empty() { &self.id.0 } else { &self.name }
    }

    fn send(&self, session: &Session) -> Request {
        Request::Tenant(session.clone(), Call::DeleteCredential(self.id.clone()))
    }

    fn look(&self, session: &Session, _sent: Instant) -> Request {
        Request::Tenant(session.clone(), Call::FindCredential(self.id.0.clone()))
    }

    fn answered(&self, answer: &Answer) -> Option<Result<(), Failure>> {
        let Answer::DeleteCredential(answer) = answer else { return None };
        Some(answer.clone())
    }

    fn seen(&self, asked: &Request, answer: &Answer) -> Option<Sight<(), ()>> {
        let (Request::Tenant(_, Call::FindCredential(word)), Answer::FindCredential(answer)) = (asked, answer) else {
            return None;
        };
        (*word == self.id.0).then(|| Sight {
            result: match answer {
                Ok(None) => LookupResult::Done(()),
                Ok(Some(_)) => LookupResult::NotDone,
                Err(failure) => LookupResult::Unclear(Some(failure.clone())),
            },
            at: None,
            trace: (),
        })
    }
}

/// For everything that is deleted by its id: once gone, it stays gone, but a look right after proves little.
const DELETE: Rule = Rule { tries: 3, again: false, proof: 2, looks: 2 };
