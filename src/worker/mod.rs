//! What is done outside the terminal, and away from the loop.

pub mod browser;
pub mod clipboard;
pub mod files;
pub mod place;
