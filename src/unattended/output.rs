//! What a run says: data on standard output, talk on standard error. With `--json` a line for each item, flushed before the tenant is
//! asked to do anything.

use std::{
    io::{self, Write as _},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    domain::{
        failure::{Failure, FailureKind},
        http::HttpRequest,
        patch::Change,
        text::clean,
    },
    kit::notice::Notice,
};

/// The exit codes.
pub mod code {
    /// Failed, and nothing was changed; of a plan: an item is blocked.
    pub const FAILED: u8 = 1;
    /// Wrong use, or a file that cannot be used: nothing was sent.
    pub const WRONG_USE: u8 = 2;
    /// The outcome of a write is unknown.
    pub const UNKNOWN: u8 = 3;
    pub const PERSON: u8 = 4;
    /// Some done, some failed.
    pub const PARTLY: u8 = 5;
    /// Changes are pending; of `plan --exit-code` only.
    pub const PENDING: u8 = 6;
    pub const INTERRUPTED: u8 = 130;
}

#[derive(Debug)]
pub struct Output {
    pub json: bool,
    /// `--quiet`: only failures and the summary.
    pub quiet: bool,
    /// Whether standard output took all that was written.
    pub is_whole: bool,
    /// How wide the terminal is that the progress is shown on; none where standard error is none.
    pub bar: Option<fn() -> usize>,
    /// Whether words are coloured on standard output, and on standard error.
    pub colors: (bool, bool),
}

/// Back to the beginning of the line, and what stands there goes.
const CLEAR: &str = "\r\x1b[K";
/// Up to so many items have a line each also on a terminal.
const LISTED: usize = 20;
/// How many cells the bar has.
const CELLS: usize = 12;

/// What became of an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// `Space / Name`.
    pub label: String,
    pub action: &'static str,
    pub outcome: ReportOutcome,
    /// The id of the connection.
    pub id: Option<String>,
    /// The id of its credentials.
    pub credential: Option<String>,
    /// The HTTP status, where the tenant refused.
    pub status: Option<u16>,
    pub code: Option<String>,
    pub trace_id: Option<String>,
    pub ms: u128,
    pub text: String,
}

impl Report {
    /// What became of an item, as a word and a sentence; the rest is filled in by who knows it.
    pub(super) fn new(label: &str, action: &'static str, outcome: ReportOutcome, text: &str) -> Self {
        Self {
            label: label.to_owned(),
            action,
            outcome,
            id: None,
            credential: None,
            status: None,
            code: None,
            trace_id: None,
            ms: 0,
            text: text.to_owned(),
        }
    }

    /// The same, with what the tenant said where it refused.
    pub(super) fn refused(self, failure: &Failure) -> Self {
        Self {
            status: failure.status,
            code: failure.first().map(|told| told.code.clone()).filter(|code| !code.is_empty()),
            trace_id: failure.trace_id.clone(),
            ..self
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReportOutcome {
    Done,
    /// It was there already, and agrees.
    Same,
    /// It differs, and was left.
    Skipped,
    Failed,
    Unknown,
    NeedsPerson,
    /// The run ended before, or what it needs failed.
    NotTried,
}

impl ReportOutcome {
    /// All of them, as the summary counts them.
    pub const ALL: [Self; 7] =
        [Self::Done, Self::Same, Self::Skipped, Self::Failed, Self::Unknown, Self::NeedsPerson, Self::NotTried];

    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Same => "same",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::NeedsPerson => "needs-person",
            Self::NotTried => "not-tried",
        }
    }
}

impl Output {
    /// The plan of an item, with the request where it is wanted, secrets masked.
    pub(super) fn plan(
        &mut self,
        (n, of): (usize, usize),
        (label, action): (&str, &str),
        text: &[String],
        changes: &[Change],
        request: Option<&HttpRequest>,
    ) {
        if self.json {
            let changes: Vec<Value> = changes
                .iter()
                .map(|change| json!({"key": change.key, "before": change.was(), "after": change.after()}))
                .collect();
            let mut line =
                json!({"v": 1, "item": label, "n": n, "of": of, "action": action, "notes": text, "changes": changes});
            if let Some(HttpRequest { method, path, body }) = request {
                let body: Value = serde_json::from_str(&body.masked()).unwrap_or_default();
                line["request"] = json!({"method": method, "path": path, "body": body});
            }
            self.data(&line);
        } else if !self.quiet {
            let sent = request.map(|request| format!("{} {}\n{}", request.method, request.path, request.body.masked()));
            let sent = sent.iter().flat_map(|sent| sent.lines());
            let lines = text.iter().map(String::as_str).chain(sent);
            let notes = lines.fold(String::new(), |notes, line| notes + "\n    " + &clean(line));
            let action = painted(&format!("{action:<12}"), color(action).filter(|_| self.colors.0));
            self.print(&format!("{action}  {}{notes}\n", clean(label)));
        }
    }

