//! qonnect creates Qlik Cloud data connections from a terminal.

pub mod cli;
pub mod client;
pub mod domain;
pub mod env;
pub mod kit;
#[cfg(feature = "demo")]
pub mod standin;
pub mod terminal;
pub mod worker;
