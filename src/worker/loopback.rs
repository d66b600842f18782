//! The browser comes back: listening on this machine for the one request that carries the code.

use crate::{
    client::Client,
    domain::{
        access::Access,
        browser::{BrowserAttempt, BrowserFault, BrowserPlan},
    },
};

/// Begins an attempt. The error is a sentence.
pub fn attempt(_plan: &BrowserPlan) -> Result<BrowserAttempt, String> {
    Err("Not there yet.".to_owned())
}

/// Waits for the browser, and exchanges what it brings.
pub async fn sign_in(client: &Client, attempt: &BrowserAttempt) -> Result<Access, BrowserFault> {
    client.exchange_code(attempt, &attempt.state).await.map_err(BrowserFault::Exchange)
}
