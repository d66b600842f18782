//! A line of the request log: what was asked of which path, and how it ended. Never a body, a header, a query or a code.

use std::time::Duration;

use jiff::Timestamp;

/// One attempt of one request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exchange {
    /// When it was sent, by this machine's clock.
    pub at: Timestamp,
    /// `GET`, `POST`.
    pub method: &'static str,
    /// The path without its query.
    pub path: String,
    /// The status; none where no answer came.
    pub status: Option<u16>,
    /// How long it took.
    pub took: Duration,
    /// Which try it was, from 1.
    pub attempt: u32,
    /// The tenant's trace id, where it sent one.
    pub trace_id: Option<String>,
    /// What the tenant warned of in a header, for example a deprecation.
    pub warning: Option<String>,
}

impl std::fmt::Display for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let status = self.status.map_or_else(|| "---".to_owned(), |status| status.to_string());
        let at = self.at.strftime("%H:%M:%S");
        write!(f, "{at} {:6} {} {status} {} ms", self.method, self.path, self.took.as_millis())?;
        if self.attempt > 1 {
            write!(f, " try {}", self.attempt)?;
        }
        if let Some(trace) = &self.trace_id {
            write!(f, " trace {trace}")?;
        }
        if let Some(warning) = &self.warning {
            write!(f, " warning: {warning}")?;
        }
        Ok(())
    }
}
