//! `plan` and `apply`: from files to a tenant, one write at a time.

use std::time::Instant;

use tokio::{signal, sync::watch};

use super::{
    files, glob,
    output::{Line, Outcome, Output},
    plan::{Action, Planned, is_login, plan, said, with_credentials},
    references::{self, Allowed},
    settle::settle,
    sign_in::{self, Known},
    site::Site,
};
use crate::{
    answers::{
        Document, Fault, Item, Plain, Resolved,
        file::{IfExists, Reference},
    },
    client::Client,
    domain::{
        connection::{Created, NameCheck, NewConnection},
        credential::CredentialCheck,
        dialect::Purpose,
        failure::{Failure, FailureKind, Unreachable},
        session::Session,
        write::{NotDone, Outcome as Settled},
        writes::Create,
    },
    worker::desk::Desk,
};

/// So many writes of unknown outcome in a row end a run.
const UNKNOWN_IN_A_ROW: usize = 3;

/// The exit codes.
pub mod code {
    /// Failed, and nothing was changed; of a plan: an item is blocked.
    pub const FAILED: u8 = 1;
    /// Wrong use, or a file that cannot be used: nothing was sent.
    pub const WRONG_USE: u8 = 2;
    /// The outcome of a write is unknown.
    pub const UNKNOWN: u8 = 3;
    /// A person is needed.
    pub const PERSON: u8 = 4;
    /// Some done, some failed.
    pub const PARTLY: u8 = 5;
    /// Changes are pending; of `plan --exit-code` only.
    pub const PENDING: u8 = 6;
    /// Interrupted.
    pub const INTERRUPTED: u8 = 130;
}

/// What was asked for on the command line.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The answers files.
    pub files: Vec<std::path::PathBuf>,
    /// Where to sign in, and how.
    pub known: Known,
    /// `--if-exists`; it wins over the file.
    pub if_exists: Option<IfExists>,
    /// `--only`.
    pub only: Option<String>,
    /// `--fail-fast`.
    pub fail_fast: bool,
    /// `--allow-commands`.
    pub allow_commands: bool,
    /// `--allow-plain-secrets`.
    pub allow_plain: bool,
    /// `--yes`.
    pub yes: bool,
    /// `plan --exit-code`.
    pub pending_code: bool,
    /// Whether a person is at a terminal to be asked.
    pub is_attended: bool,
    /// The variables that no program gets to see.
    pub hidden: Vec<String>,
}

/// What is done with the plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verb {
    /// It is shown.
    Plan,
    /// It is carried out.
    Apply,
}

