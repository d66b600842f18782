//! What can be saved of the answers: the answers file, and the request as a script. Secrets are in neither.

use std::time::Instant;

use crate::{
    answers::write::{self, Written},
    domain::{
        dialect::Purpose,
        draft::Consent,
        http::{HttpRequest, Json},
        local::{NewFile, NewFilesKind},
        request::Text,
        secret::Secret,
    },
    export::{Export, Format},
    kit::shared::Shared,
};

/// What is made of the answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Answers,
    Script(Format),
}

impl Form {
    /// In the order of the screen, each with how it is called there.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Answers, "answers", "Answers file"),
        (Self::Script(Format::Curl), "curl", "Shell script with curl"),
        (Self::Script(Format::Powershell), "powershell", "PowerShell script"),
        (Self::Script(Format::QlikCli), "qlik-cli", "Shell script with qlik-cli"),
        (Self::Script(Format::Terraform), "terraform", "Terraform"),
    ];

    pub fn of(word: &str) -> Self {
        Self::ALL.iter().find(|(_, other, _)| *other == word).map_or(Self::Answers, |(form, _, _)| *form)
    }
}

/// Whether there is enough to save.
pub(super) fn is_whole(shared: &Shared) -> bool {
    shared.draft.connection_without_code().is_some() && shared.draft.here().session.is_some()
}

/// Whether a person has to sign in in a browser for it.
pub(super) fn needs_person(shared: &Shared) -> bool {
    shared.draft.consent() == Consent::Needed
}

/// The variables that have to be set before what is saved is used.
pub(super) fn variables(form: Form, shared: &Shared, now: Instant) -> Vec<(String, String)> {
    match form {
        Form::Answers => answers(shared).map(|written| written.variables).unwrap_or_default(),
        Form::Script(format) => with_export(shared, now, |export| export.variables(format)).unwrap_or_default(),
    }
}

pub(super) fn files(form: Form, shared: &Shared, now: Instant) -> Option<NewFilesKind> {
    match form {
        Form::Answers => Some(NewFilesKind::File(Text(answers(shared)?.text))),
        Form::Script(format) => with_export(shared, now, |export| {
            let files = export.files(format).into_iter();
            let file = files.map(|file| NewFile { name: file.name, text: Text(file.text), is_script: file.is_script });
            NewFilesKind::Folder(file.collect())
        }),
    }
}

/// The one text to be copied: the answers file, or the script.
pub(super) fn text(form: Form, shared: &Shared, now: Instant) -> Option<String> {
    match form {
        Form::Answers => Some(answers(shared)?.text),
        Form::Script(Format::Curl) => curl(shared, now),
        Form::Script(format) => with_export(shared, now, |export| {
            let files = export.files(format).into_iter();
            files.filter(|file| file.name != "body.json").map(|file| file.text).next().unwrap_or_default()
        }),
    }
}

/// The request around curl, as it can be pasted into a shell.
pub(crate) fn curl(shared: &Shared, now: Instant) -> Option<String> {
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over its lifetime")]
    with_export(shared, now, |export| export.pasted())
}

/// What a file or a folder could be called, made from the name of the connection.
pub(super) fn file_name(shared: &Shared) -> String {
    let name = shared.draft.of().details.as_ref().map(|details| details.name.to_lowercase()).unwrap_or_default();
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let joined = parts.collect::<Vec<_>>().join("-");
    if joined.is_empty() { "connection".to_owned() } else { joined.chars().take(60).collect() }
}

fn answers(shared: &Shared) -> Option<Written> {
    write::from_draft(&shared.draft)
}

fn with_export<T>(shared: &Shared, now: Instant, make: impl FnOnce(&Export<'_>) -> T) -> Option<T> {
    let draft = &shared.draft;
    let connection = draft.connection_without_code()?;
    let code = draft.code().filter(|_| needs_person(shared));
    let first = code.as_ref().map(|_| shared.dialect.create(&connection, Purpose::AuthUrl));
    let connection = match code {
        Some(code) => connection.with(&code, Json::Secret(Secret::new(""))),
        None => connection,
    };
    let request: HttpRequest = shared.dialect.create(&connection, Purpose::Create);
    let date = shared.launch.wall(now).map(|at| at.to_string().chars().take(10).collect::<String>());
    let date = date.unwrap_or_default();
    Some(make(&Export { request: &request, first: first.as_ref(), date: &date }))
}