    /// A write is about to be sent. `left`: how long the rest will take, as far as can be told.
    pub fn sent(&mut self, (n, of): (usize, usize), label: &str, action: &str, left: Option<Duration>) {
        if self.json {
            self.data(&json!({"v": 1, "item": label, "n": n, "of": of, "action": action, "outcome": "sent"}));
        } else {
            let left = left.map(|left| format!("{} left", span(left)));
            self.progress((n, of), left.as_deref(), label);
        }
    }

    /// The tenant wants nothing to be sent for so long.
    pub(super) fn waiting(&self, (n, of): (usize, usize), label: &str, wait: Duration) {
        if self.bar.is_some() {
            self.progress((n, of), Some(&format!("waits {} for the rate limit", span(wait))), label);
        } else if !self.quiet {
            Self::talk(&format!("{n} of {of}  waits {} for the tenant's rate limit\n", span(wait)));
        }
    }

    /// One line of the terminal, written over and over.
    fn progress(&self, (n, of): (usize, usize), time: Option<&str>, label: &str) {
        if let Some(columns) = self.bar {
            Self::talk(&format!("{CLEAR}{}", progress((n, of), time, &clean(label), columns())));
        }
    }

    /// What became of an item.
    pub fn line(&mut self, (n, of): (usize, usize), line: &Report) {
        if self.json {
            self.data(&json!({"v": 1, "item": line.label, "n": n, "of": of, "action": line.action,
                "outcome": line.outcome.word(), "id": line.id, "credentialId": line.credential, "status": line.status,
                "code": line.code, "traceId": line.trace_id, "ms": u64::try_from(line.ms).unwrap_or(u64::MAX), "text": line.text}));
            return;
        }
        let is_well = matches!(line.outcome, ReportOutcome::Done | ReportOutcome::Same | ReportOutcome::Skipped);
        // On a terminal the bar tells of what goes well, where that are many.
        if is_well && (self.quiet || self.bar.is_some() && of > LISTED) {
            return;
        }
        let start = if self.bar.is_some() { CLEAR } else { "" };
        let text = clean(&line.text);
        let word = match (line.outcome, line.action) {
            (ReportOutcome::Done, "create") => "created",
            (ReportOutcome::Done, "rotate") => "rotated",
            (ReportOutcome::Done, "copy") => "copied",
            (ReportOutcome::Done, "move") => "moved",
            (ReportOutcome::Done, "delete") => "deleted",
            (ReportOutcome::Done, _) => "changed",
            (outcome, _) => outcome.word(),
        };
        let word = painted(word, color(line.outcome.word()).filter(|_| self.colors.1));
        let gap = if text.is_empty() { "" } else { ": " };
        Self::talk(&format!("{start}{n} of {of}  {}  {word}{gap}{text}\n", clean(&line.label)));
    }

    /// How many of each there were.
    pub fn summary(&mut self, outcomes: &[ReportOutcome]) {
        if self.bar.is_some() {
            Self::talk(CLEAR);
        }
        let count = |wanted: ReportOutcome| outcomes.iter().filter(|outcome| **outcome == wanted).count();
        let counts: Vec<(ReportOutcome, usize)> =
            ReportOutcome::ALL.into_iter().map(|one| (one, count(one))).filter(|(_, count)| *count > 0).collect();
        if self.json {
            let members = counts.iter().map(|(one, count)| (one.word().to_owned(), Value::from(*count)));
            self.data(&json!({"v": 1, "summary": members.collect::<serde_json::Map<_, _>>()}));
        } else {
            let word = |(one, count): &(ReportOutcome, usize)| {
                painted(&format!("{count} {}", one.word()), color(one.word()).filter(|_| self.colors.0))
            };
            let words: Vec<String> = counts.iter().map(word).collect();
            let words = if words.is_empty() { "nothing to do".to_owned() } else { words.join(", ") };
            self.print(&format!("{words}\n"));
        }
    }

    /// A word to whoever watches.
    pub fn note(text: &str) {
        Self::talk(&format!("qonnect: {}\n", clean(text)));
    }

    /// Says why nothing was sent; the exit code for wrong use.
    pub(super) fn refuse(sentence: &str) -> u8 {
        Self::note(sentence);
        code::WRONG_USE
    }

    /// A person was asked and said no; the exit code for that.
    pub(super) fn declined() -> u8 {
        Self::note("nothing was sent");
        0
    }

    /// Says what failed; the exit code for that.
    pub(super) fn fail(sentence: &str) -> u8 {
        Self::note(sentence);
        code::FAILED
    }

