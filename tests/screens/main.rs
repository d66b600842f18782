//! What a person sees: every screen at two sizes, its styles, and every size there is without a panic.
//!
//! No network and no clock: a scripted tenant answers each question at once, or when the test lets it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics fails, as it should")]

mod connections;
mod pictures;
mod scripted;
mod sizes;
mod stage;
mod styles;
