//! qonnect creates Qlik Cloud data connections from a terminal.

#[cfg(feature = "demo")]
pub mod standin;
