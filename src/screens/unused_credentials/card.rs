//! One credential that is looked at, and the way to deleting it: a button that names it, and a second one where it is in use.

use crate::{
    domain::{
        credential::OwnedCredential,
        failure::{Failure, FailureKind},
        request::{Asked, Call, Request},
    },
    kit::{
        notice::Notice,
        screen::{Cx, Flow},
    },
};

/// A credential that is looked at.
#[derive(Debug)]
pub struct Card {
    /// The credential.
    pub owned: OwnedCredential,
    /// What is known of its use now: lists may be old.
    pub use_now: Use,
    /// Whether the button was pressed once, and the use of the credential stood against it.
    pub asked_again: bool,
    /// Whether the focus is on the button that deletes. It never is at first.
    pub on_delete: bool,
    /// Whether it is being deleted.
    pub deleting: bool,
}

/// What is known of the use of a credential.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Use {
    /// The tenant is being asked.
    Asking,
    /// So many connections use it.
    By(u64),
    /// The tenant lists it as an orphan and tells no number.
    Orphan,
    /// It could not be found out.
    NotTold,
}

impl Card {
    /// A credential of the list of orphans: the list may be old, so its use is asked for.
    pub fn of_orphan(owned: OwnedCredential, cx: &mut Cx<'_>) -> Self {
        if let Some(session) = cx.session() {
            cx.ask(Request::Tenant(session, Call::FindCredential(owned.credential.id.0.clone())));
        }
        Self { owned, use_now: Use::Asking, asked_again: false, on_delete: false, deleting: false }
    }

    /// A credential that was just looked up.
    pub fn of_found(owned: OwnedCredential) -> Self {
        let use_now = owned.credential.connections.map_or(Use::NotTold, Use::By);
        Self { owned, use_now, asked_again: false, on_delete: false, deleting: false }
    }

    /// The name, or where it has none the id.
    pub fn name(&self) -> &str {
        let credential = &self.owned.credential;
        if credential.name.is_empty() { &credential.id.0 } else { &credential.name }
    }

    /// What the look for its use told. None of it: it is gone.
    pub fn checked(&mut self, answer: Result<Option<OwnedCredential>, Failure>, orphan: bool) -> Option<()> {
        match answer {
            Ok(Some(found)) => {
                let owner = found.owner.clone().or_else(|| self.owned.owner.clone());
                self.use_now = match found.credential.connections {
                    Some(count) => Use::By(count),
                    None if orphan => Use::Orphan,
                    None => Use::NotTold,
                };
                self.owned = OwnedCredential { owner, ..found };
            }
            Ok(None) => return None,
            Err(_) => self.use_now = Use::NotTold,
        }
        Some(())
    }

    /// The button that has the focus is pressed. `Back` means that it is kept.
    pub fn press(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !self.on_delete {
            return Flow::Back;
        }
        match (&self.use_now, self.asked_again) {
            (Use::Asking, _) => cx.tell(Notice::info("One moment: the tenant is asked whether anything uses it.")),
            (Use::By(0) | Use::Orphan, _) | (_, true) => self.delete(cx),
            (Use::By(_) | Use::NotTold, false) => {
                self.asked_again = true;
                self.on_delete = false;
            }
        }
        Flow::Stay
    }

    fn delete(&mut self, cx: &mut Cx<'_>) {
        let Some(session) = cx.session() else { return };
        self.deleting = true;
        cx.ask(Request::Tenant(session, Call::DeleteCredential(self.owned.credential.id.clone())));
    }

    /// It was not deleted, or that is not known. What stands is looked up, which can do no harm.
    pub fn refused(&mut self, failure: &Failure, cx: &mut Cx<'_>) {
        self.deleting = false;
        self.on_delete = false;
        self.asked_again = false;
        let name = self.name().to_owned();
        let text = match failure.kind {
            FailureKind::Forbidden => format!(
                "You may not delete {name}: only its owner may, or an administrator of the tenant. Sign in as one of them."
            ),
            FailureKind::OutcomeUnknown => format!("It is not known whether {name} is deleted. It is looked up now."),
            FailureKind::Conflict => format!("{name} cannot be deleted as long as something uses it."),
            _ => return cx.fail(failure),
        };
        cx.tell(Notice::about(failure, text));
        if failure.kind == FailureKind::OutcomeUnknown
            && let Some(session) = cx.session()
        {
            self.use_now = Use::Asking;
            cx.ask(Request::Tenant(session, Call::FindCredential(self.owned.credential.id.0.clone())));
        }
    }

    /// It is not looked at any more.
    pub fn close(cx: &mut Cx<'_>) {
        cx.drop_question(Asked::FindCredential);
    }
}
