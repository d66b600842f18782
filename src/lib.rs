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
//! | What | Where |
//! | --- | --- |
//! | a data source | an entry in `assets/known-sources.json` |
//! | a call | variants of `Call` and `Answer`, its line with its manner in `domain::request`, the function of the client, and its arm in the worker |
//! | a write | a type that implements `Write`, its calls, its name in the list of `kit::writes`, and the two arms there that the compiler asks for |
//! | a screen | its folder and its line in `screens`, a variant of `ScreenId` (in `ScreenId::OVER`, too, if it has keys of its own), its state and its line in the list of screens in `wizard::model`, and five arms that the compiler asks for: its label, its help, when it can be opened, what it promises, whether leaving loses what it holds |
//! | a sign-in method | its file in `screens::signin::methods`, variants of `Method` (in `Method::ALL`, too) and of `Access`, its function in `client::access`, and the nine arms that the compiler asks for, in five files |
//! | a field kind | a variant of `Kind`, which is a text in view as long as nothing else is said; what differs from that in `kit::form::input`, its drawing in `ui::form`, and `screens::details::form::question` where a source may have it |
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
