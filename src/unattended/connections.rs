//! `connections list|show|copy|move|delete`: what exists, and what is done with it without a screen, one write at a time.

use serde_json::json;
use tokio::time::Instant;
use unicode_width::UnicodeWidthStr as _;

use super::{
    apply::apply_code,
    finder::{Finder, NothingDone, PERSONAL},
    interrupt::{interruptible, stopped},
    lists,
    output::{Output, Report, ReportOutcome, code, said},
    settle::{Ended, settle},
    sign_in::{self, SignInOptions},
};
use crate::{
    client::Client,
    domain::{
        connection::{Connection, ConnectionQuery, Move, NameCheck, in_load_script},
        existing,
        failure::FailureKind,
        field::shown,
        known,
        session::{Session, User},
        source::SourceId,
        space::SpaceChoice,
        text::{clean, is_unseen},
        write::{NotDone, Outcome, Write},
        writes::{Copy, Delete, Relocate},
    },
    kit::people::People,
};

/// What the columns of the list are called.
const COLUMNS: [&str; 6] = ["NAME", "SPACE", "DATA SOURCE", "CREDENTIALS", "OWNER", "CHANGED"];

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ConnectionsCommand {
    List,
    Show(String),
    /// The connection, and the spaces to copy it to; under another name where one is given.
    Copy(String, Vec<String>, Option<String>),
    /// The connection, and the space to move it to, the new owner, or both.
    Move(String, Option<String>, Option<String>),
    Delete(String),
}

#[derive(Clone, Debug)]
pub struct ConnectionsOptions {
    pub verb: ConnectionsCommand,
    /// `--space`: where to look for the connection.
    pub space: Option<String>,
    pub yes: bool,
    /// Whether a person is at a terminal to be asked.
    pub is_attended: bool,
    /// Whether a person reads the list on a terminal, and not a program.
    pub is_shown: bool,
    pub known: SignInOptions,
}

/// Does it; the exit code.
pub async fn run(options: &ConnectionsOptions, client: &Client, output: &mut Output) -> u8 {
    if let ConnectionsCommand::Copy(.., Some(name)) = &options.verb
        && let Some(sentence) = unusable(name)
    {
        return Output::refuse(sentence);
    }
    let session = match sign_in::session_without_file(&options.known) {
        Ok(session) => session,
        Err(sentence) => return Output::refuse(&sentence),
    };
    match done(options, &session, client, output).await {
        Ok(code) => code,
        Err(NothingDone::Wrong(sentence)) => Output::refuse(&sentence),
        Err(NothingDone::Declined) => Output::declined(),
        Err(NothingDone::Failed(failure)) => Output::fail(&format!("{}: {}", session.tenant.host(), said(&failure))),
    }
}

/// Why copies cannot have this name: nobody could tell it from another one.
fn unusable(name: &str) -> Option<&'static str> {
    if name.trim().is_empty() {
        Some("the copies need a name; without --new-name they keep the name of the connection")
    } else if name.chars().any(is_unseen) {
        Some("the name in --new-name has a line break or another character that is not visible")
    } else {
        None
    }
}

