//! What all screens share: how the program was started, the answers so far, what is under way, the notice, the request log.

use std::collections::VecDeque;

use crate::{
    domain::{
        connection::{Connection, Sought},
        dialect::Dialect,
        draft::Draft,
        secret::Secret,
        step::Step,
        traffic::Exchange,
    },
    kit::{notice::Notice, pending::Pending},
};

/// What all screens share.
#[derive(Debug, Default)]
pub struct Shared {
    /// How the program was started.
    pub launch: Launch,
    /// The answers so far.
    pub draft: Draft,
    /// Which generation of the create call is spoken.
    pub dialect: Dialect,
    /// What is under way.
    pub pending: Pending,
    /// The line below the body.
    pub notice: Option<Notice>,
    /// The last requests.
    pub log: Log,
    /// Where to go back to once the step that was jumped to has its answer.
    pub return_to: Option<Step>,
    /// What was made since the program started.
    pub made: Vec<Connection>,
    /// The create whose outcome is still unknown: leaving now is leaving without knowing.
    pub unknown: Option<Sought>,
}

/// How the program was started.
#[derive(Debug, Default)]
pub struct Launch {
    /// Against the embedded stand-in tenant.
    pub demo: bool,
    /// What the field of the first screen holds at first.
    pub tenant: Option<String>,
    /// A key that was found beforehand.
    pub offer: Option<Offer>,
    /// Never open a browser, for this reason.
    pub no_browser: Option<&'static str>,
}

/// A key that was found beforehand: good for its own host, and for no other.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The host it belongs to, as [`crate::domain::tenant::Tenant::host`] has it.
    pub host: String,
    /// The key.
    pub key: Secret,
    /// Where it was found, for the screen.
    pub from: String,
}

/// How many requests the log remembers.
const REMEMBERED: usize = 200;

/// The last requests, the oldest first.
#[derive(Debug, Default)]
pub struct Log {
    lines: VecDeque<Exchange>,
}

impl Log {
    /// Adds one; the oldest goes.
    pub fn push(&mut self, exchange: Exchange) {
        if self.lines.len() == REMEMBERED {
            self.lines.pop_front();
        }
        self.lines.push_back(exchange);
    }

    /// All of them, the latest first.
    pub fn latest_first(&self) -> impl ExactSizeIterator<Item = &Exchange> {
        self.lines.iter().rev()
    }
}
