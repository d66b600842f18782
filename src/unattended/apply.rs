//! Carrying out a plan: one write at a time, each settled before the next.

use std::time::Instant;

use super::{
    build::{is_login, with_credentials},
    interrupt::{Interrupted, interruptible, stopped},
    output::{Output, Report, ReportOutcome, code, left, said},
    planned::{Action, Planned, Revision},
    prepare::Options,
    settle::{Ended, settle},
    show::show,
    site::Site,
};
use crate::{
    answers::file::IfExists,
    client::Client,
    domain::{
        connection::{Connection, Created, NameCheck, NewConnection},
        credential::CredentialCheck,
        dialect::Purpose,
        failure::{Failure, FailureKind, Unreachable},
        patch::{self, Change},
        rows::Compared,
        session::Session,
        settle::Proof,
        write::{NotDone, Outcome, Write},
        writes::{ChangeConnection, Create},
    },
};

/// So many writes of unknown outcome in a row end a run.
const UNKNOWN_IN_A_ROW: usize = 3;

pub(super) async fn apply(
    planned: Vec<Planned>,
    sites: Vec<Site>,
    options: &Options,
    client: &Client,
    output: &mut Output,
) -> u8 {
    let writes = planned.iter().any(|one| match &one.action {
        Action::Create(_) => true,
        Action::Revise(revision) => !revision.sent().is_empty(),
        _ => false,
    });
    if writes && !options.yes {
        if !options.is_attended {
            return Output::refuse("nothing was sent: without a terminal --yes is needed");
        }
        show(&planned, &sites, options.verbose, output);
        Output::note(&format!("{} {}", counted(&planned), places(&sites)));
        if !Output::agreed("Apply this plan?") {
            return Output::declined();
        }
    }
    let (stop, waiting) = interruptible();
    #[expect(clippy::disallowed_methods, reason = "how long the rest takes is told")]
    let begun = Instant::now();
    let mut run = Run { begun, sites, client, stop, of: planned.len(), failed_credentials: Vec::new() };
    let mut outcomes = Vec::new();
    let mut unknown = 0;
    let mut is_over = None;
    // What cannot be done is told before anything is written, and with --fail-fast keeps everything from being written.
    let is_refused = |(_, one): &(usize, Planned)| matches!(one.action, Action::Blocked(_) | Action::CannotTell(_));
    let (refused, rest): (Vec<_>, Vec<_>) = planned.into_iter().enumerate().partition(is_refused);
    for (at, one) in refused.into_iter().chain(rest) {
        let place = (at + 1, run.of);
        if run.stop.borrow().is_some() {
            is_over.get_or_insert("interrupted");
        }
        let line = if let Some(why) = is_over {
            Run::line(&one, ReportOutcome::NotTried, why)
        } else {
            let (line, ends) = run.one(place, one, output).await;
            unknown = if line.outcome == ReportOutcome::Unknown { unknown + 1 } else { 0 };
            if ends {
                is_over = Some("the tenant refuses everything");
            } else if unknown >= UNKNOWN_IN_A_ROW {
                is_over = Some("the outcomes of three writes in a row are unknown");
            } else if options.fail_fast && matches!(line.outcome, ReportOutcome::Failed | ReportOutcome::Unknown) {
                is_over = Some("an earlier connection failed");
            }
            line
        };
        output.line(place, &line);
        outcomes.push(line.outcome);
    }
    let interrupted = *run.stop.borrow();
    waiting.abort();
    output.summary(&outcomes);
    apply_code(&outcomes, interrupted, output.is_whole)
}

pub(super) fn apply_code(outcomes: &[ReportOutcome], interrupted: Option<u8>, is_whole: bool) -> u8 {
    let has = |wanted: &[ReportOutcome]| outcomes.iter().any(|outcome| wanted.contains(outcome));
    if has(&[ReportOutcome::Unknown]) {
        code::UNKNOWN
    } else if let Some(code) = interrupted {
        code
    } else if has(&[ReportOutcome::Failed, ReportOutcome::NotTried]) {
        if has(&[ReportOutcome::Done]) { code::PARTLY } else { code::FAILED }
    } else if has(&[ReportOutcome::NeedsPerson]) {
        code::PERSON
    } else if is_whole {
        0
    } else {
        code::FAILED
    }
}

