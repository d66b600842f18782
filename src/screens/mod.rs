//! The screens, one folder each: `mod.rs` is what it knows and decides, `view.rs` how it looks.
//! `creating` is the part that Authorize and Review share: the call that may make something; `address` the one that Authorize and
//! Sign in share: an address to be opened.
#![allow(unreachable_pub, reason = "nothing outside of the crate sees the screens: `pub` in them is for the wizard")]

pub mod address;
pub mod authorize;
pub mod creating;
pub mod credentials;
pub mod details;
pub mod done;
pub mod review;
pub mod setup;
pub mod signin;
pub mod source;
pub mod space;
pub mod tenant;
#[cfg(test)]
pub mod testing;
pub mod unused_credentials;
