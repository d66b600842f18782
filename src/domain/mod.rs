//! The words of the field as types, and the rules that need neither terminal nor network.

pub mod access;
pub mod advice;
pub mod browser;
pub mod call;
pub mod claims;
pub mod connection;
pub mod credential;
pub mod dialect;
pub mod draft;
pub mod failure;
pub mod field;
pub mod kept;
pub mod known;
pub mod oauth;
pub mod people;
pub mod property;
pub mod request;
pub mod secret;
pub mod session;
pub mod setup;
pub mod source;
pub mod space;
pub mod step;
pub mod tenant;
pub mod traffic;
