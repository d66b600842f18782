//! The words of the field as types, and the rules that need neither terminal nor network.

pub mod secret;