/// Reads the files, plans, and applies; the exit code.
pub async fn run(
    verb: Verb,
    options: &Options,
    client: &Client,
    desk: &Desk,
    variable: &dyn Fn(&str) -> Option<String>,
    output: &mut Output,
) -> u8 {
    let plain = if options.allow_plain { Plain::Allowed } else { Plain::Refused };
    let mut read = files::read(&options.files, plain);
    if verb == Verb::Plan {
        read.faults.extend(references::check(&read.documents, variable));
    }
    tell(&read.faults);
    if read.is_bad() {
        return code::WRONG_USE;
    }
    let documents = read.documents;
    let allowed = Allowed {
        variable,
        commands: options.allow_commands,
        is_attended: options.is_attended,
        hidden: &options.hidden,
    };
    // A plan needs the secrets for signing in and no others.
    let wanted = |document: &Document, reference: &Reference| {
        verb == Verb::Apply || (options.known.context.is_none() && document.signs_in_by(reference))
    };
    let resolved = match references::resolve(&documents, &allowed, wanted) {
        Ok(resolved) => resolved,
        Err(faults) => {
            tell(&faults);
            return code::WRONG_USE;
        }
    };
    let mut sessions: Vec<(Session, Vec<(Item<'_>, &Resolved)>)> = Vec::new();
    for (document, resolved) in documents.iter().zip(&resolved) {
        let session = match sign_in::session(document, resolved, &options.known) {
            Ok(session) => session,
            Err(sentence) => {
                Output::note(&sentence);
                return code::WRONG_USE;
            }
        };
        let items = document.items().into_iter().filter(|item| {
            options
                .only
                .as_deref()
                .is_none_or(|only| glob::fits(only, &item.connection.name) || glob::fits(only, &item.label()))
        });
        let items = items.map(|item| (item, resolved));
        match sessions.iter_mut().find(|(other, _)| *other == session) {
            Some((_, all)) => all.extend(items),
            None => sessions.push((session, items.collect())),
        }
    }
    let mut sites = Vec::new();
    let mut planned = Vec::new();
    for (session, items) in sessions {
        let only: Vec<Item<'_>> = items.iter().map(|(item, _)| *item).collect();
        let host = session.tenant.host().to_owned();
        let site = match Site::read(client, session, &only).await {
            Ok(site) => site,
            Err(failure) => {
                Output::note(&format!("{host}: {}", said(&failure)));
                return code::FAILED;
            }
        };
        planned.extend(plan(client, &site, sites.len(), &items).await);
        sites.push(site);
    }
    for one in &mut planned {
        one.if_exists = options.if_exists.unwrap_or(one.if_exists);
    }
    share_credentials(&mut planned);
    match verb {
        Verb::Plan => {
            show(&planned, output);
            plan_code(&planned, options.pending_code, output)
        }
        Verb::Apply => apply(planned, sites, options, client, desk, output).await,
    }
}

/// Tells what is wrong with files, a line each.
pub(super) fn tell(faults: &[Fault]) {
    for fault in faults {
        Output::fault(&fault.to_string());
    }
}

fn show(planned: &[Planned], output: &mut Output) {
    let of = planned.len();
    for (at, one) in planned.iter().enumerate() {
        let mut text = match &one.action {
            Action::Blocked(text) | Action::NeedsPerson(text) | Action::CannotTell(text) => vec![text.clone()],
            Action::Differs(_, changes) => {
                let mut lines: Vec<String> = changes
                    .iter()
                    .map(|change| {
                        let (before, after) = (change.before.as_deref().unwrap_or("nothing"), change.after());
                        format!("{}: {before} -> {}", change.key, after.as_deref().unwrap_or("nothing"))
                    })
                    .collect();
                lines.push(format!("--if-exists is {}", one.if_exists.word()));
                lines
            }
            Action::Create(_) | Action::Same(_) => Vec::new(),
        };
        text.extend(one.notes.iter().cloned());
        output.plan((at + 1, of), &one.label, one.action.word(), &text);
    }
}

fn plan_code(planned: &[Planned], pending: bool, output: &Output) -> u8 {
    let has = |wanted: fn(&Action) -> bool| planned.iter().any(|one| wanted(&one.action));
    if !output.is_whole || has(|action| matches!(action, Action::Blocked(_) | Action::CannotTell(_))) {
        code::FAILED
    } else if pending && has(|action| !matches!(action, Action::Same(_))) {
        code::PENDING
    } else {
        0
    }
}

/// Of several items that name the same new credentials, the first creates them, and the others use them.
fn share_credentials(planned: &mut [Planned]) {
    let mut seen: Vec<(usize, String)> = Vec::new();
    for one in planned {
        let Action::Create(new) = &one.action else { continue };
        let Some(name) = new.credential_name() else {
            one.new_credentials = None;
            continue;
        };
        let key = (one.site, name);
        if seen.contains(&key) {
            one.notes.push("uses the credentials that an earlier item creates".to_owned());
        } else {
            seen.push(key);
        }
    }
}

async fn apply(
    planned: Vec<Planned>,
    sites: Vec<Site>,
    options: &Options,
    client: &Client,
    desk: &Desk,
    output: &mut Output,
) -> u8 {
    let writes = planned.iter().any(|one| matches!(one.action, Action::Create(_) | Action::Differs(..)));
    if writes && !options.yes {
        if !options.is_attended {
            Output::note("nothing was sent: without a terminal --yes is needed");
            return code::WRONG_USE;
        }
        show(&planned, output);
        if !agreed() {
            Output::note("nothing was sent");
            return code::WRONG_USE;
        }
    }
    let (interrupted, stop) = watch::channel(false);
    let waiting = tokio::spawn(async move {
        if signal::ctrl_c().await.is_ok() {
            let _over = interrupted.send(true);
        }
        // Who asks twice wants out at once.
        if signal::ctrl_c().await.is_ok() {
            std::process::exit(i32::from(code::INTERRUPTED));
        }
    });
    let mut run = Run { sites, client, desk, stop, of: planned.len(), failed_credentials: Vec::new() };
    let mut outcomes = Vec::new();
    let mut unknown = 0;
    let mut is_over = None;
    for (at, one) in planned.into_iter().enumerate() {
        let place = (at + 1, run.of);
        if *run.stop.borrow() {
            is_over.get_or_insert("interrupted");
        }
        let line = if let Some(why) = is_over {
            Run::line(&one, Outcome::NotTried, why)
        } else {
            let (line, ends) = run.one(place, one, output).await;
            unknown = if line.outcome == Outcome::Unknown { unknown + 1 } else { 0 };
            if ends {
                is_over = Some("the tenant refuses everything");
            } else if unknown >= UNKNOWN_IN_A_ROW {
                is_over = Some("the outcomes of three writes in a row are unknown");
            } else if options.fail_fast && matches!(line.outcome, Outcome::Failed | Outcome::Unknown) {
                is_over = Some("an item before failed");
            }
            line
        };
        output.line(place, &line);
        outcomes.push(line.outcome);
    }
    let was_interrupted = *run.stop.borrow();
    waiting.abort();
    output.summary(&outcomes);
    apply_code(&outcomes, was_interrupted, output.is_whole)
}

fn apply_code(outcomes: &[Outcome], was_interrupted: bool, is_whole: bool) -> u8 {
    let has = |wanted: &[Outcome]| outcomes.iter().any(|outcome| wanted.contains(outcome));
    if has(&[Outcome::Unknown]) {
        code::UNKNOWN
    } else if was_interrupted {
        code::INTERRUPTED
    } else if has(&[Outcome::Failed, Outcome::NotTried]) {
        if has(&[Outcome::Done]) { code::PARTLY } else { code::FAILED }
    } else if has(&[Outcome::NeedsPerson]) {
        code::PERSON
    } else if is_whole {
        0
    } else {
        code::FAILED
    }
}

/// Asks once, on the terminal.
fn agreed() -> bool {
    use std::io::Write as _;
    let _nobody = write!(std::io::stderr(), "Apply this plan? [y/N] ");
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line).is_ok();
    read && matches!(line.trim(), "y" | "Y" | "yes")
}

/// A run that writes.
struct Run<'a> {
    sites: Vec<Site>,
    client: &'a Client,
    desk: &'a Desk,
    stop: watch::Receiver<bool>,
    of: usize,
    /// Credentials that an item was to create and did not.
    failed_credentials: Vec<(usize, String)>,
}

