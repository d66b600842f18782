//! Pure parts that every screen uses. No terminal, no clock, no I/O.

pub mod cursor;
pub mod effect;
pub mod event;
pub mod form;
pub mod keys;
pub mod line;
pub mod notice;
pub mod paged;
pub mod pages;
pub mod paste;
pub mod pending;
pub(crate) mod people;
pub mod picker;
pub mod screen;
pub mod scroll;
pub mod shared;
pub mod visit;
pub mod writes;
