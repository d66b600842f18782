//! What runs without a screen: the same writes, settled by the same rule, driven to their end.
//!
//! | File | Owns |
//! | --- | --- |
//! | `run` | `plan` and `apply`, from files to exit code |
//! | `references` | what secrets stand for |
//! | `sign_in` | who signs in, and where |
//! | `site` | what a tenant has, read by lists |
//! | `plan` | what would be done for each connection |
//! | `output` | what a run says |
//! | `share` | `export` and `template` |

pub mod files;
mod glob;
pub mod output;
mod plan;
mod references;
pub mod run;
pub mod settle;
pub mod share;
pub mod sign_in;
mod site;
