//! The words of the field as types, and the rules that need neither terminal nor network.

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
pub mod local;
pub mod oauth;
pub mod property;
pub mod request;
pub mod secret;
pub mod session;
pub mod shape;
pub mod source;
pub mod space;
pub mod step;
pub mod tenant;
pub mod traffic;
