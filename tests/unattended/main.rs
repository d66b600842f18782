//! The commands for scripts and CI, as a script uses them: arguments and files go in, exit code, stdout and stderr come out.
#![cfg(all(unix, feature = "demo"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that panics fails, as it should; deadlines need a clock"
)]

mod apply;
mod authorize;
mod connections;
mod export;
mod faults;
mod offline;
mod rows;
mod run;
mod same;
mod stage;
mod wizard;
