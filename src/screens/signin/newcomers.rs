//! A signed token makes a user of any subject that the tenant does not know. Nobody is made unseen: a subject that was not seen at
//! this tenant in this run is asked about first, and told about afterwards.

use jiff::SignedDuration;

use super::{State, methods::FieldKey};
use crate::{
    domain::{access::Method, session::Me},
    kit::{screen::Cx, shared::Shared},
};

/// How far the clocks of tenant and machine may be apart for "just now".
const JUST_NOW: SignedDuration = SignedDuration::from_mins(2);

impl State {
    /// Whether signing in with this subject has to be asked about first; says so on the screen. Only a key press that was meant for
    /// that sentence goes past it.
    pub(super) fn asks_about(&mut self, subject: &str, cx: &Cx<'_>) -> bool {
        if self.has_seen(subject, cx.shared) {
            return false;
        }
        let filled = &mut self.forms[Method::Signed];
        if filled.is_warned && cx.fresh {
            return false;
        }
        filled.is_warned = true;
        filled.form.begin_at(FieldKey::SignIn);
        true
    }

    /// Whether this tenant is known to have a user of this subject.
    pub(super) fn has_seen(&self, subject: &str, shared: &Shared) -> bool {
        let me = shared.draft.here().me.as_ref();
        self.subjects.contains(subject) || me.is_some_and(|me| me.subject == subject)
    }

    /// The tenant has a user of this subject.
    pub(super) fn note_subject(&mut self, subject: &str) {
        if !subject.is_empty() {
            self.subjects.insert(subject.to_owned());
        }
    }
}

/// What is asked about a subject that nobody has seen yet.
pub fn question(subject: &str) -> String {
    format!(
        "If the tenant does not know the subject {subject}, signing in creates a new user with it, who may take a license. \
         Press Enter again to sign in."
    )
}

/// What is said of a user whom this sign-in has made, where the tenant tells when that was.
pub fn told(me: &Me, cx: &Cx<'_>) -> Option<String> {
    let now = cx.shared.launch.wall(cx.now)?;
    let age = now.duration_since(me.created?);
    (age.abs() <= JUST_NOW)
        .then(|| format!("The tenant did not know the subject {} and created a new user.", me.subject))
}
