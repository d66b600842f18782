//! `export` and `template`: files for elsewhere, made from what a file says and what the tenant tells. Only GETs are sent.

use std::{path::Path, sync::Arc};

use super::{
    files,
    finder::{Finder, NothingDone},
    glob, lists,
    output::{Output, code, said},
    plan,
    prepare::{ask_who_signs_in, tell},
    references::{self, Allowed, Reach},
    sign_in,
    sign_in::SignInOptions,
    site::Site,
};
use crate::{
    answers::{Document, Plain, Referral, Resolved, existing::Existing, write::FileContent},
    client::Client,
    domain::{
        connection::{Connection, NewConnection},
        credential::Mode,
        draft::Consent,
        failure::Failure,
        field::{Requirement, fields},
        http::HttpRequest,
        known::{self, label},
        local::{NewFiles, NewFilesKind, Unwritten},
        request::HiddenText,
        space::{Space, SpaceChoice},
    },
    export::{Export, Format},
    worker::kept,
};

#[derive(Clone, Copy, Debug)]
pub enum ExportTo<'a> {
    /// Into a folder, which is made; an answers file: into this file.
    Path(&'a Path),
    /// The script or the answers file alone, to standard output.
    Stdout,
}

#[derive(Clone, Copy, Debug)]
pub enum ExportOf<'a> {
    /// One connection of an answers file, chosen by `--only` where it has several, and whether a program may be run to sign in.
    File { file: &'a Path, only: Option<&'a str>, commands: bool },
    /// A connection that exists, in this space where one is given.
    Existing { name: &'a str, space: Option<&'a str> },
}

#[derive(Clone, Copy, Debug)]
pub struct ExportOptions<'a> {
    /// The format of the script; none is an answers file.
    pub format: Option<Format>,
    pub of: ExportOf<'a>,
    pub to: ExportTo<'a>,
    pub date: &'a str,
}

/// Writes one connection as an answers file, or its request as a script; the exit code.
pub async fn export(
    wanted: &ExportOptions<'_>,
    known: &SignInOptions,
    client: &Client,
    reach: Reach<'_>,
    output: &mut Output,
) -> u8 {
    let to = match (wanted.to, wanted.format) {
        (ExportTo::Path(path), None) if path == Path::new("-") => ExportTo::Stdout,
        (ExportTo::Path(path), Some(_)) if path == Path::new("-") => {
            return Output::refuse(
                "a script and what belongs to it are a folder, which cannot be printed; --stdout prints the script alone",
            );
        }
        (ExportTo::Path(path), Some(_)) if is_named_as_script(path) => {
            let name = path.display();
            return Output::refuse(&format!(
                "--to names a folder for the script and what belongs to it, and {name} is called like a file; --stdout > {name} \
                 makes the script alone"
            ));
        }
        (to, _) => to,
    };
    let made = match (wanted.of, wanted.format) {
        (ExportOf::File { file, only, commands }, Some(format)) => {
            let requests = of_file((file, only, commands), known, client, reach).await;
            requests.map(|requests| scripts(&requests, format, wanted.date))
        }
        (ExportOf::File { .. }, None) => Err(Output::refuse(
            "--answers names an answers file already; --from NAME makes one of a connection that exists",
        )),
        (ExportOf::Existing { name, space }, _) => of_existing(name, space, wanted, known, client).await,
    };
    let made = match made {
        Ok(made) => made,
        Err(code) => return code,
    };
    match (to, made) {
        (ExportTo::Stdout, NewFilesKind::File(text)) => output.print(&text.0),
        (ExportTo::Stdout, NewFilesKind::Folder(files)) => {
            let script = files.iter().find(|file| file.is_script || file.name == "main.tf");
            output.print(script.map_or("", |file| file.text.0.as_str()));
        }
        (ExportTo::Path(path), made) => {
            let told = match &made {
                NewFilesKind::File(_) => format!("{}\n", path.display()),
                NewFilesKind::Folder(files) => format!("{}: {} files\n", path.display(), files.len()),
            };
            match save(path, made) {
                Ok(()) => output.print(&told),
                Err(sentence) => return Output::fail(&sentence),
            }
        }
    }
    u8::from(!output.is_whole)
}

