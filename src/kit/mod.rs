//! Pure parts that every screen uses. No terminal, no clock, no I/O.

pub mod keys;
pub mod line;
pub mod paste;
pub mod picker;