async fn done(
    options: &ConnectionsOptions,
    session: &Session,
    client: &Client,
    output: &mut Output,
) -> Result<u8, NothingDone> {
    let spaces = lists::spaces(client, session, None).await?;
    let at = Finder { client, session, spaces: &spaces };
    match &options.verb {
        ConnectionsCommand::List => list(options, &at, output).await,
        ConnectionsCommand::Show(name) => {
            let found = at.find(name, options.space.as_deref()).await?;
            let found = client.read_back(session, &found.id).await?;
            let mut people = People::default();
            name_owners(std::slice::from_ref(&found), &mut people, &at).await;
            show(&found, &at, &people, output);
            Ok(if output.is_whole { 0 } else { code::FAILED })
        }
        ConnectionsCommand::Copy(name, to, new_name) => {
            let found = at.find(name, options.space.as_deref()).await?;
            let to = once(to.iter().map(|name| at.space(name)).collect::<Result<_, _>>()?);
            let new_name = new_name.as_deref().unwrap_or(&found.name);
            let question = format!("Copy {} to {}?", at.label(&found), listed(&to));
            agreed(options, &question)?;
            let me = client.sign_in(session).await?;
            let mut run = Run { at: &at, output, of: to.len(), outcomes: Vec::new() };
            run.copies(&found, new_name, &to, &me.user_id).await
        }
        ConnectionsCommand::Move(name, to, owner) => {
            let found = at.find(name, options.space.as_deref()).await?;
            let to = to.as_deref().map(|to| at.space(to)).transpose()?;
            let owner = match owner {
                Some(word) => Some(at.user(word).await?),
                None => None,
            };
            let mut run = Run { at: &at, output, of: 1, outcomes: Vec::new() };
            if let Some(sentence) = is_there(&found, to.as_ref(), owner.as_ref()) {
                let line = Report::new(&at.label(&found), "move", ReportOutcome::Same, &sentence);
                run.tell(1, &Report { id: Some(found.id), ..line });
                return Ok(run.code(None));
            }
            let places = [
                to.as_ref().map(|to| format!("to {}", to.label())),
                owner.as_ref().map(|owner| format!("to the owner {}", owner.name)),
            ];
            let place = places.into_iter().flatten().collect::<Vec<_>>().join(", ");
            if owner.as_ref().is_some_and(|owner| found.owner.as_ref() != Some(&owner.id)) {
                Output::note(&caution(&found, to.as_ref()));
            }
            agreed(options, &format!("Move {} {place}?", at.label(&found)))?;
            let wanted = Move { id: found.id.clone(), owner: owner.map(|owner| owner.id), space: to };
            let write = Relocate { wanted, name: format!("{} ({place})", found.name) };
            run.single(&found, "move", write, &place).await
        }
        ConnectionsCommand::Delete(name) => {
            let found = at.find(name, options.space.as_deref()).await?;
            let question = format!("Delete {}? The tenant does not say which apps use it.", at.label(&found));
            agreed(options, &question)?;
            let write = Delete::connection(&found.id, &found.name);
            // It was found by its name, which it may have lost by now.
            let now = client.read_back(session, &found.id).await?;
            let mut run = Run { at: &at, output, of: 1, outcomes: Vec::new() };
            if let Some(sentence) = changed(&found, &now) {
                let line = Report::new(&at.label(&found), "delete", ReportOutcome::Failed, &sentence);
                run.tell(1, &Report { id: Some(found.id), ..line });
                return Ok(run.code(None));
            }
            run.single(&found, "delete", write, "").await
        }
    }
}

/// Each space once, however often and by whichever name it was given.
fn once(spaces: Vec<SpaceChoice>) -> Vec<SpaceChoice> {
    let mut all: Vec<SpaceChoice> = Vec::new();
    for space in spaces {
        if all.iter().all(|other| other.id() != space.id()) {
            all.push(space);
        }
    }
    all
}

/// What is said where a connection is already where it is to go.
fn is_there(found: &Connection, to: Option<&SpaceChoice>, owner: Option<&User>) -> Option<String> {
    let is_in = |space: &SpaceChoice| space.id().map(|id| id.0.as_str()) == found.space.as_deref();
    let has = |owner: &User| found.owner.as_ref() == Some(&owner.id);
    match (to, owner) {
        (Some(space), None) if is_in(space) => Some("already there".to_owned()),
        (None, Some(owner)) if has(owner) => Some(format!("{} owns it already", owner.name)),
        (Some(space), Some(owner)) if is_in(space) && has(owner) => {
            Some(format!("already there, and {} owns it already", owner.name))
        }
        _ => None,
    }
}

