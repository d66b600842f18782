//! Pure parts that every screen uses. No terminal, no clock, no I/O.

pub mod effect;
pub mod event;
pub mod keys;