/// Whether a path is that of a script, for who takes the folder for one.
fn is_named_as_script(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
    ending.is_some_and(|ending| ["sh", "bash", "ps1", "cmd", "bat", "tf"].contains(&ending.as_str()))
}

fn scripts((request, first): &(HttpRequest, Option<HttpRequest>), format: Format, date: &str) -> NewFilesKind {
    NewFilesKind::Folder(Export { request, first: first.as_ref(), date }.files(format))
}

/// The request of one connection of a file, and the one before it where a person has to sign in. The error is an exit code; why is told.
async fn of_file(
    (file, only, commands): (&Path, Option<&str>, bool),
    known: &SignInOptions,
    client: &Client,
    reach: Reach<'_>,
) -> Result<(HttpRequest, Option<HttpRequest>), u8> {
    let read = files::read(&[file.to_owned()], Plain::Refused);
    tell(&read.faults);
    let Some(document) = read.documents.first().filter(|_| !read.is_bad()) else { return Err(code::WRONG_USE) };
    let allowed = Allowed { reach, commands, is_attended: reach.ask.is_some() };
    // Only the secrets for signing in are needed: an export holds none.
    let signs_in = |_: &Document, referral: &Referral| referral.connection.is_none() && known.context.is_none();
    let session = match references::resolve(&read.documents, &allowed, signs_in) {
        Ok(mut resolved) => {
            if known.context.is_none() {
                ask_who_signs_in(&read.documents, reach, &mut resolved)?;
            }
            sign_in::session(document, resolved.first().unwrap_or(&Resolved::default()), known)
        }
        Err(faults) => {
            tell(&faults);
            return Err(code::WRONG_USE);
        }
    };
    let fits = |name: &str| only.is_none_or(|only| glob::fits(only, name));
    let items = document.items().into_iter().filter(|item| fits(&item.connection.name) || fits(&item.label()));
    let items: Vec<_> = items.collect();
    let session = session.map_err(|sentence| Output::refuse(&sentence))?;
    let [item] = items.as_slice() else {
        return Err(Output::refuse(&format!(
            "{} connections of the file fit; name one with --only=\"Space / Name\"",
            items.len()
        )));
    };
    let site = Site::read(client, session, &items).await.map_err(|failure| Output::fail(&said(&failure)))?;
    plan::requests(&site, item, &Resolved::default()).map_err(|sentence| Output::fail(&sentence))
}

