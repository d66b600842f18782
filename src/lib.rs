//! qonnect creates Qlik Cloud data connections from a terminal.

pub mod app;
pub mod cli;
pub mod client;
pub mod domain;
pub mod env;
pub mod kit;
pub mod launch;
pub mod screens;
#[cfg(feature = "demo")]
pub mod standin;
pub mod terminal;
pub mod ui;
pub mod wizard;
pub mod worker;
