//! Shell scripts, for dash, bash and other POSIX shells, with curl, od and awk and nothing else.

use std::fmt::Write as _;

use super::{Export, KEY, TENANT, body::Body};

/// A word that no shell looks into.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Makes a JSON string of a text, without showing it to another program's arguments. It fails where `od` is missing, for an empty
/// secret would be sent otherwise.
const JSON: &str = r#"json() { printf '%s.' "$1" | LC_ALL=C od -An -v -tu1 | LC_ALL=C awk '
 { for (i = 1; i <= NF; i++) b[n++] = $i } END { if (n < 2) exit 1; n--; for (i = 0; i < n; i++) { c = b[i]
 if (c == 34) printf "\\\""; else if (c == 92) printf "\\\\"; else if (c == 9) printf "\\t"
 else if (c == 10) printf "\\n"; else if (c == 13) printf "\\r"; else if (c < 32) printf "\\u%04x", c; else printf "%c", c } }'; }
"#;

/// The beginning of a script: what has to be set is asked for, tracing is off.
pub(super) fn head(export: &Export<'_>, body: &Body, needed: &[&str]) -> String {
    let mut text = format!("#!/bin/sh\n# {}\nset +x; set -eu\n", export.warned_title());
    if !body.variables.is_empty() {
        text.push_str(JSON);
    }
    let all = needed.iter().copied().chain(body.variables.iter().map(String::as_str));
    let asked: Vec<String> = all.map(|name| format!("\"${{{name}:?}}\"")).collect();
    let _infallible = writeln!(text, ": {}", asked.join(" "));
    for (at, name) in body.variables.iter().enumerate() {
        let _infallible = writeln!(text, "s{}=$(json \"${name}\")", at + 1);
    }
    text
}

/// Prints the body. `printf` is built in, so nothing of it is an argument of a program.
pub(super) fn print(body: &Body) -> String {
    print_with(body, |at| format!("s{}", at + 1))
}

/// The same, with the names of the shell variables that hold the secrets.
fn print_with(body: &Body, held: impl Fn(usize) -> String) -> String {
    let mut words = Vec::new();
    let last = body.pieces.len().saturating_sub(1);
    for (at, piece) in body.pieces.iter().enumerate() {
        let before = if at > 0 { "\"" } else { "" };
        let after = if at < last { "\"" } else { "" };
        words.push(quoted(&format!("{before}{piece}{after}")));
        if at < last {
            words.push(format!("\"${}\"", held(at)));
        }
    }
    format!("printf '{}' {}", "%s".repeat(words.len()), words.join(" "))
}

/// Sends what comes in. The key travels by a file descriptor: an argument is seen by everybody who can list processes.
fn send(export: &Export<'_>) -> String {
    let (method, path) = (export.request.method, &export.request.path);
    format!(
        "curl --silent --show-error --fail-with-body --max-redirs 0 -X {method} \"${TENANT}\"{} \\\n  \
         -H @/dev/fd/3 -H 'Content-Type: application/json' --data-binary @- 3<<EOF\nAuthorization: Bearer ${KEY}\nEOF\n",
        quoted(path),
    )
}

pub(super) fn curl(export: &Export<'_>, body: &Body) -> String {
    format!("{}{} | {}", head(export, body, &[TENANT, KEY]), print(body), send(export))
}

/// The script around curl where a person has to sign in in between: both requests, and a pause for the code.
pub(super) fn curl_with_code(export: &Export<'_>, first: &Body, body: &Body) -> String {
    let mut text = head(export, first, &[TENANT, KEY]);
    let _infallible = write!(text, "send() {{\n{}}}\n", send(export));
    // What the second request has and the first has not is the code.
    let is_code = |name: &str| !first.variables.iter().any(|other| other == name);
    if body.variables.iter().any(|name| is_code(name)) && first.variables.is_empty() {
        text.push_str(JSON);
    }
    for name in body.variables.iter().filter(|name| is_code(name)) {
        let _infallible = write!(
            text,
            "if [ -z \"${{{name}:-}}\" ]; then\n  \
             answer=$({} | send) || {{ printf '%s\\n' \"$answer\" >&2; exit 1; }}\n  \
             url=$(printf '%s\\n' \"$answer\" | sed -n 's/.*\"authUrl\"[^\"]*\"\\([^\"]*\\)\".*/\\1/p' | sed 's/\\\\u0026/\\&/g; s#\\\\/#/#g')\n  \
             if [ -z \"$url\" ]; then echo 'The tenant gave no address: it may have created the connection already.' >&2; exit 1; fi\n  \
             printf 'Sign in at this address:\\n%s\\nThen paste the code: ' \"$url\" >&2\n  IFS= read -r {name}\nfi\n",
            print(first),
        );
    }
    let held = |at: usize| match first.variables.iter().position(|name| *name == body.variables[at]) {
        Some(before) => format!("s{}", before + 1),
        None => format!("c{}", at + 1),
    };
    for (at, name) in body.variables.iter().enumerate().filter(|(_, name)| is_code(name)) {
        let _infallible = writeln!(text, "{}=$(json \"${name}\")", held(at));
    }
    let _infallible = writeln!(text, "{} | send", print_with(body, held));
    text
}
