//! qonnect creates Qlik Cloud data connections from a terminal.
//!
//! # Layers
//!
//! Each module imports only what stands below it. Files import each other both ways only where one is a part of the other: a file
//! and those in the folder of its name. `tests/layering.rs` holds both.
//!
//! ```text
//!            main, launch, cli, env command line, environment, wiring, exit codes
//!            unattended             answers files and writes without a screen, beside app
//!            app                    the loop: terminal and worker events in, effects out
//!   wizard   terminal   worker      pure model  |  keys and modes  |  performs requests
//!            signals                what asks the program to end from outside, with a screen and without
//!   screens             client      one folder a step  |  the tenant over HTTP
//!   ui                              theme, sheets, lists: only in files called view
//!            kit                    events, effects, keys, forms, pickers, visits, pending requests, writes
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
//! * A **visit** is a screen to go to and the reason for it; what one screen has to tell the next travels with it. `then` in the
//!   model says where Next leads afterwards.
//! * A **write** changes something at the tenant. `domain::settle` says what follows from each answer (repeat, wait, look, end),
//!   `domain::write` has the sentences of the three outcomes, `kit::writes` keeps each until it is done or not done, and an unknown
//!   one until somebody looked it up or left; a screen, by `Cx::begin` and `Cx::settle`, and the runner in `unattended::settle`
//!   drive the same type.
//! * A **form** asks for fields by keys that its screen names; it knows no screen. Keys and pastes go in, a `Turn` says what that
//!   did, and `check` whether the form can be handed on. Every text that a screen asks for is a field of one,
//!   and the rows beside it are a list of it. Only the filter of a picker is a bare line: it narrows a list and hands nothing on.
//!   Rows that are no list of a form, those of a picker among them, are walked by a `Cursor`.
//! * `update` is pure: model and event in, effects out. Views only draw. The worker alone does I/O.
//!
//! # To add
//!
//! Counted by adding one of each. What is forgotten does not compile or fails a test, unless it is said here. Imports do not count.
//!
//! | What | Where | Edits |
//! | --- | --- | --- |
//! | a data source | an entry in `assets/known-sources.json` | 1 |
//! | a call | its line with its manner in `domain::request`, its variant of `Answer`, the function of the client, its arm in `worker::perform` | 4 in 4 files |
//! | a write | a type that implements `Write`, beside its calls, and its name in the list of `kit::writes` | 2 in 2 files |
//! | a screen | its folder; its line in `screens` and in `kit::visit`, its two in `wizard::model`. Nobody notices where no key leads there. `tests/readme.rs` writes its keys into the README | 4 in 3 files, and its folder |
//! | a sign-in method | its file in `screens::signin::methods`, with two lines beside it; its line in the list of `Method`, its variant of `Access`, and what of it is secret; one arm each in `client::access` and `answers::write` | 7 in 4 files, and its file |
//! | … with a field that no other has | a variant of `FieldKey`, and whether it is remembered | 2 in 1 file |
//! | … that answers files have, too | a variant of `answers::file::Method`, and three arms that the compiler asks for | 4 in 3 files |
//! | a field kind | a variant of `Kind`, and whether it is masked. What `kit::form::input` and `ui::form` do not say of it is as for a text | 2 in 1 file, and what differs |
//! | … that a source may have | a variant of `Shape` and how api-specs say it, how it travels in `domain::field`, its arm in `screens::details::form::question`, an example in `tests/unattended/same.rs` | 5 in 4 files |
//!
//! # Words
//!
//! | Word | Meaning |
//! | --- | --- |
//! | tenant | one Qlik Cloud instance, by its host |
//! | space | where a connection lives; the personal space is the absence of one in the request |
//! | data source | what is connected to, with its api-specs |
//! | connection | what is made: a name, a space, a data source, properties |
//! | credentials | what a connection signs in to its source with: embedded in it, or separated and a user's own |
//! | mode | how the credentials are stored: embedded; separated and new; separated and existing |
//! | dialect | which generation of the create call is spoken: v1, dcaas, connectivity |
//! | draft | all answers so far, kept per tenant and per data source |
//! | access | what a session signs in by: a key, a client, the browser, a signing key |
//! | consent | what a person gives in the browser at the source's provider; it brings a code |
//! | unused credential | a separated credential that no connection uses any more |
//! | notice | the line below the body: what went wrong, and the next step |
//!
//! # Three decisions that shape the rest
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
pub mod signals;
#[cfg(feature = "demo")]
pub mod standin;
pub mod terminal;
pub mod ui;
pub mod unattended;
pub mod wizard;
pub mod worker;
