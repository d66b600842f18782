//! What can be saved of the answers: the answers file, and the request as a script. Secrets are in neither.

use std::time::Instant;

use crate::{
    answers::write::{self, Written},
    domain::{
        connection::NewConnection,
        draft::{Consent, Draft},
        field::fields,
        http::Json,
        local::NewFilesKind,
        request::HiddenText,
        variable::password_warning,
    },
    export::{Export, Format},
    kit::shared::Shared,
};

/// What is made of the answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum SaveAs {
    #[default]
    Answers,
    Script(Format),
}

impl SaveAs {
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

/// What is saved: the answers of the wizard, or a connection that exists.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    pub shared: &'a Shared,
    pub is_existing: bool,
}

impl Of<'_> {
    fn draft(&self) -> &Draft {
        self.shared.answers(self.is_existing)
    }

    fn tags(&self) -> &[String] {
        self.shared.existing.as_ref().filter(|_| self.is_existing).map_or(&[], |existing| &existing.tags)
    }

    pub fn name(&self) -> &str {
        self.draft().of().details.as_ref().map(|details| details.name.as_str()).unwrap_or_default()
    }

    /// What is required and empty. Of a connection that exists the tenant tells too little to say so.
    pub fn left_empty(&self) -> Vec<String> {
        if self.is_existing { Vec::new() } else { self.draft().left_empty() }
    }

    /// That a URL with a password is written as it is.
    pub fn password_warning(&self) -> Option<String> {
        password_warning(&Json::Object(self.draft().connection_without_code()?.properties))
    }

    /// What the tenant may keep to itself of the rows of a connection that exists.
    pub fn hidden_rows(&self) -> Option<String> {
        let (here, of) = (self.draft().here(), self.draft().of());
        let all = fields(&here.source.as_ref()?.id, of.spec.as_ref()?);
        let field = all.iter().find(|field| self.is_existing && field.may_hide_rows())?;
        Some(format!("The tenant does not show encrypted rows of {}: add those that the connection has.", field.label))
    }

    /// Whether a person has to sign in in a browser for it.
    pub fn needs_person(&self) -> bool {
        self.draft().consent() == Consent::Needed
    }
}

/// Whether there is enough to save.
pub(super) fn is_whole(shared: &Shared) -> bool {
    shared.draft.connection_without_code().is_some() && shared.draft.here().session.is_some()
}

/// The variables that have to be set before what is saved is used.
pub(super) fn variables(form: SaveAs, of: Of<'_>, now: Instant) -> Vec<(String, String)> {
    match form {
        SaveAs::Answers => answers(of).map(|written| written.variables).unwrap_or_default(),
        SaveAs::Script(format) => with_export(of, now, |export| export.variables(format)).unwrap_or_default(),
    }
}

pub(super) fn files(form: SaveAs, of: Of<'_>, now: Instant) -> Option<NewFilesKind> {
    match form {
        SaveAs::Answers => Some(NewFilesKind::File(HiddenText(answers(of)?.text))),
        SaveAs::Script(format) => with_export(of, now, |export| NewFilesKind::Folder(export.files(format))),
    }
}

/// The one text to be copied: the answers file, or the script.
pub(super) fn text(form: SaveAs, of: Of<'_>, now: Instant) -> Option<String> {
    match form {
        SaveAs::Answers => Some(answers(of)?.text),
        SaveAs::Script(Format::Curl) => curl_of(of, now),
        SaveAs::Script(format) => with_export(of, now, |export| {
            let files = export.files(format).into_iter();
            files.filter(|file| file.name != "body.json").map(|file| file.text.0).next().unwrap_or_default()
        }),
    }
}

/// The request around curl, as it can be pasted into a shell.
pub(crate) fn curl(shared: &Shared, now: Instant) -> Option<String> {
    curl_of(Of { shared, is_existing: false }, now)
}

fn curl_of(of: Of<'_>, now: Instant) -> Option<String> {
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over its lifetime")]
    with_export(of, now, |export| export.pasted())
}

/// What a file or a folder could be called, made from the name of the connection.
pub(super) fn file_name(of: Of<'_>) -> String {
    let name = of.name().to_lowercase();
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let joined = parts.collect::<Vec<_>>().join("-");
    if joined.is_empty() { "connection".to_owned() } else { joined.chars().take(60).collect() }
}

fn answers(of: Of<'_>) -> Option<Written> {
    if of.is_existing { write::from_existing(of.draft(), of.tags()) } else { write::from_draft(of.draft()) }
}

fn with_export<T>(of: Of<'_>, now: Instant, make: impl FnOnce(&Export<'_>) -> T) -> Option<T> {
    let (draft, dialect) = (of.draft(), of.shared.dialect);
    let connection = NewConnection { tags: of.tags().to_vec(), ..draft.connection_without_code()? };
    let code = draft.code().filter(|_| of.needs_person());
    let (request, first) = dialect.requests(connection, code.as_deref());
    let date = of.shared.launch.wall(now).map(|at| at.to_string().chars().take(10).collect::<String>());
    let date = date.unwrap_or_default();
    Some(make(&Export { request: &request, first: first.as_ref(), date: &date }))
}
