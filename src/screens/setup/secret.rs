//! The secret of the client: told once, shown by a key, and not lost without a word.

use super::{Command, Page, SECRET, State, buttons::Button};
use crate::kit::{
    keys::{Hint, Rank, hints_now},
    notice::Notice,
    screen::Cx,
};

/// Said before it would be lost.
pub const UNSEEN: &str = "You have not seen the secret yet. Ctrl+R shows it; it is lost when you leave.";

/// Whether the secret can be seen, and what became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SecretView {
    /// It is shown now.
    pub is_shown: bool,
    /// It was shown at least once.
    pub was_seen: bool,
    /// It was not, and the person goes on without it, knowing that.
    pub given_up: bool,
}

impl State {
    /// Whether there is a secret that can be shown here.
    pub(super) fn has_secret(&self) -> bool {
        let here = matches!(self.page, Page::Run | Page::Removal | Page::Trial | Page::Done);
        here && self.run.secret().is_some()
    }

    /// Whether there is a secret that nobody has seen.
    pub(super) fn has_unseen_secret(&self) -> bool {
        !self.secret.was_seen && self.run.secret().is_some()
    }

    pub(super) fn secret_hints(&self) -> Vec<Hint> {
        hints_now(SECRET, |_: Command, hint| {
            let short = if self.secret.is_shown { "hide the secret" } else { hint.short };
            let rank = if self.page == Page::Done { hint.rank } else { Rank::Room };
            Some(Hint { short, rank, ..hint })
        })
    }

    /// Shows the secret, or hides it again.
    pub(super) fn reveal(&mut self, cx: &mut Cx<'_>) {
        self.secret.is_shown = !self.secret.is_shown;
        self.secret.was_seen = true;
        cx.shared.notice = None;
        self.record(cx);
    }

    /// Whether this button may do what loses a secret that nobody has seen: not before it was pressed twice.
    pub(super) fn may_lose_secret(&mut self, button: Button, cx: &mut Cx<'_>) -> bool {
        if !self.has_unseen_secret() || self.secret.given_up || self.asked == Some(button) {
            self.secret.given_up = true;
            return true;
        }
        self.asked = Some(button);
        cx.tell(Notice::warn(format!("{UNSEEN} Press the button again to go on without it.")));
        false
    }
}
