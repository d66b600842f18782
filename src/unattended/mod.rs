//! What runs without a screen: the same writes, settled by the same rule, driven to their end.
//!
//! | File | Owns |
//! | --- | --- |
//! | `run` | `plan` and `apply`, from their options to their exit codes |
//! | `prepare` | from files to a plan |
//! | `connections` | what exists: listed, shown, copied, moved, deleted |
//! | `references` | what secrets stand for |
//! | `sign_in` | who signs in, and where |
//! | `lists` | the tenant's lists, page by page |
//! | `site` | what a tenant has, read by lists |
//! | `planned` | what would be done: the plan that is shown and carried out |
//! | `build` | what would be sent for a connection of the files |
//! | `plan` | what would be done for it, by what is there |
//! | `revise` | one that exists: whether it agrees, and what would be sent |
//! | `show` | what is shown of a plan |
//! | `apply` | a plan carried out, one write at a time |
//! | `interrupt` | the signals that ask a run to end |
//! | `authorize` | interactive OAuth in two commands |
//! | `output` | what a run says, and its exit codes |
//! | `share` | `export` and `template` |

mod apply;
pub mod authorize;
mod build;
pub mod connections;
pub mod files;
mod finder;
mod glob;
pub mod interrupt;
mod lists;
pub mod output;
mod plan;
mod planned;
pub mod prepare;
pub mod references;
mod revise;
pub mod run;
pub mod settle;
pub mod share;
mod show;
pub mod sign_in;
mod site;