impl Run<'_> {
    /// One item: what became of it, and whether that ends the run.
    async fn one(&mut self, place: (usize, usize), one: Planned, output: &mut Output) -> (Line, bool) {
        let line = match (&one.action, one.if_exists) {
            (Action::Create(new), _) => return self.create(place, &one, (**new).clone(), output).await,
            (Action::Same(found), _) => Line { id: Some(found.id.clone()), ..Self::line(&one, Outcome::Same, "") },
            (Action::Differs(found, _), IfExists::Skip) => {
                Line { id: Some(found.id.clone()), ..Self::line(&one, Outcome::Skipped, "it exists and differs") }
            }
            (Action::Differs(found, changes), _) => {
                let keys: Vec<&str> = changes.iter().map(|change| change.key.as_str()).collect();
                let text = format!("it exists and differs: {}", keys.join(", "));
                Line { id: Some(found.id.clone()), ..Self::line(&one, Outcome::Failed, &text) }
            }
            (Action::NeedsPerson(text), _) => Self::line(&one, Outcome::NeedsPerson, text),
            (Action::Blocked(text) | Action::CannotTell(text), _) => Self::line(&one, Outcome::Failed, text),
        };
        (line, false)
    }

    async fn create(
        &mut self,
        place: (usize, usize),
        one: &Planned,
        new: NewConnection,
        output: &mut Output,
    ) -> (Line, bool) {
        #[expect(clippy::disallowed_methods, reason = "how long it took is told")]
        let begun = Instant::now();
        let shared = new.credential_name();
        if let Some(name) = &shared
            && self.failed_credentials.contains(&(one.site, name.clone()))
        {
            return (
                Self::line(one, Outcome::NotTried, "the item that creates its credentials was not created"),
                false,
            );
        }
        let site = &self.sites[one.site];
        let new = match shared.as_ref().and_then(|name| site.credentials.get(name)) {
            Some(Ok(CredentialCheck::Taken(found))) => {
                let source = new.source.0.clone();
                with_credentials(new, &found.id, |key| is_login(site, &source, key))
            }
            _ => new,
        };
        // The plan is no promise: somebody may have been faster.
        match self.client.connection_by_name(&site.session, new.space.as_ref(), &new.name).await {
            Ok(NameCheck::Free | NameCheck::Unchecked) => {}
            Ok(NameCheck::Taken(found)) => {
                let text = "a connection of this name was created since the plan; run again";
                return (Line { id: Some(found.id), ..Self::line(one, Outcome::Failed, text) }, false);
            }
            Err(failure) => return Self::failed(one, &failure, begun),
        }
        output.sent(place, &one.label, one.action.word());
        let acting_as = site.session.access.acts_as_another().then(|| site.me.name.clone());
        let write = Create { purpose: Purpose::Create, new, owner: site.me.user_id.clone(), acting_as };
        let ended = settle(self.client, self.desk, &site.session, write, stopped(self.stop.clone())).await;
        let ms = begun.elapsed().as_millis();
        let line = match ended.outcome {
            Settled::Done(Created::Made(made), _) => {
                let text = if ended.looked_at.is_some() { ended.sentence.as_str() } else { "" };
                let line = Self::line(one, Outcome::Done, text);
                Line { id: Some(made.id.clone()), credential: made.credential.clone(), ..line }
            }
            Settled::Done(Created::AuthUrl(_), _) => Self::line(
                one,
                Outcome::NeedsPerson,
                "the tenant wants a person to sign in in a browser; use the wizard",
            ),
            Settled::NotDone(NotDone::Refused(failure)) => {
                self.lose(one, shared);
                return Self::failed(one, &failure, begun);
            }
            Settled::NotDone(NotDone::Absent | NotDone::Stopped) => Self::line(one, Outcome::Failed, &ended.sentence),
            Settled::Unknown => Self::line(one, Outcome::Unknown, &ended.sentence),
        };
        match (line.outcome, shared) {
            (Outcome::Done, Some(name)) => self.learn(one.site, &name).await,
            (_, shared) => self.lose(one, shared),
        }
        (Line { ms, ..line }, false)
    }

    /// Credentials that were created with a connection are found by their name from now on.
    async fn learn(&mut self, site: usize, name: &str) {
        let found = self.client.credential_by_name(&self.sites[site].session, name).await;
        if let Ok(CredentialCheck::Taken(credential)) = found {
            self.sites[site].created_credential(name, credential);
        }
    }

    fn lose(&mut self, one: &Planned, shared: Option<String>) {
        self.failed_credentials.extend(shared.map(|name| (one.site, name)));
    }

    fn failed(one: &Planned, failure: &Failure, begun: Instant) -> (Line, bool) {
        let line = Line {
            status: failure.status,
            code: failure.told.first().map(|told| told.code.clone()).filter(|code| !code.is_empty()),
            trace_id: failure.trace_id.clone(),
            ms: begun.elapsed().as_millis(),
            ..Self::line(one, Outcome::Failed, &said(failure))
        };
        // The key, the name or the certificate will be no better for the next item.
        let ends = matches!(
            failure.kind,
            FailureKind::Unauthorized
                | FailureKind::Unreachable(Unreachable::Dns | Unreachable::Tls(..) | Unreachable::Proxy(..))
        );
        (line, ends)
    }

    fn line(one: &Planned, outcome: Outcome, text: &str) -> Line {
        Line {
            label: one.label.clone(),
            action: one.action.word(),
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
}

/// Comes when the run was interrupted.
async fn stopped(mut stop: watch::Receiver<bool>) {
    // Where the sender is gone nobody can interrupt any more.
    if stop.wait_for(|stopped| *stopped).await.is_err() {
        std::future::pending::<()>().await;
    }
}
