//! qonnect creates Qlik Cloud data connections from a terminal.
//!
//! # Layers
//!
//! Each module imports only what stands below it; `tests/layering.rs` holds that.
//!
//! ```text
//!            main, launch, cli, env command line, environment, wiring, exit codes
//!            unattended             answers files and writes without a screen, beside app
//!            app                    the loop: terminal and worker events in, effects out
//!   wizard   terminal   worker      pure model  |  keys and modes  |  performs requests
//!   screens             client      one folder a step  |  the tenant over HTTP
//!   ui                              theme, sheets, lists: only in files called view
//!            kit                    events, effects, keys, text editor, picker, pending requests
//!            answers, export        answers files, and requests as scripts: pure, import domain only
//!            domain                 the field's words as types
//!
//!            standin                the stand-in tenant: speaks HTTP, imports nothing of the above
//! ```
//!
//! # Concepts
//!
//! * An **event** is what happened, an **effect** what shall be done, a **command** what a key of a screen means.
//! * A **request** is a question to the worker: a **call** to the tenant with a session, a **public call** before there is one, or a
//!   **chore** on this machine. It has exactly one **answer**, named as the question, or none if it was cancelled.
//! * `Pending` keeps each request until its answer comes and hands both to the screen that asked. The **manner** of a request
//!   says whether a spinner turns meanwhile, and whether it goes on when its screen is left.
//! * To add a call: a variant of `Call` and of `Answer`, the function of the client, and the arms that the compiler asks for.
//! * `update` is pure: model and event in, effects out. Views only draw. The worker alone does I/O.
//!
//! # Words
//!
//! | Word | Meaning |
//! | --- | --- |
//! | tenant | one Qlik Cloud instance, by its host |
//! | space | where a connection lives; the personal space is the absence of one in the request |
//! | data source | what is connected to, with its api-specs |
//! | connection | what is made: a name, a space, a data source, properties |
//! | credential | a login kept apart from connections; embedded ones live inside a connection |
//! | mode | how the login is kept: embedded; separated and new; separated and existing |
//! | side screen | what lies over the steps: the set-up assistant, the unused credentials |
//! | dialect | which generation of the create call is spoken: v1, dcaas, connectivity |
//! | draft | all answers so far, kept per tenant and per data source |
//! | access, way in | what a session signs in by: a key, a client, a consent, a signing key |
//! | consent | what a person gives in the browser at the source's provider; it brings a code |
//! | unused credential | a separated credential that no connection uses any more |
//! | notice | the line below the body: what went wrong, and the next step |
//! | sighting | what looking for a connection found whose create brought no answer |
//!
//! # Where this differs from what was planned
//!
//! * The body of a request is a tree with secrets as leaves ([`domain::http::Json`]). Review and the wire are written from the
//!   same tree, so what is shown cannot differ from what is sent. That is why the dialects live in `domain`, not in `client`.
//! * Requests carry their session. The worker keeps nothing of the wizard, so no answer can belong to another tenant.
//! * `Kept` keeps answers and screens per tenant and per source: changing back brings back what was typed, in one place.

// Here and not in Cargo.toml: a test crate has no outside, so there everything that is `pub` would be told.
#![warn(unreachable_pub)]

pub mod answers;
pub mod app;
pub mod cli;
pub mod client;
pub mod domain;
pub mod env;
pub mod export;
pub mod kit;
pub mod launch;
pub mod screens;
#[cfg(feature = "demo")]
pub mod standin;
pub mod terminal;
pub mod ui;
pub mod unattended;
pub mod wizard;
pub mod worker;