/// What makes a connection that exists again. Only GETs are sent. The error is an exit code; why is told.
async fn of_existing(
    name: &str,
    space: Option<&str>,
    wanted: &ExportOptions<'_>,
    known: &SignInOptions,
    client: &Client,
) -> Result<NewFilesKind, u8> {
    let failed = |failure: Failure| Output::fail(&said(&failure));
    let session = sign_in::session_without_file(known).map_err(|sentence| Output::refuse(&sentence))?;
    let me = client.sign_in(&session).await.map_err(failed)?;
    let spaces = lists::spaces(client, &session, None).await.map_err(failed)?;
    let found =
        Finder { client, session: &session, spaces: &spaces }.find(name, space).await.map_err(|stop| match stop {
            NothingDone::Wrong(sentence) => Output::refuse(&sentence),
            NothingDone::Declined => Output::declined(),
            NothingDone::Failed(failure) => failed(failure),
        })?;
    let connection = client.read_back(&session, &found.id).await.map_err(failed)?;
    let sources = client.sources(&session).await.map_err(failed)?;
    let of = |id: &String| sources.iter().find(|source| source.id.is(id));
    let Some(source) = connection.source.as_ref().and_then(of) else {
        let id = connection.source.as_deref().unwrap_or("none");
        return Err(Output::fail(&format!("{name} is for a data source that this tenant does not list ({id})")));
    };
    let spec = Arc::new(client.spec(&session, &source.id).await.map_err(failed)?);
    let credential = match connection.credential.as_deref().filter(|_| connection.separated == Some(true)) {
        Some(id) => client.find_credential(&session, id).await.map_err(failed)?,
        None => None,
    };
    // Credentials of another user cannot be chosen.
    let credential = credential.filter(|found| found.owner.as_ref().is_none_or(|owner| *owner == me.user_id));
    let existing = Existing {
        session: &session,
        me: &me,
        connection: &connection,
        space: place(&connection, &spaces.found),
        source,
        spec: &spec,
        credential: credential.map(|found| found.credential),
    };
    let draft = existing.draft();
    let nothing = || Output::fail("an answer is missing");
    let Some(format) = wanted.format else {
        return Ok(NewFilesKind::File(HiddenText(existing.written().ok_or_else(nothing)?.text)));
    };
    let new = NewConnection { tags: existing.tags(), ..draft.connection_without_code().ok_or_else(nothing)? };
    for field in
        fields(&source.id, &spec).iter().filter(|field| field.need == Requirement::Tenant && field.when.is_none())
    {
        let is_left_out = field.credential && existing.credential.is_some();
        if !is_left_out && new.properties.iter().all(|(key, _)| *key != field.name) {
            Output::note(&format!(
                "the tenant does not give back {}, and requires it; add it to body.json",
                field.name
            ));
        }
    }
    if let Some(field) = fields(&source.id, &spec).iter().find(|field| field.may_hide_rows()) {
        let name = &field.name;
        Output::note(&format!("the tenant does not show encrypted rows of {name}; add those that the connection has"));
    }
    let code = draft.code().filter(|_| draft.consent() == Consent::Needed);
    Ok(scripts(&session.dialect.requests(new, code.as_deref()), format, wanted.date))
}

/// Where a connection lives. A name that several spaces have says nothing, so such a space is named by its id.
fn place(connection: &Connection, spaces: &[Space]) -> SpaceChoice {
    let Some(id) = &connection.space else { return SpaceChoice::Personal };
    let found = spaces.iter().find(|space| space.id.0 == *id);
    let is_sole = |space: &&Space| spaces.iter().filter(|other| other.name == space.name).count() == 1;
    found.filter(is_sole).map_or_else(|| SpaceChoice::by_id(id, ""), |space| SpaceChoice::In(space.clone()))
}

/// Writes an export where none of its files lies yet. The error is a sentence.
fn save(to: &Path, what: NewFilesKind) -> Result<(), String> {
    let Some(path) = to.to_str() else { return Err(format!("{} is not a path in UTF-8", to.display())) };
    match kept::write(&NewFiles { path: path.to_owned(), what, replace: false }) {
        Ok(_) => Ok(()),
        Err(Unwritten::Exists(file)) => Err(format!("{file} exists already")),
        Err(Unwritten::Failed(sentence)) => Err(sentence),
    }
}

/// Prints an answers file for a source, to be filled in; the exit code.
pub async fn template(source: &str, known: &SignInOptions, client: &Client, output: &mut Output) -> u8 {
    match filled_in_by_hand(source, known, client).await {
        Ok(text) => output.print(&text),
        Err(code) => return code,
    }
    u8::from(!output.is_whole)
}

async fn filled_in_by_hand(source: &str, known: &SignInOptions, client: &Client) -> Result<String, u8> {
    let failed = |failure: Failure| Output::fail(&said(&failure));
    let session = sign_in::session_without_file(known).map_err(|sentence| Output::refuse(&sentence))?;
    let sources = client.sources(&session).await.map_err(failed)?;
    let found = known::find(source, &sources).map_err(|sentence| Output::fail(&sentence))?;
    let spec = client.spec(&session, &found.id).await.map_err(failed)?;
    let sheet = FileContent {
        tenant: &session.tenant,
        dialect: session.dialect,
        access: Some(&session.access),
        name: "",
        space: None,
        source: &found.id,
        label: &label(found),
        mode: Mode::Embedded,
        credentials: None,
        authorize: None,
        code: None,
        properties: Vec::new(),
        fields: fields(&found.id, &spec),
        files: &[],
        needs_person: false,
        is_template: true,
        is_existing: false,
        tags: &[],
    };
    Ok(sheet.written().text)
}