    /// Asks once, on the terminal; anything but a yes is a no.
    pub(super) fn agreed(question: &str) -> bool {
        Self::talk(&format!("{} [y/N] ", clean(question)));
        let mut line = String::new();
        io::stdin().read_line(&mut line).is_ok() && matches!(line.trim(), "y" | "Y" | "yes")
    }

    /// Something about a place in a file.
    pub fn fault(text: &str) {
        Self::talk(&format!("{text}\n"));
    }

    pub(super) fn data(&mut self, value: &Value) {
        self.print(&format!("{value}\n"));
    }

    /// A reader that went away does not stop what is being written to the tenant: it is noted, and the run goes on.
    pub(super) fn print(&mut self, text: &str) {
        let mut out = io::stdout().lock();
        self.is_whole &= out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_ok();
    }

    fn talk(text: &str) {
        let _nobody_watches = io::stderr().lock().write_all(text.as_bytes());
    }
}

/// `[###.........]  250 of 1000  9 min left  Finance / Sales`, no wider than the terminal: a line that wraps cannot be taken back.
/// What is done is what stands before the item that is under way.
fn progress((n, of): (usize, usize), time: Option<&str>, label: &str, columns: usize) -> String {
    let full = (n.saturating_sub(1) * CELLS).checked_div(of).unwrap_or_default();
    let time = time.map(|time| format!("  {time}")).unwrap_or_default();
    let text = format!("[{}{}]  {n} of {of}{time}  {label}", "#".repeat(full), ".".repeat(CELLS - full));
    let mut width = 0;
    let fits = |c: &char| {
        // Wide characters are counted as two, whatever else they are.
        width += if c.is_ascii() || *c < '\u{1100}' { 1 } else { 2 };
        width < columns
    };
    text.chars().take_while(fits).collect()
}

/// The colour of an action or an outcome, as a parameter of SGR: green is well, yellow changes, red is wrong. The word says the same.
fn color(word: &str) -> Option<u8> {
    Some(match word {
        "create" | "done" => 32,
        "update" | "rotate" | "needs-person" => 33,
        "blocked" | "cannot-tell" | "failed" | "unknown" | "not-tried" => 31,
        _ => return None,
    })
}

fn painted(text: &str, color: Option<u8>) -> String {
    match color {
        Some(color) => format!("\x1b[{color}m{text}\x1b[0m"),
        None => text.to_owned(),
    }
}

/// `45 s`, `12 min`, `1 h 5 min`: no more exact than it is known.
fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds, seconds / 60) {
        (0..=99, _) => format!("{} s", seconds.max(1)),
        (_, minutes @ 0..60) => format!("{minutes} min"),
        (_, minutes) => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}

/// How long the rest takes if it goes on as it went; none before there is anything to go by.
pub(super) fn left(gone: Duration, done: usize, of: usize) -> Option<Duration> {
    let (done, rest) = (u32::try_from(done).ok()?, u32::try_from(of.checked_sub(done)?).ok()?);
    (gone * rest).checked_div(done)
}

/// A failure in a sentence, as the screens say it.
pub(super) fn said(failure: &Failure) -> String {
    let notice = match failure.kind {
        // There is no step Sign in to go back to.
        FailureKind::Unauthorized => Notice::about(
            failure,
            "The tenant does not accept this sign-in. An API key may be deleted, expired or of another tenant; its user also needs \
             the permission Manage API keys.",
        ),
        _ => Notice::of(failure),
    };
    match notice.detail {
        Some(detail) => format!("{} {detail}", notice.text),
        None => notice.text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_progress_never_wraps() {
        let line = |n, columns| progress((n, 1000), Some("9 min left"), "Finance / 漢字漢字 Käse", columns);
        assert_eq!(line(1, 80), "[............]  1 of 1000  9 min left  Finance / 漢字漢字 Käse");
        assert_eq!(line(501, 40), "[######......]  501 of 1000  9 min left");
        assert_eq!(line(1000, 55), "[###########.]  1000 of 1000  9 min left  Finance / 漢");
        assert_eq!(progress((1, 1), None, "a", 80), "[............]  1 of 1  a");
    }

    #[test]
    fn the_time_left_is_told_as_exactly_as_it_is_known() {
        let told = |seconds, done, of| left(Duration::from_secs(seconds), done, of).map(span);
        for (seconds, done, of, words) in [
            (10, 0, 40, None),
            (10, 10, 40, Some("30 s")),
            (10, 40, 40, Some("1 s")),
            (60, 100, 1000, Some("9 min")),
            (600, 100, 1000, Some("1 h 30 min")),
        ] {
            assert_eq!(told(seconds, done, of).as_deref(), words, "{seconds} {done} {of}");
        }
    }
}
