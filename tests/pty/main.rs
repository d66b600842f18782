//! The whole program in a pseudo-terminal, used as people use it: keys go in, what the terminal would show comes out, and
//! what was really made is asked of the stand-in tenant over plain HTTP.
#![cfg(all(unix, feature = "demo"))]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, helpers included; deadlines need a clock"
)]

mod again;
mod answers;
mod browser;
mod changes;
mod chromium;
mod clipboard;
mod connections;
mod driver;
mod ending;
mod few_keys;
mod flows;
mod front;
mod input;
mod keys;
mod odd;
mod once;
mod pictures;
mod screen;
mod secrets;
mod start;
mod tenant;
mod walk;
mod ways;
mod window;