/// What a new owner means for those who use a connection, also where it goes to this space.
fn caution(of: &Connection, to: Option<&SpaceChoice>) -> String {
    let mut text = "its credentials do not go with it: the new owner has to add their own".to_owned();
    if to.map_or(of.space.is_none(), |to| to.id().is_none()) {
        text.push_str("; in a personal space, only the new owner sees it then");
    }
    text
}

/// Why a connection is not deleted that was read a second time, where it is no longer the one that was found.
fn changed(found: &Connection, now: &Connection) -> Option<String> {
    if now.name != found.name {
        return Some(format!("someone renamed it to {} meanwhile, so it was not deleted", now.name));
    }
    let is_changed = found.updated.is_some() && now.updated.is_some() && now.updated != found.updated;
    is_changed.then(|| "someone changed it meanwhile, so it was not deleted".to_owned())
}

/// `Sales, Finance and the personal space`.
fn listed(spaces: &[SpaceChoice]) -> String {
    spaces.iter().map(SpaceChoice::label).collect::<Vec<_>>().join(", ")
}

/// Asks a person, unless they said yes beforehand.
fn agreed(options: &ConnectionsOptions, question: &str) -> Result<(), NothingDone> {
    match (options.yes, options.is_attended) {
        (false, false) => Err(NothingDone::Wrong("nothing was sent: without a terminal --yes is needed".to_owned())),
        (false, true) if !Output::agreed(question) => Err(NothingDone::Declined),
        _ => Ok(()),
    }
}

async fn list(options: &ConnectionsOptions, at: &Finder<'_>, output: &mut Output) -> Result<u8, NothingDone> {
    let wanted = match options.space.as_deref().map(|name| at.space(name)).transpose()? {
        None => ConnectionQuery::All,
        Some(SpaceChoice::Personal) => ConnectionQuery::Personal,
        Some(SpaceChoice::In(space)) => ConnectionQuery::InSpace(space.id),
    };
    let mut people = People::default();
    let mut widths = [0; 6];
    let page = async |next: Option<String>| at.client.connections(at.session, &wanted, next.as_deref()).await;
    let each = async |fresh: Vec<Connection>| {
        name_owners(&fresh, &mut people, at).await;
        if output.json {
            for connection in &fresh {
                line(connection, at, &people, output);
            }
        } else {
            rows(&fresh, options.is_shown.then_some(&mut widths), at, &people, output);
        }
        output.is_whole
    };
    let is_whole = lists::follow(page, |connection| &connection.id, each).await?;
    if !is_whole && output.is_whole {
        Output::note("the tenant did not send its whole list, so there may be more");
    }
    Ok(if is_whole { 0 } else { code::FAILED })
}

fn kind(connection: &Connection) -> Option<&'static str> {
    connection.separated.map(|separated| if separated { "separated" } else { "embedded" })
}

/// Asks for the names of owners that were not asked for yet, many at once. Where the tenant does not tell, ids stay.
async fn name_owners(of: &[Connection], people: &mut People, at: &Finder<'_>) {
    while let Some(ids) = people.next(of.iter().filter_map(|it| it.owner.as_deref())) {
        people.named(at.client.users_by_id(at.session, &ids).await);
    }
}

/// What the owner is called, or the id where that is not told.
fn owner<'a>(it: &'a Connection, people: &'a People) -> &'a str {
    it.owner.as_deref().map_or("", |id| people.name(id))
}

/// The name of the owner, where it is told.
fn owner_name<'a>(it: &'a Connection, people: &'a People) -> Option<&'a str> {
    Some(owner(it, people)).filter(|name| it.owner.as_deref().is_some_and(|id| id != *name))
}

fn line(it: &Connection, at: &Finder<'_>, people: &People, output: &mut Output) {
    output.data(&json!({"v": 1, "id": it.id, "name": it.name, "space": at.space_name(it), "spaceId": it.space,
        "source": it.source, "credentials": kind(it), "owner": it.owner, "ownerName": owner_name(it, people),
        "created": it.created, "updated": it.updated}));
}

