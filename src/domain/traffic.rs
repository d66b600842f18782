//! A line of the request log: what was asked of which path, and how it ended. Never a body, a header, a query or a code.

use std::{fmt, time::Duration};

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

impl Exchange {
    /// The line for a file, which is read on another day and elsewhere: with date and zone, as RFC 3339 has them.
    pub fn dated(&self) -> impl fmt::Display {
        Line { exchange: self, time: "%Y-%m-%dT%H:%M:%S%.3fZ" }
    }
}

/// The line for the screen: the time of the day, in UTC.
impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Line { exchange: self, time: "%H:%M:%S" }.fmt(f)
    }
}

struct Line<'a> {
    exchange: &'a Exchange,
    time: &'static str,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Exchange { at, method, path, status, took, attempt, trace_id, warning } = self.exchange;
        let status = status.map_or_else(|| "---".to_owned(), |status| status.to_string());
        write!(f, "{} {method:6} {path} {status} {} ms", at.strftime(self.time), took.as_millis())?;
        if *attempt > 1 {
            write!(f, " try {attempt}")?;
        }
        if let Some(trace) = trace_id {
            write!(f, " trace {trace}")?;
        }
        if let Some(warning) = warning {
            write!(f, " warning: {warning}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_time_of_the_day_on_the_screen_and_the_date_with_its_zone_in_the_file() {
        let exchange = Exchange {
            at: "2026-11-05T23:59:58.0071+02:00".parse().unwrap(),
            method: "GET",
            path: "/api/v1/spaces".into(),
            status: Some(200),
            took: Duration::from_millis(31),
            attempt: 2,
            trace_id: Some("t1".into()),
            warning: None,
        };
        let told = "GET    /api/v1/spaces 200 31 ms try 2 trace t1";
        assert_eq!(exchange.to_string(), format!("21:59:58 {told}"));
        assert_eq!(exchange.dated().to_string(), format!("2026-11-05T21:59:58.007Z {told}"));
        assert_eq!(
            exchange.dated().to_string().split(' ').next().unwrap().parse::<Timestamp>().unwrap().subsec_millisecond(),
            7
        );
    }
}
