//! A line of the request log: what was asked of which path, and how it ended. Never a body, a header, a query or a code.

use std::time::Duration;

use jiff::Timestamp;

/// One attempt of one request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exchange {
    /// When it was sent, by this machine's clock.
    pub at: Timestamp,
    pub method: &'static str,
    /// The path without its query.
    pub path: String,
    /// The status; none where no answer came.
    pub status: Option<u16>,
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
    pub fn dated(&self) -> String {
        let Self { at, method, path, took, .. } = self;
        let (status, rest) = (self.status_text(), self.rest());
        format!("{} {method:6} {path} {status} {} ms{rest}", at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ"), took.as_millis())
    }

    /// What is short and stands in columns on the screen: time of the day, method, status, duration.
    pub fn columns(&self) -> String {
        let Self { at, method, took, .. } = self;
        format!("{} {method:6} {} {:>6} ms", at.strftime("%H:%M:%S"), self.status_text(), took.as_millis())
    }

    /// What is as long as it is: the path, and what few requests have.
    pub fn words(&self) -> String {
        format!("{}{}", self.path, self.rest())
    }

    fn status_text(&self) -> String {
        self.status.map_or_else(|| "---".to_owned(), |status| status.to_string())
    }

    fn rest(&self) -> String {
        let attempt = (self.attempt > 1).then(|| format!(" try {}", self.attempt));
        let trace = self.trace_id.as_ref().map(|trace| format!(" trace {trace}"));
        let warning = self.warning.as_ref().map(|warning| format!(" warning: {warning}"));
        [attempt, trace, warning].into_iter().flatten().collect()
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
        assert_eq!(exchange.columns(), "21:59:58 GET    200     31 ms");
        assert_eq!(exchange.words(), "/api/v1/spaces try 2 trace t1");
        assert_eq!(exchange.dated(), format!("2026-11-05T21:59:58.007Z {told}"));
        assert_eq!(exchange.dated().split(' ').next().unwrap().parse::<Timestamp>().unwrap().subsec_millisecond(), 7);
    }
}
