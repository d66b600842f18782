//! The wizard with its loop, its worker and its client on the stand-in tenant, in one paused runtime: time jumps to whatever is due
//! next, so that waits cost nothing and nothing depends on how fast the machine is.
#![cfg(feature = "demo")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics fails, as it should")]
#![allow(clippy::large_futures, reason = "a test awaits one whole wizard at a time")]

mod creating;
mod lists;
mod setup;
mod signin;
mod stage;
mod unused_credentials;
