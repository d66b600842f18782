//! The keys of the step Space.

use crate::kit::{
    keys::Binding,
    picker::keys::{Words, table},
};

pub use crate::kit::picker::keys::Command;

/// The keys of this screen.
pub const KEYS: &[Binding<Command>] = &table(&Words {
    rows: "to the space above or below",
    choose: "take the marked space and go on",
    clear: ("clear filter", "show all spaces again; once more goes back"),
    again: "load the spaces again, or go on where loading failed",
});
