//! One credential that is looked at, and the way to deleting it: a button that names it, and a second one where it is in use.

use crate::{
    domain::{
        credential::OwnedCredential,
        failure::{Failure, FailureKind},
        request::{Answer, Asked, Call, Request},
        settle::{Proof, Stage},
        write::{NotDone, Outcome},
        writes::Delete,
    },
    kit::{
        cursor::Cursor,
        notice::Notice,
        screen::{Cx, Flow, Settled},
        shared::Shared,
        writes::WriteId,
    },
};

/// One keeps the credentials, and the second deletes them.
pub const BUTTONS: usize = 2;

/// What follows for the screen from an answer about the deletion.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CardFlow {
    /// The card stays.
    Stays,
    /// It was deleted.
    Deleted,
    /// It had been deleted before.
    Gone,
}

/// A credential that is looked at.
#[derive(Debug)]
pub struct CredentialCard {
    pub owned: OwnedCredential,
    /// What is known of its use now: lists may be old.
    pub use_now: Use,
    /// Whether the button was pressed once, and the use of the credential stood against it.
    pub asked_again: bool,
    /// In the buttons. It never is on the one that deletes at first.
    pub cursor: Cursor,
    /// Its deletion in the register, once it was asked for.
    pub write: Option<WriteId>,
}

/// What is known of the use of a credential.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Use {
    /// The tenant is being asked.
    Asking,
    /// So many connections use it.
    By(u64),
    /// The tenant lists it as unused and tells no number.
    Unused,
    /// It could not be found out.
    NotTold,
}

impl CredentialCard {
    /// A credential of the list of unused ones: the list may be old, so its use is asked for.
    pub fn of_unused(owned: OwnedCredential, cx: &mut Cx<'_>) -> Self {
        let mut card = Self::of_found(owned);
        card.ask_use(cx);
        card
    }

    /// A credential that was just looked up.
    pub fn of_found(owned: OwnedCredential) -> Self {
        let use_now = owned.credential.connections.map_or(Use::NotTold, Use::By);
        Self { owned, use_now, asked_again: false, cursor: Cursor::default(), write: None }
    }

    /// The name, or where it has none the id.
    pub fn name(&self) -> &str {
        let credential = &self.owned.credential;
        if credential.name.is_empty() { &credential.id.0 } else { &credential.name }
    }

    /// Whether it is being deleted, or looked up whether it was.
    pub fn is_deleting(&self, shared: &Shared) -> bool {
        let flight = self.write.and_then(|id| shared.writes.get::<Delete>(id));
        flight.is_some_and(|flight| matches!(flight.stage(), Stage::Sent(_) | Stage::LookingUp(_)))
    }

    /// What the look for its use told. None of it: it is gone.
    pub fn checked(&mut self, answer: Result<Option<OwnedCredential>, Failure>, is_listed: bool) -> Option<()> {
        match answer {
            Ok(Some(found)) => {
                let owner = found.owner.clone().or_else(|| self.owned.owner.clone());
                self.use_now = match found.credential.connections {
                    Some(count) => Use::By(count),
                    None if is_listed => Use::Unused,
                    None => Use::NotTold,
                };
                self.owned = OwnedCredential { owner, ..found };
            }
            Ok(None) => return None,
            Err(_) => self.use_now = Use::NotTold,
        }
        Some(())
    }

    pub fn is_on_delete(&self) -> bool {
        self.cursor.row() > 0
    }

    /// The button that has the focus is pressed. `Back` means that it is kept.
    pub fn press(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !self.is_on_delete() {
            return Flow::Back;
        }
        match (&self.use_now, self.asked_again) {
            (Use::Asking, _) => cx.tell(Notice::info("Still checking whether anything uses them.")),
            (Use::By(0) | Use::Unused, _) | (_, true) => self.delete(cx),
            (Use::By(_) | Use::NotTold, false) => {
                self.asked_again = true;
                self.cursor = Cursor::default();
            }
        }
        Flow::Stay
    }

    /// Deletes it: by the same write where an earlier try is still unknown.
    fn delete(&mut self, cx: &mut Cx<'_>) {
        let write = Delete::credentials(&self.owned.credential.id, &self.owned.credential.name);
        let of = write.of.clone();
        self.write = cx.begin(write, |other| other.of == of);
    }

    /// The screen is shown again: whether this is still to be settled.
    pub fn resumes(&mut self, cx: &mut Cx<'_>) -> bool {
        self.write.is_some_and(|id| cx.resume::<Delete>(id, Asked::DeleteCredential))
    }

    /// An answer to the deletion, or to a look whether it was done. None where it is neither.
    pub fn answered(&mut self, asked: &Request, answer: &Answer, cx: &mut Cx<'_>) -> Option<CardFlow> {
        let settled = cx.settle::<Delete>(self.write?, asked, answer)?;
        Some(self.settled(settled, cx))
    }

    /// Whether the tenant asked to wait.
    pub fn is_waiting(&self, shared: &Shared) -> bool {
        self.write.is_some_and(|id| shared.writes.waiting(id).is_some())
    }

    /// Stops waiting until the tenant takes requests again.
    pub fn stop(&mut self, cx: &mut Cx<'_>) -> CardFlow {
        let settled = self.write.and_then(|id| cx.stop::<Delete>(id, Asked::DeleteCredential));
        self.settled(settled, cx)
    }

    fn settled(&mut self, settled: Option<Settled<Delete>>, cx: &mut Cx<'_>) -> CardFlow {
        let Some(Settled { outcome, sentence, .. }) = settled else { return CardFlow::Stays };
        if outcome != Outcome::Unknown {
            self.write = None;
        }
        (self.cursor, self.asked_again) = (Cursor::default(), false);
        match outcome {
            // It was not this person who deleted it.
            Outcome::Done((), Proof::Before) => {
                cx.tell(Notice::info(sentence));
                CardFlow::Gone
            }
            Outcome::Done((), Proof::Answered | Proof::LookedUp) => {
                cx.tell(Notice::good(sentence));
                CardFlow::Deleted
            }
            Outcome::NotDone(NotDone::Refused(failure)) => {
                self.refused(&failure, cx);
                CardFlow::Stays
            }
            Outcome::NotDone(NotDone::Absent | NotDone::Stopped) | Outcome::Unknown => {
                cx.tell(Notice::warn(sentence));
                self.ask_use(cx);
                CardFlow::Stays
            }
        }
    }

    /// Asks anew what uses it.
    fn ask_use(&mut self, cx: &mut Cx<'_>) {
        if let Some(session) = cx.session() {
            self.use_now = Use::Asking;
            cx.ask(Request::Tenant(session, Call::FindCredential(self.owned.credential.id.0.clone())));
        }
    }

    fn refused(&self, failure: &Failure, cx: &mut Cx<'_>) {
        let name = self.name();
        let text = match failure.kind {
            FailureKind::Forbidden => {
                format!(
                    "Only the owner of {name} or an administrator can delete these credentials. Sign in as one of them."
                )
            }
            FailureKind::Conflict => format!("{name} cannot be deleted as long as something uses it."),
            FailureKind::NotFound => {
                format!("{name} was not deleted: the tenant refused and still has it.")
            }
            _ => return cx.fail(failure),
        };
        cx.tell(Notice::about(failure, text));
    }
}
