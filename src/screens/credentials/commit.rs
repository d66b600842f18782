//! How the answer of the step Credentials comes about: what is in the way, what is waited for, what goes into the answers.

use std::time::Duration;

use super::{
    Row, State,
    lookup::{contradiction, refusal},
};
use crate::{
    domain::{
        credential::{CredentialCheck, CredentialChoice, Mode},
        request::Asked,
    },
    kit::{
        form::Origin,
        screen::{Cx, Flow},
        shared::Shared,
    },
};

/// Whether a look-up that brought nothing may be repeated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Repeat {
    /// A person pressed a key.
    Again,
    /// It has just been done.
    Enough,
}

impl State {
    /// Goes on if nothing is in the way; waits for the look-up if that is what is missing.
    pub(super) fn settle(&mut self, ask: Repeat, cx: &mut Cx<'_>) -> Flow {
        self.requested = false;
        self.forgive();
        if self.mode == Mode::Embedded {
            return self.commit(CredentialChoice::Embedded, cx);
        }
        let name = self.name().to_owned();
        let source = cx.shared.draft.here().source.as_ref().map(|source| &source.id);
        let outcome = match (self.mode, self.known()) {
            _ if refusal(&name).is_some() => Err(refusal(&name).unwrap_or_default().to_owned()),
            (_, None) => return self.wait(cx),
            (Mode::Existing, Some(Ok(CredentialCheck::Unchecked) | Err(_))) if ask == Repeat::Again => {
                return self.wait(cx);
            }
            (Mode::Existing, Some(Ok(CredentialCheck::Taken(found)))) => {
                contradiction(found, source).map_or_else(|| Ok(CredentialChoice::Existing(found.clone())), Err)
            }
            (Mode::Existing, Some(Ok(CredentialCheck::Free))) => {
                Err("You have no credentials of this name. Check the spelling, or choose Separated, new.".to_owned())
            }
            (Mode::Existing, Some(Ok(CredentialCheck::Unchecked) | Err(_))) => {
                Err("The id of these credentials could not be looked up, and the request needs it. Enter tries again."
                    .to_owned())
            }
            (_, Some(Ok(CredentialCheck::Unchecked) | Err(_))) if self.proposal().is_some() => {
                Err("The tenant says that this name is taken. Choose another name.".to_owned())
            }
            (_, Some(Ok(CredentialCheck::Taken(found)))) => Err(self.already_have(found, cx.shared)),
            (_, Some(Ok(CredentialCheck::Free | CredentialCheck::Unchecked) | Err(_))) => {
                Ok(CredentialChoice::New(name))
            }
        };
        match outcome {
            Ok(choice) => self.commit(choice, cx),
            Err(fault) => {
                self.form.refuse(Row::Name(self.mode), fault);
                Flow::Stay
            }
        }
    }

    fn wait(&mut self, cx: &mut Cx<'_>) -> Flow {
        if cx.session().is_none() {
            return Flow::Stay;
        }
        self.stand_on_name();
        self.requested = true;
        // What is on its way already is waited for; what still waits to be sent is sent now.
        if self.known().is_some() || cx.shared.pending.waited(Asked::CheckCredential, cx.now).is_none() {
            self.look_up(Duration::ZERO, cx);
        }
        Flow::Stay
    }

    /// The login leaves the details, or comes back to them: then they have to be looked at once more.
    fn commit(&mut self, choice: CredentialChoice, cx: &mut Cx<'_>) -> Flow {
        let existing = choice.mode() == Mode::Existing;
        let of = cx.shared.draft.of_mut();
        if of.credential.as_ref().is_some_and(|old| (old.mode() == Mode::Existing) != existing) {
            of.details = None;
        }
        of.credential = Some(choice.clone());
        self.shown = Some(choice);
        self.taken = None;
        Flow::Next
    }

    /// Shows what stands in the answers, if somebody else put it there.
    pub(super) fn adopt(&mut self, shared: &Shared) {
        let choice = shared.draft.of().credential.clone();
        if choice == self.shown {
            return;
        }
        match &choice {
            None => {}
            Some(CredentialChoice::Embedded) => self.mode = Mode::Embedded,
            Some(CredentialChoice::New(name)) => {
                self.mode = Mode::New;
                self.form.fill(Row::Name(Mode::New), name, Origin::Typed);
            }
            Some(CredentialChoice::Existing(credential)) => {
                self.mode = Mode::Existing;
                self.form.fill(Row::Name(Mode::Existing), &credential.name, Origin::Typed);
            }
        }
        self.arrange(shared);
        self.form.go(if self.mode == Mode::Embedded { Row::Mode } else { Row::Name(self.mode) });
        self.shown = choice;
    }
}
