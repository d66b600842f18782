//! What references stand for: variables, files, standard input, the output of programs. All of them together, before anything is
//! sent that can create.

use std::{
    io::{ErrorKind, Read},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

use super::{files, output::Output};
use crate::{
    answers::{Content, Document, Fault, Referral, Resolved, file::Reference},
    domain::{secret::Secret, text::clean_start},
    worker::{child, local, named},
};

/// The most that a secret may have.
const LARGEST: usize = 64 * 1024;
/// How long a program may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long its output may stay open once it has ended: something that it started may hold it.
const DRAIN: Duration = Duration::from_millis(500);
const TURN: Duration = Duration::from_millis(10);

/// Asks a person for a secret, which is not shown while they type it. The question names the connection and the key.
pub type AskSecret<'a> = &'a dyn Fn(&str) -> Result<Secret, Unasked>;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unasked {
    Interrupted,
    /// The terminal is gone, or cannot be used: a sentence.
    Failed(String),
}

/// What secrets come from besides files and programs.
#[derive(Clone, Copy)]
pub struct Reach<'a> {
    /// The value of a variable of the environment.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// The person at the terminal; none where nobody may be asked.
    pub ask: Option<AskSecret<'a>>,
}

#[derive(Clone, Copy)]
pub struct Allowed<'a> {
    pub reach: Reach<'a>,
    pub commands: bool,
    /// Whether a person is at a terminal, whom a program may ask.
    pub is_attended: bool,
}

/// Resolves what these documents refer to, `wanted` of it, and lists everything that failed. Nobody is asked here.
pub fn resolve(
    documents: &[Document],
    allowed: &Allowed<'_>,
    wanted: impl Fn(&Document, &Referral) -> bool,
) -> Result<Vec<Resolved>, Vec<Fault>> {
    let mut all = Vec::new();
    let mut faults = Vec::new();
    for document in documents {
        let mut resolved = Resolved::default();
        for referral in document.referrals() {
            let is_asked = matches!(referral.reference, Reference::Prompt { .. });
            if is_asked || resolved.0.contains_key(&referral.reference) || !wanted(document, &referral) {
                continue;
            }
            let Referral { reference, place, .. } = referral;
            match one(&reference, Path::new(&document.name), allowed) {
                Ok(content) => {
                    if is_open(&reference, &document.name) {
                        let note = Fault { text: OPEN.to_owned(), is_warning: true, ..place };
                        Output::fault(&note.to_string());
                    }
                    resolved.0.insert(reference, content);
                }
                Err(text) => faults.push(Fault { text, ..place }),
            }
        }
        all.push(resolved);
    }
    if faults.is_empty() { Ok(all) } else { Err(faults) }
}

pub(super) struct Question {
    pub document: usize,
    pub reference: Reference,
    /// What names it to a person, such as `Finance / Sales  secretKey`.
    pub text: String,
}

/// Asks one question after the other, and keeps the answers with what is resolved already.
pub(super) fn ask(questions: Vec<Question>, ask: AskSecret<'_>, resolved: &mut [Resolved]) -> Result<(), Unasked> {
    let of = questions.len();
    for (at, Question { document, reference, text }) in questions.into_iter().enumerate() {
        let text = clean_start(&text, 200);
        let secret = ask(&if of == 1 { text } else { format!("{} of {of}  {text}", at + 1) })?;
        if let Some(resolved) = resolved.get_mut(document) {
            resolved.0.insert(reference, Content::Text(secret));
        }
    }
    Ok(())
}

/// What can be said of references without resolving them: variables that are not set, files that are not there.
pub(super) fn check(
    documents: &[Document],
    variable: &dyn Fn(&str) -> Option<String>,
    wanted: impl Fn(&Document, &Referral) -> bool,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    for document in documents {
        for referral in document.referrals().into_iter().filter(|referral| wanted(document, referral)) {
            let text = match &referral.reference {
                Reference::Env { env } => env_text(env, variable).err(),
                Reference::File { file, .. } if !beside(&document.name, file).is_file() => {
                    Some("the file that this refers to is not there".to_owned())
                }
                reference if is_open(reference, &document.name) => Some(OPEN.to_owned()),
                _ => None,
            };
            faults.extend(text.map(|text| Fault { text, is_warning: true, ..referral.place }));
        }
    }
    faults
}

const OPEN: &str = "other users of this machine can read the file; chmod 600 keeps it to yourself";

