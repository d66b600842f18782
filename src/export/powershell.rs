//! A PowerShell script for 5.1 and 7, and the two lines that start it from cmd. Written from documentation.
//!
//! No JSON is ever an argument, for PowerShell before 7.3 loses its quotes.

use std::fmt::Write as _;

use crate::domain::variable::PathStep;

use super::{
    Export, KEY, TENANT,
    body::{Body, Pointer},
};

/// A literal. Curly quotes count as quotes too.
fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
            out.push(c);
        }
        out.push(c);
    }
    out.push('\'');
    out
}

pub(super) fn script(export: &Export<'_>, body: &Body) -> String {
    let names: Vec<String> =
        [TENANT, KEY].into_iter().chain(body.variables.iter().map(String::as_str)).map(quoted).collect();
    let mut text = format!(
        "# {}\n$ErrorActionPreference = 'Stop'\nforeach ($n in {}) {{ if (-not [Environment]::GetEnvironmentVariable($n)) {{ throw \"$n is not set\" }} }}\n\
         $b = Get-Content -Raw -Encoding UTF8 -LiteralPath (Join-Path $PSScriptRoot 'body.json') | ConvertFrom-Json\n",
        export.warned_title(),
        names.join(",")
    );
    for (name, path) in body.variables.iter().zip(&body.paths) {
        let _infallible = writeln!(text, "{}", set(path, &format!("$env:{name}")));
    }
    let (method, path) = (export.request.method, quoted(&export.request.path));
    let _infallible = write!(
        text,
        "$raw = [Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $b -Depth 20 -Compress))\n\
         Invoke-RestMethod -Method {method} -Uri ($env:{TENANT} + {path}) -MaximumRedirection 0 `\n  \
         -Headers @{{ Authorization = \"Bearer $env:{KEY}\" }} -ContentType 'application/json; charset=utf-8' -Body $raw\n"
    );
    text.replace('\n', "\r\n")
}

/// Puts a value to its place.
fn set(path: &Pointer, value: &str) -> String {
    let mut owner = String::from("$b");
    let Some((last, before)) = path.steps.split_last() else { return String::new() };
    for step in before {
        match step {
            PathStep::Key(key) => {
                let _infallible = write!(owner, ".{}", quoted(key));
            }
            PathStep::Item(at) => {
                let _infallible = write!(owner, "[{at}]");
            }
        }
    }
    match last {
        PathStep::Key(key) => {
            format!(
                "Add-Member -InputObject {owner} -NotePropertyName {} -NotePropertyValue {value} -Force",
                quoted(key)
            )
        }
        PathStep::Item(at) => format!("{owner}[{at}] = {value}"),
    }
}

/// cmd has no safe quoting, so it only starts the script.
pub(super) fn starter(export: &Export<'_>) -> String {
    format!(
        "@rem {}\r\n@powershell -NoProfile -ExecutionPolicy Bypass -File \"%~dp0create.ps1\"\r\n@exit /b %ERRORLEVEL%\r\n",
        export.title().replace('%', "%%")
    )
}