/// A row for each, its columns apart by tabs; on a terminal below each other and under their names. `widths` are those so far.
fn rows(found: &[Connection], widths: Option<&mut [usize; 6]>, at: &Finder<'_>, people: &People, output: &mut Output) {
    let row = |it: &Connection| {
        let columns = [
            it.name.as_str(),
            at.space_name(it).unwrap_or(PERSONAL),
            it.source.as_deref().unwrap_or_default(),
            kind(it).unwrap_or_default(),
            owner(it, people),
            it.updated.as_deref().unwrap_or_default(),
        ];
        // A tab in a name would be a column more.
        columns.map(|text| clean(text).replace('\t', " "))
    };
    let mut rows: Vec<[String; 6]> = found.iter().map(row).collect();
    let Some(widths) = widths else {
        for row in &rows {
            output.print(&format!("{}\n", row.join("\t")));
        }
        return;
    };
    if widths.iter().all(|width| *width == 0) {
        rows.insert(0, COLUMNS.map(str::to_owned));
    }
    for (column, width) in widths.iter_mut().enumerate() {
        *width = rows.iter().map(|row| row[column].width()).max().unwrap_or(0).max(*width);
    }
    for row in &rows {
        let cells = row.iter().zip(widths.iter());
        let line = cells.fold(String::new(), |line, (text, width)| {
            let gap = " ".repeat(width.saturating_sub(text.width()) + 2);
            line + text + &gap
        });
        output.print(&format!("{}\n", line.trim_end_matches(' ')));
    }
}

fn show(it: &Connection, at: &Finder<'_>, people: &People, output: &mut Output) {
    let space = at.space_name(it);
    let line = in_load_script(it.source.as_deref(), space, &it.name);
    let source = it.source.clone().map(SourceId);
    let source = source.as_ref();
    if output.json {
        let properties: serde_json::Map<_, _> =
            it.properties.iter().map(|(key, value)| (key.clone(), shown(source, &[], key, value).into())).collect();
        output.data(
            &json!({"v": 1, "id": it.id, "name": it.name, "space": space, "spaceId": it.space, "source": it.source,
            "credentials": kind(it), "credentialId": it.credential, "owner": it.owner,
            "ownerName": owner_name(it, people), "created": it.created,
            "updated": it.updated, "tags": it.tags, "privileges": it.privileges, "statement": line,
            "properties": properties}),
        );
        return;
    }
    let label = it.source.clone().map(SourceId).as_ref().and_then(known::known).map(|known| known.label.clone());
    let facts = [
        ("name", it.name.clone()),
        ("id", it.id.clone()),
        ("space", space.unwrap_or(PERSONAL).to_owned()),
        ("data source", [it.source.clone(), label].into_iter().flatten().collect::<Vec<_>>().join(", ")),
        (
            "credentials",
            [kind(it).map(str::to_owned), it.credential.clone()].into_iter().flatten().collect::<Vec<_>>().join(", "),
        ),
        ("owner", owner(it, people).to_owned()),
        ("created", it.created.clone().unwrap_or_default()),
        ("changed", it.updated.clone().unwrap_or_default()),
        ("tags", it.tags.join(", ")),
        ("you may", it.privileges.clone().unwrap_or_default().join(", ")),
        ("load script", line),
    ];
    for (label, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        output.print(&format!("{label:<12} {}\n", clean(value)));
    }
    for (key, value) in &it.properties {
        output.print(&format!("  {}: {}\n", clean(key), clean(&shown(source, &[], key, value))));
    }
}

/// Writes, one after another.
struct Run<'a> {
    at: &'a Finder<'a>,
    output: &'a mut Output,
    of: usize,
    outcomes: Vec<ReportOutcome>,
}

