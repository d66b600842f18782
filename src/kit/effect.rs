//! What shall be done: returned by `update` as data, performed elsewhere.

use std::{sync::Arc, time::Duration};

use crate::{
    domain::request::{HiddenText, Request},
    kit::event::RequestId,
};

/// Something to be done. The loop performs what concerns the terminal, the worker the rest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Ask this, after this long: debounce and told waits are the same thing.
    Start {
        id: RequestId,
        /// What is asked; who asked keeps it as well, until it is answered.
        request: Arc<Request>,
        after: Duration,
    },
    /// Stop working on this; its answer is not wanted any more.
    Cancel(RequestId),
    /// Leave the full screen, print this on one unbroken line, and come back on Enter.
    PrintOutside(HiddenText),
    /// Give the terminal back to the shell until it wakes the program.
    Suspend,
    Quit(Exit),
}

/// How the program ends (the README lists them).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// Done, or left on purpose with nothing pending.
    Done,
    /// The outcome of a write is unknown.
    Unknown,
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Unknown => 3,
        }
    }
}
