//! The stand-in's answers against the published descriptions of the API, asked by a client of its own.

mod client;
mod connections;
mod credentials;
mod faults;
mod frame;
mod lists;
mod oauth;
mod sources;
