//! The keys of the step Data source.

use crate::kit::{
    keys::Binding,
    picker::keys::{Words, table},
};

pub use crate::kit::picker::keys::Command;

/// The keys of this screen.
pub const KEYS: &[Binding<Command>] = &table(&Words {
    rows: "to the data source above or below",
    choose: "take the marked data source and go on",
    clear: ("clear", "stop waiting, or show all data sources again; once more goes back"),
    again: "load the data sources again",
});