/// Whether a file that holds a secret can be read by others.
#[cfg(unix)]
fn is_open(reference: &Reference, document: &str) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let Reference::File { file, .. } = reference else { return false };
    std::fs::metadata(beside(document, file)).is_ok_and(|found| found.permissions().mode() & 0o044 != 0)
}

#[cfg(not(unix))]
fn is_open(_reference: &Reference, _document: &str) -> bool {
    false
}

fn one(reference: &Reference, document: &Path, allowed: &Allowed<'_>) -> Result<Content, String> {
    let text = match reference {
        Reference::Env { env } => env_text(env, allowed.reach.variable)?,
        Reference::Stdin { .. } => without_line_break(files::stdin(LARGEST as u64)?),
        Reference::Prompt { .. } => return Err("a person must type this".to_owned()),
        Reference::File { file, form: Some(_) } => {
            let path = beside(&document.to_string_lossy(), file);
            let read = local::read(&path.to_string_lossy()).map_err(|sentence| format!("`{file}`: {sentence}"))?;
            return Ok(Content::File { name: read.name, content: read.content });
        }
        Reference::File { file, form: None } => {
            let path = beside(&document.to_string_lossy(), file);
            let text = named::read_text(&path, LARGEST as u64)
                .map_err(|fault| format!("`{file}`: {}", files::sentence(&fault, LARGEST)))?;
            without_line_break(text)
        }
        Reference::Command { .. } if !allowed.commands => {
            return Err("this runs a program, which needs --allow-commands".to_owned());
        }
        Reference::Command { command } => without_line_break(output(command, allowed, PATIENCE)?),
    };
    if text.is_empty() {
        return Err(match reference {
            Reference::Stdin { .. } => "standard input is empty".to_owned(),
            Reference::Command { .. } => "the program printed nothing".to_owned(),
            _ => "the file is empty".to_owned(),
        });
    }
    Ok(Content::Text(Secret::new(&text)))
}

fn env_text(name: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Zeroizing<String>, String> {
    match variable(name).map(Zeroizing::new) {
        None => Err(format!("the variable {} is not set", clean_start(name, 80))),
        Some(value) if value.is_empty() => Err(format!("the variable {} is empty", clean_start(name, 80))),
        Some(value) => Ok(value),
    }
}

/// Paths are relative to the answers file.
fn beside(document: &str, file: &str) -> std::path::PathBuf {
    match named::path(file) {
        Ok(path) if path.is_absolute() => path,
        _ => Path::new(document).parent().unwrap_or(Path::new("")).join(file),
    }
}

fn without_line_break(mut text: Zeroizing<String>) -> Zeroizing<String> {
    let end = text.strip_suffix('\n').map_or(text.len(), |rest| rest.strip_suffix('\r').unwrap_or(rest).len());
    text.truncate(end);
    text
}

/// What a program prints. No shell is involved, nothing can be typed into it, and it ends in time.
fn output(command: &[String], allowed: &Allowed<'_>, patience: Duration) -> Result<Zeroizing<String>, String> {
    let Some((program, arguments)) = command.split_first() else { return Err("no program is named".to_owned()) };
    let shown = clean_start(program, 80);
    let mut start = Command::new(program);
    start.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    child::without_secrets(&mut start);
    // What it starts in turn is ended with it. With a person at the terminal it stays in our group, for it may ask them.
    #[cfg(unix)]
    if !allowed.is_attended {
        std::os::unix::process::CommandExt::process_group(&mut start, 0);
    }
    let mut child = start.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("there is no program {shown} in the PATH"),
        kind => format!("{shown} could not be started ({kind})"),
    })?;
    let out = Collected::of(child.stdout.take(), LARGEST);
    let err = Collected::of(child.stderr.take(), 4096);
    let ended = wait(&mut child, &out, &shown, patience);
    let bytes = ended.as_ref().ok().map(|_| out.drained());
    end(&mut child, allowed.is_attended);
    let (status, bytes) = (ended?, bytes.unwrap_or_default());
    if !status.success() {
        let said = err.drained();
        let said = String::from_utf8_lossy(&said);
        let line = clean_start(said.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim(), 200);
        let code = status.code().map_or_else(|| "by a signal".to_owned(), |code| format!("with {code}"));
        return Err(format!("{shown} ended {code}{}{line}", if line.is_empty() { "" } else { ": " }));
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(format!("what {shown} printed is not text in UTF-8")),
    }
}

