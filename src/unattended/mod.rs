//! What runs without a screen: the same writes, settled by the same rule, driven to their end.

pub mod files;
pub mod settle;
