//! Requests as scripts: for curl, PowerShell, qlik-cli and Terraform. Pure: text comes out, nothing is written.
//!
//! An export is a folder. What is data lies in `body.json`, without the secrets, or in the pieces of it that a script puts together
//! around them. Secrets come from the environment at run time, and are never in an argument, in a file of ours, or in what a shell
//! prints when it is asked to trace.

mod body;
mod powershell;
mod qlik_cli;
mod sh;
mod terraform;

#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use self::body::Body;
use crate::domain::{http::HttpRequest, local::NewFile, secret::HiddenText, text::clean, variable::password_warning};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A shell script around curl.
    Curl,
    /// A PowerShell script, and what starts it from cmd.
    Powershell,
    /// A shell script around qlik-cli.
    QlikCli,
    /// A Terraform configuration.
    Terraform,
}

impl Format {
    #[cfg(test)]
    pub const ALL: [Self; 4] = [Self::Curl, Self::Powershell, Self::QlikCli, Self::Terraform];

    /// How a person calls it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::Powershell => "powershell",
            Self::QlikCli => "qlik-cli",
            Self::Terraform => "terraform",
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// The request, with its secrets or with anything in their place: they are left out.
    pub request: &'a HttpRequest,
    /// What asks for the authorization URL before, where a person has to sign in in a browser. The code is then a secret of `request`.
    pub first: Option<&'a HttpRequest>,
    /// The day, for the first line.
    pub date: &'a str,
}

/// The tenant and the key, in every format but Terraform and qlik-cli.
const TENANT: &str = "QLIK_TENANT_URL";
const KEY: &str = "QLIK_API_KEY";
const TENANT_LIKE: &str = "the tenant, for example https://acme.eu.qlikcloud.com";

impl Export<'_> {
    pub fn files(&self, format: Format) -> Vec<NewFile> {
        let body = Body::new(&self.request.body);
        let data = file("body.json", body.without_secrets(), false);
        let mut files = match format {
            Format::Curl => vec![data, file("create.sh", self.sh(&body), true)],
            Format::Powershell => vec![
                data,
                file("create.ps1", powershell::script(self, &body), true),
                file("create.cmd", powershell::starter(self), true),
            ],
            Format::QlikCli => vec![data, file("create.sh", qlik_cli::script(self, &body), true)],
            Format::Terraform => vec![data, file("main.tf", terraform::text(self, &body), false)],
        };
        files.push(file("README.txt", self.readme(format, &body), false));
        files
    }

    fn sh(&self, body: &Body) -> String {
        match self.first {
            None => sh::curl(self, body),
            Some(first) => sh::curl_with_code(self, &Body::new(&first.body), body),
        }
    }

    /// The script around curl for a shell that somebody types into: it ends where it ends, and not the shell.
    pub fn pasted(&self) -> String {
        let script = self.sh(&Body::new(&self.request.body));
        let inner = script.strip_prefix("#!/bin/sh\n").unwrap_or(&script);
        format!("(\n{inner})\n")
    }

    /// The variables that have to be set, with what each is for.
    pub fn variables(&self, format: Format) -> Vec<(String, String)> {
        Self::needed(format, &Body::new(&self.request.body))
    }

    fn needed(format: Format, body: &Body) -> Vec<(String, String)> {
        let named = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let mut needed = match format {
            Format::Curl | Format::Powershell => {
                vec![named(TENANT, TENANT_LIKE), named(KEY, "an API key")]
            }
            Format::QlikCli => vec![named("QLIK_CONTEXT", "the name of a context of qlik-cli")],
            Format::Terraform if body.variables.is_empty() => {
                vec![named("TF_VAR_tenant_url", TENANT_LIKE), named("BEARER_TOKEN", "an API key")]
            }
            Format::Terraform => {
                vec![named("TF_VAR_tenant_url", TENANT_LIKE), named("TF_VAR_api_key", "an API key")]
            }
        };
        for (name, path) in body.variables.iter().zip(&body.paths) {
            let name =
                if format == Format::Terraform { format!("TF_VAR_{}", name.to_lowercase()) } else { name.clone() };
            let about = body.about(path);
            needed.push((name, if path.is_file { format!("{about}: the file in base64") } else { about }));
        }
        needed
    }

    /// What a person types to run it, in its folder.
    pub fn run(format: Format) -> &'static str {
        match format {
            Format::Curl | Format::QlikCli => "sh create.sh",
            Format::Powershell => "powershell -NoProfile -ExecutionPolicy Bypass -File create.ps1",
            Format::Terraform => "terraform init && terraform apply",
        }
    }

    /// The first line of every file that can have comments.
    fn title(&self) -> String {
        format!("qonnect {}, {}. Secrets come from the environment.", env!("CARGO_PKG_VERSION"), clean(self.date))
    }

    /// The same with a warning of what is no secret by itself, but holds one.
    fn warned_title(&self) -> String {
        let warning = password_warning(&self.request.body).map(|warning| format!(" WARNING: {}", clean(&warning)));
        self.title() + &warning.unwrap_or_default()
    }

    fn readme(&self, format: Format, body: &Body) -> String {
        let mut text = format!("{}\n\nSet these variables first:\n", self.warned_title());
        let needed = Self::needed(format, body);
        let widest = needed.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        for (name, about) in &needed {
            let _infallible = writeln!(text, "  {name:widest$}  {}", clean(about));
        }
        let more = match format {
            Format::Powershell => "\n  or, from cmd: create.cmd",
            Format::QlikCli => "    (qlik-cli 2.28 or newer)",
            Format::Curl | Format::Terraform => "",
        };
        let _infallible = writeln!(text, "\nThen run:\n  {}{more}", Self::run(format));
        match (self.first, format) {
            (None, _) => {}
            (Some(_), Format::Curl) => text.push_str(
                "\nSomeone must sign in in a browser: the script prints the URL and waits for the code.\n",
            ),
            (Some(_), _) => text.push_str(
                "\nSomeone must sign in in a browser first. Send body.json with an empty code and \"authUrlOnly\": true: the answer\n\
                 has the URL. Sign in there, and set the variable to the code that the page shows. It works once.\n",
            ),
        }
        text.push_str("\nbody.json is the request without its secrets. Running it twice does not create two: names are unique in a space.\n");
        if format != Format::Curl {
            text.push_str("This format was written from documentation and not tested. Check it before you run it.\n");
        }
        text
    }
}

fn file(name: &'static str, text: String, is_script: bool) -> NewFile {
    NewFile { name, text: HiddenText(text), is_script }
}