fn wait(
    child: &mut Child,
    out: &Collected,
    shown: &str,
    patience: Duration,
) -> Result<std::process::ExitStatus, String> {
    #[expect(clippy::disallowed_methods, reason = "a program is waited for by the clock")]
    let until = Instant::now() + patience;
    loop {
        if out.is_full() {
            return Err(format!("{shown} printed more than {} KiB", LARGEST / 1024));
        }
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) => {}
            Err(error) => return Err(format!("{shown} could not be waited for ({})", error.kind())),
        }
        #[expect(clippy::disallowed_methods, reason = "a program is waited for by the clock")]
        if Instant::now() >= until {
            return Err(format!("{shown} did not end within {} seconds", patience.as_secs()));
        }
        thread::sleep(TURN);
    }
}

/// Ends a program and, where it has a group of its own, all that it started.
fn end(child: &mut Child, is_attended: bool) {
    #[cfg(unix)]
    if !is_attended && let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        // It may be gone, which is what is wanted.
        let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = is_attended;
    let _gone = child.kill();
    let _gone = child.wait();
}

/// What came out so far, read on a thread of its own: a pipe that stays open holds nothing but that.
struct Collected {
    bytes: Arc<Mutex<Zeroizing<Vec<u8>>>>,
    most: usize,
    closed: mpsc::Receiver<()>,
}

impl Collected {
    fn of(from: Option<impl Read + Send + 'static>, most: usize) -> Self {
        // Room for all of it from the start: a buffer that grew would leave unwiped copies behind.
        let bytes = Arc::new(Mutex::new(Zeroizing::new(Vec::with_capacity(most + 1))));
        let (done, closed) = mpsc::channel();
        if let Some(mut from) = from {
            let bytes = Arc::clone(&bytes);
            thread::spawn(move || {
                let mut part = Zeroizing::new([0_u8; 4096]);
                while let Ok(count @ 1..) = from.read(&mut *part) {
                    let mut bytes = bytes.lock().unwrap_or_else(PoisonError::into_inner);
                    let room = (most + 1).saturating_sub(bytes.len());
                    bytes.extend_from_slice(&part[..count.min(room)]);
                }
                drop(done);
            });
        }
        Self { bytes, most, closed }
    }

    fn is_full(&self) -> bool {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner).len() > self.most
    }

    /// All that came, after a moment in which more may come.
    fn drained(&self) -> Zeroizing<Vec<u8>> {
        let _closed_or_late = self.closed.recv_timeout(DRAIN);
        let bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        Zeroizing::new(bytes[..bytes.len().min(self.most)].to_vec())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(script: &str) -> Result<Zeroizing<String>, String> {
        let reach = Reach { variable: &|_| None, ask: None };
        let allowed = Allowed { reach, commands: true, is_attended: false };
        let patience = if script.contains("hang") { Duration::from_secs(1) } else { PATIENCE };
        output(&["sh", "-c", script].map(str::to_owned), &allowed, patience)
    }

    #[test]
    fn a_program_gives_what_it_prints_and_every_way_to_fail_is_told() {
        assert_eq!(run("printf 'a\\nb'").unwrap().as_str(), "a\nb");
        assert_eq!(run("echo 'no \u{1b}[31mway' >&2; echo more >&2; exit 3").unwrap_err(), "sh ended with 3: no way");
        assert_eq!(run("exec head -c 1000000 /dev/zero").unwrap_err(), "sh printed more than 64 KiB");
        let allowed = Allowed { reach: Reach { variable: &|_| None, ask: None }, commands: true, is_attended: false };
        let gone = output(&["no-such-program".to_owned()], &allowed, PATIENCE);
        assert_eq!(gone.unwrap_err(), "there is no program no-such-program in the PATH");
        assert_eq!(run("kill -9 $$").unwrap_err(), "sh ended by a signal");
        assert_eq!(run("exec sleep 60 # hang").unwrap_err(), "sh did not end within 1 seconds");
        assert_eq!(run("cat; echo end").unwrap().as_str(), "end\n", "its input is closed");
    }

    #[test]
    fn what_a_program_leaves_running_is_ended_and_holds_nothing() {
        #[expect(clippy::disallowed_methods, reason = "the test is about time")]
        let begun = Instant::now();
        assert!(run("sleep 60 & echo $!").unwrap().trim().parse::<u32>().is_ok());
        assert!(begun.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn one_line_break_is_taken_off_the_end() {
        for (text, left) in [("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), ("a", "a"), ("\n", ""), ("a\r", "a\r")] {
            assert_eq!(without_line_break(Zeroizing::new(text.to_owned())).as_str(), left);
        }
    }
}
