//! The stand-in's answers against the published descriptions of the API, asked by a client of its own.
#![cfg(feature = "demo")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

mod assertions;
mod authorize;
mod bulk;
mod client;
mod connections;
mod credentials;
mod faults;
mod frame;
mod jwt_sessions;
mod lists;
mod oauth;
mod oauth_clients;
mod oauth_tokens;
mod refusals;
mod set_up;
mod signing;
mod sources;
