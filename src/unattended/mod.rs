//! What runs without a screen: the same writes, settled by the same rule, driven to their end.
//!
//! | File | Owns |
//! | --- | --- |
//! | `run` | from files to a plan, and the exit codes |
//! | `connections` | what exists: listed, shown, copied, moved, deleted |
//! | `references` | what secrets stand for |
//! | `sign_in` | who signs in, and where |
//! | `site` | what a tenant has, read by lists |
//! | `plan` | what would be done for each connection |
//! | `revise` | one that exists: whether it agrees, and what would be sent |
//! | `apply` | a plan carried out, one write at a time |
//! | `interrupt` | the signals that ask a run to end |
//! | `authorize` | interactive OAuth in two commands |
//! | `output` | what a run says |
//! | `share` | `export` and `template` |

mod apply;
pub mod authorize;
pub mod connections;
pub mod files;
mod glob;
pub mod interrupt;
pub mod output;
mod plan;
pub mod references;
mod revise;
pub mod run;
pub mod settle;
pub mod share;
pub mod sign_in;
mod site;
