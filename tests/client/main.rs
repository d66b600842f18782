//! The client against the stand-in tenant, against single odd answers, and against servers that mean harm; and the worker.
#![cfg(feature = "demo")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper that fails, fails its test")]

mod access;
mod browser;
mod clocks;
mod common;
mod cookies;
mod creates;
mod endpoints;
mod existing;
mod hostile;
mod impersonation;
mod journeys;
mod keys;
mod lookups;
mod names;
mod pages;
mod proxy;
mod published;
mod refusals;
mod removals;
mod secrets;
mod settling;
mod shapes;
mod trust;
mod worker;
