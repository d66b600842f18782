//! The screens, one folder each: `mod.rs` is what it knows and decides, `view.rs` how it looks.

pub mod authorise;
pub mod credentials;
pub mod details;
pub mod done;
pub mod review;
pub mod signin;
pub mod source;
pub mod space;
pub mod tenant;
#[cfg(test)]
pub mod testing;
