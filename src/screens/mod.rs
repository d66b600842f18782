//! The screens, one folder each: `mod.rs` is what it knows and decides, `view.rs` how it looks.
//! `creating` is the part that Authorize and Review share: the call that may make something; `address` the one that Authorize and
//! Sign in share: an address to be opened.
#![allow(unreachable_pub, reason = "of the screens, a test sees one form only: `pub` in the others is for the wizard")]

pub(crate) mod address;
pub(crate) mod authorize;
pub(crate) mod connections;
pub(crate) mod creating;
pub(crate) mod credentials;
pub mod details;
pub(crate) mod done;
pub(crate) mod fill;
pub(crate) mod review;
pub(crate) mod save;
pub(crate) mod setup;
pub(crate) mod signin;
pub(crate) mod source;
pub(crate) mod space;
pub(crate) mod tenant;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod unused_credentials;