impl Run<'_> {
    /// `done`: what is said of it besides the word for it, once it is done.
    async fn single<W: Write>(
        &mut self,
        of: &Connection,
        action: &'static str,
        write: W,
        done: &str,
    ) -> Result<u8, NothingDone> {
        let (stop, waiting) = interruptible();
        let label = self.at.label(of);
        self.output.sent((1, 1), &label, action, None);
        let begun = Instant::now();
        let waits = |wait| self.output.waiting((1, 1), &label, wait);
        let ended = settle(self.at.client, self.at.session, write, stopped(stop.clone()), waits).await;
        let mut line = said_of(&label, action, Some(&of.id), &ended, begun);
        if line.outcome == ReportOutcome::Done {
            done.clone_into(&mut line.text);
        }
        self.tell(1, &line);
        waiting.abort();
        Ok(self.code(*stop.borrow()))
    }

    async fn copies(
        &mut self,
        of: &Connection,
        name: &str,
        to: &[SpaceChoice],
        owner: &str,
    ) -> Result<u8, NothingDone> {
        let (stop, waiting) = interruptible();
        let mut is_over = false;
        for (at, space) in to.iter().enumerate() {
            let label = format!("{} / {name}", space.id().map_or(PERSONAL, |_| space.label()));
            if is_over || stop.borrow().is_some() {
                self.tell(at + 1, &Report::new(&label, "copy", ReportOutcome::NotTried, "the run had ended"));
                continue;
            }
            let begun = Instant::now();
            // A clash is found before anything is sent.
            match self.at.client.connection_by_name(self.at.session, space.id(), name).await {
                Ok(NameCheck::Taken(other)) => {
                    let text = format!("the name is taken there, by {}", other.id);
                    self.tell(at + 1, &Report::new(&label, "copy", ReportOutcome::Failed, &text));
                    continue;
                }
                Ok(NameCheck::Free | NameCheck::Unchecked) | Err(_) => {}
            }
            self.output.sent((at + 1, self.of), &label, "copy", None);
            let write = Copy::new(of, name, (space.id().cloned(), space.label()), owner);
            let waits = |wait| self.output.waiting((at + 1, self.of), &label, wait);
            let ended = settle(self.at.client, self.at.session, write, stopped(stop.clone()), waits).await;
            is_over = matches!(&ended.outcome, Outcome::NotDone(NotDone::Refused(failure)) if failure.kind == FailureKind::Unauthorized);
            let copy = match &ended.outcome {
                Outcome::Done(copy, _) => Some(copy),
                Outcome::NotDone(_) | Outcome::Unknown => None,
            };
            let mut line = said_of(&label, "copy", copy.map(|copy| copy.id.as_str()), &ended, begun);
            if let Some(elsewhere) = copy.and_then(|copy| existing::elsewhere(copy, space.id())) {
                line.outcome = ReportOutcome::Failed;
                line.text = format!("the tenant put the copy into the space {elsewhere}");
            }
            self.tell(at + 1, &line);
        }
        waiting.abort();
        Ok(self.code(*stop.borrow()))
    }

    fn tell(&mut self, n: usize, line: &Report) {
        self.output.line((n, self.of), line);
        self.outcomes.push(line.outcome);
    }

    fn code(&mut self, interrupted: Option<u8>) -> u8 {
        if self.of > 1 {
            self.output.summary(&self.outcomes);
        }
        apply_code(&self.outcomes, interrupted, self.output.is_whole)
    }
}

fn said_of<W: Write>(label: &str, action: &'static str, id: Option<&str>, ended: &Ended<W>, begun: Instant) -> Report {
    let outcome = match &ended.outcome {
        Outcome::Done(..) => ReportOutcome::Done,
        Outcome::NotDone(_) => ReportOutcome::Failed,
        Outcome::Unknown => ReportOutcome::Unknown,
    };
    let text = if outcome == ReportOutcome::Done { String::new() } else { ended.sentence.clone() };
    let line = Report {
        id: id.map(str::to_owned),
        ms: begun.elapsed().as_millis(),
        ..Report::new(label, action, outcome, &text)
    };
    match &ended.outcome {
        Outcome::NotDone(NotDone::Refused(failure)) => line.refused(failure),
        _ => line,
    }
}
