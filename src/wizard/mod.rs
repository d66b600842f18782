//! The wizard as a whole: its screens, the keys that work everywhere, and how one step leads to another.

mod flow;
pub mod keys;
pub mod model;
mod opening;
pub mod update;
pub mod view;

pub use model::Model;
pub use update::update;

#[cfg(test)]
mod create_tests;
#[cfg(test)]
mod session_tests;
