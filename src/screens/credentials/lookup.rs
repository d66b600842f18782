//! What is known about the name of a credential: asked for while it is typed, and judged for each of the two modes.

use std::time::Duration;

use super::{Row, State, Suggested};
use crate::{
    domain::{
        credential::{Credential, CredentialCheck, CredentialChoice, Mode},
        failure::Failure,
        known::label_of,
        request::{Asked, Call, Request},
        source::SourceId,
    },
    kit::{notice::Notice, screen::Cx, shared::Shared},
};

/// How long the typing has to pause before a name is looked up.
pub const PAUSE: Duration = Duration::from_millis(300);

/// A name, and what the tenant said about it.
#[derive(Debug)]
pub struct Lookup {
    pub name: String,
    /// Nothing as long as no answer came; a sentence where it failed.
    pub answer: Option<Result<CredentialCheck, String>>,
}

impl State {
    /// The name of the mode, as it is sent.
    pub(super) fn name(&self) -> &str {
        self.form.text(Row::Name(self.mode)).trim()
    }

    /// What the tenant said about the name that stands there now.
    pub(super) fn known(&self) -> Option<&Result<CredentialCheck, String>> {
        let lookup = self.lookup.as_ref().filter(|lookup| lookup.name == self.name())?;
        lookup.answer.as_ref()
    }

    /// The credential that has the name, where one has it.
    pub(super) fn found(&self) -> Option<&Credential> {
        match self.known() {
            Some(Ok(CredentialCheck::Taken(credential))) => Some(credential),
            Some(Ok(CredentialCheck::Free | CredentialCheck::Unchecked) | Err(_)) | None => None,
        }
    }

    /// What a new name that is taken already means: the credentials that have it can be used, or another name is needed.
    pub(super) fn already_have(&self, found: &Credential, shared: &Shared) -> String {
        if self.can_use_it(shared) {
            return "You already have these credentials. Ctrl+T uses them.".to_owned();
        }
        let wanted = shared.draft.here().source.as_ref().map(|source| &source.id);
        let other = found.source.as_deref().zip(wanted).filter(|(has, wants)| !wants.is(has));
        let of = other.map_or_else(String::new, |(has, _)| format!(", for {}", label_of(has)));
        format!("You already have credentials of this name{of}. Choose another name.")
    }

    /// Asks about the name, unless the answer is there already or there is nothing to ask.
    pub(super) fn look_up(&mut self, after: Duration, cx: &mut Cx<'_>) {
        let name = self.name().to_owned();
        if self.mode == Mode::Embedded || refusal(&name).is_some() {
            self.lookup = None;
            cx.drop_question(Asked::CheckCredential);
            return;
        }
        if matches!(self.known(), Some(Ok(CredentialCheck::Free | CredentialCheck::Taken(_)))) {
            cx.drop_question(Asked::CheckCredential);
            return;
        }
        let Some(session) = cx.session() else { return };
        self.lookup = Some(Lookup { name: name.clone(), answer: None });
        cx.ask_after(Request::Tenant(session, Call::CheckCredential(name)), after);
    }

    /// The answer to a look-up. A late one, for a name that does not stand there any more, changes nothing.
    pub(super) fn looked_up(&mut self, name: &str, answer: Result<CredentialCheck, Failure>) -> bool {
        let remembered = self.remembered(name).cloned();
        let Some(lookup) = self.lookup.as_mut().filter(|lookup| lookup.name == name) else { return false };
        lookup.answer = Some(match (answer, remembered) {
            (Ok(CredentialCheck::Unchecked) | Err(_), Some(credential)) => Ok(CredentialCheck::Taken(credential)),
            (answer, _) => answer.map_err(|failure| Notice::of(&failure).text),
        });
        if matches!(lookup.answer, Some(Ok(CredentialCheck::Free))) && self.mode == Mode::New {
            self.taken = None;
        }
        name == self.name()
    }

    /// A credential of this name that was found in another way: a name that no path can carry is known from there only.
    fn remembered(&self, name: &str) -> Option<&Credential> {
        let shown = match &self.shown {
            Some(CredentialChoice::Existing(credential)) => Some(credential),
            Some(CredentialChoice::Embedded | CredentialChoice::New(_)) | None => None,
        };
        self.suggestions.iter().chain(shown).find(|credential| credential.name.trim() == name)
    }

    /// Asks once for what could be taken.
    pub(super) fn suggest(&mut self, cx: &mut Cx<'_>) {
        if self.mode != Mode::Existing || self.suggested != Suggested::Unasked {
            return;
        }
        if let (Some(session), Some(source)) = (cx.session(), cx.shared.draft.here().source.clone()) {
            self.suggested = Suggested::Asked;
            cx.ask(Request::Tenant(session, Call::SuggestCredentials(source.id)));
        }
    }
}

/// Why a name cannot be used at all.
pub fn refusal(name: &str) -> Option<&'static str> {
    match name {
        "" => Some("Name your credentials."),
        "." | ".." => Some("A name of only one or two dots cannot be looked up. Choose another name."),
        _ => None,
    }
}

/// Why a credential cannot be used for this source. Only a value that contradicts refuses; an absent one does not.
pub fn contradiction(credential: &Credential, source: Option<&SourceId>) -> Option<String> {
    let other = credential.source.as_deref().zip(source).filter(|(has, wants)| !wants.is(has));
    if let Some((has, wants)) = other {
        return Some(format!("They belong to another data source: {}, not {}.", label_of(has), label_of(&wants.0)));
    }
    (credential.separated == Some(false))
        .then(|| "They are embedded in a connection, so no other connection can use them.".to_owned())
}