/// How many items each word is said of, such as `2 create, 1 same`.
fn counted(planned: &[Planned]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for word in planned.iter().map(|one| one.action.word()) {
        match counts.iter_mut().find(|(other, _)| *other == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    let counts: Vec<String> = counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
    counts.join(", ")
}

/// Where it would be done, and as whom, such as `at acme.eu.qlikcloud.com as Grace Hopper`.
fn places(sites: &[Site]) -> String {
    let place = |site: &Site| format!("at {} as {}", site.session.tenant.host(), site.me.name);
    sites.iter().map(place).collect::<Vec<_>>().join(", ")
}

/// The connection by credentials of this name, where an earlier item created them.
fn sharing(site: &Site, new: NewConnection, name: Option<&str>) -> NewConnection {
    match name.and_then(|name| site.credentials.get(name)) {
        Some(Ok(CredentialCheck::Taken(found))) => {
            let source = new.source.0.clone();
            with_credentials(new, &found.id, |key| is_login(site, &source, key))
        }
        _ => new,
    }
}

struct Run<'a> {
    begun: Instant,
    sites: Vec<Site>,
    client: &'a Client,
    stop: Interrupted,
    of: usize,
    /// Credentials that an item was to create and did not.
    failed_credentials: Vec<(usize, String)>,
}

impl Run<'_> {
    /// One item: what became of it, and whether that ends the run.
    async fn one(&mut self, place: (usize, usize), one: Planned, output: &mut Output) -> (Report, bool) {
        let line = match &one.action {
            Action::Create(new) => return self.create(place, &one, (**new).clone(), output).await,
            Action::Revise(revision) if !revision.sent().is_empty() => {
                return self.change(place, &one, revision, output).await;
            }
            Action::Same(found, caveats) => {
                let line = Self::line(&one, ReportOutcome::Same, &caveats.join("; "));
                Report { id: Some(found.id.clone()), ..line }
            }
            Action::Revise(revision) => {
                let (outcome, text) = match revision.if_exists {
                    IfExists::Skip => (ReportOutcome::Skipped, "it exists and differs".to_owned()),
                    _ => (ReportOutcome::Failed, format!("it exists and differs: {}", revision.keys())),
                };
                Report { id: Some(revision.found.id.clone()), ..Self::line(&one, outcome, &text) }
            }
            Action::Authorize(..) => Self::line(&one, ReportOutcome::NeedsPerson, &one.by_a_person()),
            Action::Asks(text) => Self::line(&one, ReportOutcome::NeedsPerson, text),
            Action::Blocked(text) | Action::CannotTell(text) => Self::line(&one, ReportOutcome::Failed, text),
        };
        (line, false)
    }

    async fn create(
        &mut self,
        place: (usize, usize),
        one: &Planned,
        new: NewConnection,
        output: &mut Output,
    ) -> (Report, bool) {
        #[expect(clippy::disallowed_methods, reason = "how long it took is told")]
        let begun = Instant::now();
        let shared = new.credential_name();
        if let Some(name) = &shared
            && self.failed_credentials.contains(&(one.site, name.clone()))
        {
            return (
                Self::line(one, ReportOutcome::NotTried, "the item that creates its credentials was not created"),
                false,
            );
        }
        let site = &self.sites[one.site];
        let new = sharing(site, new, shared.as_deref());
        // Only the first of those that share credentials creates them.
        let created = new.credential_name();
        // The plan is no promise: somebody may have been faster.
        match self.client.connection_by_name(&site.session, new.space.as_ref(), &new.name).await {
            Ok(NameCheck::Free | NameCheck::Unchecked) => {}
            Ok(NameCheck::Taken(found)) => {
                let text = "a connection of this name was created since the plan; run again";
                return (Report { id: Some(found.id), ..Self::line(one, ReportOutcome::Failed, text) }, false);
            }
            Err(failure) => return Self::failed(one, &failure, begun),
        }
        output.sent(place, &one.label, one.action.word(), left(self.begun.elapsed(), place.0 - 1, place.1));
        let write = site.create(Purpose::Create, new);
        let waits = |wait| output.waiting(place, &one.label, wait);
        let ended = settle(self.client, &site.session, write, stopped(self.stop.clone()), waits).await;
        let ms = begun.elapsed().as_millis();
        if let Outcome::NotDone(NotDone::Refused(failure)) = &ended.outcome {
            self.lose(one, created);
            return Self::failed(one, failure, begun);
        }
        let line = Self::created(one, &ended);
        match (line.outcome, created) {
            (ReportOutcome::Done, Some(name)) => self.learn(one.site, &name).await,
            (_, created) => self.lose(one, created),
        }
        (Report { ms, ..line }, false)
    }

    /// How a create ended, in a line.
    fn created(one: &Planned, ended: &Ended<Create>) -> Report {
        match &ended.outcome {
            Outcome::Done(Created::Made(made), _) => {
                let line = Self::line(one, ReportOutcome::Done, looked_up(ended));
                Report { id: Some(made.id.clone()), credential: made.credential.clone(), ..line }
            }
            Outcome::Done(Created::AuthUrl(_), _) => Self::line(
                one,
                ReportOutcome::NeedsPerson,
                "someone must sign in in a browser; use qonnect --answers or qonnect authorize",
            ),
            Outcome::NotDone(_) => Self::line(one, ReportOutcome::Failed, &ended.sentence),
            Outcome::Unknown => Self::line(one, ReportOutcome::Unknown, &ended.sentence),
        }
    }

    /// Changes a connection that exists, unless somebody changed it since the plan was made.
    async fn change(
        &mut self,
        place: (usize, usize),
        one: &Planned,
        revision: &Revision,
        output: &mut Output,
    ) -> (Report, bool) {
        #[expect(clippy::disallowed_methods, reason = "how long it took is told")]
        let begun = Instant::now();
        let session = &self.sites[one.site].session;
        let found = &revision.found;
        let changed = |text: &str| {
            let text = format!("{text} since the plan; run again");
            (Report { id: Some(found.id.clone()), ..Self::line(one, ReportOutcome::Failed, &text) }, false)
        };
        match self.client.read_back(session, &found.id).await {
            Ok(now) if now.updated.is_some() && now.updated == found.updated || now == **found => {}
            Ok(_) => return changed("someone changed it"),
            Err(failure) if failure.kind == FailureKind::NotFound => return changed("it was deleted"),
            Err(failure) => return Self::failed(one, &failure, begun),
        }
        output.sent(place, &one.label, one.action.word(), left(self.begun.elapsed(), place.0 - 1, place.1));
        let write = ChangeConnection { before: found.clone(), changes: revision.sent(), code: None };
        // A user name goes with its secret because the tenant did not tell it, so no look tells it either.
        let is_untold = |change: &patch::Change| !patch::comes_back(change) || revision.secrets.contains(change);
        let sent = write.changes.clone();
        let is_secret_only = sent.iter().all(is_untold);
        let waits = |wait| output.waiting(place, &one.label, wait);
        let ended = settle(self.client, session, write, stopped(self.stop.clone()), waits).await;
        let line = match &ended.outcome {
            Outcome::Done((), _) => {
                let compared = self.compare(session, found, &sent).await;
                compared.map_or_else(
                    |text| Self::line(one, ReportOutcome::Failed, &text),
                    |text| {
                        Self::line(one, ReportOutcome::Done, if text.is_empty() { looked_up(&ended) } else { &text })
                    },
                )
            }
            Outcome::NotDone(NotDone::Refused(failure)) => return Self::failed(one, failure, begun),
            Outcome::NotDone(_) => Self::line(one, ReportOutcome::Failed, &ended.sentence),
            Outcome::Unknown if is_secret_only => {
                let text = format!(
                    "{} Stored secrets are not shown, so this cannot be checked: rotate it again.",
                    ended.sentence
                );
                Self::line(one, ReportOutcome::Unknown, &text)
            }
            Outcome::Unknown => Self::line(one, ReportOutcome::Unknown, &ended.sentence),
        };
        let (id, credential) = (Some(found.id.clone()), found.credential.clone());
        (Report { id, credential, ms: begun.elapsed().as_millis(), ..line }, false)
    }

    /// Whether the tenant shows the rows that it accepted: what is to be said of those that it does not show, or the sentence for a
    /// change that it did not carry out. Nothing else of a change makes it worth another request.
    async fn compare(&self, session: &Session, found: &Connection, changes: &[Change]) -> Result<String, String> {
        let rows: Vec<&Change> = changes.iter().filter(|change| change.has_rows() && change.is_whole()).collect();
        if rows.is_empty() {
            return Ok(String::new());
        }
        let Ok(now) = self.client.read_back(session, &found.id).await else {
            return Ok("the values could not be read back to compare them".to_owned());
        };
        let (mut other, mut untold) = (Vec::new(), Vec::new());
        for change in rows {
            match change.compared(&now) {
                Compared::Same => {}
                Compared::Partly | Compared::Untold => untold.push(change.key.as_str()),
                Compared::Other => other.push(change.key.as_str()),
            }
        }
        if !other.is_empty() {
            let keys = other.join(", ");
            return Err(format!("the tenant accepted the change, but shows other values than were sent: {keys}"));
        }
        let said = |keys: String| format!("values of {keys} were not compared, because the tenant does not show them");
        Ok(if untold.is_empty() { String::new() } else { said(untold.join(", ")) })
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

    fn failed(one: &Planned, failure: &Failure, begun: Instant) -> (Report, bool) {
        let line = Self::line(one, ReportOutcome::Failed, &said(failure)).refused(failure);
        let line = Report { ms: begun.elapsed().as_millis(), ..line };
        // The key, the name or the certificate will be no better for the next item.
        let ends = matches!(
            failure.kind,
            FailureKind::Unauthorized
                | FailureKind::Unreachable(Unreachable::Dns | Unreachable::Tls(..) | Unreachable::Proxy(..))
        );
        (line, ends)
    }

    fn line(one: &Planned, outcome: ReportOutcome, text: &str) -> Report {
        Report::new(&one.label, one.action.word(), outcome, text)
    }
}

/// The sentence of a write that is done, where it took a look to know it.
fn looked_up<W: Write>(ended: &Ended<W>) -> &str {
    match ended.outcome {
        Outcome::Done(_, Proof::LookedUp) => &ended.sentence,
        _ => "",
    }
}
