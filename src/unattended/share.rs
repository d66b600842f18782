//! `export` and `template`: files for elsewhere, made from what a file says and what the tenant tells. Only GETs are sent.

use std::path::Path;

use super::{
    files, glob,
    output::Output,
    plan,
    plan::said,
    run::{code, tell},
    sign_in,
    sign_in::Known,
    site::Site,
};
use crate::{
    answers::{
        Plain, Resolved,
        file::{Mode, Reference},
        write::Sheet,
    },
    client::Client,
    domain::{
        field::fields,
        known::label,
        local::{NewFile, NewFiles, NewFilesKind, Unwritten},
        request::Text,
    },
    export::{Export, File, Format},
    worker::kept,
};

use super::references::{self, Allowed};

/// Where an export goes.
#[derive(Clone, Copy, Debug)]
pub enum To<'a> {
    /// Into a folder, which is made.
    Folder(&'a Path),
    /// The script alone, to standard output.
    Stdout,
}

/// What is exported.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The format.
    pub format: Format,
    /// The answers file.
    pub file: &'a Path,
    /// `--only`.
    pub only: Option<&'a str>,
    /// Where it goes.
    pub to: To<'a>,
    /// The day.
    pub date: &'a str,
}

/// Writes the request of one connection as a script; the exit code.
pub async fn export(
    wanted: &Wanted<'_>,
    known: &Known,
    client: &Client,
    variable: &dyn Fn(&str) -> Option<String>,
    output: &mut Output,
) -> u8 {
    let read = files::read(&[wanted.file.to_owned()], Plain::Refused);
    tell(&read.faults);
    let Some(document) = read.documents.first().filter(|_| !read.is_bad()) else { return code::WRONG_USE };
    let allowed = Allowed { variable, commands: false, is_attended: false, hidden: &[] };
    // Only the secrets for signing in are needed: an export holds none.
    let signs_in = |document: &crate::answers::Document, reference: &Reference| document.signs_in_by(reference);
    let session = match references::resolve(&read.documents, &allowed, signs_in) {
        Ok(resolved) => sign_in::session(document, resolved.first().unwrap_or(&Resolved::default()), known),
        Err(faults) => {
            tell(&faults);
            return code::WRONG_USE;
        }
    };
    let fits = |name: &str| wanted.only.is_none_or(|only| glob::fits(only, name));
    let items = document.items().into_iter().filter(|item| fits(&item.connection.name) || fits(&item.label()));
    let items: Vec<_> = items.collect();
    let (session, [item]) = (
        match session {
            Ok(session) => session,
            Err(sentence) => return refuse(&sentence),
        },
        items.as_slice(),
    ) else {
        return refuse(&format!("the file has {} connections; choose one with --only", items.len()));
    };
    let site = match Site::read(client, session, &items).await {
        Ok(site) => site,
        Err(failure) => return fail(&said(&failure)),
    };
    let request = match plan::request(&site, item, &Resolved::default()) {
        Ok(request) => request,
        Err(sentence) => return fail(&sentence),
    };
    let files = Export { request: &request, first: None, date: wanted.date }.files(wanted.format);
    match wanted.to {
        To::Stdout => {
            let script = files.iter().find(|file| file.is_script || file.name == "main.tf");
            output.print(script.map_or("", |file| file.text.as_str()));
            u8::from(!output.is_whole)
        }
        To::Folder(folder) => {
            let count = files.len();
            match save(folder, files) {
                Ok(()) => {
                    output.print(&format!("{}: {count} files\n", folder.display()));
                    0
                }
                Err(sentence) => fail(&sentence),
            }
        }
    }
}

/// Writes an export into a folder that has none of these files yet. The error is a sentence.
fn save(folder: &Path, files: Vec<File>) -> Result<(), String> {
    let file = |file: File| NewFile { name: file.name, text: Text(file.text), is_script: file.is_script };
    let what = NewFilesKind::Folder(files.into_iter().map(file).collect());
    let Some(path) = folder.to_str() else { return Err(format!("{} is no path in UTF-8", folder.display())) };
    match kept::write(&NewFiles { path: path.to_owned(), what, replace: false }) {
        Ok(_) => Ok(()),
        Err(Unwritten::Exists(file)) => Err(format!("{file} exists already")),
        Err(Unwritten::Failed(sentence)) => Err(sentence),
    }
}

/// Prints an answers file for a source, to be filled in; the exit code.
pub async fn template(source: &str, known: &Known, client: &Client, output: &mut Output) -> u8 {
    let session = match sign_in::session_without_file(known) {
        Ok(session) => session,
        Err(sentence) => return refuse(&sentence),
    };
    let sources = match client.sources(&session).await {
        Ok(sources) => sources,
        Err(failure) => return fail(&said(&failure)),
    };
    let Some(found) = sources.iter().find(|one| one.id.is(source)) else {
        let ids: Vec<&str> = sources.iter().map(|one| one.id.0.as_str()).collect();
        return fail(&format!("this tenant has no data source {source}; it has {}", ids.join(", ")));
    };
    let spec = match client.spec(&session, &found.id).await {
        Ok(spec) => spec,
        Err(failure) => return fail(&said(&failure)),
    };
    let sheet = Sheet {
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
    };
    output.print(&sheet.written().text);
    u8::from(!output.is_whole)
}

fn refuse(sentence: &str) -> u8 {
    Output::note(sentence);
    code::WRONG_USE
}

fn fail(sentence: &str) -> u8 {
    Output::note(sentence);
    code::FAILED
}
