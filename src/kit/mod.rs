//! Pure parts that every screen uses. No terminal, no clock, no I/O.

pub mod effect;
pub mod event;
pub mod keys;
pub mod notice;
pub mod pending;
pub mod screen;
pub mod shared;
