//! Asking a person for a secret, for what runs without a screen.

use std::sync::Once;

use crate::{
    domain::secret::Secret,
    terminal::{self, Answered, restore_all},
    unattended::{interrupt, references::Unasked},
};

/// Signals are heard from the first question on.
static HEARS: Once = Once::new();

/// Asks on the terminal, without showing what is typed. A signal that ends the program meanwhile gives the terminal back before.
/// Needs a tokio runtime.
pub(super) fn secret(question: &str) -> Result<Secret, Unasked> {
    HEARS.call_once(|| interrupt::end_at_once(restore_all));
    match terminal::ask_secret(question) {
        Ok(Answered::Secret(secret)) => Ok(secret),
        Ok(Answered::Interrupted) => Err(Unasked::Interrupted),
        Ok(Answered::Gone) => Err(Unasked::Failed("nothing was typed, so nothing was created or changed".to_owned())),
        Err(fault) => Err(Unasked::Failed(format!("the terminal cannot be read: {fault}"))),
    }
}
