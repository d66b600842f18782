//! qonnect creates Qlik Cloud data connections from a terminal.

pub mod client;
pub mod domain;
pub mod kit;
#[cfg(feature = "demo")]
pub mod standin;
pub mod worker;
